"""Part-of, broader and their like: fields that must not lead in a circle (`khz:acyclic` in the shapes)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalogue import database as db
from catalogue.database import hierarchies
from catalogue.database.hierarchies import Edge
from catalogue.interchange.incoming import Level, Note
from catalogue.interchange.matching import Matched
from catalogue.rdf import Term, Triple
from catalogue.record import Record
from catalogue.shapes import RecordType, Schema


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
        edges = [e for m in matched for e in _edges(m.record, m.incoming.record_type)]
        upward: dict[tuple[str, Term], set[str]] = {}
        for child, predicate, parent in edges:
            upward.setdefault((child, predicate), set()).add(parent)
        origins = {m.record.iri: m.incoming.origin for m in matched}
        found: dict[str, list[Circle]] = {}
        for child, predicate, parent in edges:
            if self._leads_to(parent, predicate, child, upward):
                upward[child, predicate].discard(parent)
                reason = f"It would become part of itself, through {parent}; this statement was left out."
                key = predicate[1:-1].rsplit("/", 1)[-1]
                note = Note(Level.WARNING, origins[child], reason, "Correct one of the two.", key, parent)
                found.setdefault(child, []).append(Circle((f"<{child}>", predicate, f"<{parent}>"), note))
        return found

    def record(self, matched: Sequence[Matched]) -> None:
        """Writes the edges of records that are being saved."""
        hierarchies.forget(self._connection, [m.record.iri for m in matched if m.held is not None])
        edges = (e for m in matched for e in _edges(m.record, m.incoming.record_type))
        hierarchies.write(self._connection, edges)

    def _leads_to(self, start: str, predicate: Term, goal: str, upward: dict[tuple[str, Term], set[str]]) -> bool:
        open_, seen = [start], set()
        while open_:
            here = open_.pop()
            if here == goal:
                return True
            if here not in seen:
                seen.add(here)
                open_ += upward.get((here, predicate)) or hierarchies.parents(self._connection, here, predicate)
        return False


def _edges(record: Record, record_type: RecordType) -> Iterator[Edge]:
    paths = {f.path for f in record_type.fields if f.acyclic}
    subject = f"<{record.iri}>"
    return ((record.iri, p, o[1:-1]) for s, p, o in record.triples if p in paths and s == subject and o[0] == "<")
