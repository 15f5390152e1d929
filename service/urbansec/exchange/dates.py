"""Partial dates and vague ones, as cells have them: 2015, 2023-06, 2010-05-10, and for a span 2010/2011."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES

_TYPES = ("gYear", "gYearMonth", "date")
_OPEN = ".."
HOW = "write 2015, 2023-06 or 2010-05-10"
HOW_SPAN = f"{HOW}, or 2010/2011 for a time that lies somewhere in between (2010/.. and ../2011 leave one side open)"


@dataclass(frozen=True)
class When:
    """A date, or the two dates between which it lies; nothing at all if no source tells. A date goes before its limits."""

    at: ox.Literal | None = None
    not_before: ox.Literal | None = None
    not_after: ox.Literal | None = None

    def __bool__(self) -> bool:
        return bool(self.at or self.not_before or self.not_after)

    @property
    def text(self) -> str:
        """As a cell has it."""
        if self.at is None and self:
            return "/".join(end.value if end else _OPEN for end in (self.not_before, self.not_after))
        return self.at.value if self.at else ""


def partial_date(text: str) -> ox.Literal | None:
    """The year, month or day that ``text`` gives; ``None`` if it gives none that exists."""
    parts = text.split("-")
    sizes = [len(part) for part in parts]
    if sizes not in ([4], [4, 2], [4, 2, 2]) or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    literal = ox.Literal(text, datatype=ox.NamedNode(f"{PREFIXES['xsd']}{_TYPES[len(parts) - 1]}"))
    try:
        first_day(literal)
    except ValueError:
        return None
    return literal


def when(text: str) -> When | None:
    """The date or span that ``text`` gives; ``None`` if it gives none, or one that ends before it begins."""
    if "/" not in text:
        at = partial_date(text)
        return When(at=at) if at else None
    ends = [None if part == _OPEN else partial_date(part) for part in text.split("/")]
    given = [part for part in text.split("/") if part != _OPEN]
    if len(ends) != 2 or not given or len(given) != sum(end is not None for end in ends):
        return None
    span = When(not_before=ends[0], not_after=ends[1])
    return None if in_wrong_order(span.not_before, span.not_after) else span


def in_wrong_order(start: ox.Literal | None, end: ox.Literal | None) -> bool:
    """Whether the end lies before the start, whatever days the two may stand for."""
    return start is not None and end is not None and first_day(start) > last_day(end)


def first_day(literal: ox.Literal) -> date:
    """The first day that a partial date may stand for; :class:`ValueError` if there is no such day."""
    year, month, day = (*map(int, literal.value.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(literal: ox.Literal) -> date:
    """The last day that a partial date may stand for."""
    parts = [int(part) for part in literal.value.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1])
