"""Parquet files, as pyarrow and pandas read them."""

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa  # type: ignore[import-untyped]  # ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # the same
import pytest

from tests.results.support import ABOUT, HOSTILE, iri, literal, table, written
from urbansec.queries.table import Cell, Table
from urbansec.results.parquet import METADATA

DIGITS = "1" * 80


def read(content: bytes) -> pa.Table:
    """The table in a file."""
    return pq.read_table(io.BytesIO(content))


CASES: list[tuple[str, list[Cell | None], str, list[object]]] = [
    ("iri", [iri("http://a/"), None], "string", ["http://a/", None]),
    ("text", [literal("42")], "string", ["42"]),
    ("integer", [literal("42", "integer"), None], "int64", [42, None]),
    ("largest", [literal(str(2**63 - 1), "integer"), literal(str(-(2**63)), "integer")], "int64", [2**63 - 1, -(2**63)]),
    ("too large", [literal(str(2**63), "integer"), literal("1", "integer")], "decimal128(19, 0)", [Decimal(2**63), Decimal(1)]),
    ("enormous", [literal(DIGITS, "integer")], "string", [DIGITS]),
    ("decimal", [literal("1.50", "decimal"), literal("-100.123", "decimal")], "decimal128(6, 3)", [Decimal("1.500"), Decimal("-100.123")]),
    ("zero", [literal("0.00", "decimal")], "decimal128(3, 2)", [Decimal("0.00")]),
    ("long decimal", [literal(f"{'1' * 40}.5", "decimal")], "decimal256(41, 1)", [Decimal(f"{'1' * 40}.5")]),
    ("double", [literal("1e3", "double"), literal("INF", "double")], "double", [1000.0, float("inf")]),
    ("boolean", [literal("true", "boolean")], "bool", [True]),
    ("date", [literal("1848-03-18", "date")], "date32[day]", [date(1848, 3, 18)]),
    ("time", [literal("2020-01-01T10:00:00.5", "dateTime")], "timestamp[us]", [datetime(2020, 1, 1, 10, 0, 0, 500000, tzinfo=UTC).replace(tzinfo=None)]),
    ("time in a zone", [literal("2020-01-01T10:00:00+02:00", "dateTime")], "timestamp[us, tz=UTC]", [datetime(2020, 1, 1, 8, tzinfo=UTC)]),
    ("partial date", [literal("2020-01-01", "date"), literal("2019", "gYear")], "string", ["2020-01-01", "2019"]),
    ("nothing", [None], "string", [None]),
]


@pytest.mark.parametrize(("cells", "kind", "values"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_types(cells: list[Cell | None], kind: str, values: list[object]) -> None:
    found = read(written(table(x=cells), "parquet"))
    assert (found.column_names, str(found.schema.field("x").type)) == (["x"], kind)
    assert found.column("x").to_pylist() == values


def test_the_file_says_what_it_is() -> None:
    schema = read(written(table(day=[literal("2020-01-01", "date")], name=[literal("a")]), "parquet")).schema
    assert json.loads(schema.metadata[METADATA]) == ABOUT
    assert {field.name: field.metadata[METADATA].decode() for field in schema} == {"day": "date", "name": "text"}


def test_texts_stay_texts() -> None:
    found = read(written(table(label=[literal(text) for text in HOSTILE]), "parquet"))
    assert found.column("label").to_pylist() == HOSTILE


def test_a_data_frame_is_made_of_it() -> None:
    import pandas as pd  # type: ignore[import-untyped]  # ships no types

    frame = pd.read_parquet(io.BytesIO(written(table(n=[literal("1", "integer"), None], day=[literal("2020-01-01", "date"), None]), "parquet")))
    assert frame["n"].sum() == 1
    assert frame["day"][0] == date(2020, 1, 1)


def test_no_rows_and_equal_bytes() -> None:
    assert read(written(Table(("a", "b"), ()), "parquet")).num_rows == 0
    one = table(x=[literal("1", "integer")])
    assert written(one, "parquet") == written(one, "parquet")
