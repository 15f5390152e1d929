"""The service's end of the socket to a worker: frames in, with back-pressure."""

import asyncio
from collections import deque
from typing import cast

from urbansec.engine.workers.wire import HEADER, Kind

_HIGH_BYTES = 512 * 1024
"""So much may lie here unread; then the worker has to wait until the client has taken it."""


class Connection(asyncio.Protocol):
    """Frames from a worker. One reader at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._received = bytearray()
        self._frames: deque[tuple[Kind, bytes]] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._held = 0
        self._paused = False
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is there."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one only in behaviour

    def data_received(self, data: bytes) -> None:
        """Take frames apart."""
        self._received += data
        start, size = 0, HEADER.size
        while len(self._received) - start >= size:
            kind, length = HEADER.unpack_from(self._received, start)
            if len(self._received) - start < size + length:
                break
            self._frames.append((Kind(kind), bytes(self._received[start + size : start + size + length])))
            self._held += length
            start += size + length
        del self._received[:start]
        if self._frames:
            self._wake()
        if self._held > _HIGH_BYTES and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the name and arguments are asyncio's
        """The worker has ended."""
        self.closed = True
        self._wake()

    def send(self, data: bytes) -> None:
        """Send a frame."""
        self._transport.write(data)

    async def frame(self, seconds: float) -> tuple[Kind, bytes] | None:
        """The next frame; ``None`` when the worker has ended and there is none left. ``TimeoutError`` after ``seconds``."""
        if not self._frames and not self.closed:
            loop = asyncio.get_running_loop()
            self._waiter = waiter = loop.create_future()
            # Not asyncio.timeout, which costs as much as some queries do.
            timer = loop.call_later(max(0.0, seconds), _too_late, waiter)
            try:
                await waiter
            finally:
                timer.cancel()
        return self.ready()

    def ready(self) -> tuple[Kind, bytes] | None:
        """The next frame, if it is here already."""
        if not self._frames:
            return None
        kind, content = self._frames.popleft()
        self._held -= len(content)
        if self._paused and self._held <= _HIGH_BYTES // 2:
            self._paused = False
            self._transport.resume_reading()
        return kind, content

    def close(self) -> None:
        """Nobody reads any more."""
        self._transport.abort()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _too_late(waiter: "asyncio.Future[None]") -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())
