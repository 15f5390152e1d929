"""``/metrics``: what the service counts, for Prometheus.

Counting is adding to plain dictionaries, because it happens in every request, cache hits included; the work is done when
somebody asks. Each service has counters of its own, so that two in one process do not mix.
"""

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from time import time

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from urbansec import __version__

REQUEST_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
QUERY_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
# First parts of addresses. Anything else is "other": an address that a client makes up must not make a time series.
ROUTES = frozenset(
    (
        "sparql",
        "graph",
        "graph-store",
        "id",
        "doc",
        "ontology",
        "shapes",
        "queries",
        "map",
        "timeline",
        "things",
        "search",
        "reconcile",
        "changes",
        "quality",
        "dataset",
        "dump",
        "static",
        "health",
        "metrics",
        "language",
        "editor",
        "problems",
        "openapi.json",
        "robots.txt",
        "favicon.ico",
        "sitemap",
        ".well-known",
    )
)
_KILLS = ("deadline", "memory", "client_gone")


class _Histogram:
    """Counts by bucket, and the sum."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    def buckets(self) -> list[tuple[str, float]]:
        below, shown = 0, []
        for bound, count in zip((*map(str, self.bounds), "+Inf"), self.counts, strict=True):
            below += count
            shown.append((bound, float(below)))
        return shown


class _Route:
    """What is counted of the requests whose addresses begin alike."""

    __slots__ = ("aborted", "latency", "sent", "statuses")

    def __init__(self) -> None:
        self.statuses: dict[int, int] = defaultdict(int)
        self.latency = _Histogram(REQUEST_BUCKETS)
        self.sent = 0
        self.aborted = 0


class Metrics(Collector):
    """The counters of one service; ``version`` tells the version of the data.

    ``engine`` and ``cache``, once they are set, are asked for what they count themselves (``figures()``), if they do.
    """

    def __init__(self, version: Callable[[], str]) -> None:
        self.in_progress = 0
        self.engine: object = None
        self.cache: object = None
        self._version = version
        self._routes: dict[str, _Route] = {}
        self._cached: dict[str, int] = defaultdict(int)
        self._queries: dict[tuple[str, str], _Histogram] = {}
        self._elsewhere: dict[tuple[str, str], _Histogram] = {}
        self._reloads: dict[str, int] = defaultdict(int)
        self._loaded = time()
        self._lock = threading.Lock()
        self.registry = CollectorRegistry(auto_describe=False)
        self.registry.register(self)
        ProcessCollector(registry=self.registry)

    def request(self, path: str, status: int, seconds: float, sent: int, *, complete: bool, cache: str = "") -> None:  # noqa: PLR0913 - what a request is
        """One request has ended. Called on the event loop only."""
        end = path.find("/", 1)
        route = self._routes.get(path[1:end] if end > 0 else path[1:]) or self._route(path)
        route.statuses[status] += 1
        route.sent += sent
        route.latency.add(seconds)
        if cache:
            self._cached[cache] += 1
        if not complete:
            route.aborted += 1

    def _route(self, path: str) -> _Route:
        """The counters for an address that is no plain one, or that nobody has asked for yet."""
        part = path.strip("/").partition("/")[0]
        name = next((known for known in (part, part.partition(".")[0], part.partition("-")[0]) if known in ROUTES), "other" if part else "home")
        return self._routes.setdefault(name, _Route())

    def query(self, form: str, outcome: str, seconds: float, endpoint: str = "") -> None:
        """A query has ended, at another ``endpoint`` if one is named. Called from any thread."""
        counted, labels = (self._elsewhere, (endpoint, outcome)) if endpoint else (self._queries, (form, outcome))
        with self._lock:
            histogram = counted.get(labels)
            if histogram is None:
                histogram = counted[labels] = _Histogram(QUERY_BUCKETS)
            histogram.add(seconds)

    def reloaded(self, outcome: str) -> None:
        """Loading the data anew has ended: ``done``, ``unchanged``, ``refused`` or ``failed``."""
        self._reloads[outcome] += 1
        if outcome == "done":
            self._loaded = time()

    def collect(self) -> Iterator[Metric]:
        """All of it, for the registry."""
        yield from self._requested()
        with self._lock:
            queries = _asked("urbansec_query_seconds", "Seconds that the engine worked on a query.", "form", self._queries)
            elsewhere = _asked("urbansec_endpoint_query_seconds", "Seconds that another endpoint of the editor took for a query.", "endpoint", self._elsewhere)
        yield from (queries, elsewhere)
        yield from _cached(self._cached, _figures(self.cache))
        yield from _worked(_figures(self.engine))
        yield _counter("urbansec_reloads", "Times the data were loaded anew, by outcome.", "outcome", self._reloads)
        yield GaugeMetricFamily("urbansec_data_loaded_timestamp_seconds", "When the data that are served were loaded.", value=self._loaded)
        for name, text, label, value in (
            ("urbansec_build_info", "The version of the service.", "version", __version__),
            ("urbansec_data_info", "The version of the data that are served.", "data_version", self._version()),
        ):
            info = GaugeMetricFamily(name, text, labels=[label])
            info.add_metric([value], 1)
            yield info

    def _requested(self) -> Iterator[Metric]:
        requests = CounterMetricFamily("urbansec_http_requests", "Requests, by the first part of the address and status.", labels=["route", "status"])
        latency = HistogramMetricFamily("urbansec_http_request_seconds", "Seconds from the request's head to the last byte of its answer.", labels=["route"])
        sent = CounterMetricFamily("urbansec_http_response_bytes", "Bytes of bodies sent.", labels=["route"])
        aborted = CounterMetricFamily("urbansec_http_responses_aborted", "Responses that did not come to their end.", labels=["route"])
        for name, route in self._routes.items():
            for status, count in route.statuses.items():
                requests.add_metric([name, str(status) if status else "none"], count)
            latency.add_metric([name], buckets=route.latency.buckets(), sum_value=route.latency.total)
            sent.add_metric([name], route.sent)
            aborted.add_metric([name], route.aborted)
        yield from (requests, latency, sent, aborted)
        yield GaugeMetricFamily("urbansec_http_requests_in_progress", "Requests being answered.", value=self.in_progress)


def _asked(name: str, text: str, label: str, counted: Mapping[tuple[str, str], _Histogram]) -> HistogramMetricFamily:
    family = HistogramMetricFamily(name, text, labels=[label, "outcome"])
    for labels, histogram in counted.items():
        family.add_metric(list(labels), buckets=histogram.buckets(), sum_value=histogram.total)
    return family


def _counter(name: str, text: str, label: str, counts: Mapping[str, float]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, text, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family


def _figures(part: object) -> Mapping[str, float]:
    """What ``part`` counts; nothing for a part that does not count, such as the embedded engine."""
    figures = getattr(part, "figures", None)
    return figures() if callable(figures) else {}


def _cached(asked: Mapping[str, int], figures: Mapping[str, float]) -> Iterable[Metric]:
    yield _counter("urbansec_cache_requests", "Requests that the cache looked at, by what it found.", "result", asked)
    yield CounterMetricFamily("urbansec_cache_evictions", "Answers that made room for others.", value=figures.get("evictions", 0))
    for name, text in (("entries", "Answers in the cache."), ("bytes", "Bytes that the cache holds."), ("capacity_bytes", "Bytes that the cache may hold.")):
        yield GaugeMetricFamily(f"urbansec_cache_{name}", text, value=figures.get(name, 0))


def _worked(figures: Mapping[str, float]) -> Iterable[Metric]:
    workers = GaugeMetricFamily("urbansec_workers", "Worker processes, by what they do.", labels=["state"])
    for state in ("busy", "idle"):
        workers.add_metric([state], figures.get(f"workers_{state}", 0))
    yield workers
    yield GaugeMetricFamily("urbansec_queue_length", "Queries that wait for a worker.", value=figures.get("queue", 0))
    yield _counter(
        "urbansec_worker_kills",
        "Workers ended together with their query, by reason.",
        "reason",
        {reason: figures.get(f"killed_{reason}", 0) for reason in _KILLS},
    )
    yield CounterMetricFamily("urbansec_workers_lost", "Workers that ended by themselves.", value=figures.get("lost", 0))


def router(metrics: Metrics) -> APIRouter:
    """The route that Prometheus reads."""
    routes = APIRouter(tags=["operations"])

    @routes.head("/metrics", response_class=Response, include_in_schema=False)
    @routes.get("/metrics", response_class=Response, summary="Metrics for Prometheus", operation_id="metrics")
    async def read(request: Request) -> Response:
        # On the event loop, where the counters change: nothing is counted while they are read.
        encode, content_type = choose_encoder(", ".join(request.headers.getlist("accept")))
        return Response(encode(metrics.registry), headers={"Content-Type": content_type, "Cache-Control": "no-store", "Vary": "Accept"})

    return routes
