"""Easy questions about a graph of shapes: what explanations and the coverage gate read.

Works on anybody's shapes: nothing is asked but triples, and a list or path that is not well-formed is read as far as it goes.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES
from urbansec.queries.shapes.graph import Graph
from urbansec.queries.shapes.path import ListError, Path, PathError, Term, read_list, read_path

RDF = PREFIXES["rdf"]
RDFS = PREFIXES["rdfs"]
SH = PREFIXES["sh"]
TYPE = ox.NamedNode(f"{RDF}type")
_PARAMETER = ox.NamedNode(f"{SH}parameter")


class Index:
    """The triples of shapes, asked by subject and predicate."""

    def __init__(self, triples: Iterable[ox.Triple] | Graph) -> None:
        self.graph = triples if isinstance(triples, Graph) else Graph(triples)

    def of(self, node: Term | None) -> Mapping[str, tuple[Term, ...]]:
        """All that is said of a node: the IRIs of the properties, with their values."""
        return {} if node is None else {predicate.value: values for predicate, values in self.graph.about(node).items()}

    def values(self, node: Term | None, predicate: str) -> list[Term]:
        """The values of a property; ``predicate`` is an IRI, or a local name of SHACL."""
        return [] if node is None else list(self.graph.objects(node, _named(predicate)))

    def value(self, node: Term | None, predicate: str) -> Term | None:
        """The first value of a property."""
        return next(iter(self.values(node, predicate)), None)

    def literals(self, node: Term | None, predicate: str) -> list[ox.Literal]:
        """The values that are literals."""
        return [value for value in self.values(node, predicate) if isinstance(value, ox.Literal)]

    def iris(self, node: Term | None, predicate: str) -> list[ox.NamedNode]:
        """The values that are IRIs."""
        return [value for value in self.values(node, predicate) if isinstance(value, ox.NamedNode)]

    def number(self, node: Term | None, predicate: str) -> int | None:
        """A value that is a whole number; ``None`` if there is none."""
        return next((int(text.value) for text in self.literals(node, predicate) if text.value.lstrip("+-").isdecimal()), None)

    def flag(self, node: Term | None, predicate: str) -> bool:
        """Whether a property is true."""
        return any(text.value in ("true", "1") for text in self.literals(node, predicate))

    def members(self, node: Term | None, predicate: str) -> list[Term]:
        """The members of all lists that are values of a property."""
        found: list[Term] = []
        for head in self.values(node, predicate):
            try:
                for member in read_list(self.graph, head):
                    found.append(member)  # noqa: PERF402 (what stands before a mistake in the list is kept)
            except ListError:
                continue
        return found

    def path(self, shape: Term) -> Path | None:
        """The path of a property shape."""
        try:
            node = self.value(shape, "path")
            return None if node is None else read_path(self.graph, node)
        except PathError:
            return None

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The parameters that the graph declares for components of its own."""
        declared = {node for _, node in self.graph.having(_PARAMETER)}
        return frozenset(path.value for node in declared for path in self.iris(node, "path"))


def _named(predicate: str) -> ox.NamedNode:
    return ox.NamedNode(predicate if ":" in predicate else f"{SH}{predicate}")
