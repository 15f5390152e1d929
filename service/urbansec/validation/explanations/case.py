"""A result together with the shapes and the data: the facts that the parts of an explanation share."""

from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from urbansec.queries.shapes.index import SH, TYPE, Index
from urbansec.queries.shapes.path import Path
from urbansec.validation.engines.result import Result, Term
from urbansec.validation.explanations.lookup import Lookup, Sample
from urbansec.validation.explanations.wording import Words
from urbansec.validation.shown import Shown
from urbansec.validation.similar import Iris


@dataclass(frozen=True)
class Case:
    """One result to be explained."""

    result: Result
    shapes: Index
    lookup: Lookup
    shown: Shown
    words: Words
    memory: dict[object, Sample | None] = field(default_factory=dict)
    """Real examples found before, shared by the cases of one validation."""
    names: dict[object, Iris] = field(default_factory=dict)
    """Names of instances, shared likewise."""

    @property
    def component(self) -> str:
        """The component's name in SHACL, ``MinCount``; of others the IRI."""
        return self.result.component.removeprefix(SH).removesuffix("ConstraintComponent")

    @cached_property
    def path(self) -> Path | None:
        """The path of the shape, or that of the result where the shape has none or is not at hand."""
        own = self.shapes.path(self.result.shape)
        given = self.result.path
        return own or (Path("predicate", given) if isinstance(given, ox.NamedNode) else None)

    @property
    def predicate(self) -> ox.NamedNode | None:
        """The property, if the path is one."""
        return self.path.predicate if self.path is not None else None

    @property
    def path_text(self) -> str:
        """The path for people to read; empty for a result about the resource itself."""
        if self.path is not None:
            return self.path.text(self.shown.iri)
        return self.result.path if isinstance(self.result.path, str) else ""

    @cached_property
    def values(self) -> list[Term]:
        """The value nodes: what the path leads to from the focus node, or the focus node itself."""
        if self.path is None:
            return [self.result.focus]
        return sorted(self.path.forward(self, [self.result.focus]), key=str)

    @property
    def steps(self) -> list[tuple[ox.NamedNode, bool]]:
        """The properties that lead to a value in one step, with whether they lead against the direction of the triple."""
        branches = [] if self.path is None else self.path.parts if self.path.kind == "alternative" else (self.path,)
        found = []
        for branch in branches:
            step = branch.parts[0] if branch.kind == "inverse" else branch
            if step.predicate is not None:
                found.append((step.predicate, branch.kind == "inverse"))
        return found

    def objects(self, subject: Term, predicate: ox.NamedNode) -> list[Term]:
        """The values of a property in the data."""
        return [value for verb, value in self.lookup.statements(subject) if verb == predicate]

    def subjects(self, predicate: ox.NamedNode, value: Term) -> list[Term]:
        """The resources of the data that have a value."""
        return self.lookup.subjects(predicate, value)

    def others(self, parameter: str) -> list[tuple[ox.NamedNode, list[Term]]]:
        """The properties that a parameter such as ``lessThan`` names, with their values at the focus node."""
        return [(node, self.objects(self.result.focus, node)) for node in self.shapes.iris(self.result.shape, parameter)]

    def types(self, node: Term) -> list[Term]:
        """The classes of a resource."""
        return self.objects(node, TYPE)
