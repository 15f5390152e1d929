"""``urbansec validate``: 0 conforms, 1 does not, 2 could not run; a finding names the shape, the resource and the file."""

import json
import shutil
from pathlib import Path

import pytest

from tests.running import ROOT, run

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
    result = run("validate")
    assert result.returncode == 0, result.stdout
    assert result.stdout.splitlines()[-1].startswith(b"Conforms: ")
    assert b"violation" not in result.stdout
    assert b"\x1b[" not in result.stdout


def test_a_copy_conforms_too(copy: Path) -> None:
    result = run("validate", copy, "--format", "json")
    assert result.returncode == 0
    document = json.loads(result.stdout)
    assert document["conforms"] is True
    assert {finding["severity"] for finding in document["findings"]} <= {"warning"}
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
    result = run("validate", copy, "--format", "json")
    assert result.returncode == 1
    findings = json.loads(result.stdout)["findings"]
    (finding,) = [f for f in findings if f["path"] == "http://www.w3.org/2003/01/geo/wgs84_pos#lat"]
    assert finding["severity"] == "violation"
    assert finding["focus"] == "https://w3id.org/urbansec/id/city/augsburg"
    assert finding["source"].startswith("https://w3id.org/urbansec/shapes#")
    assert "148.37154" in finding["value"]
    assert finding["file"].endswith("cities/de.ttl")
    assert finding["message"]


def test_every_finding_is_told(copy: Path) -> None:
    for name in ("a population that is no number", "an end before the start"):
        edit(copy / BREAKS[name][0], BREAKS[name][1], BREAKS[name][2])
    text = run("validate", copy).stdout.decode()
    assert BREAKS["a population that is no number"][3] in text
    assert BREAKS["an end before the start"][3] in text


def failed(*arguments: str | Path) -> str:
    """What a validation that could not run says."""
    result = run("validate", *arguments)
    error = result.stderr.decode()
    assert result.returncode == 2, result.stdout.decode() + error
    assert result.stdout == b""
    assert "Traceback" not in error
    return error


def test_a_file_that_does_not_exist(tmp_path: Path) -> None:
    assert str(tmp_path / "nowhere.ttl") in failed(tmp_path / "nowhere.ttl")


def test_every_path_that_does_not_exist_is_told(tmp_path: Path) -> None:
    error = failed(tmp_path / "one.ttl", tmp_path / "two")
    assert str(tmp_path / "one.ttl") in error
    assert str(tmp_path / "two") in error


def test_a_file_that_does_not_parse_is_told_with_line_and_column(copy: Path) -> None:
    edit(copy / "cities/de.ttl", "urb:population 301105 ;", "urb:population 301105 ; ; urb:x urb:y urb:z ;")
    line = next(i for i, text in enumerate((copy / "cities/de.ttl").read_text("utf-8").splitlines(), 1) if "urb:x urb:y" in text)
    error = failed(copy)
    assert f"{copy / 'cities/de.ttl'}:{line}:" in error
    column = int(error.partition(f"de.ttl:{line}:")[2].partition(":")[0])
    written = (copy / "cities/de.ttl").read_text("utf-8").splitlines()[line - 1]
    assert written[column - 1 :].startswith("urb:z")


def test_several_broken_files_are_all_told(copy: Path) -> None:
    (copy / "a.ttl").write_text("@prefix : <urn:> .\n:a :b .\n", "utf-8")
    (copy / "b.nt").write_text("nonsense\n", "utf-8")
    (copy / "c.jsonld").write_text("{", "utf-8")
    error = failed(copy)
    assert f"{copy / 'a.ttl'}:2:" in error
    assert f"{copy / 'b.nt'}:1:" in error
    assert f"{copy / 'c.jsonld'}" in error


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


def test_the_report_goes_into_a_file(copy: Path, tmp_path: Path) -> None:
    result = run("validate", copy, "--output", tmp_path / "report.txt")
    assert (result.returncode, result.stdout) == (0, b"")
    assert (tmp_path / "report.txt").read_text("utf-8").splitlines()[-1].startswith("Conforms: ")
