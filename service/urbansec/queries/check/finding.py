"""What a check of query files finds, and how to write it: for people, for programs, for pull requests."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Literal

from urbansec.errors import shown_path

Severity = Literal["violation", "warning"]

CODES: dict[str, tuple[Severity, str]] = {
    # The file and its header
    "unreadable": ("violation", "the file is no text in UTF-8, or cannot be read"),
    "header": ("violation", "the header is no YAML, or says something that the header language does not have"),
    "no-summary": ("warning", "a saved query does not say what it answers"),
    "undocumented-parameter": ("warning", "a parameter has no description"),
    "no-such-column": ("violation", "the view draws from a column that the result does not have"),
    "needless-accept": ("warning", "a comment accepts something that is not found there"),
    # The text
    "syntax": ("violation", "the text is no SPARQL query, a prefix is not declared, or this service refuses it"),
    "service": ("violation", "SERVICE asks other servers, which is refused here"),
    "prefix-not-used": ("warning", "a prefix is declared and not used"),
    "prefix-differs": ("warning", "a prefix stands for another namespace than everywhere else in this project"),
    "unknown-term": ("violation", "a property or class that neither the ontology declares nor the data use, or an IRI that the data do not name"),
    "deprecated-term": ("warning", "a term that the ontology has given up"),
    # Variables
    "no-parameter-block": ("violation", "the parameters of the header do not stand in one VALUES block of their own"),
    "default-differs": ("violation", "the file and its header have different defaults, so other tools answer something else"),
    "parameter-not-used": ("violation", "a parameter that changes nothing"),
    "never-bound": ("violation", "a variable that is shown or used, and that nothing gives a value"),
    "out-of-scope": ("violation", "a variable that is used in braces where it has no value, though it has one elsewhere"),
    "variable-not-used": ("warning", "a variable that is named once and then never again"),
    "minus-without-effect": ("warning", "MINUS shares no variable with what it is taken from, and takes nothing away"),
    # What it costs, and whether it repeats
    "cross-product": ("warning", "patterns that nothing connects: each row of one is combined with each row of the other"),
    "unbounded-path": ("warning", "a path of any length whose both ends may be anything"),
    "not-repeatable": ("warning", "the answer changes by itself: a call of NOW, RAND, UUID or SAMPLE that no parameter replaces"),
    "unordered-join": ("warning", "GROUP_CONCAT joins values that come in no order"),
    "no-order": ("warning", "rows in no order, or columns by *: two answers cannot be compared, and pages of one do not fit together"),
    # With data
    "fails": ("violation", "it cannot be run with its defaults or with one of its examples"),
    "slow": ("violation", "it takes longer than it may"),
    "no-rows": ("violation", "it finds nothing with its defaults or with one of its examples"),
    "empty-column": ("warning", "a column has no value in any row"),
    "order-not-total": ("warning", "rows are equal in all that they are ordered by, so their order is left to chance"),
    "no-answer": ("violation", "no expected answer stands beside a saved query"),
    "answer-differs": ("violation", "the answer is not the one expected"),
    "no-query": ("violation", "an expected answer without its query"),
}
"""Each code with its severity and what it means; ``docs/queries.md`` tells more."""
SEVERITIES: tuple[Severity, ...] = ("violation", "warning")
UNREAD = frozenset(["unreadable", "header", "syntax"])
"""Codes of files of which no more is known."""


@dataclass(frozen=True, order=True)
class Finding:
    """Something about a query file; ``line`` and ``column`` count from 1."""

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is, by its code."""
        return CODES[self.code][0]


@dataclass(frozen=True)
class Outcome:
    """All that a check found, in the order of files and lines, and how many queries it looked at."""

    findings: tuple[Finding, ...]
    queries: int

    @classmethod
    def of(cls, findings: Iterable[Finding], queries: int) -> "Outcome":
        """The findings in order, each once."""
        return cls(tuple(sorted(set(findings))), queries)

    def exit_code(self, fail_on: Severity = "violation") -> int:
        """0 all is well, 1 something is at least as bad as ``fail_on``, 2 a file could not be read as a query."""
        if any(finding.code in UNREAD for finding in self.findings):
            return 2
        return int(any(SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on) for finding in self.findings))


def write_text(outcome: Outcome, lines: "LinesOf", paint: Callable[[str, Severity], str] = lambda text, _: text) -> str:
    """For people: ``file:line:column: severity: message [code]``, the line itself with a mark below, what to do; at the end a count.

    ``paint`` colours the word for the severity.
    """
    parts = []
    for finding in outcome.findings:
        place, word = f"{shown_path(finding.file)}:{finding.line}:{finding.column}", paint(finding.severity, finding.severity)
        parts.append(f"{place}: {word}: {_one_line(finding.message)} [{finding.code}]\n")
        text = lines.line(finding.file, finding.line)
        if text.strip() and (finding.line, finding.column) != (1, 1):  # what is about the whole file needs no line of it
            number = str(finding.line)
            mark = "".join(sign if sign == "\t" else " " for sign in text[: finding.column - 1])
            parts.append(f"  {number} | {_visible(text)}\n  {' ' * len(number)} | {mark}^\n")
        if finding.hint:
            parts.append(f"  hint: {_one_line(finding.hint)}\n")
        parts.append("\n")
    return f"{''.join(parts)}{summary(outcome)}\n"


def summary(outcome: Outcome) -> str:
    """One line: how many queries, and what was found."""
    counts = [_count(sum(finding.severity == severity for finding in outcome.findings), severity) for severity in SEVERITIES]
    queries = _count(outcome.queries, "query", "queries")
    return f"{queries} checked: {', '.join(counts)}." if outcome.findings else f"{queries} checked, nothing found."


def write_json(outcome: Outcome) -> str:
    """For programs: ``queries``, a count by severity, and ``findings``."""
    found = [{**asdict(finding), "file": shown_path(finding.file), "severity": finding.severity} for finding in outcome.findings]
    counts = {severity: sum(finding.severity == severity for finding in outcome.findings) for severity in SEVERITIES}
    return json.dumps({"queries": outcome.queries, **counts, "findings": found}, ensure_ascii=False, indent=2) + "\n"


def write_github(outcome: Outcome) -> str:
    """For GitHub Actions: an annotation for each finding, then the count."""
    lines = []
    for finding in outcome.findings:
        place = f"file={_property(shown_path(finding.file))},line={finding.line},col={finding.column},title={_property(finding.code)}"
        text = "\n".join(filter(None, (finding.message, finding.hint))).translate(_ESCAPES)
        lines.append(f"::{'error' if finding.severity == 'violation' else 'warning'} {place}::{text}\n")
    return f"{''.join(lines)}{summary(outcome)}\n"


class LinesOf:
    """The lines of the files that findings are in, each file read once."""

    def __init__(self) -> None:
        self._files: dict[str, Sequence[str]] = {}

    def line(self, file: str, number: int) -> str:
        """The line ``number``; empty if there is none."""
        if file not in self._files:
            try:
                with open(file, encoding="utf-8", newline="") as opened:  # noqa: PTH123 - a name from a finding, not always a path of ours
                    self._files[file] = opened.read().split("\n")
            except (OSError, ValueError):
                self._files[file] = ()
        found = self._files[file]
        return found[number - 1].rstrip("\r") if 0 < number <= len(found) else ""


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _one_line(text: str) -> str:
    return _visible(" ".join(text.split()))


def _visible(text: str) -> str:
    """Without what a terminal would obey: a file may hold anything."""
    return "".join(sign if sign.isprintable() or sign == "\t" else "\ufffd" for sign in text)


_ESCAPES = MappingProxyType({ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"})


def _property(text: str) -> str:
    return text.translate(_ESCAPES).replace(":", "%3A").replace(",", "%2C")
