"""From the format of an older version to ours, one step at a time; versions of records are never touched.

Before the first step the file is copied beside itself, so that the older version can still be gone back to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sa

from catalogue.database.tables import METADATA, record

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


def _people_and_work(connection: sa.Connection) -> None:
    """Format 1 had no people, no work in hand, and records that belonged to nobody in particular."""
    METADATA.create_all(connection)
    column = record.c.institution
    connection.exec_driver_sql(f"ALTER TABLE {record.name} ADD COLUMN {column.name} VARCHAR NOT NULL DEFAULT ''")


_STEPS: Mapping[str | None, tuple[Step, str]] = MappingProxyType({"1": (_people_and_work, "2")})
