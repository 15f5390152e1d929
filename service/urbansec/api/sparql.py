"""``/sparql``: the query operation of the SPARQL 1.1 Protocol, and the service description."""

from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from urbansec.api.context import Context, accepted, by_suffix, get, negotiate, respond
from urbansec.api.errors import BadRequestError, NotAcceptableError, TooLargeError, UnsupportedMediaTypeError
from urbansec.api.negotiation import Page
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Format
from urbansec.engine import Request as Query
from urbansec.errors import FormatError, NotFoundError, UpdateRefusedError
from urbansec.queries.describe import service_description

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
Parameters = list[tuple[str, str]]


def router(context: Context) -> APIRouter:
    """The routes of the endpoint."""
    routes = APIRouter(tags=["SPARQL"])

    @get(routes, "/sparql", summary="Query with GET, or read the service description", operation_id="sparql_get")
    async def by_get(request: Request) -> Response:
        """Parameters: `query`, `default-graph-uri`, `named-graph-uri`, `format`. Without any, the service description."""
        parameters = _decode(request.url.query.encode("latin-1"))
        if parameters:
            return await _answer(context, request, parameters)
        accept = accepted(request)
        chosen, media_type = negotiate(accept, (*GRAPH_FORMATS, Page()))
        if not isinstance(chosen, Format):
            return RedirectResponse(f"{request.scope.get('root_path', '')}/editor", 303, headers={"Vary": "Accept"})
        endpoint = str(request.url.replace(query=""))
        return respond(await run_in_threadpool(service_description, context.engine, endpoint, chosen), media_type)

    @routes.post("/sparql", response_class=Response, summary="Query with POST: a form, or the query as the body", operation_id="sparql_post")
    async def by_post(request: Request) -> Response:
        """The body is a form with the same parameters, or the query itself as `application/sparql-query`."""
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type == _UPDATE:
            raise UpdateRefusedError("This service answers queries only.")
        if media_type not in (_FORM, _QUERY):
            shown = media_type or "no Content-Type"
            raise UnsupportedMediaTypeError(f"Send {_FORM} or {_QUERY}, not {shown}.", supported=[_FORM, _QUERY])
        body = await _body(request, context.settings.max_query_bytes)
        in_address = _decode(request.url.query.encode("latin-1"))
        if media_type == _FORM:
            return await _answer(context, request, [*in_address, *_decode(body)])
        return await _answer(context, request, [*in_address, ("query", _utf8(body))])

    return routes


async def _answer(context: Context, request: Request, parameters: Parameters) -> Response:
    if any(name == "update" for name, _ in parameters):
        raise UpdateRefusedError("This service answers queries only.")
    queries = [value for name, value in parameters if name == "query"]
    if len(queries) != 1:
        raise BadRequestError(f"Expected exactly one parameter query, found {len(queries)}.")
    if len(queries[0].encode()) > context.settings.max_query_bytes:
        raise TooLargeError(f"A query may have {context.settings.max_query_bytes} bytes.", limit=context.settings.max_query_bytes)
    query = Query(
        queries[0],
        default_graphs=tuple(value for name, value in parameters if name == "default-graph-uri"),
        named_graphs=tuple(value for name, value in parameters if name == "named-graph-uri"),
    )
    offers = GRAPH_FORMATS if query.inspection.form.gives_graph else BOOLEAN_AND_TABLE
    wanted = [value for name, value in parameters if name == "format" and value]
    if wanted:
        result_format, media_type = _named(wanted[-1], offers), ""
    else:
        # A link opened in a browser shows a page; GET only, because a page has an address.
        page = (Page(),) if request.method == "GET" else ()
        chosen, media_type = negotiate(accepted(request), (*offers, *page))
        if not isinstance(chosen, Format):
            here = f"{request.scope.get('root_path', '')}/editor?{urlencode({'query': query.text})}"
            return RedirectResponse(here, 303, headers={"Vary": "Accept"})
        result_format = chosen
    return respond(await run_in_threadpool(context.engine.execute, query, result_format), media_type)


def _named(name: str, offers: tuple[Format, ...]) -> Format:
    """The format called ``name``: its short name, its suffix or a media type."""
    for offer in offers:
        if name.lower() in (offer.media_type, *offer.aliases):
            return offer
    try:
        return by_suffix(name.lower(), offers)
    except NotFoundError:
        other = [f for f in (*BOOLEAN_AND_TABLE, *GRAPH_FORMATS) if name.lower() in (f.name, f.suffix, f.media_type)]
        names = ", ".join(offer.name for offer in offers)
        if other:
            raise FormatError(f"The result of this query cannot be written as {name}; choose one of {names}.") from None
        raise NotAcceptableError(f"There is no format {name!r}; choose one of {names}.") from None


def _decode(data: bytes) -> Parameters:
    """The pairs of a query string or form; bytes that are not UTF-8 are an error, never replaced."""
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict")
    except UnicodeDecodeError as error:
        raise BadRequestError("The parameters are not UTF-8.") from error
    except ValueError as error:
        raise BadRequestError(str(error)) from error


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequestError(f"The query is not UTF-8 (byte {error.start}).") from error


async def _body(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLargeError(f"A query may have {limit} bytes.", limit=limit)
    return bytes(body)
