"""Work in a thread whose queries end when the call that it is for is cancelled.

Reading a saved query or a resource asks the engine several times, in code that blocks. Such code runs in a thread, and
a thread cannot be cancelled; but what it waits for can.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextvars import ContextVar
from typing import TypeVar

import anyio

from urbansec.engine import Answer, Engine, Format, Formats, Request
from urbansec.engine.layer import EngineLayer
from urbansec.errors import WorkerLostError

Result = TypeVar("Result")


class _Call:
    """The queries that run for one call."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._running: set[Future[Answer]] = set()
        self._ended = False
        self._lock = threading.Lock()

    def run(self, engine: Engine, request: Request, result_format: Format) -> Answer:
        """The answer; :class:`~urbansec.errors.WorkerLostError` once the call is cancelled, which nobody is told any more."""
        with self._lock:
            if self._ended:
                raise WorkerLostError("The call was cancelled.")
            future = asyncio.run_coroutine_threadsafe(_execute(engine, request, result_format), self.loop)
            self._running.add(future)
        try:
            return future.result()
        except CancelledError:
            raise WorkerLostError("The call was cancelled.") from None
        finally:
            self._running.discard(future)

    def end(self) -> None:
        """End what runs, and let nothing more begin."""
        with self._lock:
            self._ended = True
            running = list(self._running)
        for future in running:
            future.cancel()


_call: ContextVar[_Call | None] = ContextVar("call", default=None)


async def in_thread(function: Callable[[], Result]) -> Result:
    """What ``function`` returns, run in a thread. If this is cancelled, so are the queries it asks of an :class:`EndingEngine`."""
    call = _Call()
    token = _call.set(call)
    try:
        return await anyio.to_thread.run_sync(function, abandon_on_cancel=True)
    finally:
        call.end()
        _call.reset(token)


class EndingEngine(EngineLayer):
    """``engine``, whose blocking queries end with the call that they are for."""

    def execute(self, request: Request, result_format: Format) -> Answer:
        """See :meth:`urbansec.engine.protocol.Engine.execute`."""
        call = _call.get()
        return self._inner.execute(request, result_format) if call is None else call.run(self._inner, request, result_format)


async def _execute(engine: Engine, request: Request, result_format: Format) -> Answer:
    stream = await engine.stream(request, Formats(result_format, result_format))
    try:
        content = stream.content if stream.content is not None else b"".join([piece async for piece in stream])
    finally:
        await stream.aclose()
    return Answer(content, result_format)
