"""``urbansec query list``, ``show`` and ``run``: what can be asked, how it is written, what is refused."""

import csv
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import openpyxl
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # ships no types
import pytest

from tests.cli.invoking import Done, invoke
from urbansec.citation import Citation

ESSEN, BONN, LYON = (f"https://w3id.org/urbansec/id/city/{name}" for name in ("essen", "bonn", "lyon"))
DEFUS = [["city", "since", "size"], [BONN, "2001", "3"], [ESSEN, "2015", "593085"]]
EFUS = [["city", "since", "size"], [LYON, "1987", "5"]]


def rows(done: Done) -> list[list[str]]:
    assert done.code == 0, done.error
    return list(csv.reader(io.StringIO(done.text)))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), DEFUS),
        (("forum=id:forum/efus",), EFUS),
        (("-p", "forum=https://w3id.org/urbansec/id/forum/efus"), EFUS),
        (("forum=id:forum/efus", "--param", "sure=certain", "--on", "2016"), EFUS),
        (("city=id:city/bonn", "city=id:city/essen"), DEFUS),
        (("city=id:city/bonn", "-p", "city=id:city/lyon"), DEFUS[:2]),
        (("--limit", "1"), DEFUS[:2]),
        (("--limit", "1", "--page", "2"), [DEFUS[0], DEFUS[2]]),
        (("--limit", "5", "--page", "9"), DEFUS[:1]),
    ],
)
def test_parameters_and_pages(home: Path, arguments: tuple[str, ...], expected: list[list[str]]) -> None:
    assert rows(invoke("query", "run", "members", *arguments, "--format", "csv", home=home)) == expected


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("member",), ("members",)),
        (("members", "forum"), ("NAME=VALUE",)),
        (("members", "forum=id:forum/nowhere"), ("forum must be",)),
        (("members", "forum=a", "forum=b"), ("forum", "twice")),
        (("members", "fromu=a"), ("forum",)),
        (("members", "--on", "yesterday"), ("on must be",)),
        (("members", "--on", "2016", "on=2017"), ("twice",)),
        (("many", "--on", "2016"), ("no parameter on",)),
        (("members", "--page", "2"), ("--limit",)),
        (("members", "--format", "turtle"), ("csv", "xlsx", "table")),
        (("links", "--format", "geojson"), ("turtle", "csv")),
        (("members", "--format", "csv", "--output", "/nowhere/at/all.csv"), ("/nowhere/at/all.csv",)),
        (("members", "--cite", "/"), ("folder",)),
        (("members", "--cite", "/nowhere/a.json"), ("/nowhere",)),
        (("nowhere.rq",), ("nowhere.rq",)),
        (("members", "--endpoint", "nonsense"), ("nonsense",)),
        (("members@0123456789abcdef",), ("version",)),
    ],
)
def test_what_is_refused(home: Path, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    done = invoke("query", "run", *arguments, home=home)
    assert (done.code, done.output) == (2, b"")
    for word in words:
        assert word in done.error


def test_every_format_is_written_and_guessed_from_the_name_of_the_file(home: Path, tmp_path: Path) -> None:
    begins = {
        "csv": b"city,since",
        "tsv": b"?city\t",
        "json": b"{",
        "xml": b"<?xml",
        "xlsx": b"PK",
        "parquet": b"PAR1",
        "html": b"<!doctype",
        "md": b"# Members",
    }
    for name, begin in begins.items():
        path = tmp_path / f"members.{name}"
        assert invoke("query", "run", "members", "-o", path, home=home).code == 0
        content = path.read_bytes()
        assert content.lower().lstrip().startswith(begin.lower()), name
    assert [cell.value for cell in openpyxl.load_workbook(tmp_path / "members.xlsx").worksheets[0]["C"]] == ["size", 3, 593085]
    assert pq.read_table(tmp_path / "members.parquet").column("size").to_pylist() == [3, 593085]
    for name in ("ttl", "jsonld", "rdf", "nt"):
        path = tmp_path / f"links.{name}"
        assert invoke("query", "run", "links", "-o", path, home=home).code == 0
        assert b"defus" in path.read_bytes()
    assert invoke("query", "run", "links", home=home).text.startswith(("@prefix", "<"))
    assert json.loads(invoke("query", "run", "members", "-f", "application/sparql-results+json", home=home).output)["results"]
    assert invoke("query", "run", "links", "-f", "table", home=home).text.startswith("subject ")


def test_a_part_says_so(home: Path, tmp_path: Path) -> None:
    done = invoke("query", "run", "many", "--limit", "10", "--page", "3", "-f", "csv", home=home)
    assert done.text.splitlines()[1] == "20"
    assert done.error == "Rows 21 to 30 of 100.\n"
    cited = tmp_path / "c.json"
    invoke("query", "run", "many", "--limit", "10", "-f", "csv", "--cite", cited, home=home)
    assert Citation.from_json(cited.read_bytes()).rows == 100


def test_a_citation_is_written_in_three_ways(home: Path, tmp_path: Path) -> None:
    for name in ("c.json", "c.bib", "c.csl.json"):
        assert rows(invoke("query", "run", "members", "-f", "csv", "--cite", tmp_path / name, home=home)) == DEFUS
    cited = Citation.from_json((tmp_path / "c.json").read_bytes())
    assert (cited.rows, cited.service, cited.parameters) == (2, None, "forum = id:forum/defus; sure = possible")
    assert (tmp_path / "c.bib").read_text("utf-8").startswith("@misc{urbansec-members-")
    assert json.loads((tmp_path / "c.csl.json").read_text("utf-8"))[0]["type"] == "dataset"


def test_a_file_is_asked_and_an_old_version(home: Path, tmp_path: Path) -> None:
    text = (home / "queries" / "saved" / "members.rq").read_text("utf-8")
    (tmp_path / "mine.rq").write_text(text.replace("?size\n}", "?size FILTER(?size > 3)\n}"), "utf-8")
    assert rows(invoke("query", "run", tmp_path / "mine.rq", "-f", "csv", home=home)) == [DEFUS[0], DEFUS[2]]
    version = json.loads(invoke("query", "show", "members", "--json", home=home).output)["version"]
    assert rows(invoke("query", "run", f"members@{version}", "-f", "csv", home=home)) == DEFUS
    (tmp_path / "latin.rq").write_bytes(b"SELECT * { ?s ?p '\xe9' }")
    assert "UTF-8" in invoke("query", "run", tmp_path / "latin.rq", home=home).error


def test_deprecation_is_told_beside_the_answer(home: Path) -> None:
    done = invoke("query", "run", "outdated", "-f", "csv", home=home)
    assert rows(done)
    assert "Use members." in done.error


class _Endpoint(BaseHTTPRequestHandler):
    """Answers every query with one row, and keeps what was asked by whom."""

    seen: ClassVar[list[tuple[str | None, str]]] = []

    def do_POST(self) -> None:
        self.seen.append((self.headers["Authorization"], self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.end_headers()
        self.wfile.write(b'{"head":{"vars":["number"]},"results":{"bindings":[{"number":{"type":"literal","value":"7"}}]}}')

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[str]:
    """The address of an endpoint of somebody else."""
    _Endpoint.seen.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()
        thread.join()


def test_another_endpoint_is_asked_without_the_password_of_the_own_one(home: Path, tmp_path: Path, endpoint: str) -> None:
    secret = {"URBANSEC_ENGINE": "http://127.0.0.1:9/sparql", "URBANSEC_ENGINE_USER": "me", "URBANSEC_ENGINE_PASSWORD": "secret"}
    cited = tmp_path / "c.json"
    assert rows(invoke("query", "run", "many", "rows=8", "--endpoint", endpoint, "-f", "csv", "--cite", cited, home=home, settings=secret)) == [
        ["number"],
        ["7"],
    ]
    assert any("VALUES" in body for _, body in _Endpoint.seen)
    assert {header for header, _ in _Endpoint.seen} == {None}
    assert Citation.from_json(cited.read_bytes()).service == endpoint
    assert invoke("query", "verify", cited, "--endpoint", endpoint, home=home).code == 0
    _Endpoint.seen.clear()
    assert rows(invoke("query", "run", "many", "--endpoint", endpoint, "-f", "csv", home=home, settings={**secret, "URBANSEC_ENGINE": endpoint}))
    assert {header for header, body in _Endpoint.seen if "VALUES" in body} == {"Basic bWU6c2VjcmV0"}


def test_the_list(home: Path) -> None:
    listed = invoke("query", "list", home=home).text
    assert [line.split()[0] for line in listed.splitlines()] == ["links", "many", "members", "outdated"]
    assert "(deprecated)" in listed
    assert [each["name"] for each in json.loads(invoke("query", "list", "--json", "--search", "forum", home=home).output)] == ["members"]
    assert invoke("query", "list", "--search", "memberz", home=home).text.startswith("members ")
    assert invoke("query", "list", "-t", "membership", home=home).text.startswith("members ")
    nothing = invoke("query", "list", "--search", "zzz", home=home)
    assert nothing.code == 2
    assert "two words" in nothing.error


def test_one_is_shown(home: Path) -> None:
    text = invoke("query", "show", "members", home=home).text
    for words in (
        "Members of a forum",
        "forum=…",
        "iri urb:Forum, default id:forum/defus",
        "several may be given",
        "certain | possible",
        "urbansec query run members forum=id:forum/efus",
        "SELECT",
    ):
        assert words in text
    assert "#+" not in text
    shown = json.loads(invoke("query", "show", "members", "--json", home=home).output)
    assert shown["parameters"]["sure"]["values"] == ["certain", "possible", "very $ure"]
    assert shown["versions"] == [shown["version"]]
    assert "Use members." in invoke("query", "show", "outdated", home=home).text
