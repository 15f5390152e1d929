"""The service in front of a remote engine that fails: every problem has its status, and no broken result ends cleanly."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from tests.remote.servers import free_port
from tests.remote.stubs import OK_JSON, Act, Stub, reply, rows, stub
from tests.running import Server, serving

SELECT = "SELECT ?x WHERE { ?s ?p ?x }"


@pytest.fixture(scope="module")
def failing() -> Iterator[tuple[Server, Stub]]:
    """The service on a stub, which answers as each test tells it."""
    with stub() as engine, serving(settings={"URBANSEC_ENGINE": engine.address, "URBANSEC_ENGINE_RETRIES": "0", "URBANSEC_CACHE_MB": "0"}) as server:
        yield server, engine


@contextmanager
def answering(failing: tuple[Server, Stub], act: Act) -> Iterator[Server]:
    """The service while its engine answers ``act``."""
    server, engine = failing
    engine.acts = [act]
    yield server


def ask(server: Server) -> httpx.Response:
    return httpx.post(server.sparql, data={"query": SELECT}, headers={"Accept": "application/sparql-results+json"}, timeout=30)


@pytest.mark.parametrize(
    ("act", "status"),
    [
        (b"", 502),
        (reply(OK_JSON[:-5]), 502),
        (reply(OK_JSON, length=5000), 502),
        (reply(b"<html></html>", "text/html"), 502),
        (reply(b"", status="401 Who?"), 502),
        (reply(b"", status="500 Bad"), 502),
        (reply(b"no such function", "text/plain", "400 Bad"), 400),
        (reply(b"", status="503 Busy", Retry_After="17"), 503),
        (reply(b"", status="429 Busy", Retry_After="17"), 503),
        (reply(b"", status="504 Late"), 504),
        (reply(X_SQL_State="S1TAT"), 504),
    ],
)
def test_each_problem_has_its_status(failing: tuple[Server, Stub], act: Act, status: int) -> None:
    with answering(failing, act) as server:
        found = ask(server)
    assert found.status_code == status
    assert found.headers["Content-Type"] == "application/problem+json"
    assert found.json()["detail"]
    assert "Traceback" not in found.text
    if status == 503:
        assert found.headers["Retry-After"] == "17"


def test_a_good_answer_and_a_late_break(failing: tuple[Server, Stub]) -> None:
    with answering(failing, reply()) as server:
        assert ask(server).json() == {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "1"}}]}}
    whole = rows(100_000)
    with answering(failing, reply(whole[: len(whole) // 2], length=len(whole))) as server, pytest.raises(httpx.RemoteProtocolError):
        ask(server)
    with answering(failing, reply(whole)) as server:
        assert len(ask(server).json()["results"]["bindings"]) == 100_000


def test_the_service_starts_before_its_engine() -> None:
    port = free_port()
    with serving(settings={"URBANSEC_ENGINE": f"http://127.0.0.1:{port}/sparql", "URBANSEC_ENGINE_RETRIES": "0"}) as server:
        assert ask(server).status_code == 502
        assert httpx.get(f"{server.url}/health/live").status_code == 200
        ready = httpx.get(f"{server.url}/health/ready")
        assert ready.status_code == 503


def test_answers_are_kept_by_time_only() -> None:
    """The data behind a remote engine may change at any time; tags are weak and last as long as answers may be kept."""
    changed = OK_JSON.replace(b'"1"', b'"2"')
    settings = {"URBANSEC_ENGINE_RETRIES": "0", "URBANSEC_CACHE_SECONDS": "1"}
    with stub() as engine, serving(settings={**settings, "URBANSEC_ENGINE": engine.address}) as server:
        first = httpx.get(server.sparql, params={"query": SELECT}, headers={"Accept": "application/sparql-results+json"})
        assert first.content == OK_JSON
        assert first.headers["ETag"].startswith('W/"')
        engine.acts = [reply(changed)]
        deadline = time.monotonic() + 10
        seen = first
        while seen.content == OK_JSON and time.monotonic() < deadline:
            seen = httpx.get(server.sparql, params={"query": SELECT}, headers={"Accept": "application/sparql-results+json"})
            time.sleep(0.05)
        assert seen.content == changed
        again = {"Accept": "application/sparql-results+json", "If-None-Match": first.headers["ETag"]}
        assert httpx.get(server.sparql, params={"query": SELECT}, headers=again).status_code == 200, "an old tag is not the new answer's"


def test_nothing_is_kept_for_no_time() -> None:
    settings = {"URBANSEC_ENGINE_RETRIES": "0", "URBANSEC_CACHE_SECONDS": "0"}
    with stub() as engine, serving(settings={**settings, "URBANSEC_ENGINE": engine.address}) as server:
        assert ask(server).content == OK_JSON
        engine.acts = [reply(rows(3))]
        assert ask(server).content == rows(3)


def test_queries_are_sent_side_by_side(failing: tuple[Server, Stub]) -> None:
    together = threading.Barrier(6, timeout=10)  # breaks unless six queries are there at the same time

    def wait_for_the_others(connection: socket.socket) -> None:
        together.wait()
        connection.sendall(reply())

    with answering(failing, wait_for_the_others) as server, ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: ask(server).status_code, range(6)))
    assert answers == [200] * 6
