"""Analyses: a table of edges becomes a table of measures, the same in any order of rows and in any process."""

import csv
import io
import random
import subprocess
import sys
from itertools import permutations

import networkx as nx
import pyoxigraph as ox
import pytest

from tests.running import environment
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Format
from urbansec.errors import EngineFailedError, FormatError, SavedQueryError
from urbansec.queries import Table, read_table
from urbansec.queries.analysis import ANALYSES, analysis_named, write_table
from urbansec.queries.analysis.twins import MOST_STEPS
from urbansec.queries.table import Cell

XSD = "http://www.w3.org/2001/XMLSchema#"


def iri(name: str) -> Cell:
    return {"type": "uri", "value": f"https://example.org/{name}"}


def text(value: str, datatype: str = "") -> Cell:
    return {"type": "literal", "value": value, **({"datatype": XSD + datatype} if datatype else {})}


def edges(*pairs: str, **more: Cell) -> Table:
    """``ab`` is an edge from a to b; ``more`` stands in every row."""
    rows = tuple({"source": iri(pair[0]), "target": iri(pair[1]), **more} for pair in pairs)
    return Table(("source", "target", *more), rows)


def plain(table: Table) -> list[dict[str, str]]:
    return [{name: cell["value"].removeprefix("https://example.org/") for name, cell in row.items()} for row in table.rows]


def test_measures_of_a_network_that_can_be_counted_by_hand() -> None:
    # a - F - b - G - c: b holds it together, with the forums on both sides of it.
    measures = {row["node"]: row for row in plain(ANALYSES["network-measures"].table(edges("aF", "bF", "bG", "cG")))}
    assert {node: row["degree"] for node, row in measures.items()} == {"a": "1", "b": "2", "c": "1", "F": "2", "G": "2"}
    assert {node: row["betweenness"] for node, row in measures.items()} == {"a": "0.0", "b": "0.666667", "c": "0.0", "F": "0.5", "G": "0.5"}
    assert measures["b"]["closeness"] == "0.666667"
    assert measures["a"]["closeness"] == "0.4"
    assert {node for node, row in measures.items() if row["cutPoint"] == "true"} == {"b", "F", "G"}
    assert {row["component"] for row in measures.values()} == {"1"}
    assert {row["core"] for row in measures.values()} == {"1"}


def test_rows_begin_with_most_neighbours_and_the_largest_part_is_the_first() -> None:
    rows = plain(ANALYSES["network-measures"].table(edges("Ay", "af", "bf", "cf")))
    assert [row["node"] for row in rows] == ["f", "A", "a", "b", "c", "y"]
    assert {row["node"]: row["component"] for row in rows} == {"f": "1", "a": "1", "b": "1", "c": "1", "A": "2", "y": "2"}


def test_summary() -> None:
    figures = {row["measure"]: row["value"] for row in plain(ANALYSES["network-summary"].table(edges("aF", "bF", "bG", "cG", "xY")))}
    assert figures["nodes"] == "7"
    assert figures["edges"] == "5"
    assert (figures["sources"], figures["targets"]) == ("4", "3")
    assert figures["density"] == "0.416667", "of four sources and three targets twelve pairs could be linked"
    assert (figures["components"], figures["largestComponent"], figures["diameter"]) == ("2", "5", "4")
    assert figures["meanDistance"] == "2.0", "(4 x 1 + 3 x 2 + 2 x 3 + 1 x 4) / 10"
    assert figures["cutPoints"] == "3"


def test_density_of_a_network_whose_nodes_are_on_both_sides() -> None:
    figures = {row["measure"]: row["value"] for row in plain(ANALYSES["network-summary"].table(edges("ab", "bc", "ca")))}
    assert figures["density"] == "1.0"


def test_overlap() -> None:
    rows = plain(ANALYSES["network-overlap"].table(edges("aF", "bF", "bG", "cG", "cF", "dH")))
    assert rows == [{"nodeA": "F", "nodeB": "G", "shared": "2", "onlyA": "1", "onlyB": "0", "jaccard": "0.666667", "overlap": "1.0"}]


def test_weights_are_added_up_and_parallel_edges_are_one() -> None:
    table = edges("aF", "aF", "bF", weight=text("1.5", "decimal"))
    measures = {row["node"]: row for row in plain(ANALYSES["network-measures"].table(table))}
    assert (measures["F"]["degree"], measures["F"]["strength"]) == ("2", "4.5")
    assert measures["a"]["strength"] == "3.0"


def test_what_is_told_of_the_ends_is_handed_on() -> None:
    table = edges("aF", "aG", sourceLabel=text("Essen"), targetKind=text("forum"), note=text("not about an end"), sourced=text("nor this"))
    result = ANALYSES["network-measures"].table(table)
    assert result.variables[:4] == ("node", "nodeLabel", "nodeKind", "degree")
    of = {row["node"]: row for row in plain(result)}
    assert of["a"]["nodeLabel"] == "Essen"
    assert "nodeKind" not in of["a"]
    assert of["F"]["nodeKind"] == "forum"
    pairs = ANALYSES["network-overlap"].table(table)
    assert pairs.variables[:6] == ("nodeA", "nodeALabel", "nodeAKind", "nodeB", "nodeBLabel", "nodeBKind")


@pytest.mark.parametrize("name", ANALYSES)
def test_the_order_of_rows_is_of_no_consequence(name: str) -> None:
    table = edges("aF", "bF", "bG", "cG")
    rows = [{**row, "sourceLabel": text(f"label {index}")} for index, row in enumerate(table.rows)]
    answers = {repr(ANALYSES[name].table(Table((*table.variables, "sourceLabel"), order))) for order in permutations(rows)}
    assert len(answers) == 1


@pytest.mark.parametrize("name", ANALYSES)
def test_no_edges_are_an_answer_too(name: str) -> None:
    result = ANALYSES[name].table(Table(("source", "target"), ()))
    assert len(result.rows) == (13 if name == "network-summary" else 0)
    assert result.variables == ANALYSES[name].variables(("source", "target"))


def test_unbound_ends_and_loops_are_no_edges() -> None:
    table = Table(("source", "target"), ({"source": iri("a")}, {"source": iri("b"), "target": iri("b")}, {"source": iri("a"), "target": iri("F")}))
    assert [row["node"] for row in plain(ANALYSES["network-measures"].table(table))] == ["F", "a"]


def test_the_columns_announced_are_those_of_the_rows() -> None:
    table = edges("aF", "bF", "bG", sourceLabel=text("x"), targetLabel=text("y"))
    for analysis in ANALYSES.values():
        result = analysis.table(table)
        assert all(tuple(row) == result.variables for row in result.rows)


@pytest.mark.parametrize("weight", ["0", "-1", "NaN", "INF", "heavy", ""])
def test_a_weight_that_is_none(weight: str) -> None:
    with pytest.raises(SavedQueryError, match="weight of an edge"):
        ANALYSES["network-measures"].table(edges("aF", weight=text(weight)))


def test_a_table_without_edges() -> None:
    with pytest.raises(SavedQueryError, match=r"does not select \?target"):
        ANALYSES["network-measures"].table(Table(("source", "city"), ()))


def test_an_unknown_analysis() -> None:
    with pytest.raises(SavedQueryError, match="Did you mean network-measures"):
        analysis_named("network-measure")


@pytest.mark.parametrize("result_format", BOOLEAN_AND_TABLE, ids=lambda each: each.name)
def test_written_as_the_engine_writes(result_format: Format) -> None:
    label = '"quoted", \n\\ <b> 𝔼'
    result = ANALYSES["network-measures"].table(edges("aF", "bF", sourceLabel=text(label)))
    content = write_table(result, result_format).content
    if result_format.name == "csv":
        rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
        assert [(row["node"], row["nodeLabel"]) for row in rows][1:] == [("https://example.org/a", label), ("https://example.org/b", label)]
        return
    assert isinstance(result_format.writer, ox.QueryResultsFormat)
    read = ox.parse_query_results(content, result_format.writer)
    assert isinstance(read, ox.QuerySolutions)
    assert read_table(read.serialize(format=ox.QueryResultsFormat.JSON) or b"") == result


def test_a_table_is_no_graph() -> None:
    with pytest.raises(FormatError, match="An analysis gives a table"):
        write_table(edges("aF"), GRAPH_FORMATS[0])


def test_every_process_gives_the_same_rows() -> None:
    """Python walks sets of words in another order in each process; nothing may depend on it."""
    program = """
import random
from urbansec.queries import Table
from urbansec.queries.analysis import ANALYSES
chance = random.Random(6)
pairs = [(f"urn:m{member}", f"urn:f{forum}") for member in range(60) for forum in chance.sample(range(8), 2)]
rows = [{"source": {"type": "uri", "value": member}, "target": {"type": "uri", "value": forum}} for member, forum in pairs]
print([analysis.table(Table(("source", "target"), tuple(rows))) for analysis in ANALYSES.values()])
"""
    command = [sys.executable, "-c", program]
    said = {subprocess.run(command, env=environment(PYTHONHASHSEED=seed), capture_output=True, check=True).stdout for seed in ("1", "2")}
    assert len(said) == 1


def test_equal_to_networkx_on_a_larger_network() -> None:
    graph = nx.gnm_random_graph(40, 80, seed=6)
    rows = tuple({"source": text(f"{a:02}"), "target": text(f"{b:02}")} for a, b in graph.edges)
    found = {int(row["node"]): row for row in plain(ANALYSES["network-measures"].table(Table(("source", "target"), rows)))}
    between = nx.betweenness_centrality(graph)
    assert {node: float(row["betweenness"]) for node, row in found.items()} == {node: pytest.approx(between[node], abs=1e-6) for node in found}


def test_a_network_that_would_keep_a_service_busy_is_refused() -> None:
    """A ring has no two nodes with equal neighbours: the number of walks grows with its size."""
    ring = Table(("source", "target"), tuple({"source": text(f"{number}"), "target": text(f"{(number + 1) % 2_000}")} for number in range(2_000)))
    for name in ("network-measures", "network-summary"):
        with pytest.raises(EngineFailedError, match="2,000 nodes and 2,000 edges"):
            ANALYSES[name].table(ring)
    star = Table(("source", "target"), tuple({"source": text("hub"), "target": text(f"{number:05}")} for number in range(3_000)))
    with pytest.raises(EngineFailedError, match="4,498,500 pairs"):
        ANALYSES["network-overlap"].table(star)


def test_a_large_network_of_few_forums_is_not() -> None:
    """Three thousand members of one or two of eight forums: a walk from each would be too many, but forty will do."""
    chance = random.Random(6)  # noqa: S311 - the same network every time
    pairs = [(member, forum) for member in range(3_000) for forum in chance.sample(range(8), chance.choice((1, 1, 1, 2)))]
    assert 3_008 * (3_008 + len(pairs)) > MOST_STEPS
    table = Table(("source", "target"), tuple({"source": text(f"m{member}"), "target": text(f"f{forum}")} for member, forum in pairs))
    assert len(ANALYSES["network-measures"].table(table).rows) == 3_008
