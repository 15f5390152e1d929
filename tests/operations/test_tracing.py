"""Tracing: spans of requests and queries in one trace, sent only where the standard variables say so."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from tests.operations.support import started
from tests.running import listening
from urbansec.api import create_app
from urbansec.api.tracing import Tracing, from_environment
from urbansec.assets import Assets
from urbansec.engine import EmbeddedEngine
from urbansec.errors import SettingsError
from urbansec.queries import Catalogue
from urbansec.settings import Settings

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


def test_a_query_is_a_span_in_its_request_which_is_part_of_the_clients_trace(engine: EmbeddedEngine, assets: Assets) -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    app = create_app(Settings(), engine, Catalogue(), assets, tracing=Tracing(provider))
    with listening(app) as url:
        asked = httpx.get(f"{url}/sparql", params={"query": "ASK {}"}, headers={"traceparent": PARENT})
        refused = httpx.get(f"{url}/sparql", params={"query": "ASK { SERVICE <http://127.0.0.1:1/> {} }"})
        alone = httpx.get(f"{url}/health/live")
    assert (asked.status_code, refused.status_code, alone.status_code) == (200, 400, 200)
    provider.shutdown()
    spans = exporter.get_finished_spans()
    by_request = {(span.attributes or {}).get("urbansec.request_id"): span for span in spans if span.kind is SpanKind.SERVER}
    request = by_request[asked.headers["x-request-id"]]
    assert request.name == "GET /sparql"
    assert request.context is not None
    assert request.parent is not None
    assert f"{request.context.trace_id:032x}" == TRACE
    assert f"{request.parent.span_id:016x}" == "00f067aa0ba902b7"
    assert request.attributes is not None
    assert request.attributes["http.response.status_code"] == 200
    queries = [span for span in spans if span.name == "query"]
    inside = [span for span in queries if span.parent is not None and span.parent.span_id == request.context.span_id]
    assert [(span.attributes or {})["urbansec.outcome"] for span in inside] == ["done"]
    refusals = [span for span in queries if (span.attributes or {})["urbansec.outcome"] == "query-refused"]
    assert [span.status.is_ok for span in refusals] == [False]
    assert by_request[alone.headers["x-request-id"]].parent is None
    # A query's text can hold names of people: it is in the slow-query log, under the operator's eyes, and not sent on.
    assert "SERVICE" not in str([span.attributes for span in spans])


@contextmanager
def collector() -> Iterator[tuple[str, list[ExportTraceServiceRequest], threading.Event]]:
    """A receiver of OTLP over HTTP."""
    received: list[ExportTraceServiceRequest] = []
    came = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/v1/traces":
                received.append(ExportTraceServiceRequest.FromString(body))
                came.set()
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the standard library
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", received, came
        finally:
            server.shutdown()
            thread.join(10)


def test_the_service_sends_its_spans_to_the_receiver_at_the_latest_when_it_stops(tmp_path: Path, data: Path) -> None:
    with collector() as (address, received, came):
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": address, "OTEL_SERVICE_NAME": "ours", "OTEL_BSP_SCHEDULE_DELAY": "600000"}
        with started(tmp_path, "--data", data, settings=settings) as service:
            assert service.ask("ASK {}", traceparent=PARENT).status_code == 200
            service.signal(signal.SIGTERM)
            assert service.ended() == 0
            assert came.wait(10)
            assert "Traceback" not in service.text()
    [resource] = received[0].resource_spans
    named = {attribute.key: attribute.value.string_value for attribute in resource.resource.attributes}
    assert named["service.name"] == "ours"
    spans = [span for scope in resource.scope_spans for span in scope.spans]
    assert {span.name for span in spans if span.trace_id.hex() == TRACE} == {"GET /sparql", "query"}


def test_nothing_is_imported_unless_a_receiver_is_named() -> None:
    assert from_environment({}) is None
    assert from_environment({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"}) is None


@pytest.mark.parametrize("variable", ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"])
def test_a_missing_extra_is_a_sentence_with_the_command_to_install_it(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(SettingsError, match=rf"{variable} is set.*pip install 'urbansec\[telemetry\]'"):
        from_environment({**os.environ, variable: "http://127.0.0.1:1"})
