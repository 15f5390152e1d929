"""What the commands about saved queries take: a query by name or file, and its parameters."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from urbansec.cli.common import State
from urbansec.engine import Engine
from urbansec.errors import InputFileError, ParameterError
from urbansec.queries import SavedQuery

NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="The query's name, as `urbansec query list` shows it; NAME@VERSION for an old version; or a file NAME.rq.")
]
EndpointOption = Annotated[
    str | None,
    typer.Option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of the shipped data. No password is sent to it.", show_default=False),
]


def find_query(parts: State, name: str) -> SavedQuery:
    """The query ``name`` of the catalogue, or the one in the file of that name."""
    if not name.endswith(".rq"):
        return parts.catalogue.get(name)
    try:
        return SavedQuery.read(Path(name))
    except UnicodeDecodeError as error:
        raise InputFileError(f"It is not UTF-8 (byte {error.start}).", file=name) from error
    except OSError as error:
        raise InputFileError(f"{error.strerror or error}.", file=name) from error


def elsewhere(parts: State, endpoint: str | None) -> State:
    """``parts`` with the engine at ``endpoint``; who asks is told only to the engine that the settings name."""
    settings = parts.settings
    if endpoint is None or endpoint == settings.engine:
        return parts
    from urbansec.cli.engines import make_schedule
    from urbansec.engine.remote import Endpoint, RemoteEngine

    found = replace(parts, data=())
    schedule = make_schedule(settings, fast=settings.workers)
    found.engine = RemoteEngine(Endpoint(endpoint, setting="--endpoint"), schedule, seconds=settings.query_seconds, retries=settings.engine_retries)
    return found


def ready(parts: State) -> Engine:
    """The engine; one that is elsewhere has been asked what its data are."""
    engine = parts.engine
    learn = getattr(engine, "reload", None)
    if learn is not None:
        # Whether it answers at all is told by the question itself.
        logging.getLogger("urbansec.engine.remote").setLevel(logging.ERROR)
        asyncio.run(learn())
    return engine


def values(query: SavedQuery, pairs: Sequence[str], day: str | None = None) -> dict[str, list[str]]:
    """The parameters given as NAME=VALUE, several values for a name that is given again; ``day`` is that of ``--on``."""
    given: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ParameterError(f"Write a parameter as NAME=VALUE, not {pair[:60]!r}.", parameter=name[:60])
        given.setdefault(name, []).append(value)
    if day is not None:
        if "on" not in query.header.params:
            days = [name for name, parameter in query.header.params.items() if parameter.type == "date"]
            other = f" Its days are {', '.join(days)}: write {days[0]}=…" if days else ""
            raise ParameterError(f"{query.name} does not ask for the state on a day: it has no parameter on.{other}", parameter="on")
        if "on" in given:
            raise ParameterError("The day is given twice, as --on and as the parameter on.", parameter="on")
        given["on"] = [day]
    return given
