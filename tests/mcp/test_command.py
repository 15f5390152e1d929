"""The command ``urbansec mcp`` before it serves, and its documentation."""

import json
import re
import socket
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from tests.docs.support import blocks
from tests.mcp.asking import COMMAND, Assistant
from tests.running import ROOT
from urbansec.cli.main import app
from urbansec.cli.mcp import HOST, PartMissingError
from urbansec.cli.serve import PortTakenError

PAGE = ROOT / "docs" / "mcp.md"
TEXT = PAGE.read_text(encoding="utf-8")


def cells(heading: str, section: str) -> list[str]:
    """The first cells of the table in a section, without marks."""
    part = TEXT.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    table = part.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


def servers(found: Any) -> Iterator[dict[str, Any]]:
    """Every server that a configuration starts."""
    if isinstance(found, dict):
        if "command" in found:
            yield found
        else:
            for each in found.values():
                yield from servers(each)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urbansec.cli.mcp.find_spec", lambda _: None)
    result = CliRunner().invoke(app, ["mcp"])
    assert isinstance(result.exception, PartMissingError)
    assert "pip install 'urbansec[mcp]'" in str(result.exception)


def test_a_port_that_is_taken_is_told_before_anything_loads() -> None:
    with socket.create_server((HOST, 0)) as taken:
        result = CliRunner().invoke(app, ["mcp", "--http", "--port", str(taken.getsockname()[1])])
    assert isinstance(result.exception, PortTakenError)
    assert "--port 0" in str(result.exception)


def test_the_configurations_start_the_command() -> None:
    texts = [json.loads(block.text) for block in blocks(PAGE, "json")] + [tomllib.loads(block.text) for block in blocks(PAGE, "toml")]
    found = [server for text in texts for server in servers(text)]
    assert len(found) == len(texts) == 3
    for server in found:
        assert [server["command"], *server["args"]] == ["urbansec", *COMMAND[3:]] == ["urbansec", "mcp"]


def test_every_option_is_documented() -> None:
    command = typer.main.get_command(app)
    options = command.commands["mcp"].params  # type: ignore[attr-defined]  # a group
    assert cells("Option", "Connect") == [option.opts[0] for option in options if option.opts[0] != "--help"]


def test_every_tool_and_prompt_is_documented(assistant: Assistant) -> None:
    tools = [tool.name for tool in assistant.portal.call(assistant.client.list_tools).tools]
    assert sorted(cells("Tool", "What it offers")) == sorted(tools)
    for prompt in assistant.portal.call(assistant.client.list_prompts).prompts:
        assert f"`{prompt.name}`" in TEXT
    resources = assistant.portal.call(assistant.client.list_resources).resources
    assert [resource.uri for resource in resources if f"`{resource.uri}`" not in TEXT] == []
