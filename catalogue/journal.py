"""The journal: every change, who made it, when and why, and each record's whole state after it.

The hash chain runs over salted commitments, so that a state, a name or a reason can be erased
without breaking it (`database/verifying.py`).
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from catalogue import database as db
from catalogue.database import files
from catalogue.database.chain import GENESIS, chain, commit, reasons
from catalogue.errors import UnknownRecord
from catalogue.rdf import Triples, lines
from catalogue.record import Record

UNDONE = "undone"  # the status of a record whose making was taken back


@dataclass(frozen=True)
class Held:
    """A record as the journal knows it; `version` is the id of its head."""

    id: int
    iri: str
    path: str
    slug: str
    version: int
    stub: bool
    status: str
    institution: str = ""


@dataclass(frozen=True)
class Saving:
    """One record to be written; `slug` and `path` may differ from a held stub's only, `stub` says it is only a hint.

    An empty state deletes it; a state brings a deleted one back as a draft. `institution` says whose a new record is;
    a held one stays whose it is.
    """

    record: Record
    slug: str
    stub: bool = False
    institution: str = ""


@dataclass(frozen=True)
class Change:
    """A change that is in the journal, with the ids that its records and versions got, by IRI."""

    id: int
    time: str
    hash: str
    records: Mapping[str, int]
    versions: Mapping[str, int]


def now() -> str:
    """The time as the journal writes it: UTC, to the microsecond."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def append(
    connection: sa.Connection,
    savings: Sequence[Saving],
    *,
    who: str,
    why: str,
    kind: str,
    group_id: int | None = None,
) -> Change:
    """Writes one change inside the caller's transaction; unchanged records are the caller's to leave out."""
    ids = _identities(connection, savings)
    newest = sa.select(sa.func.max(db.version.c.id)).scalar_subquery().label("version")
    last = connection.execute(
        sa.select(db.change.c.id, db.change.c.hash, newest).order_by(db.change.c.id.desc()).limit(1)
    ).first()
    change_id, previous, first = (last.id + 1, last.hash, (last.version or 0) + 1) if last else (1, GENESIS, 1)
    time = now()
    rows = [_version(first + n, change_id, ids[s.record.iri], s) for n, s in enumerate(savings)]
    salt = os.urandom(16)
    commitment = commit(salt, reasons(who, why))
    made = ((s.record.iri, r["commitment"]) for s, r in zip(savings, rows, strict=True))
    chained = chain(previous, change_id, time, kind, commitment, made)
    connection.execute(
        sa.insert(db.change),
        {"id": change_id, "time": time, "kind": kind, "group_id": group_id, "who": who, "why": why,
         "salt": salt, "commitment": commitment, "hash": chained},
    )  # fmt: skip
    if rows:
        connection.execute(sa.insert(db.version), rows)
        connection.execute(
            sa.update(db.record)
            .where(db.record.c.id == sa.bindparam("held"))
            .values(
                version=sa.bindparam("head"), stub=sa.bindparam("is_stub"), moved_to=sa.null(), status=_status_after()
            ),
            [
                {"held": r["record_id"], "head": None if r["deleted"] else r["id"], "is_stub": s.stub}
                for r, s in zip(rows, savings, strict=True)
            ],
        )
        files.note_uses(connection, {ids[s.record.iri]: s.record.triples for s in savings})
    versions = {s.record.iri: int(str(r["id"])) for s, r in zip(savings, rows, strict=True)}
    return Change(change_id, time, chained.hex(), ids, versions)


def find(connection: sa.Connection, iris: Iterable[str]) -> dict[str, Held]:
    """The live records of these IRIs."""
    found: dict[str, Held] = {}
    wanted = list(dict.fromkeys(iris))
    for start in range(0, len(wanted), 500):
        query = sa.select(db.record).where(
            db.record.c.iri.in_(wanted[start : start + 500]), db.record.c.version.is_not(None)
        )
        found.update((row.iri, _held(row)) for row in connection.execute(query))
    return found


def gone(connection: sa.Connection, iris: Iterable[str] | None = None) -> dict[str, tuple[str, str]]:
    """IRI → status and the path moved to, for records that are no more (all, or those of these)."""
    found: dict[str, tuple[str, str]] = {}
    wanted = None if iris is None else list(iris)
    for start in range(0, 1 if wanted is None else len(wanted), 500):
        table = db.record.c
        query = sa.select(table.iri, table.status, table.moved_to).where(table.version.is_(None))
        some = query if wanted is None else query.where(table.iri.in_(wanted[start : start + 500]))
        found.update((row.iri, (row.status, row.moved_to or "")) for row in connection.execute(some))
    return found


def at_paths(connection: sa.Connection, paths: Iterable[str]) -> dict[str, str]:
    """Path → the IRI of the record that has or had it."""
    found: dict[str, str] = {}
    wanted = list(dict.fromkeys(paths))
    for start in range(0, len(wanted), 500):
        query = sa.select(db.record.c.path, db.record.c.iri).where(db.record.c.path.in_(wanted[start : start + 500]))
        found.update(connection.execute(query).all())
    return found


def slugs(connection: sa.Connection) -> set[str]:
    """The slugs of all record types of which there are records."""
    return set(connection.execute(sa.select(db.record.c.slug).distinct()).scalars())


def last_change(connection: sa.Connection) -> int:
    """The number of the last change; 0 in an empty journal."""
    return connection.execute(sa.select(sa.func.max(db.change.c.id))).scalar() or 0


def all_held(connection: sa.Connection, stub: bool | None = None) -> list[Held]:
    """Every live record, in the order in which they came."""
    query = sa.select(db.record).where(db.record.c.version.is_not(None)).order_by(db.record.c.id)
    if stub is not None:
        query = query.where(db.record.c.stub == stub)
    return [_held(row) for row in connection.execute(query)]


def states(connection: sa.Connection, versions: Iterable[int]) -> dict[int, Triples]:
    """The states of these versions, by version; erased ones are left out."""
    found: dict[int, Triples] = {}
    wanted = list(versions)
    for start in range(0, len(wanted), 500):
        query = sa.select(db.version.c.id, db.version.c.state).where(db.version.c.id.in_(wanted[start : start + 500]))
        found.update((row.id, db.unpacked(row.state)) for row in connection.execute(query) if row.state is not None)
    return found


def state(connection: sa.Connection, iri: str) -> tuple[Held, Triples]:
    """A live record and its head; raises UnknownRecord."""
    held = find(connection, [iri]).get(iri)
    if held is None:
        raise UnknownRecord(f"There is no record {iri}.")
    return held, states(connection, [held.version])[held.version]


def opened(
    connection: sa.Connection, *, path: str | None = None, iri: str | None = None
) -> tuple[Held, Triples | None] | None:
    """The live record at a path, or of an IRI, and its head (None where that was erased); None where there is none."""
    there = db.record.c.iri == iri if path is None else db.record.c.path == path
    query = sa.select(db.record, db.version.c.state).join(db.version, db.version.c.id == db.record.c.version)
    row = connection.execute(query.where(there)).first()
    if row is None:
        return None
    return _held(row), db.unpacked(row.state) if row.state is not None else None


def by_ids(connection: sa.Connection, ids: Iterable[int]) -> list[Held]:
    """The live records of these ids."""
    wanted, found = list(ids), list[Held]()
    for start in range(0, len(wanted), 500):
        some = db.record.c.id.in_(wanted[start : start + 500])
        found += map(_held, connection.execute(sa.select(db.record).where(some, db.record.c.version.is_not(None))))
    return found


def known_among(connection: sa.Connection, iris: Iterable[str]) -> set[str]:
    """Those of these IRIs that are or were records."""
    wanted, found = list(iris), set[str]()
    for start in range(0, len(wanted), 500):
        query = sa.select(db.record.c.iri).where(db.record.c.iri.in_(wanted[start : start + 500]))
        found.update(connection.execute(query).scalars())
    return found


def heads(connection: sa.Connection) -> Iterator[tuple[Held, Triples]]:
    """Every live record with its state, in batches that keep memory small."""
    held = all_held(connection)
    for start in range(0, len(held), 500):
        batch = held[start : start + 500]
        found = states(connection, [h.version for h in batch])
        yield from ((h, found[h.version]) for h in batch if h.version in found)


def head(connection: sa.Connection) -> str:
    """The head of the hash chain, as hexadecimal."""
    last = connection.execute(sa.select(db.change.c.hash).order_by(db.change.c.id.desc()).limit(1)).scalar()
    return (last or GENESIS).hex()


def _status_after() -> sa.Case[str]:
    """A published record becomes changed since publication, one that was gone a draft; every other keeps its status."""
    status = db.record.c.status
    was_gone = sa.and_(db.record.c.version.is_(None), status != "draft")
    return sa.case((status == "published", "changed"), (was_gone, "draft"), else_=status)


def _identities(connection: sa.Connection, savings: Sequence[Saving]) -> dict[str, int]:
    wanted = [s.record.iri for s in savings]
    found: dict[str, sa.Row[tuple[object, ...]]] = {}
    for start in range(0, len(wanted), 500):
        query = sa.select(db.record).where(db.record.c.iri.in_(wanted[start : start + 500]))
        found.update((row.iri, row) for row in connection.execute(query))
    new = [s for s in savings if s.record.iri not in found]
    first = (connection.execute(sa.select(sa.func.max(db.record.c.id))).scalar() or 0) + 1 if new else 0
    rows = [
        {"id": first + n, "iri": s.record.iri, "path": s.record.path, "slug": s.slug, "stub": s.stub, "status": "draft",
         "institution": s.institution}
        for n, s in enumerate(new)
    ]  # fmt: skip
    if rows:
        connection.execute(sa.insert(db.record), rows)
    for saving in savings:
        held = found.get(saving.record.iri)
        if held is not None and (held.slug, held.path) != (saving.slug, saving.record.path):
            where = db.record.c.id == held.id
            place = {"slug": saving.slug, "path": saving.record.path}
            connection.execute(sa.update(db.record).where(where).values(place))
    return {iri: row.id for iri, row in found.items()} | {str(r["iri"]): int(str(r["id"])) for r in rows}


def _version(id_: int, change_id: int, record_id: int, saving: Saving) -> dict[str, object]:
    salt, text = os.urandom(16), lines(saving.record.triples).encode()
    return {"id": id_, "change_id": change_id, "record_id": record_id, "deleted": not text, "stub": saving.stub,
            "state": zlib.compress(text, 1), "salt": salt, "commitment": commit(salt, text)}  # fmt: skip


def _held(row: sa.Row[tuple[object, ...]]) -> Held:
    return Held(row.id, row.iri, row.path, row.slug, row.version, row.stub, row.status, row.institution)
