"""Measures that are walked once for all nodes with equal neighbours are those of networkx."""

import random

import networkx as nx
import pytest

from urbansec.queries.analysis.twins import betweenness, closeness, distances, twins


def graphs() -> "list[nx.Graph[int]]":
    found: list[nx.Graph[int]] = [
        nx.Graph(),
        nx.empty_graph(1),
        nx.empty_graph(3),
        nx.path_graph(2),
        nx.path_graph(7),
        nx.star_graph(9),
        nx.complete_graph(5),
        nx.cycle_graph(8),
    ]
    found += [nx.complete_bipartite_graph(3, 6), nx.disjoint_union(nx.star_graph(4), nx.path_graph(3))]
    chance = random.Random(6)  # noqa: S311 - the same networks every time
    for _ in range(25):
        # Members that belong to few of few forums, so that many have the same neighbours.
        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(range(34))
        graph.add_edges_from((member, forum) for member in range(4, 34) for forum in chance.sample(range(4), chance.choice((0, 1, 1, 1, 2, 3))))
        found.append(graph)
    return found


@pytest.mark.parametrize("graph", graphs())
def test_equal_to_networkx(graph: "nx.Graph[int]") -> None:
    assert betweenness(graph) == pytest.approx(nx.betweenness_centrality(graph))
    assert closeness(graph, distances(graph)) == pytest.approx(nx.closeness_centrality(graph))
    plain = {node: tuple(sorted(row.values())) for node, row in nx.all_pairs_shortest_path_length(graph)}
    assert distances(graph) == plain


def test_twins_are_what_saves_the_time() -> None:
    assert sorted(map(sorted, twins(nx.complete_bipartite_graph(3, 6)))) == [[0, 1, 2], [3, 4, 5, 6, 7, 8]]
    assert len(list(twins(nx.path_graph(7)))) == 7
