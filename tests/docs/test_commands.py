"""The commands and programs of the documentation run, and print what it shows."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import yaml

from tests.docs.conftest import Terminal
from tests.docs.support import ADDRESS, MARKDOWN, Block, Step, blocks, name, prose, shows, steps
from tests.running import ROOT, Server, environment

README = ROOT / "README.md"
SHELL = [block for path in MARKDOWN for block in blocks(path, "console", "sh")]
PROGRAMS = [block for path in MARKDOWN for block in blocks(path, "python")]
# What a test cannot run here: it never ends, it installs packages, it runs these tests, or it asks a host that is none of ours.
NOT_RUN = re.compile(r"^(make|pytest|git|\. )\b|^URBANSEC_\w+=.* urbansec serve|^urbansec serve\b|^\. |w3id\.org/urbansec/id")
ELLIPSIS = [
    ("a\n…\nz", "a\nb\nc\nz", True),
    ("a\n…", "a\nb\nc", True),
    ("n … m", "n 12 m", True),
    ("n … m", "n 12\nm", False),
    ("a", "b", False),
    ("a", "a\nb", False),
]


def what(block: Block) -> str:
    return block.name


@pytest.mark.parametrize(("expected", "actual", "same"), ELLIPSIS)
def test_the_comparison_tells_outputs_apart(expected: str, actual: str, same: bool) -> None:
    assert shows(expected, actual) is same


def test_the_reader_of_blocks_finds_commands() -> None:
    block = Block(README, "console", "$ one 'a\nb' \\\n  c\nout\n\nput\n$ two\n", 1)
    assert steps(block) == [Step("one 'a\nb' \\\n  c", "out\n\nput"), Step("two", "")]
    block = Block(README, "sh", "# a remark\none\n\ntwo \\\n  three\n", 1)
    assert steps(block) == [Step("one", None), Step("two \\\n  three", None)]


def test_every_user_has_a_quick_start() -> None:
    text = README.read_text(encoding="utf-8")
    sections = re.findall(r"^## (I .+)$", text, re.MULTILINE)
    assert len(sections) == 3
    for section in sections:
        assert "\n```console\n" in text.partition(f"## {section}\n")[2].partition("\n## ")[0]


def test_languages_of_blocks_are_known() -> None:
    known = {"console", "sh", "python", "r", "text", "turtle", "sparql", "yaml", "json", "toml"}
    assert {f"{block.name} {block.language}" for path in MARKDOWN for block in blocks(path) if block.language not in known} == set()


@pytest.mark.parametrize("block", [block for path in MARKDOWN for block in blocks(path) if block.language == "yaml"], ids=what)
def test_yaml_is_read(block: Block) -> None:
    assert yaml.safe_load(block.text)


@pytest.mark.parametrize("block", SHELL, ids=what)
def test_commands_print_what_is_shown(block: Block, terminal: Terminal) -> None:
    todo = [step for step in steps(block) if not NOT_RUN.search(step.command)]
    if any(step.command.startswith("curl") for step in todo) and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    for step, output in zip(todo, terminal.run(todo), strict=True):
        if step.output is not None:
            assert shows(step.output, output), f"$ {step.command}\n{output}"
        assert "Traceback" not in output


def test_the_service_greets_as_shown() -> None:
    shown = [step.output for block in blocks(README, "console") for step in steps(block) if step.command == "make serve"]
    assert shown
    command = [sys.executable, "-m", "urbansec", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        greeting = ""
        while "Serving" not in greeting and (line := process.stdout.readline()):
            greeting += line
        process.terminate()
    greeting = re.sub(r"http://127\.0\.0\.1:\d+", ADDRESS, greeting)
    assert all(shows(output, greeting) for output in shown if output is not None)


@pytest.mark.parametrize("block", PROGRAMS, ids=what)
def test_programs_print_what_is_shown(block: Block, terminal: Terminal) -> None:
    everything = blocks(block.file)
    following = everything[everything.index(block) + 1]
    assert following.language == "text", "show what the program prints"
    output = terminal.python(block.text)
    assert shows(following.text, output), output


@pytest.mark.parametrize("path", MARKDOWN, ids=name)
def test_addresses_in_the_text_answer(path: Path, server: Server) -> None:
    for address in re.findall(rf"<({re.escape(ADDRESS)}[^>]*)>", prose(path)):
        answer = httpx.get(address.replace(ADDRESS, server.url), headers={"Accept": "text/html"})
        assert answer.status_code == 200, address


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for path in MARKDOWN for target in re.findall(r"(?:`|\$ |^)make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE)}
    assert {"serve", "test"} <= named
    assert named - targets == set()
