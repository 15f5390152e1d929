"""``urbansec diff`` as its users run it, on a real repository that the test makes: a project with data, ontology and queries."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.here import run
from tests.running import ROOT
from tests.running import run as in_a_process
from urbansec.diff import reports

SCHEMA = json.loads((Path(reports.__file__).parent / "schema" / "diff-1.schema.json").read_text("utf-8"))
QUERIES = ("members-of-forum", "joining-and-leaving", "places", "network", "forums", "city-profile")
EFUS = "data/memberships/efus.ttl"
CITIES = "data/cities/de.ttl"


def git(folder: Path, *arguments: str) -> str:
    names = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", "-C", str(folder), *names, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two commits: in ``v1`` Bochum is no member of Efus and Essen is smaller; in ``v2``, which is checked out, all is as shipped."""
    root = tmp_path_factory.mktemp("repository") / "project"
    for name in ("data", "ontology"):
        shutil.copytree(ROOT / name, root / name)
    for query in QUERIES:
        (root / "queries" / "saved").mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "queries" / "saved" / f"{query}.rq", root / "queries" / "saved")
    shutil.copytree(ROOT / "queries" / "checks", root / "queries" / "checks")
    git(root.parent, "init", "-q", "-b", "main")
    text = (root / EFUS).read_text("utf-8")
    without = re.sub(r"(?m)^(membership:efus-bochum|evidence:membership-efus-bochum-\S+)\n(.+\n)+\n", "", text)
    assert without != text
    (root / EFUS).write_text(without, "utf-8")
    edit(root / CITIES, "urb:population 593085", "urb:population 582415")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-q", "-m", "one")
    git(root.parent, "tag", "v1")
    for name in (EFUS, CITIES):
        shutil.copy(ROOT / name, root / name)
    git(root.parent, "commit", "-q", "-a", "-m", "two")
    git(root.parent, "tag", "v2")
    return root


def diff(project: Path, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return run("--home", project, "diff", *arguments, cwd=cwd or project)


def test_nothing_changed(project: Path) -> None:
    done = diff(project)
    assert (done.returncode, done.stdout.decode().splitlines()[-1]) == (0, "No difference.")


def test_two_revisions(project: Path) -> None:
    done = diff(project, "v1", "v2", "--no-validate")
    text = done.stdout.decode()
    assert done.returncode == 1
    assert re.match(r"From v1 \([0-9a-f]+\) to v2 \([0-9a-f]+\)\n", text)
    assert "  + Bochum joined Efus in 2023 (says source:seed3)\n" in text
    assert "  ~ Essen: population changed from 582,415 to 593,085\n" in text
    assert "  ~ places (Cities and regions with coordinates, population, NUTS code and GeoNames link): 1 row added, 1 row removed\n" in text
    assert "Evidence added" not in text, "evidence of a new record is told with it"
    assert "\x1b" not in text


def test_the_other_way_round(project: Path) -> None:
    text = diff(project, "v2", "v1", "--no-validate", "--no-queries").stdout.decode()
    assert "  - Bochum is no longer recorded as a member of Efus (joined in 2023) (said source:seed3)\n" in text
    assert "  ~ Essen: population changed from 593,085 to 582,415\n" in text


def test_json_fits_its_schema(project: Path) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    document = json.loads(diff(project, "v1", "v2", "--no-validate", "--format", "json").stdout)
    Draft202012Validator(SCHEMA).validate(document)
    assert document["findings"] is None
    assert not document["equal"]
    assert document["statements"]["removed"] == 1
    places = next(answer for answer in document["answers"] if answer["query"] == "places")
    assert (places["added"], places["removed"], len(places["rows_added"][0])) == (1, 1, len(places["variables"]))
    same = json.loads(diff(project, "v2", "--format", "json", "--no-validate").stdout)
    Draft202012Validator(SCHEMA).validate(same)
    assert same["equal"]


def test_new_and_vanished_findings(project: Path, tmp_path: Path) -> None:
    """What a change breaks is new, what it mends is gone; a violation that only moved is neither."""
    copies = [tmp_path / name for name in ("a", "b")]
    for copy in copies:
        shutil.copytree(project / "data", copy)
    for copy, blank in zip(copies, ("", "\n\n"), strict=True):  # on both sides, in different places
        edit(copy / "cities" / "at.ttl", "  a urb:City ;\n", f"  a urb:City ;\n{blank}  urb:population -1 ;\n")
    edit(copies[0] / "cities" / "de.ttl", "urb:population 593085", "urb:population -5")
    edit(copies[1] / "cities" / "de.ttl", "urb:country country:de", "urb:country country:narnia")
    done = diff(project, str(copies[0]), str(copies[1]), "--no-queries", "--format", "json")
    document = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(document)
    findings = document["findings"]
    assert [finding["focus"].rpartition("/")[2] for finding in findings["gone"]] == ["essen"]
    assert findings["new"]
    found = {finding["focus"].rpartition("/")[2]: finding["file"] for finding in findings["new"]}
    assert found["aachen"] == "cities/de.ttl"
    assert not {"essen", *(finding["focus"].rpartition("/")[2] for finding in findings["gone"])} & set(found)


def test_a_file_of_a_revision_and_the_one_of_today(project: Path) -> None:
    inside = diff(project, "v1:./data/cities/de.ttl", "data/cities/de.ttl", "--no-validate", "--no-queries")
    assert inside.returncode == 1
    assert inside.stdout.decode().count("population changed") == 1
    top = diff(project, "v1:project/data/cities", "v2:project/data/cities", "--no-validate", "--no-queries", cwd=project.parent)
    assert top.stdout.decode().count("population changed") == 1


def test_the_working_tree_counts(project: Path) -> None:
    path = project / CITIES
    before = path.read_bytes()
    try:
        edit(path, "urb:population 593085", "urb:population 600000")
        text = diff(project, "--no-validate", "--no-queries").stdout.decode()
        assert "Essen: population changed from 593,085 to 600,000" in text
        assert diff(project, "v1", "--no-validate", "--no-queries", "--exit-zero").returncode == 0
    finally:
        path.write_bytes(before)


def test_a_query_that_changed_is_said(project: Path) -> None:
    path = project / "queries" / "saved" / "places.rq"
    before = path.read_text("utf-8")
    try:
        path.write_text(before.rstrip() + "\nLIMIT 3\n", "utf-8")
        (project / "queries" / "saved" / "mine.rq").write_text("#+ summary: Mine\nSELECT * WHERE { ?s ?p ?o } LIMIT 1\n")
        text = diff(project, "--no-validate").stdout.decode()
        assert "  + mine (Mine) is new\n" in text
        assert re.search(r"~ places \(.*\): \d+ rows removed \(the query itself changed, too\)", text)
    finally:
        path.write_text(before, "utf-8")
        (project / "queries" / "saved" / "mine.rq").unlink()


def test_output_goes_to_a_file(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "comment.md"
    words = ("v1", "v2", "--no-validate", "--format", "markdown", "--output", str(target))
    done = in_a_process("--home", project, "diff", *words, cwd=project)
    assert (done.returncode, done.stdout) == (1, b"")
    assert target.read_text("utf-8").startswith("### Data: v1")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-thing"], "no-such-thing: There is no such file or folder, and the repository has no revision 'no-such-thing'."),
        (["v1:project/nowhere.ttl"], "the revision v1 has no project/nowhere.ttl."),
        (["--", "--output=x"], "has no revision '--output=x'"),
        (["v1", "queries"], "The folder holds no RDF file"),
    ],
)
def test_what_cannot_be_compared_is_told(project: Path, arguments: list[str], said: str) -> None:
    done = diff(project, *arguments)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_outside_of_a_repository(project: Path, tmp_path: Path) -> None:
    for name in ("data", "ontology", "queries"):
        shutil.copytree(project / name, tmp_path / name)
    done = diff(tmp_path)
    assert done.returncode == 2
    assert "no revision 'HEAD'" in done.stderr.decode()


def test_without_git(project: Path, tmp_path: Path) -> None:
    done = run("--home", project, "diff", "v1", "v2", cwd=project, PATH=str(tmp_path))
    assert done.returncode == 2
    assert b"git is needed to compare revisions" in done.stderr
    same = run("--home", project, "diff", CITIES, CITIES, "--no-validate", "--no-queries", cwd=project, PATH=str(tmp_path))
    assert same.returncode == 0
