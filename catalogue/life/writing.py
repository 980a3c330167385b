"""Writing several records in one change: validated and claimed like a save, deletions among them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from catalogue import database as db
from catalogue import journal
from catalogue.database import lives
from catalogue.database.histories import Identity
from catalogue.errors import RecordRefused
from catalogue.interchange.claims import Claims
from catalogue.journal import Change, Held, Saving
from catalogue.publishing import Publisher, record_classes
from catalogue.record import Record, references, view
from catalogue.shapes import Schema
from catalogue.validation import Validator

DELETED, MERGED, ERASED = "deleted", "merged", "erased"


@dataclass(frozen=True)
class Wanted:
    """A record as it is to be; an empty state ends it, and `ending` says how."""

    record: Record
    stub: bool = False
    ending: str = DELETED
    moved_to: str = ""

    @property
    def slug(self) -> str:
        """Its type, from its path."""
        return self.record.path.split("/")[1]

    @property
    def ends(self) -> bool:
        """Whether it is to be no more."""
        return not self.record.triples


@dataclass(frozen=True)
class Told:
    """Who makes a change, why, of which kind, in which group."""

    who: str
    why: str
    kind: str
    group: int | None = None


class Writing:
    """Writes records of one catalogue; validator and publisher are asked for when they are needed first."""

    def __init__(
        self,
        schema: Schema,
        base: str,
        validator: Callable[[], Validator],
        publisher: Callable[[], Publisher],
    ) -> None:
        self.schema = schema
        self.base = base
        self._validator = validator
        self._publisher = publisher

    def refusals(
        self, connection: db.Connection, wanted: Sequence[Wanted], coming: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """By IRI, why a record may not be as it is wanted; `coming` are types of records that will be there."""
        found: dict[str, list[str]] = {}
        checker, staying = self._validator(), [w for w in wanted if not w.ends]
        classes = self._classes(connection, staying, {w.record.iri for w in wanted if w.ends}, coming or {})
        for finding in checker.check([w.record for w in staying], classes):
            if finding.blocks_saving:
                found.setdefault(finding.record, []).append(f"{checker.reason(finding)}.")
        for iri, reasons in self._claims(connection, wanted).refusals.items():
            found.setdefault(iri, []).extend(reasons)
        return {iri: " ".join(dict.fromkeys(reasons)) for iri, reasons in found.items()}

    def write(
        self,
        connection: db.Connection,
        wanted: Sequence[Wanted],
        told: Told,
        *,
        reason: str | None = None,
        show_last: bool = False,
    ) -> Change:
        """Appends one change, with all that follows from it in public.

        `reason` is what the public is told of what ends, `show_last` says that it may see the last public state.
        """
        held = journal.find(connection, (w.record.iri for w in wanted))
        claims = self._claims(connection, wanted, held)
        savings = [Saving(w.record, w.slug, w.stub) for w in wanted]
        change = journal.append(connection, savings, who=told.who, why=told.why, kind=told.kind, group_id=told.group)
        claims.write(change.records)
        ids = change.records
        lives.silence(connection, [ids[w.record.iri] for w in wanted if not w.ends and w.record.iri not in held])
        for ending, moved_to in dict.fromkeys((w.ending, w.moved_to) for w in wanted if w.ends):
            ended = [w.record.iri for w in wanted if w.ends and (w.ending, w.moved_to) == (ending, moved_to)]
            leaving = [held[iri] for iri in ended if iri in held]
            self._end(connection, leaving, ending, reason, moved_to, show_last=show_last)
            lives.bury(connection, [ids[iri] for iri in ended], ending, moved_to or None)
        return change

    def as_wanted(self, record: Identity) -> Record:
        """A record of which nothing is left."""
        return Record(record.iri, record.path, self.base + record.path, frozenset())

    def _end(
        self,
        connection: db.Connection,
        held: Sequence[Held],
        ending: str,
        reason: str | None,
        moved_to: str,
        *,
        show_last: bool,
    ) -> None:
        public = lives.public_entries(connection, [h.id for h in held])
        if public:
            leaving = [h for h in held if h.id in public]
            self._publisher().withdraw_within(connection, leaving, ending, reason, moved_to or None)
            if show_last:
                lives.show_last(connection, public)

    def _claims(
        self, connection: db.Connection, wanted: Sequence[Wanted], held: Mapping[str, Held] | None = None
    ) -> Claims:
        found = journal.find(connection, (w.record.iri for w in wanted)) if held is None else held
        return Claims(connection, self.schema, *((w.record, found.get(w.record.iri)) for w in wanted))

    def _classes(
        self, connection: db.Connection, staying: Sequence[Wanted], ending: Collection[str], coming: Mapping[str, str]
    ) -> dict[str, str]:
        """The classes of what these point to, once all is done."""
        trees = (view(w.record, self.schema.by_slug[w.slug]) for w in staying)
        pointed = {target[1:-1] for tree in trees for _, target in references(tree.root)}
        found = record_classes(connection, self.schema, pointed - set(ending))
        later = {iri: self.schema.by_slug[slug].record_class for iri, slug in coming.items() if iri in pointed}
        return found | later


def refuse(refusals: Mapping[str, str], what: str) -> None:
    """Raises RecordRefused for the first few of what was refused."""
    if refusals:
        said = " ".join(f"{iri}: {reason}" for iri, reason in list(refusals.items())[:5])
        raise RecordRefused(f"{what} {said}", "Correct these records first.")
