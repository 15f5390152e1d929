"""Run the protocol tests: the manifest's requests, byte for byte, over a socket of our own."""

import http.client
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import pyoxigraph as ox

from tests.conformance.results import MEDIA_TYPES, read_result
from tests.conformance.suites import MF, Entry, Node, entries

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
# Of the 34 tests 14 send updates.
_QUERY = re.compile(r"(bad_)?(query_|multiple_queries)")


@dataclass(frozen=True)
class Exchange:
    """A request of a manifest, and what its response must be."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: tuple[str, ...]
    response: Node

    @property
    def content_type(self) -> str:
        """The type of the body."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), "")


@dataclass(frozen=True)
class Response:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def query_entries() -> list[Entry]:
    """The tests of the query operation."""
    return [entry for entry in entries("protocol") if _QUERY.match(entry.name)]


def update_entries() -> list[Entry]:
    """The tests of the update operation; they do not apply."""
    return [entry for entry in entries("protocol") if not _QUERY.match(entry.name)]


def exchanges(entry: Entry) -> list[Exchange]:
    """The requests of a test, in order."""
    made = entry.manifest
    action = made.one(entry.node, f"{MF}action")
    assert action is not None
    return [_exchange(entry, request) for request in made.list(made.one(action, f"{HT}requests"))]


def _exchange(entry: Entry, request: Node) -> Exchange:
    made = entry.manifest
    headers = tuple((made.text(h, f"{HT}fieldName"), made.text(h, f"{HT}fieldValue")) for h in made.list(made.one(request, f"{HT}headers")))
    response = made.one(request, f"{HT}resp")
    assert response is not None
    statuses = tuple(node.value.rpartition("#")[2] for node in made.all(response, f"{MF}expectedStatus") if isinstance(node, ox.NamedNode))
    return Exchange(made.text(request, f"{HT}methodName"), made.text(request, f"{HT}absolutePath"), headers, body_of(entry, request), statuses, response)


def body_of(entry: Entry, message: Node) -> bytes:
    """The body of a request or response, in the encoding that the manifest names."""
    made = entry.manifest
    body = made.one(message, f"{HT}body")
    return b"" if body is None else made.text(body, f"{CNT}chars").encode(made.text(body, f"{CNT}characterEncoding"))


def send(url: str, exchange: Exchange, path: str) -> Response:
    """Send the request to ``path`` as it is written, with nothing added but its host and length."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    lines = [f"{exchange.method} {path} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close", *(f"{name}: {value}" for name, value in exchange.headers)]
    if exchange.body or exchange.method not in {"GET", "HEAD"}:
        lines.append(f"Content-Length: {len(exchange.body)}")
    with socket.create_connection((parts.hostname, parts.port or 80), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + exchange.body)
        answer = http.client.HTTPResponse(connection, method=exchange.method)
        answer.begin()
        return Response(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())


def run_protocol(entry: Entry, url: str) -> str:
    """How the test failed, or nothing."""
    for exchange in exchanges(entry):
        answer = send(url, exchange, exchange.path.replace("/sparql/", "/sparql", 1))
        failure = status_failure(exchange, answer) or _result_failure(entry, exchange, answer)
        if failure:
            return failure
    return ""


def status_failure(exchange: Exchange, answer: Response) -> str:
    """How the status is not one of those expected."""
    expected = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}
    wanted = [expected.get(name, name.removeprefix("StatusCode")) for name in exchange.statuses]
    assert wanted
    fits = any(re.fullmatch(pattern.replace("x", "."), str(answer.status)) for pattern in wanted)
    return "" if fits else f"{exchange.method} {exchange.path}: {answer.status}, not {' or '.join(wanted)}: {answer.body[:300]!r}"


def _result_failure(entry: Entry, exchange: Exchange, answer: Response) -> str:
    made = entry.manifest
    kind = made.text(exchange.response, f"{MF}expectedFormat")
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    if kind == "RDF":
        found = ox.RdfFormat.from_media_type(media_type)
        if found is None:
            return f"{media_type} is no RDF"
        list(ox.parse(answer.body, format=found))
    elif kind:
        suffix = next((suffix for suffix, name in MEDIA_TYPES.items() if name == media_type), "")
        if suffix not in {".srx", ".srj"}:
            return f"{media_type} is no result of a query"
        result = read_result(answer.body, suffix)
        if isinstance(result, bool) is not (kind == "boolean"):
            return f"the result is not {kind}"
        truth = made.text(exchange.response, f"{MF}expectedBoolean")
        if truth and result is not (truth == "true"):
            return f"the answer is not {truth}"
    return ""
