"""The result formats, with the media types that the W3C recommendations give them."""

from dataclasses import dataclass

import pyoxigraph as ox


@dataclass(frozen=True)
class Format:
    """One way to write a result: ``name`` for people, ``media_type`` for HTTP, ``suffix`` for addresses and files."""

    name: str
    media_type: str
    suffix: str
    writer: ox.QueryResultsFormat | ox.RdfFormat
    aliases: tuple[str, ...] = ()
    charset: bool = True

    @property
    def content_type(self) -> str:
        """The media type with its charset, where the type defines one."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


BOOLEAN_AND_TABLE = (
    Format("json", "application/sparql-results+json", "json", ox.QueryResultsFormat.JSON, ("application/json",), charset=False),
    Format("xml", "application/sparql-results+xml", "xml", ox.QueryResultsFormat.XML, ("application/xml", "text/xml"), charset=False),
    Format("csv", "text/csv", "csv", ox.QueryResultsFormat.CSV),
    Format("tsv", "text/tab-separated-values", "tsv", ox.QueryResultsFormat.TSV),
)

GRAPH_FORMATS = (
    Format("turtle", "text/turtle", "ttl", ox.RdfFormat.TURTLE, ("application/x-turtle",)),
    Format("jsonld", "application/ld+json", "jsonld", ox.RdfFormat.JSON_LD, ("application/json",), charset=False),
    Format("rdfxml", "application/rdf+xml", "rdf", ox.RdfFormat.RDF_XML, ("application/xml", "text/xml"), charset=False),
    Format("ntriples", "application/n-triples", "nt", ox.RdfFormat.N_TRIPLES, ("text/plain",), charset=False),
    Format("trig", "application/trig", "trig", ox.RdfFormat.TRIG),
    Format("nquads", "application/n-quads", "nq", ox.RdfFormat.N_QUADS, charset=False),
)
