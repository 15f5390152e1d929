"""The ontology as OWL: within the OWL 2 RL profile, and without contradiction to itself and to the data."""

import re
from collections.abc import Iterator

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics  # type: ignore[import-untyped]
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node, _reset_bindings

from .support import URB, XSD

ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)

# The datatypes of the profile that a range here may need. rdf:langString is what RDF 1.1 calls the
# language-tagged part of rdf:PlainLiteral. xsd:date and xsd:gYear are not among them: no range axiom for dates.
RL_DATATYPES = {XSD.string, XSD.integer, XSD.decimal, XSD.boolean, XSD.dateTime, XSD.anyURI, RDF.langString}

FORBIDDEN_TYPES = {OWL.ReflexiveProperty}
FORBIDDEN_PREDICATES = {
    OWL.disjointUnionOf,
    OWL.hasSelf,
    OWL.minCardinality,
    OWL.cardinality,
    OWL.onDataRange,
}

# What the aligned vocabularies say about their own classes; enough to contradict a wrong alignment.
EXTERNAL_AXIOMS = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
foaf:Document owl:disjointWith foaf:Organization , foaf:Person .
foaf:Organization rdfs:subClassOf foaf:Agent ; owl:disjointWith foaf:Person .
foaf:Person rdfs:subClassOf foaf:Agent .
foaf:Project owl:disjointWith foaf:Document , foaf:Person .
org:FormalOrganization rdfs:subClassOf org:Organization .
org:Organization owl:equivalentClass foaf:Organization .
org:classification rdfs:domain org:Organization ; rdfs:range skos:Concept .
org:linkedTo rdfs:domain org:Organization ; rdfs:range org:Organization .
org:member rdfs:domain org:Membership ; rdfs:range foaf:Agent .
org:organization rdfs:domain org:Membership ; rdfs:range org:Organization .
org:role rdfs:domain org:Membership .
prov:Activity owl:disjointWith prov:Entity .
prov:atLocation rdfs:range prov:Location .
prov:wasAssociatedWith rdfs:domain prov:Activity ; rdfs:range prov:Agent .
prov:wasAttributedTo rdfs:domain prov:Entity ; rdfs:range prov:Agent .
prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity .
skos:ConceptScheme owl:disjointWith skos:Concept .
"""


def parts(graph: Graph, head: Node | None) -> list[Node]:
    """The members of an RDF list."""
    return [] if head is None else list(Collection(graph, head))


def subclass_faults(graph: Graph, node: Node) -> Iterator[str]:
    """What keeps a class expression from standing on the left of a subclass axiom in OWL 2 RL."""
    if not isinstance(node, BNode):
        if node == OWL.Thing:
            yield "owl:Thing as a subclass"
        return
    filler = graph.value(node, OWL.someValuesFrom)
    if list_head := graph.value(node, OWL.intersectionOf) or graph.value(node, OWL.unionOf):
        for part in parts(graph, list_head):
            yield from subclass_faults(graph, part)
    elif filler is not None:
        yield from () if filler == OWL.Thing else subclass_faults(graph, filler)
    elif not any(graph.value(node, p) for p in (OWL.oneOf, OWL.hasValue)):
        yield "class expression not allowed as a subclass"


def superclass_faults(graph: Graph, node: Node) -> Iterator[str]:
    """What keeps a class expression from standing on the right of a subclass axiom in OWL 2 RL."""
    if not isinstance(node, BNode):
        return
    filler = graph.value(node, OWL.allValuesFrom)
    complement = graph.value(node, OWL.complementOf)
    at_most = graph.value(node, OWL.maxCardinality) or graph.value(node, OWL.maxQualifiedCardinality)
    if list_head := graph.value(node, OWL.intersectionOf):
        for part in parts(graph, list_head):
            yield from superclass_faults(graph, part)
    elif filler is not None:
        yield from superclass_faults(graph, filler)
    elif complement is not None:
        yield from subclass_faults(graph, complement)
    elif graph.value(node, OWL.hasValue) is None and not (isinstance(at_most, Literal) and int(at_most) in (0, 1)):
        yield "class expression not allowed as a superclass"


def rl_faults(graph: Graph) -> list[str]:
    """Every construct of the graph that lies outside OWL 2 RL or OWL 2 DL, in words."""
    faults = [f"type {kind.n3()}" for kind in FORBIDDEN_TYPES if (None, RDF.type, kind) in graph]
    faults += [f"predicate {p.n3()}" for p in FORBIDDEN_PREDICATES if (None, p, None) in graph]
    for sub, sup in graph.subject_objects(RDFS.subClassOf):
        faults += [*subclass_faults(graph, sub), *superclass_faults(graph, sup)]
    for left, right in graph.subject_objects(OWL.equivalentClass):
        for node in (left, right):
            faults += [*subclass_faults(graph, node), *superclass_faults(graph, node)]
    for left, right in graph.subject_objects(OWL.disjointWith):
        faults += [*subclass_faults(graph, left), *subclass_faults(graph, right)]
    for predicate in (RDFS.domain, RDFS.range):
        for prop, target in graph.subject_objects(predicate):
            faults += superclass_faults(graph, target)
            is_data = predicate == RDFS.range and (prop, RDF.type, OWL.DatatypeProperty) in graph
            if is_data and target not in RL_DATATYPES:
                faults.append(f"range {target.n3()} of {prop.n3()}")
            if not is_data and not isinstance(target, BNode) and (target, RDF.type, OWL.Class) not in graph:
                faults.append(f"{target.n3()} is no declared class")
    return faults + property_faults(graph)


def property_faults(graph: Graph) -> list[str]:
    """Properties of two kinds, properties aligned with another kind, and terms used without a declaration."""
    faults = [
        f"{prop.n3()} is a property of two kinds"
        for kind in PROPERTY_KINDS
        for prop in graph.subjects(RDF.type, kind)
        if [k for k in PROPERTY_KINDS if k != kind and (prop, RDF.type, k) in graph]
    ]
    for sub, sup in graph.subject_objects(RDFS.subPropertyOf):
        if not [k for k in PROPERTY_KINDS if (sub, RDF.type, k) in graph and (sup, RDF.type, k) in graph]:
            faults.append(f"{sub.n3()} and {sup.n3()} are not declared properties of one kind")
    for sub, sup in graph.subject_objects(RDFS.subClassOf):
        faults += [f"{node.n3()} is no declared class" for node in (sub, sup) if not isinstance(node, BNode) and (node, RDF.type, OWL.Class) not in graph]
    faults += [f"{p.n3()} is not declared" for p in set(graph.predicates()) if not builtin(p) and not is_declared(graph, p)]
    return faults


def builtin(predicate: Node) -> bool:
    """Whether a property belongs to RDF, RDFS or OWL itself."""
    return str(predicate).startswith((str(RDF), str(RDFS), str(OWL)))


def is_declared(graph: Graph, prop: Node) -> bool:
    return any((prop, RDF.type, kind) in graph for kind in PROPERTY_KINDS)


def expand(graph: Graph) -> None:
    """Add all that follows by OWL 2 RL. owlrl changes how rdflib reads literals; later tests must not see that."""
    try:
        DeductiveClosure(OWLRL_Semantics).expand(graph)
    finally:
        _reset_bindings()


def contradictions(graph: Graph) -> list[str]:
    """What owlrl finds wrong with the deductive closure of a graph."""
    closed = Graph(store="SimpleMemory")
    closed += graph
    expand(closed)
    return sorted(str(message) for message in closed.objects(None, ERROR))


def with_triples(graph: Graph, turtle: str) -> Graph:
    prefixes = f"@prefix urb: <{URB}> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> . @prefix xsd: <{XSD}> . "
    return graph + Graph().parse(data=prefixes + turtle, format="turtle")


@pytest.fixture(scope="module")
def axioms(ontology: Graph) -> Graph:
    """Modules, alignments and the axioms of the aligned vocabularies."""
    return ontology + Graph().parse(data=EXTERNAL_AXIOMS, format="turtle")


def test_modules_alone_are_owl_2_rl(modules: Graph) -> None:
    assert rl_faults(modules) == []


def test_modules_with_alignments_are_owl_2_rl(ontology: Graph) -> None:
    assert rl_faults(ontology) == []


@pytest.mark.parametrize(
    ("turtle", "fault"),
    [
        (
            "urb:City rdfs:subClassOf [ a owl:Restriction ; owl:onProperty urb:seat ; owl:someValuesFrom urb:City ] .",
            "class expression not allowed as a superclass",
        ),
        (
            "urb:forum rdfs:domain [ owl:unionOf (urb:City urb:Forum) ] .",
            "class expression not allowed as a superclass",
        ),
        (
            "[ a owl:Restriction ; owl:onProperty urb:seat ; owl:allValuesFrom urb:City ] rdfs:subClassOf urb:Forum .",
            "class expression not allowed as a subclass",
        ),
        ("urb:seat a owl:ReflexiveProperty .", f"type {OWL.ReflexiveProperty.n3()}"),
        ("urb:seat a owl:DatatypeProperty .", f"{URB.seat.n3()} is a property of two kinds"),
        ("urb:since rdfs:range xsd:gYear .", f"range {XSD.gYear.n3()} of {URB.since.n3()}"),
        ("urb:City rdfs:subClassOf urb:Undeclared .", f"{URB.Undeclared.n3()} is no declared class"),
        ("urb:seat rdfs:subPropertyOf urb:since .", "are not declared properties of one kind"),
        ("urb:City urb:undeclared urb:Forum .", f"{URB.undeclared.n3()} is not declared"),
    ],
)
def test_the_profile_check_can_fail(turtle: str, fault: str, ontology: Graph) -> None:
    assert [found for found in rl_faults(with_triples(ontology, turtle)) if fault in found]


def test_the_ontology_and_the_data_are_consistent(axioms: Graph, vocabularies: Graph, data: Graph) -> None:
    """And so is the ontology alone: what follows from a part follows from the whole."""
    assert len(data) > 1000
    assert contradictions(axioms + vocabularies + data) == []


UNSOUND = [
    "<x:one> a urb:Person , urb:Body .",
    "<x:one> a urb:City , urb:NationalForum .",
    "<x:membership> urb:member <x:one> . <x:one> a urb:Person .",
    "<x:evidence> urb:source <x:forum> . <x:forum> a urb:Forum .",
    "<x:event> urb:duringEvent <x:other> ; a urb:Source .",
    "<x:project> a urb:Project , urb:Organisation .",
    "<x:one> urb:project <x:paper> . <x:paper> a urb:Publication .",
]
SOUND = """
<x:membership> a urb:Membership ; urb:member <x:city> ; urb:forum <x:forum> ; urb:since "2015"^^xsd:gYear .
<x:city> a urb:City ; urb:population 10 .
<x:forum> a urb:NationalForum ; urb:seat <x:city> ; urb:abbreviation "X" .
"""


@pytest.fixture(scope="module")
def examples(axioms: Graph) -> list[str]:
    """What contradicts itself in all the examples together. Each has resources of its own, by whose names its contradictions are told from others."""
    apart = [turtle.replace("<x:", f"<x{number}:") for number, turtle in enumerate([*UNSOUND, SOUND])]
    return contradictions(with_triples(axioms, "\n".join(apart)))


@pytest.mark.parametrize("number", range(len(UNSOUND)))
def test_the_consistency_check_can_fail(number: int, examples: list[str]) -> None:
    assert [message for message in examples if f"x{number}:" in message] != [], UNSOUND[number]


def test_a_sound_city_and_forum_contradict_nothing(examples: list[str]) -> None:
    assert [message for message in examples if f"x{len(UNSOUND)}:" in message] == []
    assert [message for message in examples if not re.search(r"\bx\d:", message)] == [], "a contradiction of the axioms themselves"


def test_what_follows_from_the_alignments(axioms: Graph) -> None:
    """A few facts in our terms mean what they should in the terms of others."""
    graph = with_triples(
        axioms,
        "<x:m> urb:member <x:city> ; urb:forum <x:f> . <x:count> a urb:ReportedCount ; urb:forum <x:f> . "
        "<x:city> a urb:City . <x:o> urb:holder <x:p> ; urb:officeOf <x:city> . <x:e> urb:place <x:city> . "
        "<x:paper> urb:adoptedBy <x:f> . <x:part> urb:project <x:project> ; urb:participant <x:city> .",
    )
    expand(graph)
    org, geo = "http://www.w3.org/ns/org#", "http://www.opengis.net/ont/geosparql#"
    one, count = URIRef("x:m"), URIRef("x:count")
    assert (one, RDF.type, URIRef(f"{org}Membership")) in graph
    assert (one, URIRef(f"{org}member"), URIRef("x:city")) in graph
    assert (count, RDF.type, URIRef(f"{org}Membership")) not in graph
    assert (URIRef("x:f"), RDF.type, URIRef(f"{org}FormalOrganization")) in graph
    assert (URIRef("x:city"), RDF.type, URIRef(f"{geo}Feature")) in graph
    assert (URIRef("x:o"), URIRef(f"{org}organization"), URIRef("x:city")) in graph
    assert (URIRef("x:e"), URIRef("http://www.w3.org/ns/prov#atLocation"), URIRef("x:city")) in graph
    assert (URIRef("x:paper"), RDF.type, URIRef("http://xmlns.com/foaf/0.1/Document")) in graph
    assert (URIRef("x:project"), RDF.type, URIRef("http://xmlns.com/foaf/0.1/Project")) in graph
    assert (URIRef("x:part"), RDF.type, URIRef("http://www.w3.org/ns/prov#Activity")) not in graph
