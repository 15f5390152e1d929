"""What can be wrong with shapes."""

from collections.abc import Sequence
from dataclasses import dataclass

from urbansec.errors import UrbansecError, shown_path
from urbansec.queries.shapes.path import Term


@dataclass(frozen=True)
class ShapeProblem:
    """One mistake in the shapes: where it stands, what is wrong, and what to do.

    ``shape`` is the shape (or another subject), ``predicate`` the IRI of the property and ``value`` the object that
    are to blame, as far as there are any; ``file`` is empty if nobody knows.
    """

    message: str
    hint: str
    shape: Term | None = None
    predicate: str = ""
    value: Term | None = None
    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = ":".join([shown_path(self.file), *(str(number) for number in (self.line, self.column) if number)]) if self.file else ""
        return f"{f'{place}: ' if place else ''}{self.message}{f' {self.hint}' if self.hint else ''}"


class ShapesError(UrbansecError):
    """The shapes themselves are broken, so that nothing can be said about the data; ``problems`` names every mistake found."""

    title = "The shapes cannot be used"

    def __init__(self, problems: str | Sequence[ShapeProblem]) -> None:
        self.problems = (ShapeProblem(problems, ""),) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
