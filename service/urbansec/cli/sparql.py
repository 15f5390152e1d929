"""``urbansec sparql``: ask your own query."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from urbansec.cli.common import DataOption, OutputOption, choose_format, print_table, state, write
from urbansec.engine import Request
from urbansec.errors import InputFileError, QuerySyntaxError
from urbansec.queries import read_table
from urbansec.queries.table import JSON


def sparql(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="File with the query; - or nothing reads standard input.", show_default=False)] = None,
    expression: Annotated[str | None, typer.Option("--expression", "-e", help="The query itself.", show_default=False)] = None,
    data: DataOption = None,
    result_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="table, json, xml, csv, tsv; for graphs turtle, jsonld, rdfxml, ntriples, trig, nquads.",
            show_default="table on a terminal, else json; turtle for graphs",
        ),
    ] = None,
    output: OutputOption = None,
) -> None:
    """Ask a SPARQL query, of the shipped graph or of any RDF given with --data.

    Examples:
    urbansec sparql -e 'SELECT * { ?s ?p ?o } LIMIT 5'

    urbansec sparql query.rq --data people.ttl --format csv
    """
    text = _text(file, expression)
    try:
        request = Request(text)
        chosen = choose_format(result_format, request.inspection.form, terminal=sys.stdout.isatty() and output is None)
        answer = state(context, data).engine.execute(request, chosen or JSON)
    except QuerySyntaxError as error:
        raise _with_excerpt(error, text) from None
    if chosen is None:
        print_table(read_table(answer.content), output)
    else:
        write(answer.content, output)


def _text(file: Path | None, expression: str | None) -> str:
    if file is not None and expression is not None:
        raise typer.BadParameter("give a file or -e, not both")
    if expression is not None:
        return expression
    if file is None or str(file) == "-":
        file, name = None, "standard input"
    else:
        name = str(file)
    try:
        return (sys.stdin.buffer.read() if file is None else file.read_bytes()).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputFileError(f"The query is not UTF-8 (byte {error.start}).", file=name) from error
    except OSError as error:
        raise InputFileError(f"{error.strerror or error}.", file=name) from error


def _with_excerpt(error: QuerySyntaxError, text: str) -> QuerySyntaxError:
    """The same error with the line it is in and a caret under the place."""
    lines = text.splitlines()
    if error.line is None or error.column is None or error.line > len(lines):
        return error
    caret = f"{' ' * (error.column - 1)}^"
    return QuerySyntaxError(
        f"line {error.line}, column {error.column}: {error.detail}\n  {lines[error.line - 1]}\n  {caret}", line=error.line, column=error.column
    )
