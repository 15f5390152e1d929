"""What was gathered last about things, so that who reads a page and then its data, or all formats, lets it be gathered once."""

import threading
from collections import OrderedDict

from urbansec.engine import Engine
from urbansec.engine.protocol import state_of
from urbansec.queries.description import Description, gather

KEPT = 64
_SMALL = 1000
"""Facts of a description that may be kept; what belongs to a hub is gathered anew."""


class Gathered:
    """Descriptions by the state of the data and the thing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: OrderedDict[tuple[str, str], Description] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, iri: str) -> Description | None:
        """What the data say of ``iri``, with labels of its properties; ``None`` if they do not describe it. Not to be changed by the caller."""
        key = (state_of(self._engine), iri)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        found = gather(self._engine, iri, properties=True)
        if found is not None and len(found.own) + len(found.evidence) + len(found.blank) + len(found.links) <= _SMALL:
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return found
