"""The editor asks other endpoints that a setting lists: Oxigraph's own server, one that fails, and none besides."""

import csv
import html
import io
import re
import time
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from tests.remote.servers import Store
from tests.remote.stubs import Stub, reply, rows, stub
from tests.running import Server, serving
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.engine import EmbeddedEngine
from urbansec.errors import SettingsError
from urbansec.queries import Catalogue
from urbansec.settings import Settings

HTML = {"Accept": "text/html"}
SELECT = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 1200"


@pytest.fixture(scope="module")
def elsewhere(oxigraph_store: Store) -> Iterator[tuple[Server, str, Stub]]:
    """The service with two other endpoints, Oxigraph and a stub, and the address of the former."""
    with stub() as broken:
        settings = {
            "URBANSEC_EDITOR_ENDPOINTS": f"{oxigraph_store.address}, {broken.address}",
            "URBANSEC_ENGINE_RETRIES": "0",
            "URBANSEC_QUERY_SECONDS": "3",
            "URBANSEC_LOG_FORMAT": "json",
        }
        with serving(settings=settings) as server:
            yield server, oxigraph_store.address, broken


def ask(server: Server, endpoint: str, query: str, **more: str) -> httpx.Response:
    return httpx.get(f"{server.url}/editor", params={"query": query, "page-endpoint": endpoint, **more}, headers=HTML, timeout=30)


def test_the_page_offers_the_endpoints(elsewhere: tuple[Server, str, Stub]) -> None:
    server, address, broken = elsewhere
    before = len(broken.requests)
    text = httpx.get(f"{server.url}/editor", headers=HTML).text
    assert re.findall(r'<option value="([^"]*)"', text) == ["", address, broken.address]
    assert len(broken.requests) == before  # nobody is asked before a visitor asks


def test_another_endpoint_answers(elsewhere: tuple[Server, str, Stub]) -> None:
    server, address, _ = elsewhere
    answer = ask(server, address, SELECT)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "The first 1,000 rows" in answer.text
    assert f'<option value="{address}" selected>' in answer.text
    download = next(html.unescape(each) for each in re.findall(r'href="([^"]*)"', answer.text) if "/editor/result.csv" in each)
    whole = httpx.get(f"{server.url}{download}", timeout=30)
    assert whole.headers["cache-control"] == "no-store"
    assert list(csv.reader(io.StringIO(whole.text))) == list(csv.reader(io.StringIO(httpx.post(server.sparql, data={"query": SELECT, "format": "csv"}).text)))


def test_a_graph_and_a_truth_come_from_there_too(elsewhere: tuple[Server, str, Stub]) -> None:
    server, address, _ = elsewhere
    assert "<strong>Yes</strong>" in ask(server, address, "ASK { ?s ?p ?o }").text
    assert "As Turtle" in ask(server, address, "CONSTRUCT WHERE { ?s a <https://w3id.org/urbansec/ontology#Forum> }").text


def test_a_broken_query_is_told_with_its_place(elsewhere: tuple[Server, str, Stub]) -> None:
    server, address, _ = elsewhere
    answer = ask(server, address, "SELECT ?x {\n ?s ?p }")
    assert answer.status_code == 400
    assert "Line 2, column 8" in answer.text


def test_the_examples_that_it_publishes_are_shown_when_somebody_wants_them(elsewhere: tuple[Server, str, Stub]) -> None:
    server, address, _ = elsewhere
    plain = httpx.get(f"{server.url}/editor", params={"page-endpoint": address}, headers=HTML).text
    assert 'id="examples"' not in plain
    listed = httpx.get(f"{server.url}/editor", params={"page-endpoint": address, "page-examples": "all"}, headers=HTML).text
    found = next(html.unescape(each) for each in re.findall(r'href="([^"]*)"', listed) if "page-example=" in each and "members-of-forum" in each)
    begun = httpx.get(f"{server.url}{found}", headers=HTML).text
    assert "#+ summary: Members of a forum on a day" in html.unescape(begun.partition("<textarea")[2])


def test_a_long_query_is_sent_by_form_and_so_is_its_download(elsewhere: tuple[Server, str, Stub]) -> None:
    server, address, _ = elsewhere
    query = f"SELECT ?n {{ VALUES ?n {{ {' '.join(map(str, range(15_000)))} }} }}"
    answer = httpx.post(f"{server.url}/editor", data={"query": query, "page-endpoint": address}, headers=HTML, timeout=30)
    assert answer.status_code == 200
    assert f'formaction="/editor/result.csv"' in answer.text  # noqa: F541 - as it stands in the page
    whole = httpx.post(f"{server.url}/editor/result.csv", data={"query": query, "page-endpoint": address}, timeout=30)
    assert len(whole.text.split()) == 15_001


def test_queries_to_each_endpoint_are_counted_apart(elsewhere: tuple[Server, str, Stub]) -> None:
    server, address, broken = elsewhere

    def counted() -> Counter[str]:
        lines = httpx.get(f"{server.url}/metrics").text.splitlines()
        return Counter({name: int(float(value)) for name, _, value in (line.rpartition(" ") for line in lines) if "query_seconds_count{" in name})

    def series(endpoint: str, outcome: str) -> str:
        return f'urbansec_endpoint_query_seconds_count{{endpoint="{endpoint.partition("://")[2]}",outcome="{outcome}"}}'

    before = counted()
    ask(server, address, "ASK { ?s ?p ?o }")
    ask(server, address, "ASK { ?s ?p ?o }")
    broken.acts = [reply(b"<html></html>", "text/html")]
    ask(server, broken.address, "ASK { ?s ?p ?o }")
    assert counted() - before == Counter({series(address, "done"): 2, series(broken.address, "remote-engine"): 1})


@pytest.mark.parametrize(
    ("act", "status", "words"),
    [
        (reply(b"<html></html>", "text/html"), 502, "not with SPARQL results"),
        (reply(b"", status="302 Found", Location="http://192.0.2.1/other"), 502, "leads to another address"),
        (reply(b"", status="503 Busy", Retry_After="17"), 503, ""),
        (b"", 502, "broke the connection off"),
    ],
)
def test_what_fails_there_is_told(elsewhere: tuple[Server, str, Stub], act: bytes, status: int, words: str) -> None:
    server, _, broken = elsewhere
    broken.acts = [act]
    answer = ask(server, broken.address, "SELECT ?x { ?s ?p ?x }")
    assert answer.status_code == status
    assert words in html.unescape(answer.text)
    assert "<textarea" in answer.text


def test_an_endpoint_that_never_ends_is_stopped(elsewhere: tuple[Server, str, Stub]) -> None:
    server, _, broken = elsewhere
    broken.acts = [lambda _: time.sleep(20)]
    start = time.monotonic()
    answer = ask(server, broken.address, "SELECT ?x { ?s ?p ?x }")
    assert answer.status_code == 504
    assert time.monotonic() - start < 8


def test_a_flood_of_rows_is_cut_before_it_is_a_page(elsewhere: tuple[Server, str, Stub]) -> None:
    """The endpoint ignores LIMIT."""
    server, _, broken = elsewhere
    broken.acts = [reply(rows(400_000))]
    answer = ask(server, broken.address, "SELECT ?x { ?s ?p ?x }")
    assert answer.status_code == 200
    assert len(answer.content) < 1_000_000
    assert "too much for a page" in answer.text


def test_no_other_address_is_asked(elsewhere: tuple[Server, str, Stub]) -> None:
    server, address, broken = elsewhere
    before = len(broken.requests)
    for other in (f"{broken.address}?x", broken.address.upper(), f" {broken.address}", f"{address}#", "file:///etc/passwd"):
        assert ask(server, other, "ASK {}").status_code == 422
    assert len(broken.requests) == before


def test_an_address_that_is_none_ends_the_start(engine: EmbeddedEngine, assets: Assets) -> None:
    with pytest.raises(SettingsError, match=r"URBANSEC_EDITOR_ENDPOINTS: ftp://example\.org/ is no address"):
        create_app(Settings(editor_endpoints=("ftp://example.org/",)), engine, Catalogue(), assets)
