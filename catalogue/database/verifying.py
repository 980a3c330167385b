"""The hash chain read again, from its first change to its last: where it does not hold, the first such place is named.

What was erased has no salt any more: it says *erased*, not *broken*.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from catalogue.database.chain import GENESIS, chain, commit, reasons
from catalogue.database.tables import change, record, version
from catalogue.errors import JournalBroken

_RESTORE = "Restore the journal from a backup."


@dataclass(frozen=True)
class Verified:
    """What `verify` found: how much was read, what had been erased, and the head of the chain."""

    changes: int
    versions: int
    erased: int
    head: str


def verify_chain(connection: sa.Connection, expected: str | None = None) -> Verified:
    """Recomputes every commitment and link; raises JournalBroken naming the first that does not hold.

    `expected` is a head kept elsewhere: it must occur in the chain.
    """
    previous, count, erased, read = GENESIS, 0, 0, 0
    seen = expected in (None, GENESIS.hex())
    groups = _versions_by_change(connection)
    waiting = next(groups, None)
    for row in connection.execute(sa.select(change).order_by(change.c.id)):
        count += 1
        _check_change(row, count)
        versions = []
        if waiting is not None and waiting[0] == row.id:
            versions, waiting = waiting[1], next(groups, None)
        read += len(versions)
        erased += sum(_check_version(v) for v in versions)
        committed = ((v.iri, v.commitment) for v in versions)
        previous = chain(previous, row.id, row.time, row.kind, row.commitment, committed)
        if previous != row.hash:
            raise JournalBroken(f"The chain breaks at change {row.id}.", _RESTORE)
        seen = seen or previous.hex() == expected
    if waiting is not None:
        raise JournalBroken(f"Version {waiting[1][0].id} belongs to no change.", _RESTORE)
    _check_heads(connection)
    if not seen:
        raise JournalBroken(f"The head {expected} is not in this journal.", "It was cut short, or is another one.")
    return Verified(count, read, erased, previous.hex())


def _check_change(row: sa.Row[tuple[object, ...]], expected: int) -> None:
    if row.id != expected:
        raise JournalBroken(f"Change {expected} is missing.", _RESTORE)
    if row.salt is None and row.who is None and row.why is None:
        return
    if row.salt is None or commit(row.salt, reasons(row.who, row.why)) != row.commitment:
        raise JournalBroken(f"Change {row.id} names another person or reason than when it was made.", _RESTORE)


def _check_heads(connection: sa.Connection) -> None:
    """The head of each live record must be its last version, and that of a deleted one must say so."""
    last = sa.select(version.c.record_id, sa.func.max(version.c.id).label("id")).group_by("record_id").subquery()
    head, ends = record.c.version, record.join(last, last.c.record_id == record.c.id)
    query = sa.select(record.c.path).select_from(ends.join(version, version.c.id == last.c.id))
    wrong = sa.or_(head != last.c.id, version.c.deleted == head.is_not(None))
    path = connection.execute(query.where(wrong).limit(1)).scalar()
    if path is not None:
        raise JournalBroken(f"{path} is not at its last version.", _RESTORE)


def _versions_by_change(connection: sa.Connection) -> Iterator[tuple[int, list[sa.Row[tuple[object, ...]]]]]:
    current: list[sa.Row[tuple[object, ...]]] = []
    query = sa.select(version, record.c.iri).outerjoin(record, record.c.id == version.c.record_id)
    for row in connection.execute(query.order_by(version.c.change_id, version.c.id)):
        if current and current[0].change_id != row.change_id:
            yield current[0].change_id, current
            current = []
        current.append(row)
    if current:
        yield current[0].change_id, current


def _check_version(row: sa.Row[tuple[object, ...]]) -> bool:
    """Whether the version was erased; raises JournalBroken if it is not what was committed to."""
    if row.state is None and row.salt is None:
        return True
    try:
        same = row.state is not None and row.salt is not None
        same = same and commit(row.salt, zlib.decompress(row.state)) == row.commitment
    except zlib.error:
        same = False
    if not same:
        raise JournalBroken(f"Version {row.id} is not what was saved.", _RESTORE)
    return False
