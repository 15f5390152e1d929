"""SERVICE for endpoints on the list gives what an engine gives that sends SERVICE on itself; all else is refused, unsent."""

import asyncio
import socket
from collections.abc import Iterator

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.remote.compare import bag
from tests.remote.servers import Store, free_port, oxigraph
from tests.remote.stubs import Act, reply, rows, stub
from tests.running import serving
from urbansec.dataset import Snapshot
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, EmbeddedEngine, Formats, Request
from urbansec.engine.caller import Caller, current
from urbansec.engine.federate import FederatedEngine
from urbansec.errors import EngineBusyError, QueryRefusedError, QuerySyntaxError, QueryTimeoutError, RemoteEngineError, UrbansecError

JSON = BOOLEAN_AND_TABLE[0]
HERE = "".join(f"<urn:s{n}> <urn:p{n % 3}> <urn:s{n * 5 % 7}> ; <urn:v> {n % 4} .\n" for n in range(9))
THERE = "".join(f'<urn:s{n}> <urn:q{n % 2}> <urn:s{n * 3 % 5}> ; <urn:label> "name {n}\\n\\""@en-GB ; <urn:v> {n % 5} .\n' for n in range(7))


def store(turtle: str) -> ox.Store:
    made = ox.Store()
    made.bulk_load(turtle.encode(), ox.RdfFormat.TURTLE)
    return made


def quads(turtle: str) -> bytes:
    return store(turtle).dump(format=ox.RdfFormat.N_QUADS) or b""


def embedded(turtle: str = HERE) -> EmbeddedEngine:
    return EmbeddedEngine(Snapshot(store(turtle), "v1", union=False, merged=False, files={}))


@pytest.fixture(scope="module")
def there() -> Iterator[Store]:
    """The endpoint that SERVICE asks."""
    with oxigraph(quads(THERE)) as running:
        yield running


@pytest.fixture(scope="module")
def native() -> Iterator[Store]:
    """Oxigraph's server with the data that the embedded engine has; it sends SERVICE on itself."""
    with oxigraph(quads(HERE)) as running:
        yield running


def silent(connection: socket.socket) -> None:
    connection.settimeout(10)
    connection.recv(1)  # until the other side closes


def federated(*allow: str, seconds: float = 5.0) -> FederatedEngine:
    return FederatedEngine(embedded(), allow, seconds=seconds, retries=0)


def ask(engine: FederatedEngine, text: str) -> bytes:
    return engine.execute(Request(text), JSON).content


def natively(native: Store, text: str) -> bytes:
    found = httpx.post(native.address, data={"query": text}, headers={"Accept": JSON.media_type}, timeout=30)
    assert found.status_code == 200, found.text
    return found.content


TERMS = st.sampled_from(["?a", "?b", "?c", "<urn:s1>", "<urn:s2>"])
HERE_TRIPLE = st.builds("{} {} {} .".format, TERMS, st.sampled_from(["<urn:p0>", "<urn:p1>", "<urn:v>", "?p"]), TERMS)
THERE_TRIPLE = st.builds("{} {} {} .".format, TERMS, st.sampled_from(["<urn:q0>", "<urn:q1>", "<urn:label>", "<urn:v>", "?p"]), TERMS)
GROUP = st.one_of(
    THERE_TRIPLE,
    st.builds("{} {}".format, THERE_TRIPLE, THERE_TRIPLE),
    st.builds("{} OPTIONAL {{ {} }}".format, THERE_TRIPLE, THERE_TRIPLE),
    st.builds("{{ {} }} UNION {{ {} }}".format, THERE_TRIPLE, THERE_TRIPLE),
    st.builds("SELECT DISTINCT ?a WHERE {{ {} }}".format, THERE_TRIPLE),
    st.builds("{} FILTER(STRLEN(STR(?a)) > 5) # }} SERVICE\n".format, THERE_TRIPLE),
    st.builds("{} BIND('}} SERVICE <urn:x> {{' AS ?d)".format, THERE_TRIPLE),
)
SERVICE = st.builds("SERVICE {} <ENDPOINT> {{ {} }}".format, st.sampled_from(["", "SILENT"]), GROUP)
AROUND = st.sampled_from(
    [
        "{here} {service}",
        "{service} {here}",
        "{here} {service} . {service2}",
        "{here} OPTIONAL {{ {service} }}",
        "{here} OPTIONAL {{ {service} FILTER(BOUND(?a)) }}",
        "{{ {here} }} UNION {{ {service} }}",
        "{here} MINUS {{ {service} }}",
        "{{ SELECT ?a ?b WHERE {{ {service} }} }} {here}",
        "{here} {{ SELECT (COUNT(*) AS ?n) WHERE {{ {service} }} }}",
        "{service} FILTER(!isLiteral(?a)) BIND(STR(?b) AS ?e)",
        "VALUES ?a {{ <urn:s1> <urn:s3> UNDEF }} {service}",
    ]
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(around=AROUND, here=HERE_TRIPLE, service=SERVICE, service2=SERVICE)
def test_the_same_as_an_engine_that_sends_service_on(there: Store, native: Store, around: str, here: str, service: str, service2: str) -> None:
    where = around.format(here=here, service=service, service2=service2).replace("ENDPOINT", there.address)
    text = f"SELECT ?a ?b ?c ?d ?p WHERE {{ {where} }}"
    assert bag(ask(federated(there.address), text)) == bag(natively(native, text))


@pytest.mark.parametrize(
    "text",
    [
        "BASE <http://127.0.0.1/> PREFIX e: <ENDPOINT> SELECT * WHERE { ?a <urn:p0> ?b . SERVICE e: { ?a <urn:q0> ?c } }",
        "PREFIX q: <urn:q> SELECT * WHERE { SERVICE <ENDPOINT> { ?a q:0 ?c . } ?a <urn:p0> ?b }",
        "ASK { SERVICE <ENDPOINT> { <urn:s1> <urn:q1> <urn:s3> } }",
        "SELECT (COUNT(*) AS ?n) WHERE { SERVICE <ENDPOINT> { <urn:s1> <urn:q1> <urn:s3> } }",
        "SELECT (COUNT(*) AS ?n) WHERE { SERVICE <ENDPOINT> { <urn:s1> <urn:q1> <urn:nothing> } }",
        "SELECT * WHERE { ?a <urn:p0> ?b FILTER EXISTS { SERVICE <ENDPOINT> { ?x <urn:q0> ?y } } }",
        "SELECT ?a WHERE { SERVICE <ENDPOINT> { ?a <urn:q0> ?c } } GROUP BY ?a HAVING (COUNT(?c) > 0) ORDER BY ?a LIMIT 3",
        "service:",
    ],
)
def test_other_places(there: Store, native: Store, text: str) -> None:
    text = text.replace("ENDPOINT", there.address)
    if text == "service:":
        text = "PREFIX service: <urn:q> SELECT ?a { ?a service:0 ?b } # SERVICE"
    engine = federated(there.address)
    if text.startswith("ASK"):
        assert ask(engine, text) == natively(native, text)
    else:
        assert bag(ask(engine, text)) == bag(natively(native, text))


def test_a_graph_is_built_too(there: Store) -> None:
    text = f"CONSTRUCT {{ ?a <urn:l> ?l }} WHERE {{ SERVICE <{there.address}> {{ ?a <urn:label> ?l }} }}"
    content = federated(there.address).execute(Request(text), GRAPH_FORMATS[3]).content
    assert content.count(b"\n") == 7
    assert b'<urn:s0> <urn:l> "name 0\\n\\""@en-gb .' in content.lower()


REFUSED = [
    ("SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "asks only the endpoints in URBANSEC_SERVICE_ALLOW"),
    ("SELECT * WHERE { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }", "URBANSEC_SERVICE_ALLOW"),
    ("SELECT * WHERE { SERVICE <ENDPOINT/> { ?s ?p ?o } }", "URBANSEC_SERVICE_ALLOW"),
    ("BASE <ENDPOINT> SELECT * WHERE { SERVICE <> { ?s ?p ?o } }", "URBANSEC_SERVICE_ALLOW"),
    ("SELECT * WHERE { ?e a <urn:x> . SERVICE ?e { ?s ?p ?o } }", "in place of the variable"),
    ("SELECT * WHERE { SERVICE <ENDPOINT> { SERVICE <ENDPOINT> { ?s ?p ?o } } }", "SERVICE inside SERVICE"),
    ("SELECT ?a WHERE { GRAPH ?g { { SERVICE <ENDPOINT> { ?a <urn:q0> ?c } } } }", "SERVICE inside GRAPH"),
    ("SELECT * WHERE { SERVICESILENT <ENDPOINT> { ?s ?p ?o } }", ""),
    ("SELECT * WHERE { SERVICE <ENDPOINT> { ?s ?p ?o } . SERVICE <urn:x> { ?s ?p ?o } }", "URBANSEC_SERVICE_ALLOW"),
    ("SELECT * WHERE { SERVICE <ENDPOINT> { ?s ?p ?o }", ""),
    ("SELECT * WHERE { SERVICE <ENDPOINT> }", ""),
    ("SELECT * WHERE { SERVICE }", ""),
    ("SELECT * WHERE { ?a ?b ?c SERVICE x:y { ?s ?p ?o } }", ""),
    ("INSERT { ?s ?p ?o } WHERE { SERVICE <ENDPOINT> { ?s ?p ?o } }", ""),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_what_is_not_sent_on_is_refused_before_anything_is_sent(text: str, said: str) -> None:
    with stub() as server:
        with pytest.raises(UrbansecError) as caught:
            ask(federated(server.address), text.replace("ENDPOINT", server.address))
        assert said in caught.value.detail
        assert server.requests == []


@pytest.mark.parametrize(
    ("act", "kind", "said"),
    [
        (b"", RemoteEngineError, "broke the connection"),
        (reply(b"", status="503 Busy"), EngineBusyError, "takes no more"),
        (reply(b"bad", "text/plain", status="400 Bad"), QueryRefusedError, "bad"),
        (reply(b"", status="401 Who"), RemoteEngineError, "without a name"),
        (reply(b"", status="302 There", Location="http://localhost:1/"), RemoteEngineError, "not followed"),
        (reply(length=5000), RemoteEngineError, "not whole"),
        (reply(b"<html/>", "text/html"), RemoteEngineError, "not with SPARQL results"),
        (silent, QueryTimeoutError, "1 seconds"),
        (reply(rows(5), X_SPARQL_MaxRows="5"), RemoteEngineError, "cut its answer after 5 rows"),
    ],
)
def test_failures_are_told_or_silent(act: Act, kind: type[UrbansecError], said: str) -> None:
    with stub(act) as server:
        with pytest.raises(kind) as caught:
            ask(federated(server.address, seconds=1), f"SELECT * WHERE {{\n SERVICE <{server.address}> {{ ?s ?p ?x }} }}")
        assert caught.value.detail.startswith(f"SERVICE <{server.address}>: ")
        assert said in caught.value.detail
        text = f"SELECT ?a ?x WHERE {{ ?a <urn:p0> ?b . SERVICE SILENT <{server.address}> {{ ?a ?p ?x }} }}"
        assert bag(ask(federated(server.address, seconds=1), text))[1].total() == 3


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('{"type":"bnode","value":"b1"}', "a blank node"),
        ('{"type":"uri","value":"http://x/> } SELECT * { ?s ?p ?o } #"}', ""),
        ('{"type":"literal","value":"x","xml:lang":"en . } #"}', ""),
        ('{"type":"literal","value":"x","datatype":"http://x/> } #"}', ""),
    ],
)
def test_terms_that_no_query_can_hold(cell: str, said: str) -> None:
    body = f'{{"head":{{"vars":["x"]}},"results":{{"bindings":[{{"x":{cell}}}]}}}}'.encode()
    with stub(reply(body)) as server:
        with pytest.raises((QueryRefusedError, RemoteEngineError)) as caught:
            ask(federated(server.address), f"SELECT * WHERE {{ SERVICE <{server.address}> {{ ?s ?p ?x }} }}")
        assert said in caught.value.detail


def test_variables_that_nobody_asked_for_change_nothing() -> None:
    body = b'{"head":{"vars":["x","a"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"},"a":{"type":"uri","value":"urn:none"}}]}}'
    with stub(reply(body)) as server:
        text = f"SELECT ?a ?x WHERE {{ ?a <urn:p0> ?b . SERVICE <{server.address}> {{ ?s ?p ?x }} }}"
        assert bag(ask(federated(server.address), text))[1].total() == 3


def test_too_many_rows_are_refused() -> None:
    with stub(reply(rows(10_001))) as server:
        with pytest.raises(QueryRefusedError, match="more than 10,000 rows") as caught:
            ask(federated(server.address), f"SELECT * WHERE {{\n  SERVICE <{server.address}> {{ ?s ?p ?x }} }}")
        assert caught.value.members == {"line": 2, "column": 3}
        assert b"LIMIT+10001" in server.requests[0]


def test_equal_clauses_are_asked_once_and_answers_are_not_kept() -> None:
    with stub() as server:
        clause = f"SERVICE <{server.address}> {{ ?s ?p ?x }}"

        async def volatile(text: str) -> bool:
            return (await federated(server.address).stream(Request(text), Formats(JSON))).head.volatile

        assert asyncio.run(volatile(f"SELECT * WHERE {{ {{ {clause} }} UNION {{ {clause} }} }}"))
        assert len(server.requests) == 1
        assert not asyncio.run(volatile("SELECT * WHERE { ?service ?p ?o }"))
        assert not asyncio.run(volatile("SELECT * WHERE { ?s ?p ?o }"))


def test_errors_behind_a_clause_are_told_where_they_are() -> None:
    with stub() as server, pytest.raises(QuerySyntaxError) as caught:
        ask(federated(server.address), f"SELECT * WHERE {{\n SERVICE <{server.address}> {{\n ?s ?p ?x }}\n ?a ?b }}")
    assert caught.value.line == 4


def test_the_time_is_charged() -> None:
    caller = Caller("203.0.113.9")
    token = current.set(caller)
    try:
        with stub(silent) as server, pytest.raises(QueryTimeoutError):
            ask(federated(server.address, seconds=0.3), f"SELECT * WHERE {{ SERVICE <{server.address}> {{ ?s ?p ?x }} }}")
    finally:
        current.reset(token)
    assert caller.seconds >= 0.3


def test_through_the_service(there: Store) -> None:
    closed = f"http://127.0.0.1:{free_port()}/sparql"
    with serving(settings={"URBANSEC_SERVICE_ALLOW": f"{there.address}, {closed}"}) as server:

        def post(text: str) -> httpx.Response:
            return httpx.post(server.sparql, data={"query": text}, headers={"Accept": JSON.media_type}, timeout=30)

        found = post(f"SELECT ?a ?l WHERE {{ SERVICE <{there.address}> {{ ?a <urn:label> ?l }} }}")
        assert bag(found.content)[1].total() == 7
        assert found.headers["Cache-Control"] == "no-store"
        assert post(f"SELECT * WHERE {{ SERVICE <{closed}> {{ ?s ?p ?o }} }}").status_code == 502
        refused = post("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
        assert refused.status_code == 400
        assert "URBANSEC_SERVICE_ALLOW" in refused.json()["detail"]
