"""The servers that are measured, each started on loopback with the same N-Triples file, and ended by its process."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.bench.resources import peak_mib
from tests.bench.virtuoso import load_script, settings_file
from tests.running import ROOT, environment

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "urbansec-bench"
TABLE = {"Accept": "application/sparql-results+json"}
FIRST = "ASK { ?membership a <https://w3id.org/urbansec/ontology#Membership> }"
PATIENCE = 900.0


@dataclass
class Running:
    """A server that answers. ``load_seconds`` is what came once before its start, ``start_seconds`` start to first answer."""

    name: str
    port: int
    path: str
    process: "subprocess.Popen[bytes]"
    start_seconds: float = 0.0
    load_seconds: float = 0.0
    start_peak_mib: float = 0.0
    folder: Path | None = None

    @property
    def pid(self) -> int:
        """Its first process."""
        return self.process.pid

    @property
    def address(self) -> str:
        """Where it takes queries."""
        return f"http://127.0.0.1:{self.port}{self.path}"


@dataclass(frozen=True)
class Peer:
    """A server that can be started: ``serve`` gives it running, with a file of data, in a folder of its own."""

    name: str
    title: str
    version: Callable[[], str]
    serve: Callable[[Path, Path], Iterator[Running]]
    missing: Callable[[], str] = field(default=lambda: "")


@contextmanager
def started(peer: Peer, data: Path, folder: Path) -> Iterator[Running]:
    """The peer, running until the block ends; ``folder`` is emptied before and after."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with contextmanager(peer.serve)(data, folder) as running:
            running.start_peak_mib = peak_mib(running.pid)
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _urbansec(name: str, **settings: str) -> Callable[[Path, Path], Iterator[Running]]:
    def serve(data: Path, folder: Path) -> Iterator[Running]:
        port = _free_port()
        command = [sys.executable, "-m", "urbansec", "serve", "--port", str(port), "--data", str(data)]
        with _process(command, folder, env=environment(URBANSEC_QUERY_SECONDS="60", **settings)) as process:
            yield _answering(Running(name, port, "/sparql", process), folder)

    return serve


def _oxigraph_memory(data: Path, folder: Path) -> Iterator[Running]:
    port = _free_port()
    with _process([_oxigraph(), "serve", "--bind", f"127.0.0.1:{port}"], folder) as process:
        running = Running("oxigraph-memory", port, "/query", process)
        begin = time.monotonic()
        _wait(running, folder, lambda: _listens(port))
        with data.open("rb") as file:  # in bulk, as its documentation advises for an empty store
            answer = httpx.post(
                f"http://127.0.0.1:{port}/store?default&no_transaction", content=file, headers={"Content-Type": "application/n-triples"}, timeout=PATIENCE
            )
        answer.raise_for_status()
        yield _answering(running, folder, begin)


def _oxigraph_disk(data: Path, folder: Path) -> Iterator[Running]:
    store = folder / "store"
    begin = time.monotonic()
    _run([_oxigraph(), "load", "--location", str(store), "--file", str(data)], folder)
    _run([_oxigraph(), "optimize", "--location", str(store)], folder)
    loaded = time.monotonic() - begin
    port = _free_port()
    with _process([_oxigraph(), "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"], folder) as process:
        running = _answering(Running("oxigraph-disk", port, "/query", process), folder)
        running.load_seconds = loaded
        yield running


def _rdflib_endpoint(data: Path, folder: Path) -> Iterator[Running]:
    port = _free_port()
    command = [str(_environment() / "bin" / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), str(data)]
    with _process(command, folder) as process:
        yield _answering(Running("rdflib-endpoint", port, "/", process), folder)


def _virtuoso(data: Path, folder: Path) -> Iterator[Running]:
    sql, port = _free_port(), _free_port()
    settings = settings_file(folder, sql=sql, http=port, data=data)
    command = ["virtuoso-t", "+foreground", "+configfile", str(settings)]
    begin = time.monotonic()
    with _process(command, folder) as process:
        _wait(Running("virtuoso", port, "/sparql", process), folder, lambda: _listens(sql) and _listens(port))
        _run(["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", str(load_script(folder, data))], folder)
    loaded = time.monotonic() - begin
    with _process(command, folder) as process:
        running = _answering(Running("virtuoso", port, "/sparql", process), folder)
        running.load_seconds = loaded
        yield running


def _oxigraph() -> str:
    found = Path(sys.executable).with_name("oxigraph")
    return str(found) if found.exists() else "oxigraph"


def _environment() -> Path:
    """The environment of rdflib-endpoint, made once."""
    folder, wanted = CACHE / "rdflib-endpoint", HERE / "rdflib-endpoint.txt"
    stamp = folder / "installed.txt"
    if not stamp.exists() or stamp.read_bytes() != wanted.read_bytes():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", wanted], check=True)
        shutil.copyfile(wanted, stamp)
    return folder


@contextmanager
def _process(command: Sequence[str], folder: Path, env: dict[str, str] | None = None) -> "Iterator[subprocess.Popen[bytes]]":
    """A process in a session of its own, so that its children end with it; what it writes goes to ``log`` in the folder."""
    with (folder / "log").open("ab") as log, subprocess.Popen(
        command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder, env=env, start_new_session=True
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, capture_output=True, cwd=folder, check=False, timeout=PATIENCE)
    errors = [line for line in done.stdout.splitlines() if line.startswith(b"*** Error")]
    if done.returncode or errors:
        raise RuntimeError(f"{' '.join(command)}: {(done.stderr + done.stdout).decode(errors='replace')[-2000:]}")


def _answering(running: Running, folder: Path, begin: float | None = None) -> Running:
    """Wait for the first right answer."""
    begin = time.monotonic() if begin is None else begin

    def asked() -> bool:
        try:
            answer = httpx.get(running.address, params={"query": FIRST}, headers=TABLE, timeout=30)
        except httpx.TransportError:
            return False
        if 400 <= answer.status_code < 500:
            raise RuntimeError(f"{running.name} answered {answer.status_code}: {answer.text[:500]}")
        return answer.status_code == 200 and bool(answer.json()["boolean"])

    _wait(running, folder, asked)
    running.start_seconds = time.monotonic() - begin
    return running


def _wait(running: Running, folder: Path, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if running.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{running.name} did not come up:\n{(folder / 'log').read_text(errors='replace')[-2000:]}")
        time.sleep(0.01)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def _ours() -> str:
    commit = _said("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD")
    return f"{_said(sys.executable, '-m', 'urbansec', '--version')} ({commit})"


def _virtuoso_version() -> str:
    return next((line.split()[1] for line in _said("virtuoso-t", "-?").splitlines() if line.startswith("Version")), "?")


def _pinned() -> str:
    return next(line for line in (HERE / "rdflib-endpoint.txt").read_text().splitlines() if line.startswith("rdflib-endpoint")).replace("==", " ")


PEERS = {
    peer.name: peer
    for peer in (
        Peer("urbansec", "urbansec, cache off", _ours, _urbansec("urbansec", URBANSEC_CACHE_MB="0")),
        Peer("urbansec-cached", "urbansec, as it comes", _ours, _urbansec("urbansec-cached")),
        Peer("oxigraph-memory", "Oxigraph server, memory", lambda: _said(_oxigraph(), "--version"), _oxigraph_memory),
        Peer("oxigraph-disk", "Oxigraph server, disk", lambda: _said(_oxigraph(), "--version"), _oxigraph_disk),
        Peer(
            "virtuoso", "Virtuoso", lambda: f"virtuoso {_virtuoso_version()}", _virtuoso,
            lambda: "" if shutil.which("virtuoso-t") and shutil.which("isql-vt") else "virtuoso-opensource is not installed",
        ),
        Peer("rdflib-endpoint", "rdflib-endpoint", _pinned, _rdflib_endpoint),
    )
}  # fmt: skip
