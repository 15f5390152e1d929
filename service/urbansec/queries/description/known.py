"""What the data describe, and what comes close to a name that they do not know."""

from collections.abc import Sequence

from urbansec.engine import Engine
from urbansec.errors import NotFoundError
from urbansec.letters import spelled_like
from urbansec.namespaces import ID
from urbansec.queries.description.asking import ask, named_node

_CLOSE = 0.75
_MOST = 3


def known(engine: Engine, iri: str) -> bool:
    """Whether the data describe ``iri``."""
    try:
        this = named_node(iri)
    except NotFoundError:
        return False
    return any(True for _ in ask(engine, f"SELECT ?p WHERE {{ {this} ?p ?o }} LIMIT 1"))


def paths(engine: Engine) -> list[str]:
    """All that the data describe, as what stands behind ``id/``, sorted."""
    rows = ask(engine, f'SELECT DISTINCT ?s WHERE {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{ID}")) }}')
    return sorted(row["s"].value.removeprefix(ID) for row in rows)


def near_paths(path: str, every: Sequence[str]) -> list[str]:
    """Those of ``every`` that are spelled like ``path``; else those of the same name under another kind."""
    slug = f"/{path.rpartition('/')[2]}"
    return spelled_like(path, every, most=_MOST, close=_CLOSE) or [p for p in every if p.endswith(slug)][:_MOST]


def require(engine: Engine, iri: str) -> None:
    """Nothing if the data describe ``iri``; :class:`~urbansec.errors.NotFoundError` with near matches if they do not."""
    if not known(engine, iri):
        path = iri.removeprefix(ID)
        raise NotFoundError(f"The data do not describe {path[:200]}.", near=[f"id/{near}" for near in near_paths(path, paths(engine))])
