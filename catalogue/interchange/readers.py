"""Confined children that stay ready for the bodies that programs send, one after the other.

A child reads for one person until another's turn comes: what somebody's body does to a child can touch nobody else's.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Lock

from catalogue.confinement import Confinement
from catalogue.interchange.incoming import Incoming, Refused
from catalogue.interchange.untrusted import Child, Reading
from catalogue.shapes import Schema

LIMITS = Confinement(memory_bytes=2 << 30)
PATIENCE = 30.0  # seconds without a word from the child
CHILDREN = 2


class _Seat:
    """A thread and its child: the kernel ends the child with the thread that started it."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1, "reader")
        self.child: Child | None = None
        self.person: str | None = None
        self.used = 0


class Readers:
    """Reads bodies in confined children, as many at once as there are seats."""

    def __init__(self, schema: Schema, *, limits: Confinement = LIMITS, patience: float = PATIENCE) -> None:
        self._schema = schema
        self._limits = limits
        self._patience = patience
        self._seats = [_Seat() for _ in range(CHILDREN)]
        self._turns = count(1)
        self._lock = Lock()

    def read(self, person: str, reading: Reading) -> list[Incoming | Refused]:
        """What the reader yields; a body that breaks its child is Refused."""
        with self._lock:
            seat = min(self._seats, key=lambda one: (one.person != person, one.used))
            fresh = seat.person != person
            seat.person, seat.used = person, next(self._turns)
            waiting = seat.thread.submit(self._read, seat, reading, fresh=fresh)
        return waiting.result()

    def close(self) -> None:
        """Ends the children."""
        for seat in self._seats:
            seat.thread.submit(_end, seat).result()
            seat.thread.shutdown()

    def _read(self, seat: _Seat, reading: Reading, *, fresh: bool) -> list[Incoming | Refused]:
        if fresh:
            _end(seat)
        if seat.child is None:
            seat.child = Child(self._schema, self._limits, self._patience)
        return list(seat.child.read(reading))


def _end(seat: _Seat) -> None:
    child, seat.child = seat.child, None
    if child is not None:
        child.close()
