"""Work on many records at once: which, what is done to them, how far it has come."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from catalogue.database.tables import change
from catalogue.database.tables.work import bulk_job

Chosen = tuple[tuple[str, int], ...]
"""IRIs of records, each with the version that was looked at; 0 while none was."""


@dataclass(frozen=True)
class JobRow:
    """A piece of work; `checked` and `tally` say what would become, and what became, of its records."""

    id: int
    account: int
    created: str
    moved: str
    state: str
    owner: str
    operation: str
    why: str
    total: int
    done: int
    checked: dict[str, Any] | None
    tally: dict[str, Any] | None
    group: int | None


def make(connection: sa.Connection, account: int, iris: Iterable[str], state: str, time: str) -> int:
    """A new piece of work; its id."""
    chosen = [(iri, 0) for iri in iris]
    values = {"account_id": account, "created": time, "moved": time, "state": state, "owner": "", "total": len(chosen),
              "records": _packed(chosen)}  # fmt: skip
    return int(connection.execute(sa.insert(bulk_job).returning(bulk_job.c.id), values).scalar_one())


def find(connection: sa.Connection, id_: int) -> JobRow | None:
    """The work of that number."""
    row = connection.execute(sa.select(*_PLAIN).where(bulk_job.c.id == id_)).first()
    return _row(row) if row is not None else None


def records(connection: sa.Connection, id_: int) -> Chosen:
    """The records of a piece of work; none where it was forgotten."""
    held = connection.execute(sa.select(bulk_job.c.records).where(bulk_job.c.id == id_)).scalar()
    return tuple((iri, version) for iri, version in _unpacked(held)) if held is not None else ()


def listed(connection: sa.Connection, account: int | None, states: Collection[str], most: int) -> list[JobRow]:
    """The work of somebody (or of all) in these states, the newest first."""
    query = sa.select(*_PLAIN).where(bulk_job.c.state.in_(states)).order_by(bulk_job.c.id.desc()).limit(most)
    if account is not None:
        query = query.where(bulk_job.c.account_id == account)
    return [_row(row) for row in connection.execute(query)]


def move(
    connection: sa.Connection,
    id_: int,
    states: Collection[str],
    state: str,
    time: str,
    owner: str = "",
    *,
    by: str | None = None,
    **more: Any,
) -> bool:
    """Takes work from one of some states to another; False where it was in none of them, so that only one begins it.

    `by` is the owner that it must have; `more` are further columns: operation, why, done, group_id.
    """
    held = [bulk_job.c.id == id_, bulk_job.c.state.in_(states)]
    held += [bulk_job.c.owner == by] if by is not None else []
    values = {"state": state, "owner": owner, "moved": time, **more}
    return connection.execute(sa.update(bulk_job).where(*held).values(**values)).rowcount == 1


def advance(
    connection: sa.Connection, id_: int, owner: str, done: int, *, checked: Any = None, tally: Any = None
) -> bool:
    """Says how far its owner has come, and with what; False where it is no longer the owner's."""
    more = {"checked": _packed(checked)} if checked is not None else {}
    more |= {"tally": _packed(tally)} if tally is not None else {}
    held = bulk_job.c.id == id_, bulk_job.c.owner == owner
    return connection.execute(sa.update(bulk_job).where(*held).values(done=done, **more)).rowcount == 1


def look(connection: sa.Connection, id_: int, versions: Sequence[tuple[str, int]]) -> None:
    """Keeps the versions that were looked at."""
    connection.execute(sa.update(bulk_job).where(bulk_job.c.id == id_).values(records=_packed(versions)))


def drop(connection: sa.Connection, id_: int) -> None:
    """Forgets a piece of work."""
    connection.execute(sa.delete(bulk_job).where(bulk_job.c.id == id_))


def sweep(connection: sa.Connection, states: Collection[str], before: str) -> None:
    """Forgets what was in these states before a time."""
    connection.execute(sa.delete(bulk_job).where(bulk_job.c.state.in_(states), bulk_job.c.moved < before))


def forget(connection: sa.Connection, iris: Collection[str]) -> None:
    """Forgets all work on any of these records: what it was to do may tell of them."""
    gone = set(iris)
    held = connection.execute(sa.select(bulk_job.c.id, bulk_job.c.records)).all()
    for row in held:
        if any(iri in gone for iri, _ in _unpacked(row.records)):
            drop(connection, row.id)


def silence(connection: sa.Connection, changes: Collection[int]) -> None:
    """Takes the reasons out of the work that made these changes."""
    groups = sa.select(change.c.group_id).where(change.c.id.in_(changes), change.c.group_id.is_not(None))
    connection.execute(sa.update(bulk_job).where(bulk_job.c.group_id.in_(groups)).values(why=""))


def _row(row: sa.Row[tuple[object, ...]]) -> JobRow:
    return JobRow(
        row.id, row.account_id, row.created, row.moved, row.state, row.owner, row.operation or "", row.why, row.total,
        row.done, _unpacked(row.checked) if row.checked else None, _unpacked(row.tally) if row.tally else None,
        row.group_id,
    )  # fmt: skip


def _packed(said: object) -> bytes:
    return zlib.compress(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def _unpacked(held: bytes) -> Any:
    return json.loads(zlib.decompress(held).decode("utf-8", "surrogatepass"))


_PLAIN = tuple(column for column in bulk_job.c if column.name != "records")
