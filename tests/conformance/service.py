"""One running service for all the query tests: the graphs of every test side by side, chosen by the protocol's own parameters."""

import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyoxigraph as ox

from tests.conformance.results import read_file
from tests.conformance.suites import SPARQL_BASE, UT, QueryCase, entries, folder, manifest, query_cases
from tests.running import Server, serving

# A graph that is not there is empty: the dataset of tests that have no data.
EMPTY = "urn:x-empty"
_RELOAD_SECONDS = 20.0


class Service:
    """The product, served as users serve it, on data that a test gives it."""

    def __init__(self, server: Server, data: Path, *, serves_all: bool = False) -> None:
        """``serves_all`` if the data of all tests are there, so that each query must choose its own."""
        self.serves_all = serves_all
        self.url = server.url
        self.sparql = server.sparql
        self.client = httpx.Client(timeout=30)
        self._server = server
        self._data = data

    @property
    def version(self) -> str:
        """The version of the data being served."""
        return str(self.client.get(f"{self.url}/health/ready").json()["data_version"])

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Serve other data from now on."""
        before = self.version
        content = write(quads)
        if canonical(content) == canonical(self._data.read_bytes()):
            return  # the same data have the same version
        self._data.write_bytes(content)
        self._server.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + _RELOAD_SECONDS
        while self.version == before:
            assert time.monotonic() < deadline, "the service did not load the new data"


def write(quads: Iterable[ox.Quad]) -> bytes:
    """Quads as a file to serve."""
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def canonical(content: bytes) -> set[ox.Quad]:
    """The quads of a file with blank nodes named alike in all files that mean the same."""
    dataset = ox.Dataset(ox.parse(content, format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


@contextmanager
def running(scratch: Path, quads: Iterable[ox.Quad], *, serves_all: bool = False) -> Iterator[Service]:
    """A service on ``quads`` until the block ends."""
    data = scratch / "data.nq"
    data.write_bytes(write(quads))
    with serving("--data", data) as server:
        service = Service(server, data, serves_all=serves_all)
        with service.client:
            yield service


def everything() -> list[ox.Quad]:
    """The graphs of all query and protocol tests, each under the name that the tests know it by."""
    root = folder()
    assert root is not None
    graphs: dict[str, Path] = {}
    for case in query_cases():
        for iri in (*case.data, *case.named):
            graphs[iri] = root / "sparql11" / iri.removeprefix(SPARQL_BASE)
    graphs.update(_protocol_graphs())
    return [quad for iri, path in graphs.items() for quad in named(read_file(path, iri), iri)]


def named(quads: Iterable[ox.Quad], iri: str) -> list[ox.Quad]:
    """The same triples in the graph ``iri``."""
    return [ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(iri)) for quad in quads]


def own_data(case: QueryCase) -> list[ox.Quad]:
    """The dataset of one test, its data in the default graph."""
    root = folder()
    assert root is not None
    files = {iri: read_file(root / "sparql11" / iri.removeprefix(SPARQL_BASE), iri) for iri in (*case.data, *case.named)}
    return [*(quad for iri in case.data for quad in files[iri]), *(quad for iri in case.named for quad in named(files[iri], iri))]


def ask(service: Service, case: QueryCase, accept: str) -> httpx.Response:
    """The answer to the query of ``case`` on its own dataset."""
    params = httpx.QueryParams()
    if service.serves_all and not names_dataset(case.text):
        params = httpx.QueryParams([*(("default-graph-uri", iri) for iri in case.data or (EMPTY,)), *(("named-graph-uri", iri) for iri in case.named)])
    headers = {"Content-Type": "application/sparql-query", "Accept": accept}
    return service.client.post(service.sparql, params=params, content=case.text.encode(), headers=headers)


def names_dataset(text: str) -> bool:
    """Whether a line of the query begins with FROM: then it tells its dataset itself."""
    return any(line.split()[:1] in (["FROM"], ["from"]) for line in text.splitlines())


def _protocol_graphs() -> dict[str, Path]:
    """The graphs that the protocol tests expect a service to hold; the manifest names each by a label."""
    made = manifest("protocol")
    found = {}
    for entry in entries("protocol"):
        for graph in made.all(entry.node, f"{UT}graphData"):
            path = made.file(made.one(graph, f"{UT}graph"))
            assert path is not None
            found[made.text(graph, "http://www.w3.org/2000/01/rdf-schema#label")] = path
    return found
