"""Sentences on any resource: what was added, removed or changed of which property."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.diff.blank import Fact, Nested
from urbansec.diff.changes import Change, Edit, Status
from urbansec.diff.names import Names
from urbansec.namespaces import ID, PREFIXES

TYPE = f"{PREFIXES['rdf']}type"


@dataclass(frozen=True)
class Sentence:
    """What happened, in words. ``kind`` is the kind of record it is about, ``subject`` its IRI (empty if it has none)."""

    kind: str
    action: Status
    text: str
    subject: str
    details: tuple[str, ...] = ()


def describe(change: Change, names: Names, kind: str = "resource", about: str = "") -> Iterator[Sentence]:
    """A sentence for each property of a resource that both sides have; one sentence with details for one that appeared or vanished.

    ``about`` is what the resource is called, by default its label or IRI.
    """
    if not change.iri:
        yield from _nameless(change, names)
        return
    about = about or _name(change.iri, names)
    if change.status == "changed":
        for edit in change.edits:
            yield from (Sentence(kind, action, text, change.iri) for action, text in edited(edit, about, names))
        return
    values = [(edit, value) for edit in change.edits for value in (edit.added or edit.removed)]
    classes = [names.term(value.value) for edit, value in values if edit.predicate == TYPE and isinstance(value, ox.NamedNode)]
    details = tuple(f"{names.term(edit.predicate)}: {names.value(value)}{_where(edit, names)}" for edit, value in values if edit.predicate != TYPE)
    what = " and ".join(sorted(classes)) or "resource"
    yield Sentence(kind, change.status, f"{'New' if change.status == 'added' else 'Removed'} {what}: {about}", change.iri, details)


def edited(edit: Edit, about: str, names: Names) -> Iterator[tuple[Status, str]]:
    """What happened to one property of what is called ``about``."""
    name, where = names.term(edit.predicate), _where(edit, names)
    if len(edit.removed) == len(edit.added) == 1:
        yield "changed", _changed(edit.removed[0], edit.added[0], f"{about}: {name}", names) + where
        return
    pairs, removed, added = _paired(edit)
    for old, new in pairs:
        yield "changed", _changed(old, new, f"{about}: {name}", names) + where
    for action, values in (("added", added), ("removed", removed)):
        if values:
            shown = ", ".join(names.value(value) for value in values)
            yield ("added" if action == "added" else "removed"), f"{about}: {name} {shown} {action}{where}"


def _paired(edit: Edit) -> tuple[list[tuple[object, object]], list[object], list[object]]:
    """Texts of the same language that replace each other, one each, and the rest."""
    pairs, removed, added = [], list(edit.removed), list(edit.added)
    for language in {value.language for value in removed if isinstance(value, ox.Literal) and value.language}:
        old = [value for value in removed if isinstance(value, ox.Literal) and value.language == language]
        new = [value for value in added if isinstance(value, ox.Literal) and value.language == language]
        if len(old) == len(new) == 1:
            pairs.append((old[0], new[0]))
            removed.remove(old[0])
            added.remove(new[0])
    return sorted(pairs, key=str), removed, added


def _changed(old: object, new: object, about: str, names: Names) -> str:
    if isinstance(old, Nested) and isinstance(new, Nested) and old.members is None and new.members is None:
        return _changed_inside(old, new, about, names)
    before, after = names.value(old), names.value(new)
    if before == after:  # what people see is the same: show how it is written
        before, after = _exact(old), _exact(new)
    return f"{about} changed from {before} to {after}"


def _exact(value: object) -> str:
    """A value as it is written."""
    members = value.members if isinstance(value, Nested) else None
    return f"({' '.join(map(str, members))})" if members is not None else str(value)


def _changed_inside(old: Nested, new: Nested, about: str, names: Names) -> str:
    """What differs inside a nameless thing."""
    before, after = Counter(old.facts), Counter(new.facts)
    gone, come = _facts((before - after).elements()), _facts((after - before).elements())
    parts = []
    for path in sorted({*gone, *come}):
        was, now = gone.get(path, []), come.get(path, [])
        shown = [", ".join(sorted(names.value(value) for value in values)) for values in (was, now)]
        if was and now:
            parts.append(f"{names.path(path)} from {shown[0]} to {shown[1]}")
        else:
            parts.append(f"{names.path(path)} {shown[0] or shown[1]} {'removed' if was else 'added'}")
    return f"{about} changed inside: {'; '.join(parts)}" if parts else f"{about} changed in how nameless things hang together"


def _facts(facts: "Iterator[Fact]") -> dict[tuple[str, ...], list[object]]:
    found: dict[tuple[str, ...], list[object]] = {}
    for path, value in facts:
        found.setdefault(path, []).append(value)
    return found


def _nameless(change: Change, names: Names) -> Iterator[Sentence]:
    subject = change.subject
    for edit in change.edits:
        for action, values in (("removed", edit.removed), ("added", edit.added)):
            for value in values:
                if isinstance(subject, Nested):
                    what, text = "A resource without a name", names.nested(subject)
                else:
                    what, text = "A statement on a statement", f"{names.value(subject)} {names.term(edit.predicate)} {names.value(value)}"
                yield Sentence("resource", "added" if action == "added" else "removed", f"{what} was {action}: {text}{_where(edit, names)}", "")


def _name(iri: str, names: Names) -> str:
    """The label and, except for our own things, the IRI, as labels are not unique."""
    label = names.label(iri)
    return label if label and iri.startswith(ID) else f"{label} ({names.curie(iri)})" if label else names.curie(iri)


def _where(edit: Edit, names: Names) -> str:
    return f" (in graph {names.thing(edit.graph.value)})" if isinstance(edit.graph, ox.NamedNode) else ""
