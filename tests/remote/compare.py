"""Compare results of different engines: by value, because one number has many spellings, and as bags of rows."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset("integer decimal double float int long nonNegativeInteger positiveInteger boolean".split())
Value = tuple[object, ...] | None


def table(content: bytes) -> tuple[list[str], list[tuple[Value, ...]]]:
    """The variables in alphabetical order, and the rows, of a result in JSON."""
    document = json.loads(content)
    if "boolean" in document:
        return [], [((document["boolean"],),)]
    names = sorted(document["head"]["vars"])
    return names, [tuple(_value(row.get(name)) for name in names) for row in document["results"]["bindings"]]


def bag(content: bytes) -> tuple[list[str], Counter[tuple[Value, ...]]]:
    """The same without order."""
    names, rows = table(content)
    return names, Counter(rows)


def graph(content: bytes) -> set[ox.Triple]:
    """The triples of a result in N-Triples, which must hold no blank nodes."""
    triples = {quad.triple for quad in ox.parse(content, ox.RdfFormat.N_TRIPLES)}
    assert not any(isinstance(term, ox.BlankNode) for triple in triples for term in (triple.subject, triple.object))
    return triples


def _value(cell: Mapping[str, Any] | None) -> Value:
    if cell is None:
        return None
    text = cell["value"]
    match cell["type"]:
        case "uri":
            return ("iri", text)
        case "bnode":
            return ("blank",)
    datatype = cell.get("datatype", "").removeprefix(_XSD)
    if datatype in _NUMBERS:
        return ("number", round(float({"true": "1", "false": "0"}.get(text, text)), 9))
    if datatype in {"", "string"}:
        # GROUP_CONCAT puts its parts in any order.
        text = " ".join(sorted(re.split(r"; | (?=https?://)", text)))
    return ("literal", text, "" if datatype == "string" else datatype, cell.get("xml:lang", "").lower())
