"""No query makes the service talk to another server.

A listening socket counts who connects. Whatever the engine itself would take for SERVICE must be refused before it
runs; whatever is not SERVICE must run.
"""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pyoxigraph as ox
import pytest

from urbansec.engine import inspect

DIRECT = {"Content-Type": "application/sparql-query"}


@dataclass
class Listener:
    """A server on the loopback address that closes every connection and counts them."""

    socket: socket.socket
    count: int = 0
    _guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def iri(self) -> str:
        """The IRI that leads to it."""
        return f"<http://127.0.0.1:{self.socket.getsockname()[1]}/sparql>"

    def accept(self) -> None:
        """Count until the socket is closed."""
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with self._guard:
                self.count += 1
            connection.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A listener of this test alone."""
    with socket.create_server(("127.0.0.1", 0)) as open_socket:
        found = Listener(open_socket)
        thread = threading.Thread(target=found.accept, daemon=True)
        thread.start()
        yield found
        open_socket.shutdown(socket.SHUT_RDWR)
    thread.join(10)


CLAUSES = {
    "plain": "SELECT * { SERVICE %s { ?s ?p ?o } }",
    "lower case": "select * { service %s { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT %s { ?s ?p ?o } }",
    "silent in one word": "SELECT * { SERVICESILENT%s { ?s ?p ?o } }",
    "silent without spaces": "SELECT*{SERVICE SILENT%s{?s?p?o}}",
    "nested": "SELECT * { { { SERVICE %s { ?s ?p ?o } } } }",
    "optional": "SELECT * { OPTIONAL { SERVICE %s { ?s ?p ?o } } }",
    "exists": "SELECT * { ?a ?b ?c FILTER EXISTS { SERVICE %s { ?s ?p ?o } } } LIMIT 1",
    "not exists": "SELECT * { ?a ?b ?c FILTER(true && NOT EXISTS { SERVICE %s { ?s ?p ?o } }) } LIMIT 1",
    "minus": "SELECT * { ?s ?p ?o MINUS { SERVICE %s { ?s ?p ?o } } } LIMIT 1",
    "union": "SELECT * { { ?s ?p 1 } UNION { SERVICE %s { ?s ?p ?o } } }",
    "graph": "SELECT * { GRAPH ?g { SERVICE %s { ?s ?p ?o } } }",
    "sub-select": "SELECT * { { SELECT * { SERVICE %s { ?s ?p ?o } } LIMIT 1 } }",
    "service in service": "SELECT * { SERVICE %s { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } } }",
    "ask": "ASK { SERVICE %s { ?s ?p ?o } }",
    "construct": "CONSTRUCT { ?s ?p ?o } { SERVICE %s { ?s ?p ?o } }",
    "describe": "DESCRIBE ?s { SERVICE %s { ?s ?p ?o } }",
    "prefixed name": "PREFIX far: %s SELECT * { SERVICE far: { ?s ?p ?o } }",
    "prefixed name without a space": "PREFIX far: %s SELECT * { SERVICEfar: { ?s ?p ?o } }",
    "prefixed name outside ASCII": "PREFIX é: %s SELECT * { SERVICEé: { ?s ?p ?o } }",
    "empty prefix": "PREFIX : %s SELECT * { SERVICE: { ?s ?p ?o } }",
    "relative": "BASE %s SELECT * { SERVICE <> { ?s ?p ?o } }",
    "variable": "SELECT * { BIND(%s AS ?far) SERVICE ?far { ?s ?p ?o } }",
    "variable from values": "SELECT * { VALUES ?far { %s } SERVICE ?far { ?s ?p ?o } }",
    "variable without a space": "SELECT * { VALUES ?far { %s } SERVICE?far{ ?s ?p ?o } }",
    "behind a comment": "SELECT * { # SERVICE is next\nSERVICE %s { ?s ?p ?o } }",
    "behind a comment that ends with a carriage return": "SELECT * { # x\rSERVICE %s { ?s ?p ?o } }",
    "comment inside": "SELECT * { SERVICE # where?\n %s { ?s ?p ?o } }",
    "behind a string": "SELECT * { ?s ?p 'it\\'s \"x\" # <' . SERVICE %s { ?s ?p ?o } }",
    "behind a long string": 'SELECT * { ?s ?p """a "quoted" \' # } text""" . SERVICE %s { ?s ?p ?o } }',
    "behind an empty string": "SELECT * { ?s ?p ''. SERVICE %s { ?s ?p ?o } #'\n}",
    "behind a number": "SELECT * { ?s ?p 1.SERVICE %s { ?s ?p ?o } }",
    "behind a variable": "SELECT * { ?s ?p ?x.SERVICE %s { ?s ?p ?o } }",
    "behind a language": "SELECT * { ?s ?p 'x'@en.SERVICE %s { ?s ?p ?o } }",
    "behind a truth value": "SELECT * { ?s ?p trueSERVICE %s { ?s ?p ?o } }",
    "behind an IRI with a hash": "SELECT * { ?s ?p <urn:a#b> .SERVICE %s { ?s ?p ?o } }",
    "behind less than": "SELECT * { FILTER(1<2)SERVICE %s { ?s ?p ?o } }",
    "between less and greater": "SELECT * { FILTER(1<2)SERVICE %s { ?s ?p ?o } FILTER(2>1) }",
    "less than, then a comment with >": "SELECT * { FILTER(1<2)SERVICE#>\n%s { ?s ?p ?o } }",
    "less than, then a comment with > and quotes": "SELECT * { FILTER(1<2#>'''\n)SERVICE %s { ?s ?p ?o } #'''\n}",
    "less than, then a string with >": "SELECT * { FILTER(1<2)?s?p'#>' , 'x' .SERVICE %s { ?s ?p ?o } #'\n}",
    "less than a name, then a comment with >": "PREFIX ex: <urn:> SELECT * { FILTER(1<ex:a)SERVICE#>\n%s { ?s ?p ?o } }",
    "escaped letter": "SELECT * { \\u0053ERVICE %s { ?s ?p ?o } }",
    "escaped quote": "SELECT * { ?s ?p 'x\\u0027 . SERVICE %s { ?s ?p ?o } #'\n}",
    "in having": "SELECT (COUNT(*) AS ?n) { } HAVING (EXISTS { SERVICE %s { ?s ?p ?o } })",
    "in a select expression": "SELECT (EXISTS { SERVICE %s { ?s ?p ?o } } AS ?x) { }",
    "in order by": "SELECT * { ?a ?b ?c } ORDER BY (EXISTS { SERVICE %s { ?s ?p ?o } }) LIMIT 1",
}


@pytest.mark.parametrize("text", list(CLAUSES.values()), ids=list(CLAUSES))
def test_nothing_connects(client: httpx.Client, listener: Listener, text: str) -> None:
    answer = client.post("/sparql", content=(text % listener.iri).encode(), headers=DIRECT)
    assert listener.count == 0
    # What is no SERVICE clause to the engine either may be answered or be a syntax error.
    assert answer.status_code in {200, 400}


# Where the word stands on its own its place is told; in the others the refusal may point elsewhere.
WORDS = {name: text for name, text in CLAUSES.items() if "SERVICE %s" in text and "\\u" not in text and not name.startswith(("behind a truth", "less than"))}


@pytest.mark.parametrize("text", list(WORDS.values()), ids=list(WORDS))
def test_the_refusal_says_why_and_where(client: httpx.Client, text: str) -> None:
    query = text % "<http://127.0.0.1:9/>"
    problem = client.post("/sparql", content=query.encode(), headers=DIRECT).json()
    assert problem["title"] == "The query is refused"
    assert "SERVICE" in problem["detail"]
    first = query.replace("# SERVICE is next", "#................").upper().index("SERVICE")
    before = query[:first]
    assert problem["line"] == before.count("\n") + 1
    assert problem["column"] == first - (before.rfind("\n") + 1) + 1


def test_the_engine_would_connect(listener: Listener) -> None:
    """The canary: without the check the listener is called, so a count of 0 means something."""
    store = ox.Store()
    connected = 0
    for text in CLAUSES.values():
        before = listener.count
        try:
            result = store.query(text % listener.iri)
            if not isinstance(result, ox.QueryBoolean):
                list(result)
        except (OSError, RuntimeError, SyntaxError):
            pass
        connected += listener.count > before
    assert connected > 20


HARMLESS = {
    "comment": "SELECT ?x { # SERVICE <http://127.0.0.1:9/> { }\n VALUES ?x { 1 } }",
    "string": "SELECT ?x { VALUES ?x { 'SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }' } }",
    "long string": "SELECT ?x { VALUES ?x { '''\nSERVICE\n<http://127.0.0.1:9/> { } ''' } }",
    "string with escapes": 'SELECT ?x { VALUES ?x { "\\" SERVICE \\\\" } }',
    "IRI": "SELECT ?x { VALUES ?x { <http://www.w3.org/ns/sparql-service-description#Service> } }",
    "IRI with a comment's letter": "SELECT ?x { VALUES ?x { <urn:a#> } BIND('SERVICE' AS ?y) }",
    "prefix": "PREFIX service: <urn:s:> SELECT ?x { VALUES ?x { service:SERVICE } }",
    "prefix used as graph": "PREFIX service: <urn:s:> SELECT ?x { VALUES ?x { 1 } OPTIONAL { GRAPH service:x { ?s ?p ?o } } }",
    "prefix used in FROM": "PREFIX service: <urn:s:> SELECT ?x FROM service:x { VALUES ?x { 1 } }",
    "local name": "PREFIX ex: <urn:s:> SELECT ?x { VALUES ?x { ex:service ex:a.service } } LIMIT 1",
    "empty prefix": "PREFIX : <urn:s:> SELECT ?x { VALUES ?x { :SERVICE } }",
    "variable": "SELECT (?SERVICE AS ?x) { VALUES ?SERVICE { 1 } }",
    "dollar variable": "SELECT ($service AS ?x) { VALUES $service { 1 } }",
    "blank node": "SELECT ?x { VALUES ?x { 1 } OPTIONAL { _:service ?p _:SERVICE } } LIMIT 1",
    "language": "SELECT ?x { VALUES ?x { 'x'@service } }",
    "comparisons": "SELECT ?x { VALUES ?x { 1 } FILTER(?x<2 && 'SERVICE'!='>') }",
}


@pytest.mark.parametrize("text", list(HARMLESS.values()), ids=list(HARMLESS))
def test_no_false_alarm(client: httpx.Client, text: str) -> None:
    answer = client.post("/sparql", content=text.encode(), headers=DIRECT)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["results"]["bindings"]) == 1


def test_every_clause_is_found() -> None:
    found = inspect("SELECT * { SERVICE <urn:a> { SERVICE SILENT ?x {} } OPTIONAL { service <urn:b> {} } }").services
    assert [token.text for token in found] == ["SERVICE", "SERVICE", "service"]
