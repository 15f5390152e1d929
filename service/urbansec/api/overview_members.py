"""Who is a member of what on a day, from the rows of the query ``membership-spans``, without asking again."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from types import MappingProxyType
from typing import Literal

from babel import Locale

from urbansec.api import lists_words
from urbansec.api.overview_forums import Row, text
from urbansec.pages.catalogues import marked
from urbansec.pages.graphics import Span

Status = Literal["certain", "possible", ""]
CERTAIN: Status = "certain"
POSSIBLE: Status = "possible"
ONE: Mapping[str, str] = MappingProxyType(
    {
        "city": marked("city"),
        "county": marked("county"),
        "region": marked("region"),
        "authority": marked("intermunicipal authority"),
        "organisation": marked("organisation"),
        "forum": marked("forum"),
    }
)
"""What a member of each kind is, by the name of the kind in IRIs, in the order in which pages list them; data may have other kinds."""
KINDS: Mapping[str, str] = MappingProxyType({kind: lists_words.KINDS[kind][0] for kind in ONE})
"""The same for several."""


@dataclass(frozen=True)
class Membership:
    """The days of a membership as ISO texts: empty where there is none, or no last one."""

    forum: str
    certain_from: str = ""
    certain_to: str = ""
    possible_from: str = ""
    possible_to: str = ""

    def status(self, day: str) -> Status:
        """Certain, possible, or empty: not known, or no member."""
        if self.certain_from and self.certain_from <= day <= self.certain_to:
            return CERTAIN
        if self.possible_from and self.possible_from <= day and (not self.possible_to or day <= self.possible_to):
            return POSSIBLE
        return ""

    @property
    def days(self) -> tuple[str, ...]:
        """The days on which its status may change: the first and the last of each span."""
        return tuple(filter(None, (self.certain_from, self.certain_to, self.possible_from, self.possible_to)))


@dataclass(frozen=True)
class Member:
    """A body with all its memberships. ``lat`` and ``long`` are no numbers where no place is known."""

    iri: str
    label: str
    language: str
    kind: str
    country: str
    lat: float
    long: float
    memberships: tuple[Membership, ...]

    def statuses(self, day: str, forums: Collection[str]) -> dict[str, Status]:
        """The forums among ``forums`` (all if that is empty) that it belongs to on the day, each with how sure that is."""
        found: dict[str, Status] = {}
        for membership in self.memberships:
            status = membership.status(day) if not forums or membership.forum in forums else ""
            if status and found.get(membership.forum) != CERTAIN:
                found[membership.forum] = status
        return found

    def status(self, day: str, forums: Collection[str]) -> Status:
        """The surest of them; empty if there is none."""
        statuses = self.statuses(day, forums).values()
        return CERTAIN if CERTAIN in statuses else POSSIBLE if POSSIBLE in statuses else ""

    def spans(self, keys: Mapping[str, str]) -> tuple[Span, ...]:
        """All spans with the key of the forum as group, each once: what a script needs for any other day."""
        found = dict.fromkeys(
            Span(keys.get(one.forum, one.forum), start, end, status)
            for one in self.memberships
            for start, end, status in ((one.certain_from, one.certain_to, CERTAIN), (one.possible_from, one.possible_to, POSSIBLE))
            if start
        )
        return tuple(found)

    def data(self, keys: Mapping[str, str]) -> str:
        """The spans as the marks of a map hold them."""
        return json.dumps([[span.group, span.start, span.end, span.status] for span in self.spans(keys)])


def read_members(rows: Iterable[Row]) -> list[Member]:
    """One for each body in the rows, in their order, whatever number of rows it has."""
    first: dict[str, Row] = {}
    memberships: dict[str, dict[tuple[str, Membership], None]] = {}
    for row in rows:
        member = text(row, "member")
        first.setdefault(member, row)
        columns = ("forum", "certainFrom", "certainTo", "possibleFrom", "possibleTo")
        memberships.setdefault(member, {})[text(row, "membership"), Membership(*(text(row, column) for column in columns))] = None
    return [_member(row, tuple(membership for _, membership in memberships[iri])) for iri, row in first.items()]


def _member(row: Row, memberships: tuple[Membership, ...]) -> Member:
    label = row.get("memberLabel", {})
    return Member(
        text(row, "member"),
        label.get("value", ""),
        label.get("xml:lang", ""),
        text(row, "kind"),
        text(row, "countryCode"),
        _number(text(row, "lat")),
        _number(text(row, "long")),
        memberships,
    )


def _number(typed: str) -> float:
    try:
        return float(typed)
    except ValueError:
        return nan


def days_of(members: Iterable[Member]) -> list[str]:
    """All days on which a status may change, in order, each once."""
    return sorted({day for member in members for membership in member.memberships for day in membership.days})


def kinds_of(members: Iterable[Member]) -> list[str]:
    """The kinds that there are, known ones first."""
    found = {member.kind for member in members}
    return [kind for kind in KINDS if kind in found] + sorted(found - set(KINDS))


def country_name(code: str, language: str) -> str:
    """What a country is called in ``language``; its code where that has no name for it."""
    territories: Mapping[str, str] = Locale.parse(language).territories
    return territories.get(code.upper(), code)


@dataclass(frozen=True)
class OnDay:
    """Members on a day: those whose membership is certain, those for whom it is possible, and how many of both have no place."""

    certain: tuple[Member, ...]
    possible: tuple[Member, ...]

    @property
    def all(self) -> tuple[Member, ...]:
        """Both."""
        return self.certain + self.possible


def on_day(members: Sequence[Member], day: str, forums: Collection[str]) -> OnDay:
    """Who of ``members`` belongs to one of ``forums`` on the day."""
    statuses = [(member, member.status(day, forums)) for member in members]
    return OnDay(tuple(member for member, status in statuses if status == CERTAIN), tuple(member for member, status in statuses if status == POSSIBLE))
