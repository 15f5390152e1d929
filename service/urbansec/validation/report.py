"""Write a report: text for people, JSON for programs."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict

from urbansec.errors import shown_path
from urbansec.namespaces import shorten
from urbansec.validation.run import Report

_DATATYPE = re.compile(r"\^\^<([^<>]*)>\Z")


def as_json(report: Report) -> str:
    """A document with ``conforms``, ``checked`` (how much was looked at) and ``findings``."""
    checked = {"quads": report.quads, "files": report.files, "shapes": report.shapes, "checks": report.checks}
    findings = [{**asdict(finding), "file": shown_path(finding.file)} for finding in report.findings]
    document = {"conforms": report.conforms, "checked": checked, "findings": findings}
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_text(report: Report) -> Iterator[tuple[str, str]]:
    """Lines with a style each: ``violation``, ``warning``, ``info``, ``detail``, ``good`` or ``summary``."""
    for finding in report.findings:
        place = f"{shown_path(finding.file)}: " if finding.file else ""
        yield finding.severity, f"{place}{finding.severity}: {finding.message}"
        about = [shorten(finding.focus), shorten(finding.path), _DATATYPE.sub(lambda match: f"^^{shorten(match[1])}", shorten(finding.value))]
        yield "detail", f"  {' '.join(part for part in about if part)}"
        yield "detail", f"  by {shorten(finding.source)}{f' ({shorten(finding.component)})' if finding.component else ''}"
    scope = f"{report.quads} quads from {report.files} files, {report.shapes} shapes, {report.checks} checks"
    violations = sum(finding.severity == "violation" for finding in report.findings)
    others = len(report.findings) - violations
    tail = f", {others} warning{'s' if others != 1 else ''}" if others else ""
    if report.conforms:
        yield "good", f"Conforms: {scope}{tail}."
    else:
        yield "summary", f"Does not conform: {violations} violation{'s' if violations != 1 else ''}{tail} in {scope}."
