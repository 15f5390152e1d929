"""SARIF: valid against the schema of OASIS, read by sarif-tools, and true."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.validation.reports.making import Made, finding, outcome, place
from urbansec.validation.baseline import entries_of
from urbansec.validation.fingerprint import fingerprint
from urbansec.validation.reports import Options, write
from urbansec.validation.reports.provenance import repository_uri

SCHEMA = json.loads((Path(__file__).parent / "sarif" / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def run_of(made: Made, options: Options | None = None) -> dict[str, Any]:
    """The only run of the document, which fits the schema."""
    document = json.loads(write(made, "sarif", options))
    jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(document)
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


def test_the_schema_can_refuse() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SCHEMA).validate({"version": "2.1.0", "runs": [{"results": []}]})


def test_results_stand_where_the_findings_are(folder: Path) -> None:
    made = outcome(folder)
    run = run_of(made, Options(root=folder))
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == len(made.findings)
    for result, known in zip(run["results"], made.findings, strict=True):
        assert result["level"] == LEVELS[known.severity]
        assert result["message"]["text"].startswith(known.message)
        assert result["partialFingerprints"] == {"urbansecFinding/v1": fingerprint(known, root=folder)}
        assert "baselineState" not in result
        (location,) = result["locations"]
        if known.place:
            physical = location["physicalLocation"]
            assert physical["artifactLocation"] == {"uri": Path(known.file).name, "uriBaseId": "%SRCROOT%"}
            region = {name: physical["region"][name] for name in ("startLine", "startColumn", "endLine", "endColumn")}
            assert tuple(region.values()) == (known.place.line, known.place.column, known.place.end_line, known.place.end_column)


def test_the_snippet_is_the_text_of_the_region(folder: Path) -> None:
    run = run_of(outcome(folder), Options(root=folder))
    snippets = [result["locations"][0].get("physicalLocation", {}).get("region", {}).get("snippet", {}).get("text") for result in run["results"]]
    assert snippets[:2] == ["“quoted”", "148.37154"]
    assert snippets[3:] == ["urb:until 2014", None]


def test_every_rule_is_described_and_every_result_names_its_rule(folder: Path) -> None:
    made = outcome(folder)
    run = run_of(made)
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["markdown"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    described = {rule["id"]: rule for rule in rules}
    assert "urbsh:Forum" in described  # it found nothing
    assert described["urbsh:City-lat"]["help"]["text"] == "A latitude is given in degrees.\n\nNorth is positive."
    assert described["urbsh:City-lat"]["helpUri"] == "https://w3id.org/urbansec/shapes#City-lat"
    assert described["check/ends-before-it-begins"]["defaultConfiguration"]["level"] == "warning"


def test_shapes_without_a_name_go_by_their_component(folder: Path) -> None:
    run = run_of(Made(findings=(finding(source="_:b12", place=None),)))
    assert run["results"][0]["ruleId"] == "wgs:lat sh:MaxInclusiveConstraintComponent"
    assert folder


def test_the_baseline_is_told(folder: Path) -> None:
    new, known, gone = (finding(place=place(folder / "cities.ttl", "148.37154"), value=value) for value in ("1", "2", "3"))
    made = Made(findings=(new,), suppressed=(known,), stale=tuple(entries_of([gone], root=folder)))
    results = run_of(made, Options(compared=True, root=folder))["results"]
    assert {result["partialFingerprints"]["urbansecFinding/v1"]: result["baselineState"] for result in results} == {
        fingerprint(new): "new",
        fingerprint(known): "unchanged",
        fingerprint(gone): "absent",
    }
    by_state = {result["baselineState"]: result for result in results}
    assert by_state["unchanged"]["suppressions"][0]["kind"] == "external"
    assert (by_state["absent"]["level"], by_state["absent"]["kind"]) == ("none", "pass")
    assert by_state["absent"]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "cities.ttl"


@pytest.mark.parametrize(("code", "successful"), [(0, True), (1, True), (2, False)])
def test_the_run_says_how_it_ended(folder: Path, code: int, successful: bool) -> None:
    (invocation,) = run_of(replace(outcome(folder), omitted=3), Options(exit_code=code))["invocations"]
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (code, successful)
    texts = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert texts == ["The file notes.csv is no RDF and was left out.", "3 more left out by --max-findings."]


def test_files_of_any_name_anywhere_have_an_address(folder: Path, tmp_path: Path) -> None:
    odd = folder / "a b%é#?.ttl"
    odd.write_text("urb:a", "utf-8")
    elsewhere = tmp_path / "elsewhere.ttl"
    elsewhere.write_text("urb:a", "utf-8")
    where = [place(odd, "urb:a"), place(elsewhere, "urb:a"), replace(place(odd, "urb:a"), file="https://w3id.org/urbansec/graph/rules/10")]
    results = run_of(Made(findings=tuple(finding(place=p) for p in where)), Options(root=folder))["results"]
    found = {json.dumps(result["locations"][0]["physicalLocation"]["artifactLocation"]) for result in results}
    assert found == {
        '{"uri": "a%20b%25%C3%A9%23%3F.ttl", "uriBaseId": "%SRCROOT%"}',
        json.dumps({"uri": elsewhere.as_uri()}),
        '{"uri": "https://w3id.org/urbansec/graph/rules/10"}',
    }


def test_data_make_no_links_in_messages(folder: Path) -> None:
    message = "see [here](https://example.org) and {0}"
    (result,) = run_of(Made(findings=(finding(message=message, messages=(), found="", expected="", example="", hint="", place=None),)))["results"]
    assert result["message"]["text"] == "see [here\\](https://example.org) and {{0}}"
    assert folder


def test_related_places_are_numbered(folder: Path) -> None:
    (related,) = [result["relatedLocations"] for result in run_of(outcome(folder))["results"] if "relatedLocations" in result]
    assert [(some["id"], some["message"]["text"], some["physicalLocation"]["region"]["startLine"]) for some in related] == [(1, "it begins here", 17)]


@pytest.mark.parametrize(
    ("remote", "uri"),
    [
        ("https://user:secret@example.org/a/b.git", "https://example.org/a/b.git"),
        ("https://example.org:8443/a?token=x#y", "https://example.org:8443/a"),
        ("git@example.org:a/b.git", "ssh://example.org/a/b.git"),
        ("/home/me/repository", ""),
        ("file:///home/me/repository", ""),
        ("../there", ""),
        ("", ""),
    ],
)
def test_the_address_of_a_repository_holds_no_secret(remote: str, uri: str) -> None:
    assert repository_uri(remote) == uri


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_the_commit_is_told_where_there_is_git(folder: Path) -> None:
    assert "versionControlProvenance" not in run_of(outcome(folder), Options(root=folder))
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "data")
    assert "versionControlProvenance" not in run_of(outcome(folder), Options(root=folder))
    git(folder, "remote", "add", "origin", "https://token@example.org/data.git")
    (told,) = run_of(outcome(folder), Options(root=folder))["versionControlProvenance"]
    assert told == {
        "repositoryUri": "https://example.org/data.git",
        "revisionId": git(folder, "rev-parse", "HEAD"),
        "branch": "main",
        "mappedTo": {"uriBaseId": "%SRCROOT%"},
    }


@pytest.fixture
def log(folder: Path) -> Path:
    """The report as a file."""
    file = folder / "report.sarif"
    file.write_bytes(write(outcome(folder), "sarif", Options(root=folder)))
    return file


def sarif_tools(*words: str | Path) -> str:
    command = [sys.executable, "-m", "sarif", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_sarif_tools_opens_it(log: Path) -> None:
    summary = sarif_tools("summary", log)
    for line in ("error: 3", "warning: 1", "note: 1", " - urbsh:City-lat A latitude lies between -90 and 90 degrees.: 1"):
        assert line in summary
    assert log.name in sarif_tools("ls", log)


def test_sarif_tools_makes_a_page_and_a_table_of_it(log: Path) -> None:
    page, table = log.with_suffix(".html"), log.with_suffix(".csv")
    sarif_tools("html", log, "--output", page)
    assert "A latitude lies between" in page.read_text("utf-8")
    sarif_tools("csv", log, "--output", table)
    assert "cities.ttl,6" in table.read_text("utf-8-sig")
