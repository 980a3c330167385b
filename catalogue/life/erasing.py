"""Erasing: nothing of what was said of a record, or of who said it, is left; that it was, is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from catalogue import database as db
from catalogue import journal
from catalogue.database import erasing, requests
from catalogue.database.histories import Identity
from catalogue.faults import point
from catalogue.life.writing import ERASED, Told, Wanted, Writing

KIND = "erase"
REBUILD = "rebuild"


@dataclass(frozen=True)
class Erased:
    """What was erased, and the change that says so."""

    change: int
    versions: int = 0
    reasons: int = 0


def erase_within(
    connection: db.Connection,
    writing: Writing,
    records: Sequence[Identity],
    losing: Sequence[Wanted],
    told: Told,
    *,
    person: str = "",
    changes: Collection[int] = (),
) -> Erased:
    """Ends these records and takes everything of them out of the database, within the caller's transaction.

    The stores must be built anew before they are asked again: that is asked for in the same transaction.
    """
    ending = [Wanted(writing.as_wanted(r), ending=ERASED) for r in records]
    chosen = set(changes) | set(erasing.changes_naming(connection, person) if person else ())
    change = writing.write(connection, [*ending, *losing], told)
    versions = erasing.erase_records(connection, [r.id for r in records]) if records else 0
    reasons = erasing.erase_reasons(connection, chosen)
    if person:
        erasing.erase_name(connection, person)
    requests.ask(connection, REBUILD, journal.now())
    point("erase.committing")
    return Erased(change.id, versions, reasons)
