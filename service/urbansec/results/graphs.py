"""RDF syntaxes, for results that are graphs: sorted, with the prefixes of the query and of the project."""

from collections.abc import Mapping

import pyoxigraph as ox

from urbansec.engine import GRAPH_FORMATS
from urbansec.namespaces import prefixes_for
from urbansec.queries.run import Call
from urbansec.queries.table import TRIPLE, Table
from urbansec.results.columns import as_term
from urbansec.results.formats import ResultFormat

_FORMATS = {offer.name: offer.writer for offer in GRAPH_FORMATS}


def write(call: Call, table: Table, fmt: ResultFormat, about: Mapping[str, str]) -> bytes:  # noqa: ARG001 - RDF has no place for it
    """The triples of ``table`` in an RDF syntax; see :func:`urbansec.results.write`."""
    triples = sorted((ox.Triple(*(as_term(row[name]) for name in TRIPLE)) for row in table.rows), key=str)  # type: ignore[arg-type]  # as they came
    iris = {term.value for triple in triples for term in triple if isinstance(term, ox.NamedNode)}
    own = {name: namespace for name, namespace in call.request.inspection.prefixes.items() if namespace and any(iri.startswith(namespace) for iri in iris)}
    return ox.serialize(triples, format=_FORMATS[fmt.name], prefixes={**prefixes_for(iris), **own}) or b""  # type: ignore[arg-type]  # the writers of graphs
