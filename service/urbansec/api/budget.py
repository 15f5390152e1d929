"""How much work each client may ask for: a bucket of seconds that fills up as time passes. Knows no HTTP.

Work is charged when it is done, so a client may owe for its last queries; it is turned away until that is paid off. Then
nobody must guess beforehand what a query will cost.
"""

import math
from collections.abc import Callable
from time import monotonic
from typing import NamedTuple

from cachetools import LRUCache

# Clients that are remembered: those that asked last. It takes this many addresses to be forgiven a debt.
_REMEMBERED = 50_000


class Level(NamedTuple):
    """What a client had left at a time."""

    seconds: float
    at: float


class Budget:
    """The buckets of all clients."""

    def __init__(self, per_minute: float, burst: float, *, clock: Callable[[], float] = monotonic, remembered: int = _REMEMBERED) -> None:
        """Each client is given ``per_minute`` seconds of work a minute and can save up ``burst``."""
        self.per_minute = per_minute
        self.burst = burst
        self._clock = clock
        self._levels: LRUCache[str, Level] = LRUCache(remembered)

    def left(self, client: str) -> float:
        """The seconds of work that ``client`` has left; below zero it owes some."""
        level = self._levels.get(client)
        if level is None:
            return self.burst
        return min(self.burst, level.seconds + (self._clock() - level.at) * self.per_minute / 60)

    def charge(self, client: str, seconds: float) -> None:
        """``client`` had ``seconds`` of work done."""
        if seconds > 0:
            self._levels[client] = Level(self.left(client) - seconds, self._clock())

    def wait(self, client: str) -> int:
        """Whole seconds until ``client`` may ask again; 0 if it may now."""
        left = self.left(client)
        # A hair above nothing: at exactly zero it may ask, and rounding must not make it come too early.
        return 0 if left > 0 else max(1, math.ceil(-left * 60 / self.per_minute))

    def full_in(self, left: float) -> int:
        """Whole seconds until a client with ``left`` has saved up all it can."""
        return max(0, math.ceil((self.burst - left) * 60 / self.per_minute))

    def __len__(self) -> int:
        return len(self._levels)
