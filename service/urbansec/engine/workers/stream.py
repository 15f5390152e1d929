"""A result on its way from a worker, with the time that its query has left."""

from collections.abc import AsyncIterator, Callable
from time import perf_counter
from typing import Protocol

from urbansec.engine.caller import Caller
from urbansec.engine.embedded import too_late
from urbansec.engine.protocol import Head
from urbansec.engine.workers.generation import Worker
from urbansec.engine.workers.wire import SECONDS, Kind, decode_error, decode_head
from urbansec.errors import UrbansecError

ANSWERED, DEADLINE, CLIENT_GONE = "answered", "killed_deadline", "killed_client_gone"


class Lost(Protocol):
    """Says why a worker ended by itself."""

    async def __call__(self, worker: Worker) -> tuple[str, UrbansecError]:
        """The outcome to count, and the error to raise."""


class WorkerStream:
    """See :class:`urbansec.engine.protocol.Stream`. Time counts in which the worker works, not in which the client is waited for.

    ``finish`` is called exactly once, with how it ended.
    """

    def __init__(self, worker: Worker, seconds: float, caller: Caller | None, *, finish: Callable[[str], None], lost: Lost) -> None:
        self._worker = worker
        self._seconds = seconds
        self._waited = self._worked = self._charged = 0.0
        self._caller = caller
        self._finish = finish
        self._lost = lost
        self._over = False
        self._head: Head
        self._content: bytes | None = None

    @property
    def head(self) -> Head:
        """What is known before the first byte."""
        return self._head

    @property
    def content(self) -> bytes | None:
        """All of it, if it was ready at once."""
        return self._content

    async def start(self, job: bytes) -> None:
        """Send the job and wait for the head, and for all of a small result; raises what went wrong until then."""
        try:
            self._worker.connection.send(job)
            _, told = await self._next()
            self._head, length = decode_head(told)
            if length is not None:
                content = b"".join([piece async for piece in self._pieces()])
                self._content = content
        except BaseException:
            self._end(CLIENT_GONE)
            raise

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes as they come."""
        if self._content is not None:
            yield self._content
            return
        try:
            async for piece in self._pieces():
                yield piece
        finally:
            self._end(CLIENT_GONE)

    async def aclose(self) -> None:
        """End the query if it still runs."""
        self._end(CLIENT_GONE)

    async def _pieces(self) -> AsyncIterator[bytes]:
        while True:
            kind, content = await self._next()
            if kind is Kind.END:
                self._end(ANSWERED)
                return
            yield content

    async def _next(self) -> tuple[Kind, bytes]:
        """The next frame of the result, within the deadline."""
        while True:
            # What came together with the frame before needs no clock.
            kind, content = frame = self._worker.connection.ready() or await self._wait()
            if kind is Kind.WORKED:
                self._worked = SECONDS.unpack(content)[0]
                self._charge()
                if self._worked > self._seconds:
                    self._end(DEADLINE)
                    raise too_late(self._seconds)
            elif kind is Kind.ERROR:
                # The worker waits for its next job, or has closed if it grew too large.
                self._end(ANSWERED)
                raise decode_error(content)
            else:
                return frame

    async def _wait(self) -> tuple[Kind, bytes]:
        start = perf_counter()  # not loop.time(): uvloop's counts milliseconds, and quick queries would cost nothing
        try:
            frame = await self._worker.connection.frame(self._seconds - self._charged)
        except TimeoutError:
            self._end(DEADLINE)
            raise too_late(self._seconds) from None
        finally:
            self._waited += perf_counter() - start
            self._charge()
        if frame is None:
            self._over = True
            outcome, error = await self._lost(self._worker)
            self._finish(outcome)
            raise error
        return frame

    def _charge(self) -> None:
        """Put the time spent so far on the caller's account: what the worker was waited for, or what it worked ahead."""
        spent = min(self._seconds, max(self._waited, self._worked))
        if self._caller is not None:
            self._caller.seconds += spent - self._charged
        self._charged = spent

    def _end(self, outcome: str) -> None:
        if not self._over:
            self._over = True
            self._finish(outcome)
