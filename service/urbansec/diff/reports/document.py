"""The difference as a JSON document; its schema is ``schema/diff-1.schema.json`` beside this file."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from urbansec.diff.blank import Nested
from urbansec.diff.changes import Change, Edit
from urbansec.diff.effects import AnswerChange
from urbansec.diff.run import Difference

if TYPE_CHECKING:
    from urbansec.validation import Finding

VERSION = 1
_ROWS = 100


def as_json(difference: Difference) -> str:
    """The whole difference. Terms are written as in N-Triples; of each answer the first 100 rows that came and went are given."""
    found = difference.findings
    document = {
        "version": VERSION,
        "old": difference.old,
        "new": difference.new,
        "equal": difference.is_empty,
        "statements": {"added": difference.statements["added"], "removed": difference.statements["removed"]},
        "sentences": [{**asdict(sentence), "details": list(sentence.details)} for sentence in difference.sentences],
        "changes": [_change(change) for change in difference.changes],
        "moved": [{"from": move.before, "to": move.after, "subjects": list(move.subjects)} for move in difference.moved],
        "findings": None if found is None else {"new": [_finding(finding) for finding in found.new], "gone": [_finding(finding) for finding in found.gone]},
        "answers": None if difference.answers is None else [_answer(change) for change in difference.answers],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _change(change: Change) -> dict[str, object]:
    return {"subject": _term(change.subject), "status": change.status, "edits": [_edit(edit) for edit in change.edits]}


def _edit(edit: Edit) -> dict[str, object]:
    return {
        "property": edit.predicate,
        "graph": None if isinstance(edit.graph, ox.DefaultGraph) else str(edit.graph),
        "removed": [_term(value) for value in edit.removed],
        "added": [_term(value) for value in edit.added],
    }


def _term(value: object) -> object:
    """A term, or the statements of a nameless thing as paths and values."""
    if isinstance(value, Nested):
        return [{"path": list(path), "value": _term(inside)} for path, inside in value.facts]
    return [_term(member) for member in value] if isinstance(value, tuple) else str(value)


def _finding(finding: "Finding") -> dict[str, object]:
    place = finding.place
    return {
        "severity": finding.severity,
        "message": finding.message,
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "source": finding.source,
        "component": finding.component,
        "file": place.file if place else None,
        "line": place.line or None if place else None,
        "column": place.column or None if place else None,
    }


def _answer(change: AnswerChange) -> dict[str, object]:
    return {
        "query": change.name,
        "summary": change.summary,
        "status": change.status,
        "query_changed": change.edited,
        "note": change.note,
        "variables": list(change.variables),
        "added": len(change.added),
        "removed": len(change.removed),
        "rows_added": [list(row) for row in change.added[:_ROWS]],
        "rows_removed": [list(row) for row in change.removed[:_ROWS]],
    }
