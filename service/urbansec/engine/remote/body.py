"""The body of an answer as it comes: never longer than there is time, and never taken for whole if it is not."""

import http.client
import re
import zlib

from urbansec.engine.remote.call import AbandonedError, Call
from urbansec.engine.remote.endpoint import Endpoint
from urbansec.errors import RemoteEngineError

_PIECE = 64 * 1024
# Virtuoso writes blank nodes as addresses, which no blank node may be called. Only these bytes, quotes and all, can
# precede one: inside a literal a quote is escaped.
_VIRTUOSO_BLANK = re.compile(rb'("bnode", "value": "|<bnode>)nodeID://')
_LONGEST_BLANK = len(b'"bnode", "value": "nodeID://')


class Body:
    """A file to read from, as parsers want it."""

    def __init__(self, response: http.client.HTTPResponse, call: Call, endpoint: Endpoint) -> None:
        self._response = response
        self._call = call
        self._endpoint = endpoint
        self._received = 0
        self._ended = False
        coding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if coding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
            raise RemoteEngineError(f"{endpoint.place} sent its answer compressed as {coding!r}, which was not asked for.")
        self._unpacker = None if coding in {"identity", ""} else zlib.decompressobj(zlib.MAX_WBITS | (0 if coding == "deflate" else 16))
        self._held = b"" if response.headers.get("Server", "").startswith("Virtuoso") else None

    @property
    def framed(self) -> bool:
        """Whether the protocol tells where the body ends, so that a cut one is known."""
        return bool(self._response.chunked) or self._response.length is not None or self._unpacker is not None

    def read(self, size: int = -1, /) -> bytes:
        """At least one byte, or none at the end; never more than ``size`` if that is given."""
        if size == 0:
            return b""
        pieces = [piece] if (piece := self._piece(size)) else []
        while size < 0 and (piece := self._piece(size)):
            pieces.append(piece)
        return b"".join(pieces)

    def close(self) -> None:
        """Nothing more is read."""
        self._response.close()

    def _piece(self, size: int) -> bytes:
        while not self._ended:
            # Twice the length of what may wait from before, so that nothing is ever given that was not asked for.
            raw = self._receive(max(1, min(_PIECE, size - _LONGEST_BLANK)) if size > 0 else _PIECE)
            self._ended = not raw
            data = self._unpack(raw)
            if self._held is not None:
                data = self._name_blanks(data)
            if data:
                return data
        return b""

    def _receive(self, size: int) -> bytes:
        try:
            self._call.limit()
            data = self._response.read1(size)
        except (OSError, http.client.HTTPException, ValueError) as error:
            _ = self._call.left  # the deadline, or nobody waits any more
            raise self._broken() from error
        self._received += len(data)
        if not data and self._response.length:
            raise self._broken()
        return data

    def _unpack(self, raw: bytes) -> bytes:
        if self._unpacker is None:
            return raw
        try:
            data = self._unpacker.decompress(raw) if raw else self._unpacker.flush()
        except zlib.error as error:
            raise self._broken() from error
        if not raw and not self._unpacker.eof:
            raise self._broken()
        return data

    def _name_blanks(self, data: bytes) -> bytes:
        text = _VIRTUOSO_BLANK.sub(rb"\1", (self._held or b"") + data)
        keep = 0 if self._ended else _LONGEST_BLANK
        self._held = text[len(text) - keep :] if keep and len(text) > keep else (text if keep else b"")
        return text[: len(text) - len(self._held)]

    def _broken(self) -> Exception:
        if self._call.over:
            return AbandonedError()
        return RemoteEngineError(f"{self._endpoint.place} broke its answer off after {self._received:,} bytes. What came of it is not whole; ask again.")
