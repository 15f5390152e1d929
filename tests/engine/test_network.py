"""A worker reaches no other host, even if the check for SERVICE let everything through."""

import asyncio
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.engine.common import in_memory
from urbansec.dataset import Snapshot
from urbansec.engine import BOOLEAN_AND_TABLE, EmbeddedEngine, Formats, Request
from urbansec.engine.workers import Plan, Schedule, WorkerEngine, start_launcher
from urbansec.errors import EngineFailedError, UrbansecError

TRIPLES = "<http://e/s> <http://e/p> <http://e/o> ."
TABLE = Formats(table=BOOLEAN_AND_TABLE[0])
QUERIES = (
    "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o OPTIONAL {{ SERVICE SILENT <{url}> {{ ?s ?q ?r }} }} }}",
    "SELECT * {{ VALUES ?g {{ <{url}> }} SERVICE ?g {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "SELECT * FROM <{url}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
)


class Counter:
    """How many clients have connected to ``url``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connections = 0


@contextmanager
def listening() -> Iterator[Counter]:
    """A server that counts its visitors and closes on them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        counter = Counter(f"http://127.0.0.1:{listener.getsockname()[1]}/")

        def accept() -> None:
            while True:
                try:
                    visitor, _ = listener.accept()
                except OSError:
                    return
                counter.connections += 1
                visitor.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield counter
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def without_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inspect as if no query had a SERVICE."""
    monkeypatch.setattr(sys.modules["urbansec.engine.inspect"], "_services", lambda *_: iter(()))


def test_without_the_check_a_process_with_network_does_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary: what the next test looks for can happen."""
    without_check(monkeypatch)
    with listening() as counter:
        with pytest.raises(EngineFailedError):
            EmbeddedEngine(in_memory(TRIPLES)).execute(Request(QUERIES[0].format(url=counter.url)), BOOLEAN_AND_TABLE[0])
        assert counter.connections > 0


def test_a_worker_cannot_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    without_check(monkeypatch)  # the launcher is forked with it
    launcher = start_launcher(Plan(load=_load))

    async def scenario(url: str) -> list[str]:
        engine = WorkerEngine(launcher, Schedule(workers=2, share=2, length=10, seconds=20), seconds=20, memory_bytes=1 << 30)
        await engine.open()
        outcomes = []
        try:
            for query in QUERIES:
                try:
                    outcomes.append((await engine.stream(Request(query.format(url=url)), TABLE)).head.format.name)
                except UrbansecError as error:
                    outcomes.append(type(error).__name__)
        finally:
            await engine.close()
        return outcomes

    with listening() as counter:
        outcomes = asyncio.run(scenario(counter.url))
        assert counter.connections == 0
    # SILENT turns the failure into no solution; what names graphs finds none, a filter in error is false. None of it ended its worker.
    assert outcomes == ["EngineFailedError", "EngineFailedError", "json", "EngineFailedError", "json", "json", "json"]


def _load() -> Snapshot:
    return in_memory(TRIPLES)
