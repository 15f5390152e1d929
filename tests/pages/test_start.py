"""The start page, the map and the timeline: what they show is what the saved queries give, on any data, in three languages, without script."""

import csv
import gzip
import html
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.service.browsing import Browser, links, tree, words
from urbansec.api import create_app
from urbansec.api.overview_asked import NO_DAY, NO_DAY_OF_MAP, NO_FORUM, NO_KIND, PERIOD
from urbansec.api.overview_members import Membership, country_name, on_day, read_members
from urbansec.assets import Assets
from urbansec.dataset import load_files
from urbansec.engine import EmbeddedEngine
from urbansec.namespaces import ID, PREFIXES, expand
from urbansec.pages.built import STATIC, modules
from urbansec.queries import Catalogue
from urbansec.settings import Settings

HTML = {"Accept": "text/html"}
EFUS, DEFUS = "id:forum/efus", "id:forum/defus"
DAYS = ("1991-05-01", "2010-05-10", "2016-01-01", "2020-09-28", date.today().isoformat())
NUMBER = re.compile(r"\D+")


@pytest.fixture(scope="module")
def site(engine: EmbeddedEngine, catalogue: Catalogue, assets: Assets) -> Browser:
    """The service on the shipped data."""
    return Browser(create_app(Settings(), engine, catalogue, assets))


def read(site: Browser, address: str, language: str = "en", status: int = 200) -> ET.Element:
    answer = site.get(address, {**HTML, "Accept-Language": language})
    assert answer.status_code == status, answer.text[:500]
    return tree(answer.text)


def every(page: ET.Element, tag: str, css: str = "") -> list[ET.Element]:
    return [element for element in page.iter(tag) if not css or css in (element.get("class") or "").split()]


def one(page: ET.Element, tag: str, css: str = "") -> ET.Element:
    (found,) = every(page, tag, css)
    return found


def named(page: ET.Element, text: str) -> str:
    """Where the link with this text leads."""
    (found,) = {link.get("href") for link in page.iter("a") if words(link) == text}
    assert found
    return found


def counted(page: ET.Element) -> dict[str, int]:
    return {name: int(NUMBER.sub("", words(span))) for span in page.iter("span") if (name := span.get("data-count"))}


def marks(page: ET.Element) -> list[ET.Element]:
    (picture,) = [element for element in page.iter() if element.get("id") == "members"]
    return [element for element in picture.iter() if "mark" in (element.get("class") or "").split()]


def status_of(mark: ET.Element) -> str:
    found = {name for part in mark.iter() for name in (part.get("class") or "").split() if "sign" in (part.get("class") or "").split()}
    return "certain" if "certain" in found else "possible" if "possible" in found else ""


def rows_of(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_start_page_answers_the_main_question(site: Browser, catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    page = read(site, "/")
    rows = catalogue.get("cities-in-both-forums").table(engine, {}).rows
    assert rows
    section = one(page, "section", "answer")
    assert words(one(section, "strong", "number")) == str(len(rows))
    assert [words(summary) for summary in every(section, "summary")] == [
        row["cityLabel"]["value"] for row in sorted(rows, key=lambda row: row["status"]["value"])
    ]
    assert "Efus" in words(section[0])
    assert "DEFUS" in words(section[0])


def test_the_source_of_a_membership_is_three_clicks_away(site: Browser) -> None:
    section = one(read(site, "/"), "section", "answer")
    (essen,) = [each for each in every(section, "details") if words(each[0]) == "Essen"]  # the first click opens it
    sources = [address for address in links(essen) if address.startswith("/id/source/")]
    given = {row["city"]: row for row in rows_of(site.get("/queries/cities-in-both-forums/result.csv"))}[f"{ID}city/essen"]
    assert {f"{ID}{source.removeprefix('/id/')}" for source in sources} == {*given["sourcesA"].split(), *given["sourcesB"].split()}
    moved = site.get(sources[0], HTML)  # the second click
    assert moved.status_code == 303
    assert site.get(moved.headers["location"], HTML).status_code == 200


def test_members_of_a_day_are_a_csv_file_three_clicks_away(site: Browser) -> None:
    page = read(site, "/")
    days = one(page, "details", "days")  # the first click opens it
    form = one(days, "form")
    assert "2020-09-28" in [button.get("value") for button in form.iter("button")]
    hidden = [(str(field.get("name")), str(field.get("value"))) for field in form.iter("input")]
    chosen = read(site, f"{form.get('action')}?{urlencode([*hidden, ('on', '2020-09-28')])}")  # the second
    rows = rows_of(site.get(named(chosen, "CSV of these members")))  # the third
    members = {row["member"]: "" for row in rows} | {row["member"]: "certain" for row in rows if row["status"] == "certain"}
    counts = counted(chosen)
    assert counts["certain"] + counts["possible"] == len(members) > 100
    assert counts["certain"] == sum(map(bool, members.values())) > 10


@pytest.mark.parametrize("day", DAYS)
def test_who_is_a_member_is_what_the_queries_say(catalogue: Catalogue, engine: EmbeddedEngine, day: str) -> None:
    members = read_members(catalogue.get("membership-spans").table(engine, {}).rows)
    network = catalogue.get("membership-network").table(engine, {"on": day}).rows
    expected: dict[str, dict[str, str]] = {}
    for row in network:
        expected.setdefault(row["member"]["value"], {})[row["forum"]["value"]] = row["status"]["value"]
    assert {member.iri: member.statuses(day, ()) for member in members if member.statuses(day, ())} == expected
    forum = expand(DEFUS) or ""
    of_forum = catalogue.get("members-of-forum").table(engine, {"on": day, "forum": DEFUS}).rows
    shown = on_day(members, day, {forum})
    assert {member.iri for member in shown.certain} == {row["member"]["value"] for row in of_forum if row["status"]["value"] == "certain"}
    assert {member.iri for member in shown.possible} == {row["member"]["value"] for row in of_forum if row["status"]["value"] == "possible"}


@pytest.mark.parametrize("asked", ["on=2020-09-28", f"on=2016&forum={DEFUS}&forum={EFUS}", "on=1980-01-01"])
@pytest.mark.parametrize("path", ["/", "/map"])
def test_the_picture_shows_what_is_counted(site: Browser, path: str, asked: str) -> None:
    page = read(site, f"{path}?{asked}")
    counts = counted(page)
    statuses = [status_of(mark) for mark in marks(page)]
    unplaced = [each for each in page.iter("li") if each.get("data-spans")]
    missing = [each for each in unplaced if each.get("hidden") is None]
    assert len(missing) == counts["missing"]
    assert statuses.count("certain") + statuses.count("possible") == counts["certain"] + counts["possible"] - counts["missing"]
    assert all(mark.get("data-spans") for mark in marks(page)), "what a script needs for another day"


@pytest.mark.parametrize("path", ["/", "/map"])
def test_spans_on_the_marks_give_the_statuses_drawn(site: Browser, path: str) -> None:
    """What the script does on any other day is what the server has done on this one."""
    day = "2018-06-01"
    page = read(site, f"{path}?on={day}&forum={DEFUS}&forum=id:forum/fisu")
    chosen = {DEFUS, "id:forum/fisu"}
    seen = set()
    for mark in marks(page):
        spans = [span for span in json.loads(mark.get("data-spans") or "") if span[0] in chosen and span[1] <= day and (not span[2] or day <= span[2])]
        status = min((span[3] for span in spans), default="")
        assert status_of(mark) == status, words(mark)
        seen.add(status)
    assert seen == {"", "certain", "possible"}


def test_the_table_of_the_map_lists_who_is_counted(site: Browser) -> None:
    page = read(site, "/map?on=2020-09-28")
    (table,) = [element for element in page.iter() if element.get("id") == "members-table"]
    counts = counted(page)
    rows = list(one(table, "tbody").iter("tr"))
    assert len(rows) == counts["certain"] + counts["possible"]
    assert sum(words(row[-1]) == "no" for row in rows) == counts["missing"]
    regions = read(site, "/map?on=2020-09-28&kind=region&kind=organisation")
    (table,) = [element for element in regions.iter() if element.get("id") == "members-table"]
    assert {words(row[1]) for row in one(table, "tbody").iter("tr")} == {"region", "organisation"}
    assert {box.get("value") for box in regions.iter("input") if box.get("checked") is not None} == {"region", "organisation"}


def test_every_figure_names_its_query(site: Browser) -> None:
    asked = f"on=2016-01-01&forum={DEFUS}&growth=id:forum/efus"
    found = links(read(site, f"/?{asked}"))
    queries = {urlsplit(address).path: dict(parse_qsl(urlsplit(address).query)) for address in found if address.startswith("/queries/")}
    assert queries["/queries/members-of-forum"] == {"forum": DEFUS, "on": "2016-01-01"}
    assert queries["/queries/forum-growth"] == {"forum": EFUS}
    assert queries["/queries/reported-sizes"] == {"forum": EFUS}
    assert {"/queries/cities-in-both-forums", "/queries/membership-spans", "/queries/resources"} <= queries.keys()
    assert f"/map?on=2016-01-01&forum={DEFUS}" in found, "the growth is no matter of the map"
    for address in {urlsplit(address).path: address for address in found if address.startswith("/queries/")}.values():
        assert site.get(address, HTML).status_code == 200, address


def test_the_figures_are_what_their_queries_list(site: Browser) -> None:
    figures = list(one(read(site, "/"), "dl", "figures").iter("div"))
    assert len(figures) >= 6
    for figure in figures:
        address = urlsplit(one(figure, "a").get("href") or "")
        assert int(NUMBER.sub("", words(figure[1]))) == len({row["resource"] for row in rows_of(site.get(f"{address.path}/result.csv?{address.query}"))})


@pytest.mark.parametrize("forum", [DEFUS, EFUS])
def test_growth_stands_beside_the_numbers_that_sources_report(site: Browser, catalogue: Catalogue, engine: EmbeddedEngine, forum: str) -> None:
    page = read(site, f"/?growth={forum}")
    (figure,) = [each for each in page.iter("figure") if each.get("id") == "growth-chart-figure"]
    known, reported = every(figure, "tbody")
    years = catalogue.get("forum-growth").table(engine, {"forum": forum}).rows
    assert [[words(cell) for cell in row] for row in known.iter("tr")] == [
        [row[column]["value"] for column in ("year", "certain", "possible", "joined")] for row in years
    ]
    sizes = catalogue.get("reported-sizes").table(engine, {"forum": forum}).rows
    assert len(list(reported.iter("tr"))) == len(sizes) > 3
    for row, given in zip(reported.iter("tr"), sizes, strict=True):
        assert words(row[2]).split()[-1].replace(",", "") == given["value"]["value"]
        assert f"/id/source/{given['source']['value'].rpartition('/')[2]}" in links(row)
    (picture,) = [element for element in figure.iter() if element.get("id") == "growth-chart-wide"]
    compared = {"members", "cities", "municipalities", "local-authorities", "local-and-regional-authorities"}
    dated = [given for given in sizes if "earliest" in given and given["counted"]["value"].rpartition("/")[2] in compared]
    assert links(picture) == {f"/id/count/{given['count']['value'].rpartition('/')[2]}" for given in dated}
    assert 0 < len(dated) < len(sizes), "numbers without a day, and those of organisations alone, are in the table only"
    (shown,) = [words(each) for each in one(page, "nav", "forums").iter("a") if each.get("aria-current") == "true"]
    assert shown.lower() == forum.rpartition("/")[2]


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("/map?forum=id:forum/nowhere", NO_FORUM),
        ("/?forum=javascript:alert(1)", NO_FORUM),
        ("/?growth=id:city/essen", NO_FORUM),
        ("/map?kind=dragon", NO_KIND),
    ],
)
def test_what_is_asked_wrongly_is_told_and_nothing_is_guessed(site: Browser, address: str, problem: str) -> None:
    page = read(site, address, status=422)
    assert problem in [words(each) for each in every(page, "p", "wrong")]


@pytest.mark.parametrize("path", ["/", "/map"])
@pytest.mark.parametrize("typed", ["yesterday", "2020-02-30", "9" * 5_000, "<script>", "0000"])
def test_a_day_that_is_none_is_told_beside_a_field_that_a_browser_takes(site: Browser, path: str, typed: str) -> None:
    """A browser warns in its console of a field for days that holds anything else."""
    page = read(site, f"{path}?on={typed}", status=422)
    (field,) = [each for each in page.iter("input") if each.get("name") == "on"]
    assert (field.get("type"), field.get("value"), field.get("aria-invalid")) == ("date", "", "true")
    (told,) = [each for each in page.iter("p") if each.get("id") == field.get("aria-describedby")]
    shown = typed if len(typed) <= 60 else f"{typed[:59]}…"
    assert words(told) == f"{shown}: {NO_DAY_OF_MAP}"


@pytest.mark.parametrize(
    ("typed", "day"), [("2016", "2016-01-01"), ("2016-02", "2016-02-01"), ("today", DAYS[-1]), ("", DAYS[-1]), ("2016&on=2017", "2017-01-01")]
)
def test_days_may_be_years_and_months(site: Browser, typed: str, day: str) -> None:
    page = read(site, f"/?on={typed}")
    assert [each.get("value") for each in page.iter("input") if each.get("name") == "on"] == [day]


def test_forums_are_called_as_their_addresses_call_them(site: Browser) -> None:
    named = {str(box.get("value")): words(label) for label in read(site, "/").iter("label") for box in label.iter("input") if box.get("name") == "forum"}
    assert named["id:forum/fbpsu"] == "FBPSU", "not BFPVS or BeFUS, which it is called as well"
    assert all(name.casefold() == key.rpartition("/")[2] for key, name in named.items())


def test_all_forums_are_the_same_as_none(site: Browser) -> None:
    page = read(site, "/")
    boxes = [(str(box.get("name")), str(box.get("value"))) for box in page.iter("input") if box.get("type") == "checkbox"]
    assert len(boxes) >= 6
    assert counted(read(site, f"/?{urlencode(boxes)}")) == counted(page)


def test_the_timeline_is_what_its_query_gives(site: Browser) -> None:
    page = read(site, f"/timeline?forum={DEFUS}&kind=event&kind=founding&from=2010&to=2020")
    rows = rows_of(site.get(named(page, "CSV")))
    items = {row["item"] for row in rows}
    assert "DEFUS" in words(page)
    listed = {f"{ID}{(address or '').removeprefix('/id/')}" for row in one(page, "tbody").iter("tr") for address in [one(row[2], "a").get("href")]}
    assert listed == items
    assert f"{ID}event/defus-founding" in items
    assert {row["kind"] for row in rows} == {"event", "founding"}
    assert all(row["latest"] >= "2010-01-01" and row["earliest"] <= "2020-12-31" and row["forum"] == expand(DEFUS) for row in rows)


def test_the_axis_is_that_of_the_period(site: Browser) -> None:
    """However long the things last that reach into it: a debate is only known to have been before 2026."""
    page = read(site, "/timeline?kind=event&from=2014&to=2017")
    (picture,) = [element for element in page.iter() if element.get("id") == "network-timeline-wide"]
    years = {int(words(each)[-4:]) for each in picture.iter() if "tick" in (each.get("class") or "").split()}
    assert years
    assert years <= set(range(2014, 2019))


@pytest.mark.parametrize(
    ("asked", "problem"),
    [("from=soon", NO_DAY), ("to=2020-13", NO_DAY), ("from=2021&to=2020", PERIOD), ("forum=id:forum/x", NO_FORUM), ("kind=war", NO_KIND)],
)
def test_the_timeline_tells_what_is_asked_wrongly(site: Browser, asked: str, problem: str) -> None:
    assert problem in [words(each) for each in every(read(site, f"/timeline?{asked}", status=422), "p", "wrong")]


def test_the_whole_timeline_holds_joining_and_leaving(site: Browser) -> None:
    rows = rows_of(site.get(named(read(site, "/timeline"), "CSV")))
    assert {row["kind"] for row in rows} == {"founding", "event", "joining", "leaving", "project", "publication"}
    assert [row["earliest"] for row in rows] == sorted(row["earliest"] for row in rows)


@pytest.mark.parametrize(
    ("language", "town", "forum", "country"), [("de", "Köln", "Wachstum von DEFUS", "Deutschland"), ("fr", "Cologne", "Croissance de DEFUS", "Allemagne")]
)
def test_names_are_in_the_language_of_the_page(site: Browser, language: str, town: str, forum: str, country: str) -> None:
    page = read(site, "/", language)
    assert page.get("lang") == language
    assert town in [words(each) for each in every(one(page, "section", "answer"), "summary")]
    assert forum in [words(each) for each in page.iter("h2")]
    assert country in words(read(site, "/map?on=2020-09-28", language))
    assert any(dict(parse_qsl(urlsplit(each).query)).get("lang") == language for each in links(page)), "the query gives the same names"
    assert country_name("qq", language) == "qq"


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2014-12-31", ""),
        ("2015-01-01", "possible"),
        ("2015-12-31", "certain"),
        ("2025-12-17", "certain"),
        ("2025-12-18", "possible"),
        ("2030-01-01", "possible"),
        ("2030-01-02", ""),
    ],
)
def test_statuses_at_the_ends_of_the_spans(day: str, status: str) -> None:
    assert Membership("f", "2015-12-31", "2025-12-17", "2015-01-01", "2030-01-01").status(day) == status


def test_pages_are_small(site: Browser) -> None:
    for path, most in (("/", 60_000), ("/map", 60_000), ("/timeline", 60_000)):
        assert len(gzip.compress(site.get(path, HTML).content)) < most, path


@pytest.mark.skipif("start" not in modules(), reason="the modules have not been built")
def test_the_script_of_the_start_page_is_small() -> None:
    files = set(chain.from_iterable((modules()[name].file, *modules()[name].imports) for name in ("page", "start", "graphics") if name in modules()))
    assert sum(len(gzip.compress((STATIC / file).read_bytes())) for file in files) < 30_000


HOSTILE = {"script": "</script><script>alert(1)</script>", "attribute": "\" onmouseover='x' ]]>", "rtl": "\u202eabc\u2067", "long": "Stadt " * 1_700}


def hostile(names: Mapping[str, str]) -> Iterator[str]:
    """Forums, members, events and counts with these names, and places that are none."""
    for prefix in ("urb", "skos", "xsd", "wgs", "rdfs"):
        yield f"@prefix {prefix}: <{PREFIXES[prefix]}> ."
    yield "urb:Forum rdfs:subClassOf urb:Body ."
    for place, (name, label) in enumerate(names.items()):
        text = json.dumps(label)
        lat, long = (("91", "0"), ('"1e400"', "7"), ("51.5", "7.5"), ("-3", "500"))[place]
        yield f"<{ID}forum/{name}> a urb:Forum ; skos:prefLabel {text}@en ; urb:abbreviation {text} ."
        yield f"<{ID}city/{name}> a urb:City ; skos:prefLabel {text}@en ; wgs:lat {lat} ; wgs:long {long} ."
        yield f"<{ID}membership/{name}> a urb:Membership ; urb:forum <{ID}forum/{name}> ; urb:member <{ID}city/{name}> , <javascript:alert({place})> ;"
        yield '  urb:possibleFrom "2001-01-01"^^xsd:date .'
        yield f'<{ID}event/{name}> a urb:Event ; skos:prefLabel {text}@en ; urb:organiser <{ID}forum/{name}> ; urb:start "2002-02-02"^^xsd:date ;'
        yield '  urb:startEarliest "2002-02-02"^^xsd:date ; urb:startLatest "2002-02-02"^^xsd:date .'
        yield f"<{ID}count/{name}> a urb:ReportedCount ; urb:forum <{ID}forum/{name}> ; urb:counted <{ID}counted/members> ; urb:reportedValue {text} ;"
        yield '  urb:asOfEarliest "2002-01-01"^^xsd:date ; urb:evidence [ urb:source <javascript:alert(1)> ] .'
        yield f"<{ID}counted/members> skos:prefLabel {text}@en ."


def on(text: str, folder: Path, catalogue: Catalogue, assets: Assets) -> Browser:
    file = folder / "data.ttl"
    file.write_text(text, "utf-8")
    return Browser(create_app(Settings(), EmbeddedEngine(load_files([file], union=True)), catalogue, assets))


def test_hostile_data_are_text(tmp_path: Path, catalogue: Catalogue, assets: Assets) -> None:
    site = on("\n".join(hostile(HOSTILE)), tmp_path, catalogue, assets)
    for path in ("/?growth=id:forum/script", "/map", "/timeline"):
        answer = site.get(path, HTML)
        assert answer.status_code == 200, answer.text[:400]
        page = tree(answer.text)
        assert not any(name.startswith("on") for element in page.iter() for name in element.attrib)
        assert not any(address.strip().lower().startswith(("javascript:", "data:")) for address in links(page))
        assert {script.get("type") for script in page.iter("script")} <= {"module"}
        assert HOSTILE["script"] in "".join(page.itertext())
        assert html.escape(HOSTILE["script"], quote=False) in answer.text


@pytest.mark.parametrize("path", ["/", "/map", "/timeline"])
def test_without_data_the_pages_say_so(tmp_path: Path, catalogue: Catalogue, assets: Assets, path: str) -> None:
    text = words(read(on("", tmp_path, catalogue, assets), path))
    assert {"/": "Nothing yet: no data have been loaded.", "/map": "The data hold no memberships.", "/timeline": "The data name nothing that fits."}[
        path
    ] in text


@pytest.mark.parametrize("path", ["/", "/map", "/timeline"])
def test_without_saved_queries_there_are_the_other_parts(engine: EmbeddedEngine, assets: Assets, path: str) -> None:
    page = read(Browser(create_app(Settings(), engine, Catalogue(), assets)), path)
    assert every(page, "h1")
    assert not [address for address in links(page) if address.startswith("/queries/")]


def test_below_a_prefix_all_addresses_have_it(engine: EmbeddedEngine, catalogue: Catalogue, assets: Assets) -> None:
    site = Browser(create_app(Settings(), engine, catalogue, assets), root_path="/graph")
    for path in ("/graph/?on=2020-09-28", "/graph/map", "/graph/timeline"):
        page = read(site, path)
        inside = {each for each in links(page) if each.startswith("/")} | {str(form.get("action")) for form in page.iter("form")}
        assert all(each.startswith("/graph/") for each in inside), sorted(each for each in inside if not each.startswith("/graph/"))
