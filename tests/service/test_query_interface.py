"""Each saved query is an operation of its own in OpenAPI, and the catalogue's operations are those of this moment."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from tests.running import listening
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue
from urbansec.results import formats_of
from urbansec.settings import Settings

EVERY = """#+ summary: Every type
#+ description: One of each.
#+ tags: [made up]
#+ deprecated: use another
#+ params:
#+   thing: {type: iri, class: urb:Forum, required: true, examples: [id:forum/efus]}
#+   words: {type: string, list: true, default: [a, b], description: words}
#+   language: {type: lang, default: de}
#+   count: {type: integer, minimum: "1", maximum: "10", default: "2"}
#+   share: {type: decimal, examples: ["0.5"]}
#+   sure: {type: boolean, default: "true"}
#+   on: {type: date, default: today}
#+   kind: {type: enum, values: [one, two]}
#+   old: {type: string, deprecated: use words}
#+ examples:
#+   - {params: {thing: id:forum/defus, words: [x, y], count: "3"}, description: try}
SELECT * {
  VALUES (?thing ?words ?language ?count ?share ?sure ?on ?kind ?old) { (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF) }
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one query that has a parameter of every type."""
    (tmp_path / "every.rq").write_text(EVERY, "utf-8")
    return tmp_path


@pytest.fixture
def catalogue_of(folder: Path) -> Catalogue:
    """The catalogue of the folder."""
    return Catalogue(folder)


@pytest.fixture
def own(catalogue_of: Catalogue, assets: Assets, snapshot: Snapshot) -> Iterator[httpx.Client]:
    """A client for the service with that query."""
    # Without a cache: the document is made for each request.
    app = create_app(Settings(cache_mb=0), EmbeddedEngine(snapshot), catalogue_of, assets)
    with listening(app) as url, httpx.Client(base_url=url, timeout=30) as http:
        yield http


def operation(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The operation of one query."""
    found: dict[str, Any] = document["paths"][f"/queries/{name}/result"]["get"]
    return found


def test_every_type_has_its_schema(own: httpx.Client) -> None:
    told = operation(own.get("/openapi.json").json(), "every")
    assert (told["operationId"], told["summary"], told["tags"], told["deprecated"]) == ("run_every", "Every type", ["saved queries", "made up"], True)
    parameters = {parameter["name"]: parameter for parameter in told["parameters"]}
    schemas = {name: parameter["schema"] for name, parameter in parameters.items()}
    assert schemas["thing"] == {"type": "string", "x-class": "urb:Forum"}
    assert schemas["words"] == {"type": "array", "items": {"type": "string"}, "default": ["a", "b"]}
    assert schemas["count"] == {"type": "integer", "minimum": 1, "maximum": 10, "default": 2}
    assert schemas["share"] == {"type": "number"}
    assert schemas["sure"] == {"type": "boolean", "default": True}
    assert schemas["kind"] == {"type": "string", "enum": ["one", "two"]}
    assert (schemas["on"]["type"], schemas["on"]["default"]) == ("string", "today")
    assert [name for name, parameter in parameters.items() if parameter.get("required")] == ["thing"]
    assert [name for name, parameter in parameters.items() if parameter.get("deprecated")] == ["old"]
    assert parameters["words"]["explode"] is True
    assert [example["value"] for example in parameters["thing"]["examples"].values()] == ["id:forum/efus", "id:forum/defus"]
    assert parameters["words"]["examples"]["example1"]["value"] == ["x", "y"]
    assert {"page-size", "page-number", "data-version"} <= parameters.keys()
    for name, parameter in parameters.items():
        Draft202012Validator.check_schema(parameter["schema"])
        for example in parameter.get("examples", {}).values():
            Draft202012Validator(parameter["schema"]).validate(example["value"])
        if "default" in parameter["schema"]:
            Draft202012Validator(parameter["schema"]).validate(parameter["schema"]["default"])
        assert parameter["description"], name


def test_a_call_made_of_the_document_is_answered(own: httpx.Client) -> None:
    told = operation(own.get("/openapi.json").json(), "every")
    asked = {p["name"]: next(iter(p["examples"].values()))["value"] for p in told["parameters"] if "examples" in p}
    answer = own.get("/queries/every/result", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] in told["responses"]["200"]["content"]
    assert {name.lower() for name in told["responses"]["200"]["headers"]} <= set(answer.headers)
    missing = own.get("/queries/every/result")
    assert (missing.status_code, missing.json()["parameter"]) == (422, "thing")
    assert "422" in told["responses"]


def test_the_operations_follow_the_catalogue(own: httpx.Client, catalogue_of: Catalogue, folder: Path) -> None:
    assert "/queries/other/result" not in own.get("/openapi.json").json()["paths"]
    (folder / "other.rq").write_text("#+ summary: Another\nSELECT * {}", "utf-8")
    (folder / "every.rq").write_text(EVERY.replace("Every type", "Renamed").replace("old: {", "older: {").replace("?old)", "?older)"), "utf-8")
    catalogue_of.replace(Catalogue(folder))
    document = own.get("/openapi.json").json()
    assert operation(document, "other")["summary"] == "Another"
    assert operation(document, "every")["summary"] == "Renamed"
    assert "older" in {parameter["name"] for parameter in operation(document, "every")["parameters"]}
    (folder / "every.rq").unlink()
    catalogue_of.replace(Catalogue(folder))
    assert "/queries/every/result" not in own.get("/openapi.json").json()["paths"]


def test_the_general_operations_tell_their_parameters_too(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    told = {path: {parameter["name"] for parameter in paths[path]["get"].get("parameters", ())} for path in paths if "get" in paths[path]}
    assert told["/queries"] == {"q", "tag", "page-size", "page-number"}
    assert told["/queries/{name}/result"] == {"name", "page-size", "page-number", "data-version"}
    assert told["/queries/{name}/result.{suffix}"] == {"name", "suffix", "page-size", "page-number", "data-version"}


def test_the_shipped_queries_are_all_there(client: httpx.Client, catalogue: Catalogue) -> None:
    document = client.get("/openapi.json").json()
    for query in catalogue:
        told = operation(document, query.name)
        assert {offer.media_type for offer in formats_of(query) if offer.name != "html"} == set(told["responses"]["200"]["content"])
        names = [parameter["name"] for parameter in told["parameters"]]
        assert names[: len(query.header.params)] == list(query.header.params)
        assert len(names) == len(set(names))
    identifiers = [each["operationId"] for path in document["paths"].values() for each in path.values()]
    assert len(identifiers) == len(set(identifiers))
