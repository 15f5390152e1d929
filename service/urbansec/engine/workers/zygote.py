"""Processes that hold data and fork: one launcher for the life of the service, one zygote for each snapshot.

The launcher is forked before the service has threads and holds no data. For new data it forks a zygote, which
loads them once and forks the workers, so that all share its memory (copy-on-write). Both do as they are told over
a socket, in lines of JSON, with a descriptor beside those that say whom to connect.
"""

import array
import ctypes
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from urbansec.dataset import Snapshot
from urbansec.engine.cap import Caps
from urbansec.engine.syntax import prepare_to_explain
from urbansec.engine.workers.worker import work
from urbansec.errors import InputFileError, InputFilesError, UrbansecError

_PR_SET_PDEATHSIG = 1
_FIRST_FREE = 3  # after standard input, output and error
_MESSAGE_BYTES = 65_536
_AT_ONCE = 32


@dataclass(frozen=True)
class Plan:
    """What a zygote does: ``load`` gives the data, ``check`` what is wrong with them (one sentence each)."""

    load: Callable[[], Snapshot]
    check: Callable[[Snapshot], list[str]] = lambda _: []
    memory_bytes: int = 1024 * 1024 * 1024
    caps: Caps = field(default_factory=Caps)


def start_launcher(plan: Plan) -> socket.socket:
    """Fork the launcher; returns the socket that commands it. Call this before the process starts any thread."""
    here, there = socket.socketpair()
    sys.stdout.flush()
    if os.fork() == 0:
        # Nothing else is inherited: least of all the socket that listens, which would outlive the service.
        os.closerange(_FIRST_FREE, there.fileno())
        os.closerange(there.fileno() + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        _run(_launch, there, plan)
    there.close()
    return here


def send(connection: socket.socket, message: dict[str, Any], descriptor: int | None = None) -> None:
    """Send a message, and a descriptor with it; all or nothing, for messages are far shorter than a socket's buffer."""
    data = json.dumps(message).encode() + b"\n"
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))] if descriptor is not None else []
    sent = connection.sendmsg([data], ancillary)
    if sent < len(data):  # only what a zygote tells may be long, and its end of the socket waits
        connection.sendall(data[sent:])


def _run(main: Callable[[socket.socket, Plan], None], connection: socket.socket, plan: Plan) -> None:
    """Do ``main`` as the whole of this process; never returns."""
    status = 1
    try:
        _die_with_parent()
        # The service is told to stop, and then tells us by closing the socket; Ctrl+C reaches all processes at once.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        main(connection, plan)
        status = 0
    except BrokenPipeError:
        status = 0
    finally:
        sys.stderr.flush()
        os._exit(status)


def _die_with_parent() -> None:
    """If the parent is killed, so are we (Linux; elsewhere the closed socket ends us after the current query)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _launch(connection: socket.socket, plan: Plan) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no one waits for zygotes
    prepare_to_explain()  # the workers cannot read the grammar any more
    for _, descriptor in _messages(connection):
        if os.fork() == 0:
            connection.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _run(_hold, socket.socket(fileno=descriptor), plan)
        os.close(descriptor)


def _hold(connection: socket.socket, plan: Plan) -> None:
    """The zygote: load, tell, then fork and kill as told until the socket closes."""
    try:
        snapshot = plan.load()
    except UrbansecError as error:
        problems = error.problems if isinstance(error, InputFilesError) else [error]
        send(connection, {"failed": [_problem(problem) for problem in problems]})
        return
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)  # what loading needed and holding does not (glibc)
    gc.freeze()  # so that counting references to what is there copies no pages in the workers
    send(connection, {"ready": {"version": snapshot.version, "state": snapshot.state, "union": snapshot.union, "quads": len(snapshot)}})
    workers: dict[int, int] = {}
    ended_here, ended_there = socket.socketpair()
    for end in (ended_here, ended_there):
        end.setblocking(False)  # noqa: FBT003 - the standard library's argument
    signal.set_wakeup_fd(ended_there.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
    for message, descriptor in _messages(connection, ended_here):
        match message:
            case {"fork": number}:
                workers[_fork(connection, descriptor, lambda s: work(s, snapshot, memory_bytes=plan.memory_bytes, caps=plan.caps))] = number
            case {"check": _}:
                workers[_fork(connection, descriptor, lambda s: s.sendall(json.dumps(plan.check(snapshot)).encode()))] = 0
            case {"kill": number}:
                for pid in [pid for pid, known in workers.items() if known == number]:
                    os.kill(pid, signal.SIGKILL)
        if descriptor >= 0:
            os.close(descriptor)
        for pid, status in _ended():
            number = workers.pop(pid, 0)
            if number:
                send(connection, {"ended": number, "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0})
    signal.set_wakeup_fd(-1)  # the workers end now, and nobody has to know


def _fork(control: socket.socket, descriptor: int, main: Callable[[socket.socket], None]) -> int:
    """A child that does ``main`` with the descriptor as its socket, and nothing else; returns its process id."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        _die_with_parent()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        main(socket.socket(fileno=descriptor))
        status = 0
    finally:
        os._exit(status)


def _ended() -> Iterator[tuple[int, int]]:
    """The children that have ended since, with their status."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            yield ended


def _messages(connection: socket.socket, wake: socket.socket | None = None) -> Iterator[tuple[dict[str, Any], int]]:
    """The messages from ``connection`` with their descriptors (-1 for none), until it closes; an empty one when ``wake`` stirs."""
    held, descriptors = b"", list[int]()
    while True:
        ready = select.select([connection, *([wake] if wake else [])], [], [])[0]
        if wake in ready and wake is not None:
            with suppress(BlockingIOError):
                wake.recv(_MESSAGE_BYTES)
            yield {}, -1
        if connection in ready:
            data, received, _, _ = socket.recv_fds(connection, _MESSAGE_BYTES, _AT_ONCE)
            descriptors += received
            if not data:
                return
            *lines, held = (held + data).split(b"\n")
            for line in lines:
                message = json.loads(line)
                yield message, descriptors.pop(0) if descriptors and {"fork", "check", "load"} & set(message) else -1


def _problem(error: UrbansecError) -> dict[str, Any]:
    if isinstance(error, InputFileError):
        return {"file": error.file, "detail": error.detail, "line": error.line, "column": error.column}
    return {"file": "", "detail": str(error), "line": None, "column": None}
