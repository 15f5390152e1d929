"""Blank nodes without labels: what hangs together through them is one thing, known by its canonical form.

Two such things are equal if and only if they are isomorphic (RDFC-1.0), whatever their labels and their order. What they
belong to are the statements with a named subject that lead to them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
_RDF = PREFIXES["rdf"]
_FIRST, _REST, _NIL = (ox.NamedNode(f"{_RDF}{name}") for name in ("first", "rest", "nil"))


@dataclass(frozen=True)
class Nested:
    """A blank node with all that hangs on it. ``key`` is the canonical form of the whole, ``facts`` are its statements.

    A fact is the path of properties from the node and the value at its end; a list is one value, a tuple. If the node
    itself begins a list, that is its only fact, with an empty path.
    """

    key: str
    facts: tuple["Fact", ...] = field(compare=False, default=())

    @property
    def members(self) -> "tuple[object, ...] | None":
        """The members if it is a list."""
        path, value = self.facts[0] if len(self.facts) == 1 else (("",), None)
        return value if not path and isinstance(value, tuple) else None


Value = ox.NamedNode | ox.Literal | ox.Triple | Nested | ox.BlankNode
Fact = tuple[tuple[str, ...], "Term | tuple[object, ...]"]


@dataclass(frozen=True)
class Component:
    """The statements that hang together through blank nodes, and the ones that lead in from named subjects."""

    key: str
    owners: tuple[tuple[ox.NamedNode | ox.Triple, ox.NamedNode, Nested, Graph], ...] = field(compare=False)
    root: Nested = field(compare=False)


def components(quads: Iterable[ox.Quad]) -> Iterator[Component]:
    """The components of the quads of one file, all of which hold a blank node."""
    groups = _groups(list(quads))
    for group in groups:
        dataset = ox.Dataset(group)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        canonical = sorted(dataset, key=str)
        key = "\n".join(str(quad) for quad in canonical)
        yield _component(key, canonical)


def _component(key: str, quads: list[ox.Quad]) -> Component:
    about: dict[ox.BlankNode, list[ox.Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode):
            about.setdefault(quad.subject, []).append(quad)
    owners = []
    for quad in quads:
        if not isinstance(quad.subject, ox.BlankNode):
            node = quad.object
            members = _members(node, about)
            facts: tuple[Fact, ...] = (((), members),) if members is not None else ()
            if members is None and isinstance(node, ox.BlankNode):
                facts = tuple(_facts(node, about, (), set()))
            owners.append((quad.subject, quad.predicate, Nested(f"{key}\n{node}", facts), quad.graph_name))
    inside = {quad.object for quad in quads}
    tops = [node for node in about if node not in inside] or list(about)[:1]
    root = Nested(key, tuple(fact for node in tops for fact in _facts(node, about, (), set())))
    return Component(key, tuple(owners), root)


def _facts(node: ox.BlankNode, about: dict[ox.BlankNode, list[ox.Quad]], path: tuple[str, ...], seen: set[ox.BlankNode]) -> Iterator[Fact]:
    """The facts below a node; a node that was met before is a value, so that circles end."""
    seen.add(node)
    for quad in about.get(node, ()):
        here = (*path, quad.predicate.value)
        members = _members(quad.object, about)
        if members is not None:
            yield here, members
        elif isinstance(quad.object, ox.BlankNode) and quad.object in about and quad.object not in seen:
            yield from _facts(quad.object, about, here, seen)
        else:
            yield here, quad.object


def _members(node: object, about: dict[ox.BlankNode, list[ox.Quad]]) -> tuple[object, ...] | None:
    """The members of a list; ``None`` if the node begins none, or if the list holds more than names and literals."""
    found: list[object] = []
    while isinstance(node, ox.BlankNode):
        said = {quad.predicate: quad.object for quad in about.get(node, ())}
        if set(said) != {_FIRST, _REST} or len(about[node]) != 2 or isinstance(said[_FIRST], ox.BlankNode) or len(found) > len(about):
            return None
        found.append(said[_FIRST])
        node = said[_REST]
    return tuple(found) if found and node == _NIL else None


def _groups(quads: list[ox.Quad]) -> list[list[ox.Quad]]:
    """The quads, those together that share a blank node."""
    parent: dict[ox.BlankNode, ox.BlankNode] = {}

    def find(node: ox.BlankNode) -> ox.BlankNode:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for quad in quads:
        nodes = list(blank_nodes(quad))
        for node in nodes[1:]:
            parent[find(node)] = find(nodes[0])
    groups: dict[ox.BlankNode, list[ox.Quad]] = {}
    for quad in quads:
        groups.setdefault(find(next(blank_nodes(quad))), []).append(quad)
    return list(groups.values())


def blank_nodes(thing: object) -> Iterator[ox.BlankNode]:
    """The blank nodes in a quad, a triple term or a term."""
    if isinstance(thing, ox.BlankNode):
        yield thing
    elif isinstance(thing, ox.Quad):
        for part in (thing.subject, thing.object, thing.graph_name):
            yield from blank_nodes(part)
    elif isinstance(thing, ox.Triple):
        yield from blank_nodes(thing.subject)
        yield from blank_nodes(thing.object)
