"""What taking a change or a group back would touch, and what has to be asked first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from catalogue import database as db
from catalogue.database import histories, lives
from catalogue.database.histories import Identity, Step
from catalogue.history.history import as_record, fingerprint_of
from catalogue.life.effects import Answer, Effect, Places, effect, without
from catalogue.life.references import Narrow, referring
from catalogue.life.writing import ERASED, Wanted
from catalogue.rdf import Triples
from catalogue.shapes import Schema

SHOWN = 20


class Outcome(StrEnum):
    """What becomes of a record: it is changed back, deleted again, brought back; or there is nothing to do."""

    CHANGE = "change"
    DELETE = "delete"
    REVIVE = "revive"
    NOTHING = "nothing"


class Doubt(StrEnum):
    """Why somebody has to decide: a later change touched the same part; or the record, which the change made, was
    edited, was published, is referred to by others.
    """

    TOUCHED = "touched"
    EDITED = "edited"
    PUBLISHED = "published"
    REFERRED = "referred"


class Obstacle(StrEnum):
    """Why nothing can be done: the record was erased, or deleted since."""

    ERASED = "erased"
    DELETED = "deleted"


@dataclass(frozen=True)
class Target:
    """What is to be taken back: one change, or a whole group."""

    change: int | None = None
    group: int | None = None

    @property
    def fingerprint(self) -> str:
        """What the group that does it is found by."""
        return fingerprint_of(self.change, self.group)


@dataclass(frozen=True)
class Question:
    """What has to be decided of a record, the ids of the later changes, and paths of the first who refer to it."""

    doubts: tuple[Doubt, ...]
    since: tuple[int, ...]
    referring: tuple[str, ...] = ()


@dataclass(frozen=True)
class Touch:
    """A record that would be touched: `before` and `after` are the ids of its versions around the change."""

    record: Identity
    outcome: Outcome
    before: int | None
    after: int
    question: Question | None = None
    obstacle: Obstacle | None = None


class Plan:
    """What a target did, read once; what to do about it, read anew for each transaction."""

    def __init__(self, connection: db.Connection, schema: Schema, base: str, target: Target) -> None:
        self._schema = schema
        self._base = base
        self.steps: dict[int, list[Step]] = {}
        for step in histories.steps(connection, target.change, target.group):
            self.steps.setdefault(step.record_id, []).append(step)
        every = [v for held in self.steps.values() for s in held for v in (s.id, s.earlier) if v is not None]
        self._ends = histories.deletions(connection, every)

    def touches(self, connection: db.Connection, ids: Collection[int] | None = None) -> list[Touch]:
        """What would become of these records, or of all; who refers to them is not asked here."""
        wanted = list(self.steps if ids is None else ids)
        found = []
        for start in range(0, len(wanted), 500):
            batch = wanted[start : start + 500]
            known = histories.identities(connection, batch)
            since = self._since(connection, batch)
            public = lives.public_entries(connection, batch)
            found += [self._touch(connection, known[i], since.get(i, []), i in public) for i in batch]
        return found

    def with_referring(self, connection: db.Connection, touches: Sequence[Touch], narrow: Narrow | None) -> list[Touch]:
        """The same, with the question about who else refers to the records that would be deleted."""
        going = {t.record.iri for t in touches if t.outcome is Outcome.DELETE}
        changing = {t.record.id: t for t in touches if t.outcome is Outcome.CHANGE and t.question is None}
        asking: dict[str, list[str]] = {}
        for one in referring(connection, going, narrow):
            if one.record.iri in going:
                continue
            left = self._pointers(connection, changing.get(one.record.id), one.targets)
            for iri in left:
                asking.setdefault(iri, []).append(one.record.path)
        return [_asked(t, asking.get(t.record.iri, ())) for t in touches]

    def wanted(self, connection: db.Connection, touch: Touch, answer: Answer | None) -> Wanted | None:
        """The record as it is to be; None where it is so already."""
        current, before, mine, later = self._states(connection, touch.record)
        record = as_record(touch.record, frozenset(), self._schema, self._base)
        if touch.outcome is Outcome.REVIVE:
            state = before
        else:
            state = without(Places(record.iri, record.local), before, current, mine, later, answer).state
        if state == current:
            return None
        earlier = self.steps[touch.record.id][0].earlier
        stub = state == before and earlier is not None and bool(histories.stubs(connection, [earlier]))
        return Wanted(as_record(touch.record, state, self._schema, self._base), stub)

    def effect(self, connection: db.Connection, record: Identity) -> Effect:
        """What the target did to a record."""
        return self._states(connection, record)[2]

    def own(self, record_id: int) -> set[int]:
        """The versions that the target made of a record."""
        return {step.id for step in self.steps[record_id]}

    def _touch(self, connection: db.Connection, record: Identity, since: list[Step], public: bool) -> Touch:
        steps = self.steps[record.id]
        before, after = steps[0].earlier, steps[-1].id
        existed = before is not None and before not in self._ends
        ended, alive = after in self._ends, record.version is not None
        touch = Touch(record, Outcome.NOTHING, before if existed else None, after)
        if record.status == ERASED:
            return replace(touch, obstacle=Obstacle.ERASED)
        if not existed:
            return self._made(connection, touch, since, public) if alive and not ended else touch
        if not alive:
            return replace(touch, outcome=Outcome.REVIVE) if ended else replace(touch, obstacle=Obstacle.DELETED)
        return self._changed(connection, touch, since) if since or not ended else touch

    def _made(self, connection: db.Connection, touch: Touch, since: list[Step], public: bool) -> Touch:
        """A record that the target made: it is deleted again, unless somebody has reason to keep it."""
        doubts = [Doubt.PUBLISHED] if public else []
        if since:
            states = histories.states(connection, [touch.after, since[-1].id])
            doubts += [Doubt.EDITED] if len({*states.values()}) > 1 or len(states) < 2 else []
        asked = Question(tuple(doubts), tuple(s.change for s in since)) if doubts else None
        return replace(touch, outcome=Outcome.DELETE, question=asked)

    def _changed(self, connection: db.Connection, touch: Touch, since: list[Step]) -> Touch:
        if not since:
            return replace(touch, outcome=Outcome.CHANGE)
        current, before, mine, later = self._states(connection, touch.record)
        places = Places(touch.record.iri, self._base + touch.record.path)
        found = without(places, before, current, mine, later, None)
        if found.clashes:
            asked = Question((Doubt.TOUCHED,), tuple(s.change for s in since))
            return replace(touch, outcome=Outcome.CHANGE, question=asked)
        return replace(touch, outcome=Outcome.CHANGE if found.state != current else Outcome.NOTHING)

    def _states(self, connection: db.Connection, record: Identity) -> tuple[Triples, Triples, Effect, Effect]:
        """The record now and before the target; what the target did to it, and what others did since."""
        steps, since = self.steps[record.id], self._since(connection, [record.id]).get(record.id, [])
        ids = {v for s in (*steps, *since) for v in (s.id, s.earlier) if v is not None}
        ids |= {record.version} if record.version is not None else set()
        states: dict[int | None, Triples] = dict(histories.states(connection, ids).items())

        def pairs(some: Iterable[Step]) -> Iterable[tuple[Triples, Triples]]:
            return ((states.get(s.earlier, frozenset()), states.get(s.id, frozenset())) for s in some)

        before = states.get(steps[0].earlier, frozenset())
        return states.get(record.version, frozenset()), before, effect(pairs(steps)), effect(pairs(since))

    def _since(self, connection: db.Connection, ids: Sequence[int]) -> dict[int, list[Step]]:
        """What others did to these records after the target began."""
        found = histories.since(connection, {i: self.steps[i][0].id for i in ids})
        return {i: left for i, held in found.items() if (left := [s for s in held if s.id not in self.own(i)])}

    def _pointers(self, connection: db.Connection, touch: Touch | None, targets: Collection[str]) -> Collection[str]:
        """Those of the targets to which a record will still point."""
        wanted = self.wanted(connection, touch, None) if touch is not None else None
        if wanted is None:
            return targets
        left = {o[1:-1] for _, _, o in wanted.record.triples}
        return [iri for iri in targets if iri in left]


def _asked(touch: Touch, paths: Sequence[str]) -> Touch:
    if not paths:
        return touch
    held = touch.question or Question((), ())
    return replace(touch, question=replace(held, doubts=(*held.doubts, Doubt.REFERRED), referring=tuple(paths[:SHOWN])))
