"""``urbansec fmt`` as its users run it: files, standard input, exit codes, and what happens to a file when the command is killed."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.here import run
from tests.running import ROOT, environment
from tests.running import run as in_a_process
from urbansec.errors import InputFileError, OutputFileError
from urbansec.formatting import FormattingError, files, format_bytes, format_file, write_file
from urbansec.formatting.proof import canonical, prove_same

GOOD = b"@prefix ex: <http://example.org/> .\n\nex:s\n  a ex:T .\n"
UGLY = b"@prefix ex: <http://example.org/> .\nex:s a ex:T."


def test_files_are_formatted_in_place(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    ugly, good, other = tmp_path / "deep" / "ugly.ttl", tmp_path / "good.ttl", tmp_path / "notes.txt"
    ugly.write_bytes(UGLY)
    good.write_bytes(GOOD)
    other.write_bytes(UGLY)
    before = good.stat().st_mtime_ns
    done = in_a_process("fmt", tmp_path)
    assert (done.returncode, ugly.read_bytes(), other.read_bytes()) == (0, GOOD, UGLY)
    assert good.stat().st_mtime_ns == before
    assert b"2 files, 1 changed." in done.stderr
    assert done.stdout == b""
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["deep", "good.ttl", "notes.txt", "ugly.ttl"]


def test_check_and_diff_change_nothing(tmp_path: Path) -> None:
    ugly = tmp_path / "ugly.ttl"
    ugly.write_bytes(UGLY)
    checked, shown = run("fmt", "--check", tmp_path, cwd=tmp_path), run("fmt", "--diff", "ugly.ttl", cwd=tmp_path)
    assert (checked.returncode, checked.stdout) == (1, b"would change: ugly.ttl\n")
    assert shown.returncode == 1
    assert b"\x1b" not in shown.stdout
    assert ugly.read_bytes() == UGLY
    patched = subprocess.run(["git", "apply", "--unsafe-paths", "-p0", "-"], input=shown.stdout, cwd=tmp_path, capture_output=True, check=False)
    assert patched.returncode == 0, patched.stderr
    assert ugly.read_bytes() == GOOD
    assert run("fmt", "--check", "--diff", ugly).returncode == 0


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a-bad.ttl").write_bytes(b"@prefix ex: <http://example.org/> .\nex:s ex:p\n  ex:o ex:x .\n")
    (tmp_path / "b-latin.ttl").write_bytes(b'<s> <p> "caf\xe9" .\n')
    (tmp_path / "c-ugly.ttl").write_bytes(UGLY)
    done = run("fmt", ".", cwd=tmp_path)
    message = done.stderr.decode()
    assert done.returncode == 2
    assert "a-bad.ttl:3:" in message
    assert "b-latin.ttl:1:13:" in message
    assert "Traceback" not in message
    assert (tmp_path / "c-ugly.ttl").read_bytes() == GOOD
    assert "3 files, 1 changed, 2 left alone because of problems." in message


@pytest.mark.parametrize(
    ("arguments", "said"), [(["missing.ttl"], "no such file"), (["notes.txt"], "Only Turtle and TriG"), (["-", "a.ttl"], "standard input")]
)
def test_what_cannot_run_says_why(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    done = run("fmt", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_standard_input() -> None:
    assert in_a_process("fmt", "-", stdin=UGLY).stdout == GOOD
    trig = run("fmt", "-", "--stdin-filename", "x.trig", stdin=b"{ <s> <p> <o> }")
    assert trig.stdout == b"{\n  <s>\n    <p> <o> .\n}\n"
    assert run("fmt", "-", "--check", stdin=UGLY).returncode == 1
    bad = run("fmt", "-", "--stdin-filename", "mine.ttl", stdin=b"<s> <p>")
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert b"mine.ttl:1:" in bad.stderr


def test_the_shipped_data_are_formatted() -> None:
    done = run("fmt", "--check", "data", "ontology")
    assert done.stdout.decode() == ""
    assert done.returncode == 0


def test_byte_order_mark_and_line_ends() -> None:
    formatted = format_bytes(b"\xef\xbb\xbf" + GOOD, "a.ttl")
    assert formatted.changed
    assert formatted.new == GOOD
    windows = GOOD.replace(b"\n", b"\r\n")
    assert not format_bytes(windows, "a.ttl").changed


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.ttl", tmp_path / "link.ttl"
    real.write_bytes(UGLY)
    real.chmod(0o640)
    link.symlink_to(real)
    write_file(link, format_file(link))
    assert (link.is_symlink(), real.read_bytes(), real.stat().st_mode & 0o777) == (True, GOOD, 0o640)


def test_a_file_that_changes_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(UGLY)
    formatted = format_file(path)
    path.write_bytes(b"# somebody else\n")
    with pytest.raises(OutputFileError, match="meanwhile"):
        write_file(path, formatted)
    assert [p.name for p in tmp_path.iterdir()] == ["a.ttl"]
    assert path.read_bytes() == b"# somebody else\n"


def test_the_proof_finds_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A formatter with a fault does not get through: neither a lost triple, nor a lost comment, nor text that does not parse."""
    turtle = files.FORMATS[".ttl"]
    old = "<s> <p> [ <q> 1 ] , 2 . # c\n"
    before = canonical(old, turtle, "http://x/")
    prove_same(before, old, "<s> <p> 2 ; <p> [ <q> 1 ] .\n# c", turtle, "http://x/")
    for new, said in (
        ("<s> <p> [ <q> 1 ] . # c\n", "meaning"),
        ("<s> <p> [ <q> 2 ] , 2 . # c\n", "meaning"),
        ("<s> <p> [ <q> 1 ] , 2 .\n", "comment"),
        ("<s> <p", "parse"),
    ):
        with pytest.raises(FormattingError, match=said):
            prove_same(before, old, new, turtle, "http://x/")
    monkeypatch.setattr(files, "format_text", lambda _: "")
    with pytest.raises(FormattingError, match=r"a\.ttl: .*meaning"):
        format_bytes(UGLY, "a.ttl")


def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputFileError):
        format_file(tmp_path)


# For each line that it reads it starts a process that writes for ever; it tells its number, and when it has ended.
_WRITERS = """
import os, sys
from pathlib import Path
from urbansec.formatting import Formatted, write_file
path, old, new = Path(sys.argv[1]), *(Path(name).read_bytes() for name in sys.argv[2:4])
for _ in sys.stdin:
    writer = os.fork()
    if not writer:
        print(os.getpid(), flush=True)
        while True:
            write_file(path, Formatted(str(path), old, new))
            write_file(path, Formatted(str(path), new, old))
    os.waitpid(writer, 0)
    print("ended", flush=True)
"""


def test_killed_at_any_moment_the_file_is_old_or_new(tmp_path: Path) -> None:
    """A process that does nothing but write is killed 40 times; each time the file is whole."""
    draw = random.Random(5)  # noqa: S311 - moments, not secrets
    path, old, new = (tmp_path / name for name in ("data.ttl", "old", "new"))
    old.write_bytes(b"# old\n" * 200_000)
    new.write_bytes(b"# new\n" * 200_001)
    path.write_bytes(old.read_bytes())
    whole = {old.read_bytes(): "old", new.read_bytes(): "new"}
    seen: list[str] = []
    partly = 0
    command = [sys.executable, "-c", _WRITERS, str(path), str(old), str(new)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), cwd=ROOT, bufsize=0) as writers:
        assert writers.stdin is not None
        assert writers.stdout is not None
        for _ in range(40):
            path.write_bytes(old.read_bytes())
            writers.stdin.write(b"\n")
            writer = int(writers.stdout.readline())
            time.sleep(draw.uniform(0, 0.03))
            os.kill(writer, signal.SIGKILL)
            assert writers.stdout.readline() == b"ended\n"
            seen.append(whole.get(path.read_bytes(), "half"))
            leftovers = list(tmp_path.glob(".data.ttl.*.part"))
            partly += any(part.stat().st_size < new.stat().st_size for part in leftovers)
            for part in leftovers:
                part.unlink()
    assert set(seen) == {"old", "new"}
    assert partly > 0, "the kills never came while a file was being written"
