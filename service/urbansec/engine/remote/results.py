"""An answer of another SPARQL service as results, from whichever format it can write."""

import http.client
from collections.abc import Iterator
from typing import IO, cast

import pyoxigraph as ox

from urbansec.engine.evaluate import Results
from urbansec.engine.inspect import Form
from urbansec.engine.remote.body import Body
from urbansec.engine.remote.call import Call
from urbansec.engine.remote.endpoint import Endpoint
from urbansec.errors import QueryTimeoutError, RemoteEngineError, UrbansecError

_TABLES = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_TABLE_ACCEPT = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_GRAPH_ACCEPT = "application/n-triples, text/turtle;q=0.5, application/rdf+xml;q=0.2"
# Formats whose end is in their text; in all others a row that is missing leaves no trace.
_CLOSED = (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML, ox.RdfFormat.RDF_XML)
# Virtuoso answers ASK with a table: 1 in a row, or no row.
_VIRTUOSO_ASK = "__ASK_RETVAL"
_VIRTUOSO_INCOMPLETE = "S1TAT"


def accept_for(form: Form) -> str:
    """What to ask for. The few formats that every service writes right; the rest is this service's own work."""
    return _GRAPH_ACCEPT if form.gives_graph else _TABLE_ACCEPT


def row_cap(response: http.client.HTTPResponse) -> int | None:
    """The number of rows after which Virtuoso has cut this result, which only this header tells."""
    value = response.headers.get("X-SPARQL-MaxRows", "")
    return int(value) if value.isascii() and value.isdigit() and int(value) else None


def read_results(response: http.client.HTTPResponse, form: Form, call: Call, endpoint: Endpoint) -> Results:
    """The results, of which no more is read than is asked for."""
    if response.headers.get("X-SQL-State", "") == _VIRTUOSO_INCOMPLETE:
        raise QueryTimeoutError(f"{endpoint.name} stopped before it had all rows. Ask for less: add LIMIT, or join fewer patterns.")
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    body = Body(response, call, endpoint)
    formats = _GRAPHS if form.gives_graph else _TABLES
    written = formats.get(media_type)
    if written is None:
        wanted = "RDF" if form.gives_graph else "SPARQL results"
        raise RemoteEngineError(
            f"{endpoint.place} answered with {media_type or 'a body of no type'}, not with {wanted}. Check that {endpoint.setting} names a SPARQL 1.1 service."
        )
    if not body.framed and written not in _CLOSED:
        raise RemoteEngineError(f"{endpoint.place} does not tell where its answer ends (no Content-Length), so that a cut one would look whole.")
    if isinstance(written, ox.RdfFormat):
        return _triples(body, written, endpoint)
    try:
        table = ox.parse_query_results(cast("IO[bytes]", body), written)
    except (SyntaxError, ValueError) as error:
        raise unreadable(endpoint, error) from error
    return _truth(table, endpoint) if form is Form.ASK else table


def unreadable(endpoint: Endpoint, error: Exception) -> UrbansecError:
    """The error for an answer that is not what its type says."""
    return RemoteEngineError(f"The answer of {endpoint.place} cannot be read, or is not whole: {str(error)[:300]}")


def _triples(body: Body, written: ox.RdfFormat, endpoint: Endpoint) -> Iterator[ox.Triple]:
    try:
        for quad in ox.parse(cast("IO[bytes]", body), written):
            yield quad.triple
    except (SyntaxError, ValueError) as error:
        raise unreadable(endpoint, error) from error


def _truth(table: ox.QuerySolutions | ox.QueryBoolean, endpoint: Endpoint) -> ox.QueryBoolean:
    if isinstance(table, ox.QueryBoolean):
        return table
    if [variable.value for variable in table.variables] != [_VIRTUOSO_ASK]:
        raise RemoteEngineError(f"{endpoint.place} answered ASK with a table.")
    truth = any(isinstance(row[0], ox.Literal) and row[0].value == "1" for row in table)
    written = b'{"head":{},"boolean":true}' if truth else b'{"head":{},"boolean":false}'
    return cast("ox.QueryBoolean", ox.parse_query_results(written, ox.QueryResultsFormat.JSON))
