"""Importing: incoming records → matched, merged, given stubs, validated, and journalled in groups.

A group of changes belongs together: it can be taken up again where it was interrupted, is undone
together, and is not publishable while it is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from catalogue import database as db
from catalogue import journal
from catalogue.collector import spared
from catalogue.database import groups, last_imports
from catalogue.database.last_imports import LastImport
from catalogue.errors import ImportRefused
from catalogue.faults import point
from catalogue.interchange.decision import Deciding, Decision, Relied
from catalogue.interchange.hierarchy import Hierarchy
from catalogue.interchange.incoming import Incoming, Level, Note, Origin, Refused
from catalogue.interchange.placing import replacements
from catalogue.interchange.report import ImportReport, Reporter
from catalogue.interchange.uniqueness import Uniqueness
from catalogue.journal import Saving
from catalogue.rdf import lines
from catalogue.shapes import RecordType, Schema
from catalogue.validation import Validator

CHANGE = 500
BATCH = 100
Progress = Callable[[int], None]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Source:
    """What is imported: `name` says whose records these are across runs, `fingerprint` finds an interrupted run.

    `suffix` is that of the file of refused rows.
    """

    name: str
    title: str
    fingerprint: str
    suffix: str = ".jsonl"


class Importer:
    """One import into one catalogue."""

    def __init__(
        self,
        database: db.Database,
        schema: Schema,
        validator: Validator,
        base: str,
        source: Source,
        reporter: Reporter,
        who: str,
    ) -> None:
        self._database = database
        self._schema = schema
        self._source = source
        self._reporter = reporter
        self._who = who
        self._deciding = Deciding(schema, validator, base, source.name)
        self._seen: dict[str, Origin] = {}
        self._relied: dict[str, Relied] = {}
        self._group = 0

    @property
    def _dry(self) -> bool:
        return self._reporter.report.dry_run

    def run(self, items: Iterable[Incoming | Refused], progress: Progress | None = None) -> ImportReport:
        """Imports everything; with a dry run nothing is written. Refusals and remarks are in the report.

        What an interrupted run has written is found unchanged and costs little.
        """
        try:
            with spared():
                self._run(items, progress)
        finally:
            report = self._reporter.close()
        return report

    def _run(self, items: Iterable[Incoming | Refused], progress: Progress | None) -> None:
        with self._database.reading() as connection:
            self._learn(connection)
        if not self._dry:
            self._open_group()
        self._take_all(items, progress)
        if not self._dry:
            self._close_group()

    def _take_all(self, items: Iterable[Incoming | Refused], progress: Progress | None) -> None:
        deferred: list[Incoming] = []
        for batch in _batches(items, BATCH):
            self._reporter.report.read += len(batch)
            records = [one for item in batch if (one := self._admit(item)) is not None]
            deferred += self._take(records, {r.iri: r.record_type for r in records}, last=False)
            if progress is not None:
                progress(self._reporter.report.read)
        coming = {r.iri: r.record_type for r in deferred}
        for rest in _batches(deferred, BATCH):
            self._take(rest, coming, last=True)
        self._finish(self._deciding.stand_ins(self._relied))

    def _admit(self, item: Incoming | Refused) -> Incoming | None:
        """Tells what the reader said; None for what it refused, or what came before in this source."""
        if isinstance(item, Refused):
            self._reporter.refuse(item)
            return None
        self._reporter.note(item.notes)
        first = self._seen.setdefault(item.iri, item.origin)
        if first is not item.origin:
            self._reporter.refuse(_twice(item, first))
            return None
        return item

    def _take(self, records: Sequence[Incoming], coming: Mapping[str, RecordType], last: bool) -> list[Incoming]:
        """Imports one batch; gives back those that point to what may still come."""
        with self._database.reading() as connection:
            made = self._deciding.decide(connection, records, coming, last)
        if self._dry:
            self._tell(made)
            return made.waiting
        with self._database.writing() as connection:
            if journal.last_change(connection) != made.change:  # others wrote meanwhile
                self._learn(connection)
                made = self._deciding.decide(connection, records, coming, last)
            self._write(connection, made)
            point("import.committing")
        point("import.committed")
        self._tell(made)
        return made.waiting

    def _finish(self, made: Decision) -> None:
        """Stubs for what this import referred to and did not bring after all."""
        if made.stubs and not self._dry:
            with self._database.writing() as connection:
                self._learn(connection)
                made.stubs = {i: s for i, s in made.stubs.items() if i not in self._deciding.known}
                savings = list(made.stubs.values())
                for start in range(0, len(savings), CHANGE):
                    self._append(connection, savings[start : start + CHANGE], made)
        self._tell(made, list(made.stubs.values()))

    def _write(self, connection: db.Connection, made: Decision) -> None:
        savings = made.savings
        if not groups.advance(connection, self._group, self._reporter.report.read, self._source.fingerprint):
            raise ImportRefused("This import was undone while it ran.", "Begin it again, if it is still wanted.")
        for start in range(0, len(savings), CHANGE):
            self._append(connection, savings[start : start + CHANGE], made)

    def _append(self, connection: db.Connection, savings: Sequence[Saving], made: Decision) -> None:
        change = journal.append(
            connection, savings, who=self._who, why=self._source.title, kind="import", group_id=self._group
        )
        ids, versions = change.records, change.versions
        changed = [m for m in made.changed if m.record.iri in versions]
        said = [
            LastImport(ids[m.record.iri], versions[m.record.iri], None if m.pure else m.as_imported) for m in changed
        ]
        last_imports.write(connection, self._source.name, said)
        Uniqueness(connection, self._schema).claim(changed, ids)
        Hierarchy(connection, self._schema).record(changed)

    def _tell(self, made: Decision, savings: Sequence[Saving] | None = None) -> None:
        """Counts and reports what has been done, and remembers what is held now."""
        report = self._reporter.report
        for one in made.said:
            if isinstance(one, Refused):
                self._reporter.refuse(one)
            else:
                self._reporter.note([one])
        report.incomplete += made.incomplete
        report.unchanged += len(made.matched) - len(made.changed)
        for matched in made.changed:
            (report.updated if matched.held else report.created)[matched.incoming.record_type.slug] += 1
        for saving in made.savings if savings is None else savings:
            report.stubs.update([saving.slug] if saving.stub else [])
            self._deciding.known[saving.record.iri] = self._deciding.class_of(saving.slug)
        self._relied.update(made.relied)

    def _learn(self, connection: db.Connection) -> None:
        """Takes note of every record that is held, and of those that are no more."""
        held = journal.all_held(connection)
        self._deciding.replaced = replacements(connection)
        self._deciding.known.clear()
        self._deciding.known.update((h.iri, self._deciding.class_of(h.slug)) for h in held)

    def _open_group(self) -> None:
        """Opens the group of this import, or takes up an interrupted one."""
        source = self._source
        with self._database.writing() as connection:
            held = groups.find_open(connection, source.fingerprint)
            self._group = (
                held.id
                if held is not None
                else groups.begin(connection, "import", source.title, source.fingerprint, journal.now())
            )

    def _close_group(self) -> None:
        with self._database.writing() as connection:
            groups.close(connection, self._group, journal.now())


def _twice(one: Incoming, first: Origin) -> Refused:
    reason = f"It has the same identity as {first} ({one.iri})."
    note = Note(Level.REFUSED, one.origin, reason, "Give it a number of its own, or leave one of the two out.")
    return Refused(one.origin, (note,), one.raw or lines(one.triples))


def _batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    batch: list[_T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
