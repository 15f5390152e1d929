"""The suites' manifests, read into cases. The suites lie in the folder that ``URBANSEC_W3C`` names; without it there are no cases."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SD = "http://www.w3.org/ns/sparql-service-description#"
# Where the suites are published, so that relative IRIs become the same ones on every machine.
SPARQL_BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
TURTLE_BASE = "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-turtle/"
Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def folder() -> Path | None:
    """The folder of the suites, if there is one."""
    named = os.environ.get("URBANSEC_W3C", "")
    return Path(named) if named else None


class Manifest:
    """One manifest as a graph to look things up in."""

    def __init__(self, path: Path, base: str) -> None:
        self.base = base
        self.folder = path.parent
        self._found: dict[tuple[Node, str], list[Node]] = {}
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=f"{base}{path.name}", lenient=True):
            self._found.setdefault((quad.subject, quad.predicate.value), []).append(quad.object)

    def all(self, subject: Node, predicate: str) -> list[Node]:
        """The objects of a subject and a predicate."""
        return self._found.get((subject, predicate), [])

    def one(self, subject: Node, predicate: str) -> Node | None:
        """The only object, if there is one."""
        found = self.all(subject, predicate)
        return found[0] if found else None

    def text(self, subject: Node, predicate: str) -> str:
        """The value of the only object, or nothing."""
        found = self.one(subject, predicate)
        return found.value if isinstance(found, ox.NamedNode | ox.Literal) else ""

    def list(self, head: Node | None) -> list[Node]:
        """The members of an RDF list."""
        members = []
        while isinstance(head, ox.BlankNode):
            members += self.all(head, f"{RDF}first")
            head = self.one(head, f"{RDF}rest")
        return members

    def entries(self) -> Iterator[ox.NamedNode]:
        """The tests, in the order of the manifest."""
        heads = [head for (_, predicate), objects in self._found.items() if predicate == f"{MF}entries" for head in objects]
        for head in heads:
            yield from (entry for entry in self.list(head) if isinstance(entry, ox.NamedNode))

    def kind(self, entry: Node) -> str:
        """The type of a test, without its namespace."""
        return self.text(entry, f"{RDF}type").rpartition("#")[2]

    def file(self, node: Node | None) -> Path | None:
        """The file that an IRI of this manifest stands for."""
        return self.folder / node.value.removeprefix(self.base) if isinstance(node, ox.NamedNode) else None


@dataclass(frozen=True)
class QueryCase:
    """A query to evaluate, or to judge the syntax of. Graphs are named by the published addresses of their files."""

    id: str
    kind: str
    query: Path
    base: str
    data: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    result: Path | None = None

    @property
    def group(self) -> str:
        """The folder of the suite."""
        return self.id.partition("/")[0]

    @property
    def text(self) -> str:
        """The query as it is sent: relative IRIs have the base that the file has where it is published."""
        return f"BASE <{self.base}>\n{self.query.read_text('utf-8')}"


@dataclass(frozen=True)
class Entry:
    """A test that its own runner reads on in the manifest."""

    id: str
    manifest: Manifest
    node: ox.NamedNode

    @property
    def name(self) -> str:
        """The last part of the id."""
        return self.id.partition("/")[2]


@cache
def manifest(group: str, name: str = "manifest.ttl") -> Manifest:
    """The manifest of a folder of the SPARQL suite."""
    root = folder()
    assert root is not None
    return Manifest(root / "sparql11" / group / name, f"{SPARQL_BASE}{group}/")


@cache
def query_cases() -> tuple[QueryCase, ...]:
    """All evaluation, result format and syntax tests of the suite, updates included."""
    root = folder()
    if root is None:
        return ()
    found = []
    for path in sorted((root / "sparql11").glob("*/manifest.ttl")):
        made = manifest(path.parent.name)
        found += [_query_case(path.parent.name, made, entry) for entry in made.entries() if made.kind(entry) in _QUERY_KINDS]
    return tuple(found)


def entries(group: str, name: str = "manifest.ttl") -> tuple[Entry, ...]:
    """The tests of one manifest."""
    if folder() is None:
        return ()
    made = manifest(group, name)
    return tuple(Entry(f"{group}/{_local(entry)}", made, entry) for entry in made.entries())


@cache
def turtle_entries() -> tuple[Entry, ...]:
    """The tests of the Turtle suite."""
    root = folder()
    if root is None:
        return ()
    made = Manifest(root / "rdf11" / "rdf-turtle" / "manifest.ttl", TURTLE_BASE)
    return tuple(Entry(f"turtle/{_local(entry)}", made, entry) for entry in made.entries())


EVALUATION = ("QueryEvaluationTest", "CSVResultFormatTest")
POSITIVE, NEGATIVE = "PositiveSyntaxTest11", "NegativeSyntaxTest11"
_QUERY_KINDS = (*EVALUATION, POSITIVE, NEGATIVE, "PositiveUpdateSyntaxTest11", "NegativeUpdateSyntaxTest11")


def _local(entry: ox.NamedNode) -> str:
    return entry.value.rpartition("#")[2]


def _query_case(group: str, made: Manifest, entry: ox.NamedNode) -> QueryCase:
    action = made.one(entry, f"{MF}action")
    assert action is not None
    query = action if isinstance(action, ox.NamedNode) else made.one(action, f"{QT}query")
    path = made.file(query)
    assert path is not None
    assert isinstance(query, ox.NamedNode)

    def graphs(predicate: str) -> tuple[str, ...]:
        return tuple(node.value for node in made.all(action, f"{QT}{predicate}") if isinstance(node, ox.NamedNode))

    return QueryCase(
        f"{group}/{_local(entry)}", made.kind(entry), path, query.value, graphs("data"), graphs("graphData"), made.file(made.one(entry, f"{MF}result"))
    )
