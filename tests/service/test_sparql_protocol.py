"""The query operation of the SPARQL 1.1 Protocol, over the wire."""

import httpx
import pytest

from tests.running import Server

QUERY = 'SELECT ?x ?y { VALUES (?x ?y) { ("a b" "100%25 & + ü") } }'
ROW = {"x": {"type": "literal", "value": "a b"}, "y": {"type": "literal", "value": "100%25 & + ü"}}
GRAPH_A, GRAPH_B = "https://w3id.org/urbansec/graph/data/cities/de.ttl", "https://w3id.org/urbansec/graph/data/forums.ttl"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNT_GRAPHS = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
DIRECT = {"Content-Type": "application/sparql-query"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def bindings(response: httpx.Response) -> list[dict[str, dict[str, str]]]:
    """The rows of a JSON result."""
    assert response.status_code == 200, response.text
    rows: list[dict[str, dict[str, str]]] = response.json()["results"]["bindings"]
    return rows


def number(response: httpx.Response) -> int:
    """The only value of the only row."""
    return int(bindings(response)[0]["n"]["value"])


def test_query_with_get(client: httpx.Client) -> None:
    assert bindings(client.get("/sparql", params={"query": QUERY})) == [ROW]


def test_query_with_a_form(client: httpx.Client) -> None:
    assert bindings(client.post("/sparql", data={"query": QUERY})) == [ROW]


def test_query_as_the_body(client: httpx.Client) -> None:
    assert bindings(client.post("/sparql", content=QUERY.encode(), headers=DIRECT)) == [ROW]


def test_query_as_the_body_with_a_charset(client: httpx.Client) -> None:
    headers = {"Content-Type": "Application/SPARQL-Query; charset=UTF-8"}
    assert bindings(client.post("/sparql", content=QUERY.encode(), headers=headers)) == [ROW]


def test_a_form_is_decoded_once(client: httpx.Client) -> None:
    answer = client.post("/sparql", content=b"query=SELECT+(%22a%2520b%22+AS+%3Fx)+%7B%7D", headers=FORM)
    assert bindings(answer)[0]["x"]["value"] == "a%20b"


def test_other_parameters_are_passed_over(client: httpx.Client) -> None:
    assert bindings(client.get("/sparql", params={"query": QUERY, "timeout": "3", "output": ""})) == [ROW]


def test_head_answers_like_get_without_a_body(client: httpx.Client) -> None:
    params = {"query": QUERY}
    head, get = client.head("/sparql", params=params), client.get("/sparql", params=params)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["content-length"] == str(len(get.content))


def test_head_tells_errors_too(client: httpx.Client) -> None:
    assert client.head("/sparql", params={"query": "SELECT"}).status_code == 400


@pytest.mark.parametrize("method", ["GET", "form", "direct"])
def test_default_graph_parameter_overrides_the_union(client: httpx.Client, method: str) -> None:
    wanted = number(client.get("/sparql", params={"query": f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH_A}> {{ ?s ?p ?o }} }}"}))
    params = {"default-graph-uri": GRAPH_A}
    if method == "GET":
        answer = client.get("/sparql", params={"query": COUNT, **params})
    elif method == "form":
        answer = client.post("/sparql", data={"query": COUNT, **params})
    else:
        answer = client.post("/sparql", params=params, content=COUNT.encode(), headers=DIRECT)
    assert 0 < number(answer) == wanted < number(client.get("/sparql", params={"query": COUNT}))


def test_several_default_graphs_are_merged(client: httpx.Client) -> None:
    one, other = (number(client.get("/sparql", params={"query": COUNT, "default-graph-uri": graph})) for graph in (GRAPH_A, GRAPH_B))
    both = client.get("/sparql", params=[("query", COUNT), ("default-graph-uri", GRAPH_A), ("default-graph-uri", GRAPH_B)])
    assert max(one, other) < number(both) <= one + other


def test_named_graph_parameter_chooses_the_named_graphs(client: httpx.Client) -> None:
    assert number(client.get("/sparql", params={"query": COUNT_GRAPHS})) > 20
    assert number(client.get("/sparql", params={"query": COUNT_GRAPHS, "named-graph-uri": GRAPH_A})) == 1
    # With a named graph only, the default graph is empty (SPARQL 1.1, section 13.2).
    assert number(client.get("/sparql", params={"query": COUNT, "named-graph-uri": GRAPH_A})) == 0


def test_graph_parameters_override_from(client: httpx.Client) -> None:
    from_b = COUNT.replace("{", f"FROM <{GRAPH_B}> {{", 1)
    in_a, in_b = (number(client.get("/sparql", params={"query": COUNT, "default-graph-uri": graph})) for graph in (GRAPH_A, GRAPH_B))
    assert in_a != in_b
    assert number(client.get("/sparql", params={"query": from_b})) == in_b
    assert number(client.get("/sparql", params={"query": from_b, "default-graph-uri": GRAPH_A})) == in_a
    named = COUNT_GRAPHS.replace("{", f"FROM NAMED <{GRAPH_B}> {{", 1)
    assert number(client.get("/sparql", params={"query": named, "named-graph-uri": "urn:nowhere"})) == 0


def test_an_unknown_graph_is_empty(client: httpx.Client) -> None:
    assert number(client.get("/sparql", params={"query": COUNT, "default-graph-uri": "urn:nowhere"})) == 0


def test_without_a_query_the_service_describes_itself(client: httpx.Client, server: Server) -> None:
    from rdflib import RDF, Graph, Namespace, URIRef

    sd = Namespace("http://www.w3.org/ns/sparql-service-description#")
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"].startswith("text/turtle")
    graph = Graph().parse(data=answer.text, format="turtle")
    service = URIRef(server.sparql)
    assert (service, RDF.type, sd.Service) in graph
    assert (service, sd.endpoint, service) in graph
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
    assert (service, sd.feature, sd.UnionDefaultGraph) in graph
    assert len(set(graph.objects(service, sd.resultFormat))) == 10
    assert URIRef(GRAPH_A) in set(graph.objects(predicate=sd.name))


def test_a_browser_without_a_query_is_sent_to_the_editor(client: httpx.Client) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/editor")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_any_page_may_ask(client: httpx.Client, method: str) -> None:
    origin = {"Origin": "https://example.org"}
    wanted = {**origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "content-type, accept"}
    preflight = client.options("/sparql", headers=wanted)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert method in preflight.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in preflight.headers
    answer = client.request(method, "/sparql", params={"query": "ASK {}"} if method == "GET" else None, data={"query": "ASK {}"}, headers=origin)
    assert answer.headers["access-control-allow-origin"] == "*"


def test_errors_can_be_read_by_any_page(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT"}, headers={"Origin": "https://example.org"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (400, "*")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/sparql", {"GET", "HEAD", "POST"}),
        ("DELETE", "/sparql", {"GET", "HEAD", "POST"}),
        ("PATCH", "/sparql", {"GET", "HEAD", "POST"}),
        ("POST", "/queries", {"GET", "HEAD"}),
        ("DELETE", "/doc/city/essen", {"GET", "HEAD"}),
        ("POST", "/", {"GET", "HEAD"}),
    ],
)
def test_other_methods_are_not_allowed_and_told_which_are(client: httpx.Client, method: str, path: str, allowed: set[str]) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert {name.strip() for name in answer.headers["allow"].split(",")} - {"OPTIONS"} == allowed


def test_options_tells_the_methods(client: httpx.Client) -> None:
    answer = client.options("/sparql")
    assert (answer.status_code, answer.content) == (204, b"")
    assert {"GET", "HEAD", "POST"} <= {name.strip() for name in answer.headers["allow"].split(",")}


@pytest.mark.parametrize("media_type", ["text/plain", "application/json", "multipart/form-data; boundary=x", "", None])
def test_other_bodies_are_not_supported(client: httpx.Client, media_type: str | None) -> None:
    request = client.build_request("POST", "/sparql", content=b"ASK {}")
    request.headers.pop("content-type", None)
    if media_type is not None:
        request.headers["Content-Type"] = media_type
    answer = client.send(request)
    assert answer.status_code == 415
    assert answer.json()["supported"] == ["application/x-www-form-urlencoded", "application/sparql-query"]


@pytest.mark.parametrize(
    ("method", "url", "body", "headers"),
    [
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", b"", {}),
        ("POST", "/sparql", b"query=ASK%7B%7D&query=ASK%7B%7D", FORM),
        ("POST", "/sparql?query=ASK%7B%7D", b"query=ASK%7B%7D", FORM),
        ("POST", "/sparql?query=ASK%7B%7D", b"ASK {}", DIRECT),
        ("POST", "/sparql", b"default-graph-uri=urn:x", FORM),
        ("POST", "/sparql", b"", FORM),
        ("GET", "/sparql?default-graph-uri=urn:x", b"", {}),
    ],
)
def test_there_must_be_exactly_one_query(client: httpx.Client, method: str, url: str, body: bytes, headers: dict[str, str]) -> None:
    answer = client.request(method, url, content=body, headers=headers)
    assert answer.status_code == 400
    assert "exactly one" in answer.json()["detail"]


@pytest.mark.parametrize("text", ["", " ", "# nothing but a comment"])
def test_an_empty_query_is_a_syntax_error(client: httpx.Client, text: str) -> None:
    answer = client.post("/sparql", content=text.encode(), headers=DIRECT)
    assert answer.status_code == 400
    assert answer.json()["line"] == 1


@pytest.mark.parametrize(
    ("method", "url", "body", "headers"),
    [
        ("GET", "/sparql?query=ASK%7B%7D%23%FF", b"", {}),
        ("POST", "/sparql", b"query=ASK%7B%7D%23%FF", FORM),
        ("POST", "/sparql", b"query=ASK{}#\xff", FORM),
        ("POST", "/sparql", b"ASK {} #\xff", DIRECT),
        ("POST", "/sparql", 'ASK { ?s ?p "é" }'.encode("latin-1"), DIRECT),
        ("POST", "/sparql", b"ASK {} #\xed\xa0\x80", DIRECT),
    ],
)
def test_bytes_that_are_not_utf8_are_refused(client: httpx.Client, method: str, url: str, body: bytes, headers: dict[str, str]) -> None:
    answer = client.request(method, url, content=body, headers=headers)
    assert answer.status_code == 400
    assert "UTF-8" in answer.json()["detail"]


UPDATES = [
    "INSERT DATA { <urn:s> <urn:p> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "drop default",
    "LOAD <http://127.0.0.1/>",
    "WITH <urn:g> DELETE {} WHERE {}",
]


@pytest.mark.parametrize("text", UPDATES)
@pytest.mark.parametrize("way", ["form", "direct", "as a query", "as a query in GET", "behind a prologue"])
def test_updates_are_refused(client: httpx.Client, way: str, text: str) -> None:
    if way == "form":
        answer = client.post("/sparql", data={"update": text})
    elif way == "direct":
        answer = client.post("/sparql", content=text.encode(), headers={"Content-Type": "application/sparql-update"})
    elif way == "as a query":
        answer = client.post("/sparql", data={"query": text})
    elif way == "as a query in GET":
        answer = client.get("/sparql", params={"query": text})
    else:
        prologue = "# SELECT\nBASE <http://example.org/select/>\nPREFIX select: <urn:select> PREFIX ask: <#ASK>\n"
        answer = client.post("/sparql", data={"query": prologue + text})
    assert answer.status_code == 403
    assert answer.json()["title"] == "The data are read-only"


def test_nothing_was_changed_by_any_update(client: httpx.Client) -> None:
    before = client.get("/health/ready").json()["data_version"]
    for text in UPDATES:
        client.post("/sparql", data={"update": text})
    assert client.get("/health/ready").json()["data_version"] == before
    assert client.get("/sparql", params={"query": "ASK { <urn:s> <urn:p> 1 }"}).json()["boolean"] is False


def test_words_of_updates_may_stand_in_queries(client: httpx.Client) -> None:
    text = 'PREFIX insert: <urn:insert> SELECT ?delete { VALUES ?delete { "CLEAR ALL" insert:load } } # DROP ALL'
    assert len(bindings(client.post("/sparql", data={"query": text}))) == 2


def test_a_query_longer_than_the_limit_is_refused(client: httpx.Client) -> None:
    padding = "#" + "x" * 1_048_576
    for answer in (
        client.post("/sparql", data={"query": f"ASK {{}} {padding}"}),
        client.post("/sparql", content=f"ASK {{}} {padding}".encode(), headers=DIRECT),
    ):
        assert answer.status_code == 413
        assert answer.json()["limit"] == 1_048_576


def test_a_long_query_below_the_limit_is_answered(client: httpx.Client) -> None:
    answer = client.post("/sparql", content=f"ASK {{}} #{'x' * 1_000_000}".encode(), headers=DIRECT)
    assert answer.status_code == 200, answer.text
    assert answer.json()["boolean"] is True
