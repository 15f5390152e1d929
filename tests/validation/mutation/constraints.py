"""The constraints of the shapes, with what their operators need to know: target, path, parameters."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from tests.shapes.graphs import COMPONENTS, Constraint, all_shapes, helpers, shorten

Path = tuple[str, ...]
"""``("one", p)``, ``("inverse", p, …)``, ``("choice", p, q, …)``, ``("sequence", p, q, …)``; empty for a constraint on the resource itself."""


@dataclass(frozen=True)
class Rule:
    """One constraint of one shape that reports in its own name."""

    constraint: Constraint
    shapes: Graph
    node: Node
    parameter: URIRef

    @cached_property
    def name(self) -> str:
        """``MinCount`` and the like."""
        return COMPONENTS[self.parameter]

    @cached_property
    def path(self) -> Path:
        """The property, or how the properties are joined."""
        node = self.shapes.value(self.node, SH.path)
        if node is None:
            return ()
        if isinstance(node, URIRef):
            return ("one", str(node))
        if (inverse := self.shapes.value(node, SH.inversePath)) is not None:
            return ("inverse", str(inverse))
        if (branches := self.shapes.value(node, SH.alternativePath)) is not None:
            steps = list(Collection(self.shapes, branches))
            backward = [self.shapes.value(step, SH.inversePath) for step in steps]
            if all(backward):
                return ("inverse", *map(str, backward))
            assert all(isinstance(step, URIRef) for step in steps), f"{self.constraint.shape}: a path that no operator knows"
            return ("choice", *map(str, steps))
        steps = list(Collection(self.shapes, node))
        assert all(isinstance(step, URIRef) for step in steps), f"{self.constraint.shape}: a path that no operator knows"
        return ("sequence", *map(str, steps))

    @cached_property
    def owners(self) -> list[Node]:
        """The node shapes that it belongs to."""
        return [self.node] if not self.path else sorted(self.shapes.subjects(SH.property, self.node), key=str)

    @cached_property
    def target_classes(self) -> list[str]:
        """The classes whose resources it is about."""
        return sorted(str(name) for owner in self.owners for name in self.shapes.objects(owner, SH.targetClass))

    @cached_property
    def target_properties(self) -> list[str]:
        """The properties whose subjects it is about."""
        return sorted(str(name) for owner in self.owners for name in self.shapes.objects(owner, SH.targetSubjectsOf))

    @property
    def value(self) -> Node:
        """The value of the parameter."""
        found = self.shapes.value(self.node, self.parameter)
        assert found is not None
        return found

    @property
    def number(self) -> int:
        """The value of the parameter as a number."""
        return int(float(str(self.value)))

    @property
    def listed(self) -> list[str]:
        """The members of the parameter's list."""
        return [str(member) for member in Collection(self.shapes, self.value)]

    @cached_property
    def patterns(self) -> list[str]:
        """All patterns of the shape; the operators of other components keep to them."""
        return [str(pattern) for pattern in self.shapes.objects(self.node, SH.pattern)]

    @cached_property
    def allowed(self) -> set[str]:
        """The properties that a closed shape lets through."""
        ignored = self.shapes.value(self.node, SH.ignoredProperties)
        paths = {str(path) for shape in self.shapes.objects(self.node, SH.property) for path in self.shapes.objects(shape, SH.path)}
        return paths | ({str(member) for member in Collection(self.shapes, ignored)} if ignored is not None else set())

    @property
    def qualified_language(self) -> str:
        """The language that a qualified value shape asks for."""
        helper = self.shapes.value(self.node, SH.qualifiedValueShape)
        allowed = self.shapes.value(helper, SH.languageIn)
        languages = [str(member) for member in Collection(self.shapes, allowed)] if allowed else []
        assert len(languages) == 1, f"{self.constraint.shape}: qualified by something else than one language"
        return languages[0]


def rules(shapes: Graph) -> Iterator[Rule]:
    """All constraints, sorted; those of helpers are those of their users."""
    used = helpers(shapes)
    found = [
        Rule(Constraint(shorten(node), f"sh:{COMPONENTS[parameter]}ConstraintComponent"), shapes, node, parameter)
        for node in all_shapes(shapes)
        if shorten(node) not in used
        for parameter in shapes.predicates(node)
        if isinstance(parameter, URIRef) and parameter in COMPONENTS and not _off(shapes, node, parameter)
    ]
    yield from sorted(found, key=lambda rule: rule.constraint)


def _off(shapes: Graph, node: Node, parameter: URIRef) -> bool:
    return parameter in {SH.closed, SH.uniqueLang} and str(shapes.value(node, parameter)) == "false"
