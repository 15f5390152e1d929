"""The shapes themselves: named, explained in three languages, free of slips, and none of them idle."""

import re
from collections import Counter
from pathlib import Path

import pytest
from pyshacl import validate as pyshacl_validate
from pyshacl.errors import ReportableRuntimeError
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.term import Node

from .graphs import (
    COMPONENTS,
    NETWORK,
    NOT_CONSTRAINTS,
    PASS_FILES,
    PREFIXES,
    SHAPE_FILES,
    TERM_FILES,
    URB,
    URBSH,
    all_shapes,
    constraints,
    helpers,
    languages,
    path_text,
    read,
    report,
    shapes_graph,
    shorten,
)

LANGUAGES = ["de", "en", "fr"]


def named(shapes: Graph, kind: URIRef) -> set[Node]:
    """The shapes of a kind."""
    return set(shapes.subjects(RDF.type, kind))


def test_there_is_a_file_for_every_class() -> None:
    targets = {shorten(cls) for cls in shapes_graph().objects(None, SH.targetClass)}
    classes = {shorten(cls) for cls in read(TERM_FILES).subjects(RDF.type, OWL.Class) if str(cls).startswith(URB)}
    assert classes - targets == {"urb:Agent"}  # bodies and persons each have their own
    assert targets - classes == {"dcat:DataService", "dcat:Dataset", "dcat:Distribution", "skos:Concept", "skos:ConceptScheme"}


def test_shapes_are_valid_shacl() -> None:
    turtle = f"<{URBSH}Canary> a <{SH.PropertyShape}> ; <{SH.path}> <{URB}since> ; <{SH.minCount}> 'one' ."
    with pytest.raises(ReportableRuntimeError, match="does not validate"):
        pyshacl_validate(Graph(), shacl_graph=Graph().parse(data=turtle), meta_shacl=True)
    conforms, _, _ = pyshacl_validate(Graph(), shacl_graph=shapes_graph(), meta_shacl=True)
    assert conforms


def test_every_shape_has_a_name_of_its_own() -> None:
    shapes = shapes_graph()
    for shape in all_shapes(shapes):
        assert isinstance(shape, URIRef)
        assert str(shape).startswith(URBSH)
        assert (shape, RDFS.isDefinedBy, URIRef(URBSH.rstrip("#"))) in shapes, shape
    defined = Counter(shape for path in SHAPE_FILES for shape in all_shapes(read([path])))
    assert [shape for shape, times in defined.items() if times > 1] == []


def test_every_property_shape_is_used() -> None:
    shapes = shapes_graph()
    used = {shorten(shape) for shape in shapes.objects(None, SH.property)} | set(helpers(shapes))
    assert {shorten(shape) for shape in named(shapes, SH.PropertyShape)} - used == set()


def test_every_shape_with_constraints_has_messages_in_three_languages() -> None:
    shapes = shapes_graph()
    constrained = {constraint.shape for constraint in constraints(shapes)}
    for shape in all_shapes(shapes):
        if shorten(shape) in constrained:
            assert languages(shapes, shape, SH.message) == LANGUAGES, shape
        else:
            assert list(shapes.objects(shape, SH.message)) == [], f"{shape}: a message that nobody will read"


EXAMPLE = re.compile(r'"|e\.g\.|z\. B\.|p\. ex\.|@[a-z]{2}\b|https?://|\d|\b[a-z]+:[A-Za-z]')
FORMS = (SH.datatype, SH.pattern, SH.languageIn, SH.minInclusive, SH.nodeKind)


def weak_messages(shapes: Graph) -> list[str]:
    """Messages that are no sentence, that say too little, or that ask for a form without showing it."""
    found = []
    for shape in all_shapes(shapes):
        asks_for_a_form = any((shape, parameter, None) in shapes for parameter in FORMS)
        for message in shapes.objects(shape, SH.message):
            text = str(message)
            if not text.endswith(".") or len(text) < 30 or (asks_for_a_form and not EXAMPLE.search(text)):
                found.append(f"{shorten(shape)}: {text}")
    return found


def test_messages_say_what_is_expected_and_show_the_form() -> None:
    for weak in ("Wrong.", "The value is not as it should be", "The value must have the right language tag."):
        canary = f"<{URBSH}C> a <{SH.PropertyShape}> ; <{SH.languageIn}> ( 'en' ) ; <{SH.message}> '{weak}' ."
        assert weak_messages(Graph().parse(data=canary)) == [f"urbsh:C: {weak}"]
    assert weak_messages(shapes_graph()) == []


def test_every_shape_that_reports_is_known_to_these_tests() -> None:
    """Also one that is written within another, or without a type."""
    shapes = shapes_graph()
    inner = {node for name in ("property", "node", "not", "qualifiedValueShape") for node in shapes.objects(None, SH[name])}
    listed = {item for name in ("and", "or", "xone") for head in shapes.objects(None, SH[name]) for item in Collection(shapes, head)}
    targeting = {node for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf") for node in shapes.subjects(SH[name])}
    assert inner
    assert listed
    assert (inner | listed | targeting) - all_shapes(shapes) == set()


def test_every_shape_is_named_in_three_languages() -> None:
    shapes = shapes_graph()
    for shape in named(shapes, SH.PropertyShape):
        assert languages(shapes, shape, SH.name) == LANGUAGES, shape
    for shape in named(shapes, SH.NodeShape):
        assert languages(shapes, shape, RDFS.label) == LANGUAGES, shape


def test_every_result_carries_its_messages(failing_report: Graph) -> None:
    results = list(failing_report.objects(None, SH.result))
    assert results
    for result in results:
        assert languages(failing_report, result, SH.resultMessage) == LANGUAGES


def test_warnings_are_few_and_known(failing_report: Graph) -> None:
    warnings = set(failing_report.subjects(SH.resultSeverity, SH.Warning))
    assert {shorten(failing_report.value(w, SH.sourceShape)) for w in warnings} == {
        "urbsh:City-coordinates",
        "urbsh:City-geonames",
        "urbsh:Event-dated",
    }


def test_every_constraint_parameter_is_known() -> None:
    shapes = shapes_graph()
    used = {p for shape in all_shapes(shapes) for p in shapes.predicates(shape) if str(p).startswith(str(SH))}
    assert used - COMPONENTS.keys() - NOT_CONSTRAINTS == set()
    assert COMPONENTS.keys() - used == set()


def misspelt(graph: Graph) -> set[Node]:
    """Terms of SHACL, RDF, RDFS and OWL that do not exist."""
    found: set[Node] = set()
    for namespace in (SH, RDF, RDFS, OWL):
        terms = {term for triple in graph for term in triple if str(term).startswith(str(namespace))}
        found |= {term for term in terms if str(term) not in namespace}
    return found


def test_shapes_use_no_misspelt_term() -> None:
    canary = URIRef(str(SH) + "minCuont")
    assert misspelt(Graph().add((BNode(), canary, Literal(1)))) == {canary}
    assert misspelt(shapes_graph()) == set()


@pytest.mark.parametrize("files", [SHAPE_FILES, (NETWORK, *PASS_FILES)], ids=["shapes", "examples"])
def test_only_declared_terms_are_used(files: tuple[Path, ...]) -> None:
    declared = set(read(TERM_FILES).subjects(RDF.type, None))
    used = {term for triple in read(files) for term in triple if str(term).startswith(URB)}
    assert used
    assert used - declared == set()


def test_every_allowed_language_is_listed_alike() -> None:
    shapes = shapes_graph()
    lists = {tuple(str(tag) for tag in Collection(shapes, head)) for head in shapes.objects(None, SH.languageIn)}
    assert all(("en" in tags and "de" in tags and "fr" in tags) or len(tags) == 1 for tags in lists)
    assert len([tags for tags in lists if len(tags) > 3]) == 1


def idle(shapes: Graph, data: Graph) -> set[str]:
    """Shapes with a target that no resource of the data hits."""
    found = set()
    for shape in named(shapes, SH.NodeShape):
        classes = {sub for cls in shapes.objects(shape, SH.targetClass) for sub in data.transitive_subjects(RDFS.subClassOf, cls)}
        properties = set(shapes.objects(shape, SH.targetSubjectsOf))
        hit = any((None, RDF.type, cls) in data for cls in classes) or any((None, p, None) in data for p in properties)
        if (classes or properties) and not hit:
            found.add(shorten(shape))
    return found


def test_no_shape_is_idle_on_the_network(network: Graph) -> None:
    shapes = shapes_graph()
    assert idle(shapes, network) == set()
    without_regions = Graph() + network
    without_regions.remove((None, RDF.type, URIRef(URB + "Region")))
    assert idle(shapes, without_regions) == {"urbsh:RegionShape", "urbsh:RegionIriShape"}


def test_no_property_shape_is_idle_on_the_network(network: Graph) -> None:
    """Each property shape sees a value in the network, unless its point is that there is none."""
    shapes = shapes_graph()
    unseen = set()
    for shape in named(shapes, SH.PropertyShape):
        path = path_text(shapes, shapes.value(shape, SH.path))
        if not network.query(f"ASK {{ ?focus {path} ?value }}", initNs=PREFIXES).askAnswer:
            unseen.add(shorten(shape))
    assert unseen == set()


def test_a_shape_that_is_deactivated_would_be_noticed() -> None:
    assert list(shapes_graph().subjects(SH.deactivated, None)) == []


def test_validation_leaves_the_data_alone(network: Graph) -> None:
    before = len(network)
    report(network)
    assert len(network) == before
