"""What the fast engine is not trusted with: constructs for which it is not proved that its results are pySHACL's."""

from collections.abc import Iterator
from dataclasses import dataclass

from urbansec.validation.shapes import Shapes, Term
from urbansec.validation.shapes.terms import sh


@dataclass(frozen=True)
class Limit:
    """A construct that calls for pySHACL, the reason, and the first shape (or other subject) that uses it."""

    construct: str
    reason: str
    node: Term


_FEATURES = {
    "sparql": "the fast engine misses results of some SPARQL-based constraints",
    "parameter": "constraint components of one's own are SPARQL too",
    "target": "targets other than SHACL's own four are not known to the fast engine",
    "rule": "rules make triples, which the fast engine does not",
    "expression": "node expressions are not known to the fast engine",
}


def limits(shapes: Shapes) -> list[Limit]:
    """Each construct that keeps the fast engine from being used, once; none if its results are proved to be the same."""
    found: dict[str, Limit] = {}
    for limit in _limits(shapes):
        found.setdefault(limit.construct, limit)
    return list(found.values())


def _limits(shapes: Shapes) -> Iterator[Limit]:
    for name, reason in _FEATURES.items():
        for node, _ in shapes.graph.having(sh(name)):
            yield Limit(f"sh:{name}", reason, node)
