"""A picture as a file of its own: with its title, its legend, where it is from, the outlines of countries, and how all this looks."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from urbansec.pages.built import STATIC
from urbansec.pages.graphics import Graphic
from urbansec.pages.graphics.outlines import outlines_file

_SVG = "{http://www.w3.org/2000/svg}"
_EDGE, _LINE, _LETTER = 12, 22, 7.2
_COLOURS = re.compile(r":root \{.*?\n\}", re.DOTALL)
_DARK = re.compile(r"@media \((?:prefers-color-scheme|max-width|forced-colors)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_OUTLINES = re.compile(r"outlines[^#]*#(\w+)\Z")
ET.register_namespace("", _SVG.strip("{}"))


def standalone(graphic: Graphic, *, language: str, base: str, source: str) -> bytes:
    """The picture as an SVG file in ``language``; its links lead to the service at ``base``, and ``source`` stands below it."""
    drawn = graphic.drawn("", language)
    found = ET.fromstring(str(drawn.svg))  # noqa: S314 - written by this package
    # Where there are two, the first is for wide screens.
    picture = found if found.tag == f"{_SVG}svg" else next(found.iter(f"{_SVG}svg"))
    _lead_to(picture, base)
    width, height = (float(each) for each in picture.attrib["viewBox"].split()[2:])
    rows = _legend([(entry.text, ET.fromstring(str(entry.sign))) for entry in drawn.legend], height + 2 * _LINE, width)  # noqa: S314 - the same
    bottom = height + 2 * _LINE + len(rows) * _LINE
    box = (-_EDGE, -_EDGE, width + 2 * _EDGE, bottom + _LINE + 2 * _EDGE)
    size = {"viewBox": " ".join(f"{each:g}" for each in box), "width": f"{box[2]:g}", "height": f"{box[3]:g}", "class": "graphic file"}
    whole = ET.Element(f"{_SVG}svg", size)
    ET.SubElement(whole, f"{_SVG}title").text = drawn.title
    ET.SubElement(whole, f"{_SVG}style").text = style()
    _text(whole, drawn.title, 0, 18, "name")
    picture.attrib |= {"y": str(_LINE * 1.5), "width": f"{width:g}", "height": f"{height:g}"}
    whole.append(picture)
    whole.extend(part for row in rows for part in row)
    _text(whole, source, 0, bottom + 14, "source")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(whole, "unicode").encode()


def style() -> str:
    """How graphics look on a light ground."""
    colours = _COLOURS.search((STATIC / "urbansec.css").read_text("utf-8"))
    rules = _DARK.sub("", (STATIC / "graphics.css").read_text("utf-8"))
    own = ".file{background:var(--paper);font:13px system-ui,sans-serif;color-scheme:light}.file>text{fill:var(--ink)}.name{font-weight:600;font-size:15px}"
    return f"{colours[0] if colours else ''}\n{rules}\n{own}.source{{font-size:9px}}"


def _lead_to(picture: ET.Element, base: str) -> None:
    """Make addresses whole, and put what the picture takes from another file into it."""
    wanted = []
    for element in picture.iter():
        href = element.get("href", "")
        outline = _OUTLINES.search(href)
        if outline:
            wanted.append(outline[1])
            element.set("href", f"#{outline[1]}")
        elif href.startswith("/"):
            element.set("href", f"{base}{href}")
    if wanted:
        shapes = ET.parse(STATIC / outlines_file()).getroot()  # noqa: S314 - made when the modules were built
        picture.insert(0, definitions := ET.Element(f"{_SVG}defs"))
        definitions.extend(shape for shape in shapes.iter() if shape.get("id") in wanted)


def _legend(entries: Sequence[tuple[str, ET.Element]], top: float, width: float) -> list[list[ET.Element]]:
    """The signs with what they mean, in as many rows as they need."""
    rows: list[list[ET.Element]] = []
    x = width
    for text, sign in entries:
        taken = float(sign.get("width", 18)) + 6
        room = taken + 10 + len(text) * _LETTER
        if x + room > width:
            rows.append([])
            x = 0.0
        y = top + (len(rows) - 1) * _LINE
        sign.attrib |= {"x": f"{x:g}", "y": f"{y:g}"}
        label = ET.Element(f"{_SVG}text", {"x": f"{x + taken:g}", "y": f"{y + 13:g}"})
        label.text = text
        rows[-1] += [_named(sign), label]
        x += room
    return rows


def _named(sign: ET.Element) -> ET.Element:
    """A sign that is part of a page has no namespace of its own; in a file it needs one."""
    for element in sign.iter():
        if not element.tag.startswith("{"):
            element.tag = f"{_SVG}{element.tag}"
    return sign


def _text(parent: ET.Element, text: str, x: float, y: float, kind: str) -> None:
    ET.SubElement(parent, f"{_SVG}text", {"x": f"{x:g}", "y": f"{y:g}", "class": kind}).text = text
