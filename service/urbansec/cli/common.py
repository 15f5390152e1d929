"""What the commands share: the parts they work with, and how they write."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated

import typer

from urbansec.assets import Assets, find_assets
from urbansec.cli import screen
from urbansec.dataset import Snapshot
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, EmbeddedEngine, Engine, Form, Format
from urbansec.errors import FormatError
from urbansec.queries import Catalogue, Table
from urbansec.queries.loading import load_data
from urbansec.settings import Settings
from urbansec.writing import replace

DataOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--data",
        help="Files or folders to use instead of the shipped data: Turtle, N-Triples, RDF/XML, JSON-LD, TriG, N-Quads. May be repeated.",
        show_default=False,
    ),
]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help="File to write to instead of standard output.", show_default=False)]
TABLE = "table"


@dataclass
class State:
    """The settings, and what is made from them when a command needs it."""

    settings: Settings
    data: Sequence[Path] = field(default=())

    @cached_property
    def assets(self) -> Assets:
        """The shipped files."""
        return find_assets(self.settings.home)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The shipped data, or the user's."""
        return load_data(self.settings, self.data, None if self.data else self.catalogue)

    @cached_property
    def engine(self) -> Engine:
        """The engine elsewhere that the settings name; else, and for data given with ``--data``, the embedded one on the snapshot."""
        from urbansec.cli.engines import EMBEDDED, make_remote

        if self.settings.engine != EMBEDDED and not self.data:
            return make_remote(self.settings)
        return EmbeddedEngine(self.snapshot, seconds=self.settings.query_seconds, workers=self.settings.workers)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The saved queries for people."""
        return Catalogue(self.assets.queries / "saved")


def state(context: typer.Context, data: Sequence[Path] | None = None) -> State:
    """The state that the main command made, with the data this command was given."""
    found = context.find_object(State)
    if found is None:
        raise RuntimeError("the commands are called through urbansec.cli.main")
    return State(found.settings, tuple(data or ()))


def choose_format(name: str | None, form: Form, *, terminal: bool) -> Format | None:
    """The format called ``name`` for a query of ``form``; ``None`` is a table for people.

    Without a name a terminal gets a table (or Turtle), a pipe gets JSON (or Turtle).
    """
    offers = GRAPH_FORMATS if form.gives_graph else BOOLEAN_AND_TABLE
    if name is None:
        return None if terminal and not form.gives_graph else offers[0]
    if name == TABLE and not form.gives_graph:
        return None
    for offer in offers:
        if name.lower() in (offer.name, offer.suffix, offer.media_type):
            return offer
    names = [offer.name for offer in offers] + ([] if form.gives_graph else [TABLE])
    raise FormatError(f"The result of a {form} query cannot be written as {name!r}; choose one of {', '.join(names)}.")


def write(content: bytes, output: Path | None) -> None:
    """Write to ``output``, or to standard output byte for byte."""
    if output is not None:
        replace(output, content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def print_table(table: Table, output: Path | None = None) -> None:
    """A result as a table, IRIs shortened: fitted to a terminal, as wide as it is in a pipe or file."""
    if output is None and sys.stdout.isatty():
        screen.show(screen.shown(table))
    else:
        write(screen.plain(table), output)
