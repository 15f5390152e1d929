"""A broken query is answered with the place where it breaks."""

import httpx
import pytest

# Text, and the line and column (from 1) of the first token that cannot stand where it stands.
BROKEN = {
    "triple without object": ("SELECT * { ?s ?p }", 1, 18),
    "end of the text": ("ASK { ?s ?p ?o", 1, 15),
    "undeclared prefix": ("SELECT * {\n  ?s ?p ?o .\n  ?s ex:p ?o\n}", 3, 6),
    "operator without operand": ("SELECT * {\n  FILTER(1 +) \n}", 2, 13),
    "behind letters outside ASCII": ('SELECT * { ?s ?p "é😀" ?? }', 1, 23),
    "one brace too many": ("SELECT * {\r\n ?s ?p ?o\r\n}}", 3, 2),
    "word for a number": ("\n\n  SELECT ?x { ?s ?p ?x } LIMIT ten", 3, 32),
    "word at the end": ("SELECT * WHERE { ?s ?p ?o } trailing", 1, 29),
    "bracket behind a tab": ("SELECT * {\n\t?s ?p ?o .\n\t] }", 3, 2),
    "graph without a name": ("SELECT * { GRAPH { } }", 1, 18),
    "template without object": ("CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }", 1, 19),
    "unknown function": ("SELECT * {\n  FILTER(foo(1))\n}", 2, 10),
    "two strings": ("SELECT * { ?s ?p 'a' 'b' }", 1, 22),
    "no form": ("PREFIX ex: <urn:x>\n", 1, 19),
}


@pytest.mark.parametrize(("text", "line", "column"), list(BROKEN.values()), ids=list(BROKEN))
def test_line_and_column_of_the_first_wrong_token(client: httpx.Client, text: str, line: int, column: int) -> None:
    answer = client.post("/sparql", content=text.encode(), headers={"Content-Type": "application/sparql-query"})
    assert answer.status_code == 400
    problem = answer.json()
    assert problem["title"] == "The query is not valid SPARQL"
    assert (problem["line"], problem["column"]) == (line, column)


def test_the_name_of_an_undeclared_prefix_is_told_with_what_to_do(client: httpx.Client) -> None:
    problem = client.get("/sparql", params={"query": "ASK { ?s skos:prefLabel ?o }"}).json()
    assert "skos:" in problem["detail"]
    assert "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>" in problem["detail"]


def test_the_message_shows_what_was_unexpected(client: httpx.Client) -> None:
    problem = client.get("/sparql", params={"query": "SELECT * WHERE { ?s ?p ?o } trailing"}).json()
    assert "trailing" in problem["detail"]
    assert "\n" not in problem["detail"]
    assert len(problem["detail"]) < 400


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }",
        "SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }",
        "SELECT (1 AS ?x) (2 AS ?x) {}",
        "SELECT * { VALUES (?a ?b) { (1) } }",
        'SELECT * {\n ?s ?p "unterminated\n}',
        "SELECT * { ?s <not an iri> ?o }",
        "\ufffd\x00",
        "{" * 50,
        ")" * 50,
        '"""',
    ],
)
def test_other_broken_queries_have_a_place_inside_the_text(client: httpx.Client, text: str) -> None:
    answer = client.post("/sparql", content=text.encode(), headers={"Content-Type": "application/sparql-query"})
    assert answer.status_code == 400
    problem = answer.json()
    lines = text.split("\n")
    assert 1 <= problem["line"] <= len(lines)
    assert 1 <= problem["column"] <= len(lines[problem["line"] - 1]) + 1


def test_the_editor_shows_the_place(client: httpx.Client) -> None:
    answer = client.get("/editor", params={"query": "SELECT ?x { ?s ?p ?x } LIMIT <b>ten</b>"}, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "Line 1, column" in answer.text
    assert "<b>ten" not in answer.text
