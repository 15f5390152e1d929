"""The report as JSON, for programs: everything that is known about each finding.

``schema/report-1.schema.json`` describes it. The version changes when a program that reads it would have to.
"""

import json
from dataclasses import asdict
from importlib.resources import files

from urbansec import __version__
from urbansec.validation.finding import Place
from urbansec.validation.reports.view import Item, View

VERSION = 1


def schema() -> str:
    """The JSON Schema of the document."""
    return (files(__package__) / "schema" / f"report-{VERSION}.schema.json").read_text("utf-8")


def write(view: View) -> str:
    """The document, with one member to a line."""
    outcome = view.outcome
    counts: dict[str, int] = {
        **{str(k): v for k, v in view.counts().items()},
        "known": len(outcome.suppressed),
        "stale": len(outcome.stale),
        "omitted": outcome.omitted,
    }
    document = {
        "version": VERSION,
        "tool": {"name": "urbansec", "version": __version__},
        "conforms": outcome.conforms,
        "exit_code": view.exit_code,
        "fail_on": view.fail_on,
        "checked": {
            "quads": outcome.quads,
            "files": outcome.files,
            "shapes": outcome.shapes,
            "checks": outcome.checks,
            "engine": outcome.engine,
            "seconds": round(outcome.seconds, 3),
        },
        "counts": counts,
        "findings": [_finding(view, item) for item in view.items],
        "stale": [asdict(entry) for entry in outcome.stale],
        "notes": list(outcome.notes),
    }
    return f"{json.dumps(document, ensure_ascii=False, indent=2)}\n"


def _finding(view: View, item: Item) -> dict[str, object]:
    finding = item.finding
    return {
        "severity": finding.severity,
        "kind": finding.kind,
        "message": view.message(finding),
        "messages": dict(finding.messages),
        "file": view.path(finding.file),
        "place": _place(view, finding.place),
        "anchor": finding.anchor,
        "focus": finding.focus,
        "identity": finding.identity,
        "path": finding.path,
        "value": finding.value,
        "source": finding.source,
        "component": finding.component,
        "found": finding.found,
        "expected": finding.expected,
        "example": finding.example,
        "hint": finding.hint,
        "derivation": {**asdict(finding.derivation), "rule": view.path(finding.derivation.rule)} if finding.derivation else None,
        "related": [{"place": _place(view, related.place), "note": related.note} for related in finding.related],
        "fingerprint": item.fingerprint,
        "baseline": item.state if view.compared else None,
    }


def _place(view: View, place: Place | None) -> dict[str, object] | None:
    return {**asdict(place), "file": view.path(place.file)} if place and place.file else None
