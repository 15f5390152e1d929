"""Columns have the type that their terms have, and lose nothing for it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from math import isnan

import pyoxigraph as ox
import pytest

from tests.results.support import iri, literal, table
from urbansec.queries.table import Cell, as_cell
from urbansec.results import columns
from urbansec.results.columns import as_term

WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
CASES: list[tuple[str, list[Cell | None], str, list[object]]] = [
    ("nothing bound", [None, None], "text", [None, None]),
    ("iris", [iri("http://a/"), None], "iri", ["http://a/", None]),
    ("texts", [literal("42"), literal("zwei", language="de")], "text", ["42", "zwei"]),
    ("whole numbers", [literal("042", "integer"), literal("-7", "nonNegativeInteger"), None], "integer", [42, -7, None]),
    ("large numbers", [literal(str(10**30), "integer")], "integer", [10**30]),
    ("decimals", [literal("1.50", "decimal"), literal(".5", "decimal")], "decimal", [Decimal("1.50"), Decimal("0.5")]),
    ("whole and decimal", [literal("1", "integer"), literal("0.1", "decimal")], "decimal", [Decimal(1), Decimal("0.1")]),
    ("floats", [literal("1e3", "double"), literal("-INF", "float"), literal("1", "integer")], "double", [1000.0, float("-inf"), 1.0]),
    ("a number larger than floats", [literal("1e3", "double"), literal("9" * 400, "integer")], "mixed", ["1e3", "9" * 400]),
    ("truth values", [literal("true", "boolean"), literal("0", "boolean")], "boolean", [True, False]),
    ("days", [literal("2020-02-29", "date")], "date", [date(2020, 2, 29)]),
    ("days and years", [literal("2020-02-29", "date"), literal("2019", "gYear")], "partial-date", ["2020-02-29", "2019"]),
    ("years", [literal("2019", "gYear"), literal("2019-05", "gYearMonth")], "partial-date", ["2019", "2019-05"]),
    ("a day before Christ", [literal("-0044-03-15", "date")], "partial-date", ["-0044-03-15"]),
    ("a day in a zone", [literal("2020-02-29Z", "date")], "partial-date", ["2020-02-29Z"]),
    ("times", [literal("2020-01-01T10:00:00Z", "dateTime")], "datetime", [datetime(2020, 1, 1, 10, tzinfo=UTC)]),
    ("times with and without zone", [literal("2020-01-01T10:00:00Z", "dateTime"), literal("2020-01-01T10:00:00", "dateTime")], "mixed",
     ["2020-01-01T10:00:00Z", "2020-01-01T10:00:00"]),
    ("midnight at the end", [literal("2020-01-01T24:00:00", "dateTime")], "partial-date", ["2020-01-01T24:00:00"]),
    ("ill-typed", [literal("many", "integer"), literal("2020-13-01", "date")], "mixed", ["many", "2020-13-01"]),
    ("all ill-typed numbers", [literal("many", "integer"), literal("1_000", "integer")], "text", ["many", "1_000"]),
    ("iris and texts", [iri("http://a/"), literal("a")], "mixed", ["http://a/", "a"]),
    ("numbers and texts", [literal("1", "integer"), literal("1")], "mixed", ["1", "1"]),
    ("geometries", [literal("POINT(1 2)", WKT)], "text", ["POINT(1 2)"]),
    ("a blank node", [{"type": "bnode", "value": "b0"}], "text", ["_:b0"]),
    ("digits without end", [literal("1" * 5_000, "integer")], "text", ["1" * 5_000]),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "kind", "values"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_kinds_and_values(cells: list[Cell | None], kind: str, values: list[object]) -> None:
    (column,) = columns(table(x=cells))
    assert (column.name, column.kind) == ("x", kind)
    assert list(column.values) == values
    assert [type(value) for value in column.values] == [type(value) for value in values]


def test_what_is_no_number_is_told_by_its_name() -> None:
    (column,) = columns(table(x=[literal("NaN", "double")]))
    (value,) = column.values
    assert column.kind == "double"
    assert isinstance(value, float)
    assert isnan(value)


def test_columns_come_in_the_order_of_the_variables() -> None:
    assert [column.name for column in columns(table(b=[iri("http://b/")], a=[iri("http://a/")]))] == ["b", "a"]


@pytest.mark.parametrize(
    "term",
    [
        ox.NamedNode("http://example.org/ü"),
        ox.BlankNode("b0"),
        ox.Literal('a"b\\c\n', language="en"),
        ox.Literal("1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        ox.Literal("plain"),
        ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c", language="de")),
    ],
    ids=str,
)
def test_a_term_survives_being_a_cell(term: object) -> None:
    assert as_term(as_cell(term)) == term


def test_a_triple_term_of_an_answer_is_read() -> None:
    rows = ox.Store().query('SELECT (<<( <urn:a> <urn:b> "c"@de )>> AS ?x) {}')
    assert isinstance(rows, ox.QuerySolutions)
    from urbansec.queries import read_table

    answer = read_table(rows.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    assert as_term(answer.rows[0]["x"]) == ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c", language="de"))
    (column,) = columns(answer)
    assert column.values == ("<<( urn:a urn:b c )>>",)
