"""The tables that CSV files may hold, and how a file is read: strictly, with the number of every row."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from urbansec.errors import InputFileError
from urbansec.letters import spelled_like

_MEMBERS = "forum member_name kind country since until status as_of source_id locator certainty place note"
_EVENTS = "name type start_date end_date place country organiser participants source_id locator certainty note"


@dataclass(frozen=True)
class Table:
    """The columns of a table, in their order. Optional ones may be missing in a file, and stand last in an export."""

    name: str
    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()


MEMBERS = Table("members", tuple(_MEMBERS.split()))
EVENTS = Table("events", tuple(_EVENTS.split()), optional=("slug",))
IMPORTED = {table.name: table for table in (MEMBERS, EVENTS)}


class RefusedError(Exception):
    """A cell that cannot be taken over: why, and values that come near."""

    def __init__(self, column: str, value: str, reason: str, near: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason, self.near = column, value, reason, tuple(near)


@dataclass(frozen=True)
class Refusal:
    """What is wrong in which row (the header is row 1), column and cell."""

    row: int
    column: str
    value: str
    reason: str
    near: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: int, error: RefusedError) -> "Refusal":
        """The refusal of a cell of a row."""
        return cls(row, error.column, error.value, error.reason, error.near)

    def __str__(self) -> str:
        place = f"{self.column} {self.value!r}: " if self.value else f"{self.column}: " if self.column else ""
        near = f" Near: {', '.join(self.near)}." if self.near else ""
        return f"refused: {place}{self.reason}{near}"


@dataclass(frozen=True)
class Row:
    """A row of a file: its number, and its cells by column, without white space around them."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_rows(path: Path, table: Table) -> tuple[list[Row], list[Refusal]]:
    """The rows of a file, and what is wrong with its layout.

    Raises :class:`~urbansec.errors.InputFileError` if there is no such file, or if it is no CSV in UTF-8.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as error:
        raise InputFileError(f"The file is not written in UTF-8 (byte {error.start + 1}).", file=str(path)) from error
    except (OSError, csv.Error) as error:
        raise InputFileError(error.strerror or str(error) if isinstance(error, OSError) else f"{error}.", file=str(path)) from error
    if not records or not any(records[0]):
        raise InputFileError(f"The first row must name the columns: {','.join(table.columns)}", file=str(path))
    header = [name.strip() for name in records[0]]
    refusals = _header_problems(header, table)
    rows = []
    for number, record in enumerate(records[1:], start=2):
        if len(record) != len(header) and any(record):
            refusals.append(Refusal(number, "", "", f"{len(record)} cells, but the header names {len(header)} columns."))
        elif any(cell.strip() for cell in record):
            rows.append(Row(number, {name: cell.strip() for name, cell in zip(header, record, strict=True)}))
    return ([], refusals) if refusals else (rows, [])


def write_rows(table: Table, rows: Sequence[Mapping[str, str]]) -> str:
    """A file that :func:`read_rows` reads: lines end with CR LF, as RFC 4180 has it."""
    output = io.StringIO(newline="")
    writer = csv.DictWriter(output, [*table.columns, *table.optional])
    writer.writeheader()
    writer.writerows(rows)
    return output.getvalue()


def _header_problems(header: Sequence[str], table: Table) -> list[Refusal]:
    other = next((t for t in IMPORTED.values() if set(t.columns) <= set(header)), table)
    if other is not table:
        return [Refusal(1, "", "", f"These are the columns of the table {other.name}: add --table {other.name}.")]
    if len(header) == 1 and header[0].count(";") > 2:
        return [Refusal(1, "", "", "The columns are separated by semicolons; save the file with commas.")]
    known = [*table.columns, *table.optional]
    problems = []
    for name in dict.fromkeys(header):
        if name not in known:
            near = tuple(spelled_like(name.lower(), known))
            problems.append(Refusal(1, name, "", f"The table {table.name} has no such column.", near))
        elif header.count(name) > 1:
            problems.append(Refusal(1, name, "", "The column is named twice."))
    problems += [Refusal(1, name, "", "The column is missing.") for name in table.columns if name not in header]
    return problems
