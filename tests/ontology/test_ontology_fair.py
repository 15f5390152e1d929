"""FAIR checks in the manner of FOOPS!, on the files: what its pre-assessment asks, id by id."""

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, VANN

from .accepted import accepted, judge
from .fair import CHECKS, IRI, LEFT_OUT
from .support import URB

IDS = [
    *("CN1", "DOC1", "FIND1", "FIND2", "FIND3", "FIND_3_BIS", "HTTP1", "OM1", "OM2", "OM3", "OM4.1", "OM4.2", "OM5.1", "OM5.2"),
    *("PURL1", "RDF1", "URI1", "URI2", "VER1", "VER2", "VOC1", "VOC2", "VOC3", "VOC4"),
]
# What to take from the ontology, or to add, so that each check must find something.
REMOVED = {
    "FIND1": (IRI, VANN.preferredNamespacePrefix),
    "OM1": (IRI, DCTERMS.description),
    "OM2": (IRI, OWL.versionInfo),
    "OM3": (IRI, None),
    "OM4.1": (IRI, DCTERMS.license),
    "OM4.2": (IRI, DCTERMS.license),
    "OM5.1": (IRI, DCTERMS.creator),
    "OM5.2": (IRI, None),
    "RDF1": (None, None),
    "VER1": (IRI, OWL.versionIRI),
    "VOC1": (IRI, None),
    "VOC2": (None, None),
    "VOC3": (URB.City, RDFS.label),
    "VOC4": (URB.City, None),
}
ADDED = {
    "OM4.2": (IRI, DCTERMS.license, Literal("CC BY 4.0")),
    "PURL1": (URIRef("http://example.org/ontology"), RDF.type, OWL.Ontology),
    "VER1": (IRI, OWL.versionIRI, IRI),
    "VOC4": (URB.City, RDF.type, OWL.Class),
}


def spoiled(graph: Graph, identifier: str) -> Graph:
    """A copy of the graph that must not pass the check."""
    copy = Graph()
    copy += graph
    if identifier in REMOVED:
        copy.remove((*REMOVED[identifier], None))
    if identifier in ADDED:
        copy.add(ADDED[identifier])
    return copy


def test_every_id_is_checked_or_left_out_with_a_reason() -> None:
    assert sorted([*CHECKS, *LEFT_OUT]) == sorted(IDS)
    assert (len(IDS), len(CHECKS)) == (24, 15)
    assert [identifier for identifier, reason in LEFT_OUT.items() if len(reason.split()) < 5] == []


@pytest.mark.parametrize("identifier", sorted(CHECKS))
def test_foops(identifier: str, ontology: Graph) -> None:
    assert judge(CHECKS[identifier](ontology), accepted(identifier)) == []


def test_the_citation_names_this_version(ontology: Graph) -> None:
    (citation,) = map(str, ontology.objects(IRI, DCTERMS.bibliographicCitation))
    for prop in (DCTERMS.title, DCTERMS.creator, OWL.versionInfo, OWL.versionIRI):
        assert str(ontology.value(IRI, prop)) in citation
    assert str(ontology.value(IRI, DCTERMS.modified))[:4] in citation


@pytest.mark.parametrize("identifier", sorted(CHECKS))
def test_the_check_can_fail(identifier: str, ontology: Graph) -> None:
    found = judge(CHECKS[identifier](spoiled(ontology, identifier)), accepted(identifier))
    assert set(found) - set(judge(CHECKS[identifier](ontology), accepted(identifier))), identifier
