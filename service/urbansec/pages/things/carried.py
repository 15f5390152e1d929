"""What a source carries: the things that rest on it, by class, with the places in it and how sure they are."""

from collections import defaultdict
from dataclasses import dataclass

from urbansec.namespaces import URB
from urbansec.pages.things.reader import Name, Reader, Thing
from urbansec.queries.description.around import TYPE
from urbansec.queries.description.gather import EVIDENCE

SHOWN = 60
_GENERAL = frozenset({f"{URB}Forum"})


@dataclass(frozen=True)
class Piece:
    """A thing, and what of it a passage of the source says."""

    thing: Thing
    properties: tuple[Name, ...]
    locator: str
    certainty: Name
    inferred: bool
    as_of: str
    evidence: str


@dataclass(frozen=True)
class Carried:
    """The first things of a class that rest on the source, of ``count``."""

    kind: Thing
    pieces: tuple[Piece, ...]
    count: int


def carried(reader: Reader) -> list[Carried]:
    """Everything that rests on the source, the classes with most things first."""
    mine = set(reader.linking("source"))
    by_class: dict[str, list[Piece]] = defaultdict(list)
    for iri, about in reader.near.facts.items():
        for evidence in sorted({value.value for value in about.get(EVIDENCE, ())} & mine):
            classes = [name for name in reader.near.values(iri, TYPE) if name not in _GENERAL] or reader.near.values(iri, TYPE) or [""]
            by_class[classes[0]].append(_piece(reader, iri, evidence))
    found = [Carried(reader.thing(name), tuple(sorted(each, key=_order)[:SHOWN]), len(each)) for name, each in by_class.items()]
    return sorted(found, key=lambda one: (-one.count, one.kind.name.text))


def _piece(reader: Reader, iri: str, evidence: str) -> Piece:
    of, certainty = reader.of, reader.of(evidence, "certainty")
    return Piece(
        reader.thing(iri),
        tuple(reader.name(name) for name in reader.each(evidence, "attests")),
        of(evidence, "locator"),
        reader.name(certainty) if certainty else Name(""),
        certainty.endswith("/inferred"),
        of(evidence, "asOf"),
        evidence,
    )


def _order(piece: Piece) -> tuple[str, str]:
    return piece.thing.name.text.casefold(), piece.evidence
