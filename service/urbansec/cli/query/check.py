"""``urbansec query check``: query files, before somebody relies on them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from urbansec.cli import actions
from urbansec.cli.common import OutputOption, State, state, write
from urbansec.dataset import load_files, load_shipped
from urbansec.engine import EmbeddedEngine, Engine

if TYPE_CHECKING:
    from urbansec.queries.check import Against, Outcome

_COLOURS = {"violation": typer.colors.RED, "warning": typer.colors.YELLOW}
_MOST_SECONDS = 0.2


def check_queries(
    context: typer.Context,
    queries: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH|NAME]...", help="Files, folders, or names of saved questions; all saved questions without any.")
    ] = None,
    report_format: Annotated[Literal["text", "json", "github"], typer.Option("--format", "-f", help="How to write what is found.")] = "text",
    output: OutputOption = None,
    run: Annotated[bool, typer.Option("--run/--no-run", help="Also run them on the data, and compare answers on the examples with those expected.")] = True,
    update: Annotated[bool, typer.Option("--update", help="Write the answers on the examples beside the queries instead of comparing them.")] = False,
    data: Annotated[
        list[Path] | None, typer.Option("--data", help="Run them on these files or folders instead of the shipped data. May be repeated.", show_default=False)
    ] = None,
    most_seconds: Annotated[float, typer.Option(min=0, help="What one query may take, in seconds of processor time.")] = _MOST_SECONDS,
    fail_on: Annotated[Literal["violation", "warning"], typer.Option(help="The least bad severity that makes the exit code 1.")] = "violation",
) -> None:
    """Check query files, and point at the line.

    Headers, parameters, prefixes, terms that do not exist, variables without a value, patterns that multiply rows, answers that do not
    repeat; then each query is run on the data, and on the examples of the ontology, where a CSV file beside it holds the answer.

    `urbansec query check my-query.rq`

    Exit codes: 0 nothing found, 1 something found, 2 could not run, or a file is no query.
    """
    # Imported here, for it costs the other commands their start.
    from urbansec.queries.check import Outcome, check, query_files, stray_answers

    if update and not run:
        raise typer.BadParameter("--update runs the queries, so it does not go with --no-run.")
    if update and data:
        raise typer.BadParameter("--update takes the answers from the examples of the ontology, not from --data.")
    parts = state(context)
    saved = parts.assets.queries / "saved"
    files = query_files(queries or (), saved)
    outcome = check(files, _against(parts, saved, data or [], run=run, update=update, most_seconds=most_seconds))
    folders = [Path(each) for each in queries or () if Path(each).is_dir()] if queries else [saved]
    strays = [finding for folder in folders for finding in stray_answers(folder)]
    outcome = Outcome.of([*outcome.findings, *strays], outcome.queries)
    write(_report(outcome, report_format, terminal=output is None and sys.stdout.isatty()).encode(), output)
    raise typer.Exit(outcome.exit_code(fail_on))


def _against(parts: State, saved: Path, data: list[Path], *, run: bool, update: bool, most_seconds: float) -> "Against":
    """The data are loaded without the saved queries, of which one may be broken: that is to be found, not to be stumbled over."""
    from urbansec.queries.check import Against, Terms, Trial, load_examples

    examples = load_examples(parts.assets)
    if not run or update:
        return Against(Terms.of(examples.engine, whole=False), examples=examples if update else None, answered=saved, update=update)
    snapshot = load_files(data, union=parts.settings.default_graph == "union") if data else load_shipped(parts.assets)
    engine: Engine = EmbeddedEngine(snapshot, seconds=parts.settings.query_seconds)
    return Against(Terms.of(engine, whole=True), Trial(engine, most_seconds), None if data else examples, saved)


def _report(outcome: "Outcome", name: Literal["text", "json", "github"], *, terminal: bool) -> str:
    from urbansec.queries.check.finding import LinesOf, write_github, write_json, write_text

    if name == "json":
        return write_json(outcome)
    if name == "github" or actions.running():
        return write_github(outcome)
    if terminal:
        return write_text(outcome, LinesOf(), lambda text, severity: typer.style(text, fg=_COLOURS[severity], bold=True))
    return write_text(outcome, LinesOf())
