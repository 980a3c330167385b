"""What the public has reported about records, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from catalogue.database.tables import record
from catalogue.database.tables.work import report


@dataclass(frozen=True)
class ReportRow:
    """A report; `slug` and `institution` are those of its record, empty where that is gone."""

    id: int
    path: str
    time: str
    kind: str
    name: str
    address: str
    text: str
    spam: bool
    handled: str | None
    handled_by: str | None
    note: str
    slug: str
    institution: str


def add(connection: sa.Connection, values: Mapping[str, str]) -> int:
    """Keeps a report (path, time, kind, name, address, text); its id."""
    return int(connection.execute(sa.insert(report).returning(report.c.id), dict(values)).scalar_one())


def find(connection: sa.Connection, id_: int) -> ReportRow | None:
    """A report by its id."""
    row = connection.execute(_query().where(report.c.id == id_)).first()
    return _read(row) if row is not None else None


def listed(
    connection: sa.Connection, state: str, places: Mapping[str, Sequence[str]], offset: int, limit: int
) -> tuple[list[ReportRow], int]:
    """A page of the reports that are "open", "handled" or "spam", the newest first, and how many there are.

    `places` are the institutions, with the slugs of those of their records, whose reports are wanted.
    """
    query = _query().where(_in_state(state), _at(places))
    total = connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    rows = connection.execute(query.order_by(report.c.time.desc(), report.c.id.desc()).offset(offset).limit(limit))
    return [_read(row) for row in rows], total


def handle(connection: sa.Connection, id_: int, who: str | None, time: str | None, note: str, *, spam: bool) -> None:
    """Says what became of a report; without a time it is open again."""
    values = {"handled": time, "handled_by": who, "note": note, "spam": spam}
    connection.execute(sa.update(report).where(report.c.id == id_).values(values))


def forget(connection: sa.Connection, paths: Sequence[str]) -> None:
    """Forgets what was reported of the records at these paths."""
    connection.execute(sa.delete(report).where(report.c.path.in_(paths)))


def since(connection: sa.Connection, time: str) -> int:
    """How many reports have come since a time."""
    return connection.execute(sa.select(sa.func.count()).where(report.c.time > time)).scalar_one()


def _query() -> sa.Select[tuple[object, ...]]:
    kept = sa.func.coalesce(record.c.slug, ""), sa.func.coalesce(record.c.institution, "")
    slug, institution = (one.label(name) for one, name in zip(kept, ("slug", "institution"), strict=True))
    return sa.select(report, slug, institution).outerjoin(record, record.c.path == report.c.path)


def _in_state(state: str) -> sa.ColumnElement[bool]:
    if state == "spam":
        return report.c.spam
    done = report.c.handled.is_not(None) if state == "handled" else report.c.handled.is_(None)
    return sa.and_(sa.not_(report.c.spam), done)


def _at(places: Mapping[str, Sequence[str]]) -> sa.ColumnElement[bool]:
    institution, slug = sa.func.coalesce(record.c.institution, ""), sa.func.coalesce(record.c.slug, "")
    each = (sa.and_(institution == name, slug.in_([*slugs, ""])) for name, slugs in places.items())
    return sa.or_(sa.false(), *each)


def _read(row: sa.Row[tuple[object, ...]]) -> ReportRow:
    return ReportRow(
        row.id, row.path, row.time, row.kind, row.name, row.address, row.text, row.spam, row.handled, row.handled_by,
        row.note, row.slug, row.institution,
    )  # fmt: skip
