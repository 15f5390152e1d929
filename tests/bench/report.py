"""The page of the benchmarks, made from the figures alone: ``python -m tests.bench.report`` writes docs/benchmarks.md anew."""

import json
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.bench.mix import CHEAPEST, KINDS

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "docs" / "benchmarks.json"
PAGE = ROOT / "docs" / "benchmarks.md"
OURS, CACHED = "urbansec", "urbansec-cached"
ORDER = (OURS, CACHED, "oxigraph-memory", "oxigraph-disk", "virtuoso", "rdflib-endpoint")
SHORT = {
    OURS: "urbansec, cache off",
    CACHED: "urbansec, cached",
    "oxigraph-memory": "Oxigraph, memory",
    "oxigraph-disk": "Oxigraph, disk",
    "virtuoso": "Virtuoso",
    "rdflib-endpoint": "rdflib-endpoint",
}
SCALES = ("50k", "1m", "10m", "tiny")
NAMES = {"50k": "50 thousand triples", "1m": "1 million triples", "10m": "10 million triples", "tiny": "A few thousand triples"}
STREAMS = {
    "mix": "The mix",
    "lookup": f"The cheapest lookup (`{CHEAPEST}` alone)",
    "public": "The kinds in the shares of a public endpoint",
    "repeating": "The mix, 70 % of the requests asked before",
}
MANY = 500_000
WHY = {
    "lookup": "A lookup takes the engine some ten microseconds; what a request costs here is HTTP in Python, the look at the query before it runs, and the way "
    "to a worker process and back. That process is what makes a query killable at its deadline; Oxigraph runs it in the thread that read the request.",
    "mix": "The price of a request in Python and of the way to a worker process weighs against that of the queries themselves, which is small for most kinds. "
    "The engine in the workers is Oxigraph's; Virtuoso keeps compiled plans and works on vectors, which tells on scans and aggregates.",
    "fresh": "When wrk ends a round it drops its connections, and with them go the running queries and their workers; the next round begins with workers "
    "forked anew. At a million triples each of them copies up to 250 MB of the shared store on its first scans, because the engine counts references where it "
    "reads; that takes a fifth of a second and tells in rounds of two seconds.",
    "p99": "A client that has just been answered asks again behind all others, and on two processors workers, HTTP process and load tool wait for each other; "
    "the slowest kinds set the tail.",
}


def page(figures: Mapping[str, Any]) -> str:
    """The whole page."""
    scales = [(name, figures["scales"][name]) for name in SCALES if name in figures["scales"]]
    return "\n\n".join([_head(scales), *(_scale(name, scale) for name, scale in scales), _growth(scales), _method()]) + "\n"


def median(scale: Mapping[str, Any], stream: str, clients: int, server: str, value: str = "rate") -> float | None:
    """The median over the rounds, or ``None`` if that was not measured."""
    for load in scale["workloads"]:
        if load["name"] == stream and load["clients"] == clients and load["rounds"].get(server):
            return float(statistics.median(r[value] for r in load["rounds"][server]))
    return None


def ratios(scale: Mapping[str, Any], clients: int = 8) -> list[tuple[str, str, float]]:
    """What is compared, with which server, and how many times as fast ours is; for p99, how many times as short."""
    found: list[tuple[str, str, float]] = []

    def add(label: str, stream: str, mine: str, others: Iterable[str], value: str = "rate") -> None:
        ours = median(scale, stream, clients, mine, value)
        for other in others:
            theirs = median(scale, stream, clients, other, value)
            if ours and theirs:
                found.append((label, other, ours / theirs if value == "rate" else theirs / ours))

    peers = [name for name in ORDER if name not in (OURS, CACHED) and name in scale["servers"]]
    best = _best(scale, "mix", clients, peers)
    add("mix, nothing cached", "mix", OURS, peers)
    add("mix, answers cached", "mix", CACHED, best)
    add("shares of a public endpoint, nothing cached", "public", OURS, [p for p in peers if p != "rdflib-endpoint"])
    add("cheapest lookup, nothing cached", "lookup", OURS, [p for p in peers if p != "rdflib-endpoint"])
    add("cheapest lookup, answers cached", "lookup", CACHED, [p for p in peers if p != "rdflib-endpoint"])
    add("70 % asked before", "repeating", CACHED, _best(scale, "repeating", clients, peers))
    shortest = sorted((median(scale, "mix", clients, p, "p99") or 1e9, p) for p in peers)[:1]
    add("p99 of the mix, nothing cached (how many times shorter)", "mix", OURS, [p for _, p in shortest], "p99")
    return found


def _best(scale: Mapping[str, Any], stream: str, clients: int, peers: Sequence[str]) -> list[str]:
    """The fastest peer."""
    return [name for _, name in sorted(((median(scale, stream, clients, p) or 0.0, p) for p in peers), reverse=True)[:1]]


def _head(scales: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    first = scales[0][1]
    m = first["machine"]
    servers = {name: found["servers"][name]["version"] for _, found in scales for name in found["servers"]}
    rows = [(SHORT[name], servers[name]) for name in ORDER if name in servers and name != CACHED]
    measured = ", ".join(f"{NAMES[name]} on {scale['measured']}" for name, scale in scales)
    return f"""# Benchmarks

<!-- Generated from benchmarks.json by `python -m tests.bench.report`; do not edit. -->

How fast the service answers, beside other SPARQL servers with the same data in the same run. A synthetic network in the project's own ontology
([generator](../tests/bench/generate.py)), fourteen kinds of queries from lookups to aggregates ([mix](../tests/bench/mix.py)), a real load tool
([wrk](https://github.com/wg/wrk)). `make bench` does it all again; the raw figures of every round are in [benchmarks.json](benchmarks.json).

Machine: {m["processor"]}, {m["cores"]} processors, {m["memory_gib"]} GiB, {m["system"]}, Python {m["python"]}; servers and load tool share it.
Measured: {measured}.

{_table(("Server", "Version"), rows)}

**Cache off** means that every request is computed. **Cached** is the service as it comes, with its cache of ready answers, asked what it has been asked before.
The other servers keep no answers. Every figure is the median of the rounds; in brackets are the slowest and the fastest round."""


def _scale(name: str, scale: Mapping[str, Any]) -> str:
    checked = scale["checked"]
    parts = [
        f"## {NAMES[name]}",
        f"{scale['triples']:,} triples, {scale['rounds']} rounds ({scale['few']} with 1 and with 64 clients) of {scale['seconds']} s, "
        f"in turns over the servers: `{scale['command']}`. Before timing, all servers gave the same answers to {checked['requests']} requests "
        f"of all {checked['kinds']} kinds" + (f" (rdflib-endpoint to {checked['requests_slow']} of them)." if checked["requests_slow"] else "."),
    ]
    found = ratios(scale)
    if found:
        parts += [
            "### In short",
            "With 8 clients. Above 1 the service is ahead.",
            _table(("What", "Beside", "Times as fast"), [(w, SHORT[o], _times(r)) for w, o, r in found]),
        ]
        if slower := _slower(found, scale["triples"]):
            parts += [slower]
    for stream, title in STREAMS.items():
        loads = [load for load in scale["workloads"] if load["name"] == stream]
        if loads:
            parts += [f"### {title}", *(_load(load) for load in loads)]
    parts += ["### Each kind alone", _kinds(scale), "### Start and memory", _resources(scale)]
    return "\n\n".join(parts)


def _slower(found: Sequence[tuple[str, str, float]], triples: int) -> str:
    """Plain words where another server is ahead."""
    behind = [(what, other, ratio) for what, other, ratio in found if ratio < 0.995]
    if not behind:
        return ""
    said = "; ".join(f"{what}: {SHORT[other]} is ahead {1 / ratio:.2g} times" for what, other, ratio in behind)
    reasons = [WHY[key] for key in ("lookup", "mix", "p99") if any(_topic(what) == key for what, _, _ in behind)]
    if triples > MANY:
        reasons.append(WHY["fresh"])
    return f"**Where the service is slower.** {said}. " + " ".join(reasons)


def _topic(what: str) -> str:
    return "p99" if what.startswith("p99") else "lookup" if "lookup" in what else "mix"


def _load(load: Mapping[str, Any]) -> str:
    rows = []
    for server in ORDER:
        rounds = load["rounds"].get(server)
        if not rounds:
            continue
        requests, cpu = sum(r["requests"] for r in rounds), sum(r["cpu"] for r in rounds)
        rows.append((
            SHORT[server],
            f"{_number(_middle(rounds, 'rate'))} ({_number(min(r['rate'] for r in rounds))} to {_number(max(r['rate'] for r in rounds))})",
            *(_number(_middle(rounds, p)) for p in ("p50", "p95", "p99")),
            f"{sum(r['errors'] for r in rounds)} of {requests:,}",
            f"{1000 * cpu / requests:.3g}" if requests else "",
            f"{max(r['mib'] for r in rounds):,.0f}",
        ))  # fmt: skip
    clients = "1 client" if load["clients"] == 1 else f"{load['clients']} clients"
    return f"{clients}:\n\n" + _table(("Server", "Answers/s", "p50 ms", "p95 ms", "p99 ms", "Errors", "CPU ms each", "MiB at most"), rows)


def _kinds(scale: Mapping[str, Any]) -> str:
    servers = [name for name in ORDER if any(name in found for found in scale["kinds"].values())]
    rows = [
        (f"`{kind.name}`", kind.says, f"{kind.share} %", *(_number(scale["kinds"][kind.name][server]) for server in servers))
        for kind in KINDS
        if kind.name in scale["kinds"]
    ]
    return "Median milliseconds, one client, nothing cached.\n\n" + _table(("Kind", "Asks for", "Public share", *(SHORT[name] for name in servers)), rows)


def _resources(scale: Mapping[str, Any]) -> str:
    rows = [
        (
            SHORT[name], f"{found['load_seconds']:.1f}" if found["load_seconds"] else "–", f"{found['start_seconds']:.1f}",
            _number(found["cold_p50"]), _number(found["cold_max"]),
            f"{found['start_peak_mib']:,.0f}", f"{found['rest_mib']:,.0f}", f"{found['rest_mib'] * 2**20 / scale['triples']:,.0f}",
        )
        for name in ORDER if (found := scale["servers"].get(name))
    ]  # fmt: skip
    return (
        "Loading is done once, before the start, by servers that keep a database on disk; the others load when they start. "
        "Cold: the first hundred requests of the mix, one after the other (five for rdflib-endpoint). "
        "Memory counts what processes share once (PSS); peak is that of the process that loads.\n\n"
        + _table(("Server", "Load s", "Start to first answer s", "Cold p50 ms", "Cold longest ms", "Peak MiB at start", "MiB at rest", "Bytes a triple"), rows)
    )  # fmt: skip


def _growth(scales: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """How figures change from one scale to the next."""
    rows = []
    shown: tuple[tuple[str, Callable[[Mapping[str, Any], str], float | None]], ...] = (
        ("start to first answer, s", lambda scale, server: scale["servers"][server]["load_seconds"] + scale["servers"][server]["start_seconds"]),
        ("memory at rest, MiB", lambda scale, server: scale["servers"][server]["rest_mib"]),
        ("mix, 8 clients, answers/s", lambda scale, server: median(scale, "mix", 8, server)),
        ("cheapest lookup, 8 clients, answers/s", lambda scale, server: median(scale, "lookup", 8, server)),
    )
    for server in ORDER:
        having = [scale for _, scale in scales if server in scale["servers"]]
        if len(having) > 1:
            for label, value in shown:
                figures = [value(scale, server) if server in scale["servers"] else None for _, scale in scales]
                rows.append((SHORT[server], label, *("" if figure is None else _number(figure) for figure in figures)))
    if not rows:
        return "## Growth\n\nOnly one scale was measured."
    slopes = []
    for (_, small), (_, big) in pairwise(scales):
        if OURS in small["servers"] and OURS in big["servers"]:
            more = (big["servers"][OURS]["rest_mib"] - small["servers"][OURS]["rest_mib"]) * 2**20 / (big["triples"] - small["triples"])
            slopes.append(f"{more:,.0f} bytes for each triple more, from {small['triples']:,} to {big['triples']:,}")
    return (
        "## Growth\n\n"
        + _table(("Server", "What", *(NAMES[name] for name, _ in scales)), rows)
        + (f"\n\nThe service takes {'; '.join(slopes)}." if slopes else "")
    )  # fmt: skip


def _method() -> str:
    return """## How it is measured

- All servers of a scale run side by side on loopback, so that each has the same machine. A round starts when all have come to rest, and the order of the
  servers shifts from round to round. A round of the mix with 64 clients takes three times as long: a short one would count only the quick queries.
- The load tool runs on one thread and takes part of the two processors; it sends GET requests over connections that are kept open and asks again as soon as it
  is answered. A status past 399, a broken connection and an answer later than 60 seconds are errors.
- In the mix each kind is as frequent as every other; a public endpoint is asked for lookups mostly, which a stream of its own follows (the shares stand
  with the kinds).
- A stream has a thousand different requests; the stream in which 70 % repeat is another in each round, and its new requests are new to every server.
- Processor time and memory are those of all processes of a server.
- Oxigraph in memory is loaded in bulk over HTTP; on disk it is loaded and optimised before a read-only start. Virtuoso has buffers for twice the file, no cap
  on results, two threads a query, and the synthetic graph as its default. rdflib-endpoint runs as its command starts it; it is measured with 8 clients in
  one round of 30 seconds, and only with the smallest network.
- The queries avoid what a server answers wrongly: Virtuoso 7.2.5 loses rows where dates are compared by `<=`, so the mix compares by `<`."""


def _middle(rounds: Sequence[Mapping[str, float]], value: str) -> float:
    return statistics.median(r[value] for r in rounds)


def _times(ratio: float) -> str:
    return f"**{ratio:.2f}**" if ratio < 10 else f"**{ratio:,.0f}**"


def _number(value: float) -> str:
    """Three digits are all that a noisy machine can tell."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(json.loads(FIGURES.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
