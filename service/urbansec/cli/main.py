"""The command and its exit codes: 0 done (or conforms), 1 does not conform, 2 could not run."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from urbansec import __version__
from urbansec.cli import diff, export, fmt, import_, mcp, query, serve, sparql, validate
from urbansec.cli.common import State
from urbansec.cli.complete.scripts import completion
from urbansec.errors import UrbansecError
from urbansec.settings import read_settings

app = typer.Typer(
    name="urbansec",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="The knowledge graph of the European urban-security network.\n\n"
    "Ask it saved questions (**query**) or your own (**sparql**), serve it (**serve**), check the data (**validate**), "
    "lay them out (**fmt**), see what changed (**diff**), "
    "take it with you (**export**), take tables over into it (**import**).",
    epilog="Exit codes: 0 done or conforms, 1 does not conform, 2 could not run. Settings: environment variables URBANSEC_*, see docs/settings.md.",
)
app.command("serve")(serve.serve)
app.command("mcp")(mcp.mcp)
app.command("validate")(validate.validate)
app.command("diff")(diff.diff)
app.command("fmt")(fmt.fmt)
app.add_typer(query.app, name="query")
app.command("sparql")(sparql.sparql)
app.command("export")(export.export)
app.command("import")(import_.import_table)
app.command("completion")(completion)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"urbansec {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(help="Folder with ontology/, data/ and queries/ to use in place of the shipped ones.", show_default=False)
    ] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")] = False,  # noqa: ARG001 - its callback acts
) -> None:
    """Options of every command."""
    context.obj = State(read_settings(home))


def main() -> None:
    """Run the command; an error is one message on standard error, never a traceback."""
    try:
        app()
    except UrbansecError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(f"[bold red]{error.title}:[/] ", end="")
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None
    except (BrokenPipeError, SystemExit) as end:
        # typer turns a broken pipe into exit code 1, which here means that data do not conform.
        if isinstance(end, SystemExit) and not isinstance(end.__context__, BrokenPipeError):
            raise
        # The reader (head, less) has seen enough. Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
