"""What the tests of the engines share."""

import asyncio
import concurrent.futures
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx
import psutil
import pyoxigraph as ox

from tests.running import Server
from urbansec.dataset import Snapshot

Found = TypeVar("Found")
PATIENCE = 20.0

# Each never ends on a few ten thousand triples, in another operator of the engine.
HOSTILE = {
    "count": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "order": "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i LIMIT 10",
    "distinct": "SELECT DISTINCT ?b { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (!<http://e/a>)* ?b . ?b (!<http://e/b>|^!<http://e/c>)* ?c }",
    "regex": 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER REGEX(CONCAT(STR(?c), STR(?f)), "^(a+)+$|(x.*){9}y") }',
    "construct": "CONSTRUCT { ?b ?e <http://e/x> } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}


def in_memory(triples: str, version: str = "test") -> Snapshot:
    """A snapshot of a few triples in N-Triples."""
    store = ox.Store()
    store.load(triples.encode(), ox.RdfFormat.N_TRIPLES)
    return Snapshot(store=store, version=version, union=False, merged=False, files={})


def until(look: Callable[[], Found], what: str, seconds: float = PATIENCE) -> Found:
    """The first true value of ``look``; fails, saying ``what`` did not happen, if there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {seconds:g} seconds")
        time.sleep(0.01)


def processes(server: Server) -> list[psutil.Process]:
    """The processes behind a running service: launcher, zygotes, workers."""
    return psutil.Process(server.process.pid).children(recursive=True)


def zygote(server: Server) -> psutil.Process:
    """The process that holds the data."""
    launcher = psutil.Process(server.process.pid).children()[0]
    return max(launcher.children(), key=lambda process: process.create_time())


def busy(server: Server) -> list[psutil.Process]:
    """The workers that are computing right now."""
    return [worker for worker in zygote(server).children() if _running(worker)]


def _running(process: psutil.Process) -> bool:
    """Whether one of its threads wants the processor, and has had it for more than a moment."""
    try:
        tasks = Path(f"/proc/{process.pid}/task")
        running = any((task / "stat").read_text().rpartition(")")[2].split()[0] == "R" for task in tasks.iterdir())
        return running and process.cpu_times().user > 0.05
    except (OSError, psutil.Error):
        return False


def ask(server: Server, query: str, *, accept: str = "application/sparql-results+json, text/turtle", seconds: float = 60) -> httpx.Response:
    """The answer to a query sent as a form."""
    return httpx.post(server.sparql, data={"query": query}, headers={"Accept": accept}, timeout=seconds)


@contextmanager
def together(count: int) -> Iterator[concurrent.futures.ThreadPoolExecutor]:
    """Threads that send requests at the same time."""
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        yield pool


async def settle() -> None:
    """Let everything in the event loop that can go on go on."""
    for _ in range(10):
        await asyncio.sleep(0)
