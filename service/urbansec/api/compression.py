"""Send answers compressed: zstd, brotli or gzip, whichever the client likes best.

A raw ASGI layer. It compresses while the answer streams and flushes block by block, so that a reader waits for
no more than a block. An answer that fails half-way gets no end from here: the exception passes, and the connection
breaks as it does without compression. The same content gives the same bytes however it arrived, because the
compressor is always fed blocks of one size; so the strong tag of the content, with the coding's name
appended, is a strong tag of the compressed bytes.
"""

import asyncio
import zlib
from collections.abc import Callable
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it ships no types
import zstandard
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from urbansec.api.conditions import named, tags, with_suffix, without_suffix
from urbansec.api.encodings import CODINGS, Choice, choose_coding
from urbansec.api.errors import NotAcceptableError, Problems

MINIMUM = 500
"""Bytes below which an answer stays as it is: it fits into one packet anyway."""
BLOCK = 64 * 1024
_THREAD_BYTES = 4 * BLOCK
_TYPES = frozenset(
    {
        "application/json",
        "application/xml",
        "application/javascript",
        "application/n-triples",
        "application/n-quads",
        "application/trig",
        "application/sparql-query",
    }
)
Headers = list[tuple[bytes, bytes]]


class Encoder(Protocol):
    """Compresses one answer."""

    def block(self, data: bytes) -> bytes:
        """Take ``data`` and give all that is known of the output by now."""

    def finish(self, data: bytes) -> bytes:
        """Take the last ``data`` and give the rest of the output."""


class _Zstd:
    def __init__(self) -> None:
        self._object = zstandard.ZstdCompressor(level=3).compressobj()

    def block(self, data: bytes) -> bytes:
        return self._object.compress(data) + self._object.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def finish(self, data: bytes) -> bytes:
        return self._object.compress(data) + self._object.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH)


class _Brotli:
    def __init__(self) -> None:
        self._object = brotli.Compressor(quality=4)

    def block(self, data: bytes) -> bytes:
        return bytes(self._object.process(data) + self._object.flush())

    def finish(self, data: bytes) -> bytes:
        return bytes(self._object.process(data) + self._object.finish())


class _Gzip:
    def __init__(self) -> None:
        self._object = zlib.compressobj(4, zlib.DEFLATED, 16 + zlib.MAX_WBITS)

    def block(self, data: bytes) -> bytes:
        return self._object.compress(data) + self._object.flush(zlib.Z_SYNC_FLUSH)

    def finish(self, data: bytes) -> bytes:
        return self._object.compress(data) + self._object.flush()


ENCODERS: dict[str, Callable[[], Encoder]] = {"zstd": _Zstd, "br": _Brotli, "gzip": _Gzip}


class _Compressor:
    """An encoder that is fed blocks of one size."""

    def __init__(self, coding: str) -> None:
        self._encoder = ENCODERS[coding]()
        self._waiting = bytearray()

    def feed(self, data: bytes, *, last: bool) -> bytes:
        """What can be sent once ``data`` is known."""
        self._waiting += data
        # The last block is kept until it is known whether more comes: it is packed otherwise if it ends the answer.
        whole = max(0, len(self._waiting) - 1) // BLOCK * BLOCK
        ready = bytearray()
        for start in range(0, whole, BLOCK):
            ready += self._encoder.block(bytes(self._waiting[start : start + BLOCK]))
        del self._waiting[:whole]
        if last:
            ready += self._encoder.finish(bytes(self._waiting))
        return bytes(ready)


class Compression:
    """The layer. Below it tags are those of the plain content; it translates them both ways."""

    def __init__(self, app: ASGIApp, problems: Problems) -> None:
        self._app = app
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        lines = [value for name, value in scope["headers"] if name == b"accept-encoding"]
        choice = choose_coding(b", ".join(lines))
        if choice is None:
            error = NotAcceptableError(f"No acceptable coding in Accept-Encoding; there are: identity, {', '.join(CODINGS)}.", available=["identity", *CODINGS])
            await self._problems.response(scope, error)(scope, receive, send)
            return
        asked = b", ".join(value for name, value in scope["headers"] if name == b"if-none-match")
        if asked and choice.coding:
            known = b", ".join(without_suffix(tag, choice.coding) for tag in tags(asked)) or asked
            others = [(name, value) for name, value in scope["headers"] if name != b"if-none-match"]
            scope = {**scope, "headers": [*others, (b"if-none-match", known)]}
        await self._app(scope, receive, _Sender(choice, asked, send))


class _Sender:
    """Takes the messages of one answer and sends them on, compressed if that is worth it."""

    def __init__(self, choice: Choice, asked: bytes, send: Send) -> None:
        self._choice = choice
        self._asked = asked
        self._send = send
        self._held: Message | None = None
        self._compressor: _Compressor | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._start(message)
        elif message["type"] == "http.response.body" and self._held is not None:
            await self._first(self._held, message)
        elif message["type"] == "http.response.body" and self._compressor is not None:
            await self._next(self._compressor, message)
        else:
            await self._send(message)

    async def _start(self, message: Message) -> None:
        headers: Headers = list(message.get("headers", ()))
        status = message["status"]
        if status == 304:
            headers = _varying([(name, self._known(value) if name == b"etag" else value) for name, value in headers])
        elif _compressible(status, headers):
            headers = _varying(headers)
            if self._choice.coding:
                self._held = {**message, "headers": headers}
                return
        await self._send({**message, "headers": headers})

    async def _first(self, start: Message, message: Message) -> None:
        self._held = None
        body, more = message.get("body", b""), message.get("more_body", False)
        if not more and len(body) < MINIMUM and self._choice.plain:
            await self._send(start)
            await self._send(message)
            return
        coding = self._choice.coding
        compressor = _Compressor(coding)
        headers = [(name, with_suffix(value, coding) if name == b"etag" else value) for name, value in start["headers"] if name not in _CHANGED]
        headers.append((b"content-encoding", coding.encode()))
        if more:
            self._compressor = compressor
            await self._send({**start, "headers": headers})
            await self._next(compressor, message)
            return
        packed = await asyncio.to_thread(compressor.feed, body, last=True) if len(body) > _THREAD_BYTES else compressor.feed(body, last=True)
        await self._send({**start, "headers": [*headers, (b"content-length", b"%d" % len(packed))]})
        await self._send({"type": "http.response.body", "body": packed})

    async def _next(self, compressor: _Compressor, message: Message) -> None:
        more = message.get("more_body", False)
        packed = compressor.feed(message.get("body", b""), last=not more)
        if packed or not more:
            await self._send({"type": "http.response.body", "body": packed, "more_body": more})

    def _known(self, tag: bytes) -> bytes:
        """The tag under which the client has the content that has not changed."""
        coded = with_suffix(tag, self._choice.coding)
        return coded if self._choice.coding and named(self._asked, coded) else tag


# A part of the plain content is no part of the compressed one, so no ranges are offered.
_CHANGED = (b"content-length", b"accept-ranges")


def _compressible(status: int, headers: Headers) -> bool:
    if status < 200 or status in {204, 205, 206}:
        return False
    kind = ""
    for name, value in headers:
        if name == b"content-encoding":
            return False
        if name == b"content-type":
            kind = value.partition(b";")[0].strip().lower().decode("latin-1")
    return kind.startswith("text/") or kind.endswith(("+json", "+xml")) or kind in _TYPES


def _varying(headers: Headers) -> Headers:
    """The headers with ``Accept-Encoding`` in one ``Vary``."""
    names = [part.strip() for name, value in headers if name == b"vary" for part in value.split(b",") if part.strip()]
    if b"*" in names or b"accept-encoding" in {part.lower() for part in names}:
        return headers
    return [*((name, value) for name, value in headers if name != b"vary"), (b"vary", b", ".join([*names, b"Accept-Encoding"]))]
