"""Lines and sections of a page: what something has to do with the thing, when, and who says so."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from urbansec.pages.things.notes import Passage
from urbansec.pages.things.reader import Name, Thing

SHOWN = 20
"""Lines of a section that are shown; the rest is a link away."""


@dataclass(frozen=True)
class When:
    """Dates as the sources give them, each a year, a month or a day; ``lasting`` if what has begun goes on until it ends."""

    start: str = ""
    end: str = ""
    not_before: str = ""
    not_after: str = ""
    lasting: bool = False

    @property
    def order(self) -> str:
        """By what it is sorted; "" without a date."""
        return self.start or self.not_before or self.end or self.not_after


@dataclass(frozen=True)
class Entry:
    """A line: a thing, what it is to the thing of the page, when, how sure, and who says so.

    ``record`` is the page of the relation itself, ``rule`` the relation that it follows from by a rule.
    """

    thing: Thing
    when: When = field(default_factory=When)
    words: tuple[Name, ...] = ()
    others: tuple[Thing, ...] = ()
    status: str = ""
    number: str = ""
    marks: tuple[Passage, ...] = ()
    record: str = ""
    rule: str = ""
    group: Thing | None = None


@dataclass(frozen=True)
class Question:
    """A saved query that gives a section: its name and the value of its parameter."""

    query: str
    parameter: str
    value: str


@dataclass(frozen=True)
class Section:
    """Lines under a heading, at most :data:`SHOWN` of ``count``."""

    ident: str
    title: str
    entries: tuple[Entry, ...] = ()
    count: int = 0
    question: Question | None = None

    @property
    def dated(self) -> bool:
        """Whether any line has a date, so that the others must say that they have none."""
        return any(entry.when.order for entry in self.entries)


def section(ident: str, title: str, entries: Sequence[Entry], question: Question | None = None, *, shown: int = SHOWN) -> list[Section]:
    """A section in a list, or no section if there are no lines."""
    return [Section(ident, title, tuple(entries[:shown]), len(entries), question)] if entries else []
