"""Where lines touch boxes, and what they do in the gaps between columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from urbansec.pages.diagram.links import Trunk
from urbansec.pages.diagram.text import HEAD, ROW


@dataclass(frozen=True)
class Port:
    """Where a line touches a box, or passes a column: the node, and how far below its top."""

    node: str
    down: float


@dataclass(frozen=True)
class Crossing:
    """What a trunk does in one gap: it joins ports on the left and on the right; one of them is nearest to the hub."""

    trunk: Trunk
    gap: int
    left: tuple[Port, ...]
    right: tuple[Port, ...]
    hub: Port
    at_hub: bool


def find_crossings(trunks: Sequence[Trunk], columns: Mapping[str, int]) -> list[Crossing]:
    """What every trunk does in every gap it passes; gap ``n`` lies to the right of column ``n``."""
    heads = _ports(trunks)
    return [crossing for trunk in trunks for crossing in _crossings(trunk, columns, heads)]


def _ports(trunks: Sequence[Trunk]) -> dict[tuple[str, str, Trunk], float]:
    """How far below a box's top its head meets each trunk, by box, side and trunk; several spread over the head."""
    meeting: dict[tuple[str, str], list[Trunk]] = {}
    for trunk in sorted(trunks, key=lambda t: t.kind != "parent"):
        near, far = ("left", "right") if trunk.side == "left" else ("right", "left")
        meeting.setdefault((trunk.hub, near), []).append(trunk)
        for spoke in dict.fromkeys(link.spoke for link in trunk.links if link.row is None):
            meeting.setdefault((spoke, "right" if trunk.side == "same" else far), []).append(trunk)
    return {
        (node, side, trunk): HEAD / 2 + (place - (len(there) - 1) / 2) * min(9.5, (HEAD - 3) / len(there))
        for (node, side), there in meeting.items()
        for place, trunk in enumerate(there)
    }


def _crossings(trunk: Trunk, columns: Mapping[str, int], heads: Mapping[tuple[str, str, Trunk], float]) -> list[Crossing]:
    near, far = ("left", "right") if trunk.side == "left" else ("right", "left")
    if trunk.side == "same":
        far = "right"
    hub = Port(trunk.hub, heads[trunk.hub, near, trunk])
    spokes: dict[int, list[Port]] = {}
    for link in trunk.links:
        down = heads[link.spoke, far, trunk] if link.row is None else HEAD + ROW * (link.row + 0.5)
        spokes.setdefault(columns[link.spoke], []).append(Port(link.spoke, down))
    if trunk.side == "same":
        return [Crossing(trunk, columns[trunk.hub], (hub, *spokes[columns[trunk.hub]]), (), hub, at_hub=True)]
    found = []
    for gap in range(trunk.first, trunk.last):
        nearer, farther = (gap + 1, gap) if trunk.side == "left" else (gap, gap + 1)
        target = hub if nearer == columns[trunk.hub] else Port(trunk.stop(nearer), 0.0)
        passing = [Port(trunk.stop(farther), 0.0)] if farther in trunk.between else []
        ends = (*spokes.get(farther, ()), *passing)
        left, right = (ends, (target,)) if trunk.side == "left" else ((target,), ends)
        found.append(Crossing(trunk, gap, left, right, target, at_hub=target is hub))
    return found
