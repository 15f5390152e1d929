"""What every format shows: the findings with fingerprint and baseline state, in one order, and how the check went."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

from urbansec.namespaces import shorten
from urbansec.validation.baseline import BaselineEntry
from urbansec.validation.finding import SEVERITIES, Finding, Kind, Severity
from urbansec.validation.fingerprint import fingerprints, relative, root_of

Language = Literal["en", "de", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "de", "fr")
State = Literal["new", "known"]


@dataclass(frozen=True)
class Rule:
    """A shape or a check that ran, whether it found something or not.

    ``source`` is what findings name. ``title`` is a short phrase, ``help`` may have several paragraphs.
    """

    source: str
    kind: Kind = "shape"
    title: str = ""
    help: str = ""
    severity: Severity = "violation"


class Outcome(Protocol):
    """What a report is made from.

    ``findings`` are those the baseline does not know, worst first, without the ``omitted`` last ones that a limit cut
    off; ``suppressed`` are those it knows; ``stale`` is what it knows that was not found. ``notes`` are sentences
    about the run. ``rules`` is everything that was checked.
    """

    @property
    def findings(self) -> Sequence[Finding]: ...  # noqa: D102
    @property
    def suppressed(self) -> Sequence[Finding]: ...  # noqa: D102
    @property
    def stale(self) -> Sequence[BaselineEntry]: ...  # noqa: D102
    @property
    def omitted(self) -> int: ...  # noqa: D102
    @property
    def notes(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def rules(self) -> Sequence[Rule]: ...  # noqa: D102
    @property
    def quads(self) -> int: ...  # noqa: D102
    @property
    def files(self) -> int: ...  # noqa: D102
    @property
    def shapes(self) -> int: ...  # noqa: D102
    @property
    def checks(self) -> int: ...  # noqa: D102
    @property
    def engine(self) -> str: ...  # noqa: D102
    @property
    def seconds(self) -> float: ...  # noqa: D102
    @property
    def conforms(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True)
class Item:
    """A finding, who it is over time, and whether the baseline knows it."""

    finding: Finding
    fingerprint: str
    state: State

    @property
    def rule(self) -> str:
        """The name of what found it: short, and the same in every run."""
        return rule_name(self.finding.kind, self.finding.source, self.finding.component, self.finding.path)


@dataclass(frozen=True)
class Options:
    """How a report is to be written.

    ``root`` is the folder that machine-readable formats name files from (by default the repository that the
    current folder is in), ``compared`` whether a baseline was used, ``fail_on`` the least bad severity that makes the command fail,
    ``exit_code`` what it ends with (by default 1 if a new finding is as bad as that, else 0).
    """

    root: Path | None = None
    lang: Language = "en"
    fail_on: Severity = "violation"
    exit_code: int | None = None
    compared: bool = False


class View:
    """An outcome as the formats show it."""

    def __init__(self, outcome: Outcome, options: Options | None = None) -> None:
        options = options or Options()
        self.outcome, self.root, self.lang = outcome, options.root or root_of(Path.cwd()), options.lang
        self.fail_on, self.compared = options.fail_on, options.compared
        failed = any(self.fails(finding) for finding in outcome.findings)
        self.exit_code = int(failed) if options.exit_code is None else options.exit_code

    @cached_property
    def items(self) -> list[Item]:
        """New and known findings, worst first."""
        # The baseline numbers findings that are alike from the first on, so those that it knows come first here too.
        findings = [*self.outcome.suppressed, *self.outcome.findings]
        known = len(self.outcome.suppressed)
        marks = enumerate(zip(findings, fingerprints(findings, root=self.root), strict=True))
        made = [Item(finding, mark, "known" if at < known else "new") for at, (finding, mark) in marks]
        return sorted(made, key=lambda item: (item.finding.order(), item.fingerprint))

    @property
    def new(self) -> list[Item]:
        """Findings that the baseline does not know."""
        return [item for item in self.items if item.state == "new"]

    def fails(self, finding: Finding) -> bool:
        """Whether a finding as bad as this makes the command fail."""
        return SEVERITIES.index(finding.severity) <= SEVERITIES.index(self.fail_on)

    def counts(self) -> dict[Severity, int]:
        """How many new findings there are of each severity."""
        counted = Counter(item.finding.severity for item in self.new)
        return {severity: counted[severity] for severity in SEVERITIES}

    def message(self, finding: Finding) -> str:
        """The message in the language of the report, or the one there is."""
        return dict(finding.messages).get(self.lang) or finding.message

    def path(self, file: str) -> str:
        """A file as machine-readable formats name it: from the root, with slashes."""
        return relative(file, self.root)

    def rules(self) -> dict[str, Rule]:
        """Everything that was checked, and everything that found something, by name and in the order of names."""
        known = {rule_name(rule.kind, rule.source): rule for rule in self.outcome.rules}
        for item in self.items:
            known.setdefault(item.rule, Rule(item.finding.source, item.finding.kind, severity=item.finding.severity))
        return dict(sorted(known.items()))


def rule_name(kind: str, source: str, component: str = "", path: str = "") -> str:
    """``urbsh:City`` of a shape, ``check/orphans`` of a check, ``syntax/missing-dot`` of a mistake.

    A shape that is a blank node goes by the property and the component: ``foaf:name sh:MinCountConstraintComponent``.
    """
    if kind != "shape":
        return f"{kind}/{source}" if source else kind
    if source and not source.startswith("_:"):
        return shorten(source)
    return " ".join(shorten(part) for part in (path, component) if part) or "shape"
