"""``urbansec query new``: the beginning of a query file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from urbansec.cli.common import state
from urbansec.errors import OutputFileError, shown_path

_SAVED = Path("queries") / "saved"


def new_query(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, which is the file's: small letters, digits and hyphens. It is part of addresses.")],
    summary: Annotated[str | None, typer.Option(help="One line on what it answers.", show_default=False)] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", "-t", help="A word to find it by; may be repeated.", show_default=False)] = None,
    like: Annotated[str | None, typer.Option(metavar="NAME", help="Begin with a copy of this saved question.", show_default=False)] = None,
    folder: Annotated[Path | None, typer.Option(help="Where to write it.", show_default="queries/saved if there is such a folder here, else here")] = None,
) -> None:
    """Begin a query file: a small query that runs, with the header explained.

    `urbansec query new members-of-network --summary "Members of a network"`

    A file that is there already is never touched. What a terminal does not tell by options, it is asked for.
    """
    from urbansec.queries.skeleton import NAME, likewise, skeleton

    if not NAME.match(name):
        raise typer.BadParameter(f"{name[:60]!r} is no name for a query: small letters and digits, with hyphens in between.", param_hint="NAME")
    target = (folder or (_SAVED if _SAVED.is_dir() else Path())) / f"{name}.rq"
    if target.exists():  # before anybody is asked anything
        raise _taken(target)
    copied = state(context).catalogue.get(like).text if like is not None else None
    asks = sys.stdin.isatty() and sys.stderr.isatty()
    if summary is None:
        summary = typer.prompt("What does it answer, in one line", default="", show_default=False, err=True) if asks else ""
    if tag is None and copied is None:
        words = typer.prompt("Words to find it by, with commas", default="", show_default=False, err=True) if asks else ""
        tag = [word.strip() for word in words.split(",")]
    text = likewise(copied, summary) if copied is not None else skeleton(summary, tag or ())
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise _taken(target) from None
    except OSError as error:
        raise OutputFileError(f"{target}: {error.strerror}.") from error
    path = shown_path(str(target))
    typer.echo(f"Wrote {path}. Edit it, then: urbansec query check {path}")


def _taken(target: Path) -> OutputFileError:
    return OutputFileError(f"{target} is there already, and is not touched. Choose another name.")
