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

    Curated files come before derived graphs; a derived graph is named by its IRI.
    """
    if isinstance(focus, ox.Literal):
        return ""
    patterns: list[tuple[ox.NamedNode | None, Term | None]] = [(_TYPE, None), (None, None)]
    if path is not None:
        patterns = [(path, value), (path, None), *patterns]
    for predicate, term in patterns:
        graphs = {q.graph_name.value for q in snapshot.store.quads_for_pattern(focus, predicate, term) if isinstance(q.graph_name, ox.NamedNode)}
        curated = [str(snapshot.files[graph]) for graph in graphs if graph in snapshot.files]
        if curated:
            return min(curated)
        if graphs:
            return min(graphs)
    return ""
