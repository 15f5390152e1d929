"""Measure validators on the same data and shapes: ``python -m tests.bench.validation``; docs/validation-benchmarks.md is made from the figures.

Each run is a process of its own, from start to report, with its peak of memory as the system tells it. The results of all
are compared with those of the ``pyshacl`` command: focus node, component, value and (where it has a name) shape, each as often.
``--peers`` names a Python that has the other tools; a tool that it has not is left out, and said to be.
"""

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
import pyoxigraph as ox

from tests.bench import validation_report
from tests.bench.generate import SEED, Network
from tests.bench.resources import peak_mib
from urbansec.assets import Assets
from urbansec.dataset import load_shipped

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "docs" / "validation-benchmarks.json"
SH = "http://www.w3.org/ns/shacl#"
COMMANDS = {"pyshacl": "pyshacl", "pyshacl-turbo": "pyshacl_turbo"}
PACKAGES = {"pyshacl": "pyshacl", "pyshacl-turbo": "pyshacl-turbo", "shacl": "shacl", "shacl-rust": "shacl-rust", "pyshifty": "pyshifty"}
ORDER = ("urbansec", "urbansec validate", "shacl", "shacl-rust", "pyshifty", "pyshacl-turbo", "pyshacl", "urbansec, pySHACL")
OURS = ("urbansec", "urbansec validate", "urbansec, pySHACL")
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Run:
    """One run: seconds by the clock and of the processor, the peak of memory in MiB, and why it did not end well, if it did not."""

    seconds: float
    cpu: float
    mib: float
    problem: str = ""


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--scale", choices=("shipped", "1m"), action="append", help="by default both")
    parser.add_argument("--rounds", type=int, default=3, help="rounds on the shipped data; 1 million triples are validated once")
    parser.add_argument("--limit", type=float, default=3600, help="seconds after which a tool is ended")
    parser.add_argument("--without", action="append", default=[], help="a tool to leave out")
    parser.add_argument("--peers", default=sys.executable, help="the Python that has the other tools")
    parser.add_argument("--note", default="", help="what else the machine was doing")
    options = parser.parse_args()
    figures = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {"scales": {}}
    with tempfile.TemporaryDirectory() as scratch:
        shapes = Path(scratch) / "shapes.ttl"
        triples = dict.fromkeys(q.triple for path in sorted((ROOT / "ontology" / "shapes").glob("*.ttl")) for q in ox.parse(path=str(path)))
        ox.serialize(triples, output=str(shapes), format=ox.RdfFormat.TURTLE)
        for scale in options.scale or ("shipped", "1m"):
            data = Path(scratch) / f"{scale}.nt"
            count = write(scale, data)
            rounds = options.rounds if scale == "shipped" else 1
            tools = measure(data, shapes, rounds, options)
            figures["scales"][scale] = {"triples": count, "rounds": rounds, "date": date.today().isoformat(), "note": options.note, "tools": tools}
    figures["machine"] = {
        "processors": psutil.cpu_count(),
        "gib": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }
    figures["versions"] = versions(options.peers)
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    validation_report.write()
    return 0


def write(scale: str, path: Path) -> int:
    """Write the data as N-Triples; the number of triples."""
    if scale != "shipped":
        Network(1_000_000, SEED).write(path)
        return spoil(path)
    triples = {quad.triple for quad in load_shipped(Assets(ROOT)).store}
    ox.serialize(triples, output=str(path), format=ox.RdfFormat.N_TRIPLES)
    return len(triples)


def spoil(path: Path) -> int:
    """Spoil one triple of 4,000 in a network without a fault, so that there is something to find; the number of triples."""
    rng, count = random.Random(SEED), 0  # noqa: S311 - data, not secrets
    lines = path.read_text("utf-8").splitlines(keepends=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            subject, predicate, value = line.removesuffix(" .\n").split(" ", 2)
            changed = line
            if rng.random() < 1 / 4000:
                wrong = rng.choice((None, "<https://example.org/nobody>", '" spoilt "', '"2019-05"^^<http://www.w3.org/2001/XMLSchema#gYear>', value))
                changed = "" if wrong is None else f"{subject} {predicate} {wrong} .\n" + (line if rng.random() < 0.5 else "")
            file.write(changed)
            count += changed.count("\n")
    return count


def measure(data: Path, shapes: Path, rounds: int, options: argparse.Namespace) -> dict[str, Any]:
    """All tools in turns; each with its runs, the number of its results, and whether they are those of pySHACL."""
    runs: dict[str, list[Run]] = {tool: [] for tool in ORDER if tool not in options.without}
    reports: dict[str, Counter[Key]] = {}
    for _ in range(rounds):
        for tool, made in runs.items():
            out = data.with_suffix(f".{tool.replace(' ', '')}")
            made.append(run(tool, data, shapes, out, options.limit, options.peers))
            print(f"{tool}: {made[-1]}", flush=True)  # noqa: T201 - a command
            if not made[-1].problem:
                reports[tool] = results(out)
    reference = reports.get("pyshacl")
    found: dict[str, Any] = {}
    for tool, made in runs.items():
        report = reports.get(tool)
        found[tool] = {
            "runs": [asdict(one) for one in made],
            "seconds": statistics.median(one.seconds for one in made),
            "cpu": statistics.median(one.cpu for one in made),
            "mib": max(one.mib for one in made),
            "problem": next((one.problem for one in made if one.problem), ""),
            "results": None if report is None else report.total(),
            "missing": None if report is None or reference is None else (reference - report).total(),
            "added": None if report is None or reference is None else (report - reference).total(),
        }
    return found


def run(tool: str, data: Path, shapes: Path, out: Path, limit: float, peers: str) -> Run:
    """Run one tool once."""
    python = sys.executable if tool in OURS else peers
    if tool in COMMANDS:
        command = [python, "-m", COMMANDS[tool], "-s", str(shapes), "-sf", "turtle", "-df", "nt", "-f", "nt", "-o", str(out), str(data)]
    else:
        command = [python, str(Path(__file__).with_name("validation_tools.py")), tool, str(data), str(shapes), str(out)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "service")} if tool in OURS else {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    started, before = time.perf_counter(), os.times()
    problem, peak, pause = "", 0.0, 0.01
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=errors, stderr=errors, env=environment)
        while process.poll() is None:
            # Asked again and again: what the system tells at the end counts the memory of this process in, which was forked for it.
            peak = max(peak, peak_mib(process.pid))
            if time.perf_counter() - started > limit:
                process.kill()
                problem = f"ended after {limit:.0f} s"
            time.sleep(pause)
            pause = min(0.2, pause * 1.02)
        seconds, after = time.perf_counter() - started, os.times()
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip().splitlines()
    # pySHACL ends with 1 where the data do not conform.
    if not problem and (process.returncode not in {0, 1} or not out.exists()):
        problem = said[-1][:200] if said else f"exit {process.returncode}"
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(seconds, cpu, peak, problem)


def results(path: Path) -> Counter[Key]:
    """What a report says, so that reports can be compared; shapes without a name count as none."""
    text = path.read_text("utf-8")
    if text.startswith("["):
        rows = json.loads(text)
        assert all(row[0] and row[1] for row in rows), f"{path}: a result without a focus node or a component; the tool names them otherwise"
        return Counter(_key(*row) for row in rows)
    about: dict[str, dict[str, str]] = {}
    for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES):
        if quad.predicate.value.startswith(SH):
            about.setdefault(str(quad.subject), {})[quad.predicate.value.removeprefix(SH)] = str(quad.object)
    found = (fields for fields in about.values() if "sourceConstraintComponent" in fields)
    return Counter(_key(*(fields.get(name, "") for name in ("focusNode", "sourceConstraintComponent", "value", "sourceShape"))) for fields in found)


def _key(focus: str, component: str, value: str, shape: str) -> Key:
    named = [text if text.startswith(('"', "_:")) else text.strip("<>") for text in (focus, component, value, shape)]
    return named[0], named[1].rpartition("#")[2], named[2], "" if named[3].startswith("_:") else named[3]


def versions(peers: str) -> dict[str, str]:
    """The version of each package, as the Python that runs it tells."""
    code = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"
    found = {"urbansec": version("urbansec")}
    for tool, package in PACKAGES.items():
        told = subprocess.run([peers, "-c", code, package], capture_output=True, text=True, check=False)
        found[tool] = told.stdout.strip()
    return found


if __name__ == "__main__":
    raise SystemExit(main())
