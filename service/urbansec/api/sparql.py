"""``/sparql``: the query operation of the SPARQL 1.1 Protocol, and the service description."""

import asyncio
from urllib.parse import urlencode

from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from urbansec.api.context import Context, content_type
from urbansec.api.delivery import RawHeaders, Watch, send_stream, send_whole
from urbansec.api.errors import MethodRefusedError, Problems, TooLargeError
from urbansec.api.negotiation import accepted
from urbansec.api.operation import FORM, Chosen, Parameters, body_type, by_accept, by_name, decode, query_of, utf8
from urbansec.api.validators import Validators, entity_tags
from urbansec.engine import Request as Query
from urbansec.engine.protocol import is_exact, state_of
from urbansec.errors import FormatError
from urbansec.queries.describe import service_description

ALLOWED = ("GET", "HEAD", "OPTIONS", "POST")
_VARY = (b"vary", b"Accept")
# Decoding so much takes long enough to hold up others.
_LONG_BODY = 65_536


class Answering:
    """Answers queries over raw ASGI; the endpoint and the graph store are made of it."""

    def __init__(self, context: Context, problems: Problems) -> None:
        self.context = context
        self._problems = problems
        self._validators = Validators(context.settings, union=context.engine.union)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever goes wrong before the first byte is told as a problem."""
        try:
            await self.answer(HTTPConnection(scope), receive, send)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - every failure becomes a problem document, and is logged there
            await self._problems.response(scope, error)(scope, receive, send)

    async def answer(self, request: HTTPConnection, receive: Receive, send: Send) -> None:
        """Answer, or raise before anything is sent."""
        raise NotImplementedError

    async def run(self, request: HTTPConnection, receive: Receive, send: Send, query: Query, chosen: Chosen) -> None:
        """Run ``query`` and send its result; the request's body must have been read."""
        engine, conditions = self.context.engine, entity_tags(request.headers.get("if-none-match", ""))
        strength = b"" if is_exact(engine) else b"W/"
        tags = {found: self._validators.etag(state_of(engine), query, media_type) for found, media_type in chosen.candidates()}
        unchanged = next((tag for tag in tags.values() if tag in conditions), "")
        if unchanged and request.scope["method"] != "POST":
            await send_whole(send, 304, [(b"etag", strength + unchanged.encode()), _VARY])
            return
        async with Watch(request.scope, receive) as watch:
            try:
                stream = await engine.stream(query, chosen.formats)
            except FormatError as error:
                raise chosen.unfit(error) from error
            head = stream.head
            fresh = (b"cache-control", b"no-store") if head.volatile else (b"etag", strength + tags[head.format].encode())
            called = content_type(head.format, chosen.media_type(head.format))
            await send_stream(request.scope, send, stream, [(b"content-type", called.encode()), _VARY, fresh], watch)


class Endpoint(Answering):
    """The endpoint itself."""

    async def answer(self, request: HTTPConnection, receive: Receive, send: Send) -> None:
        """See :class:`Answering`."""
        method = request.scope["method"]
        parameters: Parameters = decode(request.scope["query_string"])
        if method == "POST":
            parameters = [*parameters, *await self._body(request, receive)]
        elif method == "OPTIONS":
            await send_whole(send, 204, [(b"allow", ", ".join(ALLOWED).encode())])
            return
        elif method not in ALLOWED:
            raise MethodRefusedError(ALLOWED)
        suffix = request.scope.get("path_params", {}).get("suffix", "")
        formats = [value for name, value in parameters if name == "format" and value]
        named = by_name(suffix, suffix=True) if suffix else by_name(formats[-1]) if formats else None
        if method != "POST" and all(name == "format" for name, _ in parameters):
            await self._describe(request, receive, send, named)
            return
        query = query_of(parameters, self.context.settings.max_query_bytes)
        # A link opened in a browser shows a page; not for POST, because a page has an address.
        chosen = named or by_accept(accepted(request), page=method != "POST")
        if chosen.table_page or chosen.graph_page:
            if chosen.table_page and chosen.graph_page:
                wanted = True
            else:
                form = (await asyncio.to_thread(lambda: query.inspection)).form
                wanted = chosen.graph_page if form.gives_graph else chosen.table_page
            if wanted:
                await send_whole(send, 303, _redirect(request, f"/editor?{urlencode({'query': query.text})}"))
                return
        await self.run(request, receive, send, query, chosen)

    async def _describe(self, request: HTTPConnection, receive: Receive, send: Send, named: Chosen | None) -> None:
        chosen = named or by_accept(accepted(request), page=True)
        if chosen.graph_page:
            await send_whole(send, 303, _redirect(request, "/editor"))
            return
        endpoint = str(request.url.replace(query=""))
        if "suffix" in request.scope.get("path_params", {}):
            endpoint = endpoint.rpartition(".")[0]
        query = service_description(self.context.engine, endpoint, federates=bool(self.context.settings.service_allow))
        await self.run(request, receive, send, query, chosen.for_graphs())

    async def _body(self, request: HTTPConnection, receive: Receive) -> Parameters:
        media_type = body_type(request.headers.get("content-type", ""), request.headers.get("content-encoding", ""))
        limit = self.context.settings.max_query_bytes
        body = await read_body(request, receive, limit)
        if media_type != FORM:
            return [("query", utf8(body))]
        return await asyncio.to_thread(decode, body) if len(body) > _LONG_BODY else decode(body)


def routes(endpoint: Endpoint) -> list[Route]:
    """The routes of the endpoint."""
    return [Route("/sparql", endpoint, include_in_schema=False), Route("/sparql.{suffix}", endpoint, include_in_schema=False)]


class Direct:
    """The innermost layer: leads to the endpoint without the machinery of routes, which costs as much as some queries do."""

    def __init__(self, app: ASGIApp, endpoint: ASGIApp) -> None:
        self._app = app
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        direct = scope["type"] == "http" and scope["path"] == f"{scope.get('root_path', '')}/sparql"
        await (self._endpoint if direct else self._app)(scope, receive, send)


def _redirect(request: HTTPConnection, path: str) -> RawHeaders:
    return [(b"location", f"{request.scope.get('root_path', '')}{path}".encode()), _VARY, (b"content-length", b"0")]


async def read_body(request: HTTPConnection, receive: Receive, limit: int) -> bytes:
    """The body; :class:`TooLargeError` if it has more than ``limit`` bytes, of which no more are read."""
    told = request.headers.get("content-length", "")
    body = bytearray()
    more = not (told.isdigit() and int(told) > limit)
    while more and len(body) <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
    if len(body) > limit or (told.isdigit() and int(told) > limit):
        raise TooLargeError(f"A query may have {limit} bytes.", limit=limit)
    return bytes(body)
