"""Charts of lines over years, days or numbers, and counts that somebody reported beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite
from typing import Literal

from markupsafe import Markup

from urbansec.pages.catalogues import marked
from urbansec.pages.graphics.axes import NARROW, WIDE, Tick, area, level, room, upright
from urbansec.pages.graphics.markup import cut, frame, n, tag, title
from urbansec.pages.graphics.model import Graphic, LegendEntry, Series
from urbansec.pages.graphics.scales import Scale, day_ticks, first_day, number_ticks, year_ticks
from urbansec.pages.graphics.setting import Setting
from urbansec.pages.graphics.signs import hue, shape, swatch

Kind = Literal["year", "date", "number"]
_HEIGHT = 360.0
_QUALIFIERS = {"about": marked("about"), "least": marked("at least"), "most": marked("at most"), "more": marked("more than"), "exact": ""}
# Signs of reported counts: an approximate one is a tilde-like wave, a lower bound points up, an upper bound down.
_REPORTED = {
    "exact": "M-5-5H5V5H-5Z",
    "about": "M-6 0L0-6L6 0L0 6Z",
    "least": "M-6 4L0-6L6 4Z",
    "most": "M-6-4L0 6L6-4Z",
    "more": "M-6 4L0-6L6 4ZM-6 7H6",
}


@dataclass(frozen=True)
class _Lines:
    title: str
    ident: str
    x_label: str
    y_label: str
    kind: Kind
    series: tuple[Series, ...]
    values: tuple[tuple[tuple[float, float | None, int], ...], ...]


def line_chart(series: Sequence[Series], *, title: str, ident: str, x_label: str, y_label: str, x_kind: Kind) -> Graphic:  # noqa: PLR0913 - the parts of a picture
    """Lines through the values of ``series``, with gaps where there are none; reported counts as signs of their own."""
    values = tuple(_located(one, x_kind) for one in series)
    lines = _Lines(title, ident, x_label, y_label, x_kind, tuple(series), values)
    legend = tuple(LegendEntry(cut(one.name), _swatch(number, one), one.name) for number, one in enumerate(series))
    links = sum(len(one.hrefs) for one in series)
    return Graphic(title, ident, "chart", partial(_draw, lines, links > 0), legend=legend, links=links)


def _located(series: Series, kind: Kind) -> tuple[tuple[float, float | None, int], ...]:
    """Position, value and place in the series of what can be drawn, from left to right."""
    found = []
    for place, (where, value) in enumerate(series.points):
        at = _position(where, kind)
        if at is not None and isfinite(at):
            found.append((at, value if value is not None and isfinite(value) else None, place))
    return tuple(sorted(found, key=lambda one: one[0]))


def _position(where: str | float, kind: Kind) -> float | None:
    if kind == "date":
        return first_day(str(where))
    try:
        return float(str(where)[:4] if kind == "year" else where)
    except ValueError:
        return None


def _draw(lines: _Lines, links: bool, setting: Setting) -> Markup:
    both = [_chart(lines, width, f"{lines.ident}-{name}", setting, links) for name, width in (("wide", WIDE), ("narrow", NARROW))]
    return Markup('<div class="drawing"><div class="wide">{}</div><div class="narrow">{}</div></div>').format(*both)


def _chart(lines: _Lines, width: float, ident: str, setting: Setting, links: bool) -> Markup:
    every = [point for values in lines.values for point in values]
    numbers = [value for _, value, _ in every if value is not None] or [0.0, 1.0]
    places = [at for at, _, _ in every] or [0.0, 1.0]
    ticks = number_ticks(min(0.0, *numbers), max(numbers), 6, whole=all(value == int(value) for value in numbers))
    words = [setting.number(tick) for tick in ticks]
    space = area(width, _HEIGHT, left=room(words), right=20)
    upwards = Scale(ticks[0], ticks[-1], space.bottom, space.top)
    low, high = min(places), max(places)
    across = Scale(low, high if high > low else low + 1, space.left + 8, space.right - 8)
    parts = [
        upright(space, upwards, [Tick(*pair) for pair in zip(ticks, words, strict=True)], setting.say(lines.y_label)),
        level(space, across, _ticks(lines.kind, across, 10 if width == WIDE else 5, setting), setting.say(lines.x_label)),
    ]
    for number, (one, values) in enumerate(zip(lines.series, lines.values, strict=True)):
        places_drawn = [(across(at), upwards(value), place) if value is not None else None for at, value, place in values]
        if one.markers not in _REPORTED:
            parts.append(_path(places_drawn, number, dashed=one.dashed))
        parts += [_datum(one, number, *drawn, setting) for drawn in places_drawn if drawn]
    return frame(ident, "chart", width, _HEIGHT, setting.say(lines.title), *parts, links=links)


def _ticks(kind: Kind, across: Scale, most: int, setting: Setting) -> list[Tick]:
    if kind == "year":
        return [Tick(year, str(year)) for year in year_ticks(across.low, across.high, most)]
    if kind == "date":
        return [Tick(at, setting.day(words)) for at, words in day_ticks(across.low, across.high, most)]
    return [Tick(tick, setting.number(tick)) for tick in number_ticks(across.low, across.high, most) if across.low <= tick <= across.high]


def _path(places: Sequence[tuple[float, float, int] | None], number: int, *, dashed: bool) -> str:
    path, pen = [], "M"
    for place in places:
        path.append(f"{pen}{n(place[0])} {n(place[1])}" if place else "")
        pen = "L" if place else "M"
    return tag("path", {"class": f"line {hue(number)}{' dashed' if dashed else ''}", "d": "".join(path)}) if any(path) else ""


def _datum(series: Series, number: int, x: float, y: float, place: int, setting: Setting) -> str:  # noqa: PLR0913, PLR0917 - the parts of a picture
    where, value = series.points[place]
    amount = f"{setting.say(_QUALIFIERS.get(series.markers, ''))} {setting.number(value or 0)}".strip()
    told = ": ".join(filter(None, (setting.say(series.name), setting.day(str(where)), amount)))
    note = series.notes.get(place, "")
    sign = tag(
        "path", {"class": f"sign {hue(number)} reported {series.markers}" if series.markers in _REPORTED else f"sign {hue(number)}", "d": _sign(series, number)}
    )
    address = series.hrefs.get(place, "")
    attributes: dict[str, object] = {"class": f"datum {hue(number)}", "transform": f"translate({n(x)} {n(y)})", "href": address}
    return tag("a" if address else "g", attributes, title(". ".join(filter(None, (told, note)))), tag("circle", {"class": "target", "r": 12}), sign)


def _sign(series: Series, number: int) -> str:
    return _REPORTED.get(series.markers) or shape(number)


def _swatch(number: int, series: Series) -> Markup:
    sign = tag("path", {"class": f"sign {hue(number)}", "d": _sign(series, number)})
    if series.markers in _REPORTED:
        return swatch(sign)
    line = tag("path", {"class": f"line {hue(number)}{' dashed' if series.dashed else ''}", "d": "M-19 0H19"})
    return swatch(line, sign, wide=True)
