"""What was erased after a backup was made must not come back with it: erasures of a later journal, applied again."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from catalogue import database as db
from catalogue import journal
from catalogue.catalogue import Catalogue, person
from catalogue.database import keeping
from catalogue.errors import BackupUnusable
from catalogue.keeping.manifest import MANIFEST
from catalogue.settings import FILE

REASON = "Erased after the backup was made that this catalogue was restored from."


@dataclass(frozen=True)
class Erasures:
    """IRIs of erased records, and changes whose person and reason were erased, by id with their place in the chain."""

    records: tuple[str, ...] = ()
    changes: Mapping[int, bytes] = field(default_factory=dict)


def read_erasures(place: Path) -> Erasures:
    """The erasures of a catalogue's folder, of a backup, or of a journal; raises BackupUnusable for anything else."""
    file = place / "journal.sqlite" if place.is_dir() else place
    if not file.is_file():
        said = f"{place} is no catalogue, no backup and no journal."
        raise BackupUnusable(said, "Give the newest that there is: the damaged catalogue itself will do.")
    if (file.parent / FILE).is_file() and not (file.parent / MANIFEST).exists():
        return _read(file)
    with TemporaryDirectory() as folder:  # a backup stays as it is: opening a journal may bring it to our format
        copy = Path(folder) / file.name
        shutil.copyfile(file, copy)
        return _read(copy)


def apply(catalogue: Catalogue, later: Erasures) -> int:
    """Erases in a catalogue what was erased in a later journal; how many records that were."""
    with catalogue.database.reading() as connection:
        known = journal.known_among(connection, later.records)
        records = sorted(known - set(keeping.erased_records(connection)))
        erased = keeping.erased_reasons(connection)
        changes = [one for one in keeping.changes_among(connection, later.changes) if one not in erased]
    if records or changes:
        catalogue.life.erase(records, who=person(), reason=REASON, drop=True, changes=changes)
    return len(records)


def _read(file: Path) -> Erasures:
    database = db.Database(file)
    try:
        with database.reading() as connection:
            return Erasures(tuple(keeping.erased_records(connection)), keeping.erased_reasons(connection))
    finally:
        database.close()
