"""Rounds of load by ``wrk``: one thread, some connections that ask again as soon as they are answered."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.mix import Ask, encode
from tests.bench.peers import Running
from tests.bench.resources import cpu_seconds, memory_mib

SCRIPT = Path(__file__).with_name("wrk.lua")
TIMEOUT = 60  # seconds that one answer may take


@dataclass(frozen=True)
class Round:
    """What one round came to. Times are milliseconds; ``wrapped`` says that all requests were sent more than once."""

    requests: int
    seconds: float
    errors: int
    p50: float
    p95: float
    p99: float
    cpu: float
    mib: float
    wrapped: bool

    @property
    def rate(self) -> float:
        """Right answers a second."""
        return (self.requests - self.errors) / self.seconds if self.seconds else 0.0


def play(server: Running, asks: Sequence[Ask], clients: int, seconds: int, *, first: int = 0, folder: Path) -> Round:
    """Ask ``server`` for ``seconds`` with ``clients`` connections at once, from request ``first`` on."""
    file = folder / f"requests-{server.name}.txt"
    file.write_text(encode(asks, server.path), encoding="ascii")
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", f"--timeout={TIMEOUT}s", "-s", str(SCRIPT), server.address]
    before = cpu_seconds(server.pid)
    done = subprocess.run(
        command, env={**os.environ, "BENCH_REQUESTS": str(file), "BENCH_FIRST": str(first)}, capture_output=True, text=True, check=True, timeout=seconds + 120
    )  # fmt: skip
    used = cpu_seconds(server.pid) - before
    told = json.loads(done.stdout.strip().splitlines()[-1])
    errors = sum(told[name] for name in ("status", "connect", "read", "write", "timeout"))
    return Round(
        requests=told["requests"],
        seconds=told["microseconds"] / 1e6,
        errors=errors,
        p50=told["p50"] / 1000,
        p95=told["p95"] / 1000,
        p99=told["p99"] / 1000,
        cpu=used,
        mib=memory_mib(server.pid),
        wrapped=told["requests"] > len(asks),
    )
