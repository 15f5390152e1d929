"""Logs: one JSON object a line, the same id in all lines of a request and in its answer, nothing secret."""

import asyncio
import contextvars
import io
import json
import logging
import re
import time
from collections.abc import Coroutine, Iterator
from typing import Any

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.operations.support import ENDLESS, Found, Service, started, turtle
from urbansec.api.logs import Observed, request_id, trace_id
from urbansec.api.metrics import Metrics
from urbansec.cli.logs import configure
from urbansec.errors import QueryTimeoutError
from urbansec.settings import Settings

SECRET = "-".join("a word that nobody reads".split())


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("logs")
    (folder / "some.ttl").write_text(turtle(200), "utf-8")
    settings = {
        "URBANSEC_LOG_REQUESTS": "true",
        "URBANSEC_SLOW_SECONDS": "0.00001",
        "URBANSEC_QUERY_SECONDS": "0.5",
        "URBANSEC_ENGINE_PASSWORD": SECRET,
        "URBANSEC_TRUSTED_PROXIES": "127.0.0.1",
    }
    with started(folder, "--data", folder / "some.ttl", settings=settings) as running:
        yield running


def test_a_request_is_a_line_with_what_an_operator_asks(service: Service) -> None:
    response = service.ask("SELECT * { ?s ?p 'nothing' }")
    record = service.told("request", request_id=response.headers["x-request-id"])
    assert {
        "method": "GET",
        "path": "/sparql",
        "status": 200,
        "client": "127.0.0.1",
        "complete": True,
        "level": "info",
        "cache": "miss",
    }.items() <= record.items()
    assert record["bytes"] == len(response.content)
    assert record["ms"] >= record["engine_seconds"] * 1000 > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", record["timestamp"])
    again = service.ask("SELECT * { ?s ?p 'nothing' }")
    hit = service.told("request", request_id=again.headers["x-request-id"])
    assert (hit["cache"], hit["engine_seconds"]) == ("hit", 0.0)


def test_probes_and_scrapes_are_not_worth_a_line(service: Service) -> None:
    for path in ("/health/live", "/health/ready", "/metrics", "/nothing-here"):
        httpx.get(service.url + path)
    service.told("request", path="/nothing-here", status=404)
    assert {record.get("path") for record in service.records()}.isdisjoint({"/health/live", "/health/ready", "/metrics"})


def test_the_client_may_choose_the_id_if_it_is_harmless(service: Service) -> None:
    assert service.ask("ASK { ?s ?p 1 }", **{"X-Request-Id": "abc.D_ef-1"}).headers["x-request-id"] == "abc.D_ef-1"
    seen = set()
    for harmful in ("a b", "a" * 65, "é", '"}', ""):
        response = httpx.get(f"{service.url}/health/live", headers=[(b"X-Request-Id", harmful.encode())])
        seen.add(response.headers["x-request-id"])
    assert len(seen) == 5
    assert all(re.fullmatch(r"[0-9a-f]{16}", identity) for identity in seen)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736"),
        ("cc-4bf92f3577b34da6a3ce929d0e0e4737-00f067aa0ba902b7-01-from-the-future", "4bf92f3577b34da6a3ce929d0e0e4737"),
        ("00-4bf92f3577b34da6a3ce929d0e0e4738-00f067aa0ba902b7-01-more", None),
        ("ff-4bf92f3577b34da6a3ce929d0e0e4739-00f067aa0ba902b7-01", None),
        ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", None),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", None),
        ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", None),
        ("nonsense", None),
    ],
)
def test_the_trace_that_a_client_names_is_in_the_lines(service: Service, given: str, taken: str | None) -> None:
    response = httpx.get(f"{service.url}/nothing", headers={"traceparent": given})
    assert service.told("request", request_id=response.headers["x-request-id"]).get("trace_id") == taken


def test_a_failure_carries_the_id_into_answer_and_log(service: Service) -> None:
    response = service.ask(ENDLESS, Accept="application/json")
    assert response.status_code == 504
    identity = response.headers["x-request-id"]
    assert response.json()["request_id"] == identity
    assert service.told("request", request_id=identity, status=504)["level"] == "warning"
    slow = service.told("slow query", request_id=identity)
    assert slow["query"] == ENDLESS
    assert slow["outcome"] == "query-timeout"
    assert slow["client"] == "127.0.0.1"
    assert 0.4 < slow["seconds"] < 5
    refused = service.ask("SELECT", Accept="application/json")
    assert refused.status_code == 400
    assert "request_id" not in refused.json()


def test_a_slow_query_is_told_with_its_text_shortened(service: Service) -> None:
    query = f"SELECT * {{ ?s ?p 'x' }} # {'long ' * 1000}"
    response = service.ask(query)
    slow = service.told("slow query", request_id=response.headers["x-request-id"])
    assert slow["query"].startswith(query[:2000])
    assert slow["query"].endswith(f"({len(query)} characters)")
    assert (slow["outcome"], slow["form"]) == ("done", "SELECT")


def test_nothing_secret_is_written(service: Service) -> None:
    headers = {"Authorization": f"Bearer {SECRET}", "Cookie": f"session={SECRET}"}
    response = httpx.get(f"{service.url}/nothing?token={SECRET}", headers=headers)
    service.told("request", request_id=response.headers["x-request-id"])
    assert SECRET not in service.text()


def test_an_address_cannot_forge_a_line(service: Service) -> None:
    response = httpx.get(f"{service.url}/nothing%0A%7B%22event%22:%22forged%22%7D")
    assert "\n" in service.told("request", request_id=response.headers["x-request-id"])["path"]
    assert "forged" not in {record["event"] for record in service.records()}


@pytest.fixture
def loggers() -> Iterator[None]:
    """What :func:`configure` changes, put back afterwards."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.usefixtures("loggers")
def test_on_a_console_a_message_stays_on_its_line_and_shows_no_tricks() -> None:
    out = io.StringIO()
    configure(Settings(log_format="console"), out)
    logging.getLogger("urbansec.test").info("GET %s", "/a\nforged line\x1b[31m", extra={"path": "/a\nb"})
    text = out.getvalue()
    assert text.count("\n") == 1
    assert "\x1b" not in text
    assert "forged line" in text


@pytest.mark.usefixtures("loggers")
def test_auto_is_json_where_no_person_looks_and_a_traceback_is_a_field() -> None:
    out = io.StringIO()
    configure(Settings(), out)
    logging.getLogger("urbansec.test").error("failed: %s", "é", extra={"seconds": 1.5}, exc_info=ValueError("broken\nin two lines"))
    record = json.loads(out.getvalue())
    assert record["event"] == "failed: é"
    assert record["seconds"] == 1.5
    assert "ValueError" in record["exception"]
    assert record["logger"] == "urbansec.test"


def run(work: Coroutine[Any, Any, Found]) -> Found:
    """In a context of its own, as every request has in the server."""
    return contextvars.Context().run(asyncio.run, work)


def scope(path: str = "/sparql", **headers: str) -> Scope:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": pairs, "client": ("192.0.2.1", 1)}


async def never() -> Message:
    raise AssertionError("nobody reads the body")


def test_a_result_that_failed_half_way_is_told_once_and_not_ended(caplog: pytest.LogCaptureFixture) -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError("handled, but too late") from QueryTimeoutError("It was stopped.")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    metrics = Metrics(str)
    run(Observed(app, metrics)(scope(), never, send))
    assert [message.get("more_body") for message in sent] == [None, True]
    assert [record.getMessage() for record in caplog.records] == ["GET /sparql: broken off after 4 bytes: It was stopped."]
    aborted = {s.labels["route"]: s.value for f in metrics.registry.collect() for s in f.samples if s.name == "urbansec_http_responses_aborted_total"}
    assert aborted == {"sparql": 1}


def test_the_layer_costs_a_cache_hit_next_to_nothing() -> None:
    """Ten microseconds are allowed; the limit here leaves room for a busy machine."""
    headers = [(b"etag", b"x")] * 12
    start: Message = {"type": "http.response.start", "status": 200, "headers": headers}
    body: Message = {"type": "http.response.body", "body": b"x" * 500}

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(start)
        await send(body)

    async def send(_message: Message) -> None:
        pass

    async def seconds(layer: Observed | None) -> float:
        asked = scope(accept="*/*", accept_encoding="gzip", host="localhost", user_agent="test", connection="keep-alive")
        begin = time.perf_counter()
        for _ in range(2000):
            await (layer or app)(asked, never, send)
        return (time.perf_counter() - begin) / 2000

    async def measure() -> float:
        layer = Observed(app, Metrics(str))
        return min([await seconds(layer) for _ in range(15)]) - min([await seconds(None) for _ in range(15)])

    cost = run(measure())  # the message is the cache's, which sends it again and again: it must stay as it is
    assert cost < 20e-6, f"{cost * 1e6:.1f} µs"
    assert start == {"type": "http.response.start", "status": 200, "headers": [(b"etag", b"x")] * 12}


def test_the_ids_reach_threads() -> None:
    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(await asyncio.to_thread(lambda: (request_id.get(), trace_id.get())))

    async def send(_message: Message) -> None:
        pass

    seen: list[tuple[str, str]] = []
    run(Observed(app, Metrics(str))(scope(x_request_id="mine"), never, send))
    assert seen == [("mine", "")]
