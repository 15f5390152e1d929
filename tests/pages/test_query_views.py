"""The page of a question in its views and languages: tabs that are links, the table beside each picture, texts in the reader's language."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.running import listening
from tests.service.crawl import Page, parse
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue
from urbansec.settings import Settings

HTML = {"Accept": "text/html"}
PLACED = """#+ summary: Places <i>of</i> 100 % & more
#+ description: Nobody has translated this
#+ tags: [own tag]
#+ params:
#+   n: {type: integer, default: "3", description: how many <b>rows</b>}
#+ view: {kind: map, lat: lat, lon: long, label: placeLabel}
SELECT ?place ?placeLabel ?lat ?long ?amount ?status {
  VALUES ?n { 3 }
  VALUES (?place ?placeLabel ?lat ?long ?amount ?status ?number) {
    (<urn:a> "<script>alert(1)</script>" 51.5 7.0 12345.5 "certain" 1) (<urn:b> "B" 52.5 8.0 2 "possible" 2) (<urn:c> "C" UNDEF UNDEF UNDEF UNDEF 3)
  }
  FILTER(?number <= ?n)
}
"""
NAMED = """#+ summary: Name of a forum
#+ params:
#+   lang: {type: lang, default: en, description: language of the names; English where there is none}
SELECT ?forum ?forumLabel {
  VALUES ?lang { "en" }
  VALUES ?forum { <https://w3id.org/urbansec/id/forum/efus> }
  ?forum <http://www.w3.org/2000/01/rdf-schema#label> ?forumLabel FILTER(LANG(?forumLabel) = ?lang)
}
"""
MANY = "#+ summary: Many\nSELECT ?kind ?amount { VALUES (?kind ?amount) { %s } }\n" % " ".join(f'("kind {n}" {n})' for n in range(2_500))


@pytest.fixture(scope="module")
def own(assets: Assets, snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client for the service with queries that nobody has translated."""
    folder = tmp_path_factory.mktemp("saved")
    for name, text in {"placed": PLACED, "named": NAMED, "many": MANY}.items():
        (folder / f"{name}.rq").write_text(text, "utf-8")
    app = create_app(Settings(), EmbeddedEngine(snapshot), Catalogue(folder), assets)
    with listening(app) as url, httpx.Client(base_url=url, timeout=30, headers=HTML) as http:
        yield http


def page_of(answer: httpx.Response) -> Page:
    """The page, which must have come."""
    assert answer.status_code == 200, answer.text[:300]
    page = parse(answer.text)
    assert len(page.identifiers) == len(set(page.identifiers)), "an id twice"
    return page


def tabs(page: Page) -> dict[str, bool]:
    """The addresses of the views, and whether each is the current one."""
    return {
        str(attributes["href"]): attributes.get("aria-current") == "true"
        for tag, attributes in page.elements
        if tag == "a" and str(attributes.get("href", "")).endswith("#answer")
    }


def count(page: Page, tag: str) -> int:
    """How many elements of this name there are."""
    return sum(name == tag for name, _ in page.elements)


def test_each_view_has_an_address_that_keeps_the_parameters(client: httpx.Client) -> None:
    page = page_of(client.get("/queries/membership-network", params={"on": "2020-01-01"}, headers=HTML))
    found = tabs(page)
    views = [parse_qs(urlsplit(address).query).get("page-view", [""])[0] for address in found]
    assert views == ["", "table", "map", "timeline"]
    assert list(found.values()) == [True, False, False, False]
    assert all(parse_qs(urlsplit(address).query)["on"] == ["2020-01-01"] for address in found)
    for address, view in zip(found, views, strict=True):
        told = client.get(address, headers=HTML)
        seen = page_of(told)
        assert list(tabs(seen).values()).index(True) == views.index(view)
        assert (count(seen, "figure"), count(seen, "table")) == ((0, 1) if view == "table" else (1, 0))
        assert ("The same as a table" in told.text) == (view != "table"), "beside a picture of many rows a link leads to the table"
        assert not any("page-view" in link for link in seen.links if ("result." in link and "svg" not in link) or "@" in link), (
            "what is downloaded and cited has no view"
        )


def test_the_form_keeps_the_view(own: httpx.Client) -> None:
    page = page_of(own.get("/queries/placed", params={"n": "2", "page-view": "table"}))
    assert {"type": "hidden", "name": "page-view", "value": "table"} in [attributes for tag, attributes in page.elements if tag == "input"]


def test_what_is_no_view_is_told(own: httpx.Client) -> None:
    unknown = own.get("/queries/placed", params={"page-view": "pie"})
    assert (unknown.status_code, "There is no such view" in unknown.text) == (422, True)
    missed = own.get("/queries/placed", params={"page-view": "timeline"})
    assert "Timeline: this answer holds nothing that could be drawn so" in missed.text
    assert (count(page_of(missed), "figure"), count(page_of(missed), "table")) == (0, 1)
    empty = own.get("/queries/placed", params={"n": "0", "page-view": "map"})
    assert "The answer has no rows, so there is nothing to draw." in empty.text
    assert tabs(page_of(empty)) == {}
    plain = own.get("/queries/placed", params={"n": "0"})
    assert ("No rows." in plain.text, "nothing to draw" in plain.text) == (True, False)


def test_the_result_does_not_hang_on_the_view(own: httpx.Client) -> None:
    assert own.get("/queries/placed/result.csv?page-view=map").text == own.get("/queries/placed/result.csv").text
    led = own.get("/queries/placed/result?n=2&page-view=map")
    assert (led.status_code, led.headers["location"]) == (303, "/queries/placed?n=2&page-view=map")


def test_what_the_picture_leaves_out_is_told(own: httpx.Client) -> None:
    assert "1 row of the table has nothing that the picture could show." in own.get("/queries/placed").text
    few = page_of(own.get("/queries/placed"))
    assert (count(few, "figure"), count(few, "table")) == (1, 1), "a picture of a few rows has the table beside it"
    many = own.get("/queries/many", params={"page-view": "bars"})
    assert "Only the first 60 of 2,500 are drawn." in many.text
    (table,) = re.findall(r'<a href="([^"]*)">The same as a table</a>', many.text)
    assert "1 to 2,000 of 2,500" in own.get(table).text, "the table is read page by page"


def test_texts_of_a_query_are_text_and_tell_their_language(own: httpx.Client) -> None:
    answer = own.get("/queries/placed", headers={"Accept-Language": "de"})
    page = page_of(answer)
    assert "<script>alert" not in answer.text
    assert "<i>of" not in answer.text
    assert "<b>rows" not in answer.text
    assert '<h1><span lang="en">Places &lt;i&gt;of&lt;/i&gt; 100 % &amp; more</span></h1>' in answer.text
    assert '<span lang="en">How many &lt;b&gt;rows&lt;/b&gt;.</span>' in answer.text
    assert '<span lang="en">own tag</span>' in answer.text
    assert count(page, "h1") == 1
    listed = own.get("/queries", headers={"Accept-Language": "fr"}).text
    assert '<span lang="en">Nobody has translated this</span>' in listed
    assert "<i>of" not in listed
    assert 'lang="en">' not in own.get("/queries", headers={"Accept-Language": "en"}).text.partition("<main")[2]


def test_numbers_and_words_are_written_for_readers_and_kept_for_programs(own: httpx.Client) -> None:
    german = own.get("/queries/placed", headers={"Accept-Language": "de"}).text
    assert '<data value="12345.5">12.345,5</data>' in german
    assert '<data value="possible">möglich</data>' in german
    assert '<data value="51.5">51,5</data>' in german
    english = own.get("/queries/placed").text
    assert '<data value="12345.5">12,345.5</data>' in english
    assert '<data value="possible">' not in english
    assert 'class="number"' in english


@pytest.mark.parametrize(("language", "wanted"), [("en", "European Forum"), ("de", "Europäisches Forum"), ("fr", "Forum européen")])
def test_a_query_that_takes_a_language_is_asked_in_that_of_the_page(own: httpx.Client, language: str, wanted: str) -> None:
    answer = own.get("/queries/named", headers={"Accept-Language": language})
    table = answer.text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert wanted in table
    page = page_of(answer)
    (link,) = [str(attributes["href"]) for tag, attributes in page.elements if attributes.get("id") == "permalink"]
    assert parse_qs(urlsplit(link).query)["lang"] == [language]
    assert all(f"lang={language}" in each for each in page.links if "result.csv" in each)


def test_a_language_that_is_asked_for_is_the_one_of_the_answer(own: httpx.Client) -> None:
    answer = own.get("/queries/named", params={"lang": "fr"}, headers={"Accept-Language": "de"})
    table = answer.text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "Forum européen" in table
    assert "Europäisches" not in table
    assert own.get("/queries/named/result.csv", headers={"Accept-Language": "de"}).text.count("European Forum") == 1, "programs get what they ask for"


def test_questions_are_found_by_words_of_both_languages(client: httpx.Client) -> None:
    def found(words: str, language: str) -> list[str]:
        page = page_of(client.get("/queries", params={"q": words}, headers={**HTML, "Accept-Language": language}))
        return [link.rpartition("/")[2] for link in page.links if link.startswith("/queries/")]

    assert "cities-in-both-forums" in found("städte foren", "de")
    assert "cities-in-both-forums" in found("stadte foren", "de")
    assert "cities-in-both-forums" in found("cities forums", "de")
    assert "cities-in-both-forums" in found("villes forums", "fr")
    assert "cities-in-both-forums" not in found("städte angehören", "fr")
    assert client.get("/queries", params={"q": "angehören"}, headers={"Accept": "application/json"}).json()["total"] == 0, "programs search in English"


@pytest.mark.parametrize(("language", "wanted"), [("de", "Städte, die zwei Foren angehören"), ("fr", "Villes qui appartiennent à deux forums")])
def test_a_question_of_the_catalogue_is_in_the_language_of_the_page(client: httpx.Client, language: str, wanted: str) -> None:
    answer = client.get("/queries/cities-in-both-forums", headers={**HTML, "Accept-Language": language})
    assert f"<h1>{wanted}</h1>" in answer.text
    assert f"<title>{wanted} ·" in answer.text
    assert f": {wanted} (" in answer.text.replace("\u00a0", " "), "in the citation, too"
    main = answer.text.partition("<main")[2]
    assert "Cities that belong" not in main.partition("BibTeX</summary>")[0]
    assert (
        client.get("/queries/cities-in-both-forums", headers={"Accept": "application/json", "Accept-Language": language}).json()["summary"].startswith("Cities")
    )


def test_every_question_stands_once_under_its_subject(client: httpx.Client, catalogue: Catalogue) -> None:
    page = page_of(client.get("/queries", headers={**HTML, "Accept-Language": "de"}))
    cards = [link.removeprefix("/queries/") for link in page.links if link.startswith("/queries/") and "?" not in link]
    assert sorted(cards) == sorted(query.name for query in catalogue)
    targets = {link.removeprefix("#") for link in page.links if link.startswith("#tag-")}
    assert targets
    assert targets <= set(page.identifiers)


def test_a_picture_is_a_file_of_its_own(client: httpx.Client, own: httpx.Client) -> None:
    page = page_of(client.get("/queries/cities-in-both-forums", params={"on": "2026-01-01"}, headers=HTML))
    (link,) = [each for each in page.links if "result.svg" in each]
    assert parse_qs(urlsplit(link).query) == {"on": ["2026-01-01"], "page-view": ["map"]}
    answer = client.get(link, headers={"Accept-Language": "de"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert "attachment" in answer.headers["content-disposition"]
    root = ET.fromstring(answer.content)  # noqa: S314 - the service's own
    texts = [element.text for element in root.iter() if element.tag.endswith("}text")]
    assert "Städte, die zwei Foren angehören" in texts
    assert "Köln" in texts
    assert any("sicher" in str(text) for text in texts), "the legend is in it"
    assert any("data-version=" in str(text) for text in texts), "and where it is from"
    leads = [element.get("href", "") for element in root.iter() if element.get("href")]
    assert leads
    assert all(each.startswith((f"{str(client.base_url).rstrip('/')}/id/", "#")) for each in leads), "nothing is taken from another file"
    assert "#land" not in leads or any(element.get("id") == "land" for element in root.iter())
    english = client.get(link, headers={"Accept-Language": "en"})
    assert "Cities that belong to two forums" in english.text, "in the language of each reader"
    digest = b64encode(sha256(next(element.text or "" for element in root.iter() if element.tag.endswith("}style")).encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert own.get("/queries/placed/result.svg", params={"page-view": "table"}).status_code == 404
    assert own.get("/queries/placed/result.svg", params={"page-view": "pie"}).status_code == 422
    assert "<script>" not in own.get("/queries/placed/result.svg").text
