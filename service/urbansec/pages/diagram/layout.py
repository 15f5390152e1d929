"""Where everything in a diagram goes: columns from left to right, lines in the gaps between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, permutations

from urbansec.pages.diagram.content import Box, Diagram
from urbansec.pages.diagram.crossings import Crossing, Port, find_crossings
from urbansec.pages.diagram.links import Kind, Link, Trunk, find_columns, find_links, find_trunks
from urbansec.pages.diagram.stacking import stack_columns
from urbansec.pages.diagram.text import box_height, box_width

MARGIN = 12
_LANE = 12  # between lines in a gap
_GAP = 30  # a gap's width without lines
_APART = 26  # between what no line joins
_ROW_WIDTH = 940
_MOST_PERMUTED = 6
Point = tuple[float, float]


@dataclass(frozen=True)
class Placed:
    """A box with its place."""

    box: Box
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A line with right angles; ``head`` says that it ends at the box it leads to."""

    points: tuple[Point, ...]
    kind: Kind
    head: bool


@dataclass(frozen=True)
class Layout:
    """The whole picture."""

    width: float
    height: float
    boxes: tuple[Placed, ...]
    lines: tuple[Line, ...]


def arrange(diagram: Diagram) -> Layout:
    """The layout of a diagram: what lines join is laid out by itself, then all is set in rows. Equal diagrams have equal layouts."""
    links = find_links(diagram)
    parts = [_part([box for box in diagram.boxes if box.key in keys], [link for link in links if link.hub in keys]) for keys in _joined(diagram, links)]
    width = max([_ROW_WIDTH, *(part.width for part in parts)])
    boxes: list[Placed] = []
    lines: list[Line] = []
    x, y, tallest = float(MARGIN), float(MARGIN), 0.0
    for part in parts:
        if x > MARGIN and x + part.width > width + MARGIN:
            x, y, tallest = float(MARGIN), y + tallest + _APART, 0.0
        boxes += [replace(placed, x=placed.x + x, y=placed.y + y) for placed in part.boxes]
        lines += [replace(line, points=tuple((px + x, py + y) for px, py in line.points)) for line in part.lines]
        x, tallest = x + part.width + _APART, max(tallest, part.height)
    right = max([p.x + p.width for p in boxes] + [px for line in lines for px, _ in line.points], default=0.0)
    return Layout(right + MARGIN, y + tallest + MARGIN, tuple(boxes), tuple(lines))


def _joined(diagram: Diagram, links: Sequence[Link]) -> list[set[str]]:
    """The keys of boxes that lines join directly or by way of others; the sets with most boxes first."""
    groups: list[set[str]] = []
    for keys in [{box.key} for box in diagram.boxes] + [{link.hub, link.spoke} for link in links]:
        touched = [group for group in groups if group & keys]
        groups = [group for group in groups if not group & keys] + [keys.union(*touched)]
    order = {box.key: number for number, box in enumerate(diagram.boxes)}
    return sorted(groups, key=lambda group: (-len(group), min(order[key] for key in group)))


def _part(members: Sequence[Box], links: Sequence[Link]) -> Layout:
    """The layout of boxes that are joined, from the origin."""
    boxes = {box.key: box for box in members}
    columns = find_columns(links) or dict.fromkeys(boxes, 0)
    trunks = find_trunks(links, columns)
    crossings = find_crossings(trunks, columns)
    stacks: list[list[str]] = [[key for key in boxes if columns[key] == n] for n in range(max(columns.values()) + 1)]
    for trunk in trunks:
        for column in trunk.between:
            stacks[column].append(trunk.stop(column))
    heights = {key: box_height(box) for key, box in boxes.items()}
    tops = stack_columns(stacks, heights, crossings)
    lanes = [_lanes([crossing for crossing in crossings if crossing.gap == gap], tops) for gap in range(len(stacks))]
    widths = [max((box_width(boxes[key]) for key in stack if key in boxes), default=0.0) for stack in stacks]
    lefts = [sum(widths[:n]) + sum(_gap_width(lanes[gap]) for gap in range(n)) for n in range(len(stacks))]
    placed = [Placed(box, lefts[columns[key]], tops[key], widths[columns[key]], heights[key]) for key, box in boxes.items()]
    lines = [
        line
        for gap, order in enumerate(lanes)
        for place, crossing in enumerate(order)
        for line in _lines(crossing, lefts[gap] + widths[gap], place, order, tops)
    ]
    lines += [_passing(trunk, column, lefts[column], widths[column], tops) for trunk in trunks for column in trunk.between]
    right = max([p.x + p.width for p in placed] + [x for line in lines for x, _ in line.points])
    bottom = max([p.y + p.height for p in placed] + [y for line in lines for _, y in line.points])
    return Layout(right, bottom, tuple(placed), tuple(lines))


def _lanes(crossings: Sequence[Crossing], tops: Mapping[str, float]) -> list[Crossing]:
    """The crossings of a gap from left to right, in an order in which few lines cut each other."""

    def ys(ports: Sequence[Port]) -> list[float]:
        return [tops[port.node] + port.down for port in ports]

    spans = {id(c): (ys(c.left), ys(c.right), min(ys((*c.left, *c.right))), max(ys((*c.left, *c.right)))) for c in crossings}

    def cuts(one: Crossing, other: Crossing) -> int:
        """How often two lines cut if ``one`` has the lane further left."""
        _, rights, low, high = spans[id(one)]
        lefts, _, other_low, other_high = spans[id(other)]
        return sum(low <= y <= high for y in lefts) + sum(other_low <= y <= other_high for y in rights)

    orders = permutations(crossings) if len(crossings) <= _MOST_PERMUTED else iter([sorted(crossings, key=lambda c: spans[id(c)][2])])
    return list(min(orders, key=lambda order: sum(cuts(one, other) for one, other in combinations(order, 2))))


def _gap_width(lanes: Sequence[Crossing]) -> float:
    return _GAP + _LANE * len(lanes)


def _lines(crossing: Crossing, start: float, place: int, order: Sequence[Crossing], tops: Mapping[str, float]) -> list[Line]:
    """The lines of a crossing whose gap begins at ``start``, in the lane number ``place``."""
    end = start + _gap_width(order)
    lane = start + _GAP / 2 + _LANE * (place + 0.5)

    def at(port: Port) -> float:
        return tops[port.node] + port.down

    hub_x = start if crossing.hub in crossing.left else end
    found = []
    for port, x in [(p, start) for p in crossing.left] + [(p, end) for p in crossing.right]:
        if port is not crossing.hub:
            points = ((x, at(port)), (lane, at(port)), (lane, at(crossing.hub)), (hub_x, at(crossing.hub)))
            found.append(Line(_straight(points), crossing.trunk.kind, crossing.at_hub))
    return found


def _passing(trunk: Trunk, column: int, left: float, width: float, tops: Mapping[str, float]) -> Line:
    y = tops[trunk.stop(column)]
    return Line(((left, y), (left + width, y)), trunk.kind, head=False)


def _straight(points: Sequence[Point]) -> tuple[Point, ...]:
    """The same line without points that stand twice."""
    return (points[0], *(b for a, b in pairwise(points) if a != b))
