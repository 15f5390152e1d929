"""Saved queries over HTTP: search and tags, formats, pages of an answer, permalinks, versions, citations."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # ships no types
import pytest
from geojson_pydantic import FeatureCollection
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from tests.running import ROOT, listening
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.citation import Citation, checksum
from urbansec.dataset import Snapshot
from urbansec.engine import Caps, EmbeddedEngine
from urbansec.queries import Catalogue
from urbansec.queries.table import read_table
from urbansec.settings import Settings

SAVED = Catalogue(ROOT / "queries" / "saved")
HTML = {"Accept": "text/html"}
LINK = re.compile(r'<([^>]*)>; rel="([^"]*)"')
OLD = "#+ summary: How it was asked before\nSELECT ?x { VALUES ?x { 1 } }\n"
NOW = "#+ summary: How it is asked\n#+ tags: [made up]\nSELECT ?x { VALUES ?x { 1 2 3 4 5 6 7 } }\n"
LISTS = """#+ summary: Lists
#+ tags: [made up, Ünusual]
#+ params:
#+   code: {type: string, list: true, description: some codes}
#+   least: {type: integer, default: "0", minimum: "0", maximum: "9"}
SELECT ?code ?least { VALUES (?code ?least) { (UNDEF 0) } FILTER(BOUND(?code)) }
"""
NEEDS = """#+ summary: Needs a day
#+ params:
#+   on: {type: date, required: true, description: a day}
SELECT ?on { VALUES ?on { "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> } }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of queries, one of which has an old version."""
    from urbansec.queries.versions import version_of

    home = tmp_path_factory.mktemp("queries")
    (home / "saved").mkdir()
    (home / "archive").mkdir()
    for name, text in {"changed": NOW, "lists": LISTS, "needs": NEEDS, "graph": "CONSTRUCT { <urn:a> <urn:b> 1, 2 } WHERE {}", "bare": "ASK {}"}.items():
        (home / "saved" / f"{name}.rq").write_text(text, "utf-8")
    (home / "archive" / f"changed@{version_of(OLD)}.rq").write_text(OLD, "utf-8")
    return home


@pytest.fixture(scope="module")
def own(folder: Path, assets: Assets, snapshot: Snapshot) -> Iterator[httpx.Client]:
    """A client for the service with these queries."""
    app = create_app(Settings(), EmbeddedEngine(snapshot), Catalogue(folder / "saved"), assets)
    with listening(app) as url, httpx.Client(base_url=url, timeout=30) as http:
        yield http


def links(answer: httpx.Response) -> dict[str, str]:
    """The addresses that the headers name, by relation."""
    return {relation: address for address, relation in LINK.findall(answer.headers.get("link", ""))}


def found(client: httpx.Client, **params: str | list[str]) -> list[str]:
    """The names that a search in the catalogue gives."""
    return [query["name"] for query in client.get("/queries", params=params).json()["queries"]]


def test_the_catalogue_is_searched_by_words(client: httpx.Client) -> None:
    both = found(client, q="TWO forums")
    assert both[0] == "cities-in-both-forums"
    assert 0 < len(both) < len(SAVED)
    assert found(client, q="cities-in-both") == ["cities-in-both-forums"]
    assert found(client, q="citis twoo")[:1] == ["cities-in-both-forums"], "a misspelt word finds what is close"
    assert found(client, q="zzzzzz") == []
    assert found(client, q="forums xylophone") == [], "all words must fit"
    assert found(client, q=" ") == [query.name for query in SAVED]
    assert found(client, q="x" * 10_000) == []


def test_the_catalogue_is_narrowed_by_tags(client: httpx.Client, own: httpx.Client) -> None:
    tagged = [query.name for query in SAVED if {"membership", "evidence"} <= set(query.header.tags)]
    assert tagged
    assert found(client, tag=["membership", "evidence"]) == tagged
    assert found(client, tag="no such tag") == []
    assert found(own, tag="unusual") == ["lists"], "case and accents do not matter"
    assert found(own, tag="made up", q="asked") == ["changed"]


def test_the_catalogue_in_pages(client: httpx.Client) -> None:
    names: list[str] = []
    address = "/queries?page-size=25"
    while address:
        answer = client.get(address)
        assert answer.headers["x-total-count"] == str(len(SAVED)) == str(answer.json()["total"])
        names += [query["name"] for query in answer.json()["queries"]]
        address = links(answer).get("next", "")
    assert names == [query.name for query in SAVED]


def test_the_page_of_the_catalogue_searches_too(client: httpx.Client) -> None:
    page = client.get("/queries", params={"q": '"><script>', "tag": "membership"}, headers=HTML).text
    assert "<script>" not in page
    assert "&#34;&gt;&lt;script&gt;" in page
    assert "0 of " in page
    tagged = client.get("/queries", params={"tag": "membership"}, headers=HTML).text
    assert '<option value="membership" selected>' in tagged
    assert "cities-in-both-forums" in tagged
    assert "geonames-links" not in tagged


def test_a_query_explains_itself(own: httpx.Client) -> None:
    document = own.get("/queries/lists").json()
    assert document["parameters"] == {
        "code": {"type": "string", "list": True, "description": "some codes"},
        "least": {"type": "integer", "default": "0", "minimum": "0", "maximum": "9"},
    }
    assert document["links"]["result"]["xlsx"].endswith("/queries/lists/result.xlsx")
    assert set(document["links"]["citation"]) == {"json", "bib", "csl.json"}
    assert own.get("/queries/bare").json()["summary"] == "bare"
    changed = own.get("/queries/changed").json()
    assert len(changed["links"]["versions"]) == 2
    for address in changed["links"]["versions"]:
        assert own.get(address).json()["links"]["version"] == address


def test_the_schema_of_headers_is_served(client: httpx.Client) -> None:
    answer = client.get("/queries/header.schema.json")
    assert answer.headers["content-type"] == "application/schema+json"
    Draft202012Validator.check_schema(answer.json())
    assert answer.json()["$id"].endswith("/queries/header.schema.json")


def test_rows_are_the_same_in_every_format(client: httpx.Client) -> None:
    here = "/queries/members-of-forum/result"
    given = {"forum": "id:forum/defus", "on": "2020-01-01"}
    wanted = list(csv.DictReader(io.StringIO(client.get(f"{here}.csv", params=given).text, newline="")))
    assert len(wanted) > 10
    sheet = load_workbook(io.BytesIO(client.get(f"{here}.xlsx", params=given).content))["Result"]
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [{name: "" if value is None else str(value) for name, value in zip(head, row, strict=True)} for row in rows] == wanted
    frame = pq.read_table(io.BytesIO(client.get(f"{here}.parquet", params=given).content))
    assert [{name: "" if value is None else str(value) for name, value in row.items()} for row in frame.select(["member", "memberLabel"]).to_pylist()] == [
        {name: row[name] for name in ("member", "memberLabel")} for row in wanted
    ]
    places = client.get(f"{here}.geojson", params=given)
    assert places.headers["content-type"] == "application/geo+json"
    FeatureCollection.model_validate(places.json())
    assert [feature["properties"]["member"] for feature in places.json()["features"]] == [row["member"] for row in wanted]
    lines = client.get(f"{here}.md", params=given).text.splitlines()
    assert len([line for line in lines if line.startswith("| ")]) == len(wanted) + 2
    assert client.get(f"{here}.html", params=given).text.count("<tr>") == len(wanted) + 1


@pytest.mark.parametrize(
    ("accept", "media_type", "disposition"),
    [
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment",
        ),
        ("application/vnd.apache.parquet", "application/vnd.apache.parquet", "attachment"),
        ("application/geo+json", "application/geo+json", "inline"),
        ("text/markdown", "text/markdown; charset=utf-8", "inline"),
        ("text/csv;q=0.5, text/markdown;q=0.4", "text/csv; charset=utf-8", "inline"),
        ("*/*", "application/sparql-results+json", "inline"),
    ],
)
def test_the_format_follows_accept(client: httpx.Client, accept: str, media_type: str, disposition: str) -> None:
    answer = client.get("/queries/members-of-forum/result", headers={"Accept": accept})
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].startswith(f'{disposition}; filename="members-of-forum.')
    assert "Accept" in answer.headers["vary"]


def test_formats_that_do_not_fit_are_refused(client: httpx.Client, own: httpx.Client) -> None:
    unknown = client.get("/queries/members-of-forum/result.pdf")
    assert (unknown.status_code, "xlsx" in unknown.json()["detail"]) == (404, True)
    assert client.get("/queries/disagreements/result.geojson").status_code == 404
    assert client.get("/queries/members-of-forum/result", headers={"Accept": "application/pdf"}).status_code == 406
    assert own.get("/queries/graph/result.json").status_code == 404
    assert own.get("/queries/graph/result.csv").text.splitlines()[0] == "subject,predicate,object"
    assert own.get("/queries/bare/result.json").json()["boolean"] is True


def test_pages_are_slices_of_the_one_answer(client: httpx.Client) -> None:
    whole = client.get("/queries/events/result.json?from=1987-01-01")
    rows = whole.json()["results"]["bindings"]
    assert whole.headers["x-total-count"] == str(len(rows))
    assert not {"first", "next"} & set(links(whole))
    parts: list[object] = []
    address, seen = "/queries/events/result.json?page-size=40&from=1987-01-01", 0
    while address:
        answer = client.get(address)
        assert answer.headers["x-total-count"] == str(len(rows))
        assert answer.headers["x-result-checksum"] == whole.headers["x-result-checksum"]
        parts += answer.json()["results"]["bindings"]
        here = links(answer)
        assert parse_qs(urlsplit(here["last"]).query)["page-number"] == [str(-(-len(rows) // 40))]
        assert ("prev" in here) == (seen > 0)
        address, seen = here.get("next", ""), seen + 1
    assert parts == rows
    assert seen == -(-len(rows) // 40)


@pytest.mark.parametrize("asked", ["page-size=0", "page-size=-1", "page-size=x", "page-number=0", "page-number=1e3", "page-size=9999999999999", "page-number=99999",
                                   "page-size=1&page-size=2", "page-siz=1", "page_size=1", "page-size=٣"])  # fmt: skip
def test_pages_that_are_none_are_refused(client: httpx.Client, asked: str) -> None:
    answer = client.get(f"/queries/events/result.csv?{asked}")
    assert answer.status_code == 422, answer.text
    assert answer.json()["parameter"].startswith("page")


def test_a_graph_has_no_pages(own: httpx.Client) -> None:
    assert own.get("/queries/graph/result.ttl?page-size=1").status_code == 422
    assert own.get("/queries/graph/result.nt").headers["x-total-count"] == "2"


def test_lists_are_repeated_in_the_address(own: httpx.Client) -> None:
    answer = own.get("/queries/lists/result.json", params={"code": ["b", "a", "", "c d&e=f"], "least": "3"})
    assert [row["code"]["value"] for row in answer.json()["results"]["bindings"]] == ["b", "a", "c d&e=f"]
    asked = parse_qs(urlsplit(links(answer)["cite-as"]).query)
    assert (asked["code"], asked["least"]) == (["b", "a", "c d&e=f"], ["3"])
    assert own.get("/queries/lists/result.json?least=1&least=2").json()["parameter"] == "least"
    assert own.get("/queries/lists/result.json?least=10").status_code == 422


def test_a_permalink_gives_the_same_answer(client: httpx.Client) -> None:
    answer = client.get("/queries/members-of-forum/result.csv?forum=id:forum/efus")
    link = links(answer)["cite-as"]
    asked = parse_qs(urlsplit(link).query)
    assert datetime.fromisoformat(asked["on"][0]).date() <= datetime.now(UTC).date() + timedelta(days=1), "today is told as a day"
    assert urlsplit(link).path == f"/queries/members-of-forum@{answer.headers['x-query-version']}"
    assert asked["data-version"] == [answer.headers["x-data-version"]]
    again = client.get(link.replace("?", "/result.csv?"))
    assert again.content == answer.content
    assert again.headers["x-result-checksum"] == answer.headers["x-result-checksum"]
    assert "x-data-version-asked" not in again.headers
    page = client.get(link, headers=HTML)
    assert page.status_code == 200
    assert "Other data" not in page.text
    assert links(page)["cite-as"] == link


def test_other_data_are_told(client: httpx.Client) -> None:
    answer = client.get("/queries/forums/result.csv?data-version=0123456789abcdef")
    assert answer.status_code == 200
    assert answer.headers["x-data-version-asked"] == "0123456789abcdef" != answer.headers["x-data-version"]
    page = client.get("/queries/forums?data-version=0123456789abcdef", headers=HTML).text
    assert "Other data" in page
    assert "<code>0123456789abcdef</code>" in page
    assert "0123456789abcdef, which is not the current one" in client.get("/queries/forums/result.md?data-version=0123456789abcdef").text
    hostile = client.get("/queries/forums", params={"data-version": "<b>\r\nX-Evil: 1\u00e9"}, headers=HTML)
    assert hostile.status_code == 200
    assert "x-evil" not in hostile.headers
    assert "&lt;b&gt;" in hostile.text


def test_old_versions_are_answered(own: httpx.Client) -> None:
    new, old = (address.rpartition("/")[2] for address in own.get("/queries/changed").json()["links"]["versions"])
    assert own.get(f"/queries/{new}/result.csv").text.split() == ["x", *"1234567"]
    answer = own.get(f"/queries/{old}/result.csv")
    assert answer.text.split() == ["x", "1"]
    assert urlsplit(links(answer)["cite-as"]).path == f"/queries/{old}"
    assert own.get(f"/queries/{old}/query.rq").text == OLD
    assert Citation.from_json(own.get(f"/queries/{old}/citation.json").content).text == OLD
    page = own.get(f"/queries/{old}", headers=HTML).text
    assert "an old one" in page
    assert 'href="/queries/changed"' in page
    assert f'href="/queries/{old}/result.csv"' in page
    assert "an old one" not in own.get(f"/queries/{new}", headers=HTML).text
    unknown = own.get(f"/queries/changed@{'0' * 16}/result.csv")
    assert (unknown.status_code, old.partition("@")[2] in unknown.json()["detail"]) == (404, True)


def test_the_citation_is_of_this_answer(client: httpx.Client) -> None:
    asked = "?forum=id:forum/defus&on=2016-01-01"
    result = client.get(f"/queries/members-of-forum/result.json{asked}")
    answer = client.get(f"/queries/members-of-forum/citation.json{asked}")
    citation = Citation.from_json(answer.content)
    assert citation.checksum == result.headers["x-result-checksum"] == checksum(read_table(result.content))
    assert citation.arguments == {"forum": ("id:forum/defus",), "on": ("2016-01-01",), "least": ("possible",)}
    assert (citation.query_version, citation.data_version) == (result.headers["x-query-version"], result.headers["x-data-version"])
    assert citation.service == str(client.base_url).rstrip("/")
    assert abs(datetime.now(UTC) - citation.issued) < timedelta(minutes=5)
    described = links(result)["describedby"]
    assert Citation.from_json(client.get(described).content).checksum == citation.checksum
    (item,) = client.get(f"/queries/members-of-forum/citation.csl.json{asked}").json()
    assert item["type"] == "dataset"
    assert item["URL"] == links(result)["cite-as"]
    bib = client.get(f"/queries/members-of-forum/citation.bib{asked}")
    assert bib.headers["content-type"].startswith("application/x-bibtex")
    assert bib.text.startswith("@misc{urbansec-members-of-forum-")
    assert client.get("/queries/members-of-forum/citation.ris").status_code == 404
    assert client.get("/queries/members-of-forum/citation.bib?on=never").status_code == 422


def test_files_say_what_they_are(client: httpx.Client) -> None:
    headers = client.get("/queries/places/result.csv").headers
    about = load_workbook(io.BytesIO(client.get("/queries/places/result.xlsx").content))["About"]
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert told["Checksum"] == headers["x-result-checksum"]
    assert told["Permalink"] == links(client.get("/queries/places/result.csv"))["cite-as"]
    assert told["Data version"] == headers["x-data-version"]
    assert client.get("/queries/places/result.geojson").json()["about"]["Query version"] == headers["x-query-version"]
    metadata = pq.read_table(io.BytesIO(client.get("/queries/places/result.parquet").content)).schema.metadata
    assert json.loads(metadata[b"urbansec"])["Query"] == "places"


def test_head_and_conditions(client: httpx.Client) -> None:
    for suffix in ("csv", "xlsx", "html"):
        answer = client.get(f"/queries/forums/result.{suffix}")
        head = client.head(f"/queries/forums/result.{suffix}")
        assert (head.status_code, head.content) == (200, b"")
        assert {name: value for name, value in head.headers.items() if name.startswith("x-") and name != "x-request-id"} == {
            name: value for name, value in answer.headers.items() if name.startswith("x-") and name != "x-request-id"
        }
        again = client.get(f"/queries/forums/result.{suffix}", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_document_may_only_show_itself(client: httpx.Client) -> None:
    policy = client.get("/queries/forums/result.html").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_a_long_address_leaves_no_long_headers(own: httpx.Client) -> None:
    answer = own.get("/queries/lists/result.csv", params={"code": "ü" * 3_000})
    assert answer.status_code == 200
    assert len(answer.headers.get("link", "")) < 100
    assert answer.headers["x-result-checksum"]


def test_a_cut_answer_says_so(folder: Path, assets: Assets, snapshot: Snapshot) -> None:
    app = create_app(Settings(max_rows=3), EmbeddedEngine(snapshot, caps=Caps(rows=3)), Catalogue(folder / "saved"), assets)
    with listening(app) as url, httpx.Client(base_url=url) as http:
        answer = http.get("/queries/changed/result.csv")
        assert (answer.headers["x-result-truncated"], answer.text.split()) == ("rows=3", ["x", "1", "2", "3"])
        assert "no more than these 3 rows" in http.get("/queries/changed/result.md").text
        assert "Not all of it" in http.get("/queries/changed", headers=HTML).text
        assert http.get("/queries/graph/result.nt").headers.get("x-result-truncated") is None
        assert http.get("/queries/bare/result.csv").headers.get("x-result-truncated") is None


def test_what_is_not_utf8_is_refused(client: httpx.Client) -> None:
    assert client.get("/queries/events/result.csv?from=%ff").status_code == 400
    assert client.get("/queries?q=%ff").status_code == 400
