"""Deciding on one batch of incoming records: what is saved, what waits, what is refused, and what to say of it.

Nothing is written and nothing told here, so that a decision which others overtook can be made again.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from catalogue import database as db
from catalogue import journal
from catalogue.interchange.hierarchy import Hierarchy
from catalogue.interchange.incoming import Hint, Incoming, Level, Note, Origin, Refused
from catalogue.interchange.matching import Matched, match
from catalogue.interchange.referring import pointed_to, pointing_paths, referring
from catalogue.interchange.stubs import stub, stub_type
from catalogue.interchange.uniqueness import Uniqueness
from catalogue.journal import Saving
from catalogue.rdf import Term, lines
from catalogue.shapes import Field, RecordType, Schema
from catalogue.validation import INTEGRITY, Finding, Validator


@dataclass(frozen=True)
class Relied:
    """What a record points to that this import has yet to bring."""

    record_type: RecordType
    hint: Hint
    origin: Origin


@dataclass
class Decision:
    """What is to become of a batch; `change` is the journal's last change when that was decided."""

    change: int
    matched: list[Matched] = field(default_factory=list)
    stubs: dict[str, Saving] = field(default_factory=dict)
    waiting: list[Incoming] = field(default_factory=list)
    said: list[Note | Refused] = field(default_factory=list)
    relied: dict[str, Relied] = field(default_factory=dict)
    incomplete: int = 0

    @property
    def changed(self) -> list[Matched]:
        """The records that differ from what is held."""
        return [m for m in self.matched if m.changed]

    @cached_property
    def savings(self) -> list[Saving]:
        """What is to be written once all is decided: the changed records, and the stubs that they still need."""
        changed = self.changed
        wanted = {f"<{iri}>" for iri in self.stubs}
        pointed, layer = set[Term](), [m.record for m in changed] if wanted else []
        while layer:
            reached = {o for one in layer for _, _, o in one.triples if o in wanted} - pointed
            pointed |= reached
            layer = [self.stubs[o[1:-1]].record for o in reached]
        used = [saving for iri, saving in self.stubs.items() if f"<{iri}>" in pointed]
        return [*(Saving(m.record, m.incoming.record_type.slug) for m in changed), *used]


class Deciding:
    """Decides for one import; `known` maps the IRI of each held record to its record class, `replaced` the terms of
    those that are no more to what they were merged into, or to None.
    """

    def __init__(self, schema: Schema, validator: Validator, base: str, source: str) -> None:
        self.known: dict[str, str] = {}
        self.replaced: dict[Term, Term | None] = {}
        self._schema = schema
        self._validator = validator
        self._base = base
        self._source = source
        self._pointing = pointing_paths(schema)

    def decide(
        self, connection: db.Connection, records: Sequence[Incoming], coming: Mapping[str, RecordType], last: bool
    ) -> Decision:
        """The decision on a batch. `coming` is what this import still brings; unless it is the `last`
        time, records that point to something unknown wait for the end of the source.
        """
        made = Decision(journal.last_change(connection))
        followed = [self._followed(one, made) for one in records] if self.replaced else records
        for one in match(connection, self._base, self._source, followed):
            if isinstance(one, Refused):
                made.said.append(one)
            elif self._resolve(one, coming, made, last):
                self._keep_hints(one, coming, made)
                made.matched.append(one)
                made.said += one.notes
            else:
                made.waiting.append(one.incoming)
        self._open_circles(connection, made)
        self._refuse_invalid(connection, made, coming)
        return made

    def stand_ins(self, relied: Mapping[str, Relied]) -> Decision:
        """Stubs for what was relied on and did not come."""
        made = Decision(0)
        for iri, one in relied.items():
            if iri not in self.known:
                self._add_stub(one.hint, one.record_type, None, one.origin, made)
        return made

    def class_of(self, slug: str) -> str:
        """The record class of a slug."""
        return self._schema.by_slug[slug].record_class if slug in self._schema.by_slug else ""

    def _followed(self, one: Incoming, made: Decision) -> Incoming:
        """The record with its pointers led to what others were merged into, and without those to what was deleted."""
        ended = [t for t in one.triples if t[2] in self.replaced]
        for _, predicate, target in ended:
            into = self.replaced[target]
            level, reason = (Level.INFO, _MERGED) if into else (Level.WARNING, _DELETED)
            made.said.append(Note(level, one.origin, reason, "", predicate[1:-1], target[1:-1]))
        moved = {(s, p, into) for s, p, o in ended if (into := self.replaced[o])}
        return replace(one, triples=(one.triples - set(ended)) | moved) if ended else one

    def _resolve(self, one: Matched, coming: Mapping[str, RecordType], made: Decision, last: bool) -> bool:
        """Makes stubs for what the record refers to in vain; False if it should wait for the end of the source."""
        unknown = self._unknown(one)
        if not unknown:
            return True
        hints = {h.iri: h for h in one.incoming.hints}
        origin = one.incoming.origin
        relied = {i: Relied(coming[i], hints.get(i, Hint(i)), origin) for i in unknown if i in coming}
        missing = unknown - set(relied) - set(made.stubs) if one.changed else set()
        fields = referring(one.record, one.incoming.record_type, missing)
        if not last and any(iri not in hints for iri in fields):
            return False
        made.relied.update(relied)
        for iri, field_ in fields.items():
            hint = hints.get(iri, Hint(iri))
            record_type = stub_type(hint, field_, self._schema, self._base, whole=one.incoming.whole)
            self._add_stub(hint, record_type, field_, one.incoming, made)
        return True

    def _keep_hints(self, one: Matched, coming: Mapping[str, RecordType], made: Decision) -> None:
        """Makes stubs for whatever else the document says something of, so that nothing that it says is lost."""
        for hint in one.incoming.hints if one.incoming.whole and one.changed else ():
            if any(hint.iri in there for there in (self.known, coming, made.stubs)) or _ended(hint, self.replaced):
                continue
            record_type = stub_type(hint, None, self._schema, self._base, whole=True)
            if record_type is not None:
                self._add_stub(hint, record_type, None, one.incoming, made)

    def _unknown(self, one: Matched) -> set[str]:
        return pointed_to(one.record, self._pointing).difference(self.known)

    def _add_stub(
        self, hint: Hint, record_type: RecordType | None, field_: Field | None, one: Incoming | Origin, made: Decision
    ) -> None:
        key = field_.key if field_ is not None else None
        origin, kinds = (one, ()) if isinstance(one, Origin) else (one.origin, self._kinds(one))
        if f"<{hint.iri}>" in self.replaced:
            made.said.append(Note(Level.WARNING, origin, _DELETED, "", key, hint.iri))
            return
        if record_type is None:
            reason = "It points to an address of ours at which there can be no record."
            made.said.append(Note(Level.WARNING, origin, reason, "Correct the address.", key, hint.iri))
            return
        made.stubs[hint.iri] = Saving(stub(hint, record_type, self._base, kinds), record_type.slug, stub=True)
        if not hint.labels:
            reason = "Nothing is known of what it refers to; a draft without a name stands in for it."
            made.said.append(Note(Level.WARNING, origin, reason, "Import or describe it.", key, hint.iri))

    def _kinds(self, one: Incoming) -> Collection[str]:
        """What classifies what a document refers to and will have a record, where all that it says is kept."""
        said = {h.iri for h in one.hints if h.crm_class is not None} if one.whole else ()
        return ChainMap(self.known, dict.fromkeys(said, "")) if said else ()

    def _open_circles(self, connection: db.Connection, made: Decision) -> None:
        """Leaves out the statements by which a record would become part of itself, and says so."""
        circular = Hierarchy(connection, self._schema).cycles(made.changed)
        for place, one in enumerate(made.matched):
            if found := circular.get(one.record.iri):
                made.said += [c.note for c in found]
                made.matched[place] = one.without({c.triple for c in found})

    def _refuse_invalid(self, connection: db.Connection, made: Decision, coming: Mapping[str, RecordType]) -> None:
        changed = made.changed
        stubs = {i: self.class_of(s.slug) for i, s in made.stubs.items()}
        classes = ChainMap(stubs, self.known, {i: t.record_class for i, t in coming.items()})
        self._refuse(made, self._sort_findings(self._validator.check([m.record for m in changed], classes), made))
        while clashes := Uniqueness(connection, self._schema).clashes(made.changed):
            self._refuse(made, clashes)

    def _refuse(self, made: Decision, refused: Mapping[str, Sequence[Note]]) -> None:
        for one in made.matched:
            if notes := refused.get(one.record.iri):
                made.said.append(Refused(one.incoming.origin, tuple(notes), _raw(one)))
        made.matched = [m for m in made.matched if m.record.iri not in refused]

    def _sort_findings(self, findings: Sequence[Finding], made: Decision) -> dict[str, list[Note]]:
        """The notes of records that may not be saved; the others' gaps are only counted and told."""
        origins = {m.record.iri: m.incoming.origin for m in made.matched}
        whole = {m.record.iri for m in made.matched if m.incoming.whole}
        refused: dict[str, list[Note]] = {}
        incomplete: set[str] = set()
        for finding in findings:
            blocks = finding.blocks_saving and not (finding.record in whole and finding.component not in INTEGRITY)
            wanting = finding.missing or finding.blocks_saving
            level = Level.REFUSED if blocks else Level.WARNING if wanting else Level.INFO
            reason, label = self._validator.reason(finding), self._validator.label(finding)
            note = Note(level, origins[finding.record], reason, _REMEDIES[level], label, finding.value)
            if blocks:
                refused.setdefault(finding.record, []).append(note)
            else:
                made.said.append(note)
                incomplete.update([finding.record] if wanting else [])
        made.incomplete = len(incomplete - set(refused))
        return refused


def _ended(hint: Hint, replaced: Mapping[Term, Term | None]) -> bool:
    return f"<{hint.iri}>" in replaced


def _raw(one: Matched) -> str:
    return one.incoming.raw or lines(one.incoming.triples)


_DELETED = "It points to a record that was deleted here; the statement was left out."
_MERGED = "It points to a record that was merged into another here; it points to that one now."
_REMEDIES: Mapping[Level, str] = {
    Level.REFUSED: "Mend the row in the file of refused rows and import that file.",
    Level.WARNING: "The record is in as a draft; mend it before publishing.",
    Level.INFO: "",
}
