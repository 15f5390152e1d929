"""The editor: write a query, see its answer in tables and pictures, with help while typing."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.types import Receive, Scope, Send

from urbansec.api.charging import charged
from urbansec.api.context import Context, content_type, get
from urbansec.api.delivery import Watch, send_stream
from urbansec.api.editor_help import Help
from urbansec.api.editor_page import EXAMPLE, EXAMPLES, VIEW, Asked, Editor
from urbansec.api.editor_places import ENDPOINT, Places
from urbansec.api.errors import BadRequestError
from urbansec.api.operation import FORM, Chosen, body_type, by_name, decode, query_of
from urbansec.api.sparql import read_body
from urbansec.engine import Engine
from urbansec.engine import Request as Query
from urbansec.pages.language import LANGUAGES, language_of, spoken_in
from urbansec.pages.views import NAMES

_JSON = "application/json"
# Decoding so much takes long enough to hold up others.
_LONG_BODY = 65_536
_MOST_CHECKED = 131_072
_LONE = re.compile("[\ud800-\udfff]")
_TEXT: Mapping[str, Any] = {"type": "string"}
_QUERY = {"name": "query", "in": "query", "description": "The query", "schema": _TEXT}
_PLACE = {"name": ENDPOINT, "in": "query", "description": "Another endpoint to ask, one of those that a setting of the service lists", "schema": _TEXT}
_PARAMETERS = [
    _QUERY,
    {"name": VIEW, "in": "query", "description": "How to show the answer, if it can be shown so", "schema": {**_TEXT, "enum": list(NAMES)}},
    _PLACE,
    {"name": EXAMPLE, "in": "query", "description": "Begin with this example: a saved query, or one that the endpoint publishes", "schema": _TEXT},
    {"name": EXAMPLES, "in": "query", "description": "`all` lists the examples that another endpoint publishes", "schema": _TEXT},
]
_BODY = {"requestBody": {"required": True, "content": {FORM: {"schema": {"type": "object", "properties": {"query": _TEXT}, "required": ["query"]}}}}}
_CHECKED = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "object", "properties": {"query": _TEXT}, "required": ["query"]}} for kind in (_JSON, FORM)},
    }
}
_LANGUAGE = {"name": "lang", "in": "query", "description": "The language of labels and definitions", "schema": {**_TEXT, "enum": list(LANGUAGES)}}


def router(context: Context) -> APIRouter:
    """The routes of the editor."""
    routes = APIRouter(tags=["editor"])
    places = Places(context)
    editor = Editor(context, places)
    help_ = Help(context.engine)
    most = context.settings.max_query_bytes

    @get(routes, "/editor", summary="Write a query and see its answer", operation_id="editor", openapi_extra={"parameters": _PARAMETERS})
    async def show(request: Request) -> Response:
        return await _watched(request, editor, Asked.read(decode(request.scope["query_string"])))

    @routes.post(
        "/editor",
        response_class=Response,
        summary="The same for a query of any length: led to its address if that is not too long for one",
        operation_id="editor_post",
        openapi_extra=_BODY,
    )
    async def send(request: Request) -> Response:
        asked = Asked.read(await _form(request, most))
        address = editor.address(request.scope.get("root_path", ""), asked.pairs())
        if address:
            return RedirectResponse(address, 303)
        return await _watched(request, editor, asked, lasting=False)

    @get(
        routes,
        "/editor/result.{suffix}",
        summary="All of an answer of another endpoint, in the format of the suffix",
        operation_id="editor_result",
        openapi_extra={"parameters": [_QUERY, _PLACE]},
    )
    async def result(request: Request, suffix: str) -> Response:
        return _result(places, decode(request.scope["query_string"]), suffix, most)

    @routes.post(
        "/editor/result.{suffix}",
        response_class=Response,
        summary="The same for a query that is too long for an address",
        operation_id="editor_result_post",
        openapi_extra=_BODY,
    )
    async def result_post(request: Request, suffix: str) -> Response:
        return _result(places, await _form(request, most), suffix, most)

    @get(
        routes,
        "/editor/terms",
        summary="Prefixes, classes and properties with labels and definitions, for completion",
        operation_id="editor_terms",
        openapi_extra={"parameters": [_LANGUAGE]},
    )
    def terms(request: Request) -> Response:
        asked = request.query_params.get("lang", "")
        language = asked if asked in LANGUAGES else language_of(request)
        with charged():
            document = help_.terms(language)
        return JSONResponse(document, headers=spoken_in(language))

    @routes.post(
        "/editor/check",
        response_class=Response,
        summary="What is wrong with a query, and where, without running it",
        operation_id="editor_check",
        openapi_extra=_CHECKED,
    )
    async def check(request: Request) -> Response:
        text = _text_of(request, await read_body(request, request.receive, min(most, _MOST_CHECKED)))

        def work() -> list[dict[str, object]]:
            with charged():
                return [asdict(remark) for remark in help_.check(text)]

        found = await asyncio.to_thread(work)
        problems = [{_CAMEL.get(name, name): value for name, value in remark.items()} for remark in found]
        return JSONResponse({"problems": problems}, headers={"Cache-Control": "no-store"})

    return routes


_CAMEL = {"end_line": "endLine", "end_column": "endColumn"}


async def _watched(request: Request, editor: Editor, asked: Asked, *, lasting: bool = True) -> Response:
    """The page, unless the visitor leaves before it is ready: then the query is cancelled."""
    async with Watch(request.scope, request.receive):
        return await editor.page(request, asked, lasting=lasting)
    return Response(status_code=499)  # nobody reads it


async def _form(request: Request, limit: int) -> Sequence[tuple[str, str]]:
    if body_type(request.headers.get("content-type", ""), request.headers.get("content-encoding", "")) != FORM:
        raise BadRequestError(f"Send a form ({FORM}).")
    body = await read_body(request, request.receive, 3 * limit)  # escaped, a letter takes three
    return await asyncio.to_thread(decode, body) if len(body) > _LONG_BODY else decode(body)


def _text_of(request: Request, body: bytes) -> str:
    """The query in a form or a JSON document."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == _JSON:
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            document = None
        text = document.get("query") if isinstance(document, dict) else None
        if not isinstance(text, str) or _LONE.search(text):
            raise BadRequestError('Send {"query": "…"}, in Unicode.')
        return text
    body_type(request.headers.get("content-type", ""), request.headers.get("content-encoding", ""))
    return dict(decode(body)).get("query", "")


def _result(places: Places, given: Sequence[tuple[str, str]], suffix: str, limit: int) -> Response:
    place = places.named(dict(given).get(ENDPOINT, ""))
    return _Streamed(place.engine, query_of(given, limit), by_name(suffix, suffix=True))


class _Streamed(Response):
    """An answer as it comes. It is not kept: what others say may change at any time."""

    def __init__(self, engine: Engine, query: Query, chosen: Chosen) -> None:
        super().__init__()
        self._engine, self._query, self._chosen = engine, query, chosen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        async with Watch(scope, receive) as watch:
            stream = await self._engine.stream(self._query, self._chosen.formats)
            written = stream.head.format
            headers = [
                (b"content-type", content_type(written, self._chosen.media_type(written)).encode()),
                (b"content-disposition", f'attachment; filename="answer.{written.suffix}"'.encode()),
                (b"cache-control", b"no-store"),
            ]
            await send_stream(scope, send, stream, headers, watch)
