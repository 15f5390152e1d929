"""FAIR checks by the ids of FOOPS!: the fifteen of its pre-assessment, which look at a file and need no network.

Each takes the graph of the ontology and tells what it lacks. As in FOOPS!, a fact may be given by one of several
properties. The nine others ask the web, and can be run on the real address once it is registered.
"""

from collections.abc import Callable, Iterator

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DC, DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SDO, SKOS, VANN, Namespace

from .support import ONTOLOGY_IRI, URB, declared_terms

BIBO = Namespace("http://purl.org/ontology/bibo/")
IRI = URIRef(ONTOLOGY_IRI)
LEFT_OUT = {
    "CN1": "content negotiation is tested on the service, in tests/service",
    "DOC1": "the HTML page is tested on the service, in tests/service/test_ontology_pages.py",
    "FIND2": "asks prefix.cc and LOV for the prefix",
    "FIND3": "asks LOV for the ontology",
    "FIND_3_BIS": "asks LOV for the metadata",
    "HTTP1": "asks whether the ontology is served over an open protocol",
    "URI1": "asks whether the ontology's address resolves",
    "URI2": "asks whether the address that was loaded is the ontology's own",
    "VER2": "asks whether the version's address resolves; tested on the service, in tests/service/test_ontology_pages.py",
}
# The properties by which a fact may be given.
FACTS = {
    "title": (DCTERMS.title, DC.title, SDO.name),
    "description": (DCTERMS.description, DCTERMS.abstract, DC.description, SDO.description, RDFS.comment),
    "license": (DCTERMS.license, SDO.license),
    "version iri": (OWL.versionIRI,),
    "author": (DCTERMS.creator, DC.creator, SDO.creator, PROV.wasAttributedTo),
    "namespace URI": (VANN.preferredNamespaceUri,),
    "namespace prefix": (VANN.preferredNamespacePrefix,),
    "version info": (OWL.versionInfo, SDO.schemaVersion),
    "creation date": (DCTERMS.created, SDO.dateCreated),
    "citation": (DCTERMS.bibliographicCitation, SDO.citation),
    "doi": (BIBO.doi,),
    "publisher": (DCTERMS.publisher, DC.publisher, SDO.publisher),
    "logo": (FOAF.logo, SDO.logo, FOAF.depiction),
    "status": (BIBO.status,),
    "source": (DCTERMS.source, DC.source, PROV.hadPrimarySource),
    "issued": (DCTERMS.issued, SDO.datePublished),
}
# Services that promise to keep an address, and licences that are known by their addresses.
PERSISTENT = ("https://w3id.org/", "http://purl.org/", "https://doi.org/", "http://www.w3.org/", "http://data.europa.eu/")
LICENCES = ("https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/publicdomain/zero/1.0/")
METADATA = tuple(map(str, (DC, DCTERMS, VANN, PROV, SDO, FOAF, BIBO)))
OWN = (str(RDF), str(RDFS), str(OWL), "http://www.w3.org/2001/XMLSchema#", ONTOLOGY_IRI)
FORMATS = ("turtle", "xml", "json-ld", "nt")
CHECKS: dict[str, Callable[[Graph], Iterator[str]]] = {}


def check(identifier: str) -> Callable[[Callable[[Graph], Iterator[str]]], Callable[[Graph], Iterator[str]]]:
    """Enter a check under its id."""

    def enter(function: Callable[[Graph], Iterator[str]]) -> Callable[[Graph], Iterator[str]]:
        CHECKS[identifier] = function
        return function

    return enter


def lacking(graph: Graph, *facts: str) -> Iterator[str]:
    """Those of the facts that no property gives, or only with an empty value."""
    for fact in facts:
        if not any(str(value).strip() for prop in FACTS[fact] for value in graph.objects(IRI, prop)):
            yield f"no {fact}"


@check("FIND1")
def prefix(graph: Graph) -> Iterator[str]:
    """A prefix is declared."""
    yield from lacking(graph, "namespace prefix")


@check("OM1")
def minimum(graph: Graph) -> Iterator[str]:
    """The least that has to be told."""
    yield from lacking(graph, "title", "description", "license", "version iri", "author", "namespace URI")


@check("OM2")
def recommended(graph: Graph) -> Iterator[str]:
    """What should be told too."""
    yield from lacking(graph, "namespace prefix", "version info", "creation date", "citation")


@check("OM3")
def detailed(graph: Graph) -> Iterator[str]:
    """What can be told besides."""
    yield from lacking(graph, "doi", "publisher", "logo", "status", "source", "issued")


@check("OM4.1")
def licence(graph: Graph) -> Iterator[str]:
    """There is a licence."""
    yield from lacking(graph, "license")


@check("OM4.2")
def known_licence(graph: Graph) -> Iterator[str]:
    """The licence resolves: it is one whose address is known to."""
    found = [value for prop in FACTS["license"] for value in graph.objects(IRI, prop)]
    yield from (f"{value} is no licence known here" for value in found if str(value) not in LICENCES or not isinstance(value, URIRef))
    if not found:
        yield "no license"


@check("OM5.1")
def provenance(graph: Graph) -> Iterator[str]:
    """Who made it and when."""
    yield from lacking(graph, "author", "creation date")


@check("OM5.2")
def publication(graph: Graph) -> Iterator[str]:
    """Who published it and when."""
    yield from lacking(graph, "issued", "publisher")


@check("PURL1")
def persistent(graph: Graph) -> Iterator[str]:
    """Its IRI lies with a service that keeps addresses."""
    headers = [iri for iri in graph.subjects(RDF.type, OWL.Ontology) if not str(iri).startswith(PERSISTENT)]
    yield from map(str, headers)


@check("RDF1")
def as_rdf(graph: Graph) -> Iterator[str]:
    """It can be had as RDF: each format gives back what went in."""
    for name in FORMATS:
        again = Graph().parse(data=graph.serialize(format=name), format=name)
        if len(again) != len(graph) or not len(graph):
            yield f"{name}: {len(again)} of {len(graph)} triples"


@check("VER1")
def version(graph: Graph) -> Iterator[str]:
    """Every header has a version IRI that is not its own IRI and names the version."""
    for iri in graph.subjects(RDF.type, OWL.Ontology):
        version_iri, info = graph.value(iri, OWL.versionIRI), graph.value(iri, OWL.versionInfo)
        if version_iri is None or version_iri == iri or not str(version_iri).endswith(f"/{info}"):
            yield f"{iri}: {version_iri}"


@check("VOC1")
def metadata(graph: Graph) -> Iterator[str]:
    """The metadata use vocabularies that others use."""
    if not any(str(prop).startswith(METADATA) for prop in graph.predicates(IRI)):
        yield "no property of a known vocabulary"


@check("VOC2")
def reuse(graph: Graph) -> Iterator[str]:
    """It builds on other vocabularies, besides RDF, RDFS and OWL."""
    links = (RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty, RDFS.range)
    if not [o for link in links for o in graph.objects(None, link) if isinstance(o, URIRef) and not str(o).startswith(OWN)]:
        yield "no term of another vocabulary"


@check("VOC3")
def labels(graph: Graph) -> Iterator[str]:
    """Every term has a label."""
    yield from (str(term).removeprefix(str(URB)) for term in sorted(declared_terms(graph)) if not texts(graph, term, RDFS.label))


@check("VOC4")
def descriptions(graph: Graph) -> Iterator[str]:
    """Every term has a description."""
    yield from (str(term).removeprefix(str(URB)) for term in sorted(declared_terms(graph)) if not texts(graph, term, SKOS.definition))


def texts(graph: Graph, term: URIRef, prop: URIRef) -> list[str]:
    """The texts of a term that are not empty."""
    return [str(value) for value in graph.objects(term, prop) if isinstance(value, Literal) and value.strip()]
