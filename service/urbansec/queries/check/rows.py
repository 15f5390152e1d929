"""Answers as rows of text, as they stand in a CSV file beside a query, and how two of them differ."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from urbansec.queries.table import Table

Row = tuple[str, ...]
_SHOWN = 200


@dataclass(frozen=True)
class Rows:
    """The columns and the rows; the empty text is what is not bound."""

    columns: Row
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, table: Table, *, sort: bool) -> "Rows":
        """Those of a table; with ``sort`` in the order of the texts, for answers that have none."""
        rows = [tuple(row[name]["value"] if name in row else "" for name in table.variables) for row in table.rows]
        return cls(table.variables, tuple(sorted(rows) if sort else rows))

    @classmethod
    def read(cls, content: bytes) -> "Rows":
        """Those of a CSV file in UTF-8; ``ValueError`` if it is none."""
        try:
            columns, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        except (csv.Error, UnicodeDecodeError, ValueError) as error:
            raise ValueError(str(error) or "It is empty.") from error
        return cls(tuple(columns), tuple(map(tuple, rows)))

    def write(self) -> bytes:
        """The same as CSV: UTF-8, lines end with a line feed."""
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([self.columns, *self.rows])
        return text.getvalue().encode()

    def line(self, index: int) -> int:
        """The line of the file in which the row ``index`` begins; lines within a text count."""
        return 1 + sum(1 + sum(cell.count("\n") for cell in row) for row in (self.columns, *self.rows[:index]))


def difference(wanted: Rows, found: Rows, *, exact: bool = True) -> tuple[int, str] | None:
    """How ``found`` falls short of ``wanted``, in words, and the line of the file that holds ``wanted``; ``None`` if it does not.

    If it need not be exact, further rows and another order are no difference.
    """
    if wanted.columns != found.columns:
        return 1, f"The columns are {', '.join(found.columns)}; expected {', '.join(wanted.columns)}."
    lost, more = Counter(wanted.rows) - Counter(found.rows), Counter(found.rows) - Counter(wanted.rows)
    if not exact:
        more.clear()
    if not lost and not more:
        at = next((index for index, (one, other) in enumerate(zip(wanted.rows, found.rows, strict=False)) if one != other), None)
        return None if at is None or not exact else (wanted.line(at), "The rows come in another order, first here.")
    parts = [f"{_rows(sum(rows.values()))} {words}" for rows, words in ((lost, "missing"), (more, "not expected")) if rows]
    first_lost, first_more = (next(iter(rows), None) for rows in (lost, more))
    shown = [f"{word} {_shown(row)}" for word, row in (("missing", first_lost), ("not expected", first_more)) if row is not None]
    line = wanted.line(wanted.rows.index(first_lost) if first_lost is not None else len(wanted.rows) - 1)
    return line, f"{' and '.join(parts)}; the first {'; the first '.join(shown)}"


def repeated(rows: Sequence[Row]) -> Row | None:
    """The first row that comes a second time."""
    seen: set[Row] = set()
    for row in rows:
        if row in seen:
            return row
        seen.add(row)
    return None


def _rows(number: int) -> str:
    return f"{number} row{'' if number == 1 else 's'}"


def _shown(row: Row) -> str:
    text = Rows((), (row,)).write().decode().partition("\n")[2].strip()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
