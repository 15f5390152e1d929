"""Send the result of a query, whole or visibly broken, for as long as somebody is there to take it.

Raw ASGI, because a route of FastAPI costs more than many a query. A result that fails after its first byte is left
without an end: no last chunk follows, the server closes the connection, and every client sees that something is missing.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Self

from starlette.types import Receive, Scope, Send

from urbansec.engine import Cut, Stream
from urbansec.engine.caller import current
from urbansec.engine.cap import CUT_LINK
from urbansec.errors import UrbansecError

log = logging.getLogger(__name__)
RawHeaders = list[tuple[bytes, bytes]]


LEAVING = "urbansec.leaving"
"""Where the server keeps what is to be called when a client leaves: a list in the scope. Cheaper than a task that waits for it."""


class Watch:
    """While it is entered, a client that leaves ends the block: its query is cancelled, and nobody is told.

    The request's body must have been read. :meth:`stop` is called before the last message is sent.
    """

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._leaving: list[Callable[[], None]] | None = scope.get(LEAVING)
        self._receive = receive
        self._gone = False
        self._watcher: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a request is always answered in a task")
        self._task = task
        if self._leaving is None:
            self._watcher = asyncio.create_task(self._wait())
        else:
            self._leaving.append(self._leave)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        self.stop()
        if not self._gone:
            return False
        if kind is None:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0)  # the cancellation may be still to come
        self._task.uncancel()
        return kind is not None and issubclass(kind, asyncio.CancelledError)

    def stop(self) -> None:
        """The rest is sent in any case."""
        if self._watcher is not None:
            self._watcher.cancel()
        elif self._leaving is not None and self._leave in self._leaving:
            self._leaving.remove(self._leave)

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._leave()

    def _leave(self) -> None:
        self._gone = True
        self._task.cancel()


async def send_stream(scope: Scope, send: Send, stream: Stream, headers: RawHeaders, watch: Watch) -> None:
    """Send ``stream``, which is closed afterwards, with ``headers`` and what it says of itself."""
    try:
        head = stream.head
        found = [*headers, *_timing(), *(_cut(head.cut) if head.cut else ())]
        content = stream.content
        if content is not None:
            watch.stop()
            await send_whole(send, 200, [*found, (b"content-length", b"%d" % len(content))], content)
        else:
            await send({"type": "http.response.start", "status": 200, "headers": found})
            if scope["method"] != "HEAD" and not await _send_chunks(scope, send, stream):
                return
            watch.stop()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        await stream.aclose()


async def send_whole(send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], content: bytes = b"") -> None:
    """Send an answer that is complete."""
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": content, "more_body": False})


async def _send_chunks(scope: Scope, send: Send, stream: Stream) -> bool:
    """Whether all of ``stream`` was sent; if not, the answer must not be ended."""
    count = 0
    try:
        async for chunk in stream:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            count += len(chunk)
    except UrbansecError as error:
        log.error("%s %s: broken off after %d bytes: %s", scope["method"], scope["path"], count, error)  # noqa: TRY400 - a trace tells nothing more
        return False
    except Exception:
        log.exception("%s %s: broken off after %d bytes", scope["method"], scope["path"], count)
        return False
    return True


def _cut(cut: Cut) -> RawHeaders:
    told = f"rows={cut.rows}; limit={cut.limit}; value={cut.value}"
    return [(b"x-result-truncated", told.encode()), (b"link", f'<{CUT_LINK}>; rel="describedby"'.encode())]


def _timing() -> RawHeaders:
    caller = current.get()
    return [] if caller is None else [(b"server-timing", b"engine;dur=%.1f" % (caller.seconds * 1000))]
