"""The saved queries answer the same on every engine that can run them; those an engine cannot are listed with the reason."""

import tomllib
from pathlib import Path

import httpx
import pytest

from tests.remote.compare import bag, graph, table
from tests.running import Server
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, EmbeddedEngine, Form
from urbansec.queries import Catalogue, SavedQuery

ROOT = Path(__file__).resolve().parents[2]
SAVED = list(Catalogue(ROOT / "queries" / "saved"))
KNOWN = tomllib.loads(Path(__file__).with_name("virtuoso.toml").read_text("utf-8"))
REASONS = {name: group["reason"] for group in KNOWN["group"] for name in group["queries"]}
JSON, TRIPLES = BOOLEAN_AND_TABLE[0], next(f for f in GRAPH_FORMATS if f.name == "ntriples")


def ask(server: Server, text: str, media_type: str) -> httpx.Response:
    return httpx.post(server.sparql, data={"query": text}, headers={"Accept": media_type}, timeout=60)


def same(query: SavedQuery, engine: EmbeddedEngine, server: Server) -> bool:
    """Whether ``query`` with its defaults answers the same on the embedded engine and on the one behind ``server``."""
    request = query.call(engine, {}).request
    result_format = TRIPLES if query.form.gives_graph else JSON
    expected = engine.execute(request, result_format).content
    found = ask(server, request.text, result_format.media_type)
    if found.status_code != 200:
        return False
    assert found.headers["Content-Type"].partition(";")[0] == result_format.media_type
    if query.form.gives_graph:
        return graph(expected) == graph(found.content)
    return bag(expected) == bag(found.content)


def test_there_are_saved_queries() -> None:
    assert len(SAVED) >= 60
    assert set(REASONS) <= {query.name for query in SAVED}, "virtuoso.toml names queries that are gone"
    assert sum(len(group["queries"]) for group in KNOWN["group"]) == len(REASONS), "virtuoso.toml names a query twice"


@pytest.mark.parametrize("query", SAVED, ids=lambda query: query.name)
def test_oxigraph_answers_the_same(query: SavedQuery, engine: EmbeddedEngine, on_oxigraph: Server) -> None:
    assert same(query, engine, on_oxigraph)


@pytest.mark.parametrize("query", SAVED, ids=lambda query: query.name)
def test_virtuoso_answers_the_same(query: SavedQuery, engine: EmbeddedEngine, on_virtuoso: Server) -> None:
    expected = query.name not in REASONS
    assert same(query, engine, on_virtuoso) is expected, REASONS.get(query.name, "") if not expected else "it answers otherwise"


def test_the_order_is_kept(engine: EmbeddedEngine, on_oxigraph: Server) -> None:
    text = "SELECT ?s ?p ?o WHERE { ?s a <https://w3id.org/urbansec/ontology#City> ; ?p ?o FILTER(isLiteral(?o)) } ORDER BY ?s ?p STR(?o) LANG(?o)"
    from urbansec.engine import Request

    expected = engine.execute(Request(text), JSON).content
    assert len(table(expected)[1]) > 1000
    assert table(ask(on_oxigraph, text, JSON.media_type).content) == table(expected)


def test_a_saved_query_has_its_route(engine: EmbeddedEngine, on_oxigraph: Server) -> None:
    query = next(q for q in SAVED if q.name == "forums")
    assert query.form is Form.SELECT
    found = httpx.get(f"{on_oxigraph.url}/queries/forums/result.json", timeout=60)
    assert bag(found.content) == bag(query.run(engine, {}, JSON).content)


@pytest.mark.parametrize("result_format", [*BOOLEAN_AND_TABLE, *GRAPH_FORMATS], ids=lambda f: f.name)
@pytest.mark.parametrize("maker", ["oxigraph", "virtuoso"])
def test_every_format_is_the_one_asked_for(maker: str, result_format: object, request: pytest.FixtureRequest, engine: EmbeddedEngine) -> None:
    from urbansec.engine import Format, Request

    assert isinstance(result_format, Format)
    server = request.getfixturevalue(f"on_{maker}")
    pattern = "{ ?forum <https://w3id.org/urbansec/ontology#nationalForumOf> ?parent }"
    text = f"SELECT ?forum ?parent WHERE {pattern} ORDER BY ?forum" if result_format in BOOLEAN_AND_TABLE else f"CONSTRUCT WHERE {pattern}"
    found = ask(server, text, result_format.media_type)
    assert found.status_code == 200, found.text
    assert found.headers["Content-Type"] == result_format.content_type
    assert found.content == engine.execute(Request(text), result_format).content


def test_ask_gives_a_truth_value(on_virtuoso: Server) -> None:
    # Virtuoso answers with a table of one number.
    for text, truth in (("ASK { ?s a <https://w3id.org/urbansec/ontology#City> }", True), ("ASK { ?s a <urn:nothing> }", False)):
        assert ask(on_virtuoso, text, JSON.media_type).json() == {"head": {}, "boolean": truth}


def test_dumps_are_not_there(on_oxigraph: Server) -> None:
    assert httpx.get(f"{on_oxigraph.url}/dump/urbansec.nq.gz").status_code == 404
