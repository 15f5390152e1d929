"""The saved queries about the network of memberships agree with each other, and with those that count memberships otherwise."""

from collections.abc import Mapping

import networkx as nx
import pytest

from urbansec.engine import BOOLEAN_AND_TABLE, EmbeddedEngine, Format
from urbansec.errors import SavedQueryError
from urbansec.queries import Catalogue, SavedQuery, Table, read_table
from urbansec.queries.header import read_header
from urbansec.results.network import network_of

DAYS = ({"on": "2020-01-01"}, {"on": "2024-06-30", "least": "certain"}, {"on": "2025-01-01", "forums": ["id:forum/efus", "id:forum/fisu"]})
JSON = BOOLEAN_AND_TABLE[0]


def answer(name: str, given: Mapping[str, str | list[str]], catalogue: Catalogue, engine: EmbeddedEngine) -> Table:
    return catalogue.get(name).table(engine, given)


def values(table: Table, *names: str) -> set[tuple[str, ...]]:
    return {tuple(row[name]["value"] for name in names) for row in table.rows}


@pytest.mark.parametrize("given", DAYS, ids=str)
def test_the_four_tell_of_one_network(given: Mapping[str, str | list[str]], catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    call = catalogue.get("membership-network").call(engine, given)
    graph = nx.Graph(network_of(call, call.table(engine)).to_undirected())
    measures = answer("membership-network-measures", given, catalogue, engine)
    assert values(measures, "node", "degree") == {(node, str(degree)) for node, degree in graph.degree()}
    between = nx.betweenness_centrality(graph)
    assert {row["node"]["value"]: float(row["betweenness"]["value"]) for row in measures.rows} == pytest.approx(between, abs=1e-6)
    summary = {row["measure"]["value"]: row["value"]["value"] for row in answer("membership-network-summary", given, catalogue, engine).rows}
    assert summary["edges"] == str(graph.number_of_edges())
    assert summary["nodes"] == str(graph.number_of_nodes())
    assert summary["components"] == str(nx.number_connected_components(graph))
    shared = values(answer("membership-network-overlap", given, catalogue, engine), "nodeA", "nodeB", "shared")
    assert shared == {(a, b, str(len(set(graph[a]) & set(graph[b])))) for a, b, _ in shared}


@pytest.mark.parametrize("day", ["2016-01-01", "2020-01-01", "2025-01-01"])
def test_members_are_those_of_the_question_for_one_forum(day: str, catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    network = answer("membership-network", {"on": day}, catalogue, engine)
    for forum in ("efus", "defus", "fisu"):
        members = answer("members-of-forum", {"forum": f"id:forum/{forum}", "on": day}, catalogue, engine)
        mine = {row for row in values(network, "forum", "member", "status", "basis") if row[0].endswith(f"/{forum}")}
        assert {row[1:] for row in mine} == values(members, "member", "status", "basis")


def test_overlap_is_that_of_the_question_for_pairs(catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    day = {"on": "2025-01-01"}
    pairs = {frozenset(row[:2]): row[2] for row in values(answer("forum-pairs", day, catalogue, engine), "forumA", "forumB", "shared")}
    assert {frozenset(row[:2]): row[2] for row in values(answer("membership-network-overlap", day, catalogue, engine), "nodeA", "nodeB", "shared")} == pairs
    assert pairs


@pytest.mark.parametrize("result_format", BOOLEAN_AND_TABLE, ids=lambda each: str(each.name))
def test_written_directly_it_is_the_analysis_too(result_format: Format, catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    call = catalogue.get("membership-network-overlap").call(engine, {"on": "2025-01-01"})
    content = call.execute(engine, result_format).content
    assert b"jaccard" in content
    if result_format == JSON:
        assert read_table(content) == call.table(engine)


@pytest.mark.parametrize(("analysis", "said"), [("network-mesures", "Did you mean network-measures"), ("network-summary", r"does not select \?source")])
def test_a_header_that_names_what_cannot_be(analysis: str, said: str, engine: EmbeddedEngine, catalogue: Catalogue) -> None:
    good = catalogue.get("membership-network")
    text = good.text.replace("#+ view:", f"#+ analysis: {analysis}\n#+ view:").replace("?member ", "?other ", 1)
    broken = SavedQuery("broken", good.path, text, read_header(text, file="broken.rq"))
    with pytest.raises(SavedQueryError, match=said) as error:
        broken.table(engine, {})
    assert error.value.members["file"] == str(good.path)
