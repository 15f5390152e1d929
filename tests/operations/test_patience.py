"""Clients that say too much or too little before their request is known."""

import asyncio
from collections.abc import Awaitable, Callable

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from urbansec.api.connection import connection
from urbansec.cli.patience import BODY_SECONDS, HEAD_BYTES, HEAD_SECONDS, Patient, hurry


class Talk:
    """A connection to a server in the same loop, seen from both ends."""

    def __init__(self, server: Patient, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.reader, self.writer = server, reader, writer

    def after(self, seconds: float) -> None:
        """The server looks at its connections when this much time has passed."""
        hurry([self.server], asyncio.get_running_loop().time() + seconds)

    async def server_is(self, *, in_head: bool) -> None:
        """Wait until a request has begun, and its head is there or not."""
        while self.server._since is None or self.server._in_head is not in_head:
            await asyncio.sleep(0.01)

    async def gone(self) -> bool:
        """Whether the server has broken it off."""
        try:
            return await self.reader.read() == b""
        except ConnectionResetError:
            return True


def talking(talk: Callable[[Talk], Awaitable[None]]) -> None:
    """Let ``talk`` talk to a server that reads bodies and answers ``ok``."""

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def main() -> None:
        config = uvicorn.Config(app, log_config=None, access_log=False, ws="none", http=type("Connection", (connection(30.0), Patient), {}))
        config.load()
        state = ServerState()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: config.http_protocol_class(config=config, server_state=state, app_state={}), "127.0.0.1", 0)  # type: ignore[call-arg]
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        while not state.connections:
            await asyncio.sleep(0)
        try:
            one = next(iter(state.connections))
            assert isinstance(one, Patient)
            await asyncio.wait_for(talk(Talk(one, reader, writer)), 20)
        finally:
            writer.close()
            server.close()

    asyncio.run(main())


def test_a_head_without_end_is_refused_and_a_long_one_is_not() -> None:
    async def long(talk: Talk) -> None:
        talk.writer.write(b"GET /?" + b"x" * 60_000 + b" HTTP/1.1\r\nHost: a\r\nX-Long: ")
        await talk.writer.drain()
        talk.writer.write(b"y" * 30_000 + b"\r\n\r\n")
        assert b"200 OK" in await talk.reader.readuntil(b"ok")
        talk.writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: ")
        for _ in range(HEAD_BYTES // 4096 + 8):
            talk.writer.write(b"x" * 4096)
            await talk.writer.drain()
            await asyncio.sleep(0)
        answer = await talk.reader.read()
        assert answer.startswith(b"HTTP/1.1 431 ")
        assert b"application/problem+json" in answer

    talking(long)


def test_a_connection_that_says_nothing_is_ended() -> None:
    async def silent(talk: Talk) -> None:
        talk.after(HEAD_SECONDS - 1)
        assert not talk.server.transport.is_closing()
        talk.after(HEAD_SECONDS + 1)
        assert await talk.gone()

    talking(silent)


def test_a_head_that_trickles_is_ended_also_as_the_second_request() -> None:
    async def trickling(talk: Talk) -> None:
        talk.writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await talk.reader.readuntil(b"ok")
        talk.after(10 * HEAD_SECONDS)  # between two requests the keep-alive time counts, not this
        assert not talk.server.transport.is_closing()
        talk.writer.write(b"GET / HT")
        await talk.server_is(in_head=True)
        talk.after(HEAD_SECONDS + 1)
        assert await talk.gone()

    talking(trickling)


def test_a_body_has_its_time_too() -> None:
    async def slow(talk: Talk) -> None:
        for enough in (True, False):
            talk.writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")
            await talk.server_is(in_head=False)
            talk.after(HEAD_SECONDS + 1)
            assert not talk.server.transport.is_closing()
            if enough:
                talk.writer.write(b"x" * 96)
                assert b"200 OK" in await talk.reader.readuntil(b"ok")
        talk.after(BODY_SECONDS + 1)
        assert await talk.gone()

    talking(slow)
