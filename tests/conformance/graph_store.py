"""Run the reading part of the graph store tests.

The service is read-only, so what a test's writing requests would have left behind is loaded before each of its
reading ones. Tests that write only do not apply, and neither do those that name a graph by the address of the
request itself (direct identification), which the protocol leaves to the service.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

from tests.conformance.protocol import Exchange, Response, body_of, exchanges, send, status_failure
from tests.conformance.results import read_graph, same_graph
from tests.conformance.service import Service, named
from tests.conformance.suites import MF, RDFS, Entry, entries

# What the deprecated texts of http-rdf-update call the host and the store.
_WORDS = {"$HOST$": "www.example", "$GRAPHSTORE$": "gsp", "$NEWPATH$": "gsp/new"}
_TEXT = re.compile(r"#### Request\s+(?P<method>\w+) (?P<path>\S+) HTTP/1\.1(?P<request>.*)#### Response\s+(?P<status>\d+)[^\n]*(?P<response>.*)", re.DOTALL)
_STORE = "http://www.example/gsp"
READING = ("GET", "HEAD")
State = dict[str, list[ox.Triple]]


@dataclass(frozen=True)
class Reading:
    """A reading request, the store it must find, and the graph it must give (``None`` if the test does not say)."""

    exchange: Exchange
    state: State
    wanted: list[ox.Triple] | None


def readings(entry: Entry) -> list[Reading]:
    """The reading requests of a test; none if it does not apply."""
    if entry.manifest.folder.name == "http-rdf-update":
        return list(_from_text(entry))
    return [] if required(entry) - {"IndirectGraphIdentification"} else list(_from_requests(entry))


def required(entry: Entry) -> set[str]:
    """What a test needs of a service."""
    return {node.value.removeprefix(MF) for node in entry.manifest.all(entry.node, f"{MF}requires") if isinstance(node, ox.NamedNode)}


def reading_entries() -> list[Entry]:
    """The tests that read."""
    return [entry for entry in all_entries() if readings(entry)]


def all_entries() -> list[Entry]:
    """All tests of the graph store, the deprecated ones last."""
    return [*entries("graph-store-protocol", "manifest-direct.ttl"), *entries("graph-store-protocol", "manifest-indirect.ttl"), *entries("http-rdf-update")]


def run_graph_store(entry: Entry, service: Service) -> str:
    """How the test failed, or nothing."""
    for reading in readings(entry):
        service.load(quad for graph, triples in reading.state.items() for quad in _quads(triples, graph))
        answer = send(service.url, reading.exchange, re.sub(r"\A/gsp(?=\?|\Z)", "/graph-store", reading.exchange.path))
        failure = status_failure(reading.exchange, answer) or _content_failure(reading, answer)
        if failure:
            return failure
    return ""


def _content_failure(reading: Reading, answer: Response) -> str:
    if answer.status == 200 and not answer.headers["content-type"].startswith("text/turtle"):
        return f"the answer is {answer.headers['content-type']}"
    if reading.wanted is None:
        return ""
    found = read_graph(answer.body, _STORE)
    return "" if same_graph(found, reading.wanted, by_value=False) else f"found {answer.body.decode()}"


def _quads(triples: list[ox.Triple], graph: str) -> list[ox.Quad]:
    quads = [ox.Quad(t.subject, t.predicate, t.object) for t in triples]
    return named(quads, graph) if graph else quads


def _graph_of(path: str) -> str:
    """The graph that a request names; the default graph has no name."""
    parameters = parse_qs(urlsplit(path).query, keep_blank_values=True)
    return "" if "default" in parameters else parameters["graph"][0]


def _from_requests(entry: Entry) -> Iterator[Reading]:
    state: State = {}
    for exchange in exchanges(entry):
        graph = _graph_of(exchange.path)
        if exchange.method in READING:
            body = body_of(entry, exchange.response)
            yield Reading(exchange, dict(state), read_graph(body, graph or _STORE) if body else None)
        elif exchange.method == "DELETE":
            state.pop(graph, None)
        else:
            before = state.get(graph, []) if exchange.method == "POST" else []
            state[graph] = [*before, *(triple for part in _parts(exchange) for triple in read_graph(part, graph or _STORE))]


def _parts(exchange: Exchange) -> list[bytes]:
    if not exchange.content_type.startswith("multipart/"):
        return [exchange.body]
    message = message_from_bytes(f"Content-Type: {exchange.content_type}\r\n\r\n".encode() + exchange.body, policy=policy.HTTP)
    return [bytes(part.get_payload(decode=True)) for part in message.iter_parts()]


def _from_text(entry: Entry) -> Iterator[Reading]:
    """A deprecated test is a text with one request; the store before it is what the response shows."""
    made = entry.manifest
    (text,) = [c.value for c in made.all(entry.node, f"{RDFS}comment") if isinstance(c, ox.Literal) and "#### Request" in c.value]
    for word, meaning in _WORDS.items():
        text = text.replace(word, meaning)
    found = _TEXT.search(text)
    assert found is not None
    if found["method"] not in READING:
        return
    path = f"/{found['path'].lstrip('/')}"
    if "?" not in path:  # named by its own address: here it is named by the parameter
        path = f"/gsp?graph=http://www.example{path}"
    headers = tuple((name, value) for name, value in re.findall(r"^ *(Accept): (.*?) *$", found["request"], re.MULTILINE))
    graph = re.split(r"\n\s*\n", found["response"].strip(), maxsplit=1)
    body = graph[1].encode() if len(graph) == 2 else b""
    exchange = Exchange(found["method"], path, headers, b"", (f"StatusCode{found['status']}",), entry.node)
    wanted = read_graph(body, _graph_of(path) or _STORE) if body else None
    there = wanted or [ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.NamedNode("urn:o"))]
    yield Reading(exchange, {_graph_of(path): there} if found["status"] == "200" else {}, wanted)
