"""Which blank node of one reading of a text is which of another."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from urbansec.turtle.model import PlacedTriple

Statement = tuple[object, object, object, object]
_ROUNDS = 1000


def align(parsed: Sequence[PlacedTriple], quads: Iterable[ox.Quad | ox.Triple]) -> dict[ox.BlankNode, ox.BlankNode] | None:
    """From the blank nodes of ``parsed`` to those of ``quads``, another reading of the same text; ``None`` if the two do not say the same.

    Both say the same triple by triple in the order of the text, which is checked. If they do not, as when ``quads``
    come from a store, the blank nodes are matched by what is said of them, and the match is checked as a whole.
    Graph names are not compared where ``parsed`` has none: a file's triples are loaded into a graph of its own.
    """
    named = any(one.graph is not None for one in parsed)
    mine: list[Statement] = [(t.subject, t.predicate, t.object, t.graph) for t in parsed]
    theirs: list[Statement] = [(t.subject, t.predicate, t.object, _graph(t) if named else None) for t in quads]
    found = _by_position(mine, theirs)
    return _by_meaning(list(dict.fromkeys(mine)), list(dict.fromkeys(theirs))) if found is None else found


def _graph(quad: ox.Quad | ox.Triple) -> object:
    name = quad.graph_name if isinstance(quad, ox.Quad) else None
    return None if isinstance(name, ox.DefaultGraph) else name


def _by_position(mine: Sequence[Statement], theirs: Sequence[Statement]) -> dict[ox.BlankNode, ox.BlankNode] | None:
    forth: dict[ox.BlankNode, ox.BlankNode] = {}
    back: dict[ox.BlankNode, ox.BlankNode] = {}
    if len(mine) != len(theirs):
        return None
    for one, other in zip(mine, theirs, strict=True):
        for here, there in zip(one, other, strict=True):
            if isinstance(here, ox.BlankNode) and isinstance(there, ox.BlankNode):
                if forth.setdefault(here, there) != there or back.setdefault(there, here) != here:
                    return None
            elif here != there:
                return None
    return forth


def _by_meaning(mine: Sequence[Statement], theirs: Sequence[Statement]) -> dict[ox.BlankNode, ox.BlankNode] | None:
    """Colours for the blank nodes, from what is said of them, until no colour tells more; then one of those that look alike is taken."""
    if len(mine) != len(theirs):
        return None
    colours, their_colours = _refined(mine, _start(mine)), _refined(theirs, _start(theirs))
    for step in range(_ROUNDS):
        groups, their_groups = _groups(colours), _groups(their_colours)
        if {c: len(g) for c, g in groups.items()} != {c: len(g) for c, g in their_groups.items()}:
            return None
        alike = next((colour for colour, group in groups.items() if len(group) > 1), None)
        if alike is None:
            found = {group[0]: their_groups[colour][0] for colour, group in groups.items()}
            renamed = {tuple(found.get(term, term) if isinstance(term, ox.BlankNode) else term for term in one) for one in mine}
            return found if renamed == set(theirs) else None
        colours[groups[alike][0]] = their_colours[their_groups[alike][0]] = hash(("taken", step))
        colours, their_colours = _refined(mine, colours), _refined(theirs, their_colours)
    return None


def _start(statements: Sequence[Statement]) -> dict[ox.BlankNode, int]:
    return {term: 0 for statement in statements for term in statement if isinstance(term, ox.BlankNode)}


def _refined(statements: Sequence[Statement], colours: dict[ox.BlankNode, int]) -> dict[ox.BlankNode, int]:
    touched = [statement for statement in statements if any(isinstance(term, ox.BlankNode) for term in statement)]
    count = len(set(colours.values()))
    while True:
        said: dict[ox.BlankNode, list[int]] = defaultdict(list)
        for statement in touched:
            for place, term in enumerate(statement):
                if isinstance(term, ox.BlankNode):
                    said[term].append(hash((place, *((colours[t], t == term) if isinstance(t, ox.BlankNode) else t for t in statement))))
        colours = {term: hash((colour, tuple(sorted(said[term])))) for term, colour in colours.items()}
        now = len(set(colours.values()))
        if now == count:
            return colours
        count = now


def _groups(colours: dict[ox.BlankNode, int]) -> dict[int, list[ox.BlankNode]]:
    groups: dict[int, list[ox.BlankNode]] = defaultdict(list)
    for term, colour in colours.items():
        groups[colour].append(term)
    return groups
