"""Values that only one record may have (accession numbers): found before they are saved twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from catalogue import database as db
from catalogue.interchange.incoming import Level, Note
from catalogue.interchange.matching import Matched
from catalogue.rdf import text_of
from catalogue.shapes import RecordType, Schema


class Uniqueness:
    """The unique values of one catalogue, within one transaction."""

    def __init__(self, connection: sa.Connection, schema: Schema) -> None:
        self._connection = connection
        self._schema = schema

    def clashes(self, matched: Sequence[Matched]) -> dict[str, list[Note]]:
        """By IRI, why a record may not be saved: another one, held or in this batch, has the value."""
        wanted = [(m, address, value) for m in matched for address, value in _values(m)]
        owners = self._owners([(a, v) for _, a, v in wanted])
        found: dict[str, list[Note]] = {}
        for one, address, value in wanted:
            owner = owners.setdefault((address, value), one.record.iri)
            if owner != one.record.iri:
                reason = f"This value belongs to another record: {owner}."
                remedy = "Two records may not share it; correct one of them."
                note = Note(Level.REFUSED, one.incoming.origin, reason, remedy, address, value)
                found.setdefault(one.record.iri, []).append(note)
        return found

    def claim(self, matched: Sequence[Matched], ids: Mapping[str, int]) -> None:
        """Writes the unique values of records that are being saved, and lets go of their old ones."""
        saved = [m for m in matched if m.record.iri in ids and _has_unique(m.incoming.record_type)]
        table = db.unique_value
        if held := [ids[m.record.iri] for m in saved if m.held is not None]:
            self._connection.execute(sa.delete(table).where(table.c.record_id.in_(held)))
        rows = [
            {"address": address, "value": value, "record_id": ids[m.record.iri]}
            for m in saved
            for address, value in _values(m)
        ]
        if rows:
            self._connection.execute(sa.insert(table).prefix_with("OR REPLACE"), rows)

    def _owners(self, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        table = db.unique_value
        found: dict[tuple[str, str], str] = {}
        values = list({v for _, v in wanted})
        for start in range(0, len(values), 500):
            query = (
                sa.select(table.c.address, table.c.value, db.record.c.iri)
                .join(db.record, db.record.c.id == table.c.record_id)
                .where(table.c.value.in_(values[start : start + 500]))
            )
            found.update(((row.address, row.value), row.iri) for row in self._connection.execute(query))
        return found


def _has_unique(record_type: RecordType) -> bool:
    return any(f.unique for f in record_type.fields)


def _values(one: Matched) -> Iterator[tuple[str, str]]:
    """Address and text of each unique value; of a part, its content."""
    record_type = one.incoming.record_type
    for field in (f for f in record_type.fields if f.unique):
        for value in one.tree.root.all(field.key):
            term = value.part.first("content") if value.part is not None else value.term
            if term is not None:
                yield f"{record_type.slug}.{field.key}", text_of(term)
