"""One table from exceptions to statuses, and one shape for every error: problem details (RFC 9457)."""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from urbansec import errors
from urbansec.api.logs import REQUEST_ID
from urbansec.api.negotiation import Page, accepted, choose
from urbansec.api.problem_help import advice, near_links, without, words_of
from urbansec.namespaces import BASE
from urbansec.pages import Pages

log = logging.getLogger(__name__)


class NotAcceptableError(errors.UrbansecError):
    """No representation fits the Accept header."""

    title = "No such representation"


class BadRequestError(errors.UrbansecError):
    """The request breaks the SPARQL protocol: no query, two queries, not UTF-8."""

    title = "The request is not right"


class UnsupportedMediaTypeError(errors.UrbansecError):
    """The body is of a type that the SPARQL protocol does not know."""

    title = "The body's media type is not supported"


class UriTooLongError(errors.UrbansecError):
    """The address is longer than the service takes; a longer query can be sent with POST."""

    title = "The address is too long"


class TooLargeError(errors.UrbansecError):
    """The query is longer than the service takes."""

    title = "The request is too large"


STATUS: Mapping[type[errors.UrbansecError], HTTPStatus] = {
    BadRequestError: HTTPStatus.BAD_REQUEST,
    errors.QuerySyntaxError: HTTPStatus.BAD_REQUEST,
    errors.QueryRefusedError: HTTPStatus.BAD_REQUEST,
    errors.EngineFailedError: HTTPStatus.BAD_REQUEST,
    errors.UpdateRefusedError: HTTPStatus.FORBIDDEN,
    errors.NotFoundError: HTTPStatus.NOT_FOUND,
    NotAcceptableError: HTTPStatus.NOT_ACCEPTABLE,
    errors.FormatError: HTTPStatus.NOT_ACCEPTABLE,
    TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UriTooLongError: HTTPStatus.REQUEST_URI_TOO_LONG,
    UnsupportedMediaTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.ParameterError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ClientBudgetError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.SavedQueryError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.RemoteEngineError: HTTPStatus.BAD_GATEWAY,
    errors.EngineBusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.WorkerLostError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.QueryTimeoutError: HTTPStatus.GATEWAY_TIMEOUT,
    errors.MemoryLimitError: HTTPStatus.INSUFFICIENT_STORAGE,
}
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_PROBLEM = "application/problem+json"


class _Problem:
    media_type = _PROBLEM
    aliases = ("application/json",)


def problem_name(kind: type[errors.UrbansecError]) -> str:
    """The name under which the page of problems explains an exception: ``query-syntax`` for QuerySyntaxError."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__.removesuffix("Error")).lower()


@dataclass(frozen=True)
class _Trouble:
    """What a client is told: ``name`` leads to the explanation on the page of problems."""

    status: int
    title: str
    detail: str
    name: str = ""
    members: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class MethodRefusedError(HTTPException):
    """A method that an address outside FastAPI's routes does not take; it knows itself which it takes."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(allowed)})


class Problems:
    """Turns every exception into a response: for routes by :func:`install`, for raw ASGI parts by :meth:`response`."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def response(self, scope: Scope, error: Exception) -> Response:
        """The problem document for ``error``, or a page if the client prefers one."""
        request = Request(scope)
        match error:
            case errors.UrbansecError():
                trouble = _known(request, error)
            case HTTPException():
                trouble = _http(request, error)
            case _:
                log.error("%s %s", request.method, request.url.path, exc_info=error)
                trouble = _Trouble(500, "Internal error", "The service failed; the failure is in its log.")
        chosen = choose(accepted(request), (_Problem(), Page()))
        headers = {**trouble.headers, "Vary": "Accept", "Cache-Control": "no-store"}
        if chosen is not None and isinstance(chosen[0], Page):
            return self._pages.render(
                request,
                "problem.html",
                status=trouble.status,
                headers=headers,
                trouble=trouble,
                near=near_links(request, trouble.status, trouble.members),
                advice=advice(trouble.status),
                without=without(request, trouble.members),
                words=words_of(request),
            )
        kind = f"{BASE}problems#{trouble.name}" if trouble.name else "about:blank"
        fixed = {"type": kind, "title": trouble.title, "status": trouble.status, "detail": trouble.detail, "instance": request.url.path}
        if trouble.status >= HTTPStatus.INTERNAL_SERVER_ERROR and REQUEST_ID in scope:
            fixed["request_id"] = scope[REQUEST_ID]  # with it the failure is found in the log
        return JSONResponse({**fixed, **trouble.members}, trouble.status, headers=headers, media_type=_PROBLEM)


def install(app: FastAPI, pages: Pages) -> Problems:
    """Make ``app`` answer every exception of its routes with a problem; what is outside the routes uses what is returned."""
    problems = Problems(pages)

    async def handle(request: Request, error: Exception) -> Response:
        return problems.response(request.scope, error)

    for kind in (errors.UrbansecError, HTTPException, Exception):
        app.add_exception_handler(kind, handle)
    return problems


def _known(request: Request, error: errors.UrbansecError) -> _Trouble:
    status = STATUS.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s %s: %s", request.method, request.url.path, error)
    after = error.members.get("retry_after", 5 if status == HTTPStatus.SERVICE_UNAVAILABLE else None)
    headers = {} if after is None else {"Retry-After": str(after)}
    return _Trouble(status, error.title, error.detail, problem_name(type(error)), error.members, headers)


def _http(request: Request, error: HTTPException) -> _Trouble:
    detail = {
        HTTPStatus.NOT_FOUND: f"There is nothing at {request.url.path}. The start page links everything there is.",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} is not allowed here.",
    }.get(HTTPStatus(error.status_code), str(error.detail))
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not isinstance(error, MethodRefusedError):
        headers["Allow"] = ", ".join(sorted(_allowed(request)))
    return _Trouble(error.status_code, HTTPStatus(error.status_code).phrase, detail, headers=headers)


def _allowed(request: Request) -> set[str]:
    """The methods that some route takes at the address: the route that refused names only its own."""
    routes = request.app.routes
    return {"OPTIONS", *(m for m in _METHODS if any(route.matches({**request.scope, "method": m})[0] is Match.FULL for route in routes))}
