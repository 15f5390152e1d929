"""``urbansec validate``: check the data."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.text import Text

from urbansec.cli.common import DataOption, OutputOption, state, write

_STYLES = {"violation": "bold red", "warning": "yellow", "info": "cyan", "detail": "dim", "good": "green", "summary": "bold"}


def validate(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Files or folders to check. Files of the shipped data are checked with the rest around them; others replace it.",
            show_default=False,
        ),
    ] = None,
    data: DataOption = None,
    shapes: Annotated[list[Path] | None, typer.Option("--shapes", help="Shapes to use instead of the project's. May be repeated.", show_default=False)] = None,
    report_format: Annotated[Literal["text", "json"], typer.Option("--format", "-f", help="How to write the report.")] = "text",
    output: OutputOption = None,
) -> None:
    """Check data against the shapes and the check queries.

    Exit codes: 0 conforms, 1 does not, 2 could not run (a file is missing or does not parse: its line and column are told).
    """
    from urbansec.validation import report
    from urbansec.validation import validate as run  # imported here: pySHACL costs the other commands a second

    parts = state(context)
    result = run(parts.assets, [*(paths or ()), *(data or ())], shapes or ())
    if report_format == "json":
        write(f"{report.as_json(result)}\n".encode(), output)
    elif output is not None:
        write("".join(f"{line}\n" for _, line in report.as_text(result)).encode(), output)
    else:
        console = Console(soft_wrap=True, highlight=False)
        for style, line in report.as_text(result):
            console.print(Text(line, style=_STYLES[style]))
    raise typer.Exit(0 if result.conforms else 1)
