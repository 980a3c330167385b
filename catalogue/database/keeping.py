"""What backups ask of a journal, and what a restored one forgets."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from catalogue.database.tables import change, people, record, version


def erased_records(connection: sa.Connection) -> list[str]:
    """The IRIs of records that were erased."""
    gone = sa.select(version.c.record_id).where(version.c.state.is_(None), version.c.salt.is_(None))
    return list(
        connection.execute(sa.select(record.c.iri).where(record.c.id.in_(gone)).order_by(record.c.iri)).scalars()
    )


def erased_reasons(connection: sa.Connection) -> dict[int, bytes]:
    """The changes whose person and reason were erased: by id, their place in the chain."""
    gone = sa.select(change.c.id, change.c.hash).where(change.c.salt.is_(None))
    return {row.id: row.hash for row in connection.execute(gone)}


def changes_among(connection: sa.Connection, wanted: Mapping[int, bytes]) -> list[int]:
    """Those of these changes that this journal has too, by id and place in the chain."""
    ids, found = list(wanted), list[int]()
    for start in range(0, len(ids), 500):
        query = sa.select(change.c.id, change.c.hash).where(change.c.id.in_(ids[start : start + 500]))
        found += [row.id for row in connection.execute(query) if row.hash == wanted[row.id]]
    return found


def end_sessions(connection: sa.Connection) -> None:
    """Signs everybody out."""
    connection.execute(sa.delete(people.session))
