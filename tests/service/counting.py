"""A service on an engine that counts, for tests of what lies in front of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.running import listening
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.dataset.dump import DUMP_FORMATS, dump
from urbansec.engine import Answer, EmbeddedEngine, Format, Formats, Request, Stream
from urbansec.engine.caller import current
from urbansec.queries import Catalogue
from urbansec.settings import Settings


class CountingEngine:
    """The embedded engine, counted. ``snapshot`` can be exchanged, as a reload does. Each query is charged ``price`` seconds on top."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.calls = 0
        self.price = 0.0

    @property
    def version(self) -> str:
        return self.snapshot.version

    @property
    def union(self) -> bool:
        return self.snapshot.union

    def execute(self, request: Request, result_format: Format) -> Answer:
        return self._used().execute(request, result_format)

    async def stream(self, request: Request, formats: Formats) -> Stream:
        return await self._used().stream(request, formats)

    def dump(self, name: str) -> bytes:
        self.calls += 1
        return dump(self.snapshot, DUMP_FORMATS[name])

    def _used(self) -> EmbeddedEngine:
        self.calls += 1
        caller = current.get()
        if caller is not None:
            caller.seconds += self.price
        return EmbeddedEngine(self.snapshot)


@contextmanager
def counting(engine: CountingEngine, catalogue: Catalogue, assets: Assets, settings: Mapping[str, object] | None = None) -> Iterator[str]:
    """The address of a service on ``engine``."""
    made = Settings.model_validate({"log_format": "json", **(settings or {})})
    with listening(create_app(made, engine, catalogue, assets, engine.dump)) as url:
        yield url
