"""Measure all servers in one run: ``python -m tests.bench.measure``; figures go to docs/benchmarks.json, the page is made from it.

Servers stand side by side with the same data; their answers are compared first. Rounds go in turns over the servers,
each round when all of them have come to rest, and the order shifts from round to round, since the machine may be
faster at one time than at another.
"""

import argparse
import json
import platform
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psutil

from tests.bench import mix, report
from tests.bench.client import ask_all, connected, differences
from tests.bench.generate import SEED, Network
from tests.bench.load import play
from tests.bench.mix import KINDS, Data, Kind
from tests.bench.peers import CACHE, PEERS, Running, started
from tests.bench.resources import Quiet, memory_mib

SCALES = {"tiny": 6_000, "50k": 50_000, "1m": 1_000_000, "10m": 10_000_000}
DISTINCT = 1000  # different requests in a stream of the mix
FAST = ("urbansec", "urbansec-cached", "oxigraph-memory", "oxigraph-disk", "virtuoso")
SERVERS = {"tiny": FAST, "50k": (*FAST, "rdflib-endpoint"), "1m": FAST, "10m": ("urbansec", "oxigraph-memory")}
SLOW = ("rdflib-endpoint",)  # measured once at 8 clients, for longer
SLOW_SECONDS = 30
CACHED = "urbansec-cached"


@dataclass(frozen=True)
class Plan:
    """How long and how often. With another number of clients than the usual one there are at most ``few`` rounds."""

    rounds: int
    few: int
    seconds: int
    clients: tuple[int, ...]
    checks: int  # requests of each kind that are compared

    @property
    def usual(self) -> int:
        """The number of clients that most is measured with."""
        return 8 if 8 in self.clients else self.clients[0]


@dataclass(frozen=True)
class Workload:
    """A stream of requests at some number of clients."""

    name: str
    clients: int


def measure(scale: str, names: Sequence[str], plan: Plan, folder: Path) -> dict[str, Any]:
    """All figures of one scale."""
    data_file, data, generated = _data(scale, folder)
    result: dict[str, Any] = {
        "triples": data.triples, "megabytes": data_file.stat().st_size / 1e6, "generate_seconds": generated, "measured": date.today().isoformat(),
        "rounds": plan.rounds, "few": plan.few, "seconds": plan.seconds, "machine": machine(), "servers": {}, "workloads": [],
    }  # fmt: skip
    with ExitStack() as stack:
        servers = [stack.enter_context(_up(name, data_file, data, folder, result)) for name in names]
        result["checked"] = _check(servers, data, plan)
        fast = [server for server in servers if server.name not in SLOW]
        result["kinds"] = _kinds([server for server in fast if server.name != CACHED], data)
        for workload in _workloads(plan):
            result["workloads"].append(_measured(workload, servers, data, plan, folder))
        for server in servers:
            result["servers"][server.name]["mib_at_end"] = memory_mib(server.pid)
    return result


def _workloads(plan: Plan) -> list[Workload]:
    found = [Workload(name, clients) for name in ("mix", "lookup") for clients in plan.clients]
    return [*found, Workload("public", plan.usual), Workload("repeating", plan.usual)]


def _data(scale: str, folder: Path) -> tuple[Path, Data, float]:
    path = folder / f"{scale}.nt"
    begin = time.monotonic()
    say(f"{scale}: generating")
    Network(SCALES[scale], SEED).write(path)
    generated = time.monotonic() - begin
    return path, mix.load(json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))), generated


def _up(name: str, data_file: Path, data: Data, folder: Path, result: dict[str, Any]) -> Any:
    """A context with the server running; its first requests are timed before anything else is asked."""

    class Up:
        def __enter__(self) -> Running:
            self.context = started(PEERS[name], data_file, folder / name)
            server = self.context.__enter__()
            at_rest = memory_mib(server.pid)
            with connected(server) as client:
                cold = [client.ask(ask)[1] for ask in mix.mixed(data, 100, seed=1)[: 5 if name in SLOW else 100]]
            result["servers"][name] = {
                "title": PEERS[name].title, "version": PEERS[name].version(), "start_seconds": server.start_seconds, "load_seconds": server.load_seconds,
                "start_peak_mib": server.start_peak_mib, "rest_mib": at_rest, "cold_p50": statistics.median(cold), "cold_max": max(cold),
            }  # fmt: skip
            say(f"  {name}: up in {server.load_seconds + server.start_seconds:.1f} s, {at_rest:.0f} MiB")
            return server

        def __exit__(self, *error: Any) -> None:
            self.context.__exit__(*error)

    return Up()


def _check(servers: Sequence[Running], data: Data, plan: Plan) -> dict[str, Any]:
    """Compare the answers; a difference ends the run."""
    say("  comparing answers")
    fast = [server for server in servers if server.name not in SLOW]
    asks = [ask for kind in KINDS for ask in mix.distinct(data, kind, plan.checks, seed=2)]
    few = [ask for kind in KINDS for ask in mix.distinct(data, kind, 1, seed=2)]
    found = differences(fast, asks)
    if slow := [server for server in servers if server.name in SLOW]:
        found += differences([fast[0], *slow], few)
    if found:
        raise SystemExit(f"{len(found)} differences, the first:\n{found[0]}")
    return {"requests": len(asks), "requests_slow": len(few) if slow else 0, "kinds": len(KINDS)}


def _kinds(servers: Sequence[Running], data: Data) -> dict[str, dict[str, float]]:
    """Median milliseconds of each kind of query, one client, nothing else going on."""
    say("  one kind after the other")
    result: dict[str, dict[str, float]] = {}
    for kind in KINDS:
        result[kind.name] = {}
        for server in servers:
            Quiet().wait([s.pid for s in servers], 20)
            times: list[float] = []
            with connected(server) as client:
                for ask in mix.distinct(data, kind, 30, seed=3):
                    times.append(client.ask(ask)[1])
                    if sum(times) > 1500:
                        break
            result[kind.name][server.name] = statistics.median(times[1:] or times)
    return result


def _measured(workload: Workload, servers: Sequence[Running], data: Data, plan: Plan, folder: Path) -> dict[str, Any]:
    chosen = [s for s in servers if s.name not in SLOW and not (workload.name == "repeating" and s.name == "urbansec")]
    kinds: Sequence[Kind] = [kind for kind in KINDS if kind.name == mix.CHEAPEST] if workload.name == "lookup" else KINDS
    asks = mix.mixed(data, DISTINCT, 4, kinds, public=workload.name == "public")
    if workload.name != "repeating":
        for server in chosen:
            if server.name == CACHED:
                ask_all(server, asks)
    rounds: dict[str, list[dict[str, Any]]] = {server.name: [] for server in chosen}
    pids = [server.pid for server in servers]
    # Many clients with slow queries: a short round would count only the quick ones.
    seconds = plan.seconds * (3 if workload.clients > plan.usual and workload.name == "mix" else 1)
    for turn in range(plan.rounds if workload.clients == plan.usual else plan.few):
        if workload.name == "repeating":
            asks = mix.repeating(data, 6000 * plan.seconds, seed=100 + turn)
        shift = turn % len(chosen)
        for server in [*chosen[shift:], *chosen[:shift]]:
            Quiet().wait(pids, 90)
            done = play(server, asks, workload.clients, seconds, first=turn * 137, folder=folder)
            rounds[server.name].append({**asdict(done), "rate": done.rate})
    slow = [server for server in servers if server.name in SLOW] if workload.clients == 8 and workload.name in ("mix", "lookup") else []
    for server in slow:
        done = play(server, asks, workload.clients, SLOW_SECONDS, folder=folder)
        rounds[server.name] = [{**asdict(done), "rate": done.rate}]
        Quiet().wait(pids, 120)
    shown = ", ".join(f"{name} {statistics.median(r['rate'] for r in found):.0f}/s" for name, found in rounds.items())
    say(f"  {workload.name}, {workload.clients} clients: {shown}")
    return {"name": workload.name, "clients": workload.clients, "rounds": rounds}


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    cpu = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    return {
        "processor": cpu, "cores": psutil.cpu_count(), "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.release()}", "python": platform.python_version(),
    }  # fmt: skip


def say(text: str) -> None:
    """Progress."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()


def main() -> None:
    """Measure the scales that are asked for, and write figures and page."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers end too
    parser = argparse.ArgumentParser(description="Measure the service and its peers with synthetic networks.")
    parser.add_argument("--scales", default="50k,1m", help=f"some of {', '.join(SCALES)}, with commas between")
    parser.add_argument("--servers", default="", help=f"some of {', '.join(PEERS)}, with commas between; by default all that suit the scale")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2, help="of one round")
    parser.add_argument("--clients", default="1,8,64")
    parser.add_argument("--json", type=Path, default=report.FIGURES, help="where to keep the figures; scales measured before stay in it")
    options = parser.parse_args()
    plan = Plan(options.rounds, min(3, options.rounds), options.seconds, tuple(map(int, options.clients.split(","))), checks=8)
    CACHE.mkdir(parents=True, exist_ok=True)
    figures = json.loads(options.json.read_text(encoding="utf-8")) if options.json.exists() else {"scales": {}}
    for scale in options.scales.split(","):
        names = [name for name in (options.servers.split(",") if options.servers else SERVERS[scale]) if not PEERS[name].missing()]
        command = f"make bench BENCH_SCALE={scale} BENCH_ROUNDS={plan.rounds}"
        with tempfile.TemporaryDirectory(prefix=f"{scale}-", dir=CACHE) as folder:
            figures["scales"][scale] = {**measure(scale, names, plan, Path(folder)), "command": command}
        options.json.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    if options.json == report.FIGURES:
        report.PAGE.write_text(report.page(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
