"""What each source said of a record last: the base of the next three-way merge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from catalogue.database.connection import packed, unpacked
from catalogue.database.tables import imported
from catalogue.rdf import Triples


@dataclass(frozen=True)
class LastImport:
    """A record as a source gave it last: in `state`, or (None) just as the version has it."""

    record_id: int
    version_id: int
    state: Triples | None


def last(connection: sa.Connection, source: str, records: Sequence[int]) -> list[LastImport]:
    """The last imports of these records from a source."""
    query = sa.select(imported).where(imported.c.source == source, imported.c.record_id.in_(records))
    rows = connection.execute(query)
    return [LastImport(r.record_id, r.version_id, unpacked(r.state) if r.state else None) for r in rows]


def write(connection: sa.Connection, source: str, imports: Sequence[LastImport]) -> None:
    """Notes what a source said of records that are being saved."""
    rows = [
        {
            "record_id": one.record_id,
            "source": source,
            "version_id": one.version_id,
            "state": None if one.state is None else packed(one.state),
        }
        for one in imports
    ]
    if rows:
        connection.execute(sa.insert(imported).prefix_with("OR REPLACE"), rows)
