"""Answers of different servers as values that can be compared: numbers by value, tables and graphs as bags."""

import json
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

from tests.bench.mix import GRAPH, Ask

XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = {f"{XSD}{name}" for name in ("integer", "int", "long", "short", "decimal", "double", "float", "nonNegativeInteger")}
Term = tuple[str, ...]


def values(ask: Ask, body: bytes) -> Counter[object] | bool:
    """What the answer says: a truth value, or a bag of rows or triples."""
    if ask.accept == GRAPH:
        # A graph is a set, whatever its document repeats.
        return Counter({(_rdf(t.subject), _rdf(t.predicate), _rdf(t.object)) for t in ox.parse(body, format=ox.RdfFormat.TURTLE, base_iri="http://x/")})
    parsed: dict[str, Any] = json.loads(body)
    if "boolean" in parsed:
        return bool(parsed["boolean"])
    return Counter(frozenset((name, _json(term)) for name, term in row.items()) for row in parsed["results"]["bindings"])


def _json(term: dict[str, str]) -> Term:
    if term["type"] in ("uri", "bnode"):
        return (term["type"], term["value"])
    return _literal(term["value"], term.get("datatype", ""), term.get("xml:lang", ""))


def _rdf(term: object) -> Term:
    if isinstance(term, ox.Literal):
        return _literal(term.value, term.datatype.value, term.language or "")
    assert isinstance(term, ox.NamedNode), f"no blank node is expected, not {term}"
    return ("uri", term.value)


def _literal(value: str, datatype: str, language: str) -> Term:
    if language:
        return ("text", value, language.lower())
    if datatype in NUMBERS:
        try:
            return ("number", str(Decimal(value).normalize()))
        except InvalidOperation:
            return ("number", value)
    return ("literal", value, "" if datatype == f"{XSD}string" else datatype)
