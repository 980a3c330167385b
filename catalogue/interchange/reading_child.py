"""The child's side of `untrusted`: reads files as it is told, and sends back what it finds."""

from __future__ import annotations

import gc
import pickle
import socket
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, cast

from catalogue.errors import KhizanaError
from catalogue.interchange import wire
from catalogue.interchange.incoming import Incoming, Level, Note, Origin, Refused

_FRAME = 64  # items
_AHEAD = 8  # frames made while the parent is at work on an earlier one


def main(arguments: Sequence[str]) -> None:  # noqa: ARG001  # what every confined child is called with
    """Reads requests from standard input until it closes."""
    with socket.socket(fileno=0) as channel:
        to = cast("IO[bytes]", channel.makefile("wb"))
        from_ = cast("IO[bytes]", channel.makefile("rb"))
        schema = pickle.loads(wire.receive(from_) or b"")  # noqa: S301  # our own parent wrote it
        gc.freeze()  # the schema and the modules stay as long as the child: the collector need not walk them
        while (asked := wire.receive(from_)) is not None:
            reader, path, options = pickle.loads(asked)  # noqa: S301  # the same
            _send_ahead(to, _frames(_guarded(reader(Path(path), schema=schema, **options), path)))
            wire.send(to, b"")


def _send_ahead(to: IO[bytes], frames: Iterable[bytes]) -> None:
    """Sends frames while further ones are made, so that neither side waits for the other's turn."""
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(1) as sender:
        for frame in frames:
            waiting.append(sender.submit(wire.send, to, frame))
            if len(waiting) > _AHEAD:
                waiting.popleft().result()
        for one in waiting:
            one.result()


def _guarded(items: Iterator[Incoming | Refused], path: str) -> Iterator[Incoming | Refused]:
    """The items, and a refusal in place of an error that a person can act on."""
    origin = Origin(Path(path).name)
    try:
        yield from items
    except KhizanaError as error:
        note = Note(Level.REFUSED, origin, error.message, error.remedy)
        yield Refused(origin, (note,), "")


def _frames(items: Iterator[Incoming | Refused]) -> Iterator[bytes]:
    waiting: list[Incoming | Refused] = []
    for one in items:
        waiting.append(one)
        if len(waiting) == _FRAME:
            yield wire.encoded(waiting)
            waiting.clear()
    if waiting:
        yield wire.encoded(waiting)
