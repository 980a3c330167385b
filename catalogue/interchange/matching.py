"""Matching incoming records with held ones: new, unchanged, changed by the source, or somebody else's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from catalogue import database as db
from catalogue import journal
from catalogue.database import last_imports
from catalogue.interchange.incoming import Incoming, Level, Note, Refused
from catalogue.interchange.merging import aligned, merge
from catalogue.interchange.placing import ended, misplaced
from catalogue.journal import Held
from catalogue.rdf import Term, Triple, Triples, lines
from catalogue.record import Record, glance
from catalogue.shapes import Field


@dataclass(frozen=True)
class Matched:
    """An incoming record beside what is held: `record` is what would be saved, `as_imported` what the source says.

    `notes` tell where a curator's value was kept.
    """

    incoming: Incoming
    held: Held | None
    record: Record
    as_imported: Triples
    changed: bool
    notes: tuple[Note, ...] = ()

    @cached_property
    def unique(self) -> list[tuple[Field, Term]]:
        """The values that only one record may have; of a part, its content."""
        record_type = self.incoming.record_type
        wanted = [f for f in record_type.fields if f.unique]
        if not wanted:
            return []
        root = glance(self.record, record_type, lambda field, _: field.unique)
        held = ((f, v) for f in wanted for v in root.all(f.key))
        found = ((f, v.part.first("content") if v.part is not None else v.term) for f, v in held)
        return [(f, term) for f, term in found if term is not None]

    def without(self, triples: set[Triple]) -> Matched:
        """The same with some statements left out."""
        left = self.record.triples - triples
        return replace(self, record=replace(self.record, triples=left))

    @property
    def pure(self) -> bool:
        """Whether what is saved is just what the source says."""
        return self.as_imported == self.record.triples


def match(
    connection: db.Connection, base: str, source: str, records: Sequence[Incoming]
) -> Iterator[Matched | Refused]:
    """Matches a batch; a record that is held and did not come from this source is refused unless it is equal."""
    held = journal.find(connection, (r.iri for r in records))
    current = journal.states(connection, {h.version for h in held.values()})
    earlier = _last_imported(connection, source, held)
    there = journal.at_paths(connection, (r.path for r in records))
    ends = ended(connection, (r.iri for r in records if r.iri not in held))
    for one in records:
        found = held.get(one.iri)
        reason = misplaced(base, one.iri, one.path, one.record_type.slug, found, there) or ends.get(one.iri)
        if reason is not None:
            yield _misplaced(one, reason)
            continue
        path = found.path if found is not None and found.slug == one.record_type.slug else one.path
        record = Record(one.iri, path, base + path, one.triples)
        if found is None or found.stub:
            yield Matched(one, found, record, one.triples, True)
        elif found.id in earlier:
            yield _merged(one, found, record, current[found.version], earlier[found.id])
        elif current.get(found.version) == one.triples:
            yield Matched(one, found, record, one.triples, False)
        else:
            yield _foreign(one)


def _misplaced(one: Incoming, reason: str) -> Refused:
    note = Note(Level.REFUSED, one.origin, reason, "Correct its class, or give it an address of its own.")
    return Refused(one.origin, (note,), one.raw or lines(one.triples))


def _merged(one: Incoming, held: Held, record: Record, current: Triples, base: Triples) -> Matched:
    earlier = Record(record.iri, record.path, record.local, base)
    incoming = aligned(record, earlier, one.record_type)
    merged = merge(base, current, incoming)
    notes = tuple(_conflict(one, place) for place in merged.conflicts)
    result = Record(record.iri, record.path, record.local, merged.triples)
    return Matched(one, held, result, incoming, merged.triples != current, notes)


def _last_imported(connection: db.Connection, source: str, held: dict[str, Held]) -> dict[int, Triples]:
    """Record id → its state as this source gave it last."""
    said = last_imports.last(connection, source, [h.id for h in held.values()])
    states = journal.states(connection, (one.version_id for one in said if one.state is None))
    found = {one.record_id: states.get(one.version_id) if one.state is None else one.state for one in said}
    return {id_: state for id_, state in found.items() if state is not None}


def _foreign(one: Incoming) -> Refused:
    reason = f"{one.iri} is a record that did not come from this source; it is not overwritten."
    note = Note(Level.REFUSED, one.origin, reason, "Edit the record itself, or import under an address of your own.")
    return Refused(one.origin, (note,), one.raw or lines(one.triples))


def _conflict(one: Incoming, place: tuple[Term, Term]) -> Note:
    reason = "Source and curator both changed this value; the curator's was kept."
    return Note(Level.WARNING, one.origin, reason, "Compare the two in the record.", place[1][1:-1], place[0][1:-1])
