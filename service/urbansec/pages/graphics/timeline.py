"""Timelines: what lasts from when to when, with what is not known of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from urbansec.pages.catalogues import marked
from urbansec.pages.diagram.text import text_width
from urbansec.pages.graphics import markup
from urbansec.pages.graphics.axes import SIZE, WIDE, both
from urbansec.pages.graphics.markup import cut, n, tag, text
from urbansec.pages.graphics.model import Bar, Graphic, LegendEntry, Remark, left_out
from urbansec.pages.graphics.scales import Scale, day_ticks
from urbansec.pages.graphics.setting import Setting
from urbansec.pages.graphics.signs import hue, numbers, shape, sign, swatch
from urbansec.pages.graphics.spans import Row, Timed, dated, extent, headed, rows, timed

MOST = 400
"""Bars that a timeline shows."""
_TOP, _ROW, _TALL, _HEADING = 28.0, 24.0, 38.0, 34.0
_BAR = 12.0
_FADE = 36.0
_LONG = 34
_AXIS_AGAIN = 20
_STATUS = {"certain": marked("certain"), "possible": marked("possible")}


@dataclass(frozen=True)
class _Timeline:
    """What is drawn, whatever the width."""

    title: str
    rows: tuple[Row, ...]
    low: float
    high: float
    keys: dict[str, int]
    headings: bool
    links: bool


def timeline(bars: Sequence[Bar], *, title: str, ident: str, start: str = "", end: str = "") -> Graphic:
    """Bars under an axis of time, in the given order, from ``start`` to ``end`` or as far as they reach.

    A year or a month is drawn as long as it is, lighter; an end that is open or not known fades. What holds possibly is a frame. Bars
    of one name that follow upon each other share a row, and groups whose bars stand together get a heading.
    """
    known = dated(bars)
    shown = known[:MOST]
    low, high = extent(shown, start, end)
    placed = [one for one in (timed(bar, low, high) for bar in shown) if one.end > low and one.start < high]
    keys = numbers({}, *(one.bar.group for one in placed if one.bar.group))
    found = rows(placed)
    links = sum(bool(one.bar.href) for one in placed)
    picture = _Timeline(title, tuple(found), low, high, keys, headed(found), links > 0)

    def drawn(setting: Setting) -> Markup:
        return both(lambda width, own: _draw(picture, width, own, setting), ident)

    undated = len(bars) - len(known)
    remarks = list(left_out(len(shown), len(known)))
    if undated:
        remarks.append(Remark(marked("Without a known day, and so not drawn: %(number)s."), {"number": undated}))
    if len(placed) < len(shown):
        remarks.append(Remark(marked("Before or after this time, and so not drawn: %(number)s."), {"number": len(shown) - len(placed)}))
    return Graphic(title, ident, "timeline", drawn, legend=_legend(placed, keys), remarks=tuple(remarks), links=links)


def _draw(picture: _Timeline, width: float, ident: str, setting: Setting) -> Markup:
    wide = width == WIDE
    longest = max((text_width(cut(row.label, _LONG), SIZE) * 1.08 for row in picture.rows), default=0.0)
    across = Scale(picture.low, picture.high, min(270.0, longest + 12) if wide else 2.0, width - 6)
    bands: list[str] = []
    parts, y, before = [], _TOP, ""
    for place, row in enumerate(picture.rows):
        if picture.headings and row.group != before:
            parts.append(_heading(setting.say(row.group), picture.keys.get(row.group, 0), y))
            y, before = y + _HEADING, row.group
        step = _ROW if wide else _TALL
        if place % 2:
            bands.append(f"M0 {n(y)}H{n(width)}V{n(y + step)}H0Z")
        parts += _row(row, across, y, picture, setting)
        y += step
    ticks = day_ticks(picture.low, picture.high, 10 if wide else 5)
    again = len(picture.rows) > _AXIS_AGAIN
    lines = tag("path", {"class": "grid", "d": "".join(f"M{n(across(at))} {n(_TOP - 6)}V{n(y + 2)}" for at, _ in ticks)})
    words = [
        text(said, across(at), line, "tick middle") for at, said in _apart(ticks, across, width, setting) for line in ((14.0, y + 16) if again else (14.0,))
    ]
    axis = tag("g", {"aria-hidden": "true"}, lines, *words)
    ground = tag("path", {"class": "band", "d": "".join(bands)}) if bands else ""
    return markup.frame(ident, "timeline", width, y + (24 if again else 4), setting.say(picture.title), ground, axis, *parts, links=picture.links)


def _apart(ticks: Sequence[tuple[float, str]], across: Scale, width: float, setting: Setting) -> list[tuple[float, str]]:
    """The ticks with their words, without those that would touch the ones before them."""
    found, free = [], -1e9
    for at, partial in ticks:
        said = setting.day(partial)
        half = text_width(said, SIZE) / 2
        if across(at) - half > max(0.0, free) and across(at) + half < width:
            found.append((at, said))
            free = across(at) + half + 8
    return found


def _heading(words: str, number: int, y: float) -> str:
    return tag("g", {"transform": f"translate(9 {n(y + 20)})"}, sign(number)) + text(cut(words), 22.0, y + 24, "heading")


def _row(row: Row, across: Scale, y: float, picture: _Timeline, setting: Setting) -> list[str]:
    """The label of a row and its bars: beside each other on a wide page, else one below the other."""
    beside = across.start > _ROW
    label = (across.start - 10, y + 16, "name end") if beside else (across.start, y + 13, "name")
    words = tag("g", {"aria-hidden": "true"}, text(cut(row.label, _LONG if beside else 52), *label))
    top = y + (6 if beside else 18)
    return [words, *(_bar(one, across, top, picture.keys, setting) for one in sorted(row.bars, key=lambda one: one.bar.status != "possible"))]


def _bar(one: Timed, across: Scale, top: float, keys: dict[str, int], setting: Setting) -> str:
    number = keys.get(one.bar.group, 0)
    attributes: dict[str, object] = {"class": f"datum {hue(number)} {one.bar.status}".strip(), "href": one.bar.href}
    return tag("a" if one.bar.href else "g", attributes, markup.title(_told(one.bar, setting)), _target(one, across, top), *_shape(one, across, top, number))


def _told(bar: Bar, setting: Setting) -> str:
    open_end = "…"
    days = setting.day(bar.start) if bar.start == bar.end else f"{setting.day(bar.start) or open_end} – {setting.day(bar.end) or open_end}"  # noqa: RUF001 - from day to day
    return ", ".join(filter(None, (f"{bar.label}: {days}", setting.say(bar.group), setting.say(_STATUS.get(bar.status, bar.status)), bar.note)))


def _target(one: Timed, across: Scale, top: float) -> str:
    """Room for a finger, as bars may be as short as a day."""
    left, right = across(max(one.start, across.low)), across(min(one.end, across.high))
    wide = max(_ROW, right - left)
    return tag("rect", {"class": "target", "x": (left + right - wide) / 2, "y": top - 6, "width": wide, "height": _ROW})


def _shape(one: Timed, across: Scale, top: float, number: int) -> list[str]:
    """The bar: lighter where it may have begun or be over, plain where it lasts, fading where its end is open."""
    middle = top + _BAR / 2
    if one.moment:
        return [tag("path", {"class": "sign moment", "d": shape(number), "transform": f"translate({n(across(one.start + 0.5))} {n(middle)})"})]
    start, begun, ending, end = (across(min(max(day, across.low), across.high)) for day in (one.start, one.begun, one.ending, one.end))
    possible = one.bar.status == "possible"
    parts = []
    if one.open_start:
        faded = min(start + _FADE, ending)
        parts += _fading(start, faded, top, backwards=True, rims=possible)
        begun = max(begun, faded)
    if one.open_end:
        faded = max(end - _FADE, begun)
        parts += _fading(faded, end, top, rims=possible)
        ending = min(ending, faded)
    if begun > start and not one.open_start:
        parts.append(_piece("bar vague", start, begun, top))
    if end > ending and not one.open_end:
        parts.append(_piece("bar vague", ending, end, top))
    if ending > begun:
        parts.insert(0, _frame(begun, ending, top, one) if possible else _piece("bar", begun, ending, top))
    return parts


def _piece(css: str, left: float, right: float, top: float) -> str:
    return tag("rect", {"class": css, "x": left, "y": top, "width": max(2.0, right - left), "height": _BAR})


def _frame(left: float, right: float, top: float, one: Timed) -> str:
    """The frame of what is possible, without the side on which its end is open."""
    x, to, bottom = n(left), n(max(right, left + 2)), n(top + _BAR)
    path = f"M{to} {n(top)}H{x}V{bottom}H{to}" if one.open_end else f"M{x} {n(top)}H{to}V{bottom}H{x}{'' if one.open_start else 'Z'}"
    return tag("path", {"class": "bar", "d": path})


def _fading(left: float, right: float, top: float, *, backwards: bool = False, rims: bool = False) -> list[str]:
    """Three pieces, each lighter than the one before; of frames only the rims."""
    third = (right - left) / 3
    order = (3, 2, 1) if backwards else (1, 2, 3)
    pieces = [(left + place * third, left + (place + 1) * third, step) for place, step in enumerate(order)] if third > 0 else []
    if rims:
        return [tag("path", {"class": f"bar fade-{step}", "d": f"M{n(x)} {n(top)}H{n(to)}M{n(x)} {n(top + _BAR)}H{n(to)}"}) for x, to, step in pieces]
    return [_piece(f"bar fade-{step}", x, to, top) for x, to, step in pieces]


def _legend(placed: Sequence[Timed], keys: dict[str, int]) -> tuple[LegendEntry, ...]:
    entries = [LegendEntry(key, swatch(sign(number)), key) for key, number in keys.items()]
    if any(one.bar.status == "possible" for one in placed):
        entries.append(_explained(marked("frame: possible"), "plain possible", _piece("bar", -18, 18, -6)))
    if any(not one.moment and (one.begun > one.start or one.end > one.ending) for one in placed):
        entries.append(_explained(marked("light: begins or ends in this time"), "plain", _piece("bar vague", -18, 18, -6)))
    if any(one.open_start or one.open_end for one in placed):
        entries.append(_explained(marked("fading: no beginning or end is known"), "plain", _piece("bar", -18, -6, -6), *_fading(-6, 18, -6)))
    return tuple(entries)


def _explained(words: str, css: str, *pieces: str) -> LegendEntry:
    return LegendEntry(words, swatch(tag("g", {"class": css}, *pieces), wide=True))
