"""``/search``: resources by their names, as a page and as JSON."""

from dataclasses import asdict

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from urbansec.api.charging import charged
from urbansec.api.context import Context, get, negotiate
from urbansec.api.negotiation import Page, accepted
from urbansec.api.search_page import Group, SearchPage, everywhere
from urbansec.errors import ParameterError
from urbansec.pages import language_of
from urbansec.pages.language import spoken_in
from urbansec.search import index_of

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
        """Misspelled, in another language or script, without accents, or only begun. JSON or a page, by `Accept`.

        Labels are in a language of `lang`, else in the language of the reader by `Accept-Language`, else in English; `label_language` tells.
        """
        chosen, _ = negotiate(accepted(request), (_Json(), Page()))
        given = request.query_params
        language = language_of(request)
        text, kinds, languages = given.get("q", ""), [kind for kind in given.getlist("kind") if kind], given.getlist("lang")
        index, problem, offered, groups = index_of(context.engine), None, list[Group](), list[Group]()
        try:
            limit = whole_number(given.get("limit"), "limit", _USUAL, MOST)
            with charged():
                if not isinstance(chosen, Page):
                    hits = index.search(text, kinds=kinds, languages=languages, limit=limit, reader=language)
                    found = {"data_version": context.engine.version, "query": text, "hits": [*map(asdict, hits)]}
                    return JSONResponse(found, headers=spoken_in(language, "Accept"))
                offered, groups = SearchPage(context.engine, index, language).groups(text, languages, kinds)
        except ParameterError as error:
            if not isinstance(chosen, Page):
                raise
            problem = error
        return context.pages.render(
            request,
            "search.html",
            status=422 if problem else 200,
            headers={"Vary": "Accept"},
            text=text[:MOST],
            asked=bool(text.strip()),
            groups=groups,
            offered=offered if len(offered) > 1 or kinds else [],
            everywhere=everywhere(text),
            total=sum(group.count for group in offered),
            kinds=kinds,
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
