"""The rows of a table as the series of a chart."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from urbansec.pages.graphics import Graphic, Series, bar_chart, line_chart
from urbansec.pages.views.drawn import Drawn
from urbansec.pages.views.offers import is_year
from urbansec.pages.views.reading import Row
from urbansec.pages.views.rows import POSSIBLE, Rows, as_day, as_number
from urbansec.results.columns import text_of

_MOST = 8
"""Series that can be told apart."""


def bars(rows: Rows, title: str, ident: str) -> Drawn | None:
    """A bar for each category and series."""
    names = _categories(rows)
    addresses = {name: rows.address(row) for row in rows.rows if (name := names.get(_key(rows, row)))}

    def make(series: Sequence[Series]) -> Graphic:
        stacked = not rows.view.part("series") and len(series) > 1
        return bar_chart(
            series, title=title, ident=ident, x_label=rows.word("x"), y_label=_y_label(rows), stacked=stacked, href=lambda name: addresses.get(name, "")
        )

    return _chart(rows, lambda row, _: names.get(_key(rows, row), ""), make, once=True)


def lines(rows: Rows, title: str, ident: str) -> Drawn | None:
    """A line over the years or days for each series; reported numbers are signs without a line."""
    column = rows.columns[rows.view.part("x")]
    kind: Literal["year", "date"] = "year" if is_year(column) else "date"

    def place(_: Row, index: int) -> str | float:
        value = column.values[index]
        return float(str(value)) if kind == "year" and value is not None else as_day(value)

    def make(series: Sequence[Series]) -> Graphic:
        return line_chart(series, title=title, ident=ident, x_label=rows.word("x"), y_label=_y_label(rows), x_kind=kind)

    return _chart(rows, place, make, once=False)


def _key(rows: Rows, row: Row) -> str:
    column = rows.view.part("x")
    own = column.removesuffix("Label")
    return text_of(row[own]) if own in row else text_of(row[column]) if column in row else ""


def _categories(rows: Rows) -> Mapping[str, str]:
    """The name of each category. Two of the same name are told apart by a number."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for row in rows.rows:
        key = _key(rows, row)
        if key in names:
            continue
        plain = name = rows.name(row, "x")
        number = 1
        while name and name in taken:
            number += 1
            name = f"{plain} ({number})"
        taken.add(name)
        names[key] = name
    return names


def _y_label(rows: Rows) -> str:
    names = rows.view.parts["y"]
    return rows.reader.word(names[0]) if len(names) == 1 else ""


class _Course:
    """The points of a series as they are found."""

    def __init__(self) -> None:
        self.points: list[tuple[str | float, float | None]] = []
        self.notes: list[str] = []
        self.places: set[str | float] = set()
        self.greatest = 0.0

    def add(self, x: str | float, y: float | None, note: str) -> None:
        """One more."""
        self.points.append((x, y))
        self.notes.append(note)
        self.places.add(x)
        self.greatest = max(self.greatest, y or 0.0)

    def told(self) -> dict[int, str]:
        """What else is told of the points, by their place."""
        return {at: note for at, note in enumerate(self.notes) if note}


_Key = tuple[str, str]
"""A series by its name and, for reported numbers, how they are to be read."""


def _chart(rows: Rows, place: Callable[[Row, int], str | float], make: Callable[[Sequence[Series]], Graphic], *, once: bool) -> Drawn | None:
    """The chart of one series for each column of amounts, or for each value of the column of the series.

    With ``once`` a place has one value in each series: a second one is not drawn over the first.
    """
    found: dict[_Key, _Course] = defaultdict(_Course)
    bare = cut = 0
    several = rows.view.part("series")
    for index, row in enumerate(rows.rows):
        x = place(row, index)
        amounts = {name: as_number(rows.columns[name].values[index]) for name in rows.view.parts["y"]}
        if x == "" or all(amount is None for amount in amounts.values()):
            bare += 1
            continue
        for name, amount in amounts.items():
            course = found[rows.name(row, "series") if several else name, rows.text(row, "mark")]
            if once and x in course.places:
                cut += 1
            else:
                course.add(x, amount, rows.notes(row))
    shown = _shown(rows, found)
    cut += sum(len(course.points) for key, course in found.items() if key not in shown)
    series = [
        Series(_title(rows, *key), tuple(found[key].points), dashed=key[0] in POSSIBLE, markers=rows.mark(key[1]), notes=found[key].told()) for key in shown
    ]
    return Drawn(make(series), bare, cut) if series else None


def _shown(rows: Rows, found: Mapping[_Key, _Course]) -> list[_Key]:
    """The series to draw: all columns of amounts, of the values of a column those that reach highest, of reported numbers those with most."""
    if not rows.view.part("series"):
        return list(found)[:_MOST]
    order: Callable[[_Key], tuple[float, _Key]] = (
        (lambda key: (-len(found[key].points), key)) if rows.view.part("mark") else (lambda key: (-found[key].greatest, key))
    )
    return sorted(found, key=order)[:_MOST]


def _title(rows: Rows, name: str, mark: str) -> str:
    """What a series is called: by the word for its column or its value, and how its numbers are to be read."""
    told = name if rows.view.part("series") else rows.reader.word(name)
    return f"{told} ({rows.reader.value(mark)})" if mark else told
