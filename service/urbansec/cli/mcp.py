"""``urbansec mcp``: answer assistants, over standard input and output or over HTTP on this machine."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any

import typer

from urbansec.cli.common import DataOption, State, state
from urbansec.errors import UrbansecError
from urbansec.queries import Catalogue

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from urbansec.engine.remote import RemoteEngine
    from urbansec.engine.workers import WorkerEngine

HOST = "127.0.0.1"
PATH = "/mcp"
_DRAIN_SECONDS = 5
Serve = Callable[["MCPServer[None]"], Coroutine[Any, Any, None]]


class PartMissingError(UrbansecError):
    """A part of the package that is installed by an extra is not there."""

    title = "A part is not installed"


def mcp(
    context: typer.Context,
    data: DataOption = None,
    http: Annotated[bool, typer.Option("--http", help="Serve HTTP on this machine in place of standard input and output.")] = False,
    port: Annotated[int, typer.Option(help="With --http: port on 127.0.0.1; 0 takes a free one.", min=0, max=65535)] = 8765,
    rows: Annotated[int, typer.Option("--rows", help="Most rows of one answer.", min=1, max=100_000)] = 1_000,
    size: Annotated[int, typer.Option("--bytes", help="Most bytes of the rows of one answer.", min=1_000, max=10_000_000)] = 40_000,
    seconds: Annotated[float | None, typer.Option(help="Most seconds of one query.", min=0.1, max=3600, show_default="20, or URBANSEC_QUERY_SECONDS")] = None,
    service: Annotated[str | None, typer.Option(help="Address of a service with the same data, for the links in citations.", show_default=False)] = None,
) -> None:
    """Answer assistants (Model Context Protocol): search, saved queries, resources, ontology, bounded SPARQL; read-only.

    An assistant starts this command itself and talks to it over standard input and output: see docs/mcp.md.
    """
    if find_spec("mcp") is None:
        raise PartMissingError("The server for assistants needs the package mcp. Install it with: pip install 'urbansec[mcp]'")
    parts = state(context, data)
    if seconds is not None:
        parts.settings = parts.settings.model_copy(update={"query_seconds": seconds})
    listener = _listen(port) if http else None
    engine = _start(parts)

    from urbansec.cli.engines import answering
    from urbansec.cli.logs import configure
    from urbansec.mcp.parts import Limits, Parts
    from urbansec.mcp.server import make_server

    configure(parts.settings)
    logging.getLogger("mcp").setLevel(logging.WARNING)  # what an assistant did wrong, the assistant is told
    catalogue = Catalogue() if data else parts.catalogue
    limits = Limits(rows=rows, bytes=size, seconds=parts.settings.query_seconds)
    serve = _over_stdio if listener is None else _over_http(listener)

    async def run() -> None:
        try:
            await engine.open()
            await serve(make_server(Parts(answering(engine, parts.settings), catalogue, limits, service, shipped=not data)))
        finally:
            await engine.close()

    if listener is None:
        # A thread that waits for input cannot be interrupted; there is nothing to save.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    asyncio.run(run())


def _start(parts: State) -> "WorkerEngine | RemoteEngine":
    """The engine; its processes, which are forked here, hold neither the input nor the output that the assistant talks over."""
    from urbansec.cli.engines import start_engine

    with _diverted():
        return start_engine(parts)


@contextmanager
def _diverted() -> Iterator[None]:
    """While it is entered, standard input is empty and standard output goes where errors go."""
    sys.stdout.flush()
    kept = [os.dup(0), os.dup(1)]
    nothing = os.open(os.devnull, os.O_RDONLY)
    try:
        os.dup2(nothing, 0)
        os.dup2(2, 1)
        yield
    finally:
        for number, descriptor in enumerate(kept):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.close(nothing)


def _listen(port: int) -> socket.socket:
    """Take the address before the data load, so that a taken port is told at once. Only this machine can reach it."""
    from urbansec.cli.serve import PortTakenError

    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise PortTakenError(f"{HOST}:{port}: {error.strerror}. Choose another with --port, or --port 0 for a free one.") from error


async def _over_stdio(server: "MCPServer[None]") -> None:
    await server.run_stdio_async()


def _over_http(listener: socket.socket) -> Serve:
    async def serve(server: "MCPServer[None]") -> None:
        import uvicorn

        # No session is kept, because no tool remembers anything; HOST makes the SDK refuse other hosts and origins (DNS rebinding).
        # Answers are streams of events: only these end the query of a client that leaves.
        app = server.streamable_http_app(streamable_http_path=PATH, stateless_http=True, json_response=False, host=HOST)
        typer.echo(f"Answering assistants at http://{HOST}:{listener.getsockname()[1]}{PATH} (stop with Ctrl+C)")
        await uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=_DRAIN_SECONDS)).serve(sockets=[listener])

    return serve
