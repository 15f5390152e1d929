"""GraphML, GEXF and DOT: what the rows say is what other programs read, whatever stands in a label."""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from networkx.readwrite.gexf import GEXFReader

from tests.network.dot_grammar import escaped, read_dot
from urbansec.engine import EmbeddedEngine
from urbansec.errors import FormatError
from urbansec.queries import Call, Catalogue, Header, SavedQuery, Table, View
from urbansec.queries.table import Cell
from urbansec.results.network import network_of, write_network

XSD = "http://www.w3.org/2001/XMLSchema#"
CITY = "https://w3id.org/urbansec/id/city/"
FORUM = "https://w3id.org/urbansec/id/forum/"
HOSTILE = (
    'He said "hello"',
    "a backslash at the end \\",
    '\\" both',
    "\\N \\G \\l \\",
    "two\nlines",
    "<b>bold</b> & <script>alert(1)</script>",
    "AT&amp;T",
    "]]>",
    "\x00\x01\x08\x0b control \x1f",
    "\ufffe\uffff no characters",
    "𝔼uropean Łódź Ελλάδα עברית 🏛️",
    '"]; evil [label="x',
    "// comment /* comment */ # comment",
    "x" * 20_000,
)


def iri(value: str) -> Cell:
    return {"type": "uri", "value": value}


def literal(value: str, datatype: str = "") -> Cell:
    return {"type": "literal", "value": value, **({"datatype": XSD + datatype} if datatype else {})}


def call(**view: str) -> Call:
    header = Header(view=View.model_validate({"kind": "graph", "source": "member", "target": "forum", **view}))
    return Call(SavedQuery("net", Path("net.rq"), "SELECT * {}", header), {})


def table(*rows: dict[str, Cell]) -> Table:
    return Table(tuple(dict.fromkeys(name for row in rows for name in row)), rows)


def edge(member: str, forum: str, **more: Cell) -> dict[str, Cell]:
    return {"member": iri(CITY + member), "forum": iri(FORUM + forum), **more}


def from_graphml(content: bytes) -> "nx.Graph[str]":
    found = nx.read_graphml(io.BytesIO(content))
    assert isinstance(found, nx.Graph)
    return found


def from_gexf(content: bytes) -> "nx.Graph[str]":
    found = GEXFReader(version="1.2draft")(io.BytesIO(content))  # not read_gexf: it takes the version 1.1
    assert isinstance(found, nx.Graph)
    return found


def parse(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 - written by the product a moment ago


RICH = table(
    edge("essen", "efus", memberLabel=literal("Essen"), memberLat=literal("51.45", "decimal"), memberLong=literal("7.01", "decimal"), status=literal("certain"),
         forumLabel=literal("Efus"), since=literal("1990", "gYear"), votes=literal("3", "integer"), paid=literal("true", "boolean")),
    edge("essen", "defus", memberLabel=literal("Essen"), status=literal("possible"), forumLabel=literal("DEFUS"),
         votes=literal("2", "integer"), paid=literal("false", "boolean")),
    edge("bochum", "efus", status=literal("certain"), since=literal("2016-05-01", "date")),
)  # fmt: skip


def test_attributes_of_nodes_and_edges_with_their_types() -> None:
    graph = network_of(call(weight="votes"), RICH)
    assert graph.nodes[f"{CITY}essen"] == {"label": "Essen", "kind": "city", "mode": "member", "lat": 51.45, "long": 7.01}
    assert graph.nodes[f"{FORUM}efus"] == {"label": "Efus", "kind": "forum", "mode": "forum"}
    assert graph.nodes[f"{CITY}bochum"]["label"] == "id:city/bochum", "no label is told of it"
    assert graph.edges[f"{CITY}essen", f"{FORUM}efus"] == {"status": "certain", "since": "1990", "weight": 3, "paid": True}
    assert graph.edges[f"{CITY}bochum", f"{FORUM}efus"] == {"status": "certain", "since": "2016-05-01"}
    assert graph.is_directed()
    assert not graph.is_multigraph()


def test_graphml_and_gexf_load_in_networkx_as_they_were() -> None:
    asked = call(weight="votes")
    graph = network_of(asked, RICH)
    again = from_graphml(write_network(asked, RICH, "graphml"))
    assert {node: again.nodes[node] for node in again} == {node: graph.nodes[node] for node in graph}
    assert {edge: again.edges[edge] for edge in again.edges} == {edge: graph.edges[edge] for edge in graph.edges}
    gephi = from_gexf(write_network(asked, RICH, "gexf"))
    assert set(gephi.edges) == set(graph.edges)
    essen = dict(gephi.nodes[f"{CITY}essen"])
    assert essen.pop("viz")["position"]["x"] == pytest.approx(140.2)
    assert essen == graph.nodes[f"{CITY}essen"]
    assert gephi.edges[f"{CITY}essen", f"{FORUM}efus"]["weight"] == 3.0


def test_dot_says_the_same() -> None:
    asked = call(weight="votes", label="status")
    drawing = read_dot(write_network(asked, RICH, "dot").decode())
    assert drawing.directed
    assert drawing.nodes[f"{CITY}essen"]["data_lat"] == "51.45"
    assert drawing.nodes[f"{CITY}essen"]["URL"] == f"{CITY}essen"
    assert drawing.edges[0] == (f"{CITY}essen", f"{FORUM}efus", {"label": "certain", "weight": "3", "data_since": "1990", "data_paid": "true"})


@pytest.mark.parametrize("label", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_a_hostile_label_is_only_a_label(label: str) -> None:
    answer = table(edge("essen", "efus", memberLabel=literal(label), note=literal(label)), edge("bochum", "efus"))
    asked, shown = call(label="note"), label.translate(dict.fromkeys([*range(9), 0xB, 0x1F, 0xFFFE, 0xFFFF], "\ufffd"))
    for graph in (from_graphml(write_network(asked, answer, "graphml")), from_gexf(write_network(asked, answer, "gexf"))):
        assert graph.number_of_nodes() == 3
        assert graph.nodes[f"{CITY}essen"]["label"] == shown
    drawing = read_dot(write_network(asked, answer, "dot", {"label": label}).decode())
    assert set(drawing.nodes) == {f"{CITY}essen", f"{CITY}bochum", f"{FORUM}efus"}
    assert escaped(drawing.nodes[f"{CITY}essen"]["label"]) == shown
    assert escaped(drawing.edges[0][2]["label"]) == shown
    assert len(drawing.edges) == 2


@pytest.mark.parametrize("label", HOSTILE[:-1], ids=lambda text: ascii(text[:20]))
def test_a_hostile_node_is_only_a_node(label: str) -> None:
    answer = table({"member": literal(label), "forum": literal("forum")})
    shown = label.translate(dict.fromkeys([*range(9), 0xB, 0x1F, 0xFFFE, 0xFFFF], "\ufffd"))
    assert set(from_graphml(write_network(call(), answer, "graphml"))) == {shown, "forum"}
    assert {escaped(node) for node in read_dot(write_network(call(), answer, "dot").decode()).nodes} == {shown.replace("&amp;", "&"), "forum"}


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed; the grammar of the language is tested without it")
def test_graphviz_itself_shows_hostile_labels() -> None:
    rows = [edge(f"c{number}", "efus", memberLabel=literal(label)) for number, label in enumerate(HOSTILE[:-1])]
    drawn = subprocess.run(["dot", "-Kdot", "-Tsvg"], input=write_network(call(), table(*rows), "dot"), capture_output=True, check=True)
    assert drawn.stderr == b""
    texts = ["".join(group.itertext()) for group in parse(drawn.stdout).iter("{http://www.w3.org/2000/svg}g") if group.get("class") == "node"]
    assert len(texts) == len(rows) + 1
    assert any('He said "hello"' in text for text in texts)
    assert any("<script>alert(1)</script>" in text for text in texts)
    assert any("AT&amp;T" in text for text in texts)


@pytest.mark.parametrize(
    "name", ["id", "key", "type", "viz", "mode", "label", "weight", "start", "spells", "networkx_key", "u_of_edge", "source", "target", "shape", "image"]
)
def test_a_column_by_any_name_does_no_harm(name: str) -> None:
    answer = table(edge("essen", "efus", **{name: literal("x"), f"member{name.title()}": literal("y")}), edge("essen", "efus", **{name: literal("z")}))
    for graph in (from_graphml(write_network(call(), answer, "graphml")), from_gexf(write_network(call(), answer, "gexf"))):
        assert graph.number_of_edges() == 2
        assert sorted(value for _, _, data in graph.edges(data=True) for value in data.values() if value in ("x", "z")) == ["x", "z"]
    drawing = read_dot(write_network(call(), answer, "dot").decode())
    assert name not in {"shape", "image"} or f"data_{name}" in drawing.edges[0][2]
    assert "image" not in drawing.edges[0][2]


def test_several_edges_between_two_nodes() -> None:
    answer = table(edge("essen", "efus", role=literal("a")), edge("essen", "efus", role=literal("b")))
    assert network_of(call(), answer).is_multigraph()
    again = from_graphml(write_network(call(), answer, "graphml"))
    assert sorted(data["role"] for _, _, data in again.edges(data=True)) == ["a", "b"]


def test_without_directions() -> None:
    asked = call(directed="false")
    answer = table(edge("essen", "efus"), edge("bochum", "efus"))
    assert not network_of(asked, answer).is_directed()
    assert not read_dot(write_network(asked, answer, "dot").decode()).directed
    both = table({"member": iri("urn:a"), "forum": iri("urn:b")}, {"member": iri("urn:b"), "forum": iri("urn:a")})
    assert network_of(asked, both).number_of_edges() == 2
    assert network_of(call(), both).is_directed()
    assert not network_of(call(), both).is_multigraph()


def test_nodes_on_both_sides_have_no_mode() -> None:
    graph = network_of(call(), table({"member": iri("urn:a"), "forum": iri("urn:b")}, {"member": iri("urn:b"), "forum": iri("urn:c")}))
    assert all("mode" not in values and values["kind"] == "node" for values in graph.nodes.values())


def test_days_make_a_timeline_in_gephi() -> None:
    answer = table(edge("essen", "efus", begin=literal("1990-01-01", "date"), finish=literal("2016-05-01", "date")), edge("bochum", "efus"))
    document = parse(write_network(call(start="begin", end="finish"), answer, "gexf"))
    space = {"g": "http://www.gexf.net/1.2draft"}
    graph = document.find("g:graph", space)
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    assert [(each.get("start"), each.get("end")) for each in document.iterfind(".//g:edge", space)] == [("1990-01-01", "2016-05-01"), (None, None)]


@pytest.mark.parametrize(("attribute", "value"), [("start", literal("1990", "gYear")), ("weight", literal("heavy"))])
def test_what_does_not_fit_keeps_the_name_of_its_column(attribute: str, value: Cell) -> None:
    graph = network_of(call(**{attribute: "column"}), table(edge("essen", "efus", column=value)))
    assert list(graph.edges[f"{CITY}essen", f"{FORUM}efus"]) == ["column"]


def test_attributes_of_one_name_have_one_type() -> None:
    answer = table(edge("essen", "efus", memberSize=literal("5", "integer"), forumSize=literal("large")))
    assert {values["size"] for values in network_of(call(), answer).nodes.values()} == {"5", "large"}
    huge = table(edge("essen", "efus", votes=literal("9" * 30, "integer"), share=literal("NaN", "double")))
    assert network_of(call(), huge).edges[f"{CITY}essen", f"{FORUM}efus"] == {"votes": "9" * 30}


def test_the_place_of_an_edge_on_a_map_is_no_attribute() -> None:
    answer = table(edge("essen", "efus", line=literal("LINESTRING(7 51, 2 48)"), status=literal("certain")))
    assert list(network_of(call(wkt="line"), answer).edges[f"{CITY}essen", f"{FORUM}efus"]) == ["status"]
    assert "line" in network_of(call(), answer).edges[f"{CITY}essen", f"{FORUM}efus"]


def test_the_order_of_rows_does_not_decide_what_is_told() -> None:
    rows = (edge("essen", "efus", memberLabel=literal("Essen an der Ruhr")), edge("essen", "defus", memberLabel=literal("Essen")))
    assert {network_of(call(), table(*order)).nodes[f"{CITY}essen"]["label"] for order in (rows, rows[::-1])} == {"Essen"}


@pytest.mark.parametrize("name", ["graphml", "gexf", "dot"])
def test_equal_input_gives_equal_bytes_and_facts_are_kept(name: str) -> None:
    about = {"Query": "net@0123", "Data version": "v1"}
    content = write_network(call(), RICH, name, about)
    assert content == write_network(call(), RICH, name, about)
    assert b"lastmodified" not in content, "the same on every day"
    assert b"net@0123" in content
    assert b"v1" in content
    assert call().query.version.encode() in write_network(call(), RICH, name), "without facts, those of the call"


@pytest.mark.parametrize("name", ["graphml", "gexf", "dot"])
def test_no_rows_are_an_empty_network(name: str) -> None:
    content = write_network(call(), Table(("member", "forum"), ()), name)
    readers: dict[str, Callable[[bytes], Any]] = {"graphml": from_graphml, "gexf": from_gexf, "dot": lambda text: read_dot(text.decode())}
    assert len(readers[name](content).nodes) == 0


def test_rows_that_are_no_edges() -> None:
    with pytest.raises(FormatError, match="are no edges"):
        network_of(call(), table({"member": iri("urn:a")}))


def test_saved_queries_with_a_network(catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    """Every saved query that calls itself a graph and names its ends gives the same network in each format."""
    found = [query for query in catalogue if query.header.view.kind == "graph" and "source" in (query.header.view.model_extra or {})]
    assert len(found) >= 2
    for query in found:
        asked = query.call(engine, {})
        answer = asked.table(engine)
        graph = network_of(asked, answer)
        assert graph.number_of_edges() == len(answer.rows) > 0, query.name
        assert (
            len(from_graphml(write_network(asked, answer, "graphml")).edges) == len(from_gexf(write_network(asked, answer, "gexf")).edges) == len(graph.edges)
        )
        assert len(read_dot(write_network(asked, answer, "dot").decode()).edges) == len(graph.edges)
