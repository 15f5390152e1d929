"""The page of a thing: which sections it has, in which order, with which pictures."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from urbansec.namespaces import ID, PREFIXES, URB
from urbansec.pages.catalogues import marked
from urbansec.pages.graphics import Graphic
from urbansec.pages.things.carried import Carried, carried
from urbansec.pages.things.disagreements import Disagreement, disagreements
from urbansec.pages.things.drawings import drawn_forums, drawn_growth, drawn_map, drawn_network, drawn_timeline, place
from urbansec.pages.things.entries import SHOWN, Entry, Question, Section, section
from urbansec.pages.things.membership import Told, told
from urbansec.pages.things.notes import Notes, Passage
from urbansec.pages.things.reader import Name, Reader, Thing
from urbansec.pages.things.relations import Relations
from urbansec.pages.things.statements import Group, derived, grouped, inverse
from urbansec.pages.things.values import Line, Values
from urbansec.queries.description import Outline
from urbansec.queries.description.around import TYPE
from urbansec.queries.description.neighbours import Surroundings

_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("Forum", "NationalForum"), "forum"),
    **dict.fromkeys(("City", "Region", "County", "IntermunicipalAuthority", "Organisation"), "body"),
    **dict.fromkeys(("Membership", "ImpliedMembership"), "membership"),
    **{name: name.lower() for name in ("Person", "Event", "Project", "Publication", "Source", "Disagreement", "Evidence")},
}
_CONCEPT = f"{PREFIXES['skos']}Concept"
_ALL_MEMBERS, _OF_A_COUNTRY = 60, 12
Link = Callable[[str], str]


@dataclass(frozen=True)
class Neighbour:
    """Something that has much in common with the thing, and what."""

    thing: Thing
    shared: tuple[Thing, ...]


@dataclass(frozen=True)
class Country:
    """The first members of a forum in a country, or in none, of ``count``."""

    country: Thing | None
    members: tuple[Entry, ...]
    count: int


@dataclass(frozen=True)
class Sheet:
    """What the templates show of a thing. ``before`` stands above the statements, ``after`` below them."""

    kind: str
    title: Name
    lead: tuple[Thing, ...]
    before: tuple[Section, ...]
    after: tuple[Section, ...]
    groups: tuple[Group, ...]
    derived: tuple[Line, ...]
    inverse: tuple[Line, ...]
    disagreements: tuple[Disagreement, ...]
    notes: Notes
    timeline: Graphic | None = None
    timed: tuple[Entry, ...] = ()
    map: Graphic | None = None
    places: tuple[Entry, ...] = ()
    growth: Graphic | None = None
    counted: tuple[Entry, ...] = ()
    network: Graphic | None = None
    neighbours: tuple[Neighbour, ...] = ()
    beside: tuple[Entry, ...] = ()
    countries: tuple[Country, ...] = ()
    membership: Told | None = None
    carried: tuple[Carried, ...] = ()


def kind_of(reader: Reader) -> str:
    """Which arrangement suits the thing, by its classes; "" for the general one."""
    classes = reader.near.values(reader.iri, TYPE)
    found = next((_KINDS[name.removeprefix(URB)] for name in classes if name.removeprefix(URB) in _KINDS), "")
    return found or ("concept" if _CONCEPT in classes else "")


def sheet(reader: Reader, outline: Outline, link: Link, around: Surroundings) -> Sheet:
    """All that the page shows. ``link`` gives the address of an IRI here, ``around`` who else has to do with the thing."""
    notes, values = Notes(reader), Values(reader)
    kind, parts = kind_of(reader), Relations(reader, notes)
    membership = told(reader, notes) if kind == "membership" else None
    before, after = _sections(kind, reader, parts)
    groups = grouped(reader, notes, values, outline)
    listed = (*before, *after)
    timed = [(each.ident, entry) for each in listed if each.ident in _TIMED for entry in each.entries]
    members = next((each for each in listed if each.ident == "members"), None)
    everyone = list(members.entries) if members else []
    counts = next((list(each.entries) for each in listed if each.ident == "counts"), [])
    concerned = disagreements(reader, notes, values, [*reader.linking("concerns", "alternative"), *([reader.iri] if kind == "disagreement" else [])])
    sites = _sites(reader, kind, listed)
    built = Sheet(
        kind=kind,
        title=reader.title(),
        lead=_lead(reader),
        before=tuple(_cut(each) for each in before),
        after=tuple(_cut(each) for each in after),
        groups=tuple(groups),
        derived=tuple(derived(reader, notes, values, outline)),
        inverse=tuple(inverse(reader, values, outline)),
        disagreements=tuple(concerned),
        notes=notes,
        timeline=drawn_timeline(reader, link, (pair for pair in timed if pair[0] != "members")) if kind in _WITH_TIMELINE else None,
        timed=tuple(sorted((entry for ident, entry in timed if ident != "members"), key=lambda entry: entry.when.order)),
        map=drawn_map(reader, link, sites, title=marked("Places"), frame=len(sites) == 1 or kind == "forum") if sites else None,
        places=tuple(sites),
        growth=drawn_growth(reader, everyone, counts) if kind == "forum" and everyone else None,
        counted=tuple(counts),
        network=drawn_network(reader, link, around.shared) or drawn_forums(reader, link, around.beside),
        neighbours=tuple(Neighbour(reader.thing(other), reader.things(commons)) for other, commons in around.shared.items()),
        beside=tuple(Entry(reader.thing(forum), number=str(count)) for forum, count in around.beside),
        countries=_by_country(everyone),
        membership=membership,
        carried=tuple(carried(reader)) if kind == "source" else (),
    )
    # What backs none of these statements is named all the same.
    notes.arrange((*_shown(built), *notes.cite(each.iri for each in outline.evidence)))
    return built


def _shown(built: Sheet) -> Iterator[Passage]:
    """The passages that the page cites, in the order of reading."""
    if built.membership:
        yield from (*(built.membership.since_marks or built.membership.marks), *(seen.passage for seen in built.membership.seen))
    sides = [passage for each in built.disagreements for side in each.sides for passage in side.marks]
    if built.kind == "disagreement":
        yield from sides
    for country in built.countries:
        for entry in country.members:
            yield from entry.marks
    yield from _of_sections(built.before)
    yield from (passage for group in built.groups for line in group.lines for value in line.values for passage in value.marks)
    yield from _of_sections(built.after)
    yield from sides


# What evidence says of it is said where the evidence is.
_BACKED = frozenset({f"{URB}attestsValue", f"{URB}attests"})
_TIMED = frozenset({"memberships", "events", "projects", "offices", "works", "using"})
_WITH_TIMELINE = frozenset({"forum", "body", "person", "concept"})


def _of_sections(sections: Iterable[Section]) -> Iterator[Passage]:
    return (passage for each in sections if each.ident != "members" for entry in each.entries for passage in entry.marks)


def _sections(kind: str, reader: Reader, parts: Relations) -> tuple[list[Section], list[Section]]:
    """Sections above and below the statements; all lines are in them, :func:`_cut` leaves what is shown."""
    iri = reader.iri

    def made(ident: str, title: str, entries: list[Entry], query: str = "", parameter: str = "") -> list[Section]:
        return section(ident, title, entries, Question(query, parameter, iri) if query else None, shown=len(entries))

    memberships = made("memberships", marked("Memberships"), parts.memberships(), "forums-of-city", "city")
    asked = ("hosted-events", "host") if kind == "body" else ()
    events = made("events", marked("Events"), parts.events(), *asked)
    projects = made("projects", marked("Projects"), parts.projects(), "projects-of-city", "city")
    works = made("works", marked("Publications and measures"), parts.works())
    sources = made("sources-of", marked("Sources that it published"), parts.sources())
    participants = ("participants", marked("Who took part"))
    if kind == "forum":
        members = made("members", marked("Members"), parts.members(), "members-of-forum", "forum")
        offices = made("offices", marked("Offices"), parts.offices(), "offices-held", "body")
        counts = made("counts", marked("Numbers that sources report"), parts.counts(), "member-counts-reported", "forum")
        return members, [*memberships, *counts, *events, *projects, *offices, *works, *sources]
    if kind == "body":
        offices = made("offices", marked("Offices"), parts.offices(), "offices-by-city", "city")
        return [*memberships, *projects, *events, *offices, *works], sources
    if kind == "person":
        offices = made("offices", marked("Offices"), parts.offices(), "persons", "person")
        return [*offices, *made("events", marked("Events"), parts.events(), "persons", "person"), *works], []
    if kind == "event":
        others = [*made("parts", marked("Parts of it, and what commemorates it"), parts.parts()), *works]
        return [], [*made(*participants, parts.participants()), *others]
    if kind == "project":
        return [], [*made(*participants, parts.participants(), "project-participants", "project"), *events, *works]
    return [], _of_concept(reader, parts) if kind == "concept" else []


def _of_concept(reader: Reader, parts: Relations) -> list[Section]:
    """What deals with a topic, or is of a kind or country: by its class."""
    used = parts.using(*(name.removeprefix(URB) for name in reader.near.links if name.startswith(URB) and name not in _BACKED))
    topic = reader.iri.startswith(f"{ID}topic/")
    question = Question("topic-uses", "topic", reader.iri) if topic else None
    if not topic and len(used) > 1:
        return []  # what refers to it says so by property
    return section("using", marked("What deals with it"), used, question, shown=len(used))


def _cut(whole: Section) -> Section:
    return replace(whole, entries=whole.entries[: len(whole.entries) if whole.ident in {"members", "participants"} else SHOWN])


def _lead(reader: Reader) -> tuple[Thing, ...]:
    """What kind of thing it is and where, in some words."""
    classes = reader.near.values(reader.iri, TYPE)
    special = reader.own("eventKind", "publicationKind", "sourceKind") or reader.near.values(reader.iri, f"{PREFIXES['skos']}inScheme")
    general = {f"{URB}Forum", f"{URB}Membership"} if len(classes) > 1 else set()
    first = special[:1] or [name for name in classes if name not in general][:1]
    where = reader.own("place")[:2] or reader.own("locatedIn")[:1]
    return tuple(reader.thing(iri) for iri in (*first, *where, *reader.own("country")[:1]))


def _sites(reader: Reader, kind: str, listed: Iterable[Section]) -> list[Entry]:
    """What a map of the thing shows: itself, or where its members or participants are, or where it took place."""
    here = Entry(reader.thing(reader.iri)) if place(reader, reader.iri) else None
    if kind in {"forum", "project"}:
        return [entry for each in listed if each.ident in {"members", "participants"} for entry in each.entries if place(reader, entry.thing.iri)]
    if kind in {"event", "publication"}:
        return [Entry(reader.thing(iri)) for iri in reader.own("place") if place(reader, iri)]
    return [here] if here and kind == "body" else []


def _by_country(members: list[Entry]) -> tuple[Country, ...]:
    """The members by country, the countries with most members first; of each as many as a page can hold."""
    most = len(members) if len(members) <= _ALL_MEMBERS else _OF_A_COUNTRY
    ordered = sorted(members, key=lambda entry: entry.group.iri if entry.group else "")
    groups = [(group, list(each)) for group, each in groupby(ordered, key=lambda entry: entry.group)]
    groups.sort(key=lambda item: (item[0] is None, -len(item[1]), item[0].name.text.casefold() if item[0] else ""))
    return tuple(Country(group, tuple(each[:most]), len(each)) for group, each in groups)
