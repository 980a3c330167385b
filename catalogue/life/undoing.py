"""Taking a change or a group back: in transactions of at most 500 records, as one group that can be undone itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from catalogue import database as db
from catalogue import journal
from catalogue.database import groups, histories, lives
from catalogue.database.histories import Identity
from catalogue.errors import RecordRefused
from catalogue.faults import point
from catalogue.history.history import as_record
from catalogue.life.effects import Answer
from catalogue.life.references import Narrow, Referring, dropped, referring
from catalogue.life.undo_plan import Outcome, Plan, Target, Touch
from catalogue.life.writing import DELETED, Told, Wanted, Writing

CHANGE = 500
KIND = "undo"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Left:
    """A record that was left as it is, and why."""

    record: Identity
    reason: str


@dataclass(frozen=True)
class Undone:
    """What was taken back: `group` can be undone itself; None where there was nothing to do."""

    group: int | None
    changed: int = 0
    deleted: int = 0
    revived: int = 0
    left: tuple[Left, ...] = ()


@dataclass
class _Tally:
    done: dict[Outcome, int] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)


@dataclass(frozen=True)
class Answers:
    """What was decided: of each record by its IRI, and of all others."""

    each: Mapping[str, Answer] = field(default_factory=dict)
    otherwise: Answer | None = None

    def of(self, touch: Touch) -> Answer | None:
        """The answer to the question about a record."""
        return self.each.get(touch.record.iri, self.otherwise)


class Undoing:
    """Takes one target back."""

    def __init__(
        self, database: db.Database, writing: Writing, target: Target, answers: Answers, narrow: Narrow | None = None
    ) -> None:
        self._database = database
        self._writing = writing
        self._target = target
        self._answers = answers
        self._narrow = narrow
        self._tally = _Tally()
        self._coming: dict[str, str] = {}
        self._going: set[str] = set()
        self._pointing: list[Referring] = []
        self._position = 0

    def run(self, who: str, why: str, title: str, progress: Progress | None = None) -> Undone:
        """Does it; raises RecordRefused, before anything is written, while a question has no answer."""
        plan, touches = self._look()
        self._refuse_unanswered(touches)
        if self._take_over():
            plan, touches = self._look()
        self._leave_obstructed(touches)
        doing = [t for t in touches if t.outcome is not Outcome.NOTHING]
        told = Told(who, why, KIND, self._begin(title) if doing else self._begun())
        self._coming = {t.record.iri: t.record.slug for t in doing if t.outcome is Outcome.REVIVE}
        done = 0
        for batch in self._batches(doing):
            self._take(plan, batch, told)
            done += len(batch)
            if progress is not None:
                progress(done, len(doing))
        self._close(told.group)
        count = self._tally.done.get
        return Undone(
            told.group, count(Outcome.CHANGE, 0), count(Outcome.DELETE, 0), count(Outcome.REVIVE, 0),
            tuple(self._tally.left),
        )  # fmt: skip

    def _look(self) -> tuple[Plan, list[Touch]]:
        with self._database.reading() as connection:
            plan = Plan(connection, self._writing.schema, self._writing.base, self._target)
            return plan, plan.with_referring(connection, plan.touches(connection), self._narrow)

    def _take_over(self) -> bool:
        """Whether the target was still open; whoever is filling it is stopped."""
        with self._database.writing() as connection:
            mine = f"taken back by {self._target.fingerprint}"
            return self._target.group is not None and groups.take_over(connection, self._target.group, mine)

    def _refuse_unanswered(self, touches: Sequence[Touch]) -> None:
        open_ = [t for t in touches if t.question is not None and self._answers.of(t) is None]
        if open_:
            paths = ", ".join(t.record.path for t in open_[:5])
            said = f"{len(open_)} records cannot be taken back without a decision: {paths}."
            raise RecordRefused(said, "Say for each whether to keep, revert or skip.", tuple(open_))

    def _leave_obstructed(self, touches: Sequence[Touch]) -> None:
        for touch in touches:
            if touch.obstacle is not None:
                self._leave(touch.record, f"It was {touch.obstacle} since.")

    def _leave(self, record: Identity, reason: str) -> None:
        self._tally.left.append(Left(record, reason))

    def _begin(self, title: str) -> int:
        """The group of this undo, or that of one which was interrupted."""
        with self._database.writing() as connection:
            held = groups.find_open(connection, self._target.fingerprint)
            if held is not None:
                return held.id
            return groups.begin(connection, KIND, title, self._target.fingerprint, journal.now())

    def _begun(self) -> int | None:
        """The group of an undo that was interrupted when all was done but to close it."""
        with self._database.reading() as connection:
            held = groups.find_open(connection, self._target.fingerprint)
        return held.id if held is not None else None

    def _close(self, group: int | None) -> None:
        with self._database.writing() as connection:
            for one in (self._target.group, group):
                if one is not None:
                    groups.close(connection, one, journal.now())
            point("undo.closing")

    def _batches(self, doing: Sequence[Touch]) -> Iterator[list[Touch]]:
        """What comes back first, then what changes, then what goes: who points to another before that one."""
        for outcome in (Outcome.REVIVE, Outcome.CHANGE):
            some = [t for t in doing if t.outcome is outcome]
            yield from (some[start : start + CHANGE] for start in range(0, len(some), CHANGE))
        going = [t for t in doing if t.outcome is Outcome.DELETE]
        if going:
            yield from self._departures(going)

    def _departures(self, going: Sequence[Touch]) -> Iterator[list[Touch]]:
        with self._database.writing() as connection:  # exact from here on, by looking at what is newer
            self._position = lives.last_change(connection)
            self._pointing = referring(connection, {t.record.iri for t in going}, self._narrow)
        self._going = self._settled(going)
        ordered = _referrers_first([t for t in going if t.record.iri in self._going], self._pointing)
        yield from (ordered[start : start + CHANGE] for start in range(0, len(ordered), CHANGE))

    def _settled(self, going: Sequence[Touch]) -> set[str]:
        """The IRIs of those that may go: nobody stays who refers to them, or it was said that they lose that."""
        answers = {t.record.iri: self._answers.of(t) for t in going if t.question is not None}
        settled = {t.record.iri for t in going if answers.get(t.record.iri, Answer.REVERT) is Answer.REVERT}
        while True:
            staying = (r for r in self._pointing if r.record.iri not in settled)
            needed = {iri for r in staying for iri in r.targets if iri in settled and iri not in answers}
            if not needed:
                break
            settled -= needed
        for touch in going:
            if touch.record.iri not in settled:
                self._leave(touch.record, "It stays, as was decided, or because what stays refers to it.")
        return settled

    def _take(self, plan: Plan, batch: Sequence[Touch], told: Told) -> None:
        """One transaction; what others did since the plan was made is looked at anew."""
        with self._database.writing() as connection:
            fresh = plan.touches(connection, [t.record.id for t in batch])
            if batch[0].outcome is Outcome.DELETE:
                wanted = self._departing(connection, batch, fresh)
            else:
                pairs = ((touch, self._returning(connection, plan, touch)) for touch in fresh)
                wanted = {touch.record.iri: one for touch, one in pairs if one is not None}
            self._write(connection, plan, fresh, wanted, told)
            point("undo.committing")
        point("undo.committed")

    def _returning(self, connection: db.Connection, plan: Plan, touch: Touch) -> Wanted | None:
        answer = self._answers.of(touch) if touch.question is not None else None
        if touch.question is not None and answer is None:
            self._leave(touch.record, "It was changed meanwhile.")
            return None
        if touch.outcome not in (Outcome.CHANGE, Outcome.REVIVE):
            return None
        return plan.wanted(connection, touch, answer)

    def _departing(
        self, connection: db.Connection, batch: Sequence[Touch], fresh: Sequence[Touch]
    ) -> dict[str, Wanted]:
        """The records that end, and those that lose their pointers to them."""
        asked = {t.record.iri for t in batch if t.question is not None}
        ending = [t for t in fresh if t.outcome is Outcome.DELETE and (t.question is None or t.record.iri in asked)]
        iris = {t.record.iri for t in ending}
        pointing = [r for r in referring(connection, iris, self._known) if r.record.iri not in self._going]
        surprised = {iri for r in pointing for iri in r.targets} - asked
        for touch in ending:
            if touch.record.iri in surprised:
                self._leave(touch.record, "Another record refers to it meanwhile.")
        iris -= surprised
        ever = lives.public_entries(connection, [t.record.id for t in ending], gone=True)
        wanted = {
            t.record.iri: Wanted(self._writing.as_wanted(t.record), ending=_ending(t.record.id in ever))
            for t in ending
            if t.record.iri in iris
        }
        return wanted | {r.record.iri: self._dropping(connection, r) for r in pointing if r.targets & iris}

    def _dropping(self, connection: db.Connection, one: Referring) -> Wanted:
        return losing(connection, self._writing, one)

    def _known(self, iris: object) -> tuple[int, list[str]]:
        """What the look at all records found; only those of later changes are still to be read."""
        assert isinstance(iris, set)
        return self._position, [r.record.iri for r in self._pointing if r.targets & iris]

    def _keep(self, iris: Collection[str], by_iri: Mapping[str, Touch], wanted: dict[str, Wanted], reason: str) -> None:
        for iri in iris:
            if wanted.pop(iri, None) is not None and iri in by_iri:
                self._leave(by_iri[iri].record, reason)

    def _write(
        self, connection: db.Connection, plan: Plan, fresh: Sequence[Touch], wanted: dict[str, Wanted], told: Told
    ) -> None:
        by_iri = {t.record.iri: t for t in fresh}
        while refused := self._writing.refusals(connection, list(wanted.values()), self._coming):
            for iri, reason in refused.items():
                freed = [r.targets for r in self._pointing if r.record.iri == iri and iri not in by_iri]
                for held in ({iri}, *freed):
                    self._keep(held, by_iri, wanted, reason)
        if not wanted:
            return
        change = self._writing.write(connection, list(wanted.values()), told)
        for iri in wanted:
            touch = by_iri.get(iri)
            if touch is None:
                continue
            self._tally.done[touch.outcome] = self._tally.done.get(touch.outcome, 0) + 1
            if touch.outcome is Outcome.CHANGE:
                mine, own = plan.effect(connection, touch.record), plan.own(touch.record.id)
                lives.rebase(connection, own, touch.record.id, change.versions[iri], mine.added, mine.removed)


def losing(connection: db.Connection, writing: Writing, one: Referring) -> Wanted:
    """A record without its pointers to what is about to go."""
    head = one.record.version
    state = histories.states(connection, [head]).get(head, frozenset()) if head is not None else frozenset()
    record = as_record(one.record, state, writing.schema, writing.base)
    left = dropped(record, writing.schema.by_slug[one.record.slug], one.targets)
    return Wanted(as_record(one.record, left, writing.schema, writing.base), one.record.stub)


def _ending(public: bool) -> str:
    return DELETED if public else journal.UNDONE


def _referrers_first(going: Sequence[Touch], pointing: Sequence[Referring]) -> list[Touch]:
    """In an order in which nothing points to what has gone before it, where there is one."""
    by_iri = {t.record.iri: t for t in going}
    sorter = TopologicalSorter[str](dict.fromkeys(by_iri, ()))
    for one in pointing:
        if one.record.iri in by_iri:
            for target in one.targets & by_iri.keys():
                sorter.add(target, one.record.iri)
    try:
        return [by_iri[iri] for iri in sorter.static_order()]
    except CycleError:
        return list(going)
