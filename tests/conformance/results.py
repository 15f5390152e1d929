"""Read results by the rules of their own recommendations, with no part of the engine that wrote them."""

import csv
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from tests.conformance.compare import XSD, Result, Row, Table, Term

_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_SR = "{http://www.w3.org/2005/sparql-results#}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_KINDS = {"uri": "iri", "bnode": "blank", "literal": "literal", "typed-literal": "literal"}
_TSV_LITERAL = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[\w-]+)|\^\^<(?P<datatype>[^>]*)>)?\Z', re.DOTALL)
_NUMBERS = ((r"[+-]?\d+\Z", "integer"), (r"[+-]?\d*\.\d+\Z", "decimal"), (r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+\Z", "double"), (r"(true|false)\Z", "boolean"))
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
MEDIA_TYPES = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
}


def read_result(content: bytes, suffix: str, *, ordered: bool = False) -> Result:
    """The result in ``content``, written as files that end in ``suffix`` are."""
    match suffix:
        case ".srj":
            return _json(content, ordered)
        case ".srx":
            return _xml(content, ordered)
        case ".csv":
            return _csv(content.decode("utf-8"), ordered)
        case ".tsv":
            return _tsv(content.decode("utf-8"), ordered)
    raise AssertionError(f"no results end in {suffix}")


def read_graph(content: bytes, base: str) -> list[ox.Triple]:
    """The triples of a Turtle document."""
    return [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.TURTLE, base_iri=base)]


def read_file(path: Path, base: str) -> list[ox.Quad]:
    """The quads of a suite's data file; its blank nodes are its own."""
    formats = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML}
    return list(ox.parse(path=str(path), format=formats[path.suffix], base_iri=base, rename_blank_nodes=True, lenient=True))


def read_result_set(content: bytes, base: str) -> Table | None:
    """The table that a Turtle document describes in the vocabulary for results; ``None`` if it is just a graph."""
    found: dict[tuple[object, str], list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]] = {}
    for triple in read_graph(content, base):
        found.setdefault((triple.subject, triple.predicate.value.removeprefix(_RS)), []).append(triple.object)
    heads = [subject for subject, predicate in found if predicate == "resultVariable"]
    if not heads:
        return None
    (head,) = heads
    rows: list[tuple[int, Row]] = []
    for solution in found.get((head, "solution"), []):
        cells = found.get((solution, "binding"), [])
        row = {_text(found[cell, "variable"][0]): _term(found[cell, "value"][0]) for cell in cells}
        rows.append((int(_text(found.get((solution, "index"), [ox.Literal("0")])[0])), row))
    ordered = any(index for index, _ in rows)
    return Table(tuple(map(_text, found[head, "resultVariable"])), tuple(row for _, row in sorted(rows, key=lambda pair: pair[0])), ordered)


def same_graph(found: Iterable[ox.Triple], wanted: Iterable[ox.Triple], *, by_value: bool) -> bool:
    """Whether both graphs are isomorphic; literals are compared by value or as they are written."""
    return bool(isomorphic(_graph(found, by_value), _graph(wanted, by_value)))


def _graph(triples: Iterable[ox.Triple], by_value: bool) -> Graph:
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        subject, predicate, found = (_node(term, by_value) for term in (triple.subject, triple.predicate, triple.object))
        graph.add((subject, predicate, found))
    return graph


def _node(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, by_value: bool) -> Node:
    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal():
            if by_value:
                return Literal(str(_term(term).key))
            return Literal(term.value, lang=term.language, datatype=None if term.language else URIRef(term.datatype.value), normalize=False)
    raise AssertionError(f"{term} is no term of RDF 1.1")


def _text(term: object) -> str:
    assert isinstance(term, ox.Literal)
    return term.value


def _term(term: object) -> Term:
    match term:
        case ox.NamedNode():
            return Term("iri", term.value)
        case ox.BlankNode():
            return Term("blank", term.value)
        case ox.Literal():
            return Term("literal", term.value, "" if term.language else term.datatype.value, term.language or "")
    raise AssertionError(f"{term} is no term of RDF 1.1")


def _json(content: bytes, ordered: bool) -> Result:
    document = json.loads(content)
    if "boolean" in document:
        return bool(document["boolean"])
    rows: list[Row] = [
        {name: Term(_KINDS[cell["type"]], cell["value"], cell.get("datatype", ""), cell.get("xml:lang", "")) for name, cell in binding.items()}
        for binding in document["results"]["bindings"]
    ]
    return Table(tuple(document["head"].get("vars", ())), tuple(rows), ordered)


def _xml(content: bytes, ordered: bool) -> Result:
    root = ET.fromstring(content)  # noqa: S314 - from the suite or from the service under test
    truth = root.findtext(f"{_SR}boolean")
    if truth is not None:
        return truth.strip() == "true"
    variables = tuple(node.attrib["name"] for node in root.iterfind(f"{_SR}head/{_SR}variable"))
    rows = [{binding.attrib["name"]: _xml_term(binding[0]) for binding in node} for node in root.iterfind(f"{_SR}results/{_SR}result")]
    return Table(variables, tuple(rows), ordered)


def _xml_term(node: ET.Element) -> Term:
    return Term(_KINDS[node.tag.removeprefix(_SR)], node.text or "", node.attrib.get("datatype", ""), node.attrib.get(_LANG, ""))


def _csv(text: str, ordered: bool) -> Table:
    """CSV does not tell kinds apart, only blank nodes; a cell without content is empty or unbound."""
    variables, *lines = csv.reader(io.StringIO(text, newline=""))
    rows = [
        {name: Term("blank" if cell.startswith("_:") else "text", cell) for name, cell in zip(variables, line, strict=True) if cell} for line in lines if line
    ]
    return Table(tuple(variables), tuple(rows), ordered)


def _tsv(text: str, ordered: bool) -> Table:
    heading, *lines = text.removesuffix("\n").replace("\r\n", "\n").split("\n")
    variables = tuple(name.removeprefix("?") for name in heading.split("\t"))
    rows = [{name: _tsv_term(cell) for name, cell in zip(variables, line.split("\t"), strict=True) if cell} for line in lines]
    return Table(variables, tuple(rows), ordered)


def _tsv_term(cell: str) -> Term:
    if cell.startswith("<"):
        return Term("iri", cell[1:-1])
    if cell.startswith("_:"):
        return Term("blank", cell)
    literal = _TSV_LITERAL.match(cell)
    if literal:
        text = re.sub(r"\\(.)", lambda found: _ESCAPES[found[1]], literal["text"])
        return Term("literal", text, literal["datatype"] or "", literal["language"] or "")
    for pattern, name in _NUMBERS:
        if re.match(pattern, cell):
            return Term("literal", cell, f"{XSD}{name}")
    raise AssertionError(f"{cell!r} is no term of TSV")
