"""The map of members on a day, as the start page and ``/map`` show it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from urbansec.api.overview_asked import Choice
from urbansec.api.overview_forums import Answered, Forum, Row, text
from urbansec.api.overview_members import CERTAIN, KINDS, POSSIBLE, Member, OnDay, Status, days_of, kinds_of, on_day
from urbansec.pages.catalogues import marked
from urbansec.pages.graphics import Graphic, LegendEntry, Point, draw_map
from urbansec.pages.graphics.signs import sign, swatch

SPANS = "membership-spans"
DAYS = "network-timeline"
_DAY = 10


@dataclass(frozen=True)
class Found:
    """The answers that a map is made from: the memberships, and what happened when."""

    spans: Answered | None
    happened: Answered | None


@dataclass(frozen=True)
class Stop:
    """A day worth looking at, and why: the names of what happened, each with its language."""

    day: str
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MemberMap:
    """All that the template needs: who is a member on the day, what is drawn and what is not, and where to get it.

    ``unplaced`` are members, on any day, that the map cannot show: no place is known, or it is not in the frame.
    """

    choice: Choice
    forums: tuple[Forum, ...]
    members: tuple[Member, ...]
    stops: tuple[Stop, ...]
    graphic: Graphic
    unplaced: tuple[Member, ...]
    found: Found
    kinds: tuple[str, ...]

    @cached_property
    def shown(self) -> OnDay:
        """The members of the forums and kinds chosen, on the day."""
        return on_day([member for member in self.members if self.wanted(member)], self.choice.on, self.choice.forums)

    def wanted(self, member: Member) -> bool:
        """Whether it is of a kind that was chosen."""
        return not self.choice.kinds or member.kind in self.choice.kinds

    def status(self, member: Member) -> Status:
        """How sure it is that ``member`` belongs to what is shown; empty if it does not."""
        return member.status(self.choice.on, self.choice.forums) if self.wanted(member) else ""

    @property
    def happened(self) -> Stop:
        """What happened on the day itself."""
        return next((stop for stop in self.stops if stop.day == self.choice.on), Stop(self.choice.on, ()))

    @cached_property
    def missing(self) -> int:
        """How many of them are members on the day."""
        return sum(bool(self.status(member)) for member in self.unplaced)

    @cached_property
    def listed(self) -> list[Member]:
        """The members on the day, in the order of names."""
        on = set(self.shown.all)
        return [member for member in self.members if member in on]

    @cached_property
    def first(self) -> str:
        """The first day that anything is known of."""
        return min((*(stop.day for stop in self.stops), *days_of(self.members)[:1]), default=self.choice.today)

    def keyed(self) -> Mapping[str, str]:
        """The keys of the forums in addresses, by IRI."""
        return {forum.iri: forum.key for forum in self.forums}

    def query(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The saved query that gives these members, with its parameters."""
        on = ("on", self.choice.on)
        if len(self.choice.forums) == 1:
            return "members-of-forum", (("forum", self.keyed()[self.choice.forums[0]]), on)
        return "membership-network", (on, *(("forums", self.keyed()[iri]) for iri in self.choice.forums))

    @property
    def members_query(self) -> Answered:
        """The same as an address."""
        return Answered(*self.query())


def member_map(  # noqa: PLR0913 - the parts of a map
    choice: Choice, members: Sequence[Member], found: Found, forums: Sequence[Forum], *, by_kind: bool, link: Callable[[str], str]
) -> MemberMap:
    """The map of ``members``. With ``by_kind`` each kind has a sign of its own. ``link`` gives the address of a page."""
    joined = {membership.forum for member in members for membership in member.memberships}
    own = tuple(forum for forum in forums if forum.iri in joined)
    keys = {forum.iri: forum.key for forum in own}
    # Of whom no source tells a day, no map of any day can tell either.
    dated = [member for member in members if member.spans(keys)]
    points = [
        Point(
            member.lat,
            member.long,
            member.label,
            href=link(member.iri),
            group=member.kind if by_kind else "",
            # Who is no member on the day is drawn too, and hidden: a script moves the day without asking for another picture.
            status=member.status(choice.on, choice.forums) if not choice.kinds or member.kind in choice.kinds else "",
            spans=member.spans(keys),
        )
        for member in dated
    ]
    kinds = tuple(kinds_of(members))
    drawn = draw_map(points, title=marked("Map of members"), ident="members", groups={kind: KINDS.get(kind, kind) for kind in kinds if by_kind})
    outside = set(drawn.outside)
    unplaced = tuple(member for member, point in zip(dated, points, strict=True) if point in outside)
    # Members that have no place are listed beside the map with the days on which they are members, as the day may be moved there.
    placed = {member.kind for member in dated if member not in unplaced}
    graphic = replace(drawn, outside=(), legend=(*(entry for entry in drawn.legend if entry.group in placed), *_statuses()))
    return MemberMap(choice, own, tuple(members), _stops(found.happened.rows if found.happened else (), choice.today), graphic, unplaced, found, kinds)


def _statuses() -> tuple[LegendEntry, ...]:
    """Both statuses, also where only one is seen on the day: another day may have the other."""
    texts = {CERTAIN: marked("filled: certain"), POSSIBLE: marked("ring: possible")}
    return tuple(LegendEntry(words, swatch(sign(0, status, more="plain"))) for status, words in texts.items())


def _stops(rows: Sequence[Row], today: str) -> tuple[Stop, ...]:
    """The days to the day on which something happened, in order."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for row in rows:
        day = text(row, "date")
        if len(day) == _DAY and day <= today:
            label = row.get("itemLabel", {})
            found.setdefault(day, {})[label.get("value", ""), label.get("xml:lang", "")] = None
    return tuple(Stop(day, tuple(names)) for day, names in sorted(found.items()))
