"""What publishing asks of the public log, within its own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from catalogue import database as db
from catalogue.rdf import Triples


def position(connection: sa.Connection) -> int:
    """The sequence number of the last entry; 0 for an empty log."""
    return connection.execute(sa.select(sa.func.max(db.publication.c.sequence))).scalar() or 0


def public_among(connection: sa.Connection, iris: Iterable[str]) -> set[str]:
    """Those of these IRIs that are public now."""
    wanted, found = list(iris), set[str]()
    for start in range(0, len(wanted), 500):
        table = db.public_record
        query = sa.select(table.c.iri).where(table.c.iri.in_(wanted[start : start + 500]), table.c.gone.is_(None))
        found.update(connection.execute(query).scalars())
    return found


def published_versions(connection: sa.Connection, ids: Iterable[int] | None = None) -> dict[int, int]:
    """Record id → the version it was last published from, for records (or these) that are public now."""
    record, log = db.public_record, db.publication
    query = (
        sa.select(record.c.record_id, log.c.version_id)
        .join(log, log.c.sequence == record.c.sequence)
        .where(record.c.gone.is_(None))
    )
    if ids is None:
        return {row.record_id: row.version_id for row in connection.execute(query)}
    wanted, found = list(ids), dict[int, int]()
    for start in range(0, len(wanted), 500):
        some = query.where(record.c.record_id.in_(wanted[start : start + 500]))
        found.update((row.record_id, row.version_id) for row in connection.execute(some))
    return found


def published_states(connection: sa.Connection, ids: Iterable[int]) -> dict[int, Triples]:
    """Record id → what is public of it now, for those of these records that are."""
    record, log = db.public_record, db.publication
    wanted, found = list(ids), dict[int, Triples]()
    for start in range(0, len(wanted), 500):
        query = (
            sa.select(record.c.record_id, log.c.state)
            .join(log, log.c.sequence == record.c.sequence)
            .where(record.c.gone.is_(None), record.c.record_id.in_(wanted[start : start + 500]))
        )
        found.update((r.record_id, db.unpacked(r.state)) for r in connection.execute(query) if r.state is not None)
    return found


def neighbours(connection: sa.Connection, targets: Sequence[str], shown: bool) -> set[int]:
    """The ids of public records whose published version points to one of these IRIs, shown or suppressed."""
    found: set[int] = set()
    for start in range(0, len(targets), 500):
        query = sa.select(db.pointer.c.record_id).where(
            db.pointer.c.target.in_(targets[start : start + 500]), db.pointer.c.shown == shown
        )
        found.update(connection.execute(query).scalars())
    return found
