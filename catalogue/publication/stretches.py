"""The public records of a type in stretches of the log: by the entry that made each what it is now.

To read a stretch costs the same however many records there are. What changes moves to the last one; the others only
lose records, so whoever knows them need not read them again. How much is not public cannot be told from the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from catalogue import database as db

LENGTH = 10_000
_AT_ONCE = 500


@dataclass(frozen=True)
class Stretch:
    """A stretch in which there are public records, and when the last of these changed."""

    slug: str
    number: int
    updated: datetime


class Stretches:
    """Reads public records by stretches."""

    def __init__(self, database: db.Database) -> None:
        self._database = database

    def all(self) -> list[Stretch]:
        """Every stretch in which there is a public record, type by type."""
        record, log = db.public_record, db.publication
        number = (record.c.sequence - 1) // LENGTH
        last = sa.func.max(record.c.sequence)
        query = sa.select(record.c.slug, number, last).where(record.c.gone.is_(None)).group_by(record.c.slug, number)
        times: dict[int, str] = {}
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(record.c.slug, number)).all()
            sequences = [row[2] for row in rows]
            for start in range(0, len(sequences), _AT_ONCE):
                some = log.c.sequence.in_(sequences[start : start + _AT_ONCE])
                asked = sa.select(log.c.sequence, log.c.time).where(some)
                times.update((row.sequence, row.time) for row in connection.execute(asked))
        return [Stretch(slug, place + 1, datetime.fromisoformat(times[last])) for slug, place, last in rows]

    def read(self, slug: str, number: int) -> list[tuple[str, datetime]]:
        """The paths of the public records of a stretch, with the time at which each changed last."""
        record, log = db.public_record, db.publication
        query = (
            sa.select(record.c.path, log.c.time)
            .join(log, log.c.sequence == record.c.sequence)
            .where(record.c.slug == slug, record.c.gone.is_(None))
            .where(record.c.sequence > (number - 1) * LENGTH, record.c.sequence <= number * LENGTH)
            .order_by(record.c.sequence)
        )
        with self._database.reading() as connection:
            return [(row.path, datetime.fromisoformat(row.time)) for row in connection.execute(query)]
