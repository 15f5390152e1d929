"""Bars of a timeline in day numbers, and the rows that they stand in."""

from collections.abc import Sequence
from dataclasses import dataclass

from urbansec.pages.graphics.model import Bar
from urbansec.pages.graphics.scales import day_after, first_day

_MARGIN = 0.03
_LEAST = 30.0


@dataclass(frozen=True)
class Timed:
    """A bar in day numbers: it begins from ``start`` to before ``begun``, and is over from ``ending`` to before ``end``.

    What is known to the day has ``start`` equal to ``begun``, and ``ending`` equal to ``end``. Open ends reach to the end of the picture.
    """

    bar: Bar
    start: float
    begun: float
    ending: float
    end: float
    open_start: bool = False
    open_end: bool = False

    @property
    def moment(self) -> bool:
        """Whether it is over on the day on which it begins."""
        return self.end - self.start <= 1


@dataclass(frozen=True)
class Row:
    """Bars of the same thing. Those that overlap are one that holds certainly within one that holds possibly."""

    label: str
    group: str
    bars: tuple[Timed, ...]


def dated(bars: Sequence[Bar]) -> list[Bar]:
    """The bars of which a day is known."""
    return [bar for bar in bars if first_day(bar.start) is not None or first_day(bar.end) is not None]


def extent(bars: Sequence[Bar], start: str, end: str) -> tuple[float, float]:
    """The first day to show, and the day after the last: as wished, or as far as the bars reach with some room for open ends."""
    begins = [day for bar in bars for day in (first_day(bar.start), first_day(bar.end)) if day is not None]
    ends = [day for bar in bars for day in (day_after(bar.start), day_after(bar.end)) if day is not None]
    first, last = min(begins, default=1), max(ends, default=366)
    room = max(_LEAST, (last - first) * _MARGIN)
    wished, until = first_day(start), day_after(end)
    low = max(1.0, first - room) if wished is None else float(wished)
    high = last + room if until is None else float(until)
    return low, max(high, low + _LEAST)


def timed(bar: Bar, low: float, high: float) -> Timed:
    """The bar in day numbers, in a picture from ``low`` to ``high``."""
    first, after = first_day(bar.start), day_after(bar.start)
    last, over = first_day(bar.end), day_after(bar.end)
    begin, begun = (float(first), float(after)) if first is not None and after is not None else (low, low)
    ending, end = (float(last), float(over)) if last is not None and over is not None else (high, high)
    if begun - begin <= 1:
        begun = begin
    if end - ending <= 1:
        ending = end
    # A part of a date may begin before what it ends: 2015 to 2015-06.
    end = max(end, begin + 1)
    begun, ending = min(begun, end), max(ending, begin) if end - begin > 1 else end
    if begun > ending:
        begun = ending = end
    return Timed(bar, begin, begun, ending, end, first is None, last is None)


def rows(bars: Sequence[Timed]) -> list[Row]:
    """The rows in which the bars stand: one row for those of a name and a group that come one after the other, as far as they have room."""
    found: list[Row] = []
    for one in bars:
        last = found[-1] if found else None
        if last and (last.label, last.group) == (one.bar.label, one.bar.group) and all(_beside(other, one) for other in last.bars):
            found[-1] = Row(last.label, last.group, (*last.bars, one))
        else:
            found.append(Row(one.bar.label, one.bar.group, (one,)))
    return found


def _beside(one: Timed, other: Timed) -> bool:
    """Whether two bars can stand in a row: they do not overlap, or one is drawn upon the frame of the other."""
    apart = one.end <= other.start or other.end <= one.start
    return apart or {one.bar.status, other.bar.status} == {"certain", "possible"}


def headed(found: Sequence[Row]) -> bool:
    """Whether the rows of each group stand together, so that a group can have a heading."""
    groups = [row.group for row in found]
    changes = [group for before, group in zip([None, *groups], groups, strict=False) if group != before]
    return len(changes) > 1 and all(changes) and len(changes) == len(set(changes)) and 2 * len(changes) <= len(groups)
