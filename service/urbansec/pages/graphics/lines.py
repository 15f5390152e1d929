"""Charts of lines over years, days or numbers, and counts that somebody reported beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from urbansec.pages.catalogues import marked
from urbansec.pages.graphics.axes import MOST_SERIES, WIDE, Tick, area, both, level, room, upright
from urbansec.pages.graphics.markup import frame, n, tag, title
from urbansec.pages.graphics.model import Graphic, LegendEntry, Series, left_out
from urbansec.pages.graphics.scales import Scale, day_ticks, drawable, first_day, number_ticks, year_ticks
from urbansec.pages.graphics.setting import Setting
from urbansec.pages.graphics.signs import hue, shape, swatch

Kind = Literal["year", "date", "number"]
_HEIGHT = 380.0
MOST = 500
"""Values of a series that have signs of their own; of longer ones only the line is drawn."""
_FEW, _SMALL, _SMALLER = 30, 0.65, 0.45
_QUALIFIERS = {"about": marked("about"), "least": marked("at least"), "most": marked("at most"), "more": marked("more than"), "exact": ""}
# Signs of reported counts: a lower bound points up, an upper one down, and what is more than its number stands on a line.
_REPORTED = {
    "exact": "M-5-5H5V5H-5Z",
    "about": "M-6 0L0-6L6 0L0 6Z",
    "least": "M-6 4L0-6L6 4Z",
    "most": "M-6-4L0 6L6-4Z",
    "more": "M-6 3L0-7L6 3ZM-6 4.5H6V6.5H-6Z",
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


def line_chart(  # noqa: PLR0913 - each is a part of a chart with a name of its own
    series: Sequence[Series],
    *,
    title: str,
    ident: str,
    x_label: str,
    y_label: str,
    x_kind: Kind,
) -> Graphic:
    """Lines through the values of ``series``, with gaps where there are none; reported counts as signs of their own."""
    shown = tuple(series[:MOST_SERIES])
    lines = _Lines(title, ident, x_label, y_label, x_kind, shown, tuple(_located(one, x_kind) for one in shown))
    links = sum(len(one.hrefs) for one in shown)

    def drawn(setting: Setting) -> Markup:
        return both(lambda width, own: _chart(lines, width, own, setting, links > 0), ident)

    legend = tuple(LegendEntry(one.name, _swatch(number, one), one.name) for number, one in enumerate(shown))
    return Graphic(title, ident, "chart", drawn, legend=legend, remarks=left_out(len(shown), len(series)), links=links)


def _located(series: Series, kind: Kind) -> tuple[tuple[float, float | None, int], ...]:
    """Position, value and place in the series of what can be drawn, from left to right."""
    found = []
    for place, (where, value) in enumerate(series.points):
        at = _position(where, kind)
        if at is not None and drawable(at):
            found.append((at, value if drawable(value) else None, place))
    return tuple(sorted(found, key=lambda one: one[0]))


def _position(where: str | float, kind: Kind) -> float | None:
    if kind == "date":
        return first_day(str(where))
    try:
        return float(str(where)[:4] if kind == "year" else where)
    except ValueError:
        return None


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
        size = 1.0 if one.markers in _REPORTED else _SMALL if len(values) <= _FEW else _SMALLER
        parts += [_datum(one, number, *drawn, size, setting) for drawn in places_drawn if drawn] if len(values) <= MOST else []
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


def _datum(series: Series, number: int, x: float, y: float, place: int, size: float, setting: Setting) -> str:  # noqa: PLR0913, PLR0917 - a value and its place
    where, value = series.points[place]
    amount = f"{setting.say(_QUALIFIERS.get(series.markers, ''))} {setting.number(value or 0)}".strip()
    # A year may come as a number: 2015.0 is no date.
    position = f"{where:g}" if isinstance(where, float) else str(where)
    told = ": ".join(filter(None, (setting.say(series.name), setting.day(position), amount)))
    told = ". ".join(filter(None, (told, series.notes.get(place, ""))))
    css = f"sign {hue(number)} {f'reported {series.markers}' if series.markers in _REPORTED else ''}".strip()
    sign = tag("path", {"class": css, "d": _sign(series, number), "transform": f"scale({size})" if size != 1 else ""})
    address = series.hrefs.get(place, "")
    attributes: dict[str, object] = {"class": "datum", "transform": f"translate({n(x)} {n(y)})", "href": address}
    return tag("a" if address else "g", attributes, title(told), tag("circle", {"class": "target", "r": 12}), sign)


def _sign(series: Series, number: int) -> str:
    return _REPORTED.get(series.markers) or shape(number)


def _swatch(number: int, series: Series) -> Markup:
    sign = tag("path", {"class": f"sign {hue(number)}", "d": _sign(series, number)})
    if series.markers in _REPORTED:
        return swatch(sign)
    line = tag("path", {"class": f"line {hue(number)}{' dashed' if series.dashed else ''}", "d": "M-19 0H19"})
    return swatch(line, sign, wide=True)
