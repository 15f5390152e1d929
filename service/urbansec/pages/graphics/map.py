"""Maps: points on the outlines of countries."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from urbansec.pages.catalogues import marked
from urbansec.pages.graphics import markup
from urbansec.pages.graphics.frames import EUROPE, WIDTH, Frame, fitting
from urbansec.pages.graphics.labels import Label, Sign, place_labels
from urbansec.pages.graphics.markup import cut, n, tag, text
from urbansec.pages.graphics.model import Graphic, LegendEntry, Point
from urbansec.pages.graphics.outlines import outlines_address
from urbansec.pages.graphics.places import Placed, spread
from urbansec.pages.graphics.projection import project
from urbansec.pages.graphics.setting import Setting
from urbansec.pages.graphics.signs import hue, numbers, sign, swatch

_STATUS = {"certain": marked("certain"), "possible": marked("possible")}
_LABEL = 28


def draw_map(  # noqa: PLR0913 - what a map is made of, each by its name
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
    world as the points need. Points that are no place, or not in the frame, come back as ``outside``. The spans of a point stand in the
    attribute ``data-spans`` of its mark, as a JSON list of group, first day, last day and status, so that a script can move the day.
    """
    projected = [(point, project(point.lat, point.long)) for point in points]
    view = EUROPE if frame == "europe" else fitting([place for _, place in projected if place])
    inside = [(point, view.place(*place)) for point, place in projected if place and view.holds(*place)]
    names = dict(groups or {})
    keys = numbers(names, *(point.group for point in points if point.group))
    picture = _Map(title, ident, outlines, view, tuple(spread(inside)), keys, names)
    return Graphic(
        title=title,
        ident=ident,
        kind="map",
        draw=picture.draw,
        outside=tuple(point for point, place in projected if not (place and view.holds(*place))),
        legend=picture.legend(points),
        links=sum(bool(point.href) for point, _ in inside),
    )


@dataclass(frozen=True)
class _Map:
    title: str
    ident: str
    outlines: str
    view: Frame
    placed: tuple[Placed, ...]
    keys: Mapping[str, int]
    names: Mapping[str, str]

    def draw(self, setting: Setting) -> Markup:
        """The picture."""
        height = self.view.height * self.view.scale
        address = self.outlines or outlines_address(setting.root)
        missing = text(setting.say(marked("The outlines of the countries have not been built.")), 12.0, height - 12, "quiet")
        signs = [Sign(cut(one.point.label, _LABEL), one.x + one.aside, one.y + one.below) for one in self.placed]
        labels = {label.number: label for label in place_labels(signs, WIDTH, height)}
        marks = [self._mark(one, labels.get(number), setting) for number, one in enumerate(self.placed)]
        ground = tag("rect", {"class": "sea", "width": WIDTH, "height": height})
        parts = (ground, self._countries(address) if address else missing, tag("g", {"class": "marks"}, *marks))
        return markup.frame(self.ident, "map", WIDTH, height, setting.say(self.title), *parts, links=any(one.point.href for one in self.placed))

    def _countries(self, address: str) -> str:
        """The land and its borders. They are drawn by the file; how they look is inherited from the page's styles."""
        scale = self.view.scale
        moved = f"matrix({scale:.5g} 0 0 {scale:.5g} {n(-self.view.left * scale)} {n(-self.view.top * scale)})"
        parts = [tag("use", {"class": part, "href": f"{address}#{part}"}) for part in ("graticule", "land", "borders")]
        return tag("g", {"class": "countries", "transform": moved, "aria-hidden": "true"}, *parts)

    def _mark(self, one: Placed, label: Label | None, setting: Setting) -> str:
        point = one.point
        number = self.keys.get(point.group, 0)
        told = ", ".join(filter(None, (point.label, setting.say(self.names.get(point.group, "")), setting.say(_STATUS.get(point.status, "")), point.note)))
        attributes: dict[str, object] = {
            "class": f"mark {hue(number)}",
            "transform": f"translate({n(one.x)} {n(one.y)})",
            "data-group": point.group,
            "data-spans": json.dumps([[span.group, span.start, span.end, span.status] for span in point.spans]) if point.spans else "",
        }
        aside = {"transform": f"translate({n(one.aside)} {n(one.below)})"} if one.aside or one.below else {}
        inner = tag("g", {"class": "still"}, tag("g", dict(aside), tag("circle", {"class": "target", "r": 12}), sign(number, point.status), _label(label)))
        if point.href:
            return tag("a", {**attributes, "href": point.href}, markup.title(told), inner)
        return tag("g", {**attributes, "role": "img"}, markup.title(told), inner)

    def legend(self, points: Sequence[Point]) -> tuple[LegendEntry, ...]:
        """What the signs mean."""
        used = {point.group for point in points}
        entries = [LegendEntry(self.names.get(key, key), swatch(sign(number)), key) for key, number in self.keys.items() if key in self.names or key in used]
        if any(point.status == "possible" or any(span.status == "possible" for span in point.spans) for point in points):
            entries.append(LegendEntry(marked("filled: certain"), swatch(sign(0, "certain", more="plain"))))
            entries.append(LegendEntry(marked("ring: possible"), swatch(sign(0, "possible", more="plain"))))
        return tuple(entries)


def _label(label: Label | None) -> str:
    if label is None:
        return ""
    return text(label.words, label.x, label.y, f"label tier-{label.tier} {label.anchor}", **{"aria-hidden": "true"})
