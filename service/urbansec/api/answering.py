"""One answer on its way from the layers below the cache to the client: it gets its validators, and a copy is kept."""

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

from starlette.types import Message, Send

from urbansec.api.answers import Answers, Entry, Flight, Headers, Key, unchanged
from urbansec.api.conditions import content_tag, listed, request_tag

# Seconds for which others wait for an answer that has begun, however slowly its client takes it.
SENDING = 2.0
# Up to so many bytes an answer is looked at as a whole for its tag.
_TAGGED = 4 * 1024 * 1024
_KEPT_STATUS = frozenset({200, 301, 303, 308})
# Belong to one request, not to the answer.
_PASSING = frozenset({b"ratelimit", b"ratelimit-policy", b"server-timing", b"date", b"x-request-id", b"connection", b"transfer-encoding"})
# What the key of an answer holds: of the languages asked for and of cookies only which language a page is in. So what varies with
# both is a page, and what varies with the languages alone, such as the reconciliation service with its many, is not kept.
_NEGOTIATED = frozenset({b"accept", b"accept-encoding"})
_PAGE = frozenset({b"accept-language", b"cookie"})
_READING = ("GET", "HEAD", "POST")


class Asked(NamedTuple):
    """A request that the cache looks at. ``version`` and ``key`` together name its answer."""

    version: str
    key: Key
    method: str
    conditions: bytes | None

    def matches(self, tag: bytes) -> bool:
        """Whether the client has the answer with this tag. POST asks for no representation that it could have."""
        return self.conditions is not None and self.method != "POST" and bool(tag) and listed(self.conditions, tag)


@dataclass(frozen=True)
class Keeping:
    """How answers are kept: where, for how long by others (``control``), and ``salt``, which stands for what made them."""

    answers: Answers
    control: tuple[bytes, bytes]
    salt: tuple[object, ...]

    def tag(self, asked: Asked) -> bytes:
        """The tag for an answer that does not name its own and is too large to be looked at as a whole."""
        return request_tag((self.salt, asked.version, asked.key))


class EnoughError(BaseException):
    """The client has all it wants, while the layers below would send more. Not an ``Exception``: nothing failed."""


class Answering:
    """Takes the messages of one answer and sends them on."""

    def __init__(self, keeping: Keeping, asked: Asked, send: Send, flight: Flight | None) -> None:
        """Without a ``flight`` nothing is kept."""
        self._keeping = keeping
        self._asked = asked
        self._send = send
        self._flight = flight
        self._start: Message | None = None
        self._headers: Headers = []
        self._status = 0
        self._copy: list[bytes] | None = None
        self._size = 0

    async def __call__(self, message: Message) -> None:
        """Take the next message. Raises :class:`EnoughError` if no more are wanted."""
        if message["type"] == "http.response.start":
            self._start = message  # until its body begins: then it is known whether that is all
        elif message["type"] != "http.response.body":
            self._let_go()
            start, self._start = self._start, None
            if start is not None:
                await self._send(start)
            await self._send(message)
        elif self._start is not None:
            start, self._start = self._start, None
            await self._first(start, message)
        else:
            self._collect(message)
            await self._send(message)

    async def _first(self, start: Message, message: Message) -> None:
        more = message.get("more_body", False)
        self._status = start["status"]
        self._headers = headers = [(name.lower(), value) for name, value in start.get("headers", ())]
        lasting = self._validate(message.get("body", b""), more=more)
        if lasting and self._flight is not None:
            self._copy = []
            if more:
                asyncio.get_running_loop().call_later(SENDING, self._flight.land)
            # Before the client takes it: others need not wait for that.
            self._collect(message)
        else:
            self._let_go()
        if self._status == 200 and lasting and self._asked.matches(next((value for name, value in headers if name == b"etag"), b"")):
            await send_unchanged(unchanged(headers), self._send)
        elif self._asked.method == "HEAD":
            await self._send({**start, "headers": [*headers]})
            await self._send({"type": "http.response.body", "body": b""})
        else:
            await self._send({**start, "headers": [*headers]})
            await self._send(message)
            return
        if more:
            raise EnoughError

    def _validate(self, body: bytes, *, more: bool) -> bool:
        """Add the headers that are missing; whether the answer may be kept."""
        headers, status = self._headers, self._status
        found: dict[bytes, bytes] = {}
        for name, value in headers:
            found[name] = found[name] + b"," + value if name in found else value
        control = found.get(b"cache-control", b"").lower()
        if not control:
            lasting = status < 400 and self._asked.method in _READING
            headers.append(self._keeping.control if lasting else (b"cache-control", b"no-store"))
        if status not in _KEPT_STATUS or b"no-store" in control or b"private" in control:
            return False
        varying = {part.strip() for part in found.get(b"vary", b"accept").lower().split(b",")} - _NEGOTIATED
        if b"set-cookie" in found or varying not in (set(), _PAGE):
            return False
        if status == 200 and b"etag" not in found:
            headers.append((b"etag", content_tag(body) if not more and len(body) <= _TAGGED else self._keeping.tag(self._asked)))
        return True

    def _let_go(self) -> None:
        """Nothing will be kept."""
        self._copy = None
        if self._flight is not None:
            self._flight.land()

    def _collect(self, message: Message) -> None:
        """Copy the next piece; after the last one keep the whole."""
        if self._copy is None:
            return
        body = message.get("body", b"")
        self._size += len(body)
        if self._size > self._keeping.answers.largest:
            self._let_go()
            return
        self._copy.append(body)
        if not message.get("more_body", False):
            self._keep(b"".join(self._copy))
            self._copy = None

    def _keep(self, body: bytes) -> None:
        headers = [(name, value) for name, value in self._headers if name not in _PASSING]
        length = b"%d" % len(body)
        told = [value for name, value in headers if name == b"content-length"]
        if not told:
            headers.append((b"content-length", length))
        entry = Entry.of(self._asked.key, self._status, headers, body)
        kept = told in ([], [length]) and self._keeping.answers.put(self._asked.version, self._asked.key, entry)
        if self._flight is not None:
            self._flight.land(entry if kept else None)


async def send_entry(entry: Entry, asked: Asked, send: Send) -> None:
    """Send an answer that is at hand. The headers are copied: layers above add theirs."""
    if asked.conditions is not None and asked.matches(entry.tag):
        await send_unchanged(entry.unchanged, send)
        return
    await send({"type": "http.response.start", "status": entry.status, "headers": [*entry.headers]})
    await send({"type": "http.response.body", "body": b"" if asked.method == "HEAD" else entry.body})


async def send_unchanged(headers: Headers, send: Send) -> None:
    """Send ``304`` with ``headers``."""
    await send({"type": "http.response.start", "status": 304, "headers": [*headers]})
    await send({"type": "http.response.body", "body": b""})
