"""Clients that look whether a result is whole: a reader of the framing itself, two libraries, and curl."""

import http.client
import socket
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

SECONDS = 20.0


@dataclass
class Got:
    """What a client got, and whether it takes that for the whole."""

    body: bytes
    whole: bool


def by_socket(url: str, accept: str, coding: str = "") -> Got:
    """Read the framing ourselves: a body is whole only if a chunk of no bytes, and nothing more, ends it."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=SECONDS) as connection:
        lines = [f"GET {parts.path}?{parts.query} HTTP/1.1", f"Host: {parts.netloc}", f"Accept: {accept}", "Connection: close"]
        connection.sendall("\r\n".join([*lines, *([f"Accept-Encoding: {coding}"] if coding else []), "", ""]).encode())
        received = bytearray()
        with suppress(ConnectionResetError):
            while piece := connection.recv(65_536):
                received += piece
    head, _, rest = bytes(received).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 "), head
    assert b"transfer-encoding: chunked" in head.lower()
    assert (f"content-encoding: {coding}".encode() in head.lower()) is bool(coding)
    body = b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        if not size:
            return Got(body, whole=False)
        length = int(size, 16)
        if length == 0:
            return Got(body, whole=rest == b"\r\n")
        body, rest = body + rest[:length], rest[length + 2 :]
    return Got(body, whole=False)


def by_httpx(url: str, accept: str) -> Got:
    body = b""
    try:
        with httpx.stream("GET", url, headers={"Accept": accept, "Accept-Encoding": "identity"}, timeout=SECONDS) as answer:
            assert answer.status_code == 200
            for piece in answer.iter_bytes():
                body += piece
    except httpx.RemoteProtocolError:
        return Got(body, whole=False)
    return Got(body, whole=True)


def by_library(url: str, accept: str) -> Got:
    """Python's own client."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=SECONDS)
    connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept": accept})
    answer = connection.getresponse()
    try:
        return Got(answer.read(), whole=True)
    except http.client.IncompleteRead as error:
        return Got(error.partial, whole=False)
    finally:
        connection.close()


def by_curl(url: str, accept: str) -> Got:
    found = subprocess.run(["curl", "-sS", "--max-time", "20", "-H", f"Accept: {accept}", url], capture_output=True, check=False)
    assert found.returncode in {0, 18, 56}, found.stderr  # 18: a part only; 56: the connection broke
    return Got(found.stdout, whole=found.returncode == 0)


CLIENTS: dict[str, Callable[[str, str], Got]] = {"socket": by_socket, "httpx": by_httpx, "http.client": by_library, "curl": by_curl}
