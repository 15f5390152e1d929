"""Evidence that rows add: what it is called, and which statements it is said to back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.exchange.cells import NOTE
from urbansec.exchange.curated import PREF_LABEL, TYPE, Curated, kind_of, slug_of, thing, urb
from urbansec.namespaces import PREFIXES

Properties = set[ox.NamedNode]
_NEEDS_NO_BACKING = {
    TYPE,
    NOTE,
    PREF_LABEL,
    ox.NamedNode(f"{PREFIXES['skos']}altLabel"),
    ox.NamedNode(f"{PREFIXES['foaf']}homepage"),
    urb("evidence"),
}


@dataclass(frozen=True)
class Backing:
    """What a piece of evidence bears out of its record, as properties.

    ``adds`` is what evidence that already names properties must name too, ``drops`` what it must not name any longer.
    """

    bears: Properties
    adds: Properties
    drops: Properties


def new_names(curated: Curated, record: ox.NamedNode, sources: Sequence[ox.NamedNode]) -> list[ox.NamedNode]:
    """Names for new evidence of a record, one for each of ``sources``, which may repeat.

    Named after record and source, and numbered if the source backs the record more than once. Names in use stay.
    """
    found: list[ox.NamedNode] = []
    for source in sources:
        stem = f"{kind_of(record)}-{slug_of(record)}-{slug_of(source)}"
        plain = thing("evidence", stem)
        used = curated.exists(plain)
        candidates = [] if used or sources.count(source) > 1 else [plain]
        candidates += [thing("evidence", f"{stem}-{number}") for number in range(2 if used else 1, len(sources) + 100)]
        found.append(next(name for name in candidates if name not in found and not curated.exists(name)))
    return found


def to_back(curated: Curated, record: ox.NamedNode) -> Properties:
    """The properties of a record that need evidence."""
    return {triple.predicate for triple in curated.about(record)} - _NEEDS_NO_BACKING


def backed(curated: Curated, record: ox.NamedNode) -> dict[ox.NamedNode, Properties]:
    """What each piece of evidence of a record backs: what it names, else all that no other one names."""
    named = {evidence: set(curated.nodes(evidence, urb("attests"))) for evidence in curated.nodes(record, urb("evidence"))}
    left = to_back(curated, record) - set().union(*named.values())
    return {evidence: properties or set(left) for evidence, properties in named.items()}


def attested(curated: Curated, record: ox.NamedNode, backing: Mapping[ox.NamedNode, Backing], stated: Properties) -> dict[ox.NamedNode, Properties]:
    """The properties that each piece of evidence names with ``urb:attests``; none if all of it backs all that is ``stated``.

    Evidence that named nothing so far goes on backing what no other evidence is said to back.
    """
    there = curated.nodes(record, urb("evidence"))
    named = {evidence: set(curated.nodes(evidence, urb("attests"))) for evidence in there}
    recorded = to_back(curated, record)
    general = set(there) <= set(backing) and not any(named.values()) and all(given.bears == stated | recorded for given in backing.values())
    nothing_new = set(backing) <= set(there) and stated <= recorded
    taken = set().union(*named.values(), *(given.bears for given in backing.values()))
    found = {}
    for evidence, given in backing.items():
        if named.get(evidence):
            found[evidence] = (named[evidence] | given.adds) - given.drops or given.bears
        elif general or (nothing_new and evidence in named):
            found[evidence] = set()
        else:
            found[evidence] = given.bears | (recorded - taken if evidence in named else set())
    return found
