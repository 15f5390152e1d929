"""Results to be explained, found by pySHACL in small data: no engine of the package stands between."""

import logging
from collections.abc import Iterator

import pyoxigraph as ox
import rdflib
from pyshacl import validate
from rdflib.namespace import SH
from rdflib.term import Node

from urbansec.validation.engines.result import Result, Term
from urbansec.validation.explain import Explainer, StoreLookup

EX = "http://example.org/"
PREFIXES = {
    "ex": EX,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
HEAD = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())


def triples(turtle: str) -> list[ox.Triple]:
    """The triples of a Turtle text with the usual prefixes."""
    return [quad.triple for quad in ox.parse((HEAD + turtle).encode(), ox.RdfFormat.TURTLE)]


def results(shapes: str, data: str) -> Iterator[Result]:
    """What pySHACL finds. Shapes and constraints must have IRIs: blank nodes have other labels in its graph."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    try:
        graphs = [rdflib.Graph().parse(data=HEAD + text, format="turtle") for text in (data, shapes)]
        _, report, _ = validate(graphs[0], shacl_graph=graphs[1], inference="none", advanced=False)
    finally:
        rdflib.NORMALIZE_LITERALS = before
    assert isinstance(report, rdflib.Graph)
    for node in report.objects(None, SH.result):
        path = _term(report.value(node, SH.resultPath))
        focus, shape = _term(report.value(node, SH.focusNode)), _term(report.value(node, SH.sourceShape))
        assert focus is not None
        assert shape is not None
        messages = tuple((m.language or "", str(m)) for m in report.objects(node, SH.resultMessage) if isinstance(m, rdflib.Literal))
        yield Result(
            focus,
            str(report.value(node, SH.sourceConstraintComponent)),
            shape,
            "violation",
            path=path if isinstance(path, ox.NamedNode) else None,
            value=_term(report.value(node, SH.value)),
            constraint=_term(report.value(node, SH.sourceConstraint)),
            messages=messages,
        )


def explainer(shapes: str, data: str, found: list[Result]) -> Explainer:
    """An explainer of these results, with the data at hand."""
    store = ox.Store()
    store.extend([ox.Quad(t.subject, t.predicate, t.object) for t in triples(data)])
    return Explainer(triples(shapes), StoreLookup(store, {result.focus for result in found}), PREFIXES)


def _term(node: Node | None) -> Term | None:
    match node:
        case None:
            return None
        case rdflib.URIRef():
            return ox.NamedNode(str(node))
        case rdflib.Literal() if node.language:
            return ox.Literal(str(node), language=node.language)
        case rdflib.Literal():
            return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
    return ox.BlankNode(str(node))
