"""No result that was cut, timed out or failed ever ends as a complete one: every client that looks sees it."""

import asyncio
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import httpx
import psutil
import pyoxigraph as ox
import pytest

from tests.running import Server, listening, serving
from urbansec import errors
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Answer, Cut, Format, Formats, Head, Request
from urbansec.queries import Catalogue
from urbansec.settings import Settings

FORMATS = {offer.name: offer for offer in (*BOOLEAN_AND_TABLE, *GRAPH_FORMATS)}
ROWS = 2_000
SECONDS = 20.0
FAILURES: dict[str, Exception] = {
    "timeout": errors.QueryTimeoutError("It was stopped.", limit_seconds=1.0),
    "memory": errors.MemoryLimitError("It needed too much."),
    "lost": errors.WorkerLostError("It ended."),
    "remote": errors.RemoteEngineError("It hung up."),
    "unforeseen": RuntimeError("nobody thought of this"),
}


def written(offer: Format) -> bytes:
    """A result of some size, in the format."""
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"urn:s:{i}"), ox.NamedNode("urn:p"), ox.Literal(f"value {i}")) for i in range(ROWS))
    if isinstance(offer.writer, ox.QueryResultsFormat):
        solutions = store.query("SELECT ?s ?o { ?s ?p ?o }")
        assert isinstance(solutions, ox.QuerySolutions)
        return solutions.serialize(format=offer.writer) or b""
    return ox.serialize([quad.triple for quad in store], format=offer.writer) or b""


@dataclass
class Script:
    """What the engine does with the next query: the pieces it gives, and how it ends."""

    pieces: list[bytes] = field(default_factory=list)
    failure: Exception | None = None
    waits_before: bool = False
    waits_after: bool = False
    endless: bool = False
    cut: Cut | None = None
    asked: int = 0
    cancelled: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)


class Scripted:
    """An engine that follows a script."""

    version = "scripted"
    union = True

    def __init__(self) -> None:
        self.script = Script()

    def execute(self, request: Request, result_format: Format) -> Answer:
        """Not asked here."""
        raise NotImplementedError

    async def stream(self, request: Request, formats: Formats) -> "Stream":
        """Begin, or fail before the first byte."""
        script = self.script
        script.asked += 1
        if script.waits_before:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                script.cancelled.set()
                raise
        if script.failure is not None and not script.pieces:
            raise script.failure
        chosen = formats.graph if "CONSTRUCT" in request.text else formats.table
        assert chosen is not None
        return Stream(Head(chosen, script.cut), script)


class Stream:
    """Gives the pieces of a script."""

    content = None

    def __init__(self, head: Head, script: Script) -> None:
        self.head = head
        self._script = script

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._script.pieces:
            yield piece
        while self._script.endless:
            yield self._script.pieces[0]
        if self._script.waits_after:
            await asyncio.Event().wait()
        if self._script.failure is not None:
            raise self._script.failure

    async def aclose(self) -> None:
        """The reader has gone."""
        self._script.closed.set()


@dataclass
class Played:
    """A service whose engine follows a script."""

    url: str
    engine: Scripted

    def play(self, script: Script) -> Script:
        """What the next query meets."""
        self.engine.script = script
        return script

    def address(self, offer: Format, number: int = 0) -> str:
        """The address of a query whose result is written as ``offer``; a new ``number`` makes a new query."""
        text = f"SELECT * {{}} #{number}" if isinstance(offer.writer, ox.QueryResultsFormat) else f"CONSTRUCT {{}} {{}} #{number}"
        return f"{self.url}/sparql?{urlencode({'query': text})}"


@contextmanager
def playing(assets: Assets, catalogue: Catalogue, *, stall_seconds: float = SECONDS) -> Iterator[Played]:
    """Such a service, until the block ends."""
    engine = Scripted()
    with listening(create_app(Settings(), engine, catalogue, assets), stall_seconds=stall_seconds) as url:
        yield Played(url, engine)


@pytest.fixture(scope="module")
def played(assets: Assets, catalogue: Catalogue) -> Iterator[Played]:
    """One for all that break nothing."""
    with playing(assets, catalogue) as made:
        yield made


@dataclass
class Got:
    """What a client got, and whether it takes that for the whole."""

    body: bytes
    whole: bool


def by_socket(url: str, accept: str, coding: str = "") -> Got:
    """Read the framing ourselves: a body is whole only if a chunk of no bytes, and nothing more, ends it."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=SECONDS) as connection:
        lines = [f"GET {parts.path}?{parts.query} HTTP/1.1", f"Host: {parts.netloc}", f"Accept: {accept}", "Connection: close"]
        connection.sendall("\r\n".join([*lines, *([f"Accept-Encoding: {coding}"] if coding else []), "", ""]).encode())
        received = bytearray()
        with suppress(ConnectionResetError):
            while piece := connection.recv(65_536):
                received += piece
    head, _, rest = bytes(received).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 "), head
    assert b"transfer-encoding: chunked" in head.lower()
    assert (f"content-encoding: {coding}".encode() in head.lower()) is bool(coding)
    body = b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        if not size:
            return Got(body, whole=False)
        length = int(size, 16)
        if length == 0:
            return Got(body, whole=rest == b"\r\n")
        body, rest = body + rest[:length], rest[length + 2 :]
    return Got(body, whole=False)


def by_httpx(url: str, accept: str) -> Got:
    body = b""
    try:
        with httpx.stream("GET", url, headers={"Accept": accept, "Accept-Encoding": "identity"}, timeout=SECONDS) as answer:
            assert answer.status_code == 200
            for piece in answer.iter_bytes():
                body += piece
    except httpx.RemoteProtocolError:
        return Got(body, whole=False)
    return Got(body, whole=True)


def by_library(url: str, accept: str) -> Got:
    """Python's own client."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=SECONDS)
    connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept": accept})
    answer = connection.getresponse()
    try:
        return Got(answer.read(), whole=True)
    except http.client.IncompleteRead as error:
        return Got(error.partial, whole=False)
    finally:
        connection.close()


def by_curl(url: str, accept: str) -> Got:
    found = subprocess.run(["curl", "-sS", "--max-time", "20", "-H", f"Accept: {accept}", url], capture_output=True, check=False)
    assert found.returncode in {0, 18, 56}, found.stderr  # 18: a part only; 56: the connection broke
    return Got(found.stdout, whole=found.returncode == 0)


CLIENTS: dict[str, Callable[[str, str], Got]] = {"socket": by_socket, "httpx": by_httpx, "http.client": by_library, "curl": by_curl}
with_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
client_names = pytest.mark.parametrize("client_name", [pytest.param(name, marks=with_curl) if name == "curl" else name for name in CLIENTS])


@client_names
@pytest.mark.parametrize("name", list(FORMATS))
def test_a_result_that_fails_midway_is_seen_as_broken(played: Played, name: str, client_name: str) -> None:
    """The first piece ends with a line wherever the format has lines: what came could be taken for a shorter result."""
    content = written(FORMATS[name])
    middle = content.find(b"\n", len(content) // 2) + 1 or len(content) // 2
    played.play(Script([content[:middle]], errors.QueryTimeoutError("It was stopped.", limit_seconds=1.0)))
    got = CLIENTS[client_name](played.address(FORMATS[name]), FORMATS[name].media_type)
    assert not got.whole
    assert content.startswith(got.body)


@client_names
@pytest.mark.parametrize("name", list(FORMATS))
def test_a_result_that_comes_to_its_end_is_seen_as_whole(played: Played, name: str, client_name: str) -> None:
    """The canary: the same clients take the whole for the whole."""
    content = written(FORMATS[name])
    script = played.play(Script([content[:1000], content[1000:]]))
    got = CLIENTS[client_name](played.address(FORMATS[name], number=1 + list(CLIENTS).index(client_name)), FORMATS[name].media_type)
    assert (got.whole, got.body) == (True, content)
    assert script.asked == 0 or script.closed.wait(SECONDS)


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
@pytest.mark.parametrize("failure", [None, *FAILURES])
def test_a_compressed_result_too(played: Played, coding: str, failure: str | None) -> None:
    offer = FORMATS["ntriples"]
    content = written(offer)
    number = 10 if failure else 11
    played.play(Script([content[: len(content) // 2], content[len(content) // 2 :]], FAILURES[failure] if failure else None))
    assert by_socket(played.address(offer, number), offer.media_type, coding).whole is (failure is None)


@pytest.mark.parametrize("failure", list(FAILURES))
def test_whatever_the_failure_is(played: Played, failure: str, caplog: pytest.LogCaptureFixture) -> None:
    offer = FORMATS["csv"]
    content = written(offer)
    played.play(Script([content], FAILURES[failure]))
    got = by_socket(played.address(offer), offer.media_type)
    assert (got.whole, got.body) == (False, content)
    assert any("broken off" in record.getMessage() for record in caplog.records)


def test_a_broken_result_is_not_kept(played: Played) -> None:
    offer = FORMATS["json"]
    content = written(offer)
    broken = played.play(Script([content[:5000]], FAILURES["lost"]))
    assert not by_httpx(played.address(offer, 20), offer.media_type).whole
    assert broken.asked == 1
    whole = played.play(Script([content]))
    assert by_httpx(played.address(offer, 20), offer.media_type) == Got(content, whole=True)
    assert whole.asked == 1


@pytest.mark.parametrize("failure", list(FAILURES))
@pytest.mark.parametrize("name", list(FORMATS))
def test_a_failure_before_the_first_byte_is_told(played: Played, name: str, failure: str) -> None:
    played.play(Script(failure=FAILURES[failure]))
    answer = httpx.get(played.address(FORMATS[name]), headers={"Accept": FORMATS[name].media_type})
    assert answer.status_code >= 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["status"] == answer.status_code


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_result_that_a_cap_made_shorter_says_so(played: Played, name: str) -> None:
    played.play(Script([b"x"], cut=Cut(7, "rows", 7)))
    answer = httpx.get(played.address(FORMATS[name], 30), headers={"Accept": FORMATS[name].media_type})
    assert answer.status_code == 200
    assert answer.headers["x-result-truncated"] == "rows=7; limit=rows; value=7"
    assert answer.headers["link"] == '<https://w3id.org/urbansec/problems#cut>; rel="describedby"'
    assert 'id="cut"' in httpx.get(f"{played.url}/problems").text
    played.play(Script([b"x"]))
    assert "x-result-truncated" not in httpx.get(played.address(FORMATS[name], 31), headers={"Accept": FORMATS[name].media_type}).headers


def ask_and_hold(played: Played, number: int) -> socket.socket:
    """Send a query and keep the connection."""
    parts = urlsplit(played.address(FORMATS["csv"], number))
    connection = socket.create_connection((parts.hostname or "", parts.port or 80), timeout=SECONDS)
    connection.sendall(f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode())
    return connection


def until(fact: Callable[[], bool]) -> None:
    """Wait for something, but not forever."""
    deadline = time.monotonic() + SECONDS
    while not fact():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def test_a_client_that_leaves_before_the_first_byte_ends_its_query(played: Played) -> None:
    script = played.play(Script(waits_before=True))
    with ask_and_hold(played, 40):
        until(lambda: script.asked == 1)
        assert not script.cancelled.is_set()
    assert script.cancelled.wait(SECONDS)


def test_a_client_that_leaves_between_two_pieces_ends_its_query(played: Played) -> None:
    script = played.play(Script([b"x\r\n"], waits_after=True))
    with ask_and_hold(played, 41) as connection:
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")
        assert not script.closed.is_set()
    assert script.closed.wait(SECONDS)


def test_a_client_that_leaves_while_it_is_sent_to_ends_its_query(played: Played) -> None:
    script = played.play(Script([b"x" * 100_000], endless=True))
    with ask_and_hold(played, 42) as connection:
        assert len(connection.recv(1000)) > 10
    assert script.closed.wait(SECONDS)


def test_a_client_that_takes_nothing_is_not_waited_for(assets: Assets, catalogue: Catalogue) -> None:
    with playing(assets, catalogue, stall_seconds=0.3) as played:
        script = played.play(Script([b"x" * 100_000], endless=True))
        with ask_and_hold(played, 43) as connection:
            assert script.closed.wait(SECONDS)
            with suppress(ConnectionResetError):
                while connection.recv(1_000_000):
                    pass  # what was on its way; then the connection has ended


def test_a_client_that_takes_its_time_is_waited_for(assets: Assets, catalogue: Catalogue) -> None:
    with playing(assets, catalogue, stall_seconds=1.0) as played:
        script = played.play(Script([b"x" * 100_000], endless=True))
        with ask_and_hold(played, 44) as connection:
            started = time.monotonic()
            while time.monotonic() < started + 3:
                assert connection.recv(200_000)
                threading.Event().wait(0.01)
            assert not script.closed.is_set()


# A real service from here on: workers that are killed, and a deadline that passes, while rows are on their way.

MANY = {"csv": "SELECT * { ?a ?b ?c . ?d ?e ?f }", "ntriples": "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }"}


@pytest.fixture(scope="module")
def real() -> Iterator[Server]:
    """A service that gives a query ten seconds."""
    with serving(settings={"URBANSEC_QUERY_SECONDS": "10"}) as server:
        yield server


@pytest.fixture(scope="module")
def hasty() -> Iterator[Server]:
    """A service that gives a query one second."""
    with serving(settings={"URBANSEC_QUERY_SECONDS": "1"}) as server:
        yield server


def kill_the_worker(server: Server) -> None:
    """End the process that works hardest, which is not the service and not the one that holds the data for all."""
    found = psutil.Process(server.process.pid).children(recursive=True)
    workers = [process for process in found if not process.children()]
    assert workers
    busiest = max(workers, key=lambda process: process.cpu_times().user)
    os.kill(busiest.pid, signal.SIGKILL)


def drain(server: Server, name: str, *, at_first: Callable[[], None] = lambda: None) -> int:
    """Read a result without end to its end; the number of bytes. ``at_first`` is called after the first piece."""
    offer, received = FORMATS[name], 0
    headers = {"Accept": offer.media_type, "Accept-Encoding": "identity"}
    with httpx.stream("GET", server.sparql, params={"query": MANY[name]}, headers=headers, timeout=30) as answer:
        assert answer.status_code == 200
        for piece in answer.iter_raw():
            if not received:
                at_first()
            received += len(piece)
    return received


@pytest.mark.parametrize("name", list(MANY))
def test_a_killed_worker_is_seen(real: Server, name: str) -> None:
    killed = threading.Event()

    def kill() -> None:
        kill_the_worker(real)
        killed.set()

    with pytest.raises(httpx.RemoteProtocolError):
        drain(real, name, at_first=kill)
    assert killed.is_set()
    assert httpx.get(real.sparql, params={"query": "ASK {}"}).json()["boolean"] is True


@pytest.mark.parametrize("name", list(MANY))
def test_a_deadline_that_passes_midway_is_seen(hasty: Server, name: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        drain(hasty, name)
    assert httpx.get(hasty.sparql, params={"query": "ASK {}"}).json()["boolean"] is True


def test_a_deadline_that_passes_before_the_first_byte_is_told(hasty: Server) -> None:
    answer = httpx.get(hasty.sparql, params={"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}, timeout=30)
    assert (answer.status_code, json.loads(answer.content)["limit_seconds"]) == (504, 1)
