"""What goes wrong with a remote engine is told as what it is, in time, and never as a complete answer."""

import asyncio
import gzip
import socket
import time

import pytest

from tests.remote.asking import BOTH, CONSTRUCT, JSON, SELECT, TRIPLES, ask, engine, sleepy
from tests.remote.servers import free_port
from tests.remote.stubs import OK_JSON, Act, reply, rows, stub
from urbansec.engine import Caps, Cut, Request
from urbansec.errors import (
    EngineBusyError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    RemoteEngineError,
    UpdateRefusedError,
    UrbansecError,
)


def dripping(connection: socket.socket) -> None:
    connection.sendall(reply(b"", length=10_000))
    while True:
        connection.sendall(b" ")
        time.sleep(0.05)


def headers_dripping(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X")
        time.sleep(0.05)


def chunked(*pieces: bytes, end: bytes = b"0\r\n\r\n", content_type: str = "application/sparql-results+json") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    return head + b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + end


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # close with RST


def test_a_good_answer() -> None:
    with stub(reply()) as server:
        assert ask(engine(server.address)) == OK_JSON
        assert server.requests[0].startswith(b"POST /sparql HTTP/1.1\r\n")
        assert b"Content-Type: application/x-www-form-urlencoded\r\n" in server.requests[0]
        assert server.requests[0].endswith(b"query=SELECT+%3Fx+WHERE+%7B+%3Fs+%3Fp+%3Fx+%7D")


def test_graphs_of_the_request_are_sent_along() -> None:
    with stub(reply()) as server:
        request = Request(SELECT, ("urn:a", "urn:b"), ("urn:c",))
        engine(server.address).execute(request, JSON)
        for part in (b"default-graph-uri=urn%3Aa", b"default-graph-uri=urn%3Ab", b"named-graph-uri=urn%3Ac"):
            assert part in server.requests[0]


def test_nothing_listens() -> None:
    with pytest.raises(RemoteEngineError, match=r"cannot be reached: Connection refused.*URBANSEC_ENGINE"):
        ask(engine(f"http://127.0.0.1:{free_port()}/sparql"))


def test_the_name_is_unknown() -> None:
    with pytest.raises(RemoteEngineError, match="cannot be reached"):
        ask(engine("http://host.invalid/sparql"))


def test_no_tls_is_spoken_there() -> None:
    with stub(reply()) as server, pytest.raises(RemoteEngineError, match="cannot be reached"):
        ask(engine(server.address.replace("http:", "https:"), seconds=3))


@pytest.mark.parametrize("broken", [b"", reset], ids=["closed", "reset"])
def test_what_breaks_before_the_first_byte_is_tried_again(broken: Act) -> None:
    with stub(broken, broken, reply()) as server:
        assert ask(engine(server.address)) == OK_JSON
        assert len(server.requests) == 3
    with stub(broken) as server:
        with pytest.raises(RemoteEngineError, match="before it answered"):
            ask(engine(server.address, retries=1))
        assert len(server.requests) == 2


def test_who_asks_to_be_asked_again_soon_is() -> None:
    with stub(reply(b"", status="503 Busy", Retry_After="0"), reply()) as server:
        assert ask(engine(server.address)) == OK_JSON
        assert len(server.requests) == 2


@pytest.mark.parametrize(("status", "after", "seconds"), [("503 Busy", "120", 120), ("503 Busy", "4", 4), ("429 Slow down", "7", 7), ("503 Busy", "", 5)])
def test_a_busy_engine_says_when_to_come_back(status: str, after: str, seconds: int) -> None:
    with stub(reply(b"", status=status, Retry_After=after)) as server:
        with pytest.raises(EngineBusyError) as caught:
            ask(engine(server.address))
        assert caught.value.members["retry_after"] == seconds
        assert len(server.requests) == 1


@pytest.mark.parametrize("slow", [sleepy, dripping, headers_dripping], ids=["silent", "dripping", "headers"])
def test_the_deadline_holds(slow: Act) -> None:
    with stub(slow) as server:
        start = time.monotonic()
        with pytest.raises(QueryTimeoutError):
            ask(engine(server.address, seconds=0.5))
        assert time.monotonic() - start < 2.0
        assert len(server.requests) == 1


CUTS: dict[str, tuple[str, Act]] = {
    "shorter than its length": (SELECT, reply(OK_JSON, length=len(OK_JSON) + 100)),
    "cut JSON of the right length": (SELECT, reply(OK_JSON[:-10])),
    "cut between chunks": (SELECT, chunked(OK_JSON[:40], end=b"")),
    "cut inside a chunk": (SELECT, chunked(OK_JSON[:40], end=b"ff\r\n{")),
    "whole, but its last chunk is missing": (SELECT, chunked(OK_JSON, end=b"")),
    "an error message behind the rows": (SELECT, chunked(rows(9)[:-3], b"The SPARQL operation has been cancelled")),
    "triples shorter than their length": (CONSTRUCT, reply(b"<urn:a> <urn:b> <urn:c> .\n", TRIPLES, length=100)),
    "triples with an error message": (CONSTRUCT, chunked(b"<urn:a> <urn:b> <urn:c> .\nThe query was cancelled", content_type=TRIPLES)),
    "triples without a told end": (CONSTRUCT, reply(b"<urn:a> <urn:b> <urn:c> .\n", TRIPLES, length=-1)),
    "cut gzip": (SELECT, reply(gzip.compress(OK_JSON)[:-4], Content_Encoding="gzip")),
    "no gzip at all": (SELECT, reply(OK_JSON, Content_Encoding="gzip")),
    "an unknown coding": (SELECT, reply(OK_JSON, Content_Encoding="compress")),
    "a page": (SELECT, reply(b"<html>hello</html>", "text/html")),
    "no type": (SELECT, reply(OK_JSON, "")),
    "RDF for a table": (SELECT, reply(b"<urn:a> <urn:b> <urn:c> .\n", TRIPLES)),
    "a table for RDF": (CONSTRUCT, reply()),
    "a table for ASK": ("ASK { ?s ?p ?o }", reply()),
}


@pytest.mark.parametrize("case", CUTS)
def test_what_is_not_whole_or_not_right_is_an_error(case: str) -> None:
    text, act = CUTS[case]
    with stub(act) as server:
        with pytest.raises(RemoteEngineError):
            ask(engine(server.address), text)
        assert len(server.requests) == 1, "an answer that has begun is never asked for again"


def test_the_same_answers_are_right_when_whole() -> None:
    for act in (chunked(OK_JSON[:40], OK_JSON[40:]), reply(gzip.compress(OK_JSON), Content_Encoding="gzip"), reply(OK_JSON, length=-1)):
        with stub(act) as server:
            assert ask(engine(server.address)) == OK_JSON
    for act in (reply(b"<urn:a> <urn:b> <urn:c> .\n", TRIPLES), reply(b"<urn:a> <urn:b> <urn:c>", "text/turtle", length=25) + b" ."):
        with stub(act) as server:
            assert ask(engine(server.address), CONSTRUCT) == b"<urn:a> <urn:b> <urn:c> .\n"


def test_what_breaks_late_breaks_the_stream() -> None:
    whole = rows(100_000)
    with stub(reply(whole[: len(whole) // 2], length=len(whole))) as server:

        async def collect() -> int:
            stream = await engine(server.address).stream(Request(SELECT), BOTH)
            assert stream.content is None
            received = 0
            pieces = aiter(stream)
            with pytest.raises(RemoteEngineError, match="not whole"):  # noqa: PT012 - which of the pieces fails is not known
                while True:
                    received += len(await anext(pieces))
            return received

        assert asyncio.run(collect()) > 100_000


def test_a_refused_query_says_why() -> None:
    with stub(reply(b"Virtuoso 37000 Error SP031: no such function\n\nSPARQL query:\n" + SELECT.encode(), "text/plain", "400 Bad")) as server:
        with pytest.raises(QueryRefusedError, match=r"refuses it: Virtuoso 37000 Error SP031: no such function\.$"):
            ask(engine(server.address))
        with pytest.raises(QuerySyntaxError) as caught:
            ask(engine(server.address), "SELECT ?x WHERE {\n  ?s ?p }")
        assert (caught.value.line, caught.value.column) == (2, 9)


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        ("404 Gone", RemoteEngineError, "no SPARQL service at"),
        ("500 Bad", RemoteEngineError, "answered 500: out of order"),
        ("502 Bad", RemoteEngineError, "answered 502: out of order"),
        ("504 Late", QueryTimeoutError, "gave up"),
        ("206 Partly", RemoteEngineError, "answered 206"),
    ],
)
def test_other_statuses(status: str, kind: type[UrbansecError], said: str) -> None:
    with stub(reply(b'{"detail": "out of order"}', "application/problem+json", status)) as server, pytest.raises(kind, match=said):
        ask(engine(server.address))


def test_virtuoso_stopped_in_the_middle() -> None:
    with stub(reply(X_SQL_State="S1TAT")) as server, pytest.raises(QueryTimeoutError):
        ask(engine(server.address))


def test_virtuoso_cut_the_rows() -> None:
    with stub(reply(rows(10), X_SPARQL_MaxRows="10")) as server:

        async def head() -> tuple[Cut | None, bytes | None]:
            stream = await engine(server.address).stream(Request(SELECT), BOTH)
            return stream.head.cut, stream.content

        cut, content = asyncio.run(head())
        assert cut == Cut(9, "rows", 9)
        assert b"LIMIT+10%0A" in server.requests[1]
        assert content is not None
        assert b"problems#cut" in content


def test_own_caps_hold() -> None:
    with stub(reply(rows(4)), reply(rows(3))) as server:

        async def head() -> Cut | None:
            return (await engine(server.address, caps=Caps(3)).stream(Request(SELECT), BOTH)).head.cut

        assert asyncio.run(head()) == Cut(3, "rows", 3)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", UpdateRefusedError),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", QueryRefusedError),
        ('DEFINE get:soft "replace" SELECT * FROM <http://127.0.0.1/> WHERE { ?s ?p ?o }', QuerySyntaxError),
        ("SELECT * WHERE { " + "{" * 5000 + "}" * 5000 + "}", QueryRefusedError),
        ("SPARQL SELECT * WHERE { ?s ?p ?o }", QuerySyntaxError),
        ("PREFIX SELECT: <urn:x> PREFIX x: ASK {}", QuerySyntaxError),
        ("", QuerySyntaxError),
    ],
)
def test_what_may_not_run_is_not_sent(text: str, kind: type[UrbansecError]) -> None:
    with stub() as server:
        with pytest.raises(kind):
            ask(engine(server.address), text)
        assert server.requests == []


def test_blank_nodes_of_virtuoso_get_names() -> None:
    cell = b'{ "x": { "type": "bnode", "value": "nodeID://b100%d" }	, "y": { "type": "literal", "value": "\\"bnode\\", \\"value\\": \\"nodeID://b1" } }'
    body = b'{ "head": { "link": [], "vars": ["x", "y"] },\n  "results": { "bindings": [ ' + b",\n".join(cell % n for n in range(3000)) + b" ] } }"
    with stub(reply(body, Server="Virtuoso/07.20.3229 (Linux)")) as server:
        content = ask(engine(server.address))
    assert content.count(b'"type":"bnode","value":"b100') == 3000
    assert content.count(b"nodeID://b1") == 3000
