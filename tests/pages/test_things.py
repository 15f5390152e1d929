"""Pages of things: what they tell, in three languages, with the sources beside it, at a cost that does not grow with the graph."""

import re
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from tests.service.browsing import Browser, by_id, shipped, tree, words
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.dataset.snapshot import load_files
from urbansec.engine import Answer, EmbeddedEngine, Format, Request
from urbansec.namespaces import ID, URB
from urbansec.pages.catalogues import translation
from urbansec.pages.language import LANGUAGES
from urbansec.pages.render import local_address, plain_name
from urbansec.pages.things import Reader, sheet
from urbansec.queries import Catalogue
from urbansec.queries.description import gather, outlined
from urbansec.queries.description.around import Around
from urbansec.queries.description.asking import ask
from urbansec.queries.description.neighbours import surroundings
from urbansec.queries.description.status import status
from urbansec.settings import Settings

DAYS = ("1990-06-01", "2015-06-01", "2016-01-01", "2018-07-01", "2024-01-01", "2026-11-22", "2030-01-01")
EDGES = ("2015-12-31", "2025-12-17", "2017-12-31", "2015-01-01")  # first and last days of spans, where a rule goes wrong first
_LONG = 5  # seconds; reading all 5,000 with their names takes longer on the slowest machine, cutting them a fraction of one
TALKING = ("city/essen", "forum/defus", "membership/defus-essen", "event/defus-assembly-2020", "project/pactesur", "disagreement/defus-cities")


class Counted(EmbeddedEngine):
    """Notes how often it is asked."""

    asked = 0

    def execute(self, request: Request, result_format: Format) -> Answer:
        """The answer, and one more."""
        self.asked += 1
        return super().execute(request, result_format)


def page(path: str, language: str = "en") -> ET.Element:
    """The page of a thing in a language."""
    answer = shipped().get(f"/doc/{path}.html", {"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200
    return tree(answer.text)


def classed(element: ET.Element, name: str) -> Iterator[ET.Element]:
    """The elements of a class."""
    return (each for each in element.iter() if name in (each.get("class") or "").split())


def section(found: ET.Element, ident: str) -> ET.Element:
    """The section whose heading has the identifier."""
    return next(each for each in found.iter("section") if each.get("aria-labelledby") == ident)


@pytest.fixture(scope="module")
def one_of_each(snapshot: Snapshot) -> list[str]:
    """One thing of each kind, as what stands behind ``id/``."""
    subjects = {quad.subject.value for quad in snapshot.store if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ID)}
    names = sorted(iri.removeprefix(ID) for iri in subjects)
    return sorted({name.partition("/")[0]: name for name in names}.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_page_as_html_wants_it(one_of_each: list[str], language: str) -> None:
    assert len(one_of_each) > 30
    for name in one_of_each:
        found = page(name, language)
        identifiers = [each.get("id") for each in found.iter() if each.get("id")]
        assert len(identifiers) == len(set(identifiers)), name
        targets = {each.get("href", "")[1:] for each in found.iter("a") if each.get("href", "").startswith("#")}
        assert targets <= set(identifiers), name


@pytest.mark.parametrize("path", TALKING)
def test_marks_are_numbered_as_one_reads_and_lead_to_their_sources(path: str) -> None:
    found = page(path)
    marks = list(classed(found, "footnote"))
    assert len(marks) > 3
    there = by_id(found)
    for mark in marks:
        number = words(mark).removesuffix("?")
        target = there[mark.get("href", "")[1:]]
        assert mark.get("aria-label", "").startswith(f"Source {number}")
        assert target.get("id") == f"source-{number}"
        assert ("inferred" in words(target)) == words(mark).endswith("?")
    sources = [int(re.match(r"\d+", words(mark))[0]) for mark in marks]  # type: ignore[index]
    assert list(dict.fromkeys(sources)) == list(range(1, max(sources) + 1)), "the first mentions are in order"


@pytest.mark.parametrize("path", ["city/essen", "event/defus-assembly-2020", "membership/defus-essen"])
def test_a_source_stands_beside_every_statement_that_has_evidence(engine: EmbeddedEngine, path: str) -> None:
    found = gather(engine, f"{ID}{path}", properties=True)
    assert found
    outline = outlined(found)
    backed = [(statement.predicate, statement.value["value"]) for group in outline.stated.values() for statement in group if statement.evidence]
    shown = page(path)
    for predicate, value in backed:
        line = next(each for each in section(shown, "statements").iter("div") if any(a.get("title") == predicate for a in each.iter("a")))
        cell = next(dd for dd in line.iter("dd") if value in words(dd) or any(value in each.attrib.values() for each in dd.iter()))
        assert list(classed(cell, "footnote")), (predicate, value)
    assert len(backed) > 1


@pytest.mark.parametrize(
    ("language", "sentence", "certain"),
    [
        ("en", "Essen has been a member of German-European Forum for Urban Security since 2015.", "certain from 31 December 2015 to 17 December 2025"),
        ("de", "Essen ist seit 2015 Mitglied: Deutsch-Europäisches Forum für urbane Sicherheit.", "vom 31. Dezember 2015 bis zum 17. Dezember 2025"),
        ("fr", "Essen est membre depuis 2015 : Forum germano-européen pour la sécurité urbaine.", "du 31 décembre 2015 au 17 décembre 2025"),
    ],
)
def test_a_membership_is_told_in_sentences(language: str, sentence: str, certain: str) -> None:
    told = section(page("membership/defus-essen", language), "told")
    assert words(told).find(sentence) > 0
    assert certain in words(told)
    chain = next(classed(told, "chain"))
    assert [each.get("datetime") for each in chain.iter("time") if each.get("datetime", "").startswith("2020")] == ["2020-09-28", "2020-09-28"]


def test_an_implied_membership_says_from_what_it_follows() -> None:
    told = section(page("membership/efus-implied-by-defus-essen"), "told")
    assert "follows from Essen in DEFUS by a rule" in words(told)
    assert "/id/membership/defus-essen" in {each.get("href") for each in told.iter("a")}
    assert list(classed(told, "footnote")), "the sources of what it follows from"


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_are_words_with_the_exact_value(language: str) -> None:
    wanted = {"en": "28 September 2020", "de": "28. September 2020", "fr": "28 septembre 2020"}
    times = [each for each in section(page("event/defus-assembly-2020", language), "statements").iter("time") if each.get("datetime") == "2020-09-28"]
    assert times
    assert {words(each) for each in times} == {wanted[language]}


def test_words_fit_days_months_and_years() -> None:
    offices = words(section(page("city/essen", "de"), "offices"))
    assert "seit dem 28. September 2020" in offices
    assert "bis Dezember 2019" in words(section(page("city/essen", "de"), "projects"))
    assert "depuis le 28 septembre 2020" in words(section(page("city/essen", "fr"), "offices"))


def test_texts_of_another_language_say_so() -> None:
    note = next(dd for dd in section(page("membership/defus-essen", "de"), "statements").iter("dd") if "active partner" in words(dd))
    assert [each.get("lang") for each in note.iter("bdi")] == ["en"]
    assert "(Englisch)" in words(note)
    name = next(dd for dd in section(page("city/essen"), "statements").iter("dd") if words(dd).startswith("Essen ("))
    assert words(name) == "Essen (German, French)"


def test_both_sides_of_a_disagreement_stand_with_their_sources() -> None:
    found = section(page("project/pactesur"), "disagreements")
    sides = [each for each in found.iter("li") if list(classed(each, "footnote"))]
    assert len(sides) == 2
    preferred = [each for each in sides if each.get("class") == "preferred"]
    assert len(preferred) == 1
    assert "The graph follows this" in words(preferred[0])
    assert "Why:" in words(found)


def test_a_source_shows_what_rests_on_it_and_where(engine: EmbeddedEngine) -> None:
    found = section(page("source/seed0"), "carried")
    rows = list(
        ask(engine, f"SELECT ?x ?l ?c WHERE {{ ?x <{URB}evidence> ?e . ?e <{URB}source> <{ID}source/seed0> ; <{URB}locator> ?l ; <{URB}certainty> ?c }}")
    )
    assert len(rows) > 10
    lines = [(each, words(each)) for each in found.iter("li")]
    for row in rows:
        path, word = row["x"].value.removeprefix("https://w3id.org/urbansec"), row["c"].value.rpartition("/")[2]
        assert any(f"({row['l'].value}, {word}" in text and path in {a.get("href") for a in line.iter("a")} for line, text in lines), row
    assert len(lines) == len(rows)


def test_a_forum_shows_all_its_members_or_says_how_many_more(engine: EmbeddedEngine) -> None:
    for forum in ("defus", "efus", "ffsu"):
        found = section(page(f"forum/{forum}"), "members")
        rows = ask(engine, f"SELECT DISTINCT ?b WHERE {{ ?m <{URB}forum> <{ID}forum/{forum}> ; <{URB}member> ?b }}")
        bodies = {row["b"].value.removeprefix("https://w3id.org/urbansec") for row in rows}
        shown = {each.get("href") for each in next(classed(found, "countries")).iter("a")}
        more = sum(int(number) for number in re.findall(r"and (\d+) more", words(found)))
        assert len(bodies & shown) + more >= len(bodies)
        assert len(bodies & shown) > 15


@pytest.mark.parametrize("forum", ["efus", "defus"])
def test_a_source_stands_beside_every_member_of_a_forum(engine: EmbeddedEngine, forum: str) -> None:
    """That of the membership, or of the one that it follows from by a rule; also where there are hundreds of members."""
    whole = page(f"forum/{forum}")
    listed = list(next(classed(section(whole, "members"), "countries")).iter("li"))
    assert len(listed) > 15
    sources = by_id(whole)
    for each in listed:
        (record,) = (a.get("href", "").removeprefix("/id/") for a in classed(each, "record"))
        rows = ask(engine, _SOURCES_OF.replace("THIS", f"<{ID}{record}>"))
        wanted = {row["source"].value.removeprefix("https://w3id.org/urbansec") for row in rows}
        cited = {f"source-{number}" for mark in classed(each, "footnote") for number in re.findall(r"^[0-9]+", words(mark))}
        assert {next(iter(sources[number].iter("a"))).get("href") for number in cited} == wanted != set(), record


def test_status_of_every_membership_is_what_the_query_says(engine: EmbeddedEngine) -> None:
    """The rule of ``docs/model.md``, once as SPARQL and once as the pages have it."""
    facts: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = {}
    for row in ask(engine, f"SELECT ?s ?p ?o WHERE {{ ?s a <{URB}Membership> ; ?p ?o }}"):
        facts.setdefault(row["s"].value, {}).setdefault(row["p"].value, []).append(row["o"])
    near = Around(facts)
    seen = set()
    for day in (*DAYS, *EDGES):
        rows = ask(engine, _STATUS.replace("DAY", day))
        wanted = {row["m"].value: row["status"].value for row in rows}
        assert len(wanted) == len(facts) > 300
        assert {iri: status(near, iri, day) for iri in facts} == wanted
        seen |= set(wanted.values())
    assert seen >= {"certain", "possible", "unknown"}


def test_the_page_asks_the_engine_little(snapshot: Snapshot, one_of_each: list[str]) -> None:
    engine = Counted(snapshot)
    for name in (*one_of_each, "forum/efus", "city/essen", "certainty/stated"):
        engine.asked = 0
        found = gather(engine, f"{ID}{name}", properties=True)
        assert found
        outline, around = outlined(found), surroundings(engine, found)
        assert sheet(Reader(found, around.near, "en"), outline, partial(local_address, root=""), around).title.text
        # A hub needs two more to cut its links.
        assert engine.asked <= 6 + 2 * bool(found.counts), name


@pytest.fixture(scope="module")
def odd(assets: Assets, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """The service on data that are not ours: a hub of thousands, nodes without names, links that must not be followed."""
    path: Path = tmp_path_factory.mktemp("odd") / "data.ttl"
    cities = "".join(
        f"<{ID}city/c{n}> a urb:City ; skos:prefLabel 'City {n}'@en ; urb:country <{ID}country/x> ; urb:locatedIn <{ID}region/r> .\n" for n in range(5000)
    )
    path.write_text(f"@prefix urb: <{URB}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n{cities}{_ODD}", "utf-8")
    return Browser(create_app(Settings(), EmbeddedEngine(load_files([path], union=True)), Catalogue(), assets))


def test_a_thing_with_thousands_of_links_is_cut_and_says_so(odd: Browser) -> None:
    for path in ("country/x", "region/r"):
        begun = time.perf_counter()
        answer = odd.get(f"/doc/{path}.html")
        found = tree(answer.text)
        inverse = by_id(found)["inverse"]
        assert "the first 100 of 5000" in words(inverse)
        assert len(answer.content) < 150_000
        assert time.perf_counter() - begun < _LONG
        query = next(each.get("href", "") for each in inverse.iter("a") if each.get("href", "").startswith("/editor?query="))
        assert "SELECT" in query


def test_nodes_without_names_are_readable(odd: Browser) -> None:
    found = section(tree(odd.get("/doc/city/odd.html").text), "statements")
    assert "something without a name" in words(found)
    assert "deep inside" in words(found)


def test_only_addresses_of_the_web_are_linked(odd: Browser) -> None:
    found = tree(odd.get("/doc/city/odd.html").text)
    assert "javascript:alert(1)" in words(found)
    assert {each.get("href", "").partition(":")[0] for each in found.iter("a") if ":" in each.get("href", "")} <= {"http", "https"}


def test_dates_and_numbers_that_are_none_stay_text(odd: Browser) -> None:
    found = section(tree(odd.get("/doc/city/odd.html").text), "statements")
    assert "some day" in words(found)
    assert "some day" not in {each.get("datetime") for each in found.iter("time")}
    assert not list(found.iter("data"))


def test_our_words_for_foreign_properties_are_all_translated() -> None:
    from urbansec.pages.render import _PLAIN_NAMES

    assert {plain_name(name) for name in _PLAIN_NAMES} == set(_PLAIN_NAMES.values())
    assert [(name, language) for name in _PLAIN_NAMES.values() for language in LANGUAGES if translation(name, language=language) is None] == []


_ODD = f"""
<{ID}country/x> a skos:Concept ; skos:prefLabel "X"@en . <{ID}region/r> a urb:Region ; skos:prefLabel "R"@en .
<{ID}city/odd> a urb:City ; skos:prefLabel "Odd"@en ; urb:since "some day"^^<http://www.w3.org/2001/XMLSchema#gYear> ;
  urb:population "many"^^<http://www.w3.org/2001/XMLSchema#integer> ; <http://xmlns.com/foaf/0.1/homepage> <javascript:alert(1)> ;
  urb:venue [ skos:note "outside"@en ; urb:venue [ skos:note "deep inside"@en ] ] .
"""
_SOURCES_OF = f"""
SELECT ?source WHERE {{
  {{ THIS <{URB}evidence> ?e }} UNION {{ THIS <{URB}impliedBy> ?base . ?base <{URB}evidence> ?e }}
  ?e <{URB}source> ?source
}}"""
_STATUS = f"""
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?m ?status WHERE {{
  ?m a <{URB}Membership> BIND("DAY"^^xsd:date AS ?on)
  OPTIONAL {{ ?m <{URB}certainFrom> ?cf ; <{URB}certainTo> ?ct }}
  OPTIONAL {{ ?m <{URB}possibleFrom> ?pf }}
  OPTIONAL {{ ?m <{URB}possibleTo> ?pt }}
  OPTIONAL {{ ?m <{URB}since> ?since }}
  BIND(IF(COALESCE(?cf <= ?on && ?on <= ?ct, false), "certain",
       IF(COALESCE(?pf <= ?on, false) && COALESCE(?on <= ?pt, true), "possible",
       IF(!BOUND(?since) && !COALESCE(?pf <= ?on, false), "unknown", "no"))) AS ?status)
}}"""
