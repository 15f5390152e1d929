"""Loading, deriving and validating for these tests, without the package under ``service/``.

pySHACL and pyoxigraph are used directly, so that a fault in the package cannot hide one in a shape. Only the kind of graph
that pySHACL goes through fastest is the package's.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

import pyoxigraph as ox
import rdflib
from pyshacl import validate as pyshacl_validate
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from urbansec.validation.engines.quicker import ShapesInMemory

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology"
EXAMPLES = ONTOLOGY / "examples"
NETWORK = EXAMPLES / "network.ttl"
FAIL_FILES = tuple(sorted((EXAMPLES / "fail").glob("*.ttl")))
PASS_FILES = tuple(sorted((EXAMPLES / "pass").glob("*.ttl")))
TERM_FILES = tuple(sorted(path for name in ("alignments", "modules", "vocab") for path in (ONTOLOGY / name).glob("*.ttl")))
RULE_FILES = tuple(sorted((ONTOLOGY / "rules").glob("*.rq")))
SHAPE_FILES = tuple(sorted((ONTOLOGY / "shapes").glob("*.ttl")))

GRAPH = "https://w3id.org/urbansec/graph/"
ID = "https://w3id.org/urbansec/id/"
URB = "https://w3id.org/urbansec/ontology#"
URBSH = "https://w3id.org/urbansec/shapes#"

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "urb": URB,
    "urbsh": URBSH,
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
}


class Constraint(NamedTuple):
    """A constraint, as people write it: ``urbsh:City-lat``, ``sh:MinCountConstraintComponent``."""

    shape: str
    component: str


class Finding(NamedTuple):
    """What a validation result is about; ``path`` is a SPARQL property path, empty for a node shape."""

    shape: str
    component: str
    path: str
    focus: str

    @property
    def constraint(self) -> Constraint:
        """The constraint that was not met."""
        return Constraint(self.shape, self.component)


def load(paths: Iterable[Path], store: ox.Store | None = None) -> ox.Store:
    """The Turtle files, each in the named graph of its path."""
    store = ox.Store() if store is None else store
    for path in paths:
        add_turtle(store, path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    return store


def add_turtle(store: ox.Store, turtle: str, name: str) -> None:
    """Add a Turtle text under the graph name of the path ``name``."""
    graph = ox.NamedNode(GRAPH + name)
    store.bulk_load(turtle.encode(), ox.RdfFormat.TURTLE, to_graph=graph)


def derive(store: ox.Store) -> ox.Store:
    """Run the rules in the order of their names, each into a graph of its own."""
    for path in RULE_FILES:
        graph = ox.NamedNode(GRAPH + path.relative_to(ROOT).as_posix())
        triples = store.query(path.read_text(encoding="utf-8"), use_default_graph_as_union=True)
        assert isinstance(triples, ox.QueryTriples)
        store.extend([ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples])
    return store


@contextmanager
def literals_as_written() -> Iterator[None]:
    """Keep rdflib from rewriting literals (``"007"^^xsd:integer``) while graphs are read."""
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def union(store: ox.Store) -> Graph:
    """All graphs of the store as one rdflib graph, as pySHACL wants it."""
    triples = {quad.triple for quad in store}
    with literals_as_written():
        return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


def read(paths: Iterable[Path]) -> Graph:
    """The files as one rdflib graph."""
    graph = Graph()
    with literals_as_written():
        for path in paths:
            graph.parse(path)
    return graph


@cache
def shapes_graph() -> Graph:
    """All shapes; not to be changed by a test."""
    return read(SHAPE_FILES)


@cache
def _shapes_in_memory() -> Graph:
    shapes = ShapesInMemory()
    shapes += shapes_graph()
    return shapes


def report(data: Graph, shapes: Graph | None = None) -> Graph:
    """The validation report of pySHACL, with nothing inferred or added by it."""
    with literals_as_written():
        _, results, _ = pyshacl_validate(data, shacl_graph=_shapes_in_memory() if shapes is None else shapes, inference="none", advanced=False)
    return cast("Graph", results)


def findings(results: Graph) -> Counter[Finding]:
    """The results of a report; several values of one focus node count several times."""
    return Counter(
        Finding(
            shorten(results.value(result, SH.sourceShape)),
            shorten(results.value(result, SH.sourceConstraintComponent)),
            path_text(results, results.value(result, SH.resultPath)),
            f"<{results.value(result, SH.focusNode)}>",
        )
        for result in results.objects(None, SH.result)
    )


def validate(data: Graph, shapes: Graph | None = None) -> Counter[Finding]:
    """What pySHACL reports for the data."""
    return findings(report(data, shapes))


def shorten(node: Node | None) -> str:
    """An IRI with its usual prefix, or the IRI itself."""
    iri = str(node)
    if iri.startswith(str(SH)):
        return "sh:" + iri.removeprefix(str(SH))
    return next((f"{p}:{iri.removeprefix(ns)}" for p, ns in PREFIXES.items() if iri.startswith(ns)), f"<{iri}>")


def path_text(graph: Graph, path: Node | None) -> str:
    """A SHACL path as a SPARQL property path."""
    if path is None:
        return ""
    if isinstance(path, URIRef):
        return shorten(path)
    if (inverse := graph.value(path, SH.inversePath)) is not None:
        return "^" + path_text(graph, inverse)
    if (branches := graph.value(path, SH.alternativePath)) is not None:
        return "|".join(path_text(graph, item) for item in Collection(graph, branches))
    return "/".join(path_text(graph, item) for item in Collection(graph, path))


_HEADER = re.compile(r"# (shape|component|path|focus): (\S+)\n")


def expected(path: Path) -> Counter[Finding]:
    """The findings that the header of a file in ``fail/`` announces: shape, component, path, focus."""
    found: Counter[Finding] = Counter()
    group: dict[str, str] = {}
    for key, value in _HEADER.findall(path.read_text(encoding="utf-8")):
        group[key] = value
        if key == "focus":
            found[Finding(group["shape"], group["component"], group.get("path", ""), group["focus"])] += 1
            group = {}
    rule = f"{path.name}: the header needs groups of shape, component, path (if any) and focus"
    assert found, rule
    assert not group, rule
    return found


def subjects(path: Path) -> frozenset[str]:
    """The resources that a file describes, in angle brackets."""
    return frozenset(f"<{s}>" for s in read([path]).subjects() if isinstance(s, URIRef))


# sh:… parameters and the components they switch on; a parameter that is in neither table fails a test.
COMPONENTS = {
    SH["class"]: "Class",
    SH.closed: "Closed",
    SH.datatype: "Datatype",
    SH.disjoint: "Disjoint",
    SH.equals: "Equals",
    SH["in"]: "In",
    SH.languageIn: "LanguageIn",
    SH.lessThanOrEquals: "LessThanOrEquals",
    SH.maxCount: "MaxCount",
    SH.maxInclusive: "MaxInclusive",
    SH.minCount: "MinCount",
    SH.minInclusive: "MinInclusive",
    SH.nodeKind: "NodeKind",
    SH["not"]: "Not",
    SH["or"]: "Or",
    SH.pattern: "Pattern",
    SH.qualifiedMinCount: "QualifiedMinCount",
    SH.uniqueLang: "UniqueLang",
}
NOT_CONSTRAINTS = frozenset(
    {
        SH.ignoredProperties,  # belongs to sh:closed
        SH.message,
        SH.name,
        SH.path,
        SH.property,  # the property shape has constraints of its own
        SH.qualifiedValueShape,  # belongs to sh:qualifiedMinCount
        SH.severity,
        SH.targetClass,
        SH.targetSubjectsOf,
    }
)


def all_shapes(shapes: Graph) -> set[Node]:
    """Every node and property shape."""
    return {s for kind in (SH.NodeShape, SH.PropertyShape) for s in shapes.subjects(RDF.type, kind)}


def constraints(shapes: Graph) -> set[Constraint]:
    """Every constraint of every shape."""
    return {
        Constraint(shorten(shape), f"sh:{COMPONENTS[parameter]}ConstraintComponent")
        for shape in all_shapes(shapes)
        for parameter, _ in shapes.predicate_objects(shape)
        if isinstance(parameter, URIRef) and parameter in COMPONENTS
    }


def helpers(shapes: Graph) -> dict[str, set[Constraint]]:
    """Shapes that others use in sh:or, sh:not or sh:qualifiedValueShape, and the constraints that use them.

    pySHACL reports the constraint of the user, never that of the helper or of its property shapes.
    """
    found: dict[str, set[Constraint]] = {}
    uses = [(SH["or"], "Or"), (SH["not"], "Not"), (SH.qualifiedValueShape, "QualifiedMinCount")]
    for parameter, component in uses:
        for shape, value in shapes.subject_objects(parameter):
            user = Constraint(shorten(shape), f"sh:{component}ConstraintComponent")
            for helper in Collection(shapes, value) if isinstance(value, BNode) else [value]:
                for part in (helper, *shapes.objects(helper, SH.property)):
                    found.setdefault(shorten(part), set()).add(user)
    return found


def unproved(shapes: Graph, proved: Iterable[Constraint]) -> set[Constraint]:
    """The constraints that no file in ``fail/`` breaks; one of a helper is proved with its users."""
    seen = set(proved)
    users = helpers(shapes)
    return {c for c in constraints(shapes) if not (users[c.shape] <= seen if c.shape in users else c in seen)}


def languages(shapes: Graph, shape: Node, predicate: URIRef) -> list[str | None]:
    """The language tags of the texts of a shape, sorted."""
    texts = [text for text in shapes.objects(shape, predicate) if isinstance(text, Literal)]
    return sorted((text.language for text in texts), key=str)
