"""``urbansec query run``: ask a saved question."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from urbansec.cli import screen
from urbansec.cli.common import TABLE, OutputOption, state, write
from urbansec.cli.query.arguments import EndpointOption, NameArgument, elsewhere, find_query, ready, values
from urbansec.errors import FormatError, OutputFileError
from urbansec.queries import SavedQuery, Table

if TYPE_CHECKING:
    from urbansec.citation import Citation
    from urbansec.queries.run import Call
    from urbansec.results import ResultFormat

_BINARY = ("xlsx", "parquet")


def run(
    context: typer.Context,
    name: NameArgument,
    pairs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME=VALUE]...", help="Parameters; one that takes several values is given again for each. See `urbansec query show`.", show_default=False
        ),
    ] = None,
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="The same as NAME=VALUE; may be repeated.", show_default=False)] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="The state on this day (2016-01-01, 2016-01, 2016, today): the parameter on.", show_default=False)
    ] = None,
    result_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="table, csv, tsv, json, xml, xlsx, parquet, geojson, html, md; networks graphml, gexf, dot; graphs turtle, jsonld, rdfxml, ntriples.",
            show_default="as the file's name ends; table on a terminal; else json, for graphs turtle",
        ),
    ] = None,
    output: OutputOption = None,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="Write so many rows of the answer.", show_default=False)] = None,
    page: Annotated[int, typer.Option("--page", min=1, help="With --limit: which rows; 2 writes the rows after the first so many.")] = 1,
    endpoint: EndpointOption = None,
    cite: Annotated[
        Path | None,
        typer.Option(
            "--cite",
            metavar="FILE",
            help="Write a citation of the answer, for `urbansec query verify`; BibTeX to a file that ends with .bib, CSL-JSON to .csl.json.",
            show_default=False,
        ),
    ] = None,
    pager: Annotated[bool, typer.Option("--pager/--no-pager", help="On a terminal: show what is longer than the screen page by page ($PAGER).")] = True,
) -> None:
    """Ask a saved question.

    Example: urbansec query run members-of-forum forum=id:forum/defus --on 2016-01-01 --format csv

    Example: urbansec query run members-of-forum --output members.xlsx --cite members.json
    """
    parts = elsewhere(state(context), endpoint)
    query = find_query(parts, name)
    chosen = choose(query, result_format, output)
    with patience() as told:
        told("Loading the data" if endpoint is None else f"Asking {endpoint}")
        engine = ready(parts)
        told(f"Asking {query.name}")
        call = query.call(engine, values(query, [*(pairs or ()), *(param or ())], on))
        table = call.table(engine)
        citation = _citation(call, table, engine.version, endpoint)
        start, part = _part(table, limit, page)
        told("Writing")
        content = None if chosen is None else _written(call, part, chosen, citation, whole=len(part.rows) == len(table.rows))
    for notice in call.notices:
        sys.stderr.write(f"{notice}\n")
    if cite is not None:
        _write_citation(citation, cite)
    if content is not None:
        write(content, output)
    elif output is not None or not sys.stdout.isatty():
        write(screen.plain(part), output)
    else:
        screen.show(screen.shown(part, footer=_footer(citation, part, start)), pager=pager)
    if len(part.rows) < len(table.rows) and not (content is None and output is None and sys.stdout.isatty()):
        sys.stderr.write(f"{_counted(citation, part, start)}\n")


def choose(query: SavedQuery, name: str | None, output: Path | None) -> "ResultFormat | None":
    """The format called ``name``, else that of the file's ending, else what suits a terminal (``None``, a table) or a pipe."""
    from urbansec.results import formats_of

    offers = formats_of(query)
    terminal = output is None and sys.stdout.isatty()
    if name is None:
        ending = output.suffix.lower().removeprefix(".") if output is not None else ""
        fitting = next((offer for offer in offers if ending == offer.suffix), None)
        return fitting or (None if terminal and not query.form.gives_graph else offers[0])
    if name.lower() == TABLE:
        return None
    for offer in offers:
        if name.lower() in (offer.name, offer.suffix, offer.media_type, *offer.aliases):
            if terminal and offer.name in _BINARY:
                raise FormatError(f"{offer.name} is not for a terminal: write it to a file with --output FILE.{offer.suffix}.")
            return offer
    raise FormatError(f"The result of {query.name} cannot be written as {name[:60]!r}; choose one of {', '.join([*(offer.name for offer in offers), TABLE])}.")


@contextmanager
def patience() -> "Iterator[screen.Told]":
    """Say on the terminal what is done, for as long as it takes; say nothing in a pipe."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("") as status:
        yield status.update


def _citation(call: "Call", table: Table, version: str, endpoint: str | None) -> "Citation":
    from urbansec.citation import cite

    return cite(call, table, data_version=version, issued=datetime.now(UTC), service=endpoint)


def _part(table: Table, limit: int | None, page: int) -> tuple[int, Table]:
    """The rows of a page, and how many come before them."""
    if limit is None:
        if page > 1:
            raise FormatError("--page needs to know how many rows a page has: give --limit.")
        return 0, table
    start = (page - 1) * limit
    return start, Table(table.variables, table.rows[start : start + limit])


def _written(call: "Call", table: Table, chosen: "ResultFormat", citation: "Citation", *, whole: bool) -> bytes:
    from urbansec.results import write as write_result

    about = dict(citation.about())
    if not whole:
        about["Part"] = f"{len(table.rows):,} of {citation.rows:,}; the checksum is that of all"
    return write_result(call, table, chosen, about)


def _write_citation(citation: "Citation", path: Path) -> None:
    from urbansec.citation import bibtex, csl_json

    name = path.name.lower()
    if path.is_dir():
        raise OutputFileError(f"{path} is a folder: name a file for the citation.")
    text = bibtex(citation) if name.endswith(".bib") else f"{csl_json(citation) if name.endswith('.csl.json') else citation.to_json()}\n"
    write(text.encode(), path)


def _footer(citation: "Citation", part: Table, start: int) -> str:
    return f"{_counted(citation, part, start)} {citation.name}@{citation.query_version}, data {citation.data_version}."


def _counted(citation: "Citation", part: Table, start: int) -> str:
    what = "triple" if citation.graph else "row"
    if len(part.rows) == citation.rows:
        return f"{citation.rows:,} {what}{'s' * (citation.rows != 1)}."
    if not part.rows:
        return f"No {what} after the first {start:,}; there are {citation.rows:,}."
    return f"{what.capitalize()}s {start + 1:,} to {start + len(part.rows):,} of {citation.rows:,}."
