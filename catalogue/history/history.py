"""The history of a catalogue: every version of every record, and the changes that made them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from catalogue import database as db
from catalogue.database import histories
from catalogue.database.histories import ChangeLine, Chosen, GroupLine, Identity, Version
from catalogue.errors import UnknownRecord
from catalogue.history.differences import PartDifference, differences
from catalogue.interchange.stubs import path_of
from catalogue.namespaces import TYPE
from catalogue.rdf import Triples
from catalogue.record import Record
from catalogue.shapes import RecordType, Schema

_T = TypeVar("_T")


@dataclass(frozen=True)
class Page(Generic[_T]):
    """One page of a list, and how long the list is."""

    items: tuple[_T, ...]
    total: int


@dataclass(frozen=True)
class Wrote:
    """What a change made of one record: the version, and the one before it, if there was one."""

    record: Identity
    version: int
    earlier: int | None


class History:
    """Reads the journal of one catalogue backwards."""

    def __init__(self, database: db.Database, schema: Schema, base: str) -> None:
        self._database = database
        self._schema = schema
        self._base = base

    def identity(self, iri: str) -> Identity:
        """A record, alive or not; raises UnknownRecord."""
        with self._database.reading() as connection:
            found = histories.identity(connection, iri)
        if found is None:
            raise UnknownRecord(f"There never was a record {iri}.")
        return found

    def at_path(self, path: str) -> Identity | None:
        """The record at a path, alive or not."""
        with self._database.reading() as connection:
            return histories.at_path(connection, path)

    def versions(self, iri: str) -> list[Version]:
        """Every version of a record, the newest first."""
        found = self.identity(iri)
        with self._database.reading() as connection:
            return histories.versions(connection, found.id)[::-1]

    def version(self, iri: str, number: int) -> Version:
        """One version by its number, from 1; raises UnknownRecord."""
        found = next((v for v in self.versions(iri) if v.number == number), None)
        if found is None:
            raise UnknownRecord(f"{iri} has no version {number}.")
        return found

    def state(self, version: int) -> Triples | None:
        """The state of a version, by its id; empty for a deletion, None once it is erased."""
        with self._database.reading() as connection:
            return histories.states(connection, [version]).get(version)

    def record(self, iri: str, version: int | None) -> Record:
        """A record with the state of a version; empty for none, for a deletion, and once it is erased."""
        state = self.state(version) if version is not None else None
        return as_record(self.identity(iri), state or frozenset(), self._schema, self._base)

    def differences(self, iri: str, before: int | None, after: int | None) -> PartDifference:
        """What changed between two versions of a record, by their ids; None stands for nothing."""
        one, other = self.record(iri, before), self.record(iri, after)
        return differences(one, other, self.record_type(other if other.triples else one))

    def record_type(self, record: Record) -> RecordType:
        """The type of a record in a state, as its path tells."""
        return self._schema.by_slug[record.path.split("/")[1]]

    def changes(self, chosen: Chosen | None = None, page: int = 1, size: int = 50) -> Page[ChangeLine]:
        """Changes of the whole catalogue, the newest first."""
        with self._database.reading() as connection:
            found, total = histories.changes(connection, chosen or Chosen(), (page - 1) * size, size)
        return Page(tuple(found), total)

    def change(self, id_: int) -> ChangeLine | None:
        """One change; None if there is none of this number."""
        with self._database.reading() as connection:
            return histories.change_line(connection, id_)

    def group(self, id_: int) -> GroupLine | None:
        """One group of changes; None if there is none of this number."""
        with self._database.reading() as connection:
            return histories.group_line(connection, id_)

    def undone_by(self, change: int | None = None, group: int | None = None) -> list[GroupLine]:
        """The groups that took a change or a group back, unfinished ones included."""
        with self._database.reading() as connection:
            return histories.undoings(connection, fingerprint_of(change, group))

    def wrote(self, change: int, page: int = 1, size: int = 50) -> Page[Wrote]:
        """What a change made, record by record."""
        return self._wrote(page, size, change=change)

    def wrote_in_group(self, group: int, page: int = 1, size: int = 50) -> Page[Wrote]:
        """What a group made: of each record its last version there, beside the one before the group."""
        return self._wrote(page, size, group=group)

    def _wrote(self, page: int, size: int, change: int | None = None, group: int | None = None) -> Page[Wrote]:
        with self._database.reading() as connection:
            first: dict[int, int | None] = {}
            last: dict[int, int] = {}
            for step in histories.steps(connection, change, group):
                first.setdefault(step.record_id, step.earlier)
                last[step.record_id] = step.id
            wanted = list(last)[(page - 1) * size : page * size]
            known = histories.identities(connection, wanted)
        return Page(tuple(Wrote(known[id_], last[id_], first[id_]) for id_ in wanted), len(last))


def fingerprint_of(change: int | None = None, group: int | None = None) -> str:
    """What the group that takes something back is found by."""
    return f"undo change {change}" if group is None else f"undo group {group}"


def end_of(day: date) -> str:
    """The moment at which a day has ended, as journal and log write times."""
    return (day + timedelta(days=1)).isoformat()


def as_record(identity: Identity, state: Triples, schema: Schema, base: str) -> Record:
    """A record in a state, at the place where the state's own class puts it: a stub may have been of another type."""
    root = f"<{identity.iri}>"
    said = {o[1:-1] for s, p, o in state if s == root and p == TYPE}
    kind = next((schema.by_class[c] for c in sorted(said) if c in schema.by_class), None)
    same = kind is None or kind.slug == identity.slug
    path = identity.path if same or kind is None else path_of(identity.iri, kind.slug, base)
    return Record(identity.iri, path, base + path, state)
