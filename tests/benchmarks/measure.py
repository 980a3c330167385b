"""Times, memory, and the one form in which a benchmark reports."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Clock:
    """Wall-clock seconds of a block; final once the block is left."""

    seconds: float = 0.0
    began: float = field(default_factory=time.perf_counter)


@contextmanager
def clock() -> Iterator[Clock]:
    """Times the block under it."""
    running = Clock()
    try:
        yield running
    finally:
        running.seconds = time.perf_counter() - running.began


def median_seconds(work: Callable[[], object], times: int, warm: int = 1) -> float:
    """The median of several runs, after some that do not count."""
    for _ in range(warm):
        work()
    found = []
    for _ in range(times):
        with clock() as one:
            work()
        found.append(one.seconds)
    return statistics.median(found)


def peak_memory() -> int:
    """The most memory that this process has held so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def held_memory(pid: int) -> int:
    """The memory that a process holds now, in bytes."""
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(pid)


def report(what: str, ours: float, baseline: float, unit: str, against: str) -> None:
    """One line: what was measured, ours, the baseline and its name, and ours by the baseline."""
    ratio = ours / baseline if baseline else float("inf")
    left, right = _figure(ours, unit), _figure(baseline, unit)
    print(f"{what:<46} {left:>12}   {against}: {right:>12}   ratio {ratio:.3g}", flush=True)


def note(text: str) -> None:
    """A line that says under what circumstances the figures were taken."""
    print(f"  {text}")


def _figure(value: float, unit: str) -> str:
    if unit == "s" and value < 1:
        return f"{value * 1000:.2f} ms"
    if unit == "B":
        return f"{value / 2**20:,.0f} MiB"
    return f"{value:,.2f} {unit}"
