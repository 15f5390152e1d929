"""``urbansec query list`` and ``show``: what can be asked."""

import json
import sys
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from urbansec.cli import screen
from urbansec.cli.common import state
from urbansec.cli.query.arguments import NameArgument, find_query
from urbansec.errors import NotFoundError
from urbansec.queries import Parameter, SavedQuery


def list_queries(
    context: typer.Context,
    search: Annotated[
        str,
        typer.Option("--search", "-s", metavar="WORDS", help="Only questions with these words, best first; misspelt words find near ones.", show_default=False),
    ] = "",
    tag: Annotated[list[str] | None, typer.Option("--tag", "-t", help="Only questions with this tag; may be repeated.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.")] = False,
) -> None:
    """List the saved questions."""
    from urbansec.queries.find import find, tags_of

    catalogue = state(context).catalogue
    queries = find(catalogue, search, tag or ())
    if as_json:
        typer.echo(json.dumps([_facts(query) for query in queries], ensure_ascii=False, indent=2))
        return
    if not queries:
        raise NotFoundError(f"No saved question has that. Tags are: {', '.join(tags_of(catalogue))}.")
    width = None if sys.stdout.isatty() else 200
    table = RichTable(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    for query in queries:
        table.add_row(query.name, f"{query.summary} (deprecated)" if query.header.deprecated else query.summary)
    if width is None:
        screen.show(table)
    else:
        Console(highlight=False, width=width).print(table)


def show(
    context: typer.Context,
    name: NameArgument,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show what a question answers, its parameters, examples and text."""
    parts = state(context)
    query = find_query(parts, name)
    versions = parts.catalogue.versions_of(query.name)
    if as_json:
        typer.echo(json.dumps({**_facts(query), **_more(query), "versions": list(versions)}, ensure_ascii=False, indent=2))
    elif sys.stdout.isatty():
        screen.show(_page(query, versions))
    else:
        Console(highlight=False, soft_wrap=True).print(_page(query, versions))


def _page(query: SavedQuery, versions: tuple[str, ...]) -> RenderableType:
    header = query.header
    parts = [Text.assemble((query.name, "bold"), f": {query.summary}")]
    if header.deprecated:
        parts.append(Text(f"\nDeprecated: {header.deprecated}", style="yellow"))
    if header.description:
        parts.append(Text(f"\n{header.description}"))
    if header.params:
        parts.append(Text("\nParameters", style="bold"))
    for name, parameter in header.params.items():
        parts.append(Text.assemble("  ", (f"{name}=…", "bold"), f"  ({_kind(parameter)}) {parameter.description}"))
    parts.append(Text("\nExamples", style="bold"))
    for words, description in _examples(query):
        parts.append(Text.assemble(f"  {words}", (f"  # {description}" if description else "", "dim")))
    old = [version for version in versions if version != query.version]
    kept = f" (kept are also {', '.join(old)})" if old else ""
    parts.append(Text(f"\nversion {query.version}{kept}, file {query.path}\n"))
    body = (line for line in query.text.splitlines() if not line.startswith("#+"))
    return Group(*parts, Text("\n".join(body)))


def _kind(parameter: Parameter) -> str:
    kind = f"{parameter.type} {parameter.resource_class}" if parameter.resource_class else " | ".join(parameter.values) or parameter.type
    facts = [
        kind,
        "several may be given" if parameter.list else "",
        "required" if parameter.required else "",
        f"default {', '.join(parameter.defaults)}" if parameter.defaults else "",
        f"such as {', '.join(parameter.examples)}" if parameter.examples else "",
        f"deprecated: {parameter.deprecated}" if parameter.deprecated else "",
    ]
    return ", ".join(fact for fact in facts if fact)


def _examples(query: SavedQuery) -> list[tuple[str, str]]:
    """Commands to copy: those of the header, else one without parameters."""
    from shlex import quote

    found = []
    for example in query.header.examples:
        pairs = [(name, each) for name, value in example.params.items() for each in ([value] if isinstance(value, str) else value)]
        found.append((" ".join(["urbansec query run", query.name, *(quote(f"{name}={value}") for name, value in pairs)]), example.description))
    needed = [f"{name}=…" for name, parameter in query.header.params.items() if parameter.required]
    return found or [(" ".join(["urbansec query run", query.name, *needed]), "")]


def _facts(query: SavedQuery) -> dict[str, object]:
    return {"name": query.name, "summary": query.summary, "tags": list(query.header.tags), "version": query.version}


def _more(query: SavedQuery) -> dict[str, object]:
    header = query.header
    return {
        "description": header.description,
        "deprecated": header.deprecated,
        "parameters": {name: parameter.model_dump(by_alias=True, exclude_defaults=True) for name, parameter in header.params.items()},
        "examples": [example.model_dump(exclude_defaults=True) for example in header.examples],
        "query": query.text,
    }
