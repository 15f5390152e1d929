"""What a server takes: processor seconds and memory of its whole tree of processes."""

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

MIB = 1024 * 1024
_SCHEDULED = 2  # in the kernel's numbers of clocks: that of the scheduler, in nanoseconds


def tree(pid: int) -> list[psutil.Process]:
    """The process and all below it."""
    with contextlib.suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    return []


def cpu_seconds(pid: int) -> float:
    """Processor seconds of the tree so far, with those of children that have ended.

    Linux's clock of a process is asked, because the times in ``/proc`` count only whole ticks of ten milliseconds, and a
    process that works in short bursts has hardly any of those.
    """
    total = 0.0
    for process in tree(pid):
        with contextlib.suppress(psutil.Error, OSError):
            times = process.cpu_times()
            total += time.clock_gettime((~process.pid << 3) | _SCHEDULED) + times.children_user + times.children_system
    return total


def memory_mib(pid: int) -> float:
    """Memory of the tree; what processes share (forked workers the data) is counted once, by proportional set size."""
    total = 0
    for process in tree(pid):
        with contextlib.suppress(psutil.Error):
            total += process.memory_full_info().pss
    return total / MIB


def peak_mib(pid: int) -> float:
    """The most that any one process of the tree has held so far: while loading, that is the one that loads."""
    peak = 0.0
    for process in tree(pid):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
            peak = max([peak, *(float(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))])
    return peak


@dataclass
class Quiet:
    """Waits until the machine's other servers have nothing left to do, so that a round does not pay for the one before."""

    step: float = 0.1
    share: float = 0.1

    def wait(self, pids: list[int], patience: float) -> bool:
        """Whether all trees came to rest within ``patience`` seconds."""
        deadline = time.monotonic() + patience
        before = sum(map(cpu_seconds, pids))
        while time.monotonic() < deadline:
            time.sleep(self.step)
            now = sum(map(cpu_seconds, pids))
            if now - before <= self.share * self.step:
                return True
            before = now
        return False
