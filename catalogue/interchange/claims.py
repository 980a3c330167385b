"""What records that are saved by hand claim among all others: their unique values, their places in hierarchies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from catalogue import database as db
from catalogue.interchange.hierarchy import Hierarchy, edges_of
from catalogue.interchange.incoming import Incoming, Origin
from catalogue.interchange.matching import Matched
from catalogue.interchange.uniqueness import Uniqueness, values_of
from catalogue.journal import Held
from catalogue.rdf import Triples
from catalogue.record import Record
from catalogue.shapes import Schema


class Claims:
    """The claims of records that are saved together, within one transaction; an empty state claims nothing more.

    `before` has the states that their claims were made by last, by IRI: who claims the same again need not be asked.
    """

    def __init__(
        self,
        connection: db.Connection,
        schema: Schema,
        *saved: tuple[Record, Held | None],
        before: Mapping[str, Triples | None] = MappingProxyType({}),
    ) -> None:
        matched = (_matched(schema, record, held) for record, held in saved)
        self._matched = [one for one in matched if _changed(one, before.get(one.record.iri))]
        self._unique = Uniqueness(connection, schema)
        self._hierarchy = Hierarchy(connection, schema)

    @property
    def refusals(self) -> dict[str, list[str]]:
        """By IRI, why a record may not be saved."""
        found: dict[str, list[str]] = {}
        for iri, notes in self._unique.clashes(self._matched).items():
            found.setdefault(iri, []).extend(note.reason for note in notes)
        for iri, circles in self._hierarchy.cycles(self._matched).items():
            found.setdefault(iri, []).extend(circle.note.reason for circle in circles)
        return found

    def write(self, ids: Mapping[str, int]) -> None:
        """Makes the claims, once the records are in the journal; `ids` are theirs, by IRI."""
        self._unique.claim(self._matched, ids)
        self._hierarchy.record(self._matched)


def _changed(one: Matched, before: Triples | None) -> bool:
    if one.held is None or before is None:
        return True
    record_type, earlier = one.incoming.record_type, replace(one, record=replace(one.record, triples=before))
    same = set(edges_of(one.record, record_type)) == set(edges_of(earlier.record, record_type))
    return not same or set(values_of(one)) != set(values_of(earlier))


def _matched(schema: Schema, record: Record, held: Held | None) -> Matched:
    record_type, origin = schema.by_slug[record.path.split("/")[1]], Origin(record.path)
    incoming = Incoming(origin, record_type, record.iri, record.path, record.local, record.triples)
    return Matched(incoming, held, record, record.triples, changed=True)
