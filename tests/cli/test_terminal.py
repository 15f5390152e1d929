"""What people see on a terminal: tables that fit, colour, a pager for what is long; and what a pipe gets that is closed early."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.running import environment, run

COLOUR = b"\x1b["


def terminal(home: Path, *words: str | Path, columns: int = 100, rows: int = 30, **settings: str) -> Terminal:
    outside = ("NO_COLOR", "COLUMNS", "LINES", "LESS", "PAGER", "CI")
    kept = {name: value for name, value in environment().items() if name not in outside}
    env = {**kept, "URBANSEC_HOME": str(home), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **settings}
    return Terminal([sys.executable, "-m", "urbansec", *map(str, words)], env, columns=columns, rows=rows, cwd=str(home))


def test_a_table_with_colour_and_a_footer(home: Path) -> None:
    with terminal(home, "query", "run", "members", "--no-pager") as screen:
        assert screen.end() == 0
        lines = screen.text.splitlines()
        assert any(line.split() == ["city", "since", "size"] for line in lines)
        assert any(line.split() == ["id:city/bonn", "2001", "3"] for line in lines)
        assert "2 rows. members@" in screen.text
        assert COLOUR in screen.output


def test_no_colour_where_it_is_not_wanted(home: Path) -> None:
    with terminal(home, "query", "run", "members", NO_COLOR="1") as screen:
        assert screen.end() == 0
        assert b"\x1b[3" not in screen.output.replace(b"\x1b[?25", b"")


def test_a_narrow_terminal_gets_blocks_of_lines(home: Path) -> None:
    with terminal(home, "query", "run", "members", "--no-pager", columns=24) as screen:
        assert screen.end() == 0
        words = [line.split() for line in screen.text.splitlines()]
        assert ["row", "2"] in words
        assert ["since", "2015"] in words
        assert ["city", "since", "size"] not in words


def test_a_long_table_goes_through_the_pager(home: Path, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    seen = tmp_path / "seen"
    pager.write_text(f'#!/bin/sh\necho "$LESS" "$1" > {seen}\nhead -n 5\necho PAGED\n', "utf-8")
    pager.chmod(pager.stat().st_mode | stat.S_IXUSR)
    with terminal(home, "query", "run", "many", PAGER=f"{pager} -x") as screen:
        assert screen.end() == 0
        assert "PAGED" in screen.text
        assert "99" not in screen.text.split()
        assert "Traceback" not in screen.text
    assert seen.read_text("utf-8") == "FRX -x\n"
    with terminal(home, "query", "run", "many", "--no-pager", PAGER=str(pager)) as screen:
        assert screen.end() == 0
        assert "PAGED" not in screen.text
        assert "99" in screen.text.split()
    with terminal(home, "query", "run", "members", PAGER=str(pager)) as screen:  # it fits the screen
        assert screen.end() == 0
        assert "PAGED" not in screen.text


@pytest.mark.parametrize(("wanted", "expected"), [("cat", None), ("", None), ("/nowhere -x", None), ("sh -c 'x'", "sh"), (None, "less")])
def test_which_pager_is_taken(monkeypatch: pytest.MonkeyPatch, wanted: str | None, expected: str | None) -> None:
    from urbansec.cli.screen import _pager

    monkeypatch.delenv("PAGER", raising=False)
    if wanted is not None:
        monkeypatch.setenv("PAGER", wanted)
    found = _pager()
    assert (found and Path(found[0]).name) == (expected if expected and shutil.which(expected) else None)


@pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")
def test_less_is_left_by_its_key(home: Path) -> None:
    with terminal(home, "query", "run", "many") as screen:
        screen.until(r"^ *20 *$")
        assert "99" not in screen.text.split()
        screen.type("q")
        assert screen.end() == 0
        assert "Traceback" not in screen.text


def test_a_spreadsheet_is_not_for_a_terminal(home: Path) -> None:
    with terminal(home, "query", "run", "members", "-f", "xlsx") as screen:
        assert screen.end() == 2
        assert "--output FILE.xlsx" in screen.text


def test_data_cannot_move_the_cursor(home: Path, tmp_path: Path) -> None:
    query = tmp_path / "bad.rq"
    query.write_text('SELECT ("\\u001B[31mred\\u0007\\u009B" AS ?x) {}', "utf-8")
    with terminal(home, "query", "run", query, "--no-pager") as screen:
        assert screen.end() == 0
        assert "\ufffd[31mred\ufffd\ufffd" in screen.output.decode()


def test_a_list_and_a_question_are_paged_too(home: Path) -> None:
    with terminal(home, "query", "show", "members", rows=8, PAGER="tail -n 2") as screen:
        assert screen.end() == 0
        assert "ORDER BY ?city" in screen.text
        assert "Parameters" not in screen.text


@pytest.mark.parametrize(
    "words",
    [
        ("query", "run", "many", "rows=10000", "-f", "csv"),
        ("query", "run", "many", "rows=10000", "-f", "table"),
        ("query", "list"),
    ],
    ids=" ".join,
)
def test_a_reader_that_has_seen_enough(home: Path, words: tuple[str, ...]) -> None:
    """A real pipe whose reader leaves after a line, as head does: no traceback, no message, and not the exit code of data that do not conform."""
    command = [sys.executable, "-m", "urbansec", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(URBANSEC_HOME=str(home))) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        error = process.stderr.read()
        assert process.wait(30) in (0, -signal.SIGPIPE)
        assert error == b""


def test_head_itself(home: Path) -> None:
    line = f"set -o pipefail; '{sys.executable}' -m urbansec query run many rows=10000 -f csv | head -n 1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, env=environment(URBANSEC_HOME=str(home)), timeout=60, check=False, cwd=os.sep)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"number\r\n", b"")


def test_nothing_is_said_about_progress_in_a_pipe(home: Path) -> None:
    done = run("query", "run", "members", "-f", "csv", URBANSEC_HOME=str(home))
    assert done.stderr == b""
    assert COLOUR not in done.stdout
