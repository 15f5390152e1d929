"""Sentences that more than one format says: what a finding is about, and how the check ended."""

import re

from urbansec.namespaces import shorten
from urbansec.validation.finding import SEVERITIES, Finding, Place
from urbansec.validation.reports.view import View
from urbansec.validation.reports.visible import one_line, visible
from urbansec.validation.reports.words import count, say

_DATATYPE = re.compile(r"\^\^<([^<>]*)>\Z")


def term(text: str) -> str:
    """An IRI or a literal as people read it."""
    return visible(_DATATYPE.sub(lambda match: f"^^{shorten(match[1])}", shorten(text)))


def facts(finding: Finding) -> tuple[str, str, str]:
    """The resource, the property and the value, empty where there is none; a resource that is itself the value is named once."""
    focus = finding.identity if finding.identity and finding.focus.startswith("_:") else finding.focus
    value = "" if finding.value == finding.focus and not finding.path else finding.value
    named = (term(part) if part else "" for part in (focus, finding.path, value))
    return next(named), next(named), next(named)


def about(finding: Finding) -> list[str]:
    """Those of the resource, the property and the value that there are."""
    return [part for part in facts(finding) if part]


def spot(name: str, place: Place) -> str:
    """``file:line:column``, or the file where no line is known."""
    return visible(name) + (f":{place.line}:{place.column}" if place.line else "")


def source(finding: Finding) -> str:
    """What found it: a shape with its component, a check, a mistake's code."""
    by = "" if finding.source.startswith("_:") else term(finding.source)
    component = term(finding.component)
    return f"{by} ({component})" if by and component else by or component


def scope(view: View) -> str:
    """How much was looked at."""
    outcome, lang = view.outcome, view.lang
    quads, files = count(lang, "quad", outcome.quads), count(lang, "file", outcome.files)
    return f"{quads} {say(lang, 'from')} {files}, {count(lang, 'shape', outcome.shapes)}, {count(lang, 'check', outcome.checks)}"


def verdict(view: View) -> str:
    """How the check ended, what it found and how much it looked at, in one line."""
    outcome, lang, counts = view.outcome, view.lang, view.counts()
    found = [count(lang, severity, counts[severity]) for severity in SEVERITIES if counts[severity] or (severity == "violation" and not outcome.conforms)]
    extra = []
    if outcome.omitted:
        extra.append(say(lang, "omitted", count=outcome.omitted))
    if outcome.suppressed:
        extra.append(say(lang, "known_count", count=len(outcome.suppressed)))
    if outcome.stale:
        extra.append(say(lang, "stale_count", count=len(outcome.stale)))
    tail = "".join(f"; {part}" for part in extra)
    if not outcome.conforms:
        return f"{say(lang, 'not_conform')}: {', '.join(found)} {say(lang, 'in')} {scope(view)}{tail}."
    fails = f" {say(lang, 'fails', severity=view.fail_on)}." if view.exit_code == 1 else ""
    return f"{say(lang, 'conforms')}: {', '.join([scope(view), *found])}{tail}.{fails}"


def headline(view: View, finding: Finding) -> str:
    """``severity: message``. The severity is English in every language, for editors look for it."""
    return f"{finding.severity}: {one_line(view.message(finding))}"
