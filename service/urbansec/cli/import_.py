"""``urbansec import``: take a table over into the curated files."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.text import Text

from urbansec.cli.common import state


def import_table(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV file in UTF-8 whose first row names the columns.", show_default=False)],
    table: Annotated[Literal["members", "events"], typer.Option(help="What the rows are: evidence of memberships, or of events.")] = "members",
    data: Annotated[
        Path | None, typer.Option("--data", metavar="FOLDER", help="Folder of curated files to change.", show_default="data/ of the checkout")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do everything but write.")] = False,
) -> None:
    """Add or update records from a CSV file, in the Turtle files where they belong; nothing else in these changes.

    Every row is one piece of evidence: a source says at a place in it (source_id, locator, certainty) that somebody is a member, or
    what happened. Rows of something that is there are compared with it; an empty cell leaves what is there.

    Columns of members: forum, member_name, kind (city, municipality, region, county, intermunicipal authority, organisation), country,
    since, until, status, as_of, source_id, locator, certainty, place, note.

    Columns of events: name, type, start_date, end_date, place, country, organiser, participants, source_id, locator, certainty, note, and
    if you like slug. Several values are separated by "; ", a host whom the source does not name is "?".

    Dates are as exact as the source: 2015, 2023-06 or 2010-05-10; as_of and start_date may be 2010/2011 for some time in between.

    The result must conform, as with **urbansec validate**. If it does not, or if any cell is refused, nothing at all is written.

    Example: urbansec export --format csv --table members -o members.csv, edit it, urbansec import members.csv --dry-run

    Exit codes: 0 done, 1 refused, 2 could not run (the file cannot be read).
    """
    from urbansec.exchange import importer  # imported here: it validates, which costs the other commands a second
    from urbansec.exchange.tables import IMPORTED

    assets = state(context).assets
    folder = importer.folder_to_change(assets, data)
    prepared = importer.prepare(file, IMPORTED[table], folder, assets)
    if not dry_run:
        importer.carry_out(prepared)
    console = Console(soft_wrap=True, highlight=False)
    for style, line in importer.report(prepared, dry_run=dry_run):
        console.print(Text(line, style=style))
    raise typer.Exit(1 if prepared.refused else 0)
