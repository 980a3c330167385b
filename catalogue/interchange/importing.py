"""Importing: incoming records → matched, merged, given stubs, validated, and journalled in groups.

A group of changes belongs together: it can be taken up again where it was interrupted, is undone
together, and is not publishable while it is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalogue import database as db
from catalogue import journal
from catalogue.database import groups, last_imports
from catalogue.database.last_imports import LastImport
from catalogue.faults import point
from catalogue.interchange.hierarchy import Hierarchy
from catalogue.interchange.incoming import Hint, Incoming, Level, Note, Origin, Refused
from catalogue.interchange.matching import Matched, match
from catalogue.interchange.report import ImportReport, Reporter
from catalogue.interchange.stubs import stub, stub_type
from catalogue.interchange.uniqueness import Uniqueness
from catalogue.journal import Saving
from catalogue.namespaces import TYPE
from catalogue.rdf import Triples, lines
from catalogue.record import Record, RecordView, references
from catalogue.shapes import Field, Kind, Schema
from catalogue.validation import Finding, Validator

CHANGE = 500
BATCH = 100
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Source:
    """What is imported: `name` says whose records these are across runs, `fingerprint` finds an interrupted run.

    `suffix` is that of the file of refused rows.
    """

    name: str
    title: str
    fingerprint: str
    suffix: str = ".jsonl"


@dataclass
class _Batch:
    """The records of one step on their way to one change."""

    matched: list[Matched] = field(default_factory=list)
    stubs: dict[str, Record] = field(default_factory=dict)
    stub_slugs: dict[str, str] = field(default_factory=dict)


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
        self._validator = validator
        self._base = base
        self._source = source
        self._reporter = reporter
        self._who = who
        self._pointing = _pointing_paths(schema)
        self._known: dict[str, str] = {}
        self._made: set[str] = set()
        self._group = 0

    def run(self, items: Iterable[Incoming | Refused], progress: Progress | None = None) -> ImportReport:
        """Imports everything; with a dry run nothing is written. Refusals and remarks are in the report."""
        with self._database.reading() as connection:
            self._known = {h.iri: self._class_of(h.slug) for h in journal.all_held(connection)}
        done = 0 if self._reporter.report.dry_run else self._open_group()
        deferred: list[Incoming] = []
        for batch in _batches(items, BATCH):
            self._reporter.report.read += len(batch)
            if self._reporter.report.read > done:
                deferred.extend(self._take(batch, last=False))
            if progress is not None:
                progress(self._reporter.report.read)
        for batch in _batches(deferred, BATCH):
            self._take(batch, last=True)
        if not self._reporter.report.dry_run:
            self._close_group()
        return self._reporter.close()

    def _take(self, items: Sequence[Incoming | Refused], last: bool) -> list[Incoming]:
        """Imports one batch; gives back those that point to what may still come."""
        records = [i for i in items if isinstance(i, Incoming)]
        for item in items:
            if isinstance(item, Refused):
                self._reporter.refuse(item)
            else:
                self._reporter.note(item.notes)
        announced = {r.iri: r.record_type.record_class for r in records}
        batch, waiting = _Batch(), []
        with self._database.reading() as connection:
            for one in match(connection, self._base, self._source.name, records):
                if isinstance(one, Refused):
                    self._reporter.refuse(one)
                elif self._resolve(one, announced, batch, last):
                    batch.matched.append(one)
                else:
                    waiting.append(one.incoming)
            self._refuse_invalid(connection, batch, announced)
        self._write(batch)
        return waiting

    def _resolve(self, one: Matched, announced: Mapping[str, str], batch: _Batch, last: bool) -> bool:
        """Makes stubs for what the record refers to in vain; False if it should wait for the end of the source."""
        unknown = self._unknown(one.record.triples, one.record, announced, batch)
        if not unknown or not one.changed:
            return True
        hints = {h.iri: h for h in one.incoming.hints}
        fields = _referring(one.tree, unknown)
        if not last and any(iri not in hints for iri in fields):
            return False
        for iri, field_ in fields.items():
            self._stub(hints.get(iri, Hint(iri)), field_, one.incoming.origin, batch)
        return True

    def _unknown(self, triples: Triples, record: Record, announced: Mapping[str, str], batch: _Batch) -> set[str]:
        own = f"<{record.local}#"
        targets = {o[1:-1] for _, p, o in triples if o[0] == "<" and p in self._pointing and not o.startswith(own)}
        return {t for t in targets if t not in self._known and t not in announced and t not in batch.stubs}

    def _stub(self, hint: Hint, field_: Field, origin: Origin, batch: _Batch) -> None:
        record_type = stub_type(hint, field_, self._schema, self._base)
        if record_type is None:
            reason = "It points to an address of ours at which there can be no record."
            self._reporter.note([Note(Level.WARNING, origin, reason, "Correct the address.", field_.key, hint.iri)])
            return
        batch.stubs[hint.iri] = stub(hint, record_type, self._base)
        batch.stub_slugs[hint.iri] = record_type.slug
        if not hint.labels:
            reason = "Nothing is known of what it refers to; a draft without a name stands in for it."
            self._reporter.note([Note(Level.WARNING, origin, reason, "Import or describe it.", field_.key, hint.iri)])

    def _refuse_invalid(self, connection: db.Connection, batch: _Batch, announced: Mapping[str, str]) -> None:
        self._open_circles(connection, batch)
        changed = [m for m in batch.matched if m.changed]
        classes = self._known | dict(announced) | {i: self._class_of(s) for i, s in batch.stub_slugs.items()}
        findings = self._validator.check([m.record for m in changed], classes)
        refused = self._sort_findings(findings, changed)
        refused |= Uniqueness(connection, self._schema).clashes(changed)
        for one in changed:
            if notes := refused.get(one.record.iri):
                self._reporter.refuse(Refused(one.incoming.origin, tuple(notes), _raw(one)))
        batch.matched = [m for m in batch.matched if m.record.iri not in refused]

    def _open_circles(self, connection: db.Connection, batch: _Batch) -> None:
        """Leaves out the statements by which a record would become part of itself, and says so."""
        circular = Hierarchy(connection, self._schema).cycles([m for m in batch.matched if m.changed])
        for place, one in enumerate(batch.matched):
            if found := circular.get(one.record.iri):
                self._reporter.note([c.note for c in found])
                batch.matched[place] = one.without({c.triple for c in found})

    def _sort_findings(self, findings: Sequence[Finding], changed: Sequence[Matched]) -> dict[str, list[Note]]:
        """The notes of records that may not be saved; the others' gaps are only counted and told."""
        origins = {m.record.iri: m.incoming.origin for m in changed}
        refused: dict[str, list[Note]] = {}
        incomplete: set[str] = set()
        for finding in findings:
            level = Level.REFUSED if finding.blocks_saving else Level.WARNING if finding.missing else Level.INFO
            origin = origins[finding.record]
            reason, label = self._validator.reason(finding), self._validator.label(finding)
            note = Note(level, origin, reason, _REMEDIES[level], label, finding.value)
            if finding.blocks_saving:
                refused.setdefault(finding.record, []).append(note)
            else:
                self._reporter.note([note])
                if finding.missing:
                    incomplete.add(finding.record)
        self._reporter.report.incomplete += len(incomplete - set(refused))
        return refused

    def _write(self, batch: _Batch) -> None:
        changed = [m for m in batch.matched if m.changed]
        used = {
            i: r for i, r in batch.stubs.items() if any(f"<{i}>" in {t[2] for t in m.record.triples} for m in changed)
        }
        self._count(batch, changed, used)
        savings = [Saving(m.record, m.incoming.record_type.slug) for m in changed]
        savings += [Saving(record, batch.stub_slugs[iri], stub=True) for iri, record in used.items()]
        for one in savings:
            self._known[one.record.iri] = self._class_of(one.slug)
        if self._reporter.report.dry_run:
            return
        with self._database.writing() as connection:
            for start in range(0, len(savings), CHANGE):
                self._append(connection, savings[start : start + CHANGE], changed)
            groups.advance(connection, self._group, self._reporter.report.read)
            point("import.committing")
        point("import.committed")

    def _append(self, connection: db.Connection, savings: Sequence[Saving], changed: Sequence[Matched]) -> None:
        change = journal.append(
            connection, savings, who=self._who, why=self._source.title, kind="import", group_id=self._group
        )
        ids, versions = change.records, change.versions
        said = [
            LastImport(ids[m.record.iri], versions[m.record.iri], None if m.pure else m.as_imported)
            for m in changed
            if m.record.iri in versions
        ]
        last_imports.write(connection, self._source.name, said)
        Uniqueness(connection, self._schema).claim(changed, change.records)
        Hierarchy(connection, self._schema).record(changed)

    def _count(self, batch: _Batch, changed: Sequence[Matched], used: Mapping[str, Record]) -> None:
        report = self._reporter.report
        report.unchanged += len(batch.matched) - len(changed)
        for one in changed:
            (report.updated if one.held else report.created)[one.incoming.record_type.slug] += 1
        report.stubs.update(batch.stub_slugs[iri] for iri in used)

    def _open_group(self) -> int:
        """Opens the group of this import, or takes up an interrupted one; how many items it has done."""
        source = self._source
        with self._database.writing() as connection:
            held = groups.find_open(connection, source.fingerprint)
            if held is not None:
                self._group = held.id
                return held.done
            self._group = groups.begin(connection, "import", source.title, source.fingerprint, journal.now())
        return 0

    def _close_group(self) -> None:
        with self._database.writing() as connection:
            groups.close(connection, self._group, journal.now())

    def _class_of(self, slug: str) -> str:
        return self._schema.by_slug[slug].record_class if slug in self._schema.by_slug else ""


def _referring(tree: RecordView, unknown: set[str]) -> dict[str, Field]:
    """Which of the unknown IRIs stand in a reference field, and in which."""
    found: dict[str, Field] = {}
    for steps, target in references(tree.root):
        if target[1:-1] in unknown and steps[-1].kind is Kind.REFERENCE:
            found.setdefault(target[1:-1], steps[-1])
    return found


def _pointing_paths(schema: Schema) -> frozenset[str]:
    fields = (a.field for a in schema.addresses.values())
    return frozenset(f.path for f in fields if f.kind is Kind.REFERENCE and not f.inverse) - {TYPE}


def _raw(one: Matched) -> str:
    return one.incoming.raw or lines(one.incoming.triples)


def _batches(items: Iterable[Incoming | Refused], size: int) -> Iterator[list[Incoming | Refused]]:
    batch: list[Incoming | Refused] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


_REMEDIES: Mapping[Level, str] = {
    Level.REFUSED: "Mend the row in the file of refused rows and import that file.",
    Level.WARNING: "The record is in as a draft; add what is missing before publishing.",
    Level.INFO: "",
}
