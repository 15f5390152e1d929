"""Measures that walk from every node, walked only once for all nodes with the same neighbours.

Most members of a network of forums belong to the same one or two: seen from the rest of the network they are the same
node many times. What a walk from one of them finds holds for all, so that a network of two hundred nodes is measured
in thirty walks. The results are those of the plain functions of networkx (tests compare them).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from urbansec.errors import EngineFailedError

if TYPE_CHECKING:
    import networkx as nx

MOST_STEPS = 1_000_000
"""Edges and nodes that all walks together may pass: about five seconds."""


def twins(graph: "nx.Graph[int]") -> Iterator[tuple[int, ...]]:
    """The nodes in groups with equal neighbours; a node by itself is a group of one."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for node in graph:
        groups.setdefault(tuple(sorted(graph[node])), []).append(node)
    yield from (tuple(group) for group in groups.values())


def check_size(graph: "nx.Graph[int]") -> None:
    """Raise :class:`EngineFailedError` for a network whose measures would keep a service busy for more than some seconds."""
    walks = sum(1 for _ in twins(graph))
    steps = walks * (graph.number_of_edges() + graph.number_of_nodes())
    if steps > MOST_STEPS:
        size = f"{graph.number_of_nodes():,} nodes and {graph.number_of_edges():,} edges"
        raise EngineFailedError(f"The network is too large to be measured here: {size}. Ask for a part of it, or take its edges and measure them yourself.")


def betweenness(graph: "nx.Graph[int]") -> dict[int, float]:
    """How large a part of the shortest paths between two other nodes leads over each node, from 0 to 1."""
    import networkx as nx  # noqa: PLC0415 - half of a command's start, and few queries need it

    found = dict.fromkeys(graph, 0.0)
    everybody = list(graph)
    for group in twins(graph):
        # No shortest path leads over a twin of its start, because all that the twin leads to is as near to the start.
        for node, paths in nx.betweenness_centrality_subset(graph, [group[0]], everybody).items():
            found[node] += len(group) * paths
    pairs = (len(graph) - 1) * (len(graph) - 2) / 2
    return {node: paths / pairs if pairs else 0.0 for node, paths in found.items()}


def distances(graph: "nx.Graph[int]") -> dict[int, tuple[int, ...]]:
    """For each node how many steps it is to each node that can be reached, itself included, the nearest first."""
    import networkx as nx  # noqa: PLC0415 - see above

    found: dict[int, tuple[int, ...]] = {}
    for group in twins(graph):
        steps = tuple(sorted(nx.single_source_shortest_path_length(graph, group[0]).values()))
        found.update(dict.fromkeys(group, steps))
    return {node: found[node] for node in graph}


def closeness(graph: "nx.Graph[int]", steps: dict[int, tuple[int, ...]]) -> dict[int, float]:
    """How near each node is to those that it reaches, and how many it reaches (Wasserman and Faust), from 0 to 1."""
    others = len(graph) - 1
    return {node: (len(row) - 1) / sum(row) * (len(row) - 1) / others if sum(row) and others else 0.0 for node, row in steps.items()}
