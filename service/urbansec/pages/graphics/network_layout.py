"""Where the nodes of a network stand: forces of springs, from the same beginning each time."""

from collections.abc import Sequence

import networkx as nx

from urbansec.pages.graphics.model import Edge, Node

_SEED = 5
_MARGIN = 50.0


def lay_out(nodes: Sequence[Node], edges: Sequence[Edge], width: float, height: float) -> dict[str, tuple[float, float]]:
    """A place for each node in a picture of this size; equal networks have equal layouts."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(node.id for node in nodes)
    graph.add_weighted_edges_from((edge.source, edge.target, max(0.1, edge.weight)) for edge in edges)
    if not nodes:
        return {}
    if len(nodes) == 1:
        return {nodes[0].id: (width / 2, height / 2)}
    found = nx.spring_layout(graph, seed=_SEED, iterations=60)
    xs, ys = [float(place[0]) for place in found.values()], [float(place[1]) for place in found.values()]
    left, top, wide, high = min(xs), min(ys), (max(xs) - min(xs)) or 1.0, (max(ys) - min(ys)) or 1.0
    return {
        name: (_MARGIN + (float(x) - left) / wide * (width - 2 * _MARGIN), _MARGIN + (float(y) - top) / high * (height - 2 * _MARGIN))
        for name, (x, y) in found.items()
    }
