"""Tab: what is offered, how it is handed to each shell, and that real shells put it on the line."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.invoking import invoke
from tests.cli.terminal import Terminal
from tests.running import SERVICE, environment
from urbansec.cli import complete
from urbansec.cli.complete import known, line, offers
from urbansec.cli.complete.line import Line, Offer, Word
from urbansec.cli.complete.scripts import SCRIPTS

BREAKS = " \t\n\"'><=;|&(:"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder for all tests here: what is kept in it is made once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def offered(home: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Offer]:
    """What is offered for a line."""
    monkeypatch.setenv("URBANSEC_HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    for each in (known.commands, known.queries, known.members):
        each.cache_clear()
    return lambda text: offers.offer(line.of_words(text.split(" ")))


def texts(offer: Offer) -> list[str]:
    return [word.text for word in offer.words]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("que", ["query"]),
        ("query r", ["run", "report"]),
        ("query run ", ["links", "many", "members"]),
        ("query show m", ["many", "members"]),
        ("query verify ", []),
        ("query run members ", ["forum=", "on=", "sure=", "city="]),
        ("query run members f", ["forum="]),
        ("query run members forum=id:forum/efus ", ["on=", "sure=", "city="]),
        ("query run members -p forum=id:forum/efus -p city=id:city/essen ", ["on=", "sure=", "city="]),
        ("query run members --param s", ["sure="]),
        ("query run members forum=", ["forum=id:forum/efus", "forum=id:forum/defus", "forum=id:forum/frönt"]),
        ("query run members forum=id:forum/d", ["forum=id:forum/defus"]),
        ("query run members forum=german", ["forum=id:forum/defus"]),
        ("query run members forum=osterr", ["forum=id:forum/frönt"]),
        ("query run members forum=efu", ["forum=id:forum/efus"]),
        ("query run members forum=nothing", []),
        ("query run members sure=", ["sure=possible", "sure=certain", "sure=very $ure"]),
        ("query run members on=", ["on=today"]),
        ("query run members --on ", ["today"]),
        ("query run members nonsense=", []),
        ("query run nonsense ", []),
        ("query run members --format gr", []),
        ("query run members --format=x", ["--format=xml", "--format=xlsx"]),
        ("query run links --format t", ["table", "turtle", "trig", "tsv"]),
        ("query list --tag ", ["membership", "two words"]),
        ("query report ", ["links", "many", "members"]),
        ("query check me", ["members"]),
        ("query report --format m", ["markdown"]),
        ("query run members --cit", ["--cite"]),
        ("validate --format ju", ["junit"]),
        ("completion ", ["bash", "zsh", "fish"]),
        ("serve --por", ["--port"]),
        ("query run members -- --f", []),
        ("nonsense ", sorted),
    ],
)
def test_what_is_offered(offered: Callable[[str], Offer], typed: str, expected: object) -> None:
    found = texts(offered(typed))
    if callable(expected):  # an unknown command: the commands there are
        assert "query" in found
    else:
        assert sorted(found) == sorted(expected)  # type: ignore[call-overload]  # a list


@pytest.mark.parametrize(
    ("typed", "mode"), [("query verify a", "files"), ("query run members -o ", "files"), ("--home ", "folders"), ("query run ./q", "files")]
)
def test_files_are_left_to_the_shell(offered: Callable[[str], Offer], typed: str, mode: str) -> None:
    assert offered(typed) == Offer(mode=mode)


def test_meanings_are_told(offered: Callable[[str], Offer]) -> None:
    assert Word("forum=id:forum/efus", "European Forum") in offered("query run members forum=").words
    assert Word("members", "Members of a forum") in offered("query run me").words
    assert offered("query run members ").mode == "nospace"


def test_every_command_and_option_is_known(offered: Callable[[str], Offer]) -> None:
    del offered
    from typer.main import get_command

    from urbansec.cli.main import app

    tree = known.commands()
    assert set(tree[""]["commands"]) == set(get_command(app).commands)  # type: ignore[attr-defined]  # a group
    assert {"takes": "choice", "values": ["violation", "warning", "info"]}.items() <= tree["validate"]["options"]["--fail-on"].items()
    assert not tree["query run"]["options"]["--no-pager"]["takes"]


def test_a_home_on_the_line_is_used_and_new_files_are_seen_at_once(offered: Callable[[str], Offer], home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "other")
    saved = tmp_path / "other" / "queries" / "saved"
    (saved / "other.rq").write_text("#+ summary: x\nASK {}", "utf-8")
    assert texts(offered(f"--home {tmp_path}/other query run o")) == ["other"]
    data = tmp_path / "other" / "data" / "all.ttl"
    assert texts(offered(f"--home {tmp_path}/other query run members forum=id:forum/d")) == ["forum=id:forum/defus"]
    data.write_text(data.read_text("utf-8").replace("forum:defus a", "forum:dofus a"), "utf-8")
    known.members.cache_clear()
    assert texts(offered(f"--home={tmp_path}/other query run members forum=id:forum/d")) == ["forum=id:forum/dofus"]


def test_what_is_kept_is_not_made_again(offered: Callable[[str], Offer], monkeypatch: pytest.MonkeyPatch) -> None:
    offered("query run members forum=")
    for each in (known.commands, known.queries, known.members):
        each.cache_clear()
    for name in ("_make_commands", "_make_queries", "_make_members"):
        monkeypatch.setattr(known, name, None)
    assert texts(offered("query run members forum=id:forum/d"))
    monkeypatch.setenv("XDG_CACHE_HOME", "/nonexistent")
    known.members.cache_clear()
    with pytest.raises(TypeError):  # it is made only where nothing is kept
        offered("query run members forum=id:forum/d")


def test_a_broken_cache_is_made_anew(offered: Callable[[str], Offer], cache: Path) -> None:
    offered("query run members forum=")
    for path in (cache / "urbansec" / "completion").iterdir():
        path.write_bytes(b"{")
    for each in (known.commands, known.queries, known.members):
        each.cache_clear()
    assert texts(offered("query run members forum=id:forum/d")) == ["forum=id:forum/defus"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("urbansec ", Line((), "", "", "=:")),
        ("urbansec query ru", Line(("query",), "ru", "", "=:")),
        ("urbansec 'a b' \"c\\\"d\" e\\ f ''", Line(("a b", 'c"d', "e f"), "", "", "=:")),
        ("urbansec run forum='id:f", Line(("run",), "forum=id:f", "'", "")),
        ("urbansec run '' x", Line(("run", ""), "x", "", "=:")),
    ],
)
def test_a_line_of_bash_is_read(typed: str, expected: Line) -> None:
    assert line.of_bash({"COMP_LINE": f"{typed} more", "COMP_POINT": str(len(typed.encode())), "COMP_WORDBREAKS": BREAKS}) == expected


def test_bash_gets_what_it_replaces_escaped() -> None:
    offer = Offer((Word("sure=very $ure"), Word("sure=id:é")))
    assert line.written(offer, Line((), "sure=", "", "=:"), "bash") == "words\nvery\\ \\$ure\t\nid:é\t\n"
    assert line.written(Offer((Word("sure=id:é"),)), Line((), "sure=id:", "", "=:"), "bash") == "words\né\t\n"
    assert line.written(offer, Line((), "sure=", "'", ""), "bash") == "words\nsure=very $ure\t\nsure=id:é\t\n"


def test_words_cannot_break_the_protocol() -> None:
    text = line.written(Offer((Word("a\nb\x1b[2J", "c\td\ne"),)), Line((), ""), "zsh")
    assert text == "words\na b [2J\tc d e\n"


@pytest.mark.parametrize("typed", ["urbansec 'un\x00", "urbansec query run members forum=\udcff", "urbansec " + "x" * 100_000, ""])
def test_nothing_ever_goes_wrong_before_the_user(
    home: Path, cache: Path, typed: str, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"URBANSEC_HOME": str(home / "nowhere"), "XDG_CACHE_HOME": str(cache), complete.VARIABLE: "bash", "COMP_POINT": "100000"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os, "environ", {**os.environ, "COMP_LINE": typed})
    complete.answer()
    captured = capfdbinary.readouterr()
    assert captured.out.startswith(b"words\n")
    assert captured.err == b""


SHELLS = {
    "bash": (["--norc", "--noprofile", "-i"], 'PS1="READY""> "; bind "set enable-bracketed-paste off"; eval "$(urbansec completion bash)"\n'),
    "zsh": (["-f", "-i"], 'PS1="READY""> "; unset zle_bracketed_paste; autoload -U compinit; compinit -u -D; bindkey -e; eval "$(urbansec completion zsh)"\n'),
    "fish": (["--no-config", "-i"], 'urbansec completion fish | source; function fish_prompt; echo "READY""> "; end\n'),
}
LINES = [
    ("urbansec query run mem\tx", "urbansec query run members x"),
    ("urbansec query run members for\tid:forum/d\tx", "urbansec query run members forum=id:forum/defus x"),
    ("urbansec query run members forum=german\tx", "urbansec query run members forum=id:forum/defus x"),
    ("urbansec query run members sure=v\tx", "urbansec query run members sure=very $ure x"),
    ("urbansec query run members --form\tgeo", "urbansec query run members --format geo"),
]


@pytest.mark.process
@pytest.mark.parametrize("shell", SHELLS)
def test_a_real_shell_completes(shell: str, home: Path, cache: Path, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    command = tmp_path / "urbansec"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m urbansec "$@"\n', "utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    folders = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(cache), "XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    env = environment(URBANSEC_HOME=str(home), TERM="xterm", PATH=f"{tmp_path}:{os.environ['PATH']}", LC_ALL="C.UTF-8", **folders)
    options, setup = SHELLS[shell]
    with Terminal([program, *options], env, columns=200, cwd=str(tmp_path)) as terminal:
        terminal.type(setup)
        terminal.until("READY> ")
        for typed, expected in LINES:
            if shell == "fish" and "german" in typed:
                continue  # fish offers only what begins with what is typed, or holds its letters
            # At the start of the line goes what prints the words as the shell read them.
            terminal.type(f"{typed}\x01printf '%s ' BEGIN \x05 ; echo .\n")
            printed = terminal.until(r"^BEGIN (urbansec .*?) \.").group(1)
            assert printed == expected
            terminal.output = b""


def test_the_scripts_are_printed() -> None:
    for shell, text in SCRIPTS.items():
        assert invoke("completion", shell).text == text
    assert invoke("completion", "tcsh").code == 2


@pytest.mark.process
def test_what_takes_long_to_import_is_not_needed(home: Path, cache: Path) -> None:
    """A Tab is answered from what is kept, without what the command itself needs: engine, options, colours."""
    command = [sys.executable, "-X", "importtime", "-m", "urbansec", "query", "run", "members", "forum=id:forum/d"]
    env = environment(URBANSEC_HOME=str(home), XDG_CACHE_HOME=str(cache), _URBANSEC_COMPLETE="fish")
    for _ in range(2):  # the first one may have to read the queries
        done = subprocess.run(command, env=env, check=True, capture_output=True, cwd=SERVICE)
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.decode().splitlines()}
    assert b"id:forum/defus" in done.stdout
    assert "urbansec" in imported
    assert imported & {"pyoxigraph", "typer", "click", "rich", "pydantic", "yaml", "rdflib", "networkx"} == set()
