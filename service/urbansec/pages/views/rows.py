"""The rows of a table as a view needs them: the values for each part of its picture."""

from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite

from urbansec.pages.views.offers import View
from urbansec.pages.views.reading import Reader, Row
from urbansec.queries.table import Table
from urbansec.queries.values import days
from urbansec.results.columns import Column, Value, columns, text_of

POSSIBLE = frozenset({"possible", "inferred"})
_CERTAIN = frozenset({"certain", "stated"})
_MARKS: Mapping[str, str] = {"about": "about", "at least": "least", "at most": "most", "more than": "more"}


class Rows:
    """The rows of a table with the values of the columns that a view draws from."""

    def __init__(self, view: View, table: Table, reader: Reader) -> None:
        """Read the columns of ``table`` that ``view`` draws from."""
        self.view, self.reader, self.rows = view, reader, table.rows
        wanted = {name for names in view.parts.values() for name in names}
        kept = tuple(name for name in table.variables if name in wanted)
        self.columns: Mapping[str, Column] = {column.name: column for column in columns(Table(kept, table.rows))}

    def value(self, part: str, index: int) -> Value:
        """What the column for ``part`` holds in a row."""
        column = self.columns.get(self.view.part(part))
        return None if column is None else column.values[index]

    def name(self, row: Row, part: str) -> str:
        """The same for people."""
        column = self.view.part(part)
        return self.reader.name(row, column) if column else ""

    def word(self, part: str) -> str:
        """What the column for ``part`` is called; empty if there is none."""
        column = self.view.part(part)
        return self.reader.word(column) if column else ""

    def address(self, row: Row, part: str = "link") -> str:
        """Where a row leads."""
        return self.reader.address(row, self.view.part(part))

    def status(self, row: Row) -> str:
        """How sure a row is: certain, possible, or empty if it does not say."""
        text = self.text(row, "status")
        return "possible" if text in POSSIBLE else "certain" if text in _CERTAIN else ""

    def mark(self, qualifier: str) -> str:
        """How a reported number with this qualifier is to be read, as graphics name it; empty for a number that is none."""
        return _MARKS.get(qualifier, "exact") if self.view.part("mark") else ""

    def notes(self, row: Row) -> str:
        """What else is told of a value, in one line."""
        return ", ".join(dict.fromkeys(filter(None, (self.reader.name(row, column) for column in self.view.parts.get("notes", ())))))

    def text(self, row: Row, part: str) -> str:
        """The text of the cell for ``part``, as the data have it."""
        column = self.view.part(part)
        return text_of(row[column]) if column in row else ""


def as_day(value: Value) -> str:
    """A value as a day, whole or partial; empty if it is none."""
    match value:
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case str():
            return value[:10]
    return ""


def whole(first: str, last: str) -> str:
    """The year or the month that lies between two days and fills the time between them; empty if none does.

    >>> whole("2020-02-01", "2020-02-29"), whole("2020-01-01", "2020-12-31"), whole("2020-01-01", "2020-01-02")
    ('2020-02', '2020', '')
    """
    return next((text for text in (first[:4], first[:7]) if text and _fills(text, first, last)), "")


def _fills(text: str, first: str, last: str) -> bool:
    try:
        return tuple(day.isoformat() for day in days(text)) == (first, last)
    except ValueError:
        return False


def as_number(value: Value) -> float | None:
    """A value as a number that can be drawn."""
    if value is None or isinstance(value, bool | date):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if isfinite(found) else None
