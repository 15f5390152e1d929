"""What people see on a terminal: tables that fit it, colour, and a pager for what is longer than the screen."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from urbansec.namespaces import shorten
from urbansec.queries.table import Cell, Table

Told = Callable[[str], None]
"""Takes what is being done."""
_AS_WIDE_AS_IT_IS = 100_000
_WIDEST_CELL = 40
_GAP = 1
_NUMBERS = tuple(f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal", "double", "float"))


def show(content: RenderableType, *, pager: bool = True) -> None:
    """Print to the terminal, through the pager if it is longer than the screen; without colour and pager if it is no terminal."""
    console = Console(highlight=False)
    if not (pager and console.is_terminal and sys.stdin.isatty()) or console.is_dumb_terminal:
        console.print(content)
        return
    with console.capture() as capture:
        console.print(content)
    text = capture.get()
    command = _pager()
    if command is None or text.count("\n") < console.size.height:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        _page(command, text)


def shown(table: Table, *, footer: str = "") -> RenderableType:
    """A result as it fits the terminal: a table, or where its columns would become too narrow a block of lines for each row."""
    rows = [[_cell(row, variable) for variable in table.variables] for row in table.rows]
    widths = [max([cell_len(name), *(min(_WIDEST_CELL, cell_len(row[index])) for row in rows)]) for index, name in enumerate(table.variables)]
    narrow = Console().size.width < sum(widths) + _GAP * len(widths)
    body = _blocks(table.variables, rows) if narrow and len(table.variables) > 2 else _table(table, rows)
    return Group(body, Text(f"\n{footer}", style="dim")) if footer else body


def plain(table: Table) -> bytes:
    """The same table for a pipe or a file: as wide as it is, without colour."""
    rows = [[_cell(row, variable) for variable in table.variables] for row in table.rows]
    text = io.StringIO()
    Console(file=text, width=_AS_WIDE_AS_IT_IS, highlight=False, color_system=None, force_terminal=False).print(_table(table, rows))
    return "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines()).encode()


def _table(table: Table, rows: list[list[str]]) -> RichTable:
    made = RichTable(box=None, pad_edge=False, header_style="bold")
    for variable in table.variables:
        numbers = [row[variable].get("datatype") in _NUMBERS for row in table.rows if variable in row]
        made.add_column(variable, overflow="fold", justify="right" if numbers and all(numbers) else "left")
    for row in rows:
        made.add_row(*map(Text, row))
    return made


def _blocks(variables: tuple[str, ...], rows: list[list[str]]) -> RichTable:
    made = RichTable(box=None, pad_edge=False, show_header=False)
    made.add_column(style="bold", no_wrap=True)
    made.add_column(overflow="fold")
    for number, row in enumerate(rows, 1):
        made.add_row(Text(f"row {number:,}", style="dim"), Text())
        for variable, value in zip(variables, row, strict=True):
            if value:
                made.add_row(Text(variable), Text(value))
    return made


def _cell(row: Mapping[str, Cell], variable: str) -> str:
    cell = row.get(variable)
    if cell is None:
        return ""
    value = cell["value"] if isinstance(cell["value"], str) else str(cell["value"])
    told = " ".join(shorten(part) for part in value.split(" ")) if cell["type"] != "literal" or "://" in value else value
    # What data hold must not move the cursor or colour the screen.
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "\N{REPLACEMENT CHARACTER}" for letter in told)


def _pager() -> list[str] | None:
    """The pager that the user wants: $PAGER, else less, else none."""
    wanted = os.environ.get("PAGER", "less").split()
    if not wanted or wanted == ["cat"]:
        return None
    found = shutil.which(wanted[0])
    return [found, *wanted[1:]] if found else None


def _page(command: list[str], text: str) -> None:
    """Let the pager show ``text``; whoever leaves it early has seen enough."""
    # As git does: end if it fits after all, pass colours through, leave the text on the screen.
    settings = {"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ}
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=settings) as process:  # noqa: S603 - the user's own pager, no shell
        try:
            if process.stdin is not None:
                process.stdin.write(text.encode())
                process.stdin.close()
        except BrokenPipeError:
            pass
        while process.returncode is None:
            try:
                process.wait()
            except KeyboardInterrupt:  # it means the pager, which knows what to do
                continue
