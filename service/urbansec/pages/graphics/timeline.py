"""Timelines: what lasts from when to when, with what is not known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from urbansec.pages.catalogues import marked
from urbansec.pages.graphics.axes import NARROW, WIDE
from urbansec.pages.graphics.markup import cut, frame, n, tag, text, title
from urbansec.pages.graphics.model import Bar, Graphic, LegendEntry, Remark
from urbansec.pages.graphics.scales import Scale, day_after, day_ticks, first_day
from urbansec.pages.graphics.setting import Setting
from urbansec.pages.graphics.signs import hue, numbers, swatch

MOST = 400
_ROW, _TOP = 24.0, 30.0
_YEAR = 365.25


@dataclass(frozen=True)
class _Timed:
    """A bar in day numbers: between ``start`` and ``sure_start`` it begins, between ``sure_end`` and ``end`` it ends."""

    bar: Bar
    start: float
    sure_start: float
    sure_end: float
    end: float
    open_start: bool
    open_end: bool


def timeline(bars: Sequence[Bar], *, title: str, ident: str, start: str = "", end: str = "") -> Graphic:
    """Bars under an axis of time, in the given order, from ``start`` to ``end`` or as far as they reach."""
    known = [bar for bar in bars if first_day(bar.start) is not None or first_day(bar.end) is not None]
    shown = known[:MOST]
    low, high = _extent(shown, start, end)
    keys = numbers({}, *(bar.group for bar in shown))
    timed = [_timed(bar, low, high) for bar in shown]
    remarks = []
    if len(known) > len(shown):
        remarks.append(Remark(marked("Only the first %(shown)s of %(all)s are drawn."), {"shown": len(shown), "all": len(known)}))
    if len(bars) > len(known):
        remarks.append(Remark(marked("Without a known day, and so not drawn: %(number)s."), {"number": len(bars) - len(known)}))
    links = sum(bool(bar.href) for bar in shown)
    legend = tuple(
        LegendEntry(cut(key), swatch(tag("rect", {"class": f"bar {hue(number)}", "x": -8, "y": -5, "width": 16, "height": 10})), key)
        for key, number in keys.items()
        if key
    )
    return Graphic(
        title, ident, "timeline", partial(_draw, timed, (low, high), title, ident, keys, links > 0), legend=legend, remarks=tuple(remarks), links=links
    )


def _extent(bars: Sequence[Bar], start: str, end: str) -> tuple[float, float]:
    begins = [day for bar in bars for day in (first_day(bar.start), first_day(bar.end)) if day is not None]
    ends = [day for bar in bars for day in (day_after(bar.start), day_after(bar.end)) if day is not None]
    low = first_day(start) or min(begins, default=1) - 30
    high = day_after(end) or max(ends, default=366) + 30
    return float(max(1, low)), float(max(high, low + 30))


def _timed(bar: Bar, low: float, high: float) -> _Timed:
    first, after = first_day(bar.start), day_after(bar.start)
    last, over = first_day(bar.end), day_after(bar.end)
    start, sure_start = (first, after) if first is not None and after is not None else (low, low)
    sure_end, end = (last, over) if last is not None and over is not None else (high, high)
    return _Timed(bar, start, min(sure_start, end), max(sure_end, start), max(end, start + 1), first is None, last is None)


def _draw(timed: Sequence[_Timed], extent: tuple[float, float], name: str, ident: str, keys: dict[str, int], links: bool, setting: Setting) -> Markup:  # noqa: PLR0913, PLR0917 - the parts of a picture
    both = [_chart(timed, extent, name, f"{ident}-{size}", width, keys, links, setting) for size, width in (("wide", WIDE), ("narrow", NARROW))]
    return Markup('<div class="drawing"><div class="wide">{}</div><div class="narrow">{}</div></div>').format(*both)


def _chart(  # noqa: PLR0913, PLR0917 - the parts of a picture
    timed: Sequence[_Timed], extent: tuple[float, float], name: str, ident: str, width: float, keys: dict[str, int], links: bool, setting: Setting
) -> Markup:
    height = _TOP + _ROW * len(timed) + 8
    across = Scale(*extent, 190.0 if width == WIDE else 8.0, width - 8)
    ticks = day_ticks(*extent, 9 if width == WIDE else 5)
    parts = [tag("path", {"class": "grid", "d": "".join(f"M{n(across(at))} {n(_TOP - 6)}V{n(height)}" for at, _ in ticks)})]
    parts += [text(setting.day(words), across(at), 16, "tick middle") for at, words in ticks]
    for place, one in enumerate(timed):
        y = _TOP + place * _ROW
        parts.append(_row(one, y, across, width, keys, setting))
    return frame(ident, "timeline", width, height, setting.say(name), *parts, links=links)


def _row(one: _Timed, y: float, across: Scale, width: float, keys: dict[str, int], setting: Setting) -> str:  # noqa: PLR0913, PLR0917 - the parts of a picture
    bar = one.bar
    start, end = across(max(one.start, across.low)), across(min(one.end, across.high))
    told = f"{setting.day(bar.start) or '…'} – {setting.day(bar.end) or '…'}"  # noqa: RUF001 - a span of days
    name = ", ".join(filter(None, (f"{bar.label}: {told}", setting.say(bar.group), setting.say(bar.status), bar.note)))
    box: dict[str, object] = {"class": f"bar {bar.status}", "x": start, "y": y + 5, "width": max(3.0, end - start), "height": 14.0}
    label = text(cut(bar.label, 30), 182, y + 16, "tick end") if width == WIDE else text(cut(bar.label, 40), 8, y + 16, "tick")
    attributes: dict[str, object] = {"class": f"datum {hue(keys.get(bar.group, 0))}", "href": bar.href}
    return tag("a" if bar.href else "g", attributes, title(name), tag("rect", box), label)
