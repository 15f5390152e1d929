"""Lists of things: what they hold and count is proved against other queries than those that they are made with."""

import csv
import io
from collections import Counter
from datetime import date
from itertools import combinations
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.service.browsing import Browser, app_on, tree, words
from tests.service.crawl import parse
from urbansec.assets import Assets
from urbansec.dataset import load_files
from urbansec.engine import EmbeddedEngine, Request
from urbansec.namespaces import ID, URB, shorten
from urbansec.queries import Catalogue, read_table
from urbansec.queries.describe import select
from urbansec.queries.lists import OF_PEOPLE, RECORDS, Status, defined
from urbansec.queries.lists.model import Facet, Field, Membership, Name, Shows
from urbansec.queries.table import JSON

HTML = {"Accept": "text/html"}
AS_JSON = {"Accept": "application/json"}
EVERYTHING = 5_000


def listed(client: httpx.Client, kind: str, **parameters: str | list[str]) -> dict:  # type: ignore[type-arg]
    """The JSON document of a list; ``_`` in names stands for ``-``."""
    answer = client.get(f"/things/{kind}", params={name.replace("_", "-"): value for name, value in parameters.items()}, headers=AS_JSON)
    assert answer.status_code == 200, answer.text
    found: dict = answer.json()  # type: ignore[type-arg]
    return found


def counts(document: dict, facet: str) -> dict[str, int]:  # type: ignore[type-arg]
    """The numbers beside the values of a facet."""
    values = next((list(each["values"]) for each in document["facets"] if each["name"] == facet), [])
    return {value["value"]: value["count"] for value in values}


def tallied(engine: EmbeddedEngine, pattern: str) -> dict[str, int]:
    """How many ``?x`` there are for each ``?v`` of a pattern."""
    table = select(engine, f"SELECT ?v (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }} GROUP BY ?v")
    return {row["v"]["value"]: int(row["n"]["value"]) for row in table.rows if "v" in row}


def told(document: dict) -> set[str]:  # type: ignore[type-arg]
    return {thing["iri"] for thing in document["things"]}


INDEPENDENT = [
    ("city", "country", "?x a urb:City ; urb:country ?v"),
    ("city", "forum", "?x a urb:City . ?m a urb:Membership ; urb:member ?x ; urb:forum ?v"),
    ("organisation", "country", "?x a urb:Organisation ; urb:country ?v"),
    ("membership", "forum", "?x a urb:Membership ; urb:forum ?v"),
    ("membership", "country", "?x a urb:Membership ; urb:member ?member . ?member urb:country ?v"),
    ("membership", "member-kind", "?x a urb:Membership ; urb:member ?member . ?member a ?v"),
    ("event", "event-kind", "?x a urb:Event ; urb:eventKind ?v"),
    ("event", "year", "?x a urb:Event ; urb:start ?start BIND(SUBSTR(STR(?start), 1, 4) AS ?v)"),
    ("event", "organiser", "?x a urb:Event ; urb:organiser ?v"),
    ("source", "publisher", "?x a urb:Source ; dcterms:publisher ?v"),
    ("source", "language", "?x a urb:Source ; schema:inLanguage ?tag BIND(STR(?tag) AS ?v)"),
    ("evidence", "certainty", "?x a urb:Evidence ; urb:certainty ?v"),
    ("evidence", "source", "?x a urb:Evidence ; urb:source ?v"),
    ("project", "participant-country", "?p a urb:ProjectParticipation ; urb:project ?x ; urb:participant/urb:country ?v"),
    ("publication", "publication-kind", "?x a urb:Publication ; urb:publicationKind ?v"),
    ("count", "counted", "?x a urb:ReportedCount ; urb:counted ?v"),
    ("office", "office-kind", "?x a urb:OfficeHolding ; urb:officeKind ?v"),
    ("topic", "broader", "?x skos:inScheme <https://w3id.org/urbansec/id/scheme/topics> ; skos:broader ?v"),
]


@pytest.mark.parametrize(("kind", "facet", "pattern"), INDEPENDENT)
def test_facets_count_what_another_query_counts(client: httpx.Client, engine: EmbeddedEngine, kind: str, facet: str, pattern: str) -> None:
    expected = tallied(engine, pattern)
    assert len(expected) > 1
    found = {value: count for value, count in counts(listed(client, kind), facet).items() if value != "none"}
    assert found == expected


def test_every_kind_has_its_number(client: httpx.Client, engine: EmbeddedEngine) -> None:
    document = client.get("/things", headers=AS_JSON).json()
    found = {each["kind"]: each["count"] for each in document["kinds"]}
    assert list(found)[: len(OF_PEOPLE)] == list(OF_PEOPLE)
    assert set(OF_PEOPLE) | set(RECORDS) < set(found)
    table = select(engine, 'SELECT DISTINCT ?s WHERE { ?s ?p ?o . FILTER(CONTAINS(STR(?s), "/urbansec/id/")) }')
    expected = Counter(row["s"]["value"].split("/")[5] for row in table.rows)
    assert found == expected
    assert all(each["label"] and each["address"].endswith(f"/things/{each['kind']}") for each in document["kinds"])


def test_several_facets_combine(client: httpx.Client, engine: EmbeddedEngine) -> None:
    """Values of a facet are alternatives, facets are conditions; a facet counts as if nothing were chosen in it."""
    document = listed(client, "city", country=["de", "id:country/fr"], population="100000-500000", page_size=str(EVERYTHING))
    where = "?x a urb:City ; urb:country ?v ; urb:population ?n . FILTER(?n >= 100000 && ?n < 500000)"
    by_country = tallied(engine, where)
    both = [f"{ID}country/de", f"{ID}country/fr"]
    assert document["found"] == len(document["things"]) == sum(by_country[country] for country in both)
    assert counts(document, "country") == by_country
    chosen = [value["value"] for facet in document["facets"] for value in facet["values"] if value["chosen"]]
    assert sorted(chosen) == sorted([*both, "100000-500000"])
    sizes = tallied(engine, "?x a urb:City ; urb:country ?c . FILTER(?c IN (<%s>, <%s>)) ?x urb:population ?n BIND(IF(?n < 10000, 1, 2) AS ?v)" % tuple(both))
    assert counts(document, "population")["0-10000"] == sizes["1"]


def test_a_forum_and_a_state_must_fit_the_same_membership(client: httpx.Client, engine: EmbeddedEngine, catalogue: Catalogue) -> None:
    """Compared with the saved query of members on a day."""
    today = date.today().isoformat()
    saved = catalogue.get("members-of-forum")
    for forum in ("efus", "defus", "fisu"):
        rows = saved.table(engine, {"forum": [f"id:forum/{forum}"], "on": [today], "least": ["possible"]}).rows
        expected = {row["member"]["value"] for row in rows if row["status"]["value"] == "possible"} - {
            row["member"]["value"] for row in rows if row["status"]["value"] == "certain"
        }
        expected = {iri for iri in expected if iri.startswith(f"{ID}city/")}
        assert len(expected) > 3
        found = listed(client, "city", forum=forum, status="possible", page_size=str(EVERYTHING))
        assert told(found) == expected
        assert counts(found, "forum")[f"{ID}forum/{forum}"] == len(expected)


@pytest.mark.parametrize(
    ("days", "on", "status"),
    [
        ({"since": "2015", "possibleFrom": "2015-01-01", "certainFrom": "2015-12-31", "certainTo": "2025-12-17"}, "2014-06-01", Status.NOT),
        ({"since": "2015", "possibleFrom": "2015-01-01", "certainFrom": "2015-12-31", "certainTo": "2025-12-17"}, "2015-06-01", Status.POSSIBLE),
        ({"since": "2015", "possibleFrom": "2015-01-01", "certainFrom": "2015-12-31", "certainTo": "2025-12-17"}, "2016-01-01", Status.CERTAIN),
        ({"since": "2015", "possibleFrom": "2015-01-01", "certainFrom": "2015-12-31", "certainTo": "2025-12-17"}, "2026-06-01", Status.POSSIBLE),
        ({"possibleFrom": "2019-01-01"}, "2018-12-31", Status.UNKNOWN),
        ({"possibleFrom": "2010-01-01", "possibleTo": "2017-12-31"}, "2018-01-01", Status.NOT),
        ({"possibleFrom": "2010-01-01", "possibleTo": "2017-12-31"}, "2017-12-31", Status.POSSIBLE),
        ({}, "2018-01-01", Status.UNKNOWN),
    ],
)
def test_the_state_of_a_membership_is_that_of_the_model(days: dict[str, str], on: str, status: Status) -> None:
    assert Membership("f", days).status(on) is status


def test_a_value_leaves_as_many_as_its_number_says(client: httpx.Client) -> None:
    """For every facet of every kind, and again with another facet chosen."""
    followed = 0
    for kind in client.get("/things", headers=AS_JSON).json()["kinds"]:
        document = listed(client, kind["kind"])
        assert document["found"] == document["total"] == kind["count"]
        for facet in document["facets"]:
            for value in facet["values"][:2]:
                narrowed = client.get(value["address"], headers=AS_JSON).json()
                assert narrowed["found"] == value["count"], value["address"]
                other = next((each for each in narrowed["facets"] if each["name"] != facet["name"]), None)
                if other:
                    last = other["values"][-1]
                    assert client.get(last["address"], headers=AS_JSON).json()["found"] == last["count"], last["address"]
                followed += 1
    assert followed > 100


def test_the_query_of_a_list_gives_its_things(client: httpx.Client, engine: EmbeddedEngine) -> None:
    """What the editor opens is no other list."""
    cases: list[tuple[str, dict[str, str | list[str]]]] = []
    for kind in ("city", "membership", "event", "count", "organisation", "standing"):
        facets = listed(client, kind)["facets"]
        cases.append((kind, {}))
        cases += [(kind, {facet["name"]: [value["value"] for value in facet["values"][-2:]]}) for facet in facets]
        cases += [(kind, {a["name"]: a["values"][0]["value"], b["name"]: b["values"][0]["value"]}) for a, b in list(combinations(facets, 2))[:3]]
    cases += [
        ("city", {"q": "saint"}),
        ("city", {"forum": "none"}),
        ("city", {"forum": ["none", "defus"], "status": "possible"}),
        ("city", {"q": "es", "country": "de"}),
    ]
    for kind, chosen in cases:
        document = listed(client, kind, page_size=str(EVERYTHING), **chosen)
        rows = read_table(engine.execute(Request(document["query"]), JSON).content).rows
        assert len(rows) == document["found"], (kind, chosen)
        assert {row["thing"]["value"] for row in rows} == told(document), (kind, chosen)
    assert len(cases) > 40


def test_words_find_names_in_any_language_without_accents(client: httpx.Client) -> None:
    assert f"{ID}city/koeln" in told(listed(client, "city", q="cologne"))
    assert told(listed(client, "city", q="KÖLN")) == told(listed(client, "city", q="koln")) == {f"{ID}city/koeln"}
    assert told(listed(client, "membership", q="aachen defus")) == {f"{ID}membership/{name}" for name in ("defus-aachen", "efus-implied-by-defus-aachen")}
    assert listed(client, "city", q="qqqq")["things"] == []
    # All words have to fit, each the beginning of a word.
    assert told(listed(client, "city", q="sain den")) == {f"{ID}city/saint-denis"}
    assert f"{ID}city/saint-denis" not in told(listed(client, "city", q="aint"))


@pytest.mark.parametrize(
    ("kind", "sort", "column"),
    [
        ("city", "population", "population"),
        ("city", "-population", "population"),
        ("event", "start", "start"),
        ("source", "-issued", "issued"),
        ("forum", "-members", "members"),
    ],
)
def test_lists_are_sorted_and_what_has_no_value_comes_last(client: httpx.Client, kind: str, sort: str, column: str) -> None:
    things = listed(client, kind, sort=sort, page_size=str(EVERYTHING))["things"]
    keys = [thing[column] if isinstance(thing.get(column), int) else thing[column][0] for thing in things if column in thing]
    values = [float(key) if str(key).isdecimal() else key for key in keys] if column in {"population", "members"} else keys
    assert values == sorted(values, reverse=sort.startswith("-"))
    assert len(set(values)) > 2
    assert [column in thing for thing in things] == [True] * len(keys) + [False] * (len(things) - len(keys))


def test_names_are_sorted_without_regard_to_accents(client: httpx.Client) -> None:
    names = [thing["name"] for thing in listed(client, "city", page_size=str(EVERYTHING))["things"]]
    accented = [name for name in names if not name[0].isascii()]
    assert accented
    assert not any(name in names[-len(accented) :] for name in accented), "they stand among the others, not behind Z"
    assert names[0].startswith("A")


def test_pages_hold_everything_once(client: httpx.Client) -> None:
    address: str | None = "/things/source?page-size=25&sort=-issued"
    seen: list[str] = []
    visited = 0
    while address:
        answer = client.get(address, headers=AS_JSON)
        seen += [thing["iri"] for thing in answer.json()["things"]]
        address = answer.links.get("next", {}).get("url")
        visited += 1
    assert len(seen) == len(set(seen)) == int(answer.headers["x-total-count"])
    assert visited == -(-len(seen) // 25)
    assert {"first", "prev", "last"} <= set(answer.links)
    assert client.get(answer.links["first"]["url"], headers=AS_JSON).json()["things"][0]["iri"] == seen[0]


def test_csv_holds_all_rows_and_two_columns_for_names(client: httpx.Client) -> None:
    answer = client.get("/things/city", params={"country": "de", "page-size": "5"}, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text == client.get("/things/city.csv?country=de").text
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    document = listed(client, "city", country="de", page_size=str(EVERYTHING))
    assert [row["thing"] for row in rows] == [thing["iri"] for thing in document["things"]]
    assert len(rows) == int(answer.headers["x-total-count"]) > 5
    assert {(row["country"], row["country-label"]) for row in rows} == {(f"{ID}country/de", "Germany")}
    essen = next(row for row in rows if row["name"] == "Essen")
    assert essen["forum"] == f"{ID}forum/defus; {ID}forum/efus"
    assert client.get("/things/city.json?country=de").json()["found"] == len(rows)


@pytest.mark.parametrize(
    ("address", "status", "near"),
    [
        ("/things/citty", 404, "things/city"),
        ("/things/city.ttl", 404, None),
        ("/things/city?contry=de", 422, "country"),
        ("/things/city?country=germany", 422, None),
        ("/things/city?forum=deffus", 422, "id:forum/defus"),
        ("/things/city?sort=populaton", 422, "population"),
        ("/things/city?sort=forum", 422, None),
        ("/things/city?status=maybe", 422, None),
        ("/things/city?page-number=99", 422, None),
        ("/things/city?page-size=0", 422, None),
        ("/things/city?sort=name&sort=country", 422, None),
    ],
)
def test_what_is_not_known_is_told_with_what_comes_near(client: httpx.Client, address: str, status: int, near: str | None) -> None:
    answer = client.get(address, headers=AS_JSON)
    assert answer.status_code == status
    assert near is None or near in answer.json()["near"]
    page = client.get(address, headers=HTML)
    assert page.status_code == status
    assert "<h1" in page.text


def test_nothing_else_can_be_had(client: httpx.Client) -> None:
    assert client.get("/things", headers={"Accept": "text/turtle"}).status_code == 406
    assert client.get("/things/city", headers={"Accept": "text/turtle"}).status_code == 406
    assert "Accept" in client.get("/things/city").headers["vary"]


def _page(client: httpx.Client, address: str, language: str = "en") -> ET.Element:
    answer = client.get(address, headers={**HTML, "Accept-Language": language})
    assert answer.status_code == 200
    return tree(answer.text)


def test_the_page_is_a_table_that_says_how_it_is_sorted(client: httpx.Client) -> None:
    page = _page(client, "/things/city?sort=-population&country=de")
    heads = list(page.iterfind(".//thead/tr/th"))
    assert [head.get("aria-sort") for head in heads].count("descending") == 1
    assert [words(head).split()[0] for head in heads if head.get("aria-sort")] == ["Population"]
    assert all(head.get("scope") == "col" for head in heads)
    rows = list(page.iterfind(".//tbody/tr"))
    assert len(rows) == listed(client, "city", country="de")["found"]
    assert words(rows[0]).startswith("Berlin Germany 3,426,354")
    link = next(head.find("a") for head in heads if head.get("aria-sort"))
    assert link is not None
    assert parse_qs(urlsplit(str(link.get("href"))).query)["sort"] == ["population"]


def test_what_is_chosen_can_be_taken_back_without_script(client: httpx.Client) -> None:
    page = _page(client, "/things/city?country=de&country=fr&q=s&sort=-population")
    chips = {words(chip): chip.get("href", "") for chip in page.iterfind(".//ul[@class='chips']/li/a")}
    assert len(chips) == 4
    removed = next(address for text, address in chips.items() if "Germany" in text)
    assert parse_qs(urlsplit(removed).query) == {"q": ["s"], "country": ["id:country/fr"], "sort": ["-population"]}
    everything = next(address for text, address in chips.items() if "Show all" in text)
    assert "country" not in everything
    facets = page.find(".//aside")
    assert facets is not None
    current = [words(link) for link in facets.iter("a") if link.get("aria-current") == "true"]
    assert len(current) == 2
    hidden = {field.get("name"): field.get("value") for field in page.iterfind(".//form[@class='words']/input")}
    assert hidden == {"country": "id:country/fr", "sort": "-population"}


def test_an_empty_list_says_what_to_do(client: httpx.Client) -> None:
    page = _page(client, "/things/city?q=qqqq")
    assert page.find(".//tbody") is None
    assert "Show all entries" in words(page)


@pytest.mark.parametrize(("language", "title", "country", "head"), [("de", "Städte", "Deutschland", "Einwohner"), ("fr", "Villes", "Allemagne", "Population")])
def test_lists_speak_the_language_of_the_page(client: httpx.Client, language: str, title: str, country: str, head: str) -> None:
    page = _page(client, "/things/city?country=de&q=koeln", language)
    assert words(page.find(".//h1")) == title  # type: ignore[arg-type]
    assert country in words(page.find(".//tbody"))  # type: ignore[arg-type]
    assert head in words(page.find(".//thead"))  # type: ignore[arg-type]
    document = client.get("/things/city?country=de", headers={**AS_JSON, "Accept-Language": language})
    assert document.json()["label"] == title
    assert document.headers["content-language"] == language
    assert "Accept-Language" in document.headers["vary"]
    kinds = words(_page(client, "/things", language))
    assert title in kinds
    assert {"de": "Themen", "fr": "Thèmes"}[language] in kinds


def test_texts_of_another_language_are_marked(client: httpx.Client) -> None:
    page = _page(client, "/things/membership", "de")
    first = page.find(".//tbody/tr/th//bdi")
    assert first is not None
    assert first.get("lang") == "en"


def test_numbers_and_days_are_written_as_the_language_does(client: httpx.Client) -> None:
    assert "3.426.354" in words(_page(client, "/things/city?q=berlin", "de"))
    assert "3\u202f426\u202f354" in "".join(_page(client, "/things/city?q=berlin", "fr").itertext())
    assert "Mai 2010" in words(_page(client, "/things/event?year=2010", "de"))


def test_the_links_of_a_list_lead_on(client: httpx.Client) -> None:
    for address in ("/things", "/things/membership?forum=defus", "/things/topic", "/things/evidence?page-size=25&page-number=3"):
        here = [link for link in parse(client.get(address, headers=HTML).text).links if link.startswith("/things")]
        assert len(here) > 20
        for link in here[:: max(1, len(here) // 8)]:
            assert client.get(link).status_code == 200, link
    page = parse(client.get("/things/city?country=de", headers=HTML).text)
    editor = next(link for link in page.links if link.startswith("/editor?query="))
    assert "SELECT" in unquote(editor)


def test_lists_are_in_the_sitemap_and_their_questions_are_not_for_robots(client: httpx.Client) -> None:
    sitemap = client.get("/sitemap.xml").text
    assert f"<loc>{client.base_url}/things</loc>".replace("/</loc>", "</loc>") in sitemap
    assert "/things/city</loc>" in sitemap
    assert "Disallow: /things/*?" in client.get("/robots.txt").text


def test_kinds_that_nobody_thought_of_have_a_list() -> None:
    unknown = defined("spaceship")
    assert unknown.name == "spaceship"
    assert {facet.name for facet in unknown.facets} == {"type", "broader", "uses"}
    assert defined("city") is defined("city")


OTHERS = f"""
@prefix urb: <https://w3id.org/urbansec/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix id: <{ID}> .
<{ID}spaceship/a> a urb:Ship ; rdfs:label "<script>alert(1)</script>"@en ; skos:broader <{ID}spaceship/b> .
<{ID}spaceship/b> rdfs:label "B\u202e"@xx , "long {"Stadt " * 1_000}"@yy .
<{ID}spaceship/c> a <urn:other> ; skos:broader <javascript:alert(1)> .
<{ID}city/x> a urb:City ; urb:country <javascript:alert(2)> , <{ID}country/none> ; urb:population "many" , 5 ; skos:prefLabel "=1+1"@en .
<{ID}a/b/c> a <urn:deep> .
<{ID}alone> a <urn:nothing> .
<{ID}x%20y/z> a <urn:z> .
"""


@pytest.fixture(scope="module")
def others(assets: Assets, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """A service on data that nobody expected, behind a prefix."""
    file = tmp_path_factory.mktemp("others") / "data.ttl"
    file.write_text(OTHERS, "utf-8")
    return Browser(app_on(assets, EmbeddedEngine(load_files([file]))), root_path="/deep")


def test_data_of_others_have_lists(others: Browser) -> None:
    kinds = {each["kind"]: (each["count"], each["label"]) for each in others.get("/things", AS_JSON).json()["kinds"]}
    assert kinds == {"city": (1, "Cities"), "spaceship": (3, "Spaceship"), "a": (1, "A"), "x%20y": (1, "X%20y")}
    document = others.get("/things/spaceship", AS_JSON).json()
    assert [thing["iri"].rpartition("/")[2] for thing in document["things"]] == ["b", "c", "a"], "by their names: B, c, script"
    assert counts(document, "type") == {f"{URB}Ship": 1, "urn:other": 1, "none": 1}
    assert "uses" not in [facet["name"] for facet in document["facets"]], "skos:broader is no use, so all are alike"
    for value in document["facets"][0]["values"]:
        assert urlsplit(value["address"]).path == "/deep/things/spaceship"
        assert others.get(value["address"].partition("/deep")[2], AS_JSON).json()["found"] == value["count"] == 1


def test_what_data_of_others_hold_is_text(others: Browser) -> None:
    page = tree(others.get("/things/spaceship", HTML).text)
    assert [element for element in page.iter("script") if (element.text or "").startswith("alert")] == []
    assert "<script>alert(1)</script>" in words(page.find(".//tbody"))  # type: ignore[arg-type]
    for address in ("/things/spaceship", "/things/city"):
        links = [str(element.get("href")) for element in tree(others.get(address, HTML).text).iter("a")]
        assert not [link for link in links if link.lower().startswith("javascript")]
    assert others.get("/things/a", HTML).status_code == others.get("/things/x%2520y", HTML).status_code == 200
    assert others.get("/things/alone", HTML).status_code == 404
    assert others.get("/things/city.csv").text.splitlines()[1].startswith(f"{ID}city/x,=1+1,")


def test_numbers_fall_into_one_range() -> None:
    facet = Facet(Field("population", Shows.NUMBER, "…"), bounds=(10, 20))
    assert [facet.keys((Name(text, ""),)) for text in ("0", "9.9", "10", "19", "20", "1e9")] == [
        ("0-10",),
        ("0-10",),
        ("10-20",),
        ("10-20",),
        ("20-",),
        ("20-",),
    ]
    assert facet.keys(()) == facet.keys((Name("many", ""),)) == ("none",)


def test_short_names_lead_back(client: httpx.Client) -> None:
    """A value is found by its IRI, by its short form and by its last part."""
    ways = ["de", "country/de", "id:country/de", f"{ID}country/de"]
    assert len({listed(client, "city", country=way)["found"] for way in ways}) == 1
    assert shorten(f"{ID}country/de") in unquote(str(client.get("/things/city?country=de", headers=AS_JSON).json()["facets"]))
