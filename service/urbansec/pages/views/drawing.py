"""Draw the rows of a table as a picture: which cells become points, bars, nodes and lines."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from urbansec.pages.graphics import Bar, Edge, Node, Point, draw_map, network, timeline
from urbansec.pages.views.charts import bars, lines
from urbansec.pages.views.drawn import Drawn
from urbansec.pages.views.offers import View
from urbansec.pages.views.reading import Reader, Row
from urbansec.pages.views.rows import Rows, as_day, as_number, whole
from urbansec.queries.table import TRIPLE, Table
from urbansec.results.columns import text_of
from urbansec.results.wkt import geometry

_POINTS, _EDGES = 3_000, 6_000
"""More are no picture any more, and slow."""


def draw(view: View, table: Table, reader: Reader, *, title: str, ident: str = "drawing") -> Drawn | None:
    """The picture that ``view`` makes of ``table``; ``None`` for the view that is the table, and if no row can be drawn."""
    make = _MAKERS.get(view.name)
    return make(Rows(view, table, reader), title, ident) if make is not None and table.rows else None


def _map(rows: Rows, title: str, ident: str) -> Drawn | None:
    points: list[Point] = []
    bare = cut = 0
    for index, row in enumerate(rows.rows):
        place = _place(rows, index)
        if place is None:
            bare += 1
        elif len(points) == _POINTS:
            cut += 1
        else:
            points.append(Point(*place, rows.name(row, "label"), href=rows.address(row), status=rows.status(row)))
    return Drawn(draw_map(points, title=title, ident=ident, frame="fit"), bare, cut) if points else None


def _place(rows: Rows, index: int) -> tuple[float, float] | None:
    """Latitude and longitude of a row; of a line or an area the middle of its corners."""
    north, east = as_number(rows.value("lat", index)), as_number(rows.value("long", index))
    if north is not None and east is not None:
        return north, east
    shape = geometry(rows.value("wkt", index))
    corners = _corners(shape["coordinates"]) if shape is not None else []
    return (sum(north for _, north in corners) / len(corners), sum(east for east, _ in corners) / len(corners)) if corners else None


def _corners(positions: Sequence[Any]) -> list[tuple[float, float]]:
    if positions and not isinstance(positions[0], list):
        return [(positions[0], positions[1])]
    return [corner for each in positions for corner in _corners(each)]


def _timeline(rows: Rows, title: str, ident: str) -> Drawn | None:
    found = []
    for index, row in enumerate(rows.rows):
        start, end = _period(rows, index)
        found.append(Bar(rows.name(row, "label"), start, end, href=rows.address(row), group=rows.name(row, "group"), status=rows.status(row)))
    return Drawn(timeline(found, title=title, ident=ident)) if any(bar.start or bar.end for bar in found) else None


def _period(rows: Rows, index: int) -> tuple[str, str]:
    """From when to when a row is about something. A date that is only a year or a month stays one."""
    first, last = as_day(rows.value("start", index)), as_day(rows.value("end", index))
    given, until = as_day(rows.value("given", index)), as_day(rows.value("until", index))
    if rows.view.part("bounds"):
        once = given or whole(first, last)
        return (once, once) if once else (first, last)
    start, end = given or first, until or last
    # Without a column for the end a row is about a day, and not about all that came after. An event has ended even if nobody says when.
    momentary = not rows.view.part("end") or rows.view.part("link") == "event"
    return start, end or (start if momentary else "")


def _graph(rows: Rows, title: str, ident: str) -> Drawn | None:
    source, target = rows.view.part("source"), rows.view.part("target")
    triples = (source, target) == (TRIPLE[0], TRIPLE[2])
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    bare = cut = 0
    for index, row in enumerate(rows.rows):
        if source not in row or target not in row or (triples and row[target]["type"] == "literal"):
            bare += 1
        elif len(edges) == _EDGES:
            cut += 1
        else:
            for part, column in (("source", source), ("target", target)):
                nodes.setdefault(text_of(row[column]), _node(rows, row, part, "" if triples else rows.reader.word(column)))
            weight = as_number(rows.value("weight", index))
            edges.append(
                Edge(
                    text_of(row[source]),
                    text_of(row[target]),
                    label=rows.name(row, "label"),
                    weight=1.0 if weight is None else weight,
                    directed=not rows.view.part("undirected"),
                    status=rows.status(row),
                )
            )
    return Drawn(network(tuple(_weighed(nodes, edges)), edges, title=title, ident=ident), bare, cut) if edges else None


def _node(rows: Rows, row: Row, part: str, group: str) -> Node:
    column = rows.view.part(part)
    return Node(text_of(row[column]), rows.reader.name(row, column), href=rows.address(row, part), group=group)


def _weighed(nodes: Mapping[str, Node], edges: Sequence[Edge]) -> list[Node]:
    """The nodes, each as heavy as it has edges: what has most is drawn largest, and left out last."""
    degree = dict.fromkeys(nodes, 0)
    for edge in edges:
        degree[edge.source] += 1
        degree[edge.target] += 1
    return [Node(node.id, node.label, node.href, node.group, weight=float(degree[name])) for name, node in nodes.items()]


_MAKERS: Mapping[str, Callable[[Rows, str, str], Drawn | None]] = {"map": _map, "timeline": _timeline, "graph": _graph, "bars": bars, "lines": lines}
