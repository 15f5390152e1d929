"""The harness itself: nothing is left out unseen, results are compared as they must be, and a wrong answer fails."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.conformance import description, graph_store, protocol, queries, report, shacl, turtle
from tests.conformance.compare import XSD, Table, Term, difference
from tests.conformance.known import judge, known_failures
from tests.conformance.results import read_graph, read_result, same_graph
from tests.conformance.service import Service
from tests.conformance.suites import Entry, entries, folder, query_cases, turtle_entries
from tests.running import Server, listening

with_suites = pytest.mark.skipif(folder() is None, reason="URBANSEC_W3C does not name the folder of the W3C's test suites")


@with_suites
def test_no_test_of_the_suites_is_lost() -> None:
    kinds = Counter(case.kind for case in query_cases())
    assert kinds["QueryEvaluationTest"] == 309
    assert kinds["CSVResultFormatTest"] == 3
    assert kinds["PositiveSyntaxTest11"] + kinds["PositiveUpdateSyntaxTest11"] == 108
    assert kinds["NegativeSyntaxTest11"] + kinds["NegativeUpdateSyntaxTest11"] == 61
    assert len(queries.evaluation_cases()) == 312
    assert (len(queries.syntax_cases()), len(queries.update_syntax_cases())) == (106, 63)
    assert (len(protocol.query_entries()), len(protocol.update_entries())) == (20, 14)
    assert len(entries("service-description")) == 3
    assert (len(graph_store.reading_entries()), len(graph_store.all_entries())) == (18, 31)
    assert len(turtle_entries()) == 313
    assert (len(shacl.cases()), sum(case.wanted is None for case in shacl.cases())) == (121, 7)
    assert [count for _, count, _ in report.not_applicable()] == [14, 63, 94, 9, 4]


@with_suites
def test_what_is_reached_is_no_less_than_the_engine_itself() -> None:
    reached = {row.name: (row.passed, len(row.tests)) for row in report.overview()}
    assert reached["SPARQL 1.1 Protocol, query operation"] == (20, 20)
    assert reached["SPARQL 1.1 Service Description"] == (3, 3)
    assert reached["SPARQL 1.1 Query, evaluation, with CSV, TSV and JSON results"] >= (224, 235)
    assert reached["SPARQL 1.1 Query, syntax to accept"] == (63, 63)
    assert reached["SPARQL 1.1 Query, syntax to refuse"] == (40, 40)
    assert reached["SHACL, core"] == (98, 98)
    assert reached["SHACL-SPARQL"] >= (22, 23)


@with_suites
def test_every_known_failure_is_a_test_with_a_reason() -> None:
    tests = {test for row in report.overview() for test in row.tests}
    assert set(known_failures()) <= tests
    assert all(len(reason) > 30 for reason in known_failures().values())


@with_suites
def test_the_page_is_up_to_date() -> None:
    assert report.PAGE.read_text(encoding="utf-8") == report.document(), "run `python -m tests.conformance.report`"


def test_a_new_failure_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.conformance.known.known_failures", dict)
    judge("some/test", "")
    with pytest.raises(pytest.fail.Exception, match="found nothing"):
        judge("some/test", "found nothing")


def test_an_unexpected_pass_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.conformance.known.known_failures", lambda: {"some/test": "It cannot."})
    with pytest.raises(pytest.fail.Exception, match="passes now"):
        judge("some/test", "")
    with pytest.raises(pytest.xfail.Exception, match="It cannot"):
        judge("some/test", "found nothing")


def table(*rows: dict[str, Term], ordered: bool = False) -> Table:
    """A table with the variables x and y."""
    return Table(("x", "y"), rows, ordered)


def literal(text: str, datatype: str = "", language: str = "") -> Term:
    """A literal of a type of XML Schema."""
    return Term("literal", text, f"{XSD}{datatype}" if datatype else "", language)


A, B = Term("iri", "urn:a"), Term("iri", "urn:b")
P, Q, R = Term("blank", "p"), Term("blank", "q"), Term("blank", "r")
SAME = [
    (table(), table()),
    (table({"x": A}, {"x": B}), table({"x": B}, {"x": A})),
    (table({"x": A}, {"x": B}, ordered=True), table({"x": A}, {"x": B}, ordered=True)),
    (table({"x": P}), table({"x": Q})),
    (table({"x": P, "y": Q}, {"x": Q, "y": P}), table({"x": Q, "y": P}, {"x": P, "y": Q})),
    (table({"x": P, "y": A}, {"x": Q, "y": B}), table({"x": R, "y": B}, {"x": P, "y": A})),
    (table({"x": literal("1.0", "decimal")}), table({"x": literal("1", "decimal")})),
    (table({"x": literal("01", "integer")}), table({"x": literal("1", "integer")})),
    (table({"x": literal("1e0", "double")}), table({"x": literal("1.0E0", "double")})),
    (table({"x": literal("1", "boolean")}), table({"x": literal("true", "boolean")})),
    (table({"x": literal("a", "string")}), table({"x": literal("a")})),
    (table({"x": literal("a", language="en-GB")}), table({"x": literal("a", language="EN-gb")})),
    (table({"x": Term("text", "1.0E6")}), table({"x": Term("text", "1000000")})),
    (True, True),
]
DIFFERENT = [
    (table(), table({"x": A})),
    (table({"x": A}), table({"x": B})),
    (table({"x": A}), table({"y": A})),
    (table({"x": A}, {"x": A}), table({"x": A}, {"x": B})),
    (table({"x": A}, {"x": B}), table({"x": B}, {"x": A}, ordered=True)),
    (table({"x": P, "y": P}), table({"x": P, "y": Q})),
    (table({"x": P, "y": Q}), table({"x": P, "y": P})),
    (table({"x": P}, {"x": Q}), table({"x": P}, {"x": P})),
    (table({"x": P}), table({"x": A})),
    (table({"x": literal("1", "integer")}), table({"x": literal("1", "decimal")})),
    (table({"x": literal("1", "integer")}), table({"x": literal("1")})),
    (table({"x": literal("a", language="en")}), table({"x": literal("a")})),
    (table({"x": literal("urn:a")}), table({"x": A})),
    (Table(("x",), ()), table()),
    (True, False),
    (True, table()),
]


@pytest.mark.parametrize(("found", "wanted"), SAME)
def test_the_same(found: Table | bool, wanted: Table | bool) -> None:
    assert difference(found, wanted) == ""


@pytest.mark.parametrize(("found", "wanted"), DIFFERENT)
def test_not_the_same(found: Table | bool, wanted: Table | bool) -> None:
    assert difference(found, wanted)


def test_graphs_are_compared_as_graphs() -> None:
    one, other, third = (
        read_graph(text.encode(), "urn:x:")
        for text in ("_:a <urn:p> _:b . _:b <urn:p> 1.0 .", "_:b <urn:p> _:c . _:c <urn:p> 1.00 .", "_:a <urn:p> _:a . _:b <urn:p> 1.0 .")
    )
    assert same_graph(one, other, by_value=True)
    assert not same_graph(one, other, by_value=False)
    assert not same_graph(one, third, by_value=True)


@pytest.mark.parametrize(
    ("suffix", "writer"),
    [(".srj", ox.QueryResultsFormat.JSON), (".srx", ox.QueryResultsFormat.XML), (".tsv", ox.QueryResultsFormat.TSV)],
)
def test_each_format_is_read_alike(suffix: str, writer: ox.QueryResultsFormat) -> None:
    values = r"""(<urn:é> "a\tb\n\"c\"\\") (1 "ü"@de) (1.5 "x"^^<urn:t>) (true UNDEF) (1e6 "")"""
    solutions = ox.Store().query(f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {values} }} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    found = read_result(solutions.serialize(format=writer) or b"", suffix)
    wanted = table(
        {"x": Term("iri", "urn:é"), "y": literal('a\tb\n"c"\\')},
        {"x": literal("1", "integer"), "y": literal("ü", language="de")},
        {"x": literal("1.5", "decimal"), "y": Term("literal", "x", "urn:t")},
        {"x": literal("true", "boolean")},
        {"x": literal("1e6", "double"), "y": literal("")},
    )
    assert difference(found, wanted) == ""


class Lying:
    """An endpoint that answers every request in the same way, whatever is asked."""

    def __init__(self, status: int, media_type: str, body: bytes) -> None:
        self._start = {"type": "http.response.start", "status": status, "headers": [(b"content-type", media_type.encode())]}
        self._body = {"type": "http.response.body", "body": body}

    async def __call__(self, scope: object, receive: object, send: object) -> None:  # noqa: ARG002 - an ASGI application
        """Answer."""
        await send(self._start)  # type: ignore[operator]  # plain objects keep this canary small
        await send(self._body)  # type: ignore[operator]


@pytest.fixture
def liar(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """A service that lies."""
    with listening(Lying(*request.param)) as url:
        service = Service(Server(url, None), tmp_path, serves_all=True)  # type: ignore[arg-type]  # there is no process to tell of new data
        with service.client:
            yield service


EMPTY_XML = b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="none"/></head><results/></sparql>'


def answered(failures: list[tuple[str, str]]) -> int:
    """The number of tests that found nothing wrong."""
    assert failures
    return sum(not failure for _, failure in failures)


@with_suites
@pytest.mark.parametrize("liar", [(200, "application/sparql-results+xml", EMPTY_XML)], indirect=True)
def test_a_wrong_result_fails(liar: Service) -> None:
    """The canary: an endpoint that always gives the same empty result passes none of the tests that compare one."""
    tested = [case for case in queries.evaluation_cases() if case.result and case.result.suffix == ".srx"]
    assert answered([(case.id, queries.evaluate(case, liar)) for case in tested]) == 0
    assert answered([(case.id, queries.refuse(case, liar)) for case in queries.syntax_cases() if "Negative" in case.kind]) == 0
    tabular = "query_content_type_select"  # asks for nothing but a table, and this is one
    assert answered([(e.id, protocol.run_protocol(e, liar.url)) for e in protocol.query_entries() if e.name != tabular]) == 0
    assert answered([(e.id, description.run_description(e, liar)) for e in entries("service-description")]) == 0


@with_suites
@pytest.mark.parametrize("liar", [(400, "application/problem+json", b'{"type": "problems#query-syntax", "detail": "No."}')], indirect=True)
def test_a_refusal_fails(liar: Service) -> None:
    assert answered([(case.id, queries.evaluate(case, liar)) for case in queries.evaluation_cases()]) == 0
    assert answered([(case.id, queries.accept(case, liar)) for case in queries.syntax_cases() if "Positive" in case.kind]) == 0
    assert answered([(e.id, protocol.run_protocol(e, liar.url)) for e in protocol.query_entries() if not e.name.startswith("bad")]) == 0


@with_suites
def test_wrong_triples_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary for Turtle: a loader that reads something else passes none of the tests that compare a graph."""
    other = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.NamedNode("urn:o"))
    monkeypatch.setattr("tests.conformance.turtle.DataFile.quads", lambda _: iter([other]))
    tested: list[Entry] = [e for e in turtle_entries() if e.manifest.kind(e.node) != "TestTurtlePositiveSyntax"]
    assert answered([(entry.id, turtle.run_turtle(entry)) for entry in tested]) == 0


@pytest.mark.parametrize(
    ("turtle_text", "words"),
    [
        ("<urn:s> a sd:Service ; sd:defaultDataset <urn:d> .", "no sd:Dataset"),
        ("<urn:s> sd:endpoint <urn:s> .", "is no sd:Service"),
        ('<urn:s> a sd:Service ; sd:endpoint "urn:s" .', "literal"),
        ("<urn:s> a sd:Service ; sd:endpont <urn:s> .", "no property"),
        ("<urn:s> a sd:Service ; sd:feature sd:Everything .", "no sd:Feature"),
        ("<urn:n> a sd:NamedGraph .", "exactly one"),
    ],
)
def test_a_description_against_its_vocabulary_fails(turtle_text: str, words: str) -> None:
    text = f"@prefix sd: <http://www.w3.org/ns/sparql-service-description#> . {turtle_text}"
    assert words in description.schema_failure(set(read_graph(text.encode(), "urn:x:")))


@with_suites
def test_a_wrong_report_fails() -> None:
    """The canary for SHACL: a validator that finds nothing, one that refuses everything, and one that names another shape."""
    tested = [case for case in shacl.cases() if case.wanted]
    right = shacl.by_engine("auto")

    def elsewhere(data: Path, shapes: Path) -> list[shacl.Row] | None:
        found = right(data, shapes)
        return None if found is None else [(*row[:5], ox.NamedNode("urn:another")) for row in found]

    assert len(tested) > 90
    assert answered([(case.id, shacl.run_shacl(case, lambda *_: [])) for case in tested]) == 0
    assert answered([(case.id, shacl.run_shacl(case, lambda *_: None)) for case in tested]) == 0
    assert answered([(case.id, shacl.run_shacl(case, elsewhere)) for case in tested]) == 0
