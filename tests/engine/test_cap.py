"""Caps: a result that is cut is cut where the grammar has a LIMIT, whole rows in the query's order, and says so."""

import csv
import io
import json
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest

from tests.engine.common import in_memory
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Caps, EmbeddedEngine, Format, Formats, Request
from urbansec.engine.cap import CUT_LINK, count_rows, with_limit
from urbansec.engine.whole import Whole

NUMBERS = "\n".join(f'<http://e/{n:04}> <http://e/n> "{n}\\nof, \\"many\\" ]}}" .' for n in range(1000))
ALL = "SELECT ?s ?o { ?s <http://e/n> ?o } ORDER BY ?s"
TABLES = BOOLEAN_AND_TABLE
JSON, XML, CSV, TSV = TABLES


def run(query: str, offer: Format, caps: Caps) -> Whole:
    engine = EmbeddedEngine(in_memory(NUMBERS), caps=caps)
    return engine._run(Request(query), Formats(offer, offer))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * {}", "SELECT * {}\nLIMIT 7\n"),
        ("SELECT * {} # LIMIT 3", "SELECT * {} # LIMIT 3\nLIMIT 7\n"),
        ("SELECT * {} LIMIT 3", "SELECT * {} LIMIT 3"),
        ("SELECT * {} LIMIT 9 OFFSET 2", "SELECT * {} LIMIT 7 OFFSET 2"),
        ("SELECT * {} OFFSET 2", "SELECT * {} OFFSET 2\nLIMIT 7\n"),
        ("SELECT * {{SELECT * {} LIMIT 3}}", "SELECT * {{SELECT * {} LIMIT 3}}\nLIMIT 7\n"),
        ("SELECT * {} VALUES ?x {1}", "SELECT * {} \nLIMIT 7\nVALUES ?x {1}"),
        ("SELECT * {} ORDER BY ?LIMIT", "SELECT * {} ORDER BY ?LIMIT\nLIMIT 7\n"),
        ('SELECT ("LIMIT 2 } VALUES" AS ?x) {}', 'SELECT ("LIMIT 2 } VALUES" AS ?x) {}\nLIMIT 7\n'),
        ("SELECT ?s {?s ?p ?o} GROUP BY ?s HAVING(EXISTS{}) ORDER BY ?s", "SELECT ?s {?s ?p ?o} GROUP BY ?s HAVING(EXISTS{}) ORDER BY ?s\nLIMIT 7\n"),
    ],
)  # fmt: skip
def test_the_limit_goes_where_the_grammar_has_it(query: str, expected: str) -> None:
    assert with_limit(query, 7) == expected


@pytest.mark.parametrize("offer", TABLES, ids=lambda offer: offer.name)
@pytest.mark.parametrize(("caps", "limit"), [(Caps(rows=10), "rows"), (Caps(bytes=2000), "bytes"), (Caps(rows=900, bytes=3000), "bytes")])
def test_a_cut_table_holds_the_first_rows(offer: Format, caps: Caps, limit: str) -> None:
    whole = run(ALL, offer, caps)
    cut = whole.head.cut
    assert cut is not None
    assert cut.limit == limit
    rows = read(whole.content, offer)
    assert len(rows) == cut.rows > 0
    assert not caps.rows or cut.rows <= caps.rows
    assert not caps.bytes or len(whole.content) <= caps.bytes + len(CUT_LINK) + 30
    assert [row[0] for row in rows] == [f"http://e/{n:04}" for n in range(cut.rows)]
    assert rows[3][1] == '3\nof, "many" ]}'


@pytest.mark.parametrize("offer", TABLES, ids=lambda offer: offer.name)
@pytest.mark.parametrize("caps", [Caps(), Caps(rows=1000), Caps(bytes=1_000_000), Caps(rows=1001, bytes=1_000_000)])
def test_a_result_that_fits_is_left_alone(offer: Format, caps: Caps) -> None:
    whole = run(ALL, offer, caps)
    assert whole.head.cut is None
    assert len(read(whole.content, offer)) == 1000
    assert whole.content == run(ALL, offer, Caps()).content


@pytest.mark.parametrize("offer", [JSON, XML], ids=lambda offer: offer.name)
def test_json_and_xml_say_in_their_head_that_they_are_cut(offer: Format) -> None:
    content = run(ALL, offer, Caps(rows=2)).content
    if offer is JSON:
        assert json.loads(content)["head"] == {"link": [CUT_LINK], "vars": ["s", "o"]}
    else:
        names = [(element.tag.rpartition("}")[2], element.get("href")) for element in ET.fromstring(content)[0]]  # noqa: S314 - our own result
        assert names == [("variable", None), ("variable", None), ("link", CUT_LINK)]


@pytest.mark.parametrize("offer", GRAPH_FORMATS, ids=lambda offer: offer.name)
@pytest.mark.parametrize("caps", [Caps(rows=10), Caps(bytes=900)])
def test_a_cut_graph_holds_some_of_the_triples(offer: Format, caps: Caps) -> None:
    query = "CONSTRUCT { ?s <http://e/n> ?o } { ?s <http://e/n> ?o }"
    whole = run(query, offer, caps)
    assert whole.head.cut is not None
    assert isinstance(offer.writer, ox.RdfFormat)
    triples = list(ox.parse(whole.content, offer.writer))
    assert len(triples) == whole.head.cut.rows > 0
    everything = run(query, offer, Caps())
    assert everything.head.cut is None
    assert {str(t) for t in triples} < {str(t) for t in ox.parse(everything.content, offer.writer)}
    if offer.name in ("turtle", "ntriples", "trig", "nquads"):
        assert whole.content.startswith(b"# Cut after ")


def test_a_truth_value_is_never_cut() -> None:
    assert run("ASK {}", JSON, Caps(rows=1, bytes=3)).head.cut is None


@pytest.mark.parametrize("offer", TABLES, ids=lambda offer: offer.name)
def test_rows_of_a_beginning_are_counted(offer: Format) -> None:
    content = run(ALL, offer, Caps()).content
    assert count_rows(content, offer) == 1000
    for end in range(len(content) // 2, len(content) // 2 + 200):
        begun = content[:end].count(b"http://e/")
        assert begun - 2 <= count_rows(content[:end], offer, whole=False) <= begun


def read(content: bytes, offer: Format) -> list[list[str]]:
    """The rows as plain values."""
    if offer is CSV:
        return list(csv.reader(io.StringIO(content.decode(), newline="")))[1:]
    assert isinstance(offer.writer, ox.QueryResultsFormat)
    solutions = ox.parse_query_results(content, offer.writer)
    assert isinstance(solutions, ox.QuerySolutions)
    return [[getattr(solution[name], "value", "") for name in solutions.variables] for solution in solutions]
