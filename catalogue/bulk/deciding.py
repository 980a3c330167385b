"""What an operation makes of a batch of records: which change, which do not, which may not. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from catalogue import database as db
from catalogue import journal
from catalogue.bulk.applying import applied
from catalogue.bulk.operation import Operation, Place, place_of
from catalogue.bulk.outcomes import Fate, Left, Reason, Tally, Why
from catalogue.editing.edits import Notation
from catalogue.interchange.claims import Claims
from catalogue.journal import Held
from catalogue.record import Record
from catalogue.saving import Saver
from catalogue.shapes import RecordType, Schema

May = Callable[[RecordType, str], bool]
"""Whether somebody may do it to a record of a type that belongs to an institution."""


@dataclass(frozen=True)
class Changing:
    """A record that changes: as it is, and as it is to be."""

    held: Held
    before: Record
    after: Record


@dataclass
class Decided:
    """What becomes of a batch; `change` is the journal's last change when that was decided."""

    change: int = 0
    changing: dict[str, Changing] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def told(self, tally: Tally) -> Tally:
        """A tally with this batch in it."""
        tally = tally.with_(Fate.CHANGED, self.changing).with_(Fate.UNCHANGED, self.unchanged)
        return tally.with_(Fate.OTHER, self.other).with_left(self.left)


class Deciding:
    """Decides for one operation; raises KeyError for an operation on no field."""

    def __init__(
        self, schema: Schema, base: str, saver: Saver, operation: Operation, may: May, notation: Notation
    ) -> None:
        place = place_of(schema, operation.address)
        if place is None:
            raise KeyError(operation.address)
        self._place: Place = place
        self._schema = schema
        self._base = base
        self._saver = saver
        self._operation = operation
        self._may = may
        self._notation = notation

    def decide(self, connection: db.Connection, iris: Sequence[str]) -> Decided:
        """The decision on these records as they are now."""
        made = Decided(journal.last_change(connection))
        found = journal.find(connection, iris)
        ours = {iri: found[iri] for iri in iris if iri in found and self._admitted(found[iri], made)}
        made.left += [Left(iri, iri.removeprefix(self._base), (Reason(Why.GONE),)) for iri in iris if iri not in found]
        states = journal.states(connection, (held.version for held in ours.values()))
        for held in ours.values():
            if held.version in states:
                path = self._base + held.path
                self._apply(held, Record(held.iri, held.path, path, states[held.version]), made)
        self._refuse(connection, made)
        return made

    def apply(self, record: Record) -> Record | None:
        """The record with the operation done, valid or not; None where nothing changes."""
        return applied(record, self._place, self._operation, self._notation).record

    def _admitted(self, held: Held, made: Decided) -> bool:
        record_type = self._place.record_type
        if held.slug != record_type.slug:
            made.other.append(held.iri)
            return False
        if not self._may(record_type, held.institution):
            made.left.append(_left(held, Reason(Why.NOT_ALLOWED)))
            return False
        return True

    def _apply(self, held: Held, record: Record, made: Decided) -> None:
        done = applied(record, self._place, self._operation, self._notation)
        if done.reasons:
            made.left.append(_left(held, *done.reasons))
        elif done.record is None:
            made.unchanged.append(held.iri)
        else:
            made.changing[held.iri] = Changing(held, record, done.record)

    def _refuse(self, connection: db.Connection, made: Decided) -> None:
        """Takes out what may not be saved so."""
        slugs = {iri: one.held.slug for iri, one in made.changing.items()}
        reasons: dict[str, list[Reason]] = {}
        for finding in self._saver.findings(connection, [one.after for one in made.changing.values()], slugs):
            if finding.blocks_saving:
                reasons.setdefault(finding.record, []).append(Reason.of(finding))
        claims = Claims(connection, self._schema, *((one.after, one.held) for one in made.changing.values()))
        for iri, said in claims.refusals.items():
            reasons.setdefault(iri, []).extend(Reason(Why.CLAIM, text) for text in said)
        for iri, found in reasons.items():
            made.left.append(_left(made.changing.pop(iri).held, *dict.fromkeys(found)))


def _left(held: Held, *reasons: Reason) -> Left:
    return Left(held.iri, held.path, reasons)
