"""The relations of a thing as lines: memberships, events, projects, offices and what else leads to it."""

from collections import defaultdict
from collections.abc import Iterable

from urbansec.namespaces import URB
from urbansec.pages.catalogues import marked
from urbansec.pages.things.entries import Entry, When
from urbansec.pages.things.notes import Notes, Passage, evidence_of
from urbansec.pages.things.reader import Name, Reader
from urbansec.queries.description.around import ISSUED, PUBLISHER
from urbansec.queries.description.status import status

_STANDING = ("certain", "possible", "unknown", "no")
# What a thing is to an event, and to a work, that links to it.
_AT_EVENTS = (
    ("place", marked("took place here")),
    ("organiser", marked("organised it")),
    ("foundedForum", marked("founded here")),
    ("project", marked("event of the project")),
)
_AT_WORKS = (
    ("adoptedBy", marked("adopted by it")),
    ("adoptedAt", marked("adopted there")),
    ("place", marked("adopted there")),
    ("implementedBy", marked("carried out by it")),
)


class Relations:
    """What leads to the thing of a page, in the words of its reader; each line cites its sources in ``notes``."""

    def __init__(self, reader: Reader, notes: Notes) -> None:
        self._reader, self._notes = reader, notes

    def memberships(self) -> list[Entry]:
        """The forums that the thing is or was a member of."""
        return sorted(self._memberships(self._reader.linking("member", kind="Membership"), "forum"), key=_by_date)

    def members(self) -> list[Entry]:
        """The members of the forum, each with its country, those of today first."""
        found = self._memberships(self._reader.linking("forum", kind="Membership"), "member")
        return sorted(found, key=lambda entry: (_STANDING.index(entry.status), entry.thing.name.text.casefold(), entry.rule))

    def _memberships(self, memberships: Iterable[str], other: str) -> list[Entry]:
        reader = self._reader
        stated = {reader.of(each, other) for each in memberships if not reader.of(each, "impliedBy")}
        found = []
        for each in memberships:
            to, premise = reader.of(each, other), reader.of(each, "impliedBy")
            if not to or (premise and other == "member" and to in stated):
                continue  # the one that a source states says more
            country = reader.of(to, "country")
            found.append(
                Entry(
                    reader.thing(to),
                    self._when(each, lasting=True),
                    tuple(reader.name(standing) for standing in reader.each(each, "standing")),
                    status=status(reader.near, each, reader.today),
                    marks=self._cite(premise or each),
                    record=each,
                    rule=premise,
                    group=reader.thing(country) if country else None,
                )
            )
        return found

    def events(self) -> list[Entry]:
        """Events that took place here, that it organised or took part in: each once, with all that it was there."""
        reader = self._reader
        words: dict[str, list[Name]] = defaultdict(list)
        backing: dict[str, list[str]] = defaultdict(list)
        for name, said in _AT_EVENTS:
            for event in reader.linking(name, kind="Event"):
                words[event].append(Name(reader.say(said)))
                backing[event] += evidence_of(reader, event, name)
        for part in dict.fromkeys(reader.linking("participant", "onBehalfOf", kind="Participation")):
            event = reader.of(part, "event")
            if event:
                words[event] += [reader.name(role) for role in reader.each(part, "participationRole")]
                backing[event] += reader.near.backing(part)
        return _latest(self._event(event, words[event], backing[event]) for event in words)

    def _event(self, event: str, words: Iterable[Name], backing: Iterable[str]) -> Entry:
        reader = self._reader
        where = reader.things(place for place in reader.each(event, "place") if place != reader.iri)
        return Entry(reader.thing(event), self._when(event), tuple(dict.fromkeys(words)), where, marks=self._notes.cite(backing))

    def parts(self) -> list[Entry]:
        """What took place as a part of the event, and what commemorates it."""
        return sorted((self._event(event, (), self._reader.near.backing(event)) for event in self._reader.linking("duringEvent", "commemorates")), key=_by_date)

    def projects(self) -> list[Entry]:
        """Projects that it took part in, with its roles."""
        reader = self._reader
        found = []
        for part in reader.linking("participant", kind="ProjectParticipation"):
            project = reader.of(part, "project")
            if project:
                roles = tuple(reader.name(role) for role in reader.each(part, "projectRole"))
                found.append(Entry(reader.thing(project), self._when(project), roles, marks=self._cite(part), record=part))
        return _latest(found)

    def participants(self) -> list[Entry]:
        """Who took part in the event or the project, as what and for whom; those who led it first."""
        reader = self._reader
        found = []
        for part in dict.fromkeys((*reader.linking("event", kind="Participation"), *reader.linking("project", kind="ProjectParticipation"))):
            who = reader.of(part, "participant")
            if who:
                roles = reader.each(part, "participationRole", "projectRole")
                lead = any(role.endswith("/lead") for role in roles)
                behalf, country = reader.things(reader.each(part, "onBehalfOf")), reader.of(who, "country")
                entry = Entry(
                    reader.thing(who),
                    words=tuple(map(reader.name, roles)),
                    others=behalf,
                    marks=self._cite(part),
                    record=part,
                    group=reader.thing(country) if country else None,
                )
                found.append((not lead, entry.thing.name.text.casefold(), entry))
        return [entry for *_, entry in sorted(found, key=lambda each: each[:2])]

    def offices(self) -> list[Entry]:
        """Offices in the body or for it, or those that a person held."""
        reader = self._reader
        found = []
        for office in dict.fromkeys(reader.linking("officeOf", "onBehalfOf", "holder", kind="OfficeHolding")):
            holder, body = reader.of(office, "holder"), reader.each(office, "officeOf")
            kinds = tuple(reader.name(kind) for kind in reader.each(office, "officeKind"))
            others = [*([] if holder == reader.iri else body), *reader.each(office, "onBehalfOf")]
            whom = holder if holder and holder != reader.iri else next(iter(body), office)
            rest = reader.things(other for other in others if other not in (reader.iri, whom))
            found.append(Entry(reader.thing(whom), self._when(office, lasting=True), kinds, rest, marks=self._cite(office), record=office))
        return _latest(found)

    def works(self) -> list[Entry]:
        """Publications, local measures and sources: adopted there, carried out or published by it."""
        reader = self._reader
        found = [
            Entry(reader.thing(iri), self._when(iri), (Name(reader.say(said)),), marks=self._cite(iri))
            for name, said in _AT_WORKS
            for iri in reader.linking(name)
            if not reader.near.is_a(iri, f"{URB}Event")
        ]
        return _latest(found)

    def sources(self) -> list[Entry]:
        """Sources that it published."""
        reader, published = self._reader, self._reader.near.links.get(PUBLISHER, ())
        return _latest(Entry(reader.thing(iri), self._when(iri)) for iri in published)

    def counts(self) -> list[Entry]:
        """Numbers that sources report about the forum, the latest first."""
        reader = self._reader
        found = []
        for count in reader.linking("forum", kind="ReportedCount"):
            words = tuple(reader.name(each) for each in (*reader.each(count, "qualifier"), *reader.each(count, "counted")))
            number = reader.of(count, "reportedValue")
            when = When(reader.of(count, "asOf"), not_before=reader.of(count, "notBefore"), not_after=reader.of(count, "notAfter"))
            found.append(Entry(reader.thing(count), when, words, number=number, marks=self._cite(count), record=count))
        return _latest(found)

    def using(self, *names: str) -> list[Entry]:
        """Whatever leads to it by one of the properties, the latest first."""
        reader = self._reader
        return _latest(Entry(reader.thing(iri), self._when(iri)) for iri in reader.linking(*names))

    def _when(self, iri: str, *, lasting: bool = False) -> When:
        of = self._reader.of
        start, end = of(iri, "start", "since"), of(iri, "end", "until")
        start = start or self._reader.near.one(iri, ISSUED)
        return When(start, end, "" if start else of(iri, "notBefore"), "" if end else of(iri, "notAfter"), lasting)

    def _cite(self, iri: str) -> tuple[Passage, ...]:
        return self._notes.cite(self._reader.near.backing(iri))


def _by_date(entry: Entry) -> tuple[bool, str, str]:
    return not entry.when.order, entry.when.order, entry.thing.name.text.casefold()


def _latest(entries: Iterable[Entry]) -> list[Entry]:
    """The latest first, undated ones last."""
    return sorted(sorted(entries, key=_by_date, reverse=True), key=lambda entry: not entry.when.order)
