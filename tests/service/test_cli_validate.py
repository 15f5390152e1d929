"""``urbansec validate``: 0 conforms, 1 does not, 2 could not run; a finding names the shape, the resource and the file."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.here import run
from tests.running import ROOT
from tests.running import run as in_a_process

BREAKS = {
    # File, what is replaced by what, the resource, and a word of the shape or check.
    "a membership without evidence": (
        "memberships/defus.ttl",
        "  urb:evidence evidence:membership-defus-bochum-seed3 ;\n",
        "",
        "id:membership/defus-bochum",
        "vidence",
    ),
    "a population that is no number": ("cities/de.ttl", "urb:population 301105", 'urb:population "many"', "id:city/augsburg", "opulation"),
    "a latitude off the globe": ("cities/de.ttl", "wgs:lat 48.37154", "wgs:lat 148.37154", "id:city/augsburg", "lat"),
    "an end before the start": (
        "memberships/defus.ttl",
        'urb:member city:essen ;\n  urb:since "2015"^^xsd:gYear',
        'urb:member city:essen ;\n  urb:since "2015"^^xsd:gYear ;\n  urb:until "2014"^^xsd:gYear',
        "id:membership/defus-essen",
        "",
    ),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The data in a folder of their own."""
    return shutil.copytree(ROOT / "data", tmp_path / "data")


def edit(file: Path, old: str, new: str) -> None:
    """Replace the first ``old``, which must be there."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_shipped_data_conform() -> None:
    result = in_a_process("validate")
    assert result.returncode == 0, result.stdout
    assert result.stdout.splitlines()[-1].startswith(b"Conforms: ")
    assert b"violation" not in result.stdout
    assert b"\x1b[" not in result.stdout


def test_a_copy_conforms_too(copy: Path) -> None:
    result = run("validate", copy, "--format", "json")
    assert result.returncode == 0
    document = json.loads(result.stdout)
    assert document["conforms"] is True
    assert "violation" not in {finding["severity"] for finding in document["findings"]}
    # Nothing conforms for want of being looked at.
    assert document["checked"]["quads"] > 5_000
    assert document["checked"]["shapes"] > 20
    assert document["checked"]["files"] > 20


@pytest.mark.parametrize(("file", "old", "new", "resource", "word"), list(BREAKS.values()), ids=list(BREAKS))
def test_a_broken_copy(copy: Path, file: str, old: str, new: str, resource: str, word: str) -> None:
    edit(copy / file, old, new)
    result = run("validate", copy)
    text = result.stdout.decode()
    assert result.returncode == 1, text
    assert "Does not conform: " in text.splitlines()[-1]
    assert f"{copy / file}" in text
    assert resource in text
    assert "urbsh:" in text
    assert word in text


def test_the_report_as_json_names_shape_resource_and_file(copy: Path) -> None:
    file, old, new, _, _ = BREAKS["a latitude off the globe"]
    edit(copy / file, old, new)
    result = in_a_process("validate", copy, "--format", "json")
    assert result.returncode == 1
    findings = json.loads(result.stdout)["findings"]
    (finding,) = [f for f in findings if f["path"] == "http://www.w3.org/2003/01/geo/wgs84_pos#lat"]
    assert finding["severity"] == "violation"
    assert finding["focus"] == "https://w3id.org/urbansec/id/city/augsburg"
    assert finding["source"].startswith("https://w3id.org/urbansec/shapes#")
    assert "148.37154" in finding["value"]
    line = next(i for i, text in enumerate((copy / file).read_text("utf-8").splitlines(), 1) if "148.37154" in text)
    assert finding["place"]["file"].endswith("cities/de.ttl")
    assert (finding["place"]["line"], finding["place"]["column"]) == (line, len("  wgs:lat ") + 1)
    assert finding["message"]


def test_every_finding_is_told(copy: Path) -> None:
    for name in ("a population that is no number", "an end before the start"):
        edit(copy / BREAKS[name][0], BREAKS[name][1], BREAKS[name][2])
    text = run("validate", copy).stdout.decode()
    assert BREAKS["a population that is no number"][3] in text
    assert BREAKS["an end before the start"][3] in text


def failed(*arguments: str | Path, way: Callable[..., CompletedProcess[bytes]] = run) -> str:
    """What a validation that could not run says."""
    result = way("validate", *arguments)
    error = result.stderr.decode()
    assert result.returncode == 2, result.stdout.decode() + error
    assert result.stdout == b""
    assert "Traceback" not in error
    return error


def test_a_file_that_does_not_exist(tmp_path: Path) -> None:
    assert str(tmp_path / "nowhere.ttl") in failed(tmp_path / "nowhere.ttl", way=in_a_process)


def test_every_path_that_does_not_exist_is_told(tmp_path: Path) -> None:
    error = failed(tmp_path / "one.ttl", tmp_path / "two")
    assert str(tmp_path / "one.ttl") in error
    assert str(tmp_path / "two") in error


def unread(*arguments: str | Path) -> str:
    """The report where a file does not parse: the exit code tells it from data that do not conform, the findings are there all the same."""
    result = run("validate", *arguments)
    assert result.returncode == 2, result.stdout.decode() + result.stderr.decode()
    assert b"Traceback" not in result.stderr
    return result.stdout.decode()


def test_a_file_that_does_not_parse_is_told_with_line_and_column(copy: Path) -> None:
    edit(copy / "cities/de.ttl", "urb:population 301105 ;", "urb:population 301105 ; ; urb:x urb:y urb:z ;")
    line = next(i for i, text in enumerate((copy / "cities/de.ttl").read_text("utf-8").splitlines(), 1) if "urb:x urb:y" in text)
    report = unread(copy)
    assert f"{copy / 'cities/de.ttl'}:{line}:" in report
    (syntax,) = [entry for entry in report.splitlines() if "is missing before" in entry]
    column = int(syntax.partition(f"de.ttl:{line}:")[2].partition(":")[0])
    written = (copy / "cities/de.ttl").read_text("utf-8").splitlines()[line - 1]
    assert written[: column - 1].endswith("urb:y")


def test_several_broken_files_are_all_told(copy: Path) -> None:
    (copy / "a.ttl").write_text("@prefix : <urn:> .\n:a :b .\n", "utf-8")
    (copy / "b.nt").write_text("nonsense\n", "utf-8")
    (copy / "c.jsonld").write_text("{", "utf-8")
    report = unread(copy)
    assert f"{copy / 'a.ttl'}:2:" in report
    assert f"{copy / 'b.nt'}:1:" in report
    assert f"{copy / 'c.jsonld'}" in report


def test_a_broken_file_hides_nothing_in_the_others_and_blames_them_for_nothing(copy: Path) -> None:
    file, old, new, resource, _ = BREAKS["a latitude off the globe"]
    edit(copy / file, old, new)
    (copy / "events/defus.ttl").write_text((copy / "events/defus.ttl").read_text("utf-8").replace(" ;\n", "\n", 1), "utf-8")
    result = run("validate", copy, "--format", "json")
    assert result.returncode == 2
    findings = json.loads(result.stdout)["findings"]
    worst = [f for f in findings if f["severity"] == "violation"]
    assert {f["kind"] for f in worst if f["place"]["file"].endswith("events/defus.ttl")} == {"syntax"}
    assert [f["focus"].rpartition("/")[2] for f in worst if f["kind"] == "shape"] == [resource.rpartition("/")[2]]


def test_shapes_that_do_not_parse(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text("nonsense", "utf-8")
    assert "shapes.ttl:1:" in failed("--shapes", tmp_path / "shapes.ttl")


def test_other_shapes_and_other_data(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:shape> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ; sh:property <urn:property> ."
        " <urn:property> sh:path <urn:q> ; sh:minCount 1 .",
        "utf-8",
    )
    (tmp_path / "good.ttl").write_text("<urn:s> <urn:p> 1 ; <urn:q> 2 .", "utf-8")
    (tmp_path / "bad.ttl").write_text("<urn:s> <urn:p> 1 .", "utf-8")
    assert run("validate", tmp_path / "good.ttl", "--shapes", tmp_path / "shapes.ttl").returncode == 0
    result = run("validate", "--data", tmp_path / "bad.ttl", "--shapes", tmp_path / "shapes.ttl")
    assert result.returncode == 1
    assert b"urn:property" in result.stdout
    assert b"urn:s" in result.stdout
    assert str(tmp_path / "bad.ttl").encode() in result.stdout


RDF_XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:"><u:C rdf:about="urn:x"><u:n>1</u:n></u:C></rdf:RDF>'
JSON_LD = '{"@id": "urn:x", "@type": "urn:C", "urn:n": "1"}'


@pytest.mark.parametrize(("name", "content"), [("data.rdf", RDF_XML), ("data.jsonld", JSON_LD)])
def test_a_format_without_lines_is_told_by_its_file(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    constraints = "sh:property [ sh:path :m ; sh:minCount 1 ] , [ sh:path :n ; sh:maxLength 0 ]"
    (tmp_path / "shapes.ttl").write_text(f"@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:> . :s sh:targetClass :C ; {constraints} .", "utf-8")
    result = run("validate", tmp_path / name, "--shapes", tmp_path / "shapes.ttl", "--format", "json", "--no-coverage")
    findings = json.loads(result.stdout)["findings"]
    assert [(Path(f["place"]["file"]).name, f["anchor"]) for f in findings] == [(name, "file")] * 2


def test_the_report_goes_into_a_file(copy: Path, tmp_path: Path) -> None:
    result = run("validate", copy, "--output", tmp_path / "report.txt")
    assert (result.returncode, result.stdout) == (0, b"")
    assert (tmp_path / "report.txt").read_text("utf-8").splitlines()[-1].startswith("Conforms: ")


# What cannot be checked: a message, exit code 2, no traceback.


def test_an_empty_file_is_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "empty.ttl").write_text("", "utf-8")
    error = failed(tmp_path / "empty.ttl")
    assert "empty.ttl" in error
    assert "nothing to check" in error


def test_a_folder_without_data(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no RDF", "utf-8")
    assert "holds no RDF file" in failed(tmp_path)


def test_a_file_of_an_unknown_kind(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a,b", "utf-8")
    assert ".csv" in failed(tmp_path / "table.csv")


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "folder.ttl").mkdir()
    (tmp_path / "folder.ttl" / "inside.ttl").symlink_to(tmp_path / "gone.ttl")
    result = run("validate", tmp_path / "folder.ttl" / "inside.ttl")
    assert result.returncode == 2
    assert b"Traceback" not in result.stderr
    assert b"inside.ttl" in result.stdout + result.stderr


@pytest.mark.parametrize("content", [bytes(range(256)) * 64, b"\x1f\x8b\x08\x00" + b"\0" * 200, b"\x89PNG\r\n\x1a\n" + b"\xff" * 99])
def test_a_binary_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data.ttl").write_bytes(content)
    result = run("validate", tmp_path / "data.ttl")
    assert result.returncode == 2
    assert b"Traceback" not in result.stderr
    assert b"data.ttl" in result.stdout + result.stderr


SHAPES = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix : <urn:> .\n"


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        (":s a sh:NodeShape ; sh:targetClass :C ;\n  sh:property [ sh:minCount 1 ] .", ["sh:path"]),
        (":s a sh:NodeShape ; sh:targetClass :C ;\n  sh:property :p .\n:p sh:path :q ; sh:minCount 'many' .", ["shapes.ttl:5:", "minCount"]),
        (":s a sh:NodeShape ; sh:targetClass :C ; sh:node :t .\n:t a sh:NodeShape ; sh:node :s .", ["urn:s", "urn:t"]),
    ],
    ids=["no path", "a count that is no number", "recursion"],
)
def test_shapes_with_mistakes(tmp_path: Path, shapes: str, words: list[str]) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES + shapes, "utf-8")
    (tmp_path / "data.ttl").write_text("<urn:x> a <urn:C> .", "utf-8")
    error = failed(tmp_path / "data.ttl", "--shapes", tmp_path / "shapes.ttl")
    for word in ["shapes.ttl", *words]:
        assert word in error


def test_options_that_do_not_fit_together(tmp_path: Path) -> None:
    assert "--baseline" in failed("--update-baseline")
    assert "--shapes" in failed("--ontology", tmp_path)


# The whole path through the command


def test_a_baseline_holds_what_is_known(copy: Path, tmp_path: Path) -> None:
    file, old, new, resource, _ = BREAKS["a population that is no number"]
    edit(copy / file, old, new)
    known = tmp_path / "known.json"
    assert run("validate", copy, "--baseline", known, "--update-baseline").returncode == 0
    assert run("validate", copy, "--baseline", known).returncode == 0
    edit(copy / "cities/de.ttl", "wgs:lat 48.37154", "wgs:lat 148.37154")
    second = run("validate", copy, "--baseline", known)
    assert second.returncode == 1
    assert b"148.37154" in second.stdout
    assert b"many" not in second.stdout
    edit(copy / file, new, old)
    assert resource.encode() in run("validate", copy, "--baseline", known).stdout, "what is gone is named"
    error = failed(copy, "--baseline", tmp_path / "nowhere.json")
    assert "nowhere.json" in error


def test_warnings_count_where_they_shall(copy: Path) -> None:
    assert run("validate", copy).returncode == 0
    assert run("validate", copy, "--fail-on", "warning").returncode == 1


def test_a_limit_says_what_it_leaves_out(copy: Path) -> None:
    for name in ("a population that is no number", "a latitude off the globe"):
        edit(copy / BREAKS[name][0], BREAKS[name][1], BREAKS[name][2])
    document = json.loads(run("validate", copy, "--format", "json", "--max-findings", "1").stdout)
    assert len(document["findings"]) == 1
    assert document["counts"]["omitted"] >= 2


def test_in_actions_the_report_comes_with_annotations(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(copy / "cities/de.ttl", "wgs:lat 48.37154", "wgs:lat 148.37154")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    result = run("validate", copy)
    (annotation,) = [line for line in result.stdout.decode().splitlines() if line.startswith("::error ")]
    assert f"file={copy / 'cities/de.ttl'}" in annotation
    assert "line=" in annotation
    assert "col=11" in annotation
    assert "148.37154" in (tmp_path / "summary.md").read_text("utf-8")


def test_what_follows_from_a_rule_is_traced_to_what_people_wrote(copy: Path) -> None:
    edit(copy / BREAKS["an end before the start"][0], BREAKS["an end before the start"][1], BREAKS["an end before the start"][2])
    findings = json.loads(run("validate", copy, "--format", "json").stdout)["findings"]
    (finding,) = [f for f in findings if f["source"].endswith("DateOrder-since") and f["focus"].endswith("/defus-essen")]
    text = (copy / "memberships/defus.ttl").read_text("utf-8").splitlines()
    assert "urb:" in text[finding["place"]["line"] - 1]
    assert text[finding["place"]["line"] - 1][finding["place"]["column"] - 1 :].startswith('"20')
    assert finding["derivation"]["rule"].endswith("20-date-bounds.rq")
