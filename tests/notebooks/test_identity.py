"""The same call in curl, on the command line, in Python (this process and a service), in a notebook and in R gives identical rows."""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from typer.testing import CliRunner

from tests.notebooks.kernel import execute, printed, read
from tests.running import Server, environment, run
from urbansec.cli.main import app
from urbansec.client import Client, Result
from urbansec.dataset import Snapshot
from urbansec.pages.code import snippets

Given = Mapping[str, str | Sequence[str]]
CALLS: tuple[tuple[str, Given], ...] = (
    ("members-of-forum", {"forum": "id:forum/defus", "on": "2016-01-01"}),
    ("cities-in-both-forums", {"on": "2020-09-28"}),
    # Numbers, texts with quotes and commas in several languages, days that are not whole, and values that are not bound.
    ("disagreements", {}),
    ("attestations-of-member", {"member": "id:city/essen"}),
    # A list, and an analysis.
    ("membership-network-measures", {"on": "2020-01-01", "forums": ["id:forum/efus", "id:forum/defus"]}),
    # A graph, as the table of its triples.
    ("network", {}),
)
Rows = list[list[str]]
NOTEBOOK = """
import json
from urbansec import Client
graph = Client()
answers = [graph.run(name, given) for name, given in json.loads({calls!r})]
def rows(answer):
    return [list(answer.variables), *([row.get(name, dict()).get("value", "") for name in answer.variables] for row in answer.table.rows)]
print(json.dumps([rows(answer) for answer in answers]))
"""
R = """
addresses <- readLines("addresses.txt")
for (number in seq_along(addresses)) {
  rows <- read.csv(addresses[number], colClasses = "character", na.strings = character(), check.names = FALSE, encoding = "UTF-8")
  write.csv(rows, sprintf("%d.csv", number), row.names = FALSE, fileEncoding = "UTF-8")
}
"""


def of_csv(content: bytes) -> Rows:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def of_answer(answer: Result) -> Rows:
    """From the terms, so that the writer of CSV has no part in it."""
    return [list(answer.variables), *([row.get(name, {}).get("value", "") for name in answer.variables] for row in answer.table.rows)]


def address(server: Server, name: str, given: Given, suffix: str = "csv") -> str:
    return f"{server.url}/queries/{name}/result.{suffix}?{urlencode(given, doseq=True)}"


@pytest.fixture(scope="module")
def expected() -> list[Rows]:
    """The rows in this process, which all others are compared with."""
    with Client() as graph:
        return [of_answer(graph.run(name, given)) for name, given in CALLS]


def test_the_answers_have_something_to_differ_in(expected: list[Rows]) -> None:
    assert all(len(rows) > 2 for rows in expected)
    everything = {value for rows in expected for row in rows for value in row}
    assert "" in everything
    assert any('"' in value or "," in value for value in everything)
    assert any(not value.isascii() for value in everything)


def test_http(server: Server, expected: list[Rows]) -> None:
    with Client(server.url) as graph:
        assert [of_answer(graph.run(name, given)) for name, given in CALLS] == expected


def test_curl(server: Server, expected: list[Rows]) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    for (name, given), rows in zip(CALLS, expected, strict=True):
        got = subprocess.run(["curl", "--silent", "--fail", address(server, name, given)], capture_output=True, check=True)
        assert of_csv(got.stdout) == rows, name


def words(name: str, given: Given) -> list[str]:
    told = [f"{parameter}={value}" for parameter, values in given.items() for value in ([values] if isinstance(values, str) else values)]
    return ["query", "run", name, *told, "--format", "csv"]


def test_command(expected: list[Rows]) -> None:
    """One of them as a process: a list, and an analysis."""
    done = run(*words(*CALLS[4]))
    assert done.returncode == 0, done.stderr.decode()
    assert of_csv(done.stdout) == expected[4]


def test_command_in_this_process(expected: list[Rows], tmp_path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, without starting a process and loading the data for each."""
    monkeypatch.setattr("urbansec.cli.common.load_data", lambda *_: snapshot)
    for call, rows in zip(CALLS, expected, strict=True):
        file = tmp_path / "answer.csv"
        result = CliRunner().invoke(app, [*words(*call), "--output", str(file)])
        assert result.exit_code == 0, result.output
        assert of_csv(file.read_bytes()) == rows, call[0]


def test_notebook(tmp_path: Path, expected: list[Rows]) -> None:
    cell: dict[str, object] = {
        "cell_type": "code",
        "id": "calls",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": NOTEBOOK.format(calls=json.dumps(CALLS)),
    }
    notebook = read(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}))
    assert json.loads(printed(execute(notebook, tmp_path))) == expected


def test_r(server: Server, tmp_path: Path, expected: list[Rows]) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R (Debian's r-base-core) is not installed")
    (tmp_path / "addresses.txt").write_text("".join(f"{address(server, *call)}\n" for call in CALLS), encoding="utf-8")
    script = tmp_path / "identity.R"
    script.write_text(R, encoding="utf-8")
    subprocess.run(["Rscript", "--vanilla", script], cwd=tmp_path, env=environment(LC_ALL="C.UTF-8"), capture_output=True, check=True)
    for number, rows in enumerate(expected, 1):
        assert of_csv((tmp_path / f"{number}.csv").read_bytes()) == rows, CALLS[number - 1][0]


def test_the_code_on_the_pages_gives_them_too(server: Server, tmp_path: Path, expected: list[Rows]) -> None:
    """What a page offers to copy: the client, and R."""
    for (name, given), rows in list(zip(CALLS, expected, strict=True))[3:5]:
        arguments = {parameter: [values] if isinstance(values, str) else list(values) for parameter, values in given.items()}
        found = {
            each.name: each.text for each in snippets(server.url, name, arguments, address(server, name, given, "json"), table=address(server, name, given))
        }
        space: dict[str, Any] = {}
        exec(found["python"], space)  # noqa: S102 - this is the test
        assert of_answer(space["result"]) == rows
        assert len(space["table"]) == len(rows) - 1
        if shutil.which("Rscript"):
            script = tmp_path / "page.R"
            script.write_text(f"{found['r']}cat(nrow(result), ncol(result))\n", encoding="utf-8")
            done = subprocess.run(["Rscript", "--vanilla", script], env=environment(LC_ALL="C.UTF-8"), capture_output=True, text=True, check=True)
            assert done.stdout.split() == [str(len(rows) - 1), str(len(rows[0]))]


HOSTILE = (
    'say "no"',
    "a,b;c\td",
    "two\nlines",
    " spaces around ",
    "NA",
    "TRUE",
    "001",
    "1e5",
    "# no comment",
    "'",
    "\\n",
    "=1+1",
    "Łódź Ελλάδα 日本 😀",
    "",
    "<b>&amp;</b>",
)


def test_texts_that_readers_of_tables_stumble_over(server: Server, tmp_path: Path) -> None:
    """A query of one's own, whose texts look like numbers, missing values, remarks, or the end of a line."""
    values = " ".join(f"({number} {json.dumps(text, ensure_ascii=False)})" for number, text in enumerate(HOSTILE))
    query = f"SELECT ?number ?text WHERE {{ VALUES (?number ?text) {{ {values} }} }} ORDER BY ?number"
    rows = [["number", "text"], *([str(number), text] for number, text in enumerate(HOSTILE))]
    with Client() as here, Client(server.url) as there:
        assert of_answer(here.sparql(query)) == rows
        assert of_answer(there.sparql(query)) == rows
        assert of_csv(there.sparql(query).to_bytes("csv")) == rows
    where = f"{server.url}/sparql.csv?{urlencode({'query': query})}"
    assert of_csv(httpx.get(where).content) == rows
    if shutil.which("Rscript"):
        (tmp_path / "addresses.txt").write_text(f"{where}\n", encoding="utf-8")
        (tmp_path / "texts.R").write_text(R, encoding="utf-8")
        subprocess.run(["Rscript", "--vanilla", "texts.R"], cwd=tmp_path, env=environment(LC_ALL="C.UTF-8"), capture_output=True, check=True)
        assert of_csv((tmp_path / "1.csv").read_bytes()) == rows
