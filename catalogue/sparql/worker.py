"""The process in which queries run: it opens one checkpoint, says READY, and answers one query after another.

It is started by `catalogue.confinement` with the checkpoint and the limits as arguments; its channel is
its standard input. Everything that touches the engine happens in one thread: a result that another thread
uses aborts the process, and the thread can have the deep stack that long queries need.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import sys
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from catalogue.confined import address_space, grant_cpu, grant_memory
from catalogue.sparql import results
from catalogue.sparql.formats import FORMATS, Format, negotiated, offered
from catalogue.sparql.frames import END, HEAD, NO_FORMAT, PART, READY, REQUEST, Request
from catalogue.sparql.guard import Form, examine
from catalogue.sparql.limits import Limits
from catalogue.sparql.refusal import QueryRefused

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

STACK = 256 << 20  # an operator chain as long as a query may be needs 80 MiB
PIECE = 128 << 10
_READ = 64 << 10  # a larger buffer would be mapped anew for every request
_MANY = 500  # pieces that one writev() surely takes
_CHANNEL = 0
_LITTLE = 0.02  # seconds of processor time in which nothing can have grown large
_M_ARENA_MAX = -8  # malloc.h


class AnswerTooLarge(Exception):
    """More bytes than an answer may have."""


def main(arguments: Sequence[str]) -> None:
    """Serves a checkpoint until the server hangs up: arguments are its path and the limits as JSON."""
    checkpoint, limits = arguments[0], Limits(**json.loads(arguments[1]))
    if sys.platform == "linux":
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)  # arenas would eat the address space allowed
    threading.stack_size(STACK)
    serving = threading.Thread(target=_serve, args=(checkpoint, limits))
    serving.start()
    serving.join()


def _serve(checkpoint: str, limits: Limits) -> None:
    try:
        store = Store.read_only(checkpoint)
    except OSError as error:
        _end(500, f"The checkpoint cannot be opened: {error}".encode())
        return
    held = address_space()
    grant_memory(limits.memory_bytes)
    used = _grant(limits)
    _send(READY, NO_FORMAT, 200)
    while (request := _receive()) is not None:
        _answer(store, request, limits)
        if time.thread_time() < used + _LITTLE:
            continue
        if address_space() > held + limits.memory_bytes // 4:
            return  # what a large query left in pieces is not worth keeping; a fresh worker replaces us
        used = _grant(limits)


def _grant(limits: Limits) -> float:
    """Lets the next query have its processor time; how much all before it have used."""
    grant_cpu(int(limits.seconds) + 1)
    return time.thread_time()


def _answer(store: Store, request: Request, limits: Limits) -> None:
    """Says one END, after as many PARTs as the answer needs."""
    try:
        examined = examine(request.query, limits)
        wanted = _wanted(request, examined.form)
        output = _Output(limits.bytes, FORMATS.index(wanted))
        results.write(_run(store, request, examined.text, limits), wanted, request.rows, output)
        output.finish()
    except QueryRefused as refused:
        _end(refused.status, str(refused).encode())
    except AnswerTooLarge:
        _end(413, _too_large(limits).encode())
    except RuntimeError as error:  # such as a function that the engine has not
        _end(400, f"The query cannot be evaluated: {error}".encode())
    except (ValueError, OSError):
        _end(500, b"The query could not be evaluated; the fault is ours.")


def _wanted(request: Request, form: Form) -> Format:
    wanted = negotiated(request.accept, form)
    if wanted is None:
        types = ", ".join(one.media_type for one in offered(form))
        said = f"The answer to {form.value} is not available in that format."
        raise QueryRefused(said, f"Ask for one of: {types}.", 406)
    return wanted


def _run(store: Store, request: Request, text: str, limits: Limits) -> QuerySolutions | QueryBoolean | QueryTriples:
    """The engine's result; raises QueryRefused for what does not parse."""
    try:
        if request.default is None and request.named is None:
            return store.query(text)
        default, named = _graphs(request.default), _graphs(request.named)
        return store.query(text, default_graph=default, named_graphs=named)
    except SyntaxError as error:
        examine(request.query, limits, thoroughly=True)  # may say it better
        raise QueryRefused(_not_valid(str(error))) from None


def _graphs(iris: Sequence[str] | None) -> list[Any]:
    try:
        return [NamedNode(one) for one in iris or ()]
    except ValueError as error:
        raise QueryRefused(f"A graph of the dataset is not an absolute IRI: {error}.") from None


def _not_valid(said: str) -> str:
    """The engine's `error at 1:23: expected …` for people."""
    where, _, expected = said.removeprefix("error at ").partition(": ")
    line, _, column = where.partition(":")
    if not (line.isdecimal() and column.isdecimal()):
        return f"The query is not valid SPARQL: {said}"
    return f"The query is not valid SPARQL at line {line}, column {column}: {expected}."


def _too_large(limits: Limits) -> str:
    return (
        f"The answer is larger than the {limits.bytes:,} bytes that this endpoint gives at once. "
        "Take it in pages: add ORDER BY, LIMIT and OFFSET to the query, or ask for fewer columns."
    )


class _Output(io.RawIOBase):
    """Takes what the engine writes, and sends it on in pieces; the last goes with END.

    Raises AnswerTooLarge.
    """

    def __init__(self, most: int, form: int) -> None:
        self._most = most
        self._form = form
        self._pieces: list[bytes] = []
        self._held = 0
        self._sent = 0

    def write(self, piece: Buffer) -> int:
        """Takes a piece; the length of it."""
        piece = bytes(piece)
        self._pieces.append(piece)
        self._held += len(piece)
        if self._sent + self._held > self._most:
            raise AnswerTooLarge
        if self._held >= PIECE or len(self._pieces) >= _MANY:
            self._send(PART)
        return len(piece)

    def finish(self) -> None:
        """Sends the rest: the answer is complete."""
        self._send(END)

    def _send(self, kind: int) -> None:
        _send(kind, self._form, 200, *self._pieces)
        self._sent += self._held
        self._pieces.clear()
        self._held = 0


def _end(status: int, message: bytes) -> None:
    _send(END, NO_FORMAT, status, message)


def _send(kind: int, form: int, status: int, *payload: bytes) -> None:
    """Sends a frame; its payload may lie in pieces, which nobody copies together."""
    parts = [HEAD.pack(kind, form, status, sum(map(len, payload))), *payload]
    sent = os.writev(_CHANNEL, parts)
    for part in parts:
        left = memoryview(part)[sent:]
        sent = max(0, sent - len(part))
        while left:
            left = left[os.write(_CHANNEL, left) :]


def _receive() -> Request | None:
    """The next request; None once the server has hung up."""
    received = b""
    missing = REQUEST.size
    while missing > 0:
        piece = os.read(_CHANNEL, _READ)  # never more than one request: the server waits for its answer
        if not piece:
            return None
        received += piece
        if len(received) >= REQUEST.size:
            missing = REQUEST.size + REQUEST.unpack_from(received)[0] - len(received)
    return Request.unpacked(received[REQUEST.size :])
