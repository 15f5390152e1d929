"""What the tests of reconciliation share."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.running import listening
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue
from urbansec.reconciliation import Condition, Question
from urbansec.settings import Settings


@dataclass(frozen=True)
class Named:
    """A name from a table; ``expected`` is the thing it means, "" if the graph does not know that."""

    name: str
    country: str
    expected: str
    why: str

    @property
    def question(self) -> Question:
        """What is asked to match it."""
        country = (Condition((self.country,), "urb:country"),) if self.country else ()
        return Question((Condition((self.name,)), *country))


@pytest.fixture(scope="session")
def names() -> list[Named]:
    """Names as people write them: collected from the sources of the project and from what places are called elsewhere, not from the graph."""
    with (Path(__file__).parent / "names.csv").open(encoding="utf-8", newline="") as file:
        return [Named(**row) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def http(assets: Assets, engine: EmbeddedEngine, catalogue: Catalogue) -> Iterator[httpx.Client]:
    """A client for the service on a real server."""
    with listening(create_app(Settings(), engine, catalogue, assets)) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client
