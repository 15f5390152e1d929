"""The difference of two contents, resource by resource."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import pyoxigraph as ox

from urbansec.diff.blank import Graph, Nested
from urbansec.diff.content import Content

Status = Literal["added", "removed", "changed"]
Subject = ox.NamedNode | ox.BlankNode | ox.Triple | Nested


@dataclass
class Edit:
    """What happened to one property of a resource, in one graph; ``predicate`` is empty for a nameless resource as a whole."""

    predicate: str
    graph: Graph
    removed: list[object] = field(default_factory=list)
    added: list[object] = field(default_factory=list)


@dataclass
class Change:
    """What happened to one resource: ``added`` if the old side says nothing of it, ``removed`` if the new side does not."""

    subject: Subject
    status: Status
    edits: list[Edit]

    @property
    def iri(self) -> str:
        """The IRI of the resource; empty if it has none."""
        return self.subject.value if isinstance(self.subject, ox.NamedNode) else ""

    def edit(self, predicate: str) -> Edit | None:
        """What happened to one property."""
        return next((edit for edit in self.edits if edit.predicate == predicate), None)


@dataclass(frozen=True)
class Moved:
    """Resources with statements that stand in another file than before."""

    before: str
    after: str
    subjects: tuple[str, ...]


def compare(old: Content, new: Content) -> list[Change]:
    """Every statement that only one side has, by resource in the order of IRIs; nothing else is left out or put in."""
    edits: dict[Subject, dict[tuple[str, str], Edit]] = {}
    for statements, is_new in ((_only_in(old, new), False), (_only_in(new, old), True)):
        for subject, predicate, value, graph in statements:
            edit = edits.setdefault(subject, {}).setdefault((predicate, str(graph)), Edit(predicate, graph))
            (edit.added if is_new else edit.removed).append(value)
    old_subjects, new_subjects = _subjects(old), _subjects(new)
    changes = []
    for subject, found in edits.items():
        status: Status = "changed"
        if subject not in old_subjects:
            status = "added"
        elif subject not in new_subjects:
            status = "removed"
        ordered = [found[key] for key in sorted(found)]
        for edit in ordered:
            edit.removed.sort(key=str)
            edit.added.sort(key=str)
        changes.append(Change(subject, status, ordered))
    return sorted(changes, key=lambda change: (not change.iri, str(change.subject)))


def moved(old: Content, new: Content) -> list[Moved]:
    """Statements that both sides have, in different files."""
    found: dict[tuple[str, str], set[str]] = {}
    for quad, before in old.ground.items():
        after = new.ground.get(quad, before)
        if after != before and before - after and after - before:
            pair = (", ".join(sorted(before - after)), ", ".join(sorted(after - before)))
            found.setdefault(pair, set()).add(quad.subject.value if isinstance(quad.subject, ox.NamedNode) else str(quad.subject))
    return [Moved(before, after, tuple(sorted(subjects))) for (before, after), subjects in sorted(found.items())]


def _only_in(one: Content, other: Content) -> Iterator[tuple[Subject, str, object, Graph]]:
    for quad in one.ground.keys() - other.ground.keys():
        yield quad.subject, quad.predicate.value, quad.object, quad.graph_name
    for component, number in (one.nested - other.nested).items():
        for _ in range(number):
            for subject, predicate, node, graph in component.owners:
                yield subject, predicate.value, node, graph
            if not component.owners:
                yield component.root, "", component.root, ox.DefaultGraph()


def _subjects(content: Content) -> set[Subject]:
    owners = {owner[0] for component in content.nested for owner in component.owners}
    roots = {component.root for component in content.nested if not component.owners}
    return {quad.subject for quad in content.ground} | owners | roots


def count(changes: list[Change]) -> Counter[str]:
    """How many statements were ``added`` and ``removed``."""
    edits = [edit for change in changes for edit in change.edits]
    return Counter(added=sum(len(edit.added) for edit in edits), removed=sum(len(edit.removed) for edit in edits))
