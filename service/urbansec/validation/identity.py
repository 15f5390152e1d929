"""Names for blank nodes that depend on what is said of them, not on how a parser numbered them."""

import hashlib
from functools import cache

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal
_DEEPEST = 4  # blank nodes within blank nodes; deeper ones hardly ever tell two apart
_LENGTH = 12


class Identities:
    """Gives names to the blank nodes of a store: the same in every run over the same data, however these are laid out."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._described = cache(self._describe)

    def of(self, term: Term | None) -> str:
        """IRIs in full, literals in Turtle's notation, ``_:`` and a hash for blank nodes; empty for ``None``."""
        if term is None:
            return ""
        if isinstance(term, ox.BlankNode):
            return f"_:{self._hash(term)}"
        return term.value if isinstance(term, ox.NamedNode) else str(term)

    def _hash(self, node: ox.BlankNode) -> str:
        owners = sorted(
            f"{quad.subject} {quad.predicate}" for quad in self._store.quads_for_pattern(None, None, node) if isinstance(quad.subject, ox.NamedNode)
        )
        described = "\n".join([*owners, self._described(node, _DEEPEST)])
        return hashlib.sha256(described.encode()).hexdigest()[:_LENGTH]

    def _describe(self, node: ox.BlankNode, depth: int) -> str:
        if not depth:
            return "[]"
        lines = {
            f"{quad.predicate} {self._described(quad.object, depth - 1) if isinstance(quad.object, ox.BlankNode) else quad.object}"
            for quad in self._store.quads_for_pattern(node, None, None)
        }
        return f"[{' ; '.join(sorted(lines))}]"
