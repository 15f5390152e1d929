"""Write what was found: for people at a terminal, for programs, for CI servers, as a page.

Formats are deterministic: the same outcome gives the same bytes. None loses a finding without saying so.
"""

from collections.abc import Iterator
from typing import Literal, get_args

from rich.text import Text

from urbansec.validation.reports import document, github, html, junit, sarif, text
from urbansec.validation.reports.view import LANGUAGES, Language, Options, Outcome, Rule, View

__all__ = ["FORMATS", "LANGUAGES", "Format", "Language", "Options", "Outcome", "Rule", "View", "annotations", "lines", "step_summary", "write"]

Format = Literal["text", "json", "sarif", "junit", "github", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)
_WRITERS = {"json": document.write, "sarif": sarif.write, "junit": junit.write, "html": html.write}


def write(outcome: Outcome, name: Format, options: Options | None = None, *, quiet: bool = False) -> bytes:
    """The report in the format called ``name``, as it goes into a file or a pipe. ``quiet`` shortens text only."""
    view = View(outcome, options)
    if name == "text":
        content = "".join(f"{line.plain}\n" for line in text.lines(view, quiet=quiet))
    elif name == "github":
        content = "".join(f"{line}\n" for line in github.annotations(view))
    else:
        content = _WRITERS[name](view)
    # Names of files may hold bytes that are not UTF-8; in JSON an escape of them is right, elsewhere it is readable.
    return content.encode("utf-8", "backslashreplace")


def lines(outcome: Outcome, options: Options | None = None, *, quiet: bool = False) -> Iterator[Text]:
    """The text report line by line with styles, for a console that drops them where there is no terminal."""
    return text.lines(View(outcome, options), quiet=quiet)


def annotations(outcome: Outcome, options: Options | None = None, *, quiet: bool = False) -> bytes:
    """What goes to standard output in GitHub Actions: the text report, guarded, then the annotations."""
    view = View(outcome, options)
    shown = github.guarded(line.plain for line in text.lines(view, quiet=quiet))
    return "".join(f"{line}\n" for line in [*shown, *github.annotations(view)]).encode("utf-8", "backslashreplace")


def step_summary(outcome: Outcome, options: Options | None = None) -> bytes:
    """Markdown for the file that ``GITHUB_STEP_SUMMARY`` names; append it there."""
    return github.summary(View(outcome, options)).encode("utf-8", "backslashreplace")
