"""SHACL by pySHACL, over what people curate and what the rules derive.

The data graph is handed over in memory. rdflib must not rewrite ill-typed literals on the way, so that people see
the value they wrote.
"""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.helper.path_helper import shacl_path_to_sparql_path
from pyshacl.shapes_graph import ShapesGraph
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from urbansec.dataset import Snapshot
from urbansec.dataset.files import DataFile, discover, parse_all
from urbansec.errors import UrbansecError
from urbansec.namespaces import PREFIXES
from urbansec.validation.finding import Finding, Place, Severity
from urbansec.validation.locate import file_of, is_derived

rdflib.NORMALIZE_LITERALS = False
# An impossible date is a finding; rdflib would print a traceback about it besides.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
_SEVERITIES: dict[Node | None, Severity] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}


class ShapesError(UrbansecError):
    """The shapes themselves are broken, so that nothing can be said about the data."""

    title = "The shapes cannot be used"


def load_shapes(paths: Sequence[Path]) -> rdflib.Graph:
    """The shapes in ``paths`` as one graph; :class:`~urbansec.errors.InputFilesError` if one does not parse."""
    return _graph(parse_all(DataFile(path) for path in discover(paths)))


def count_shapes(shapes: rdflib.Graph) -> int:
    """The number of node shapes that declare a target."""
    targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    return len({shape for target in targets for shape in shapes.subjects(target)})


def run(snapshot: Snapshot, shapes: rdflib.Graph) -> Iterator[Finding]:
    """What violates ``shapes``; :class:`ShapesError` if pySHACL cannot use them."""
    data = _graph({ox.Triple(q.subject, q.predicate, q.object) for q in snapshot.store})
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False)
    except Exception as error:  # pySHACL raises many kinds, all about the shapes
        raise ShapesError(f"pySHACL cannot use the shapes: {error}") from error
    if not isinstance(report, rdflib.Graph):
        raise ShapesError(f"pySHACL cannot use the shapes: {text}")
    for result in report.subjects(RDF.type, SH.ValidationResult):
        if not _echoes(snapshot, report, result):
            yield _finding(snapshot, shapes, report, result)


def _echoes(snapshot: Snapshot, report: rdflib.Graph, result: Node) -> bool:
    """Whether it says that a derived triple is one too many: the curated triple it came from is reported already."""
    if report.value(result, SH.sourceConstraintComponent) != SH.ClosedConstraintComponent:
        return False
    focus, path, value = (_term(report.value(result, p)) for p in (SH.focusNode, SH.resultPath, SH.value))
    return isinstance(path, ox.NamedNode) and is_derived(snapshot, focus, path, value)


def _finding(snapshot: Snapshot, shapes: rdflib.Graph, report: rdflib.Graph, result: Node) -> Finding:
    focus, path, value = (report.value(result, p) for p in (SH.focusNode, SH.resultPath, SH.value))
    predicate = _term(path)
    file = file_of(snapshot, _term(focus), predicate if isinstance(predicate, ox.NamedNode) else None, None if value is None else _term(value))
    messages = list(report.objects(result, SH.resultMessage))
    message = next((m for m in messages if isinstance(m, rdflib.Literal) and m.language == "en"), messages[0] if messages else "")
    return Finding(
        severity=_SEVERITIES.get(report.value(result, SH.resultSeverity), "violation"),
        focus=_text(focus),
        path=_path(shapes, report.value(result, SH.sourceShape), path),
        value=_text(value),
        message=str(message),
        source=_text(report.value(result, SH.sourceShape)),
        component=_text(report.value(result, SH.sourceConstraintComponent)),
        place=Place(file) if file else None,
    )


def _path(shapes: rdflib.Graph, shape: Node | None, path: Node | None) -> str:
    """The path as an IRI, or as the SPARQL property path that a complex path stands for."""
    if not isinstance(path, rdflib.BNode):
        return _text(path)
    return str(shacl_path_to_sparql_path(ShapesGraph(shapes), shapes.value(shape, SH.path), prefixes=dict(PREFIXES)))


def _graph(triples: "Sequence[ox.Quad] | set[ox.Triple]") -> rdflib.Graph:
    graph = rdflib.Graph()
    nodes: dict[Any, Node] = {}

    def node(term: Any) -> Node:
        known = nodes.get(term)
        if known is None:
            known = nodes[term] = _node(term)
        return known

    for triple in triples:
        graph.add((node(triple.subject), node(triple.predicate), node(triple.object)))
    return graph


def _node(term: "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple") -> Node:
    match term:
        case ox.NamedNode():
            return rdflib.URIRef(term.value)
        case ox.BlankNode():
            return rdflib.BNode(term.value)
        case ox.Literal() if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        case ox.Literal():
            plain = term.datatype.value == str(rdflib.XSD.string)
            return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(term.datatype.value), normalize=False)
    raise ShapesError("A triple as a term (RDF 1.2) cannot be validated.")


def _term(node: Node | None) -> "ox.NamedNode | ox.BlankNode | ox.Literal":
    match node:
        case rdflib.URIRef():
            return ox.NamedNode(str(node))
        case rdflib.Literal():
            if node.language:
                return ox.Literal(str(node), language=node.language)
            return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
    return ox.BlankNode(str(node))


def _text(node: Node | None) -> str:
    return "" if node is None else node.n3() if isinstance(node, rdflib.Literal) else str(node)
