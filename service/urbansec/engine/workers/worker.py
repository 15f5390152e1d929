"""The process that works on queries: forked from a zygote that holds the data, without network and with little memory of its own."""

import os
import resource
import socket
import threading
import time
from contextlib import suppress

from urbansec.dataset import Snapshot
from urbansec.dataset.dump import DUMP_FORMATS, dump
from urbansec.engine.cap import Caps
from urbansec.engine.embedded import STACK_BYTES
from urbansec.engine.evaluate import evaluate
from urbansec.engine.formats import GRAPH_FORMATS
from urbansec.engine.protocol import Head
from urbansec.engine.workers.wire import HEADER, SECONDS, Job, Kind, decode_job, encode_error, encode_head, frame
from urbansec.errors import EngineFailedError, MemoryLimitError, UrbansecError

FIRST_BYTES = 256 * 1024
"""So much of a result is held back before its head goes out: an error until then is still a clean refusal."""
PIECE_BYTES = 64 * 1024
_SOCKET = 3
_SLACK_BYTES = 192 * 1024 * 1024  # what the interpreter, the allocator's arenas and a held-back result may take
_GROWN_BYTES = 128 * 1024 * 1024  # a worker that a query has made larger than this gives its memory back by ending


def work(connection: socket.socket, snapshot: Snapshot, *, memory_bytes: int, caps: Caps) -> None:
    """Answer jobs from ``connection`` until it closes; never returns.

    From here on no file and no socket can be opened: the lowest free descriptor lies beyond the limit, so whatever
    a query makes the engine do (``SERVICE``, ``LOAD``), it reaches nothing.
    """
    os.dup2(connection.fileno(), _SOCKET)
    connection.detach()
    # What the engine's allocator prints when it gives up would only confuse the service's log.
    os.dup2(os.open(os.devnull, os.O_RDWR), 2)
    os.closerange(_SOCKET + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    _limit_memory(memory_bytes)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_SOCKET + 1, _SOCKET + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=_serve, args=(socket.socket(fileno=_SOCKET), snapshot, memory_bytes, caps), name="query")
    thread.start()
    thread.join()
    os._exit(0)


def _limit_memory(memory_bytes: int) -> None:
    """Address space for what is there now, and ``memory_bytes`` more; the kernel refuses what goes beyond."""
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - pathlib would do the same with more memory
        pages = int(file.read().split()[0])
    limit = pages * resource.getpagesize() + STACK_BYTES + _SLACK_BYTES + memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _serve(connection: socket.socket, snapshot: Snapshot, memory_bytes: int, caps: Caps) -> None:
    small = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 + _GROWN_BYTES
    with suppress(OSError):  # the service has gone, or it wants no more of this result
        while job := _receive(connection):
            sink = _Sink(connection)
            try:
                _do(job, snapshot, sink, caps)
            except _GoneError:
                return
            except BaseException as error:  # noqa: BLE001 - a panic of the engine is no Exception; all go to the one who asked
                connection.sendall(encode_error(_told(error, memory_bytes)))
            else:
                sink.end()
            del job, sink
            if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > small:
                return


def _receive(connection: socket.socket) -> Job | None:
    """The next job; ``None`` when there will be none."""
    header = connection.recv(HEADER.size, socket.MSG_WAITALL)
    if len(header) < HEADER.size:
        return None
    _, length = HEADER.unpack(header)
    return decode_job(connection.recv(length, socket.MSG_WAITALL)) if length else None


def _do(job: Job, snapshot: Snapshot, sink: "_Sink", caps: Caps) -> None:
    if job.dump:
        sink.begin(Head(next(f for f in GRAPH_FORMATS if f.name == job.dump)))
        sink.write(dump(snapshot, DUMP_FORMATS[job.dump]))
    else:
        evaluate(snapshot, job.request, job.formats, sink, caps)


def _told(error: BaseException, memory_bytes: int) -> UrbansecError:
    if isinstance(error, UrbansecError):
        return error
    if isinstance(error, MemoryError):
        return out_of_memory(memory_bytes)
    return EngineFailedError(f"The engine gave up: {error}" if str(error) else "The engine gave up.")


def out_of_memory(memory_bytes: int) -> MemoryLimitError:
    """The error for a query that wants more memory than it may take."""
    size = memory_bytes // (1024 * 1024)
    return MemoryLimitError(f"It needed more than {size} MiB. Ask for less: sort, group or join fewer rows.", limit_mb=size)


class _GoneError(Exception):
    """Nobody reads the result any more."""


class _Sink:
    """Sends a result in frames; the first ones together, so that a small result is one message."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._head: Head | None = None
        self._held = bytearray()
        self._limit = FIRST_BYTES
        self._start = time.thread_time()

    def begin(self, head: Head) -> None:
        self._head = head

    def write(self, data: bytes) -> int:
        self._held += data
        if len(self._held) >= self._limit:
            self._send(frame(Kind.WORKED, SECONDS.pack(time.thread_time() - self._start)), length=None)
            self._limit = PIECE_BYTES
        return len(data)

    def flush(self) -> None:
        """Nothing is gained by sending earlier."""

    def end(self) -> None:
        self._send(frame(Kind.END), length=len(self._held))

    def _send(self, last: bytes = b"", *, length: int | None) -> None:
        head = encode_head(self._head, length) if self._head else b""
        data = frame(Kind.DATA, bytes(self._held)) if self._held else b""
        try:
            self._connection.sendall(head + data + last)
        except OSError as error:
            raise _GoneError from error
        self._head = None
        self._held.clear()
