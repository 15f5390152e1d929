"""SHACL by the ``shacl`` package, a validator in Rust: shapes and data go in as N-Triples, results come out as text.

The engine names blank nodes anew. Those of the shapes that a result can name (shapes and SPARQL constraints) are given
IRIs on the way in; as the name of a shape an IRI means the same. Those of the data must stay blank, because
``sh:nodeKind`` asks what they are. So where a result names one, the run is repeated with one triple more for each: it
leads from an IRI that holds the label to the node, and a shape that is about these triples alone reports both its ends.
"""

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import shacl

from urbansec.errors import InputFileError
from urbansec.namespaces import PREFIXES
from urbansec.namespaces import SHAPES as BASE
from urbansec.validation.engines.data import Input
from urbansec.validation.engines.finish import Raw, made
from urbansec.validation.engines.result import Result
from urbansec.validation.shapes import Shapes, ShapesError, Term
from urbansec.validation.shapes.terms import SH, sh

_NAMED = f"{BASE}/blank/"
_MARK = f"{BASE}/mark"
_MARKING = f"<{_MARK}/shape>"
_MARKS = f"""<{_MARK}> <{SH}targetSubjectsOf> <{_MARK}> .
<{_MARK}> <{SH}property> {_MARKING} .
{_MARKING} <{SH}path> <{_MARK}> .
{_MARKING} <{SH}nodeKind> <{SH}Literal> .
"""
_SPARQL = f"{SH}SPARQLConstraintComponent"
_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_CLASS = ox.NamedNode(f"{PREFIXES['rdfs']}Class")
_NT = ox.RdfFormat.N_TRIPLES


class Engine:
    """The shapes, compiled once; :class:`~urbansec.validation.shapes.ShapesError` if the engine cannot use them."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._text = _for_engine(shapes)
        self._compiled = _compiled(self._text)

    def run(self, data: Input) -> list[Result]:
        """What violates the shapes, in no particular order."""
        report = _validated(self._compiled, data.text)
        if not any(_is_blank(found.focus_node) or _is_blank(found.value) for found in report.results):
            return self._results(report, {})
        text = data.text.read_bytes() if isinstance(data.text, Path) else data.text
        marks = "".join(f"<{_MARK}/{label}> <{_MARK}> _:{label} .\n" for label in sorted(_labels(text)))
        marked = _validated(_compiled(self._text + _MARKS), text + b"\n" + marks.encode())
        labels = {found.value or "": ox.BlankNode(found.focus_node[len(_MARK) + 2 : -1]) for found in marked.results if found.source_shape == _MARKING}
        return self._results(marked, labels)

    def _results(self, report: shacl.Report, labels: Mapping[str, ox.BlankNode]) -> list[Result]:
        read = _Reader(labels)
        found = [(number, result) for number, result in enumerate(report.results) if result.source_shape != _MARKING]
        constraints = _constraints(report) if any(result.component_iri == _SPARQL for _, result in found) else {}
        made_results = []
        for number, result in found:
            shape, focus, value = (read(text) if text else None for text in (result.source_shape, result.focus_node, result.value))
            constraint = read(constraints[number]) if number in constraints else None
            if shape is None or focus is None:
                raise ShapesError("The engine reports a result without a focus node or a shape.")
            raw = Raw(focus, result.component_iri, shape, _property(result.path), value, constraint, result.messages)
            made_results.append(made(self._shapes, raw))
        return made_results


class _Reader:
    """Terms by how the engine writes them."""

    def __init__(self, labels: Mapping[str, ox.BlankNode]) -> None:
        self._known: dict[str, Term] = dict(labels)

    def __call__(self, text: str) -> Term:
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = _term(text)
        return found


def _term(text: str) -> Term:
    if text.startswith("<"):
        iri = text[1:-1]
        return ox.BlankNode(iri.removeprefix(_NAMED)) if iri.startswith(_NAMED) else ox.NamedNode(iri)
    if text.startswith('"'):
        term = next(ox.parse(f"<urn:x> <urn:x> {text} .", format=_NT)).object
        if isinstance(term, ox.Literal):
            return term
    raise ShapesError(f"The engine reports {text}, which is no term of the data and no shape.")


def _property(path: str | None) -> ox.NamedNode | None:
    """The property, if the path is no more than one."""
    simple = path is not None and path.startswith("<") and path.find(">") == len(path) - 1
    return ox.NamedNode(path[1:-1]) if path is not None and simple else None


def _constraints(report: shacl.Report) -> dict[int, str]:
    """``sh:sourceConstraint`` by the number of the result; only the report as RDF has it, and it counts from 1."""
    found = {}
    for quad in ox.parse(report.serialize("ntriples"), format=_NT):
        if quad.predicate == sh("sourceConstraint") and isinstance(quad.subject, ox.BlankNode):
            found[int(quad.subject.value.removeprefix("r")) - 1] = str(quad.object)
    return found


def _for_engine(shapes: Shapes) -> str:
    """The shapes as N-Triples, with an IRI for each blank node that a result can name.

    That a class which is a shape has its instances for targets is said in so many words, for the engine knows it of instances of
    ``rdfs:Class`` only, and takes every such class with a parameter for a shape.
    """
    wanted = {shape.node for shape in shapes} | {constraint for _, constraint in shapes.graph.having(sh("sparql"))}
    names = {node: ox.NamedNode(f"{_NAMED}{node.value}") for node in wanted if isinstance(node, ox.BlankNode)}
    lines = [f"{target.term} {sh('targetClass')} {target.term} .\n" for shape in shapes for target in shape.targets if target.kind == "implicit"]
    for triple in shapes.triples:
        if triple.predicate == _TYPE and triple.object == _CLASS and triple.subject in shapes:
            continue
        subject, value = (names.get(term, term) if isinstance(term, ox.BlankNode) else term for term in (triple.subject, triple.object))
        lines.append(f"{subject} {triple.predicate} {value} .\n")
    return "".join(lines)


def _compiled(text: str) -> shacl.Shapes:
    try:
        return shacl.Shapes.from_text(text, "ntriples")
    except ValueError as error:
        raise ShapesError(f"The shapes cannot be compiled: {error}.") from error


def _validated(compiled: shacl.Shapes, data: bytes | Path) -> shacl.Report:
    try:
        return compiled.validate_file(str(data)) if isinstance(data, Path) else compiled.validate_text(data.decode(), "ntriples")
    except ValueError as error:
        if isinstance(data, Path):
            raise InputFileError(f"{error}.", file=str(data)) from error
        raise ShapesError(f"The shapes cannot be used: {error}.") from error


def _is_blank(text: str | None) -> bool:
    return text is not None and text.startswith("_:")


def _labels(text: bytes) -> set[str]:
    return {term.value for quad in ox.parse(text, format=_NT) for term in (quad.subject, quad.object) if isinstance(term, ox.BlankNode)}
