"""``urbansec query check`` and ``new``: what they write, and with which exit code they end."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.queries.check.cases import URB
from tests.running import ROOT
from urbansec.cli.main import app
from urbansec.errors import NotFoundError, OutputFileError
from urbansec.queries.check.finding import Finding, LinesOf, Outcome, write_github, write_json, write_text

BROKEN = f"{URB}SELECT ?forum ?labl\nWHERE {{\n\t?forum a urb:Forum ; urb:abbreviation ?label .\n}}\nORDER BY ?label ?forum\n"
UNUSED = f"{URB}SELECT ?forum WHERE {{ ?forum a urb:Forum ; urb:abbreviation ?label }} ORDER BY ?forum\n"


def call(*arguments: str | Path, given: str | None = None) -> Result:
    """The command in this process; its errors are those of the library."""
    return CliRunner().invoke(app, ["query", *map(str, arguments)], input=given)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A query with a slip of the pen."""
    path = tmp_path / "broken.rq"
    path.write_text(BROKEN, "utf-8")
    return path


def test_one_broken_on_purpose_is_told_with_file_line_and_column(broken: Path) -> None:
    result = call("check", "--no-run", broken)
    assert result.exit_code == 1
    first, line, mark, hint = result.stdout.splitlines()[:4]
    assert first == f"{broken}:2:15: violation: Nothing gives ?labl a value. [never-bound]"
    assert line == "  2 | SELECT ?forum ?labl"
    assert mark.index("^") - line.index("SELECT") == 14
    assert hint == "  hint: Did you mean ?label?"
    assert result.stdout.endswith("1 query checked: 1 violation, 0 warnings.\n")


def test_a_warning_fails_only_if_that_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "unused.rq"
    path.write_text(UNUSED, "utf-8")
    assert call("check", "--no-run", path).exit_code == 0
    assert call("check", "--no-run", "--fail-on", "warning", path).exit_code == 1


def test_what_is_no_query_ends_with_two(tmp_path: Path) -> None:
    path = tmp_path / "none.rq"
    path.write_text("SELECT", "utf-8")
    assert call("check", "--no-run", path).exit_code == 2
    assert isinstance(call("check", "--no-run", "no-such-query").exception, NotFoundError)
    assert call("check", "--no-run", "--update").exit_code == 2


def test_a_file_is_run_on_the_data_given(tmp_path: Path) -> None:
    path, data = tmp_path / "query.rq", tmp_path / "data.ttl"
    path.write_text("SELECT ?x ?y { ?x <urn:p> ?y } ORDER BY ?x ?y", "utf-8")
    data.write_text("<urn:a> <urn:p> 1 .", "utf-8")
    assert call("check", path, "--data", data).exit_code == 0
    data.write_text("<urn:a> <urn:q> 1 .", "utf-8")
    result = call("check", path, "--data", data, "--format", "json")
    assert [finding["code"] for finding in json.loads(result.stdout)["findings"]] == ["no-rows", "unknown-term"]


def test_a_broken_saved_query_does_not_keep_the_others_from_being_checked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in ("ontology", "data"):
        (home / name).symlink_to(ROOT / name)
    saved = home / "queries" / "saved"
    saved.mkdir(parents=True)
    for name in ("forums", "places"):
        shutil.copy(ROOT / "queries" / "saved" / f"{name}.rq", saved)
    (saved / "broken.rq").write_text("#+ sumary: no such word\nASK {}\n", "utf-8")
    result = CliRunner().invoke(app, ["--home", str(home), "query", "check", "--update", "--format", "json"])
    assert [(finding["code"], finding["line"]) for finding in json.loads(result.stdout)["findings"]] == [("header", 1)]
    assert result.exit_code == 2
    assert (saved / "forums.csv").read_bytes() == (ROOT / "queries" / "saved" / "forums.csv").read_bytes()


def test_annotations_of_github_survive_any_text(tmp_path: Path) -> None:
    finding = Finding(str(tmp_path / "a,b:c.rq"), 2, 3, "never-bound", "50 % of\nit", "hint: x")
    text = write_github(Outcome.of([finding], 1))
    assert text.splitlines()[0].endswith("a%2Cb%3Ac.rq,line=2,col=3,title=never-bound::50 %25 of%0Ait%0Ahint: x")
    assert text.startswith("::error file=")
    assert json.loads(write_json(Outcome.of([finding], 1)))["findings"][0]["column"] == 3


def test_what_a_terminal_would_obey_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "query.rq"
    path.write_text("ASK {} # \x1b[31m\nx", "utf-8")
    finding = Finding(str(path), 1, 2, "never-bound", "\x1b[2J", "\x07")
    assert not any(sign in write_text(Outcome.of([finding], 1), LinesOf()) for sign in "\x1b\x07")


def test_a_new_query_runs_and_passes_the_checks(tmp_path: Path) -> None:
    result = call("new", "my-members", "--folder", tmp_path, "--summary", 'Members: "all" of them', "--tag", "yes", "--tag", "membership")
    assert result.exit_code == 0
    path = tmp_path / "my-members.rq"
    assert str(path) in result.stdout
    assert '#+ summary: "Members: \\"all\\" of them"\n' in path.read_text("utf-8")
    checked = call("check", path, "--fail-on", "warning")
    assert (checked.exit_code, checked.stdout) == (0, "1 query checked, nothing found.\n")
    shown = call("run", path, "--format", "csv")
    assert shown.stdout.count("\n") > 10


def test_a_new_query_may_begin_like_another(tmp_path: Path) -> None:
    assert call("new", "all-forums", "--folder", tmp_path, "--like", "forums", "--summary", "All forums").exit_code == 0
    first, rest = (tmp_path / "all-forums.rq").read_text("utf-8").split("\n", 1)
    assert first == "#+ summary: All forums"
    assert (ROOT / "queries" / "saved" / "forums.rq").read_text("utf-8").endswith(rest)


def test_nothing_is_overwritten_and_nobody_asked_without_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("mine", "utf-8")
    result = call("new", "mine", "--folder", tmp_path, given="")
    assert isinstance(result.exception, OutputFileError)
    assert path.read_text("utf-8") == "mine"
    assert call("new", "other", "--folder", tmp_path, given="").exit_code == 0
    assert isinstance(call("new", "other", "--folder", tmp_path / "none", given="").exception, OutputFileError)


@pytest.mark.parametrize("name", ["Mine", "../mine", "mine.rq", "", "-mine", "a--b", "ä"])
def test_a_name_that_could_not_stand_in_an_address_is_refused(name: str, tmp_path: Path) -> None:
    assert call("new", "--folder", tmp_path, "--", name).exit_code == 2
    assert list(tmp_path.iterdir()) == []
