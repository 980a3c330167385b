"""What is read of records as they are now, and of their versions in order, for the working side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from catalogue.database.tables import change, record, version

Row = sa.Row[tuple[object, ...]]


@dataclass(frozen=True)
class Wanted:
    """Which records are wanted: of a status, stubs only, of some institutions (None: any), once changed by somebody."""

    status: str = ""
    stub: bool = False
    institutions: Collection[str] | None = None
    who: str = ""


def last_version(connection: sa.Connection) -> int:
    """The number of the last version; 0 in an empty journal."""
    return connection.execute(sa.select(sa.func.max(version.c.id))).scalar() or 0


def counts(connection: sa.Connection) -> dict[str, int]:
    """How many live records each slug has."""
    query = sa.select(record.c.slug, sa.func.count()).where(record.c.version.is_not(None)).group_by(record.c.slug)
    return dict(connection.execute(query).all())


def versions_after(connection: sa.Connection, after: int, limit: int) -> Sequence[Row]:
    """The versions that follow one, each with its record and with the state before it (`earlier_…`)."""
    older, earlier = version.alias("older"), version.alias("earlier")
    before = (
        sa.select(sa.func.max(older.c.id))
        .where(older.c.record_id == version.c.record_id, older.c.id < version.c.id)
        .scalar_subquery()
    )
    query = (
        sa.select(
            version.c.id, version.c.deleted, version.c.state, change.c.time, record.c.iri, record.c.path, record.c.slug,
            earlier.c.id.label("earlier_id"), earlier.c.deleted.label("earlier_deleted"),
            earlier.c.state.label("earlier_state"),
        )
        .join(change, change.c.id == version.c.change_id)
        .join(record, record.c.id == version.c.record_id)
        .outerjoin(earlier, earlier.c.id == before)
        .where(version.c.id > after)
        .order_by(version.c.id)
        .limit(limit)
    )  # fmt: skip
    return _plain(connection.execute(query))


def current(connection: sa.Connection, iris: Sequence[str] | None = None) -> Iterator[Row]:
    """Every live record with its head (or those of these IRIs), in the order in which they came."""
    query = _heads(version.c.state).order_by(record.c.id)
    if iris is not None:
        query = query.where(record.c.iri.in_(iris))
    yield from connection.execution_options(stream_results=True, yield_per=500).execute(query)


def at_path(connection: sa.Connection, path: str) -> Row | None:
    """The record that has or had a path, with its head where it is alive."""
    query = (
        sa.select(record, version.c.state, change.c.time, change.c.who)
        .outerjoin(version, version.c.id == record.c.version)
        .outerjoin(change, change.c.id == version.c.change_id)
        .where(record.c.path == path)
    )
    return connection.execute(query).first()


def standing(connection: sa.Connection, iris: Sequence[str]) -> Sequence[Row]:
    """Live records of these IRIs, with who changed them last and when; without their states."""
    found: list[Row] = []
    for start in range(0, len(iris), 500):
        found += connection.execute(_heads().where(record.c.iri.in_(iris[start : start + 500]))).all()
    return found


def matching(connection: sa.Connection, wanted: Wanted) -> tuple[list[str], bool]:
    """The IRIs of the live records that are wanted, and True; of all others, and False, where these are fewer."""
    meant, live = sa.and_(sa.true(), *_conditions(wanted)), record.c.version.is_not(None)
    tally = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((meant, 1), else_=0)), 0)).where(live)
    total, count = connection.execute(tally).one()
    inside = 2 * count <= total
    query = sa.select(record.c.iri).where(live, meant if inside else sa.not_(meant))
    return list(connection.execute(query).scalars()), inside


def _conditions(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.status:
        yield record.c.status == wanted.status
    if wanted.stub:
        yield record.c.stub
    if wanted.institutions is not None:
        yield record.c.institution.in_(wanted.institutions)
    if wanted.who:
        made = sa.select(version.c.record_id).join(change, change.c.id == version.c.change_id)
        yield record.c.id.in_(made.where(change.c.who == wanted.who))


def at_places(connection: sa.Connection, iris: Iterable[str], paths: Iterable[str]) -> Sequence[Row]:
    """IRI and path of the live records that have one of these IRIs or one of these paths."""
    found: list[Row] = []
    for column, wanted in ((record.c.iri, list(iris)), (record.c.path, list(paths))):
        for start in range(0, len(wanted), 500):
            some = column.in_(wanted[start : start + 500])
            query = sa.select(record.c.iri, record.c.path).where(some, record.c.version.is_not(None))
            found += _plain(connection.execute(query))
    return found


def _plain(result: sa.CursorResult[Any]) -> Sequence[Row]:
    return result.all()


def _heads(*more: sa.Column[object]) -> sa.Select[tuple[object, ...]]:
    return (
        sa.select(record, change.c.time, change.c.who, *more)
        .join(version, version.c.id == record.c.version)
        .join(change, change.c.id == version.c.change_id)
    )
