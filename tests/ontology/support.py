"""Where the ontology files are, and how the tests read them."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, Namespace

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY_IRI = "https://w3id.org/urbansec/ontology"
ID = "https://w3id.org/urbansec/id/"
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")  # rdflib's own warns when pytest looks at it
URB = Namespace(f"{ONTOLOGY_IRI}#")
LANGUAGES = ("de", "en", "fr")

TERM_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)

_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r'|<(?P<iri>[^<>"{}|^`\\\s]*)>|\#[^\n]*'
    r"|(?P<prefix>[A-Za-z][\w-]*)?:(?P<local>[A-Za-z0-9_](?:[\w.-]*[\w-])?)?",
    re.DOTALL,
)


def turtle_files(folder: str) -> list[Path]:
    """The Turtle files in a folder named from the project root, sorted."""
    return sorted((ROOT / folder).rglob("*.ttl"))


def query_files(*folders: str) -> list[Path]:
    """The query files in folders named from the project root, sorted."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.rq"))


def parse(paths: Iterable[Path]) -> Graph:
    """One graph of all the files."""
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def name(path: Path) -> str:
    """A path as people say it: from the project root."""
    return path.relative_to(ROOT).as_posix()


def declared_terms(graph: Graph) -> set[URIRef]:
    """The terms of our namespace that the graph declares as class or property."""
    return {term for kind in TERM_KINDS for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef) and term in URB}


def used_iris(graph: Graph) -> set[str]:
    """Every IRI in the graph, in whatever place of a triple."""
    return {str(node) for triple in graph for node in triple if isinstance(node, URIRef)}


def iris_in_query(text: str) -> set[str]:
    """Every IRI that a SPARQL query names, prefixed names expanded; none from comments and strings."""
    prefixes: dict[str, str] = {}
    found: set[str] = set()
    pending: str | None = None
    for match in _TOKEN.finditer(text):
        iri, local = match["iri"], match["local"]
        before = text[: match.start()].rstrip().upper()
        if iri is not None:
            if pending is None:
                found.add(iri)
            else:
                prefixes[pending] = iri
            pending = None
        elif match[0].startswith(("#", '"', "'")):
            continue
        elif local is None and before.endswith("PREFIX"):
            pending = match["prefix"] or ""
        elif (match["prefix"] or "") in prefixes:
            found.add(prefixes[match["prefix"] or ""] + (local or ""))
    return found


def urb_only(iris: Iterable[str]) -> set[str]:
    """Those of the IRIs that lie in our namespace, the bare namespace left out."""
    return {iri for iri in iris if iri.startswith(str(URB)) and iri != str(URB)}


def objects(graph: Graph, subject: URIRef, predicate: URIRef) -> Iterator[URIRef]:
    """The values of a property that are IRIs."""
    return (value for value in graph.objects(subject, predicate) if isinstance(value, URIRef))
