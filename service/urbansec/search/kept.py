"""What is made once for each state of the data that an engine answers from."""

import threading
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from urbansec.engine import Engine
from urbansec.engine.protocol import is_exact
from urbansec.search.index import Index

Made = TypeVar("Made")
SECONDS = 60.0
"""How long it is kept for data that lie elsewhere and may change without being told."""


class Kept(Generic[Made]):
    """Keeps what ``make`` makes of an engine, until its data change. What is kept must not hold the engine."""

    def __init__(self, make: Callable[[Engine], Made]) -> None:
        self._make = make
        self._kept: WeakKeyDictionary[Engine, tuple[str, float, Made]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, engine: Engine) -> Made:
        """What is made of what ``engine`` answers from now. Made by the first who asks for it; others wait for that."""
        with self._lock:
            version, now = engine.version, monotonic()
            kept = self._kept.get(engine)
            if kept is not None and kept[0] == version and (is_exact(engine) or now - kept[1] < SECONDS):
                return kept[2]
            made = self._make(engine)
            self._kept[engine] = (version, now, made)
            return made


_INDEX = Kept(Index.build)


def index_of(engine: Engine) -> Index:
    """The index of names of what ``engine`` answers from now."""
    return _INDEX.of(engine)
