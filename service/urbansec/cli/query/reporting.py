"""``urbansec query report``: what a change of the data does to the answers."""

from typing import Annotated, Literal

import typer

from urbansec.cli import actions
from urbansec.cli.common import OutputOption, state
from urbansec.cli.differences import write_differences
from urbansec.cli.query.running import patience


def report(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Only these questions.", show_default=False)] = None,
    since: Annotated[str, typer.Option("--since", metavar="REV", help="The git revision to compare with, such as a tag or origin/main.")] = "HEAD",
    report_format: Annotated[Literal["text", "markdown", "json"], typer.Option("--format", "-f", help="How to write the report.")] = "text",
    output: OutputOption = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="End with 0 although answers changed.")] = False,
) -> None:
    """Tell which answers of the saved questions are other than at a revision, row by row, and whether the data or the question made them so.

    Every question is asked with its defaults and with the examples of its header, on the same day for both sides. In GitHub Actions
    the report is added to the summary of the step as well.

    Exit codes as those of diff: 0 no answer changed, 1 some did (0 with --exit-zero), 2 could not run.
    """
    from urbansec.diff.drift import drift
    from urbansec.diff.reports.drift import as_json, as_markdown, as_text

    with patience() as told:
        result = drift(state(context).assets, since, names or (), progress=told)
    if actions.running():
        actions.add_to_summary(as_markdown(result).encode())
    write_differences(report_format, output, text=lambda: as_text(result), markdown=lambda: as_markdown(result), json=lambda: as_json(result))
    raise typer.Exit(0 if result.is_empty or exit_zero else 1)
