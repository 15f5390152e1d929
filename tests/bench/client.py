"""One connection that asks as the load tool does, and keeps the time."""

import http.client
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.bench.answers import values
from tests.bench.load import TIMEOUT
from tests.bench.mix import Ask
from tests.bench.peers import Running


class Client:
    """Asks one server, one request after the other, over one connection."""

    def __init__(self, server: Running) -> None:
        self.server = server
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)

    def ask(self, ask: Ask) -> tuple[bytes, float]:
        """The answer and the milliseconds it took; an error status is an error here."""
        begin = time.perf_counter()
        # Only what the load tool sends too, so that a cache finds it again.
        self.connection.putrequest("GET", ask.target(self.server.path), skip_accept_encoding=True)
        self.connection.putheader("Accept", ask.accept)
        self.connection.endheaders()
        with self.connection.getresponse() as response:
            body = response.read()
        took = (time.perf_counter() - begin) * 1000
        if response.status != 200:
            raise RuntimeError(f"{self.server.name} answered {response.status} to a query of kind {ask.kind}: {body[:500]!r}\n{ask.text}")
        return body, took


@contextmanager
def connected(server: Running) -> Iterator[Client]:
    """A client with its connection closed at the end."""
    client = Client(server)
    try:
        yield client
    finally:
        client.connection.close()


def ask_all(server: Running, asks: Sequence[Ask], clients: int = 2) -> None:
    """Ask everything once, so that a cache has it."""

    def some(part: Sequence[Ask]) -> None:
        with connected(server) as client:
            for ask in part:
                client.ask(ask)

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(some, [asks[start::clients] for start in range(clients)]))


def differences(servers: Sequence[Running], asks: Sequence[Ask]) -> list[str]:
    """Where a server's answer is not that of the first one, as values; empty answers to all requests of a kind are told too."""
    found = []
    full: dict[str, bool] = {ask.kind: False for ask in asks}
    reference: dict[Ask, Counter[object] | bool] = {}
    for server in servers:
        with connected(server) as client:
            for ask in asks:
                said = values(ask, client.ask(ask)[0])
                full[ask.kind] |= bool(said)
                if reference.setdefault(ask, said) != said:
                    found.append(f"{server.name} differs from {servers[0].name}: {ask.text}")
    return found + [f"no answer of kind {kind} has anything in it" for kind, is_full in full.items() if not is_full]
