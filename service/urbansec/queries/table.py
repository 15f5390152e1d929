"""Answers in memory: the terms of a result, row by row."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.engine import BOOLEAN_AND_TABLE
from urbansec.errors import EngineFailedError
from urbansec.namespaces import PREFIXES

JSON = BOOLEAN_AND_TABLE[0]
TRIPLE = ("subject", "predicate", "object")
Cell = Mapping[str, str]
"""A term as the SPARQL 1.1 JSON results format writes it: ``type``, ``value``, and ``xml:lang`` or ``datatype``."""


@dataclass(frozen=True)
class Table:
    """A SELECT result in memory: the variables in order, and rows that lack the variables not bound."""

    variables: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]


def read_table(content: bytes) -> Table:
    """The SPARQL 1.1 JSON results document ``content`` as a table; a truth value becomes one cell named ``answer``."""
    document = json.loads(content)
    if "boolean" in document:
        cell = {"type": "literal", "value": str(document["boolean"]).lower(), "datatype": f"{PREFIXES['xsd']}boolean"}
        return Table(("answer",), ({"answer": cell},))
    try:
        return Table(tuple(document["head"]["vars"]), tuple(document["results"]["bindings"]))
    except (KeyError, TypeError) as error:
        raise EngineFailedError(f"The engine sent no SPARQL results document: {content[:80]!r}") from error


def table_of_triples(triples: Iterable[ox.Triple | ox.Quad]) -> Table:
    """A graph as the table of its triples, variables :data:`TRIPLE`, in the order given."""
    return Table(TRIPLE, tuple(dict(zip(TRIPLE, map(as_cell, (each.subject, each.predicate, each.object)), strict=True)) for each in triples))


def as_cell(term: object) -> Cell:
    """A pyoxigraph term as a cell. A triple term is written as text, of type ``triple``."""
    match term:
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": term.value}
        case ox.Literal():
            if term.language:
                return {"type": "literal", "value": term.value, "xml:lang": term.language}
            plain = term.datatype.value == f"{PREFIXES['xsd']}string"
            return {"type": "literal", "value": term.value, **({} if plain else {"datatype": term.datatype.value})}
    return {"type": "triple", "value": str(term)}
