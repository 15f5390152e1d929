"""The reading part of the SPARQL 1.1 Graph Store HTTP Protocol, over the wire."""

import httpx
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

GRAPH = "https://w3id.org/urbansec/graph/data/cities/de.ttl"
TYPES = ["text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples", "application/trig", "application/n-quads"]


def triples(answer: httpx.Response) -> Graph:
    """The triples in an answer."""
    assert answer.status_code == 200, answer.text
    return Graph().parse(data=answer.content, format=answer.headers["content-type"].partition(";")[0])


def test_a_graph_is_what_the_query_form_gives(client: httpx.Client) -> None:
    asked = client.get("/sparql", params={"query": f"CONSTRUCT FROM <{GRAPH}> WHERE {{ ?s ?p ?o }}"})
    found = triples(client.get("/graph-store", params={"graph": GRAPH}))
    assert len(found) > 100
    assert isomorphic(found, triples(asked))


@pytest.mark.parametrize("media_type", TYPES)
def test_in_every_format(client: httpx.Client, media_type: str) -> None:
    answer = client.get("/graph-store", params={"graph": GRAPH}, headers={"Accept": media_type})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media_type)
    assert len(answer.content) > 10_000


def test_the_default_graph_is_what_queries_see(client: httpx.Client) -> None:
    counted = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()["results"]["bindings"][0]["n"]["value"]
    lines = client.get("/graph-store?default", headers={"Accept": "application/n-triples"}).text.splitlines()
    assert len(lines) == int(counted)


@pytest.mark.parametrize("target", [f"graph={GRAPH}", "default"])
def test_head_answers_like_get_without_a_body(client: httpx.Client, target: str) -> None:
    head, get = client.head(f"/graph-store?{target}"), client.get(f"/graph-store?{target}")
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head.headers.get(name) for name in ("content-type", "etag", "vary")} == {
        name: get.headers.get(name) for name in ("content-type", "etag", "vary")
    }


def test_head_of_a_graph_that_is_not_there(client: httpx.Client) -> None:
    assert client.head("/graph-store?graph=urn:nowhere").status_code == 404


@pytest.mark.parametrize(
    "target", ["", "?graph=", "?graph=a%20b", "?graph=x", "?default=1", "?default&default", f"?graph={GRAPH}&graph={GRAPH}", f"?default&graph={GRAPH}"]
)
def test_exactly_one_graph_is_named(client: httpx.Client, target: str) -> None:
    assert client.get(f"/graph-store{target}").status_code == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_written(client: httpx.Client, method: str) -> None:
    answer = client.request(method, f"/graph-store?graph={GRAPH}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_options_tells_the_methods(client: httpx.Client) -> None:
    answer = client.options("/graph-store?default")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def test_an_unchanged_graph_is_not_sent_again(client: httpx.Client) -> None:
    tag = client.get("/graph-store", params={"graph": GRAPH}).headers["etag"]
    assert client.get("/graph-store", params={"graph": GRAPH}, headers={"If-None-Match": tag}).status_code == 304


def test_a_graph_name_is_no_way_into_the_query(client: httpx.Client) -> None:
    answer = client.get("/graph-store", params={"graph": "urn:x> { } } #"})
    assert answer.status_code == 400
