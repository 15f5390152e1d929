"""SHACL by pySHACL: the judge, whose results any other engine must give.

Slow, and complete. It is imported only when it is used, for it and rdflib cost a second.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import Node

from urbansec.validation.engines.adapt import adapted
from urbansec.validation.engines.data import DataUnsupportedError, Input
from urbansec.validation.engines.finish import Raw, made
from urbansec.validation.engines.quicker import ShapesInMemory, hasten
from urbansec.validation.engines.result import Result
from urbansec.validation.shapes import Shapes, ShapesError, Term
from urbansec.validation.shapes.terms import sh

_DEEP = 100  # shapes within shapes; circles are refused before
_ADVANCED = tuple(sh(name) for name in ("target", "rule", "expression"))


class Engine:
    """The shapes as rdflib has them."""

    def __init__(self, shapes: Shapes) -> None:
        hasten()
        self._shapes = shapes
        self._graph = _Terms().graph(adapted(shapes), ShapesInMemory())
        self._advanced = any(True for predicate in _ADVANCED for _ in shapes.graph.having(predicate))

    def run(self, data: Input) -> list[Result]:
        """What violates the shapes, in no particular order; :class:`ShapesError` if pySHACL cannot use them."""
        terms = _Terms()
        graph = terms.graph(data.triples, rdflib.Graph())
        with _as_written():
            try:
                _, report, text = pyshacl.validate(graph, shacl_graph=self._graph, inference="none", advanced=self._advanced, max_validation_depth=_DEEP)
            except Exception as error:  # it raises many kinds, all about the shapes
                raise ShapesError(f"pySHACL cannot use the shapes: {error}") from error
        if not isinstance(report, rdflib.Graph):
            raise ShapesError(f"pySHACL cannot use the shapes: {text}")
        return [self._result(report, result, terms) for result in report.objects(_root(report, self._graph), SH.result)]

    def _result(self, report: rdflib.Graph, result: Node, terms: "_Terms") -> Result:
        focus, path, value, shape, component, constraint = (
            terms.term(report.value(result, predicate))
            for predicate in (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.sourceConstraint)
        )
        if focus is None or shape is None or not isinstance(component, ox.NamedNode):
            raise ShapesError("pySHACL reports a result without a focus node, a shape or a component.")
        said = [str(message) for message in report.objects(result, SH.resultMessage)]
        return made(self._shapes, Raw(focus, component.value, shape, path if isinstance(path, ox.NamedNode) else None, value, constraint, said))


@contextmanager
def _as_written() -> Iterator[None]:
    """Literals stay as they were written, ill-typed ones too, and rdflib prints no traceback about an impossible date."""
    logger = logging.getLogger("rdflib.term")
    before = rdflib.NORMALIZE_LITERALS, logger.level
    rdflib.NORMALIZE_LITERALS = False
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before[0]
        logger.setLevel(before[1])


def _root(report: rdflib.Graph, shapes: rdflib.Graph) -> Node:
    """The report itself. What it says of blank nodes is copied into it, and those may be reports too, if that is what was validated."""
    roots = [node for node in report.subjects(RDF.type, SH.ValidationReport) if (node, RDF.type, SH.ValidationReport) not in shapes]
    return min(roots, key=lambda node: sum(1 for _ in report.subjects(None, node)))


class _Terms:
    """Terms as rdflib has them, and back again.

    rdflib rewrites a few literals whatever it is told (white space in an ``xsd:token``), so it is remembered what each was made from.
    """

    def __init__(self) -> None:
        self._nodes: dict[Term | ox.Triple, Node] = {}
        self._terms: dict[Node, Term] = {}

    def graph(self, triples: Iterable[ox.Triple], graph: rdflib.Graph) -> rdflib.Graph:
        """The triples as a graph of rdflib, put into an empty one."""
        with _as_written():
            for triple in triples:
                graph.add((self.node(triple.subject), self.node(triple.predicate), self.node(triple.object)))
        return graph

    def node(self, term: Term | ox.Triple) -> Node:
        """The term for rdflib."""
        found = self._nodes.get(term)
        if found is None:
            found = self._nodes[term] = _node(term)
            if not isinstance(term, ox.Triple):
                self._terms.setdefault(found, term)
        return found

    def term(self, node: Node | None) -> Term | None:
        """The term that a node was made from, or stands for if pySHACL made it."""
        return None if node is None else self._terms.get(node) or _term(node)


def _node(term: Term | ox.Triple) -> Node:
    match term:
        case ox.NamedNode():
            return rdflib.URIRef(term.value)
        case ox.BlankNode():
            return rdflib.BNode(term.value)
        case ox.Literal() if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        case ox.Literal():
            plain = term.datatype.value == str(XSD.string)
            return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(term.datatype.value), normalize=False)
    raise DataUnsupportedError("A triple as a term (RDF 1.2) cannot be validated.")


def _term(node: Node) -> Term:
    match node:
        case rdflib.URIRef():
            return ox.NamedNode(str(node))
        case rdflib.Literal() if node.language:
            return ox.Literal(str(node), language=node.language)
        case rdflib.Literal():
            return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
    return ox.BlankNode(str(node))
