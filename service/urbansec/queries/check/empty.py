"""An engine without data: what it says of a query is about the query alone."""

from functools import lru_cache

import pyoxigraph as ox

from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine

_SECONDS = 5.0


@lru_cache(maxsize=1)
def empty_engine() -> EmbeddedEngine:
    """The engine, made once."""
    return EmbeddedEngine(Snapshot(ox.Store(), version="", union=False, merged=False, files={}), seconds=_SECONDS)
