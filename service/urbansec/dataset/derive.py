"""Run the rules: SPARQL CONSTRUCT files whose triples go into one graph per rule.

A rule sees what people curate and what the rules before it (by file name) derived.
"""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from urbansec.dataset.files import graph_of
from urbansec.errors import SavedQueryError
from urbansec.namespaces import GRAPH, PREFIXES

PROVENANCE = ox.NamedNode(f"{GRAPH}provenance")
_DERIVED_BY = ox.NamedNode(f"{PREFIXES['prov']}wasGeneratedBy")
_PLAN = ox.NamedNode(f"{PREFIXES['prov']}Plan")
_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_TITLE = ox.NamedNode(f"{PREFIXES['dcterms']}title")


def run_rules(store: ox.Store, rules: Path, root: Path) -> tuple[ox.NamedNode, ...]:
    """Add to ``store`` what the rules in the folder ``rules`` derive; returns their graphs, in order.

    The graph of a rule is named after its file below ``root``; the provenance graph says that the rule made it.
    A triple that the data already state is not stated again.
    """
    graphs = []
    for path in sorted(rules.glob("*.rq")):
        graph = graph_of(path, root)
        try:
            triples = list(_construct(store, path))
        except SyntaxError as error:
            raise SavedQueryError(f"{path}: {error}") from error
        known = ((t, next(store.quads_for_pattern(t.subject, t.predicate, t.object), None)) for t in triples)
        store.extend([ox.Quad(t.subject, t.predicate, t.object, graph) for t, quad in known if quad is None])
        rule = ox.NamedNode(f"{GRAPH}{path.relative_to(root).as_posix()}#rule")
        store.extend(
            [
                ox.Quad(graph, _DERIVED_BY, rule, PROVENANCE),
                ox.Quad(rule, _TYPE, _PLAN, PROVENANCE),
                ox.Quad(rule, _TITLE, ox.Literal(_summary(path), language="en"), PROVENANCE),
            ]
        )
        graphs.append(graph)
    return tuple(graphs)


def _construct(store: ox.Store, path: Path) -> Iterator[ox.Triple]:
    result = store.query(path.read_text("utf-8"), use_default_graph_as_union=True)
    if not isinstance(result, ox.QueryTriples):
        raise SavedQueryError(f"{path}: a rule is a CONSTRUCT query.")
    yield from result


def _summary(path: Path) -> str:
    first = path.read_text("utf-8").partition("\n")[0]
    return first.removeprefix("#+ summary:").strip() if first.startswith("#+ summary:") else path.stem
