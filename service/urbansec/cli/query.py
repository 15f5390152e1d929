"""``urbansec query``: list, show and run saved queries."""

import json
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table as RichTable

from urbansec.cli.common import OutputOption, choose_format, print_table, state, write
from urbansec.errors import ParameterError
from urbansec.queries import read_table
from urbansec.queries.table import JSON

app = typer.Typer(no_args_is_help=True, help="Saved questions: list them, read one, run one.")


@app.command("list")
def list_queries(
    context: typer.Context,
    tag: Annotated[str | None, typer.Option(help="Only questions with this tag.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.")] = False,
) -> None:
    """List the saved questions."""
    queries = [query for query in state(context).catalogue if tag is None or tag in query.header.tags]
    if as_json:
        rows = [{"name": q.name, "summary": q.summary, "tags": list(q.header.tags), "version": q.version} for q in queries]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = RichTable(box=None, pad_edge=False, show_header=False)
    for query in queries:
        table.add_row(query.name, query.summary)
    Console(highlight=False, width=None if sys.stdout.isatty() else 200).print(table)


@app.command()
def show(context: typer.Context, name: Annotated[str, typer.Argument(help="The query's name, as `urbansec query list` shows it.")]) -> None:
    """Show what a question answers, its parameters and its text."""
    query = state(context).catalogue.get(name)
    typer.echo(f"{query.name}: {query.summary}\n")
    if query.header.description:
        typer.echo(f"{query.header.description}\n")
    for parameter_name, parameter in query.header.params.items():
        kind = f"{parameter.type} {parameter.resource_class}" if parameter.resource_class else " | ".join(parameter.values) or parameter.type
        default = f", default {parameter.default}" if parameter.default else ""
        typer.echo(f"  --param {parameter_name}=…  ({kind}{default}) {parameter.description}")
    typer.echo(f"\nversion {query.version}, file {query.path}\n")
    typer.echo("\n".join(line for line in query.text.splitlines() if not line.startswith("#+")))


@app.command()
def run(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The query's name, as `urbansec query list` shows it.")],
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", help="A parameter as NAME=VALUE; may be repeated. See `urbansec query show NAME`.", show_default=False)
    ] = None,
    result_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="table, json, xml, csv, tsv; for graphs turtle, jsonld, rdfxml, ntriples.",
            show_default="table on a terminal, else json; turtle for graphs",
        ),
    ] = None,
    output: OutputOption = None,
) -> None:
    """Run a saved question.

    Example: urbansec query run members-of-forum --param forum=id:forum/defus --param on=2016-01-01 --format csv
    """
    parts = state(context)
    query = parts.catalogue.get(name)
    chosen = choose_format(result_format, query.form, terminal=sys.stdout.isatty() and output is None)
    answer = query.run(parts.engine, _given(param or []), chosen or JSON)
    if chosen is None:
        print_table(read_table(answer.content), output)
    else:
        write(answer.content, output)


def _given(pairs: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ParameterError(f"Write a parameter as NAME=VALUE, not {pair!r}.", parameter=name)
        if name in given:
            raise ParameterError(f"The parameter {name} is given twice.", parameter=name)
        given[name] = value
    return given
