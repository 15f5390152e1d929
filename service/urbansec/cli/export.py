"""``urbansec export``: take the data with you."""

from typing import Annotated, Literal

import typer

from urbansec.cli.common import DataOption, OutputOption, state, write
from urbansec.dataset.dump import DUMP_FORMATS, dump


def export(
    context: typer.Context,
    data: DataOption = None,
    export_format: Annotated[
        Literal["nquads", "trig", "jsonld", "turtle", "ntriples", "rdfxml"],
        typer.Option("--format", "-f", help="nquads, trig and jsonld keep the graphs; turtle, ntriples and rdfxml merge them."),
    ] = "nquads",
    derived: Annotated[bool, typer.Option(help="Include what the rules derived.")] = True,
    output: OutputOption = None,
) -> None:
    """Write the whole graph, sorted, so that two exports of the same data are the same bytes.

    Example: urbansec export --format trig --output urbansec.trig
    """
    write(dump(state(context, data).snapshot, DUMP_FORMATS[export_format], derived=derived), output)
