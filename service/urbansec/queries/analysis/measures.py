"""The measures themselves, by networkx, as tables of RDF terms.

Fractions are decimals of six places: enough to tell nodes apart, and few enough that the last bits of a processor's
floating point numbers change no answer and no checksum.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from urbansec.errors import EngineFailedError
from urbansec.namespaces import PREFIXES
from urbansec.queries.analysis.edges import Network
from urbansec.queries.analysis.twins import MOST_STEPS, betweenness, check_size, closeness, distances
from urbansec.queries.table import Cell

if TYPE_CHECKING:
    import networkx as nx

Row = Mapping[str, Cell]
PLACES = Decimal("0.000001")
NODE_MEASURES = ("degree", "strength", "degreeCentrality", "betweenness", "closeness", "core", "component", "cutPoint")
SUMMARY = ("measure", "value", "meaning")
OVERLAP = ("shared", "onlyA", "onlyB", "jaccard", "overlap")


def node_measures(network: Network) -> Iterator[Row]:
    """One row for each node, those with most neighbours first."""
    import networkx as nx  # noqa: PLC0415 - half of a command's start, and few queries need it

    graph = _graph(network)
    check_size(graph)
    degrees = dict(graph.degree())
    share = nx.degree_centrality(graph) if len(graph) > 1 else dict.fromkeys(graph, 0)
    between, close, cores = betweenness(graph), closeness(graph, distances(graph)), nx.core_number(graph)
    cut_points = set(nx.articulation_points(graph))
    component = {node: place for place, nodes in enumerate(_components(graph), 1) for node in nodes}
    for node in sorted(graph, key=lambda node: (-degrees[node], node)):
        yield {
            **_told(network, node, "node"),
            "degree": _integer(degrees[node]),
            "strength": _decimal(sum((network.weights[min(node, other), max(node, other)] for other in graph[node]), Decimal(0))),
            "degreeCentrality": _decimal(share[node]),
            "betweenness": _decimal(between[node]),
            "closeness": _decimal(close[node]),
            "core": _integer(cores[node]),
            "component": _integer(component[node]),
            "cutPoint": _literal("true" if node in cut_points else "false", "boolean"),
        }


def summary(network: Network) -> Iterator[Row]:
    """One row for each figure about the network as a whole."""
    import networkx as nx  # noqa: PLC0415 - see above

    graph = _graph(network)
    check_size(graph)
    nodes, edges = graph.number_of_nodes(), graph.number_of_edges()
    parts = _components(graph)
    largest = graph.subgraph(parts[0]) if parts else graph
    possible = len(network.sides[0]) * len(network.sides[1]) if network.two_mode else nodes * (nodes - 1) // 2
    pairs = largest.number_of_nodes() * (largest.number_of_nodes() - 1)
    steps = [step for row in distances(largest).values() for step in row]
    figures: tuple[tuple[str, Cell, str], ...] = (
        ("nodes", _integer(nodes), "nodes with at least one edge"),
        ("sources", _integer(len(network.sides[0])), "nodes that edges start from"),
        ("targets", _integer(len(network.sides[1])), "nodes that edges lead to"),
        ("edges", _integer(edges), "pairs of nodes that an edge links"),
        ("weight", _decimal(sum(network.weights.values(), Decimal(0))), "sum of the weights of all edges"),
        (
            "density",
            _ratio(edges, possible),
            "edges in relation to the pairs that could be linked" + (", each source with each target" if network.two_mode else ""),
        ),
        ("meanDegree", _ratio(2 * edges, nodes), "neighbours of a node on average"),
        ("greatestDegree", _integer(max((degree for _, degree in graph.degree()), default=0)), "neighbours of the node that has most"),
        ("components", _integer(len(parts)), "parts without a link between them"),
        ("largestComponent", _integer(largest.number_of_nodes()), "nodes of the largest part"),
        ("diameter", _integer(max(steps, default=0)), "most steps from one node of the largest part to another"),
        ("meanDistance", _ratio(sum(steps), pairs), "steps from one node of the largest part to another on average"),
        ("cutPoints", _integer(sum(1 for _ in nx.articulation_points(graph))), "nodes without which a part would fall apart"),
    )
    yield from ({"measure": _literal(name), "value": value, "meaning": _literal(meaning)} for name, value, meaning in figures)


def overlap(network: Network) -> Iterator[Row]:
    """One row for each pair of targets with a source in common, those with most in common first."""
    neighbours: dict[int, set[int]] = {}
    for pair in network.weights:
        for node, other in (pair, pair[::-1]):
            if node in network.sides[1] and other in network.sides[0]:
                neighbours.setdefault(node, set()).add(other)
    shared: dict[tuple[int, int], int] = {}
    targets_of: dict[int, list[int]] = {}
    for target in sorted(neighbours):
        for source in neighbours[target]:
            targets_of.setdefault(source, []).append(target)
    pairs = sum(len(targets) * (len(targets) - 1) // 2 for targets in targets_of.values())
    if pairs > MOST_STEPS:
        raise EngineFailedError(f"There are {pairs:,} pairs to compare, too many to do it here. Ask for a part of the network, or the other way round.")
    for targets in targets_of.values():
        for pair in combinations(targets, 2):
            shared[pair] = shared.get(pair, 0) + 1
    for (first, second), count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        only_first, only_second = len(neighbours[first]) - count, len(neighbours[second]) - count
        yield {
            **_told(network, first, "nodeA"),
            **_told(network, second, "nodeB"),
            "shared": _integer(count),
            "onlyA": _integer(only_first),
            "onlyB": _integer(only_second),
            "jaccard": _ratio(count, count + only_first + only_second),
            "overlap": _ratio(count, count + min(only_first, only_second)),
        }


def _graph(network: Network) -> "nx.Graph[int]":
    import networkx as nx  # noqa: PLC0415 - see above

    graph: nx.Graph[int] = nx.Graph()
    # Nodes whose only edge leads to themselves are none, and networkx counts those without a neighbour.
    graph.add_nodes_from(sorted({node for edge in network.weights for node in edge}))
    graph.add_edges_from(network.weights)
    return graph


def _components(graph: "nx.Graph[int]") -> list[list[int]]:
    """The parts of a network, the largest first."""
    import networkx as nx  # noqa: PLC0415 - see above

    return sorted((sorted(nodes) for nodes in nx.connected_components(graph)), key=lambda nodes: (-len(nodes), nodes))


def _told(network: Network, node: int, name: str) -> Row:
    return {name: network.nodes[node], **{f"{name}{suffix}": cell for suffix, cell in network.told[node].items()}}


def _literal(text: str, datatype: str = "") -> Cell:
    return {"type": "literal", "value": text, **({"datatype": f"{PREFIXES['xsd']}{datatype}"} if datatype else {})}


def _integer(number: int) -> Cell:
    return _literal(str(number), "integer")


def _decimal(number: float | Decimal) -> Cell:
    rounded = Decimal(number).quantize(PLACES)
    whole, _, fraction = f"{rounded:f}".partition(".")
    # The canonical form of XML Schema: no zeros at the end, but one digit behind the point.
    return _literal(f"{whole}.{fraction.rstrip('0') or '0'}", "decimal")


def _ratio(part: int, whole: int) -> Cell:
    ratio = Fraction(part, whole) if whole else Fraction(0)
    return _decimal(Decimal(ratio.numerator) / Decimal(ratio.denominator))
