"""Which signs get a label, and where it stands: beside its sign, over no other sign and over no other label.

Signs and labels keep their size on the screen while a picture grows or shrinks. On a phone they take more of the picture, so fewer labels
find room; when a reader comes nearer, more do. Each label therefore has a tier: the farthest view in which there is room for it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from urbansec.pages.diagram.text import text_width

TIERS = (2.5, 1.0, 0.5, 0.25)
"""How much of the picture a sign takes, compared with a page on a desk: on a phone, there, and when coming nearer."""
SIZE = 12.0
_WIDER = 1.12  # fonts of readers may be wider than the one that is measured
_CELL = 48.0
_SIGN = 7.0
_CROWD = 60.0
Box = tuple[float, float, float, float]
Side = tuple[float, float, str]


@dataclass(frozen=True)
class Sign:
    """A sign that may have a label: its place, its radius, and its weight, which puts it before others."""

    words: str
    x: float
    y: float
    radius: float = _SIGN
    weight: float = 0.0


@dataclass(frozen=True)
class Label:
    """A label beside the sign with this number, from the middle of the sign."""

    number: int
    words: str
    x: float
    y: float
    anchor: str
    tier: int


class _Taken:
    """Boxes on a grid, so that only near ones are compared."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[int, Box]]] = defaultdict(list)

    def add(self, owner: int, box: Box) -> None:
        for cell in _cells(box):
            self._cells[cell].append((owner, box))

    def free(self, owner: int, box: Box) -> bool:
        """Whether nobody but ``owner`` is in the box."""
        left, top, right, bottom = box
        for cell in _cells(box):
            for other, (x, y, to_x, to_y) in self._cells.get(cell, ()):
                if other != owner and x < right and to_x > left and y < bottom and to_y > top:
                    return False
        return True

    def crowd(self, x: float, y: float) -> int:
        """How much is around a place."""
        return sum(len(self._cells.get(cell, ())) for cell in _cells((x - _CROWD, y - _CROWD, x + _CROWD, y + _CROWD)))


def place_labels(signs: Sequence[Sign], width: float, height: float) -> list[Label]:
    """The labels of ``signs`` in a picture of this size: heavy ones first, then those with most room around them."""
    around = _Taken()
    for number, sign in enumerate(signs):
        around.add(number, _around(sign, 1.0))
    order = sorted(range(len(signs)), key=lambda number: (-signs[number].weight, around.crowd(signs[number].x, signs[number].y), number))
    found: dict[int, Label] = {}
    widths = [text_width(sign.words, SIZE) * _WIDER for sign in signs]
    for tier, factor in enumerate(TIERS):
        taken = _Taken()
        for number, sign in enumerate(signs):
            taken.add(number, _around(sign, factor))
        for number, label in found.items():
            taken.add(number, _box(signs[number], (label.x, label.y, label.anchor), widths[number], factor))
        for number in order:
            if number in found or not signs[number].words:
                continue
            for side in _sides(signs[number].radius + 3):
                box = _box(signs[number], side, widths[number], factor)
                if box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height and taken.free(number, box):
                    found[number] = Label(number, signs[number].words, *side, tier)
                    taken.add(number, box)
                    break
    return [found[number] for number in sorted(found)]


def _sides(away: float) -> tuple[Side, ...]:
    """Where a label may stand, the best place first."""
    return ((away, 4.0, "start"), (-away, 4.0, "end"), (0.0, -away - 1, "middle"), (0.0, away + 9, "middle"))


def _around(sign: Sign, factor: float) -> Box:
    reach = sign.radius * factor
    return (sign.x - reach, sign.y - reach, sign.x + reach, sign.y + reach)


def _box(sign: Sign, side: Side, width: float, factor: float) -> Box:
    """The room of a label ``width`` wide, in a picture where signs and labels take ``factor`` times as much."""
    wide = width * factor
    left = sign.x + side[0] * factor - {"start": 0.0, "middle": wide / 2, "end": wide}[side[2]]
    base = sign.y + side[1] * factor
    return (left - 2, base - 10 * factor, left + wide + 2, base + 3 * factor)


def _cells(box: Box) -> list[tuple[int, int]]:
    left, top, right, bottom = box
    columns = range(int(left // _CELL), int(right // _CELL) + 1)
    return [(column, row) for row in range(int(top // _CELL), int(bottom // _CELL) + 1) for column in columns]
