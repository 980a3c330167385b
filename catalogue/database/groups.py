"""Groups of changes: an import of many steps, taken up again where it stopped, not publishable while open."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from catalogue.database.tables import change, group, version


@dataclass(frozen=True)
class Open:
    """A group that was begun and not ended; `done` records of its source are in the journal."""

    id: int
    title: str
    opened: str
    done: int


def find_open(connection: sa.Connection, fingerprint: str) -> Open | None:
    """The unfinished import of the same source and mapping, if there is one."""
    query = sa.select(group).where(group.c.fingerprint == fingerprint, group.c.closed.is_(None))
    row = connection.execute(query).first()
    return Open(row.id, row.title, row.opened, row.done) if row is not None else None


def begin(connection: sa.Connection, kind: str, title: str, fingerprint: str, time: str) -> int:
    """Opens a group; its id."""
    values = {"kind": kind, "title": title, "fingerprint": fingerprint, "opened": time, "done": 0}
    return int(connection.execute(sa.insert(group).returning(group.c.id), values).scalar_one())


def advance(connection: sa.Connection, id_: int, done: int, fingerprint: str | None = None) -> bool:
    """Says how many records of its source are in the journal; False where the group is no longer this import's."""
    held = sa.update(group).where(group.c.id == id_, group.c.closed.is_(None))
    if fingerprint is not None:
        held = held.where(group.c.fingerprint == fingerprint)
    return connection.execute(held.values(done=done)).rowcount == 1


def take_over(connection: sa.Connection, id_: int, fingerprint: str) -> bool:
    """Gives an open group another fingerprint: whoever was filling it must stop, and nobody takes it up again.

    False where it is not open.
    """
    held = group.c.id == id_, group.c.closed.is_(None)
    return connection.execute(sa.update(group).where(*held).values(fingerprint=fingerprint)).rowcount == 1


def close(connection: sa.Connection, id_: int, time: str) -> None:
    """Ends a group, unless it has ended."""
    connection.execute(sa.update(group).where(group.c.id == id_, group.c.closed.is_(None)).values(closed=time))


def unfinished(connection: sa.Connection) -> list[Open]:
    """Every open group."""
    query = sa.select(group).where(group.c.closed.is_(None)).order_by(group.c.id)
    return [Open(row.id, row.title, row.opened, row.done) for row in connection.execute(query)]


def unfinished_versions(connection: sa.Connection) -> set[int]:
    """The ids of the versions that open groups have written."""
    query = (
        sa.select(version.c.id)
        .join(change, change.c.id == version.c.change_id)
        .join(group, group.c.id == change.c.group_id)
        .where(group.c.closed.is_(None))
    )
    return set(connection.execute(query).scalars())
