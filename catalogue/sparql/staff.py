"""Who works on what: the questions under way, and the workers by what they do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from catalogue.sparql.answer import Answer
from catalogue.sparql.frames import Request
from catalogue.sparql.process import Worker

_BUSY = "The catalogue is busy with long queries, and this one was among the newest. Try again later."


@dataclass(eq=False)
class Asked:
    """A question under way: waiting while it has no worker, then running.

    It is `ripe` once it has run for as long as a short one may, and `long` once its place went to another.
    """

    client: str
    request: Request
    told: asyncio.Future[Answer]
    worker: Worker | None = None
    ripe: bool = False
    long: bool = False
    _timer: asyncio.TimerHandle | None = None
    _charged: float = 0.0  # the loop's time until which its work is accounted for

    def begun(self) -> None:
        """Its work counts from now."""
        self._charged = self.told.get_loop().time()

    def uncharged(self) -> float:
        """Seconds of work since this was last asked."""
        now = self.told.get_loop().time()
        seconds, self._charged = now - self._charged, now
        return seconds

    def tell(self, answer: Answer) -> None:
        """Gives the answer to whoever asked, if they are still there."""
        self.wait(None)
        if not self.told.done():
            self.told.set_result(answer)

    def stop(self, reason: str, retry_after: int) -> None:
        """Ends the worker; whoever asked is told why."""
        if self.worker is not None:
            self.worker.stop(reason, retry_after)

    def grow_long(self) -> None:
        """Gives up its place, and goes on when nobody else needs the processor."""
        self.long = True
        if self.worker is not None:
            self.worker.yield_processor()

    def wait(self, seconds: float | None, then: Callable[[Asked], None] | None = None) -> None:
        """Sets the one timer of this question, in place of any before."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if seconds is not None and then is not None:
            self._timer = self.told.get_loop().call_later(seconds, then, self)


@dataclass
class Staff:
    """The workers; `running` has the newest question last."""

    size: int
    idle: list[Worker] = field(default_factory=list)
    running: list[Asked] = field(default_factory=list)
    starting: set[asyncio.Task[None]] = field(default_factory=set)
    all: set[Worker] = field(default_factory=set)

    def add(self, worker: Worker) -> None:
        """Keeps account of a worker until its process is gone."""
        self.all = {worker, *(one for one in self.all if not one.buried.is_set())}

    def long(self) -> list[Asked]:
        """The long queries, the newest last."""
        return [one for one in self.running if one.long]

    def lacking(self) -> int:
        """How many workers short queries should have more (or, below zero, fewer)."""
        long = len(self.long())
        quick = len(self.idle) + len(self.starting) + len(self.running) - long
        return min(self.size, 2 * self.size - long) - quick

    def make_room(self, waiting: int) -> None:
        """Takes their places from ripe queries while there are fewer free workers than needed.

        One is kept free if nobody waits. Where as many are long as may be, one of them is stopped for who waits.
        """
        needed = max(1, min(self.size, waiting)) - len(self.idle) - len(self.starting)
        for one in [one for one in self.running if one.ripe and not one.long][: max(needed, 0)]:
            if len(self.long()) < 2 * self.size - 1:
                one.grow_long()
            elif waiting:
                _heaviest([*self.long(), one]).stop(_BUSY, 30)
                return


def _heaviest(long: list[Asked]) -> Asked:
    """The newest query of the client that has most of them; the last is the newest."""
    count = {one.client: sum(other.client == one.client for other in long) for one in long}
    most = max(count.values())
    return next(one for one in reversed(long) if count[one.client] == most)
