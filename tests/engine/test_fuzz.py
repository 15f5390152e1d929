"""Mutated queries and requests: whatever comes, no failure of the service, no worker lost or left over.

A run of the suite sends some hundreds; ``URBANSEC_TEST_FUZZ=20000`` sends as many as wanted.
"""

import os
import random
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import psutil
import pytest

from tests.engine.common import HOSTILE, ask, processes, together, until, zygote
from tests.running import ROOT, Server, serving

COUNT = int(os.environ.get("URBANSEC_TEST_FUZZ", "600"))
SEEDS = [path.read_text("utf-8") for path in sorted((ROOT / "queries").rglob("*.rq"))] + list(HOSTILE.values())
PIECES = re.compile(r"\s+|\w+|<[^<>\s]*>|\"[^\"]*\"|.", re.DOTALL)
VOCABULARY = [piece for seed in SEEDS for piece in PIECES.findall(seed) if not piece.isspace()]
ODD = [
    *("\x00", "\ufffe", "\ufeff", "é", "😀", "\u202e", "\\u0041", "\\U00110000", '"""', "'", "<", "{", "}", "((((", "^^", "@", "_:", "# "),
    *("99999999999999999999", "1e999", "-0"),
]
ACCEPT = ["application/sparql-results+json", "text/csv", "text/turtle", "application/n-quads", "*/*", "text/html", "x", "", "*/*;q=0", "text/csv;q=2"]
LINES = [
    b"GET /sparql?%b HTTP/1.1\r\n",
    b"GET /graph-store?default&%b HTTP/1.1\r\n",
    b"HEAD /queries/events/result?%b HTTP/1.1\r\n",
    b"OPTIONS /%b HTTP/1.0\r\n",
]
FINE = {200, 204, 303, 304, 400, 403, 404, 405, 406, 408, 413, 414, 415, 422, 431, 501, 504, 507}


@pytest.fixture(scope="module")
def target() -> Iterator[Server]:
    """A service that gives a query so little time that fuzzing is not all waiting."""
    with serving(settings={"URBANSEC_QUERY_SECONDS": "0.3", "URBANSEC_WORKER_MEMORY_MB": "512"}) as server:
        yield server


@pytest.fixture(scope="module")
def patient() -> Iterator[Server]:
    """A service with its usual limits."""
    with serving() as server:
        yield server


def mutate(chance: random.Random) -> str:
    """A query of the project with some pieces lost, doubled, moved, or taken from elsewhere."""
    pieces = PIECES.findall(chance.choice(SEEDS))
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(pieces) + 1)
        end = place + chance.randint(1, 4)
        match chance.randrange(7):
            case 0:
                del pieces[place:end]
            case 1:
                pieces[place:place] = pieces[place:end] * chance.choice([1, 2, 50])
            case 2:
                pieces[place:place] = [" ", chance.choice(VOCABULARY), " "]
            case 3:
                pieces[place:end] = [chance.choice(VOCABULARY)]
            case 4:
                pieces[place:place] = [chance.choice(ODD)]
            case 5:
                other = PIECES.findall(chance.choice(SEEDS))
                start = chance.randrange(len(other))
                pieces[place:end] = other[start : start + chance.randint(1, 30)]
            case 6:
                chance.shuffle(pieces[place : place + 20])
        pieces = pieces or [" "]
    return "".join(pieces)


def request(chance: random.Random) -> bytes:
    """An HTTP request with some bytes changed."""
    query = urlencode({"query": mutate(chance)[:2000], "format": chance.choice(["", "csv", "json", "ttl", "x"])}).encode()
    head = (
        chance.choice(
            [
                b"GET /sparql?%b HTTP/1.1\r\n",
                b"GET /graph-store?default&%b HTTP/1.1\r\n",
                b"HEAD /queries/events/result?%b HTTP/1.1\r\n",
                b"OPTIONS /%b HTTP/1.0\r\n",
            ]
        )
        % query
    )
    body = b""
    if chance.random() < 0.5:
        head, body = b"POST /sparql HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(query), query
    whole = bytearray(head + b"Host: e\r\nConnection: close\r\nAccept: " + chance.choice(ACCEPT).encode() + b"\r\n\r\n" + body)
    for _ in range(chance.randint(0, 8)):
        place = chance.randrange(len(whole))
        whole[place : place + chance.randint(0, 2)] = bytes(chance.randrange(256) for _ in range(chance.randint(0, 3)))
    return bytes(whole)


def test_mutated_queries(target: Server) -> None:
    def run(seed: int) -> list[tuple[int, str, str]]:
        chance, wrong = random.Random(seed), []  # noqa: S311 - mutations, not secrets
        with httpx.Client(timeout=60) as client:
            for _ in range(COUNT // 8):
                query = mutate(chance)
                try:
                    answer = client.post(target.sparql, data={"query": query}, headers={"Accept": chance.choice(ACCEPT)})
                except httpx.RemoteProtocolError as error:
                    if "incomplete" in str(error):  # a long result, cut by the deadline
                        continue
                    raise
                if answer.status_code not in FINE or "Traceback" in answer.text[:10_000]:
                    wrong.append((answer.status_code, answer.text[:300], query))
        return wrong

    with together(4) as pool:
        wrong = [problem for problems in pool.map(run, range(4)) for problem in problems]
    assert not wrong, wrong[:3]
    check_afterwards(target)


def test_mutated_requests(target: Server) -> None:
    address = ("127.0.0.1", httpx.URL(target.url).port or 0)

    def run(seed: int) -> list[tuple[bytes, bytes, bytes]]:
        chance, wrong = random.Random(seed), []  # noqa: S311 - mutations, not secrets
        for _ in range(COUNT // 8):
            sent = request(chance)
            received = exchange(address, sent)
            status = received[9:12]
            if received and (not status.isdigit() or int(status) not in FINE):
                wrong.append((received[:40], sent, received[-300:]))
        return wrong

    with together(4) as pool:
        wrong = [problem for problems in pool.map(run, range(100, 104)) for problem in problems]
    assert not wrong, wrong[:3]
    check_afterwards(target)


def exchange(address: tuple[str, int], sent: bytes) -> bytes:
    """What the service answers, at most the first part; nothing if it closes without a word, as HTTP allows for garbage."""
    with socket.create_connection(address, timeout=30) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            received = connection.recv(4096)
            while connection.recv(65_536):
                pass
        except ConnectionError:
            return b""
    return received


def check_afterwards(target: Server) -> None:
    """It answers, and there are no more workers than are kept ready."""
    assert target.alive
    assert ask(target, "ASK {}").json()["boolean"] is True
    until(lambda: len(processes(target)) <= 2 + 8 + 1, "that no more than the eight workers are left")
    assert not [p for p in zygote(target).children() if p.status() == psutil.STATUS_ZOMBIE]


def test_the_openapi_document_is_kept(patient: Server, tmp_path: Path) -> None:
    """Schemathesis draws requests from the document and checks that the answers are as it says."""
    examples = str(max(4, COUNT // 100))
    command = [Path(sys.executable).with_name("schemathesis"), "run", f"{patient.url}/openapi.json", "--phases", "examples,fuzzing", "--checks",
               "not_a_server_error,status_code_conformance,content_type_conformance", "--max-examples", examples, "--seed", "1", "--workers", "2",
               "--request-timeout", "30", "--generation-database", "none", "--no-color"]  # fmt: skip
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, cwd=tmp_path, timeout=900, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    check_afterwards(patient)
