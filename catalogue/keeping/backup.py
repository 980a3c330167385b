"""A backup: the journal as it was at one moment, then the files that it knows, what partners gave, the settings.

Made in a folder beside the target and renamed when all of it is on the disk. The catalogue may be served and written to
meanwhile. Stores are not kept: they are made of the journal.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from catalogue import database as db
from catalogue import journal
from catalogue.database import files, keeping
from catalogue.database.files import HeldFile
from catalogue.database.partners import PartnersFile
from catalogue.errors import BackupUnusable, JournalBroken
from catalogue.faults import point
from catalogue.files.store import FileStore, synced
from catalogue.keeping.manifest import VERSION, Kept, Manifest, copied, sum_of, write_manifest
from catalogue.settings import FILE, Settings

JOURNAL = "journal.sqlite"
PARTNERS = "partners.sqlite"
FILES = "files"
_UNFINISHED = ".unfinished"
_SPARE = 64 << 20  # bytes that stay free
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BackedUp:
    """What a backup holds."""

    folder: Path
    manifest: Manifest

    @property
    def attachments(self) -> int:
        """How many files of the collection are in it."""
        return sum(name.startswith(f"{FILES}/") for name in self.manifest.files)


def back_up(settings: Settings, target: Path, progress: Progress | None = None) -> BackedUp:
    """Backs a catalogue up into a folder that is new or empty.

    Raises BackupUnusable where it cannot be made there, JournalBroken where a file of the collection is damaged.
    """
    target = target.absolute()
    _refuse(settings, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    filling = target.with_name(target.name + _UNFINISHED)
    shutil.rmtree(filling, ignore_errors=True)
    try:
        filling.mkdir(mode=0o700)
        manifest = _fill(settings, filling, progress)
        _sync(filling)
        point("backup.renaming")
        filling.rename(target)
        synced(target.parent)
    except OSError as error:
        said = f"The backup could not be written: {error.strerror or error}."
        raise BackupUnusable(said, "Make room on the disk, or choose another place.") from error
    finally:
        shutil.rmtree(filling, ignore_errors=True)
    return BackedUp(target, manifest)


def _refuse(settings: Settings, target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupUnusable(f"{target} is there already, and is not empty.", "Give each backup a folder of its own.")
    if target.resolve().is_relative_to(settings.data.resolve()):
        said = f"{target} lies in the catalogue that is to be backed up."
        raise BackupUnusable(said, "Choose a place outside of it, best on another disk.")


def _fill(settings: Settings, filling: Path, progress: Progress | None) -> Manifest:
    found: dict[str, Kept] = {}
    kept = [file for file in (settings.journal, settings.partners) if file.exists()]
    _refuse_without_room(filling, sum(file.stat().st_size for file in kept))
    living = db.Database(settings.journal)
    try:
        living.snapshot(filling / JOURNAL)
        point("backup.snapshot")
        snapshot = db.Database(filling / JOURNAL)
        try:
            found |= _attachments(FileStore(settings.files), filling, living, snapshot, progress)
            with snapshot.reading() as connection:
                head, changes = journal.head(connection), journal.last_change(connection)
                erased, format_ = keeping.erased_records(connection), db.setting(connection, "format") or ""
        finally:
            snapshot.close()
    finally:
        living.close()
    found |= _partners(settings, filling)
    found[JOURNAL] = sum_of(filling / JOURNAL)
    found[FILE] = copied(settings.data / FILE, filling / FILE)
    manifest = Manifest(VERSION, journal.now(), settings.base, format_, head, changes, tuple(erased), found)
    write_manifest(filling, manifest)
    return manifest


def _partners(settings: Settings, filling: Path) -> dict[str, Kept]:
    """Copies what was fetched from partners: it may be gone or changed there."""
    if not settings.partners.exists():
        return {}
    file = PartnersFile(settings.partners)
    try:
        file.snapshot(filling / PARTNERS)
    finally:
        file.close()
    return {PARTNERS: sum_of(filling / PARTNERS)}


def _attachments(
    store: FileStore, filling: Path, living: db.Database, snapshot: db.Database, progress: Progress | None
) -> dict[str, Kept]:
    """Copies the files that the snapshot knows; one that was taken away since is taken out of it."""
    with snapshot.reading() as connection:
        wanted = files.every(connection)
    _refuse_without_room(filling, sum(one.size for one in wanted))
    found: dict[str, Kept] = {}
    for number, one in enumerate(wanted, 1):
        place = store.path(one.digest).relative_to(store.folder).as_posix()
        kept = _attachment(store, one, filling / FILES / place)
        if kept is not None:
            found[f"{FILES}/{place}"] = kept
        else:
            _forget(one, living, snapshot)
        if progress is not None:
            progress(number, len(wanted))
    return found


def _attachment(store: FileStore, one: HeldFile, target: Path) -> Kept | None:
    """Copies a file; None where it is not there any more."""
    try:
        kept = copied(store.path(one.digest), target)
    except FileNotFoundError:
        return None
    if kept.sha256 != one.digest:
        raise _damaged(one)
    return kept


def _forget(one: HeldFile, living: db.Database, snapshot: db.Database) -> None:
    with living.reading() as connection:
        if files.find(connection, one.digest) is not None:
            raise _damaged(one)
    with snapshot.writing() as connection:
        files.forget(connection, one.digest)


def _damaged(one: HeldFile) -> JournalBroken:
    said = f"The file {one.name} ({one.digest[:12]}…) is missing, or is not what was kept."
    return JournalBroken(said, "Put it back from an earlier backup, then run: khizana verify")


def _refuse_without_room(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size + _SPARE:
        said = f"{size >> 20:,} MB are to be backed up, and the disk has not so much room."
        raise BackupUnusable(said, "Make room on the disk, or choose another place.")


def _sync(folder: Path) -> None:
    """Brings everything in a folder to the disk."""
    for path in [*folder.rglob("*"), folder]:
        if path.is_dir():
            synced(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
