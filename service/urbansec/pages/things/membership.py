"""A membership told as a sentence: who belongs to what, since when, how long that is certain, and who says so."""

from dataclasses import dataclass

from urbansec.pages.things.notes import Notes, Passage, evidence_of
from urbansec.pages.things.reader import Name, Reader, Thing
from urbansec.queries.description.around import ISSUED
from urbansec.queries.description.status import status


@dataclass(frozen=True)
class Seen:
    """A source that names the membership: as of which day, and what it tells of its beginning and end."""

    passage: Passage
    source: Thing
    as_of: str
    since: str
    until: str
    standing: tuple[Name, ...]
    names: tuple[Name, ...]


@dataclass(frozen=True)
class Told:
    """The parts of the sentence; texts are empty where nothing is known."""

    member: Thing
    forum: Thing
    since: str
    until: str
    certain_from: str
    certain_to: str
    possible_from: str
    possible_to: str
    status: str
    standing: tuple[Name, ...]
    marks: tuple[Passage, ...]
    since_marks: tuple[Passage, ...]
    premise: Thing | None
    seen: tuple[Seen, ...]


def told(reader: Reader, notes: Notes) -> Told | None:
    """The membership that the page is about; ``None`` if it names no member or forum."""
    of, iri = reader.of, reader.iri
    member, forum, premise = of(iri, "member"), of(iri, "forum"), of(iri, "impliedBy")
    if not member or not forum:
        return None
    base = premise or iri
    evidence = reader.near.backing(base)
    return Told(
        reader.thing(member),
        reader.thing(forum),
        of(iri, "since"),
        of(iri, "until"),
        of(iri, "certainFrom"),
        of(iri, "certainTo"),
        of(iri, "possibleFrom"),
        of(iri, "possibleTo"),
        status(reader.near, iri, reader.today),
        tuple(map(reader.name, reader.each(iri, "standing"))),
        notes.cite(evidence_of(reader, base, "member")),
        notes.cite(evidence_of(reader, base, "since")) if of(iri, "since") else (),
        reader.thing(premise) if premise else None,
        tuple(sorted((seen for each in evidence for seen in _seen(reader, notes, each)), key=lambda one: (one.as_of or "9999", one.source.name.text))),
    )


def _seen(reader: Reader, notes: Notes, evidence: str) -> list[Seen]:
    of = reader.of
    return [
        Seen(
            passage,
            reader.thing(of(evidence, "source")),
            of(evidence, "asOf") or reader.near.one(of(evidence, "source"), ISSUED),
            of(evidence, "statedSince"),
            of(evidence, "statedUntil"),
            tuple(map(reader.name, reader.each(evidence, "attestedStanding"))),
            tuple(reader.name(name) for name in reader.each(evidence, "attests")),
        )
        for passage in notes.cite((evidence,))
    ]
