"""The edges of part-of, broader and their like, by which circles are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from catalogue.database.tables import hierarchy

Edge = tuple[str, str, str]
"""Child IRI, predicate term, parent IRI."""


def parents(connection: sa.Connection, child: str, predicate: str) -> list[str]:
    """The parents of a record on a predicate."""
    query = sa.select(hierarchy.c.target).where(hierarchy.c.record_iri == child, hierarchy.c.predicate == predicate)
    return list(connection.execute(query).scalars())


def forget(connection: sa.Connection, children: Sequence[str]) -> None:
    """Takes out all edges of these records."""
    for start in range(0, len(children), 500):
        held = hierarchy.c.record_iri.in_(children[start : start + 500])
        connection.execute(sa.delete(hierarchy).where(held))


def write(connection: sa.Connection, edges: Iterable[Edge]) -> None:
    """Writes edges."""
    rows = [{"record_iri": child, "predicate": predicate, "target": parent} for child, predicate, parent in edges]
    if rows:
        connection.execute(sa.insert(hierarchy).prefix_with("OR REPLACE"), rows)
