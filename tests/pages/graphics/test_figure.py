"""The macro that shows a graphic: in the language of the page, with its legend, what is outside, and the caller's table; hostile texts stay texts."""

from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from tests.pages.graphics.test_all import EVERY, HOSTILE
from urbansec.pages.graphics import Graphic, Point, Remark, draw_map
from urbansec.pages.render import _templates

_PAGE = '{% import "graphics.html" as graphics with context %}'
FIGURE = _PAGE + "{{ graphics.figure(graphic, caption) }}"
TABLE = _PAGE + "{% call graphics.figure(graphic, caption) %}<table></table>{% endcall %}"


def _figure(graphic: Graphic, language: str = "en", source: str = FIGURE, caption: str = "") -> ET.Element:
    html = _templates(language).from_string(source).render(graphic=graphic, caption=caption, root="/mounted", language=language)
    # Attributes without values are HTML's alone.
    return ET.fromstring(html.replace(" hidden>", ' hidden="">'))  # noqa: S314 - made in this process


def _texts(root: ET.Element, name: str) -> list[str]:
    return [" ".join("".join(element.itertext()).split()) for element in root.iter(name)]


@pytest.mark.parametrize("make", EVERY)
@pytest.mark.parametrize("name", [name for name in HOSTILE if name.isprintable()])
def test_hostile_texts_stay_texts_in_a_page(make: Callable[[str], Graphic], name: str) -> None:
    root = _figure(make(name), caption=name)
    for element in root.iter():
        assert element.tag.rpartition("}")[2] not in {"script", "img", "style", "iframe"}
        assert not [key for key in element.attrib if key.startswith("on") or key == "style"]


def test_a_legend_of_the_data_is_never_taken_for_a_text_with_places_or_for_html() -> None:
    hostile = "<b>100 %(number)s %</b>"
    root = _figure(draw_map([Point(51, 7, "a", group="a")], title=hostile, ident="a", groups={"a": hostile}), "de")
    assert _texts(root, "figcaption") == [hostile]
    assert _texts(root, "li") == [hostile]
    assert list(root.iter("b")) == []


def test_everything_around_a_picture_is_in_the_language() -> None:
    far = Point(45.5, -73.57, "Montréal", "/id/city/montreal", "seat of the centre")
    near = [Point(51, 7 + number / 9, str(number), "/id/a", status="possible") for number in range(25)]
    graphic = draw_map([far, *near], title="Places", ident="places")
    texts = {language: "".join(_figure(graphic, language, TABLE).itertext()) for language in ("en", "de", "fr")}
    for words in ("Not on this map: 1", "ring: possible", "As a table", "Skip the picture", "Arrow keys lead"):
        assert words in texts["en"]
        assert words not in texts["de"] + texts["fr"]
    assert "Nicht auf dieser Karte: 1" in texts["de"]
    assert "Hors de cette carte\N{NO-BREAK SPACE}: 1" in texts["fr"]
    assert all("Montréal" in text and "seat of the centre" in text for text in texts.values())


def test_buttons_have_names_and_wait_for_a_script() -> None:
    root = _figure(draw_map([], title="t", ident="a"), "fr")
    (tools,) = (element for element in root.iter("div") if element.get("class") == "graphic-tools")
    assert "hidden" in tools.attrib
    assert [button.get("aria-label") for button in tools.iter("button")][:3] == ["Agrandir", "Réduire", "Tout afficher"]
    assert all(button.get("type") == "button" for button in tools.iter("button"))


def test_the_table_is_the_callers() -> None:
    graphic = draw_map([], title="t", ident="a")
    assert list(_figure(graphic).iter("table")) == []
    (details,) = (element for element in _figure(graphic, source=TABLE).iter("details") if element.get("class") == "graphic-table")
    assert [child.tag for child in details] == ["summary", "table"]


def test_outlines_lie_where_the_service_is_mounted() -> None:
    uses = [element.get("href", "") for element in _figure(draw_map([], title="t", ident="a")).iter() if element.tag.endswith("}use")]
    assert len(uses) == 3
    assert all(href.startswith("/mounted/static/built/assets/outlines-") for href in uses)


def test_ids_of_a_figure_are_its_own() -> None:
    graphic = draw_map([Point(51, 7, str(number), "/id/a") for number in range(25)], title="t", ident="own")
    root = _figure(graphic)
    ids = [element.get("id", "") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(name == "own" or name.startswith("own-") for name in ids)
    assert {element.get("href", "").removeprefix("#") for element in root.iter("a") if element.get("href", "").startswith("#")} <= set(ids)


def test_a_remark_takes_values_as_text() -> None:
    graphic = Graphic(
        "t",
        "a",
        "chart",
        draw_map([], title="t", ident="a").draw,
        remarks=(Remark("Only the first %(shown)s of %(all)s are drawn.", {"shown": "<b>", "all": 12345}),),
    )
    assert "Gezeichnet sind nur die ersten <b> von 12.345." in _texts(_figure(graphic, "de"), "p")
