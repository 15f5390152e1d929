"""Who asks, and who reads: leaving, dawdling, waiting for a place; passwords and redirects."""

import asyncio
import socket
import threading
import time

import pytest

from tests.remote.asking import ANN, BOTH, JSON, SECRET, SELECT, ask, engine, sleepy
from tests.remote.stubs import OK_JSON, Stub, reply, rows, stub
from urbansec.engine import Request
from urbansec.engine.caller import Caller, current
from urbansec.engine.remote import Endpoint, RemoteEngine
from urbansec.engine.workers.schedule import Schedule
from urbansec.errors import (
    EngineBusyError,
    QueryTimeoutError,
    RemoteEngineError,
    SettingsError,
)


@pytest.mark.parametrize("status", ["401 Who?", "403 No"])
@pytest.mark.parametrize(
    ("who", "named"),
    [({}, "URBANSEC_ENGINE_USER"), (ANN, "URBANSEC_ENGINE_PASSWORD"), ({"token": SECRET}, "URBANSEC_ENGINE_TOKEN")],
)
def test_who_is_not_let_in_learns_which_setting(status: str, who: dict[str, str], named: str, caplog: pytest.LogCaptureFixture) -> None:
    with stub(reply(b"", status=status)) as server:
        remote = engine(server.address, who)
        with pytest.raises(RemoteEngineError, match=named) as caught:
            ask(remote)
        assert remote.version == "remote"
        assert SECRET not in f"{caught.value!r} {caught.value.members} {caplog.text} {remote._client.endpoint!r}"


def test_credentials_are_sent() -> None:
    with stub() as server:
        ask(engine(server.address, {"user": "ann", "password": "p:w"}))
        ask(engine(server.address, {"token": "abc"}))
        ask(engine(server.address))
        assert b"\r\nAuthorization: Basic YW5uOnA6dw==\r\n" in server.requests[0]
        assert b"\r\nAuthorization: Bearer abc\r\n" in server.requests[1]
        assert b"Authorization" not in server.requests[2]


@pytest.mark.parametrize("status", ["301 There", "302 There", "303 There", "307 There", "308 There"])
def test_nobody_is_followed_to_another_host(status: str) -> None:
    with stub() as other:
        elsewhere = other.address.replace("127.0.0.1", "localhost")
        for location in (other.address, elsewhere, elsewhere.replace("http:", "")):
            with stub(reply(b"", status=status, Location=location)) as server:
                with pytest.raises(RemoteEngineError):
                    ask(engine(server.address, ANN))
                assert len(server.requests) == 1
        assert other.requests == []


def test_a_redirect_within_the_host_is_followed() -> None:
    with stub(reply(b"", status="307 There", Location="/other?x=1"), reply()) as server:
        assert ask(engine(server.address, ANN)) == OK_JSON
        assert server.requests[1].startswith(b"POST /other?x=1 HTTP/1.1\r\n")
        assert b"Authorization: Basic" in server.requests[1]
        assert b"query=SELECT" in server.requests[1]
    with stub(reply(b"", status="307 There", Location="/other")) as server:
        with pytest.raises(RemoteEngineError, match="from one address to the next"):
            ask(engine(server.address))
        assert len(server.requests) == 3


def test_a_reader_who_leaves_ends_the_query() -> None:
    gone = threading.Event()

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nConnection: close\r\n\r\n")
        connection.sendall(rows(1)[:-3])
        try:
            while True:
                connection.sendall(b',{"x":{"type":"literal","value":"%s"}}' % (b"x" * 1000))
        finally:
            gone.set()

    async def leave(server: Stub) -> None:
        remote = engine(server.address, workers=1)
        stream = await remote.stream(Request(SELECT), BOTH)
        async for _ in stream:
            break
        await stream.aclose()
        assert await asyncio.to_thread(gone.wait, 5)
        server.acts = [reply()]
        assert (await remote.stream(Request(SELECT), BOTH)).content == OK_JSON, "its place is free again"

    with stub(endless) as server:
        asyncio.run(leave(server))


def test_a_reader_who_leaves_ends_a_query_that_has_not_begun_to_answer() -> None:
    asked, gone = threading.Event(), threading.Event()

    def silent(connection: socket.socket) -> None:
        asked.set()
        connection.settimeout(20)
        connection.recv(1)
        gone.set()

    async def leave(server: Stub) -> None:
        waiting = asyncio.create_task(engine(server.address, seconds=20).stream(Request(SELECT), BOTH))
        assert await asyncio.to_thread(asked.wait, 5)
        waiting.cancel()
        assert await asyncio.to_thread(gone.wait, 5)

    with stub(silent) as server:
        asyncio.run(leave(server))


def test_a_slow_reader_slows_the_engine_down() -> None:
    sent: list[int] = []
    blocked = threading.Event()

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nConnection: close\r\n\r\n" + rows(1)[:-3])
        piece = b',{"x":{"type":"literal","value":"%s"}}' % (b"x" * 10_000)
        connection.settimeout(0.7)
        try:
            while sum(sent) < 200_000_000:
                connection.sendall(piece)
                sent.append(len(piece))
        except TimeoutError:
            blocked.set()

    async def dawdle(server: Stub) -> None:
        stream = await engine(server.address).stream(Request(SELECT), BOTH)
        assert await asyncio.to_thread(blocked.wait, 10)
        await stream.aclose()

    with stub(endless) as server:
        asyncio.run(dawdle(server))
    assert sum(sent) < 20_000_000


def test_a_reader_who_takes_nothing_is_told() -> None:
    async def stall(server: Stub) -> None:
        schedule = Schedule(workers=1, share=1, length=1, seconds=1)
        remote = RemoteEngine(Endpoint(server.address), schedule, seconds=5, stall_seconds=0.3)
        stream = await remote.stream(Request(SELECT), BOTH)
        deadline = time.monotonic() + 5
        while schedule.running and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        with pytest.raises(QueryTimeoutError, match="took nothing"):
            _ = [piece async for piece in stream]

    with stub(reply(rows(200_000))) as server:
        asyncio.run(stall(server))


def test_places_are_few_and_waiting_ends() -> None:
    async def crowd(server: Stub) -> None:
        remote = engine(server.address, workers=1, queue=0.3, seconds=3)
        first = asyncio.create_task(remote.stream(Request(SELECT), BOTH))
        await asyncio.sleep(0)
        with pytest.raises(EngineBusyError):
            await remote.stream(Request(SELECT), BOTH)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first

    with stub(sleepy) as server:
        asyncio.run(crowd(server))
        assert len(server.requests) == 1


def test_the_time_is_charged_to_who_asked() -> None:
    def late(connection: socket.socket) -> None:
        time.sleep(0.3)
        connection.sendall(reply())

    with stub(late) as server:
        for way in (lambda: ask(engine(server.address)), lambda: engine(server.address).execute(Request(SELECT), JSON)):
            caller = Caller("203.0.113.9")
            token = current.set(caller)
            try:
                way()
            finally:
                current.reset(token)
            assert 0.25 < caller.seconds < 2.0


@pytest.mark.parametrize(
    "address",
    [
        "",
        "host/sparql",
        "ftp://host/",
        "http://",
        "http://ann:pw@host/",
        "http://host:99999/",
        "http://ho st/",
        "http://hôst/",
        "file:///etc/passwd",
        "http://host/\r\nX: y",
    ],
)
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(SettingsError, match="URBANSEC_ENGINE") as caught:
        Endpoint(address)
    assert "pw@" not in str(caught.value)
