"""What an assistant meets: the server as a process of its own, over stdio and over HTTP."""

import json
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from tests.mcp.asking import COMMAND, Assistant, connected, text_of
from tests.queries.hostile import hostile_values
from tests.running import environment
from urbansec.citation import Citation, checksum
from urbansec.engine import EmbeddedEngine
from urbansec.mcp.rows import json_rows
from urbansec.queries import Catalogue

TOOLS = {"search", "list_queries", "describe_query", "run_query", "describe", "ontology", "sparql"}
MAIN_QUESTION = "cities-in-both-forums"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
UPDATES = [
    "INSERT DATA { <urn:s> <urn:p> <urn:o> }",
    "PREFIX x: <urn:x#>\nINSERT DATA { x:s x:p x:o }",
    "# SELECT\nDELETE WHERE { ?s ?p ?o }",
    "dElEtE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "LOAD <http://127.0.0.1/x.ttl>",
    "CLEAR ALL",
    "DROP SILENT DEFAULT",
    "BASE <urn:x> PREFIX select: <urn:select> CREATE GRAPH <urn:g>",
    "SELECT * { ?s ?p ?o } ; INSERT DATA { <urn:s> <urn:p> <urn:o> }",
]
INITIALIZE = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "raw", "version": "0"}}
Real = tuple[Assistant, psutil.Process]


def working(process: psutil.Process) -> psutil.Process:
    """The process below ``process`` that works hardest now."""

    def used() -> dict[psutil.Process, float]:
        found = {}
        for each in process.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                times = each.cpu_times()
                found[each] = times.user + times.system
        return found

    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        before = used()
        time.sleep(0.2)
        grown = {each: seconds - before.get(each, seconds) for each, seconds in used().items()}
        hardest = max(grown, key=grown.__getitem__)
        if grown[hardest] > 0.04:
            return hardest
    raise AssertionError("nothing works")


def held(process: int) -> set[Path]:
    """What the descriptors of a process lead to; nothing once it has ended."""
    found = set()
    with suppress(FileNotFoundError):
        for entry in Path(f"/proc/{process}/fd").iterdir():
            with suppress(FileNotFoundError):
                found.add(entry.readlink())
    return found


def test_the_tools_are_listed_and_only_read(real: Real) -> None:
    assistant, _ = real
    tools = assistant.portal.call(assistant.client.list_tools).tools
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.annotations is not None
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint, tool.annotations.open_world_hint) == (True, False, False)
        assert tool.title
        assert len(tool.description or "") > 60
        assert tool.input_schema["additionalProperties"] is False
        assert all("description" in argument for argument in tool.input_schema["properties"].values())
        assert "source" in (tool.output_schema or {})["required"]
    assert "reference" in (assistant.client.instructions or "")


def test_the_main_question_is_answered_with_rows_and_a_citation(real: Real, engine: EmbeddedEngine, catalogue: Catalogue) -> None:
    assistant, _ = real
    found = assistant.ask("list_queries", search="cities in both forums")["queries"]
    assert found[0]["name"] == MAIN_QUESTION
    assert {parameter["name"] for parameter in assistant.ask("describe_query", name=MAIN_QUESTION)["parameters"]} == {"forum_a", "forum_b", "on"}
    table = catalogue.get(MAIN_QUESTION).table(engine, {"on": "2024-06-30"})
    answer = assistant.ask("run_query", name=MAIN_QUESTION, parameters={"on": "2024-06-30"})
    assert answer["columns"] == list(table.variables)
    assert answer["rows"] == json_rows(table)
    assert answer["rows_in_all"] == len(table.rows) > 5
    assert answer["cut"] is None
    assert any("Essen" in row for row in answer["rows"])
    source = answer["source"]
    citation = Citation.from_json(json.dumps(source["document"]))
    assert (citation.checksum, citation.data_version) == (checksum(table), engine.version)
    assert source["permalink"] in source["reference"]


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_is_refused(real: Real, text: str) -> None:
    assistant, _ = real
    before = assistant.ask("sparql", query=COUNT)["rows"]
    told = assistant.refused("sparql", query=text)
    assert told.startswith(("The data are read-only.", "The query is not valid SPARQL"))
    assert told.startswith("The data are read-only.") or text.startswith("SELECT")
    assert assistant.ask("sparql", query=COUNT)["rows"] == before


def test_a_runaway_query_is_ended_and_with_it_its_process(real: Real) -> None:
    assistant, process = real
    running = assistant.portal.start_task_soon(assistant.client.call_tool, "sparql", {"query": RUNAWAY, "seconds": 2})
    worker = working(process)
    result = running.result(20)
    assert result.is_error
    assert "The query was ended: it took more than 2 seconds." in text_of(result)
    assert psutil.wait_procs([worker], timeout=5)[1] == []
    assert assistant.ask("sparql", query="ASK {}")["rows"] == [[True]]


def test_whoever_cancels_a_call_ends_its_query(real: Real) -> None:
    assistant, process = real
    running = assistant.portal.start_task_soon(assistant.client.call_tool, "sparql", {"query": RUNAWAY, "seconds": 20})
    worker = working(process)
    running.cancel()
    assert psutil.wait_procs([worker], timeout=5)[1] == []
    assert assistant.ask("sparql", query="ASK {}")["rows"] == [[True]]


def test_other_servers_are_not_asked(real: Real) -> None:
    assistant, _ = real
    told = assistant.refused("sparql", query="SELECT * { SERVICE <http://127.0.0.1:1/sparql> { ?s ?p ?o } }")
    assert "SERVICE is switched off" in told


def test_hostile_values_break_no_tool_over_the_wire(real: Real) -> None:
    assistant, _ = real
    found = []
    for number, value in enumerate(hostile_values()[::25]):
        calls: list[tuple[str, dict[str, Any]]] = [
            ("run_query", {"name": "members-of-forum", "parameters": {"forum": value}}),
            ("describe", {"resource": value}),
            ("sparql", {"query": f"ASK {{ {value} }}"}),
        ]
        tool, arguments = calls[number % 3]
        told = text_of(assistant.call(tool, **arguments))
        if told == f"Error executing tool {tool}":
            found.append(f"{tool} {value[:60]!r}")
    assert found == []
    assert assistant.ask("sparql", query="ASK {}")["rows"] == [[True]]


def test_nothing_but_messages_is_on_standard_output_and_the_end_of_input_ends_all() -> None:
    lines = [
        "no JSON",
        "[" * 5_000,
        '{"jsonrpc": "2.0", "id": 1, "method": "no/such"}',
        '{"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "sparql", "arguments": "\\ud800"}}',
        '{"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": {"name": "search", "arguments": {"\\ud800": "\\udfff"}}}',
        '{"jsonrpc": "2.0", "id": 3, "method": "initialize", "params": %s}' % json.dumps(INITIALIZE),
        '{"jsonrpc": "2.0", "method": "notifications/initialized"}',
        '{"jsonrpc": "2.0", "id": 4, "method": "tools/call", "params": {"name": "sparql", "arguments": {"query": "ASK {}"}}}',
    ]
    with subprocess.Popen([*COMMAND], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        process.stdin.flush()
        answers = {}
        for line in process.stdout:
            message = json.loads(line)
            answers[message.get("id")] = message
            if message.get("id") == 4:
                break
        below = psutil.Process(process.pid).children(recursive=True)
        assert len(below) >= 2  # what holds the data, and at least one worker
        wire = {Path(f"/proc/self/fd/{end.fileno()}").readlink() for end in (process.stdin, process.stdout)}
        assert wire <= held(process.pid)
        assert [each.pid for each in below if wire & held(each.pid)] == []
        rest, _ = process.communicate(timeout=20)
        assert process.returncode == 0
    assert rest == b""
    assert answers[3]["result"]["serverInfo"]["name"] == "urbansec"
    assert answers[4]["result"]["structuredContent"]["rows"] == [[True]]
    assert "error" in answers[1]
    assert psutil.wait_procs(below, timeout=5)[1] == []


def test_http_is_for_this_machine_only(http: Real) -> None:
    _, process = http
    listening = [connection.laddr for connection in process.net_connections() if connection.status == psutil.CONN_LISTEN]
    assert [address.ip for address in listening] == ["127.0.0.1"]
    url = f"http://127.0.0.1:{listening[0].port}/mcp"
    body = '{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'
    kind = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    assert httpx.post(url, content=body, headers={**kind, "Host": "evil.example"}).status_code == 421
    assert httpx.post(url, content=body, headers={**kind, "Origin": "http://evil.example"}).status_code == 403
    assert httpx.post(url, content=body, headers={**kind, "Origin": "http://127.0.0.1.evil.example:80"}).status_code == 403
    assert httpx.post(url, content=b"x" * (5 * 1024 * 1024), headers=kind).status_code == 413
    assert httpx.get(f"http://{urlsplit(url).netloc}/").status_code == 404


def test_a_client_of_before_is_answered_too(http: Real) -> None:
    _, process = http
    port = next(connection.laddr.port for connection in process.net_connections() if connection.status == psutil.CONN_LISTEN)
    with connected(f"http://127.0.0.1:{port}/mcp", mode="legacy") as assistant:
        assert assistant.client.protocol_version < "2026"
        assert assistant.ask("run_query", name=MAIN_QUESTION, limit=2)["cut"]["limit"] == "rows"
