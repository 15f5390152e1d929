"""SHACL property paths: read from a graph, written as SPARQL, followed over data."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES

Term = ox.NamedNode | ox.BlankNode | ox.Literal
SH = PREFIXES["sh"]
RDF = PREFIXES["rdf"]
NIL = ox.NamedNode(f"{RDF}nil")
FIRST, REST = ox.NamedNode(f"{RDF}first"), ox.NamedNode(f"{RDF}rest")


class PathError(ValueError):
    """A node is no well-formed property path; the message completes the sentence "The path …"."""


class ListError(ValueError):
    """A node is no well-formed list; the message completes the sentence "The list …"."""


class Triples(Protocol):
    """A graph that can be asked in both directions."""

    def objects(self, subject: Term, predicate: ox.NamedNode) -> Iterable[Term]:
        """The objects of a subject and a predicate."""
        ...

    def subjects(self, predicate: ox.NamedNode, value: Term) -> Iterable[Term]:
        """The subjects of a predicate and an object."""
        ...


@dataclass(frozen=True)
class Path:
    """A property path. ``kind`` is ``predicate``, ``inverse``, ``sequence``, ``alternative`` or one of ``*``, ``+`` and ``?``."""

    kind: str
    predicate: ox.NamedNode | None = None
    parts: tuple["Path", ...] = ()

    @property
    def predicates(self) -> tuple[ox.NamedNode, ...]:
        """The properties that the path names, each once, in its order."""
        found = [self.predicate] if self.predicate is not None else [p for part in self.parts for p in part.predicates]
        return tuple(dict.fromkeys(found))

    @property
    def reads_inverse(self) -> bool:
        """Whether the path goes against the direction of some triple."""
        return self.kind == "inverse" or any(part.reads_inverse for part in self.parts)

    def inwards(self, *, backwards: bool = False) -> "Path":
        """The same path (or its inverse), with nothing but properties gone against their direction."""
        if self.kind == "predicate":
            return Path("inverse", parts=(self,)) if backwards else self
        if self.kind == "inverse":
            return self.parts[0].inwards(backwards=not backwards)
        parts = tuple(part.inwards(backwards=backwards) for part in self.parts)
        return Path(self.kind, parts=parts[::-1] if backwards and self.kind == "sequence" else parts)

    def text(self, name: Callable[[str], str] | None = None) -> str:
        """The path in SPARQL's notation; ``name`` writes an IRI, by default in full between angle brackets."""
        return _text(self, name or (lambda iri: f"<{iri}>"), 1)

    def forward(self, graph: Triples, start: Iterable[Term]) -> set[Term]:
        """The nodes that the path leads to from any of ``start``."""
        return _follow(self, graph, set(start), backward=False)

    def backward(self, graph: Triples, end: Iterable[Term]) -> set[Term]:
        """The nodes from which the path leads to any of ``end``."""
        return _follow(self, graph, set(end), backward=True)


def _text(path: Path, name: Callable[[str], str], wanted: int) -> str:
    """The text, in brackets if it binds weaker than ``wanted``: 1 a choice, 2 a sequence, 3 a step with a sign, 4 a property."""
    match path.kind:
        case "predicate":
            return name(path.predicate.value) if path.predicate is not None else ""
        case "alternative":
            text, strength = "|".join(_text(part, name, 1) for part in path.parts), 1
        case "sequence":
            text, strength = "/".join(_text(part, name, 2) for part in path.parts), 2
        case "inverse":
            text, strength = f"^{_text(path.parts[0], name, 4)}", 3
        case sign:
            text, strength = f"{_text(path.parts[0], name, 4)}{sign}", 3
    return f"({text})" if strength < wanted else text


def _follow(path: Path, graph: Triples, nodes: set[Term], *, backward: bool) -> set[Term]:
    match path.kind:
        case "predicate":
            return _step(path.predicate, graph, nodes, backward=backward)
        case "inverse":
            return _follow(path.parts[0], graph, nodes, backward=not backward)
        case "sequence":
            for part in reversed(path.parts) if backward else path.parts:
                nodes = _follow(part, graph, nodes, backward=backward)
            return nodes
        case "alternative":
            return set().union(*(_follow(part, graph, nodes, backward=backward) for part in path.parts))
        case "?":
            return nodes | _follow(path.parts[0], graph, nodes, backward=backward)
    found = set(nodes) if path.kind == "*" else set()
    new = _follow(path.parts[0], graph, nodes, backward=backward) - found
    while new:
        found |= new
        new = _follow(path.parts[0], graph, new, backward=backward) - found
    return found


def _step(predicate: ox.NamedNode | None, graph: Triples, nodes: set[Term], *, backward: bool) -> set[Term]:
    if predicate is None:
        return set()
    if backward:
        return {subject for node in nodes for subject in graph.subjects(predicate, node)}
    return {value for node in nodes for value in graph.objects(node, predicate)}


_SIGNS = {ox.NamedNode(f"{SH}zeroOrMorePath"): "*", ox.NamedNode(f"{SH}oneOrMorePath"): "+", ox.NamedNode(f"{SH}zeroOrOnePath"): "?"}
_INVERSE, _ALTERNATIVE = ox.NamedNode(f"{SH}inversePath"), ox.NamedNode(f"{SH}alternativePath")


def read_path(graph: Triples, node: Term, seen: tuple[Term, ...] = ()) -> Path:
    """The path that ``node`` stands for; :class:`PathError` says what is wrong with it."""
    if node in seen:
        raise PathError("leads back to itself")
    if isinstance(node, ox.NamedNode) and node != NIL:
        return Path("predicate", node)
    if not isinstance(node, ox.BlankNode):
        raise PathError(f"is {node}, neither a property nor a blank node that describes a path")
    seen = (*seen, node)
    operators = [(operator, value) for operator in (_INVERSE, _ALTERNATIVE, *_SIGNS) for value in graph.objects(node, operator)]
    if any(True for _ in graph.objects(node, FIRST)):
        # The W3C's suite has a list that is an operator as well, and takes it for a list.
        return Path("sequence", parts=_members(graph, node, seen))
    if len(operators) != 1:
        raise PathError(
            "is a blank node without sh:inversePath, sh:alternativePath, sh:zeroOrMorePath, sh:oneOrMorePath or sh:zeroOrOnePath"
            if not operators
            else "has more than one operator"
        )
    operator, value = operators[0]
    if operator == _ALTERNATIVE:
        return Path("alternative", parts=_members(graph, value, seen))
    return Path("inverse" if operator == _INVERSE else _SIGNS[operator], parts=(read_path(graph, value, seen),))


def _members(graph: Triples, head: Term, seen: tuple[Term, ...]) -> tuple[Path, ...]:
    try:
        members = list(read_list(graph, head))
    except ListError as error:
        raise PathError(f"holds a list that {error}") from error
    if len(members) < 2:
        raise PathError(f"holds a list of {len(members)}; a sequence or a choice has two members at least")
    return tuple(read_path(graph, member, seen) for member in members)


def read_list(graph: Triples, head: Term) -> Iterator[Term]:
    """The members of a list; :class:`ListError` says what is wrong with it."""
    seen: set[Term] = set()
    while head != NIL:
        if head in seen:
            raise ListError("leads back to itself")
        if isinstance(head, ox.Literal):
            raise ListError(f"is the literal {head}")
        seen.add(head)
        first, rest = list(graph.objects(head, FIRST)), list(graph.objects(head, REST))
        if not first and not rest:
            raise ListError("is no list: write the values between round brackets" if len(seen) == 1 else "does not end")
        if len(first) != 1 or len(rest) != 1:
            raise ListError("has a member without, or with more than one, rdf:first or rdf:rest")
        yield first[0]
        head = rest[0]
