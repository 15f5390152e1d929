"""The engine of the service: queries run in processes that can be ended at any moment.

pyoxigraph cannot cancel a query, and its in-memory store does not get faster with threads. So the data lie in a
zygote process; workers are forked from it and share its memory. Whoever passes the deadline or the memory limit,
or whose client has gone, loses his worker, and nobody else notices.
"""

import asyncio
import logging
import os
import signal
import socket
from collections import Counter
from collections.abc import Coroutine, Mapping
from functools import partial
from typing import Any

from urbansec.dataset.dump import DUMP_FORMATS
from urbansec.engine.caller import Caller, current
from urbansec.engine.formats import Format
from urbansec.engine.protocol import Answer, Formats, Request
from urbansec.engine.workers.generation import Generation, Worker, order
from urbansec.engine.workers.schedule import Schedule, Ticket
from urbansec.engine.workers.stream import ANSWERED, CLIENT_GONE, DEADLINE, WorkerStream
from urbansec.engine.workers.wire import Job, encode_job
from urbansec.engine.workers.worker import out_of_memory
from urbansec.errors import DataRefusedError, UrbansecError, WorkerLostError

log = logging.getLogger(__name__)
_DUMP_SECONDS = 600.0
MEMORY, LOST = "killed_memory", "lost"
_FIGURES = (DEADLINE, MEMORY, CLIENT_GONE, LOST, "reloads", "reload_failures")


class Hold:
    """A request's hold on a snapshot (:class:`urbansec.engine.caller.Pin`)."""

    def __init__(self, generation: Generation, loop: asyncio.AbstractEventLoop) -> None:
        self.generation = generation.hold()
        self._loop = loop

    @property
    def version(self) -> str:
        """The version of the data held."""
        return self.generation.version

    def release(self) -> None:
        """Let go."""
        if self.generation.let_go():
            self._loop.call_soon_threadsafe(self.generation.close)


class WorkerEngine:
    """Call :meth:`open` in the event loop before the first query, and :meth:`close` after the last."""

    def __init__(self, launcher: socket.socket, schedule: Schedule, *, seconds: float, memory_bytes: int, checks: bool = False) -> None:
        """``launcher`` comes from :func:`urbansec.engine.workers.zygote.start_launcher`; ``seconds`` is the deadline of a query.

        With ``checks`` new data must also pass the launcher's plan for checking them.
        """
        self._launcher = launcher
        self._first: socket.socket | None = order(launcher)  # at once, so that the data load while the service starts
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._schedule = schedule
        self._checks = checks
        self._spare = min(schedule.workers, 1 + (os.cpu_count() or 1))
        self._figures: Counter[str] = Counter()
        self._generation: Generation | None = None
        self._loop: asyncio.AbstractEventLoop
        self._reloading = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Load the data; raises what is wrong with them."""
        self._loop = asyncio.get_running_loop()
        first, self._first = self._first, None
        self._generation = await Generation.load(first or order(self._launcher), self._broken)
        await self._generation.prepare(self._spare)

    async def reload(self) -> str:
        """Load the data anew, check them, then answer from them; returns their version.

        Raises :class:`~urbansec.errors.InputFilesError` or :class:`~urbansec.errors.DataRefusedError` if they are
        not right; then the data that are there go on. Requests that have begun finish on what they began with.
        """
        return await self._renew(check=self._checks)

    async def _renew(self, *, check: bool) -> str:
        async with self._reloading:
            try:
                generation = await Generation.load(order(self._launcher), self._broken)
                try:
                    if check:
                        await self._check(generation)
                    await generation.prepare(self._spare)
                except BaseException:
                    generation.close()
                    raise
            except BaseException:
                self._figures["reload_failures"] += 1
                raise
            self._figures["reloads"] += 1
            old, self._generation = self._generation, generation
            if old is not None and old.let_go():
                old.close()
            return generation.version

    async def _check(self, generation: Generation) -> None:
        problems = await generation.check()
        if problems:
            raise DataRefusedError("\n".join(problems), problems=problems)

    async def close(self) -> None:
        """End all processes."""
        generation, self._generation = self._generation, None
        if generation is not None:
            generation.close()
        self._launcher.close()
        for task in self._tasks:
            task.cancel()

    @property
    def version(self) -> str:
        """The version of the data that this request is answered from."""
        return self._held().version

    @property
    def state(self) -> str:
        """A name for all that this request is answered from."""
        return self._held().state

    @property
    def union(self) -> bool:
        """Whether the default graph is the union of all graphs."""
        return self._held().union

    def __len__(self) -> int:
        """The number of quads."""
        return self._held().quads

    def figures(self) -> Mapping[str, float]:
        """How the workers are doing, as numbers for operations."""
        generation = self._generation
        return {
            "workers_busy": generation.busy if generation else 0,
            "workers_idle": generation.idle if generation else 0,
            "running": self._schedule.running,
            "queue": self._schedule.waiting,
            **{name: self._figures[name] for name in _FIGURES},
        }

    def execute(self, request: Request, result_format: Format) -> Answer:
        """See :meth:`urbansec.engine.protocol.Engine.execute`."""
        return Answer(self._wait_for(Job(request, Formats(result_format, result_format)), self._seconds), result_format)

    async def stream(self, request: Request, formats: Formats) -> "WorkerStream":
        """See :meth:`urbansec.engine.protocol.Engine.stream`."""
        return await self._start(Job(request, formats), self._seconds)

    def dump(self, name: str) -> bytes:
        """All data in the format of that name, of :data:`urbansec.dataset.dump.DUMP_FORMATS`. Blocks."""
        if name not in DUMP_FORMATS:
            raise KeyError(name)
        return self._wait_for(Job(Request(""), Formats(), name), _DUMP_SECONDS)

    def _wait_for(self, job: Job, seconds: float) -> bytes:
        return asyncio.run_coroutine_threadsafe(self._collect(job, seconds, current.get()), self._loop).result()

    async def _collect(self, job: Job, seconds: float, caller: Caller | None) -> bytes:
        current.set(caller)
        stream = await self._start(job, seconds)
        return stream.content if stream.content is not None else b"".join([piece async for piece in stream])

    async def _start(self, job: Job, seconds: float) -> "WorkerStream":
        caller = current.get()
        hold = Hold(self._held(), self._loop)
        try:
            ticket = await self._schedule.enter(caller.client if caller else "")
            try:
                worker = await hold.generation.take()
            except BaseException:
                self._schedule.leave(ticket)
                raise
        except BaseException:
            hold.release()
            raise

        def finish(outcome: str) -> None:
            self._finish(outcome, hold, ticket, worker)

        stream = WorkerStream(worker, seconds, caller, finish=finish, lost=partial(self._why_lost, hold.generation))
        await stream.start(encode_job(job))
        return stream

    def _held(self) -> Generation:
        """The snapshot of this request: the current one when it first asked."""
        caller = current.get()
        if caller is not None and isinstance(caller.pin, Hold):
            return caller.pin.generation
        if self._generation is None:
            raise WorkerLostError("The data are not loaded.")
        if caller is not None:
            caller.pin = Hold(self._generation, self._loop)
        return self._generation

    def _finish(self, outcome: str, hold: Hold, ticket: Ticket, worker: Worker) -> None:
        """A query is over: its worker takes the next one, or has to be killed for the reason ``outcome``."""
        generation = hold.generation
        if outcome == ANSWERED:
            generation.give_back(worker)
        else:
            self._figures[outcome] += 1
            generation.kill(worker)
        if generation is self._generation and generation.idle < self._spare:
            self._do(generation.prepare(self._spare))
        self._schedule.leave(ticket)
        hold.release()

    async def _why_lost(self, generation: Generation, worker: Worker) -> tuple[str, UrbansecError]:
        """Why a worker ended by itself."""
        number = await generation.ended_by(worker)
        if number == signal.SIGABRT:
            return MEMORY, out_of_memory(self._memory_bytes)
        name = signal.Signals(number).name if number else "no signal"
        log.warning("A worker ended in the middle of a query (%s).", name)
        return LOST, WorkerLostError("Its worker process ended before the answer was complete. Send the query again.", signal=name)

    def _broken(self, generation: Generation) -> None:
        """A zygote has ended. If it is the one in use, the data are loaded again."""
        if generation is self._generation and not generation.closed:
            log.error("The process that holds the data has ended; loading them again.")
            self._do(self._recover())

    async def _recover(self) -> None:
        try:
            await self._renew(check=False)  # an answer now is worth more than a check of what has been checked before
        except UrbansecError:
            log.exception("The data could not be loaded again.")

    def _do(self, work: "Coroutine[Any, Any, None]") -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("A worker could not be prepared.", exc_info=task.exception())
