"""Call raw ASGI layers directly, where a test must hold the messages in its own hands."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Handler = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass
class Received:
    """What a client got. ``complete`` tells whether the end came."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    pieces: list[bytes] = field(default_factory=list)
    complete: bool = False

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            assert not self.status
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            assert self.status
            assert not self.complete
            self.pieces.append(message.get("body", b""))
            self.complete = not message.get("more_body", False)


def scope(path: str = "/x", query: str = "", method: str = "GET", client: str = "192.0.2.1", **headers: str) -> Scope:
    """The scope of a request; in names of headers ``_`` stands for ``-``."""
    named = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in {"host": "example.org", **headers}.items()]
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "scheme": "http",
        "headers": named,
        "client": (client, 1),
        "server": ("example.org", 80),
    }


async def never() -> Message:
    """A client that sends nothing more and stays."""
    await asyncio.Event().wait()
    raise AssertionError


async def ask(app: ASGIApp, request: Scope, receive: Receive = never) -> Received:
    """The answer of ``app`` to one request."""
    received = Received()
    await app(request, receive, received)
    return received


def answering(*pieces: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Handler:
    """An app that answers with these pieces."""
    raw = [(name.encode(), value.encode()) for name, value in {"content-type": "text/plain", **(headers or {})}.items()]

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": list(raw)})
        for piece in pieces[:-1]:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": pieces[-1] if pieces else b""})

    return app
