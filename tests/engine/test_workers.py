"""Whatever a query does, it costs only itself: deadlines, memory, killed workers, clients that leave, results without end."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import psutil
import pytest

from tests.engine.common import HOSTILE, ask, busy, processes, together, until, zygote
from tests.running import Server, serving
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS

TRIVIAL = "ASK {}"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SETTINGS = {"URBANSEC_QUERY_SECONDS": "2", "URBANSEC_CACHE_MB": "0", "URBANSEC_WORKER_MEMORY_MB": "512"}


@pytest.fixture(scope="module")
def hasty() -> Iterator[Server]:
    """A service with a deadline of two seconds and no cache."""
    with serving(settings=SETTINGS) as server:
        yield server


def test_hostile_queries_end_at_their_deadline_and_disturb_nobody(hasty: Server) -> None:
    with together(len(HOSTILE)) as pool, httpx.Client() as other:
        start = time.monotonic()
        asked = {name: pool.submit(ask, hasty, query) for name, query in HOSTILE.items()}
        trivial: list[float] = []
        while not all(answer.done() for answer in asked.values()):
            before = time.monotonic()
            assert other.get(hasty.sparql, params={"query": f"{TRIVIAL} #{len(trivial)}"}).status_code == 200
            trivial.append(time.monotonic() - before)
        seconds = time.monotonic() - start
    statuses = {name: answer.result().status_code for name, answer in asked.items()}
    # A query may also run into the memory limit before its time is up.
    assert set(statuses.values()) <= {504, 507}, statuses
    assert statuses["count"] == 504
    assert seconds < 8  # two seconds each, some of them one after the other
    assert sorted(trivial)[len(trivial) * 9 // 10] < 1.0
    until(lambda: not busy(hasty), "that the workers came to rest")


def test_memory_is_limited_and_returned(hasty: Server) -> None:
    sorting = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f DESC(?a)"
    answer = ask(hasty, sorting)
    assert answer.status_code in (504, 507)
    if answer.status_code == 507:
        assert answer.json()["limit_mb"] == 512
        assert "512 MiB" in answer.json()["detail"]
    assert ask(hasty, TRIVIAL).json() == {"head": {}, "boolean": True}
    until(lambda: all(_private(p) < 300e6 for p in zygote(hasty).children()), "that the memory came back")


def _private(process: psutil.Process) -> float:
    """Bytes that belong to this process alone."""
    try:
        return float(process.memory_full_info().uss)
    except psutil.Error:
        return 0.0


def test_a_killed_worker_costs_only_its_own_request() -> None:
    with serving(settings={**SETTINGS, "URBANSEC_QUERY_SECONDS": "60"}) as server, together(5) as pool:
        victim = pool.submit(ask, server, HOSTILE["count"])
        until(lambda: len(busy(server)) == 1, "that the query ran")
        others = [pool.submit(_many, server, 100) for _ in range(4)]
        killed = busy(server)
        until(lambda: any(not other.done() for other in others), "that others asked")
        for worker in sorted(killed, key=lambda p: p.cpu_times().user)[-1:]:
            worker.send_signal(signal.SIGKILL)
        failed = [status for other in others for status in other.result() if status != 200]
        assert not failed
        answer = victim.result()
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert answer.json()["signal"] == "SIGKILL"


def _many(server: Server, count: int) -> list[int]:
    with httpx.Client() as client:
        return [client.get(server.sparql, params={"query": f"SELECT * {{ ?s ?p ?o }} LIMIT {n + 1}"}).status_code for n in range(count)]


def test_a_client_that_leaves_takes_its_query_along(hasty: Server) -> None:
    settled = {p.pid for p in processes(hasty)}
    with socket.create_connection(("127.0.0.1", httpx.URL(hasty.url).port or 0)) as client:
        client.sendall(f"GET /sparql?query={quote(HOSTILE['count'])} HTTP/1.1\r\nHost: e\r\n\r\n".encode())
        (worker,) = until(lambda: busy(hasty), "that the query ran")
        left = time.monotonic()
    until(lambda: not worker.is_running(), "that the worker ended")
    assert time.monotonic() - left < 1.9  # well before the deadline
    until(lambda: len(processes(hasty)) >= len(settled) - 1, "that another one was forked")


def test_a_result_cut_by_the_deadline_never_looks_whole(hasty: Server) -> None:
    constructing = HOSTILE["construct"].replace("?b ?e <http://e/x>", "?a ?e ?i")
    asked = {offer.media_type: ENDLESS for offer in BOOLEAN_AND_TABLE} | {offer.media_type: constructing for offer in GRAPH_FORMATS}
    with together(len(asked)) as pool:
        outcomes = dict(zip(asked, pool.map(lambda accept: _read(hasty, accept, asked[accept]), asked), strict=True))
    # The engine may also give nothing in time, which is a clean refusal.
    assert set(outcomes.values()) <= {"broken", "504"}, outcomes
    assert list(outcomes.values()).count("broken") >= len(BOOLEAN_AND_TABLE)


def _read(server: Server, accept: str, query: str) -> str:
    """What a client sees that reads to the end."""
    headers = {"Accept": accept, "Accept-Encoding": "identity"}
    with httpx.stream("GET", server.sparql, params={"query": query}, headers=headers, timeout=60) as answer:
        if answer.status_code != 200:
            return str(answer.status_code)
        try:
            for _ in answer.iter_raw():
                pass
        except httpx.RemoteProtocolError as error:
            return "broken" if "incomplete" in str(error) else str(error)
    return "whole"


def test_millions_of_rows_stream_through_little_memory() -> None:
    query = "SELECT ?b ?e { ?a ?b ?c . ?d ?e ?f } LIMIT 5000000"
    with serving(settings={"URBANSEC_QUERY_SECONDS": "120"}) as server:
        front = psutil.Process(server.process.pid)
        rows, peak = 0, 0
        headers = {"Accept": "text/csv", "Accept-Encoding": "identity"}
        with httpx.stream("GET", server.sparql, params={"query": query}, headers=headers, timeout=60) as answer:
            for number, piece in enumerate(answer.iter_raw(65_536)):
                rows += piece.count(b"\n")
                if number % 50 == 0:
                    peak = max(peak, front.memory_info().rss)
        assert rows == 5_000_001
        assert peak < 300e6


def test_a_slow_reader_holds_up_only_the_worker() -> None:
    """The time in which the client does not read is not the query's; but it does not last for ever either."""
    with serving(settings={**SETTINGS, "URBANSEC_STALL_SECONDS": "1", "URBANSEC_QUERY_SECONDS": "60"}) as server:
        front = psutil.Process(server.process.pid)
        with socket.create_connection(("127.0.0.1", httpx.URL(server.url).port or 0)) as client:
            client.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: e\r\nAccept: text/csv\r\n\r\n".encode())
            assert client.recv(1000).startswith(b"HTTP/1.1 200")
            settled = front.memory_info().rss
            assert ask(server, TRIVIAL).status_code == 200
            until(lambda: not busy(server) and len(zygote(server).children()) > 0, "that the stalled result was ended")
            assert front.memory_info().rss < settled + 100e6


def test_the_data_are_loaded_again_if_their_process_ends() -> None:
    with serving(settings=SETTINGS) as server:
        first = zygote(server)
        first.send_signal(signal.SIGKILL)
        until(lambda: not first.is_running() or first.status() == psutil.STATUS_ZOMBIE, "that it ended")
        until(lambda: ask(server, TRIVIAL).status_code == 200, "that another one took over")
        assert zygote(server).pid != first.pid


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda number: number.name)
def test_no_process_is_left_behind(number: signal.Signals) -> None:
    with serving(settings=SETTINGS) as server, together(1) as pool:
        running = pool.submit(_survive, server)
        until(lambda: busy(server), "that a query ran")
        family = processes(server)
        assert len(family) >= 4
        os.kill(server.process.pid, number)
        until(lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in family), "that all processes ended")
        running.result()


def _survive(server: Server) -> None:
    try:
        ask(server, HOSTILE["count"])
    except httpx.HTTPError:
        return
