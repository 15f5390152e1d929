"""Networks: nodes, and what leads from one to another."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import hypot

from markupsafe import Markup

from urbansec.pages.catalogues import marked
from urbansec.pages.graphics import markup
from urbansec.pages.graphics.labels import Label, Sign, place_labels
from urbansec.pages.graphics.markup import cut, n, tag, text
from urbansec.pages.graphics.model import Edge, Graphic, LegendEntry, Node, Remark
from urbansec.pages.graphics.setting import Setting
from urbansec.pages.graphics.signs import HUES, hue, numbers, shape, sign, swatch

MOST = 300
"""Nodes that a network shows."""
_MOST_EDGES = 1500
WIDTH = 900.0
_LOWEST, _HIGHEST, _MORE = 340.0, 700.0, 12
_LABEL = 26
_SMALLEST, _LARGEST = 5.0, 12.0
_SIGN = 6.0
_BEND = 0.16
_KINDS = 4
_MANY = 60  # of so many lines the arrows are small
_WORDS = 24  # so many lines may have words beside them
_STATUS = {"certain": marked("certain"), "possible": marked("possible")}


@dataclass(frozen=True)
class _Line:
    """All edges between two nodes in the same direction."""

    source: int
    target: int
    edges: tuple[Edge, ...]
    bent: bool

    @property
    def kind(self) -> str:
        """What the line says, as its edges are labelled."""
        return ", ".join(dict.fromkeys(edge.label for edge in self.edges if edge.label))

    @property
    def weight(self) -> float:
        """How much all of them weigh."""
        return sum(edge.weight for edge in self.edges)

    @property
    def directed(self) -> bool:
        """Whether it leads one way."""
        return any(edge.directed for edge in self.edges)

    @property
    def possible(self) -> bool:
        """Whether nothing of it is certain."""
        return all(edge.status == "possible" for edge in self.edges)


@dataclass(frozen=True)
class _Network:
    title: str
    ident: str
    nodes: tuple[Node, ...]
    lines: tuple[_Line, ...]
    keys: Mapping[str, int]
    kinds: Mapping[str, int]

    @property
    def height(self) -> float:
        """Small networks need less room."""
        return min(_HIGHEST, _LOWEST + _MORE * len(self.nodes))


def network(nodes: Sequence[Node], edges: Sequence[Edge], *, title: str, ident: str) -> Graphic:
    """The network of ``nodes``; of more than 300 the heaviest are drawn. Edges to nodes that are not drawn are left out.

    The same data give the same picture. Edges in both directions are bent, so that both are seen; several of one direction are one line.
    """
    unique = list({node.id: node for node in reversed(nodes)}.values())[::-1]
    heaviest = sorted(range(len(unique)), key=lambda place: (-unique[place].weight, place))[:MOST]
    shown = tuple(unique[place] for place in sorted(heaviest))
    lines = _lines(shown, edges)
    keys = numbers({}, *(node.group for node in shown if node.group))
    picture = _Network(title, ident, shown, tuple(lines[:_MOST_EDGES]), keys, _kinds(lines))
    remarks = []
    if len(unique) > len(shown):
        remarks.append(Remark(marked("Only the %(shown)s most important of %(all)s nodes are drawn."), {"shown": len(shown), "all": len(unique)}))
    if len(lines) > len(picture.lines):
        remarks.append(Remark(marked("Only the %(shown)s strongest of %(all)s lines are drawn."), {"shown": len(picture.lines), "all": len(lines)}))
    links = sum(bool(node.href) for node in shown)
    return Graphic(title, ident, "network", partial(_draw, picture), legend=_legend(picture), remarks=tuple(remarks), links=links)


def _lines(nodes: Sequence[Node], edges: Sequence[Edge]) -> list[_Line]:
    """The lines between the nodes, the strongest first if there are too many."""
    place = {node.id: number for number, node in enumerate(nodes)}
    between: dict[tuple[int, int], list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.source in place and edge.target in place and edge.source != edge.target:
            ends = (place[edge.source], place[edge.target])
            between[ends if edge.directed else (min(ends), max(ends))].append(edge)
    found = [_Line(*ends, tuple(one), bent=(ends[1], ends[0]) in between) for ends, one in between.items()]
    return found if len(found) <= _MOST_EDGES else sorted(found, key=lambda line: -line.weight)


def _kinds(lines: Sequence[_Line]) -> dict[str, int]:
    """The labels of the lines, with numbers for their hues; the hues of the first groups are left to the nodes."""
    found = [kind for kind, _ in Counter(line.kind for line in lines if line.kind).most_common(_KINDS)]
    return {kind: HUES - 1 - number for number, kind in enumerate(found)}


def _draw(picture: _Network, setting: Setting) -> Markup:
    heaviest = max((abs(node.weight) for node in picture.nodes), default=1.0) or 1.0
    evenly = len({node.weight for node in picture.nodes}) < 2
    radii = [_SIGN + 1 if evenly else _SMALLEST + (_LARGEST - _SMALLEST) * (max(0.0, node.weight) / heaviest) ** 0.5 for node in picture.nodes]
    from urbansec.pages.graphics.network_layout import lay_out  # noqa: PLC0415 - numpy and networkx cost a start 0.1 s, and few pages draw a network

    places = lay_out(picture.nodes, [edge for line in picture.lines for edge in line.edges], radii, WIDTH, picture.height)
    signs = [Sign(cut(node.label, _LABEL), *place, radius=radius, weight=node.weight) for node, place, radius in zip(picture.nodes, places, radii, strict=True)]
    labels = {label.number: label for label in place_labels(signs, WIDTH, picture.height)}
    strongest = max((line.weight for line in picture.lines), default=1.0) or 1.0
    edges = [_edge(line, picture, places, line.weight / strongest, setting) for line in picture.lines]
    marks = [_node(node, number, places[number], radii[number] / _SIGN, labels.get(number), picture.keys, setting) for number, node in enumerate(picture.nodes)]
    parts = (tag("g", {"class": "edges many" if len(edges) > _MANY else "edges"}, *edges), tag("g", {"class": "marks"}, *marks))
    return markup.frame(picture.ident, "network", WIDTH, picture.height, setting.say(picture.title), *parts, links=any(node.href for node in picture.nodes))


def _edge(line: _Line, picture: _Network, places: Sequence[tuple[float, float]], share: float, setting: Setting) -> str:
    (x, y), (to_x, to_y) = places[line.source], places[line.target]
    across, down = to_x - x, to_y - y
    bend = _BEND if line.bent else 0.0
    # The middle of a bent line lies half as far aside as the point that bends it.
    aside_x, aside_y = (x + to_x) / 2 - down * bend, (y + to_y) / 2 + across * bend
    path = f"M{n(x)} {n(y)}Q{n(aside_x)} {n(aside_y)} {n(to_x)} {n(to_y)}" if bend else f"M{n(x)} {n(y)}L{n(to_x)} {n(to_y)}"
    middle_x, middle_y = (x + 2 * aside_x + to_x) / 4, (y + 2 * aside_y + to_y) / 4
    source, target = picture.nodes[line.source].label, picture.nodes[line.target].label
    words = ", ".join(dict.fromkeys(setting.say(edge.label) for edge in line.edges if edge.label))
    told = f"{source} → {target}" if line.directed else f"{source} – {target}"  # noqa: RUF001 - from one to the other
    told = ": ".join(filter(None, (told, words)))
    several = len(picture.kinds) > 1
    css = ["datum edge", "possible" if line.possible else "", f"kind {hue(picture.kinds[line.kind])}" if several and line.kind in picture.kinds else ""]
    attributes: dict[str, object] = {"class": " ".join(filter(None, css)), "data-from": line.source, "data-to": line.target}
    status = setting.say(_STATUS["possible"]) if line.possible else ""
    inner = [
        markup.title(", ".join(filter(None, (told, status)))),
        # Among many lines a wider one would only catch the pointer meant for another.
        tag("path", {"class": "reach", "d": path}) if len(picture.lines) <= _MANY else "",
        tag("path", {"class": "wire", "d": path, "stroke-width": n(1 + 3 * share) if share < 1 or line.weight > 1 else ""}),
    ]
    length = hypot(across, down) or 1.0
    if line.directed:
        turn = f"matrix({across / length:.3f} {down / length:.3f} {-down / length:.3f} {across / length:.3f} {n(middle_x)} {n(middle_y)})"
        inner.append(tag("g", {"transform": turn}, tag("g", {"class": "still"}, tag("path", {"class": "arrow", "d": "M6 0L-4-4.5L-2 0L-4 4.5Z"}))))
    if several and words and len(picture.lines) <= _WORDS:
        inner.append(
            tag(
                "g",
                {"transform": f"translate({n(middle_x)} {n(middle_y)})", "aria-hidden": "true"},
                tag("g", {"class": "still"}, text(cut(words, 22), 0.0, -7.0, "wire-label middle")),
            )
        )
    return tag("g", attributes, *inner)


def _node(node: Node, number: int, place: tuple[float, float], size: float, label: Label | None, keys: Mapping[str, int], setting: Setting) -> str:  # noqa: PLR0913, PLR0917 - a node and how it is drawn
    group = keys.get(node.group, 0)
    told = ", ".join(filter(None, (node.label, setting.say(node.group))))
    attributes: dict[str, object] = {
        "class": f"mark {hue(group)}",
        "transform": f"translate({n(place[0])} {n(place[1])})",
        "data-node": number,
        "data-group": node.group,
    }
    drawn = tag("path", {"class": "sign certain", "d": shape(group), "transform": f"scale({size:.2f})" if abs(size - 1) > 0.01 else ""})
    words = text(label.words, label.x, label.y, f"label tier-{label.tier} {label.anchor}", **{"aria-hidden": "true"}) if label else ""
    inner = tag("g", {"class": "still"}, tag("circle", {"class": "target", "r": max(12.0, 7 * size)}), tag("g", {"class": "body"}, drawn), words)
    if node.href:
        return tag("a", {**attributes, "href": node.href}, markup.title(told), inner)
    return tag("g", {**attributes, "role": "img"}, markup.title(told), inner)


def _legend(picture: _Network) -> tuple[LegendEntry, ...]:
    entries = [LegendEntry(key, swatch(sign(number)), key) for key, number in picture.keys.items()]
    wire = tag("path", {"class": "wire", "d": "M-19 0H19"})
    several = len(picture.kinds) > 1
    entries += [
        LegendEntry(kind, swatch(tag("g", {"class": f"kind {hue(number)}" if several else ""}, wire), wide=True)) for kind, number in picture.kinds.items()
    ]
    if any(line.possible for line in picture.lines):
        entries.append(LegendEntry(marked("dashed: possible"), swatch(tag("g", {"class": "possible"}, wire), wide=True)))
    if len({node.weight for node in picture.nodes}) > 1:
        entries.append(LegendEntry(marked("larger: more important"), swatch(_sized(-9, 0.7), _sized(6, 1.4), wide=True)))
    return tuple(entries)


def _sized(x: float, size: float) -> str:
    return tag("path", {"class": "sign plain", "d": shape(0), "transform": f"translate({n(x)} 0) scale({size})"})
