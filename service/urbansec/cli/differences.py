"""How reports of differences come out: to a file, to a pipe, or in colour to a terminal."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.text import Text

from urbansec.cli.common import write

ReportFormat = Literal["text", "json", "markdown"]
_STYLES = {"added": "green", "removed": "red", "changed": "yellow", "heading": "bold", "detail": "dim", "summary": "bold"}


def write_differences(
    report_format: ReportFormat, output: Path | None, *, text: Callable[[], Iterable[tuple[str, str]]], markdown: Callable[[], str], json: Callable[[], str]
) -> None:
    """Write what the one of the three callables gives that ``report_format`` names; ``text`` gives the style and the text of each line."""
    if report_format == "json":
        write(f"{json()}\n".encode(), output)
    elif report_format == "markdown":
        write(markdown().encode(), output)
    elif output is not None:
        write("".join(f"{line}\n" for _, line in text()).encode(), output)
    else:
        page = Console(soft_wrap=True, highlight=False)
        for style, line in text():
            page.print(Text(line, style=_STYLES[style]))
