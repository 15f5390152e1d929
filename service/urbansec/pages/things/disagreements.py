"""Where sources disagree: the sides next to each other, each with who says so, and which one the graph prefers and why."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES, URB
from urbansec.pages.things.notes import Notes, Passage
from urbansec.pages.things.reader import Name, Reader, Thing
from urbansec.pages.things.values import Shown, Values

_NOTE = f"{PREFIXES['skos']}note"


@dataclass(frozen=True)
class Side:
    """What one side says: of which property which value, or a number of something."""

    thing: Thing
    about: Name | None
    values: tuple[Shown, ...]
    as_of: str
    preferred: bool
    marks: tuple[Passage, ...]


@dataclass(frozen=True)
class Disagreement:
    """Its sides, the preferred one first; ``reason`` is why, ``notes`` what else is known of it."""

    thing: Thing
    sides: tuple[Side, ...]
    reason: Name | None
    notes: tuple[Name, ...]


def disagreements(reader: Reader, notes: Notes, values: Values, iris: Iterable[str]) -> list[Disagreement]:
    """Those that have sides, in the order of their names."""
    found = [_disagreement(reader, notes, values, iri) for iri in dict.fromkeys(iris)]
    return sorted((each for each in found if each.sides), key=lambda each: each.thing.name.text.casefold())


def _disagreement(reader: Reader, notes: Notes, values: Values, iri: str) -> Disagreement:
    preferred = reader.each(iri, "preferredAlternative")
    sides = [_side(reader, notes, values, side, side in preferred) for side in reader.each(iri, "alternative")]
    return Disagreement(
        reader.thing(iri),
        tuple(sorted(sides, key=lambda side: (not side.preferred, side.as_of or "9999", side.thing.iri))),
        next(iter(_texts(reader, iri, f"{URB}preferenceReason")), None),
        tuple(_texts(reader, iri, _NOTE)),
    )


def _side(reader: Reader, notes: Notes, values: Values, iri: str, preferred: bool) -> Side:
    facts = reader.near.facts.get(iri, {})
    about = reader.of(iri, "claimProperty")
    told = tuple(values.shown(value) for value in sorted(facts.get(f"{URB}claimValue", ()), key=str))
    return Side(
        reader.thing(iri),
        reader.name(about) if about else None,
        told or tuple(values.shown(value) for value in facts.get(f"{URB}reportedValue", ())),
        reader.of(iri, "asOf"),
        preferred,
        notes.cite(reader.near.backing(iri)),
    )


def _texts(reader: Reader, iri: str, name: str) -> list[Name]:
    """The texts for a property in the reader's language; in any if there is none in it."""
    texts = sorted((v for v in reader.near.facts.get(iri, {}).get(name, ()) if isinstance(v, ox.Literal)), key=lambda v: (v.language or "", v.value))
    return list(dict.fromkeys(reader.note([text, *(other for other in texts if other.language != text.language)]) for text in texts))
