"""The parts of a list: fields, columns and facets of a kind, and the things with their values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from urbansec.queries.preferred import preferred

NONE = "none"
"""The value of a facet for things that have none."""


class Shows(StrEnum):
    """What the values of a field are, which decides how they are sorted and shown."""

    THING = "thing"
    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    COUNT = "count"
    CHOICE = "choice"
    TONGUE = "tongue"
    FORUMS = "forums"
    STATUS = "status"


class Status(StrEnum):
    """How sure it is that a membership is in force on a day; the surest first."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"
    NOT = "not"


_RANKS = list(Status)


class Name(NamedTuple):
    """A text and its language, "" if it has none."""

    text: str
    language: str


@dataclass(frozen=True)
class Field:
    """Something that is told of things. ``pattern`` is SPARQL in which ``?thing`` has ``?value``.

    Fields without a pattern are made from the memberships of a thing.
    """

    name: str
    shows: Shows
    pattern: str = ""


@dataclass(frozen=True)
class Column:
    """A field as a column. ``sorted`` says whether the list can be put in its order."""

    field: Field
    sorted: bool = True

    @property
    def name(self) -> str:
        """What the column is called in addresses and files."""
        return self.field.name


@dataclass(frozen=True)
class Facet:
    """A field by which a list is narrowed: by its values, by the ``years`` of its dates, or by ``bounds`` between its numbers.

    With ``given`` only whether there is a value counts.
    """

    field: Field
    years: bool = False
    bounds: tuple[int, ...] = ()
    given: bool = False

    @property
    def name(self) -> str:
        """What it is called in addresses."""
        return "year" if self.years else self.field.name

    @property
    def joint(self) -> bool:
        """Whether it is about memberships: chosen forums and states must fit one and the same forum."""
        return self.field.shows in (Shows.FORUMS, Shows.STATUS)

    def keys(self, values: Sequence[Name]) -> tuple[str, ...]:
        """The values of the facet that a thing with these values of the field has, each once."""
        if self.given:
            return ("yes" if values else "no",)
        if self.years:
            return tuple(dict.fromkeys(value.text[:4] for value in values)) or (NONE,)
        if self.bounds:
            return tuple(dict.fromkeys(filter(None, (self._between(value.text) for value in values)))) or (NONE,)
        return tuple(dict.fromkeys(value.text for value in values)) or (NONE,)

    def ranges(self) -> tuple[tuple[str, int | None, int | None], ...]:
        """The ranges between the bounds: what each is called in addresses, and its least number and the one above its greatest."""
        edges = (None, *self.bounds, None)
        return tuple((f"{low or 0}-{'' if high is None else high}", low, high) for low, high in pairwise(edges))

    def _between(self, text: str) -> str:
        try:
            value = float(text)
        except ValueError:
            return ""
        return next((name for name, low, high in self.ranges() if (low is None or value >= low) and (high is None or value < high)), "")


@dataclass(frozen=True)
class Kind:
    """A kind of things, named as in their IRIs: ``city`` for ``id/city/essen``.

    ``spans`` is SPARQL that leads from ``?thing`` to its ``?membership``, if the list tells of memberships. ``order`` is how it is sorted
    if nobody chooses; ``searched`` are fields whose values' names are searched too.
    """

    name: str
    columns: tuple[Column, ...] = ()
    facets: tuple[Facet, ...] = ()
    spans: str = ""
    order: str = "name"
    searched: tuple[str, ...] = ()

    def fields(self) -> tuple[Field, ...]:
        """All fields that have to be read, each once."""
        every = [*(column.field for column in self.columns), *(facet.field for facet in self.facets)]
        return tuple(dict.fromkeys(field for field in every if field.pattern))


@dataclass(frozen=True)
class Membership:
    """A membership of a thing, with the days of the model (``docs/model.md``), "" where there is none."""

    forum: str
    days: Mapping[str, str]

    def status(self, day: str) -> Status:
        """Whether it is in force on ``day``."""
        get = self.days.get
        if "certainFrom" in self.days and "certainTo" in self.days and get("certainFrom", "") <= day <= get("certainTo", ""):
            return Status.CERTAIN
        begun = "possibleFrom" in self.days and get("possibleFrom", "") <= day
        if begun and ("possibleTo" not in self.days or day <= get("possibleTo", "")):
            return Status.POSSIBLE
        return Status.UNKNOWN if "since" not in self.days and not begun else Status.NOT


@dataclass(frozen=True)
class Item:
    """A thing of a list. ``words`` are all its names, folded, each behind a space; ``keys`` its values of the facets."""

    iri: str
    names: tuple[Name, ...]
    words: str = ""
    values: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    memberships: tuple[Membership, ...] = ()

    def standings(self, day: str) -> dict[str, Status]:
        """Each forum that it is or was a member of, with the surest that its memberships there give."""
        found: dict[str, Status] = {}
        for membership in self.memberships:
            status = membership.status(day)
            known = found.get(membership.forum)
            found[membership.forum] = status if known is None or _RANKS.index(status) < _RANKS.index(known) else known
        return found


@dataclass(frozen=True)
class Listing:
    """All things of a kind in one state of the data. ``labels`` are names of what the values mention, ``short`` abbreviations."""

    kind: Kind
    items: tuple[Item, ...]
    labels: Mapping[str, tuple[Name, ...]]
    short: Mapping[str, str]


def called(names: Iterable[Name], language: str) -> Name:
    """The first name in ``language``; else in English, in no language, or any."""
    return preferred(names, (language,), attrgetter("language")) or Name("", "")
