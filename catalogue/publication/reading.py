"""Reading the public log: all that an anonymous visitor can reach comes from here or from a projection of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa

from catalogue import database as db
from catalogue.errors import JournalBroken
from catalogue.publication.asking import position, public_among
from catalogue.publication.entries import Entry, Gone, Moved, PublicRecord, PublicVersion, Summary, etag_of
from catalogue.rdf import Triples

DELETE = "Delete"


class PublicLog:
    """Reading the public log."""

    def __init__(self, database: db.Database) -> None:
        self._database = database

    def position(self) -> int:
        """The sequence number of the last entry; 0 for an empty log."""
        with self._database.reading() as connection:
            return position(connection)

    def last(self) -> tuple[int, datetime | None]:
        """The sequence number and the time of the last entry."""
        log = db.publication
        query = sa.select(log.c.sequence, log.c.time).order_by(log.c.sequence.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return (row.sequence, _time(row.time)) if row is not None else (0, None)

    def last_ended(self, after: int, until: int) -> int:
        """The last entry between two positions by which something ceased to be public; 0 where there is none."""
        log = db.publication
        query = sa.select(sa.func.max(log.c.sequence)).where(log.c.sequence > after, log.c.sequence <= until)
        with self._database.reading() as connection:
            return connection.execute(query.where(log.c.kind == DELETE)).scalar() or 0

    def by_path(self, path: str) -> PublicRecord | Gone | Moved | None:
        """What is public at a path; None for what never was, without a difference to nothing."""
        record, log = db.public_record, db.publication
        query = (
            sa.select(record, log.c.time, log.c.etag, log.c.state, db.record.c.moved_to)
            .join(log, log.c.sequence == record.c.sequence)
            .join(db.record, db.record.c.id == record.c.record_id)
            .where(record.c.path == path)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
            into = _merged_into(connection, row.moved_to) if row is not None and row.moved_to else None
        if row is None:
            return None
        if into is not None:
            return Moved(row.iri, into.path, into.iri)
        if row.gone:
            return Gone(row.iri, row.path, row.slug, _time(row.time), row.reason, row.last)
        return _public(row)

    def versions(self, path: str) -> list[PublicVersion]:
        """The states in which the record at a path was public since it last became so, the oldest first.

        Nothing from before it was withdrawn; none of a record that is not public now.
        """
        record, log = db.public_record, db.publication
        query = sa.select(log.c.sequence, log.c.kind, log.c.time, log.c.state.is_(None).label("erased"))
        query = query.join(record, record.c.record_id == log.c.record_id).order_by(log.c.sequence)
        found: list[PublicVersion] = []
        with self._database.reading() as connection:
            rows = connection.execute(query.where(record.c.path == path, record.c.gone.is_(None))).all()
        number = 0
        for row in rows:
            number += row.kind != "Delete"
            if row.kind == "Delete":
                found.clear()
            elif not row.erased:
                found.append(PublicVersion(number, row.sequence, _time(row.time)))
        return found

    def at(self, sequence: int) -> PublicRecord | None:
        """The record as an entry of the log has it; None where that was erased, or ends a publication."""
        record, log = db.record, db.publication
        first = sa.select(sa.func.min(log.c.time)).where(log.c.record_id == record.c.id).correlate(record)
        query = sa.select(record.c.iri, record.c.path, record.c.slug, log, first.scalar_subquery().label("first"))
        query = query.join(record, record.c.id == log.c.record_id)
        with self._database.reading() as connection:
            row = connection.execute(query.where(log.c.sequence == sequence)).first()
        return _public(row) if row is not None and row.state is not None else None

    def states_at(self, before: str) -> Iterator[Triples]:
        """What each record's public state was just before a time, as it was logged then."""
        log = db.publication
        last = sa.select(sa.func.max(log.c.sequence)).where(log.c.time < before).group_by(log.c.record_id)
        query = sa.select(log.c.state).where(log.c.sequence.in_(last), log.c.state.is_not(None))
        with self._database.reading() as connection:
            for row in connection.execute(query.order_by(log.c.sequence).execution_options(yield_per=500)):
                yield db.unpacked(row.state)

    def summaries(self, iris: Iterable[str]) -> dict[str, Summary]:
        """The summaries of those of these IRIs that are public."""
        wanted = list(dict.fromkeys(iris))
        found: dict[str, Summary] = {}
        with self._database.reading() as connection:
            for start in range(0, len(wanted), 500):
                query = sa.select(db.public_record).where(
                    db.public_record.c.iri.in_(wanted[start : start + 500]), db.public_record.c.gone.is_(None)
                )
                found.update((row.iri, _summary(row)) for row in connection.execute(query))
        return found

    def counts(self) -> dict[str, int]:
        """How many public records each slug has."""
        table = db.public_record
        query = sa.select(table.c.slug, sa.func.count()).where(table.c.gone.is_(None)).group_by(table.c.slug)
        with self._database.reading() as connection:
            return dict(connection.execute(query).all())

    def recent(self, limit: int, slug: str | None = None) -> list[Summary]:
        """The records published last, the newest first."""
        table = db.public_record
        query = sa.select(table).where(table.c.gone.is_(None)).order_by(table.c.sequence.desc()).limit(limit)
        if slug is not None:
            query = query.where(table.c.slug == slug)
        with self._database.reading() as connection:
            return [_summary(row) for row in connection.execute(query)]

    def entries(self, after: int, limit: int = 500) -> list[Entry]:
        """The entries that follow a position, with states before and after."""
        log, earlier = db.publication, db.publication.alias("earlier")
        query = (
            sa.select(log, db.record.c.iri, db.record.c.path, db.record.c.slug, earlier.c.state.label("earlier_state"))
            .join(db.record, db.record.c.id == log.c.record_id)
            .outerjoin(earlier, earlier.c.sequence == log.c.before)
            .where(log.c.sequence > after)
            .order_by(log.c.sequence)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def pointing_to(self, iris: Sequence[str]) -> list[str]:
        """The IRIs of public records that visibly point to one of these."""
        table, found = db.pointer, dict[str, None]()
        with self._database.reading() as connection:
            for start in range(0, len(iris), 500):
                query = (
                    sa.select(db.public_record.c.iri)
                    .join(table, table.c.record_id == db.public_record.c.record_id)
                    .where(table.c.target.in_(iris[start : start + 500]), table.c.shown)
                )
                found.update(dict.fromkeys(connection.execute(query).scalars()))
        return list(found)

    def current(self, iris: Sequence[str] | None = None) -> Iterator[PublicRecord]:
        """Every public record (or those of these IRIs), in the order of the log."""
        record, log = db.public_record, db.publication
        query = (
            sa.select(record, log.c.time, log.c.etag, log.c.state)
            .join(log, log.c.sequence == record.c.sequence)
            .where(record.c.gone.is_(None))
            .order_by(record.c.sequence)
        )
        if iris is not None:
            query = query.where(record.c.iri.in_(iris))
        with self._database.reading() as connection:
            for row in connection.execution_options(stream_results=True, yield_per=500).execute(query):
                yield _public(row)

    def verify(self) -> int:
        """The number of entries; raises JournalBroken where one is missing or is not what was published."""
        expected, places = 0, Counter[str]()
        with self._database.reading() as connection:
            for row in connection.execute(sa.select(db.publication).order_by(db.publication.c.sequence)):
                expected += 1
                if row.sequence != expected:
                    raise JournalBroken(f"Entry {expected} of the public log is missing.")
                places[row.slug] += 1
                if row.type_sequence != places[row.slug]:
                    raise JournalBroken(f"Entry {row.sequence} of the public log has lost its place among its type's.")
                if row.state is not None and etag_of(db.unpacked(row.state)) != row.etag:
                    raise JournalBroken(f"Entry {row.sequence} of the public log is not what was published.")
        return expected


def _merged_into(connection: sa.Connection, path: str) -> sa.Row[str, str, str | None] | None:
    """The record at the end of a chain of merges, if it is public."""
    table, seen = db.record, set[str]()
    while path not in seen:
        seen.add(path)
        query = sa.select(table.c.iri, table.c.path, table.c.moved_to).where(table.c.path == path)
        row = connection.execute(query).first()
        if row is None or not row.moved_to:
            return row if row is not None and public_among(connection, [row.iri]) else None
        path = row.moved_to
    return None


def _entry(row: sa.Row[tuple[object, ...]]) -> Entry:
    before = db.unpacked(row.earlier_state) if row.earlier_state is not None else None
    after = db.unpacked(row.state) if row.state is not None else None
    erased = (after is None and row.kind != DELETE) or (before is None and row.before is not None)
    return Entry(row.sequence, row.kind, row.iri, row.path, row.slug, row.time, before, after, erased)


def _public(row: sa.Row[tuple[object, ...]]) -> PublicRecord:
    times = _time(row.first), _time(row.time)
    return PublicRecord(row.iri, row.path, row.slug, row.sequence, row.etag, *times, db.unpacked(row.state))


def _summary(row: sa.Row[tuple[object, ...]]) -> Summary:
    said = json.loads(row.summary)
    lists = tuple(said["notations"]), tuple(said["classified"])
    return Summary(row.iri, row.path, row.slug, said["labels"], said["crm_class"], *lists)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
