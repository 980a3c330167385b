"""Versions, asked for one by one."""

from __future__ import annotations

import sqlalchemy as sa

from catalogue.database.tables import change, version


def belongs(connection: sa.Connection, version_id: int, record_id: int) -> bool:
    """Whether a version is one of a record."""
    return connection.execute(sa.select(version.c.record_id).where(version.c.id == version_id)).scalar() == record_id


def made(connection: sa.Connection, version_id: int) -> tuple[str, str]:
    """Who made a version ("" once erased), and when; empty for one that is not there."""
    query = (
        sa.select(change.c.who, change.c.time)
        .join(version, version.c.change_id == change.c.id)
        .where(version.c.id == version_id)
    )
    row = connection.execute(query).first()
    return (row.who or "", row.time) if row is not None else ("", "")
