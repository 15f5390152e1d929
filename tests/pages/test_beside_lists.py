"""Search, the dataset, changes, problems and reconciliation as people read them, in their language."""

import re
import time
from datetime import date
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.service.browsing import Browser, app_on, tree, words
from urbansec import errors
from urbansec.api.errors import STATUS
from urbansec.api.problem_help import TITLES, advice
from urbansec.assets import Assets
from urbansec.citation.whole import Whole
from urbansec.dataset import load_files
from urbansec.engine import EmbeddedEngine
from urbansec.namespaces import ID
from urbansec.pages.sizes import size
from urbansec.pages.tongues import tongue
from urbansec.queries.coverage import read_coverage
from urbansec.queries.describe import select

HTML = {"Accept": "text/html"}
LANGUAGES = ("en", "de", "fr")


def read(client: httpx.Client, address: str, language: str = "en", status: int = 200) -> ET.Element:
    """The page at an address, as a reader of a language gets it."""
    answer = client.get(address, headers={**HTML, "Accept-Language": language})
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-language"] == language
    return tree(answer.text)


def heading(page: ET.Element) -> str:
    found = page.find(".//h1")
    assert found is not None
    return words(found)


def links_of(page: ET.Element) -> dict[str, str]:
    return {words(link): link.get("href", "") for link in page.iter("a")}


# Search


def test_what_is_found_stands_by_its_kind(client: httpx.Client) -> None:
    page = read(client, "/search?q=essen")
    groups = [words(head) for head in page.iter("h2")]
    assert groups[0] == "Cities"
    assert {"Events", "Local measures"} <= set(groups)
    hits = client.get("/search", params={"q": "essen", "limit": "100"}).json()["hits"]
    assert 0 < len(hits) < 100
    chips = {
        words(link).rpartition(" ")[0]: (int(words(link).rpartition(" ")[2]), link.get("href", ""))
        for link in page.iterfind(".//ul[@class='kind-choices']/li/a")
    }
    assert chips["All kinds"][0] == len(hits)
    assert chips["Events"][0] == sum(hit["iri"].startswith(f"{ID}event/") for hit in hits)
    assert sum(count for count, _ in chips.values()) == 2 * len(hits)
    assert parse_qs(urlsplit(chips["Events"][1]).query) == {"q": ["essen"], "kind": ["Event"]}


def test_a_kind_narrows_the_search(client: httpx.Client) -> None:
    page = read(client, "/search?q=essen&kind=Event")
    assert [words(head) for head in page.iter("h2")] == [words(head) for head in read(client, "/search?q=essen&kind=event").iter("h2")] == ["Events"]
    current = [words(link) for link in page.iterfind(".//ul[@class='kind-choices']/li/a") if link.get("aria-current")]
    assert len(current) == 1
    assert current[0].startswith("Events")
    hidden = [(field.get("name"), field.get("value")) for field in page.iterfind(".//form[@class='words']/input")]
    assert hidden == [("kind", "Event")]


def test_many_of_a_kind_are_cut_and_lead_to_all(client: httpx.Client) -> None:
    page = read(client, "/search?q=forum")
    more = [(text, address) for text, address in links_of(page).items() if text.startswith("All ") and "kind=" in address and ":" in text]
    assert more
    for text, address in more:
        whole = read(client, address)
        assert len(list(whole.iterfind(".//ol[@class='hits']/li"))) == int(re.findall(r"\d+", text)[0])


@pytest.mark.parametrize(("language", "title", "kind", "where"), [("de", "Suche", "Städte", "Portugal"), ("fr", "Recherche", "Villes", "Portugal")])
def test_the_search_speaks_the_language_of_the_page(client: httpx.Client, language: str, title: str, kind: str, where: str) -> None:
    page = read(client, "/search?q=Lissabn", language)
    assert heading(page) == title
    first = page.find(".//ol[@class='hits']/li")
    assert first is not None
    assert words(next(page.iter("h2"))) == kind
    assert where in words(first)
    assert {"de": "Lissabon", "fr": "aussi Lissabon (allemand)"}[language] in words(first)


def test_the_name_that_fits_is_shown_with_its_language(client: httpx.Client) -> None:
    first = read(client, "/search?q=Keulen").find(".//ol[@class='hits']/li")
    assert first is not None
    assert "also Keulen (Dutch)" in words(first)
    assert "auch Keulen (Niederländisch)" in words(read(client, "/search?q=Keulen", "de"))


def test_an_empty_search_helps_on(client: httpx.Client) -> None:
    page = read(client, "/search?q=qqqqqq&kind=City", "de")
    assert "Nichts gefunden" in words(page)
    assert links_of(page)["in allen Arten suchen"] == "/search?q=qqqqqq"
    assert "/things" in links_of(page).values()
    assert links_of(read(client, "/search?q=x&kind=planet", "de", 422))["In allen Arten suchen"] == "/search?q=x"


# The dataset


def test_the_dataset_is_told_to_people(client: httpx.Client, engine: EmbeddedEngine) -> None:
    page = read(client, "/dataset", "fr")
    assert heading(page) == "Le réseau européen pour la sécurité urbaine"
    text = words(page)
    coverage = read_coverage(engine)
    expected = {row["c"]["value"] for row in select(engine, "SELECT DISTINCT ?c WHERE { ?x urb:country ?c }").rows}
    assert set(coverage.countries) == expected
    assert f"{len(expected)} pays" in text
    assert "Allemagne" in text
    earliest = select(engine, "SELECT (MIN(?d) AS ?first) WHERE { ?x urb:startEarliest|urb:sinceEarliest|urb:asOfEarliest ?d }").rows[0]["first"]["value"]
    assert coverage.start == earliest
    assert earliest[:4] in text
    numbers = {words(entry.find("dt")): words(entry.find("dd")) for entry in page.iterfind(".//dl[@class='figures']/div")}  # type: ignore[arg-type]
    cities = select(engine, "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a urb:City }").rows[0]["n"]["value"]
    assert numbers["Villes"] == cities


def test_files_are_listed_with_their_sizes(client: httpx.Client) -> None:
    until = time.monotonic() + 30
    while "being measured" in words(page := read(client, "/dataset")):
        assert time.monotonic() < until
        time.sleep(0.2)
    rows = {words(row.find("th")): words(row.find("td")) for row in page.iterfind(".//table[@class='files']/tbody/tr")}  # type: ignore[arg-type]
    assert set(rows) == {f"urbansec.{suffix}.gz" for suffix in ("ttl", "nt", "rdf", "nq", "trig", "jsonld")}
    content = client.get("/dump/urbansec.ttl.gz", headers={"Accept-Encoding": "identity"})
    assert rows["urbansec.ttl.gz"] == size(len(content.content), "en").replace("\xa0", " ")


def test_the_dataset_is_cited_with_its_versions(client: httpx.Client) -> None:
    version = client.get("/health/ready").json()["data_version"]
    text = words(read(client, "/dataset"))
    assert f"data version {version}. https://w3id.org/urbansec/dataset" in text
    whole = Whole("A & B {x}", "They_all", "1.0.0", "abc", date(2026, 1, 2))
    assert whole.text == "They_all (2026): A & B {x}. Version 1.0.0, data version abc. https://w3id.org/urbansec/dataset, 2026-01-02."
    assert r"title = {A \& B \{x\}}" in whole.bibtex
    assert whole.bibtex.startswith("@misc{urbansec-1.0.0,")


def test_data_that_say_nothing_of_themselves_have_a_page_too(assets: Assets, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("mute") / "data.ttl"
    file.write_text("<urn:s> <urn:p> <urn:o> .", "utf-8")
    mute = Browser(app_on(assets, EmbeddedEngine(load_files([file]))), root_path="/deep")
    for address in ("/dataset", "/things", "/search?q=x", "/problems", "/reconcile/about"):
        answer = mute.get(address, HTML)
        assert answer.status_code == 200
        local = [link for link in links_of(tree(answer.text)).values() if link.startswith("/")]
        assert local
        assert all(link.startswith("/deep/") for link in local), address


@pytest.mark.parametrize(("octets", "language", "text"), [(0, "en", "0 byte"), (999, "de", "999 Byte"), (215_856, "de", "216 kB"), (1_250_000, "de", "1,2 MB")])
def test_sizes_are_written_as_the_language_does(octets: int, language: str, text: str) -> None:
    assert size(octets, language).replace("\xa0", " ") == text
    assert size(215_856, "fr").endswith("ko")


def test_languages_have_names() -> None:
    assert [tongue("nl", language) for language in LANGUAGES] == ["Dutch", "Niederländisch", "néerlandais"]
    assert tongue("no language", "en") == "no language"
    assert tongue("xx", "en") == "xx"
    assert tongue("", "en") == ""


# Changes, problems, reconciliation, graphs


@pytest.mark.parametrize(("language", "title"), [("en", "Changes"), ("de", "Änderungen"), ("fr", "Modifications")])
def test_changes_are_told_in_the_language_of_the_page(client: httpx.Client, language: str, title: str) -> None:
    page = read(client, "/changes", language)
    assert heading(page) == title
    section = next(page.iterfind(".//section"))
    note = [element for element in section.findall("p") if element.get("lang") is None]
    assert {"en": "The first release", "de": "Die erste Ausgabe", "fr": "La première édition"}[language] in " ".join(map(words, note))
    others = {element.get("lang") for element in section.iterfind("details/p")}
    assert others == set(LANGUAGES) - {language}


def test_every_problem_has_a_translated_title_and_advice() -> None:
    assert {kind.title for kind in STATUS} <= set(TITLES)
    assert all(advice(int(status)) for status in STATUS.values())
    assert advice(500)
    assert advice(200) == ()
    assert errors.NotFoundError.title in TITLES


@pytest.mark.parametrize(("language", "title", "onward"), [("de", "Nicht gefunden", "Wie es weitergeht"), ("fr", "Introuvable", "Que faire ensuite")])
def test_a_problem_says_in_the_language_of_the_page_what_to_do(client: httpx.Client, language: str, title: str, onward: str) -> None:
    page = read(client, "/id/city/esen", language, 404)
    assert heading(page) == title
    assert onward in words(page)
    detail = page.find(".//p[@class='lead']")
    assert detail is not None
    assert detail.get("lang") == "en"
    assert links_of(page)["id/city/essen"] == "/id/city/essen"
    assert "/search?q=esen" in links_of(page).values()


@pytest.mark.parametrize(
    ("address", "near", "leads"),
    [
        ("/things/citty", "things/city", "/things/city"),
        ("/queries/forumz", "forums", "/queries/forums"),
        ("/things/city?forum=deffus&sort=-population", "id:forum/defus", "/things/city?forum=id:forum/defus&sort=-population"),
        ("/things/city?contry=de", "country", "/things/city?country=de"),
        ("/things/city?sort=populaton", "population", "/things/city?sort=population"),
    ],
)
def test_what_may_have_been_meant_is_one_link_away(client: httpx.Client, address: str, near: str, leads: str) -> None:
    answer = client.get(address, headers=HTML)
    assert links_of(tree(answer.text))[near] == leads
    assert client.get(leads, headers=HTML).status_code == 200


def test_a_wrong_value_can_be_left_out(client: httpx.Client) -> None:
    found = links_of(read(client, "/things/city?country=xx&q=a", status=422))
    assert found["The same page without this value"] == "/things/city?q=a"


def test_hostile_addresses_stay_text(client: httpx.Client) -> None:
    evil = '"><script>alert(1)</script>'
    for address in (
        f"/things/{quote(evil)}",
        f"/things/city?q={quote(evil)}",
        f"/things/city?{quote(evil)}={quote(evil)}",
        f"/things/city?country={quote(evil)}",
        f"/{quote(evil)}",
    ):
        page = tree(client.get(address, headers=HTML).text)
        assert not [element for element in page.iter("script") if "alert" in (element.text or "")]
        assert not [link for link in links_of(page).values() if link.lower().startswith("javascript:")]


@pytest.mark.parametrize(("language", "title"), [("en", "Problems"), ("de", "Probleme"), ("fr", "Problèmes")])
def test_the_kinds_of_problems_are_explained(client: httpx.Client, language: str, title: str) -> None:
    page = read(client, "/problems", language)
    assert heading(page) == title
    assert {"de": "Der Dienst ist ausgelastet", "fr": "Le service est surchargé", "en": "The service is busy"}[language] in words(page)
    texts = [element.get("lang") for element in page.iterfind(".//dl[@class='terms']//dd")]
    assert set(texts) == ({None} if language == "en" else {"en"})


@pytest.mark.parametrize(("language", "kind", "property_"), [("de", "Stadt", "Staat"), ("fr", "ville", "pays")])
def test_reconciliation_is_explained_in_the_language_of_the_page(client: httpx.Client, language: str, kind: str, property_: str) -> None:
    page = read(client, "/reconcile/about", language)
    assert kind in [words(link) for link in page.iterfind(".//section/ul/li/a")]
    terms = [words(term) for term in page.iterfind(".//section[@aria-labelledby='properties']/dl/div/dt")]
    assert property_ in terms


def test_a_preview_is_in_the_language_of_the_page(client: httpx.Client) -> None:
    answer = client.get("/reconcile/preview", params={"id": f"{ID}city/koeln"}, headers={**HTML, "Accept-Language": "fr"})
    assert 'lang="fr"' in answer.text
    assert "Allemagne" in answer.text
    assert "Cologne" in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize(("language", "title"), [("de", "Ein benannter Graph"), ("fr", "Un graphe nommé")])
def test_a_graph_is_shown_as_text(client: httpx.Client, language: str, title: str) -> None:
    page = read(client, "/graph/data/forums.ttl", language)
    assert heading(page) == title
    assert "urb:Forum" in words(page)
