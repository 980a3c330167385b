"""Reading somebody else's file in a child process that may do little, and be ended at any time.

The child gets the name of a reader and a path, and sends records back (`wire`); what happens to it
happens to that one file.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from catalogue.confinement import Confined, Confinement, start
from catalogue.errors import UnreadableFile
from catalogue.interchange import wire
from catalogue.interchange.incoming import Incoming, Level, Note, Origin, Refused
from catalogue.shapes import Schema

Reader = Callable[..., Iterator[Incoming | Refused]]
LIMITS = Confinement(memory_bytes=4 << 30)
PATIENCE = 900.0  # seconds without a word from the child
_LAST_SECONDS = 5.0  # for a child that hung up to be gone


@dataclass(frozen=True)
class Reading:
    """A file to be read: by `reader(path, schema=…, **options)`, a function at the top of a module of ours."""

    reader: Reader
    path: Path
    options: Mapping[str, object] = field(default_factory=dict)


def read_untrusted(
    readings: Iterable[Reading],
    schema: Schema,
    limits: Confinement = LIMITS,
    patience: float = PATIENCE,
) -> Iterator[Incoming | Refused]:
    """What the readers yield, each run in a confined child; a file that breaks its child is Refused."""
    with closing(Child(schema, limits, patience)) as child:
        for reading in readings:
            yield from child.read(reading)


class Child:
    """A confined child, started when first needed and again after each one that broke."""

    def __init__(self, schema: Schema, limits: Confinement, patience: float) -> None:
        self._schema = schema
        self._limits = limits
        self._patience = patience
        self._running: Confined | None = None
        self._to: IO[bytes] | None = None
        self._from: IO[bytes] | None = None

    def read(self, reading: Reading) -> Iterator[Incoming | Refused]:
        """The items of one file."""
        try:
            yield from self._items(reading)
        except (OSError, UnreadableFile) as error:
            yield self._broken(reading.path, error)
            self.close()

    def close(self) -> None:
        """Ends the child."""
        running, self._running = self._running, None
        for stream in (self._to, self._from):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        if running is not None:
            running.kill()
            running.process.wait()
            running.close()

    def _items(self, reading: Reading) -> Iterator[Incoming | Refused]:
        to, from_ = self._streams()
        asked = (reading.reader, str(reading.path), dict(reading.options))
        wire.send(to, pickle.dumps(asked))
        while (frame := wire.receive(from_)) is not None:
            if not frame:
                return
            yield from wire.decoded(frame, self._schema)
        raise UnreadableFile("The child process that read the file ended.")

    def _streams(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._running is None or self._to is None or self._from is None:
            self._running = start("catalogue.interchange.reading_child", self._limits)
            self._running.channel.settimeout(self._patience)
            self._to = cast("IO[bytes]", self._running.channel.makefile("wb"))
            self._from = cast("IO[bytes]", self._running.channel.makefile("rb"))
            wire.send(self._to, pickle.dumps(self._schema))
        return self._to, self._from

    def _broken(self, path: Path, error: Exception) -> Refused:
        status = self._status(error)
        said = self._running.last_words().rsplit("\n", 1)[-1] if self._running else str(error)
        origin = Origin(path.name)
        reason, remedy = self._in_words(error, status, said)
        return Refused(origin, (Note(Level.REFUSED, origin, reason, remedy, value=said or None),), "")

    def _status(self, error: Exception) -> int | None:
        """How the child ended; one that hangs is ended here."""
        if self._running is None:
            return None
        if not isinstance(error, TimeoutError):
            with suppress(subprocess.TimeoutExpired):
                return self._running.process.wait(_LAST_SECONDS)
        self._running.kill()
        return self._running.process.wait()

    def _in_words(self, error: Exception, status: int | None, said: str) -> tuple[str, str]:
        if isinstance(error, TimeoutError):
            reason = f"Reading it went on for {self._patience:,.0f} seconds without a record."
            return reason, "Split the file, or look at what is in it."
        if status == -signal.SIGABRT or "emory" in said:
            reason = f"Reading it took more than {self._limits.memory_bytes >> 20:,} MiB of memory."
            return reason, "Split the file, or allow more memory in the settings."
        if status == -signal.SIGXCPU:
            return "Reading it took too long.", "Split the file, or look at what is in it."
        return "The process that read it broke down.", "Look at what is in the file."
