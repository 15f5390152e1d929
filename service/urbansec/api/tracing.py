"""Optional tracing with OpenTelemetry: a span for each request and one for each query.

Switched on by the variables that OpenTelemetry defines itself (``OTEL_EXPORTER_OTLP_ENDPOINT`` and its kin), and only
then imported: the packages are the extra ``telemetry``.
"""
# ruff: noqa: PLC0415 - the packages are an extra: imported only when somebody wants traces

from __future__ import annotations

from collections.abc import Mapping
from contextvars import Token
from typing import TYPE_CHECKING

from urbansec import __version__
from urbansec.errors import SettingsError

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span as OpenSpan
    from starlette.types import Scope

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


class Span:
    """A piece of work that is being measured. With ``outer``, what the same task starts before it ends is part of it."""

    def __init__(self, span: OpenSpan, *, outer: bool) -> None:
        from opentelemetry import context, trace

        self._span = span
        self._token: Token[Context] | None = context.attach(trace.set_span_in_context(span)) if outer else None

    def end(self, attributes: Mapping[str, str | int | float], *, failed: bool = False) -> None:
        """It is done. To be called once; if it is an outer one, by the task that started it."""
        from opentelemetry import context
        from opentelemetry.trace import StatusCode

        if self._token is not None:
            context.detach(self._token)
        self._span.set_attributes(dict(attributes))
        if failed:
            self._span.set_status(StatusCode.ERROR)
        self._span.end()


class Tracing:
    """Makes spans and hands them to ``provider``, which sends them on."""

    def __init__(self, provider: TracerProvider) -> None:
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._provider = provider
        self._tracer = provider.get_tracer("urbansec", __version__)
        self._propagator = TraceContextTextMapPropagator()
        self._server, self._internal = SpanKind.SERVER, SpanKind.INTERNAL

    def request(self, scope: Scope) -> Span:
        """The span of an HTTP request, part of the trace that its ``traceparent`` names."""
        carrier = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"] if name in (b"traceparent", b"tracestate")}
        # The address's first part only: names of spans are few, and a query does not belong into them.
        route = "/" + scope["path"].lstrip("/").partition("/")[0]
        attributes: dict[str, str | int | float] = {
            "http.request.method": scope["method"],
            "url.path": scope["path"],
            "urbansec.request_id": scope["urbansec.request_id"],
        }
        parent = self._propagator.extract(carrier) if carrier else None
        return Span(self._tracer.start_span(f"{scope['method']} {route}", context=parent, kind=self._server, attributes=attributes), outer=True)

    def query(self) -> Span:
        """The span of a query, part of the request that asks it."""
        return Span(self._tracer.start_span("query", kind=self._internal, attributes={"db.system.name": "sparql"}), outer=False)

    def close(self) -> None:
        """Send what has not been sent."""
        self._provider.shutdown()


def from_environment(environment: Mapping[str, str]) -> Tracing | None:
    """Tracing as the OpenTelemetry variables in ``environment`` want it; ``None`` if they name no receiver.

    :class:`~urbansec.errors.SettingsError` if they do, but the packages are not there.
    """
    named = [name for name in _ENDPOINTS if environment.get(name)]
    if not named or environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, OTELResourceDetector, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise SettingsError(f"{named[0]} is set, but OpenTelemetry is not installed. Install it with: pip install 'urbansec[telemetry]'") from None
    defaults = Resource.create({SERVICE_NAME: "urbansec", SERVICE_VERSION: __version__})
    provider = TracerProvider(resource=defaults.merge(OTELResourceDetector().detect()))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider)
