"""Queries of tools that run in threads end with the call they are for."""

import asyncio
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from tests.mcp.asking import inside
from urbansec.engine import BOOLEAN_AND_TABLE, Answer, Format, Formats, Request, Stream
from urbansec.errors import WorkerLostError
from urbansec.mcp.ending import EndingEngine, in_thread
from urbansec.mcp.parts import Parts
from urbansec.mcp.server import make_server
from urbansec.queries import Catalogue

JSON = BOOLEAN_AND_TABLE[0]


class Waiting:
    """An engine that never answers, and knows what became of whoever waited."""

    version, union = "v", True

    def __init__(self) -> None:
        self.began, self.ended, self.asked = threading.Event(), threading.Event(), 0

    def execute(self, request: Request, result_format: Format) -> Answer:
        raise AssertionError(f"nothing could end this: {request.text} {result_format}")

    async def stream(self, request: Request, formats: Formats) -> Stream:
        self.asked += 1
        self.began.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.ended.set()
            raise
        raise AssertionError(f"nobody cancelled this: {request.text} {formats}")


@pytest.mark.parametrize(("tool", "arguments"), [("run_query", {"name": "q"}), ("describe", {"resource": "id:city/essen"}), ("ontology", {})])
def test_a_cancelled_call_ends_the_query_it_waits_for(tmp_path: Path, tool: str, arguments: dict[str, str]) -> None:
    (tmp_path / "q.rq").write_text("SELECT * { ?s ?p ?o }", "utf-8")
    engine = Waiting()
    with inside(make_server(Parts(engine, Catalogue(tmp_path)))) as assistant:
        running = assistant.portal.start_task_soon(assistant.client.call_tool, tool, arguments)
        assert engine.began.wait(10)
        assert not engine.ended.is_set()
        running.cancel()
        assert engine.ended.wait(10)
    assert engine.asked == 1


def test_nothing_more_begins_for_a_call_that_has_ended() -> None:
    engine = Waiting()
    asking = EndingEngine(engine)
    tried = threading.Event()

    def twice() -> None:
        for _ in range(2):
            with suppress(WorkerLostError):
                asking.execute(Request("ASK {}"), JSON)
        tried.set()

    async def call() -> None:
        task = asyncio.create_task(in_thread(twice))
        while not engine.began.is_set():
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.to_thread(tried.wait, 10)

    asyncio.run(call())
    assert tried.is_set()
    assert engine.asked == 1
