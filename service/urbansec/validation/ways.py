"""The statements that a property path goes through on its way from a resource to its values."""

from collections.abc import Iterator

import pyoxigraph as ox

from urbansec.queries.shapes.path import Path

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Way = tuple[ox.Triple, ...]


def ways(path: Path, store: ox.Store, start: Term) -> dict[Term, Way]:
    """Every value of the path, and the statements that lead to it, the last one last: of several ways one of the shortest that branch no earlier.

    All graphs of the store count. A path that may be empty (``*``, ``?``) leads to ``start`` itself by way of nothing.
    """
    match path.kind:
        case "predicate":
            return {end: (triple,) for end, triple in _onwards(store, start, path.predicate)}
        case "inverse":
            inner = path.inwards()
            if inner.kind != "inverse":
                return ways(inner, store, start)
            return {end: (triple,) for end, triple in _back(store, start, inner.parts[0].predicate)}
        case "sequence":
            reached: dict[Term, Way] = {start: ()}
            for part in path.parts:
                reached = {end: (*way, *more) for node, way in reversed(reached.items()) for end, more in ways(part, store, node).items()}
            return reached
        case "alternative":
            return {end: way for part in reversed(path.parts) for end, way in ways(part, store, start).items()}
    return _repeated(path, store, start)


def _repeated(path: Path, store: ox.Store, start: Term) -> dict[Term, Way]:
    """As often as the sign allows; nearer values first."""
    found: dict[Term, Way] = {start: ()} if path.kind != "+" else {}
    fresh: dict[Term, Way] = {start: ()}
    while fresh:
        further: dict[Term, Way] = {}
        for node, way in fresh.items():
            for end, more in ways(path.parts[0], store, node).items():
                if end not in found:
                    found[end] = further[end] = (*way, *more)
        fresh = further if path.kind != "?" else {}
    return found


def _onwards(store: ox.Store, start: Term, predicate: ox.NamedNode | None) -> Iterator[tuple[Term, ox.Triple]]:
    if not isinstance(start, ox.Literal):
        for quad in store.quads_for_pattern(start, predicate, None):
            if isinstance(quad.object, Term):
                yield quad.object, quad.triple


def _back(store: ox.Store, start: Term, predicate: ox.NamedNode | None) -> Iterator[tuple[Term, ox.Triple]]:
    for quad in store.quads_for_pattern(None, predicate, start):
        if isinstance(quad.subject, Term):
            yield quad.subject, quad.triple
