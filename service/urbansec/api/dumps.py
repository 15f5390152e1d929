"""The whole graph as compressed files, each made once for each version of the data."""

import gzip
import threading
from collections.abc import Callable
from contextlib import suppress

from urbansec.dataset.dump import DUMP_FORMATS
from urbansec.engine import GRAPH_FORMATS
from urbansec.errors import NotFoundError, UrbansecError

FILES = {f"urbansec.{each.suffix}": each for each in GRAPH_FORMATS if each.name in DUMP_FORMATS}
"""The files by their names without ``.gz``."""
_MEASURED = 500_000
"""Statements of data whose files are made to tell how large they are; larger ones are measured when somebody takes them."""


class Dumps:
    """The files of the data of some version. ``dump`` writes everything in the format of a name; ``None`` if there is nothing to write."""

    def __init__(self, dump: Callable[[str], bytes] | None) -> None:
        self._dump = dump
        self._kept: dict[str, tuple[str, bytes]] = {}
        self._measuring = threading.Lock()

    def packed(self, name: str, version: str) -> bytes:
        """The file ``name``, one of :data:`FILES`, of the data of ``version``."""
        found = self._kept.get(name)
        if found is not None and found[0] == version:
            return found[1]
        if self._dump is None:
            raise NotFoundError("This service has no dumps.")
        for outdated in [other for other, (of, _) in self._kept.copy().items() if of != version]:
            self._kept.pop(outdated, None)
        # mtime=0: equal data, equal bytes
        content = gzip.compress(self._dump(FILES[name].name), mtime=0)
        self._kept[name] = (version, content)
        return content

    def sizes(self, version: str, statements: int) -> dict[str, int | None]:
        """How large each file is in bytes; ``None`` as long as nobody knows. Those of data that are not large are measured meanwhile."""
        if self._dump is None:
            return {}
        kept = self._kept.copy()
        found = {name: len(kept[name][1]) if name in kept and kept[name][0] == version else None for name in sorted(FILES)}
        if None in found.values() and 0 < statements <= _MEASURED and self._measuring.acquire(blocking=False):
            threading.Thread(target=self._measure, args=(version,), daemon=True).start()
        return found

    def _measure(self, version: str) -> None:
        try:
            # A service that is about to end, or to change its data, owes nobody these numbers.
            with suppress(UrbansecError, RuntimeError):
                for name in FILES:
                    self.packed(name, version)
        finally:
            self._measuring.release()
