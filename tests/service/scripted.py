"""A service whose engine does what a script says, so that a result can fail, wait or never end at a chosen place."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pyoxigraph as ox

from tests.running import listening
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.engine import Answer, Cut, Format, Formats, Head, Request
from urbansec.queries import Catalogue
from urbansec.settings import Settings

SECONDS = 20.0


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
