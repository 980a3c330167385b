"""What comes back for a query: a status, and a body or a message."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO

IN_MEMORY = 8 << 20
_CHUNK = 256 << 10


class Body:
    """The bytes of an answer: in memory while they are few, then in a file that has no name.

    So a client that reads slowly holds a place on the disk, not in memory. To be read once.
    """

    def __init__(self) -> None:
        self.size = 0
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None

    def add(self, piece: bytes) -> None:
        """Takes the next bytes."""
        self.size += len(piece)
        if self._file is None and self.size > IN_MEMORY:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  # chunks() or the last reference closes it
            self._file.writelines(self._pieces)
            self._pieces.clear()
        if self._file is None:
            self._pieces.append(piece)
        else:
            self._file.write(piece)

    def chunks(self) -> Iterator[bytes]:
        """The bytes in order, in pieces fit to be sent; lets go of what held them."""
        if self._file is None:
            yield from self._pieces
            return
        with self._file as file:
            file.seek(0)
            while chunk := file.read(_CHUNK):
                yield chunk

    def __del__(self) -> None:
        """An answer that nobody wanted any more."""
        if self._file is not None:
            self._file.close()

    def read(self) -> bytes:
        """All of it."""
        return b"".join(self.chunks())


@dataclass(frozen=True)
class Answer:
    """The answer to one query.

    `status` is an HTTP status. With 200 there is a whole body of `media_type`, else `error` says what is
    wrong and what to do. `retry_after` is in seconds. `generation` is that of the checkpoint asked.
    """

    status: int
    generation: int
    media_type: str = "text/plain; charset=utf-8"
    content: Body | None = None
    error: str | None = None
    retry_after: int | None = None

    @property
    def ok(self) -> bool:
        """Whether there is a body."""
        return self.status == HTTPStatus.OK

    @property
    def body(self) -> bytes:
        """The whole body; to be read once."""
        return self.content.read() if self.content is not None else b""
