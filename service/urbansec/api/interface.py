"""The part of ``/openapi.json`` that FastAPI cannot know: the addresses answered by raw ASGI, and each saved query by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI

from urbansec.api.operation import FORM, QUERY
from urbansec.api.query_operations import Operations
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS
from urbansec.queries import Catalogue

_IRI = {"type": "string", "format": "iri"}
_TEXT = {"type": "string"}
_FORMATS = sorted({name for offer in (*BOOLEAN_AND_TABLE, *GRAPH_FORMATS) for name in (offer.name, offer.suffix)})
_GRAPHS = [offer.name for offer in GRAPH_FORMATS]
_WORDS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "query": ("The query", _TEXT),
    "default-graph-uri": ("A graph of the default graph to ask; overrides FROM", {"type": "array", "items": _IRI}),
    "named-graph-uri": ("A named graph to ask; overrides FROM NAMED", {"type": "array", "items": _IRI}),
    "format": ("The format of the result, stronger than Accept", {"type": "string", "enum": _FORMATS}),
}


def describe_raw(app: FastAPI, catalogue: Catalogue) -> None:
    """Make ``app.openapi()`` tell ``/sparql``, ``/graph-store`` and the queries that ``catalogue`` holds at that moment."""
    generated, operations = app.openapi, Operations(catalogue)
    problems = {str(status): _PROBLEMS[status] for status in (*_ALWAYS, 404, 500)}

    def openapi() -> dict[str, Any]:
        document = generated()
        # Not into what FastAPI made, which it keeps: a query that is no more would stay there.
        return {**document, "paths": {**_paths(), **document["paths"], **operations.paths(problems)}}

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _paths() -> dict[str, Any]:
    wanted = _query_parameters()
    return {
        "/sparql": {
            "get": _operation("sparql_get", "Query with GET, or read the service description", wanted, _RESULTS),
            "post": {
                **_operation("sparql_post", "Query with POST: a form, or the query as the body", wanted[1:], _RESULTS, 413, 415),
                "requestBody": {"required": True, "content": {FORM: {"schema": _form()}, QUERY: {"schema": _TEXT}}},
            },
        },
        "/sparql.{suffix}": {"get": _operation("sparql_suffix", "Query with GET, the format told by a suffix", _with_suffix(wanted), _RESULTS, 404)},
        "/graph-store": {
            "get": _operation("graph_store_get", "Read one graph (SPARQL 1.1 Graph Store HTTP Protocol)", _GRAPH_PARAMETERS, _RDF, 404),
        },
    }


def _query_parameters() -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "description": words, "schema": schema} for name, (words, schema) in _WORDS.items()]


def _with_suffix(wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The suffix in place of the last parameter, which is the format."""
    return [{"name": "suffix", "in": "path", "required": True, "schema": {"type": "string", "enum": _FORMATS}}, *wanted[:-1]]


def _form() -> dict[str, Any]:
    properties = {name: {**schema, "description": words} for name, (words, schema) in _WORDS.items()}
    return {"type": "object", "required": ["query"], "properties": properties}


def _operation(name: str, summary: str, parameters: Sequence[Mapping[str, Any]], results: Mapping[str, Any], *errors: int) -> dict[str, Any]:
    problems = {str(status): _PROBLEMS[status] for status in sorted({*_ALWAYS, *errors})}
    return {
        "tags": ["SPARQL"],
        "summary": summary,
        "operationId": name,
        "parameters": list(parameters),
        "responses": {"200": results, "303": {"description": "A browser is led to the editor"}, "304": {"description": "Not changed"}, **problems},
    }


def _answers(description: str, *offers: str) -> dict[str, Any]:
    return {"description": description, "content": {media_type: {"schema": _TEXT} for media_type in offers}}


_RESULTS = _answers("The result, or the service description", *(offer.media_type for offer in (*BOOLEAN_AND_TABLE, *GRAPH_FORMATS)))
_RDF = _answers("The graph", *(offer.media_type for offer in GRAPH_FORMATS))
_GRAPH_PARAMETERS: list[dict[str, Any]] = [
    {"name": "graph", "in": "query", "description": "The IRI of a named graph", "schema": _IRI},
    {"name": "default", "in": "query", "description": "The default graph; has no value", "allowEmptyValue": True, "schema": {"type": "string", "maxLength": 0}},
    {"name": "format", "in": "query", "description": "The format, stronger than Accept", "schema": {"type": "string", "enum": _GRAPHS}},
]
_ALWAYS = (400, 403, 406, 414, 422, 429, 502, 503, 504, 507)
_PROBLEMS = {
    status: {"description": words, "content": {"application/problem+json": {"schema": {"type": "object"}}}}
    for status, words in {
        400: "The request or the query is not right",
        403: "SPARQL Update is refused",
        404: "There is no such format or graph",
        406: "No acceptable type can be sent",
        413: "The query is too large",
        414: "The address is too long",
        415: "The body is neither a form nor a query",
        422: "A parameter is not right",
        500: "A saved query's file is broken",
        429: "This client has used its time",
        502: "The engine behind the service failed",
        503: "The service is busy, or the query was lost",
        504: "The query took too long",
        507: "The query needs too much memory",
    }.items()
}
