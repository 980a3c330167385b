"""Schemes of numbers, how far each has counted, and which values were somebody's once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from catalogue.database.tables import unique_value
from catalogue.database.tables.work import number_given, number_scheme, number_used


@dataclass(frozen=True)
class SchemeRow:
    """A scheme as it is stored; `address` is the field that it fills, `institution` whose scheme it is."""

    id: int
    title: str
    address: str
    institution: str
    pattern: str


def every(connection: sa.Connection) -> list[SchemeRow]:
    """All schemes, by institution and title."""
    order = number_scheme.c.institution, number_scheme.c.title, number_scheme.c.id
    return [_scheme(row) for row in connection.execute(sa.select(number_scheme).order_by(*order))]


def find(connection: sa.Connection, id_: int) -> SchemeRow | None:
    """A scheme by its id."""
    row = connection.execute(sa.select(number_scheme).where(number_scheme.c.id == id_)).first()
    return _scheme(row) if row is not None else None


def add(connection: sa.Connection, title: str, address: str, institution: str, pattern: str) -> int:
    """Makes a scheme; its id. From now on the values of its field are remembered, those of today first."""
    values = {"title": title, "address": address, "institution": institution, "pattern": pattern}
    made = connection.execute(sa.insert(number_scheme).returning(number_scheme.c.id), values).scalar_one()
    held = sa.select(unique_value.c.address, unique_value.c.value).where(unique_value.c.address == address)
    connection.execute(sa.insert(number_used).prefix_with("OR IGNORE").from_select(["address", "value"], held))
    return int(made)


def change(connection: sa.Connection, id_: int, title: str, pattern: str) -> None:
    """Gives a scheme another title and pattern; it counts on from where it is."""
    where = number_scheme.c.id == id_
    connection.execute(sa.update(number_scheme).where(where).values(title=title, pattern=pattern))


def remove(connection: sa.Connection, id_: int) -> None:
    """Takes a scheme away, with its counts; what it gave out stays given."""
    connection.execute(sa.delete(number_scheme).where(number_scheme.c.id == id_))
    connection.execute(sa.delete(number_given).where(number_given.c.scheme_id == id_))


def last(connection: sa.Connection, id_: int, period: str) -> int:
    """How far a scheme has counted in a period; 0 where it has not begun."""
    where = number_given.c.scheme_id == id_, number_given.c.period == period
    return connection.execute(sa.select(number_given.c.last).where(*where)).scalar() or 0


def count_to(connection: sa.Connection, id_: int, period: str, number: int) -> None:
    """Says how far a scheme has counted in a period."""
    values = {"scheme_id": id_, "period": period, "last": number}
    connection.execute(sa.insert(number_given).prefix_with("OR REPLACE"), values)


def periods(connection: sa.Connection, id_: int) -> list[str]:
    """The periods for which a scheme has begun to count."""
    query = sa.select(number_given.c.period).where(number_given.c.scheme_id == id_)
    return list(connection.execute(query).scalars())


def is_used(connection: sa.Connection, address: str, value: str) -> bool:
    """Whether a value is, or was, a record's."""
    for table in (unique_value, number_used):
        where = table.c.address == address, table.c.value == value
        if connection.execute(sa.select(table.c.value).where(*where)).first() is not None:
            return True
    return False


def remember(connection: sa.Connection, values: Iterable[tuple[str, str]]) -> None:
    """Remembers values that are being claimed, (address, value), of fields that a scheme fills."""
    filled = set(connection.execute(sa.select(number_scheme.c.address).distinct()).scalars())
    rows = [{"address": address, "value": value} for address, value in values if address in filled]
    if rows:
        connection.execute(sa.insert(number_used).prefix_with("OR IGNORE"), rows)


def _scheme(row: sa.Row[tuple[object, ...]]) -> SchemeRow:
    return SchemeRow(row.id, row.title, row.address, row.institution, row.pattern)
