"""The command: help, exit codes, formats, pipes, files."""

import csv
import io
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.cli.here import run
from tests.running import ROOT, environment, serving
from tests.running import run as in_a_process

COMMANDS = [
    *[(), ("serve",), ("mcp",), ("validate",), ("sparql",), ("export",), ("completion",), ("query",)],
    *[("query", word) for word in ("list", "show", "run", "verify", "report", "check", "new", "archive")],
]
DOCUMENTS = {
    "a.ttl": "<urn:s> <urn:p> 'x'@en .",
    "a.nt": '<urn:s> <urn:p> "x"@en .',
    "a.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:"><rdf:Description rdf:about="urn:s">'
    '<u:p xml:lang="en">x</u:p></rdf:Description></rdf:RDF>',
    "a.jsonld": '{"@id": "urn:s", "urn:p": {"@value": "x", "@language": "en"}}',
    "a.trig": "<urn:g> { <urn:s> <urn:p> 'x'@en }",
    "a.nq": '<urn:s> <urn:p> "x"@en <urn:g> .',
}
EXPORTS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
ESCAPE = b"\x1b["


def failed(result: subprocess.CompletedProcess[bytes], *words: str) -> str:
    """What a command that could not run wrote: exit code 2, nothing on standard output, one message, no traceback."""
    error = result.stderr.decode()
    assert result.returncode == 2, error
    assert result.stdout == b""
    assert "Traceback" not in error
    assert ESCAPE not in result.stderr
    for word in words:
        assert word in error
    return error


@pytest.mark.parametrize("command", COMMANDS, ids=[" ".join(("urbansec", *command)) for command in COMMANDS])
def test_help(command: tuple[str, ...]) -> None:
    result = (run if command else in_a_process)(*command, "--help")
    assert result.returncode == 0
    text = result.stdout.decode()
    assert f"Usage: urbansec {' '.join(command)}".strip() in re.sub(r"\s+", " ", text) or "python -m urbansec" in text
    assert ESCAPE not in result.stdout


def test_every_command_is_listed_in_the_help() -> None:
    text = run("--help").stdout.decode()
    for command in {command[0] for command in COMMANDS if command}:
        assert command in text
    assert "Exit codes" in text


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("query", "nonsense"), ("query", "run"), ("export", "--format", "docx"), ("validate", "--nonsense"), ("sparql", "a.rq", "-e", "ASK {}")],
)
def test_a_wrong_command_line(arguments: tuple[str, ...]) -> None:
    failed(run(*arguments))


def test_queries_are_listed() -> None:
    listed = in_a_process("query", "list")
    assert "cities-in-both-forums" in listed.stdout.decode()
    assert ESCAPE not in listed.stdout
    names = [query["name"] for query in json.loads(run("query", "list", "--json").stdout)]
    assert names == sorted(path.stem for path in (ROOT / "queries" / "saved").glob("*.rq"))
    tagged = run("query", "list", "--tag", "event").stdout.decode()
    assert "events" in tagged
    assert "sources" not in tagged.split()


def test_a_query_is_shown() -> None:
    text = run("query", "show", "members-of-forum").stdout.decode()
    assert "forum=…" in text
    assert "urb:Forum" in text
    assert "SELECT" in text
    assert "#+" not in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("query", "show", "member-of-forum"), ("members-of-forum", "Did you mean")),
        (("query", "run", "member-of-forum"), ("members-of-forum",)),
        (("query", "run", "events", "-p", "kid=x"), ("kid", "kind")),
        (("query", "run", "events", "-p", "from=yesterday"), ("from", "a day such as")),
        (("query", "run", "events", "-p", "from"), ("NAME=VALUE",)),
        (("query", "run", "events", "-p", "from=2016-01-01", "-p", "from=2017-01-01"), ("from", "twice")),
        (("query", "run", "members-of-forum", "-p", "forum=id:forum/efuss"), ("id:forum/efus",)),
        (("query", "run", "events", "--format", "turtle"), ("json", "csv", "turtle")),
        (("query", "run", "network", "--format", "geojson"), ("turtle", "csv", "geojson")),
    ],
)
def test_what_cannot_be_asked(arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    failed(run(*arguments), *words)


def test_tables_are_for_people_and_have_no_colour_in_a_pipe() -> None:
    result = in_a_process("query", "run", "members-of-forum", "-p", "on=2016-01-01", "-p", "forum=id:forum/defus", "--format", "table")
    assert b"Essen" in result.stdout
    assert b"id:city/essen" in result.stdout
    assert ESCAPE not in result.stdout


@pytest.mark.parametrize("way", ["file", "expression", "standard input", "dash"])
def test_sparql_takes_the_query_from(way: str, tmp_path: Path) -> None:
    query = 'SELECT ?x { VALUES ?x { "é" } }'
    (tmp_path / "q.rq").write_text(query, "utf-8")
    ways: dict[str, tuple[str | Path, ...]] = {"file": (tmp_path / "q.rq",), "expression": ("-e", query), "standard input": (), "dash": ("-",)}
    arguments = ways[way]
    start = in_a_process if way == "standard input" else run
    result = start("sparql", *arguments, "--format", "csv", stdin=query.encode() if way in {"standard input", "dash"} else b"")
    assert result.stdout.decode().splitlines() == ["x", "é"]


def test_sparql_writes_json_into_a_pipe_and_turtle_for_graphs() -> None:
    assert json.loads(in_a_process("sparql", "-e", "ASK {}").stdout) == {"head": {}, "boolean": True}
    assert b"city:essen" in run("sparql", "-e", "DESCRIBE <https://w3id.org/urbansec/id/city/essen>").stdout


def test_sparql_shows_the_place_of_a_syntax_error() -> None:
    error = failed(run("sparql", "-e", "SELECT * {\n  ?s ?p }"), "line 2, column 9")
    lines = error.splitlines()
    place = next(i for i, line in enumerate(lines) if "?s ?p }" in line)
    assert lines[place + 1].index("^") == lines[place].index("}")


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (("no-such-file.rq",), b"", ("no-such-file.rq", "No such file")),
        ((".",), b"", ("directory",)),
        (("-e", "INSERT DATA {}"), b"", ("read-only",)),
        (("-e", "ASK { SERVICE <urn:x> {} }"), b"", ("SERVICE",)),
        (("-e", "ASK {}", "--format", "turtle"), b"", ("turtle",)),
        (("-e", "ASK {}", "--data", "no-such-file.ttl"), b"", ("no-such-file.ttl",)),
        ((), b"ASK {} #\xff", ("UTF-8",)),
        ((), b"", ("SELECT",)),
    ],
)
def test_sparql_that_cannot_run(arguments: tuple[str, ...], stdin: bytes, words: tuple[str, ...]) -> None:
    error = failed(run("sparql", *arguments, stdin=stdin))
    assert all(word.lower() in error.lower() for word in words)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes(b"ASK {} #\xff")
    failed(in_a_process("sparql", tmp_path / "q.rq"), "q.rq")


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_other_data(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(DOCUMENTS[name], "utf-8")
    result = run("sparql", "--data", tmp_path / name, "-e", "SELECT ?s ?o ?g { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    (row,) = json.loads(result.stdout)["results"]["bindings"]
    assert row["o"] == {"type": "literal", "value": "x", "xml:lang": "en"}
    assert ("g" in row) is (name in {"a.trig", "a.nq"})


def test_a_setting_makes_the_union_the_default_graph(tmp_path: Path) -> None:
    (tmp_path / "a.trig").write_text(DOCUMENTS["a.trig"], "utf-8")
    for setting, rows in {"auto": 0, "own": 0, "union": 1}.items():
        result = run("sparql", "--data", tmp_path, "-e", "SELECT * { ?s ?p ?o }", URBANSEC_DEFAULT_GRAPH=setting)
        assert len(json.loads(result.stdout)["results"]["bindings"]) == rows


def test_several_paths_of_data(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.ttl").write_text("<urn:a> <urn:p> 1 .", "utf-8")
    (tmp_path / "b.ttl").write_text("<urn:b> <urn:p> 1 .", "utf-8")
    result = run("sparql", "--data", tmp_path / "folder", "--data", tmp_path / "b.ttl", "-e", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "-f", "csv")
    assert result.stdout.split() == [b"n", b"2"]


@pytest.fixture(scope="module")
def quads() -> set[ox.Quad]:
    """The shipped graph as N-Quads has it."""
    result = in_a_process("export", "--format", "nquads")
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert len(lines) == len(set(lines)) > 5_000
    return set(ox.parse(result.stdout, format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize("name", list(EXPORTS))
def test_an_export_holds_everything_and_is_the_same_every_time(name: str, quads: set[ox.Quad]) -> None:
    first = run("export", "--format", name)
    if name in {"turtle", "jsonld"}:  # the two writers that group what they write; in a process of its own hashes are others
        assert first.stdout == in_a_process("export", "--format", name).stdout
    parsed = set(ox.parse(first.stdout, format=EXPORTS[name]))
    if EXPORTS[name].supports_datasets:
        assert parsed == quads
    else:
        assert {(q.subject, q.predicate, q.object) for q in parsed} == {(q.subject, q.predicate, q.object) for q in quads}


def test_an_export_is_sorted() -> None:
    """By graph, then subject, predicate, object, so that two exports can be compared line by line."""
    found = [(str(q.graph_name), str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(run("export").stdout, format=ox.RdfFormat.N_QUADS)]
    assert found == sorted(found)


def test_an_export_without_what_the_rules_derived(quads: set[ox.Quad]) -> None:
    stated = set(ox.parse(run("export", "--no-derived").stdout, format=ox.RdfFormat.N_QUADS))
    assert stated < quads
    assert {q.graph_name.value for q in stated if isinstance(q.graph_name, ox.NamedNode) and "/rules/" in q.graph_name.value} == set()


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_an_export_of_other_data(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(DOCUMENTS[name], "utf-8")
    for setting in ("auto", "union") if name in {"a.ttl", "a.trig"} else ("auto",):
        result = run("export", "--data", tmp_path / name, URBANSEC_DEFAULT_GRAPH=setting)
        graph = " <urn:g>" if name in {"a.trig", "a.nq"} else ""
        assert result.stdout.decode() == f'<urn:s> <urn:p> "x"@en{graph} .\n'


def test_output_replaces_a_file_at_once(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old", "utf-8")
    before = target.stat().st_ino
    result = run("query", "run", "sources", "--format", "csv", "--output", target)
    assert (result.returncode, result.stdout) == (0, b"")
    assert target.read_bytes() == in_a_process("query", "run", "sources", "--format", "csv").stdout
    assert target.stat().st_ino != before  # another file took its place
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_command_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old", "utf-8")
    failed(in_a_process("sparql", "-e", "SELECT", "--output", target))
    assert target.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    "arguments", [("sparql", "-e", "ASK {}"), ("export",), ("query", "run", "sources", "--format", "table"), ("validate", "--format", "json")]
)
def test_an_output_that_cannot_be_written(arguments: tuple[str, ...], tmp_path: Path) -> None:
    failed(run(*arguments, "--output", tmp_path / "nowhere" / "out"), "nowhere")


def test_a_table_goes_to_the_output_too(tmp_path: Path) -> None:
    result = run("query", "run", "sources", "--format", "table", "--output", tmp_path / "out.txt")
    assert (result.returncode, result.stdout) == (0, b"")
    assert "seed0" in (tmp_path / "out.txt").read_text("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ("export",),
        ("query", "list"),
        ("query", "run", "events", "--format", "table"),
        ("sparql", "-e", "SELECT * { ?s ?p ?o }", "-f", "csv"),
        ("query", "show", "timeline"),
    ],
)
def test_a_reader_that_has_seen_enough(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "urbansec", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        error = process.stderr.read()
        assert process.wait(30) == 0, error
    assert error == b""


def test_the_command_works_in_any_folder(tmp_path: Path) -> None:
    result = in_a_process("query", "run", "sources", "--format", "csv", cwd=tmp_path)
    assert len(list(csv.reader(io.StringIO(result.stdout.decode())))) > 5


def test_serve_other_data(tmp_path: Path) -> None:
    import httpx

    (tmp_path / "a.trig").write_text("<urn:s> <urn:p> 1 . <urn:g> { <urn:s> <urn:p> 2 }", "utf-8")
    with serving("--data", tmp_path / "a.trig") as server:
        rows = httpx.get(server.sparql, params={"query": "SELECT ?o { ?s ?p ?o }", "format": "csv"}).text.split()
        assert rows == ["o", "1"]
        start = httpx.get(f"{server.url}/", headers={"Accept": "text/html"})
        assert start.status_code == 200
        assert httpx.get(f"{server.url}/queries").json()["queries"] == []


def test_serve_tells_that_a_port_is_taken() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        failed(in_a_process("serve", "--port", str(taken.getsockname()[1])), "already in use", "--port 0")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_ends_when_asked_to(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:s> <urn:p> 1 .", "utf-8")
    with serving("--data", tmp_path) as server:
        server.process.send_signal(number)
        assert server.process.wait(20) in {0, 130, -number}
