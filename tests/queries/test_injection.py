"""A thousand hostile values in every type, in this process, over HTTP and on the command line: the right rows, or refused by name."""

import http.client
import importlib
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import typer

from tests.queries.hostile import COUNT, hostile_values
from tests.queries.injected import KINDS, MEMBERS, Row, given, right, write_home
from tests.running import Server, run, serving
from urbansec.assets import find_assets
from urbansec.cli import main as command
from urbansec.cli.common import State
from urbansec.dataset import load_shipped
from urbansec.engine import EmbeddedEngine
from urbansec.errors import ParameterError
from urbansec.queries import Call, Catalogue
from urbansec.queries.parameters import Values

Ask = Callable[[str, str], list[Row] | None]
TODAY = date.today()
# How many of the thousand each type takes, at least: were all refused, nothing would be proved of the rows.
TAKEN = {"string": 900, "list": 900, "iri": 50, "lang": 40, "integer": 15, "decimal": 15, "enum": 10, "date": 8, "boolean": 5, "member": 2}
ROUTES = (
    "",
    "/result.csv",
    "/result.xml",
    "/result.html",
    "/result.md",
    "/result.xlsx",
    "/result.parquet",
    "/citation.json",
    "/citation.bib",
    "/citation.csl.json",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home with the queries that take a value of each type."""
    return write_home(tmp_path_factory.mktemp("injected") / "home")


@pytest.fixture(scope="module")
def engine(home: Path) -> EmbeddedEngine:
    """The engine on the data of that home."""
    return EmbeddedEngine(load_shipped(find_assets(home)))


@pytest.fixture(scope="module")
def catalogue(home: Path) -> Catalogue:
    """The queries of that home."""
    return Catalogue(home / "queries" / "saved")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    """The service on that home."""
    with serving(settings={"URBANSEC_HOME": str(home), "URBANSEC_WORKERS": "2"}) as running:
        yield running


@pytest.fixture(scope="module")
def connection(server: Server) -> Iterator[http.client.HTTPConnection]:
    """A plain connection to it: a client library would mend what is sent."""
    opened = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=30)
    yield opened
    opened.close()


def rows_of(document: Mapping[str, Mapping[str, list[Mapping[str, Mapping[str, str]]]]]) -> list[Row]:
    """The rows of a SPARQL results document."""
    cell = {"value": ""}
    return [Row(row["thing"]["value"], row["x"]["value"], row.get("beside", cell)["value"]) for row in document["results"]["bindings"]]


def in_process(catalogue: Catalogue, engine: EmbeddedEngine) -> Ask:
    """Ask in this process."""

    def ask(kind: str, value: str) -> list[Row] | None:
        try:
            table = catalogue.get(f"take-{kind}").call(engine, given(kind, value), today=TODAY).table(engine)
        except ParameterError as error:
            refusal = error
        else:
            return [Row(row["thing"]["value"], row["x"]["value"], row.get("beside", {"value": ""})["value"]) for row in table.rows]
        assert refusal.parameter in ("x", "beside")
        assert len(refusal.detail) < 500
        return None

    return ask


def over_http(connection: http.client.HTTPConnection) -> Ask:
    """Ask the service."""

    def ask(kind: str, value: str) -> list[Row] | None:
        connection.request("GET", f"/queries/take-{kind}/result.json?{urlencode(given(kind, value), doseq=True)}")
        answer = connection.getresponse()
        body = json.loads(answer.read())
        assert answer.status in (200, 422), (answer.status, body)
        if answer.status == 422:
            assert body["parameter"] in ("x", "beside")
            return None
        return rows_of(body)

    return ask


def in_a_terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask the command, which is run in this process as the operating system would run it."""

    def ask(kind: str, value: str) -> list[Row] | None:
        pairs = [f"{name}={each}" for name, values in given(kind, value).items() for each in ([values] if isinstance(values, str) else values)]
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with monkeypatch.context() as patched:
            patched.setattr(sys, "argv", ["urbansec", "--home", str(home), "query", "run", f"take-{kind}", "--format", "json", *pairs])
            patched.setattr(sys, "stdout", out)
            patched.setattr(sys, "stderr", err)
            try:
                command()
                code: object = 0
            except SystemExit as end:
                code = end.code
        out.flush()
        err.flush()
        told = err.buffer.getvalue().decode()
        assert code in (0, 2), (code, told)
        if code == 2:
            assert told.startswith("A parameter is not right: "), told
            assert len(told) < 500
            return None
        return rows_of(json.loads(out.buffer.getvalue()))

    return ask


def wrong_answers(kind: str, ask: Ask, values: Sequence[str] | None = None) -> tuple[list[str], int]:
    """What is wrong with the answers to the thousand values, or to those given, and how many were not refused."""
    found, taken = [], 0
    for value in hostile_values() if values is None else values:
        try:
            rows = ask(kind, value)
        except Exception as error:  # noqa: BLE001 - any error but a refusal is what is looked for
            found.append(f"{value[:80]!r}: {type(error).__name__}: {str(error)[:200]}")
            continue
        wanted = right(kind, value, TODAY)
        taken += rows is not None
        if rows != wanted:
            found.append(f"{value[:80]!r}: got {str(rows)[:200]}, wanted {str(wanted)[:200]}")
    return found, taken


def test_there_are_a_thousand_values() -> None:
    values = hostile_values()
    assert len(values) == len(set(values)) == COUNT >= 1_000
    assert hostile_values.__wrapped__() == values, "they are the same on every run"
    assert all(value.encode().decode() == value for value in values)
    assert max(map(len, values)) > 10_000
    assert all(
        any(part in value for value in values) for part in ('"', "'", "<", ">", "{", "}", "#", "\\", "\\u0022", "\n", "\x00", "\u202e", "SERVICE", "UNION")
    )
    assert set(TAKEN) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_in_this_process(kind: str, catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    found, taken = wrong_answers(kind, in_process(catalogue, engine))
    assert found == []
    assert taken >= TAKEN[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_over_http(kind: str, connection: http.client.HTTPConnection, server: Server) -> None:
    found, taken = wrong_answers(kind, over_http(connection))
    assert found == []
    assert taken >= TAKEN[kind]
    assert server.alive


@pytest.fixture(scope="module")
def prepared(engine: EmbeddedEngine, catalogue: Catalogue) -> Iterator[None]:
    """The command with the data loaded and its options read once, not ten thousand times."""
    module = importlib.import_module("urbansec.cli.main")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "app", typer.main.get_command(module.app))
        patch.setattr(State, "engine", engine)
        patch.setattr(State, "catalogue", catalogue)
        yield


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("prepared")
def test_on_the_command_line(kind: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What the command adds is the way of a text into it, which is the same for every type: so all of them as text, and of
    # the other types all that have an answer and some that are refused.
    every = kind == "string"
    answered = {value for value in hostile_values() if kind != "list" and right(kind, value, TODAY) is not None}
    values = [value for index, value in enumerate(hostile_values()) if every or value in answered or index % 8 == KINDS.index(kind) % 8]
    found, taken = wrong_answers(kind, in_a_terminal(home, monkeypatch), values)
    assert len(values) >= 125
    assert found == []
    assert taken >= (100 if kind == "list" else TAKEN[kind])


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("string", "x') } UNION { ?thing ?p ?x } #"),
        ("string", "\"^^<urn:t>) } ; DROP ALL #\n'\\u0022\x7f\u202e😀"),
        ("member", "https://w3id.org/urbansec/id/forum/efus> . ?s ?p ?o . <urn:x"),
        ("member", f" {MEMBERS[1]}\n"),
    ],
)
def test_in_a_process_of_its_own(kind: str, value: str, home: Path) -> None:
    done = run("--home", home, "query", "run", f"take-{kind}", "--format", "json", f"x={value}", f"beside={value}")
    wanted = right(kind, value, TODAY)
    assert done.returncode == (2 if wanted is None else 0), done.stderr
    if wanted is None:
        assert done.stderr.decode().startswith("A parameter is not right: x must be")
    else:
        assert rows_of(json.loads(done.stdout)) == wanted


def pasted(text: str, values: Values, **_: object) -> str:
    """What others do (grlc, issue 101): the value as it was typed, in quotes, in place of the parameter."""
    forms = {name: f"'{terms[0].value}'" if terms else "UNDEF" for name, terms in values.items()}
    return text.replace("(UNDEF UNDEF)", f"({forms['beside']} {forms['x']})")


def test_a_query_that_pastes_values_is_found_out(catalogue: Catalogue, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urbansec.queries.run.bind", pasted)
    found, _ = wrong_answers("string", in_process(catalogue, engine))
    assert len(found) > 100
    assert any("QuerySyntaxError" in each for each in found)
    assert any("got [Row" in each for each in found), "no value got out of its quotes and was a query still"


def test_a_query_that_forgets_the_value_is_found_out(catalogue: Catalogue, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urbansec.queries.run.bind", lambda text, _values, **_kept: text)
    for kind in ("boolean", "date"):
        found, _ = wrong_answers(kind, in_process(catalogue, engine))
        assert len(found) >= TAKEN[kind]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", ["\ud800", "a\udcffb", "\udfff\ud800", "id:forum/efus\udc80", "2020\ud800"])
def test_half_characters_are_refused(kind: str, value: str, catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    for wrong in ({"x": value}, {"x": DECOY_OF.get(kind, "x"), "beside": value}):
        with pytest.raises(ParameterError) as raised:
            catalogue.get(f"take-{kind}").call(engine, wrong)
        raised.value.detail.encode()


DECOY_OF = {"iri": "urn:a", "member": MEMBERS[0], "integer": "1", "decimal": "1", "boolean": "true", "date": "2020", "enum": "first", "lang": "en"}


def test_names_are_no_way_in(catalogue: Catalogue, engine: EmbeddedEngine, connection: http.client.HTTPConnection) -> None:
    query = catalogue.get("take-string")
    refused = 0
    for name in hostile_values():
        if name in ("x", "beside"):
            continue
        with pytest.raises(ParameterError) as raised:
            query.call(engine, {"x": "a", name: "b"})
        assert raised.value.detail.isprintable()
        assert len(raised.value.detail) < 500
        refused += 1
    for name in hostile_values()[::10]:
        connection.request("GET", f"/queries/take-string/result.json?x=a&{quote(name, safe='')}=b")
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["status"]) == (422, 422), name
    assert refused >= COUNT - 2


def test_names_of_queries_are_no_way_in(connection: http.client.HTTPConnection) -> None:
    for name in hostile_values()[::10]:
        for address in (f"/queries/{quote(name, safe='')}/result.json", f"/queries/take-string@{quote(name, safe='')}/result.json?x=a"):
            connection.request("GET", address[:60_000])
            answer = connection.getresponse()
            answer.read()
            assert answer.status in (400, 404, 307, 308), (address[:100], answer.status)


@pytest.mark.parametrize("sent", ["%ff", "%c0%a7", "%ed%a0%80", "%", "%2", "%zz", "%u0022", "a%00b", "+", "%20", "%2B", "a&x=b", ";x=1", "a;b"])
def test_addresses_that_are_wrong_bytes(sent: str, connection: http.client.HTTPConnection) -> None:
    connection.request("GET", f"/queries/take-string/result.json?x={sent}")
    answer = connection.getresponse()
    body = json.loads(answer.read())
    assert answer.status in (200, 400, 422)
    if answer.status == 200:
        assert {row["x"]["value"] for row in body["results"]["bindings"]} <= {"%", "%zz", "+", "a\x00b", "a;b"}


def test_every_way_to_see_an_answer_bears_hostile_values(connection: http.client.HTTPConnection) -> None:
    for value in hostile_values()[::50]:
        wanted = 422 if right("string", value, TODAY) is None else 200
        for route in ROUTES:
            connection.request("GET", f"/queries/take-string{route}?{urlencode({'x': value})}", headers={"Accept": "text/html, */*;q=0.5"})
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == wanted, (route, value[:80], answer.status, body[:300])


def test_what_a_call_says_of_itself_makes_the_same_call(catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    """A citation holds the arguments; taken from there they mean the same."""
    made = 0
    for kind in KINDS:
        query = catalogue.get(f"take-{kind}")
        for value in hostile_values()[:: 1 if kind != "string" else 4]:
            try:
                call = query.call(engine, given(kind, value), today=TODAY)
            except ParameterError:
                continue
            again = query.call(engine, call.arguments, today=date(2001, 1, 1))
            assert isinstance(again, Call)
            assert again.values == call.values
            assert again.request.text == call.request.text
            made += 1
    assert made > 1_000
