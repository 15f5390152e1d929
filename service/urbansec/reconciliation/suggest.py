"""Complete what somebody types: things, types and properties."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from urbansec.engine import Engine
from urbansec.errors import ParameterError
from urbansec.namespaces import shorten
from urbansec.reconciliation.matching import USUAL_KINDS
from urbansec.reconciliation.properties import Property, properties_of
from urbansec.reconciliation.values import thing_named
from urbansec.reconciliation.written import Json, type_json
from urbansec.search import Index, index_of
from urbansec.search.fold import fold

_LEAST = 60.0


@dataclass(frozen=True)
class Typed:
    """What is typed so far, and which part of the suggestions is wanted: ``limit`` of them, after the first ``cursor``."""

    prefix: str
    cursor: int = 0
    limit: int = 10

    @property
    def part(self) -> slice:
        """The part of all suggestions."""
        return slice(self.cursor, self.cursor + self.limit)


def entities(engine: Engine, typed: Typed, *, kinds: Sequence[str] = (), languages: Sequence[str] = ()) -> Json:
    """Things whose name begins with what is typed or is like it, or whose identifier it is; all by name if nothing is."""
    index = index_of(engine)
    wanted = tuple(map(index.kind, kinds)) or USUAL_KINDS
    known = thing_named(typed.prefix, index)
    if known is not None:
        found = [known]
    elif typed.prefix.strip():
        found = [hit.iri for hit in index.search(typed.prefix, kinds=wanted, limit=typed.part.stop)]
    else:
        things = [thing for thing in index.things.values() if not thing.classes.isdisjoint(wanted)]
        found = [thing.iri for thing in sorted(things, key=lambda thing: (fold(thing.label(languages)), thing.iri))]
    chosen = [index.things[iri] for iri in found[typed.part]]
    return {
        "result": [
            {"id": thing.iri, "name": thing.label(languages), "description": thing.description, "notable": [type_json(index.kinds[thing.kind])]}
            for thing in chosen
        ]
    }


def types(engine: Engine, typed: Typed) -> Json:
    """Classes whose label begins with what is typed or is like it; all if nothing is."""
    index = index_of(engine)
    wanted = fold(typed.prefix)
    scored = sorted((-_fit(wanted, typed.prefix, iri, index), kind.label, iri) for iri, kind in index.kinds.items())
    found = [iri for score, _, iri in scored if -score >= _LEAST]
    return {"result": [type_json(index.kinds[iri], index.kinds) for iri in found[typed.part]]}


def properties(engine: Engine, typed: Typed) -> Json:
    """Properties whose label begins with what is typed or is like it; all if nothing is."""
    return {"result": [property_json(each) for each in properties_of(engine).find(typed.prefix)[typed.part]]}


def proposals(engine: Engine, kind: str, *, limit: int | None = None) -> Json:
    """Properties that are worth fetching for things of a type, the most usual first."""
    index = index_of(engine)
    if not kind.strip():
        raise ParameterError("The parameter type is missing.", parameter="type")
    found = properties_of(engine).of_kind(index.kind(kind), index)
    return {"type": kind, **({"limit": limit} if limit is not None else {}), "properties": [property_json(each) for each in found[:limit]]}


def property_json(each: Property) -> Json:
    """A property. Its identifier is short, because people read it in the settings of their project."""
    written = {"id": shorten(each.iri), "name": each.label}
    return {**written, "description": each.description} if each.description else written


def described(engine: Engine, what: str, identifier: str) -> tuple[str, str]:
    """Name and description of the ``entity``, ``property`` or ``type`` with the identifier; texts, not HTML; empty if there is none."""
    index = index_of(engine)
    if what == "entity":
        iri = thing_named(identifier, index)
        return (index.things[iri].label(), index.things[iri].description) if iri is not None else ("", "")
    try:
        if what == "type":
            kind = index.kinds[index.kind(identifier)]
            return kind.label, f"{sum(kind.iri in thing.classes for thing in index.things.values())} things"
        each = properties_of(engine).get(identifier)
    except ParameterError:
        return "", ""
    return each.label, each.description


def _fit(wanted: str, typed: str, iri: str, index: Index) -> float:
    if not wanted or typed in (iri, shorten(iri)):
        return 100.0
    names = (fold(index.kinds[iri].label), iri.rpartition("#")[2].lower())
    return max(90.0 if name.startswith(wanted) else 85.0 if f" {wanted}" in name else fuzz.ratio(wanted, name) for name in names)
