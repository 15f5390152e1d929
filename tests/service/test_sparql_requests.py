"""What may stand around a query: addresses as long as they may be, formats in them, charsets, graphs, conditions, a base."""

import gzip
import json
import re
import socket
from dataclasses import replace
from urllib.parse import quote

import httpx
import pytest

from tests.running import listening
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue
from urbansec.settings import Settings

DIRECT = {"Content-Type": "application/sparql-query"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def address_of(length: int) -> str:
    """An address of the endpoint with a query in it, ``length`` bytes long."""
    start = "/sparql?query=ASK%7B%7D%23"
    return start + "x" * (length - len(start))


@pytest.mark.parametrize(("length", "status"), [(1_000, 200), (65_535, 200), (65_536, 200), (65_537, 414), (65_538, 414), (70_000, 414), (1_000_000, 414)])
def test_addresses_up_to_64_kib_are_answered(client: httpx.Client, length: int, status: int) -> None:
    """The address goes over the socket as it is; httpx itself refuses to send so long ones."""
    answer = raw(client, f"GET {address_of(length)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer[:200]
    assert (b'"status":414' in answer) is (status == 414)


def test_a_path_may_be_too_long_too(client: httpx.Client) -> None:
    answer = raw(client, b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 414 ")
    problem = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert (problem["type"], problem["limit"]) == ("https://w3id.org/urbansec/problems#uri-too-long", 65_536)


def test_a_long_address_is_not_cut(client: httpx.Client) -> None:
    text = f"SELECT (STRLEN('{'y' * 65_400}') AS ?n) {{}}"
    target = f"/sparql?query={quote(text)}&x="
    target += "z" * (65_536 - len(target))
    assert len(target) == 65_536
    answer = raw(client, f"GET {target} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\nConnection: close\r\n\r\n".encode())
    assert b"65400" in answer


def raw(client: httpx.Client, request: bytes) -> bytes:
    """All that the service sends back for ``request``."""
    address = (client.base_url.host, client.base_url.port or 80)
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_the_address_may_name_the_format(client: httpx.Client) -> None:
    answer = client.get("/sparql.csv", params={"query": "ASK {}"}, headers={"Accept": "image/png"})
    assert (answer.headers["content-type"], answer.text) == ("text/csv; charset=utf-8", "true")
    assert client.get("/sparql.ttl", params={"query": "CONSTRUCT { <urn:s> <urn:p> 1 } {}"}).headers["content-type"].startswith("text/turtle")
    assert client.get("/sparql.ttl", params={"query": "ASK {}"}).status_code == 406
    described = client.get("/sparql.nt")
    assert described.headers["content-type"] == "application/n-triples"
    assert f"<{client.base_url}/sparql> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>".replace("//sparql", "/sparql") in described.text


@pytest.mark.parametrize("charset", ["utf-16", "iso-8859-1", '"windows-1252"'])
@pytest.mark.parametrize("media_type", ["application/sparql-query", "application/x-www-form-urlencoded"])
def test_other_charsets_are_not_supported(client: httpx.Client, media_type: str, charset: str) -> None:
    answer = client.post("/sparql", content=b"query=ASK%7B%7D", headers={"Content-Type": f"{media_type}; charset={charset}"})
    assert answer.status_code == 415


def test_packed_queries_are_not_supported(client: httpx.Client) -> None:
    answer = client.post("/sparql", content=gzip.compress(b"ASK {}"), headers={**DIRECT, "Content-Encoding": "gzip"})
    assert (answer.status_code, "gzip" in answer.json()["detail"]) == (415, True)
    assert client.post("/sparql", content=b"ASK {}", headers={**DIRECT, "Content-Encoding": "identity"}).status_code == 200


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("value", ["", "a b", "relative/path", "http://[", "<urn:x>", "urn:x> } #"])
def test_graph_parameters_must_be_iris(client: httpx.Client, name: str, value: str) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}", name: value})
    assert answer.status_code == 400
    assert answer.json()["title"] != "Internal error"


def test_too_many_parameters_are_refused(client: httpx.Client) -> None:
    answer = client.post("/sparql", content=b"query=ASK%7B%7D&" + b"a&" * 100_000, headers=FORM)
    assert (answer.status_code, "1000" in answer.json()["detail"]) == (400, True)


def test_an_unchanged_answer_is_not_sent_again(client: httpx.Client) -> None:
    params = {"query": "SELECT ?x { VALUES ?x { 1 } }"}
    first = client.get("/sparql", params=params)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    for condition in (tag, f'"other", {tag}', f"W/{tag}"):
        again = client.get("/sparql", params=params, headers={"If-None-Match": condition})
        assert (again.status_code, again.content) == (304, b"")
        assert "accept" in again.headers["vary"].lower()
    others = [
        client.get("/sparql", params=params, headers={"If-None-Match": '"other"'}),
        client.get("/sparql", params=params, headers={"If-None-Match": tag, "Accept": "text/csv"}),
        client.get("/sparql", params={"query": "SELECT ?x { VALUES ?x { 2 } }"}, headers={"If-None-Match": tag}),
        client.get("/sparql", params={**params, "default-graph-uri": "urn:x"}, headers={"If-None-Match": tag}),
        client.get("/sparql", params={**params, "named-graph-uri": "urn:x"}, headers={"If-None-Match": tag}),
        client.post("/sparql", data=params, headers={"If-None-Match": tag}),
    ]
    assert [answer.status_code for answer in others] == [200] * 6
    assert len({answer.headers["etag"] for answer in others[:5]}) == 5


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()"])
def test_an_answer_that_changes_has_no_validator(client: httpx.Client, call: str) -> None:
    answer = client.get("/sparql", params={"query": f"SELECT ({call} AS ?x) {{}}"})
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_relative_iris_are_those_of_the_project(client: httpx.Client) -> None:
    """A query may have no base of its own (SPARQL 1.1, section 4.1.1.2); the service's is the same whatever host answers."""
    assert client.get("/sparql", params={"query": "ASK { <id/forum/efus> a ?kind }"}).json()["boolean"] is True
    answer = client.get("/sparql.csv", params={"query": "BASE <http://example.org/a/> SELECT (STR(<b>) AS ?x) {}"})
    assert answer.text.split() == ["x", "http://example.org/a/b"]


def test_the_interface_tells_the_endpoint(client: httpx.Client) -> None:
    """These addresses are raw ASGI, which FastAPI cannot describe."""
    paths = client.get("/openapi.json").json()["paths"]
    assert {"get", "post"} <= set(paths["/sparql"])
    assert set(paths["/sparql"]["post"]["requestBody"]["content"]) == {"application/x-www-form-urlencoded", "application/sparql-query"}
    assert [parameter["name"] for parameter in paths["/sparql"]["get"]["parameters"]] == ["query", "default-graph-uri", "named-graph-uri", "format"]
    assert [parameter["name"] for parameter in paths["/graph-store"]["get"]["parameters"]] == ["graph", "default", "format"]
    assert paths["/sparql.{suffix}"]["get"]["parameters"][0]["in"] == "path"
    for path in ("/sparql", "/sparql.{suffix}", "/graph-store"):
        assert {"200", "400", "406", "414", "503", "504", "507"} <= set(paths[path]["get"]["responses"])


def features(engine: EmbeddedEngine, catalogue: Catalogue, assets: Assets, settings: Settings) -> set[str]:
    """The features that a service with these settings says it has."""
    with listening(create_app(settings, engine, catalogue, assets)) as url:
        answer = httpx.get(f"{url}/sparql", headers={"Accept": "application/n-triples"})
    return set(re.findall(r"service-description#feature> <http://www.w3.org/ns/sparql-service-description#(\w+)>", answer.text))


def test_the_features_are_those_of_the_settings(engine: EmbeddedEngine, snapshot: Snapshot, catalogue: Catalogue, assets: Assets) -> None:
    assert features(engine, catalogue, assets, Settings()) == {"UnionDefaultGraph"}
    assert features(engine, catalogue, assets, Settings(service_allow=("http://127.0.0.1:1/sparql",))) == {"UnionDefaultGraph", "BasicFederatedQuery"}
    own = EmbeddedEngine(replace(snapshot, union=False))
    assert features(own, catalogue, assets, Settings()) == set()
