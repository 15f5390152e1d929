"""Maps: points on the outlines of countries."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from markupsafe import Markup

from urbansec.pages.catalogues import marked
from urbansec.pages.graphics.markup import cut, frame, n, tag, text, title
from urbansec.pages.graphics.model import Graphic, LegendEntry, Point
from urbansec.pages.graphics.outlines import outlines_address
from urbansec.pages.graphics.places import Placed, spread
from urbansec.pages.graphics.projection import project
from urbansec.pages.graphics.setting import Setting
from urbansec.pages.graphics.signs import hue, numbers, sign, swatch

WIDTH = 900.0
_STATUS = {"certain": marked("certain"), "possible": marked("possible")}


@dataclass(frozen=True)
class Frame:
    """The part of the projected world that a map shows, in kilometres."""

    left: float
    top: float
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Units of the picture for a kilometre."""
        return WIDTH / self.width

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A projected place in the picture."""
        return ((x - self.left) * self.scale, (y - self.top) * self.scale)

    def holds(self, x: float, y: float) -> bool:
        """Whether a projected place can be seen."""
        return self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height


EUROPE = Frame(-2050, -1700, 4200, 3500)
"""From Iceland's east and Portugal to Cyprus, from Crete to the north of Finland's lakes."""
_LEAST, _MARGIN = 600.0, 0.08
_FLATTEST, _TALLEST = 0.5, 0.85


def draw_map(  # noqa: PLR0913 - the parts of a picture
    points: Sequence[Point],
    *,
    title: str,
    ident: str,
    outlines: str = "",
    frame: Literal["europe", "fit"] = "europe",
    groups: Mapping[str, str] | None = None,
) -> Graphic:
    """A map of ``points``. ``groups`` gives the groups their names, in the order of the legend.

    ``outlines`` is the address of the file of countries if it is not the one that was built. ``frame`` is Europe, or as much of the
    world as the points need. Points that are no place, or not in the frame, come back as ``outside``.
    """
    projected = [(point, project(point.lat, point.long)) for point in points]
    view = EUROPE if frame == "europe" else fitting([place for _, place in projected if place])
    inside = [(point, place) for point, place in projected if place and view.holds(*place)]
    names = dict(groups or {})
    keys = numbers(names, *(point.group for point in points if point.group))
    placed = spread([(point, view.place(*place)) for point, place in inside])
    return Graphic(
        title=title,
        ident=ident,
        kind="map",
        draw=partial(_draw, placed, view, title, ident, outlines, keys, names),
        outside=tuple(point for point, place in projected if not (place and view.holds(*place))),
        legend=_legend(points, keys, names),
        links=sum(bool(point.href) for point, _ in inside),
    )


def fitting(places: Sequence[tuple[float, float]]) -> Frame:
    """The frame around projected places, with a margin, neither too flat nor too tall; Europe if there are none."""
    if not places:
        return EUROPE
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    top, bottom = min(y for _, y in places), max(y for _, y in places)
    width, height = (max(_LEAST, side * (1 + 2 * _MARGIN)) for side in (right - left, bottom - top))
    width, height = max(width, height / _TALLEST), max(height, width * _FLATTEST)
    return Frame((left + right - width) / 2, (top + bottom - height) / 2, width, height)


def _draw(  # noqa: PLR0913, PLR0917 - the parts of a picture
    placed: Sequence[Placed], view: Frame, name: str, ident: str, outlines: str, keys: Mapping[str, int], names: Mapping[str, str], setting: Setting
) -> Markup:
    height = view.height * view.scale
    address = outlines or outlines_address(setting.root)
    marks = "".join(_mark(one, keys, names, setting) for one in placed)
    return frame(
        ident,
        "map",
        WIDTH,
        height,
        setting.say(name),
        tag("rect", {"class": "sea", "width": WIDTH, "height": height}),
        _countries(address, view) if address else text(setting.say(marked("Outlines of countries have not been built.")), 12, height - 12, "quiet"),
        tag("g", {"class": "marks"}, marks),
        links=any(one.point.href for one in placed),
    )


def _countries(address: str, view: Frame) -> str:
    """The land and its borders. They are drawn by the file; how they look is inherited from the page's styles."""
    scale = view.scale
    moved = f"matrix({scale:.5g} 0 0 {scale:.5g} {n(-view.left * scale)} {n(-view.top * scale)})"
    parts = [tag("use", {"class": part, "href": f"{address}#{part}"}) for part in ("graticule", "land", "borders")]
    return tag("g", {"class": "countries", "transform": moved, "aria-hidden": "true"}, *parts)


def _mark(one: Placed, keys: Mapping[str, int], names: Mapping[str, str], setting: Setting) -> str:
    point = one.point
    number = keys.get(point.group, 0)
    told = [point.label, setting.say(names.get(point.group, "")), setting.say(_STATUS.get(point.status, "")), point.note]
    attributes: dict[str, object] = {
        "class": f"mark {hue(number)}",
        "transform": f"translate({n(one.x)} {n(one.y)})",
        "data-group": point.group,
        "data-spans": json.dumps([[span.group, span.start, span.end, span.status] for span in point.spans]) if point.spans else "",
    }
    inner = [title(", ".join(filter(None, told))), tag("circle", {"class": "target", "r": 12}), sign(number, point.status)]
    if point.href:
        return tag("a", {**attributes, "href": point.href}, *inner)
    return tag("g", {**attributes, "role": "img", "aria-label": ", ".join(filter(None, told))}, *inner)


def _legend(points: Sequence[Point], keys: Mapping[str, int], names: Mapping[str, str]) -> tuple[LegendEntry, ...]:
    used = {point.group for point in points}
    entries = [LegendEntry(cut(names.get(key, key)), swatch(sign(number)), key) for key, number in keys.items() if key in names or key in used]
    if any(point.status == "possible" for point in points):
        plain = {"more": "plain"}
        entries.append(LegendEntry(marked("filled: certain"), swatch(sign(0, "certain", **plain))))
        entries.append(LegendEntry(marked("ring: possible"), swatch(sign(0, "possible", **plain))))
    return tuple(entries)
