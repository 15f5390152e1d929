"""One client's connection: uvicorn's own, with addresses of up to 64 KiB, and ended when its client stops reading.

uvicorn's parser gives up on addresses of 65,536 bytes and more; here the query is set apart from the path before that,
so that the service itself can answer (``414`` if it is too long). And uvicorn waits forever for a client that takes
no byte of its answer; here the connection is broken off, so that nothing is held for it.
"""

from asyncio import TimerHandle, Transport
from collections.abc import Callable
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from urbansec.api.delivery import LEAVING

# The longest address that the parser bears, and how much of a longer one is kept: enough to see that it is too long.
_PARSED = 65_535
_KEPT = 65_537


def connection(stall_seconds: float) -> type[HttpToolsProtocol]:
    """What uvicorn's setting ``http`` takes, for clients that may pause for ``stall_seconds``."""

    class Connection(HttpToolsProtocol):
        _stall: TimerHandle | None = None
        _leaving: list[Callable[[], None]]

        def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
            """A client has come."""
            self._leaving = []
            super().connection_made(transport)

        def on_url(self, url: bytes) -> None:
            """The next piece of the address."""
            if len(self.url) < _KEPT:
                self.url += url[: _KEPT - len(self.url)]

        def on_headers_complete(self) -> None:
            """The request is known; its answer begins in a task of its own, after this."""
            whole = self.url
            if len(whole) > _PARSED:
                self.url = whole.partition(b"?")[0][:_PARSED]
            super().on_headers_complete()
            cast("dict[str, object]", self.scope)[LEAVING] = self._leaving
            if len(whole) > _PARSED:
                self.scope["query_string"] = whole[len(self.url) :].removeprefix(b"?").partition(b"#")[0]

        def pause_writing(self) -> None:
            """The client takes less than there is for it."""
            super().pause_writing()
            self._wait()

        def resume_writing(self) -> None:
            """The client has caught up."""
            self._stop()
            super().resume_writing()

        def connection_lost(self, exc: Exception | None) -> None:
            """The client has gone."""
            self._stop()
            for tell in [*self._leaving]:
                tell()
            super().connection_lost(exc)

        def _wait(self) -> None:
            self._stop()
            self._stall = self.loop.call_later(stall_seconds, self._check, self.transport.get_write_buffer_size())

        def _check(self, before: int) -> None:
            if self.transport.get_write_buffer_size() >= before:
                self.transport.abort()
            else:
                self._wait()

        def _stop(self) -> None:
            if self._stall is not None:
                self._stall.cancel()
                self._stall = None

    return Connection
