"""A catalogue made of a backup: checked, copied, brought to our format, its stores made anew.

Whatever goes wrong, the new folder holds a whole catalogue or none.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from catalogue import database as db
from catalogue.catalogue import Catalogue, Verdict
from catalogue.database import keeping
from catalogue.errors import BackupUnusable
from catalogue.faults import point
from catalogue.files.store import synced
from catalogue.keeping.backup import JOURNAL
from catalogue.keeping.erasures import Erasures, apply, read_erasures
from catalogue.keeping.manifest import Kept, Manifest, copied, read_manifest
from catalogue.making import whole
from catalogue.partners import Partners
from catalogue.settings import FILE
from catalogue.shapes import Schema

Progress = Callable[[int, int], None]
_SPARE = 64 << 20  # bytes that stay free


@dataclass(frozen=True)
class Restored:
    """What a restored catalogue was found to be, and how many erasures were applied to it again."""

    folder: Path
    manifest: Manifest
    verdict: Verdict
    erased: int


def restore(
    source: Path,
    folder: Path,
    erasures: Path | None = None,
    progress: Progress | None = None,
    schema: Schema | None = None,
) -> Restored:
    """Makes a catalogue in a new or empty folder; `erasures` is a later journal, backup or catalogue.

    Raises BackupUnusable for a backup that is not whole, SettingsError for a folder that is taken.
    """
    manifest = read_manifest(source)
    _refuse_incomplete(source, manifest)
    later = read_erasures(erasures) if erasures is not None else Erasures()
    try:
        with whole(folder) as filling:
            _refuse_without_room(folder, manifest)
            _copy(source, filling, manifest, progress)
            verdict, erased = _open(filling, manifest, later, schema)
            point("restore.renaming")
        synced(folder)
    except OSError as error:
        said = f"The catalogue could not be written: {error.strerror or error}."
        raise BackupUnusable(said, "Make room on the disk, or choose another place.") from error
    return Restored(folder, manifest, verdict, erased)


def _open(filling: Path, manifest: Manifest, later: Erasures, schema: Schema | None) -> tuple[Verdict, int]:
    database = db.Database(filling / JOURNAL)  # an older format becomes ours here
    try:
        with database.writing() as connection:
            keeping.end_sessions(connection)
    finally:
        database.close()
    for older in filling.glob("journal-format-*"):
        older.unlink()  # the backup is there for whoever goes back
    with Catalogue.open(filling, schema).closing() as catalogue:
        erased = apply(catalogue, later)
        catalogue.rebuild()
        Partners(catalogue.settings).rebuild()
        catalogue.fulfilled(catalogue.requests())
        return catalogue.verify(manifest.head), erased


def _refuse_incomplete(source: Path, manifest: Manifest) -> None:
    """What can be told before anything is copied."""
    for name in (JOURNAL, FILE):
        if name not in manifest.files:
            raise BackupUnusable(f"{source} is not a whole backup: it has no {name}.", "Choose another one.")
    for name, kept in manifest.files.items():
        file = source / name
        if not file.is_file() or file.stat().st_size != kept.size:
            raise _unlike(file)


def _refuse_without_room(folder: Path, manifest: Manifest) -> None:
    if shutil.disk_usage(folder).free < 2 * manifest.files[JOURNAL].size + manifest.size + _SPARE:
        said = f"{manifest.size >> 20:,} MB are to be restored, and the disk has not so much room."
        raise BackupUnusable(said, "Make room on the disk, or choose another place.")


def _copy(source: Path, filling: Path, manifest: Manifest, progress: Progress | None) -> None:
    for number, (name, kept) in enumerate(manifest.files.items(), 1):
        found: Kept = copied(source / name, filling / name)
        if found != kept:
            raise _unlike(source / name)
        if progress is not None:
            progress(number, len(manifest.files))


def _unlike(file: Path) -> BackupUnusable:
    return BackupUnusable(f"{file} is missing, or is not what was backed up.", "Choose another backup.")
