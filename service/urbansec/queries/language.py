"""The language of headers, version 1: what a query file may say about itself.

To a YAML reader with types a value such as ``2020`` is a number and ``no`` a truth value; here every scalar is text,
as it is written. The JSON Schema of the language is made from these models.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema, field_validator

VERSION = "1"
SCHEMA = Path(__file__).parent / "schema" / f"header-{VERSION}.schema.json"
ParameterType = Literal["iri", "string", "lang", "integer", "decimal", "boolean", "date", "enum"]
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_NOT_KEPT_UP = "It is no longer kept up."


def _reason(value: object) -> object:
    """``true`` as a sentence, ``false`` as nothing."""
    word = value.strip().lower() if isinstance(value, str) else value
    return _NOT_KEPT_UP if word in ("true", True) else None if word in ("false", False, "") else value


def _truth(value: object) -> object:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


Text = Annotated[str, WithJsonSchema({"type": ["string", "number", "boolean"]})]
Truth = Annotated[bool, Strict(), BeforeValidator(_truth), WithJsonSchema({"enum": [True, False, "true", "false"]})]
Count = Annotated[int, Field(gt=0), WithJsonSchema({"type": ["integer", "string"], "exclusiveMinimum": 0, "pattern": "^[1-9][0-9]*$"})]
Texts = Annotated[tuple[Text, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]
Deprecated = Annotated[str | None, BeforeValidator(_reason), WithJsonSchema({"type": ["string", "boolean"]})]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Parameter(_Strict):
    """One parameter: its type, what it means, and the value taken when none is given."""

    type: Annotated[ParameterType, Field(description="What is typed, and the RDF term that it becomes")]
    description: Annotated[str, Field(description="What the value is for, in a few words")] = ""
    resource_class: Annotated[
        str | None,
        Field(alias="class", description="For iri: the class the value must have, such as urb:Forum, or the scheme it is in, such as id:scheme/topics"),
    ] = None
    values: Annotated[tuple[Text, ...], Field(description="For enum: the values allowed")] = ()
    list: Annotated[Truth, Field(description="Whether several values may be given; the answer is that for any of them")] = False
    default: Annotated[Text | tuple[Text, ...] | None, Field(description="Taken when no value is given; for a list one or several; for date also today")] = None
    required: Annotated[Truth, Field(description="Whether a value must be given")] = False
    examples: Annotated[Texts, Field(description="Values worth trying")] = ()
    minimum: Annotated[Text | None, Field(description="For integer, decimal and date: the least value allowed")] = None
    maximum: Annotated[Text | None, Field(description="For integer, decimal and date: the greatest value allowed")] = None
    partial: Annotated[
        Literal["first", "last", "kept", "refused"],
        Field(description="For date: what a year or a month stands for: its first day, its last day, itself (xsd:gYear, xsd:gYearMonth), or a mistake"),
    ] = "first"
    deprecated: Annotated[Deprecated, Field(description="Why not to use it any more and what to use instead, or true")] = None

    @property
    def defaults(self) -> tuple[str, ...]:
        """The default as the values that it consists of; empty if there is none."""
        return () if self.default is None else (self.default,) if isinstance(self.default, str) else self.default


class View(_Strict):
    """How a result is best shown: the kind of view and the variables it draws from."""

    model_config = ConfigDict(extra="allow", frozen=True)

    kind: Literal["table", "map", "timeline", "chart", "graph"] = "table"


class Example(_Strict):
    """A call worth trying: values for parameters, and what it shows."""

    params: Annotated[Mapping[str, Text | tuple[Text, ...]], Field(description="Values by parameter; several for a list")] = {}
    description: Annotated[str, Field(description="What this call shows")] = ""


class Header(_Strict):
    """What a query file says about itself."""

    header: Annotated[Literal["1"], WithJsonSchema({"enum": ["1", 1]}), Field(description="The version of the header language; 1 if it is not said")] = "1"
    summary: Annotated[str, Field(description="One line on what the query answers")] = ""
    description: Annotated[str, Field(description="What the answer means, in full sentences")] = ""
    tags: Annotated[tuple[str, ...], Field(description="Words to find the query by")] = ()
    params: Annotated[Mapping[str, Parameter], Field(description="The parameters, by the name of their variable without the question mark")] = {}
    examples: Annotated[tuple[Example, ...], Field(description="Calls worth trying; the first is the one that is tested")] = ()
    view: Annotated[View, Field(description="How the result is best shown")] = View()
    analysis: Annotated[str | None, Field(description="What is computed from the rows before they are shown")] = None
    deprecated: Annotated[Deprecated, Field(description="Why not to use the query any more and what to use instead, or true")] = None

    question: Annotated[str, Field(description="Competency questions: the question in words")] = ""
    facts: Annotated[tuple[str, ...], Field(description="Competency questions: the facts it covers")] = ()
    expect: Annotated[Literal["exact", "contains"], Field(description="Competency questions: how to compare the answer")] = "exact"
    severity: Annotated[Literal["violation", "warning"], Field(description="Checks: how bad a row is")] = "violation"

    pagination: Annotated[Count | None, Field(description="grlc: rows on a page, where the request does not say")] = None
    endpoint: Annotated[str | None, Field(description="grlc: where to run the query; not followed here")] = None
    endpoint_in_url: Annotated[Truth | None, Field(description="grlc; ignored here")] = None
    method: Annotated[str | None, Field(description="grlc; ignored here, where every query is read with GET")] = None
    mime: Annotated[str | None, Field(description="grlc; ignored here, where the request says the format")] = None
    enumerate: Annotated[Any, Field(description="grlc; ignored here, where a parameter has a type")] = None
    defaults: Annotated[Any, Field(description="grlc; ignored here, where a parameter has a default of its own")] = None
    transform: Annotated[Any, Field(description="grlc; ignored here")] = None

    @field_validator("params")
    @classmethod
    def _are_variables(cls, params: Mapping[str, Parameter]) -> Mapping[str, Parameter]:
        wrong = [name for name in params if not NAME.match(name)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no name for a parameter: letters, digits and underscores, no digit first")
        return params


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a header, whether its YAML was read with types or as text."""
    made = _tidy(Header.model_json_schema(by_alias=True))
    made["properties"]["params"]["propertyNames"] = {"pattern": f"^{NAME.pattern.removesuffix(chr(92) + 'Z')}$"}
    made["$defs"]["Parameter"]["allOf"] = [
        _only("values", "enum", required=True),
        _only("class", "iri"),
        _only("partial", "date"),
        *(_only(name, "integer", "decimal", "date") for name in ("minimum", "maximum")),
        {"not": {"properties": {"required": {"enum": [True, "true"]}}, "required": ["required", "default"]}},
        {"if": {"not": {"properties": {"list": {"enum": [True, "true"]}}, "required": ["list"]}}, "then": {"properties": {"default": {"maxItems": 1}}}},
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/urbansec/queries/header.schema.json",
        "title": f"Header of a saved query, version {VERSION}",
        **made,
        "description": "What stands in the comment lines of a query file that start with #+, read as YAML.",
    }


def schema_text() -> str:
    """The JSON Schema as the file :data:`SCHEMA` holds it."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _only(name: str, *types: str, required: bool = False) -> dict[str, Any]:
    """The rule that ``name`` belongs to these types, and where it is required, that they need it."""
    rule: dict[str, Any] = {"if": {"properties": {"type": {"enum": list(types)}}, "required": ["type"]}, "else": {"not": {"required": [name]}}}
    return {**rule, "then": {"required": [name]}} if required else rule


def _tidy(part: Any) -> Any:
    """The schema without titles, which are only the names of fields in other words, and without null, which no header can say."""
    if isinstance(part, list):
        return [_tidy(each) for each in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _tidy(value) for key, value in part.items() if not (key == "title" and isinstance(value, str)) and (key, value) != ("default", None)}
    options = [option for option in kept.get("anyOf", []) if option != {"type": "null"}]
    rest = {key: value for key, value in kept.items() if key != "anyOf"}
    return {**options[0], **rest} if len(options) == 1 else {**rest, "anyOf": options} if options else kept
