"""``urbansec export``: take the data with you."""

from typing import Annotated, Literal

import pyoxigraph as ox
import typer

from urbansec.cli.common import DataOption, OutputOption, state, write
from urbansec.namespaces import prefixes_for

_FORMATS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def export(
    context: typer.Context,
    data: DataOption = None,
    export_format: Annotated[
        Literal["nquads", "trig", "jsonld", "turtle", "ntriples", "rdfxml"],
        typer.Option("--format", "-f", help="nquads, trig and jsonld keep the graphs; turtle, ntriples and rdfxml merge them."),
    ] = "nquads",
    derived: Annotated[bool, typer.Option(help="Include what the rules derived.")] = True,
    output: OutputOption = None,
) -> None:
    """Write the whole graph, sorted, so that two exports of the same data are the same bytes.

    Example: urbansec export --format trig --output urbansec.trig
    """
    snapshot = state(context, data).snapshot
    left_out = set() if derived else set(snapshot.derived)
    quads = sorted(
        (q for q in snapshot.store if q.graph_name not in left_out and not (snapshot.merged and isinstance(q.graph_name, ox.DefaultGraph))),
        key=lambda q: (str(q.graph_name), str(q.subject), str(q.predicate), str(q.object)),
    )
    rdf_format = _FORMATS[export_format]
    statements: list[ox.Quad] | list[ox.Triple] = quads
    if not rdf_format.supports_datasets:
        statements = sorted({ox.Triple(q.subject, q.predicate, q.object) for q in quads}, key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
    iris = {term.value for s in statements for term in (s.subject, s.predicate, s.object) if isinstance(term, ox.NamedNode)}
    content = ox.serialize(statements, format=rdf_format, prefixes=prefixes_for(iris))
    write(content or b"", output)
