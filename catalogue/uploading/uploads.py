"""Uploads of one record: found, read, put in place, and saved with the stubs that it needs, in one change."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalogue import database as db
from catalogue import journal
from catalogue.errors import ChangedMeanwhile, NotAllowed, RecordRefused, UnreadableFile
from catalogue.interchange.bodies import PATCH, UNREADABLE, read_body
from catalogue.interchange.incoming import Hint, Incoming, Level, Note, Refused
from catalogue.interchange.linked_art_json import Describe
from catalogue.interchange.placing import ended
from catalogue.interchange.readers import Readers
from catalogue.interchange.referring import pointed_to, pointing_paths, referring
from catalogue.interchange.replacing import replace
from catalogue.interchange.representing import carried, document, hidden_writes, statements
from catalogue.interchange.stubs import path_of, stub, stub_type
from catalogue.interchange.untrusted import Reading
from catalogue.journal import Held, Saving
from catalogue.publication import etag_of
from catalogue.rdf import Triples
from catalogue.record import Record
from catalogue.saving import Saver
from catalogue.shapes import RecordType, Schema
from catalogue.validation import Finding

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_MINTED = 14  # characters of a new id
_RDF = ("turtle", "ntriples")
_NOWHERE = Path("body")  # the content comes with the request


@dataclass(frozen=True)
class Target:
    """Where an upload goes: the record that is there, or why there cannot be one any more."""

    path: str
    record_type: RecordType
    held: Held | None = None
    record: Record | None = None
    ended: str = ""

    @property
    def etag(self) -> str:
        """The SHA-256 of the state; empty where there is none."""
        return etag_of(self.record.triples) if self.record is not None else ""


@dataclass(frozen=True)
class Body:
    """What a program sends: `staff` says whether it may see what is for staff only."""

    content: bytes
    syntax: str
    person: str
    staff: bool = True


@dataclass(frozen=True)
class Prepared:
    """A record ready to be saved, with the stubs that it needs, and what is to be said of it."""

    target: Target
    record: Record
    stubs: tuple[Saving, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Note, ...]

    @property
    def unchanged(self) -> bool:
        """Whether the record is so already."""
        return self.target.record is not None and self.target.record.triples == self.record.triples


@dataclass(frozen=True)
class Saved:
    """What became of an upload."""

    record: Record
    created: bool
    changed: bool
    stubs: tuple[str, ...]

    @property
    def etag(self) -> str:
        """The SHA-256 of the state."""
        return etag_of(self.record.triples)


class Uploads:
    """The uploads to one catalogue; `describe` tells how to call what a record refers to."""

    def __init__(
        self,
        database: db.Database,
        schema: Schema,
        saver: Saver,
        base: str,
        naming_key: Callable[[], str],
        readers: Readers,
        describe: Describe,
    ) -> None:
        self._database = database
        self._schema = schema
        self._saver = saver
        self._base = base
        self._naming_key = naming_key
        self._readers = readers
        self._describe = describe
        self._pointing = pointing_paths(schema)

    def close(self) -> None:
        """Ends the children that read."""
        self._readers.close()

    def target(self, path: str) -> Target:
        """What is at a path of a known record type."""
        record_type = self._schema.by_slug[path.split("/")[1]]
        with self._database.reading() as connection:
            iri = journal.at_paths(connection, [path]).get(path, self._base + path)
            held = journal.find(connection, [iri]).get(iri)
            if held is None:
                return Target(path, record_type, ended=ended(connection, [iri]).get(iri, ""))
            state = journal.states(connection, [held.version]).get(held.version, frozenset())
        return Target(path, record_type, held, Record(held.iri, path, self._base + path, state))

    def minted(self, slug: str) -> Target:
        """A place of its own for a new record."""
        name = "".join(secrets.choice(_ALPHABET) for _ in range(_MINTED))
        return Target(f"/{slug}/{name}", self._schema.by_slug[slug])

    def document(self, target: Target, describe: Describe | None = None) -> dict[str, Any]:
        """The Linked Art document of a working record; `describe` calls what it refers to, if not as usual."""
        assert target.record is not None
        return document(target.record, target.record_type, self._schema, describe or self._describe)

    def statements(self, target: Target, *, staff: bool) -> Triples:
        """What the RDF forms show of a working record."""
        assert target.record is not None
        return statements(target.record, target.record_type, staff=staff)

    def read(self, target: Target, body: Body, *, naming: bool = False) -> Incoming:
        """The one record of a body; `naming` says that it has no address yet.

        Raises UnreadableFile for what cannot be read, RecordRefused for what is not this record.
        """
        options = {
            "base": self._base,
            "content": body.content,
            "syntax": body.syntax,
            "about": target.held.iri if target.held is not None else self._base + target.path,
            "key": self._naming_key(),
            "document": self.document(target) if body.syntax == PATCH else None,
            "naming": naming,
        }
        return _one(self._readers.read(body.person, Reading(read_body, _NOWHERE, options)))

    def placed(self, target: Target, one: Incoming, *, naming: bool = False) -> Target:
        """Where the record of a body goes; raises RecordRefused where that is not where it was sent to."""
        slug = target.record_type.slug
        if one.record_type.slug != slug:
            said = f"The body describes a record of type {one.record_type.slug}, and this is the place of type {slug}."
            raise RecordRefused(said, "Correct its class, or send it elsewhere.")
        expected = target.held.iri if target.held is not None else self._base + target.path
        path = path_of(one.iri, slug, self._base)
        if one.iri == expected or (target.held is None and path == target.path):
            return target
        if naming and not one.iri.startswith(f"{self._base}/"):
            found = self.target(path)
            if found.held is not None:
                raise ChangedMeanwhile(f"{one.iri} has a record: {path}.", "Send it there.", found.held.version)
            return found
        remedy = "Leave its id out, or send it to its own address." if naming else "Send it to its own address."
        raise RecordRefused(f"The body is about {one.iri}, not about {expected}.", remedy)

    def prepare(self, target: Target, one: Incoming, body: Body) -> Prepared:
        """The state that an upload would make, checked; nothing is written.

        Raises RecordRefused with every finding where one of them blocks it, NotAllowed where it has what is for staff
        from somebody who may not see it.
        """
        record, notes = self._put(target, one, body)
        if not body.staff and hidden_writes(record, target.record, target.record_type):
            raise NotAllowed("The body has values of fields that you cannot see.", "Leave them out.")
        stubs, remarks = self._stubs(record, target, one)
        findings = tuple(self._saver.check(record, target.record_type.slug, stubs))
        if any(f.blocks_saving for f in findings):
            raise RecordRefused(f"{target.path} cannot be saved.", "Correct what the findings name.", findings)
        return Prepared(target, record, stubs, findings, (*notes, *remarks))

    def save(self, prepared: Prepared, *, who: str, why: str, institution: str) -> Saved:
        """Saves what was prepared; raises ChangedMeanwhile where the record is not what it was, else RecordRefused."""
        target = prepared.target
        change = self._saver.save(
            prepared.record,
            target.record_type.slug,
            who=who,
            why=why,
            expecting=target.held.version if target.held is not None else None,
            new=target.held is None,
            institution=institution,
            stubs=prepared.stubs,
        )
        made = tuple(s.record.path for s in prepared.stubs if change is not None and s.record.iri in change.versions)
        return Saved(prepared.record, target.held is None, change is not None, made)

    def _put(self, target: Target, one: Incoming, body: Body) -> tuple[Record, tuple[Note, ...]]:
        notes = tuple(n for n in one.notes if n.level is Level.WARNING)
        iri, path = one.iri, target.path
        held = target.record or Record(iri, path, self._base + path, frozenset())
        of_json = body.syntax not in _RDF
        forms = carried(held, target.record_type, self._schema, self._base, as_json=of_json, staff=body.staff)
        put = replace(held, forms, one.triples)
        if put.stayed:
            reason = "These parts were left out, and stay: they hold what this form of the record does not show."
            remedy, parts = "Take them out in Turtle, or by hand.", ", ".join(part[1:-1] for part in put.stayed)
            notes = (*notes, Note(Level.WARNING, one.origin, reason, remedy, None, parts))
        return Record(iri, path, self._base + path, put.triples), notes

    def _stubs(self, record: Record, target: Target, one: Incoming) -> tuple[tuple[Saving, ...], tuple[Note, ...]]:
        """Stubs for what the record refers to and nobody knows, and remarks on them."""
        pointed = pointed_to(record, self._pointing) - {record.iri}
        with self._database.reading() as connection:
            unknown = pointed.difference(journal.find(connection, pointed))
            gone = ended(connection, unknown)
        hints = {h.iri: h for h in one.hints}
        stubs, notes = [], []
        for iri, field in referring(record, target.record_type, unknown).items():
            hint = hints.get(iri, Hint(iri))
            record_type = stub_type(hint, field, self._schema, self._base)
            if iri in gone or record_type is None:
                reason = gone.get(iri) or "There can be no record at this address of ours."
                notes.append(Note(Level.WARNING, one.origin, reason, "Correct the address.", field.key, iri))
                continue
            stubs.append(Saving(stub(hint, record_type, self._base), record_type.slug, stub=True))
            if not hint.labels:
                reason = "Nothing is known of what it refers to; a draft without a name stands in for it."
                notes.append(Note(Level.WARNING, one.origin, reason, "Describe it.", field.key, iri))
        return tuple(stubs), tuple(notes)


def _one(items: Sequence[Incoming | Refused]) -> Incoming:
    """The one record of a body; raises UnreadableFile or RecordRefused."""
    for item in items:
        if isinstance(item, Refused):
            note = item.notes[0]
            if item.origin == UNREADABLE:
                raise UnreadableFile(note.reason, note.remedy)
            about = f" ({note.value})" if note.value else ""
            raise RecordRefused(note.reason + about, note.remedy)
    records = [item for item in items if isinstance(item, Incoming)]
    if not records:
        raise RecordRefused("The body describes no record.", "Send one record: its address, its class, what it says.")
    if len(records) > 1:
        named = ", ".join(sorted(one.iri for one in records)[:5])
        raise RecordRefused(f"The body describes {len(records)} records: {named}.", "Send each to its own address.")
    return records[0]
