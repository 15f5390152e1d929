"""Saved queries: each says what it answers, is SPARQL to other parsers too, and agrees with the others.

What ``urbansec query check`` looks for (that they answer, in time, in a settled order, with the same defaults in file and header) is tested
with it, in ``check/test_shipped.py``.
"""

import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.plugins.sparql import prepareQuery

from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine, Form
from urbansec.engine.inspect import inspect
from urbansec.errors import QueryRefusedError
from urbansec.queries import Catalogue, SavedQuery, Table

ROOT = Path(__file__).resolve().parents[2]
SAVED = list(Catalogue(ROOT / "queries" / "saved"))
FEDERATED = list(Catalogue(ROOT / "queries" / "federated"))
FIGURES = ("certain", "enumerated", "reported", "difference")
WIKIDATA = "https://query.wikidata.org/sparql"


def name(query: SavedQuery) -> str:
    return query.name


def cells(table: Table) -> list[tuple[str, ...]]:
    """The rows of a table as texts; the empty text for what is not bound."""
    return [tuple(row[v]["value"] if v in row else "" for v in table.variables) for row in table.rows]


def column(table: Table, variable: str) -> list[str]:
    """The values of one variable, row by row."""
    at = table.variables.index(variable)
    return [row[at] for row in cells(table)]


def test_there_are_queries_for_all_users() -> None:
    assert len(SAVED) >= 42
    tags = Counter(tag for query in SAVED for tag in query.header.tags)
    wanted = ("membership", "forum", "place", "event", "project", "publication", "office", "person", "topic", "count", "evidence", "measure")
    assert [tag for tag in wanted if not tags[tag]] == []


def test_names_and_summaries_tell_queries_apart() -> None:
    queries = [*SAVED, *FEDERATED]
    assert len({query.name for query in queries}) == len(queries)
    assert len({query.summary for query in queries}) == len(queries)


@pytest.mark.parametrize("query", [*SAVED, *FEDERATED], ids=name)
def test_query_says_what_it_answers(query: SavedQuery) -> None:
    header = query.header
    assert header.summary
    assert not header.summary.endswith(".")
    assert not header.description or header.description.endswith(".")
    assert header.tags
    assert all(parameter.description for parameter in header.params.values())


@pytest.mark.parametrize("query", [*SAVED, *FEDERATED], ids=name)
def test_query_is_portable(query: SavedQuery) -> None:
    prepareQuery(query.text)  # the parser of rdflib knows SPARQL 1.1 and no more
    declared = re.findall(r"^PREFIX (\w+):", query.text, flags=re.MULTILINE)
    body = re.sub(r'(?m)^(#|PREFIX).*$|\s#.*$|"[^"]*"|<[^>\s]*>', "", query.text)
    assert declared == sorted(set(re.findall(r"(?<![\w:<])([a-z]+):\w", body)))


def test_the_network_is_a_graph(snapshot: Snapshot) -> None:
    (query,) = [query for query in SAVED if query.form is Form.CONSTRUCT]
    triples = snapshot.store.query(query.text, use_default_graph_as_union=snapshot.union)
    assert isinstance(triples, ox.QueryTriples)
    assert len(set(triples)) > 500


def test_members_of_defus_add_up(engine: EmbeddedEngine) -> None:
    query = next(query for query in SAVED if query.name == "member-kinds")
    table = query.table(engine, {"forum": "id:forum/defus", "on": "2025-01-07"})
    counted = dict(zip(column(table, "kindLabel"), map(int, column(table, "members")), strict=True))
    listed = next(query for query in SAVED if query.name == "members-of-forum").table(engine, {"on": "2025-01-07"})
    assert Counter(column(listed, "kind")) == counted


def test_growth_and_countries_agree(engine: EmbeddedEngine) -> None:
    queries = {query.name: query for query in SAVED}
    growth = queries["forum-growth"].table(engine, {"forum": "id:forum/efus"})
    by_country = queries["members-by-country-and-year"].table(engine, {"forum": "id:forum/efus"})
    summed: Counter[str] = Counter()
    for year, members in zip(column(by_country, "year"), column(by_country, "members"), strict=True):
        summed[year] += int(members)
    assert {year: int(members) for year, members in zip(column(growth, "year"), column(growth, "members"), strict=True)} == summed


@pytest.mark.parametrize(
    ("gap", "without"),
    [
        ("no start", "withStart"),
        ("no dated attestation", "dated"),
        ("never certain", "certainSomeDay"),
        ("only inferred", "stated"),
        ("one source", "severalSources"),
    ],
)
def test_gaps_agree_with_the_figures_by_forum(gap: str, without: str, engine: EmbeddedEngine) -> None:
    queries = {query.name: query for query in SAVED}
    figures = queries["evidence-gaps-by-forum"].table(engine, {})
    missing = sum(map(int, column(figures, "memberships"))) - sum(map(int, column(figures, without)))
    assert len(queries["evidence-gaps"].table(engine, {"gap": gap}).rows) == missing


def test_completeness_judges_each_count_once(engine: EmbeddedEngine) -> None:
    table = next(query for query in SAVED if query.name == "completeness").table(engine, {})
    counts = column(table, "count")
    assert len(set(counts)) == len(counts) >= 130
    kinds = {"complete", "consistent", "incomplete", "contradicted", "not dated", "not enumerated"}
    assert set(column(table, "verdict")) <= kinds
    for row in table.rows:
        verdict, certain, enumerated, reported, difference = (row.get(key, {}).get("value", "") for key in ("verdict", *FIGURES))
        if verdict.startswith("not "):
            assert (certain, enumerated, difference) == ("", "", "")
        else:
            assert int(certain) <= int(enumerated)
            assert int(enumerated) - int(reported) == int(difference)


@pytest.mark.parametrize("query", FEDERATED, ids=name)
def test_federated_query_is_marked_and_refused_here(query: SavedQuery, engine: EmbeddedEngine) -> None:
    assert "federated" in query.header.tags
    assert "refuses" in query.header.description
    assert inspect(query.text).services
    with pytest.raises(QueryRefusedError):
        query.table(engine, {})


def test_no_other_query_asks_other_servers() -> None:
    assert [query.name for query in SAVED if inspect(query.text).services or "federated" in query.header.tags] == []


def test_federated_query_finds_items_by_their_geonames_entry(snapshot: Snapshot) -> None:
    # A graph of two items stands for Wikidata: one has the entry of Essen, one that of no member.
    (query,) = [query for query in FEDERATED if query.name == "wikidata-of-members"]
    store = ox.Store()
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in snapshot.store)
    entity, direct = "http://www.wikidata.org/entity/", "http://www.wikidata.org/prop/direct/"
    for item, entry in (("Q1", "2928810"), ("Q2", "1")):
        store.add(ox.Quad(ox.NamedNode(entity + item), ox.NamedNode(direct + "P1566"), ox.Literal(entry), ox.NamedNode(WIKIDATA)))
    solutions = store.query(query.text.replace(f"SERVICE <{WIKIDATA}>", f"GRAPH <{WIKIDATA}>"))
    assert isinstance(solutions, ox.QuerySolutions)
    found = [(str(row["memberLabel"]), str(row["item"])) for row in solutions]
    assert found == [('"Essen"', f"<{entity}Q1>")]
