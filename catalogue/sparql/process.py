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

_READ = 64 << 10  # larger buffers would be mapped anew for every read
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
        self.alive = True
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        arguments = (str(checkpoint), json.dumps(asdict(limits)))
        bounds = Confinement(memory_bytes=limits.memory_bytes + worker.STACK + _OPENING)
        self._confined = start(worker.__name__, bounds, arguments)
        self._channel = self._confined.channel
        self._channel.setblocking(False)
        self._loop.add_reader(self._channel, self._readable)
        self._unsent = memoryview(b"")
        self._frame = _Frame()
        self._body = Body()
        self._tell: Callable[[Answer], None] | None = None
        self._reason: tuple[str, int] | None = None
        self._on_end: Callable[[Worker], None] = _nobody
        self.buried = asyncio.Event()  # the process is gone and everything that belonged to it is let go

    async def ready(self, on_end: Callable[[Worker], None]) -> Worker:
        """Itself, once it can answer; raises WorkerFailed. `on_end` is called when it ends, unless we close it."""
        told: asyncio.Future[Answer] = self._loop.create_future()
        self._tell = lambda answer: None if told.done() else told.set_result(answer)
        try:
            answer = await asyncio.wait_for(told, _START_SECONDS)
        except BaseException:
            self.close()
            raise
        if not answer.ok:
            self.close()
            raise WorkerFailed("A query worker did not start.", answer.error or "")
        self._on_end = on_end
        return self

    def ask(self, request: Request, tell: Callable[[Answer], None]) -> None:
        """Sends a request; `tell` is called with the answer, whatever happens to the worker."""
        self._tell = tell
        self._body = Body()
        self._unsent = memoryview(request.packed())
        if not self._sent():
            self._loop.add_writer(self._channel, self._writable)

    def stop(self, reason: str, retry_after: int) -> None:
        """Kills the process; whoever waits for an answer gets 503 with the reason."""
        self._reason = (reason, retry_after)
        self._gone()

    def yield_processor(self) -> None:
        """Lets others go first, for as long as this worker lives."""
        self._confined.yield_processor()

    def close(self) -> None:
        """Ends the process without a word; nobody may wait for it."""
        self._on_end, self._tell = _nobody, None
        self._gone()

    def _sent(self) -> bool:
        """Sends what it can; whether that was all there is to send."""
        try:
            self._unsent = self._unsent[self._channel.send(self._unsent) :]
        except BlockingIOError:
            return False
        except OSError:  # the process is gone; the end of the channel says so
            return True
        return not self._unsent

    def _writable(self) -> None:
        if self._sent():
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
        while data and self.alive:
            data = self._frame.take(data, self._body)
            if self._body.size > self._limits.bytes:  # a worker that is still itself stops before
                self.stop("The worker broke its limits.", 1)
            elif self._frame.complete:
                frame, self._frame = self._frame, _Frame()
                self._understand(frame)

    def _understand(self, frame: _Frame) -> None:
        """What a whole frame says; its payload is in the body."""
        kind, form, status, _ = frame.head
        if kind == READY:
            self._resolve(Answer(status, self.generation))
        elif form == NO_FORMAT:
            self._resolve(Answer(status, self.generation, error=frame.text()))
        elif kind != PART:
            self._resolve(Answer(status, self.generation, FORMATS[form].content_type, self._body))

    def _resolve(self, answer: Answer) -> None:
        tell, self._tell = self._tell, None
        if tell is not None:
            tell(answer)

    def _gone(self) -> None:
        """The process is ending, or must: lets go of it, and says why once the exit status is known."""
        if not self.alive:
            return
        self.alive = False
        self._loop.remove_reader(self._channel)
        self._loop.remove_writer(self._channel)
        self._confined.kill()
        self._on_end(self)
        if self._reason is not None:
            reason, retry_after = self._reason
            self._resolve(Answer(503, self.generation, error=reason, retry_after=retry_after))
        self._bury()

    def _bury(self) -> None:
        status = self._confined.reap()
        if status is None:
            self._loop.call_later(_GLANCE, self._bury)
            return
        if self._tell is not None:
            words = self._confined.last_words()
            _log.warning("A query worker ended by itself (status %s): %s", status, words)
            self._resolve(Answer(503, self.generation, error=_cause(status, self._limits), retry_after=60))
        self._confined.close()
        self.buried.set()


class _Frame:
    """A frame that is being received: its head first, then so many bytes of payload."""

    def __init__(self) -> None:
        self.head: tuple[int, int, int, int] = (PART, NO_FORMAT, 0, 0)
        self.complete = False
        self._begun = b""
        self._left = -1  # bytes of payload to come; below zero while the head is incomplete
        self._text = b""

    def take(self, data: bytes, body: Body) -> bytes:
        """Takes what belongs to this frame, the payload of an answer into its body; the rest."""
        if self._left < 0:
            self._begun += data
            if len(self._begun) < HEAD.size:
                return b""
            self.head = HEAD.unpack_from(self._begun)
            self._left = self.head[3]
            data = self._begun[HEAD.size :]
        mine, rest = (data, b"") if len(data) <= self._left else (data[: self._left], data[self._left :])
        self._left -= len(mine)
        self.complete = self._left == 0
        if self.head[1] == NO_FORMAT:
            self._text += mine
        elif mine:
            body.add(mine)
        return rest

    def text(self) -> str:
        """The payload of a frame that is no answer."""
        return self._text.decode("utf-8", "replace")


def _nobody(_worker: Worker) -> None:
    """Nobody is told of the end of a worker that we close."""


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
