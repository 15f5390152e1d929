"""From values to places, and where an axis has its ticks."""

from dataclasses import dataclass
from datetime import date
from math import ceil, floor, isfinite, log10

_STEPS = (1, 2, 5, 10)
_YEAR_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
_MONTH_STEPS = (1, 2, 3, 6)
_FARTHEST = 1e15  # beyond it a float does not hold every whole number


@dataclass(frozen=True)
class Scale:
    """Where values from ``low`` to ``high`` lie between ``start`` and ``end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of ``value``."""
        return self.start + (value - self.low) / (self.high - self.low or 1.0) * (self.end - self.start)


def drawable(value: float | None) -> bool:
    """Whether a value has a place on an axis."""
    return value is not None and isfinite(value) and abs(value) < _FARTHEST


def number_ticks(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """At most ``most`` round numbers that reach from ``low`` to ``high`` or beyond; whole ones if the values are."""
    span = (high - low) or abs(high) or 1.0
    step = 10.0 ** floor(log10(span / max(1, most - 1)))
    step = next(step * factor for factor in (*_STEPS, 20, 50) if ceil(high / (step * factor)) - floor(low / (step * factor)) + 1 <= most or factor == 50)
    if whole:
        step = max(1.0, step)
    first, last = floor(low / step), ceil(high / step)
    return [round(place * step, 10) for place in range(first, max(last, first + 1) + 1)]


def year_ticks(low: float, high: float, most: int) -> list[int]:
    """Years from ``low`` to ``high``, at round distances."""
    span = max(1.0, high - low)
    step = next((step for step in _YEAR_STEPS if span / step + 1 <= most), _YEAR_STEPS[-1])
    return list(range(ceil(low / step) * step, floor(high) + 1, step))


def day_ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Beginnings of years, or of months where the time is short, as day numbers with partial dates."""
    first, last = _date(low), _date(high)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months + 1 > most * _MONTH_STEPS[-1]:
        years = year_ticks(first.year, last.year + 1, most)
        found = [(float(date(year, 1, 1).toordinal()), f"{year:04}") for year in years if 1 <= year <= 9999]
    else:
        step = next((step for step in _MONTH_STEPS if months / step <= most), _MONTH_STEPS[-1])
        begin = first.year * 12 + first.month - 1
        places = [divmod(month, 12) for month in range(ceil(begin / step) * step, begin + months + 1, step)]
        found = [(float(date(year, month + 1, 1).toordinal()), f"{year:04}-{month + 1:02}") for year, month in places if year <= 9999]
    return [(place, text) for place, text in found if low - 0.5 <= place <= high + 0.5]


def first_day(partial: str) -> int | None:
    """The number of the first day that ``2015``, ``2015-06`` or ``2015-06-01`` can mean; ``None`` for what is no date."""
    parts = partial.strip()[:10].split("-")
    try:
        numbers = [int(part) for part in parts]
        return date(*(*numbers, 1, 1)[:3]).toordinal()
    except (ValueError, TypeError):
        return None


def day_after(partial: str) -> int | None:
    """The number of the day after the last that a partial date can mean."""
    first = first_day(partial)
    if first is None:
        return None
    parts = partial.strip()[:10].split("-")
    begin = date.fromordinal(first)
    try:
        if len(parts) == 1:
            return date(begin.year + 1, 1, 1).toordinal()
        if len(parts) == 2:
            return (date(begin.year + 1, 1, 1) if begin.month == 12 else date(begin.year, begin.month + 1, 1)).toordinal()
    except ValueError:
        return date.max.toordinal()
    return first + 1


def _date(place: float) -> date:
    return date.fromordinal(min(max(1, round(place)), date.max.toordinal()))
