"""Validate only what a change can affect.

A shape reads the data along its paths. So from the triples that came or went one can go back along the paths of all
shapes to the nodes that they are checked on; everything else keeps its results. Too many nodes may be found this way, never
too few. Where shapes read the data otherwise (queries, targets of one's own), nothing is told apart and all is validated.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES
from urbansec.namespaces import SHAPES as BASE
from urbansec.validation.engines import Name, Result, limits, validate
from urbansec.validation.shapes import Path, Shape, Shapes, Sorted, Term
from urbansec.validation.shapes import terms as vocabulary
from urbansec.validation.shapes.terms import sh

_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_SUBCLASS = ox.NamedNode(f"{PREFIXES['rdfs']}subClassOf")
_UPWARDS = Path("*", parts=(Path("predicate", _SUBCLASS),))
_FOCUS = f"{BASE}/focus"
_PAIRS = ("equals", "disjoint", "lessThan", "lessThanOrEquals")
_OPAQUE = ("sh:sparql", "sh:parameter", "sh:target", "sh:rule", "sh:expression", "sh:entailment")


@dataclass(frozen=True)
class Affected:
    """What a change can affect.

    ``nodes`` are the focus nodes whose results may differ; ``starts`` the nodes to check each shape on, so that all
    results of ``nodes`` are found.
    """

    nodes: frozenset[Term]
    starts: Mapping[Term, frozenset[Term]]


def affected(old: Collection[ox.Triple], new: Collection[ox.Triple], shapes: Shapes) -> Affected | None:
    """What the change from ``old`` to ``new`` can affect; ``None`` if that cannot be told from the shapes.

    Both hold everything that is validated, what rules derive too. A blank node is the same in both if its label is.
    """
    if any(limit.construct in _OPAQUE for limit in limits(shapes)):
        return None
    before, after = set(old), set(new)
    return _Search(shapes, before, after).run()


def validate_changed(old: Collection[ox.Triple], new: Collection[ox.Triple], shapes: Shapes, engine: Name = "auto") -> tuple[list[Result], Affected | None]:
    """The results for ``new`` of the nodes that the change can affect, and what these are; all results, and ``None``, if that cannot be told."""
    found = affected(old, new, shapes)
    if found is None:
        return validate(list(new), shapes, engine), None
    if not found.nodes:
        return [], found
    names = {shape: ox.NamedNode(f"{_FOCUS}/{number}") for number, shape in enumerate(found.starts)}
    marks = [ox.Triple(ox.NamedNode(_FOCUS), names[shape], node) for shape, nodes in found.starts.items() for node in nodes]
    results = validate([*new, *marks], _aimed(shapes, names), engine)
    return [result for result in results if result.focus in found.nodes], found


def merged(before: Iterable[Result], changed: Sequence[Result], what: Affected | None) -> list[Result]:
    """The results for all of the new data, from those for the old and what :func:`validate_changed` gives."""
    kept = [] if what is None else [result for result in before if result.focus not in what.nodes]
    return [*kept, *changed]


def _aimed(shapes: Shapes, names: Mapping[Term, ox.NamedNode]) -> Shapes:
    """The same shapes with other targets: the nodes to which a triple leads that was added for the purpose."""
    targets = {sh(name) for name in vocabulary.TARGETS}
    implicit = {shape.node for shape in shapes for target in shape.targets if target.kind == "implicit"}
    kinds = {sh("NodeShape"), sh("PropertyShape")}
    kept = [
        triple
        for triple in shapes.triples
        if triple.predicate not in targets and not (triple.subject in implicit and triple.predicate == _TYPE and triple.object not in kinds)
    ]
    aims = [ox.Triple(node, sh("targetObjectsOf"), name) for node, name in names.items() if not isinstance(node, ox.Literal)]
    return Shapes([*kept, *aims])


class _Search:
    """Goes back from what changed. Paths are followed over old and new triples at once, so that both ways of getting somewhere are found."""

    def __init__(self, shapes: Shapes, before: set[ox.Triple], after: set[ox.Triple]) -> None:
        self._shapes = shapes
        changes = before ^ after
        self._changes = Sorted(changes)
        self._after = Sorted(after)
        self._both = Sorted([*after, *(before - after)])
        self._subjects = {triple.subject for triple in changes if not isinstance(triple.subject, ox.Triple)}
        self._classes_moved = any(triple.predicate == _SUBCLASS for triple in changes)
        self._instances_changed: frozenset[Term] | None = None
        self._known: dict[Term, frozenset[Term]] = {}

    def run(self) -> Affected:
        """Find the nodes."""
        used = [shape for shape in self._shapes.targeted if not shape.deactivated]
        nodes: set[Term] = set()
        for shape in used:
            own = self._aimed_at(shape, self._touched(shape) | self._targets_changed(shape), self._both)
            nodes |= own | self._through(shape, own)
        starts = {shape.node: frozenset(self._aimed_at(shape, nodes | self._leading_to(shape, nodes), self._after)) for shape in used}
        return Affected(frozenset(nodes), {shape: found for shape, found in starts.items() if found})

    @staticmethod
    def _aimed_at(shape: Shape, nodes: Collection[Term], graph: Sorted) -> set[Term]:
        """Those of ``nodes`` that are targets of the shape."""
        found: set[Term] = set()
        for kind, term in ((target.kind, target.term) for target in shape.targets):
            if kind == "targetNode":
                found |= {term} & set(nodes)
            elif kind in {"targetClass", "implicit"}:
                classes = _UPWARDS.backward(graph, [term])
                found |= {node for node in nodes if any(of in classes for of in graph.objects(node, _TYPE))}
            elif isinstance(term, ox.NamedNode) and kind == "targetSubjectsOf":
                found |= {node for node in nodes if graph.objects(node, term)}
            elif isinstance(term, ox.NamedNode):
                found |= {node for node in nodes if graph.subjects(term, node)}
        return found

    def _targets_changed(self, shape: Shape) -> set[Term]:
        """Nodes that may have become or ceased to be targets."""
        found: set[Term] = set()
        for kind, term in ((target.kind, target.term) for target in shape.targets):
            if kind in {"targetClass", "implicit"}:
                found |= self._instances()
            elif kind != "targetNode" and isinstance(term, ox.NamedNode):
                found |= {pair[kind == "targetObjectsOf"] for pair in self._changes.having(term)}
        return found

    def _instances(self) -> frozenset[Term]:
        """Nodes that may have got or lost a class: those with another type, and all with any if the classes themselves have moved."""
        if self._instances_changed is None:
            graph = self._both if self._classes_moved else self._changes
            self._instances_changed = frozenset(subject for subject, _ in graph.having(_TYPE))
        return self._instances_changed

    def _touched(self, shape: Shape) -> frozenset[Term]:
        """Nodes for which the shape reads something that changed, whether they are its targets or not."""
        known = self._known.get(shape.node)
        if known is None:
            values = self._values_touched(shape)
            focus = {
                node for name in _PAIRS for predicate in shape.get(name) if isinstance(predicate, ox.NamedNode) for node, _ in self._changes.having(predicate)
            }
            if shape.path is None:
                known = frozenset(values | focus)
            else:
                known = frozenset(_read(shape.path.inwards(), self._changes, self._both) | shape.path.backward(self._both, values) | focus)
            self._known[shape.node] = known
        return known

    def _values_touched(self, shape: Shape) -> set[Term]:
        """Nodes that, as values of the shape, may be judged otherwise than before."""
        found: set[Term] = set()
        if shape.get("class"):
            found |= self._instances()
        if shape.get("closed"):
            found |= self._subjects
        for _, child in self._shapes.children(shape):
            used = self._shapes.get(child)
            found |= self._touched(used) if used is not None else set()
        # Whether a value counts for a qualified shape may hang on the shapes of its siblings, which stand beside this one.
        if shape.get("qualifiedValueShapesDisjoint"):
            for parent, _ in shape.parents:
                above = self._shapes.get(parent)
                siblings = [self._shapes.get(child) for name, child in self._shapes.children(above) if name == "property"] if above else []
                for value in (value for sibling in siblings if sibling for value in sibling.get("qualifiedValueShape")):
                    used = self._shapes.get(value)
                    found |= self._touched(used) if used is not None else set()
        return found

    def _through(self, shape: Shape, nodes: set[Term]) -> set[Term]:
        """Focus nodes further in: property shapes within property shapes report the values as their focus nodes."""
        found: set[Term] = set()
        for name, child in self._shapes.children(shape):
            inner = self._shapes.get(child)
            if name == "property" and inner is not None and nodes:
                values = shape.path.forward(self._both, nodes) if shape.path is not None else nodes
                found |= values | self._through(inner, values)
        return found

    def _leading_to(self, shape: Shape, nodes: Collection[Term]) -> set[Term]:
        """Nodes from which property shapes within property shapes lead to any of ``nodes`` in the new data."""
        found: set[Term] = set()
        for name, child in self._shapes.children(shape):
            inner = self._shapes.get(child)
            if name == "property" and inner is not None:
                below = set(nodes) | self._leading_to(inner, nodes)
                found |= shape.path.backward(self._after, below) if shape.path is not None else below
        return found


def _read(path: Path, changes: Sorted, both: Sorted) -> set[Term]:
    """Nodes from which following a path means reading a triple that changed. Only properties are gone backwards in it."""
    match path.kind:
        case "predicate":
            return {subject for subject, _ in changes.having(path.predicates[0])}
        case "inverse":
            return {value for _, value in changes.having(path.predicates[0])}
        case "alternative":
            return set().union(*(_read(part, changes, both) for part in path.parts))
        case "sequence":
            found: set[Term] = set()
            for part in reversed(path.parts):
                found = _read(part, changes, both) | part.backward(both, found)
            return found
    inner = _read(path.parts[0], changes, both)
    return Path("*", parts=path.parts).backward(both, inner)
