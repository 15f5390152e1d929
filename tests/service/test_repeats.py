"""Requests that repeat an earlier one byte for byte: the same answer, but for date and id, while data and day stay the same."""

import itertools
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.engine.common import until
from tests.running import Server, serving
from urbansec.api import answers
from urbansec.api.metrics import Metrics
from urbansec.api.repeats import Repeats

GET = b"GET /sparql?query=SELECT%%20*%%20%%7B%%20?s%%20?p%%20?o%%20%%7D%%23%d HTTP/1.1\r\nHost: e\r\nAccept: text/csv\r\n\r\n"
NUMBERS = itertools.count()


def get() -> bytes:
    """A request that nobody has sent before."""
    return GET % next(NUMBERS)


def post() -> bytes:
    """A form that nobody has sent before."""
    form = b"query=ASK%%20%%7B%%7D%%23%d" % next(NUMBERS)
    head = b"POST /sparql HTTP/1.1\r\nHost: e\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
    return head % len(form) + form


def write(folder: Path, value: int) -> None:
    """The data."""
    (folder / "data.ttl").write_text(f"<urn:s> <urn:p> {value} .")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data."""
    made = tmp_path_factory.mktemp("data")
    write(made, 1)
    return made


@pytest.fixture(scope="module")
def small(folder: Path) -> Iterator[Server]:
    """A service on those data."""
    with serving("--data", folder) as server:
        yield server


@pytest.fixture
def connection(small: Server) -> Iterator[socket.socket]:
    """A connection to it."""
    with socket.create_connection(("127.0.0.1", httpx.URL(small.url).port or 0), timeout=20) as opened:
        yield opened


def answered(server: Server) -> float:
    """How many requests to the endpoint were answered well so far."""
    samples = [sample for family in text_string_to_metric_families(httpx.get(f"{server.url}/metrics").text) for sample in family.samples]
    wanted = {"route": "sparql", "status": "200"}
    return sum(sample.value for sample in samples if sample.name == "urbansec_http_requests_total" and sample.labels == wanted)


def exchange(connection: socket.socket, request: bytes) -> tuple[bytes, dict[bytes, bytes], bytes]:
    """Status line, headers and body of the answer to ``request``."""
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    headers = dict(line.lower().split(b": ", 1) for line in lines)
    while len(body) < int(headers.get(b"content-length", b"0")):
        body += connection.recv(65_536)
    return status, headers, body


def order(headers: dict[bytes, bytes]) -> bool:
    """Whether the answer was given before parsing: then the date comes last."""
    return list(headers)[-1] == b"date"


@pytest.mark.parametrize("make", [get, post])
def test_the_third_of_equal_requests_is_not_parsed(connection: socket.socket, small: Server, make: Callable[[], bytes]) -> None:
    request, before = make(), answered(small)
    answers = [exchange(connection, request) for _ in range(4)]
    assert [order(headers) for _, headers, _ in answers] == [False, False, True, True]
    assert len({headers.pop(b"x-request-id") for _, headers, _ in answers}) == 4
    # The first was not in the cache: it also says how long the engine worked.
    assert len({(status, body, *sorted((headers | {b"date": b""}).items())) for status, headers, body in answers[1:]}) == 1
    assert {body for _, _, body in answers} == {answers[0][2]}
    assert answered(small) == before + 4


def test_new_data_are_answered_from_at_once(connection: socket.socket, small: Server, folder: Path) -> None:
    request = get()
    now = int([exchange(connection, request)[2] for _ in range(3)][-1].split()[1].partition(b",")[0])
    write(folder, now + 1)
    small.process.send_signal(signal.SIGHUP)
    until(lambda: exchange(connection, request)[2] == b"o,p,s\r\n%d,urn:p,urn:s\r\n" % (now + 1), "the new data")


@pytest.mark.parametrize(
    "header", [b"X-Request-Id: mine", b"traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", b"Cache-Control: no-store", b"Range: bytes=0-1"]
)
def test_what_depends_on_more_is_parsed_each_time(connection: socket.socket, header: bytes) -> None:
    request = get().replace(b"\r\n\r\n", b"\r\n" + header + b"\r\n\r\n")
    answers = [exchange(connection, request) for _ in range(4)]
    assert not any(order(headers) for _, headers, _ in answers)
    assert {headers[b"x-request-id"] for _, headers, _ in answers} == {b"mine"} or b"X-Request" not in header


def test_errors_and_what_changes_are_parsed_each_time(connection: socket.socket) -> None:
    for query in (b"SELECT%20(NOW()%20AS%20?x)%20%7B%7D", b"nonsense"):
        request = b"GET /sparql?query=%b HTTP/1.1\r\nHost: e\r\n\r\n" % query
        assert not any(order(exchange(connection, request)[1]) for _ in range(4))
    assert not any(order(exchange(connection, b"GET /health/live HTTP/1.1\r\nHost: e\r\n\r\n")[1]) for _ in range(4))


def test_pieces_and_pipelines_are_answered_like_any_other(connection: socket.socket) -> None:
    request = get()
    whole = [exchange(connection, request) for _ in range(3)][-1][2]
    for cut in (1, 20, len(request) - 3):
        connection.sendall(request[:cut])
        assert exchange(connection, request[cut:])[2] == whole
    connection.sendall(request * 3)
    received = b""
    while received.count(whole) < 3:
        received += connection.recv(65_536)
    assert received.count(b"HTTP/1.1 200 OK") == 3
    assert exchange(connection, request)[2] == whole


def test_a_tag_that_is_still_right_is_answered_so(connection: socket.socket) -> None:
    plain = get()
    tag = exchange(connection, plain)[1][b"etag"]
    request = plain.replace(b"\r\n\r\n", b"\r\nIf-None-Match: " + tag + b"\r\n\r\n")
    answers = [exchange(connection, request) for _ in range(4)]
    assert {(status, body) for status, _, body in answers} == {(b"HTTP/1.1 304 Not Modified", b"")}
    assert order(answers[-1][1])


def test_memory_is_bounded_and_the_day_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    repeats = Repeats(0.02, lambda: "v", Metrics(lambda: "v"))
    for number in range(100):
        repeats.keep(b"%d" % number, "/sparql", 200, [(b"a", b"b"), (b"X-Request-Id", b"old")], b"x" * 1000)
    assert 5 <= len(repeats) <= 20
    answer = repeats.answer(b"99", b"date: now\r\n")
    assert answer is not None
    assert answer.startswith(b"HTTP/1.1 200 OK\r\na: b\r\nx-request-id: ")
    assert answer.endswith(b"\r\ndate: now\r\n\r\n" + b"x" * 1000)
    monkeypatch.setattr(answers, "time", lambda: time.time() + 86_400)
    assert repeats.answer(b"99", b"") is None
