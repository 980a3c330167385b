"""What one query of a stranger may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of a query. Times in seconds, sizes in bytes.

    `memory_bytes` is beyond what an idle worker holds. `bytes` is the size of a whole answer. `depth` counts
    brackets of every kind, and operators in a row. A query that has run for `patience` makes room for others.
    `waiting` queries may wait for a worker, each for at most `wait_seconds`.
    """

    seconds: float = 30.0
    memory_bytes: int = 1 << 30
    bytes: int = 64 << 20
    query_bytes: int = 100_000
    depth: int = 100
    patience: float = 0.15
    waiting: int = 200
    wait_seconds: float = 30.0
