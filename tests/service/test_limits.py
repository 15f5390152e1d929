"""A query may be hostile or expensive; the service stays up, and tells which limit was passed."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.running import Server, serving
from urbansec.engine import EmbeddedEngine, Request, inspect
from urbansec.engine.inspect import MAX_DEPTH, MAX_TOKENS, tokens
from urbansec.errors import EngineBusyError, QueryRefusedError, QueryTimeoutError

DIRECT = {"Content-Type": "application/sparql-query"}
SECONDS = 0.5
# Millions of millions of rows: no engine counts them within the deadline.
ENDLESS = "SELECT (COUNT(*) AS ?n) { %s }" % " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(6))

NESTED: dict[str, Callable[[int], str]] = {
    "groups": lambda n: f"ASK {'{' * n}{'}' * n}",
    "brackets": lambda n: f"ASK {{ FILTER({'(' * n}true{')' * n}) }}",
    "optionals": lambda n: f"ASK {{ {'OPTIONAL {' * n} {'}' * n} }}",
    "blank nodes": lambda n: f"ASK {{ ?s ?p {'[ ?p ' * n} 1 {']' * n} }}",
    "collections": lambda n: f"ASK {{ ?s ?p {'(' * n} 1 {')' * n} }}",
    "functions": lambda n: f"ASK {{ BIND({'ABS(' * n}1{')' * n} AS ?x) }}",
    "sub-selects": lambda n: f"ASK {'{ SELECT * ' * n}{{}}{'}' * n}",
    "existence": lambda n: f"ASK {{ {'FILTER EXISTS {' * n} {'}' * n} }}",
    "negations": lambda n: f"ASK {{ FILTER({'!' * n}true) }}",
    "unclosed": lambda n: "ASK " + "{" * n,
}
# Each makes the engine build a tree as deep as the list is long. None nests brackets.
LONG: dict[str, Callable[[int], str]] = {
    "triples": lambda n: f"ASK {{ {' . '.join(f'?a{i} <urn:p> ?b' for i in range(n))} }}",
    "predicates": lambda n: f"ASK {{ ?s {' ; '.join(f'<urn:p> ?b{i}' for i in range(n))} }}",
    "objects": lambda n: f"ASK {{ ?s <urn:p> {', '.join(map(str, range(n)))} }}",
    "collection": lambda n: f"ASK {{ ?s <urn:p> ({' '.join(map(str, range(n)))}) }}",
    "blank nodes": lambda n: f"ASK {{ {'[ <urn:p> 1 ] . ' * n} }}",
    "groups": lambda n: f"ASK {{ {'{ ?s <urn:p> ?o } ' * n} }}",
    "values": lambda n: f"ASK {{ {'VALUES ?x { 1 } ' * n} }}",
    "select expressions": lambda n: f"SELECT {' '.join(f'(1 AS ?a{i})' for i in range(n))} {{}}",
    "aggregates": lambda n: f"SELECT {' '.join(f'(COUNT(?s) AS ?a{i})' for i in range(n))} {{ ?s <urn:p> ?o }}",
    "grouping": lambda n: f"SELECT (1 AS ?x) {{ ?s <urn:p> ?o }} GROUP BY {' '.join(f'(1 AS ?g{i})' for i in range(n))}",
    "having": lambda n: f"SELECT (1 AS ?x) {{ ?s <urn:p> ?o }} GROUP BY ?s HAVING {'(1) ' * n}",
    "ordering": lambda n: f"SELECT ?s {{ ?s <urn:p> ?o }} ORDER BY {'?s ' * n}",
    "described": lambda n: f"DESCRIBE {' '.join(f'<urn:s{i}>' for i in range(n))}",
    "quoted triples": lambda n: f"ASK {{ ?s ?p {'<< ?a ?b ' * n} 1 {'>>' * n} }}",
    "lateral": lambda n: f"ASK {{ {'LATERAL { } ' * n} }}",
    "unions": lambda n: f"ASK {{ {{}} {'UNION {} ' * n} }}",
    "optionals": lambda n: f"ASK {{ {'OPTIONAL { } ' * n} }}",
    "sums": lambda n: f"ASK {{ FILTER(1{' + 1' * n} > 0) }}",
    "signs": lambda n: f"ASK {{ FILTER({'- ' * n}1 < 0) }}",
    "conjunctions": lambda n: f"ASK {{ FILTER(true{' && true' * n}) }}",
    "path": lambda n: f"ASK {{ ?s <urn:p>{'/<urn:p>' * n} ?o }}",
    "alternatives": lambda n: f"ASK {{ ?s <urn:p>{'|<urn:p>' * n} ?o }}",
    "in": lambda n: f"ASK {{ FILTER(1 IN ({', '.join('2' * n)})) }}",
    "arguments": lambda n: f"ASK {{ FILTER(CONCAT({', '.join(['1'] * n)}) = '') }}",
    "data rows": lambda n: f"ASK {{ VALUES ?x {{ {' 1' * n} }} }}",
    "prefixes": lambda n: f"{' '.join(f'PREFIX p{i}: <urn:>' for i in range(n))} ASK {{}}",
    "template": lambda n: f"CONSTRUCT {{ {' '.join(f'<urn:s> <urn:p> {i} .' for i in range(n))} }} {{}}",
}


@pytest.fixture
def impatient() -> Iterator[Server]:
    """A service that gives a query half a second."""
    with serving(settings={"URBANSEC_QUERY_SECONDS": str(SECONDS)}) as running:
        yield running


@pytest.fixture
def lonely() -> Iterator[Server]:
    """A service that runs one query at a time and lets nobody wait; nothing is cached."""
    settings = {"URBANSEC_QUERY_SECONDS": "3", "URBANSEC_WORKERS": "1", "URBANSEC_QUEUE_LENGTH": "0", "URBANSEC_CACHE_MB": "0"}
    with serving(settings=settings) as running:
        yield running


class Sturdy:
    """A service for queries that may end it; it is started anew after each that did."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._stack = ExitStack()
        self._server: Server | None = None

    def answer(self, text: str) -> int:
        """The status of the answer to ``text``; the test fails if the process ends instead."""
        if self._server is None:
            self._server = self._stack.enter_context(serving("--data", self._data, settings={"URBANSEC_QUERY_SECONDS": str(SECONDS)}))
        server = self._server
        try:
            status = post(server, text).status_code
        except httpx.TransportError as error:
            self.close()
            pytest.fail(f"the query ended the whole service: {error!r}, exit code {server.process.returncode}")
        return status

    def close(self) -> None:
        """End the process."""
        self._server = None
        self._stack.close()


@pytest.fixture(scope="module")
def sturdy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sturdy]:
    """One for all the long queries, on hardly any data: what they cost is not the data's fault."""
    data = tmp_path_factory.mktemp("sturdy") / "data.ttl"
    data.write_text("<urn:s> <urn:p> 1, 2 .", "utf-8")
    made = Sturdy(data)
    yield made
    made.close()


def post(server: Server, text: str) -> httpx.Response:
    """The answer to a query sent as the body."""
    return httpx.post(server.sparql, content=text.encode(), headers=DIRECT, timeout=60)


@pytest.mark.parametrize("make", [m for name, m in NESTED.items() if name != "unclosed"], ids=[name for name in NESTED if name != "unclosed"])
def test_a_hundred_levels_are_answered(server: Server, make: Callable[[int], str]) -> None:
    answer = post(server, make(100))
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("depth", [5_000, 50_000])
@pytest.mark.parametrize("make", list(NESTED.values()), ids=list(NESTED))
def test_deeper_nesting_is_refused_at_once(server: Server, make: Callable[[int], str], depth: int) -> None:
    start = time.monotonic()
    answer = post(server, make(depth))
    assert time.monotonic() - start < 5
    assert answer.status_code == (400 if len(make(depth)) <= 1_048_576 else 413)
    if answer.status_code == 400:
        problem = answer.json()
        assert problem["limit"] == MAX_DEPTH
        assert (problem["line"], problem["title"]) == (1, "The query is refused")
    assert server.alive


@pytest.mark.parametrize("name", list(LONG))
def test_a_long_query_never_ends_the_process(sturdy: Sturdy, name: str) -> None:
    assert sturdy.answer(LONG[name](30_000)) in {200, 400, 413, 504}


@pytest.mark.parametrize("name", ["described", "sums", "unions", "select expressions"])
def test_a_query_just_below_the_limit_does_not_either(sturdy: Sturdy, name: str) -> None:
    """These reach the engine: it must bear what the limit lets pass."""
    length = next(n for n in range(10_000, 0, -250) if len(list(tokens(LONG[name](n)))) <= MAX_TOKENS)
    assert sturdy.answer(LONG[name](length)) in {200, 504}


def test_many_rows_of_data_are_no_reason_to_refuse(server: Server) -> None:
    rows = " ".join(f"(<urn:s{i}> {i})" for i in range(20_000))
    answer = post(server, f"SELECT (COUNT(*) AS ?n) {{ VALUES (?s ?i) {{ {rows} }} }}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == "20000"


def test_brackets_in_strings_and_comments_do_not_count() -> None:
    assert inspect(f"ASK {{ ?s ?p '{'(' * 500}', <urn:{'(' * 500}> }} #{'{' * 500}").form == "ASK"


def test_closed_brackets_do_not_add_up() -> None:
    assert inspect("ASK {" + "{}" * 300 + "}").form == "ASK"


def test_the_refusal_names_the_place() -> None:
    with pytest.raises(QueryRefusedError, match=str(MAX_DEPTH)) as refused:
        inspect("ASK\n" + "{" * (MAX_DEPTH + 1))
    assert refused.value.members == {"limit": MAX_DEPTH, "line": 2, "column": MAX_DEPTH + 1}


def test_a_query_is_stopped_at_its_deadline_while_others_are_answered(impatient: Server) -> None:
    """Two endless queries run; a third query is answered before they are given up."""
    answers: list[httpx.Response] = []
    threads = [threading.Thread(target=lambda: answers.append(post(impatient, ENDLESS))) for _ in range(2)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    assert post(impatient, "ASK {}").json()["boolean"] is True
    assert httpx.get(f"{impatient.url}/health/live", timeout=10).status_code == 200
    for thread in threads:
        thread.join(30)
    assert time.monotonic() - start < 15
    assert [answer.status_code for answer in answers] == [504, 504]
    problem = answers[0].json()
    assert (problem["title"], problem["limit_seconds"]) == ("The query took too long", SECONDS)


def test_when_all_workers_are_busy_the_service_says_so(lonely: Server) -> None:
    assert post(lonely, "ASK {}").status_code == 200
    # Where nobody may wait, this one too is refused while another is being answered.
    held = threading.Thread(target=until, args=(lambda: post(lonely, ENDLESS), lambda answer: answer.status_code != 503))
    held.start()
    refused = until(lambda: post(lonely, "ASK {}"), lambda answer: answer.status_code != 200)
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert refused.json()["title"] == "The service is busy"
    assert httpx.get(f"{lonely.url}/health/live", timeout=10).status_code == 200
    held.join(30)
    assert post(lonely, "ASK {}").status_code == 200


def until(ask: Callable[[], httpx.Response], wanted: Callable[[httpx.Response], bool]) -> httpx.Response:
    """The first answer that is as wanted, or the last one after some seconds."""
    deadline = time.monotonic() + 10
    while True:
        answer = ask()
        if wanted(answer) or time.monotonic() > deadline:
            return answer


def test_the_engine_itself_keeps_the_deadline(engine: EmbeddedEngine) -> None:
    from urbansec.engine import BOOLEAN_AND_TABLE

    quick = EmbeddedEngine(engine._snapshot, seconds=0.1, workers=1)
    with pytest.raises(QueryTimeoutError):
        quick.execute(Request("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"), BOOLEAN_AND_TABLE[0])
    with pytest.raises(EngineBusyError, match="1 worker"):
        quick.execute(Request("ASK {}"), BOOLEAN_AND_TABLE[0])


def test_answers_on_one_connection_do_not_wait_for_the_network(client: httpx.Client) -> None:
    """Without TCP_NODELAY every answer after the first waits 40 ms for an acknowledgement."""
    seconds = sorted(client.get("/sparql", params={"query": "ASK {}"}).elapsed.total_seconds() for _ in range(21))
    assert seconds[10] < 0.03
