"""Pitfalls of publishing: types, namespaces, headers, licence."""

import re

from rdflib import BNode, Graph, URIRef
from rdflib.namespace import DCTERMS, FOAF, GEO, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, VANN
from rdflib.term import Node

from .pitfalls import PROPERTY_KINDS, Faults, file_pitfall, local, pitfall
from .support import ONTOLOGY_IRI, TERM_KINDS, URB, declared_terms

# What these vocabularies define, as rdflib knows it, and the terms of those that are too small to be among them.
VOCABULARIES = (DCTERMS, FOAF, GEO, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, VANN)
SMALL = {
    *(f"http://www.w3.org/2003/01/geo/wgs84_pos#{name}" for name in ("Point", "SpatialThing", "alt", "lat", "lat_long", "location", "long")),
    *(f"http://purl.org/ontology/bibo/{name}" for name in ("doi", "status")),
}
EXTENSION = re.compile(r"\.(owl|rdf|ttl|n3|nt|xml|jsonld|json|html?)([#/]|$)", re.IGNORECASE)
# To say these of a term of others would change what it means.
DEFINING = (RDFS.label, RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty, SKOS.definition)


def is_builtin(node: Node) -> bool:
    """Whether a term belongs to RDF, RDFS or OWL, or to the datatypes of XML Schema."""
    return str(node).startswith((str(RDF), str(RDFS), str(OWL), "http://www.w3.org/2001/XMLSchema#"))


@pitfall
def p34(graph: Graph) -> Faults:
    """Classes that no declaration calls so."""
    classes = {*graph.objects(None, RDFS.subClassOf), *graph.subjects(RDFS.subClassOf), *graph.objects(None, RDFS.domain), *graph.objects(None, RDFS.range)}
    classes |= {*graph.objects(None, RDF.type), *graph.subjects(OWL.disjointWith), *graph.objects(None, OWL.disjointWith)}
    yield from (str(node) for node in classes if not isinstance(node, BNode) and not is_builtin(node) and (node, RDF.type, OWL.Class) not in graph)


@pitfall
def p35(graph: Graph) -> Faults:
    """Properties that no declaration calls so."""
    properties = {*graph.predicates(), *graph.subjects(RDFS.domain), *graph.subjects(RDFS.range), *graph.subjects(RDFS.subPropertyOf)}
    properties |= set(graph.objects(None, RDFS.subPropertyOf))
    yield from (str(node) for node in properties if not is_builtin(node) and not any((node, RDF.type, kind) in graph for kind in PROPERTY_KINDS))


@file_pitfall
def p36(graph: Graph) -> Faults:
    """IRIs of ours that end like a file."""
    headers = {*graph.subjects(RDF.type, OWL.Ontology), *graph.subjects(RDF.type, SKOS.ConceptScheme)}
    yield from (str(iri) for iri in {*headers, *declared_terms(graph)} if EXTENSION.search(str(iri)))


@file_pitfall
def p38(graph: Graph) -> Faults:
    """No header, or several."""
    headers = [*graph.subjects(RDF.type, OWL.Ontology), *graph.subjects(RDF.type, SKOS.ConceptScheme)]
    if len(headers) != 1:
        yield f"{len(headers)} headers"


@file_pitfall
def p39(graph: Graph) -> Faults:
    """A namespace that is not told, or told in several ways, or in which terms do not lie."""
    if not declared_terms(graph):
        return
    told = {str(value) for value in graph.objects(None, VANN.preferredNamespaceUri)}
    if told != {str(URB)}:
        yield f"the namespace is {sorted(told)}"
    for kind in TERM_KINDS:
        for term in graph.subjects(RDF.type, kind):
            if isinstance(term, URIRef) and term.startswith(ONTOLOGY_IRI) and not re.fullmatch(r"[A-Za-z]+", term.removeprefix(str(URB))):
                yield str(term)


@pitfall
def p40(graph: Graph) -> Faults:
    """Terms of others that they do not define, or that are defined anew here."""
    foreign = {node for kind in TERM_KINDS for node in graph.subjects(RDF.type, kind) if isinstance(node, URIRef) and node not in URB}
    for term in sorted(foreign):
        vocabulary = next((v for v in VOCABULARIES if term.startswith(str(v))), None)
        if str(term) not in SMALL and (vocabulary is None or term not in vocabulary):
            yield f"{term} is not known"
        yield from (f"{term} is given {local(predicate)}" for predicate in DEFINING if (term, predicate, None) in graph)


@file_pitfall
def p41(graph: Graph) -> Faults:
    """No licence."""
    headers = [*graph.subjects(RDF.type, OWL.Ontology), *graph.subjects(RDF.type, SKOS.ConceptScheme)]
    yield from (str(header) for header in headers if (header, DCTERMS.license, None) not in graph)
