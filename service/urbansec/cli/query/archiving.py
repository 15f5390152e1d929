"""``urbansec query archive``: keep the versions of saved queries that are about to be gone."""

from typing import Annotated

import typer

from urbansec.cli.common import state
from urbansec.errors import shown_path


def archive(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Keep nothing, only say what is missing; exit code 1 if anything is.")] = False,
) -> None:
    """Keep old versions, so that citations of them can be repeated.

    Every version of a saved question that git has and the folder `saved` has no more is put into the folder `archive` beside it.
    Run it before you commit a change of a question.
    """
    from urbansec.queries.versions import ARCHIVE, keep

    queries = state(context).assets.queries
    found = keep(queries / "saved", queries / ARCHIVE, write=not check)
    for path in found:
        typer.echo(shown_path(str(path)))
    typer.echo(
        f"{len(found)} {'version' if len(found) == 1 else 'versions'} {'missing from' if check else 'added to'} {shown_path(str(queries / ARCHIVE))}.", err=True
    )
    if check and found:
        raise typer.Exit(1)
