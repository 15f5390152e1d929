"""A cited answer, asked again: the same, other data with the rows that differ, another query, or no way to tell."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.citation import small
from urbansec.citation import Citation, CitationError, Verdict, verify
from urbansec.citation.former import Former
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS
from urbansec.errors import InputFileError, QueryTimeoutError

ESSEN, BONN, LYON = (f"<https://w3id.org/urbansec/id/city/{name}>" for name in ("essen", "bonn", "lyon"))
INTEGER = '"%s"^^<http://www.w3.org/2001/XMLSchema#integer>'
CHANGED = (
    small.DATA.replace('urb:since "2015"', 'urb:since "2016"')
    .replace('c:bonn urb:in f:defus ; urb:since "2001" ; urb:size 3 .', "")
    .replace("c:lyon urb:in f:efus", "c:lyon urb:in f:efus, f:defus")
)


def again(folder: Path, cited: Citation, *, data: str = small.DATA, text: str | None = small.QUERY, result_file: Path | None = None) -> Verdict:
    present = small.query(folder, text) if text is not None else None
    verdict = verify(Citation.from_json(cited.to_json()), present, small.engine(folder, data), result_file=result_file)
    assert verdict.document()["status"] == verdict.status
    return verdict


def test_the_same(tmp_path: Path) -> None:
    verdict = again(tmp_path, small.citation(tmp_path))
    assert (verdict.status, verdict.same_rows, verdict.difference, verdict.notes) == ("same", True, None, ())
    assert verdict.reason == "The same 3 rows from the same data."


def test_the_same_from_other_data(tmp_path: Path) -> None:
    verdict = again(tmp_path, small.citation(tmp_path), data=small.DATA + "c:paris urb:in f:efus .")
    assert verdict.status == "same"
    assert verdict.citation.data_version in verdict.reason
    assert verdict.now is not None
    assert verdict.now.data_version in verdict.reason


def test_changed_data_are_told_row_by_row_and_restored_they_are_the_same_again(tmp_path: Path) -> None:
    cited = small.citation(tmp_path)
    verdict = again(tmp_path, cited, data=CHANGED)
    assert (verdict.status, verdict.same_rows, verdict.source) == ("data changed", False, "the citation")
    difference = verdict.difference
    assert difference is not None
    assert difference.variables == ("city", "since", "size")
    assert difference.added == ((LYON, '"1987"', ""),)
    assert difference.removed == ((BONN, '"2001"', INTEGER % 3),)
    assert [(row.before, row.after, row.columns) for row in difference.changed] == [
        ((ESSEN, '"2015"', INTEGER % 5), (ESSEN, '"2016"', INTEGER % 5), ("since",))
    ]
    assert difference.summary() == "Rows: 1 added; 1 removed; 1 changed in since."
    assert again(tmp_path, cited).status == "same"


def test_a_value_that_only_changed_its_type_is_a_change(tmp_path: Path) -> None:
    verdict = again(tmp_path, small.citation(tmp_path), data=small.DATA.replace("urb:size 5 .", "urb:size 5.0 ."))
    assert verdict.status == "data changed"
    assert verdict.difference is not None
    assert verdict.difference.columns == ("size",)


def test_a_value_that_the_data_do_not_know_any_more(tmp_path: Path) -> None:
    verdict = again(tmp_path, small.citation(tmp_path), data=small.DATA.replace("f:defus a urb:Forum .", ""))
    assert verdict.status == "data changed"
    assert any("forum/defus" in note for note in verdict.notes)
    assert verdict.difference is not None
    assert len(verdict.difference.removed) == 3


def test_an_edited_comment_is_no_other_question(tmp_path: Path) -> None:
    verdict = again(tmp_path, small.citation(tmp_path), text=small.QUERY.replace("#+ summary: ", "#+ tags: [x]\n#+ summary: New: ").replace("New: ", "New "))
    assert verdict.status == "same"
    assert "comments" in verdict.notes[0]


@pytest.mark.parametrize(
    ("old", "new", "data", "same", "words"),
    [
        (" ORDER BY ?city", " ORDER BY ?since", small.DATA, True, "gives the same rows as then. The cited version still gives the cited rows."),
        ("?size }\n}", "?size FILTER(?size > 3) }\n}", small.DATA, False, "gives other rows. The cited version still gives the cited rows."),
        (" ORDER BY ?city", " ORDER BY ?since", CHANGED, False, "gives other rows. The cited version gives other rows, too: the data changed as well."),
        ("?size WHERE", "(?size AS ?n) WHERE", small.DATA, False, "gives other rows. The cited version still"),
        ("forum: {type", "club: {type", small.DATA, True, "does not take the cited parameters"),
    ],
)
def test_a_changed_query(tmp_path: Path, old: str, new: str, data: str, words: str, *, same: bool) -> None:
    assert old in small.QUERY
    verdict = again(tmp_path, small.citation(tmp_path), data=data, text=small.QUERY.replace(old, new))
    assert (verdict.status, verdict.same_rows) == ("query changed", same)
    assert words in verdict.reason
    assert (verdict.difference is None) == same


def test_a_query_that_is_gone(tmp_path: Path) -> None:
    cited = small.citation(tmp_path)
    verdict = again(tmp_path, cited, text=None)
    assert (verdict.status, verdict.same_rows) == ("query changed", True)
    assert again(tmp_path, cited, text=None, data=CHANGED).same_rows is False
    bare = small.citation(tmp_path, keep=False)
    assert again(tmp_path, bare, text=None).status == "cannot tell"


def test_a_citation_without_text_and_rows(tmp_path: Path) -> None:
    bare = small.citation(tmp_path, keep=False)
    assert again(tmp_path, bare).status == "same"
    verdict = again(tmp_path, bare, data=CHANGED)
    assert (verdict.status, verdict.difference) == ("data changed", None)
    assert "--" not in verdict.notes[0]
    assert "does not keep" in verdict.notes[0]
    verdict = again(tmp_path, bare, text=small.QUERY + "# edited")
    assert (verdict.status, verdict.same_rows) == ("query changed", True)
    assert "cannot be told whether the data changed" in verdict.reason


def test_a_header_that_is_not_understood_any_more_counts_as_a_text_that_is_not_kept(tmp_path: Path) -> None:
    genuine = small.citation(tmp_path)
    text = "#+ nonsense: [\n" + small.QUERY
    old = replace(genuine, text=text, query_version=replace(small.query(tmp_path), text=text).version)
    verdict = again(tmp_path, old)
    assert (verdict.status, verdict.same_rows) == ("query changed", True)


def test_a_query_that_asks_for_the_time_cannot_be_verified(tmp_path: Path) -> None:
    text = "SELECT ?x { BIND(STRUUID() AS ?x) }"
    verdict = again(tmp_path, small.citation(tmp_path, text=text), text=text)
    assert verdict.status == "cannot tell"
    assert verdict.difference is not None
    assert len(verdict.difference.added) == len(verdict.difference.removed) == 1


def test_a_query_that_fails_cannot_be_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cited, asked, engine = small.citation(tmp_path), small.query(tmp_path), small.engine(tmp_path)

    def late(*_: object) -> None:
        raise QueryTimeoutError("It was stopped after 5 seconds.")

    monkeypatch.setattr(engine, "execute", late)
    verdict = verify(cited, asked, engine)
    assert verdict.status == "cannot tell"
    assert "5 seconds" in verdict.reason


def test_an_answer_that_was_cut_cannot_be_verified(tmp_path: Path) -> None:
    verdict = again(tmp_path, replace(small.citation(tmp_path), cut=True))
    assert (verdict.status, verdict.now) == ("cannot tell", None)
    assert "cut" in verdict.reason


def test_an_answer_from_elsewhere_is_told(tmp_path: Path) -> None:
    cited = small.citation(tmp_path, service="https://example.org/sparql")
    assert "https://example.org/sparql" in again(tmp_path, cited).notes[0]
    assert verify(cited, small.query(tmp_path), small.engine(tmp_path), service="https://example.org/sparql").notes == ()


def test_a_graph_with_blank_nodes(tmp_path: Path) -> None:
    cited = small.citation(tmp_path, text=small.GRAPH_QUERY)
    assert cited.graph
    assert again(tmp_path, cited, text=small.GRAPH_QUERY).status == "same"
    verdict = again(tmp_path, cited, text=small.GRAPH_QUERY, data=small.DATA.replace("c:lyon urb:in f:efus", "c:paris urb:in f:efus"))
    assert verdict.status == "data changed"
    assert verdict.difference is not None
    assert {row[0] for row in verdict.difference.removed if row[0].startswith("<")} == {LYON}
    assert len(verdict.difference.added) == len(verdict.difference.removed) == 2


@pytest.mark.parametrize("offer", [*BOOLEAN_AND_TABLE, *GRAPH_FORMATS[:4]], ids=lambda offer: offer.name)
def test_the_rows_of_then_from_a_file(tmp_path: Path, offer: object) -> None:
    from urbansec.engine import Format

    assert isinstance(offer, Format)
    text = small.QUERY if offer in BOOLEAN_AND_TABLE else small.GRAPH_QUERY
    cited = small.citation(tmp_path, text=text, keep=False)
    file = tmp_path / f"result.{offer.suffix}"
    file.write_bytes(small.query(tmp_path, text).run(small.engine(tmp_path), {}, offer).content)
    changed = small.DATA.replace("c:essen urb:in f:defus", "c:essen urb:in f:efus")
    verdict = again(tmp_path, cited, text=text, data=changed, result_file=file)
    assert verdict.status == "data changed"
    assert verdict.source.startswith(f"the file result.{offer.suffix}")
    difference = verdict.difference
    assert difference is not None
    assert difference.lossy == (offer.suffix == "csv")
    if text is small.QUERY:
        assert [row[0].strip("<>") for row in difference.removed] == [ESSEN.strip("<>")]
        assert not difference.added
    other = tmp_path / f"other.{offer.suffix}"
    other.write_bytes(small.query(tmp_path, text).run(small.engine(tmp_path, changed), {}, offer).content)
    with pytest.raises(CitationError, match="not the cited result"):
        again(tmp_path, cited, text=text, result_file=other)
    other.write_bytes(b"\xff<nonsense")
    with pytest.raises(InputFileError if offer.suffix != "csv" else (InputFileError, CitationError)):
        again(tmp_path, cited, text=text, result_file=other)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    cited = small.citation(tmp_path)
    for name in ("a.xlsx", "a.ttl", "a"):
        with pytest.raises(InputFileError, match="must be one of"):
            again(tmp_path, cited, result_file=tmp_path / name)
    with pytest.raises(InputFileError, match="No such file"):
        again(tmp_path, cited, result_file=tmp_path / "a.csv")


def test_rows_from_a_revision_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from urbansec.citation import former
    from urbansec.revisions import Repository

    rows = former.kept(small.citation(tmp_path))
    assert rows is not None
    monkeypatch.setattr(former, "in_repository", lambda *_: Former(rows.rows, "revision abc"))
    verdict = verify(small.citation(tmp_path, keep=False), small.query(tmp_path), small.engine(tmp_path, CHANGED), repository=Repository(tmp_path))
    assert verdict.source == "revision abc"
    assert verdict.difference is not None
    assert len(verdict.difference.changed) == 1
