"""What ``/openapi.json`` tells of the reconciliation service beyond the addresses: parameters and bodies."""

from typing import Any

from urbansec.api.operation import FORM

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 1}
_WORDS: dict[str, tuple[str, dict[str, Any]]] = {
    "queries": ("A reconciliation query batch, as JSON", _TEXT),
    "extend": ("A data extension query, as JSON", _TEXT),
    "callback": ("The function that a script calls with the answer (JSONP)", _TEXT),
    "prefix": ("What is typed so far; empty for all", _TEXT),
    "cursor": ("How many suggestions to skip", {"type": "integer", "minimum": 0, "default": 0}),
    "offset": ("How many suggestions to skip", {"type": "integer", "minimum": 0, "default": 0}),
    "limit": ("How many", _COUNT),
    "type": ("A class: its IRI, `urb:City` or `city`", _TEXT),
    "id": ("The identifier of a thing: its IRI or `id:city/essen`", _TEXT),
}
_JSON = "application/json"


def parameters(*names: str, required: str = "") -> dict[str, Any]:
    """The parameters in the address that an operation takes."""
    return {
        "parameters": [{"name": name, "in": "query", "required": name == required, "description": _WORDS[name][0], "schema": _WORDS[name][1]} for name in names]
    }


def form() -> dict[str, Any]:
    """The form of version 0.2."""
    properties = {name: {**schema, "description": words} for name, (words, schema) in _WORDS.items() if name in ("queries", "extend")}
    return {"requestBody": {"required": True, "content": {FORM: {"schema": {"type": "object", "properties": properties}}}}}


def json_body(field: str, words: str) -> dict[str, Any]:
    """A body of the draft of 1.0: an object with an array ``field``."""
    schema = {"type": "object", "required": [field], "properties": {field: {"type": "array", "items": {"type": "object"}, "description": words}}}
    return {"requestBody": {"required": True, "content": {_JSON: {"schema": schema}}}}


def extension_body() -> dict[str, Any]:
    """The body of a data extension query."""
    properties = {"ids": {"type": "array", "items": _TEXT}, "properties": {"type": "array", "items": {"type": "object", "required": ["id"]}}}
    schema = {"type": "object", "required": ["ids", "properties"], "properties": properties}
    return {"requestBody": {"required": True, "content": {_JSON: {"schema": schema}}}}
