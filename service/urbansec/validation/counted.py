"""Which values a qualified count counts: those that conform to its shape."""

from collections.abc import Collection, Iterator, Sequence

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES
from urbansec.validation import engines
from urbansec.validation.shapes import Shapes, Term
from urbansec.validation.shapes.terms import sh

_HOLDER = ox.NamedNode("urn:urbansec:counted")
_HOLDS = ox.NamedNode("urn:urbansec:counts")
_TARGETS = {sh("targetClass"), sh("targetNode"), sh("targetObjectsOf"), sh("targetSubjectsOf")}
_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_CLASSES = {ox.NamedNode(f"{PREFIXES['rdfs']}Class"), ox.NamedNode(f"{PREFIXES['owl']}Class")}


def conforming(data: Sequence[ox.Triple | ox.Quad], shapes: Shapes, shape: Term, values: Collection[Term]) -> set[Term]:
    """Those of ``values`` that conform to one shape, whatever other shapes say of them."""
    if isinstance(shape, ox.Literal):
        return set()
    # Aimed at through a property that holds them, for the shapes cannot name a blank node of the data.
    held = [ox.Triple(_HOLDER, _HOLDS, value) for value in values]
    alone = Shapes([*_without_targets(shapes), ox.Triple(shape, sh("targetObjectsOf"), _HOLDS)])
    broken = {result.focus for result in engines.validate([*data, *held], alone)}
    return set(values) - broken


def _without_targets(shapes: Shapes) -> Iterator[ox.Triple]:
    for triple in shapes.triples:
        implicit = triple.predicate == _TYPE and triple.object in _CLASSES
        if triple.predicate not in _TARGETS and not implicit:
            yield triple
