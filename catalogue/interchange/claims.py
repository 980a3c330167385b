"""What a record that is saved by hand claims among all others: its unique values, its place in hierarchies."""

from __future__ import annotations

from collections.abc import Mapping

from catalogue import database as db
from catalogue.interchange.hierarchy import Hierarchy
from catalogue.interchange.incoming import Incoming, Origin
from catalogue.interchange.matching import Matched
from catalogue.interchange.uniqueness import Uniqueness
from catalogue.journal import Held
from catalogue.record import Record
from catalogue.shapes import Schema


class Claims:
    """The claims of one record, within one transaction; `refusals` say which cannot be granted."""

    def __init__(self, connection: db.Connection, schema: Schema, record: Record, held: Held | None) -> None:
        record_type = schema.by_slug[record.path.split("/")[1]]
        origin = Origin(record.path)
        incoming = Incoming(origin, record_type, record.iri, record.path, record.local, record.triples)
        self._matched = [Matched(incoming, held, record, record.triples, changed=True)]
        self._unique = Uniqueness(connection, schema)
        self._hierarchy = Hierarchy(connection, schema)

    @property
    def refusals(self) -> list[str]:
        """Why the record may not be saved."""
        clashes = self._unique.clashes(self._matched).values()
        circles = self._hierarchy.cycles(self._matched).values()
        said = [note.reason for notes in clashes for note in notes]
        return said + [circle.note.reason for found in circles for circle in found]

    def write(self, ids: Mapping[str, int]) -> None:
        """Makes the claims, once the record is in the journal; `ids` are those of records, by IRI."""
        self._unique.claim(self._matched, ids)
        self._hierarchy.record(self._matched)
