"""Requests that repeat an earlier one byte for byte are answered before they are parsed.

Most requests to a public endpoint repeat others. An answer that the cache gave is a function of the request's bytes, the
version of the data and the day; so equal bytes, while those two stay, get equal bytes, but for the date and the request
id. This is the cheapest way for Python to answer: no parser, no task, no layers. It takes part in nothing that depends
on who asks (fair use does not charge for what the cache has), and the metrics count it.
"""

from collections.abc import Callable
from random import getrandbits
from typing import Any, NamedTuple, cast

from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from urbansec.api.answers import days
from urbansec.api.metrics import Metrics

RAW = "urbansec.raw"
_LARGEST = 256 * 1024
_OVERHEAD = 1024
# Headers by which a request is not only what its bytes say: an id to give back, a trace to go on with, another connection.
_PERSONAL = frozenset({b"x-request-id", b"traceparent", b"connection", b"expect", b"upgrade"})
_KEPT = frozenset({200, 304})


class Repeat(NamedTuple):
    """An answer as bytes, without date and request id."""

    version: str
    days: tuple[int, int]
    path: str
    status: int
    head: bytes
    body: bytes


class Repeats:
    """The answers, by the bytes of their requests; at most ``megabytes`` of them."""

    def __init__(self, megabytes: float, version: Callable[[], str], metrics: Metrics) -> None:
        """``version`` tells the data that are served now."""
        self._version = version
        self._metrics = metrics
        self._known: LRUCache[bytes, Repeat] = LRUCache(int(megabytes * 1024 * 1024), getsizeof=lambda r: len(r.head) + len(r.body) + _OVERHEAD)

    def answer(self, request: bytes, now: bytes) -> bytes | None:
        """The answer to a request with these bytes; ``now`` is the header with the date."""
        found = self._known.get(request)
        if found is None:
            return None
        if found.version != self._version() or found.days != days():
            del self._known[request]
            return None
        self._metrics.request(found.path, found.status, 0.0, len(found.body), complete=True, cache="hit")
        return b"%bx-request-id: %016x\r\n%b\r\n%b" % (found.head, getrandbits(64), now, found.body)

    def keep(self, request: bytes, path: str, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        """Remember what was answered."""
        lines = b"".join(b"%b: %b\r\n" % header for header in headers if header[0].lower() != b"x-request-id")
        repeat = Repeat(self._version(), days(), path, status, STATUS_LINE[status] + lines, body)
        if len(body) <= _LARGEST and len(request) + len(repeat.head) + len(body) + _OVERHEAD <= self._known.maxsize:
            self._known[request] = repeat

    def __len__(self) -> int:
        return len(self._known)


class Remembering:
    """The ASGI layer: tells ``repeats`` what the cache answered to which bytes."""

    def __init__(self, app: ASGIApp, repeats: Repeats) -> None:
        self._app = app
        self._repeats = repeats

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        raw = scope.get(RAW)
        if raw is None:
            await self._app(scope, receive, send)
            return
        messages: list[Message] = []

        async def listen(message: Message) -> None:
            if len(messages) <= 2:
                messages.append(message)
            await send(message)

        await self._app(scope, receive, listen)
        if scope.get("urbansec.cache") == "hit" and len(messages) == 2 and messages[0]["status"] in _KEPT:
            self._repeats.keep(raw, scope["path"], messages[0]["status"], messages[0]["headers"], messages[1].get("body", b""))


def repeating(repeats: Repeats) -> type[HttpToolsProtocol]:
    """A mixin for the server's connections that looks into ``repeats`` first; to be put before the others."""

    class Repeating(HttpToolsProtocol):
        _between = True  # requests: the next byte begins one
        _begun = 0
        _repeated = False
        _since: float | None = None  # when the request began that is being waited for

        def data_received(self, data: bytes) -> None:
            """The next bytes; usually all of a request, and nothing else."""
            if not self._between or (self.cycle is not None and not self.cycle.response_complete) or self.flow.write_paused:
                super().data_received(data)
                return
            ready = repeats.answer(data, self._date())
            if ready is None:
                self._begun = 0
                super().data_received(data)
                if self._between and self._begun == 1 and _PERSONAL.isdisjoint(name for name, _ in self.headers):
                    cast("dict[str, object]", self.scope)[RAW] = data
                return
            self.transport.write(ready)
            self._since = None
            self._repeated = True
            if self.timeout_keep_alive_task is None:
                self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

        def on_message_begin(self) -> None:
            """A request begins."""
            self._between = False
            self._begun += 1
            super().on_message_begin()

        def on_message_complete(self) -> None:
            """All of the request is there."""
            super().on_message_complete()
            self._between = True

        def timeout_keep_alive_handler(self) -> None:
            """Nobody asked uvicorn for a while; perhaps somebody asked here."""
            if self._repeated and not self.transport.is_closing():
                self._repeated = False
                self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
            else:
                super().timeout_keep_alive_handler()

        def _date(self) -> bytes:
            headers: list[tuple[bytes, bytes]] = self.server_state.default_headers
            return b"".join([b"%b: %b\r\n" % header for header in headers])

    return Repeating


def mixin(repeats: Repeats | None, *others: type[Any]) -> type[Any]:
    """The class of the server's connections made of ``others``, and of ``repeats`` if there are any."""
    first = (repeating(repeats),) if repeats is not None else ()
    return type("Connection", (*first, *others), {})
