"""A result on its way from a thread to the event loop, a few pieces at a time."""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable

from urbansec.engine.caller import Caller
from urbansec.engine.embedded import too_late
from urbansec.engine.protocol import Head
from urbansec.engine.remote.call import AbandonedError, Call, forget_frames
from urbansec.errors import QueryTimeoutError, WorkerLostError

PIECE = 128 * 1024
_WAITING = 4
# What is waited for beyond the deadline, which the thread keeps itself wherever it can.
_GRACE = 0.5


class Handover:
    """For the thread a :class:`~urbansec.engine.evaluate.Sink`, for the event loop a :class:`~urbansec.engine.protocol.Stream`.

    At most :data:`_WAITING` pieces wait to be taken; then the thread waits, and with it the service that it reads from.
    """

    def __init__(self, call: Call, caller: Caller | None, *, stall_seconds: float) -> None:
        """Made in the event loop."""
        self._call, self._caller, self._stall_seconds = call, caller, stall_seconds
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._room = threading.Semaphore(_WAITING)
        self._pieces: deque[bytes] = deque()
        self._news = asyncio.Event()
        self._head: Head | None = None
        self._content: bytes | None = None
        self._started = self._ended = False
        self._error: BaseException | None = None

    # --- in the thread

    def begin(self, head: Head) -> None:
        """What is known before the first byte."""
        self._head = head

    def write(self, data: bytes) -> int:
        """The next bytes."""
        self._buffer += data
        if len(self._buffer) >= PIECE:
            self._hand_over()
        return len(data)

    def flush(self) -> None:
        """Nothing to do: pieces go when they are full."""

    def run(self, work: Callable[[], None]) -> None:
        """Do ``work``, which writes here, and tell how it ended."""
        error: BaseException | None = None
        try:
            work()
            if self._started and self._buffer:
                self._hand_over()
        except BaseException as caught:  # noqa: BLE001 - whatever it is, it belongs to the reader
            error = caught
            forget_frames(caught)
        self._tell(self._end, error)

    def _hand_over(self) -> None:
        self._started = True
        with self._call.paused():
            taken = self._room.acquire(timeout=self._stall_seconds)
        if self._call.over:
            raise AbandonedError
        if not taken:
            raise QueryTimeoutError(f"Its reader took nothing for {self._stall_seconds:g} seconds.")
        piece = bytes(self._buffer)
        self._buffer.clear()
        self._tell(self._arrive, piece)

    def _tell(self, function: Callable[..., None], *arguments: object) -> None:
        try:
            self._loop.call_soon_threadsafe(function, *arguments)
        except RuntimeError:  # the loop is closed: the service has ended
            raise AbandonedError from None

    # --- in the event loop

    def _arrive(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._news.set()

    def _end(self, error: BaseException | None) -> None:
        self._ended = True
        self._error = WorkerLostError("The service is stopping. Send the query again.") if isinstance(error, AbandonedError) else error
        self._charge()
        self._news.set()

    async def start(self) -> None:
        """Wait for the first piece, or all of a small result; raises what went wrong until then."""
        await self._wait()
        if self._ended and not self._pieces:
            if self._error is not None:
                raise self._error
            self._content = bytes(self._buffer)

    @property
    def head(self) -> Head:
        """What was known before the first byte."""
        if self._head is None:
            raise ValueError("the result has not begun")
        return self._head

    @property
    def content(self) -> bytes | None:
        """All of it, if it was ready at once."""
        return self._content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes as they come."""
        if self._content is not None:
            yield self._content
            return
        try:
            while True:
                await self._wait()
                if not self._pieces:
                    break
                piece = self._pieces.popleft()
                self._room.release()
                yield piece
            if self._error is not None:
                raise self._error
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Give up, if it still runs."""
        if not self._ended:
            self._call.end()
            self._room.release()
            self._charge()

    async def _wait(self) -> None:
        """Until there is a piece, or the end of it all."""
        while not self._pieces and not self._ended:
            self._news.clear()
            try:
                async with asyncio.timeout(max(0.0, self._call.seconds - self._call.spent) + _GRACE):
                    await self._news.wait()
            except TimeoutError:
                await self.aclose()
                raise too_late(self._call.seconds) from None

    def _charge(self) -> None:
        caller, self._caller = self._caller, None
        if caller is not None:
            caller.seconds += self._call.spent
