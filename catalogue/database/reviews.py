"""Reviews: who asked for a record to be looked at, at which version, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from catalogue.database.tables import record
from catalogue.database.tables.work import review

APPROVED, RETURNED, RECALLED = "approved", "returned", "recalled"


@dataclass(frozen=True)
class Review:
    """A review; `decision` is empty while it waits. `version` is the one that was shown to the reviewer."""

    id: int
    record_id: int
    path: str
    slug: str
    institution: str
    version: int
    asked_by: str
    asked: str
    request: str
    decision: str
    decided_by: str
    decided: str
    answer: str

    @property
    def waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return not self.decision


def ask(connection: sa.Connection, record_id: int, version: int, who: str, time: str, request: str) -> int:
    """Asks for a review; its id."""
    values = {"record_id": record_id, "version_id": version, "asked_by": who, "asked": time, "request": request}
    return int(connection.execute(sa.insert(review).returning(review.c.id), values).scalar_one())


def decide(connection: sa.Connection, ids: Iterable[int], decision: str, who: str, time: str, answer: str) -> None:
    """Decides reviews that wait."""
    values = {"decision": decision, "decided_by": who, "decided": time, "answer": answer}
    connection.execute(sa.update(review).where(review.c.id.in_(list(ids)), review.c.decision.is_(None)).values(values))


def of_record(connection: sa.Connection, record_id: int) -> list[Review]:
    """All reviews of a record, the newest first."""
    return _read(connection, _ALL.where(review.c.record_id == record_id))


def waiting(connection: sa.Connection) -> list[Review]:
    """All that wait, the oldest first."""
    return _read(connection, _ALL.where(review.c.decision.is_(None)).order_by(None).order_by(review.c.id))


def decided_for(connection: sa.Connection, who: str, since: str) -> list[Review]:
    """What was decided of somebody's requests since a time, the newest first."""
    return _read(connection, _ALL.where(review.c.asked_by == who, review.c.decided >= since))


def _read(connection: sa.Connection, query: sa.Select[tuple[object, ...]]) -> list[Review]:
    return [
        Review(
            row.id, row.record_id, row.path, row.slug, row.institution, row.version_id, row.asked_by, row.asked,
            row.request, row.decision or "", row.decided_by or "", row.decided or "", row.answer,
        )
        for row in connection.execute(query)
    ]  # fmt: skip


_ALL: sa.Select[tuple[object, ...]] = (
    sa.select(review, record.c.path, record.c.slug, record.c.institution)
    .join(record, record.c.id == review.c.record_id)
    .where(record.c.version.is_not(None))
    .order_by(review.c.id.desc())
)
