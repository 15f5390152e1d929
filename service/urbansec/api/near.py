"""What somebody may have meant who asked for a thing that the data do not describe."""

from urbansec.api.charging import charged
from urbansec.api.lists_kept import every_path
from urbansec.engine import Engine
from urbansec.errors import NotFoundError
from urbansec.namespaces import ID
from urbansec.queries.description import near_paths
from urbansec.search import index_of

_MOST = 3
_CLOSE = 80.0  # of 100: names that are merely alike are no help to who follows a link
_LOOKED_AT = 200


def unknown(engine: Engine, path: str) -> NotFoundError:
    """The error for ``path``, what stands behind ``id/``, with near things: of that name in any language, spelled alike, of a name like it."""
    with charged():
        every = every_path(engine)
        near = near_paths(path, every)
        kind, _, slug = path[:_LOOKED_AT].strip("/").partition("/")
        if slug:
            same_kind = f"{ID}{kind}/" if any(other.startswith(f"{kind}/") for other in every) else ID
            hits = [hit for hit in index_of(engine).search(slug.replace("-", " "), limit=_MOST * 4) if hit.iri.startswith(same_kind)]
            exact, alike = ([hit.iri.removeprefix(ID) for hit in hits if hit.exact is is_exact and hit.score >= _CLOSE] for is_exact in (True, False))
            near = [*exact, *near, *alike]
    return NotFoundError(f"The data do not describe {path[:_LOOKED_AT]}.", near=[f"id/{found}" for found in dict.fromkeys(near)][:_MOST])
