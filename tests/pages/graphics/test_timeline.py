"""Timelines: what is known to the day is plain, what is not is lighter, and open ends fade."""

import time
import xml.etree.ElementTree as ET
from datetime import date

import pytest

from urbansec.pages.graphics import Bar, Graphic, timeline
from urbansec.pages.graphics.spans import Timed, extent, headed, rows, timed

SVG = "{http://www.w3.org/2000/svg}"


def _day(year: int, month: int = 1, day: int = 1) -> int:
    return date(year, month, day).toordinal()


LOW, HIGH = _day(1990), _day(2030)


def _of(start: str, end: str = "", status: str = "", label: str = "a") -> Timed:
    return timed(Bar(label, start, end, status=status), LOW, HIGH)


def _wide(graphic: Graphic, language: str = "en") -> ET.Element:
    return next(ET.fromstring(graphic.drawn("", language).svg).iter(f"{SVG}svg"))  # noqa: S314 - made in this process


def _shapes(bar: Bar) -> list[str]:
    return [
        element.get("class", "")
        for element in _wide(timeline([bar], title="t", ident="a", start="1990", end="2029")).iter()
        if "bar" in element.get("class", "").split()
    ]


@pytest.mark.parametrize(
    ("start", "end", "begins", "begun", "ending", "over"),
    [
        ("2010-05-10", "2012-06-01", _day(2010, 5, 10), _day(2010, 5, 10), _day(2012, 6, 2), _day(2012, 6, 2)),
        ("2010", "2012", _day(2010), _day(2011), _day(2012), _day(2013)),
        ("2010-05", "2012-06-01", _day(2010, 5), _day(2010, 6), _day(2012, 6, 2), _day(2012, 6, 2)),
        ("2010", "2010", _day(2010), _day(2011), _day(2011), _day(2011)),
        ("2010", "2010-06", _day(2010), _day(2010, 7), _day(2010, 7), _day(2010, 7)),
        ("2010-05-10", "", _day(2010, 5, 10), _day(2010, 5, 10), HIGH, HIGH),
        ("", "2012", LOW, LOW, _day(2012), _day(2013)),
        ("2012-01-02", "2010-01-01", _day(2012, 1, 2), _day(2012, 1, 2), _day(2012, 1, 3), _day(2012, 1, 3)),
    ],
)
def test_what_is_known_of_a_bar(start: str, end: str, begins: int, begun: int, ending: int, over: int) -> None:
    one = _of(start, end)
    assert (one.start, one.begun, one.ending, one.end) == (begins, begun, ending, over)
    assert (one.open_start, one.open_end) == (not start, not end)


@pytest.mark.parametrize(
    ("start", "end", "classes"),
    [
        ("2010-05-10", "2012-06-01", ["bar"]),
        ("2010", "2012-06-01", ["bar", "bar vague"]),
        ("2010", "2010", ["bar vague"]),
        ("2010-05-10", "", ["bar", "bar fade-1", "bar fade-2", "bar fade-3"]),
        ("", "2012-06-01", ["bar", "bar fade-3", "bar fade-2", "bar fade-1"]),
        ("2010-05-10", "2010-05-10", []),
    ],
)
def test_what_is_not_known_looks_different(start: str, end: str, classes: list[str]) -> None:
    assert _shapes(Bar("a", start, end)) == classes


def test_a_day_is_a_sign() -> None:
    root = _wide(timeline([Bar("a", "2010-05-10", "2010-05-10")], title="t", ident="a"))
    assert [element.get("class") for element in root.iter(f"{SVG}path") if "moment" in element.get("class", "")] == ["sign moment"]


def test_bars_lie_where_their_days_are() -> None:
    bars = [Bar("a", "2000-01-01", "2004-12-31"), Bar("b", "2005-01-01", "2009-12-31")]
    one, other = (
        (float(element.get("x", "0")), float(element.get("width", "0")))
        for element in _wide(timeline(bars, title="t", ident="a", start="2000", end="2009")).iter(f"{SVG}rect")
        if element.get("class") == "bar"
    )
    assert one[0] + one[1] == pytest.approx(other[0], abs=0.5)
    assert one[1] == pytest.approx(other[1], abs=1)


def test_what_follows_upon_each_other_shares_a_row() -> None:
    first, second = _of("2000-01-01", "2004-12-31"), _of("2005-01-01", "2009-12-31")
    assert [len(row.bars) for row in rows([first, second])] == [2]
    assert [len(row.bars) for row in rows([first, _of("2004-01-01", "2006-01-01")])] == [1, 1]
    assert [len(row.bars) for row in rows([first, _of("2005-01-01", "2009-12-31", label="b")])] == [1, 1]
    certain, possible = _of("2002-01-01", "2003-01-01", "certain"), _of("2000-01-01", "2009-01-01", "possible")
    assert [len(row.bars) for row in rows([certain, possible])] == [2]
    assert [len(row.bars) for row in rows([certain, certain])] == [1, 1]


def test_what_is_certain_is_drawn_upon_what_is_possible() -> None:
    bars = [Bar("a", "2002-01-01", "2003-01-01", status="certain"), Bar("a", "2000-01-01", "2009-01-01", status="possible")]
    root = _wide(timeline(bars, title="t", ident="a"), "de")
    assert [element.get("class", "").split()[-1] for element in root.iter(f"{SVG}g") if "datum" in element.get("class", "")] == ["possible", "certain"]
    assert [entry.text for entry in timeline(bars, title="t", ident="a").drawn("", "de").legend] == ["Rahmen: möglich"]


def test_groups_that_stand_together_get_a_heading() -> None:
    together = rows([_of("2000", "2001", label=str(number)) for number in range(2)])
    assert not headed(together)
    mixed = [timed(Bar(str(number), "2000", "2001", group=group), LOW, HIGH) for number, group in enumerate("aabb")]
    assert headed(rows(mixed))
    assert not headed(rows([*mixed, *mixed[:1]]))
    assert not headed(rows([timed(Bar(group, "2000", "2001", group=group), LOW, HIGH) for group in "abcd"]))


def test_what_has_no_day_or_lies_outside_is_counted() -> None:
    graphic = timeline([Bar("a", "2000"), Bar("b", ""), Bar("c", "soon", "later"), Bar("d", "1980", "1981")], title="t", ident="a", start="1990", end="2010")
    assert graphic.drawn("", "en").remarks == ("Without a known day, and so not drawn: 2.", "Before or after this time, and so not drawn: 1.")
    assert len([element for element in _wide(graphic).iter(f"{SVG}g") if "datum" in element.get("class", "")]) == 1


def test_the_time_reaches_as_far_as_the_bars_or_as_wished() -> None:
    low, high = extent([Bar("a", "2000", "2010")], "", "")
    assert low < _day(2000) < _day(2011) < high
    assert extent([Bar("a", "2000", "2010")], "2005", "2005-06") == (_day(2005), _day(2005, 7))
    assert extent([], "", "")[0] == 1


def test_a_bar_tells_its_days_in_the_language() -> None:
    bar = Bar("Essen", "2010-05", "", "/id/city/essen", "Efus", "possible", "three sources")
    (link,) = _wide(timeline([bar], title="t", ident="a"), "fr").iter(f"{SVG}a")
    assert link[0].text == "Essen: mai 2010 – …, Efus, possible, three sources"
    assert link.get("href") == "/id/city/essen"


def test_two_hundred_bars_are_drawn_in_a_moment() -> None:
    bars = [Bar(f"Bar {number}", str(1990 + number % 30), "" if number % 3 else "2021", "/id/a", "abc"[number % 3]) for number in range(200)]
    timeline(bars, title="t", ident="a").drawn("", "de")
    started = time.process_time()
    graphic = timeline(bars, title="t", ident="a").drawn("", "de")
    assert time.process_time() - started < 0.2
    assert graphic.svg.count("<a ") == 400
