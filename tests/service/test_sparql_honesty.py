"""No result that was cut, timed out or failed ever ends as a complete one: every client that looks sees it."""

import json
import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import psutil
import pyoxigraph as ox
import pytest

from tests.running import Server, serving
from tests.service.checking import CLIENTS, Got, by_httpx, by_socket
from tests.service.scripted import SECONDS, Played, Script, playing
from urbansec import errors
from urbansec.assets import Assets
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Cut, Format
from urbansec.queries import Catalogue

FORMATS = {offer.name: offer for offer in (*BOOLEAN_AND_TABLE, *GRAPH_FORMATS)}
ROWS = 2_000
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


@pytest.fixture(scope="module")
def played(assets: Assets, catalogue: Catalogue) -> Iterator[Played]:
    """One for all that break nothing."""
    with playing(assets, catalogue) as made:
        yield made


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
