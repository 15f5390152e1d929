"""Which signs get a label, and where it stands: beside its sign, over no other sign and over no other label.

Signs and labels keep their size on the screen while a picture grows or shrinks. On a phone they take more of the picture, so fewer labels
find room; when a reader comes nearer, more do. Each label therefore has a tier: the farthest view in which there is room for it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from urbansec.pages.diagram.text import text_width

TIERS = (2.5, 1.0, 0.5, 0.25)
"""How much of the picture a sign takes, compared with a page on a desk: on a phone, there, and when coming nearer."""
SIZE = 12.0
_WIDER = 1.12  # fonts of readers may be wider than the one that is measured
_CELL = 48.0
_SIGN = 7.0
_CROWD = 60.0
Box = tuple[float, float, float, float]


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
    for tier, factor in enumerate(TIERS):
        taken = _Taken()
        for number, sign in enumerate(signs):
            taken.add(number, _around(sign, factor))
        for label in found.values():
            taken.add(label.number, _box(signs[label.number], label, factor))
        for number in order:
            if number not in found and signs[number].words:
                for label in islice(_fitting(number, signs[number], tier, taken, (width, height)), 1):
                    found[number] = label
                    taken.add(number, _box(signs[number], label, factor))
    return [found[number] for number in sorted(found)]


def _fitting(number: int, sign: Sign, tier: int, taken: _Taken, size: tuple[float, float]) -> Iterator[Label]:
    away = sign.radius + 3
    for x, y, anchor in ((away, 4.0, "start"), (-away, 4.0, "end"), (0.0, -away - 1, "middle"), (0.0, away + 9, "middle")):
        label = Label(number, sign.words, x, y, anchor, tier)
        box = _box(sign, label, TIERS[tier])
        if box[0] >= 0 and box[1] >= 0 and box[2] <= size[0] and box[3] <= size[1] and taken.free(number, box):
            yield label


def _around(sign: Sign, factor: float) -> Box:
    reach = sign.radius * factor
    return (sign.x - reach, sign.y - reach, sign.x + reach, sign.y + reach)


def _box(sign: Sign, label: Label, factor: float) -> Box:
    wide = text_width(label.words, SIZE) * _WIDER * factor
    left = sign.x + label.x * factor - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    base = sign.y + label.y * factor
    return (left - 2, base - 10 * factor, left + wide + 2, base + 3 * factor)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (int(side // _CELL) for side in box)
    for column in range(left, right + 1):
        for row in range(top, bottom + 1):
            yield column, row
