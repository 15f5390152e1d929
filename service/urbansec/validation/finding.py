"""One thing that is wrong, in the terms of the SHACL results vocabulary."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["violation", "warning", "info"]
_WORST_FIRST = ("violation", "warning", "info")


@dataclass(frozen=True)
class Finding:
    """A result of a shape or of a check query.

    ``focus`` is the resource, ``path`` the property and ``value`` the term it is about (IRIs in full, literals in
    Turtle's notation, empty where the result names none). ``source`` is the shape's IRI or the check's name,
    ``file`` the path of the file that holds the offending statement, or the derived graph it is in.
    """

    severity: Severity
    focus: str
    path: str
    value: str
    message: str
    source: str
    component: str
    file: str

    def order(self) -> tuple[int, str, str, str, str, str]:
        """Sort key: worst first, then by file and resource."""
        return (_WORST_FIRST.index(self.severity), self.file, self.focus, self.path, self.source, self.value)
