"""Who has most in common with a body: those who belong to the same forums and took part in the same projects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from urbansec.engine import Engine
from urbansec.namespaces import URB
from urbansec.queries.description.around import Around, around
from urbansec.queries.description.asking import ask, named_node
from urbansec.queries.description.found import Description
from urbansec.queries.description.gather import names_of

NEAREST = 12
_FORUMS = ("Forum", "NationalForum")
_BODIES = ("City", "Region", "County", "IntermunicipalAuthority", "Organisation")
Shared = Mapping[str, Sequence[str]]
"""What others have in common with a thing, by the other."""


@dataclass(frozen=True)
class Surroundings:
    """What stands around a thing; if it is a body the nearest others with what they share, if it is a forum how many members others share."""

    near: Around
    shared: Shared = field(default_factory=dict)
    beside: Sequence[tuple[str, int]] = ()


def surroundings(engine: Engine, found: Description) -> Surroundings:
    """What stands around the thing that ``found`` describes."""
    near = around(engine, found)
    kinds = {name for name in (*_FORUMS, *_BODIES) if near.is_a(found.iri, f"{URB}{name}")}
    if kinds.intersection(_FORUMS):
        beside = forums_beside(engine, found.iri)
        return Surroundings(_named(engine, near, {iri for iri, _ in beside}), beside=beside)
    if kinds:
        shared = neighbours(engine, found.iri, near)
        return Surroundings(_named(engine, near, {each for other, commons in shared.items() for each in (other, *commons)}), shared)
    return Surroundings(near)


def _named(engine: Engine, near: Around, iris: set[str]) -> Around:
    unnamed = iris - near.names.keys()
    return replace(near, names={**near.names, **names_of(engine, unnamed)}) if unnamed else near


def neighbours(engine: Engine, iri: str, near: Around) -> Shared:
    """The nearest neighbours, each with what they share with ``iri``, most first."""
    this = named_node(iri)
    by_other: dict[str, set[str]] = {}
    for row in ask(engine, _SHARED.replace("THIS", str(this))):
        other, common = row.get("other"), row.get("common")
        if isinstance(other, ox.NamedNode) and isinstance(common, ox.NamedNode) and other != this:
            by_other.setdefault(other.value, set()).add(common.value)
    # One forum in common is nothing special: hundreds share it.
    close = {other: sorted(commons) for other, commons in by_other.items() if len(commons) > 1 or not near.is_a(next(iter(commons)), f"{URB}Forum")}
    return dict(sorted(close.items(), key=lambda item: (-len(item[1]), item[0]))[:NEAREST])


def forums_beside(engine: Engine, iri: str) -> list[tuple[str, int]]:
    """Forums that have members in common with the forum ``iri``, at any time, and how many; most first."""
    rows = ask(engine, _BESIDE.replace("THIS", str(named_node(iri))))
    return sorted(((row["forum"].value, int(row["count"].value)) for row in rows if "forum" in row), key=lambda pair: (-pair[1], pair[0]))


_BESIDE = f"""
SELECT ?forum (COUNT(DISTINCT ?member) AS ?count) WHERE {{
  ?mine <{URB}forum> THIS . ?mine <{URB}member> ?member . ?theirs <{URB}member> ?member . ?theirs <{URB}forum> ?forum
  FILTER(?forum != THIS)
}} GROUP BY ?forum"""
_SHARED = f"""
SELECT DISTINCT ?other ?common WHERE {{
  {{ ?mine <{URB}member> THIS . ?mine <{URB}forum> ?common . ?theirs <{URB}forum> ?common . ?theirs <{URB}member> ?other }}
  UNION {{ ?mine <{URB}participant> THIS . ?mine <{URB}project> ?common . ?theirs <{URB}project> ?common . ?theirs <{URB}participant> ?other }}
}}"""
