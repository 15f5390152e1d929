"""Expected answers on the examples of the ontology, time, and what comments accept."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.queries.check.cases import URB
from urbansec.assets import Assets
from urbansec.engine import Answer, EmbeddedEngine, Format, Request
from urbansec.errors import InputFileError, NotFoundError
from urbansec.queries import Catalogue
from urbansec.queries.check import Against, Examples, Finding, Trial, check, load_examples, query_files, stray_answers
from urbansec.queries.check.expected import STAND_INS, example_call
from urbansec.queries.check.rows import Rows, difference
from urbansec.queries.check.source import Source

FORUMS = f"#+ summary: Forums\n{URB}SELECT ?forum WHERE {{ ?forum a urb:Forum }} ORDER BY ?forum\n"


@pytest.fixture(scope="module")
def examples(assets: Assets) -> Examples:
    """The examples of the ontology."""
    return load_examples(assets)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder of saved queries that holds one."""
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "forums.rq").write_text(FORUMS, "utf-8")
    return folder


def findings(saved: Path, examples: Examples, *, update: bool = False) -> list[Finding]:
    """What is found about the queries in a folder whose answers are expected."""
    files = query_files([str(saved)], saved)
    return [*check(files, Against(examples=examples, answered=saved, update=update)).findings, *stray_answers(saved)]


def told(found: list[Finding]) -> list[tuple[str, str, int]]:
    """Code, file name and line of each."""
    return [(finding.code, Path(finding.file).name, finding.line) for finding in found]


def test_an_answer_is_written_and_then_compared(saved: Path, examples: Examples) -> None:
    assert told(findings(saved, examples)) == [("no-answer", "forums.rq", 1)]
    assert findings(saved, examples, update=True) == []
    rows = (saved / "forums.csv").read_text("utf-8").splitlines()
    assert rows[0] == "forum"
    assert "https://w3id.org/urbansec/id/forum/river-cities" in rows
    assert findings(saved, examples) == []


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (lambda rows: [*rows[:2], *rows[3:]], 3, "1 row not expected"),
        (lambda rows: [*rows[:2], "urn:other", *rows[2:]], 3, "1 row missing; the first missing urn:other"),
        (lambda rows: [rows[0], *rows[:0:-1]], 2, "another order"),
        (lambda rows: ["forums", *rows[1:]], 1, "The columns are forum; expected forums."),
        (lambda rows: rows[:1], 1, "no row"),
        (lambda rows: ['"forum', *rows[1:]], 1, "no CSV"),
    ],
)
def test_another_answer_is_told_with_the_line_of_the_file(change: object, line: int, says: str, saved: Path, examples: Examples) -> None:
    findings(saved, examples, update=True)
    path = saved / "forums.csv"
    assert callable(change)
    path.write_text("\n".join(change(path.read_text("utf-8").splitlines())) + "\n", "utf-8")
    (found,) = findings(saved, examples)
    assert (Path(found.file).name, found.code in ("answer-differs", "no-answer")) == ("forums.csv", True)
    assert says in found.message
    if "missing" in says or "order" in says or "columns" in says:
        assert found.line == line


def test_a_query_that_changed_its_answer_is_noticed(saved: Path, examples: Examples) -> None:
    findings(saved, examples, update=True)
    (saved / "forums.rq").write_text(FORUMS.replace("urb:Forum }", "urb:NationalForum }"), "utf-8")
    assert [finding.code for finding in findings(saved, examples)] == ["answer-differs"]


def test_an_answer_without_rows_is_not_written(saved: Path, examples: Examples) -> None:
    (saved / "forums.rq").write_text(FORUMS.replace("urb:Forum }", "urb:Forum ; urb:until [] }"), "utf-8")
    assert told(findings(saved, examples, update=True)) == [("no-answer", "forums.rq", 1)]
    assert not (saved / "forums.csv").exists()


def test_an_answer_without_its_query_is_told(saved: Path, examples: Examples) -> None:
    (saved / "gone.csv").write_text("x\n1\n", "utf-8")
    assert told(findings(saved, examples, update=True)) == [("no-query", "gone.csv", 1)]


def test_a_default_without_a_stand_in_is_told(saved: Path, examples: Examples) -> None:
    text = f"#+ params:\n#+   forum: {{type: iri, class: urb:Forum, default: id:forum/efus, description: the forum}}\n{FORUMS}"
    block = "VALUES ?forum { <https://w3id.org/urbansec/id/forum/efus> } ?forum"
    (saved / "forums.rq").write_text(text.replace("{ ?forum", f"{{ {block}"), "utf-8")
    assert findings(saved, examples, update=True) == []
    without = Examples(examples.engine, {})
    (found,) = findings(saved, without, update=True)
    assert (found.code, STAND_INS.name in found.hint) == ("no-answer", True)


def test_an_answer_may_be_asked_for_on_any_day(catalogue: Catalogue, examples: Examples) -> None:
    """What the word today means is fixed, so that no answer changes over night."""
    used = [example_call(Source.read(query.path), examples).values for query in catalogue if "on" in query.header.params]
    assert len(used) > 5
    assert all(not day.value.startswith(str(date.today())) for values in used for day in values["on"])


def test_stand_ins_are_a_table_of_two_columns(assets: Assets, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "ontology").mkdir(parents=True)
    for name in ("alignments", "modules", "vocab", "rules", "examples"):
        (home / "ontology" / name).symlink_to(assets.root / "ontology" / name)
    assert load_examples(Assets(home)).stand_ins
    (home / "ontology" / "examples").unlink()
    shutil.copytree(assets.root / "ontology" / "examples", home / "ontology" / "examples")
    (home / "ontology" / "examples" / STAND_INS).write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(InputFileError, match="columns resource and stand-in"):
        load_examples(Assets(home))


class Late:
    """An engine that works some time on every query before it answers."""

    version, union = "late", False

    def __init__(self, engine: EmbeddedEngine, rounds: int) -> None:
        self._engine, self._rounds = engine, rounds

    def execute(self, request: Request, result_format: Format) -> Answer:
        """The engine's answer, later."""
        sum(number * number for number in range(self._rounds))
        return self._engine.execute(request, result_format)

    async def stream(self, request: Request, formats: object) -> object:
        """Not used."""
        raise NotImplementedError


def test_a_slow_query_is_told_and_a_fast_one_is_not(tmp_path: Path, few: EmbeddedEngine) -> None:
    path = tmp_path / "forums.rq"
    path.write_text(FORUMS, "utf-8")
    late = Trial(Late(few, 1_000_000), most_seconds=0.01)  # type: ignore[arg-type] # streams are not asked for
    (found,) = check([path], Against(trial=late)).findings
    assert (found.code, found.line) == ("slow", 1)
    assert check([path], Against(trial=Trial(few, most_seconds=1))).findings == ()


@pytest.mark.parametrize("content", [b"SELECT \xff", None])
def test_what_is_no_text_is_told_and_the_others_are_checked(content: bytes | None, tmp_path: Path) -> None:
    bad, other = tmp_path / "bad.rq", tmp_path / "other.rq"
    other.write_text("SELECT ?x { ?x a ?y } ORDER BY ?x", "utf-8")
    if content is not None:
        bad.write_bytes(content)
    outcome = check([bad, other])
    assert [finding.code for finding in outcome.findings] == ["unreadable", "variable-not-used"]
    assert outcome.exit_code() == 2


def test_all_problems_of_a_header_are_told_with_those_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "query.rq"
    path.write_text("#+ sumary: x\n#+ tgas: [a]\nSELECT ?x { ?x a }", "utf-8")
    assert [(finding.code, finding.line) for finding in check([path]).findings] == [("header", 1), ("header", 2), ("syntax", 3)]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { ?x a ?y  # accept variable-not-used: anything\n} ORDER BY ?x",
        "SELECT ?x {\n  # accept variable-not-used: anything\n  ?x a ?y\n} ORDER BY ?x",
    ],
)
def test_what_a_comment_accepts_is_not_told(text: str, tmp_path: Path) -> None:
    path = tmp_path / "query.rq"
    path.write_text(text, "utf-8")
    assert check([path]).findings == ()
    path.write_text(text.replace("# accept", "# accepts"), "utf-8")
    assert [finding.code for finding in check([path]).findings] == ["variable-not-used"]


def test_a_sign_in_a_text_or_an_iri_is_no_comment(tmp_path: Path) -> None:
    path = tmp_path / "query.rq"
    path.write_text('SELECT ?x { ?x <urn:a#accept> "# accept no-order" }', "utf-8")
    assert [finding.code for finding in check([path]).findings] == ["no-order"]


def test_what_only_data_tell_is_accepted_without_them_too(tmp_path: Path) -> None:
    path = tmp_path / "query.rq"
    path.write_text("SELECT ?x ?z {  # accept empty-column: some day\n  ?x a [] OPTIONAL { ?x ?x ?z }\n} ORDER BY ?x ?z", "utf-8")
    assert check([path]).findings == ()


def test_files_are_found_by_name_path_and_folder(saved: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.rq"
    own.write_text(FORUMS, "utf-8")
    assert query_files([], saved) == [saved / "forums.rq"]
    assert query_files(["forums", str(own), str(saved)], saved) == [saved / "forums.rq", own]
    with pytest.raises(NotFoundError, match="Did you mean forums"):
        query_files(["forum"], saved)


def test_rows_survive_the_file() -> None:
    rows = Rows(("a", "b"), (("x,y", 'say "no"'), ("two\nlines", ""), ("", "ü")))
    assert Rows.read(rows.write()) == rows
    assert rows.line(2) == 5
    assert difference(rows, rows) is None
    assert difference(rows, Rows(rows.columns, (*rows.rows, ("1", "2"))), exact=False) is None
