"""``urbansec validate``: check the data."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from urbansec.cli import actions
from urbansec.cli.common import OutputOption, state, write
from urbansec.errors import UrbansecError

if TYPE_CHECKING:
    from urbansec.validation import Report
    from urbansec.validation.reports import Options

_Format = Literal["text", "json", "sarif", "junit", "github", "html"]
_Severity = Literal["violation", "warning", "info"]


class OptionsError(UrbansecError):
    """Options that cannot be used together."""

    title = "The options do not fit together"


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
    data: Annotated[list[Path] | None, typer.Option("--data", help="The same as PATH. May be repeated.", show_default=False)] = None,
    shapes: Annotated[
        list[Path] | None,
        typer.Option("--shapes", "-s", help="SHACL shapes to use instead of the project's, for data of any kind. May be repeated.", show_default=False),
    ] = None,
    ontology: Annotated[
        list[Path] | None,
        typer.Option(
            "--ontology", help="With --shapes: what the data refer to and is not checked itself, such as classes. May be repeated.", show_default=False
        ),
    ] = None,
    report_format: Annotated[_Format, typer.Option("--format", "-f", help="How to write the report. In GitHub Actions text comes with annotations.")] = "text",
    output: OutputOption = None,
    fail_on: Annotated[_Severity, typer.Option(help="The least bad severity that makes the exit code 1.")] = "violation",
    max_findings: Annotated[int | None, typer.Option(min=1, help="Write the worst ones only, and how many are left out.", show_default=False)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="One line for each finding, and nothing where all is well.")] = False,
    baseline: Annotated[
        Path | None, typer.Option(help="File of findings that are known: they do not count, and are named when they are gone.", show_default=False)
    ] = None,
    update_baseline: Annotated[bool, typer.Option("--update-baseline", help="Write what is found now into the file given with --baseline.")] = False,
    changed_since: Annotated[
        str | None,
        typer.Option(metavar="REV", help="Check by the shapes only what the changes since this git revision can affect.", show_default=False),
    ] = None,
    engine: Annotated[
        Literal["auto", "fast", "pyshacl"],
        typer.Option(help="auto takes the fast engine wherever it is proved to find what pySHACL finds, and says so where it is not."),
    ] = "auto",
    coverage: Annotated[
        bool, typer.Option("--coverage/--no-coverage", help="Also report shapes that find nothing, terms that do not exist, data that no shape checks.")
    ] = True,
    lang: Annotated[Literal["en", "de", "fr"], typer.Option(help="Language of the report.")] = "en",
) -> None:
    """Check data against shapes, and point at the line.

    Without arguments the shipped data are checked by the project's shapes, check queries and rules. With **--shapes** any RDF is checked
    by any SHACL shapes:

    `urbansec validate people.ttl --shapes people-shapes.ttl`

    A file that does not parse is reported with all its mistakes, and hides nothing in the others.

    Exit codes: 0 conforms, 1 does not, 2 could not run, or a file does not parse.
    """
    # Imported here, for it costs the other commands their start.
    from urbansec.validation import Job, run
    from urbansec.validation.baseline import Baseline
    from urbansec.validation.reports import Options

    if update_baseline and baseline is None:
        raise OptionsError("--update-baseline needs the file to write: --baseline FILE.")
    if update_baseline and changed_since is not None:
        raise OptionsError("--update-baseline needs to see everything: it does not go with --changed-since.")
    if ontology and not shapes:
        raise OptionsError("--ontology goes with --shapes: the project's shapes have the project's ontology.")
    parts = state(context)
    job = Job([*(paths or ()), *(data or ())], shapes or (), ontology or (), engine, coverage, lang, changed_since)
    report = run(parts.assets, job)
    if baseline is not None:
        known = Baseline.load(baseline, missing_ok=update_baseline)
        if update_baseline:
            known = known.updated([f for f in report.findings if f.kind != "syntax"], checked=report.checked)
            known.write(baseline)
        report = report.without(known)
    code = _exit_code(report, fail_on)
    if max_findings is not None:
        report = report.at_most(max_findings)
    options = Options(lang=lang, fail_on=fail_on, exit_code=code, compared=baseline is not None)
    _write(report, report_format, options, output, quiet=quiet)
    raise typer.Exit(code)


def _exit_code(report: "Report", fail_on: _Severity) -> int:
    from urbansec.validation.finding import SEVERITIES

    if report.unread:
        return 2
    return int(any(SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on) for finding in report.findings))


def _write(report: "Report", name: _Format, options: "Options", output: Path | None, *, quiet: bool) -> None:
    from rich.console import Console

    from urbansec.validation import reports

    if actions.running():
        actions.add_to_summary(reports.step_summary(report, options))
    if name == "text" and output is None and actions.running():
        write(reports.annotations(report, options, quiet=quiet), None)
    elif name == "text" and output is None and sys.stdout.isatty():
        console = Console(soft_wrap=True, highlight=False)
        for line in reports.lines(report, options, quiet=quiet):
            console.print(line)
    else:
        write(reports.write(report, name, options, quiet=quiet), output)
