"""Texts nobody thought of: whatever a label holds, each format gives it back."""

import csv
import io
import re
import unicodedata

import pyarrow.parquet as pq  # type: ignore[import-untyped]  # ships no types
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from tests.results.support import literal, table, written
from tests.results.test_documents import Cells

SIGNS = st.sampled_from("=+-@'\"|\\`*_[]()<>&#~$!{}%;:,.\n\r\t \u2028\u00a0\u202e0123abcé𝄞\u200d\ufeff")
TEXTS = st.lists(st.text(SIGNS | st.characters(exclude_categories=["Cs"])), min_size=1, max_size=12)
# The file format's own escape for what XML cannot hold; openpyxl leaves it as it is.
ESCAPE = re.compile("_x([0-9A-F]{4})_")
RENDER = MarkdownIt("gfm-like", {"linkify": False})


@settings(max_examples=60)
@given(TEXTS)
def test_every_format_gives_the_texts_back(texts: list[str]) -> None:
    rows = table(label=[literal(text) for text in texts], other=[literal("x")] * len(texts))
    assert [row[0] for row in csv.reader(io.StringIO(written(rows, "csv").decode(), newline=""))][1:] == texts
    assert pq.read_table(io.BytesIO(written(rows, "parquet"))).column("label").to_pylist() == texts
    assert [row[0] for row in Cells(written(rows, "html").decode()).rows[1:]] == texts
    sheet = load_workbook(io.BytesIO(written(rows, "xlsx")))["Result"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s"}
    assert [ESCAPE.sub(_sign, str(cell.value or "")) for cell in cells] == [ESCAPE.sub(_sign, text) for text in texts]
    shown = Cells(RENDER.render(written(rows, "md").decode()))
    assert [_visible(row[0]) for row in shown.rows[1:]] == [_visible(text) for text in texts]
    assert shown.inside <= {"br"}


def _sign(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))


def _visible(text: str) -> str:
    """The signs that Markdown keeps: no white space and no control characters, and the sign that stands for none in place of NUL."""
    return "".join(sign for sign in text.replace("\x00", "\ufffd") if not sign.isspace() and unicodedata.category(sign) != "Cc")
