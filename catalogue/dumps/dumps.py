"""The dumps of one catalogue: made, found, offered, thrown away."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from catalogue.dumps.dump import FORMS, MANIFEST, Dump, DumpFile, is_name, name_at, read, written
from catalogue.dumps.writing import Progress, write
from catalogue.errors import CatalogueBusy, DumpUnwritable
from catalogue.faults import point
from catalogue.files.store import synced
from catalogue.publication import PublicLog
from catalogue.settings import Settings
from catalogue.shapes import Schema

LATEST = "latest"
_UNFINISHED = ".unfinished"
_LOCK = "dumps.lock"


class Dumps:
    """The dumps in a folder; the one that is served, unless another is named."""

    def __init__(self, settings: Settings, schema: Schema, log: PublicLog, folder: Path | None = None) -> None:
        self.folder = (folder or settings.dumps).absolute()
        self._settings = settings
        self._schema = schema
        self._log = log
        self._ended: tuple[int, int, int] | None = None  # from and up to which entry we looked, the last Delete there

    def make(self, progress: Progress | None = None) -> Dump:
        """Makes a dump of what is public now, and throws away those that are too many or not offered any more.

        Raises CatalogueBusy while another one is being made, DumpUnwritable where it cannot be written, or where
        something was withdrawn meanwhile.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._alone():
                self._sweep()
                made = self._make(progress)
                if not self._offers(made):
                    _remove(made)
                    self._lead()
                    raise DumpUnwritable("Something was withdrawn while the dump was made.", "Make it again.")
                self._prune()
        except OSError as error:
            said = f"The dump could not be written: {error.strerror or error}."
            raise DumpUnwritable(said, "Make room on the disk, or choose another folder.") from error
        return made

    def held(self) -> list[Dump]:
        """All that are there, the newest first, offered or not."""
        try:
            names = sorted((one.name for one in self.folder.iterdir() if is_name(one.name)), reverse=True)
        except OSError:
            return []
        return [found for name in names if (found := read(self.folder / name)) is not None]

    def offered(self) -> list[Dump]:
        """Those that have nothing in them that was withdrawn since, the newest first."""
        return [one for one in self.held() if self._offers(one)]

    def find(self, name: str) -> DumpFile | None:
        """The file of a name, offered or not; “latest” with the end of a file is that of the newest that is offered."""
        asked = {LATEST + form.suffix: form for form in FORMS}.get(name)
        if asked is not None:
            newest = next(iter(self.offered()), None)
            return next((one for one in newest.files if one.form is asked), None) if newest is not None else None
        return next((one for dump in self.held() for one in dump.files if one.name == name), None)

    def offers(self, file: DumpFile) -> bool:
        """Whether a file may be had."""
        dump = read(file.path.parent)
        return dump is not None and self._offers(dump)

    def forget(self) -> int:
        """Throws away what is not offered any more, and what was left unfinished; how many dumps that were."""
        if not self.folder.is_dir():
            return 0
        gone = [one for one in self.held() if not self._offers(one)]
        for one in gone:
            _remove(one)
        try:
            with self._alone():
                self._sweep()
                self._lead()
        except CatalogueBusy:
            pass  # whoever makes one now looks once more when it is done
        return len(gone)

    def _make(self, progress: Progress | None) -> Dump:
        made = datetime.now(UTC).replace(microsecond=0)
        name, position = name_at(made), self._log.position()  # before anything is read: later entries count as later
        filling = self.folder / (name + _UNFINISHED)
        try:
            filling.mkdir()
            counted, sums = write(self._log, self._schema, filling, name, progress)
            figures = position, self._schema.fingerprint, counted.records, counted.statements
            dump = Dump(self.folder / name, made, *figures, self._settings.licence, sums)
            with (filling / MANIFEST).open("x", encoding="utf-8") as manifest:
                manifest.write(written(dump))
                manifest.flush()
                os.fsync(manifest.fileno())
            synced(filling)
            point("dump.renaming")
            filling.rename(dump.folder)
            synced(self.folder)
            point("dump.renamed")
        finally:
            shutil.rmtree(filling, ignore_errors=True)
        return dump

    def _offers(self, dump: Dump) -> bool:
        last = self._log.position()
        same = dump.shapes == self._schema.fingerprint and dump.position <= last
        return same and self._last_ended(dump.position, last) <= dump.position

    def _last_ended(self, after: int, last: int) -> int:
        """The last Delete of the log as far as it matters to a dump made at a position."""
        begun, looked, ended = self._ended or (after, after, 0)
        if after < begun or looked > last:
            begun, looked, ended = after, after, 0
        if looked < last:
            ended = max(ended, self._log.last_ended(looked, last))
        self._ended = (begun, last, ended)
        return ended

    def _prune(self) -> None:
        kept = self.offered()[: self._settings.dumps_kept]
        for one in self.held():
            if one not in kept:
                _remove(one)
        self._lead()

    def _lead(self) -> None:
        """Lets `latest` lead to the newest dump."""
        newest = next(iter(self.offered()), None)
        latest, new = self.folder / LATEST, self.folder / (LATEST + _UNFINISHED)
        new.unlink(missing_ok=True)
        if newest is None:
            latest.unlink(missing_ok=True)
            return
        new.symlink_to(newest.name, target_is_directory=True)
        new.replace(latest)

    def _sweep(self) -> None:
        """Takes away what a process left that died over it."""
        for left in self.folder.glob("*" + _UNFINISHED):
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / _LOCK).open("a") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CatalogueBusy("Another dump is being made there.", "Wait until it is done.") from None
            yield


def _remove(dump: Dump) -> None:
    """Takes a dump away; without its manifest it is none, so it goes first."""
    (dump.folder / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(dump.folder, ignore_errors=True)
