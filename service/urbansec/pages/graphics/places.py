"""Points that fall together are set side by side, always in the same way."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from urbansec.pages.graphics.model import Point

_APART = 10.0
_TOGETHER = 2.0
_GOLDEN = pi * (3 - sqrt(5))
_FEW = 4


@dataclass(frozen=True)
class Placed:
    """A point with its place in the picture, and how far its sign stands from it: that does not grow when the picture does."""

    point: Point
    x: float
    y: float
    aside: float = 0.0
    below: float = 0.0


def spread(points: Sequence[tuple[Point, tuple[float, float]]]) -> list[Placed]:
    """Every point at its place; those that share one stand around it, in the order in which they came."""
    together: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, (_, (x, y)) in enumerate(points):
        together[round(x / _TOGETHER), round(y / _TOGETHER)].append(number)
    found: dict[int, Placed] = {}
    for members in together.values():
        for place, number in enumerate(members):
            point, (x, y) = points[number]
            found[number] = Placed(point, x, y, *_aside(place, len(members)))
    return [found[number] for number in range(len(points))]


def _aside(place: int, many: int) -> tuple[float, float]:
    """Where the sign stands: a few in a row or a ring, more like the seeds of a sunflower."""
    if many == 1:
        return (0.0, 0.0)
    if many <= _FEW:
        angle, away = pi + 2 * pi * place / many, _APART * (0.62 if many < _FEW else 0.75)
    else:
        angle, away = place * _GOLDEN, _APART * 0.62 * sqrt(place + 0.5)
    return (away * cos(angle), away * sin(angle))
