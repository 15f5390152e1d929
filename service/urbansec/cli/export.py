"""``urbansec export``: take the data with you."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from urbansec.cli.common import DataOption, OutputOption, State, state, write
from urbansec.dataset.dump import DUMP_FORMATS, dump
from urbansec.errors import FormatError


def export(
    context: typer.Context,
    data: DataOption = None,
    export_format: Annotated[
        Literal["nquads", "trig", "jsonld", "turtle", "ntriples", "rdfxml", "csv"],
        typer.Option("--format", "-f", help="nquads, trig and jsonld keep the graphs; turtle, ntriples and rdfxml merge them; csv writes one table."),
    ] = "nquads",
    table: Annotated[
        Literal["members", "events", "counts", "projects", "places", "sources"],
        typer.Option(help="Which table, with --format csv. In members and events a row is one piece of evidence; `urbansec import` reads these two."),
    ] = "members",
    derived: Annotated[bool, typer.Option(help="Include what the rules derived; csv never does.")] = True,
    output: OutputOption = None,
) -> None:
    """Write the whole graph, sorted, so that two exports of the same data are the same bytes; or a table of it.

    Example: urbansec export --format trig --output urbansec.trig

    Example: urbansec export --format csv --table events --output events.csv
    """
    parts = state(context, data)
    if export_format == "csv":
        write(_csv(parts, table, data or ()), output)
    else:
        write(dump(parts.snapshot, DUMP_FORMATS[export_format], derived=derived), output)


def _csv(parts: State, table: str, data: Sequence[Path]) -> bytes:
    from urbansec.exchange.curated import Curated
    from urbansec.exchange.exporter import export as export_table

    folder = data[0] if data else parts.assets.data
    if len(data) > 1 or not folder.is_dir():
        raise FormatError("A table is made from one folder of curated files: give it with --data, or leave --data out.")
    return export_table(Curated.read(folder.resolve(), parts.assets), table).encode()
