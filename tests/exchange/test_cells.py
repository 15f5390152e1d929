"""Dates, names and files: what cells may hold, and what is told when they hold something else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from urbansec.errors import InputFileError
from urbansec.exchange.cells import Directories
from urbansec.exchange.dates import first_day, in_wrong_order, last_day, partial_date, when
from urbansec.exchange.names import fold, slug
from urbansec.exchange.tables import EVENTS, MEMBERS, RefusedError, read_rows, write_rows

from .support import Desk


@pytest.mark.parametrize("text", ["2015", "2023-06", "2010-05-10", "2024-02-29", "0987"])
def test_a_partial_date_is_kept_as_it_is(text: str) -> None:
    literal = partial_date(text)
    assert literal is not None
    assert literal.value == text
    assert first_day(literal) <= last_day(literal)


@pytest.mark.parametrize(
    "text",
    [
        "15",
        "2015-1",
        "2015-13",
        "2023-02-29",
        "2015-00",
        "c. 2015",
        "2015-06-01T00:00",
        "2015Z",
        "20150601",
        "\u0662\u0660\u0661\u0665",
        "0000",
        "2015/2016",
        "",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert partial_date(text) is None


@pytest.mark.parametrize("text", ["2010/2011", "2010-05/2011", "2010/..", "../2011", "2010-05-10/2010-05-11"])
def test_a_span_is_kept_as_it_is(text: str) -> None:
    span = when(text)
    assert span is not None
    assert span.at is None
    assert span.text == text


@pytest.mark.parametrize("text", ["2011/2010", "../..", "/2010", "2010/", "2010/2011/2012", "2010 / 2011", "x/2010"])
def test_what_is_no_span_is_none(text: str) -> None:
    assert when(text) is None


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [("2010", "2010-01-01", False), ("2010-06", "2010", False), ("2011", "2010-12", True), ("2010-02", "2010-01-31", True)],
)
def test_order_is_wrong_only_if_no_days_fit(start: str, end: str, wrong: bool) -> None:
    assert in_wrong_order(partial_date(start), partial_date(end)) is wrong


@pytest.mark.parametrize(
    ("text", "expected"), [("Köln", "koeln"), ("Málaga", "malaga"), ("Saint-Denis (93)", "saint-denis-93"), ("L'Aquila", "l-aquila"), ("Łódź", "lodz")]
)
def test_slugs_are_ascii(text: str, expected: str) -> None:
    assert slug(text, german=True) == expected


def test_names_are_found_in_any_language_and_case_and_in_vain_with_near_ones(desk: Desk) -> None:
    names = Directories(desk.curated)
    for text in ("Lindenfurt", "LINDENFURT", " lindenfurt ", "city:lindenfurt"):
        assert names.bodies.one("x", text).value.endswith("/city/lindenfurt")
    with pytest.raises(RefusedError) as caught:
        names.bodies.one("x", "Lindenfort")
    assert caught.value.near == ("Lindenfurt",)
    assert "CONTRIBUTING.md" in caught.value.reason


def test_every_name_that_is_exported_is_found_again(shipped: Desk) -> None:
    names = Directories(shipped.curated)
    for directory in (names.forums, names.places, names.agents, names.sources, names.standings, names.event_kinds, names.certainties):
        assert directory.nodes
        for node in directory.nodes:
            assert directory.one("x", directory.name(node)) == node


@given(st.lists(st.fixed_dictionaries({column: st.text(st.characters(codec="utf-8", exclude_characters="\x00")) for column in MEMBERS.columns}), max_size=3))
def test_a_file_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]) -> None:
    path = tmp_path_factory.mktemp("csv") / "members.csv"
    path.write_text(write_rows(MEMBERS, rows), "utf-8", newline="")
    read, refusals = read_rows(path, MEMBERS)
    assert refusals == []
    stripped = [{column: cell.strip() for column, cell in row.items()} for row in rows]
    assert [dict(row.cells) for row in read] == [row for row in stripped if any(row.values())]


HEADER = ",".join(MEMBERS.columns)


@pytest.mark.parametrize(
    ("text", "row", "column", "says"),
    [
        (HEADER.replace("kind", "sort"), 1, "sort", "no such column"),
        (HEADER.replace("locator", "Locater"), 1, "Locater", "Near: locator"),
        (HEADER.replace(",note", ""), 1, "note", "missing"),
        (HEADER + ",note", 1, "note", "twice"),
        (HEADER.replace(",", ";"), 1, "", "semicolons"),
        (",".join(EVENTS.columns), 1, "", "--table events"),
        (HEADER + "\nEfus,Essen", 2, "", "2 cells"),
    ],
)
def test_a_wrong_layout_is_told_with_row_and_column(tmp_path: Path, text: str, row: int, column: str, says: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, "utf-8")
    rows, refusals = read_rows(path, MEMBERS)
    assert rows == []
    assert any((refusal.row, refusal.column) == (row, column) and says in str(refusal) for refusal in refusals)


def test_a_byte_order_mark_and_empty_rows_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}\r\n\r\n{',' * 12}\r\nEfus{',' * 12}\r\n".encode())
    rows, refusals = read_rows(path, MEMBERS)
    assert ([row.number for row in rows], rows[0]["forum"], refusals) == ([4], "Efus", [])


@pytest.mark.parametrize("content", [b"", b"\n", "forum,größe\n".encode("latin-1"), b'forum\n"open\n'])
def test_what_is_no_table_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(InputFileError):
        read_rows(path, MEMBERS)
    with pytest.raises(InputFileError):
        read_rows(tmp_path, MEMBERS)
    with pytest.raises(InputFileError, match=r"no\.csv"):
        read_rows(tmp_path / "no.csv", MEMBERS)


def test_folding_forgives_what_keyboards_differ_in() -> None:
    assert fold("L\u2019Aquila ") == fold("l'aquila")
    assert fold("Ko\u0308ln") == fold("KÖLN")
