"""``urbansec query verify``: is a cited answer still the same?"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.text import Text

from urbansec.cli import screen
from urbansec.cli.common import OutputOption, State, state, write
from urbansec.cli.query.arguments import EndpointOption, elsewhere, find_query, ready
from urbansec.cli.query.running import patience
from urbansec.errors import InputFileError, NotFoundError
from urbansec.queries import SavedQuery

if TYPE_CHECKING:
    from urbansec.citation import Citation, Difference, Row, Verdict

_CODES = {"same": 0, "data changed": 1, "query changed": 1, "cannot tell": 2}
_STYLES = {"same": "bold green", "data changed": "bold yellow", "query changed": "bold yellow", "cannot tell": "bold red"}
_SHOWN = 50
_LINE = 240
_Line = tuple[str, str]


def verify(
    context: typer.Context,
    citations: Annotated[
        list[str], typer.Argument(metavar="CITATION...", help="Files that `urbansec query run --cite` or a service wrote; - reads standard input.")
    ],
    result: Annotated[
        Path | None,
        typer.Option(
            "--result",
            metavar="FILE",
            help="The cited result (json, xml, tsv, csv; ttl, nt, rdf, jsonld), to tell which rows differ where the citation does not keep them.",
            show_default=False,
        ),
    ] = None,
    query: Annotated[
        Path | None,
        typer.Option("--query", metavar="FILE", help="The query as it is now, for one that is not among the saved questions.", show_default=False),
    ] = None,
    endpoint: EndpointOption = None,
    report_format: Annotated[Literal["text", "json"], typer.Option("--format", "-f", help="How to write the verdict.")] = "text",
    output: OutputOption = None,
) -> None:
    """Ask again what was cited: the answer is the same, or the data changed (with the rows), or the query did.

    Nothing but the citation is needed. Rows that a long answer does not keep are looked up in --result, else in the history of the data
    if the command runs in a clone of the repository.

    Exit codes: 0 all are the same, 1 one is not, 2 one could not be asked or told.
    """
    from urbansec.citation import Citation

    if (result is not None or query is not None) and len(citations) > 1:
        raise typer.BadParameter("--result and --query go with one citation")
    parts = elsewhere(state(context), endpoint)
    read = [(name, Citation.from_json(_content(name))) for name in citations]
    with patience() as told:
        told("Loading the data" if endpoint is None else f"Asking {endpoint}")
        verdicts = []
        for name, citation in read:
            told(f"Asking {citation.name}")
            present = find_query(parts, str(query)) if query is not None else _present(parts, citation.name)
            verdicts.append((name, _verdict(parts, citation, present, result, endpoint, told)))
    if report_format == "json":
        documents = [{"citation": name, **verdict.document()} for name, verdict in verdicts]
        write(f"{json.dumps(documents if len(documents) > 1 else documents[0], ensure_ascii=False, indent=2)}\n".encode(), output)
    else:
        _print([line for name, verdict in verdicts for line in _lines(name, verdict)], output)
    raise typer.Exit(max(_CODES[verdict.status] for _, verdict in verdicts))


def _content(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise InputFileError(f"{error.strerror or error}.", file=name) from error


def _present(parts: State, name: str) -> SavedQuery | None:
    try:
        return parts.catalogue.get(name)
    except NotFoundError:
        return None


def _verdict(parts: State, citation: "Citation", present: SavedQuery | None, result: Path | None, endpoint: str | None, told: screen.Told) -> "Verdict":
    from urbansec.citation import verify as verify_citation
    from urbansec.revisions import Repository, RevisionError

    try:
        repository = Repository.around(parts.assets.root) if endpoint is None else None
    except RevisionError:  # no git: then there is no history to look at
        repository = None
    return verify_citation(citation, present, ready(parts), archive=parts.catalogue, result_file=result, repository=repository, service=endpoint, progress=told)


def _lines(name: str, verdict: "Verdict") -> Iterator[_Line]:
    """The verdict in lines, each with a style."""
    citation = verdict.citation
    values = f" ({citation.parameters})" if citation.parameters else ""
    yield _STYLES[verdict.status], f"{name}: {verdict.status}"
    yield "", f"  {citation.name}{values}, answered {citation.moment}"
    yield "", f"  {verdict.reason}"
    for note in verdict.notes:
        yield "dim", f"  {note}"
    if verdict.difference is not None:
        yield "bold", f"  {verdict.difference.summary()} (compared with {verdict.source})"
        yield from _rows(verdict.difference)


def _rows(difference: "Difference") -> Iterator[_Line]:
    lines: list[_Line] = []
    for changed in difference.changed:
        pairs = zip(difference.variables, changed.before, changed.after, strict=True)
        edits = ", ".join(f"{name} {_edit(old, new)}" for name, old, new in pairs if name in changed.columns)
        same = _row(difference.variables, tuple("" if old != new else old for old, new in zip(changed.before, changed.after, strict=True)))
        lines.append(("yellow", f"    ~ {same}: {edits}"))
    for sign, style, rows in (("-", "red", difference.removed), ("+", "green", difference.added)):
        lines.extend((style, f"    {sign} {_row(difference.variables, row)}") for row in rows)
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield "dim", f"    … and {len(lines) - _SHOWN:,} more; --format json gives all"


def _row(variables: tuple[str, ...], row: "Row") -> str:
    """The values of a row that fit on a line."""
    from urbansec.citation import readable

    cells = ((name, readable(value)) for name, value in zip(variables, row, strict=True))
    told = ", ".join(f"{name} {cell}" for name, cell in cells if cell)
    return told if len(told) <= _LINE else f"{told[: _LINE - 1]}…"


def _edit(old: str, new: str) -> str:
    from urbansec.citation import readable

    before, after = readable(old), readable(new)
    if before == after:
        return f"{old} → {new}"  # in full: they differ in their types only
    return f"{before or 'nothing'} → {after or 'nothing'}"


def _print(lines: list[_Line], output: Path | None) -> None:
    if output is not None or not sys.stdout.isatty():
        write("".join(f"{line}\n" for _, line in lines).encode(), output)
        return
    console = Console(soft_wrap=True, highlight=False)
    for style, line in lines:
        console.print(Text(line, style=style))
