"""One piece of work done: looked at first, then written batch by batch as one group of changes, or taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from catalogue import database as db
from catalogue import journal
from catalogue.accounts import Act, Permissions, Person
from catalogue.bulk.deciding import Decided, Deciding, May
from catalogue.bulk.jobs import Job, State
from catalogue.bulk.operation import TO_FIELDS, Doing, Operation
from catalogue.bulk.outcomes import Tally
from catalogue.bulk.standing import Standings
from catalogue.catalogue import Catalogue
from catalogue.database import bulk_jobs, groups
from catalogue.faults import point
from catalogue.interchange.claims import Claims
from catalogue.journal import Saving
from catalogue.life import Answer, Target

KIND = "bulk"
BATCH = 100
Stop = Callable[[], bool]


class Ended(Exception):
    """The work is no longer this process's: it was taken back, or forgotten."""


@dataclass(frozen=True)
class Worker:
    """Who does a piece of work: the process, and the person in whose name."""

    owner: str
    person: Person
    permissions: Permissions

    def may(self, operation: Operation) -> May:
        """What the person may do an operation to."""
        acts = acts_of(operation.doing)
        return lambda kind, where: all(self.permissions.may(self.person, act, kind, where) for act in acts)


def acts_of(doing: Doing) -> tuple[Act, ...]:
    """What somebody must be allowed to do to every record."""
    further = {Doing.ASK: Act.EDIT, Doing.MERGE: Act.DELETE}
    public = (Doing.PUBLISH, Doing.WITHDRAW, Doing.APPROVE)
    more = Act.PUBLISH if doing in public else further.get(doing)
    return (Act.BULK, more) if more is not None else (Act.BULK,)


class Running:
    """Does one piece of work."""

    def __init__(self, catalogue: Catalogue, job: Job, operation: Operation, worker: Worker, stop: Stop) -> None:
        self._catalogue = catalogue
        self._database = catalogue.database
        self._job = job
        self._operation = operation
        self._worker = worker
        self._stop = stop
        with self._database.reading() as connection:
            self._chosen = bulk_jobs.records(connection, job.id)

    def check(self) -> None:
        """Finds out what would become of the records; nothing of them is written."""
        if self._operation.doing in TO_FIELDS:
            deciding, tally, done = self._deciding(), Tally(), 0
            for batch in _batches([iri for iri, _ in self._chosen]):
                if self._stop():
                    self._end(State.CHOSEN, None, State.CHECKING)
                    return
                with self._database.reading() as connection:
                    tally = deciding.decide(connection, batch).told(tally)
                done += len(batch)
                self._progress(done)
        else:
            tally, versions = self._standings().check(self._chosen, self._progress)
            with self._database.writing() as connection:
                bulk_jobs.look(connection, self._job.id, versions)
        with self._database.writing() as connection:
            bulk_jobs.advance(connection, self._job.id, self._worker.owner, 0, checked=tally.written())
            self._move(connection, State.CHECKING, State.READY)

    def run(self) -> None:
        """Does it, from where it stands."""
        if self._operation.doing not in TO_FIELDS:
            tally = self._standings().run(self._chosen, self._worker.person.name, self._job.row.why, self._progress)
            with self._database.writing() as connection:
                self._advance(connection, len(self._chosen), tally)
                self._move(connection, State.RUNNING, State.DONE)
            return
        group, deciding = self._group(), self._deciding()
        tally, done = self._job.tally or Tally(), self._job.row.done
        for batch in _batches([iri for iri, _ in self._chosen[done:]]):
            if self._stop():
                self._end(State.STOPPED, None)
                return
            done += len(batch)
            tally = self._take(batch, deciding, group, tally, done)
        self._end(State.DONE, group)
        self._catalogue.follow()

    def take_back(self, group: int, otherwise: Answer | None) -> None:
        """Takes its changes back; `otherwise` is what becomes of parts that were touched since."""
        who, why = self._worker.person.name, self._job.row.why
        self._catalogue.life.undo(
            Target(group=group), who=who, why=why, otherwise=otherwise, progress=lambda done, _: self._progress(done)
        )
        self._end(State.UNDONE, None, State.UNDOING)

    def deciding(self) -> Deciding:
        """What decides on its records."""
        return self._deciding()

    def _take(self, batch: Sequence[str], deciding: Deciding, group: int, tally: Tally, done: int) -> Tally:
        """One batch in one transaction; decided anew where somebody has written meanwhile."""
        with self._database.reading() as connection:
            made = deciding.decide(connection, batch)
        with self._database.writing() as connection:
            if journal.last_change(connection) != made.change:
                made = deciding.decide(connection, batch)
            tally = made.told(tally)
            self._advance(connection, done, tally)
            if not groups.advance(connection, group, done, self._fingerprint):
                raise Ended
            self._write(connection, made, group)
            point("bulk.committing")
        point("bulk.committed")
        return tally

    def _write(self, connection: db.Connection, made: Decided, group: int) -> None:
        if not made.changing:
            return
        savings = [Saving(one.after, one.held.slug) for one in made.changing.values()]
        who, why = self._worker.person.name, self._job.row.why
        change = journal.append(connection, savings, who=who, why=why, kind=KIND, group_id=group)
        pairs = ((one.after, one.held) for one in made.changing.values())
        Claims(connection, self._catalogue.schema, *pairs).write(change.records)

    @property
    def _fingerprint(self) -> str:
        return f"{KIND} {self._job.id}"

    def _group(self) -> int:
        """The group of its changes, begun where there is none yet."""
        if self._job.row.group is not None:
            return self._job.row.group
        title = f"{self._operation.doing} {self._operation.address}"
        with self._database.writing() as connection:
            group = groups.begin(connection, KIND, title, self._fingerprint, journal.now())
            self._move(connection, State.RUNNING, State.RUNNING, owner=self._worker.owner, group_id=group)
        return group

    def _deciding(self) -> Deciding:
        catalogue, known = self._catalogue, dict[str, str]()

        def notation(iri: str) -> str:
            if iri not in known:
                found = catalogue.working.summaries([iri]).get(iri)
                known[iri] = found.notations[0] if found is not None and found.notations else ""
            return known[iri]

        may = self._worker.may(self._operation)
        return Deciding(catalogue.schema, catalogue.base, catalogue.saver, self._operation, may, notation)

    def _standings(self) -> Standings:
        return Standings(self._catalogue, self._operation.doing, self._worker.may(self._operation))

    def _progress(self, done: int) -> None:
        with self._database.writing() as connection:
            self._advance(connection, done)

    def _advance(self, connection: db.Connection, done: int, tally: Tally | None = None) -> None:
        told = tally.written() if tally is not None else None
        if not bulk_jobs.advance(connection, self._job.id, self._worker.owner, done, tally=told):
            raise Ended

    def _end(self, state: State, group: int | None, begun: State = State.RUNNING) -> None:
        with self._database.writing() as connection:
            if group is not None:
                groups.close(connection, group, journal.now())
            self._move(connection, begun, state)

    def _move(self, connection: db.Connection, begun: State, state: State, owner: str = "", **more: object) -> None:
        mine = self._worker.owner
        if not bulk_jobs.move(connection, self._job.id, [begun], state, journal.now(), owner, by=mine, **more):
            raise Ended


def _batches(iris: Sequence[str]) -> Iterator[Sequence[str]]:
    return (iris[start : start + BATCH] for start in range(0, len(iris), BATCH))
