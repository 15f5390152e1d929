"""``urbansec diff``: what two states of the data differ in."""

from typing import Annotated, Literal

import typer
from rich.console import Console

from urbansec.cli.common import OutputOption, state
from urbansec.cli.differences import write_differences


def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="[A]", help="File, folder, git revision (its data, ontology and queries) or REVISION:PATH.")] = "HEAD",
    new: Annotated[str | None, typer.Argument(metavar="[B]", help="The same; by default the project as it is.", show_default=False)] = None,
    report_format: Annotated[Literal["text", "json", "markdown"], typer.Option("--format", "-f", help="How to write the report.")] = "text",
    output: OutputOption = None,
    validate: Annotated[bool, typer.Option("--validate/--no-validate", help="Compare what validation finds.")] = True,
    queries: Annotated[bool, typer.Option("--queries/--no-queries", help="Compare the answers of saved queries.")] = True,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="End with 0 although there are differences.")] = False,
) -> None:
    """Tell in words what two states of RDF data differ in: memberships, events, evidence, ...; findings of validation; answers of saved queries.

    The order of statements, layout, prefixes, labels of blank nodes and the division into files make no difference.
    Exit codes as those of diff: 0 no difference, 1 differences (0 with --exit-zero), 2 could not run.
    """
    from urbansec.diff.reports import as_json, as_markdown, as_text
    from urbansec.diff.run import diff as run  # imported here: validation costs the other commands a second

    console = Console(stderr=True)
    with console.status("Comparing") as status:
        result = run(state(context).assets, old, new, findings=validate, answers=queries, progress=status.update if console.is_terminal else lambda _: None)
    write_differences(report_format, output, text=lambda: as_text(result), markdown=lambda: as_markdown(result), json=lambda: as_json(result))
    raise typer.Exit(0 if result.is_empty or exit_zero else 1)
