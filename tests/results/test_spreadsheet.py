"""Workbooks, opened with openpyxl, which shares no code with the writer."""

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.results.support import ABOUT, HOSTILE, call, iri, literal, table, written
from urbansec.errors import FormatError
from urbansec.queries.table import Table
from urbansec.results import spreadsheet

CONTROL = re.compile("_x(000D|0007|001F|FFFE|FFFF)_")
NUMBERS = table(
    name=[literal("a"), literal("b", language="de")],
    place=[iri("http://example.org/a"), None],
    whole=[literal("42", "integer"), literal(str(2**53 + 1), "integer")],
    exact=[literal("1.5", "decimal"), literal("0.12345678901234567", "decimal")],
    float=[literal("1e-3", "double"), literal("NaN", "double")],
    truth=[literal("true", "boolean"), literal("false", "boolean")],
    day=[literal("2020-02-29", "date"), literal("1900-03-01", "date")],
    early=[literal("2020-02-29", "date"), literal("1848-03-18", "date")],
    partly=[literal("2020-02-29", "date"), literal("2019", "gYear")],
    time=[literal("2020-02-29T12:30:00", "dateTime"), None],
    zone=[literal("2020-02-29T12:30:00Z", "dateTime"), None],
)


def naive(*parts: int) -> datetime:
    """A time without a zone, as workbooks have them."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc,arg-type]  # parts of a time


def sheets(content: bytes) -> tuple[Any, Any]:
    """The sheet with the rows, and the one about them."""
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Result", "About"]
    return book["Result"], book["About"]


def test_values_have_their_types() -> None:
    result, about = sheets(written(NUMBERS, "xlsx"))
    head, first, second = [[cell.value for cell in row] for row in result.iter_rows()]
    assert head == list(NUMBERS.variables)
    assert first == ["a", "http://example.org/a", 42, 1.5, 0.001, True, naive(2020, 2, 29), "2020-02-29", "2020-02-29", naive(2020, 2, 29, 12, 30),
                     "2020-02-29T12:30:00+00:00"]  # fmt: skip
    assert second == ["b", None, "9007199254740993", "0.12345678901234567", "NaN", False, naive(1900, 3, 1), "1848-03-18", "2019", None, None]
    kinds = {row[0].value: row[1].value for row in about.iter_rows()}
    assert {name: kinds[name] for name in ("whole", "exact", "early", "partly", "zone")} == {
        "whole": "integer", "exact": "decimal", "early": "date", "partly": "partial-date", "zone": "datetime"}  # fmt: skip
    assert ABOUT.items() <= kinds.items()


def test_texts_stay_texts() -> None:
    rows = table(label=[literal(text) for text in HOSTILE], link=[iri(f"http://example.org/{number}") for number in range(len(HOSTILE))])
    content = written(rows, "xlsx")
    result, _ = sheets(content)
    found = [row[0] for row in result.iter_rows(min_row=2)]
    assert {cell.data_type for cell in found if cell.value is not None} == {"s"}
    # openpyxl leaves the file format's escapes for control characters as they are.
    assert [CONTROL.sub(lambda escape: chr(int(escape[1], 16)), cell.value or "") for cell in found] == HOSTILE
    parts = {name: zipfile.ZipFile(io.BytesIO(content)).read(name) for name in zipfile.ZipFile(io.BytesIO(content)).namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet
    assert not [name for name in parts if "rels" in name and b"TargetMode" in parts[name]]


def test_a_formula_would_be_seen() -> None:
    """The canary: the writer's own guess makes a formula of the same text, and the checks above would tell."""
    import xlsxwriter  # type: ignore[import-untyped]  # ships no types

    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as book:
        book.add_worksheet("Result").write(0, 0, HOSTILE[0])
    cell = load_workbook(io.BytesIO(output.getvalue()))["Result"]["A1"]
    assert cell.data_type == "f"


def test_a_long_text_is_cut_and_the_workbook_says_so() -> None:
    long = "ä" * spreadsheet.MAX_TEXT
    result, about = sheets(written(table(a=[literal(long), literal(f"{long}.")]), "xlsx"))
    assert result["A2"].value == long
    assert len(result["A3"].value) == spreadsheet.MAX_TEXT
    assert result["A3"].value.endswith("…")
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert told["Texts cut"].startswith("1;")


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 1)
    with pytest.raises(FormatError, match="holds 1 rows"):
        written(NUMBERS, "xlsx")


def test_an_answer_without_rows_is_a_workbook_too() -> None:
    result, _ = sheets(written(Table(("a", "b"), ()), "xlsx"))
    assert [[cell.value for cell in row] for row in result.iter_rows()] == [["a", "b"]]
    assert sheets(written(Table((), ({},)), "xlsx", call(text="SELECT * {}")))[0]["A1"].value is None


def test_equal_input_gives_equal_bytes() -> None:
    assert written(NUMBERS, "xlsx") == written(NUMBERS, "xlsx")
    properties = load_workbook(io.BytesIO(written(NUMBERS, "xlsx"))).properties
    assert properties.created == naive(2026, 11, 22, 8, 30)
    assert properties.title == 'Made <up> & "tried"'
