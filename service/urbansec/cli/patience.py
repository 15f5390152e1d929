"""How long a connection may take, and how much it may say, before its request is known."""

import asyncio
from collections.abc import Iterable

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 20.0
BODY_SECONDS = 120.0
# The longest address of the settings (64 KiB) and as much again for the other lines.
HEAD_BYTES = 131_072
_LINGER_SECONDS = 2.0
_ADDRESS_BYTES = 65_536
_TOO_LARGE = b'{"type":"about:blank","title":"%s","status":%d,"detail":"The head of the request may have 131072 bytes."}'


class Patient(HttpToolsProtocol):
    """A connection that is not waited for without end: uvicorn bounds neither the size of a request's head nor its time.

    A mixin: it is put behind the protocol of :func:`urbansec.api.connection.connection`.
    """

    _in_head = True
    _head_bytes = 0
    _known = 0
    _since: float | None = None
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        """A client has come."""
        super().connection_made(transport)
        self._since = self.loop.time()

    def data_received(self, data: bytes) -> None:
        """The next bytes."""
        if self._refused:
            return  # read and forgotten: closing at once could make the client miss the answer
        before = (self._in_head, self._known)
        super().data_received(data)
        if before == (True, self._known) and self._in_head:  # else some of the bytes belong to a body
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
                self._refuse()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._since = self.loop.time()

    def on_headers_complete(self) -> None:
        """The request is known, but for its body."""
        self._in_head = False
        self._head_bytes = 0
        self._known += 1
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of the request is there."""
        self._in_head = True
        self._since = None
        super().on_message_complete()

    def hurry(self, now: float) -> None:
        """Break the connection off if its request has not come in time. To be called every second or so."""
        if self._since is None or (self.cycle is not None and self.cycle.response_complete and not self._in_head):
            return
        if now - self._since > (HEAD_SECONDS if self._in_head else BODY_SECONDS):
            self.transport.abort()

    def _refuse(self) -> None:
        self._refused = True
        long_address = len(getattr(self, "url", b"")) > _ADDRESS_BYTES
        status, title = (414, b"URI Too Long") if long_address else (431, b"Request Header Fields Too Large")
        body = _TOO_LARGE % (title, status)
        head = b"HTTP/1.1 %d %s\r\ncontent-type: application/problem+json\r\ncache-control: no-store\r\n" % (status, title)
        self.transport.write(head + b"content-length: %d\r\nconnection: close\r\n\r\n" % len(body) + body)
        self.loop.call_later(_LINGER_SECONDS, self.transport.close)


def hurry(connections: Iterable[object], now: float) -> None:
    """Look at every connection once."""
    for connection in list(connections):
        if isinstance(connection, Patient):
            connection.hurry(now)
