"""Where the nodes of a network stand: forces of springs, from the same beginning each time; then nodes that touch are moved apart."""

from collections.abc import Sequence
from math import sqrt

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from urbansec.pages.graphics.model import Edge, Node

_SEED = 5
_ROUNDS = 70
_MARGIN, _WIDE_MARGIN, _FEW = 34.0, 110.0, 12  # a few nodes leave room for their labels
_GAP = 30.0
_APART_ROUNDS = 40
Places = NDArray[np.float64]


def lay_out(nodes: Sequence[Node], edges: Sequence[Edge], radii: Sequence[float], width: float, height: float) -> list[tuple[float, float]]:
    """A place for each node, in the order of ``nodes``; equal networks have equal layouts.

    What is joined is laid out by itself, and the parts stand beside each other, the largest first, each with room by its number of nodes.
    """
    if not nodes:
        return []
    numbers = {node.id: number for number, node in enumerate(nodes)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(nodes)))
    graph.add_edges_from((numbers[edge.source], numbers[edge.target]) for edge in edges)
    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part[0]))
    found = np.zeros((len(nodes), 2))
    for part, corner in _packed([(part, _part(graph, part)) for part in parts], width / height):
        found[part] = corner
    found = _fitted(found, width, height)
    found = _apart(found, np.asarray(radii, dtype=float) + 3.0, width, height)
    return [(float(x), float(y)) for x, y in found]


def _part(graph: "nx.Graph[int]", part: Sequence[int]) -> Places:
    """The layout of what is joined, its corner at the origin, about as wide as the root of its number of nodes."""
    many = len(part)
    if many == 1:
        return np.zeros((1, 2))
    if many == 2:
        return np.array([[0.0, 0.0], [1.6, 0.0]])
    places = _springs(nx.to_numpy_array(graph, nodelist=list(part)))
    places -= places.mean(axis=0)
    # The longest direction lies level: pages are wide.
    places = places @ np.linalg.svd(places, full_matrices=False)[2].T
    # The signs of that are arbitrary.
    places *= np.where(places[np.abs(places).argmax(axis=0), [0, 1]] < 0, -1.0, 1.0)
    places -= places.min(axis=0)
    width, height = (max(1e-3, float(side)) for side in np.ptp(places, axis=0))
    scaled: Places = places * (1.5 * sqrt(many) / sqrt(width * height))
    return scaled


def _springs(joined: Places) -> Places:
    """The method of Fruchterman and Reingold; who has many neighbours pushes more, so that hubs stand apart."""
    many = len(joined)
    generator = np.random.default_rng(_SEED)
    places = generator.uniform(-1.0, 1.0, (many, 2))
    mass = np.sqrt(joined.sum(axis=1) + 1.0)
    push = np.outer(mass, mass) / many
    heat, step = 0.3, 0.3 / (_ROUNDS + 1)
    length = 1.0 / sqrt(many)
    for _ in range(_ROUNDS):
        far = np.maximum(_distances(places), 1e-3)
        force = push / far**2 - joined * far / length
        moves = _moves(places, force)
        # A weak pull to the middle, so that nothing flies off.
        moves -= places * 0.3
        size = np.maximum(np.sqrt((moves**2).sum(axis=1)), 1e-9)
        places += moves / size[:, None] * np.minimum(size, heat)[:, None]
        heat -= step
    return places


def _packed(parts: Sequence[tuple[Sequence[int], Places]], shape: float) -> list[tuple[Sequence[int], Places]]:
    """The parts moved beside each other in rows, in a picture about ``shape`` times as wide as it is high."""
    sizes = [np.ptp(places, axis=0) + 1.4 for _, places in parts]
    area = sum(float(size[0] * size[1]) for size in sizes)
    widest = max(float(sizes[0][0]), sqrt(area * shape) * 1.1)
    found, x, y, tallest = [], 0.0, 0.0, 0.0
    for (part, places), size in zip(parts, sizes, strict=True):
        if x > 0 and x + size[0] > widest + 1e-9:
            x, y, tallest = 0.0, y + tallest, 0.0
        found.append((part, places + np.array([x, y])))
        x, tallest = x + float(size[0]), max(tallest, float(size[1]))
    return found


def _fitted(places: Places, width: float, height: float) -> Places:
    """The places stretched over the picture, in one direction at most twice as much as in the other."""
    room = np.array([width - 2 * (_WIDE_MARGIN if len(places) <= _FEW else _MARGIN), height - 2 * _MARGIN])
    reach = np.ptp(places, axis=0)
    stretch = room / np.maximum(reach, 1e-9)
    stretch = np.minimum(stretch, 2 * stretch.min())
    stretch = np.where(reach < 1e-9, 1.0, np.minimum(stretch, 240.0))
    moved: Places = (places - places.min(axis=0) - reach / 2) * stretch + np.array([width, height]) / 2
    return moved


def _apart(places: Places, radii: Places, width: float, height: float) -> Places:
    """The places with those that touch moved away from each other."""
    wanted = radii[:, None] + radii[None, :]
    np.fill_diagonal(wanted, 0.0)
    low, high = np.array([_GAP, _GAP]), np.array([width - _GAP, height - _GAP])
    for _ in range(_APART_ROUNDS):
        far = _distances(places)
        overlap = np.maximum(wanted - far, 0.0)
        if not overlap.any():
            break
        places = np.clip(places + _moves(places, overlap * 0.5 / np.maximum(far, 1e-6)), low, high)
    return places


def _distances(places: Places) -> Places:
    """How far each is from each."""
    x, y = places[:, 0], places[:, 1]
    found: Places = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    return found


def _moves(places: Places, force: Places) -> Places:
    """Where each is pushed by all others, ``force`` times as far as it stands from them."""
    moved: Places = places * force.sum(axis=1)[:, None] - force @ places
    return moved
