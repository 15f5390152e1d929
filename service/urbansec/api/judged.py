"""What validation found out about the data that are served, as the quality page shows it.

The service does not validate: it is given something that does (:data:`Judge`), and asks it for the state of the data it answers from.
"""

from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from urbansec.pages.catalogues import marked

Severity = Literal["violation", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")
SEVERITY_WORDS = (marked("violation"), marked("warning"), marked("info"))

GAP_WORDS = {
    "nothing-checked": marked("no shape finds anything to check"),
    "idle-shape": marked("shapes that find nothing to check"),
    "unused-shape": marked("shapes that nothing uses"),
    "inactive-shape": marked("shapes that are switched off"),
    "unchecked-class": marked("classes that no shape checks"),
    "unchecked-property": marked("properties that no shape checks"),
    "untargeted-resource": marked("resources without a class that no shape finds"),
    "undeclared-term": marked("terms that the ontology does not declare"),
    "misspelt-term": marked("terms that their vocabulary does not have"),
    "misspelt-namespace": marked("namespaces almost like a well-known one"),
    "deprecated-term": marked("terms that should no longer be used"),
    "dangling-reference": marked("things that are named and nowhere described"),
    "ill-typed": marked("values that are not what their datatype says"),
}
"""What the gates look for, in words, by the code that findings carry."""


class Kept(BaseModel):
    """Read once and not changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Found(Kept):
    """One thing that is wrong. ``file`` is relative to the folder of the data; ``line`` is 0 where only the file is known.

    ``source`` is the IRI of a shape, the name of a check query, or the code of a gap, by ``kind``.
    """

    severity: Severity
    kind: str
    source: str
    message: str
    focus: str = ""
    path: str = ""
    file: str = ""
    line: int = 0
    column: int = 0


class Rule(Kept):
    """A shape or a check query that ran: what it asks for, and how many findings it has."""

    source: str
    kind: str
    title: str
    findings: int = 0


class Gap(Kept):
    """A kind of gap that the gates look for, by its code, and how many were found."""

    code: str
    findings: int = 0


class Report(Kept):
    """The result for the data of ``data_version``. ``findings`` are the worst ones, ``omitted`` says how many more there are; ``counts`` counts all."""

    data_version: str
    conforms: bool
    counts: dict[Severity, int]
    quads: int
    files: int
    shapes: int
    checks: int
    engine: str
    findings: tuple[Found, ...]
    omitted: int = 0
    rules: tuple[Rule, ...]
    gaps: tuple[Gap, ...]

    def group(self) -> dict[str, tuple[int, int]]:
        """By the first word of the names of shapes, which is the class they are for: how many constraints have a name, and how many findings."""
        found: dict[str, tuple[int, int]] = {}
        for rule in self.rules:
            if rule.kind == "shape":
                name = rule.source.rpartition("#")[2].partition("-")[0]
                rules, findings = found.get(name, (0, 0))
                found[name] = (rules + 1, findings + rule.findings)
        return dict(sorted(found.items()))


State = Literal["checked", "being checked", "files changed", "failed", "does not apply"]


class Judgement(Kept):
    """How far the check is. Only what is checked, and what does not apply, stays so for as long as the data are the same."""

    state: State
    report: Report | None = None
    detail: str = ""

    @property
    def settled(self) -> bool:
        """Whether the same data will be judged the same next time."""
        return self.state in ("checked", "does not apply")


Judge = Callable[[str], Judgement]
"""Says at once how far the check of the data of a version is, and starts it if it has not begun. Called from many threads."""
