"""What is made once for each state of the data that an engine answers from."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from urbansec.engine import Engine
from urbansec.engine.protocol import state_of
from urbansec.search.index import Index

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """Keeps what ``make`` makes of an engine, until its data change. What is kept must not hold the engine."""

    def __init__(self, make: Callable[[Engine], Made]) -> None:
        self._make = make
        self._kept: WeakKeyDictionary[Engine, tuple[str, Made]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def of(self, engine: Engine) -> Made:
        """What is made of what ``engine`` answers from now. Made by the first who asks for it; others wait for that."""
        with self._lock:
            state = state_of(engine)
            kept = self._kept.get(engine)
            if kept is not None and kept[0] == state:
                return kept[1]
            made = self._make(engine)
            self._kept[engine] = (state, made)
            return made


_INDEX = Kept(Index.build)


def index_of(engine: Engine) -> Index:
    """The index of names of what ``engine`` answers from now."""
    return _INDEX.of(engine)
