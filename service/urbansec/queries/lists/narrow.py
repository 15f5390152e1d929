"""Narrow a list: what is left, and how many would be left by each value of each facet."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from urbansec.queries.lists.model import NONE, Item, Listing, Shows

Chosen = Mapping[str, Sequence[str]]
"""The chosen values by facet: one of those of a facet must fit, and all facets."""


@dataclass(frozen=True)
class Narrowed:
    """The things that are left, in the order of the list, and for each facet how many there are by each of its values.

    A number tells how many things there would be if its value alone were chosen in its facet, all else staying.
    """

    items: tuple[Item, ...]
    counts: Mapping[str, Counter[str]]


def narrow(listing: Listing, chosen: Chosen, words: Sequence[str], day: str) -> Narrowed:
    """The things that fit what is ``chosen``, one of whose names begins with each of the folded ``words``; memberships are looked at on ``day``."""
    counts: dict[str, Counter[str]] = {facet.name: Counter() for facet in listing.kind.facets}
    plain = [facet.name for facet in listing.kind.facets if not facet.joint]
    joint = {facet.field.shows: facet.name for facet in listing.kind.facets if facet.joint}
    wanted = {name: frozenset(values) for name, values in chosen.items() if values}
    left = []
    for item in listing.items:
        if not all(f" {word}" in item.words for word in words):
            continue
        # Of a thing that fits in all facets but one, the other values of that one are counted.
        failed = [name for name in plain if name in wanted and not wanted[name].intersection(item.keys[name])]
        pairs = _pairs(item, day) if joint else frozenset()
        together = not joint or _fit(pairs, wanted.get(joint.get(Shows.FORUMS, "")), wanted.get(joint.get(Shows.STATUS, "")))
        if together:
            for name in plain if not failed else failed if len(failed) == 1 else ():
                counts[name].update(item.keys[name])
        if not failed:
            _count(counts, joint, pairs, wanted)
        if not failed and together:
            left.append(item)
    return Narrowed(tuple(left), counts)


def _pairs(item: Item, day: str) -> frozenset[tuple[str, str]]:
    """The forums of a thing, each with what is known of the day."""
    return frozenset((forum, str(status)) for forum, status in item.standings(day).items()) or frozenset({(NONE, NONE)})


def _fit(pairs: Set[tuple[str, str]], forums: Set[str] | None, states: Set[str] | None) -> bool:
    return any((forums is None or forum in forums) and (states is None or state in states) for forum, state in pairs)


def _count(counts: Mapping[str, Counter[str]], joint: Mapping[Shows, str], pairs: Set[tuple[str, str]], wanted: Mapping[str, Set[str]]) -> None:
    forums, states = wanted.get(joint.get(Shows.FORUMS, "")), wanted.get(joint.get(Shows.STATUS, ""))
    if Shows.FORUMS in joint:
        counts[joint[Shows.FORUMS]].update({forum for forum, state in pairs if states is None or state in states})
    if Shows.STATUS in joint:
        counts[joint[Shows.STATUS]].update({state for forum, state in pairs if forums is None or forum in forums})
