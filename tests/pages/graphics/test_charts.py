"""Charts: ticks are round, bars and lines stand where their values are, gaps stay gaps, and reported counts say how they are to be read."""

import re
import xml.etree.ElementTree as ET
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from urbansec.pages.graphics import Graphic, Series, bar_chart, line_chart
from urbansec.pages.graphics.charts import MOST
from urbansec.pages.graphics.scales import Scale, day_after, day_ticks, drawable, first_day, number_ticks, year_ticks

SVG = "{http://www.w3.org/2000/svg}"
YEARS = tuple(str(year) for year in range(2010, 2016))


def _wide(graphic: Graphic, language: str = "en") -> ET.Element:
    return next(ET.fromstring(graphic.drawn("", language).svg).iter(f"{SVG}svg"))  # noqa: S314 - made in this process


def _titles(root: ET.Element) -> list[str]:
    return [title.text or "" for title in root.iter(f"{SVG}title")][1:]


def _bars(values: dict[str, float], **more: object) -> ET.Element:
    return _wide(bar_chart([Series("Count of things", tuple(values.items()))], title="t", ident="a", x_label="x", y_label="y", **more))  # type: ignore[arg-type]


def _rects(root: ET.Element) -> list[dict[str, float]]:
    found = [element for element in root.iter(f"{SVG}rect") if "bar" in element.get("class", "").split()]
    return [{key: float(element.get(key, "0")) for key in ("x", "y", "width", "height")} for element in found]


@given(st.floats(-1e14, 1e14), st.floats(-1e14, 1e14), st.integers(3, 10))
def test_ticks_are_few_round_and_reach_around_the_values(one: float, other: float, most: int) -> None:
    low, high = sorted((one, other))
    ticks = number_ticks(low, high, most)
    assert 2 <= len(ticks) <= most + 1
    step = ticks[1] - ticks[0]
    slack = 1e-9 * max(1.0, abs(low), abs(high))
    assert ticks[0] <= low + slack
    assert ticks[-1] >= high - slack
    assert all(abs(after - before - step) <= 1e-6 * max(step, abs(after), 1e-9) for before, after in pairwise(ticks))


def test_ticks_of_whole_numbers_are_whole() -> None:
    assert number_ticks(0, 2, 6, whole=True) == [0, 1, 2]
    assert number_ticks(0, 63, 7) == [0, 10, 20, 30, 40, 50, 60, 70] or number_ticks(0, 63, 7) == [0, 20, 40, 60, 80]
    assert number_ticks(0, 0, 6) == [0, 1] or len(number_ticks(0, 0, 6)) <= 7


def test_ticks_of_years_and_days() -> None:
    assert year_ticks(1987, 2026, 10) == list(range(1990, 2026, 5))
    assert [text for _, text in day_ticks(date(2020, 1, 1).toordinal(), date(2020, 12, 31).toordinal(), 6)] == [
        f"2020-{month:02}" for month in (1, 3, 5, 7, 9, 11)
    ]
    assert [text for _, text in day_ticks(date(1987, 1, 1).toordinal(), date(2026, 1, 1).toordinal(), 9)] == [str(year) for year in range(1990, 2026, 5)]


@pytest.mark.parametrize(
    ("partial", "first", "after"),
    [
        ("2015", date(2015, 1, 1), date(2016, 1, 1)),
        ("2015-12", date(2015, 12, 1), date(2016, 1, 1)),
        ("2016-02", date(2016, 2, 1), date(2016, 3, 1)),
        ("2016-02-29", date(2016, 2, 29), date(2016, 3, 1)),
        ("9999", date(9999, 1, 1), date.max),
    ],
)
def test_partial_dates_are_as_long_as_they_are(partial: str, first: date, after: date) -> None:
    assert (first_day(partial), day_after(partial)) == (first.toordinal(), after.toordinal())


@pytest.mark.parametrize("text", ["", "soon", "2015-13", "2015-02-30", "0", "20150", "-", "2015-", "٢٠١٥-٠٠"])
def test_what_is_no_date_has_no_day(text: str) -> None:
    assert first_day(text) is day_after(text) is None


def test_bars_are_as_long_as_their_values() -> None:
    rects = _rects(_bars({"Germany": 30, "France": 60, "Italy": 0}))
    assert rects[1]["width"] == pytest.approx(2 * rects[0]["width"], abs=0.2)
    assert rects[2]["width"] == 0
    assert rects[0]["x"] == rects[1]["x"]
    columns = _rects(_bars({"2010": 30, "2011": 60}))
    assert columns[1]["height"] == pytest.approx(2 * columns[0]["height"], abs=0.2)
    assert columns[0]["y"] + columns[0]["height"] == pytest.approx(columns[1]["y"] + columns[1]["height"], abs=0.2)


def test_bars_below_zero_lie_on_the_other_side() -> None:
    below, above = _rects(_bars({"Germany": -30, "France": 30}))
    assert below["x"] + below["width"] == pytest.approx(above["x"], abs=0.2)


def test_stacked_bars_stand_upon_each_other() -> None:
    series = [Series("Efus", tuple((year, 10) for year in YEARS)), Series("DEFUS", tuple((year, 20) for year in YEARS))]
    graphic = bar_chart(series, title="t", ident="a", x_label="x", y_label="y", stacked=True)
    lower, upper = _rects(_wide(graphic))[:2]
    assert upper["y"] + upper["height"] == pytest.approx(lower["y"], abs=0.2)
    assert upper["x"] == lower["x"]
    beside = _rects(_wide(bar_chart(series, title="t", ident="a", x_label="x", y_label="y")))[:2]
    assert beside[1]["x"] == pytest.approx(beside[0]["x"] + beside[0]["width"], abs=0.2)


def test_series_differ_by_texture_and_the_legend_has_it_too() -> None:
    graphic = bar_chart([Series(str(number), (("2010", 1),)) for number in range(3)], title="t", ident="a", x_label="x", y_label="y")
    root = _wide(graphic)
    used = {match for element in root.iter() for match in re.findall(r"url\(#([^)]+)\)", element.get("fill", ""))}
    known = {element.get("id") for element in root.iter(f"{SVG}pattern")}
    assert len(used) == 2
    assert used <= known
    assert [len(re.findall("<pattern", entry.sign)) for entry in graphic.legend] == [0, 1, 1]
    assert bar_chart([Series("one", (("2010", 1),))], title="t", ident="a", x_label="x", y_label="y").legend == ()


def test_each_bar_tells_its_value_in_the_language_and_leads_on() -> None:
    graphic = bar_chart([Series("Count of things", (("2010-05", 1234.5),))], title="t", ident="a", x_label="x", y_label="y", href=lambda name: f"/y/{name}")
    assert _titles(_wide(graphic, "de")) == ["Count of things: Mai 2010: 1.234,5"]
    assert [link.get("href") for link in _wide(graphic).iter(f"{SVG}a")] == ["/y/2010-05"]
    assert graphic.links == 1
    own = bar_chart([Series("Count of things", (("2010", 1),), hrefs={0: "/own"})], title="t", ident="a", x_label="x", y_label="y", href=lambda _: "/all")
    assert [link.get("href") for link in _wide(own).iter(f"{SVG}a")] == ["/own"]


def test_what_is_left_out_is_said() -> None:
    many = bar_chart(
        [Series("Count of things", tuple((f"City {number}", number) for number in range(MOST + 7)))], title="t", ident="a", x_label="x", y_label="y"
    )
    assert many.drawn("", "en").remarks == ("Only the first 60 of 67 are drawn.",)
    assert len(_rects(_wide(many))) == MOST
    lines = line_chart([Series(str(number), ((1, 1),)) for number in range(12)], title="t", ident="a", x_label="x", y_label="y", x_kind="number")
    assert lines.drawn("", "de").remarks == ("Gezeichnet sind nur die ersten 8 von 12.",)


def test_a_gap_parts_the_line() -> None:
    values = (("2010", 1), ("2011", 2), ("2012", None), ("2013", float("nan")), ("2014", 4), ("2015", 5))
    root = _wide(line_chart([Series("Count of things", values)], title="t", ident="a", x_label="x", y_label="y", x_kind="year"))
    (line,) = (path.get("d", "") for path in root.iter(f"{SVG}path") if "line" in path.get("class", "").split())
    assert (line.count("M"), line.count("L")) == (2, 2)
    assert len(_titles(root)) == 4


def test_lines_run_from_left_to_right_whatever_the_order() -> None:
    root = _wide(
        line_chart([Series("Count of things", (("2015", 3), ("2010", 1), ("2012", 2)))], title="t", ident="a", x_label="x", y_label="y", x_kind="year")
    )
    (line,) = (path.get("d", "") for path in root.iter(f"{SVG}path") if "line" in path.get("class", "").split())
    places = [tuple(map(float, pair.split())) for pair in re.split("[ML]", line)[1:]]
    assert places == sorted(places)
    assert [y for _, y in places] == sorted((y for _, y in places), reverse=True)


def test_reported_counts_say_how_they_are_to_be_read() -> None:
    series = [
        Series("As reported", (("2020", 250),), markers=markers, notes={0: "Annual report"}, hrefs={0: "/id/count"})
        for markers in ("about", "least", "most", "more", "exact")
    ]
    root = _wide(line_chart(series, title="t", ident="a", x_label="x", y_label="y", x_kind="year"), "de")
    words = ["etwa 250", "mindestens 250", "höchstens 250", "mehr als 250", "250"]
    assert _titles(root) == [f"As reported: 2020: {amount}. Annual report" for amount in words]
    assert not [path for path in root.iter(f"{SVG}path") if "line" in path.get("class", "").split()]
    signs = {path.get("d") for path in root.iter(f"{SVG}path") if "reported" in path.get("class", "")}
    assert len(signs) == 5


def test_days_stand_as_far_apart_as_they_are() -> None:
    points = (("2020-01-01", 1), ("2020-01-11", 1), ("2020-01-31", 1))
    root = _wide(line_chart([Series("a", points)], title="t", ident="a", x_label="x", y_label="y", x_kind="date"))
    x = [float(re.findall(r"[\d.]+", one.get("transform", ""))[0]) for one in root.iter(f"{SVG}g") if one.get("class") == "datum"]
    assert (x[2] - x[1]) == pytest.approx(2 * (x[1] - x[0]), rel=0.01)


def test_a_narrow_page_has_a_drawing_of_its_own() -> None:
    graphic = bar_chart(
        [Series("Count of things", tuple((f"A long name of a country {number}", number) for number in range(9)))],
        title="t",
        ident="a",
        x_label="x",
        y_label="y",
    )
    wide, narrow = ET.fromstring(graphic.svg).iter(f"{SVG}svg")  # noqa: S314 - made in this process
    assert (wide.get("viewBox", "").split()[2], narrow.get("viewBox", "").split()[2]) == ("900", "360")
    for picture, width in ((wide, 900), (narrow, 360)):
        assert all(0 <= rect["x"] <= rect["x"] + rect["width"] <= width for rect in _rects(picture))


@pytest.mark.parametrize("value", [1e300, float("inf"), float("nan"), None])
def test_values_beyond_all_axes_are_no_values(value: float | None) -> None:
    assert not drawable(value)
    assert _titles(_bars({"a": 1} | ({"b": value} if value is not None else {}))) == ["Count of things: a: 1"]


def test_a_scale_without_extent_is_a_place() -> None:
    assert Scale(3, 3, 10, 20)(3) == 10


def test_a_year_may_be_a_number() -> None:
    root = _wide(line_chart([Series("a", ((2015.0, 3), (2016, 4), ("2017", 5)))], title="t", ident="a", x_label="x", y_label="y", x_kind="year"))
    assert _titles(root) == ["a: 2015: 3", "a: 2016: 4", "a: 2017: 5"]
