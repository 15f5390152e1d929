"""The JSON Schema of headers: the file that ships is the one made from the models, and it says what the reader says."""

import json
import re
from typing import Any

import jsonschema
import pytest
import yaml

from tests.running import ROOT
from urbansec.errors import SavedQueryError
from urbansec.queries.commented import read_comment
from urbansec.queries.header import read_header
from urbansec.queries.language import SCHEMA, json_schema, schema_text

FILES = sorted((ROOT / "queries").rglob("*.rq"))
RIGHT = [
    "{}",
    "{header: 1, summary: x}",
    "{params: {on: {type: date, default: 2020, partial: last, minimum: 1987-01-01, maximum: today}}}",
    "{params: {a: {type: integer, list: true, default: [1, 2], examples: [3]}}}",
    "{params: {a: {type: integer, default: [1]}}}",
    "{params: {a: {type: enum, values: [1, 2], default: 1, required: false}}}",
    "{params: {a: {type: iri, class: 'urb:City', deprecated: true}}}",
    "{params: {a: {type: boolean, default: false}}, examples: [{params: {a: true}, description: x}]}",
    "{params: {a: {type: decimal, list: true}}, examples: [{params: {a: [1.5, 2]}}]}",
    "{view: {kind: map, lat: a, lon: b, label: [c]}, deprecated: use another, analysis: degrees, pagination: 10}",
    "{endpoint: 'http://example.org/', endpoint_in_url: false, method: GET, mime: csv, transform: {a: b}, enumerate: [{a: [b]}], defaults: [{a: b}]}",
]
WRONG = [
    "[]",
    "text",
    "{header: 2}",
    "{sumary: x}",
    "{tags: x}",
    "{summary: [x]}",
    "{params: []}",
    "{params: {a: date}}",
    "{params: {a: {}}}",
    "{params: {a: {type: number}}}",
    "{params: {a-b: {type: date}}}",
    "{params: {1a: {type: date}}}",
    "{params: {a: {type: date, defualt: today}}}",
    "{params: {a: {type: enum}}}",
    "{params: {a: {type: string, values: [x]}}}",
    "{params: {a: {type: string, class: 'urb:City'}}}",
    "{params: {a: {type: string, partial: first}}}",
    "{params: {a: {type: date, partial: middle}}}",
    "{params: {a: {type: string, minimum: 1}}}",
    "{params: {a: {type: string, maximum: 1}}}",
    "{params: {a: {type: string, list: maybe}}}",
    "{params: {a: {type: string, default: {}}}}",
    "{params: {a: {type: string, default: [x, y]}}}",
    "{params: {a: {type: string, default: x, required: true}}}",
    "{examples: {}}",
    "{examples: [{parms: {}}]}",
    "{examples: [{params: {a: {}}}]}",
    "{view: {kind: hologram}}",
    "{view: map}",
    "{pagination: 0}",
    "{pagination: many}",
    "{deprecated: []}",
    "{expect: roughly}",
]


class Typed(yaml.SafeLoader):
    """YAML 1.2 as editors read it: numbers and truth values, but neither days nor words such as on."""


Typed.yaml_implicit_resolvers = {}
Typed.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))
Typed.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+\Z"), list("-+0123456789"))
Typed.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+\.[0-9]+\Z"), list("-+0123456789"))


def typed(text: str) -> Any:
    """The header of a query as a reader with types sees it."""
    lines = [line.removeprefix("#+").removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    return yaml.load("\n".join(lines), Loader=Typed)  # noqa: S506 - a safe loader


def comment(text: str) -> str:
    """One line of YAML as the header of a query."""
    return f"#+ {text}\nASK {{}}\n"


def test_the_file_is_the_one_made_from_the_models() -> None:
    assert SCHEMA.read_text("utf-8") == schema_text(), "make it anew with: make docs"


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert json.loads(SCHEMA.read_text("utf-8"))["$id"].startswith("https://w3id.org/urbansec/")


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """The schema, ready to use."""
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def test_the_headers_that_ship_are_valid(validator: jsonschema.Draft202012Validator) -> None:
    assert len(FILES) > 100
    for path in FILES:
        text = path.read_text("utf-8")
        for value in (read_comment(text).value, typed(text)):
            assert [error.message for error in validator.iter_errors(value)] == [], path.name


@pytest.mark.parametrize("text", RIGHT)
def test_the_schema_takes_what_the_reader_takes(text: str, validator: jsonschema.Draft202012Validator) -> None:
    read_header(comment(text), file="x.rq")
    for value in (read_comment(comment(text)).value, typed(comment(text))):
        assert [error.message for error in validator.iter_errors(value)] == []


@pytest.mark.parametrize("text", WRONG)
def test_the_schema_refuses_what_the_reader_refuses(text: str, validator: jsonschema.Draft202012Validator) -> None:
    with pytest.raises(SavedQueryError):
        read_header(comment(text), file="x.rq")
    for value in (read_comment(comment(text)).value, typed(comment(text))):
        assert not validator.is_valid(value)
