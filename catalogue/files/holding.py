"""The files of one catalogue: added, found, shown to the public, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from catalogue import database as db
from catalogue.database import files
from catalogue.database.files import HeldFile, Seen, Use
from catalogue.errors import FileRefused, WhyRefused
from catalogue.files.addresses import address, tidy
from catalogue.files.kinds import recognised
from catalogue.files.store import FileStore, Incoming
from catalogue.journal import now


@dataclass(frozen=True)
class Listed:
    """A file in a list, with the records that refer to it or once did."""

    file: HeldFile
    uses: tuple[Use, ...]

    @property
    def current(self) -> tuple[Use, ...]:
        """The records that refer to it now."""
        return tuple(use for use in self.uses if use.current)


class Files:
    """The files of one catalogue: rows in the database, contents in the store."""

    def __init__(self, database: db.Database, folder: Path, base: str, limit: int) -> None:
        self._database = database
        self.store = FileStore(folder)
        self.base = base
        self.limit = limit

    def add(self, incoming: Incoming, name: str, who: str) -> HeldFile:
        """Keeps a file that came in; where the content is held already, that one, under the name it came with now.

        Raises FileRefused for a kind that is not kept, or a name that says another.
        """
        incoming.end()
        kind = recognised(incoming.path, name)
        extension = next(one for one in kind.extensions if name.lower().endswith(one))
        made = HeldFile(incoming.digest, incoming.size, kind.media_type, tidy(name, extension), now(), who)
        with self._database.writing() as connection:
            self.store.keep(incoming)
            if not files.add(connection, made):
                held = files.find(connection, made.digest)
                return replace(held or made, name=made.name)
        return made

    def address(self, held: HeldFile) -> str:
        """The address by which records refer to a file."""
        return address(self.base, held.digest, held.name)

    def find(self, digest: str, seen: Seen | None = None) -> HeldFile | None:
        """The file of a digest, public or not, if it is among what somebody sees."""
        with self._database.reading() as connection:
            return files.find(connection, digest, seen)

    def shown(self, digest: str, name: str) -> HeldFile | None:
        """The file, where a public view refers to it by this name."""
        with self._database.reading() as connection:
            return files.shown(connection, address(self.base, digest, name), digest)

    def path(self, held: HeldFile) -> Path:
        """Where its content lies."""
        return self.store.path(held.digest)

    def listed(
        self, offset: int = 0, limit: int = 50, *, unused: bool = False, seen: Seen | None = None
    ) -> tuple[list[Listed], int]:
        """A page of the files, those added last first, and how many there are; with the uses that somebody sees."""
        with self._database.reading() as connection:
            found, total = files.listed(connection, offset, limit, unused=unused, seen=seen)
            uses = files.uses(connection, [one.digest for one in found])
        return [Listed(one, tuple(use for use in uses if use.digest == one.digest)) for one in found], total

    def uses(self, digest: str) -> list[Use]:
        """The records that refer to a file, or once did."""
        with self._database.reading() as connection:
            return files.uses(connection, [digest])

    def remove(self, digest: str, *, with_history: bool = False) -> bool:
        """Takes a file away; False where there is none.

        Raises FileRefused where a record refers to it, or did in an earlier version (unless `with_history`).
        """
        with self._database.writing() as connection:
            if files.find(connection, digest) is None:
                return False
            found = files.uses(connection, [digest])
            if any(use.current for use in found) or files.is_shown(connection, address(self.base, digest, "")):
                said = f"This file is used by {found[0].path}." if found else "This file is public."
                raise FileRefused(said, "Take it out of the record first, and publish that.", WhyRefused.USED)
            if found and not with_history:
                said = f"An earlier version of {found[0].path} refers to this file."
                raise FileRefused(said, "It is part of that record's history.", WhyRefused.HISTORY)
            files.forget(connection, digest)
        self.drop([digest])
        return True

    def sweep(self) -> int:
        """Takes away the contents of files that are not listed, as those that were erased; how many they were."""
        with self._database.writing() as connection:
            listed = {one.digest for one in files.every(connection)}
            loose = [digest for digest in self.store.digests() if digest not in listed]
            for digest in loose:
                self.store.remove(digest)
        return len(loose)

    def drop(self, digests: Sequence[str]) -> None:
        """Takes away the contents of files that are not listed any more; one that was added anew meanwhile stays."""
        with self._database.writing() as connection:
            held = files.held_among(connection, digests)
            for digest in digests:
                if digest not in held:
                    self.store.remove(digest)

    def damaged(self) -> tuple[int, list[HeldFile]]:
        """How many files there are, and those that are missing or not what they were."""
        with self._database.reading() as connection:
            every = files.every(connection)
        return len(every), [one for one in every if not self.store.intact(one.digest)]
