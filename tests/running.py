"""Run the product as its users do: the command in a process of its own, the service on a free port."""

import os
import queue
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from urbansec.api.connection import connection

ROOT = Path(__file__).resolve().parents[1]
SERVICE = ROOT / "service"
START_SECONDS = 60.0
_NOT_KEPT = ("FORCE_COLOR", "PYTHONDONTWRITEBYTECODE")
_ADDRESS = re.compile(r"Serving at (http://\S+?)/ ")


@dataclass(frozen=True)
class Server:
    """A running service: its address without the last slash, and the process that it is."""

    url: str
    process: subprocess.Popen[str]

    @property
    def sparql(self) -> str:
        """The address of the endpoint."""
        return f"{self.url}/sparql"

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        return self.process.poll() is None


def environment(**settings: str) -> dict[str, str]:
    """The environment for a command: no settings from outside, those given, and the checkout to import from, compiled once for all of them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("URBANSEC_") and name not in _NOT_KEPT}
    return {**kept, "PYTHONPATH": str(SERVICE), "PYTHONIOENCODING": "utf-8", **settings}


def run(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """What ``urbansec`` with these arguments does; standard output and error are pipes."""
    command = [sys.executable, "-m", "urbansec", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, env=environment(**settings), cwd=cwd or ROOT, timeout=120, check=False)


@contextmanager
def serving(*arguments: str | Path, settings: Mapping[str, str] | None = None, command: Sequence[str | Path] = ()) -> Iterator[Server]:
    """The service on a free port, until the block ends. ``command`` replaces ``python -m urbansec``."""
    words = [*(command or (sys.executable, "-m", "urbansec")), "serve", "--port", "0", *arguments]
    env = environment(**(settings or {}))
    if command:
        del env["PYTHONPATH"]
    with subprocess.Popen([str(w) for w in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env, cwd=Path(os.sep)) as process:
        lines: queue.Queue[str | None] = queue.Queue()
        reader = threading.Thread(target=_pump, args=(process, lines), daemon=True)
        reader.start()
        try:
            yield Server(_address(lines, time.monotonic() + START_SECONDS), process)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
            reader.join(20)


@contextmanager
def listening(app: ASGIApp, *, stall_seconds: float = 30.0) -> Iterator[str]:
    """The address of ``app``, served by a real server in a thread of this process, until the block ends."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", proxy_headers=False, http=connection(stall_seconds)))
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # from here on clients wait instead of being refused
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)


def _pump(process: "subprocess.Popen[str]", lines: "queue.Queue[str | None]") -> None:
    """Read for as long as the process writes, so that it never waits for a reader."""
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put(None)


def _address(lines: "queue.Queue[str | None]", deadline: float) -> str:
    seen: list[str] = []
    while True:
        try:
            line = lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            line = None
        if line is None:
            text = "".join(seen)
            raise AssertionError(f"the service told no address; it wrote:\n{text}")
        seen.append(line)
        found = _ADDRESS.search(line)
        if found:
            return found[1]
