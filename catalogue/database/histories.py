"""Reading the journal as a history: versions of a record, changes, groups of changes, states at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from catalogue.database.connection import unpacked
from catalogue.database.tables import change, group, record, version
from catalogue.rdf import Triples


@dataclass(frozen=True)
class Identity:
    """A record that is or was: `version` is null once it is no more."""

    id: int
    iri: str
    path: str
    slug: str
    version: int | None
    stub: bool
    status: str
    institution: str
    moved_to: str


@dataclass(frozen=True)
class Version:
    """One version of a record, with the change that made it; `number` counts from 1.

    `deleted` says that the record ended with it, `erased` that its state is no longer there.
    """

    id: int
    number: int
    record_id: int
    change: int
    time: str
    who: str
    why: str
    kind: str
    group: int | None
    deleted: bool
    stub: bool
    erased: bool


@dataclass(frozen=True)
class ChangeLine:
    """A change: when, who, why, of which kind, and how many records it wrote."""

    id: int
    time: str
    kind: str
    who: str
    why: str
    group: int | None
    records: int


@dataclass(frozen=True)
class GroupLine:
    """A group of changes; `closed` is None while it is open, `undid` what it took back ("change 7", "group 3")."""

    id: int
    kind: str
    title: str
    opened: str
    closed: str | None
    undid: str


@dataclass(frozen=True)
class Step:
    """A version that a change or group made of a record, and the one before it, if there was one."""

    record_id: int
    id: int
    earlier: int | None
    change: int


@dataclass(frozen=True)
class Chosen:
    """Which changes are wanted; what is None or empty does not narrow.

    With `institutions` those that wrote a record of one of them.
    """

    who: str = ""
    kind: str = ""
    record_id: int | None = None
    group: int | None = None
    since: str = ""
    until: str = ""
    change: int | None = None
    institutions: Sequence[str] | None = None


def identity(connection: sa.Connection, iri: str) -> Identity | None:
    """The record of an IRI, alive or not."""
    return next(iter(identities(connection, iris=[iri]).values()), None)


def at_path(connection: sa.Connection, path: str) -> Identity | None:
    """The record at a path, alive or not."""
    row = connection.execute(sa.select(record).where(record.c.path == path)).first()
    return _identity(row) if row is not None else None


def identities(connection: sa.Connection, ids: Iterable[int] = (), iris: Iterable[str] = ()) -> dict[int, Identity]:
    """Records by id, alive or not."""
    found: dict[int, Identity] = {}
    for column, wanted in ((record.c.id, list(ids)), (record.c.iri, list(iris))):
        for start in range(0, len(wanted), 500):
            query = sa.select(record).where(column.in_(wanted[start : start + 500]))
            found.update((row.id, _identity(row)) for row in connection.execute(query))
    return found


def versions(connection: sa.Connection, record_id: int) -> list[Version]:
    """The versions of a record, the oldest first."""
    columns = (
        version.c.id, version.c.record_id, version.c.deleted, version.c.stub, version.c.state.is_(None).label("erased"),
        change.c.id.label("change_id"), change.c.time, change.c.who, change.c.why, change.c.kind, change.c.group_id,
    )  # fmt: skip
    query = sa.select(*columns).join(change, change.c.id == version.c.change_id)
    rows = connection.execute(query.where(version.c.record_id == record_id).order_by(version.c.id))
    return [
        Version(r.id, n, r.record_id, r.change_id, r.time, r.who or "", r.why or "", r.kind, r.group_id, r.deleted,
                r.stub, r.erased)
        for n, r in enumerate(rows, 1)
    ]  # fmt: skip


def states(connection: sa.Connection, ids: Iterable[int]) -> dict[int, Triples]:
    """The states of versions, by version; erased ones are left out, those of deletions are empty."""
    found: dict[int, Triples] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), 500):
        query = sa.select(version.c.id, version.c.state).where(version.c.id.in_(wanted[start : start + 500]))
        found.update((row.id, unpacked(row.state)) for row in connection.execute(query) if row.state is not None)
    return found


def changes(connection: sa.Connection, chosen: Chosen, offset: int, limit: int) -> tuple[list[ChangeLine], int]:
    """Changes, the newest first, and how many there are."""
    where = _where(chosen)
    total = connection.execute(sa.select(sa.func.count()).select_from(change).where(*where)).scalar_one()
    query = sa.select(change).where(*where).order_by(change.c.id.desc()).offset(offset).limit(limit)
    rows = connection.execute(query).all()
    counts = _counts(connection, [row.id for row in rows])
    return [_line(row, counts.get(row.id, 0)) for row in rows], total


def change_line(connection: sa.Connection, id_: int) -> ChangeLine | None:
    """One change."""
    row = connection.execute(sa.select(change).where(change.c.id == id_)).first()
    return _line(row, _counts(connection, [id_]).get(id_, 0)) if row is not None else None


def group_line(connection: sa.Connection, id_: int) -> GroupLine | None:
    """One group of changes."""
    row = connection.execute(sa.select(group).where(group.c.id == id_)).first()
    return _group(row) if row is not None else None


def undoings(connection: sa.Connection, fingerprint: str) -> list[GroupLine]:
    """The groups that took something back, by what their fingerprint says."""
    query = sa.select(group).where(group.c.fingerprint == fingerprint).order_by(group.c.id)
    return [_group(row) for row in connection.execute(query)]


def steps(connection: sa.Connection, change_id: int | None = None, group_id: int | None = None) -> list[Step]:
    """What a change, or a whole group, made of each record: by record, in order."""
    one = version.alias()
    earlier = (
        sa.select(sa.func.max(one.c.id))
        .where(one.c.record_id == version.c.record_id, one.c.id < version.c.id)
        .correlate(version)
        .scalar_subquery()
    )
    query = sa.select(version.c.record_id, version.c.id, version.c.change_id, earlier.label("earlier"))
    if change_id is not None:
        query = query.where(version.c.change_id == change_id)
    else:
        query = query.join(change, change.c.id == version.c.change_id).where(change.c.group_id == group_id)
    rows = connection.execute(query.order_by(version.c.record_id, version.c.id))
    return [Step(r.record_id, r.id, r.earlier, r.change_id) for r in rows]


def since(connection: sa.Connection, first: dict[int, int]) -> dict[int, list[Step]]:
    """By record, its versions after a first one, each with the version before it."""
    found: dict[int, list[Step]] = {}
    wanted = list(first)
    for start in range(0, len(wanted), 500):
        some = version.c.record_id.in_(wanted[start : start + 500])
        query = sa.select(version.c.record_id, version.c.id, version.c.change_id).where(some)
        last: dict[int, int] = {}
        for row in connection.execute(query.order_by(version.c.record_id, version.c.id)):
            if row.id > first[row.record_id]:
                step = Step(row.record_id, row.id, last.get(row.record_id), row.change_id)
                found.setdefault(row.record_id, []).append(step)
            last[row.record_id] = row.id
    return found


def stubs(connection: sa.Connection, ids: Iterable[int]) -> set[int]:
    """Those of these versions that were stubs."""
    return _among(connection, ids, version.c.stub)


def deletions(connection: sa.Connection, ids: Iterable[int]) -> set[int]:
    """Those of these versions with which records ended."""
    return _among(connection, ids, version.c.deleted)


def heads_at(connection: sa.Connection, before: str) -> Iterator[Triples]:
    """The state that each record had just before a time; of what was deleted or erased there is none."""
    last = (
        sa.select(sa.func.max(version.c.id))
        .join(change, change.c.id == version.c.change_id)
        .where(change.c.time < before)
        .group_by(version.c.record_id)
    )
    alive = sa.select(version.c.id).where(version.c.id.in_(last), ~version.c.deleted, version.c.state.is_not(None))
    wanted = list(connection.execute(alive.order_by(version.c.id)).scalars())
    for start in range(0, len(wanted), 500):
        yield from states(connection, wanted[start : start + 500]).values()


def _among(connection: sa.Connection, ids: Iterable[int], told: sa.Column[bool]) -> set[int]:
    wanted, found = list(ids), set[int]()
    for start in range(0, len(wanted), 500):
        query = sa.select(version.c.id).where(version.c.id.in_(wanted[start : start + 500]), told)
        found.update(connection.execute(query).scalars())
    return found


def _where(chosen: Chosen) -> Sequence[sa.ColumnElement[bool]]:
    made = sa.select(version.c.change_id).where(version.c.record_id == chosen.record_id)
    wrote = sa.exists().where(version.c.change_id == change.c.id, record.c.id == version.c.record_id)
    asked: list[tuple[object, sa.ColumnElement[bool]]] = [
        (chosen.who, change.c.who == chosen.who),
        (chosen.kind, change.c.kind == chosen.kind),
        (chosen.record_id, change.c.id.in_(made)),
        (chosen.group, change.c.group_id == chosen.group),
        (chosen.since, change.c.time >= chosen.since),
        (chosen.until, change.c.time < chosen.until),
        (chosen.change, change.c.id == chosen.change),
        (chosen.institutions is not None, wrote.where(record.c.institution.in_(chosen.institutions or ()))),
    ]
    return [condition for wanted, condition in asked if wanted]


def _counts(connection: sa.Connection, ids: Sequence[int]) -> dict[int, int]:
    query = sa.select(version.c.change_id, sa.func.count()).where(version.c.change_id.in_(ids))
    return dict(connection.execute(query.group_by(version.c.change_id)).all()) if ids else {}


def _line(row: sa.Row[tuple[object, ...]], records: int) -> ChangeLine:
    return ChangeLine(row.id, row.time, row.kind, row.who or "", row.why or "", row.group_id, records)


def _group(row: sa.Row[tuple[object, ...]]) -> GroupLine:
    undid = (row.fingerprint or "").removeprefix("undo ") if row.kind == "undo" else ""
    return GroupLine(row.id, row.kind, row.title, row.opened, row.closed, undid)


def _identity(row: sa.Row[tuple[object, ...]]) -> Identity:
    return Identity(
        row.id, row.iri, row.path, row.slug, row.version, row.stub, row.status, row.institution, row.moved_to or ""
    )
