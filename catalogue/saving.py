"""Saving one record: is it valid, is it where it may be, does it claim what is another's; then into the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from catalogue import database as db
from catalogue import journal
from catalogue.errors import ChangedMeanwhile, RecordRefused
from catalogue.faults import point
from catalogue.interchange.claims import Claims
from catalogue.interchange.placing import ended, misplaced
from catalogue.journal import Change, Held, Saving
from catalogue.publishing import record_classes
from catalogue.record import Record, references, view
from catalogue.shapes import Schema
from catalogue.validation import Finding, Validator

Completing = Callable[[db.Connection, Record], Record]


class Saver:
    """Saves records of one catalogue; `validator` is asked for when it is needed first."""

    def __init__(self, database: db.Database, schema: Schema, validator: Callable[[], Validator], base: str) -> None:
        self._database = database
        self._schema = schema
        self._validator = validator
        self._base = base

    def save(
        self,
        record: Record,
        slug: str,
        *,
        who: str,
        why: str = "",
        kind: str = "save",
        expecting: int | None = None,
        new: bool = False,
        institution: str = "",
        stubs: Sequence[Saving] = (),
        completing: Completing | None = None,
    ) -> Change | None:
        """Saves one record; None where nothing changed.

        `expecting` is the version that the change was made from, `new` says that there must be none yet; a new record
        becomes the institution's. `stubs` for what it refers to are made in the same change, where nobody has made them
        meanwhile. `completing` gives the record what can only be given under the write lock, such as its number. Raises
        ChangedMeanwhile where the record is at another version, else RecordRefused.
        """
        with self._database.writing() as connection:
            held, before = journal.opened(connection, iri=record.iri) or (None, None)
            _expect(record, held, expecting, new=new)
            record = completing(connection, record) if completing is not None else record
            if before == record.triples:
                return None
            if held is None or (held.path, held.slug) != (record.path, slug):
                self._refuse_misplaced(connection, record, slug, held)
            self._refuse_invalid(connection, record, slug, stubs)
            claims = Claims(connection, self._schema, (record, held), before={record.iri: before})
            if refusals := claims.refusals:
                reasons = " ".join(reason for found in refusals.values() for reason in found)
                raise RecordRefused(f"{record.path} cannot be saved: {reasons}", "Correct one of the two.")
            known = journal.find(connection, (one.record.iri for one in stubs))
            beside = [one for one in stubs if one.record.iri not in known]
            savings = [Saving(record, slug, institution=institution), *beside]
            saved = journal.append(connection, savings, who=who, why=why, kind=kind)
            claims.write(saved.records)
            point("save.committing")
        point("save.committed")
        return saved

    def check(self, record: Record, slug: str, stubs: Sequence[Saving] = ()) -> list[Finding]:
        """What the shapes say of a record, saved or not, once these stubs are there."""
        with self._database.reading() as connection:
            return self.findings(connection, [record], {record.iri: slug}, stubs)

    def findings(
        self,
        connection: db.Connection,
        records: Sequence[Record],
        slugs: Mapping[str, str],
        stubs: Sequence[Saving] = (),
    ) -> list[Finding]:
        """What the shapes say of records, within a transaction; `slugs` has their types by IRI."""
        trees = [view(r, self._schema.by_slug[slugs[r.iri]]) for r in records]
        pointed = (t[1:-1] for tree in trees for _, t in references(tree.root))
        coming = {one.record.iri: self._schema.by_slug[one.slug].record_class for one in stubs}
        return self._validator().check(records, coming | record_classes(connection, self._schema, pointed))

    def _refuse_misplaced(self, connection: db.Connection, record: Record, slug: str, held: Held | None) -> None:
        there = journal.at_paths(connection, [record.path])
        if reason := misplaced(self._base, record.iri, record.path, slug, held, there):
            raise RecordRefused(f"{record.path} cannot be saved: {reason}", "Choose another address.")
        if reason := ended(connection, [record.iri]).get(record.iri):
            raise RecordRefused(f"{record.path} cannot be saved: {reason}", "Restore one of its versions.")

    def _refuse_invalid(self, connection: db.Connection, record: Record, slug: str, stubs: Sequence[Saving]) -> None:
        found = self.findings(connection, [record], {record.iri: slug}, stubs)
        blocking = tuple(f for f in found if f.blocks_saving)
        if blocking:
            reasons = "; ".join(self._validator().reason(f) for f in blocking)
            raise RecordRefused(f"{record.path} cannot be saved: {reasons}.", "Correct these fields.", blocking)


def _expect(record: Record, held: Held | None, expecting: int | None, *, new: bool) -> None:
    """Raises ChangedMeanwhile where a record is not at the version that a change was made from."""
    version = held.version if held is not None else None
    if (new and held is not None) or (expecting is not None and version != expecting):
        said = f"{record.path} has been changed by somebody else since you opened it."
        raise ChangedMeanwhile(said, "Compare the two, and save again.", version)
