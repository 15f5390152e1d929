"""``urbansec serve``: answer over HTTP."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from urbansec.cli.common import DataOption, state
from urbansec.cli.engines import answering, start_engine
from urbansec.engine.protocol import state_of
from urbansec.engine.workers import WorkerEngine
from urbansec.errors import UrbansecError
from urbansec.queries import Catalogue
from urbansec.settings import with_preset

if TYPE_CHECKING:
    from fastapi import FastAPI


class PortTakenError(UrbansecError):
    """Another program listens on the address."""

    title = "The address is taken"


def serve(
    context: typer.Context,
    data: DataOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.", show_default="8000", min=0, max=65535)] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Load the data anew when a file changes.")] = False,
    public: Annotated[bool, typer.Option("--public", help="Limits for strangers: defaults of docs/settings.md, Presets.")] = False,
    private: Annotated[bool, typer.Option("--private", help="Room for colleagues: defaults of docs/settings.md, Presets.")] = False,
) -> None:
    """Serve the graph: pages for people, SPARQL and linked data for programs.

    With --data it serves other RDF instead: the SPARQL endpoint and the editor work on any data; the saved
    questions are about the shipped data and are left out.
    """
    parts = state(context, data)
    if public and private:
        raise typer.BadParameter("choose --public or --private, not both")
    if public or private:
        parts.settings = with_preset(parts.settings, "public" if public else "private")
    settings = parts.settings
    address, wanted = host or settings.host, settings.port if port is None else port
    listener = _listen(address, wanted)
    engine = start_engine(parts)  # forks, so before anything starts a thread; the data load while the rest is imported

    from urbansec.api import create_app  # imported here: it costs the other commands a third of their start
    from urbansec.api.tracing import from_environment
    from urbansec.cli.judging import Judging
    from urbansec.cli.logs import configure
    from urbansec.cli.running import run

    configure(settings)
    catalogue = Catalogue() if data else parts.catalogue
    number = listener.getsockname()[1]
    shown = f"[{address}]" if ":" in address else address

    @asynccontextmanager
    async def service() -> "AsyncIterator[FastAPI]":
        tracing = from_environment(os.environ)
        here = engine if isinstance(engine, WorkerEngine) else None
        judge = Judging(parts.assets.root) if here is not None and not data else None  # not its truth: it has a length, that of the data
        try:
            await engine.open()
            dump = here.dump if here else None
            app = create_app(settings, answering(engine, settings), catalogue, parts.assets, dump, judge=judge, tracing=tracing)
            data_are = f"{len(here)} statements" if here else f"Data at {settings.engine.partition('?')[0]}"
            typer.echo(f"{data_are}, data version {engine.version}")
            typer.echo(f"Serving at http://{shown}:{number}/  (SPARQL at http://{shown}:{number}/sparql, stop with Ctrl+C)")
            yield app
        finally:
            await engine.close()
            if judge is not None:
                judge.close()
            if tracing is not None:
                tracing.close()

    async def reload() -> bool:
        fresh = Catalogue() if data else await asyncio.to_thread(Catalogue, parts.assets.queries / "saved")
        before = state_of(engine)
        await engine.reload()
        catalogue.replace(fresh)
        return state_of(engine) != before

    files = data or [parts.assets.root / "ontology", parts.assets.data, parts.assets.queries]
    run(service(), listener, settings, reload=reload, version=lambda: engine.version, watched=files if settings.watch or watch else ())


def _listen(host: str, port: int) -> socket.socket:
    """Take the address before the data load, so that a taken port is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio sets TCP_NODELAY only if it is told TCP
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # from here on a client that comes too early waits instead of being refused
    except OSError as error:
        listener.close()
        raise PortTakenError(f"{host}:{port}: {error.strerror}. Choose another with --port, or --port 0 for a free one.") from error
    return listener
