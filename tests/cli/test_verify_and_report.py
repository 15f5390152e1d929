"""``urbansec query verify`` and ``report`` on a repository in which the data change, and are restored."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.cli.invoking import invoke
from urbansec.citation import Citation

BONN, ESSEN = 'city:bonn urb:in forum:defus ; urb:since "2001" ; urb:size 3 .', 'urb:since "2015"'


def git(folder: Path, *arguments: str) -> str:
    names = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", "-C", str(folder), *names, *arguments], check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Path:
    """A repository with one commit, nothing changed."""
    root = tmp_path / "repository"
    shutil.copytree(home, root)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "one")
    return root


def edit(project: Path, old: str, new: str, file: str = "data/all.ttl") -> None:
    path = project / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_citation_is_made_the_data_change_the_rows_are_named_and_restored_it_is_the_same(project: Path, tmp_path: Path) -> None:
    cited = tmp_path / "members.json"
    assert invoke("query", "run", "members", "--cite", cited, "-f", "csv", home=project).code == 0
    done = invoke("query", "verify", cited, home=project)
    assert done.code == 0
    assert done.text.splitlines()[0] == f"{cited}: same"
    assert "The same 2 rows from the same data." in done.text

    edit(project, BONN, "")
    edit(project, ESSEN, 'urb:since "2016"')
    done = invoke("query", "verify", cited, home=project)
    assert done.code == 1
    assert done.text.splitlines()[0] == f"{cited}: data changed"
    assert "    ~ city id:city/essen, size 593085: since 2015 → 2016\n" in done.text
    assert "    - city id:city/bonn, since 2001, size 3\n" in done.text
    told = json.loads(invoke("query", "verify", cited, "--format", "json", home=project).output)
    assert told["difference"]["columns"] == ["since"]
    assert told["difference"]["removed"] == [["<https://w3id.org/urbansec/id/city/bonn>", '"2001"', '"3"^^<http://www.w3.org/2001/XMLSchema#integer>']]

    git(project, "checkout", "-q", "--", "data")
    assert invoke("query", "verify", cited, home=project).code == 0


def test_rows_that_are_not_kept_come_from_the_history_or_from_a_file(project: Path, tmp_path: Path) -> None:
    cited, result = tmp_path / "many.json", tmp_path / "many.csv"
    assert invoke("query", "run", "links", "--cite", cited, "-o", tmp_path / "links.nt", home=project).code == 0
    document = json.loads(cited.read_bytes())
    del document["result"]["kept"]
    cited.write_text(json.dumps(document), "utf-8")
    edit(project, "city:lyon urb:in", "city:paris urb:in")
    git(project, "commit", "-q", "-a", "-m", "two")
    (project / "notes").write_text("nothing that counts", "utf-8")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "three")
    done = invoke("query", "verify", cited, home=project)
    assert done.code == 1
    first = git(project, "rev-list", "--max-parents=0", "--abbrev-commit", "HEAD")
    assert f"(compared with revision {first})" in done.text
    assert "subject id:city/lyon" in done.text
    shutil.rmtree(project / ".git")
    assert "is not known" in invoke("query", "verify", cited, home=project).text
    done = invoke("query", "verify", cited, "--result", tmp_path / "links.nt", home=project)
    assert "(compared with the file links.nt)" in done.text
    assert "    - subject id:city/lyon" in done.text
    assert "    + subject id:city/paris" in done.text
    result.write_text("a,b\n", "utf-8")
    assert invoke("query", "verify", cited, "--result", result, home=project).code == 2


def test_a_changed_query_and_one_that_is_gone(project: Path, tmp_path: Path) -> None:
    cited = tmp_path / "members.json"
    invoke("query", "run", "members", "--cite", cited, "-f", "csv", home=project)
    edit(project, "ORDER BY ?city", "ORDER BY ?size", "queries/saved/members.rq")
    done = invoke("query", "verify", cited, home=project)
    assert done.code == 1
    assert "query changed" in done.text
    assert "gives the same rows as then" in done.text
    (project / "queries" / "saved" / "members.rq").unlink()
    assert "no saved query named members." in invoke("query", "verify", cited, home=project).text


def test_a_query_of_ones_own(project: Path, tmp_path: Path) -> None:
    own, cited = tmp_path / "own.rq", tmp_path / "own.json"
    shutil.copy(project / "queries" / "saved" / "members.rq", own)
    assert invoke("query", "run", own, "--cite", cited, "-f", "csv", home=project).code == 0
    done = invoke("query", "verify", cited, home=project)
    assert (done.code, "no saved query named own" in done.text) == (1, True)
    assert invoke("query", "verify", cited, "--query", own, home=project).code == 0
    own.write_text(own.read_text("utf-8").replace("ORDER BY ?city", "ORDER BY ?size LIMIT 1"), "utf-8")
    done = invoke("query", "verify", cited, "--query", own, home=project)
    assert (done.code, "gives other rows" in done.text) == (1, True)
    assert invoke("query", "verify", cited, "--query", tmp_path / "none.rq", home=project).code == 2


def test_several_citations_and_the_worst_exit_code(project: Path, tmp_path: Path) -> None:
    for name in ("members", "links", "many"):
        invoke("query", "run", name, "--cite", tmp_path / f"{name}.json", "-f", "csv", home=project)
    edit(project, ESSEN, 'urb:since "2016"')
    files = [tmp_path / f"{name}.json" for name in ("many", "members", "links")]
    done = invoke("query", "verify", *files, home=project)
    assert [line.rpartition(": ")[2] for line in done.text.splitlines() if line.startswith("/")] == ["same", "data changed", "same"]
    assert done.code == 1
    assert [each["status"] for each in json.loads(invoke("query", "verify", *files, "-f", "json", home=project).output)] == ["same", "data changed", "same"]
    assert invoke("query", "verify", "-", home=project, stdin=files[0].read_bytes()).code == 0
    edit(project, "?number < ?rows", "?number < RAND()", "queries/saved/many.rq")
    assert invoke("query", "verify", *files, home=project).code == 1
    assert invoke("query", "verify", *files, "--result", "x", home=project).code == 2
    for bad in (b"", b"{}", b"nonsense"):
        (tmp_path / "bad.json").write_bytes(bad)
        assert invoke("query", "verify", tmp_path / "bad.json", home=project).code == 2
    assert "No such file" in invoke("query", "verify", tmp_path / "none.json", home=project).error


def test_long_differences_are_cut_on_the_screen_only(project: Path, tmp_path: Path) -> None:
    cited = tmp_path / "many.json"
    invoke("query", "run", "many", "--cite", cited, "-f", "csv", home=project)
    assert Citation.from_json(cited.read_bytes()).rows == 100
    edit(project, "?number < ?rows", "?number + 1000 < ?rows", "queries/saved/many.rq")
    done = invoke("query", "verify", cited, home=project)
    assert done.text.count("    - number") == 50
    assert "… and 50 more" in done.text
    assert len(json.loads(invoke("query", "verify", cited, "-f", "json", home=project).output)["difference"]["removed"]) == 100


def test_the_report_tells_what_the_data_and_what_the_query_changed(project: Path) -> None:
    same = invoke("query", "report", home=project)
    assert same.code == 0
    assert "No answer changed; 5 answers of 4 saved queries compared." in same.text
    edit(project, ESSEN, 'urb:since "2016"')
    edit(project, "forum:efus ; urb:since", "forum:efus , forum:defus ; urb:since")
    edit(project, "?number < ?rows", "?number + 98 < ?rows", "queries/saved/many.rq")
    (project / "queries" / "saved" / "outdated.rq").rename(project / "queries" / "saved" / "newer.rq")
    done = invoke("query", "report", "--since", "main", home=project)
    assert done.code == 1
    for line in (
        "  ~ members: Members of a forum. 2 rows before, 3 now: 1 added; 1 changed in since.",
        "      ~ city id:city/essen, since 2015 → 2016, size 593085",
        "      + city id:city/lyon, since 1987, size 5",
        "  ~ many: Many rows. 100 rows before, 2 now: 98 removed because the query changed.",
        "      … and 93 more rows",
        "  + newer: An old one. The query is new.",
        "  - outdated: An old one. The query is gone.",
        "3 changed, 1 new, 1 gone; ",
    ):
        assert line in done.text
    assert "forum = id:forum/efus" not in done.text  # the other forum's answer is as it was
    assert invoke("query", "report", "--exit-zero", home=project).code == 0
    assert "members" not in invoke("query", "report", "links", home=project).text
    told = json.loads(invoke("query", "report", "--format", "json", home=project).output)
    causes = {answer["query"]: answer["cause"] for answer in told["answers"]}
    assert causes == {"links": "data", "many": "query", "members": "data", "newer": "", "outdated": ""}
    assert next(answer for answer in told["answers"] if answer["query"] == "members")["difference"]["changed"] == 1


def test_data_and_query_changed_together_are_told_apart(project: Path) -> None:
    edit(project, ESSEN, 'urb:since "2016"')
    edit(project, "?size\n}", "?size FILTER(?size > 3)\n}", "queries/saved/members.rq")
    told = json.loads(invoke("query", "report", "members", "--format", "json", home=project).output)
    assert told["answers"][0]["cause"] == "data and query"


def test_a_query_that_fails_is_told_first(project: Path) -> None:
    edit(project, "forum:efus a urb:Forum", "forum:efus a urb:Club")
    edit(project, ESSEN, 'urb:since "2016"')
    markdown = invoke("query", "report", "--format", "markdown", home=project).text
    assert markdown.index("Without an answer") < markdown.index("Changed by the data")
    assert "forum must be" in markdown


def test_markdown_for_a_pull_request(project: Path, tmp_path: Path) -> None:
    edit(project, ESSEN, 'urb:since "<script>|@everyone #1 [x](http://x)"')
    edit(project, "Members of a forum", "'Members <b> of a | forum'", "queries/saved/members.rq")
    summary = tmp_path / "summary.md"
    github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    done = invoke("query", "report", "--format", "markdown", "-o", tmp_path / "report.md", home=project, settings=github)
    assert done.code == 1
    markdown = (tmp_path / "report.md").read_text("utf-8")
    assert summary.read_text("utf-8") == markdown
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    assert "<script" not in html
    assert "<a " not in html
    assert "@everyone" not in markdown  # GitHub tells nobody
    assert "Members &lt;b&gt; of a | forum" in html
    rows = [line for line in html.splitlines() if line.startswith("<td>")]
    assert any("2015 → " in row for row in rows)
    from urbansec.assets import find_assets
    from urbansec.diff.drift import drift
    from urbansec.diff.reports.drift import as_markdown

    edit(project, "?number < ?rows", "?number + 98 < ?rows", "queries/saved/many.rq")
    short = as_markdown(drift(find_assets(project), "HEAD"), limit=2_000)
    assert len(short) <= 2_000
    assert "Left out" in short
    assert "`urbansec query report`" in short


@pytest.mark.parametrize(
    ("arguments", "words"), [(("--since", "nowhere"), "nowhere"), (("nonsense",), "nonsense"), (("member", "--since", "HEAD"), "Did you mean members")]
)
def test_what_cannot_be_reported(project: Path, arguments: tuple[str, ...], words: str) -> None:
    done = invoke("query", "report", *arguments, home=project)
    assert done.code == 2
    assert words in done.error
