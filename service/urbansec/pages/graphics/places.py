"""Points that fall together are set side by side, always in the same way."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from urbansec.pages.graphics.model import Point

_APART = 11.0
_TOGETHER = 2.0
_GOLDEN = pi * (3 - sqrt(5))


@dataclass(frozen=True)
class Placed:
    """A point with its place in the picture."""

    point: Point
    x: float
    y: float


def spread(points: Sequence[tuple[Point, tuple[float, float]]]) -> list[Placed]:
    """Every point at its place; those that share one stand around it like the seeds of a sunflower, in the order in which they came."""
    together: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, (_, (x, y)) in enumerate(points):
        together[round(x / _TOGETHER), round(y / _TOGETHER)].append(number)
    found: list[Placed | None] = [None] * len(points)
    for members in together.values():
        for place, number in enumerate(members):
            point, (x, y) = points[number]
            away = _APART * 0.75 * sqrt(place + 0.6) if len(members) > 1 else 0.0
            found[number] = Placed(point, x + away * cos(place * _GOLDEN), y + away * sin(place * _GOLDEN))
    return [one for one in found if one is not None]
