"""``/queries``: the catalogue of saved queries, each with its form, its result in every format, its versions and its citation."""

import json
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from urbansec.api.asking import answer, base_of
from urbansec.api.context import Context, get, negotiate
from urbansec.api.negotiation import Page, accepted
from urbansec.api.operation import decode
from urbansec.api.paging import NUMBER, SIZE, Paging
from urbansec.api.query_catalogue import catalogue_page
from urbansec.api.query_document import CITATIONS, document
from urbansec.api.query_operations import reserved_parameters
from urbansec.api.query_page import render
from urbansec.api.query_picture import PICTURE, picture
from urbansec.api.query_result import disposition, respond
from urbansec.citation import bibtex, csl_json
from urbansec.errors import NotFoundError, ParameterError
from urbansec.queries import SavedQuery
from urbansec.queries.find import find
from urbansec.queries.language import json_schema
from urbansec.results import ResultFormat, find_format, formats_of

_PAGED = {"parameters": reserved_parameters()}
_SEARCH = [
    {"name": "q", "in": "query", "description": "Words to find", "schema": {"type": "string"}},
    {"name": "tag", "in": "query", "description": "Tags that a query must have", "schema": {"type": "array", "items": {"type": "string"}}},
    *(parameter for parameter in reserved_parameters() if parameter["name"] in (SIZE, NUMBER)),
]


class _JsonDocument:
    media_type = "application/json"
    aliases = ()


def router(context: Context) -> APIRouter:
    """The routes of the catalogue."""
    routes = APIRouter(tags=["saved queries"])

    @get(
        routes,
        "/queries",
        summary="The catalogue, all of it or what fits words (`q`) and tags (`tag`, also repeated)",
        operation_id="queries",
        openapi_extra={"parameters": _SEARCH},
    )
    def catalogue(request: Request) -> Response:
        asked = _single(request, ("q", SIZE, NUMBER))
        tags = [value for name, value in decode(request.scope["query_string"]) if name == "tag" and value.strip()]
        chosen, _ = negotiate(accepted(request), (_JsonDocument(), Page()))
        if isinstance(chosen, Page):
            return catalogue_page(context, request, asked["q"], tags)
        found = find(context.catalogue, asked["q"], tags)
        headers = {"Vary": "Accept", "X-Total-Count": str(len(found))}
        paging = Paging.read(asked)
        part = found
        if paging is not None:
            part = found[paging.part(len(found))]
            pages = paging.addresses(f"{base_of(request)}/queries", decode(request.scope["query_string"]), len(found))
            headers["Link"] = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in pages.items())
        documents = [_document(request, query) for query in part]
        return JSONResponse({"data_version": context.engine.version, "total": len(found), "queries": documents}, headers=headers)

    @get(routes, "/queries/header.schema.json", summary="The JSON Schema of the header of a query file", operation_id="query_header_schema")
    def schema() -> Response:
        return Response(json.dumps(json_schema(), indent=2), media_type="application/schema+json")

    @get(routes, "/queries/{name}", summary="A saved query: what it answers, its parameters, its text", operation_id="query")
    def query(request: Request, name: str) -> Response:
        """`name` may end in `@` and a version. As a page it also shows the answer for the parameters in the address."""
        saved = context.catalogue.get(name)
        chosen, _ = negotiate(accepted(request), (_JsonDocument(), Page()))
        if isinstance(chosen, Page):
            return render(context, request, saved, name)
        return JSONResponse(_document(request, saved), headers={"Vary": "Accept"})

    @get(routes, "/queries/{name}/result", summary="The result of a saved query", operation_id="query_result", openapi_extra=_PAGED)
    def result(request: Request, name: str) -> Response:
        """The parameters of the query stand in the address. The format follows `Accept`, or the suffix."""
        saved = context.catalogue.get(name)
        offers = [offer for offer in formats_of(saved) if offer.name != "html"]
        chosen, media_type = negotiate(accepted(request), (*offers, Page()))
        if not isinstance(chosen, ResultFormat):
            here = f"{request.scope.get('root_path', '')}/queries/{quote(name, safe='@')}"
            return RedirectResponse(f"{here}?{request.url.query}" if request.url.query else here, 303, headers={"Vary": "Accept"})
        return respond(request, answer(request, saved, context.engine), chosen, media_type)

    @get(routes, "/queries/{name}/result.{suffix}", summary="The result in the format of the suffix", operation_id="query_result_suffix", openapi_extra=_PAGED)
    def result_suffix(request: Request, name: str, suffix: str) -> Response:
        """`svg` is the picture that the page shows, in the language of `Accept-Language`; `page-view` says which one."""
        saved = context.catalogue.get(name)
        if suffix == PICTURE:
            return picture(context, request, saved)
        chosen = find_format(saved, suffix)
        return respond(request, answer(request, saved, context.engine), chosen)

    @get(routes, "/queries/{name}/citation.{suffix}", summary="The citation of the result: JSON, BibTeX, CSL-JSON", operation_id="query_citation")
    def citation(request: Request, name: str, suffix: str) -> Response:
        saved = context.catalogue.get(name)
        if suffix not in CITATIONS:
            raise NotFoundError(f"There is no citation in the format {suffix[:60]!r}; there are: {', '.join(CITATIONS)}.")
        found = answer(request, saved, context.engine)
        match suffix:
            case "bib":
                text = bibtex(found.citation, found.base)
            case "csl.json":
                text = csl_json(found.citation, found.base)
            case _:
                text = found.citation.to_json(found.base)
        headers = {**found.headers(), "Content-Disposition": disposition(saved, suffix)}
        return Response(text, media_type=CITATIONS[suffix], headers=headers)

    @get(routes, "/queries/{name}/query.rq", summary="The query's text", operation_id="query_text")
    def text(name: str) -> Response:
        saved = context.catalogue.get(name)
        return Response(saved.text, media_type="application/sparql-query", headers={"Content-Disposition": disposition(saved, "rq")})

    def _document(request: Request, saved: SavedQuery) -> dict[str, object]:
        return document(saved, base_of(request), context.catalogue.versions_of(saved.name))

    return routes


def _single(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    """The values of parameters that may be given once; empty texts for those that are not given."""
    found = dict.fromkeys(names, "")
    seen: set[str] = set()
    for name, value in decode(request.scope["query_string"]):
        if name in seen:
            raise ParameterError(f"The parameter {name} is given twice.", parameter=name)
        if name in found:
            seen.add(name)
            found[name] = value
    return found
