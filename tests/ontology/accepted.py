"""Faults that stay on purpose, with their reasons: read from ``accepted.toml``."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

FILE = Path(__file__).with_name("accepted.toml")
ALL = "*"
LEAST_WORDS = 6


def accepted(check: str) -> dict[str, str]:
    """The faults that a check may find, each with the reason."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["accepted"]
    return {entry["fault"]: entry["reason"] for entry in entries if entry["check"] == check}


def checks() -> set[str]:
    """The checks that the file names."""
    return {entry["check"] for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["accepted"]}


def judge(found: Iterable[str], allowed: Mapping[str, str]) -> list[str]:
    """What is wrong: faults that nobody accepted, entries that nothing needs any more, reasons that say nothing."""
    faults = set(found)
    wrong = [] if ALL in allowed else sorted(faults - set(allowed))
    wrong += [f"{fault}: is no longer found, take it off the list" for fault in sorted(set(allowed) - faults) if fault != ALL or not faults]
    wrong += [f"{fault}: say why" for fault, reason in allowed.items() if len(reason.split()) < LEAST_WORDS]
    return wrong
