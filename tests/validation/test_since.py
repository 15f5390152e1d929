"""``--changed-since``: by the shapes only what a change can affect, from real revisions of a real repository."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.here import run
from tests.running import ROOT
from tests.running import run as in_a_process

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:> .
:Person a sh:NodeShape ; sh:targetClass :Person ; sh:property :name .
:name sh:path :name ; sh:minCount 1 .
"""


def git(folder: Path, *arguments: str) -> None:
    """Run git as somebody."""
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


def committed(folder: Path) -> Path:
    """The folder as a repository with one commit."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "first")
    return folder


def findings(*arguments: str | Path) -> tuple[list[str], list[str]]:
    """The focus nodes of what the shapes find, and the notes."""
    result = run("validate", *arguments, "--format", "json", "--no-coverage")
    document = json.loads(result.stdout)
    assert result.returncode == (0 if document["conforms"] else 1), result.stderr
    return sorted(f["focus"] for f in document["findings"] if f["kind"] == "shape"), document["notes"]


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Two people without a name, in two files."""
    (tmp_path / "shapes.ttl").write_text(SHAPES, "utf-8")
    (tmp_path / "old.ttl").write_text("<urn:old> a <urn:Person> .", "utf-8")
    (tmp_path / "new.ttl").write_text("<urn:new> a <urn:Person> ; <urn:name> 'New' .", "utf-8")
    return committed(tmp_path)


def test_only_what_changed_is_checked(people: Path) -> None:
    data, since = [people / "old.ttl", people / "new.ttl"], ("--shapes", people / "shapes.ttl", "--changed-since", "HEAD")
    assert findings(*data, *since)[0] == []
    (people / "new.ttl").write_text("<urn:new> a <urn:Person> .", "utf-8")
    assert findings(*data, *since)[0] == ["urn:new"]
    assert findings(*data, "--shapes", people / "shapes.ttl")[0] == ["urn:new", "urn:old"]


def test_a_file_that_is_new_is_checked(people: Path) -> None:
    (people / "third.ttl").write_text("<urn:third> a <urn:Person> .", "utf-8")
    found, notes = findings(people / "old.ttl", people / "third.ttl", "--shapes", people / "shapes.ttl", "--changed-since", "HEAD")
    assert found == ["urn:third"]
    assert "1 resources" in notes[0]


def test_shapes_that_changed_check_everything(people: Path) -> None:
    (people / "shapes.ttl").write_text(f"{SHAPES}# a remark\n", "utf-8")
    found, notes = findings(people / "old.ttl", "--shapes", people / "shapes.ttl", "--changed-since", "HEAD")
    assert found == ["urn:old"]
    assert "shapes have changed" in notes[0]


def test_shapes_that_read_by_queries_check_everything(people: Path) -> None:
    query = ":Person sh:sparql [ sh:select 'SELECT $this WHERE { FILTER NOT EXISTS { $this <urn:name> ?name } }' ] ."
    (people / "shapes.ttl").write_text(SHAPES + query, "utf-8")
    git(people, "commit", "--quiet", "--all", "--message", "second")
    found, notes = findings(people / "old.ttl", "--shapes", people / "shapes.ttl", "--changed-since", "HEAD")
    assert set(found) == {"urn:old"}
    assert any("queries" in note for note in notes)


def test_the_project_with_its_rules(tmp_path: Path) -> None:
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, tmp_path / name)
    committed(tmp_path)
    file = tmp_path / "data" / "memberships" / "defus.ttl"
    text = file.read_text("utf-8")
    old = 'urb:member city:essen ;\n  urb:since "2015"^^xsd:gYear'
    assert old in text
    file.write_text(text.replace(old, f'{old} ;\n  urb:until "2014"^^xsd:gYear'), "utf-8")
    result = run("--home", tmp_path, "validate", "--changed-since", "HEAD", "--format", "json", "--no-coverage")
    document = json.loads(result.stdout)
    assert result.returncode == 1
    assert {f["focus"].rpartition("/")[2] for f in document["findings"] if f["kind"] == "shape"} >= {"defus-essen"}
    full = json.loads(run("--home", tmp_path, "validate", "--format", "json", "--no-coverage").stdout)
    marks = {f["fingerprint"] for f in full["findings"] if f["severity"] == "violation"}
    assert {f["fingerprint"] for f in document["findings"] if f["severity"] == "violation"} == marks


@pytest.mark.parametrize("revision", ["no-such-revision", "--upload-pack=x"])
def test_a_revision_that_does_not_exist(people: Path, revision: str) -> None:
    result = in_a_process("validate", people / "old.ttl", "--shapes", people / "shapes.ttl", f"--changed-since={revision}")
    assert result.returncode == 2
    assert f"no revision {revision}".encode() in result.stderr
    assert b"Traceback" not in result.stderr


def test_no_repository(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text("<urn:x> a <urn:Person> .", "utf-8")
    (tmp_path / "shapes.ttl").write_text(SHAPES, "utf-8")
    result = run("validate", tmp_path / "data.ttl", "--shapes", tmp_path / "shapes.ttl", "--changed-since", "HEAD")
    assert result.returncode == 2
    assert b"no git repository" in result.stderr
