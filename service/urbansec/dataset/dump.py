"""The whole dataset as bytes: sorted, so that two dumps of equal data are equal bytes."""

from collections.abc import Mapping
from types import MappingProxyType

import pyoxigraph as ox

from urbansec.dataset.snapshot import Snapshot
from urbansec.namespaces import prefixes_for

DUMP_FORMATS: Mapping[str, ox.RdfFormat] = MappingProxyType(
    {
        "nquads": ox.RdfFormat.N_QUADS,
        "trig": ox.RdfFormat.TRIG,
        "jsonld": ox.RdfFormat.JSON_LD,
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "rdfxml": ox.RdfFormat.RDF_XML,
    }
)
"""By name. The first three keep the named graphs, the others merge them."""


def dump(snapshot: Snapshot, rdf_format: ox.RdfFormat, *, derived: bool = True) -> bytes:
    """Everything in ``snapshot``, written in ``rdf_format``; without what the rules made if ``derived`` is false."""
    left_out = set() if derived else set(snapshot.derived)
    quads = [
        quad
        for quad in snapshot.store
        # The merged copy in the default graph repeats what the named graphs hold.
        if quad.graph_name not in left_out and not (snapshot.merged and isinstance(quad.graph_name, ox.DefaultGraph))
    ]
    statements: list[ox.Quad] | list[ox.Triple]
    if rdf_format.supports_datasets:
        statements = sorted(quads, key=lambda quad: (str(quad.graph_name), *_order(quad)))
    else:
        statements = sorted({ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads}, key=_order)
    iris = {term.value for s in statements for term in (s.subject, s.predicate, s.object) if isinstance(term, ox.NamedNode)}
    return ox.serialize(statements, format=rdf_format, prefixes=prefixes_for(iris)) or b""


def _order(statement: ox.Quad | ox.Triple) -> tuple[str, str, str]:
    return (str(statement.subject), str(statement.predicate), str(statement.object))
