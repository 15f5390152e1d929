"""A remote engine as tests make it, and its answers taken as the service takes them."""

import asyncio
import socket
from collections.abc import Mapping
from types import MappingProxyType

from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Caps, Formats, Request
from urbansec.engine.remote import Endpoint, RemoteEngine
from urbansec.engine.workers.schedule import Schedule

JSON, TURTLE = BOOLEAN_AND_TABLE[0], GRAPH_FORMATS[0]
BOTH = Formats(JSON, TURTLE)
SELECT = "SELECT ?x WHERE { ?s ?p ?x }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
TRIPLES = "application/n-triples"
SECRET = "s3cret-Pa55"  # noqa: S105 - nobody's password
ANN = {"user": "ann", "password": SECRET}


def engine(
    address: str,
    who: Mapping[str, str] = MappingProxyType({}),
    *,
    seconds: float = 5.0,
    workers: int = 4,
    queue: float = 5.0,
    retries: int = 2,
    caps: Caps | None = None,
) -> RemoteEngine:
    schedule = Schedule(workers=workers, share=workers, length=10, seconds=queue)
    return RemoteEngine(Endpoint(address, **who), schedule, seconds=seconds, retries=retries, caps=caps)


def ask(remote: RemoteEngine, text: str = SELECT, formats: Formats = BOTH) -> bytes:
    """The whole answer, taken as the service takes it."""

    async def collect() -> bytes:
        stream = await remote.stream(Request(text), formats)
        return b"".join([piece async for piece in stream])

    return asyncio.run(collect())


def sleepy(connection: socket.socket) -> None:
    connection.settimeout(20)
    connection.recv(1)  # until the other side closes
