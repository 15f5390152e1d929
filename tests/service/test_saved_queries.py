"""The saved queries: the catalogue, their answers over HTTP and by the command, and in another SPARQL engine."""

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
import rdflib
from rdflib.plugins.sparql.sparql import FrozenBindings
from rdflib.query import ResultRow
from rdflib.term import Identifier, Variable

from tests.cli.here import run
from tests.running import ROOT
from tests.running import run as in_a_process
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, EmbeddedEngine, Form
from urbansec.namespaces import ID
from urbansec.queries import Catalogue, SavedQuery, Table, read_table
from urbansec.results import formats_of

SAVED = Catalogue(ROOT / "queries" / "saved")
NAMES = [query.name for query in SAVED]
Row = Mapping[str, str]


def rows(table: Table) -> list[Row]:
    """The rows as plain values."""
    return [{name: cell["value"] for name, cell in row.items()} for row in table.rows]


def ask(engine: EmbeddedEngine, name: str, **given: str) -> list[Row]:
    """The answer to a saved query."""
    return rows(SAVED.get(name).table(engine, given))


def formats(query: SavedQuery) -> dict[str, str]:
    """Suffix and media type of each format of its result."""
    return {f.suffix: f.media_type for f in (GRAPH_FORMATS if query.form.gives_graph else BOOLEAN_AND_TABLE)}


def test_there_are_enough_of_them() -> None:
    wanted = {"cities-in-both-forums", "members-of-forum", "forums-of-city", "events", "member-counts-reported", "evidence-for", "disagreements", "timeline"}
    assert wanted <= set(NAMES)
    assert len(NAMES) >= 12
    assert sorted(NAMES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_it_is(name: str) -> None:
    header = SAVED.get(name).header
    assert header.summary
    assert header.tags
    assert all(parameter.description for parameter in header.params.values())


@pytest.mark.parametrize("name", NAMES)
def test_each_returns_rows_and_always_the_same(engine: EmbeddedEngine, name: str) -> None:
    query = SAVED.get(name)
    first = query.run(engine, {}, (GRAPH_FORMATS if query.form.gives_graph else BOOLEAN_AND_TABLE)[0])
    assert first.content == query.run(engine, {}, first.format).content
    if not query.form.gives_graph:
        assert rows(query.table(engine, {}))


@pytest.mark.parametrize("name", NAMES)
def test_over_http_and_by_the_command_the_bytes_are_the_same(client: httpx.Client, engine: EmbeddedEngine, name: str) -> None:
    query = SAVED.get(name)
    for form in GRAPH_FORMATS if query.form.gives_graph else BOOLEAN_AND_TABLE:
        by_suffix = client.get(f"/queries/{name}/result.{form.suffix}")
        by_accept = client.get(f"/queries/{name}/result", headers={"Accept": form.media_type})
        in_process = query.run(engine, {}, form).content
        assert by_suffix.status_code == 200, by_suffix.text
        assert by_suffix.headers["content-type"] == form.content_type
        assert by_suffix.content == by_accept.content == in_process


@pytest.mark.parametrize("suffix", [f.suffix for f in BOOLEAN_AND_TABLE])
def test_the_command_prints_the_same_bytes(client: httpx.Client, suffix: str) -> None:
    given = {"forum": "id:forum/efus", "on": "2020-01-01"}
    printed = run("query", "run", "members-of-forum", *(f"--param={name}={value}" for name, value in given.items()), "--format", suffix)
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout == client.get(f"/queries/members-of-forum/result.{suffix}", params=given).content


def test_the_command_prints_the_same_graph(client: httpx.Client) -> None:
    assert in_a_process("query", "run", "network", "--format", "turtle").stdout == client.get("/queries/network/result.ttl").content


# What an analysis computes from the rows no endpoint gives.
PLAIN = [query.name for query in SAVED if not query.header.analysis]


@pytest.mark.parametrize("name", PLAIN)
def test_the_endpoint_gives_the_same_rows_for_the_text(client: httpx.Client, name: str) -> None:
    query = SAVED.get(name)
    text = client.get(f"/queries/{name}/query.rq")
    assert text.headers["content-type"].partition(";")[0] == "application/sparql-query"
    assert text.text == query.text
    media_type = next(iter(formats(query).values()))
    by_text = client.post("/sparql", data={"query": text.text}, headers={"Accept": media_type})
    by_name = client.get(f"/queries/{name}/result", headers={"Accept": media_type})
    assert by_text.content == by_name.content, "the values in the file are not the defaults of the header"


@pytest.mark.parametrize("accept", [None, "application/json", "*/*"])
def test_the_catalogue_as_json(client: httpx.Client, accept: str | None) -> None:
    answer = client.get("/queries", headers={"Accept": accept} if accept else {})
    document = answer.json()
    assert [query["name"] for query in document["queries"]] == NAMES
    assert document["data_version"] == client.get("/health/ready").json()["data_version"]
    for query in document["queries"]:
        saved = SAVED.get(query["name"])
        assert (query["summary"], query["version"], query["form"]) == (saved.summary, saved.version, saved.form)
        assert set(query["parameters"]) == set(saved.header.params)
        assert client.get(query["links"]["self"], headers={"Accept": "application/json"}).json() == query
        assert (
            set(query["links"]["result"])
            == {f.name for f in formats_of(saved)}
            >= {f.name for f in (GRAPH_FORMATS if saved.form.gives_graph else BOOLEAN_AND_TABLE)}
        )


def test_the_catalogue_as_a_page(client: httpx.Client) -> None:
    import html

    page = html.unescape(client.get("/queries", headers={"Accept": "text/html"}).text)
    for query in SAVED:
        assert f'href="/queries/{query.name}"' in page
        assert query.summary in page


def test_unknown_queries_are_told_with_near_matches(client: httpx.Client) -> None:
    for path in ("/queries/member-of-forum", "/queries/member-of-forum/result", "/queries/member-of-forum/result.csv", "/queries/member-of-forum/query.rq"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["near"][0]) == (404, "members-of-forum")


def test_a_browser_is_sent_from_the_result_to_the_page(client: httpx.Client) -> None:
    answer = client.get("/queries/members-of-forum/result?on=2016-01-01", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/queries/members-of-forum?on=2016-01-01")
    assert "Essen" in client.get(answer.headers["location"], headers={"Accept": "text/html"}).text


def test_cities_in_both_forums(engine: EmbeddedEngine) -> None:
    found = {row["cityLabel"]: row for row in ask(engine, "cities-in-both-forums")}
    assert {"Bochum", "Essen", "Kaiserslautern"} <= set(found)
    for row in found.values():
        assert row["status"] in {"certain", "possible"}
        assert row["sourcesA"].startswith(f"{ID}source/")
        assert row["sourcesB"].startswith(f"{ID}source/")
        assert {row["basisA"], row["basisB"]} <= {"stated", "implied"}
    assert (found["Bochum"]["sinceA"], found["Bochum"]["sinceBasisA"]) == ("2023", "stated")
    assert (found["Essen"]["sinceB"], found["Essen"]["sinceBasisB"]) == ("2015", "stated")
    # That Essen is in Efus since 2015 no source says: it follows from the rule of DEFUS.
    assert (found["Essen"]["sinceA"], found["Essen"]["sinceBasisA"]) == ("2015", "implied")
    assert (found["Kaiserslautern"]["sinceA"], found["Kaiserslautern"]["sinceB"]) == ("2025-01-01", "2025-01-01")
    assert found["Bochum"]["certaintyB"] == "inferred"


def test_cities_in_both_forums_on_a_day(engine: EmbeddedEngine) -> None:
    on_day = {row["cityLabel"] for row in ask(engine, "cities-in-both-forums", on="2016-06-01")}
    assert "Essen" in on_day
    assert {"Bochum", "Kaiserslautern"} & on_day == set()
    assert ask(engine, "cities-in-both-forums", on="1980-01-01") == []


def test_implied_memberships_are_marked(engine: EmbeddedEngine) -> None:
    found = ask(engine, "forums-of-city", city="id:city/essen", on="2016-01-01")
    bases = {(row["forumLabel"], row["basis"]) for row in found}
    assert any(forum.startswith("European Forum") or forum == "Efus" for forum, basis in bases if basis == "implied"), bases
    assert {basis for _, basis in bases} == {"stated", "implied"}


def test_members_of_defus_on_the_first_day_of_2016(engine: EmbeddedEngine) -> None:
    found = {row["memberLabel"]: row["status"] for row in ask(engine, "members-of-forum", forum="id:forum/defus", on="2016-01-01")}
    assert found["Essen"] == "certain"
    assert "Bochum" not in found


def test_the_disagreements_are_listed_with_both_sources(engine: EmbeddedEngine) -> None:
    found: dict[str, dict[str, str]] = {}
    for row in ask(engine, "disagreements"):
        found.setdefault(row["disagreement"].rpartition("/")[2], {})[row["value"]] = row["source"].rpartition("/")[2]
    assert found["defus-cities"].items() >= {"17": "seed2", "18": "seed3"}.items()
    organisations = {
        (row["value"], row["source"].rpartition("/")[2]) for row in ask(engine, "disagreements") if row["disagreement"].endswith("/defus-organisations")
    }
    assert organisations >= {("3", "seed2"), ("2", "seed3")}


def test_the_main_question_by_the_command(client: httpx.Client) -> None:
    printed = in_a_process("query", "run", "cities-in-both-forums", "--format", "csv")
    found = list(csv.DictReader(io.StringIO(printed.stdout.decode(), newline="")))
    assert {"Bochum", "Essen", "Kaiserslautern"} <= {row["cityLabel"] for row in found}
    assert printed.stdout == client.get("/queries/cities-in-both-forums/result.csv").content


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> rdflib.Dataset:
    """What ``urbansec export`` writes, in rdflib, whose default graph is the union too."""
    file: Path = tmp_path_factory.mktemp("export") / "all.nq"
    assert run("export", "--format", "nquads", "--output", file).returncode == 0
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(file, format="nquads")
    return dataset


@pytest.fixture(scope="module")
def merged(exported: rdflib.Dataset) -> rdflib.Graph:
    """All of it as one graph, for queries that name none: rdflib asks of every triple of a dataset which graphs hold it."""
    graph = rdflib.Graph(store="SimpleMemory")
    graph.addN((s, p, o, graph) for s, p, o, _ in exported.quads())
    return graph


# Queries that rdflib 7 cannot run or answers otherwise, with the reason.
NOT_IN_RDFLIB = {"completeness": "rdflib needs minutes for it"}
DAY = re.compile(r"NOW\(\)")


@pytest.fixture
def quicker(monkeypatch: pytest.MonkeyPatch) -> None:
    """rdflib compares each row of one part of a query with each of the other, and looks up every variable as if it could be something else."""

    def compatible(one: FrozenBindings, other: FrozenBindings) -> bool:
        theirs = other._d
        return all(theirs.get(variable, value) == value for variable, value in one._d.items())

    look_up = FrozenBindings.__getitem__

    def value(bindings: FrozenBindings, key: Identifier | str) -> Identifier:
        return bindings._d[key] if type(key) is Variable and key in bindings._d else look_up(bindings, key)

    monkeypatch.setattr(FrozenBindings, "compatible", compatible)
    monkeypatch.setattr(FrozenBindings, "__getitem__", value)


@pytest.mark.usefixtures("quicker")
@pytest.mark.parametrize("name", NAMES)
def test_another_engine_gives_the_same_rows(engine: EmbeddedEngine, exported: rdflib.Dataset, merged: rdflib.Graph, name: str) -> None:
    if name in NOT_IN_RDFLIB:
        pytest.skip(NOT_IN_RDFLIB[name])
    query = SAVED.get(name)
    result = (exported if "GRAPH" in query.text else merged).query(query.text)
    if query.form is Form.CONSTRUCT:
        assert result.graph is not None
        ours = rdflib.Graph().parse(data=query.run(engine, {}, GRAPH_FORMATS[3]).content, format="nt")
        assert set(result.graph) == set(ours)
        return
    theirs = Counter(frozenset(_plain(row).items()) for row in result if isinstance(row, ResultRow))
    # Of a query with an analysis both give the edges; what is made of them is no matter of the engine.
    ours_rows = read_table(engine.execute(query.call(engine, {}).request, BOOLEAN_AND_TABLE[0]).content).rows
    wanted = Counter(frozenset((name, _value(cell["value"])) for name, cell in row.items()) for row in ours_rows)
    assert theirs == wanted


def _plain(row: ResultRow) -> dict[str, object]:
    return {str(name): _value(str(value)) for name, value in row.asdict().items() if value is not None}


def _value(text: str) -> object:
    """Numbers by their value, and lists as sets: how zeros are written and groups are ordered is no difference."""
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    return frozenset(text.split(" " if text.startswith("http") else "; "))
