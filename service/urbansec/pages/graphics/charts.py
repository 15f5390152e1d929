"""Charts of bars: columns for years and the like, rows for names, which need room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from urbansec.pages.diagram.text import text_width
from urbansec.pages.graphics.axes import MOST_SERIES, SIZE, WIDE, Tick, area, both, level, room, upright
from urbansec.pages.graphics.markup import cut, frame, n, tag, text, title
from urbansec.pages.graphics.model import Graphic, LegendEntry, Series, left_out
from urbansec.pages.graphics.scales import Scale, drawable, first_day, number_ticks
from urbansec.pages.graphics.setting import Setting
from urbansec.pages.graphics.signs import hue
from urbansec.pages.graphics.textures import fill, textured, textures

MOST = 60
"""Categories that a chart shows; a picture with more is not read."""
_ROW, _GROUPED = 24.0, 15.0
_HEIGHT = 380.0
Href = Callable[[str], str]


@dataclass(frozen=True)
class _Bars:
    """The values by category, and how they are drawn."""

    title: str
    ident: str
    x_label: str
    y_label: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    values: tuple[dict[str, float], ...]
    stacked: bool
    href: Href | None

    def top(self) -> float:
        """The largest value to show."""
        found = [sum(max(0.0, values.get(name, 0.0)) for values in self.values) for name in self.categories] if self.stacked else self.every()
        return max(0.0, *found) if found else 0.0

    def address(self, number: int, name: str) -> str:
        """What the bar of a series and a category leads to."""
        series = self.series[number]
        own = next((series.hrefs[place] for place, (where, _) in enumerate(series.points) if place in series.hrefs and str(where) == name), "")
        return own or (self.href(name) if self.href else "")

    def every(self) -> list[float]:
        """All values."""
        return [value for values in self.values for value in values.values()]

    def pieces(self, name: str) -> list[tuple[int, float, float]]:
        """The bars of a category: the number of the series, where the bar begins and where it ends."""
        found, base = [], 0.0
        for number, values in enumerate(self.values):
            if name in values:
                found.append((number, base, base + values[name]))
                base += max(0.0, values[name]) if self.stacked else 0.0
        return found


def bar_chart(  # noqa: PLR0913 - each is a part of a chart with a name of its own
    series: Sequence[Series],
    *,
    title: str,
    ident: str,
    x_label: str,
    y_label: str,
    stacked: bool = False,
    href: Href | None = None,
) -> Graphic:
    """Bars for the values of ``series`` by category, side by side or ``stacked``.

    ``href`` gives the address behind the bars of a category, empty for none; those of a series come before it.
    """
    every, series = len(series), series[:MOST_SERIES]
    values = tuple({str(name): value for name, value in one.points if value is not None and drawable(value)} for one in series)
    names = dict.fromkeys(str(name) for one in series for name, _ in one.points)
    shown = tuple(names)[:MOST]
    bars = _Bars(title, ident, x_label, y_label, shown, tuple(series), values, stacked, href)
    links = sum(bool(bars.address(number, name)) for number in range(len(series)) for name in shown if name in values[number])
    draw = _columns if shown and all(first_day(name) or _number(name) for name in shown) else _rows

    def drawn(setting: Setting) -> Markup:
        return both(lambda width, own: draw(bars, width, own, setting, links > 0), ident)

    legend = [LegendEntry(one.name, textured(f"{ident}-key", number), one.name) for number, one in enumerate(series)]
    remarks = [*left_out(len(shown), len(names)), *left_out(len(series), every)]
    return Graphic(title, ident, "chart", drawn, legend=tuple(legend) if len(series) > 1 else (), remarks=tuple(remarks), links=links)


def _number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def _columns(bars: _Bars, width: float, ident: str, setting: Setting, links: bool) -> Markup:
    ticks = number_ticks(min([0.0, *bars.every()]), bars.top() or 1.0, 6, whole=all(value == int(value) for value in bars.every()))
    words = [setting.number(tick) for tick in ticks]
    space = area(width, _HEIGHT, left=room(words), right=12)
    upwards = Scale(ticks[0], ticks[-1], space.bottom, space.top)
    step = (space.right - space.left) / max(1, len(bars.categories))
    across = Scale(0, len(bars.categories), space.left, space.right)
    parts = [textures(ident, len(bars.series)), upright(space, upwards, [Tick(*pair) for pair in zip(ticks, words, strict=True)], setting.say(bars.y_label))]
    parts.append(level(space, across, [Tick(place + 0.5, setting.day(name)) for place, name in enumerate(bars.categories)], setting.say(bars.x_label)))
    wide = min(56.0, step * 0.78)
    for place, name in enumerate(bars.categories):
        for number, begin, end in bars.pieces(name):
            each = wide if bars.stacked else wide / len(bars.series)
            x = across(place + 0.5) - wide / 2 + (0 if bars.stacked else number * each)
            y, height = upwards(max(begin, end)), abs(upwards(begin) - upwards(end))
            inner = fill(ident, number, x, y, each, height)
            above = "" if bars.stacked or text_width(setting.number(end), SIZE) > each + 6 else text(setting.number(end), x + each / 2, y - 5, "value middle")
            parts.append(_datum(bars, number, name, end - begin, setting, *inner, above))
    return frame(ident, "chart", width, _HEIGHT, setting.say(bars.title), *parts, links=links)


def _rows(bars: _Bars, width: float, ident: str, setting: Setting, links: bool) -> Markup:
    each = _ROW if bars.stacked or len(bars.series) == 1 else _GROUPED
    labels = [cut(name, 40 if width == WIDE else 20) for name in bars.categories]
    row = each * (1 if bars.stacked else max(1, len(bars.series))) + 6
    ticks = number_ticks(min([0.0, *bars.every()]), bars.top() or 1.0, 7 if width == WIDE else 4, whole=all(value == int(value) for value in bars.every()))
    left = min(width * 0.45, room(labels))
    height = 12 + row * len(labels) + 44
    space = area(width, height, left=left, right=44, top=8)
    across = Scale(ticks[0], ticks[-1], space.left, space.right)
    parts = [
        textures(ident, len(bars.series)),
        level(space, across, [Tick(tick, setting.number(tick)) for tick in ticks], setting.say(bars.y_label), grid=True),
    ]
    for place, (name, label) in enumerate(zip(bars.categories, labels, strict=True)):
        top = space.top + place * row + 3
        parts.append(text(label, left - 8, top + (row - 6) / 2 + 4, "tick end"))
        for number, begin, end in bars.pieces(name):
            y = top + (0 if bars.stacked else number * each)
            x, length = across(min(begin, end)), abs(across(end) - across(begin))
            last = not bars.stacked or number == bars.pieces(name)[-1][0]
            value = text(setting.number(end), x + length + 5, y + each / 2 + 4, "value") if last else ""
            parts.append(_datum(bars, number, name, end - begin, setting, *fill(ident, number, x, y + 1, length, each - 2), value))
    parts.append(tag("path", {"class": "axis", "d": f"M{n(across(0))} {n(space.top)}V{n(space.bottom)}"}))
    return frame(ident, "chart", width, height, setting.say(bars.title), *parts, links=links)


def _datum(bars: _Bars, number: int, name: str, value: float, setting: Setting, *inner: str) -> str:
    told = ": ".join(filter(None, (setting.say(bars.series[number].name), setting.day(name), setting.number(value))))
    address = bars.address(number, name)
    attributes: dict[str, object] = {"class": f"datum {hue(number)}", "href": address}
    return tag("a" if address else "g", attributes, title(told), *inner)
