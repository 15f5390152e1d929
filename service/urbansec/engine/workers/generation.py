"""One snapshot in use: its zygote, its workers, and how many requests hold on to it."""

import asyncio
import itertools
import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from urbansec.engine.workers.connection import Connection
from urbansec.engine.workers.control import Control
from urbansec.engine.workers.zygote import send
from urbansec.errors import InputFileError, InputFilesError, WorkerLostError

_MESSAGE_BYTES = 1_000_000
_TELL_SECONDS = 2.0


class Worker:
    """A process that answers one query at a time."""

    def __init__(self, number: int, connection: Connection) -> None:
        self.number = number
        self.connection = connection


def order(launcher: socket.socket) -> socket.socket:
    """Have the data loaded in a new zygote; returns the socket that commands it."""
    here, there = socket.socketpair()
    with there:
        try:
            send(launcher, {"load": 1}, there.fileno())
        except OSError as error:
            here.close()
            raise WorkerLostError("The process that loads data has ended. Restart the service.") from error
    here.setblocking(False)  # noqa: FBT003 - the standard library's argument
    return here


class Generation:
    """Make one with :meth:`load`. All methods but :meth:`hold` and :meth:`let_go` belong to the event loop."""

    def __init__(self, control: socket.socket, broken: "Callable[[Generation], None]") -> None:
        """``broken`` is called when the zygote ends without being asked to."""
        self._control = Control(control)
        self._broken = broken
        self._numbers = itertools.count(1)
        self._idle: list[Worker] = []
        self._preparing = False
        self._busy: set[Worker] = set()
        self._ends: dict[int, asyncio.Future[int]] = {}
        self._loaded: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._listener = asyncio.create_task(self._listen(), name="zygote")
        self._lock = threading.Lock()
        self._held = 1  # by the engine, as long as it is the current one
        self.closed = False
        self.version = self.state = ""
        self.union = False
        self.quads = 0

    @classmethod
    async def load(cls, control: socket.socket, broken: "Callable[[Generation], None]") -> "Generation":
        """The data that were ordered by ``control``, when they are there; :class:`InputFilesError` tells what is wrong with them."""
        generation = cls(control, broken)
        try:
            told = await asyncio.shield(generation._loaded)
        except BaseException:
            generation.close()
            raise
        generation.version, generation.state = told["version"], told["state"]
        generation.union, generation.quads = told["union"], told["quads"]
        return generation

    def hold(self) -> "Generation":
        """One more holder; the snapshot lives until the last lets go. Safe from any thread."""
        with self._lock:
            self._held += 1
        return self

    def let_go(self) -> bool:
        """One holder less; whether it was the last, who then closes."""
        with self._lock:
            self._held -= 1
            return self._held == 0

    @property
    def idle(self) -> int:
        """Workers that wait for a query."""
        return len(self._idle)

    @property
    def busy(self) -> int:
        """Workers that have one."""
        return len(self._busy)

    async def prepare(self, workers: int) -> None:
        """Fork ahead, so that ``workers`` are idle."""
        if self._preparing:
            return  # several at once would each see the same gap
        self._preparing = True
        try:
            while len(self._idle) < workers and not self.closed:
                self._idle.append(await self._fork())
        finally:
            self._preparing = False

    async def take(self) -> Worker:
        """A worker for one query; give it back, or kill it."""
        while self._idle:
            worker = self._idle.pop()
            if not worker.connection.closed:
                break
        else:
            worker = await self._fork()
        self._busy.add(worker)
        return worker

    def give_back(self, worker: Worker) -> None:
        """Its query is answered."""
        self._busy.discard(worker)
        if worker.connection.closed or self.closed:
            worker.connection.close()
        else:
            self._idle.append(worker)

    def kill(self, worker: Worker) -> None:
        """End it now, whatever it does."""
        self._busy.discard(worker)
        worker.connection.close()
        with suppress(OSError):
            self._control.send({"kill": worker.number})

    async def ended_by(self, worker: Worker) -> int:
        """The signal that ended a worker whose connection is lost; 0 if none, or if nobody knows."""
        self._busy.discard(worker)
        worker.connection.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(_TELL_SECONDS):
                return await asyncio.shield(self._end(worker.number))
        return 0

    async def check(self) -> list[str]:
        """What is wrong with the data by the service's own checks, one sentence each."""
        here, there = socket.socketpair()
        with there:
            self._control.send({"check": 1}, there.fileno())
        here.setblocking(False)  # noqa: FBT003 - the standard library's argument
        reader, writer = await asyncio.open_connection(sock=here)
        answer = await reader.read()
        writer.close()
        if not answer:
            raise WorkerLostError("The process that checks the data ended before it was done.")
        problems: list[str] = json.loads(answer)
        return problems

    def close(self) -> None:
        """End the zygote and with it all its workers."""
        self.closed = True
        self._listener.cancel()
        for worker in (*self._idle, *self._busy):
            worker.connection.close()
        self._idle.clear()
        self._control.close()

    async def _fork(self) -> Worker:
        here, there = socket.socketpair()
        number = next(self._numbers)
        with there:
            try:
                self._control.send({"fork": number}, there.fileno())
            except OSError as error:
                here.close()
                raise WorkerLostError("The process that holds the data has ended; the data are being loaded again.") from error
        here.setblocking(False)  # noqa: FBT003 - the standard library's argument
        _, connection = await asyncio.get_running_loop().create_unix_connection(Connection, sock=here)
        return Worker(number, connection)

    def _end(self, number: int) -> "asyncio.Future[int]":
        if number not in self._ends:
            self._ends[number] = asyncio.get_running_loop().create_future()
        return self._ends[number]

    async def _listen(self) -> None:
        """Hear what the zygote tells, until it ends."""
        reader, writer = await asyncio.open_connection(sock=self._control.listener(), limit=_MESSAGE_BYTES)
        try:
            while line := await reader.readline():
                match json.loads(line):
                    case {"ready": told}:
                        self._loaded.set_result(told)
                    case {"failed": problems}:
                        self._loaded.set_exception(InputFilesError([_problem(problem) for problem in problems]))
                    case {"ended": number, "signal": signal}:
                        self._end(number).set_result(signal)
                        asyncio.get_running_loop().call_later(_TELL_SECONDS, self._ends.pop, number, None)
            if not self._loaded.done():
                self._loaded.set_exception(WorkerLostError("The process that loads the data ended before it was done."))
        finally:
            writer.close()
        self._broken(self)


def _problem(told: dict[str, Any]) -> InputFileError:
    return InputFileError(told["detail"], file=told["file"], line=told["line"], column=told["column"])
