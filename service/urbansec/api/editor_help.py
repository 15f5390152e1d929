"""What helps while somebody types a query: the terms there are, and what is wrong so far."""

from collections.abc import Collection, Sequence

from urbansec.engine import Engine
from urbansec.errors import UrbansecError
from urbansec.letters import spelled_like
from urbansec.namespaces import PREFIXES, shorten
from urbansec.queries.assist import Glossary, Known, Remark, proofread
from urbansec.queries.describe import select
from urbansec.search import index_of
from urbansec.search.kept import Kept

_GLOSSARY = Kept(Glossary.build)
_NAMED = """SELECT ?it WHERE { VALUES ?it { IRIS }
  FILTER(EXISTS { ?it ?p ?o } || EXISTS { ?s ?p ?it } || EXISTS { ?s ?it ?o } || EXISTS { GRAPH ?it { ?s ?p ?o } }) }"""
_LOOKED_AT = 5_000


class Help:
    """The help for the data of one engine. What is read of them is kept until they change."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def terms(self, language: str) -> dict[str, object]:
        """Prefixes and terms with what ``language`` calls them, those first that the data use most."""
        glossary = _GLOSSARY.of(self._engine)
        listed = [
            {
                "name": word.name,
                "iri": word.iri,
                "kind": word.kind,
                "label": word.label(language),
                "definition": word.definition(language),
                "uses": word.uses,
                **({"deprecated": True} if word.deprecated else {}),
            }
            for word in glossary.words.values()
        ]
        return {"data_version": self._engine.version, "language": language, "prefixes": dict(PREFIXES), "terms": listed}

    def check(self, text: str) -> Sequence[Remark]:
        """What is wrong with a query; nothing runs but a look-up of the things that it names."""
        return proofread(text, Known(_GLOSSARY.of(self._engine).words, self._missing, self._near))

    def _missing(self, iris: Collection[str]) -> Collection[str]:
        """Those of ``iris`` that stand nowhere in the data; none if they cannot be asked."""
        try:
            listed = " ".join(f"<{iri}>" for iri in iris)
            found = {row["it"]["value"] for row in select(self._engine, _NAMED.replace("IRIS", listed)).rows}
        except UrbansecError:
            return ()
        return set(iris) - found

    def _near(self, iri: str) -> str | None:
        """The IRI of the same kind that was probably meant."""
        kind = iri[: iri.rfind("/") + 1]
        beside = [each for each in index_of(self._engine).things if each.startswith(kind)][:_LOOKED_AT]
        near = spelled_like(iri.removeprefix(kind), [each.removeprefix(kind) for each in beside], most=1, close=0.7)
        return shorten(f"{kind}{near[0]}") if near else None
