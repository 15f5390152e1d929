"""The vocabularies for readers: each with its concepts as a tree, and how often the data use them."""

from collections.abc import Mapping
from dataclasses import dataclass

from urbansec.engine import Engine
from urbansec.namespaces import ID, shorten
from urbansec.queries.describe import select
from urbansec.queries.table import Cell
from urbansec.queries.terms import Resource

_CIRCLES = 12


@dataclass(frozen=True)
class Concept(Resource):
    """A concept with the narrower ones below it. ``uses`` counts the statements whose value it is, other vocabularies aside."""

    uses: int = 0
    narrower: tuple["Concept", ...] = ()

    @property
    def total(self) -> int:
        """How many concepts it and those below it are."""
        return 1 + sum(each.total for each in self.narrower)


def read_concepts(engine: Engine) -> dict[str, tuple[Concept, ...]]:
    """By the IRI of a vocabulary, its topmost concepts in the order of their English names."""
    facts: dict[str, dict[str, tuple[Cell, ...]]] = {}
    for row in select(engine, _CONCEPTS).rows:
        said = facts.setdefault(row["concept"]["value"], {})
        name = shorten(row["property"]["value"])
        said[name] = (*said.get(name, ()), row["value"])
    uses = {row["concept"]["value"]: int(row["uses"]["value"]) for row in select(engine, _USES).rows}
    by_scheme: dict[str, dict[str, Resource]] = {}
    for iri, said in facts.items():
        for scheme in Resource(iri, said).iris("skos:inScheme"):
            by_scheme.setdefault(scheme, {})[iri] = Resource(iri, said)
    return {scheme: _tree(concepts, uses) for scheme, concepts in sorted(by_scheme.items())}


def _tree(concepts: Mapping[str, Resource], uses: Mapping[str, int]) -> tuple[Concept, ...]:
    below: dict[str, list[Resource]] = {}
    for concept in concepts.values():
        above = [iri for iri in concept.iris("skos:broader") if iri in concepts]
        below.setdefault(above[0] if above else "", []).append(concept)

    def grown(parent: str, depth: int) -> tuple[Concept, ...]:
        found = sorted(below.get(parent, ()), key=lambda each: each.text("skos:prefLabel").casefold())
        return tuple(Concept(e.iri, e.facts, uses.get(e.iri, 0), grown(e.iri, depth + 1) if depth < _CIRCLES else ()) for e in found)

    return grown("", 0)


_CONCEPTS = f"""
SELECT ?concept ?property ?value WHERE {{
  VALUES ?property {{ skos:prefLabel skos:definition skos:notation skos:broader skos:inScheme skos:exactMatch }}
  ?concept skos:inScheme ?scheme ; ?property ?value . FILTER(STRSTARTS(STR(?scheme), "{ID}"))
}} ORDER BY ?concept ?property ?value"""
_USES = f"""
SELECT ?concept (COUNT(DISTINCT ?thing) AS ?uses) WHERE {{
  ?concept skos:inScheme ?scheme . FILTER(STRSTARTS(STR(?scheme), "{ID}"))
  ?thing ?property ?concept . FILTER NOT EXISTS {{ ?thing skos:inScheme ?other }}
  FILTER(?property NOT IN (skos:hasTopConcept, skos:member))
}} GROUP BY ?concept"""
