"""The outermost layer: gives each request an id, counts it, logs it, and says why a response was left incomplete.

Raw ASGI, because it runs before the cache: a hit must not pay for what it does not need.
"""

import logging
import re
from collections.abc import Iterable
from contextvars import ContextVar
from random import getrandbits
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from urbansec.api.metrics import Metrics
from urbansec.api.tracing import Span, Tracing
from urbansec.engine.caller import Caller
from urbansec.errors import UrbansecError

log = logging.getLogger(__name__)

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request being answered; it is in the response, in log lines and in problem documents."""

trace_id: ContextVar[str] = ContextVar("trace_id", default="")
"""The id of the trace that the client says the request belongs to (W3C Trace Context)."""

REQUEST_ID = "urbansec.request_id"
CALLER = "urbansec.caller"
CACHE = "urbansec.cache"
_HARMLESS = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_TRACE = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?", re.DOTALL)
_FAILED = 500


class Observed:
    """``app``, seen from outside.

    Sets ``scope["urbansec.request_id"]``; reads what the layers below leave there: ``urbansec.caller`` (who asks, and
    for how long engines worked) and ``urbansec.cache`` (``hit`` if the answer was at hand).
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, *, log_requests: bool = False, tracing: Tracing | None = None) -> None:
        self.app = app
        self._metrics = metrics
        self._log_requests = log_requests
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = perf_counter()
        identity, trace = _incoming(scope["headers"])
        scope[REQUEST_ID] = identity
        # Never reset: a request is a task with a context of its own, and uvicorn's last word on it belongs to it too.
        request_id.set(identity)
        trace_id.set(trace)
        status = sent = 0
        complete = False

        async def observe(message: Message) -> None:
            nonlocal status, sent, complete
            if message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
                complete = not message.get("more_body", False)
            elif message["type"] == "http.response.start":
                status = message["status"]
                # A new message: the cache sends the same one again and again.
                message = {**message, "headers": [*message.get("headers", ()), (b"x-request-id", identity.encode())]}
            await send(message)

        metrics = self._metrics
        metrics.in_progress += 1
        span = self._tracing.request(scope) if self._tracing is not None else None
        try:
            await self.app(scope, receive, observe)
        except Exception as error:
            if not status:  # a layer between here and the handlers of errors failed; uvicorn logs it and answers 500
                raise
            _tell(scope, error, sent, complete=complete)
        finally:
            metrics.in_progress -= 1
            seconds = perf_counter() - start
            metrics.request(scope["path"], status, seconds, sent, complete=complete, cache=scope.get(CACHE, ""))
            if span is not None:
                _end(span, scope, status, complete=complete)
            if status >= _FAILED or (self._log_requests and not (status < 400 and _watching(scope["path"]))):
                _log(scope, status, sent, seconds, complete=complete)


def _incoming(headers: Iterable[tuple[bytes, bytes]]) -> tuple[str, str]:
    """The id and the trace that the client gave, if they are harmless; else a new id, and no trace."""
    given = dict(headers)  # of a header given twice the last counts
    identity = trace = ""
    chosen, parent = given.get(b"x-request-id"), given.get(b"traceparent")
    if chosen and _HARMLESS.fullmatch(chosen):
        identity = chosen.decode("ascii")
    if parent and (found := _TRACE.fullmatch(parent)) and (found[2] is None or not parent.startswith(b"00")):
        trace = found[1].decode("ascii")
    return identity or f"{getrandbits(64):016x}", trace


def _watching(path: str) -> bool:
    """Probes and scrapes come every few seconds; unless they fail there is nothing to tell."""
    return path.startswith("/health/") or path == "/metrics"


def _tell(scope: Scope, error: Exception, sent: int, *, complete: bool) -> None:
    """Log why a response ends here. The connection is closed without the end of the body, so that nobody takes it for whole."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, UrbansecError):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        log.error("%s %s: broken off after %d bytes: %s", scope["method"], scope["path"], sent, cause)
    elif not complete:
        log.error("%s %s: broken off after %d bytes", scope["method"], scope["path"], sent, exc_info=error)
    # A complete response is the answer to the failure: the handler that wrote it has logged it.


def _client(scope: Scope) -> tuple[str, float]:
    """The client's address and the seconds that engines worked for it."""
    caller = scope.get(CALLER)
    if isinstance(caller, Caller):
        return caller.client, caller.seconds
    peer = scope.get("client")
    return (peer[0] if peer else ""), 0.0


def _log(scope: Scope, status: int, sent: int, seconds: float, *, complete: bool) -> None:
    client, engine_seconds = _client(scope)
    level = logging.ERROR if status == _FAILED else logging.WARNING if status > _FAILED else logging.INFO
    fields = {
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "bytes": sent,
        "ms": round(seconds * 1000, 3),
        "client": client,
        "cache": scope.get(CACHE, ""),
        "engine_seconds": round(engine_seconds, 6),
        "complete": complete,
    }
    log.log(level, "request", extra=fields)


def _end(span: Span, scope: Scope, status: int, *, complete: bool) -> None:
    client, engine_seconds = _client(scope)
    attributes: dict[str, str | int | float] = {
        "http.response.status_code": status,
        "client.address": client,
        "urbansec.cache": str(scope.get(CACHE, "")),
        "urbansec.engine_seconds": engine_seconds,
    }
    span.end(attributes, failed=status >= _FAILED or not complete)
