"""Values that only one record may have (accession numbers): found before they are saved twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from catalogue import database as db
from catalogue.database import unique_values
from catalogue.interchange.incoming import Level, Note
from catalogue.interchange.matching import Matched
from catalogue.rdf import text_of
from catalogue.shapes import RecordType, Schema


class Uniqueness:
    """The unique values of one catalogue, within one transaction."""

    def __init__(self, connection: db.Connection, schema: Schema) -> None:
        self._connection = connection
        self._schema = schema

    def clashes(self, matched: Sequence[Matched]) -> dict[str, list[Note]]:
        """By IRI, why a record may not be saved: another one, held or in this batch, has the value.

        What these very records had before counts no more: two may exchange their values.
        """
        wanted = [(m, address, value) for m in matched for address, value in values_of(m)]
        saved = {m.record.iri for m in matched}
        held = unique_values.owners(self._connection, (value for _, _, value in wanted))
        owners = {place: owner for place, owner in held.items() if owner not in saved}
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
        unique_values.release(self._connection, [ids[m.record.iri] for m in saved if m.held is not None])
        values = ((address, value, ids[m.record.iri]) for m in saved for address, value in values_of(m))
        unique_values.claim(self._connection, values)


def _has_unique(record_type: RecordType) -> bool:
    return any(f.unique for f in record_type.fields)


def values_of(one: Matched) -> Iterator[tuple[str, str]]:
    """Address and text of each unique value of a record."""
    return ((f"{one.incoming.record_type.slug}.{field.key}", text_of(term)) for field, term in one.unique)
