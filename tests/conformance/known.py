"""What is known to fail, and what does not apply to a service that only reads; each with its reason."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

FILE = Path(__file__).parent / "known_failures.toml"


@cache
def known_failures() -> dict[str, str]:
    """The reason of each known failure, by the id of the test."""
    document = tomllib.loads(FILE.read_text("utf-8"))
    found: dict[str, str] = {}
    for entry in document["failure"]:
        for name in entry["tests"]:
            assert name not in found, f"{name} is listed twice"
            found[name] = entry["reason"]
    return found


def judge(name: str, failure: str) -> None:
    """End the test ``name``, whose failure is described unless it passed: a new failure fails, and so does an unexpected pass."""
    reason = known_failures().get(name)
    if failure and reason is None:
        pytest.fail(f"{name}: {failure}")
    if not failure and reason is not None:
        pytest.fail(f"{name} passes now; take it out of {FILE.name} (it was there because: {reason})")
    if failure:
        pytest.xfail(str(reason))
