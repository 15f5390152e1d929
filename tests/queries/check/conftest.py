"""A few statements to run queries on, and a folder to put queries in."""

import pyoxigraph as ox
import pytest

from tests.queries.check.cases import DATA
from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine


@pytest.fixture(scope="session")
def few() -> EmbeddedEngine:
    """The engine on the statements of the cases."""
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.TURTLE)
    return EmbeddedEngine(Snapshot(store, version="few", union=False, merged=False, files={}))
