"""``urbansec fmt``: lay out Turtle and TriG files."""

import difflib
import gc
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from urbansec.cli.common import state, write
from urbansec.dataset.files import discover
from urbansec.errors import InputFileError, UrbansecError, shown_path
from urbansec.formatting import Formatted, format_bytes, format_file, write_file
from urbansec.formatting.files import FORMATS

_STANDARD_INPUT = Path("-")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def fmt(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...", help="Turtle and TriG files, or folders with such; - formats standard input. Without: data and ontology.", show_default=False
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; name the files that would change.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Change nothing; show what would change.")] = False,
    stdin_filename: Annotated[Path, typer.Option(help="Name of what standard input holds: its ending tells the format, messages name it.")] = Path("stdin.ttl"),
) -> None:
    """Lay out Turtle and TriG files as the data of this project are: prefixes, predicates and names sorted, a predicate a line, comments kept.

    Before a file is written it is proved that meaning and comments are the same (canonical datasets are compared); else it
    stays as it is. Exit codes: 0 done, or nothing to do; 1 with --check or --diff if something would change; 2 could not run
    (a file does not parse: its line and column are told, and the other files are still done).
    """
    chosen = list(paths or ())
    if _STANDARD_INPUT in chosen:
        if len(chosen) > 1:
            raise typer.BadParameter("standard input (-) cannot be formatted together with files.")
        formatted = format_bytes(sys.stdin.buffer.read(), str(stdin_filename))
        done, problems = int(formatted.changed), 0
        if check or diff:
            _report([formatted] if formatted.changed else [], check=check, diff=diff)
        else:
            write(formatted.new, None)
    else:
        files = discover(chosen or _default(context), suffixes=tuple(FORMATS))
        run = _Run(write=not check and not diff)
        done = _report(run.changed(files), check=check, diff=diff)
        problems = run.problems
        _sum_up(len(files), done, problems, changing=run.write)
    raise typer.Exit(2 if problems else int((check or diff) and done > 0))


def _default(context: typer.Context) -> list[Path]:
    """The project's own files."""
    assets = state(context).assets
    return [assets.data, assets.root / "ontology"]


class _Run:
    """Formats files one after the other; what goes wrong with one is told, and counted, and does not stop the others."""

    def __init__(self, *, write: bool) -> None:
        self.write = write
        self.problems = 0

    def changed(self, files: Sequence[Path]) -> Iterator[Formatted]:
        """The files that change, once they are written."""
        console = Console(stderr=True)
        gc.disable()  # trees without circles are freed as they go; looking for circles would cost half of the time of a large file
        with Progress(console=console, transient=True, disable=not console.is_terminal or len(files) < 20) as progress:
            for path in progress.track(files, description="Formatting"):
                try:
                    formatted = format_file(path)
                    if self.write and formatted.changed:
                        write_file(path, formatted)
                except UrbansecError as problem:
                    self.problems += 1
                    told = str(problem) if isinstance(problem, InputFileError) else f"{problem.title}: {problem}"
                    progress.console.print(Text(told), soft_wrap=True)
                else:
                    if formatted.changed:
                        yield formatted


def _report(changes: Sequence[Formatted] | Iterator[Formatted], *, check: bool, diff: bool) -> int:
    """Show each change as it comes; how many there are."""
    console = Console(soft_wrap=True, highlight=False)
    count = 0
    for formatted in changes:
        count += 1
        if diff:
            for line in _unified(formatted):
                if console.is_terminal:
                    visible = line.rstrip("\n").replace("\r", "\\r").replace("\ufeff", "\\ufeff")
                    console.print(Text(visible, style=_STYLES.get(line[:1], "")))
                else:
                    write(line.encode(), None)
        else:
            typer.echo(f"{'would change' if check else 'changed'}: {shown_path(formatted.name)}", err=not check)
    return count


def _unified(formatted: Formatted) -> Iterator[str]:
    """The lines of a unified diff that ``patch`` takes."""
    old, new = (_LINE.findall(content.decode()) for content in (formatted.old, formatted.new))
    name = shown_path(formatted.name)
    for line in difflib.unified_diff(old, new, name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _sum_up(files: int, changed: int, problems: int, *, changing: bool) -> None:
    verb = "changed" if changing else "would change"
    parts = [f"{files} file{'s' * (files != 1)}", f"{changed} {verb}"]
    if problems:
        parts.append(f"{problems} left alone because of problems")
    typer.echo(", ".join(parts) + ".", err=True)
