"""The report as SARIF 2.1.0, for code scanning and for viewers in editors.

Plain dictionaries: the schema of OASIS, which the tests hold them to, is stricter than the models there are. Nothing
in the document depends on the machine or the time. Known findings are ``unchanged`` and suppressed, stale entries of
the baseline ``absent``.
"""

import json
import re
from pathlib import Path
from urllib.parse import quote

from urbansec import __version__
from urbansec.namespaces import BASE
from urbansec.validation.baseline import BaselineEntry
from urbansec.validation.finding import Finding, Place, Severity
from urbansec.validation.reports.excerpt import Excerpts
from urbansec.validation.reports.phrases import about
from urbansec.validation.reports.provenance import version_control
from urbansec.validation.reports.view import Item, Rule, View, rule_name
from urbansec.validation.reports.visible import one_line, paragraphs
from urbansec.validation.reports.words import anchor_words, say

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "urbansecFinding/v1"
_LEVELS: dict[Severity, str] = {"violation": "error", "warning": "warning", "info": "note"}
_EXIT = {0: "Nothing failed.", 1: "There are findings that fail the check.", 2: "The check could not be run in full."}
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+\Z")


def write(view: View) -> str:
    """The document, with one member to a line."""
    indexes = {name: index for index, name in enumerate(view.rules())}
    excerpts = Excerpts(_places(view))
    run: dict[str, object] = {
        "tool": {"driver": _driver(view)},
        "automationDetails": {"id": "urbansec/validate/"},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "language": view.lang,
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository, or the folder in which the command ran."}}},
        "invocations": [_invocation(view)],
        "results": [*(_result(view, item, indexes, excerpts) for item in view.items), *(_absent(view, entry, indexes) for entry in view.outcome.stale)],
    }
    if source := version_control(view.root):
        run["versionControlProvenance"] = [source]
    return f"{json.dumps({'$schema': SCHEMA, 'version': '2.1.0', 'runs': [run]}, ensure_ascii=False, indent=2)}\n"


def _places(view: View) -> list[Place]:
    return [item.finding.place for item in view.items if item.finding.place]


def _driver(view: View) -> dict[str, object]:
    messages = {item.rule: view.message(item.finding) for item in reversed(view.items)}
    described = [_descriptor(rule, name, messages.get(name, "")) for name, rule in view.rules().items()]
    return {"name": "urbansec", "version": __version__, "semanticVersion": __version__, "informationUri": BASE, "rules": described}


def _descriptor(rule: Rule, name: str, message: str) -> dict[str, object]:
    title = one_line(rule.title or message or name)
    text = "\n".join(paragraphs(rule.help)) or title
    found: dict[str, object] = {
        "id": name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": f"**{_plain(title)}**\n\n{_plain(text)}\n\n`{name.replace('`', '')}`"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.kind]},
    }
    return found | ({"helpUri": rule.source} if _IRI.match(rule.source) else {})


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_\[\]<>#|~!])", r"\\\1", text)


def _invocation(view: View) -> dict[str, object]:
    texts = [("note", note) for note in view.outcome.notes]
    if view.outcome.omitted:
        texts.append(("warning", f"{say(view.lang, 'omitted', count=view.outcome.omitted)}."))
    return {
        "executionSuccessful": view.exit_code in {0, 1},
        "exitCode": view.exit_code,
        "exitCodeDescription": _EXIT[view.exit_code],
        "toolExecutionNotifications": [{"level": level, "message": {"text": one_line(text)}} for level, text in texts],
        "properties": {"engine": view.outcome.engine, "quads": view.outcome.quads, "files": view.outcome.files},
    }


def _result(view: View, item: Item, indexes: dict[str, int], excerpts: Excerpts) -> dict[str, object]:
    finding = item.finding
    found: dict[str, object] = {
        "ruleId": item.rule,
        "ruleIndex": indexes[item.rule],
        "level": _LEVELS[finding.severity],
        "kind": "fail",
        "message": {"text": _message(view, finding)},
        "locations": [_location(view, finding, excerpts)],
        "partialFingerprints": {FINGERPRINT: item.fingerprint},
        "properties": _properties(view, finding),
    }
    related = [(r.place, r.note) for r in finding.related if r.place.file]
    if related:
        found["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(view, place), "message": {"text": one_line(note) or "related"}}
            for number, (place, note) in enumerate(related, 1)
        ]
    if view.compared:
        found["baselineState"] = "unchanged" if item.state == "known" else "new"
    if item.state == "known":
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": "Known by the baseline."}]
    return found


def _absent(view: View, entry: BaselineEntry, indexes: dict[str, int]) -> dict[str, object]:
    """A finding that the baseline knows and this run did not have. It is no failure any more, so its level is none."""
    name = rule_name(entry.kind, entry.shape, entry.component, entry.path)
    return {
        "ruleId": name,
        **({"ruleIndex": indexes[name]} if name in indexes else {}),
        "level": "none",
        "kind": "pass",
        "message": {"text": _no_links(one_line(entry.message)) or "Not found any more."},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(view, entry.file)}}] if entry.file else [],
        "partialFingerprints": {FINGERPRINT: entry.fingerprint},
        "baselineState": "absent",
    }


def _message(view: View, finding: Finding) -> str:
    """Sentences for people; the first is the message, as viewers show it in lists."""
    lines = [one_line(view.message(finding))]
    for word, text in (("found", finding.found), ("expected", finding.expected), ("example", finding.example), ("hint", finding.hint)):
        if text:
            lines.append(f"{say(view.lang, word)}: {one_line(text)}")
    return _no_links("\n".join(lines))


def _no_links(text: str) -> str:
    r"""SARIF reads ``[text](target)`` and ``{0}`` in messages; data must make neither."""
    return text.replace("](", "\\](").replace("{", "{{").replace("}", "}}")


def _location(view: View, finding: Finding, excerpts: Excerpts) -> dict[str, object]:
    found: dict[str, object] = {}
    if finding.place and finding.place.file:
        found["physicalLocation"] = _physical(view, finding.place, excerpts)
    name = finding.identity or finding.focus
    if name:
        found["logicalLocations"] = [{"name": one_line(about(finding)[0]), "fullyQualifiedName": name, "kind": "resource"}]
    return found


def _physical(view: View, place: Place, excerpts: Excerpts | None = None) -> dict[str, object]:
    found: dict[str, object] = {"artifactLocation": _artifact(view, place.file)}
    if place.line:
        region: dict[str, object] = {"startLine": place.line, "startColumn": place.column}
        if place.end_line:
            region |= {"endLine": place.end_line, "endColumn": max(1, place.end_column)}
        if excerpts and (text := excerpts.text(place)):
            region["snippet"] = {"text": text}
        found["region"] = region
    return found


def _artifact(view: View, file: str) -> dict[str, object]:
    if "://" in file:
        return {"uri": quote(file, safe=":/?#[]@!$&'()*+,;=%~-._")}
    path = Path(view.path(file))
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix()), "uriBaseId": "%SRCROOT%"}


def _properties(view: View, finding: Finding) -> dict[str, object]:
    facts = {"focus": finding.focus, "path": finding.path, "value": finding.value, "component": finding.component, "kind": finding.kind}
    facts["place"] = anchor_words(view.lang, finding.anchor)
    if finding.derivation:
        facts |= {"derivedBy": view.path(finding.derivation.rule), "derived": finding.derivation.statement}
    return {name: value for name, value in facts.items() if value}
