"""Stopping: nobody who is being answered notices, nobody waits for ever, nothing cut looks whole."""

import asyncio
import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI

from tests.operations.support import STATEMENTS, group, half_read, started, until
from tests.running import environment
from urbansec.cli.running import run
from urbansec.settings import Settings


def refused(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.mark.parametrize("whole_group", [False, True], ids=["SIGTERM", "ctrl-c"])
def test_running_answers_are_finished(tmp_path: Path, data: Path, whole_group: bool) -> None:
    with started(tmp_path, "--data", data) as service, half_read(service) as response:
        if whole_group:
            group(service.process, signal.SIGINT)
        else:
            service.signal(signal.SIGTERM)
        until(lambda: refused(service.url), "a refused connection")
        assert service.process.poll() is None
        assert response.read().count(b"\n") == (STATEMENTS + 1) ** 2
        assert service.ended() == 0
        service.told("stopping", requests=1)
        service.told("stopped")


def test_what_takes_too_long_is_broken_off_never_ended(tmp_path: Path, data: Path) -> None:
    with started(tmp_path, "--data", data, settings={"URBANSEC_DRAIN_SECONDS": "0.3"}) as service, half_read(service) as response:
        service.signal(signal.SIGTERM)
        assert service.ended(10) == 0
        service.told("requests broken off")
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            response.read()
        assert "Traceback" not in service.text()


def test_a_second_signal_ends_at_once(tmp_path: Path, data: Path) -> None:
    with started(tmp_path, "--data", data, settings={"URBANSEC_DRAIN_SECONDS": "600"}) as service, half_read(service):
        service.signal(signal.SIGINT)
        service.told("stopping")
        service.signal(signal.SIGINT)
        assert service.ended(10) == 130


def test_while_a_load_balancer_is_given_time_requests_are_answered_but_it_is_not_ready(tmp_path: Path, data: Path) -> None:
    with started(tmp_path, "--data", data, settings={"URBANSEC_DRAIN_DELAY": "600"}) as service:
        assert httpx.get(f"{service.url}/health/ready").status_code == 200
        service.signal(signal.SIGTERM)
        service.told("stopping")
        for method in ("GET", "HEAD"):
            response = httpx.request(method, f"{service.url}/health/ready")
            assert response.status_code == 503
            assert response.headers["retry-after"].isdigit()
            assert response.headers["cache-control"] == "no-store"
        assert httpx.get(f"{service.url}/health/live").status_code == 200
        assert service.version() == "one"
        service.signal(signal.SIGTERM)
        assert service.ended(10) == 130


def test_an_idle_service_stops_at_once_also_with_open_connections(tmp_path: Path, data: Path) -> None:
    with started(tmp_path, "--data", data, settings={"URBANSEC_DRAIN_SECONDS": "600"}) as service, httpx.Client(base_url=service.url) as client:
        assert client.get("/health/live").status_code == 200
        service.signal(signal.SIGTERM)
        assert service.ended(10) == 0


STUCK = """
import asyncio, socket, sys
from contextlib import asynccontextmanager
from fastapi import FastAPI
from urbansec.cli.running import run
from urbansec.settings import Settings

listener = socket.create_server(("127.0.0.1", 0))

@asynccontextmanager
async def service():
    loop, app = asyncio.get_running_loop(), FastAPI()

    @app.get("/")
    def wait():
        print("waiting", flush=True)
        asyncio.run_coroutine_threadsafe(asyncio.Event().wait(), loop).result()

    print(listener.getsockname()[1], flush=True)
    yield app

run(service(), listener, Settings(drain_seconds=0.2))
"""


def test_a_thread_that_waits_for_a_query_does_not_keep_the_process(tmp_path: Path) -> None:
    script = tmp_path / "stuck.py"
    script.write_text(STUCK, "utf-8")
    with subprocess.Popen([sys.executable, script], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert process.stdout.readline() == "waiting\n"
            process.send_signal(signal.SIGTERM)
            try:
                assert process.wait(15) == 0
            finally:
                process.kill()


def test_told_to_stop_while_the_data_load_it_does_not_begin_to_serve() -> None:
    ended: list[str] = []

    @asynccontextmanager
    async def loading() -> AsyncIterator[FastAPI]:
        try:
            signal.raise_signal(signal.SIGHUP)  # nothing to load anew yet, and no reason to die
            signal.raise_signal(signal.SIGTERM)
            await asyncio.sleep(60)
            yield FastAPI()
        finally:
            ended.append("ended")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        run(loading(), listener, Settings())
    assert ended == ["ended"]
