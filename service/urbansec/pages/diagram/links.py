"""Which box stands in which column, and which boxes a line joins; coordinates come later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from urbansec.pages.diagram.content import Diagram

Kind = Literal["parent", "property", "plain"]
Side = Literal["left", "right", "same"]


@dataclass(frozen=True)
class Link:
    """A line from ``spoke`` (its row ``row``, or its head if that is ``None``) to the head of ``hub``."""

    hub: str
    spoke: str
    kind: Kind
    row: int | None = None


@dataclass(frozen=True)
class Trunk:
    """Links of one kind that reach the same hub from the same side; they share what they can of their way."""

    hub: str
    kind: Kind
    side: Side
    links: tuple[Link, ...]
    first: int
    last: int

    @property
    def between(self) -> range:
        """The columns that it passes without stopping."""
        return range(self.first + 1, self.last)

    def stop(self, column: int) -> str:
        """The name of the place where it passes a column."""
        return f"{self.hub} {self.kind} {self.side} {column}"


def find_links(diagram: Diagram) -> list[Link]:
    """All lines of a diagram, those of the hierarchy first."""
    keys = {box.key for box in diagram.boxes}
    parents = [Link(parent, box.key, "parent") for box in diagram.boxes for parent in box.parents]
    plain = [Link(target, box.key, "plain") for box in diagram.boxes for target in box.leads_to]
    rows = [Link(row.target, box.key, "property", number) for box in diagram.boxes for number, row in enumerate(box.rows) if row.target]
    return [link for link in (*parents, *plain, *rows) if link.hub in keys]


def find_columns(links: Sequence[Link]) -> dict[str, int]:
    """The column of each box that a line touches: broader classes and sources of arrows stand to the left."""
    arcs: dict[str, list[str]] = {}
    for link in links:
        arcs.setdefault(link.hub, [])
        arcs.setdefault(link.spoke, [])
        left, right = (link.hub, link.spoke) if link.kind == "parent" else (link.spoke, link.hub)
        if left != right and not _reaches(arcs, right, left):
            arcs[left].append(right)
    columns = dict.fromkeys(arcs, 0)
    for _ in arcs:  # the longest way decides; as many rounds as there are boxes are enough
        for left, targets in arcs.items():
            for right in targets:
                columns[right] = max(columns[right], columns[left] + 1)
    entered = {right for targets in arcs.values() for right in targets}
    for left, targets in arcs.items():
        if targets and left not in entered:
            columns[left] = min(columns[right] for right in targets) - 1
    return columns


def find_trunks(links: Sequence[Link], columns: Mapping[str, int]) -> list[Trunk]:
    """The links bundled by hub, kind and the side from which they come."""
    groups: dict[tuple[str, Kind, Side], list[Link]] = {}
    for link in links:
        hub, spoke = columns[link.hub], columns[link.spoke]
        side: Side = "left" if spoke < hub else "right" if spoke > hub else "same"
        groups.setdefault((link.hub, link.kind, side), []).append(link)
    trunks = []
    for (target, kind, towards), members in groups.items():
        reached = [columns[target], *(columns[link.spoke] for link in members)]
        trunks.append(Trunk(target, kind, towards, tuple(members), min(reached), max(reached)))
    return trunks


def _reaches(arcs: Mapping[str, Sequence[str]], start: str, goal: str) -> bool:
    waiting, seen = [start], {start}
    while waiting:
        for following in arcs.get(waiting.pop(), ()):
            if following == goal:
                return True
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return False
