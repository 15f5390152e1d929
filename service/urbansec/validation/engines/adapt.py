"""Shapes written such that pySHACL reads in them what the recommendation says.

* In a pattern ``$`` is the very end: Python's would also match before a last line break. ``sh:flags`` may hold ``s``,
  ``x`` and ``q`` too, of which pySHACL knows nothing.
* ``sh:uniqueLang`` counts if it is written ``true``.
* What an ontology imports declares prefixes for ``sh:prefixes`` as well.
* Going a sequence backwards means to take its last step first.
"""

import re
from collections.abc import Iterator

import pyoxigraph as ox

from urbansec.queries.shapes.path import FIRST, NIL, REST
from urbansec.validation.shapes import Path, Shapes
from urbansec.validation.shapes.select import declarations
from urbansec.validation.shapes.terms import sh

_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\$", re.DOTALL)
_OPERATORS = {"inverse": "inversePath", "alternative": "alternativePath", "*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}


def adapted(shapes: Shapes) -> Iterator[ox.Triple]:
    """The triples to hand to pySHACL."""
    flags = {subject: value.value for subject, value in shapes.graph.having(sh("flags"))}
    turned = {shape.node: shape.path.inwards() for shape in shapes if shape.path is not None and _turns(shape.path)}
    # What becomes a plain property would count as one where a shape is closed; such a path is followed rightly as it is.
    turned = {node: path for node, path in turned.items() if path.predicate is None}
    for triple in shapes.triples:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if predicate == sh("pattern") and isinstance(value, ox.Literal) and not isinstance(subject, ox.Triple):
            yield ox.Triple(subject, predicate, ox.Literal(for_python(value.value, flags.get(subject, ""))))
        elif predicate == sh("path") and subject in turned and not isinstance(subject, ox.Triple):
            head, triples = _written(turned[subject])
            yield ox.Triple(subject, predicate, head)
            yield from triples
        elif predicate != sh("flags") and (predicate != sh("uniqueLang") or not isinstance(value, ox.Literal) or value.value == "true"):
            yield triple
    for _, ontology in shapes.graph.having(sh("prefixes")):
        if not isinstance(ontology, ox.Literal):
            for declaration in declarations(shapes, [ontology]):
                yield ox.Triple(ontology, sh("declare"), declaration)


def for_python(pattern: str, flags: str) -> str:
    """A regular expression of XPath for Python, flags and all."""
    if "q" in flags:
        pattern = re.escape(pattern)
    elif "m" not in flags:
        pattern = _TOKEN.sub(lambda match: r"\Z" if match[0] == "$" else match[0], pattern)
    kept = "".join(sorted({flag for flag in flags if flag in "imsx"}))
    return f"(?{kept}:{pattern})" if kept else pattern


def _turns(path: Path) -> bool:
    """Whether something longer than a property is gone backwards."""
    return (path.kind == "inverse" and path.parts[0].kind != "predicate") or any(_turns(part) for part in path.parts)


def _written(path: Path) -> tuple[ox.NamedNode | ox.BlankNode, list[ox.Triple]]:
    """A path as RDF: its node and the triples."""
    if path.predicate is not None:
        return path.predicate, []
    heads: list[ox.NamedNode | ox.BlankNode] = []
    triples: list[ox.Triple] = []
    for part in path.parts:
        head, more = _written(part)
        heads.append(head)
        triples += more
    if path.kind not in {"sequence", "alternative"}:
        node = ox.BlankNode()
        return node, [*triples, ox.Triple(node, sh(_OPERATORS[path.kind]), heads[0])]
    tail: ox.NamedNode | ox.BlankNode = NIL
    for head in reversed(heads):
        cell = ox.BlankNode()
        triples += [ox.Triple(cell, FIRST, head), ox.Triple(cell, REST, tail)]
        tail = cell
    if path.kind == "sequence":
        return tail, triples
    node = ox.BlankNode()
    return node, [*triples, ox.Triple(node, sh("alternativePath"), tail)]
