"""Part-of, broader and their like: fields that must not lead in a circle (`khz:acyclic` in the shapes)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalogue import database as db
from catalogue.database import hierarchies
from catalogue.database.hierarchies import Edge
from catalogue.interchange.incoming import Level, Note
from catalogue.interchange.matching import Matched
from catalogue.rdf import Term, Triple
from catalogue.record import Record
from catalogue.shapes import RecordType, Schema

_REMEDY = "This statement was left out; correct one of the two."


@dataclass(frozen=True)
class Circle:
    """A statement that closes a circle, and what to say of it."""

    triple: Triple
    note: Note


class Hierarchy:
    """The edges of one catalogue, within one transaction."""

    def __init__(self, connection: db.Connection, schema: Schema) -> None:
        self._connection = connection
        self._schema = schema

    def cycles(self, matched: Sequence[Matched]) -> dict[str, list[Circle]]:
        """By IRI, the statements by which a record would become part of itself, however far round."""
        edges = [e for m in matched for e in edges_of(m.record, m.incoming.record_type)]
        upward: dict[tuple[str, Term], set[str]] = {}
        for child, predicate, parent in edges:
            upward.setdefault((child, predicate), set()).add(parent)
        origins = {m.record.iri: m.incoming.origin for m in matched}
        above = _Above(self._connection, frozenset(origins), upward)
        found: dict[str, list[Circle]] = {}
        for child, predicate, parent in edges:
            if above.leads_to(parent, predicate, child):
                upward[child, predicate].discard(parent)
                reason = f"It would become part of itself, through {parent}."
                key = predicate[1:-1].rsplit("/", 1)[-1]
                note = Note(Level.WARNING, origins[child], reason, _REMEDY, key, parent)
                found.setdefault(child, []).append(Circle((f"<{child}>", predicate, f"<{parent}>"), note))
        return found

    def record(self, matched: Sequence[Matched]) -> None:
        """Writes the edges of records that are being saved."""
        hierarchies.forget(self._connection, [m.record.iri for m in matched if m.held is not None])
        edges = (e for m in matched for e in edges_of(m.record, m.incoming.record_type))
        hierarchies.write(self._connection, edges)


@dataclass(frozen=True)
class _Above:
    """What lies above a record: as it would be saved, if it is among those, else as it is held."""

    connection: db.Connection
    saved: frozenset[str]
    upward: Mapping[tuple[str, Term], set[str]]

    def leads_to(self, start: str, predicate: Term, goal: str) -> bool:
        """Whether a way up from a record comes to another one."""
        open_, seen = [start], set[str]()
        while open_:
            here = open_.pop()
            if here == goal:
                return True
            if here not in seen:
                seen.add(here)
                open_ += self._parents(here, predicate)
        return False

    def _parents(self, here: str, predicate: Term) -> Iterable[str]:
        if here in self.saved:
            return self.upward.get((here, predicate), ())
        return hierarchies.parents(self.connection, here, predicate)


def edges_of(record: Record, record_type: RecordType) -> Iterator[Edge]:
    """The edges of a record as it says them."""
    paths = {f.path for f in record_type.fields if f.acyclic}
    subject = f"<{record.iri}>"
    return ((record.iri, p, o[1:-1]) for s, p, o in record.triples if s == subject and p in paths and o[0] == "<")
