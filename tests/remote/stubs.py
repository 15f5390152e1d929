"""Servers that answer wrong on purpose, byte by byte as a test writes it."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

Act = bytes | Callable[[socket.socket], None]
OK_JSON = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'
JSON = "application/sparql-results+json"


def reply(body: bytes = OK_JSON, content_type: str = JSON, status: str = "200 OK", length: int | None = None, **headers: str) -> bytes:
    """An HTTP answer; ``length`` may lie. An underscore in a header's name stands for a hyphen."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", "Connection: close"]
    if length != -1:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def rows(number: int) -> bytes:
    """A JSON result of so many rows."""
    return b'{"head":{"vars":["x"]},"results":{"bindings":[' + b",".join(b'{"x":{"type":"literal","value":"%d"}}' % n for n in range(number)) + b"]}}"


class Stub:
    """Answers the requests one after the other with ``acts``, the last one for all that follow. ``requests`` holds what came."""

    def __init__(self, acts: Sequence[Act]) -> None:
        self.acts = list(acts)
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.stopping = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/sparql"

    def close(self) -> None:
        """Listen no more."""
        self.stopping.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                piece = connection.recv(65536)
                if not piece or piece.startswith(b"\x16"):  # TLS is not spoken here
                    return
                request += piece
            head, _, body = request.partition(b"\r\n\r\n")
            length = next((int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
            while len(body) < length:
                body += connection.recv(65536)
            act = self.acts[min(len(self.requests), len(self.acts) - 1)]
            self.requests.append(head + b"\r\n\r\n" + body)
            if isinstance(act, bytes):
                connection.sendall(act)
            else:
                act(connection)


@contextmanager
def stub(*acts: Act) -> Iterator[Stub]:
    """A server that answers so, until the block ends."""
    server = Stub(acts or (reply(),))
    try:
        yield server
    finally:
        server.close()
