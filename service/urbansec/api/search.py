"""``/search``: resources by their names, as a page and as JSON."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from urbansec.api.charging import charged
from urbansec.api.context import Context, get, negotiate
from urbansec.api.negotiation import Page, accepted
from urbansec.errors import ParameterError
from urbansec.search import Hit, Index, index_of

MOST = 100
_USUAL = 20
_PARAMETERS = [
    {"name": "q", "in": "query", "description": "A name, or the beginning of one", "schema": {"type": "string"}},
    {
        "name": "kind",
        "in": "query",
        "description": "Only resources of this kind: `city`, `urb:City`, or the IRI of a class; may be given several times",
        "schema": {"type": "array", "items": {"type": "string"}},
    },
    {
        "name": "lang",
        "in": "query",
        "description": "Only names in this language, as `de`; may be given several times",
        "schema": {"type": "array", "items": {"type": "string"}},
    },
    {"name": "limit", "in": "query", "description": "How many", "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": _USUAL}},
]


class _Json:
    media_type = "application/json"
    aliases = ()


def router(context: Context) -> APIRouter:
    """The route of the search."""
    routes = APIRouter(tags=["search"])

    @get(routes, "/search", summary="Resources by their names", operation_id="search", openapi_extra={"parameters": _PARAMETERS})
    def search(request: Request) -> Response:
        """Misspelled, in another language or script, without accents, or only begun. JSON or a page, by `Accept`."""
        chosen, _ = negotiate(accepted(request), (_Json(), Page()))
        given = request.query_params
        text, kinds, languages = given.get("q", ""), [kind for kind in given.getlist("kind") if kind], given.getlist("lang")
        index, hits, problem = index_of(context.engine), list[Hit](), None
        try:
            with charged():
                hits = index.search(text, kinds=kinds, languages=languages, limit=whole_number(given.get("limit"), "limit", _USUAL, MOST))
        except ParameterError as error:
            if not isinstance(chosen, Page):
                raise
            problem = error
        if not isinstance(chosen, Page):
            return JSONResponse({"data_version": context.engine.version, "query": text, "hits": [*map(asdict, hits)]}, headers={"Vary": "Accept"})
        return context.pages.render(
            request,
            "search.html",
            status=422 if problem else 200,
            headers={"Vary": "Accept"},
            text=text[:MOST],
            asked=bool(text.strip()),
            hits=hits,
            kinds=_choices(index),
            kind=kinds[0] if kinds else "",
            problem=problem,
        )

    return routes


def whole_number(text: str | None, name: str, usual: int, most: int, *, least: int = 1) -> int:
    """The parameter ``name`` as a number from ``least`` to ``most``; ``usual`` if it is not given."""
    if text is None or not text.strip():
        return usual
    value = int(text) if text.strip().isascii() and text.strip().isdecimal() and len(text) <= len(str(most)) + 2 else least - 1
    if not least <= value <= most:
        raise ParameterError(f"{name} must be a whole number from {least} to {most}, not {text[:40]!r}.", parameter=name)
    return value


def _choices(index: Index) -> list[dict[str, Any]]:
    """The kinds that there are things of: short name and label, those first that have the most."""
    counts = {iri: sum(iri == thing.kind for thing in index.things.values()) for iri in index.kinds}
    present = sorted((iri for iri, count in counts.items() if count), key=lambda iri: (-counts[iri], iri))
    return [{"name": iri.rpartition("#")[2], "iri": iri, "label": index.kinds[iri].label, "count": counts[iri]} for iri in present]
