"""Find the file that a finding is about.

The fallback order is that of the design: the triple with the value, a triple with the path, the type triple, any
triple of the resource.
"""

import pyoxigraph as ox

from urbansec.dataset import Snapshot
from urbansec.namespaces import PREFIXES

_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
Term = ox.NamedNode | ox.BlankNode | ox.Literal


def file_of(snapshot: Snapshot, focus: Term, path: ox.NamedNode | None = None, value: Term | None = None) -> str:
    """The file that states the triple, as the path it was loaded from; empty if nothing is stated of ``focus``.

    Of a derived triple it is the file that states the resource; if rules made the whole resource, the rule's graph.
    """
    if isinstance(focus, ox.Literal):
        return ""
    patterns: list[tuple[ox.NamedNode | None, Term | None]] = [(_TYPE, None), (None, None)]
    if path is not None:
        patterns = [(path, value), (path, None), *patterns]
    found = [_graphs(snapshot, focus, predicate, term) for predicate, term in patterns]
    for graphs in found:
        curated = [str(snapshot.files[graph]) for graph in graphs if graph in snapshot.files]
        if curated:
            return min(curated)
    return min(found[-1], default="")


def is_derived(snapshot: Snapshot, focus: Term, path: ox.NamedNode, value: Term) -> bool:
    """Whether only rules state the triple, so that nobody can mend it where it stands."""
    if isinstance(focus, ox.Literal):
        return False
    graphs = _graphs(snapshot, focus, path, value)
    return bool(graphs) and graphs <= {graph.value for graph in snapshot.derived}


def _graphs(snapshot: Snapshot, focus: ox.NamedNode | ox.BlankNode, path: ox.NamedNode | None, value: Term | None) -> set[str]:
    quads = snapshot.store.quads_for_pattern(focus, path, value)
    return {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
