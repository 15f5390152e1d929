"""A thousand hostile values for every argument of every tool: the right rows or a refusal, never other rows, never a broken tool."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.mcp.asking import Assistant, inside, text_of
from tests.queries.hostile import hostile_values
from tests.queries.injected import KINDS, given, right, write_home
from urbansec.assets import Assets
from urbansec.dataset import load_shipped
from urbansec.engine import EmbeddedEngine
from urbansec.mcp.parts import Parts
from urbansec.mcp.server import make_server
from urbansec.queries import Catalogue

TOOLS = {
    "search": ("text", "kinds", "languages"),
    "list_queries": ("search", "tag"),
    "describe_query": ("name",),
    "run_query": ("name", "parameters"),
    "describe": ("resource",),
    "ontology": ("term", "module"),
    "sparql": ("query",),
}
LISTS = {"kinds", "languages"}
SHARE = 4
"""Each value is tried in every fourth kind of parameter, so that together all kinds meet hundreds of them."""


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A server on data in which each value has its own rows, and a secret that no value leads to."""
    home = write_home(tmp_path_factory.mktemp("hostile"))
    engine = EmbeddedEngine(load_shipped(Assets(home)))
    with inside(make_server(Parts(engine, Catalogue(home / "queries" / "saved")))) as found:
        yield found


def same(shown: Any, value: str) -> bool:
    """Whether a value of an answer is the one that the data hold; numbers and truth values are those of JSON."""
    if isinstance(shown, bool) or value in ("true", "false"):
        return str(shown).lower() == value
    return Decimal(str(shown)) == Decimal(value) if isinstance(shown, int | float) else bool(shown == value)


def wrong(assistant: Assistant, kind: str, value: str, today: date) -> str:
    """What is wrong with the answer for one value of a parameter of ``kind``; empty if nothing is."""
    result = assistant.call("run_query", name=f"take-{kind}", parameters=given(kind, value))
    expected = right(kind, value, today)
    if result.is_error:
        told = text_of(result)
        broken = told == "Error executing tool run_query" or expected is not None
        return f"{kind} {value[:60]!r}: {told[:200]}" if broken else ""
    content = result.structured_content or {}
    rows = content["rows"]
    if expected is None or len(rows) != len(expected):
        return f"{kind} {value[:60]!r}: {len(rows)} rows, not {expected}"
    fits = all(
        row[0] == one.thing and same(row[1], one.value) and ((row[2] or "") == one.beside or str(row[2]) == one.beside)
        for row, one in zip(rows, expected, strict=True)
    )
    return "" if fits else f"{kind} {value[:60]!r}: {rows} instead of {expected}"


def test_other_rows_would_be_noticed(victim: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    today = date.today()
    assert wrong(victim, "string", "42", today) == ""
    monkeypatch.setattr("tests.mcp.test_hostile.given", lambda _kind, value: {"x": value[:-1]})
    assert wrong(victim, "string", "42", today) != ""
    assert wrong(victim, "integer", "42x", today) != ""


@pytest.mark.parametrize("kind", KINDS)
def test_parameters_give_the_right_rows_or_are_refused(victim: Assistant, kind: str) -> None:
    today = date.today()
    chosen = hostile_values()[KINDS.index(kind) % SHARE :: SHARE]
    found = [problem for value in chosen if (problem := wrong(victim, kind, value, today))]
    assert len(chosen) == len(hostile_values()) // SHARE
    assert found == []


@pytest.mark.parametrize(("tool", "argument"), [(tool, argument) for tool, arguments in TOOLS.items() for argument in arguments])
def test_no_argument_breaks_a_tool(victim: Assistant, tool: str, argument: str) -> None:
    arguments = [(tool, argument) for tool, arguments in TOOLS.items() for argument in arguments]
    place = arguments.index((tool, argument))
    before = victim.ask("sparql", query="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")["rows"]
    found = []
    for value in hostile_values()[place :: len(arguments)]:
        rest: dict[str, Any] = {"text": "x"} if tool == "search" else {"name": "take-string"} if argument == "parameters" else {}
        result = victim.call(tool, **{**rest, argument: [value] if argument in LISTS else value})
        told = text_of(result)
        if told == f"Error executing tool {tool}" or "Traceback" in told:
            found.append(f"{value[:60]!r}: {told[:200]}")
        if "urn:x:secret" in told and tool != "sparql" and not result.is_error:
            found.append(f"{value[:60]!r}: the secret")
    assert found == []
    assert victim.ask("sparql", query="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")["rows"] == before


@pytest.mark.parametrize(
    "arguments",
    [
        {"name": "take-string", "parameters": {"x": "\ud800"}},
        {"name": "\udfff"},
        {"name": "take-string", "parameters": {"x": [["a"]]}},
        {"name": "take-list", "parameters": {"x": ["a"] * 100_000}},
        {"name": "take-string", "parameters": {f"x{number}": "a" for number in range(10_000)}},
        {"name": "take-string", "parameters": {"x": float("nan")}},
        {"name": "take-integer", "parameters": {"x": 10**400}},
        {"name": "take-string", "parameters": "{" * 10_000},
        {"name": "take-string", "parameters": {"x": "a"}, "limit": 10**100},
        {"name": 7},
        {"name": None},
    ],
    ids=["half", "half-name", "nested", "many", "many-names", "nan", "long-number", "braces", "limit", "number", "null"],
)
def test_what_is_no_value_is_refused(victim: Assistant, arguments: dict[str, Any]) -> None:
    if arguments["name"] == "take-string" and arguments.get("parameters", {}) == {"x": "a"}:
        assert victim.refused("run_query", **arguments)
        return
    result = victim.call("run_query", **arguments)
    assert text_of(result) != "Error executing tool run_query"
    assert len(text_of(result)) < 100_000
