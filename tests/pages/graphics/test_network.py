"""Networks: equal data give equal layouts, nothing lies over another, and what is left out is said."""

import time
import xml.etree.ElementTree as ET
from itertools import combinations
from math import dist

import pytest

from urbansec.pages.graphics import Edge, Graphic, Node, network
from urbansec.pages.graphics.network import MOST, WIDTH
from urbansec.pages.graphics.network_layout import lay_out

SVG = "{http://www.w3.org/2000/svg}"


def _star(leaves: int, hub: str = "hub") -> tuple[list[Node], list[Edge]]:
    names = [f"{hub}-{number}" for number in range(leaves)]
    return [Node(hub, hub, weight=leaves), *(Node(name, name) for name in names)], [Edge(name, hub, "member of") for name in names]


def _places(nodes: list[Node], edges: list[Edge]) -> list[tuple[float, float]]:
    return lay_out(nodes, edges, [7.0] * len(nodes), 900, 600)


def _root(graphic: Graphic, language: str = "en") -> ET.Element:
    return ET.fromstring(graphic.drawn("", language).svg)  # noqa: S314 - made in this process


@pytest.mark.parametrize("many", [1, 2, 3, 10, 60, 200])
def test_all_nodes_are_in_the_picture_and_apart(many: int) -> None:
    places = _places(*_star(many))
    assert all(0 < x < 900 and 0 < y < 600 for x, y in places)
    assert min(dist(one, other) for one, other in combinations(places, 2)) > 14


def test_a_hub_stands_among_its_leaves() -> None:
    places = _places(*_star(24))
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    assert left + 0.25 * (right - left) < places[0][0] < right - 0.25 * (right - left)


def test_what_is_joined_stands_together() -> None:
    (nodes, edges), (others, more) = _star(20, "a"), _star(20, "b")
    places = _places([*nodes, *others], [*edges, *more])
    left = [x for x, _ in places[: len(nodes)]]
    right = [x for x, _ in places[len(nodes) :]]
    assert max(left) < min(right) or max(right) < min(left) or max(y for _, y in places[: len(nodes)]) < min(y for _, y in places[len(nodes) :])


def test_equal_networks_have_equal_layouts_and_the_order_of_edges_does_not_matter() -> None:
    nodes, edges = _star(40)
    assert _places(nodes, edges) == _places(nodes, edges[::-1])


def test_the_heaviest_are_drawn_and_the_rest_is_said() -> None:
    nodes = [Node(str(number), str(number), weight=number) for number in range(MOST + 12)]
    graphic = network(nodes, [Edge("0", "311"), Edge("310", "311")], title="t", ident="a")
    assert graphic.drawn("", "en").remarks == ("Only the 300 most important of 312 nodes are drawn.",)
    root = _root(graphic)
    assert len([element for element in root.iter() if "mark" in element.get("class", "").split()]) == MOST
    assert len([element for element in root.iter() if element.get("data-from")]) == 1


def test_lines_in_both_directions_are_bent_and_several_of_one_are_one() -> None:
    nodes = [Node("a", "A"), Node("b", "B"), Node("c", "C")]
    edges = [
        Edge("a", "b", "knows"),
        Edge("a", "b", "likes"),
        Edge("b", "a", "knows"),
        Edge("b", "c", "partner", directed=False),
        Edge("c", "b", "partner", directed=False),
    ]
    root = _root(network(nodes, edges, title="t", ident="a"))
    lines = [element for element in root.iter() if element.get("data-from")]
    assert [(line.get("data-from"), line.get("data-to")) for line in lines] == [("0", "1"), ("1", "0"), ("1", "2")]
    assert [line[0].text for line in lines] == ["A → B: knows, likes", "B → A: knows", "B – C: partner"]
    wires = [next(path.get("d", "") for path in line.iter(f"{SVG}path") if path.get("class") == "wire") for line in lines]
    assert ["Q" in wire for wire in wires] == [True, True, False]
    assert wires[0].split("Q")[1].split()[:2] != wires[1].split("Q")[1].split()[:2]
    assert [any(path.get("class") == "arrow" for path in line.iter(f"{SVG}path")) for line in lines] == [True, True, False]


def test_heavier_nodes_are_larger_and_the_legend_says_so() -> None:
    graphic = network([Node("a", "A", weight=100), Node("b", "B", weight=1)], [Edge("a", "b", status="possible")], title="t", ident="a")
    sizes = [path.get("transform") for path in _root(graphic).iter(f"{SVG}path") if "sign" in path.get("class", "").split()]
    assert sizes[0] == "scale(2.00)"
    assert sizes[1] != sizes[0]
    assert [entry.text for entry in graphic.drawn("", "de").legend] == ["gestrichelt: möglich", "größer: wichtiger"]
    assert [entry.text for entry in network([Node("a", "A"), Node("b", "B")], [], title="t", ident="a").legend] == []


def test_the_same_node_twice_is_one() -> None:
    root = _root(network([Node("a", "first"), Node("a", "second")], [], title="t", ident="a"))
    assert [element[0].text for element in root.iter() if element.get("data-node")] == ["first"]


def test_a_large_network_is_drawn_in_a_moment() -> None:
    nodes, edges = _star(MOST - 1)
    edges += [Edge(f"hub-{number}", f"hub-{number * 7 % (MOST - 1)}") for number in range(MOST - 1)]
    network(nodes, edges, title="t", ident="a").drawn("", "de")
    started = time.process_time()
    svg = network(nodes, edges, title="t", ident="a").drawn("", "de").svg
    # About a quarter of a second; the rest is for slow machines.
    assert time.process_time() - started < 2
    assert f'viewBox="0 0 {WIDTH:.0f}' in svg
