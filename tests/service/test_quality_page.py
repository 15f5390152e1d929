"""What the page on quality shows in the reader's language: names, days and charts, each with its table."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.service.browsing import HTML, Browser, by_id, tree, words
from urbansec.api import create_app
from urbansec.api.judged import Judgement
from urbansec.api.quality_page import FEW, Names, by_year, certainty_chart, counts_chart, ends, growth_chart
from urbansec.api.quality_parts import Carrying, Reported, Sureness
from urbansec.assets import Assets
from urbansec.engine import EmbeddedEngine
from urbansec.pages.language import LANGUAGES
from urbansec.queries import Catalogue
from urbansec.queries.describe import Name
from urbansec.settings import Settings

NAMES = Names({"f": Name("Forum F", "de")}, {"cities": Name("Städte", "de")})


@pytest.fixture(name="http", scope="module")
def http_fixture(engine: EmbeddedEngine, catalogue: Catalogue, assets: Assets) -> Browser:
    return Browser(create_app(Settings(), engine, catalogue, assets, judge=lambda _: Judgement(state="being checked")))


@pytest.fixture(name="pages", scope="module")
def pages_fixture(http: Browser) -> dict[str, ET.Element]:
    return {language: tree(http.get("/quality", {**HTML, "Accept-Language": language}).text) for language in LANGUAGES}


@pytest.fixture(name="document", scope="module")
def document_fixture(http: Browser) -> dict[str, Any]:
    found: dict[str, Any] = http.get("/quality", {"Accept": "application/json", "Accept-Language": "de"}).json()
    return found


def told(**changed: Any) -> Reported:
    given: dict[str, Any] = {
        "count": "c",
        "forum": "f",
        "forum_label": "F",
        "counted": "cities",
        "day": "2020",
        "qualifier": "exact",
        "reported": 10,
        "certain": 3,
        "enumerated": 5,
        "difference": -5,
        "verdict": "incomplete",
        "sources": ("s",),
    }
    return Reported(**(given | changed))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020", ("2020", "2020")),
        ("2020-05 to 2021", ("2020-05", "2021")),
        ("from 2020-05-01", ("2020-05-01", "")),
        ("until 2021", ("", "2021")),
        ("", ("", "")),
    ],
)
def test_days_in_words_are_read_back(text: str, expected: tuple[str, str]) -> None:
    assert ends(text) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("How good are the data?", "local and regional authorities", "German-European Forum for Urban Security", "11 December 2019")),
        ("de", ("Wie gut sind die Daten?", "Mitgliedschaft", "Deutsch-Europäisches Forum für urbane Sicherheit", "11. Dezember 2019")),
        ("fr", ("Que valent les données", "adhésion", "Forum français pour la sécurité urbaine", "11 décembre 2019")),
    ],
)
def test_the_page_speaks_the_language_of_the_reader(language: str, expected: tuple[str, ...], pages: dict[str, ET.Element]) -> None:
    said = words(pages[language])
    for part in expected:
        assert part in said, part


def test_programs_get_english_whatever_they_speak(document: dict[str, Any]) -> None:
    assert document["figures"]["things"]["membership"] > 100
    assert {each["verdict"] for each in document["completeness"]["counts"]} <= set(document["completeness"]["verdicts"])
    assert "Belgian Forum for Urban Security" in {each["forum_label"] for each in document["completeness"]["counts"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_has_a_table_with_its_numbers(language: str, pages: dict[str, ET.Element], document: dict[str, Any]) -> None:
    page = pages[language]
    figures = {str(element.get("id")): element for element in page.iter("figure")}
    assert {"certainty-chart-figure", "growth-chart-figure"} < set(figures)
    assert sum(name.startswith("counts-chart-") for name in figures) >= 3
    for name in ("certainty-chart-figure", "growth-chart-figure"):
        assert len(list(figures[name].iter("table"))) == 1
        assert list(figures[name].iter("{http://www.w3.org/2000/svg}svg"))
    rows = [[words(cell) for cell in row.iter("td")] for row in next(figures["certainty-chart-figure"].iter("tbody")).iter("tr")]
    assert [[int(cell) for cell in row[:2]] for row in rows] == [[each["stated"], each["inferred"]] for each in document["evidence_by_certainty"]["kinds"]]
    axis = {"en": "Day", "de": "Tag", "fr": "Date"}[language]
    assert axis in {str(text).strip() for text in by_id(page)["counts-chart-1-figure"].itertext()}


def test_sources_are_counted_by_the_year_of_which_one_is_sure() -> None:
    def source(published: str, evidence: int) -> Carrying:
        return Carrying("s", "S", "", published, evidence, 0)

    found = by_year(
        [source("2018", 3), source("2020-05-06", 1), source("2020-01 to 2020-06", 2), source("2019 to 2020", 50), source("until 2020", 50), source("", 50)]
    )
    assert found == {2018: (1, 3), 2019: (0, 0), 2020: (2, 3)}
    assert by_year([]) == {}
    assert growth_chart(found) is None
    assert growth_chart(dict.fromkeys(range(2000, 2000 + FEW), (1, 1))) is not None


def test_a_chart_of_counts_takes_what_was_counted_several_times() -> None:
    days = ["2010", "2012-05", "2014-06-07", "2015 to 2016", "from 2001", "1990 to 2020", "2018"]
    cities = [told(day=day, reported=10 + n, count=f"https://example.org/{n}") for n, day in enumerate(days)]
    few = [told(counted="towns", reported=500, day="2011")] * (FEW - 1)
    chart = counts_chart([*cities, *few], NAMES, str, str, "x")
    assert chart is not None
    assert chart.title == "Forum F: Städte, reported and known by name"
    drawn = str(chart.drawn().svg)
    # Five of the days can be placed; nobody knows when the sixth and the seventh number were right.
    assert {f"https://example.org/{n}" for n in (0, 1, 2, 3, 6)} == set(re.findall(r'href="(https://example.org/\d)"', drawn))
    assert counts_chart(few, NAMES, str, str, "x") is None
    assert counts_chart([told(enumerated=None)] * 9, NAMES, str, str, "x") is None


def test_a_chart_of_counts_tells_how_exact_each_number_is() -> None:
    counts = [told(day=f"201{n}", qualifier=qualifier) for n, qualifier in enumerate(["exact", "about", "nearly", "more than", "at least", "at most"])]
    chart = counts_chart(counts, NAMES, str, str, "x")
    assert chart is not None
    assert [entry.text for entry in chart.legend][2:] == [
        "reported exactly",
        "reported as about",
        "reported as at least",
        "reported as more than",
        "reported as at most",
    ]


def test_one_kind_of_thing_makes_no_chart() -> None:
    assert certainty_chart([Sureness("k", "K", 1, 2)], NAMES) is None
    assert certainty_chart([Sureness("k", "K", 1, 2), Sureness("l", "L", 0, 1)], NAMES) is not None
