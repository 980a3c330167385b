"""Erasing for ever: states and salts of records, names of persons. The commitments stay, and tell nothing of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from catalogue.database import bulk_jobs, files
from catalogue.database.tables import (
    change,
    hierarchy,
    imported,
    pointer,
    public_record,
    publication,
    record,
    unique_value,
    version,
    work,
)

_NOTHING = json.dumps({"labels": {}, "crm_class": "", "notations": [], "classified": []})


def erase_records(connection: sa.Connection, ids: Sequence[int]) -> int:
    """Takes everything that was ever said of these records out of all tables; how many versions that were."""
    found = connection.execute(sa.select(record.c.iri, record.c.path).where(record.c.id.in_(ids))).all()
    iris, paths = [row.iri for row in found], [row.path for row in found]
    emptied = connection.execute(sa.update(version).where(version.c.record_id.in_(ids)).values(state=None, salt=None))
    connection.execute(sa.update(publication).where(publication.c.record_id.in_(ids)).values(state=None, etag=None))
    silent = {"gone": "erased", "reason": None, "last": None, "summary": _NOTHING}
    connection.execute(sa.update(public_record).where(public_record.c.record_id.in_(ids)).values(**silent))
    for table in (imported, unique_value, pointer, work.review):
        connection.execute(sa.delete(table).where(table.c.record_id.in_(ids)))
    files.hide(connection, ids)
    for digest in files.forget_uses(connection, ids):
        files.forget(connection, digest)
    bulk_jobs.forget(connection, iris)
    connection.execute(sa.delete(hierarchy).where(hierarchy.c.record_iri.in_(iris)))
    connection.execute(sa.delete(work.report).where(work.report.c.path.in_(paths)))
    for path in paths:  # a new record's place may go on where its path ends
        place = work.unsaved.c.place
        own = sa.or_(place == path, place.startswith(f"{path}/", autoescape=True))
        connection.execute(sa.delete(work.unsaved).where(own))
    return emptied.rowcount


def changes_naming(connection: sa.Connection, name: str) -> list[int]:
    """The changes that somebody made, or whose reason names them."""
    named = sa.or_(change.c.who == name, change.c.why.contains(name, autoescape=True))
    return list(connection.execute(sa.select(change.c.id).where(named).order_by(change.c.id)).scalars())


def erase_reasons(connection: sa.Connection, changes: Collection[int]) -> int:
    """Takes who and why out of these changes; how many that were."""
    wanted, count = list(changes), 0
    for start in range(0, len(wanted), 500):
        some = change.c.id.in_(wanted[start : start + 500]), change.c.salt.is_not(None)
        count += connection.execute(sa.update(change).where(*some).values(who=None, why=None, salt=None)).rowcount
        bulk_jobs.silence(connection, wanted[start : start + 500])
    return count


def erase_name(connection: sa.Connection, name: str) -> None:
    """Takes a name out of the work in hand."""
    for column in (
        work.review.c.asked_by, work.review.c.decided_by, work.report.c.handled_by, work.report.c.name, work.file.c.who
    ):  # fmt: skip
        connection.execute(sa.update(column.table).where(column == name).values({column.name: ""}))
