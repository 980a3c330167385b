"""All that follows a log, together, and who may write it.

One process owns the stores at a time, by a lock on a file. The serving process owns them while it runs; a
command takes them for a moment where nothing serves.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Self, TextIO

from catalogue.errors import CatalogueBusy
from catalogue.projections.public_side import PublicSide
from catalogue.projections.search import SearchIndex
from catalogue.projections.side import Progress, Side
from catalogue.projections.working_side import WorkingSide
from catalogue.publication import PublicLog
from catalogue.shapes import Schema
from catalogue.working import WorkingLog


class Stores:
    """The owner of the public and the working side; raises CatalogueBusy where another process is."""

    def __init__(
        self,
        folder: Path,
        schema: Schema,
        base: str,
        logs: tuple[PublicLog, WorkingLog],
        indexes: tuple[SearchIndex | None, SearchIndex | None] = (None, None),
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(folder / "stores.lock")
        try:
            self.public = PublicSide(folder, schema, logs[0], base, indexes[0])
            self.working = WorkingSide(folder, schema, logs[1], base, indexes[1])
        except BaseException:
            self._lock.close()
            raise
        self.closed = False

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both."""
        return self.public, self.working

    def follow(self, progress: Progress | None = None) -> bool:
        """Takes what the logs have since; whether there was anything."""
        followed = [side.follow(progress) for side in self.sides]
        return any(followed)

    def rebuild(self, progress: Progress | None = None) -> None:
        """Builds everything anew."""
        for side in self.sides:
            side.rebuild(progress)

    def disagreement(self) -> str:
        """What the first store that does not agree with its log lacks or has too much; empty where both agree."""
        return next((said for side in self.sides if (said := side.disagreement())), "")

    def keep_to_shapes(self) -> None:
        """Builds anew what was built by other shapes."""
        for side in self.sides:
            side.keep_to_shapes()

    def close(self) -> None:
        """Lets go of everything."""
        self.closed = True
        for side in self.sides:
            side.close()
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _locked(file: Path) -> TextIO:
    held = file.open("a+", encoding="utf-8")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        raise CatalogueBusy("Another process owns the stores of this catalogue.", "It will follow by itself.") from None
    held.truncate(0)
    held.write(f"{os.getpid()}\n")
    held.flush()
    return held
