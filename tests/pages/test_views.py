"""Views of results: which there are for a table, what each draws, and what of a table with anything in it they make."""

from collections.abc import Mapping, Sequence

import pytest

from urbansec.namespaces import ID, PREFIXES
from urbansec.pages.render import local_address
from urbansec.pages.saved import words
from urbansec.pages.tables import figure, sorts
from urbansec.pages.views import TABLE, Drawn, Reader, View, draw, query_views
from urbansec.queries.header import View as HeaderView
from urbansec.queries.table import TRIPLE, Cell, Table

XSD = PREFIXES["xsd"]
WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
HOSTILE = ["<script>alert(1)</script>", "\u202ereversed", "x" * 10_000, "javascript:alert(1)", '"\' onload="x', "{{ 7 * 7 }} %(name)s", "\x00\x1f"]


def cell(value: object) -> Cell:
    """A term: an address as an IRI, a number, a day, else text."""
    if isinstance(value, bool) or value is None:
        raise TypeError(value)
    if isinstance(value, int):
        return {"type": "literal", "value": str(value), "datatype": f"{XSD}integer"}
    if isinstance(value, float):
        return {"type": "literal", "value": str(value), "datatype": f"{XSD}decimal"}
    text = str(value)
    if text.startswith(("https://", "urn:")):
        return {"type": "uri", "value": text}
    if text.startswith("day:"):
        return {"type": "literal", "value": text.removeprefix("day:"), "datatype": f"{XSD}date"}
    if text.startswith("POINT("):
        return {"type": "literal", "value": text, "datatype": WKT}
    return {"type": "literal", "value": text}


def table(names: str, *rows: Sequence[object]) -> Table:
    """A table of these columns; ``None`` is not bound."""
    variables = tuple(names.split())
    made: list[Mapping[str, Cell]] = [{name: cell(value) for name, value in zip(variables, row, strict=True) if value is not None} for row in rows]
    return Table(variables, tuple(made))


def header(**said: object) -> HeaderView:
    """What a header says of its view."""
    return HeaderView.model_validate(said)


def names(found: Sequence[View]) -> list[str]:
    """The views by name."""
    return [view.name for view in found]


def drawn(view: View, of: Table) -> Drawn:
    """The picture, which there must be."""
    made = draw(view, of, READER, title="Title")
    assert made is not None
    return made


READER = Reader({f"{ID}city/essen": "Essen an der Ruhr"}, local_address, words, str)
PLACES = table(
    "city cityLabel status lat long",
    (f"{ID}city/essen", "Essen", "certain", 51.45, 7.01),
    (f"{ID}city/bochum", "Bochum", "possible", 51.48, 7.22),
    (f"{ID}city/nowhere", "Nowhere", "possible", None, None),
)


@pytest.mark.parametrize(
    ("found", "said", "wanted"),
    [
        (PLACES, None, ["table", "map"]),
        (PLACES, header(kind="map", lat="lat", lon="long", label="cityLabel"), ["map", "table"]),
        (PLACES, header(kind="map", lat="north", lon="east"), ["map", "table"]),
        (PLACES, header(kind="timeline", start="status"), ["table", "map"]),
        (table("memberLat memberLong", (1.5, 2.5)), None, ["table", "map"]),
        (table("flat along", (1.5, 2.5)), None, ["table"]),
        (table("place shape", ("https://a.example/", "POINT(7 51)")), None, ["table", "map"]),
        (table("what on", ("a", "day:2020-01-01"), ("b", None)), None, ["table", "timeline"]),
        (table("who since until", ("a", "2015", ""), ("b", "2016-05", None)), None, ["table"]),
        (table("who since until", ("a", "2015", ""), ("b", "2016-05", None)), header(kind="timeline", start="since", end="until"), ["timeline", "table"]),
        (table("a b", ("urn:1", "urn:2")), None, ["table", "graph"]),
        (table("a b", ("urn:1", "urn:2")), header(kind="table"), ["table"]),
        (table("source target", ("urn:1", "urn:2")), header(kind="table"), ["table", "graph"]),
        (table("a source", ("urn:1", "urn:2")), None, ["table"]),
        (table("kind members", ("city", 3), ("region", 1)), None, ["table", "bars"]),
        (table("kind members", ("city", 3), ("city", 1)), None, ["table"]),
        (table("year members", ("2019", 3), ("2020", 1)), None, ["table", "bars", "lines"]),
        (table("year members", ("2019", 3), ("2020", 1)), header(kind="chart", x="year", y="members"), ["lines", "table", "bars"]),
        (table("year certain possible", ("2019", 3, 1)), header(kind="chart", x="year", y=["certain", "possible"]), ["bars", "table", "lines"]),
        (table("year members", ("2019", 3)), header(kind="chart", x="year", y="nothing"), ["lines", "table", "bars"]),
        (table("asOf value", ("day:2019-01-01", 3)), header(kind="chart", x="asOf", y="value"), ["lines", "table", "timeline"]),
        (Table(TRIPLE, ({"subject": cell("urn:1"), "predicate": cell("urn:p"), "object": cell("urn:2")},)), None, ["table", "graph"]),
        (Table(TRIPLE, ({"subject": cell("urn:1"), "predicate": cell("urn:p"), "object": cell("text")},)), None, ["table"]),
        (table("x"), header(kind="map", lat="lat", lon="long"), ["table"]),
        (Table((), ()), None, ["table"]),
    ],
)
def test_the_views_follow_from_header_and_columns(found: Table, said: HeaderView | None, wanted: list[str]) -> None:
    views = query_views(found, said)
    assert names(views) == wanted
    assert all(draw(view, found, READER, title="Title") is not None for view in views if view != TABLE and found.rows)


def test_a_map_shows_places_by_their_names_with_links_and_says_what_has_none() -> None:
    made = drawn(query_views(PLACES)[1], PLACES)
    assert (made.bare, made.cut) == (1, 0)
    svg = str(made.graphic.svg)
    assert "Essen an der Ruhr" in svg, "the name in the language of the page"
    assert "Bochum" in svg
    assert 'href="/id/city/essen"' in svg
    assert "Nowhere" not in svg
    assert "possible" in svg, "a shape of its own, and not a colour alone"


def test_a_geometry_is_a_place_too() -> None:
    found = table("place shape", ("urn:a", "POINT(7 51)"), ("urn:b", "LINESTRING(7 51, 9 53)"), ("urn:c", "nothing"))
    rows = [{**row, "shape": {**row["shape"], "datatype": WKT}} for row in found.rows]
    made = drawn(query_views(Table(found.variables, tuple(rows)))[1], Table(found.variables, tuple(rows)))
    assert made.bare == 1
    assert made.graphic.outside == ()


def bars_of(of: Table, said: HeaderView) -> list[tuple[str, str]]:
    """What a timeline is told of its rows, as its words for them say."""
    view = query_views(of, said)[0]
    assert view.name == "timeline"
    svg = str(drawn(view, of).graphic.svg)
    return [(row["itemLabel"]["value"], svg.partition(f"<title>{row['itemLabel']['value']}")[2].partition("</title>")[0]) for row in of.rows]


def test_a_date_stays_as_vague_as_the_source_gives_it() -> None:
    found = table(
        "itemLabel earliest latest",
        ("Year", "day:2012-01-01", "day:2012-12-31"),
        ("Month", "day:2012-02-01", "day:2012-02-29"),
        ("Day", "day:2012-05-04", "day:2012-05-04"),
        ("Span", "day:2012-05-04", "day:2013-05-04"),
    )
    told = dict(bars_of(found, header(kind="timeline", start="earliest", end="latest", label="itemLabel")))
    assert "2012" in told["Year"]
    assert "January" not in told["Year"]
    assert "February 2012" in told["Month"]
    assert "1 February" not in told["Month"]
    assert "4 May 2012" in told["Day"]
    assert "4 May 2013" in told["Span"]


def test_an_event_without_an_end_is_over_and_a_membership_is_not() -> None:
    event = table("itemLabel event startEarliest endLatest", ("A", "urn:a", "day:2012-05-04", None), ("B", "urn:b", "day:2012-05-04", "day:2012-05-06"))
    joined = table("itemLabel membership start end", ("A", "urn:a", "day:2012-05-04", None), ("B", "urn:b", "day:2012-05-04", "day:2012-05-06"))
    over = dict(bars_of(event, header(kind="timeline", start="startEarliest", end="endLatest", label="itemLabel")))
    lasting = dict(bars_of(joined, header(kind="timeline", start="start", end="end", label="itemLabel")))
    assert "…" not in over["A"]
    assert "…" in lasting["A"]
    assert "6 May 2012" in over["B"]
    assert "6 May 2012" in lasting["B"]


def test_bars_of_one_name_stay_apart_and_a_second_value_is_told() -> None:
    found = table("cityLabel city members", ("Frankfurt", "urn:1", 3), ("Frankfurt", "urn:2", 5), ("Frankfurt", "urn:2", 7))
    made = drawn(query_views(found, header(kind="chart", x="cityLabel", y="members"))[0], found)
    assert "Frankfurt (2)" in made.graphic.svg
    assert made.cut == 1


def test_reported_numbers_are_signs_by_how_they_are_to_be_read() -> None:
    found = table(
        "asOf value countedLabel qualifierLabel sourceTitle",
        ("day:2019-01-01", 30, "cities", "about", "Leaflet"),
        ("day:2020-01-01", 37, "cities", "exact", "Yearbook"),
    )
    made = drawn(query_views(found, header(kind="chart", x="asOf", y="value", series="countedLabel"))[0], found)
    assert {entry.text for entry in made.graphic.legend} >= {"cities (about)", "cities (exact)"}
    assert "Leaflet" in made.graphic.svg


def test_a_network_says_who_is_on_which_side() -> None:
    found = table(
        "member memberLabel forum status", ("urn:1", "One", "urn:f", "certain"), ("urn:2", "Two", "urn:f", "possible"), (None, "Nobody", "urn:f", "certain")
    )
    made = drawn(query_views(found, header(kind="graph", source="member", target="forum"))[0], found)
    assert made.bare == 1
    assert {entry.text for entry in made.graphic.legend} >= {"Member", "Forum"}
    assert "Nobody" not in made.graphic.svg


@pytest.mark.parametrize("many", [1, 10_000])
def test_tables_of_any_length_are_drawn(many: int) -> None:
    found = table(
        "itemLabel item lat long day target year amount",
        *((f"Item {n}", f"urn:{n}", n % 60 + 0.5, n % 50 - 0.5, f"day:20{n % 90 + 10}-01-02", f"urn:{n // 2}", str(1000 + n % 8999), n) for n in range(many)),
    )
    views = query_views(found)
    assert {"map", "timeline", "graph", "bars"} <= set(names(views))
    for view in views[1:]:
        made = drawn(view, found)
        assert len(made.graphic.svg) < 3_000_000
        said = made.cut or made.graphic.remarks or made.graphic.outside
        assert bool(said) == (many > 1), f"{view.name} says what it leaves out"


def test_hostile_text_is_text() -> None:
    found = table(
        "itemLabel item lat long day target amount",
        *((text, f"urn:{n}" if n else "https://a.example/", 50.0 + n, 7.0, "day:2020-01-02", f"urn:{n + 1}", n) for n, text in enumerate(HOSTILE)),
    )
    for view in query_views(found)[1:]:
        svg = str(drawn(view, found).graphic.svg)
        assert "<script" not in svg
        assert 'href="urn:' not in svg, "what is no address of the web leads nowhere"
        assert 'href="javascript:' not in svg
        assert "\x00" not in svg


def test_nothing_that_is_no_number_is_drawn() -> None:
    infinite = {"type": "literal", "value": "INF", "datatype": f"{XSD}double"}
    found = Table(("kind", "members"), ({"kind": cell("a"), "members": infinite}, {"kind": cell("b"), "members": {**infinite, "value": "2.5"}}))
    made = drawn(query_views(found)[1], found)
    assert made.bare == 1
    assert "2.5" in made.graphic.svg


def test_columns_say_how_they_are_sorted_and_written() -> None:
    found = table("name day year since number", ("a", "day:2020-01-01", "2020", "2020-05", 1), ("b", None, "2021", "", 2.5))
    assert sorts(found) == {"name": "text", "day": "day", "year": "day", "since": "day", "number": "number"}
    assert sorts(table("empty", (None,))) == {"empty": "text"}
    written = [
        figure(text, language) for text, language in (("51.45657", "de"), ("2010", "de"), ("123456", "de"), ("-0.5", "fr"), ("INF", "de"), ("1" * 99, "en"))
    ]
    assert written == ["51,45657", "2010", "123.456", "-0,5", "INF", "1" * 99]
