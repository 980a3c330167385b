"""The public log: what was published, changed and withdrawn, in a sequence of its own.

Everything that an anonymous visitor can reach reads only this log and its projections. `Publishing`
decides and projects; `PublicLog` reads.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from catalogue import database as db
from catalogue.errors import JournalBroken
from catalogue.journal import Held, now
from catalogue.rdf import Triples, lines

GONE = ("withdrawn", "deleted")


@dataclass(frozen=True)
class Summary:
    """What others show of a public record: labels by language ("" where none is known), class, notations.

    `classified` are the IRIs of its public types.
    """

    iri: str
    path: str
    slug: str
    labels: Mapping[str, str]
    crm_class: str
    notations: tuple[str, ...] = ()
    classified: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublicRecord:
    """A public record as it was last published; `etag` is the SHA-256 of its sorted N-Triples."""

    iri: str
    path: str
    slug: str
    sequence: int
    etag: str
    first: datetime
    updated: datetime
    triples: Triples


@dataclass(frozen=True)
class Gone:
    """A record that was public; `last` and `reason` only where whoever deleted it allowed that."""

    path: str
    slug: str
    time: datetime
    reason: str | None
    last: Triples | None


@dataclass(frozen=True)
class Moved:
    """A record that was merged into another: the local path of that one."""

    to: str


@dataclass(frozen=True)
class Entry:
    """One entry of the public log, with the state before it (None at a Create) and after it (None at a Delete)."""

    sequence: int
    kind: str
    iri: str
    path: str
    slug: str
    time: str
    before: Triples | None
    after: Triples | None


@dataclass(frozen=True)
class Projected:
    """A public view ready to be logged: from which version, with which pointers."""

    held: Held
    version: int
    triples: Triples
    pointers: tuple[tuple[str, str, bool], ...]
    summary: Summary


def etag_of(triples: Triples) -> str:
    """The SHA-256 of a state's sorted N-Triples, as hexadecimal."""
    return hashlib.sha256(lines(triples).encode()).hexdigest()


class PublicLog:
    """Reading the public log."""

    def __init__(self, database: db.Database) -> None:
        self._database = database

    def position(self) -> int:
        """The sequence number of the last entry; 0 for an empty log."""
        with self._database.reading() as connection:
            return position(connection)

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
        if row is None:
            return None
        if row.moved_to:
            return Moved(row.moved_to)
        time = _time(row.time)
        if row.gone:
            return Gone(row.path, row.slug, time, row.reason, None)
        return _public(row)

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
        expected = 0
        with self._database.reading() as connection:
            for row in connection.execute(sa.select(db.publication).order_by(db.publication.c.sequence)):
                expected += 1
                if row.sequence != expected:
                    raise JournalBroken(f"Entry {expected} of the public log is missing.")
                if row.state is not None and etag_of(db.unpacked(row.state)) != row.etag:
                    raise JournalBroken(f"Entry {row.sequence} of the public log is not what was published.")
        return expected


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


def neighbours(connection: sa.Connection, targets: Sequence[str], shown: bool) -> set[int]:
    """The ids of public records whose published version points to one of these IRIs, shown or suppressed."""
    found: set[int] = set()
    for start in range(0, len(targets), 500):
        query = sa.select(db.pointer.c.record_id).where(
            db.pointer.c.target.in_(targets[start : start + 500]), db.pointer.c.shown == shown
        )
        found.update(connection.execute(query).scalars())
    return found


def log(connection: sa.Connection, projected: Sequence[Projected]) -> int:
    """Appends public views to the log inside the caller's transaction; unchanged ones are left out.

    Returns how many entries were written.
    """
    current = _current(connection, (p.held.id for p in projected))
    etags = {p.held.id: etag_of(p.triples) for p in projected}
    new = [p for p in projected if (c := current.get(p.held.id)) is None or c.gone or c.etag != etags[p.held.id]]
    fresh = {p.held.id for p in new}
    same = [p for p in projected if p.held.id not in fresh]
    first, time = position(connection) + 1, _public_time(connection)
    rows, records = [], []
    for number, one in enumerate(new, first):
        before = current.get(one.held.id)
        alive = before is not None and not before.gone
        rows.append({"sequence": number, "time": time, "kind": "Update" if alive else "Create",
                     "record_id": one.held.id, "version_id": one.version, "before": before.sequence if before is not None and alive else None,
                     "etag": etags[one.held.id], "state": db.packed(one.triples)})  # fmt: skip
        records.append({"record_id": one.held.id, "iri": one.held.iri, "path": one.held.path, "slug": one.held.slug,
                        "sequence": number, "first": before.first if before is not None else time, "gone": None,
                        "reason": None, "summary": _written(one.summary)})  # fmt: skip
    if rows:
        connection.execute(sa.insert(db.publication), rows)
        connection.execute(sa.insert(db.public_record).prefix_with("OR REPLACE"), records)
    for one in same:
        where = db.publication.c.sequence == current[one.held.id].sequence
        connection.execute(sa.update(db.publication).where(where).values(version_id=one.version))
    _point(connection, projected)
    _set_status(connection, projected)
    return len(rows)


def withdraw(
    connection: sa.Connection, held: Sequence[Held], why: str, reason: str | None, status: str | None = None
) -> int:
    """Logs a Delete for those of these records that are public; `why` is withdrawn or deleted.

    `status` is what the records are from then on, if not that.
    """
    current = {i: c for i, c in _current(connection, (h.id for h in held)).items() if not c.gone}
    first, time = position(connection) + 1, _public_time(connection)
    rows = [
        {"sequence": n, "time": time, "kind": "Delete", "record_id": i, "version_id": None, "before": c.sequence,
         "etag": None, "state": None}
        for n, (i, c) in enumerate(current.items(), first)
    ]  # fmt: skip
    if rows:
        connection.execute(sa.insert(db.publication), rows)
    for row in rows:
        connection.execute(
            sa.update(db.public_record).where(db.public_record.c.record_id == row["record_id"])
            .values(sequence=row["sequence"], gone=why, reason=reason)
        )  # fmt: skip
        connection.execute(sa.delete(db.pointer).where(db.pointer.c.record_id == row["record_id"]))
        connection.execute(sa.update(db.record).where(db.record.c.id == row["record_id"]).values(status=status or why))
    return len(rows)


def _point(connection: sa.Connection, projected: Sequence[Projected]) -> None:
    for start in range(0, len(projected), 500):
        ids = [p.held.id for p in projected[start : start + 500]]
        connection.execute(sa.delete(db.pointer).where(db.pointer.c.record_id.in_(ids)))
    rows = [
        {"record_id": p.held.id, "predicate": predicate, "target": target, "shown": shown}
        for p in projected
        for predicate, target, shown in p.pointers
    ]
    if rows:
        connection.execute(sa.insert(db.pointer), rows)


def _set_status(connection: sa.Connection, projected: Sequence[Projected]) -> None:
    fresh = [p.held.id for p in projected if p.version == p.held.version]
    for start in range(0, len(fresh), 500):
        where = db.record.c.id.in_(fresh[start : start + 500])
        connection.execute(sa.update(db.record).where(where).values(status="published"))


def _current(connection: sa.Connection, ids: Iterable[int]) -> dict[int, sa.Row[tuple[object, ...]]]:
    wanted = list(ids)
    found: dict[int, sa.Row[tuple[object, ...]]] = {}
    for start in range(0, len(wanted), 500):
        query = (
            sa.select(db.public_record, db.publication.c.etag)
            .join(db.publication, db.publication.c.sequence == db.public_record.c.sequence)
            .where(db.public_record.c.record_id.in_(wanted[start : start + 500]))
        )
        found.update((row.record_id, row) for row in connection.execute(query))
    return found


def _public_time(connection: sa.Connection) -> str:
    """Now, or the time of the last entry if the clock went back: public time never decreases."""
    last = connection.execute(sa.select(sa.func.max(db.publication.c.time))).scalar() or ""
    return max(now(), last)


def _entry(row: sa.Row[tuple[object, ...]]) -> Entry:
    before = db.unpacked(row.earlier_state) if row.earlier_state is not None else None
    after = db.unpacked(row.state) if row.state is not None else None
    return Entry(row.sequence, row.kind, row.iri, row.path, row.slug, row.time, before, after)


def _public(row: sa.Row[tuple[object, ...]]) -> PublicRecord:
    times = _time(row.first), _time(row.time)
    return PublicRecord(row.iri, row.path, row.slug, row.sequence, row.etag, *times, db.unpacked(row.state))


def _written(summary: Summary) -> str:
    return json.dumps(
        {k: v for k, v in asdict(summary).items() if k not in ("iri", "path", "slug")}, ensure_ascii=False
    )


def _summary(row: sa.Row[tuple[object, ...]]) -> Summary:
    said = json.loads(row.summary)
    lists = tuple(said["notations"]), tuple(said["classified"])
    return Summary(row.iri, row.path, row.slug, said["labels"], said["crm_class"], *lists)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
