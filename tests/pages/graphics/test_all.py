"""What holds of every graphic: well-formed, named, without styles or script, and hostile texts stay texts."""

import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from urbansec.pages.graphics import Bar, Edge, Graphic, Node, Point, Series, bar_chart, draw_map, line_chart, network, timeline

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]></title><script>alert(1)</script>",
    "\u202eright to left\u200f",
    "x" * 10_000,
    "null\x00 bell\x07 lone\ud800 last\uffff",
    "%(name)s % {{ 7 * 7 }}",
    "",
    "\n\t  ",
)


def _map(name: str) -> Graphic:
    return draw_map([Point(51.5, 7.0, name, "/id/a", name, name), Point(51.5, 7.0, name, status="possible")], title=name, ident="a", groups={name: name})


def _bars(name: str) -> Graphic:
    return bar_chart(
        [Series(name, ((name, 3), ("b", 4))), Series("other", ((name, 3),))], title=name, ident="a", x_label=name, y_label=name, href=lambda _: "/x"
    )


def _columns(name: str) -> Graphic:
    return bar_chart([Series(name, (("2010", 3), ("2011", 4.5)))], title=name, ident="a", x_label=name, y_label=name)


def _lines(name: str) -> Graphic:
    points = (("2010", 3.0), ("2011", None), ("2012", 5.5), (name, 3))
    reported = Series(name, (("2011", 50),), markers="least", notes={0: name}, hrefs={0: "/id/b"})
    return line_chart([Series(name, points), reported], title=name, ident="a", x_label=name, y_label=name, x_kind="year")


def _timeline(name: str) -> Graphic:
    return timeline([Bar(name, "2010", "", "/id/a", name, "possible", name), Bar("b", name, "2012-05")], title=name, ident="a")


def _network(name: str) -> Graphic:
    return network([Node(name, name, "/id/a", name), Node("b", "b")], [Edge(name, "b", name)], title=name, ident="a")


EVERY: tuple[Callable[[str], Graphic], ...] = (_map, _bars, _columns, _lines, _timeline, _network)


def _parsed(graphic: Graphic, language: str = "en") -> ET.Element:
    return ET.fromstring(graphic.drawn("/mounted", language).svg)  # noqa: S314 - made in this process


@pytest.mark.parametrize("make", EVERY)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_stay_texts(make: Callable[[str], Graphic], name: str) -> None:
    root = _parsed(make(name))
    for element in root.iter():
        assert element.tag.removeprefix(SVG) not in {"script", "style", "img", "foreignObject"}
        assert not [key for key in element.attrib if key.startswith("on") or key == "style"]
    shown = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert max(map(len, shown), default=0) < 100
    if "<" in name:
        assert name in "".join(root.itertext())


@pytest.mark.parametrize("make", EVERY)
def test_the_picture_is_named_and_its_ids_are_its_own(make: Callable[[str], Graphic]) -> None:
    root = _parsed(make("Members"))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    pictures = list(root.iter(f"{SVG}svg"))
    assert pictures
    for picture in pictures:
        named = picture.get("aria-labelledby")
        title = next(element for element in picture.iter() if element.get("id") == named)
        assert title.text == "Members"
        links = list(picture.iter(f"{SVG}a"))
        assert picture.get("role") == ("group" if links else "img")
        for link in links:
            assert link.get("href", "").startswith("/")
            assert link.find(f"{SVG}title") is not None


@pytest.mark.parametrize("make", EVERY)
def test_equal_data_give_equal_pictures(make: Callable[[str], Graphic]) -> None:
    assert make("x").svg == make("x").svg


@pytest.mark.parametrize(
    "graphic",
    [
        draw_map([], title="", ident="a"),
        draw_map([], title="", ident="a", frame="fit"),
        bar_chart([], title="", ident="a", x_label="", y_label=""),
        bar_chart([Series("a", ())], title="", ident="a", x_label="", y_label=""),
        bar_chart([Series("a", (("b", None), ("c", float("nan"))))], title="", ident="a", x_label="", y_label=""),
        line_chart([], title="", ident="a", x_label="", y_label="", x_kind="number"),
        line_chart([Series("a", ((float("inf"), 1), (1, float("inf"))))], title="", ident="a", x_label="", y_label="", x_kind="number"),
        timeline([], title="", ident="a"),
        network([], [], title="", ident="a"),
        network([Node("a", "a")], [Edge("a", "a"), Edge("a", "nobody")], title="", ident="a"),
    ],
)
def test_nothing_gives_a_picture_too(graphic: Graphic) -> None:
    assert _parsed(graphic) is not None


def test_an_ident_is_an_id() -> None:
    with pytest.raises(ValueError, match="id"):
        draw_map([], title="", ident='a"><script>')
