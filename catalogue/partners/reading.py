"""Partners' documents are read in a confined child: what they do to it, they do to nobody else."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import IO, cast

from catalogue.confinement import Confined, Confinement, start
from catalogue.errors import UnreadableFile
from catalogue.interchange import wire

LIMITS = Confinement(memory_bytes=1 << 30)
PATIENCE = 30.0  # seconds for one document


class DocumentReader:
    """A confined child, started when first needed and again after a document that broke it."""

    def __init__(self, limits: Confinement = LIMITS, patience: float = PATIENCE) -> None:
        self._limits = limits
        self._patience = patience
        self._child: Confined | None = None
        self._to: IO[bytes] | None = None
        self._from: IO[bytes] | None = None

    def read(self, content: bytes, media_type: str, base: str) -> str:
        """The N-Triples of a document, blank nodes named b0, b1 …; raises UnreadableFile with the reason."""
        head = json.dumps({"media_type": media_type, "base": base}).encode()
        try:
            to, from_ = self._streams()
            wire.send(to, head + b"\n" + content)
            answer = wire.receive(from_)
        except (OSError, UnreadableFile):
            answer = None
        if not answer:
            self.close()
            raise UnreadableFile("Reading this document took too long, or too much memory.", "See what it is.")
        if answer[:1] == b"-":
            raise UnreadableFile(answer[1:].decode("utf-8", "replace"))
        return answer[1:].decode("utf-8", "replace")

    def close(self) -> None:
        """Ends the child."""
        child, self._child = self._child, None
        for stream in (self._to, self._from):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        if child is not None:
            child.kill()
            child.process.wait()
            child.close()

    def _streams(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._child is None or self._to is None or self._from is None:
            self._child = start("catalogue.partners.reading_child", self._limits)
            self._child.channel.settimeout(self._patience)
            self._to = cast("IO[bytes]", self._child.channel.makefile("wb"))
            self._from = cast("IO[bytes]", self._child.channel.makefile("rb"))
        return self._to, self._from
