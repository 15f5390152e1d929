"""The clients that people use get the same rows: SPARQLWrapper, rdflib's SPARQLStore, curl, pandas-like CSV readers."""

import csv
import io
import json
import shutil
import subprocess
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, TSV, TURTLE, URLENCODED, XML, SPARQLExceptions, SPARQLWrapper

from tests.running import Server
from urbansec.queries import Catalogue

MAIN = "cities-in-both-forums"
CITIES = ["Bochum", "Essen", "Kaiserslautern"]
SPARQL_XML = "{http://www.w3.org/2005/sparql-results#}"


@pytest.fixture
def text(catalogue: Catalogue) -> str:
    """The main question, as it stands in its file."""
    return catalogue.get(MAIN).text


@pytest.fixture
def wanted(client: httpx.Client) -> list[dict[str, str]]:
    """Its rows by the plainest way there is: the value of each variable that is bound."""
    rows = client.get(f"/queries/{MAIN}/result.json").json()["results"]["bindings"]
    found = [{name: cell["value"] for name, cell in row.items()} for row in rows]
    assert set(CITIES) <= {row["cityLabel"] for row in found}
    return found


def curl(*arguments: str) -> bytes:
    """What curl writes."""
    program = shutil.which("curl")
    assert program, "curl is needed for this test"
    return subprocess.run([program, "--silent", "--show-error", "--fail", *arguments], capture_output=True, check=True, timeout=60).stdout


def test_curl_as_json(server: Server, text: str, wanted: list[dict[str, str]]) -> None:
    content = curl("-H", "Accept: application/sparql-results+json", "--data-urlencode", f"query={text}", server.sparql)
    rows = json.loads(content)["results"]["bindings"]
    assert [{name: cell["value"] for name, cell in row.items()} for row in rows] == wanted


def test_curl_as_xml(server: Server, text: str, wanted: list[dict[str, str]]) -> None:
    content = curl("-G", "-H", "Accept: application/sparql-results+xml", "--data-urlencode", f"query={text}", server.sparql)
    # S314: our own service's answer on the loopback address
    results = ET.fromstring(content).iter(f"{SPARQL_XML}result")  # noqa: S314
    rows = [{str(b.get("name")): "".join(b.itertext()) for b in result.iter(f"{SPARQL_XML}binding")} for result in results]
    assert [{name: value.strip() for name, value in row.items()} for row in rows] == wanted


def test_curl_as_csv(server: Server, text: str, wanted: list[dict[str, str]]) -> None:
    content = curl("-H", "Content-Type: application/sparql-query", "-H", "Accept: text/csv", "--data-binary", text, server.sparql)
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert [{name: value for name, value in row.items() if value} for row in rows] == [{n: v for n, v in row.items() if v} for row in wanted]


def test_curl_as_tsv(server: Server, text: str, wanted: list[dict[str, str]]) -> None:
    content = curl("--data-urlencode", f"query={text}", "-d", "format=tsv", server.sparql)
    heading, *lines = content.decode().splitlines()
    column = heading.split("\t").index("?cityLabel")
    assert [line.split("\t")[column].strip('"') for line in lines] == [row["cityLabel"] for row in wanted]


def test_curl_follows_an_iri_to_turtle(server: Server) -> None:
    content = curl("--location", "-H", "Accept: text/turtle", f"{server.url}/id/city/essen")
    assert len(Graph().parse(data=content, format="turtle")) > 10


@pytest.mark.parametrize(("method", "way"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
@pytest.mark.parametrize("result_format", [JSON, XML, CSV, TSV])
def test_sparqlwrapper(server: Server, text: str, wanted: list[dict[str, str]], method: str, way: str, result_format: str) -> None:
    wrapper = SPARQLWrapper(server.sparql)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(way)
    wrapper.setReturnFormat(result_format)
    wrapper.setQuery(text)
    answer: Any = wrapper.query().convert()  # what it is follows from the format
    if result_format == JSON:
        rows = [{name: cell["value"] for name, cell in row.items()} for row in answer["results"]["bindings"]]
        assert rows == wanted
    elif result_format == XML:
        assert next(node.firstChild.data for node in answer.getElementsByTagName("uri")) == wanted[0]["city"]
        assert len(answer.getElementsByTagName("result")) == len(wanted)
    else:
        assert len(answer.decode().splitlines()) == len(wanted) + 1
        assert all(row["cityLabel"] in answer.decode() for row in wanted)


def test_sparqlwrapper_builds_a_graph(server: Server) -> None:
    wrapper = SPARQLWrapper(server.sparql)
    wrapper.setReturnFormat(TURTLE)
    wrapper.setQuery("DESCRIBE <https://w3id.org/urbansec/id/forum/defus>")
    turtle: Any = wrapper.query().convert()
    assert len(Graph().parse(data=turtle, format="turtle")) > 10


def test_sparqlwrapper_tells_a_syntax_error(server: Server) -> None:
    wrapper = SPARQLWrapper(server.sparql)
    wrapper.setQuery("SELECT * { ?s ?p }")
    with pytest.raises(SPARQLExceptions.QueryBadFormed, match='"line":1'):
        wrapper.query()


def test_sparqlwrapper_asks(server: Server) -> None:
    wrapper = SPARQLWrapper(server.sparql)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery("ASK { <https://w3id.org/urbansec/id/city/essen> ?p ?o }")
    answer: Any = wrapper.query().convert()
    assert answer["boolean"] is True


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("return_format", ["xml", "json", "csv", "tsv"])
def test_sparqlstore(server: Server, text: str, wanted: list[dict[str, str]], method: str, return_format: str) -> None:
    store = SPARQLStore(server.sparql, method=method, returnFormat=return_format)
    solutions: Any = Graph(store).query(text)
    rows = [{str(name): str(value) for name, value in row.asdict().items()} for row in solutions]
    assert [row["cityLabel"] for row in rows] == [row["cityLabel"] for row in wanted]
    if return_format in {"xml", "json"}:
        assert rows == wanted


def test_sparqlstore_walks_triples(server: Server) -> None:
    graph = Graph(SPARQLStore(server.sparql))
    essen = URIRef("https://w3id.org/urbansec/id/city/essen")
    triples = list(graph.triples((essen, None, None)))
    assert len(triples) == len(set(triples)) > 10
    assert (essen, None, None) in graph
    assert (URIRef("urn:nothing"), None, None) not in graph


def test_sparqlstore_builds_and_asks(server: Server) -> None:
    graph = Graph(SPARQLStore(server.sparql))
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
    built = graph.query("CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 5").graph
    assert built is not None
    assert len(built) == 5
