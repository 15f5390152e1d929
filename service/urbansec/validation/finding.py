"""One thing that is wrong: in the terms of the SHACL results vocabulary, and with the place in the text."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["violation", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")
"""Worst first."""

Kind = Literal["syntax", "shape", "check", "reference", "term", "coverage"]
"""What found it: the parser, a shape, a check query, or one of the gates in ``coverage`` and ``vocabulary``."""

Anchor = Literal["value", "path", "type", "subject", "block", "syntax", "file", "none"]
"""What the place shows: the triple with the value, a triple with the path, the type triple, the first triple of the
resource, the whole block that describes it (where something is missing), the text that does not parse, the file as a
whole (formats without positions), or nothing."""


@dataclass(frozen=True, order=True)
class Place:
    """A stretch of a file. Lines and columns count from 1, columns in Unicode code points; the end is exclusive.

    All numbers are 0 where only the file is known.
    """

    file: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


@dataclass(frozen=True)
class Related:
    """Another place that helps to understand, with a few words that say why."""

    place: Place
    note: str


@dataclass(frozen=True)
class Derivation:
    """The rule that made the statement a finding is about: the file of the rule, what it says, and the derived triple as Turtle."""

    rule: str
    summary: str
    statement: str


@dataclass(frozen=True)
class Finding:
    """A result of a shape, of a check query, or of the parser.

    ``focus`` is the resource, ``path`` the property (a complex path as a SPARQL property path) and ``value`` the term
    it is about: IRIs in full, literals in Turtle's notation, empty where the result names none. ``source`` is the
    shape's IRI, the check's name or the code of the mistake; ``component`` the constraint component's IRI.
    ``messages`` pairs language tags with the message in that language. ``found``, ``expected`` and ``example`` say in a phrase each what is
    there, what should be, and how a right triple looks. ``identity`` stands for ``focus`` in the fingerprint where
    that is a blank node, whose label means nothing.
    """

    severity: Severity
    focus: str
    path: str
    value: str
    message: str
    source: str
    component: str
    kind: Kind = "shape"
    place: Place | None = None
    anchor: Anchor = "none"
    related: tuple[Related, ...] = ()
    derivation: Derivation | None = None
    messages: tuple[tuple[str, str], ...] = ()
    found: str = ""
    expected: str = ""
    example: str = ""
    hint: str = ""
    identity: str = ""

    @property
    def file(self) -> str:
        """The file that holds the offending statement; empty if none does."""
        return self.place.file if self.place else ""

    def order(self) -> tuple[object, ...]:
        """Sort key: worst first, then by place, then by what it is about."""
        place = self.place or Place("")
        return (SEVERITIES.index(self.severity), place, self.identity or self.focus, self.path, self.source, self.component, self.value)
