"""Health: what a load balancer and a supervisor are told when the engine does not answer as it should."""

import asyncio
import time
from dataclasses import dataclass, field

import httpx
import pytest

from tests.running import listening
from urbansec.api import create_app, health
from urbansec.assets import Assets
from urbansec.engine import Answer, EmbeddedEngine, Format, Request
from urbansec.engine.caller import current
from urbansec.engine.protocol import Formats, Stream
from urbansec.errors import EngineBusyError
from urbansec.queries import Catalogue
from urbansec.settings import Settings


@dataclass
class Troubled:
    """An engine that waits before it answers, or fails."""

    engine: EmbeddedEngine
    seconds: float = 0.0
    failure: Exception | None = None
    clients: list[str] = field(default_factory=list)

    @property
    def version(self) -> str:
        return self.engine.version

    @property
    def union(self) -> bool:
        return self.engine.union

    def execute(self, request: Request, result_format: Format) -> Answer:
        return self.engine.execute(request, result_format)

    async def stream(self, request: Request, formats: Formats) -> Stream:
        caller = current.get()
        self.clients.append(caller.client if caller else "")
        if self.failure:
            raise self.failure
        await asyncio.sleep(self.seconds)
        return await self.engine.stream(request, formats)


def asked(engine: Troubled, assets: Assets, *, draining: bool = False) -> tuple[httpx.Response, httpx.Response]:
    app = create_app(Settings(), engine, Catalogue(), assets)
    app.state.draining = draining
    with listening(app) as url:
        return httpx.get(f"{url}/health/ready"), httpx.head(f"{url}/health/ready")


def test_ready_tells_the_version_of_the_data(engine: EmbeddedEngine, assets: Assets) -> None:
    troubled = Troubled(engine)
    response, head = asked(troubled, assets)
    assert (response.status_code, response.json()) == (200, {"status": "ready", "data_version": engine.version})
    assert response.headers["cache-control"] == "no-store"
    assert (head.status_code, head.content) == (200, b"")
    # Its own place in the queue: nobody's queries stand before it.
    assert set(troubled.clients) == {"health"}


def test_an_engine_that_does_not_answer_is_not_waited_for(engine: EmbeddedEngine, assets: Assets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "READY_SECONDS", 0.1)
    start = time.monotonic()
    response, head = asked(Troubled(engine, seconds=600), assets)
    assert time.monotonic() - start < 30
    assert (response.status_code, response.json()["status"]) == (503, "not answering")
    assert head.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("failure", "draining", "status"), [(EngineBusyError("All workers are busy."), False, "failing"), (None, True, "stopping")], ids=["busy", "draining"]
)
def test_not_ready_while_busy_or_stopping(engine: EmbeddedEngine, assets: Assets, failure: Exception | None, draining: bool, status: str) -> None:
    response, _ = asked(Troubled(engine, failure=failure), assets, draining=draining)
    assert (response.status_code, response.json()["status"]) == (503, status)
    assert int(response.headers["retry-after"]) > 0
