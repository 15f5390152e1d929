"""Pitfalls of what is stated: hierarchies, domains and ranges, inverses, disjointness."""

from collections.abc import Iterator
from itertools import combinations

from rdflib import BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node

from .pitfalls import RELATIONS, Faults, is_ours, local, pitfall, terms
from .support import URB

AXIOMS = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.equivalentClass, OWL.equivalentProperty, OWL.inverseOf, OWL.disjointWith)
DAYS = (URB.earliestDayProperty, URB.latestDayProperty)


@pitfall
def p02(graph: Graph) -> Faults:
    """Synonyms as classes of their own."""
    yield from (f"{local(a)} = {local(b)}" for a, b in graph.subject_objects(OWL.equivalentClass) if is_ours(a) and is_ours(b))


@pitfall
def p04(graph: Graph) -> Faults:
    """Terms that nothing connects with others, of ours or of another vocabulary."""
    linked = {node for p in (*AXIOMS, *DAYS) for pair in graph.subject_objects(p) for node in pair}
    yield from (local(term) for term in terms(graph, OWL.Class, *RELATIONS) if term not in linked)


@pitfall
def p05(graph: Graph) -> Faults:
    """Inverses whose domains and ranges do not mirror each other."""
    for a, b in graph.subject_objects(OWL.inverseOf):
        if set(graph.objects(a, RDFS.domain)) != set(graph.objects(b, RDFS.range)) or set(graph.objects(a, RDFS.range)) != set(graph.objects(b, RDFS.domain)):
            yield f"{local(a)} and {local(b)}"


@pitfall
def p06(graph: Graph) -> Faults:
    """Cycles in a hierarchy."""
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
        for term in set(graph.subjects(predicate)):
            if any(term in set(graph.transitive_objects(parent, predicate)) for parent in graph.objects(term, predicate)):
                yield local(term)


@pitfall
def p10(graph: Graph) -> Faults:
    """Classes side by side (of one broader class, or of none) that no axiom, stated or inherited, tells apart."""
    disjoint = {frozenset(pair) for pair in graph.subject_objects(OWL.disjointWith)}
    families: dict[frozenset[Node], list[URIRef]] = {}
    for term in terms(graph, OWL.Class):
        families.setdefault(frozenset(parent for parent in graph.objects(term, RDFS.subClassOf) if is_ours(parent)), []).append(term)
    for siblings in families.values():
        yield from (f"{local(a)} and {local(b)}" for a, b in combinations(siblings, 2) if frozenset((a, b)) not in disjoint)


@pitfall
def p11(graph: Graph) -> Faults:
    """Relations without domain or range."""
    for predicate in (RDFS.domain, RDFS.range):
        yield from (f"{local(term)} has no {local(predicate)}" for term in terms(graph, *RELATIONS) if (term, predicate, None) not in graph)


@pitfall
def p13(graph: Graph) -> Faults:
    """Relations between resources without an inverse."""
    paired = {node for pair in graph.subject_objects(OWL.inverseOf) for node in pair} | set(graph.subjects(RDF.type, OWL.SymmetricProperty))
    yield from (local(term) for term in terms(graph, OWL.ObjectProperty) if term not in paired)


@pitfall
def p19(graph: Graph) -> Faults:
    """Several domains or ranges, which OWL reads as an intersection."""
    for predicate in (RDFS.domain, RDFS.range):
        yield from (f"{local(term)}: {local(predicate)}" for term in terms(graph, *RELATIONS) if len(list(graph.objects(term, predicate))) > 1)


def inside(graph: Graph, node: Node, seen: frozenset[Node] = frozenset()) -> Iterator[Node]:
    """The nodes of a class expression."""
    yield node
    if isinstance(node, BNode) and node not in seen:
        for part in graph.objects(node):
            yield from inside(graph, part, seen | {node})


@pitfall
def p24(graph: Graph) -> Faults:
    """Expressions that need what they define."""
    for predicate in AXIOMS:
        for term, expression in graph.subject_objects(predicate):
            if isinstance(expression, BNode) and term in set(inside(graph, expression)):
                yield local(term)


@pitfall
def p25(graph: Graph) -> Faults:
    """A relation that is its own inverse; symmetric is what is meant."""
    yield from (local(a) for a, b in graph.subject_objects(OWL.inverseOf) if a == b)


@pitfall
def p26(graph: Graph) -> Faults:
    """Inverses of a symmetric relation, which needs none."""
    symmetric = set(graph.subjects(RDF.type, OWL.SymmetricProperty))
    yield from (f"{local(a)} and {local(b)}" for a, b in graph.subject_objects(OWL.inverseOf) if a != b and {a, b} & symmetric)


@pitfall
def p27(graph: Graph) -> Faults:
    """Properties called equivalent whose kinds, domains or ranges differ."""
    for a, b in graph.subject_objects(OWL.equivalentProperty):
        if any(set(graph.objects(a, p)) != set(graph.objects(b, p)) for p in (RDF.type, RDFS.domain, RDFS.range)):
            yield f"{local(a)} and {local(b)}"


def one_sided(graph: Graph, kind: URIRef) -> Faults:
    """Relations of a kind that goes both ways or on and on, but whose domain and range are not the same."""
    for term in graph.subjects(RDF.type, kind):
        if set(graph.objects(term, RDFS.domain)) != set(graph.objects(term, RDFS.range)):
            yield local(term)


@pitfall
def p28(graph: Graph) -> Faults:
    """Symmetric relations between different classes."""
    yield from one_sided(graph, OWL.SymmetricProperty)


@pitfall
def p29(graph: Graph) -> Faults:
    """Transitive relations between different classes."""
    yield from one_sided(graph, OWL.TransitiveProperty)


@pitfall
def p31(graph: Graph) -> Faults:
    """Classes called equivalent though one is below or disjoint with the other."""
    for a, b in graph.subject_objects(OWL.equivalentClass):
        below = b in set(graph.transitive_objects(a, RDFS.subClassOf)) - {a} or a in set(graph.transitive_objects(b, RDFS.subClassOf)) - {b}
        if below or (a, OWL.disjointWith, b) in graph or (b, OWL.disjointWith, a) in graph:
            yield f"{local(a)} and {local(b)}"


@pitfall
def p33(graph: Graph) -> Faults:
    """Chains of a single property."""
    yield from (local(term) for term, chain in graph.subject_objects(OWL.propertyChainAxiom) if len(Collection(graph, chain)) < 2)
