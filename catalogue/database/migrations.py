"""From the format of an older version to ours, one step at a time; versions of records are never touched.

Before the first step the file is copied beside itself, so that the older version can still be gone back to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sa

from catalogue.database.tables import METADATA, public_record, publication, record, version

FORMAT = "2"
Step = Callable[[sa.Connection], None]


def pending(found: str | None) -> list[Step] | None:
    """The steps from a format to ours, none for ours; None for a format that this version does not know."""
    steps: list[Step] = []
    while found != FORMAT:
        if found not in _STEPS:
            return None
        step, found = _STEPS[found]
        steps.append(step)
    return steps


def copied(connection: sa.Connection, file: Path, found: str) -> Path:
    """A copy of the database beside it, made before it is changed; an older copy of the same format stays."""
    copy = file.with_name(f"{file.stem}-format-{found}{file.suffix}")
    if not copy.exists():
        unfinished = copy.with_name(copy.name + ".part")
        unfinished.unlink(missing_ok=True)
        connection.exec_driver_sql("VACUUM INTO ?", (str(unfinished),))
        unfinished.replace(copy)
    return copy


def forget_copies(file: Path) -> None:
    """Removes the copies that were made before migrations: they hold what has been erased since."""
    for copy in file.parent.glob(f"{file.stem}-format-*{file.suffix}"):
        copy.unlink(missing_ok=True)


def _people_and_work(connection: sa.Connection) -> None:
    """Format 1 had no people, no work in hand, and records that belonged to nobody in particular."""
    METADATA.create_all(connection)
    for column, kind in (
        (record.c.institution, "VARCHAR NOT NULL DEFAULT ''"),
        (version.c.stub, "BOOLEAN NOT NULL DEFAULT 0"),
        (public_record.c.last, "INTEGER"),
        (publication.c.change_id, "INTEGER"),
        (publication.c.slug, "VARCHAR NOT NULL DEFAULT ''"),
        (publication.c.type_sequence, "INTEGER NOT NULL DEFAULT 0"),
        (publication.c.crm_class, "VARCHAR NOT NULL DEFAULT ''"),
        (publication.c.moved_to, "INTEGER"),
    ):
        connection.exec_driver_sql(f"ALTER TABLE {column.table.name} ADD COLUMN {column.name} {kind}")
    connection.exec_driver_sql(_NUMBERED)
    for index in publication.indexes:
        index.create(connection, checkfirst=True)


_NUMBERED = """
UPDATE publication SET slug = known.slug, type_sequence = known.number, crm_class = known.crm_class
FROM (
  SELECT p.sequence, r.slug, row_number() OVER (PARTITION BY r.slug ORDER BY p.sequence) AS number,
         coalesce(json_extract(r.summary, '$.crm_class'), '') AS crm_class
  FROM publication AS p JOIN public_record AS r ON r.record_id = p.record_id
) AS known
WHERE known.sequence = publication.sequence
"""
_STEPS: Mapping[str | None, tuple[Step, str]] = MappingProxyType({"1": (_people_and_work, "2")})
