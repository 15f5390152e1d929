"""How the boxes of each column stand above each other, so that lines are short and cut each other seldom."""

from collections.abc import Mapping, Sequence

from urbansec.pages.diagram.crossings import Crossing, Port

SPACE = 18  # between boxes in a column


def stack_columns(stacks: list[list[str]], heights: Mapping[str, float], crossings: Sequence[Crossing]) -> dict[str, float]:
    """The top of every node. Boxes move towards what they are joined with, first in order, then in place."""
    joined: dict[str, list[tuple[float, Port]]] = {}
    for crossing in crossings:
        for here in crossing.left:
            for there in crossing.right:
                joined.setdefault(here.node, []).append((here.down, there))
                joined.setdefault(there.node, []).append((there.down, here))
    tops: dict[str, float] = {}
    for stack in stacks:
        tops |= dict(zip(stack, _offsets(stack, heights), strict=True))

    def wish(node: str) -> float:
        wishes = [tops[port.node] + port.down - down for down, port in joined.get(node, ())]
        return sum(wishes) / len(wishes) if wishes else tops[node]

    for _ in range(12):
        for stack in (*stacks, *reversed(stacks)):
            stack.sort(key=lambda node: wish(node) + heights.get(node, 0.0) / 2)
            tops |= _settle(stack, {node: wish(node) for node in stack}, heights)
    highest = min(tops.values(), default=0.0)
    return {node: top - highest for node, top in tops.items()}


def _offsets(stack: Sequence[str], heights: Mapping[str, float]) -> list[float]:
    offsets, y = [], 0.0
    for node in stack:
        offsets.append(y)
        y += heights.get(node, 0.0) + SPACE
    return offsets


def _settle(stack: Sequence[str], wishes: Mapping[str, float], heights: Mapping[str, float]) -> dict[str, float]:
    """The tops nearest to the wishes that keep order and space (least squares: pool adjacent violators)."""
    offsets = _offsets(stack, heights)
    pools: list[tuple[float, int]] = []
    for node, offset in zip(stack, offsets, strict=True):
        pools.append((wishes[node] - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, n), (other, m) = pools[-2:]
            pools[-2:] = [((one * n + other * m) / (n + m), n + m)]
    shifts = [mean for mean, size in pools for _ in range(size)]
    return {node: shift + offset for node, shift, offset in zip(stack, shifts, offsets, strict=True)}
