"""Asking: saved queries, queries of one's own, searches; values as programs have them; errors that help."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pytest

import urbansec
from tests.running import ROOT, Server, environment
from urbansec.citation import CitationError
from urbansec.client import Client, ServiceError
from urbansec.errors import NotFoundError, ParameterError, QuerySyntaxError, SettingsError, UpdateRefusedError

ESSEN = "https://w3id.org/urbansec/id/city/essen"
DEFUS = {"forum": "id:forum/defus", "on": "2016-01-01"}


def test_the_client_is_where_the_package_says() -> None:
    assert urbansec.Client is Client
    assert "Client" in urbansec.__all__
    with pytest.raises(AttributeError, match="no attribute 'Clinet'"):
        urbansec.Clinet  # type: ignore[attr-defined]  # noqa: B018


def test_the_commands_start_without_it() -> None:
    import subprocess
    import sys

    program = "import sys, urbansec.cli; print([name for name in ('urbansec.client', 'pandas', 'polars', 'matplotlib', 'networkx') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_rows_are_typed(graph: Client) -> None:
    answer = graph.run("members-of-forum", **DEFUS)
    assert len(answer) == 12
    row = next(row for row in answer if row.member == ESSEN)
    assert (row.memberLabel, row["status"], row[2]) == ("Essen", "certain", "city")
    assert isinstance(row.lat, Decimal)
    assert row._asdict()["basis"] == "stated"
    assert answer.variables[:2] == ("member", "memberLabel")
    assert answer["memberLabel"][0] == answer[0].memberLabel
    assert answer.to_dicts()[0] == dict(zip(answer.variables, answer[0], strict=True))
    assert repr(answer).startswith("<members-of-forum: 12 rows of member, memberLabel")
    with pytest.raises(KeyError, match="there are: member"):
        answer["nothing"]


def test_kinds_of_values(graph: Client) -> None:
    text = """PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
    SELECT ?iri ?text ?whole ?part ?float ?truth ?day ?year ?class ?none { VALUES (?iri ?text ?whole ?part ?float ?truth ?day ?year ?class ?none) {
        (<urn:x> "Zürich"@de 42 4.50 1e3 true "2020-02-29"^^xsd:date "2020"^^xsd:gYear "a word of Python" UNDEF) } }"""
    (row,) = graph.sparql(text)
    assert row[:8] == ("urn:x", "Zürich", 42, Decimal("4.50"), 1000.0, True, date(2020, 2, 29), "2020")
    assert row["class"] == row[8] == "a word of Python"
    assert row.none is None
    assert [type(value) for value in row[2:7]] == [int, Decimal, float, bool, date]


@pytest.mark.parametrize(
    "day",
    [date(2016, 1, 1), datetime(2016, 1, 1), pd.Timestamp("2016-01-01"), np.datetime64("2016-01-01"), "2016-01-01", "2016"],  # noqa: DTZ001
    ids=lambda day: type(day).__name__,
)
def test_a_day_in_any_form(graph: Client, day: object) -> None:
    assert graph.run("members-of-forum", forum="id:forum/defus", on=day).rows == graph.run("members-of-forum", **DEFUS).rows


def test_values_as_programs_have_them(graph: Client) -> None:
    two = graph.run("members-of-several-forums", least=2)
    assert graph.run("members-of-several-forums", least=np.int64(2)).rows == two.rows
    assert graph.run("members-of-several-forums", {"least": "2"}).rows == two.rows
    assert len(graph.run("members-of-several-forums", least=3)) < len(two)
    essen = graph.search("Essen", kind="city")[0]
    assert graph.run("city-profile", city=essen).rows == graph.run("city-profile", city=ESSEN).rows == graph.run("city-profile", city="id:city/essen").rows
    both = ["id:forum/efus", "id:forum/defus"]
    answers = [graph.run("membership-network", on="2020", forums=forums).rows for forums in (both, tuple(both), pd.Series(both), np.array(both), iter(both))]
    assert all(answer == answers[0] for answer in answers)
    assert {row.forum.rpartition("/")[2] for row in answers[0]} == {"efus", "defus"}
    assert graph.run("members-of-forum", least=None, **DEFUS).rows == graph.run("members-of-forum", least=pd.NaT, **DEFUS).rows


@pytest.mark.parametrize("value", [object(), b"bytes", {"a": 1}, datetime(2016, 1, 1, 12), float("nan"), [object()]], ids=lambda value: type(value).__name__)  # noqa: DTZ001
def test_values_that_are_none(graph: Client, value: object) -> None:
    with pytest.raises(ParameterError, match=r"on must be|on takes"):
        graph.run("members-of-forum", forum="id:forum/defus", on=value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"forun": "x"}, "This query has no parameter forun; it has: forum, on, least. Did you mean forum?"),
        ({"page-size": 3}, "no parameter page-size"),
        ({"data-version": "x"}, "no parameter data-version"),
        ({"on": "yesterday"}, "on must be a day"),
        ({"forum": "id:forum/defsu"}, "Did you mean id:forum/defus"),
        ({"least": "sure"}, "least must be one of certain, possible, unknown"),
        ({"on": ["2016-01-01", "2017-01-01"]}, "on takes one value"),
    ],
)
def test_a_parameter_that_is_not_right(graph: Client, given: dict[str, object], said: str) -> None:
    with pytest.raises(ParameterError) as error:
        graph.run("members-of-forum", given)
    assert said in str(error.value)
    assert error.value.parameter == next(iter(given))
    assert error.value.parameter == error.value.members["parameter"]


def test_near_values_are_told_to_programs_too(graph: Client) -> None:
    with pytest.raises(ParameterError) as error:
        graph.run("members-of-forum", forum="id:forum/defsu")
    near = error.value.members["near"]
    assert isinstance(near, list)
    assert "id:forum/defus" in near


@pytest.mark.parametrize(
    "name", ["members-of-forun", "members-of-forum@0123456789abcdef", "", "..", "../sparql", "a/b", "header.schema.json", "x" * 5_000, "é", "\ud800"]
)
def test_an_unknown_query(graph: Client, name: str) -> None:
    with pytest.raises(NotFoundError) as error:
        graph.run(name)
    assert name != "members-of-forun" or "members-of-forum" in error.value.near


def test_a_version_may_be_named(graph: Client) -> None:
    question = graph.describe("members-of-forum")
    assert graph.run(f"members-of-forum@{question.version}", **DEFUS).rows == graph.run("members-of-forum", **DEFUS).rows


def test_queries_are_found_and_explained(graph: Client) -> None:
    names = [question.name for question in graph.queries()]
    assert names == sorted(path.stem for path in (ROOT / "queries" / "saved").glob("*.rq"))
    assert "membership-network" in [question.name for question in graph.queries("network")][:3]
    assert all("event" in question.tags for question in graph.queries(tag="event"))
    assert graph.queries(tag=["event", "forum"])
    question = graph.describe("members-of-forum")
    assert question.parameters["forum"].resource_class == "urb:Forum"
    assert "geojson" in question.formats
    assert "forum: urb:Forum, default id:forum/defus" in str(question)
    assert "<table>" in question._repr_html_()
    assert repr(question) == "<members-of-forum: Members of a forum on a day>"
    assert question.text == (ROOT / "queries" / "saved" / "members-of-forum.rq").read_text(encoding="utf-8")


def test_a_query_of_ones_own(graph: Client) -> None:
    assert graph.sparql("ASK { ?s ?p ?o }")[0].answer is True
    (row,) = graph.sparql("PREFIX urb: <https://w3id.org/urbansec/ontology#> SELECT (COUNT(*) AS ?forums) { ?forum a urb:Forum }")
    assert isinstance(row.forums, int)
    triples = graph.sparql(f"CONSTRUCT {{ <{ESSEN}> ?p ?o }} WHERE {{ <{ESSEN}> ?p ?o }}")
    assert triples.variables == ("subject", "predicate", "object")
    assert {row.subject for row in triples} == {ESSEN}
    assert triples.to_bytes("nt").count(b"\n") == len(triples)
    with pytest.raises(CitationError, match="Only the answer of a saved query"):
        triples.citation  # noqa: B018
    assert triples.about["Query"].startswith("CONSTRUCT")


def test_its_errors_tell_line_and_column(graph: Client) -> None:
    with pytest.raises(QuerySyntaxError) as error:
        graph.sparql("SELECT *\nWHERE { ?s ?p }")
    assert (error.value.line, error.value.column) == (2, 15)
    with pytest.raises(UpdateRefusedError):
        graph.sparql("DELETE WHERE { ?s ?p ?o }")


def test_its_view_is_given(graph: Client) -> None:
    text = "PREFIX wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#> SELECT ?city ?lat ?long { ?city wgs:lat ?lat ; wgs:long ?long } LIMIT 3"
    answer = graph.sparql(text, view={"kind": "map", "lat": "lat", "lon": "long"})
    assert len(answer.to_geojson()["features"]) == 3
    with pytest.raises(NotFoundError, match="no format 'geojson'"):
        graph.sparql(text).to_geojson()


def test_search(graph: Client) -> None:
    assert graph.search("Esen")[0].iri == ESSEN
    assert graph.search("Köln", language="de")[0].label == "Köln"
    assert {hit.kind.rpartition("#")[2] for hit in graph.search("e", kind=["forum"], limit=3)} <= {"Forum", "NationalForum"}
    assert len(graph.search("a", limit=5)) == 5
    assert graph.search("") == []


def test_both_give_equal_answers_and_citations(here: Client, there: Client) -> None:
    for name, given in (
        ("members-of-forum", DEFUS),
        ("cities-in-both-forums", {"on": "2020-09-28"}),
        ("network", {}),
        ("membership-network-measures", {"on": "2020"}),
    ):
        one, other = here.run(name, given), there.run(name, given)
        assert one.rows == other.rows
        assert one.table == other.table
        assert one.citation.checksum == other.citation.checksum
        assert one.citation.arguments == other.citation.arguments
        assert one.citation.data_version == one.data_version
        assert other.citation.service == there._source.service
        assert one.citation.service is None
        assert one.citation.kept == other.citation.kept


def test_a_permalink_leads_to_the_same_rows(there: Client) -> None:
    import httpx

    answer = there.run("members-of-forum", **DEFUS)
    permalink = httpx.URL(answer.citation.permalink(there._source.service))
    content = httpx.get(permalink.copy_with(path=f"{permalink.path}/result.csv")).content
    assert content == answer.to_bytes("csv")


def test_data_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text("<urn:a> <urn:knows> <urn:b> .", encoding="utf-8")
    with Client(data=file) as mine:
        assert [tuple(row) for row in mine.sparql("SELECT ?s ?p ?o { ?s ?p ?o }")] == [("urn:a", "urn:knows", "urn:b")]
    with Client(data=[str(file)]) as mine:
        assert len(mine.sparql("SELECT * { ?s ?p ?o }")) == 1
    assert repr(mine) == "urbansec.Client()"


def test_data_or_a_service() -> None:
    with pytest.raises(TypeError, match="not both"):
        Client("http://127.0.0.1", data="x.ttl")


def test_settings_are_those_of_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("URBANSEC_QUERY_SECONDS", "never")
    with pytest.raises(SettingsError, match="URBANSEC_QUERY_SECONDS"):
        Client()


@pytest.mark.parametrize("url", ["", "essen", "ftp://example.org", "http://", "file:///etc/passwd", "http://a b/\x00"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ServiceError, match="no address of a service"):
        Client(url)


def test_a_service_that_is_not_there() -> None:
    with Client("http://127.0.0.1:9", patience=0) as graph, pytest.raises(ServiceError, match="cannot be reached"):
        graph.run("forums")


def test_the_address_may_end_in_a_slash(server: Server) -> None:
    with Client(f"{server.url}/") as graph:
        assert len(graph.run("forums")) > 0
        assert repr(graph) == f"urbansec.Client({server.url!r})"
