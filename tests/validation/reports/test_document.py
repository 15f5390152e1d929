"""The report as JSON: the schema describes it, and everything known about a finding is in it."""

import json
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.validation.reports.making import Made, finding, outcome, place
from urbansec.validation.baseline import Baseline, entries_of
from urbansec.validation.finding import Finding
from urbansec.validation.fingerprint import fingerprints
from urbansec.validation.reports import Options, write
from urbansec.validation.reports.document import schema

SCHEMA = json.loads(schema())


def checked(made: Made, options: Options | None = None) -> dict[str, Any]:
    """The document, which fits the schema."""
    document: dict[str, Any] = json.loads(write(made, "json", options))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return document


def test_the_schema_is_one_and_describes_every_member() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if "properties" in node:
                assert node["additionalProperties"] is False
                assert sorted(node["required"]) == sorted(node["properties"])
            for value in node.values():
                walk(value)

    walk(SCHEMA)
    assert set(SCHEMA["$defs"]["finding"]["properties"]) >= {field.name for field in fields(Finding)}
    undescribed = [name for name, node in SCHEMA["$defs"]["finding"]["properties"].items() if "description" not in node]
    assert undescribed == []


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.pop("notes"),
        lambda d: d.update(version=2),
        lambda d: d["findings"][0].update(severity="error"),
        lambda d: d["findings"][0].update(surprise=1),
        lambda d: d["findings"][0]["place"].update(line="1"),
        lambda d: d["findings"][0].update(fingerprint="x"),
    ],
)
def test_the_schema_refuses_what_is_not_a_report(folder: Path, change: Any) -> None:
    document = checked(outcome(folder))
    change(document)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(document)


def test_everything_about_each_finding_is_told(folder: Path) -> None:
    made = outcome(folder)
    document = checked(made)
    assert (document["conforms"], document["exit_code"], document["notes"]) == (False, 1, list(made.notes))
    assert len(document["findings"]) == len(made.findings)
    for told, known in zip(document["findings"], made.findings, strict=True):
        expected = json.loads(json.dumps(asdict(known)))
        expected["messages"] = dict(known.messages)
        where = [expected["place"], *(related["place"] for related in expected["related"])]
        for some in filter(None, where):
            some["file"] = Path(some["file"]).name  # the folder is the current one
        assert {name: told[name] for name in expected} == expected
        assert told["file"] == (expected["place"] or {"file": ""})["file"]
        assert told["baseline"] is None


def test_states_and_fingerprints_are_those_of_the_baseline(folder: Path) -> None:
    findings = [finding(place=place(folder / "cities.ttl", "148.37154"))] * 3
    marks = fingerprints(findings, root=folder)
    split = Baseline(entries_of(findings[:2], root=folder), root=folder).split(findings)
    made = Made(findings=split.new, suppressed=split.known, stale=split.stale)
    document = checked(made, Options(compared=True))
    assert {told["fingerprint"]: told["baseline"] for told in document["findings"]} == dict(zip(marks, ("known", "known", "new"), strict=True))
    assert document["counts"] == {"violation": 1, "warning": 0, "info": 0, "known": 2, "stale": 0, "omitted": 0}


def test_what_was_left_out_and_what_is_stale_is_counted(folder: Path) -> None:
    stale = tuple(entries_of(outcome(folder).findings, root=folder))
    document = checked(replace(Made(), omitted=4, stale=stale), Options(compared=True))
    assert (document["counts"]["omitted"], document["counts"]["stale"]) == (4, 5)
    assert [entry["fingerprint"] for entry in document["stale"]] == [entry.fingerprint for entry in stale]


def test_files_are_named_from_the_root(folder: Path) -> None:
    (told,) = checked(Made(findings=(finding(place=place(folder / "cities.ttl", "148.37154")),)), Options(root=folder.parent))["findings"]
    assert told["file"] == told["place"]["file"] == "sample/cities.ttl"


def test_the_message_is_in_the_language_asked_for(folder: Path) -> None:
    messages = [told["message"] for told in checked(outcome(folder), Options(lang="de"))["findings"]]
    assert "Ein Breitengrad liegt zwischen -90 und 90 Grad." in messages
    assert "These quotes do not enclose a text." in messages


def test_any_text_survives(folder: Path) -> None:
    hostile = '"\\\x00\x1b\u2028\u202e\udc80</script>'
    (told,) = checked(Made(findings=(finding(message=hostile, messages=(), place=None),)))["findings"]
    assert told["message"] == hostile
    assert folder


def test_the_same_outcome_gives_the_same_bytes(folder: Path) -> None:
    for name in ("text", "json", "sarif", "junit", "github", "html"):
        assert write(outcome(folder), name) == write(outcome(folder), name)
