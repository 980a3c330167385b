"""The feed: the public log as others harvest it, of everything or of one record type.

What an activity tells stands in the row of its entry, or never changes: the IRI and path of a record. So what was
read once reads the same for ever. Entries are numbered without a gap, all of them and those of each type: a
stretch is found by its numbers, and the last number is the total.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from catalogue import database as db

MOVE = "Move"


@dataclass(frozen=True)
class Thing:
    """What an activity is about, with the class that it had then."""

    iri: str
    path: str
    slug: str
    crm_class: str


@dataclass(frozen=True)
class Activity:
    """One entry of the log; at a Move, `target` is what the record was merged into."""

    kind: str
    time: str
    object: Thing
    target: Thing | None = None


@dataclass(frozen=True)
class Stretch:
    """Some activities in a row, out of so many; `start` were before the oldest of them."""

    activities: tuple[Activity, ...]
    start: int
    total: int


class Feed:
    """Reads the feed of one catalogue; an empty slug means all types."""

    def __init__(self, database: db.Database) -> None:
        self._database = database

    def total(self, slug: str = "") -> int:
        """How many activities there are."""
        with self._database.reading() as connection:
            return _total(connection, slug)

    def stretch(self, start: int, size: int, slug: str = "") -> Stretch:
        """The activities that follow the first so many, the oldest first."""
        with self._database.reading() as connection:
            return Stretch(_activities(connection, start, size, slug), start, _total(connection, slug))

    def latest(self, skipped: int, size: int, slug: str = "") -> Stretch:
        """The activities before the last so many, the newest first."""
        with self._database.reading() as connection:
            total = _total(connection, slug)
            end = max(0, total - skipped)
            start = max(0, end - size)
            return Stretch(_activities(connection, start, end - start, slug)[::-1], start, total)


def _total(connection: sa.Connection, slug: str) -> int:
    log = db.publication.c
    query = sa.select(sa.func.max(log.type_sequence)).where(log.slug == slug)
    return connection.execute(query if slug else sa.select(sa.func.max(log.sequence))).scalar() or 0


def _activities(connection: sa.Connection, start: int, size: int, slug: str) -> tuple[Activity, ...]:
    log, later = db.publication, db.publication.alias("later")
    record, other = db.record, db.record.alias("other")
    number = log.c.type_sequence if slug else log.c.sequence
    mine = (log.c.kind, log.c.time, log.c.slug, log.c.crm_class, log.c.moved_to, record.c.iri, record.c.path)
    theirs = [one.label(f"other_{one.name}") for one in (later.c.slug, later.c.crm_class, other.c.iri, other.c.path)]
    query = (
        sa.select(*mine, *theirs)
        .join(record, record.c.id == log.c.record_id)
        .outerjoin(later, later.c.sequence == log.c.moved_to)
        .outerjoin(other, other.c.id == later.c.record_id)
        .where(number > start, number <= start + size)
        .order_by(number)
    )
    if slug:
        query = query.where(log.c.slug == slug)
    return tuple(_activity(row) for row in connection.execute(query))


def _activity(row: sa.Row[tuple[object, ...]]) -> Activity:
    thing = Thing(row.iri, row.path, row.slug, row.crm_class)
    if row.moved_to is None:
        return Activity(row.kind, row.time, thing)
    other = Thing(row.other_iri, row.other_path, row.other_slug, row.other_crm_class)
    return Activity(MOVE, row.time, thing, other)
