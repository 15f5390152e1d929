"""``/search``, as JSON and as a page."""

from collections.abc import Mapping
from types import MappingProxyType

import httpx

from tests.service.crawl import parse
from urbansec.namespaces import ID, URB
from urbansec.pages.language import COOKIE

HTML = {"Accept": "text/html"}


def test_json(client: httpx.Client) -> None:
    answer = client.get("/search", params={"q": "Lissabn", "limit": "2"})
    assert answer.headers["content-type"] == "application/json"
    document = answer.json()
    assert document["query"] == "Lissabn"
    assert document["data_version"] == client.get("/health/ready").json()["data_version"]
    best = document["hits"][0]
    assert (best["iri"], best["label"], best["kind"], best["matched"], best["language"], best["exact"]) == (
        f"{ID}city/lisboa",
        "Lisbon",
        f"{URB}City",
        "Lissabon",
        "de",
        False,
    )


def test_labels_are_in_the_language_of_the_reader(client: httpx.Client) -> None:
    def label(headers: Mapping[str, str] = MappingProxyType({}), **parameters: str) -> tuple[str, str]:
        answer = client.get("/search", params={"q": "Keulen", "kind": "City", **parameters}, headers=headers)
        assert answer.headers["vary"].startswith("Accept, Accept-Language, Cookie")
        hit = answer.json()["hits"][0]
        return hit["label"], hit["label_language"]

    assert label() == ("Cologne", "en")
    assert label({"Accept-Language": "de-AT, en;q=0.5"}) == ("Köln", "de")
    assert label({"Accept-Language": "de", "Cookie": f"{COOKIE}=fr"}) == ("Cologne", "fr"), "the choice of a reader counts more"
    assert label({"Accept-Language": "nl"}) == ("Cologne", "en"), "as pages are"
    assert label({"Accept-Language": "fr"}, q="Köln", lang="de") == ("Köln", "de"), "what is asked for counts most"
    hits = client.get("/search", params={"q": "Lissabon"}, headers={"Accept-Language": "fr"}).json()["hits"]
    assert (hits[0]["label"], hits[0]["label_language"]) == ("Lisbon", "en"), "which has no French name to be called by"


def test_kinds_languages_and_limit(client: httpx.Client) -> None:
    def kinds(**parameters: str | list[str]) -> set[str]:
        return {hit["kind"].removeprefix(URB) for hit in client.get("/search", params=parameters).json()["hits"]}

    assert kinds(q="essen", kind="Event") == {"Event"}
    assert kinds(q="essen", kind=["Event", "City"]) == {"Event", "City"}
    assert len(client.get("/search", params={"q": "forum", "limit": "3"}).json()["hits"]) == 3
    assert client.get("/search", params={"q": "Keulen", "lang": "nl"}).json()["hits"][0]["exact"] is True
    assert not any(hit["exact"] for hit in client.get("/search", params={"q": "Keulen", "lang": "de"}).json()["hits"])


def test_nothing_asked_is_nothing_found(client: httpx.Client) -> None:
    assert client.get("/search").json()["hits"] == []


def test_what_is_not_right_is_told(client: httpx.Client) -> None:
    for parameters in ({"kind": "planet"}, {"limit": "0"}, {"limit": "101"}, {"limit": "many"}, {"limit": "٣"}):
        answer = client.get("/search", params={"q": "x", **parameters})
        assert answer.status_code == 422
        assert answer.json()["parameter"] == next(iter(parameters))
        page = client.get("/search", params={"q": "x", **parameters}, headers=HTML)
        assert page.status_code == 422
        assert 'role="alert"' in page.text
    assert client.get("/search", headers={"Accept": "text/turtle"}).status_code == 406


def test_the_page_links_what_it_found(client: httpx.Client) -> None:
    page = client.get("/search", params={"q": "Lissabon", "kind": "City"}, headers=HTML)
    assert page.status_code == 200
    assert "/id/city/lisboa" in parse(page.text).links
    assert '<bdi lang="de">Lissabon</bdi>' in page.text
    assert "Nothing found" in client.get("/search", params={"q": "qqqqqq"}, headers=HTML).text


def test_a_hostile_name_stays_text(client: httpx.Client) -> None:
    page = client.get("/search", params={"q": "\"><script>alert(1)</script>'"}, headers=HTML)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


def test_every_page_has_a_box_for_it(client: httpx.Client) -> None:
    for path in ("/", "/queries", "/doc/city/essen.html", "/problems", "/nowhere"):
        page = parse(client.get(path, headers=HTML).text)
        assert "/search" in page.links
        assert any(tag == "input" and found.get("name") == "q" for tag, found in page.elements)
