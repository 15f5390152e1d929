"""Check the SPARQL that shapes carry, with the parser of the engine that reads all queries here."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from urbansec.engine.syntax import explain
from urbansec.namespaces import PREFIXES, shorten
from urbansec.queries.shapes.path import SH, Term
from urbansec.validation.shapes.problems import ShapeProblem
from urbansec.validation.shapes.terms import sh

if TYPE_CHECKING:
    from urbansec.validation.shapes.load import Shapes

_IMPORTS = ox.NamedNode(f"{PREFIXES['owl']}imports")
_TEXTS = {"select": ox.QuerySolutions, "ask": ox.QueryBoolean}


def problems(shapes: "Shapes") -> Iterator[ShapeProblem]:
    """Queries that do not parse, are of another form, or are missing where a constraint needs one."""
    for shape, constraint in shapes.graph.having(sh("sparql")):
        if not any(True for _ in shapes.graph.objects(constraint, sh("select"))):
            message = "A sh:sparql constraint has no sh:select."
            yield ShapeProblem(message, "Add the query that finds what is wrong.", shape, f"{SH}sparql", constraint, shapes.file_of(shape))
    for name, form in _TEXTS.items():
        for node, text in shapes.graph.having(sh(name)):
            if isinstance(text, ox.Literal):
                yield from _query(shapes, node, name, text, form)


def _query(shapes: "Shapes", node: Term, name: str, text: ox.Literal, form: type) -> Iterator[ShapeProblem]:
    shape = next((parent for parent, constraint in shapes.graph.having(sh("sparql")) if constraint == node), node)
    where = f" of {shorten(shape.value)}" if isinstance(shape, ox.NamedNode) else ""
    file = shapes.file_of(node) or shapes.file_of(shape)
    query = prefixes(shapes, node) + re.sub(r"[$?]PATH\b", "<urn:path>", text.value)
    try:
        found = ox.Store().query(query)
    except SyntaxError as error:
        hint = "Mend the query; prefixes come from sh:prefixes."
        reason = explain(query, str(error.args[0]), error.lineno, error.offset).detail
        yield ShapeProblem(f"sh:{name}{where} is no SPARQL: {reason}", hint, shape, f"{SH}{name}", text, file)
        return
    except (ValueError, OSError):  # a query that parses and cannot run here, such as one with SERVICE
        return
    if not isinstance(found, form):
        yield ShapeProblem(f"sh:{name}{where} is a query of another form.", f"Write {name.upper()} ….", shape, f"{SH}{name}", text, file)


def prefixes(shapes: "Shapes", node: Term) -> str:
    """The PREFIX lines that ``sh:prefixes`` of a constraint stand for."""
    lines: dict[str, None] = {}
    for declaration in declarations(shapes, shapes.graph.objects(node, sh("prefixes"))):
        for prefix in shapes.graph.objects(declaration, sh("prefix")):
            lines.update((f"PREFIX {prefix.value}: <{space.value}>\n", None) for space in shapes.graph.objects(declaration, sh("namespace")))
    return "".join(lines)


def declarations(shapes: "Shapes", ontologies: Iterable[Term]) -> Iterator[Term]:
    """The declarations of prefixes in ontologies, and in what these import."""
    wanted, seen = list(ontologies), set()
    while wanted:
        ontology = wanted.pop()
        if ontology not in seen:
            seen.add(ontology)
            wanted += shapes.graph.objects(ontology, _IMPORTS)
            yield from shapes.graph.objects(ontology, sh("declare"))
