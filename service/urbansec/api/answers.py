"""Ready answers in memory: the most recently used ones, up to a number of bytes, all of one version of the data."""

import asyncio
from collections.abc import Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from time import time
from typing import Any

from cachetools import LRUCache

Headers = list[tuple[bytes, bytes]]
Key = tuple[Hashable, ...]
# Seconds for which one client waits for an answer that is made for another.
PATIENCE = 2.0
_LARGEST = 4 * 1024 * 1024
# A few answers must not fill all of a small cache.
_SHARE = 8
_DAY = 86_400
# What an entry costs beside its bytes: objects of Python, rounded up.
_OVERHEAD = 2048
_UNCHANGED = frozenset({b"etag", b"vary", b"cache-control", b"content-location", b"expires"})


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer as it is sent. ``unchanged`` are the headers of a ``304`` for it."""

    status: int
    headers: Headers
    body: bytes
    tag: bytes
    unchanged: Headers
    size: int

    @classmethod
    def of(cls, key: Key, status: int, headers: Headers, body: bytes) -> "Entry":
        """The entry for an answer with these ``headers``, all in lower case."""
        tag = next((value for name, value in headers if name == b"etag"), b"")
        size = len(body) + sum(len(name) + len(value) for name, value in headers) + sum(len(part) for part in key if isinstance(part, str | bytes))
        return cls(status, headers, body, tag, unchanged(headers), size + _OVERHEAD)


def unchanged(headers: Headers) -> Headers:
    """The headers of the ``304`` that stands for an answer with ``headers`` (RFC 9110, section 15.4.5)."""
    return [(name, value) for name, value in headers if name in _UNCHANGED]


def days() -> tuple[int, int]:
    """The days on which an answer made now is right: for parameters that say today the day here, for NOW() the day in UTC."""
    return date.today().toordinal(), int(time() // _DAY)


class Flight:
    """An answer that is being made: whoever asks for the same waits for it to land."""

    def __init__(self, client: str = "") -> None:
        """``client`` is the one for whom it is made."""
        self._client = client
        self._landing = asyncio.Event()
        self._entry: Entry | None = None
        self._waiting = 0

    @property
    def landed(self) -> bool:
        """Whether it is known what became of it."""
        return self._landing.is_set()

    def land(self, entry: Entry | None = None) -> None:
        """It is made, or (``None``) it will not be one that can be shared. Only the first call counts."""
        if not self._landing.is_set():
            self._entry = entry
            self._landing.set()

    async def wait(self, client: str = "") -> Entry | None:
        """The answer, or ``None`` if the one who waits must ask on its own.

        That is when it cannot be shared, or has not landed in time; the first of other clients waits for ``PATIENCE``, the second twice as long.
        """
        seconds = None
        if client != self._client:
            self._waiting += 1
            seconds = self._waiting * PATIENCE
        with suppress(TimeoutError):
            await asyncio.wait_for(self._landing.wait(), seconds)
        return self._entry


class Answers:
    """The store. ``largest`` is the size of the largest body that it keeps."""

    def __init__(self, megabytes: int) -> None:
        """``megabytes`` of 0 keeps nothing."""
        capacity = megabytes * 1024 * 1024
        self.largest = min(_LARGEST, capacity // _SHARE)
        self._entries: _Counting = _Counting(capacity)
        self._version: str | None = None

    def get(self, version: str, key: Key) -> Entry | None:
        """The answer kept for ``key``; when ``version`` is new, all that was kept is forgotten."""
        if version != self._version:
            self._entries.clear()
            self._version = version
        entry: Entry | None = self._entries.get(key)
        return entry

    def put(self, version: str, key: Key, entry: Entry) -> bool:
        """Keep ``entry``; ``False`` if it is too large, or made from data that are no longer served."""
        if version != self._version or len(entry.body) > self.largest or entry.size > self._entries.maxsize:
            return False
        self._entries[key] = entry
        return True

    def __len__(self) -> int:
        return len(self._entries)

    def figures(self) -> Mapping[str, float]:
        """What operations want to know."""
        entries = self._entries
        return {"entries": len(entries), "bytes": entries.currsize, "capacity_bytes": entries.maxsize, "evictions": entries.evictions}


class _Counting(LRUCache[Key, Entry]):
    """A cache bounded by bytes that counts what it had to give up."""

    def __init__(self, capacity: int) -> None:
        super().__init__(capacity, getsizeof=lambda entry: entry.size)
        self.evictions = 0

    def popitem(self) -> tuple[Key, Entry]:
        self.evictions += 1
        return super().popitem()

    def clear(self, *_: Any) -> None:
        # Not one by one, and not an eviction: the data have changed.
        evictions = self.evictions
        super().clear()
        self.evictions = evictions
