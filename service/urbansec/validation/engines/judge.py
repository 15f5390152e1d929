"""SHACL by pySHACL: the judge, whose results any other engine must give.

Slow, and complete. It is imported only when it is used, for it and rdflib cost a second.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import Node

from urbansec.validation.engines.data import DataUnsupportedError, Input
from urbansec.validation.engines.finish import Raw, made
from urbansec.validation.engines.result import Result
from urbansec.validation.shapes import Shapes, ShapesError, Term
from urbansec.validation.shapes.terms import sh

_DEEP = 100  # shapes within shapes; circles are refused before
_ADVANCED = tuple(sh(name) for name in ("target", "rule", "expression"))


class Engine:
    """The shapes as rdflib has them."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._graph = _graph(_anchored(triple) for triple in shapes.triples)
        self._advanced = any(True for predicate in _ADVANCED for _ in shapes.graph.having(predicate))

    def run(self, data: Input) -> list[Result]:
        """What violates the shapes, in no particular order; :class:`ShapesError` if pySHACL cannot use them."""
        with _as_written():
            try:
                _, report, text = pyshacl.validate(
                    _graph(data.triples), shacl_graph=self._graph, inference="none", advanced=self._advanced, max_validation_depth=_DEEP
                )
            except Exception as error:  # it raises many kinds, all about the shapes
                raise ShapesError(f"pySHACL cannot use the shapes: {error}") from error
        if not isinstance(report, rdflib.Graph):
            raise ShapesError(f"pySHACL cannot use the shapes: {text}")
        return [self._result(report, result) for result in report.objects(_root(report, self._graph), SH.result)]

    def _result(self, report: rdflib.Graph, result: Node) -> Result:
        focus, path, value, shape, component, constraint = (
            _term(report.value(result, predicate))
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


_ESCAPED = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\$", re.DOTALL)


def _anchored(triple: ox.Triple) -> ox.Triple:
    """In a pattern, ``$`` made the very end: Python's would also match before a last line break, which XPath's does not."""
    if triple.predicate != sh("pattern") or not isinstance(triple.object, ox.Literal):
        return triple
    text = _ESCAPED.sub(lambda match: r"\Z" if match[0] == "$" else match[0], triple.object.value)
    return ox.Triple(triple.subject, triple.predicate, ox.Literal(text))


def _graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    graph = rdflib.Graph()
    nodes: dict[Any, Any] = {}

    def node(term: Any) -> Any:
        known = nodes.get(term)
        if known is None:
            known = nodes[term] = _node(term)
        return known

    with _as_written():
        for triple in triples:
            graph.add((node(triple.subject), node(triple.predicate), node(triple.object)))
    return graph


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


def _term(node: Node | None) -> Term | None:
    match node:
        case None:
            return None
        case rdflib.URIRef():
            return ox.NamedNode(str(node))
        case rdflib.Literal():
            if node.language:
                return ox.Literal(str(node), language=node.language)
            return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
    return ox.BlankNode(str(node))
