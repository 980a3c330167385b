"""A walk backwards through a partner's feed, and the changes that it found: each page is one transaction.

Of the changes of one record the newest counts: what a walk found first. Changes that were dealt with stay until the
walk has ended, so that an older one that comes later is not taken for news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from catalogue.database.tables.partners import change, partner, visited, walk


@dataclass(frozen=True)
class Walk:
    """How far a walk has come; `cursor` is the page to be read next, None once all are read."""

    partner_id: int
    number: int
    cursor: str | None
    newest: str | None = None
    only_removals: bool = False
    pages: int = 0
    activities: int = 0
    stated: int | None = None


@dataclass(frozen=True)
class Change:
    """What is to be done about a record: fetch it from `url`, or remove it."""

    iri: str
    removal: bool
    url: str
    time: str | None
    key: str


def current(connection: sa.Connection, partner_id: int) -> Walk | None:
    """The walk that was begun and not ended."""
    row = connection.execute(sa.select(walk).where(walk.c.partner_id == partner_id)).first()
    return Walk(*row) if row is not None else None


def write(connection: sa.Connection, one: Walk) -> None:
    """Notes how far a walk has come."""
    connection.execute(sa.insert(walk).prefix_with("OR REPLACE"), asdict(one))


def visit(connection: sa.Connection, partner_id: int, address: str) -> None:
    """Notes that a page was read."""
    connection.execute(sa.insert(visited).prefix_with("OR IGNORE"), {"partner_id": partner_id, "address": address})


def was_visited(connection: sa.Connection, partner_id: int, address: str) -> bool:
    """Whether a page was read in this walk."""
    query = sa.select(visited).where(visited.c.partner_id == partner_id, visited.c.address == address)
    return connection.execute(query).first() is not None


def queue(connection: sa.Connection, one: Walk, changes: Sequence[Change]) -> None:
    """Adds what is to be done, but for records of which this walk has found something newer."""
    rows = [{"partner_id": one.partner_id, "walk": one.number, "done": False, "tried": 0, **asdict(c)} for c in changes]
    if not rows:
        return
    statement = insert(change)
    fields = {name: statement.excluded[name] for name in rows[0] if name not in ("partner_id", "iri")}
    earlier = change.c.walk < statement.excluded.walk
    connection.execute(statement.on_conflict_do_update(set_=fields, where=earlier), rows)


def waiting(connection: sa.Connection, partner_id: int, pull: int, limit: int) -> list[Change]:
    """The next changes that are to be dealt with in a pull; those that failed in an earlier one come last."""
    query = (
        sa.select(change)
        .where(*_waiting(partner_id, pull))
        .order_by(change.c.tried, sa.literal_column("rowid"))
        .limit(limit)
    )
    return [Change(r.iri, r.removal, r.url, r.time, r.key) for r in connection.execute(query)]


def how_many_wait(connection: sa.Connection, partner_id: int, pull: int) -> int:
    """How many changes are to be dealt with in a pull."""
    query = sa.select(sa.func.count()).select_from(change).where(*_waiting(partner_id, pull))
    return connection.execute(query).scalar_one()


def left(connection: sa.Connection, partner_id: int) -> tuple[int, int]:
    """How many changes were found and not tried yet, and how many were tried in vain."""
    query = sa.select(sa.func.count(), sa.func.count(sa.case((change.c.tried > 0, 1)))).select_from(change)
    row = connection.execute(query.where(change.c.partner_id == partner_id, change.c.done == sa.false())).one()
    return row[0] - row[1], row[1]


def done(connection: sa.Connection, partner_id: int, iris: Sequence[str]) -> None:
    """Says that these changes were dealt with."""
    _set(connection, partner_id, iris, {"done": True})


def failed(connection: sa.Connection, partner_id: int, iris: Sequence[str], pull: int) -> None:
    """Says that these changes were tried in vain in a pull."""
    _set(connection, partner_id, iris, {"tried": pull})


def end(connection: sa.Connection, one: Walk, now: str | None) -> None:
    """Ends a walk; with a time it was a whole one, and its newest time is where the next may stop."""
    for table in (walk, visited):
        connection.execute(sa.delete(table).where(table.c.partner_id == one.partner_id))
    connection.execute(sa.delete(change).where(change.c.partner_id == one.partner_id, change.c.done))
    if now is not None:
        values: dict[str, Any] = {"pulled": now}
        if one.newest is not None:
            values["mark"] = sa.func.max(sa.func.coalesce(partner.c.mark, ""), one.newest)
        connection.execute(sa.update(partner).where(partner.c.id == one.partner_id).values(**values))


def _set(connection: sa.Connection, partner_id: int, iris: Sequence[str], values: dict[str, Any]) -> None:
    for start in range(0, len(iris), 500):
        where = change.c.partner_id == partner_id, change.c.iri.in_(iris[start : start + 500])
        connection.execute(sa.update(change).where(*where).values(**values))


def _waiting(partner_id: int, pull: int) -> tuple[sa.ColumnElement[bool], ...]:
    return change.c.partner_id == partner_id, change.c.done == sa.false(), change.c.tried != pull
