"""The part of the projected world that a map shows."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 900.0
"""Units from the left to the right of a map."""
_LEAST, _MARGIN = 600.0, 0.09
_FLATTEST, _TALLEST = 0.55, 0.85


@dataclass(frozen=True)
class Frame:
    """A part of the projected world, in kilometres from the centre of the projection."""

    left: float
    top: float
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Units of the picture for a kilometre."""
        return WIDTH / self.width

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A projected place in the picture."""
        return ((x - self.left) * self.scale, (y - self.top) * self.scale)

    def holds(self, x: float, y: float) -> bool:
        """Whether a projected place can be seen."""
        return self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height


EUROPE = Frame(-2050.0, -1450.0, 4200.0, 3250.0)
"""From Portugal to Cyprus, and from Crete to the middle of Finland."""


def fitting(places: Sequence[tuple[float, float]]) -> Frame:
    """The frame around projected places, with a margin, neither too flat nor too tall; Europe if there are none."""
    if not places:
        return EUROPE
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    top, bottom = min(y for _, y in places), max(y for _, y in places)
    width, height = (max(_LEAST, side * (1 + 2 * _MARGIN)) for side in (right - left, bottom - top))
    width, height = max(width, height / _TALLEST), max(height, width * _FLATTEST)
    return Frame((left + right - width) / 2, (top + bottom - height) / 2, width, height)
