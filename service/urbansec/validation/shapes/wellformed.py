"""Find the mistakes in shapes that would make a validator stop, or worse, make it check nothing.

What the recommendation calls ill-formed is told with the shape, the file and what to do; so are terms that the
vocabulary does not have, and shapes that need each other in a circle, for which it leaves the meaning open.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from urbansec.letters import spelled_like
from urbansec.namespaces import PREFIXES, shorten
from urbansec.queries.shapes.path import SH, ListError, PathError, Term, read_list, read_path
from urbansec.validation.shapes import select, terms
from urbansec.validation.shapes.model import Shape
from urbansec.validation.shapes.problems import ShapeProblem

if TYPE_CHECKING:
    from urbansec.validation.shapes.load import Shapes

_XSD = PREFIXES["xsd"]
_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_DEFINES_SHACL = ox.NamedNode(SH)


def problems(shapes: "Shapes") -> list[ShapeProblem]:
    """Every mistake, in the order of the shapes; each is told once."""
    found = list(_unknown_terms(shapes))
    for shape in shapes:
        found += _path(shapes, shape)
        found += _values(shapes, shape)
        found += _references(shapes, shape)
        found += _javascript(shapes, shape)
    found += select.problems(shapes)
    found += _circles(shapes)
    return list(dict.fromkeys(found))


def shown(shapes: "Shapes", node: Term) -> str:
    """A shape as people know it: by its name, or by its path and the named shape it belongs to."""
    if isinstance(node, ox.NamedNode):
        return shorten(node.value)
    shape, seen = shapes.get(node), {node}
    above = next((parent for parent, _ in shape.parents if parent not in seen), None) if shape else None
    about = f"the shape for {shape.path.text(shorten)}" if shape and shape.path else "a shape without a name"
    while above is not None and not isinstance(above, ox.NamedNode):
        seen.add(above)
        parent = shapes.get(above)
        above = next((node for node, _ in parent.parents if node not in seen), None) if parent else None
    return f"{about} in {shorten(above.value)}" if isinstance(above, ox.NamedNode) else about


def _problem(shapes: "Shapes", shape: Term, message: str, hint: str, *about: str | Term) -> ShapeProblem:
    """A problem of a shape, ``about`` the local name of a parameter and one of its values."""
    name, value = (*about, "", None)[0], next((term for term in about if not isinstance(term, str)), None)
    return ShapeProblem(message, hint, shape, f"{SH}{name}" if name else "", value, shapes.file_of(shape))


def _unknown_terms(shapes: "Shapes") -> Iterator[ShapeProblem]:
    if any(_DEFINES_SHACL in (triple.subject, triple.object) for triple in shapes.triples):
        return  # the vocabulary itself is among the files, or an extension that says it belongs to it
    for triple in shapes.triples:
        subject, value = triple.subject, triple.object
        if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple) or not _is_ours(shapes, subject):
            continue
        for term, wanted in ((triple.predicate, terms.PROPERTIES), (value, terms.ALL)):
            name = term.value.removeprefix(SH) if isinstance(term, ox.NamedNode) and term.value.startswith(SH) else ""
            if name and name not in wanted:
                near = spelled_like(name, wanted, most=1) or [t for t in sorted(wanted) if t.lower() == name.lower()]
                hint = f"Did you mean sh:{near[0]}?" if near else "Look the term up in the vocabulary, or remove it."
                what = "property" if term is triple.predicate else "term"
                message = f"{shown(shapes, subject)} uses sh:{name}, and SHACL has no such {what}."
                yield ShapeProblem(message, hint, subject, triple.predicate.value, value, shapes.file_of(subject))


def _is_ours(shapes: "Shapes", subject: Term) -> bool:
    """Whether it is a shape or a part of one; a file may hold data besides."""
    if isinstance(subject, ox.BlankNode):
        return True
    types = shapes.graph.objects(subject, _TYPE)
    return subject in shapes or any(isinstance(kind, ox.NamedNode) and kind.value.startswith(SH) for kind in types)


def _path(shapes: "Shapes", shape: Shape) -> Iterator[ShapeProblem]:
    paths, name = shape.get("path"), shown(shapes, shape.node)
    typed = {value.value for value in shape.values.get(f"{PREFIXES['rdf']}type", ()) if isinstance(value, ox.NamedNode)}
    if len(paths) > 1:
        listed = " and ".join(shorten(path.value) for path in paths)
        yield _problem(shapes, shape.node, f"{name} has {len(paths)} paths ({listed}).", "Write one property shape for each.", "path", paths[1])
    elif paths:
        try:
            read_path(shapes.graph, paths[0])
        except PathError as error:
            hint = "A path is a property, a sequence ( … ) of two or more, or one of the operators in square brackets, such as [ sh:inversePath … ]."
            yield _problem(shapes, shape.node, f"The path of {name} {error}.", hint, "path", paths[0])
        if f"{SH}NodeShape" in typed:
            hint = "Make it a sh:PropertyShape, or move the path into a sh:property."
            yield _problem(shapes, shape.node, f"{name} is a sh:NodeShape and has a sh:path.", hint, "path", paths[0])
    else:
        if f"{SH}PropertyShape" in typed:
            yield _problem(shapes, shape.node, f"{name} is a sh:PropertyShape without a sh:path.", "Add the sh:path whose values it is about.")
        for parameter in terms.PROPERTY_ONLY:
            if shape.get(parameter) and (f"{SH}PropertyShape" not in typed) and not _used_as_property(shape):
                hint = "Add a sh:path, or move it into a sh:property."
                yield _problem(shapes, shape.node, f"{name} has sh:{parameter} but no sh:path, so it would check nothing.", hint, parameter)


def _used_as_property(shape: Shape) -> bool:
    return any(through == "property" for _, through in shape.parents)


def _values(shapes: "Shapes", shape: Shape) -> Iterator[ShapeProblem]:
    name = shown(shapes, shape.node)
    for parameter in terms.ONCE:
        values = shape.get(parameter)
        if len(values) > 1:
            yield _problem(shapes, shape.node, f"{name} has {len(values)} values of sh:{parameter}.", "Keep one.", parameter, values[1])
    for kinds, wrong, hint in _CHECKS:
        for parameter in kinds:
            for value in shape.get(parameter):
                if wrong(value):
                    yield _problem(shapes, shape.node, f"sh:{parameter} of {name} is {_text(value)}.", hint, parameter, value)
    for parameter in (*terms.LISTS, *terms.SHAPE_LISTS):
        for head in shape.get(parameter):
            try:
                list(read_list(shapes.graph, head))
            except ListError as error:
                yield _problem(shapes, shape.node, f"sh:{parameter} of {name} {error}.", f"Write sh:{parameter} ( … ).", parameter, head)
    for value in shape.get("pattern"):
        mistake = _bad_pattern(value)
        if mistake:
            hint = "Mend the regular expression, and write every backslash twice in a Turtle string."
            yield _problem(shapes, shape.node, f"sh:pattern of {name} is {_text(value)}: {mistake}.", hint, "pattern", value)
    if shape.get("flags") and not shape.get("pattern"):
        yield _problem(shapes, shape.node, f"{name} has sh:flags and no sh:pattern.", "Add the pattern, or remove the flags.", "flags")


def _text(value: Term) -> str:
    """A value as people wrote it, more or less."""
    match value:
        case ox.NamedNode():
            return shorten(value.value)
        case ox.BlankNode():
            return "a blank node"
    datatype = value.datatype.value
    return f'"{value.value}"' if datatype == f"{_XSD}string" else f'"{value.value}" ({value.language or shorten(datatype)})'


def _no_count(value: Term) -> bool:
    return not (isinstance(value, ox.Literal) and value.datatype.value in terms.INTEGERS and re.fullmatch(r"\+?[0-9]+|-0+", value.value))


def _no_flag(value: Term) -> bool:
    return not (isinstance(value, ox.Literal) and value.datatype.value == f"{_XSD}boolean" and value.value in ("true", "false", "1", "0"))


def _no_iri(value: Term) -> bool:
    return not isinstance(value, ox.NamedNode)


def _no_literal(value: Term) -> bool:
    return not isinstance(value, ox.Literal)


def _no_node_kind(value: Term) -> bool:
    return not (isinstance(value, ox.NamedNode) and value.value.removeprefix(SH) in terms.NODE_KINDS)


def _no_text(value: Term) -> bool:
    return not (isinstance(value, ox.Literal) and value.datatype.value == f"{_XSD}string")


def _no_message(value: Term) -> bool:
    return not (isinstance(value, ox.Literal) and (value.language or value.datatype.value == f"{_XSD}string"))


_CHECKS = (
    (terms.COUNTS, _no_count, "Write a whole number without quotes, 0 or more."),
    (terms.FLAGS, _no_flag, "Write true or false, without quotes."),
    (tuple(name for name in terms.IRIS if name != "nodeKind"), _no_iri, "Write the IRI of the class, property, datatype or severity that is meant."),
    (("nodeKind",), _no_node_kind, f"It is one of {', '.join(f'sh:{name}' for name in sorted(terms.NODE_KINDS))}."),
    (terms.LIMITS, _no_literal, "Write a number or a date to compare with."),
    (("pattern", "flags"), _no_text, "Write a plain string, without language and datatype."),
    (("message",), _no_message, "Write a text, with a language tag or without."),
    (("targetNode",), lambda value: isinstance(value, ox.BlankNode), "Name a node that the data can have: an IRI or a literal."),
)


_ONLY_XPATH = re.compile(r"\\[pP]\{[^}]*\}|\\[iIcC]")


def _bad_pattern(value: Term) -> str:
    if _no_text(value):
        return ""  # told already
    try:
        re.compile(_ONLY_XPATH.sub("x", value.value))
    except re.error as error:
        return str(error)
    return ""


def _javascript(shapes: "Shapes", shape: Shape) -> Iterator[ShapeProblem]:
    for value in shape.get("js"):
        yield _problem(
            shapes, shape.node, f"{shown(shapes, shape.node)} has a constraint in JavaScript, which nothing here runs.", "Write it in SPARQL.", "js", value
        )


def _references(shapes: "Shapes", shape: Shape) -> Iterator[ShapeProblem]:
    name = shown(shapes, shape.node)
    for parameter, child in shapes.children(shape):
        target = shapes.get(child)
        if isinstance(child, ox.Literal):
            yield _problem(shapes, shape.node, f"sh:{parameter} of {name} is the text {child}, no shape.", "Name a shape.", parameter, child)
        elif child not in shapes.graph:
            near = _near(shapes, child)
            hint = f"Did you mean {near}?" if near else "Declare it, load the file that does, or remove the reference."
            yield _problem(shapes, shape.node, f"sh:{parameter} of {name} points to {_text(child)}, of which the shapes say nothing.", hint, parameter, child)
        elif parameter == "property" and target is not None and not target.get("path"):
            hint = "Add a sh:path to it, or use sh:node."
            yield _problem(shapes, shape.node, f"sh:property of {name} points to {shown(shapes, child)}, which has no sh:path.", hint, parameter, child)


def _near(shapes: "Shapes", node: Term) -> str:
    if not isinstance(node, ox.NamedNode):
        return ""
    space, local = _split(node.value)
    names = [_split(shape.node.value) for shape in shapes if isinstance(shape.node, ox.NamedNode) and shape.node in shapes.graph]
    near = spelled_like(local, [name for other, name in names if other == space], most=1, close=0.75)
    return shorten(space + near[0]) if near else ""


def _split(iri: str) -> tuple[str, str]:
    """Namespace and name."""
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:end], iri[end:]


def _circles(shapes: "Shapes") -> Iterator[ShapeProblem]:
    """One problem for each circle found from a shape that is on it."""
    done: set[Term] = set()
    for start in shapes:
        trail: list[Term] = []
        stack: list[tuple[Term, bool]] = [(start.node, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                trail.pop()
                done.add(node)
                continue
            if node in done:
                continue
            if node in trail:
                circle = [*trail[trail.index(node) :], node]
                steps = " → ".join(shown(shapes, step) for step in circle)
                hint = "SHACL leaves open what that means: break the circle, for example with sh:class in place of sh:node."
                yield _problem(shapes, node, f"Shapes need each other in a circle: {steps}.", hint)
                continue
            trail.append(node)
            stack.append((node, True))
            shape = shapes.get(node)
            stack += [(child, False) for _, child in shapes.children(shape)] if shape else []
