"""``/reconcile``: the W3C reconciliation protocol, version 0.2, for OpenRefine and others; ``/reconcile/1.0``: its draft of 1.0."""

import re
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from markupsafe import escape
from starlette.concurrency import run_in_threadpool

from urbansec.api.asking import base_of
from urbansec.api.charging import charged
from urbansec.api.context import Context, get
from urbansec.api.errors import BadRequestError, TooLargeError, UnsupportedMediaTypeError
from urbansec.api.operation import FORM, decode
from urbansec.api.reconciliation_interface import extension_body, form, json_body, parameters
from urbansec.api.reconciliation_pages import offered
from urbansec.api.reconciliation_pages import preview as preview_of
from urbansec.api.search import whole_number
from urbansec.errors import NotFoundError
from urbansec.pages import language_of
from urbansec.pages.render import local_address
from urbansec.reconciliation import MessageError, Question, match, suggest
from urbansec.reconciliation.extend import extend, extension_02, extension_10
from urbansec.reconciliation.manifest import BATCH, manifest_02, manifest_10
from urbansec.reconciliation.messages import read_batch, read_extension, read_list
from urbansec.reconciliation.properties import properties_of
from urbansec.reconciliation.suggest import Typed
from urbansec.reconciliation.values import thing_named
from urbansec.reconciliation.written import Json, batch_02, batch_10
from urbansec.search import index_of
from urbansec.search.fold import fold

_JSON = "application/json"
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*\Z", re.ASCII)
_LONGEST_CALLBACK = 100
_LANGUAGES = 5
_MOST_SUGGESTED = 100
_FAR = 1_000_000
# OpenRefine shows the preview in a frame, which the policy of the other pages forbids.
_FRAMED = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'"
_SUGGESTED = ("entity", "property", "type")
Work = Callable[[], Json]


def router(context: Context) -> APIRouter:
    """The routes of both versions."""
    routes = APIRouter(tags=["reconciliation"])
    _matching_02(routes, context)
    _matching_10(routes, context)
    _suggesting(routes, context)
    _showing(routes, context)
    return routes


def _matching_02(routes: APIRouter, context: Context) -> None:
    engine = context.engine

    def answer(request: Request, given: dict[str, str]) -> Json:
        languages = _languages(request)
        if "queries" in given:
            questions = _read(read_batch, given["queries"])
            results = match(engine, _bounded([*questions.values()]), languages=languages)
            return batch_02(dict(zip(questions, results, strict=True)), index_of(engine))
        if "extend" in given:
            return extension_02(*extend(engine, _read(read_extension, given["extend"]), languages=languages))
        return manifest_02(base_of(request), index_of(engine), _about(request))

    summary = "Reconciliation API 0.2: the manifest, or the answer to `queries` or `extend`"

    @get(routes, "/reconcile", summary=summary, operation_id="reconcile", openapi_extra=parameters("queries", "extend", "callback"))
    def asked(request: Request) -> Response:
        given = _pairs(request.scope["query_string"])
        return _answer(request, lambda: answer(request, given), spoken=bool(given))

    summary = "Reconciliation API 0.2: match names (`queries`) or fetch values (`extend`)"

    @routes.post("/reconcile", summary=summary, operation_id="reconcile_post", openapi_extra=form())
    async def posted(request: Request) -> Response:
        """The body is a form (`application/x-www-form-urlencoded`) with one of the two fields, which holds JSON."""
        given = {**_pairs(request.scope["query_string"]), **_pairs(await _body(request, FORM, context.settings.max_query_bytes))}
        if not {"queries", "extend"} & given.keys():
            raise BadRequestError("The form must have the field queries or the field extend.")
        return await run_in_threadpool(_answer, request, lambda: answer(request, given))


def _matching_10(routes: APIRouter, context: Context) -> None:
    engine = context.engine

    @get(routes, "/reconcile/1.0", summary="Reconciliation API 1.0-draft: the manifest", operation_id="reconcile_10")
    def manifest(request: Request) -> Response:
        return _answer(request, lambda: manifest_10(base_of(request), index_of(engine), _about(request)), spoken=False)

    async def matched(request: Request) -> Response:
        """The body is a reconciliation query batch as JSON."""
        body = await _body(request, _JSON, context.settings.max_query_bytes)

        def work() -> Json:
            questions = _bounded(_read(read_list, body))
            return batch_10(match(engine, questions, languages=_languages(request)), index_of(engine))

        return await run_in_threadpool(_answer, request, work)

    # The draft has given the route a new name; clients of both states are answered.
    for name in ("match", "reconcile"):
        summary = "Reconciliation API 1.0-draft: match names"
        body = json_body("queries", "Reconciliation queries, each with conditions")
        routes.post(f"/reconcile/1.0/{name}", summary=summary, operation_id=f"reconcile_10_{name}", openapi_extra=body)(matched)

    summary = "Reconciliation API 1.0-draft: fetch values"

    @routes.post("/reconcile/1.0/extend", summary=summary, operation_id="reconcile_10_extend", openapi_extra=extension_body())
    async def extended(request: Request) -> Response:
        """The body is a data extension query as JSON."""
        body = await _body(request, _JSON, context.settings.max_query_bytes)
        return await run_in_threadpool(_answer, request, lambda: extension_10(*extend(engine, _read(read_extension, body), languages=_languages(request))))


def _suggesting(routes: APIRouter, context: Context) -> None:
    engine = context.engine

    def suggested(request: Request, what: str) -> Response:
        given = request.query_params
        # Version 0.2 calls it cursor, the draft of 1.0 offset.
        cursor = whole_number(given.get("offset", given.get("cursor")), "cursor", 0, _FAR, least=0)
        typed = Typed(given.get("prefix", ""), cursor, whole_number(given.get("limit"), "limit", 10, _MOST_SUGGESTED))
        if what == "entity":
            kinds = [kind for kind in given.getlist("type") if kind]
            return _answer(request, lambda: suggest.entities(engine, typed, kinds=kinds, languages=_languages(request)))
        if what not in _SUGGESTED:
            raise NotFoundError(f"There are suggestions for {', '.join(_SUGGESTED)}, not for {what[:40]!r}.")
        return _answer(request, lambda: (suggest.types if what == "type" else suggest.properties)(engine, typed), spoken=False)

    def proposed(request: Request) -> Response:
        given = request.query_params
        limit = whole_number(given.get("limit"), "limit", _MOST_SUGGESTED, _FAR) if "limit" in given else None
        return _answer(request, lambda: suggest.proposals(engine, given.get("type", ""), limit=limit), spoken=False)

    for version, path, skipped in (("", "/reconcile", "cursor"), ("_10", "/reconcile/1.0", "offset")):
        summary, taken = "Complete what is typed: `entity`, `type` or `property`", parameters("prefix", skipped, "limit", "type")
        get(routes, f"{path}/suggest/{{what}}", summary=summary, operation_id=f"reconcile_suggest{version}", openapi_extra=taken)(suggested)
    summary, taken = "Properties worth fetching for a type", parameters("type", "limit", required="type")
    get(routes, "/reconcile/properties", summary=summary, operation_id="reconcile_properties", openapi_extra=taken)(proposed)
    get(routes, "/reconcile/1.0/extend/propose", summary=summary, operation_id="reconcile_properties_10", openapi_extra=taken)(proposed)


def _showing(routes: APIRouter, context: Context) -> None:
    engine = context.engine

    def preview(request: Request) -> Response:
        iri = _known(request.query_params.get("id", ""))
        thing, shown = index_of(engine).things[iri], preview_of(engine, iri, language_of(request))
        return context.pages.render(request, "preview.html", headers={"Content-Security-Policy": _FRAMED}, thing=thing, shown=shown, here=base_of(request))

    def _known(identifier: str) -> str:
        iri = thing_named(identifier, index_of(engine))
        if iri is None:
            raise NotFoundError(f"There is nothing with the identifier {identifier[:200]!r}.")
        return iri

    known = parameters("id", required="id")
    for version, path in (("", "/reconcile/preview"), ("_10", "/reconcile/1.0/preview")):
        get(routes, path, summary="A thing in a few lines, for a frame", operation_id=f"reconcile_preview{version}", openapi_extra=known)(preview)

    @get(routes, "/reconcile/view", summary="Leads to the thing with the identifier `id`", operation_id="reconcile_view", status_code=303, openapi_extra=known)
    def view(request: Request) -> Response:
        return RedirectResponse(local_address(_known(request.query_params.get("id", "")), request.scope.get("root_path", "")), 303)

    @get(routes, "/reconcile/flyout/{what}", summary="A suggestion in a few words, as HTML in JSON", operation_id="reconcile_flyout", openapi_extra=known)
    def flyout(request: Request, what: str) -> Response:
        identifier = request.query_params.get("id", "")
        name, description = suggest.described(engine, what, identifier) if what in _SUGGESTED else ("", "")
        if not name:
            raise NotFoundError(f"There is no {what[:40]} with the identifier {identifier[:200]!r}.")
        return _answer(request, lambda: {"id": identifier, "html": f"<p><strong>{escape(name)}</strong></p><p>{escape(description)}</p>"})

    @get(routes, "/reconcile/about", summary="A page on the reconciliation service", operation_id="reconcile_about")
    def about(request: Request) -> Response:
        index = index_of(engine)
        language = language_of(request)
        types = offered(engine, {kind.iri: (kind.label, "") for kind in index.kinds.values()}, language)
        properties = offered(engine, {each.iri: (each.label, each.description) for each in properties_of(engine)}, language)
        types.sort(key=lambda kind: fold(kind.label))
        return context.pages.render(request, "reconcile.html", here=base_of(request), types=types, properties=properties)


def _answer(request: Request, work: Work, *, spoken: bool = True) -> Response:
    """What ``work`` gives as JSON, or as a script that calls ``callback`` with it (JSONP, version 0.2 only).

    ``spoken`` says that it holds names in the language of the client, so that nobody keeps it for clients of other languages.
    """
    with charged():
        content = work()
    headers = {"Vary": "Accept, Accept-Language" if spoken else "Accept"}
    callback = request.query_params.get("callback")
    written = JSONResponse(content, headers=headers)
    if not callback or request.method == "POST" or "/reconcile/1.0" in request.url.path:
        return written
    if len(callback) > _LONGEST_CALLBACK or not _CALLBACK.match(callback):
        raise BadRequestError("callback must be the name of a function.")
    script = b"/**/" + callback.encode() + b"(" + bytes(written.body).replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029") + b");"
    return Response(script, media_type="text/javascript", headers=headers)


def _read(reader: Callable[[Any], Any], text: str | bytes) -> Any:
    try:
        return reader(text)
    except MessageError as error:
        raise BadRequestError(error.detail) from error


def _bounded(questions: list[Question]) -> list[Question]:
    if len(questions) > BATCH:
        raise TooLargeError(f"A batch may have {BATCH} queries.", limit=BATCH)
    return questions


def _pairs(data: bytes) -> dict[str, str]:
    """The parameters of a query string or form; of one that is given twice the first counts."""
    return dict(reversed(decode(data)))


async def _body(request: Request, media_type: str, limit: int) -> bytes:
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != media_type:
        raise UnsupportedMediaTypeError(f"Send {media_type}, not {sent or 'no Content-Type'}.", supported=[media_type])
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise TooLargeError(f"A request may have {limit} bytes.", limit=limit)
    return bytes(body)


def _languages(request: Request) -> tuple[str, ...]:
    """The languages that the client reads, the best first."""
    ranked = []
    for part in request.headers.get("accept-language", "")[:1000].split(","):
        name, _, quality = part.strip().partition(";q=")
        language = name.partition("-")[0].lower()
        if re.fullmatch(r"[a-z]{2,3}", language) and re.fullmatch(r"|0(\.\d{0,3})?|1(\.0{0,3})?", quality):
            ranked.append((-float(quality or 1), language))
    return tuple(dict.fromkeys(language for quality, language in sorted(ranked, key=lambda each: each[0]) if quality))[:_LANGUAGES]


def _about(request: Request) -> str:
    return f"{base_of(request)}/reconcile/about"
