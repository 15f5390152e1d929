"""Each tool: what it answers, how it is cut, and what it tells whoever asks wrongly."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from mcp.shared.exceptions import MCPError
from mcp_types import ResourceTemplateReference, TextContent, TextResourceContents

from tests.mcp.asking import Assistant, inside
from urbansec.dataset import load_files
from urbansec.engine import EmbeddedEngine
from urbansec.mcp.parts import Limits, Parts
from urbansec.mcp.server import make_server
from urbansec.queries import Catalogue

ID = "https://w3id.org/urbansec/id/"
ESSEN, DEFUS = f"{ID}city/essen", f"{ID}forum/defus"
XSD = "http://www.w3.org/2001/XMLSchema#"
ECHO = """#+ summary: Gives back what it was given
#+ params:
#+   day: {type: date}
#+   number: {type: integer}
#+   flag: {type: boolean}
#+   words: {type: string, list: true}
#+   old: {type: string, deprecated: use words}
SELECT ?day ?number ?flag ?words ?old { VALUES (?day ?number ?flag ?words ?old) { (UNDEF UNDEF UNDEF UNDEF UNDEF) } } ORDER BY ?words
"""
GRAPH = "#+ summary: A graph\nCONSTRUCT { <urn:s> <urn:p> 1, 'a'@en } {}\n"


@pytest.fixture(scope="module")
def small(engine: EmbeddedEngine, catalogue: Catalogue) -> Iterator[Assistant]:
    """A server whose answers have 1,000 bytes of rows at most."""
    with inside(make_server(Parts(engine, catalogue, Limits(rows=20, bytes=1_000, text=500)))) as found:
        yield found


@pytest.fixture(scope="module")
def own(engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A server with two saved queries of its own, and a service for permalinks."""
    folder = tmp_path_factory.mktemp("queries")
    (folder / "echo.rq").write_text(ECHO, "utf-8")
    (folder / "graph.rq").write_text(GRAPH, "utf-8")
    with inside(make_server(Parts(engine, Catalogue(folder), base="https://data.example/kg"))) as found:
        yield found


def test_names_are_found(assistant: Assistant) -> None:
    hits = assistant.ask("search", text="Essn")["hits"]
    assert hits[0]["iri"] == ESSEN
    assert assistant.ask("search", text="cologne", languages=["fr"], kinds=["city"])["hits"][0]["iri"] == f"{ID}city/koeln"
    assert len(assistant.ask("search", text="forum", limit=3)["hits"]) == 3
    assert assistant.ask("search", text="x" * 10_000)["hits"] == []
    assert "there are: " in assistant.refused("search", text="Essen", kinds=["town"])


def test_queries_are_found_by_words_and_tags(assistant: Assistant, catalogue: Catalogue) -> None:
    everything = assistant.ask("list_queries")
    assert [query["name"] for query in everything["queries"]] == [query.name for query in catalogue]
    tagged = assistant.ask("list_queries", tag="project")["queries"]
    assert {query["name"] for query in tagged} == {query.name for query in catalogue if "project" in query.header.tags} != set()
    assert len(tagged) == everything["tags"]["project"]
    assert "members-of-forum" in [query["name"] for query in assistant.ask("list_queries", search="members forum day")["queries"]]
    assert assistant.ask("list_queries", search="zebra crossing")["queries"] == []


def test_a_query_tells_what_it_takes(assistant: Assistant, catalogue: Catalogue) -> None:
    query = catalogue.get("members-of-forum")
    told = assistant.ask("describe_query", name=query.name)
    forum = next(parameter for parameter in told["parameters"] if parameter["name"] == "forum")
    assert forum["resource_class"] == "urb:Forum"
    assert forum["choices"]["id:forum/defus"] == "German-European Forum for Urban Security"
    assert forum["choices_in_all"] == len(forum["choices"])
    assert told["version"] in told["versions"]
    assert "#+" not in told["text"]
    assert assistant.ask("describe_query", name=f"{query.name}@{query.version}")["summary"] == query.summary
    assert "Did you mean members-of-forum" in assistant.refused("describe_query", name="member-of-forum")


def test_pages_of_rows_are_the_whole(assistant: Assistant) -> None:
    whole = assistant.ask("run_query", name="members-of-forum", parameters={"on": "2024"}, limit=1_000)
    assert whole["cut"] is None
    rows: list[object] = []
    while len(rows) < whole["rows_in_all"]:
        page = assistant.ask("run_query", name="members-of-forum", parameters={"on": "2024"}, limit=7, offset=len(rows))
        assert page.get("first", 0) == len(rows)
        assert page["rows_in_all"] == len(whole["rows"])
        assert page["source"]["document"]["result"] == whole["source"]["document"]["result"]
        rows += page["rows"]
        assert (page["cut"] is None) == (len(rows) == len(whole["rows"]))
    assert rows == whole["rows"]
    assert assistant.ask("run_query", name="members-of-forum", offset=10_000)["rows"] == []


def test_values_of_json_are_taken_as_they_are_meant(own: Assistant) -> None:
    answer = own.ask("run_query", name="echo", parameters={"day": "2020-05", "number": 7, "flag": True, "words": ["b", "a"], "old": None})
    assert answer["rows"] == [["2020-05-01", 7, True, "a", None], ["2020-05-01", 7, True, "b", None]]
    assert answer["source"]["document"]["arguments"] == {"day": ["2020-05-01"], "number": ["7"], "flag": ["true"], "words": ["b", "a"]}
    assert answer["source"]["permalink"].startswith("https://data.example/kg/queries/echo@")
    assert own.ask("run_query", name="echo", parameters={"old": "x"})["notices"] == ["The parameter old is deprecated. use words"]
    # Some assistants send objects as text.
    assert own.ask("run_query", name="echo", parameters='{"number": 8}')["rows"] == [[None, 8, None, None, None]]


def test_a_graph_is_a_table_of_its_triples(own: Assistant) -> None:
    answer = own.ask("run_query", name="graph")
    assert answer["columns"] == ["subject", "predicate", "object"]
    assert sorted(answer["rows"]) == [["urn:s", "urn:p", "1"], ["urn:s", "urn:p", "a"]]  # a column of different things is text
    assert answer["source"]["document"]["result"]["form"] == "graph"


def test_mistakes_in_parameters_are_told(assistant: Assistant) -> None:
    assert "it has: forum" in assistant.refused("run_query", name="members-of-forum", parameters={"forums": DEFUS})
    assert "id:forum/defus" in assistant.refused("run_query", name="members-of-forum", parameters={"forum": "id:forum/defu"})
    assert "on must be" in assistant.refused("run_query", name="members-of-forum", parameters={"on": "yesterday"})
    assert "takes one value" in assistant.refused("run_query", name="members-of-forum", parameters={"forum": [DEFUS, DEFUS]})
    for wrong in ({"limit": 0}, {"limit": 10_000}, {"offset": -1}, {"limit": "many"}, {"parameters": [1]}, {"parameters": {"on": {"a": 1}}}, {"page": 2}):
        assert "validation error" in assistant.refused("run_query", name="members-of-forum", **wrong)
    assert "validation error" in assistant.refused("run_query")


def test_a_long_answer_is_cut_and_says_so(small: Assistant) -> None:
    rows = small.ask("run_query", name="members-of-forum", limit=20)
    assert rows["cut"]["limit"] == "bytes"
    assert 0 < len(json.dumps(rows["rows"], ensure_ascii=False)) <= 1_000
    rest = small.ask("run_query", name="members-of-forum", limit=20, offset=len(rows["rows"]))
    assert rest["rows"][0] != rows["rows"][0]
    long = small.ask("sparql", query='SELECT ?text { BIND(CONCAT("x", REPLACE(STR(<urn:%s>), ".", "abcdefghij")) AS ?text) }' % ("y" * 200))
    assert (long["rows"], long["cut"]["limit"]) == ([], "bytes")
    assert "Even the first row" in long["cut"]["advice"]
    graph = small.ask("sparql", query="CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", limit=20)
    assert graph["cut"] is not None
    assert 0 < len(graph["turtle"].encode()) <= 1_000
    many = small.ask("sparql", query="SELECT ?s { ?s ?p ?o } ORDER BY ?s", limit=2)
    assert (len(many["rows"]), many["cut"]["limit"], many["cut"]["value"], many["rows_in_all"]) == (2, "rows", 2, None)
    exact = small.ask("sparql", query="SELECT ?n { VALUES ?n { 1 2 } }", limit=2)
    assert (exact["rows"], exact["cut"], exact["rows_in_all"]) == ([[1], [2]], None, 2)
    described = small.ask("describe", resource=DEFUS)
    assert described["cut"] is not None
    assert len(described["facts"]) < described["facts_in_all"]


def test_a_resource_is_described_with_who_says_so(assistant: Assistant) -> None:
    told = assistant.ask("describe", resource="id:membership/defus-essen")
    backed = [fact for fact in told["facts"] if fact.get("evidence")]
    assert backed
    assert all(each["source"].startswith(f"{ID}source/") and each["title"] and each["locator"] for fact in backed for each in fact["evidence"])
    assert {fact["value"] for fact in told["facts"]} >= {ESSEN, DEFUS}
    assert {fact["property_label"] for fact in told["facts"]} & {""} == set()
    assert told == assistant.ask("describe", resource=f"<{ID}membership/defus-essen>") | {"source": told["source"]}
    city = assistant.ask("describe", resource="city/essen")
    assert city["kinds"] == ["city"]
    assert any(reference["count"] > len(reference["first"]) or reference["first"] for reference in city["referred_to_by"])
    assert len(assistant.ask("describe", resource="id:city/essen", limit=3)["facts"]) == 3
    assert assistant.ask("describe", resource="urb:City")["label"]
    assert "Did you mean id:city/essen" in assistant.refused("describe", resource="id:forum/essen")
    assert "do not describe" in assistant.refused("describe", resource="urn:x <> } DROP ALL")


def test_the_ontology_is_told_whole_in_parts_and_by_terms(assistant: Assistant) -> None:
    whole = assistant.ask("ontology")
    names = {term["name"] for module in whole["modules"] for term in module["terms"]}
    assert {"City", "Forum", "Membership", "since", "evidence"} <= names
    assert "PREFIX urb: <https://w3id.org/urbansec/ontology#>" in whole["prefixes"]
    assert assistant.ask("sparql", query=f"{whole['prefixes']}\nASK {{ ?m a urb:Membership }}")["rows"] == [[True]]
    (part,) = assistant.ask("ontology", module="memberships")["modules"]
    assert all(term["definition"] for term in part["terms"])
    term = assistant.ask("ontology", term="urb:since")["term"]
    assert term["kind"] == "DatatypeProperty"
    assert set(term["labels"]) == {"de", "en", "fr"}
    assert term["used_with"]["urb:Membership"] > 10
    assert assistant.ask("ontology", term="https://w3id.org/urbansec/ontology#City")["term"]["uses"] > 100
    assert "Did you mean urb:City" in assistant.refused("ontology", term="city")
    assert "Did you mean urb:Membership" in assistant.refused("ontology", term="Memberships")
    assert "there are: " in assistant.refused("ontology", module="cities")


def test_sparql_in_its_four_forms(assistant: Assistant) -> None:
    assert assistant.ask("sparql", query="ASK { ?s ?p ?o }")["rows"] == [[True]]
    asked = assistant.ask("sparql", query=f"DESCRIBE <{ESSEN}>")
    triples = list(ox.parse(asked["turtle"], ox.RdfFormat.TURTLE))
    assert len(triples) == asked["rows_in_all"] > 5
    built = assistant.ask("sparql", query="CONSTRUCT { <urn:s> <urn:p> ?n } { VALUES ?n { 1 2 } }")
    assert (built["form"], built["rows_in_all"], built["cut"]) == ("CONSTRUCT", 2, None)
    none = assistant.ask("sparql", query="SELECT ?s ?o { ?s <urn:nothing> ?o }")
    assert (none["columns"], none["rows"], none["cut"], none["rows_in_all"]) == (["s", "o"], [], None, 0)


def test_values_are_told_as_json_has_them(assistant: Assistant) -> None:
    terms = [
        ("1", 1),
        ("-0.25", -0.25),
        ("12345678901234567890", "12345678901234567890"),
        ("0.12345678901234567890123", "0.12345678901234567890123"),
        ("1.5e3", 1500.0),
        (f'"NaN"^^<{XSD}double>', "NaN"),
        (f'"INF"^^<{XSD}double>', "INF"),
        ("true", True),
        (f'"2020-05"^^<{XSD}gYearMonth>', "2020-05"),
        (f'"2020-05-01"^^<{XSD}date>', "2020-05-01"),
        (r'"tab\t line\n quote\" \u0000 é 北"@de', 'tab\t line\n quote" \x00 é 北'),
        ('"42"', "42"),
        ("<urn:x>", "urn:x"),
        ("UNDEF", None),
    ]
    for written, expected in terms:
        (row,) = assistant.ask("sparql", query=f"SELECT ?x {{ VALUES ?x {{ {written} }} }}")["rows"]
        assert row == [expected], written
        assert type(row[0]) is type(expected), written


def test_mistakes_in_sparql_are_told_with_their_place(assistant: Assistant, small: Assistant) -> None:
    assert "line:column 2:4" in assistant.refused("sparql", query="SELECT * {\n  }}")
    told = assistant.refused("sparql", query="SELECT * { ?s ?p ?o")
    assert "LIMIT" not in told
    assert "1:20" in told
    assert "not valid SPARQL" in assistant.refused("sparql", query="what is it?")
    assert "at most 500" in small.refused("sparql", query=f"ASK {{ # {'x' * 600}\n}}") or "validation error" in small.refused("sparql", query="x" * 600)
    for wrong in ({"seconds": 0}, {"seconds": 1e9}, {"seconds": "nan"}, {"limit": -1}, {"query": None}, {"query": ""}, {"update": "x"}):
        assert "validation error" in assistant.refused("sparql", **{"query": "ASK {}", **wrong})


def test_resources_can_be_read(assistant: Assistant, catalogue: Catalogue) -> None:
    def read(uri: str) -> str:
        (content,) = assistant.portal.call(assistant.client.read_resource, uri).contents
        assert isinstance(content, TextResourceContents)
        return content.text

    assert "Dataset" in read("urbansec://dataset")
    assert len(list(ox.parse(read("urbansec://ontology"), ox.RdfFormat.TURTLE))) > 1_000
    assert read("urbansec://queries/members-of-forum") == catalogue.get("members-of-forum").text
    assert f"<{ESSEN}>" in {str(quad.subject) for quad in ox.parse(read("urbansec://id/city/essen"), ox.RdfFormat.TURTLE)}
    for wrong in (
        "urbansec://id/city/esen",
        "urbansec://queries/nothing",
        "urbansec://queries/../../pyproject.toml",
        "urbansec://elsewhere",
        "file:///etc/passwd",
    ):
        with pytest.raises(MCPError) as raised:
            read(wrong)
        assert raised.value.error.code == -32602
    with pytest.raises(MCPError, match="id:city/essen"):
        read("urbansec://id/city/esen")


def test_prompts_and_completions_help_to_begin(assistant: Assistant) -> None:
    prompts = assistant.portal.call(assistant.client.list_prompts).prompts
    assert {prompt.name for prompt in prompts} == {"answer", "portrait"}
    message = assistant.portal.call(assistant.client.get_prompt, "answer", {"question": "Who joined in 2015?"}).messages[0]
    assert isinstance(message.content, TextContent)
    assert "Who joined in 2015?" in message.content.text
    found = assistant.portal.call(
        assistant.client.complete, ResourceTemplateReference(type="ref/resource", uri="urbansec://queries/{name}"), {"name": "name", "value": "members-"}
    )
    assert found.completion.values
    assert all(name.startswith("members-") for name in found.completion.values)


def test_data_of_others_are_served_without_saved_queries_and_ontology(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text('<urn:s> a <urn:Thing> ; <http://www.w3.org/2004/02/skos/core#prefLabel> "Thing"@en .', "utf-8")
    with inside(make_server(Parts(EmbeddedEngine(load_files([tmp_path / "a.ttl"])), Catalogue(), shipped=False))) as other:
        source = other.ask("sparql", query="ASK {}")["source"]
        assert "CC BY" not in source["license"]
        assert "urbansec" not in source["reference"]
        assert "urban" not in (other.client.instructions or "")
        (tool,) = [tool for tool in other.portal.call(other.client.list_tools).tools if tool.name == "sparql"]
        assert "sees the default graph alone" in (tool.description or "")
        assert other.ask("list_queries")["queries"] == []
        assert "no ontology" in other.refused("ontology")
        assert other.ask("describe", resource="urn:s")["facts"]
        assert other.ask("sparql", query="SELECT ?s { ?s a <urn:Thing> }")["rows"] == [["urn:s"]]
