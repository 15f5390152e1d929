"""pyoxigraph in this process, with a deadline: for the commands and for tests. The service runs workers instead.

pyoxigraph releases the interpreter lock while it works but cannot cancel: a query that passes its deadline is
answered at once as timed out, while its thread goes on and keeps its place among the ``workers``. When all places
are taken, further queries are told that the service is busy.
"""

import asyncio
import threading
import time
from concurrent.futures import Future

from urbansec.dataset import Snapshot
from urbansec.engine.caller import current
from urbansec.engine.cap import Caps
from urbansec.engine.evaluate import evaluate
from urbansec.engine.formats import Format
from urbansec.engine.protocol import Answer, Formats, Request
from urbansec.engine.whole import Whole
from urbansec.errors import EngineBusyError, QueryTimeoutError

# The engine recurses deeply over long queries; this is address space, not memory, until it is used.
STACK_BYTES = 256 * 1024 * 1024


def too_late(seconds: float) -> QueryTimeoutError:
    """The error for a query that passed its deadline."""
    return QueryTimeoutError(f"It was stopped after {seconds:g} seconds. Ask for less: add LIMIT, or join fewer patterns.", limit_seconds=seconds)


class EmbeddedEngine:
    """One immutable snapshot in the memory of this process."""

    def __init__(self, snapshot: Snapshot, *, seconds: float = 20.0, workers: int = 4, caps: Caps | None = None) -> None:
        """``seconds`` is the deadline of a query, ``workers`` the number of queries that run at a time."""
        self._snapshot = snapshot
        self._seconds = seconds
        self._workers = workers
        self._caps = caps or Caps()
        self._places = threading.BoundedSemaphore(workers)

    @property
    def version(self) -> str:
        """The version of the snapshot."""
        return self._snapshot.version

    @property
    def state(self) -> str:
        """A name for all that the snapshot holds."""
        return self._snapshot.state

    @property
    def union(self) -> bool:
        """Whether the default graph is the union of all graphs."""
        return self._snapshot.union

    def execute(self, request: Request, result_format: Format) -> Answer:
        """See :meth:`urbansec.engine.protocol.Engine.execute`."""
        whole = self._run(request, Formats(result_format, result_format))
        return Answer(whole.content, result_format)

    async def stream(self, request: Request, formats: Formats) -> Whole:
        """See :meth:`urbansec.engine.protocol.Engine.stream`."""
        return await asyncio.to_thread(self._run, request, formats)

    def _run(self, request: Request, formats: Formats) -> Whole:
        if not self._places.acquire(timeout=self._seconds):
            raise EngineBusyError(f"All {self._workers} workers were busy for {self._seconds:g} seconds. Try again later.")
        future: Future[Whole] = Future()
        threading.stack_size(STACK_BYTES)
        # A daemon thread: a query that nobody waits for any more must not keep the process from ending.
        threading.Thread(target=self._work, args=(request, formats, future), name="query", daemon=True).start()
        start = time.monotonic()
        try:
            return future.result(timeout=self._seconds)
        except TimeoutError:
            raise too_late(self._seconds) from None
        finally:
            caller = current.get()
            if caller is not None:
                caller.seconds += time.monotonic() - start

    def _work(self, request: Request, formats: Formats, future: "Future[Whole]") -> None:
        whole = Whole()
        try:
            evaluate(self._snapshot, request, formats, whole, self._caps)
            future.set_result(whole)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the thread that waits
            future.set_exception(_without_frames(error))
        finally:
            self._places.release()


def _without_frames(error: BaseException) -> BaseException:
    """``error`` for another thread: the frames it came through hold results, which may only be dropped in this one."""
    link: BaseException | None = error
    while link is not None:
        link.__traceback__ = None
        link = link.__cause__ or link.__context__
    return error
