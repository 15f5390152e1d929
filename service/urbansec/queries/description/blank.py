"""Blank nodes have no address, so a description holds all that is said of those it mentions (a concise bounded description)."""

from collections.abc import Iterable

import pyoxigraph as ox

from urbansec.engine import Engine
from urbansec.namespaces import PREFIXES
from urbansec.queries.description.asking import Fact, Subject, ask

_REST = f"{PREFIXES['rdf']}rest"
DEEPEST = 16
"""Blank nodes within blank nodes are followed so far. The cells of a list lie at one depth."""


def closure(engine: Engine, roots: Iterable[Subject]) -> set[Fact]:
    """The triples that lead from ``roots`` to blank nodes, and all about these and the blank nodes below them.

    Queries cannot name a blank node that an answer held, so each query begins at the roots and goes deeper than the last,
    until it finds nothing more. Roots that are blank themselves are left to the node that leads to them.
    """
    listed = " ".join(sorted(str(root) for root in roots if isinstance(root, ox.NamedNode)))
    depth, found = 1, _read(engine, listed, 1)
    while depth < DEEPEST:
        depth = min(depth * 4, DEEPEST)
        deeper = _read(engine, listed, depth)
        if len(deeper) == len(found):
            return deeper
        found = deeper
    return found


def _read(engine: Engine, listed: str, depth: int) -> set[Fact]:
    branches = [f"VALUES ?s {{ {listed} }} ?s ?p ?o . FILTER(isBlank(?o))"]
    reached = f"VALUES ?n0 {{ {listed} }}"
    for step in range(1, depth + 1):
        # Each node once, whatever leads to it: the ways through a web of blank nodes are countless. And a list is passed at one go.
        follow = f"?n{step - 1} ?q ?m . FILTER(isBlank(?m) && ?q != <{_REST}>) ?m <{_REST}>* ?n{step} . FILTER(isBlank(?n{step}))"
        reached = f"{{ SELECT DISTINCT ?n{step} WHERE {{ {reached} {follow} }} }}"
        branches.append(f"{reached} ?n{step} ?p ?o . BIND(?n{step} AS ?s)")
    text = " UNION ".join(f"{{ {branch} }}" for branch in branches)
    found = set()
    for row in ask(engine, f"SELECT DISTINCT ?s ?p ?o WHERE {{ {text} }}"):
        subject, predicate, value = row.get("s"), row.get("p"), row.get("o")
        if value is not None and isinstance(subject, Subject) and isinstance(predicate, ox.NamedNode):
            found.add(Fact(subject, predicate, value))
    return found
