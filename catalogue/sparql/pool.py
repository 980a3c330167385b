"""The workers, and who is served next.

`size` queries run at a time, and up to as many again once they are long: a query that has run for `patience`
seconds gives up its place to a fresh worker as soon as no other is free, so that short queries never wait for
long ones. Where too many are long, the newest of whoever has most of them is stopped.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from catalogue.sparql.answer import Answer
from catalogue.sparql.frames import Request
from catalogue.sparql.limits import Limits
from catalogue.sparql.process import Worker, WorkerFailed, out_of_time
from catalogue.sparql.queue import FairQueue, Usage
from catalogue.sparql.staff import Asked, Staff

_FAREWELL = 0.1  # seconds that a short query may still take after its client has gone: ending it costs a worker
_AGAIN = 1.0  # seconds before the next try, where a worker did not start
_log = logging.getLogger("khizana.sparql")


@dataclass(frozen=True)
class _Served:
    checkpoint: Path
    generation: int


class QueryPool:
    """Answers queries on the newest checkpoint it was told of. Belongs to one event loop, in a thread that stays."""

    def __init__(self, limits: Limits | None = None, size: int = 2) -> None:
        self.limits = limits or Limits()
        self._served: _Served | None = None
        self._staff = Staff(size)
        self._usage = Usage()
        self._waiting: FairQueue[Asked] = FairQueue(self.limits.waiting, self._usage)
        self._switching = asyncio.Lock()
        self._closed = False

    async def start(self) -> None:
        """Opens the pool (again); workers come with the first checkpoint."""
        self._closed = False

    @property
    def generation(self) -> int | None:
        """That of the checkpoint which new queries use."""
        return self._served.generation if self._served else None

    @property
    def generations(self) -> frozenset[int]:
        """All whose checkpoints are still read: the others may be deleted."""
        current = () if self.generation is None else (self.generation,)
        old = (one.worker.generation for one in self._staff.running if one.worker)
        return frozenset((*current, *old))

    async def follow(self, checkpoint: Path, generation: int) -> None:
        """Lets new queries use a checkpoint; what runs finishes on the one it began with.

        Raises WorkerFailed where the checkpoint cannot be opened; then the one before stays in use.
        """
        async with self._switching:
            served = _Served(checkpoint, generation)
            fresh = await self._fresh(served)
            if self._closed:
                _close(fresh)
                return
            self._served, old = served, self._staff.idle
            self._staff.idle = fresh
            _close(old)
            self._serve()

    async def answer(
        self,
        query: str,
        media_type: str = "",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        *,
        rows: int | None = None,
        client: str = "",
    ) -> Answer:
        """The answer to a query: always one, whatever the query does. Cancel the call to cancel the query.

        `media_type` is what an Accept header would say. Graphs are the protocol's dataset, which replaces the
        query's own. `rows` bounds a TABLE. `client` is whom to be fair to.
        """
        named = bool(default_graphs or named_graphs)
        request = Request(
            query[: self.limits.query_bytes + 1],  # the worker says why; no need to carry more
            media_type,
            default_graphs if named else None,
            named_graphs if named else None,
            rows,
        )
        asked = Asked(client, request, asyncio.get_running_loop().create_future())
        if self._staff.idle and not len(self._waiting):
            self._begin(asked)
        else:
            self._enqueue(asked)
        try:
            return await asked.told
        except asyncio.CancelledError:
            self._abandon(asked)
            raise

    async def close(self) -> None:
        """Ends every worker; whoever waits is told so."""
        self._closed = True
        for task in self._staff.starting:
            task.cancel()
        while len(self._waiting):
            self._waiting.take().tell(self._unserved("The catalogue is closing."))
        for one in tuple(self._staff.running):
            one.stop("The catalogue is closing.", 5)
        self._served = None
        self._staff.idle = []
        _close(tuple(self._staff.all))
        await asyncio.gather(*(one.buried.wait() for one in self._staff.all))

    # -- one question ---------------------------------------------------------------------------------

    def _enqueue(self, asked: Asked) -> None:
        if self._closed or self._served is None:
            asked.tell(self._unserved("The catalogue is not ready to answer queries yet."))
            return
        asked.wait(self.limits.wait_seconds, self._waited)
        too_many = self._waiting.put(asked.client, asked)
        if too_many is not None:
            too_many.tell(self._unserved("Too many queries are waiting."))
        self._serve()

    def _waited(self, asked: Asked) -> None:
        self._waiting.drop(asked.client, asked)
        asked.tell(self._unserved("No worker came free in time: the catalogue is busy."))

    def _unserved(self, why: str) -> Answer:
        return Answer(503, self.generation or 0, error=f"{why} Try again in a moment.", retry_after=5)

    def _begin(self, asked: Asked) -> None:
        worker = asked.worker = self._staff.idle.pop()
        self._staff.running.append(asked)
        asked.begun()
        asked.wait(min(self.limits.patience, self.limits.seconds), self._ripened)
        worker.ask(asked.request, lambda answer: self._finished(asked, worker, answer))

    def _ripened(self, asked: Asked) -> None:
        """The query has run for as long as a short one may."""
        asked.ripe = True
        asked.wait(max(self.limits.seconds - self.limits.patience, 0), self._overdue)
        self._usage.charge(asked.client, asked.uncharged())
        self._serve()

    def _overdue(self, asked: Asked) -> None:
        asked.stop(out_of_time(self.limits), 60)

    def _finished(self, asked: Asked, worker: Worker, answer: Answer) -> None:
        self._staff.running.remove(asked)
        self._usage.charge(asked.client, asked.uncharged())
        asked.tell(answer)
        if worker.alive:
            self._release(worker, spent=asked.long)
        self._serve()

    def _release(self, worker: Worker, *, spent: bool) -> None:
        """Keeps a worker that is needed and as good as new."""
        if worker.generation == self.generation and not spent and self._staff.lacking() > 0:
            self._staff.idle.append(worker)
        else:
            worker.close()

    def _abandon(self, asked: Asked) -> None:
        """The client has gone: the question leaves the queue; if it runs it is stopped, a short one in a moment."""
        self._waiting.drop(asked.client, asked)
        asked.wait(None)
        if asked in self._staff.running:
            asked.wait(0 if asked.ripe else _FAREWELL, lambda one: one.stop("Nobody waits for this.", 0))

    # -- the workers ----------------------------------------------------------------------------------

    def _serve(self) -> None:
        """Gives idle workers to who waits, makes room among the running, starts workers that are missing."""
        while self._staff.idle and len(self._waiting):
            self._begin(self._waiting.take())
        self._staff.make_room(len(self._waiting))
        while not self._closed and self._served and self._staff.lacking() > 0:
            task = asyncio.get_running_loop().create_task(self._hire(self._served))
            self._staff.starting.add(task)
            task.add_done_callback(self._hired)

    async def _hire(self, served: _Served) -> None:
        try:
            worker = await self._started(served)
        except (WorkerFailed, OSError, TimeoutError) as error:
            _log.error("%s", error)
            await asyncio.sleep(_AGAIN)
            return
        if served == self._served and not self._closed:
            self._staff.idle.append(worker)
        else:
            worker.close()

    def _hired(self, task: asyncio.Task[None]) -> None:
        self._staff.starting.discard(task)
        with suppress(asyncio.CancelledError):
            task.result()
        self._serve()

    async def _fresh(self, served: _Served) -> list[Worker]:
        """Workers for a checkpoint, all of them or none."""
        starts = [self._started(served) for _ in range(self._staff.size)]
        found = await asyncio.gather(*starts, return_exceptions=True)
        workers = [one for one in found if isinstance(one, Worker)]
        for one in found:
            if isinstance(one, BaseException):
                _close(workers)
                raise one
        return workers

    async def _started(self, served: _Served) -> Worker:
        worker = Worker(served.checkpoint, served.generation, self.limits)
        self._staff.add(worker)
        return await worker.ready(self._ended)

    def _ended(self, worker: Worker) -> None:
        """A worker has gone by itself, or was stopped; who waited for it is told by the worker."""
        if worker in self._staff.idle:
            self._staff.idle.remove(worker)
            self._serve()


def _close(workers: Iterable[Worker]) -> None:
    for worker in workers:
        worker.close()
