"""The service as a process whose log is read line by line, and which is told what to do by signals."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx

from tests.running import environment

PATIENCE = 30.0
Found = TypeVar("Found")
Record = dict[str, Any]
_ADDRESS = re.compile(r"Serving at (http://\S+?)/ ")

# 600 statements: a cross product of them is 360,000 rows or 30 MB, more than buffers between the service and its client hold.
STATEMENTS = 600
PRODUCT = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
# Never ends by itself.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(?c + ?f + ?i + ?l = -1) }"


def turtle(count: int = STATEMENTS, label: str = "one") -> str:
    """``count`` statements, and one that says which version this is."""
    lines = [f'<http://example.org/s{number}> <http://example.org/p> "a value, number {number}" .' for number in range(count)]
    return "\n".join([*lines, f'<http://example.org/version> <http://example.org/is> "{label}" .', ""])


def until(ask: Callable[[], Found | None], what: str, seconds: float = PATIENCE) -> Found:
    """What ``ask`` gives as soon as it gives anything but ``None`` or ``False``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = ask()
        if found is not None and found is not False:
            return found
        time.sleep(0.02)  # between two looks
    raise AssertionError(f"{what} did not come within {seconds:g} seconds")


@dataclass(frozen=True)
class Service:
    """A running service: its address, its process, and the file that its log goes to."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def text(self) -> str:
        """All that it has logged."""
        return self.log.read_text("utf-8")

    def records(self) -> list[Record]:
        """The whole lines of its log, each of which must be JSON."""
        return [json.loads(line) for line in self.text().rpartition("\n")[0].splitlines()]

    def told(self, event: str, **fields: object) -> Record:
        """The first line ``event`` (or that begins so) with these fields; waits for it."""

        def look() -> Record | None:
            wanted = fields.items()
            return next((r for r in self.records() if r["event"].startswith(event) and wanted <= r.items()), None)

        return until(look, f"a line {event!r} with {fields}")

    def ask(self, query: str, **headers: str) -> httpx.Response:
        """The answer to a query, as CSV."""
        return httpx.get(f"{self.url}/sparql", params={"query": query}, headers={"Accept": "text/csv", **headers}, timeout=PATIENCE)

    def version(self) -> str:
        """What the data say of themselves (:func:`turtle`)."""
        return self.ask("SELECT ?v { <http://example.org/version> ?p ?v }").text.split()[-1]

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process, not to its workers."""
        self.process.send_signal(number)

    def ended(self, seconds: float = PATIENCE) -> int:
        """The exit code; waits for it."""
        return self.process.wait(seconds)


@contextmanager
def started(folder: Path, *arguments: str | Path, settings: Mapping[str, str] | None = None) -> Iterator[Service]:
    """The service on a free port; ``folder`` takes its log."""
    log, output = folder / "service.log", folder / "service.out"
    command = [sys.executable, "-m", "urbansec", "serve", "--port", "0", *map(str, arguments)]
    env = environment(URBANSEC_LOG_FORMAT="json", **(settings or {}))
    with log.open("wb") as errors, output.open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=errors, env=env, cwd=folder, start_new_session=True)
    try:

        def address() -> str | None:
            assert process.poll() is None, log.read_text("utf-8")
            found = _ADDRESS.search(output.read_text("utf-8"))
            return found[1] if found else None

        yield Service(until(address, "the address"), process, log)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(PATIENCE)


@contextmanager
def half_read(service: Service, query: str = PRODUCT) -> Iterator[http.client.HTTPResponse]:
    """An answer of which only the first line was taken; as long as nobody reads on, it is under way."""
    parts = urlsplit(service.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        connection.request("GET", f"/sparql?{urlencode({'query': query})}", headers={"Accept": "text/csv"})
        response = connection.getresponse()
        assert response.status == 200
        response.readline()
        yield response
    finally:
        connection.close()


def group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """What a terminal does on Ctrl+C: the signal goes to the process and to all its children."""
    os.killpg(process.pid, number)
