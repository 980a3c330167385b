"""Appending to the public log: entries, the state of each record, its pointers, in the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import count

import sqlalchemy as sa

from catalogue import database as db
from catalogue.database import files
from catalogue.journal import Held, now
from catalogue.publication.asking import position
from catalogue.publication.entries import Projected, Summary, etag_of


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
    places = _places(connection, (p.held.slug for p in new))
    rows, records = [], []
    for number, one in enumerate(new, first):
        before = current.get(one.held.id)
        row = _entry_row(number, time, one, etags[one.held.id], before)
        rows.append(row | {"type_sequence": next(places[one.held.slug])})
        records.append(_record_row(number, one, before.first if before is not None else time))
    if rows:
        connection.execute(sa.insert(db.publication), rows)
        connection.execute(sa.insert(db.public_record).prefix_with("OR REPLACE"), records)
    for one in same:
        where = db.publication.c.sequence == current[one.held.id].sequence
        connection.execute(sa.update(db.publication).where(where).values(version_id=one.version))
    _point(connection, projected)
    files.show(connection, {p.held.id: p.triples for p in projected})
    _set_status(connection, projected)
    return len(rows)


def _entry_row(
    number: int, time: str, one: Projected, etag: str, before: sa.Row[tuple[object, ...]] | None
) -> dict[str, object]:
    """A row of the log; only a record that is public now has an entry before this one."""
    alive = before is not None and not before.gone
    return {
        "sequence": number,
        "time": time,
        "kind": "Update" if alive else "Create",
        "record_id": one.held.id,
        "slug": one.held.slug,
        "crm_class": one.summary.crm_class,
        "version_id": one.version,
        "before": before.sequence if before is not None and alive else None,
        "etag": etag,
        "state": db.packed(one.triples),
    }


def _record_row(number: int, one: Projected, first: str) -> dict[str, object]:
    held = one.held
    known = {"record_id": held.id, "iri": held.iri, "path": held.path, "slug": held.slug}
    return known | {
        "sequence": number, "first": first, "gone": None, "reason": None, "summary": _written(one.summary)
    }  # fmt: skip


def withdraw(
    connection: sa.Connection,
    held: Sequence[Held],
    why: str,
    reason: str | None,
    status: str | None = None,
    into: str | None = None,
) -> int:
    """Logs a Delete for those of these records that are public; `why` is withdrawn or deleted.

    `status` is what the records are from then on, if not that; `into` is the path of the record that they become.
    """
    current = {i: c for i, c in _current(connection, (h.id for h in held)).items() if not c.gone}
    first, time = position(connection) + 1, _public_time(connection)
    places, moved_to = _places(connection, (c.slug for c in current.values())), _public_entry(connection, into)
    rows = [
        {"sequence": n, "time": time, "kind": "Delete", "record_id": i, "version_id": None, "before": c.sequence,
         "etag": None, "state": None, "slug": c.slug, "type_sequence": next(places[c.slug]),
         "crm_class": json.loads(c.summary)["crm_class"], "moved_to": moved_to}
        for n, (i, c) in enumerate(current.items(), first)
    ]  # fmt: skip
    if rows:
        connection.execute(sa.insert(db.publication), rows)
    files.hide(connection, list(current))
    for row in rows:
        connection.execute(
            sa.update(db.public_record).where(db.public_record.c.record_id == row["record_id"])
            .values(sequence=row["sequence"], gone=why, reason=reason)
        )  # fmt: skip
        connection.execute(sa.delete(db.pointer).where(db.pointer.c.record_id == row["record_id"]))
        connection.execute(sa.update(db.record).where(db.record.c.id == row["record_id"]).values(status=status or why))
    return len(rows)


def sign(connection: sa.Connection, after: int, change: int) -> None:
    """Names the change in the journal by which the entries after a position were made."""
    later = db.publication.c.sequence > after
    connection.execute(sa.update(db.publication).where(later).values(change_id=change))


def _places(connection: sa.Connection, slugs: Iterable[str]) -> dict[str, Iterator[int]]:
    """For each of these types, the places among its entries that come next."""
    table, found = db.publication.c, dict[str, Iterator[int]]()
    for slug in set(slugs):
        last = connection.execute(sa.select(sa.func.max(table.type_sequence)).where(table.slug == slug)).scalar()
        found[slug] = count((last or 0) + 1)
    return found


def _public_entry(connection: sa.Connection, path: str | None) -> int | None:
    """The entry by which the record at a path is public now."""
    table = db.public_record.c
    query = sa.select(table.sequence).where(table.path == path, table.gone.is_(None))
    return connection.execute(query).scalar() if path else None


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


def _written(summary: Summary) -> str:
    return json.dumps(
        {k: v for k, v in asdict(summary).items() if k not in ("iri", "path", "slug")}, ensure_ascii=False
    )
