"""Maps: where a point stands, what is outside, which labels have room, and that Python and the outlines agree on the projection."""

import json
import shutil
import subprocess
import time
import xml.etree.ElementTree as ET
from itertools import combinations
from math import dist, inf, isclose, nan, pi, radians, sin

import pytest

from tests.running import ROOT
from urbansec.pages.diagram.text import text_width
from urbansec.pages.graphics import Point, Span, draw_map, outlines_address
from urbansec.pages.graphics.frames import EUROPE, WIDTH, fitting
from urbansec.pages.graphics.labels import SIZE, TIERS, Label, Sign, place_labels
from urbansec.pages.graphics.outlines import outlines_file
from urbansec.pages.graphics.places import spread
from urbansec.pages.graphics.projection import distance, project

SVG = "{http://www.w3.org/2000/svg}"
WEB = ROOT / "service" / "web"
# Essen, Reykjavik, Nicosia, Montreal, Reunion, Wellington, the poles, the centre.
WORLD = [(51.4582, 7.0158), (64.1, -21.9), (35.17, 33.36), (45.5, -73.57), (-21.1, 55.5), (-41.3, 174.8), (90, 0), (-90, 0), (52, 10)]


def _marks(points: list[Point], **more: object) -> list[ET.Element]:
    graphic = draw_map(points, title="Members", ident="a", **more)  # type: ignore[arg-type]
    return [element for element in ET.fromstring(graphic.svg).iter() if "mark" in element.get("class", "").split()]  # noqa: S314 - made in this process


def _place(mark: ET.Element) -> tuple[float, float]:
    x, y = mark.get("transform", "").removeprefix("translate(").removesuffix(")").split()
    return (float(x), float(y))


def test_the_projection_is_that_of_statistics() -> None:
    """In EPSG:3035 the centre is at 4321000, 3210000; a point on the centre's meridian lies as far from it as on the globe, but for the ellipsoid."""
    assert project(52, 10) == pytest.approx((0, 0), abs=1e-9)
    x, y = project(62, 10) or (nan, nan)
    assert x == pytest.approx(0, abs=1e-9)
    assert isclose(distance(x, y), 6371.0088 * 10 * pi / 180, rel_tol=1e-12)
    # The example of EPSG's guidance note 7-2 for this projection; the sphere differs from the ellipsoid by a kilometre there.
    east, south = project(50, 5) or (nan, nan)
    assert (4321 + east, 3210 - south) == pytest.approx((3962.79945, 2999.71885), abs=2.0)


def test_areas_are_true() -> None:
    """A degree by a degree in Sicily and in Lapland: the areas on the map are as those on the globe."""
    for lat in (37.0, 67.0):
        corners = [project(lat + down, 15 + across) or (nan, nan) for down, across in ((0, 0), (0, 0.1), (0.1, 0.1), (0.1, 0))]
        area = abs(sum(x * y2 - x2 * y for (x, y), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True))) / 2
        true = 6371.0088**2 * radians(0.1) * (sin(radians(lat + 0.1)) - sin(radians(lat)))
        assert area == pytest.approx(true, rel=1e-4)


def test_the_outlines_are_projected_in_the_same_way() -> None:
    node = shutil.which("node")
    assert node, "Node builds the outlines; see the README for what is needed."
    code = f"import {{ project }} from './outlines.mjs'; console.log(JSON.stringify({json.dumps(WORLD)}.map(([lat, long]) => project(lat, long))));"
    found = subprocess.run([node, "--input-type=module", "-e", code], cwd=WEB, capture_output=True, text=True, check=True)
    for place, other in zip(WORLD, json.loads(found.stdout), strict=True):
        assert project(*place) == pytest.approx(other, abs=1e-6)


def test_the_built_outlines_hold_europe() -> None:
    file = outlines_file()
    assert file.startswith("built/assets/outlines-"), "Build the modules first: make web"
    text = (ROOT / "service" / "urbansec" / "pages" / "static" / file).read_text("utf-8")
    parts = {part.get("id"): part.get("d", "") for part in ET.fromstring(text).iter(f"{SVG}path")}  # noqa: S314 - built from a locked package
    assert set(parts) == {"land", "borders", "graticule"}
    assert parts["land"].count("M") > 100
    assert outlines_address("/mounted") == f"/mounted/static/{file}"
    assert len(text) < 160_000


def test_without_a_build_the_map_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urbansec.pages.graphics.map.outlines_address", lambda _: "")
    svg = draw_map([], title="Members", ident="a").drawn("", "de").svg
    assert "Die Umrisse der Länder wurden nicht erzeugt." in svg
    assert "<use" not in svg


def test_points_that_are_no_places_or_elsewhere_are_told() -> None:
    wrong = [Point(nan, 7, "a"), Point(51, inf, "b"), Point(91, 7, "c"), Point(51, 181, "d"), Point(-52, -170, "opposite")]
    far = Point(45.5, -73.57, "Montréal")
    essen = Point(51.4582, 7.0158, "Essen")
    assert draw_map([*wrong, far, essen], title="Members", ident="a").outside == (*wrong, far)
    assert draw_map([*wrong, far, essen], title="Members", ident="a", frame="fit").outside == tuple(wrong)


@pytest.mark.parametrize("places", [WORLD[:1], WORLD[:2], WORLD[:4], WORLD[:5], [(51.0, 7.0), (51.0, 7.0)]])
def test_a_fitting_frame_holds_all_with_a_margin(places: list[tuple[float, float]]) -> None:
    projected = [place for one in places if (place := project(*one))]
    frame = fitting(projected)
    assert 0.5 <= frame.height / frame.width <= 0.86
    for place in projected:
        x, y = frame.place(*place)
        assert 0.05 * WIDTH < x < 0.95 * WIDTH
        assert 0.05 * frame.height * frame.scale < y < 0.95 * frame.height * frame.scale


def test_europe_holds_the_network() -> None:
    for lat, long in [(38.7, -9.1), (35.2, 33.4), (60.2, 24.9), (35.3, 25.1), (53.3, -6.3), (50.4, 30.5), (36.7, -4.4)]:
        assert EUROPE.holds(*(project(lat, long) or (nan, nan)))


def test_points_at_one_place_stand_side_by_side() -> None:
    for many in (2, 3, 4, 5, 30):
        placed = spread([(Point(51, 7, str(number)), (100.0, 100.0)) for number in range(many)])
        places = [(one.aside, one.below) for one in placed]
        assert min(dist(one, other) for one, other in combinations(places, 2)) > 6
        assert all((one.x, one.y) == (100.0, 100.0) for one in placed)
    assert spread([(Point(51, 7, "a"), (1.0, 2.0))])[0].aside == 0


def test_a_mark_tells_its_name_group_status_and_note() -> None:
    span = Span("efus", "2001-01-01", "", "certain")
    point = Point(51.4582, 7.0158, "Essen", "/id/city/essen", "since 2001", "efus", "possible", (span,))
    graphic = draw_map([point], title="Members", ident="a", groups={"defus": "DEFUS", "efus": "Efus"})
    mark = next(element for element in ET.fromstring(graphic.drawn("", "de").svg).iter(f"{SVG}a"))  # noqa: S314 - made in this process
    assert mark[0].text == "Essen, Efus, möglich, since 2001"
    assert json.loads(mark.get("data-spans", "")) == [["efus", "2001-01-01", "", "certain"]]
    assert [entry.text for entry in graphic.drawn("", "de").legend] == ["DEFUS", "Efus", "gefüllt: sicher", "Ring: möglich"]
    assert "possible" in next(element.get("class", "") for element in mark.iter(f"{SVG}path"))


def test_groups_differ_by_shape() -> None:
    points = [Point(50, place, str(place), group=str(place)) for place in range(8)]
    shapes = [next(mark.iter(f"{SVG}path")).get("d") for mark in _marks(points)]
    assert len(set(shapes)) == 8


def test_a_place_in_the_east_lies_right_and_one_in_the_north_above() -> None:
    berlin, lisbon, rome = (_place(mark) for mark in _marks([Point(52.5, 13.4, "Berlin"), Point(38.7, -9.1, "Lisbon"), Point(41.9, 12.5, "Rome")]))
    assert berlin[0] > lisbon[0]
    assert berlin[1] < rome[1]


def _box(sign: Sign, label: Label, factor: float) -> tuple[float, float, float, float]:
    wide = text_width(label.words, SIZE) * factor
    left = sign.x + label.x * factor - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return (left, sign.y + label.y * factor - 9 * factor, left + wide, sign.y + label.y * factor)


def test_labels_lie_over_no_sign_and_no_other_label_at_any_distance() -> None:
    signs = [Sign(f"Place {number}", 200 + number * 7919 % 500, 200 + number * 104729 % 300) for number in range(150)]
    labels = place_labels(signs, 900, 700)
    assert {label.tier for label in labels} == {0, 1, 2, 3}
    for tier, factor in enumerate(TIERS):
        shown = [label for label in labels if label.tier <= tier]
        boxes = [(label.number, _box(signs[label.number], label, factor)) for label in shown]
        for (_, one), (_, other) in combinations(boxes, 2):
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        for number, (left, top, right, bottom) in boxes:
            for place, sign in enumerate(signs):
                assert place == number or not (left < sign.x < right and top < sign.y < bottom)
    assert sum(label.tier <= 1 for label in labels) > 20


def test_heavy_signs_get_their_label_first() -> None:
    def labelled(heavy: int) -> list[int]:
        signs = [Sign("a long name for this", 60, 100 + 22 * number, weight=float(number == heavy)) for number in range(6)]
        return [label.number for label in place_labels(signs, 450, 300) if label.tier == 0]

    assert labelled(1) == [1, 3, 5]
    assert labelled(2) == [0, 2, 5]


def test_many_points_are_drawn_in_a_moment() -> None:
    points = [
        Point(37 + number * 7919 % 2300 / 100, -9 + number * 104729 % 3700 / 100, f"Place {number}", "/id/a", group="abc"[number % 3]) for number in range(300)
    ]
    draw_map(points, title="Members", ident="a").drawn("", "de")
    started = time.process_time()
    draw_map(points, title="Members", ident="a").drawn("", "de")
    # About 15 milliseconds; the rest is for slow machines.
    assert time.process_time() - started < 0.15
