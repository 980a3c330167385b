"""A piece of work on many records, from its choice to its end, and the states that it goes through.

    chosen → checking → ready → running → done → undoing → undone
                                   ↓  ↑
                                  stopped → done (left as it is)

`interrupted` is no state: it is work that its process did not end.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from catalogue.bulk.operation import Operation, read_operation
from catalogue.bulk.outcomes import Tally, read_tally
from catalogue.database.bulk_jobs import JobRow


class State(StrEnum):
    """How far a piece of work has come."""

    CHOSEN = "chosen"
    CHECKING = "checking"
    READY = "ready"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


BUSY = frozenset({State.CHECKING, State.RUNNING, State.UNDOING})
CHANGEABLE = frozenset({State.CHOSEN, State.CHECKING, State.READY})
"""While work is in one of these, what it is to do may still be chosen."""


@dataclass(frozen=True)
class Job:
    """A piece of work; `alive` says that this process is at it."""

    row: JobRow
    operation: Operation | None
    alive: bool

    @property
    def id(self) -> int:
        """Its number."""
        return self.row.id

    @property
    def state(self) -> State:
        """How far it has come."""
        return State(self.row.state)

    @property
    def interrupted(self) -> bool:
        """Whether it was begun, and nobody is at it."""
        return self.state in BUSY and not self.alive

    @property
    def open(self) -> bool:
        """Whether some of it is done, and the rest is waiting for a decision."""
        return self.state is State.STOPPED or (self.interrupted and self.state is State.RUNNING)

    @property
    def checked(self) -> Tally | None:
        """What would become of its records."""
        return read_tally(self.row.checked) if self.row.checked is not None else None

    @property
    def tally(self) -> Tally | None:
        """What became of them, so far."""
        return read_tally(self.row.tally) if self.row.tally is not None else None


def as_job(row: JobRow, alive: Container[int]) -> Job:
    """A row as a piece of work."""
    return Job(row, read_operation(row.operation) if row.operation else None, row.id in alive)
