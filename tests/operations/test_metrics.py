"""Metrics: what Prometheus reads, in both of its formats, and that the numbers move."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as plain

from tests.operations.support import ENDLESS, Service, started, turtle, until
from tests.running import ROOT, listening
from urbansec.api import create_app
from urbansec.api.metrics import ROUTES
from urbansec.assets import Assets
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue
from urbansec.settings import Settings

Parser = Callable[[str], Iterator[Metric]]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("metrics")
    (folder / "some.ttl").write_text(turtle(200), "utf-8")
    with started(folder, "--data", folder / "some.ttl", settings={"URBANSEC_QUERY_SECONDS": "0.5"}) as running:
        yield running


def samples(service: Service) -> dict[str, float]:
    """Each sample by its name and labels, as Prometheus writes them."""
    found = {}
    for family in plain(httpx.get(f"{service.url}/metrics").text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


@pytest.mark.parametrize(
    ("accept", "content_type", "parse"),
    [
        ("", "text/plain; version=0.0.4", plain),
        ("application/openmetrics-text;version=1.0.0,text/plain;q=0.3", "application/openmetrics-text; version=1.0.0", open_metrics),
    ],
    ids=["text", "openmetrics"],
)
def test_both_formats_parse(service: Service, accept: str, content_type: str, parse: Parser) -> None:
    response = httpx.get(f"{service.url}/metrics", headers={"Accept": accept})
    assert response.headers["content-type"].startswith(content_type)
    assert response.headers["cache-control"] == "no-store"
    names = {family.name for family in parse(response.text)}
    assert {"urbansec_http_requests", "urbansec_query_seconds", "urbansec_workers", "process_resident_memory_bytes"} <= names
    head = httpx.head(f"{service.url}/metrics", headers={"Accept": accept})
    assert (head.status_code, head.content) == (200, b"")


def test_requests_queries_and_hits_are_counted(service: Service) -> None:
    def asked() -> None:
        assert service.ask("SELECT (COUNT(*) AS ?counted) { ?s ?p ?o }").status_code == 200

    before = samples(service)
    asked()
    asked()
    asked()
    after = samples(service)

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert grown("urbansec_http_requests_total{route=sparql,status=200}") == 3
    assert grown("urbansec_http_request_seconds_count{route=sparql}") == 3
    assert grown("urbansec_http_response_bytes_total{route=sparql}") > 0
    assert grown("urbansec_cache_requests_total{result=miss}") == 1
    assert grown("urbansec_cache_requests_total{result=hit}") == 2
    assert grown("urbansec_cache_entries") == 1
    assert grown("urbansec_cache_bytes") > 0
    done = [name for name in after if name.startswith("urbansec_query_seconds_count{") and "outcome=done" in name]
    assert sum(map(grown, done)) == 1


def test_a_killed_worker_is_counted_with_its_reason_and_replaced(service: Service) -> None:
    before = samples(service)
    assert service.ask(ENDLESS).status_code == 504
    after = samples(service)
    assert after["urbansec_worker_kills_total{reason=deadline}"] == before["urbansec_worker_kills_total{reason=deadline}"] + 1
    assert any("outcome=query-timeout" in name for name in after)
    until(lambda: samples(service)["urbansec_workers{state=idle}"] >= 1, "an idle worker")
    assert samples(service)["urbansec_workers{state=busy}"] == 0


def test_data_and_process_are_described(service: Service) -> None:
    version = httpx.get(f"{service.url}/health/ready").json()["data_version"]
    found = samples(service)
    assert found[f"urbansec_data_info{{data_version={version}}}"] == 1
    assert found["process_resident_memory_bytes"] > 1e6
    assert found["urbansec_http_requests_in_progress"] == 1
    assert found["urbansec_queue_length"] == 0


def test_addresses_that_a_client_makes_up_make_no_series(service: Service) -> None:
    for path in ("/made-up", "/another/one", "//", "/sparql%00"):
        httpx.get(service.url + path)
    routes = {match[1] for name in samples(service) if (match := re.search(r"route=([^,}]*)", name))}
    assert routes <= {"sparql", "health", "metrics", "home", "other"}


def test_every_route_has_a_series_of_its_own() -> None:
    table = (ROOT / "docs" / "http.md").read_text("utf-8")
    parts = {match[1] for match in re.finditer(r"^\| `/([\w.-]+)", table, re.MULTILINE)}
    assert {part if part in ROUTES else re.split("[.-]", part)[0] for part in parts} - ROUTES == set()
    assert "sparql" in ROUTES


def documented() -> set[str]:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    return set(re.findall(r"^\| `((?:urbansec|process)_[a-z_]+)`", text, re.MULTILINE))


def test_the_list_in_the_documentation_is_the_list_of_all_metrics(service: Service) -> None:
    names = set()
    for family in plain(httpx.get(f"{service.url}/metrics").text):
        names |= {f"{family.name}_total" if family.type == "counter" else family.name}
    assert documented() == names


def test_metrics_can_be_switched_off(engine: EmbeddedEngine, assets: Assets) -> None:
    for wanted, status in ((True, 200), (False, 404)):
        with listening(create_app(Settings(metrics=wanted), engine, Catalogue(), assets)) as url:
            assert httpx.get(f"{url}/metrics").status_code == status
