"""One index for each state of the data that an engine answers from."""

import threading
from weakref import WeakKeyDictionary

from urbansec.engine import Engine
from urbansec.engine.protocol import state_of
from urbansec.search.index import Index

_KEPT: "WeakKeyDictionary[Engine, tuple[str, Index]]" = WeakKeyDictionary()
_LOCK = threading.Lock()


def index_of(engine: Engine) -> Index:
    """The index of what ``engine`` answers from now. Built by the first who asks for it; others wait for that."""
    with _LOCK:
        state = state_of(engine)
        kept = _KEPT.get(engine)
        if kept is not None and kept[0] == state:
            return kept[1]
        index = Index.build(engine)
        _KEPT[engine] = (state, index)
        return index
