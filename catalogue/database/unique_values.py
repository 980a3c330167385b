"""Values that only one record may have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from catalogue.database import numbers
from catalogue.database.tables import record, unique_value


def owners(connection: sa.Connection, values: Iterable[str]) -> dict[tuple[str, str], str]:
    """(address, value) → the IRI of the record that has it, for these values."""
    found: dict[tuple[str, str], str] = {}
    wanted = list(dict.fromkeys(values))
    for start in range(0, len(wanted), 500):
        query = (
            sa.select(unique_value.c.address, unique_value.c.value, record.c.iri)
            .join(record, record.c.id == unique_value.c.record_id)
            .where(unique_value.c.value.in_(wanted[start : start + 500]))
        )
        found.update(((row.address, row.value), row.iri) for row in connection.execute(query))
    return found


def release(connection: sa.Connection, records: Sequence[int]) -> None:
    """Lets go of all values of these records."""
    for start in range(0, len(records), 500):
        held = unique_value.c.record_id.in_(records[start : start + 500])
        connection.execute(sa.delete(unique_value).where(held))


def claim(connection: sa.Connection, values: Iterable[tuple[str, str, int]]) -> None:
    """Writes (address, value, record id)."""
    rows = [{"address": address, "value": value, "record_id": id_} for address, value, id_ in values]
    if rows:
        connection.execute(sa.insert(unique_value).prefix_with("OR REPLACE"), rows)
        numbers.remember(connection, [(str(row["address"]), str(row["value"])) for row in rows])
