"""The page of the validation benchmarks, made from the figures alone: ``python -m tests.bench.validation_report``."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "docs" / "validation-benchmarks.json"
PAGE = ROOT / "docs" / "validation-benchmarks.md"
NAMES = {"shipped": "The shipped data", "1m": "1 million triples"}
SHOWN = {
    "pyshacl": "`pyshacl` command",
    "urbansec": "**urbansec**, the engine as it comes",
    "urbansec validate": "**urbansec validate**, places and explanations",
    "urbansec, pySHACL": "urbansec, `--engine pyshacl`",
    "pyshacl-turbo": "`pyshacl-turbo` command",
    "shacl": "shacl",
    "shacl-rust": "shacl-rust",
    "pyshifty": "pyshifty",
}


def page(figures: Mapping[str, Any]) -> str:
    """The whole page."""
    machine = figures["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in figures["versions"].items() if number)
    head = f"""# Benchmarks of validation

<!-- Generated from validation-benchmarks.json by `python -m tests.bench.validation_report`; do not edit. -->

How fast validators are with the project's own shapes, in processes of their own, from start to report, Python's start included.
The data are N-Triples with all that the rules derive. `urbansec validate` is the whole command, which reads the data, finds the line of each result and
explains it, but without the gates that other tools do not have; the other rows of `urbansec` are its engines alone.
`urbansec` as it comes uses `shacl` in Rust where it is proved to give pySHACL's results, and pySHACL otherwise.

Machine: {machine["processors"]} processors, {machine["gib"]} GiB, {machine["system"]}, Python {machine["python"]}.
Versions: {versions}.
"""
    return "\n".join([head, *(_scale(NAMES[name], figures["scales"][name]) for name in NAMES if name in figures["scales"]), _method()])


def _scale(name: str, scale: Mapping[str, Any]) -> str:
    tools = scale["tools"]
    base = tools["pyshacl"]["seconds"]
    rounds = f"median of {scale['rounds']} runs in turns" if scale["rounds"] > 1 else "one run"
    note = f" {scale['note']}" if scale["note"] else ""
    ended = not tools["pyshacl"]["problem"]
    lines = [
        f"## {name}",
        "",
        f"{scale['triples']:,} triples, {rounds}, {scale['date']}.{note}",
        "",
        "| Tool | Seconds | of the processor | Times as fast as `pyshacl` | Peak MiB | Results | Compared with `pyshacl` |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for tool, shown in SHOWN.items():
        made = tools.get(tool)
        if made is None:
            continue
        if made["problem"]:
            lines.append(f"| {shown} | – | – | – | – | – | {made['problem'].replace('|', ' ')} |")
            continue
        faster = f"{base / made['seconds']:.1f}" if ended else f"more than {base / made['seconds']:.1f}"
        lines.append(f"| {shown} | {made['seconds']:.2f} | {made['cpu']:.2f} | {faster} | {made['mib']:.0f} | {made['results']} | {_compared(tool, made)} |")
    return "\n".join([*lines, ""])


def _compared(tool: str, made: Mapping[str, Any]) -> str:
    if tool == "pyshacl":
        return "itself"
    if made["missing"] is None:
        return "not known"
    if not made["missing"] and not made["added"]:
        return "identical"
    return f"{made['missing']} missing, {made['added']} added"


def _method() -> str:
    return """## How it is measured

`python -m tests.bench.validation --peers PYTHON` does it again ([script](../tests/bench/validation.py), [tools](../tests/bench/validation_tools.py));
`PYTHON` is one that has the other tools. A million triples come from the [generator](../tests/bench/generate.py) of synthetic networks,
one in 4,000 spoilt. The results of all tools are compared with those of the `pyshacl` command: focus node, component, value and shape, each as often.
"""


def write() -> None:
    """Write the page from the figures."""
    PAGE.write_text(page(json.loads(FIGURES.read_text("utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    write()
