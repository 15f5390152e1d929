"""Draw a diagram as SVG: light or dark as the reader likes it, names are links when the picture is opened by itself."""

from html import escape

from urbansec.pages.diagram.content import Box, Diagram, in_words
from urbansec.pages.diagram.layout import Layout, Line, Placed, Point
from urbansec.pages.diagram.text import FONT, HEAD, NOTE_SIZE, PAD, ROW, ROW_SIZE, TITLE_SIZE

# Constant, so that a content policy can name its hash.
STYLE = (
    ":root{color-scheme:light dark;--ink:#14202b;--paper:#fdfdfb;--soft:#eef2f4;--line:#8496a3;--quiet:#4d5d69;--link:#0b4f6c}"
    "@media (prefers-color-scheme:dark){:root{--ink:#e6ecf0;--paper:#10171d;--soft:#1b252d;--line:#6f8391;--quiet:#a9b8c2;--link:#8ccbe8}}"
    f"text{{font-family:{FONT};fill:var(--ink);font-size:{ROW_SIZE}px}}"
    f".title{{font-weight:700;font-size:{TITLE_SIZE}px;fill:var(--link)}}.open .title{{font-style:italic;fill:var(--ink)}}"
    f".note{{font-size:{NOTE_SIZE}px;fill:var(--quiet)}}.value{{fill:var(--quiet);text-anchor:end}}.note{{text-anchor:end}}"
    ".observed{font-style:italic}.paper{fill:var(--paper)}.frame{fill:var(--paper);stroke:var(--line);stroke-width:1.2}.head{fill:var(--soft)}"
    ".foreign .frame,.open .frame{stroke-dasharray:5 3}.rule{stroke:var(--line);stroke-width:1}"
    ".line{fill:none;stroke:var(--quiet);stroke-width:1.2}.arrow{fill:var(--quiet)}.kind{fill:var(--paper);stroke:var(--quiet);stroke-width:1.2}"
    "a:hover .title,a:focus .title{text-decoration:underline}"
)
_CORNER = 5.0


def draw(diagram: Diagram, layout: Layout) -> str:
    """The SVG document."""
    width, height = (f"{round(value)}" for value in (layout.width, layout.height))
    words = " ".join([diagram.summary, *in_words(diagram)])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(diagram.title)}</title>',
        f'<desc id="desc">{escape(words)}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{height}"/>',
        *(_line(line) for line in layout.lines),
        *(_head(line) for line in layout.lines if line.head),
        *(_box(placed) for placed in layout.boxes),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _box(placed: Placed) -> str:
    box, x, y, right = placed.box, placed.x, placed.y, placed.x + placed.width
    parts = [
        f'<g class="{box.kind}">',
        f'<rect class="frame" x="{_n(x)}" y="{_n(y)}" width="{_n(placed.width)}" height="{_n(placed.height)}" rx="5"/>',
        f'<path class="head" d="{_top(placed)}"/>',
        _title(box, x, y),
    ]
    if box.note:
        parts.append(f'<text class="note" x="{_n(right - PAD)}" y="{_n(y + HEAD / 2 + 4)}">{escape(box.note)}</text>')
    if box.rows:
        parts.append(f'<path class="rule" d="M{_n(x)} {_n(y + HEAD)}H{_n(right)}"/>')
    for number, row in enumerate(box.rows):
        middle = y + HEAD + ROW * (number + 0.5) + 4
        mark = ' class="observed"' if row.observed else ""
        parts.append(f'<text{mark} x="{_n(x + PAD)}" y="{_n(middle)}">{escape(row.name)}</text>')
        if row.value:
            parts.append(f'<text class="value" x="{_n(right - PAD)}" y="{_n(middle)}">{escape(row.value)}</text>')
    return "".join([*parts, "</g>"])


def _title(box: Box, x: float, y: float) -> str:
    text = f'<text class="title" x="{_n(x + PAD)}" y="{_n(y + HEAD / 2 + 4.5)}">{escape(box.title)}</text>'
    # Relative, so that it works wherever the service is mounted.
    return f'<a href="../../ontology#{escape(box.anchor)}">{text}</a>' if box.anchor else text


def _top(placed: Placed) -> str:
    """The head's ground: just inside the frame, round above, and round below if there are no rows."""
    x, y, right = placed.x + 0.6, placed.y + 0.6, placed.x + placed.width - 0.6
    top = f"M{_n(x)} {_n(y + 4.4)}Q{_n(x)} {_n(y)} {_n(x + 4.4)} {_n(y)}H{_n(right - 4.4)}Q{_n(right)} {_n(y)} {_n(right)} {_n(y + 4.4)}"
    bottom = placed.y + HEAD - (0 if placed.box.rows else 0.6)
    if placed.box.rows:
        return f"{top}V{_n(bottom)}H{_n(x)}Z"
    return f"{top}V{_n(bottom - 4.4)}Q{_n(right)} {_n(bottom)} {_n(right - 4.4)} {_n(bottom)}H{_n(x + 4.4)}Q{_n(x)} {_n(bottom)} {_n(x)} {_n(bottom - 4.4)}Z"


def _line(line: Line) -> str:
    """A line with its corners rounded."""
    points = line.points
    path = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(_CORNER, _length(before, corner) / 2, _length(corner, after) / 2)
        into, out = _towards(corner, before, radius), _towards(corner, after, radius)
        path.append(f"L{_n(into[0])} {_n(into[1])}Q{_n(corner[0])} {_n(corner[1])} {_n(out[0])} {_n(out[1])}")
    path.append(f"L{_n(points[-1][0])} {_n(points[-1][1])}")
    return f'<path class="line" d="{"".join(path)}"/>'


def _head(line: Line) -> str:
    """The arrowhead: filled where a property leads to its values, hollow where a class is a kind of another."""
    (x, y), before = line.points[-1], line.points[-2]
    back = 1 if before[0] > x else -1
    length, half, name = (10, 5, "kind") if line.kind == "parent" else (8, 4, "arrow")
    return f'<path class="{name}" d="M{_n(x)} {_n(y)}L{_n(x + back * length)} {_n(y - half)}V{_n(y + half)}Z"/>'


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(start: Point, goal: Point, distance: float) -> Point:
    """The point at ``distance`` from ``start`` on a level or upright line to ``goal``."""
    length = _length(start, goal)
    share = distance / length if length else 0.0
    return (start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share)


def _n(value: float) -> str:
    """A number as short as it can be."""
    return f"{value:.1f}".removesuffix(".0")
