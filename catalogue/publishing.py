"""Publishing: decide what becomes visible, project each record once, and log it in one transaction.

Nothing here reads anything that is not in the journal, and nothing that it refuses reaches the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from catalogue import database as db
from catalogue import journal, publication
from catalogue.addresses import ours
from catalogue.database import groups
from catalogue.faults import point
from catalogue.files.addresses import held_among
from catalogue.journal import Held
from catalogue.labels import languages_used, notation_in
from catalogue.public_view import PublicView, public_view
from catalogue.publication import Projected
from catalogue.rdf import Term, Triples
from catalogue.record import Record, RecordView, references, view
from catalogue.shapes import Schema
from catalogue.summaries import summary_of
from catalogue.validation import Finding, Validator

BATCH = 50
_SHAPES = "shapes"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Blocked:
    """A record that was not published, and why."""

    iri: str
    path: str
    findings: tuple[Finding, ...] = ()
    fallen: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Published:
    """What a publication did: entries written, neighbours among them, and what was refused."""

    asked: int
    written: int
    neighbours: int
    blocked: tuple[Blocked, ...] = ()


@dataclass
class _Work:
    """One publication on its way: `visible` are the IRIs that it makes public."""

    visible: set[str] = field(default_factory=set)
    held: dict[str, Held] = field(default_factory=dict)
    blocked: dict[str, Blocked] = field(default_factory=dict)
    projected: dict[str, Projected] = field(default_factory=dict)
    around: list[Projected] = field(default_factory=list)
    position: int = 0


class Publisher:
    """Publishes records of one catalogue."""

    def __init__(self, database: db.Database, schema: Schema, validator: Validator, base: str) -> None:
        self._database = database
        self._schema = schema
        self._validator = validator
        self._base = base
        self._ours = ours(base)

    def publish(
        self, wanted: Sequence[Held], progress: Progress | None = None, *, who: str = "", why: str = ""
    ) -> Published:
        """Publishes these records as they are in the journal now, and projects anew the neighbours that change.

        Records with a missing value, or that filtering would leave below their minimum, are refused. The journal names
        `who` did it, where that is said.
        """
        self.keep_to_shapes()
        with self._database.reading() as connection:
            work = self._decide(connection, wanted, progress)
        with self._database.writing() as connection:
            if self._overtaken(connection, work):
                again = list(journal.find(connection, (h.iri for h in wanted)).values())
                work = self._decide(connection, again, None)
            before = publication.position(connection)
            written = publication.log(connection, list(work.projected.values()))
            touched = publication.log(connection, work.around)
            _sign(connection, before, who, why, "publish")
            point("publish.committing")
        point("publish.committed")
        return Published(len(wanted), written + touched, touched, tuple(work.blocked.values()))

    def rehearse(self, wanted: Sequence[Held]) -> tuple[Mapping[str, Triples], Mapping[str, Blocked]]:
        """What publishing these together would make public, and what it would refuse, by IRI; nothing is written."""
        with self._database.reading() as connection:
            work = self._decide(connection, wanted, None)
        return {iri: one.triples for iri, one in work.projected.items()}, work.blocked

    def withdraw(
        self, wanted: Sequence[Held], why: str = "withdrawn", reason: str | None = None, *, who: str = ""
    ) -> int:
        """Takes records out of the public side, with the pointers of their neighbours; the entries written.

        A neighbour that cannot stand without what is withdrawn is withdrawn with it, and is a draft from then on.
        """
        with self._database.writing() as connection:
            before = publication.position(connection)
            written = self.withdraw_within(connection, wanted, why, reason)
            _sign(connection, before, who, reason or "", "withdraw")
        return written

    def withdraw_within(
        self,
        connection: db.Connection,
        wanted: Sequence[Held],
        why: str,
        reason: str | None = None,
        into: str | None = None,
    ) -> int:
        """The same within a transaction, where records are deleted, or merged `into` the one at a path."""
        return self._withdraw(connection, list(wanted), why, reason, why, into)

    def keep_to_shapes(self) -> bool:
        """Projects everything public anew if the shapes are not those it was projected by; whether they were others.

        What cannot stand by the new shapes is withdrawn, and is a draft from then on.
        """
        with self._database.reading() as connection:
            if db.setting(connection, _SHAPES) == self._schema.fingerprint:
                return False
        with self._database.writing() as connection:
            again = self._project_again(connection, set(publication.published_versions(connection)), set())
            publication.log(connection, list(again.projected.values()))
            self._withdraw(connection, [again.held[iri] for iri in again.blocked], "withdrawn", None, "draft")
            db.set_setting(connection, _SHAPES, self._schema.fingerprint)
        return True

    def _withdraw(
        self,
        connection: db.Connection,
        leaving: list[Held],
        why: str,
        reason: str | None,
        status: str,
        into: str | None = None,
    ) -> int:
        written = 0
        while leaving:
            ids = publication.neighbours(connection, sorted(h.iri for h in leaving), shown=True)
            written += publication.withdraw(connection, leaving, why, reason, status, into)
            again = self._project_again(connection, ids - {h.id for h in leaving}, set())
            written += publication.log(connection, list(again.projected.values()))
            leaving = [again.held[iri] for iri in again.blocked]
            why, reason, status, into = "withdrawn", None, "draft", None
        return written

    def _decide(self, connection: db.Connection, wanted: Sequence[Held], progress: Progress | None) -> _Work:
        work = _Work({h.iri for h in wanted}, {h.iri: h for h in wanted})
        work.position = publication.position(connection)
        finished = self._finished(connection, wanted, work)
        done = 0
        for start in range(0, len(finished), BATCH):
            batch = finished[start : start + BATCH]
            self._decide_batch(connection, batch, work)
            done += len(batch)
            if progress is not None:
                progress(done, len(wanted))
        self._settle(connection, work)
        work.around = self._neighbours(connection, work)
        return work

    def _finished(self, connection: db.Connection, wanted: Sequence[Held], work: _Work) -> list[Held]:
        """Those whose import has ended; the others are blocked."""
        waiting = groups.unfinished_versions(connection)
        for held in wanted:
            if held.version in waiting:
                work.blocked[held.iri] = Blocked(held.iri, held.path, reason="its import is not finished")
        return [h for h in wanted if h.iri not in work.blocked]

    def _decide_batch(self, connection: db.Connection, batch: Sequence[Held], work: _Work) -> None:
        states = journal.states(connection, [h.version for h in batch])
        records = [self._record(h, states[h.version]) for h in batch]
        trees = [view(r, self._schema.by_slug[h.slug]) for h, r in zip(batch, records, strict=True)]
        self._block(self._validator.check(records, self._classes(connection, trees)), work)
        self._project_batch(connection, batch, trees, {h.id: h.version for h in batch}, work)

    def _project_batch(
        self,
        connection: db.Connection,
        batch: Sequence[Held],
        trees: Sequence[RecordView],
        versions: Mapping[int, int],
        work: _Work,
    ) -> None:
        """Makes the public views of what is not blocked; one that does not satisfy its shape is blocked."""
        tags = _language_tags(connection, trees, work)
        visible = self._visible(connection, trees, work)
        for held, tree in zip(batch, trees, strict=True):
            if held.iri not in work.blocked:
                seen = public_view(tree, visible)
                self._take(held, versions[held.id], tree, seen, tags, work)
        changed = [
            self._record(p.held, p.triples)
            for h, tree in zip(batch, trees, strict=True)
            if (p := work.projected.get(h.iri)) is not None and p.triples != tree.record.triples
        ]
        if changed:
            self._block(self._validator.check(changed, self._classes(connection, trees)), work)

    def _block(self, findings: Iterable[Finding], work: _Work) -> None:
        for finding in findings:
            if finding.severity == "Violation":
                held = work.held[finding.record]
                earlier = work.blocked.get(finding.record)
                found = (*(earlier.findings if earlier else ()), finding)
                work.blocked[finding.record] = Blocked(held.iri, held.path, found)
                work.projected.pop(finding.record, None)

    def _take(
        self, held: Held, version: int, tree: RecordView, seen: PublicView, tags: Mapping[str, str], work: _Work
    ) -> None:
        if seen.fallen or seen.hidden:
            reason = "it is set to staff, or under embargo" if seen.hidden else ""
            work.blocked[held.iri] = Blocked(held.iri, held.path, fallen=seen.fallen, reason=reason)
            work.projected.pop(held.iri, None)
        else:
            work.projected[held.iri] = self._projected(held, version, tree, seen, tags)

    def _projected(
        self, held: Held, version: int, tree: RecordView, seen: PublicView, tags: Mapping[str, str]
    ) -> Projected:
        if seen.triples != tree.record.triples:
            tree = view(self._record(held, seen.triples), tree.record_type)
        return Projected(held, version, seen.triples, seen.pointers, summary_of(tree, held.slug, tags))

    def _settle(self, connection: db.Connection, work: _Work) -> None:
        """Projects anew whatever points to a record that turned out to be refused, until nothing changes."""
        public = publication.public_among(connection, work.blocked)
        refused = set(work.blocked) - public
        while refused:
            work.visible -= refused
            before = set(work.blocked)
            touched = [
                p.held for p in work.projected.values() if any(t in refused for _, t, shown in p.pointers if shown)
            ]
            for start in range(0, len(touched), BATCH):
                self._decide_batch(connection, touched[start : start + BATCH], work)
            fresh = set(work.blocked) - before
            refused = fresh - publication.public_among(connection, fresh)

    def _neighbours(self, connection: db.Connection, work: _Work) -> list[Projected]:
        """The public records that pointed in vain to what becomes visible now, from their published versions."""
        ids = publication.neighbours(connection, sorted(work.projected), shown=False)
        ids -= {p.held.id for p in work.projected.values()}
        return list(self._project_again(connection, ids, work.visible).projected.values())

    def _project_again(self, connection: db.Connection, ids: set[int], visible: set[str]) -> _Work:
        versions = publication.published_versions(connection, ids)
        held = journal.by_ids(connection, versions)
        again = _Work(visible, {h.iri: h for h in held})
        for start in range(0, len(held), BATCH):
            states = journal.states(connection, (versions[h.id] for h in held[start : start + BATCH]))
            batch = [h for h in held[start : start + BATCH] if versions[h.id] in states]
            trees = [view(self._record(h, states[versions[h.id]]), self._schema.by_slug[h.slug]) for h in batch]
            self._project_batch(connection, batch, trees, versions, again)
        return again

    def _overtaken(self, connection: db.Connection, work: _Work) -> bool:
        """Whether something was published, withdrawn, saved or deleted since this was decided."""
        if publication.position(connection) != work.position:
            return True
        now = journal.find(connection, work.held)
        return any(iri not in now or now[iri].version != held.version for iri, held in work.held.items())

    def _visible(self, connection: db.Connection, trees: Iterable[RecordView], work: _Work) -> Callable[[Term], bool]:
        """Outside addresses may be shown, and files; records, and whatever claims to be ours, only when public."""
        targets = {o[1:-1] for tree in trees for _, _, o in tree.record.triples if o[0] == "<"}
        known = journal.known_among(connection, targets)
        public = publication.public_among(connection, known) | (work.visible & targets)
        public |= held_among(connection, self._base, targets)

        def visible(term: Term) -> bool:
            iri = term[1:-1]
            return iri in public or not (iri in known or self._ours(iri))

        return visible

    def _classes(self, connection: db.Connection, trees: Sequence[RecordView]) -> dict[str, str]:
        return record_classes(connection, self._schema, (t[1:-1] for tree in trees for _, t in references(tree.root)))

    def _record(self, held: Held, triples: Triples) -> Record:
        return Record(held.iri, held.path, self._base + held.path, triples)


def _sign(connection: db.Connection, before: int, who: str, why: str, kind: str) -> None:
    """Writes into the journal who made the entries that follow a position, if there are any."""
    if who and publication.position(connection) > before:
        signed = journal.append(connection, [], who=who, why=why, kind=kind)
        publication.sign(connection, before, signed.id)


def record_classes(connection: db.Connection, schema: Schema, iris: Iterable[str]) -> dict[str, str]:
    """IRI → record class, for those of these IRIs that are records."""
    found = journal.find(connection, iris)
    return {iri: schema.by_slug[h.slug].record_class for iri, h in found.items() if h.slug in schema.by_slug}


def _language_tags(connection: db.Connection, trees: Iterable[RecordView], work: _Work) -> dict[str, str]:
    """The tags of the language concepts that name these records, from the concepts' own public notations."""
    held = journal.find(connection, set().union(*(languages_used(tree) for tree in trees)))
    versions = publication.published_versions(connection, (h.id for h in held.values()))
    shown = {i: versions.get(h.id) or (h.version if i in work.held else 0) for i, h in held.items()}
    states = journal.states(connection, set(shown.values()))
    return {iri: notation_in(states[version], iri) for iri, version in shown.items() if version in states}
