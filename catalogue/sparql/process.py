"""The server's end of a worker: starting it, asking it one thing at a time, and ending it."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from catalogue.confinement import Confinement, start
from catalogue.errors import KhizanaError
from catalogue.sparql import worker
from catalogue.sparql.answer import Answer, Body
from catalogue.sparql.formats import FORMATS
from catalogue.sparql.frames import HEAD, NO_FORMAT, PART, READY, Request
from catalogue.sparql.limits import Limits

_READ = 1 << 20
_GLANCE = 0.005  # seconds between two looks whether a killed child is gone
_OPENING = 1 << 30  # address space for the interpreter, the stack and the opened store
_START_SECONDS = 30.0
_log = logging.getLogger("khizana.sparql")


class WorkerFailed(KhizanaError):
    """A worker that did not come up; the log says why."""


class Worker:
    """A confined process that has a checkpoint open, and at most one query under way."""

    def __init__(self, checkpoint: Path, generation: int, limits: Limits) -> None:
        self.generation = generation
        self.retired = False  # to be closed as soon as it is idle
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        arguments = (str(checkpoint), json.dumps(asdict(limits)))
        bounds = Confinement(memory_bytes=limits.memory_bytes + worker.STACK + _OPENING)
        self._confined = start(worker.__name__, bounds, arguments)
        self._channel = self._confined.channel
        self._channel.setblocking(False)
        self._loop.add_reader(self._channel, self._readable)
        self._unsent = memoryview(b"")
        self._received = bytearray()
        self._body = Body()
        self._answer: asyncio.Future[Answer] | None = None
        self._reason: tuple[str, int] | None = None
        self._on_end: Callable[[Worker], None] = lambda _: None
        self.alive = True

    @classmethod
    async def started(cls, checkpoint: Path, generation: int, limits: Limits, on_end: Callable[[Worker], None]) -> Worker:
        """A worker that is ready; raises WorkerFailed. `on_end` is called when it ends, unless we closed it."""
        new = cls(checkpoint, generation, limits)
        ready = new._answer = new._loop.create_future()
        try:
            answer = await asyncio.wait_for(ready, _START_SECONDS)
        except BaseException:
            new.close()
            raise
        if not answer.ok:
            new.close()
            raise WorkerFailed("A query worker did not start.", answer.error or "")
        new._on_end = on_end
        return new

    def ask(self, request: Request) -> asyncio.Future[Answer]:
        """Sends a request; its answer comes as a future, whatever happens to the worker."""
        self._answer = self._loop.create_future()
        self._body = Body()
        self._unsent = memoryview(request.packed())
        self._writable()
        return self._answer

    def stop(self, reason: str, retry_after: int) -> None:
        """Kills the process; whoever waits for an answer gets 503 with the reason."""
        self._reason = (reason, retry_after)
        self._confined.kill()
        self._gone()

    def close(self) -> None:
        """Ends the process without a word; nobody may wait for it."""
        self._on_end = lambda _: None
        self._confined.kill()
        self._gone()

    def _writable(self) -> None:
        try:
            sent = self._channel.send(self._unsent)
        except BlockingIOError:
            sent = 0
        except OSError:  # it is gone; the end of the channel tells
            return
        self._unsent = self._unsent[sent:]
        if self._unsent:
            self._loop.add_writer(self._channel, self._writable)
        elif sent and not self._unsent:
            self._loop.remove_writer(self._channel)

    def _readable(self) -> None:
        try:
            data = self._channel.recv(_READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._gone()
            return
        self._received += data
        while self.alive and self._frame():
            pass

    def _frame(self) -> bool:
        """Takes one whole frame from what was received, if there is one."""
        received = self._received
        if len(received) < HEAD.size:
            return False
        kind, form, status, length = HEAD.unpack_from(received)
        if len(received) < HEAD.size + length:
            return False
        payload = bytes(memoryview(received)[HEAD.size : HEAD.size + length])
        del received[: HEAD.size + length]
        if form != NO_FORMAT:
            self._take(payload)
        if kind != PART and self.alive:
            self._finish(form, status, "" if kind == READY or form != NO_FORMAT else payload.decode())
        return True

    def _take(self, payload: bytes) -> None:
        self._body.add(payload)
        if self._body.size > self._limits.bytes:  # a worker that is still itself stops before
            self.stop("The worker broke its limits.", 1)

    def _finish(self, form: int, status: int, error: str) -> None:
        if status != 200:
            self._resolve(Answer(status, self.generation, error=error))
        else:
            media_type = FORMATS[form].content_type if form != NO_FORMAT else ""
            self._resolve(Answer(200, self.generation, media_type, self._body))

    def _resolve(self, answer: Answer) -> None:
        future, self._answer = self._answer, None
        if future is not None and not future.done():
            future.set_result(answer)

    def _gone(self) -> None:
        """The process is ending: lets go of the channel, and says why once the exit status is known."""
        if not self.alive:
            return
        self.alive = False
        self._loop.remove_reader(self._channel)
        self._loop.remove_writer(self._channel)
        self._on_end(self)
        if self._reason is not None:
            self._resolve(Answer(503, self.generation, error=self._reason[0], retry_after=self._reason[1]))
        self._bury()

    def _bury(self) -> None:
        status = self._confined.reap()
        if status is None:
            self._loop.call_later(_GLANCE, self._bury)
            return
        if self._answer is not None:
            _log.warning("A query worker ended by itself (%s): %s", status, self._confined.last_words())
            self._resolve(Answer(503, self.generation, error=_cause(status, self._limits), retry_after=60))
        self._confined.close()


def _cause(status: int, limits: Limits) -> str:
    """What a query did to its worker, for the one who asked it."""
    if status == -signal.SIGXCPU:
        return out_of_time(limits)
    if status == -signal.SIGABRT:
        return (
            f"The query needed more than the {limits.memory_bytes >> 20:,} MiB of memory that one may have. "
            "Ask for fewer rows or less text at once, and avoid ORDER BY and GROUP BY over very many rows."
        )
    return "The query was too much for the engine, which gave up. Ask for less at once, or more simply."


def out_of_time(limits: Limits) -> str:
    """What to say of a query that took too long."""
    return (
        f"The query took longer than {limits.seconds:g} seconds and was stopped. "
        "Say more exactly what is looked for, join fewer patterns, or take the answer in pages with LIMIT and OFFSET."
    )
