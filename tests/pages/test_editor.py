"""The editor without script: a form, an answer in words, tables and pictures, and what helps those who type."""

import csv
import html
import io
import re
import socket
import time
from typing import Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from tests.service.crawl import Page
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue
from urbansec.settings import Settings


class Answer(Protocol):
    """What an HTTP client gives, whichever it is."""

    @property
    def text(self) -> str: ...


HTML = {"Accept": "text/html"}
PLACES = "PREFIX wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#> SELECT ?place ?lat ?long { ?place wgs:lat ?lat ; wgs:long ?long } ORDER BY ?place"
MANY = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 1500"
LONG = f"SELECT ?n {{ VALUES ?n {{ {' '.join(map(str, range(15_000)))} }} }}"
BROKEN = "SELECT ?x {\n  ?s ?p\n}"


def ask(client: httpx.Client, query: str, **given: str) -> httpx.Response:
    parameters = {name.replace("_", "-"): value for name, value in given.items()}
    return client.get("/editor", params={"query": query, **parameters}, headers=HTML)


def links(answer: Answer) -> list[str]:
    return [address for address in Page(answer.text).links if not address.startswith(("http", "/static"))]


def text_area(answer: Answer) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.DOTALL)
    assert found
    return html.unescape(found[1])


def rows(answer: httpx.Response) -> int:
    return answer.text.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>")


def check(client: httpx.Client, query: str) -> list[dict[str, object]]:
    answer = client.post("/editor/check", json={"query": query})
    assert answer.status_code == 200
    found: list[dict[str, object]] = answer.json()["problems"]
    return found


def test_the_page_begins_with_a_query_that_runs(client: httpx.Client) -> None:
    begin = text_area(client.get("/editor", headers=HTML))
    assert rows(ask(client, begin)) > 5


@pytest.mark.parametrize(("language", "words"), [("en", "Ask in SPARQL"), ("de", "In SPARQL fragen"), ("fr", "Interroger en SPARQL")])
def test_the_page_speaks_three_languages(client: httpx.Client, language: str, words: str) -> None:
    answer = client.get("/editor", headers={**HTML, "Accept-Language": language})
    assert f"<h1>{words}</h1>" in answer.text


def test_an_answer_tells_its_rows_time_and_data(client: httpx.Client) -> None:
    answer = ask(client, "SELECT ?x { VALUES ?x { 1 2 3 } }")
    assert re.search(r"3 rows in [\d.,]+ m?s\.", answer.text)
    version = client.get("/health/ready").json()["data_version"]
    assert f"<code>{version}</code>" in answer.text.partition('id="answer"')[2]


def test_a_long_answer_is_shown_in_part_and_says_so(client: httpx.Client) -> None:
    answer = ask(client, MANY)
    assert rows(answer) == 1000
    assert "There is more: the page shows the first 1,000." in answer.text
    download = next(address for address in links(answer) if "format=csv" in address)
    assert len(list(csv.reader(io.StringIO(client.get(download).text)))) == 1501


def test_a_whole_answer_does_not_say_that_there_is_more(client: httpx.Client) -> None:
    answer = ask(client, MANY.replace("1500", "1000"))
    assert rows(answer) == 1000
    assert "There is more" not in answer.text


@pytest.mark.parametrize(("query", "word"), [("ASK { ?s ?p ?o }", "Yes"), ("ASK { <x:nobody> ?p ?o }", "No")])
def test_a_truth_is_told_in_a_word(client: httpx.Client, query: str, word: str) -> None:
    answer = ask(client, query)
    assert f"<strong>{word}</strong>" in answer.text
    assert rows(answer) == 0


def test_a_graph_is_a_table_and_turtle(client: httpx.Client) -> None:
    query = "DESCRIBE <https://w3id.org/urbansec/id/city/essen>"
    answer = ask(client, query)
    turtle = html.unescape(answer.text.partition('<pre tabindex="0" dir="ltr"')[2].partition("<code>")[2].partition("</code>")[0])
    shown = list(ox.parse(turtle, ox.RdfFormat.TURTLE))
    whole = list(ox.parse(client.get("/sparql", params={"query": query, "format": "nt"}).content, ox.RdfFormat.N_TRIPLES))
    assert len(shown) == len(whole) == rows(answer) > 5


def test_a_large_graph_is_shown_in_part(client: httpx.Client) -> None:
    answer = ask(client, "CONSTRUCT WHERE { ?s ?p ?o }")
    assert rows(answer) == 1000
    assert "The first 1,000 triples" in answer.text
    assert "There is more" in answer.text


def test_an_answer_with_places_can_be_seen_on_a_map(client: httpx.Client) -> None:
    plain = ask(client, PLACES)
    address = next(address for address in links(plain) if "page-view=map" in address)
    seen = client.get(address, headers=HTML)
    assert '<figure class="graphic graphic-map"' in seen.text
    assert '<figure class="graphic' not in plain.text
    assert rows(seen) == rows(plain)  # the table is its alternative


def test_a_view_that_an_answer_has_not_is_the_table(client: httpx.Client) -> None:
    answer = ask(client, "SELECT ?x { VALUES ?x { 1 } }", page_view="map")
    assert answer.status_code == 200
    assert '<figure class="graphic' not in answer.text
    assert rows(answer) == 1


def test_where_a_query_breaks_is_told_as_the_endpoint_tells_it(client: httpx.Client) -> None:
    for query in (BROKEN, "SELECT ?x { ?s ?p ?x", "SELECT ?x { ?s ?p ?x } LIMIT", "SELECT ?x { ?s ?p ?x } ORDER"):
        answer = ask(client, query)
        told = client.get("/sparql", params={"query": query}, headers={"Accept": "application/json"}).json()
        assert answer.status_code == 400
        assert f"Line {told['line']}, column {told['column']}" in answer.text
        assert html.escape(told["detail"], quote=False).replace('"', "&#34;").replace("'", "&#39;") in answer.text
        assert text_area(answer).strip() == query


def test_a_form_leads_to_an_address(client: httpx.Client) -> None:
    answer = client.post("/editor", data={"query": "SELECT *\r\n{ ?s ?p ?o }\r\nLIMIT 2", "page-view": "graph"}, headers=HTML)
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["location"]).query) == {"query": ["SELECT *\n{ ?s ?p ?o }\nLIMIT 2"], "page-view": ["graph"]}


def test_a_query_too_long_for_an_address_is_answered_without_one(client: httpx.Client) -> None:
    answer = client.post("/editor", data={"query": LONG}, headers=HTML)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "too long for an address" in answer.text
    assert rows(answer) == 1000
    assert max(map(len, links(answer))) < 1000
    form = answer.text.partition('<form action="/sparql" method="post"')[2].partition("</form>")[0]
    hidden = re.search(r'name="query" value="([^"]*)"', form)
    assert hidden
    whole = client.post("/sparql", data={"query": html.unescape(hidden[1]), "format": "csv"})
    assert len(whole.text.split()) == 15_001


def test_a_query_too_long_for_the_service_is_refused(client: httpx.Client) -> None:
    answer = client.post("/editor", data={"query": "#" * 1_100_000}, headers=HTML)
    assert answer.status_code == 413
    answer = client.post("/editor", content=b"x" * 4_000_000, headers={**HTML, "Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 413
    assert client.post("/editor", json={"query": "ASK {}"}, headers=HTML).status_code == 415


def test_a_query_is_text(client: httpx.Client) -> None:
    query = "ASK {} # </textarea><script>document.title = 'taken'</script>"
    answer = ask(client, query)
    assert "<script>document" not in answer.text
    assert text_area(answer).strip() == query


def test_what_changes_by_itself_is_not_kept(client: httpx.Client) -> None:
    assert ask(client, "SELECT (NOW() AS ?now) {}").headers["cache-control"] == "no-store"
    assert "max-age" in ask(client, "SELECT (1 AS ?one) {}").headers["cache-control"]


def test_an_example_is_put_into_the_form(client: httpx.Client) -> None:
    page = client.get("/editor", headers=HTML)
    address = next(address for address in links(page) if "page-example=members-of-forum" in address)
    begun = client.get(address, headers=HTML)
    assert text_area(begun).strip() == client.get("/queries/members-of-forum/query.rq").text.strip()
    assert rows(begun) == 0
    assert client.get("/editor", params={"page-example": "nothing-of-the-kind"}, headers=HTML).status_code == 404


def test_an_endpoint_that_nobody_has_listed_is_not_asked(client: httpx.Client, server: object) -> None:
    del server
    here = str(client.base_url).rstrip("/")
    answer = ask(client, "ASK {}", page_endpoint=f"{here}/sparql")
    assert answer.status_code == 422
    assert "page-endpoint must be one of" in answer.text
    assert client.get("/editor/result.csv", params={"query": "ASK {}", "page-endpoint": f"{here}/sparql"}).status_code == 422


def test_terms_have_labels_and_definitions_in_the_language(client: httpx.Client) -> None:
    german, french = (client.get("/editor/terms", params={"lang": language}) for language in ("de", "fr"))
    found = {term["name"]: term for term in german.json()["terms"]}
    assert (found["urb:City"]["label"], found["urb:City"]["kind"]) == ("Stadt", "class")
    assert found["urb:since"]["kind"] == "property"
    assert found["urb:since"]["uses"] > 10
    assert "skos:prefLabel" in found
    assert german.json()["prefixes"]["urb"] == "https://w3id.org/urbansec/ontology#"
    labels = {term["name"]: term["definition"] for term in french.json()["terms"]}
    assert labels["urb:City"] != found["urb:City"]["definition"] != ""
    assert client.get("/editor/terms", headers={"Accept-Language": "de"}).json()["terms"] == german.json()["terms"]
    unchanged = client.get("/editor/terms", params={"lang": "de"}, headers={"If-None-Match": german.headers["etag"]})
    assert unchanged.status_code == 304


def test_what_is_wrong_is_told_with_its_place(client: httpx.Client) -> None:
    (found,) = check(client, BROKEN)
    assert {name: found[name] for name in ("line", "column", "endLine", "endColumn", "severity")} == {
        "line": 3,
        "column": 1,
        "endLine": 3,
        "endColumn": 2,
        "severity": "error",
    }
    assert client.post("/editor/check", data={"query": BROKEN}).json()["problems"] == [found]
    assert check(client, "SELECT ?x { ?s ?p ?x }") == []


def test_columns_count_letters(client: httpx.Client) -> None:
    (found,) = check(client, 'SELECT ?x { ?s ?p "😀😀" ?x }')
    assert (found["column"], found["endColumn"]) == (24, 26)


def test_terms_and_things_that_are_not_there_are_doubted(client: httpx.Client) -> None:
    city = "https://w3id.org/urbansec/id/city/"
    query = f"PREFIX urb: <https://w3id.org/urbansec/ontology#>\nSELECT ?x {{ ?x urb:sinc ?y ; urb:member <{city}esen> , <{city}essen> }}"
    found = check(client, query)
    assert [(each["line"], each["severity"]) for each in found] == [(2, "warning"), (2, "warning")]
    assert "Did you mean urb:since?" in str(found[0]["message"])
    assert "Did you mean id:city/essen?" in str(found[1]["message"])


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"query": 5}', b"\xff", b"[" * 50_000, b'{"query": "\\ud800"}'])
def test_a_check_of_nonsense_is_refused(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/editor/check", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_a_check_of_something_huge_is_refused(client: httpx.Client) -> None:
    assert client.post("/editor/check", json={"query": "#" * 200_000}).status_code == 413


def test_a_check_runs_nothing(client: httpx.Client) -> None:
    """A cross product of seven lists would not end."""
    lists = " ".join(f"VALUES ?v{number} {{ {' '.join(map(str, range(300)))} }}" for number in range(7))
    assert check(client, f"SELECT (COUNT(*) AS ?n) {{ {lists} }}") == []
    assert check(client, f"SELECT ?a {{ {lists} }} ORDER BY ?v1 VALUES ?a {{ 1 }}") == []


def test_pages_and_checks_are_in_the_openapi_document(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths["/editor"]) == {"get", "post"}
    assert [each["name"] for each in paths["/editor"]["get"]["parameters"]] == ["query", "page-view", "page-endpoint", "page-example", "page-examples"]
    assert set(paths["/editor/check"]) == {"post"}


def test_addresses_of_pages_can_be_repeated(client: httpx.Client) -> None:
    """The query in the address of the page is that in the form, to the letter."""
    query = 'SELECT ?x {\n  # ünïcode & +%25\n  VALUES ?x { "a+b&c" }\n}'
    answer = client.get(f"/editor?{urlencode({'query': query})}", headers=HTML)
    assert text_area(answer).strip() == query
    again = next(address for address in links(answer) if address.startswith("/editor?query="))
    assert parse_qs(urlsplit(again).query)["query"] == [query]


def test_who_leaves_ends_the_query(client: httpx.Client) -> None:
    def killed() -> float:
        found = re.search(r'worker_kills_total\{reason="client_gone"\} (\S+)', client.get("/metrics").text)
        return float(found[1]) if found else 0.0

    before, address = killed(), urlsplit(str(client.base_url))
    query = urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
    deadline = time.monotonic() + 20
    while killed() == before and time.monotonic() < deadline:
        with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
            connection.sendall(f"GET /editor?{query} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
            time.sleep(0.5)  # on a busy machine it may not have begun yet
        time.sleep(0.2)
    assert killed() > before


def app_with(engine: EmbeddedEngine, assets: Assets, catalogue: Catalogue | None = None, **settings: float) -> TestClient:
    return TestClient(create_app(Settings(**settings), engine, catalogue or Catalogue(), assets), follow_redirects=False)  # type: ignore[arg-type]  # settings are checked


def test_other_data_bring_their_own_words_and_examples(assets: Assets) -> None:
    store = ox.Store()
    text = """
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <x:one> a sh:SPARQLExecutable ; rdfs:label "Who?"@en ; sh:select "SELECT ?who { ?who <x:knows> ?whom }" . <x:a> <x:knows> <x:b> .
    """
    store.load(text.encode(), ox.RdfFormat.TURTLE)
    client = app_with(EmbeddedEngine(Snapshot(store, version="test", union=False, merged=False, files={})), assets)
    page = client.get("/editor", headers=HTML)
    assert "urb:forum" not in text_area(page)
    address = next(address for address in links(page) if "page-example=" in address)
    assert text_area(client.get(address, headers=HTML)).strip() == "SELECT ?who { ?who <x:knows> ?whom }"
    assert "x:knows" in {term["iri"] for term in client.get("/editor/terms").json()["terms"]}


def test_checks_count_as_work(engine: EmbeddedEngine, assets: Assets) -> None:
    client = app_with(engine, assets, client_seconds=0.001, client_burst_seconds=0.001)
    text = "SELECT ?s { ?s " + "/".join(["<x:y>"] * 3_000) + " ?o }"
    statuses = [client.post("/editor/check", json={"query": text}).status_code for _ in range(3)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
