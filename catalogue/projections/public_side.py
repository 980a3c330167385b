"""What follows the public log, and the checkpoints that other people's queries run on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from catalogue.projections.search import SearchIndex
from catalogue.projections.side import Progress, Side
from catalogue.publication import PublicLog
from catalogue.shapes import Schema

NAME = "public"
KEPT_CHECKPOINTS = 2


class PublicSide(Side):
    """The public store and search index; `stores` is the folder of all stores."""

    def __init__(
        self, stores: Path, schema: Schema, log: PublicLog, base: str, search: SearchIndex | None = None
    ) -> None:
        super().__init__(stores / NAME, schema, log, base, search)
        self._public_log = log
        self._checkpoints = checkpoints(stores)
        self._checkpoint: tuple[Path, int] | None = None

    def pointing_to(self, iris: Sequence[str]) -> Iterable[str]:
        """The IRIs of public records that visibly point to one of these."""
        return self._public_log.pointing_to(iris)

    def ask(self, question: str) -> tuple[int, tuple[str, ...]]:
        """The IRIs that a question of our own finds, and the position of the store that it was asked at."""
        with self.turn():
            return self.store.position(), tuple(self.store.ask(question))

    def rebuild(self, progress: Progress | None = None) -> int:
        """Builds store and index anew from the log; how many records they hold."""
        with self.turn():
            self._checkpoint = None
            return super().rebuild(progress)

    def checkpoint(self) -> tuple[Path, int]:
        """A fresh read-only copy of the store for queries, and its generation (the position in the log)."""
        with self.turn():
            generation = self.store.position()
            if self._checkpoint is None or self._checkpoint[1] != generation:
                folder = self._checkpoints / f"{generation:012d}-{os.urandom(4).hex()}"
                self.store.checkpoint(folder)
                self._checkpoint = folder, generation
                self._forget(folder)
            return self._checkpoint

    def _forget(self, newest: Path) -> None:
        held = sorted((p for p in newest.parent.iterdir() if p != newest), key=lambda p: p.stat().st_mtime)
        for old in held[: -KEPT_CHECKPOINTS + 1]:
            shutil.rmtree(old, ignore_errors=True)


def checkpoints(stores: Path) -> Path:
    """The folder of the checkpoints."""
    return stores / "checkpoints"
