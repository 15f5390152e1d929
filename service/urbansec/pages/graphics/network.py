"""Networks: nodes, and what leads from one to another."""

from collections.abc import Sequence
from functools import partial

from markupsafe import Markup

from urbansec.pages.catalogues import marked
from urbansec.pages.graphics.markup import cut, frame, n, tag, text, title
from urbansec.pages.graphics.model import Edge, Graphic, LegendEntry, Node, Remark
from urbansec.pages.graphics.network_layout import lay_out
from urbansec.pages.graphics.setting import Setting
from urbansec.pages.graphics.signs import hue, numbers, sign, swatch

MOST = 300
WIDTH, HEIGHT = 900.0, 640.0


def network(nodes: Sequence[Node], edges: Sequence[Edge], *, title: str, ident: str) -> Graphic:
    """The network of ``nodes``; of more than 300 the heaviest are drawn. Edges to nodes that are not drawn are left out."""
    unique = list({node.id: node for node in reversed(nodes)}.values())[::-1]
    heaviest = sorted(range(len(unique)), key=lambda place: (-unique[place].weight, place))[:MOST]
    shown = [unique[place] for place in sorted(heaviest)]
    known = {node.id for node in shown}
    joined = [edge for edge in edges if edge.source in known and edge.target in known and edge.source != edge.target]
    keys = numbers({}, *(node.group for node in shown))
    remarks = (
        (Remark(marked("Only the %(shown)s most important of %(all)s nodes are drawn."), {"shown": len(shown), "all": len(unique)}),)
        if len(unique) > MOST
        else ()
    )
    legend = tuple(LegendEntry(cut(key), swatch(sign(number)), key) for key, number in keys.items() if key)
    links = sum(bool(node.href) for node in shown)
    return Graphic(title, ident, "network", partial(_draw, shown, joined, title, ident, keys), legend=legend, remarks=remarks, links=links)


def _draw(nodes: Sequence[Node], edges: Sequence[Edge], name: str, ident: str, keys: dict[str, int], setting: Setting) -> Markup:  # noqa: PLR0913, PLR0917 - the parts of a picture
    places = lay_out(nodes, edges, WIDTH, HEIGHT)
    lines = [_edge(edge, places, setting) for edge in edges]
    marks = [_node(node, *places[node.id], keys, setting) for node in nodes]
    parts = (tag("g", {"class": "edges"}, *lines), tag("g", {"class": "marks"}, *marks))
    return frame(ident, "network", WIDTH, HEIGHT, setting.say(name), *parts, links=any(node.href for node in nodes))


def _edge(edge: Edge, places: dict[str, tuple[float, float]], setting: Setting) -> str:
    (x, y), (to_x, to_y) = places[edge.source], places[edge.target]
    path = tag("path", {"class": f"edge {edge.status}".strip(), "d": f"M{n(x)} {n(y)}L{n(to_x)} {n(to_y)}"})
    return tag("g", {"class": "datum"}, title(setting.say(edge.label)), path) if edge.label else path


def _node(node: Node, x: float, y: float, keys: dict[str, int], setting: Setting) -> str:
    number = keys.get(node.group, 0)
    told = ", ".join(filter(None, (node.label, setting.say(node.group))))
    attributes: dict[str, object] = {"class": f"mark {hue(number)}", "transform": f"translate({n(x)} {n(y)})", "data-group": node.group}
    inner = (title(told), tag("circle", {"class": "target", "r": 12}), sign(number), text(cut(node.label, 24), 10.0, 4.0, "label"))
    return tag("a", {**attributes, "href": node.href}, *inner) if node.href else tag("g", {**attributes, "role": "img", "aria-label": told}, *inner)
