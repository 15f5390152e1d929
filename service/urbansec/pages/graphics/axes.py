"""The ground of a chart: its area, grid, axes and their words, for a wide and for a narrow page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from urbansec.pages.diagram.text import text_width
from urbansec.pages.graphics.markup import cut, n, tag, text
from urbansec.pages.graphics.scales import Scale

SIZE = 12.0
"""Height of the letters of axes; the styles say the same."""
WIDE, NARROW = 900.0, 360.0
"""Units from the left to the right of a chart, drawn once for a page on a desk and once for a phone."""


MOST_SERIES = 8
"""Series that a chart shows: more could not be told apart."""


def both(draw: Callable[[float, str], Markup], ident: str) -> Markup:
    """What ``draw`` gives for the two widths; the styles show that which fits."""
    return Markup('<div class="drawing"><div class="wide">{}</div><div class="narrow">{}</div></div>').format(
        draw(WIDE, f"{ident}-wide"), draw(NARROW, f"{ident}-narrow")
    )


@dataclass(frozen=True)
class Area:
    """Where the data of a chart are drawn, in a picture of ``width`` and ``height``."""

    left: float
    top: float
    right: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True)
class Tick:
    """A place on an axis with its words."""

    at: float
    words: str


def area(width: float, height: float, *, left: float, right: float, top: float = 30.0, bottom: float = 44.0) -> Area:  # noqa: PLR0913 - four sides
    """An area with room for the words around it."""
    return Area(left, top, width - right, height - bottom, width, height)


def room(ticks: Sequence[str]) -> float:
    """The width that the words of an upright axis take."""
    return max((text_width(words, SIZE) for words in ticks), default=0.0) + 14


def upright(space: Area, scale: Scale, ticks: Sequence[Tick], label: str) -> str:
    """The axis on the left with lines across; its label stands level above it."""
    lines = "".join(f"M{n(space.left)} {n(scale(tick.at))}H{n(space.right)}" for tick in ticks)
    words = [text(cut(tick.words), space.left - 8, scale(tick.at) + 4, "tick end") for tick in ticks]
    return tag("g", {"aria-hidden": "true"}, tag("path", {"class": "grid", "d": lines}), *words, text(cut(label), 0.0, 14.0, "axis-label") if label else "")


def level(space: Area, scale: Scale, ticks: Sequence[Tick], label: str, *, grid: bool = False) -> str:
    """The axis at the bottom. Words that would touch those before them are left out."""
    parts = [tag("path", {"class": "axis", "d": f"M{n(space.left)} {n(space.bottom)}H{n(space.right)}"})]
    marks, free = [], -1e9
    for tick in ticks:
        x, half = scale(tick.at), text_width(tick.words, SIZE) / 2
        marks.append(f"M{n(x)} {n(space.top if grid else space.bottom)}V{n(space.bottom + 4)}")
        if x - half >= free and x + half <= space.width + 2:
            parts.append(text(cut(tick.words), x, space.bottom + 18, "tick middle"))
            free = x + half + 8
    parts.insert(0, tag("path", {"class": "grid", "d": "".join(marks)}))
    if label:
        parts.append(text(cut(label), space.right, space.bottom + 38, "axis-label end"))
    return tag("g", {"aria-hidden": "true"}, *parts)
