"""Work on many records at once: chosen, looked at, done in the background, stopped, finished, taken back.

One thread does all of it, one piece after the other, so two never run at once; other processes are kept off by the
owner's name in the row.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event, Lock
from typing import Any

from catalogue import journal
from catalogue.accounts import Permissions, Person
from catalogue.bulk.deciding import Deciding
from catalogue.bulk.duplicates import merged
from catalogue.bulk.jobs import BUSY, CHANGEABLE, Job, State, as_job
from catalogue.bulk.operation import Doing, Operation
from catalogue.bulk.outcomes import Tally
from catalogue.bulk.running import Ended, Running, Worker, acts_of
from catalogue.catalogue import Catalogue
from catalogue.database import bulk_jobs, groups
from catalogue.database.bulk_jobs import Chosen
from catalogue.errors import KhizanaError, RecordRefused
from catalogue.life import Answer, Target, Touch

MOST = 20_000
"""Records of one piece of work."""
LONGEST = 500
"""Characters of a reason."""
_LISTED = 50
_STALE = timedelta(days=7)
_log = logging.getLogger("khizana.bulk")


@dataclass
class _Work:
    job: int
    account: int
    stop: Event
    future: Future[None] | None = None


class Bulk:
    """The work on many records of one catalogue. Whoever calls asks first whether somebody may see a job."""

    def __init__(self, catalogue: Catalogue, permissions: Permissions) -> None:
        self._catalogue = catalogue
        self._database = catalogue.database
        self._permissions = permissions
        self._owner = secrets.token_hex(8)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="bulk")
        self._alive: dict[int, _Work] = {}
        self._beginning = Lock()

    def choose(self, person: Person, iris: Iterable[str]) -> int:
        """A new piece of work on these records; its number. Raises RecordRefused for none, or too many."""
        chosen = list(dict.fromkeys(iris))
        if not chosen or len(chosen) > MOST:
            said = f"{len(chosen):,} records cannot be worked on at once."
            raise RecordRefused(said, f"Choose from 1 to {MOST:,}.")
        with self._database.writing() as connection:
            stale = (datetime.now(UTC) - _STALE).isoformat()
            bulk_jobs.sweep(connection, CHANGEABLE, stale)
            return bulk_jobs.make(connection, person.id, chosen, State.CHOSEN, journal.now())

    def find(self, id_: int) -> Job | None:
        """The piece of work of that number."""
        with self._database.reading() as connection:
            row = bulk_jobs.find(connection, id_)
        return as_job(row, self._alive) if row is not None else None

    def chosen(self, job: Job) -> Chosen:
        """Its records."""
        with self._database.reading() as connection:
            return bulk_jobs.records(connection, job.id)

    def of(self, person: Person) -> list[Job]:
        """Somebody's work, the newest first."""
        with self._database.reading() as connection:
            rows = bulk_jobs.listed(connection, person.id, list(State), _LISTED)
        return [as_job(row, self._alive) for row in rows]

    def left_open(self) -> list[Job]:
        """What was begun and not ended, by anybody."""
        with self._database.reading() as connection:
            rows = bulk_jobs.listed(connection, None, [State.STOPPED, State.RUNNING, State.UNDOING], _LISTED)
        found = (as_job(row, self._alive) for row in rows)
        return [job for job in found if job.open or job.interrupted]

    def prepare(self, job: Job, operation: Operation, person: Person, why: str) -> bool:
        """Says what is to be done, and has it looked at; False where it is too late for that, or they are busy."""
        more = {"operation": operation.written(), "why": why.strip()[:LONGEST], "done": 0, "checked": None}
        return self._begin(job, person, CHANGEABLE, State.CHECKING, lambda run: run.check(), more)

    def start(self, job: Job, person: Person) -> bool:
        """Does what was looked at, or the rest of it; False where that is not how it stands, or they are busy."""
        if job.operation is None or job.operation.doing is Doing.MERGE:
            return False
        states = [State.READY, State.STOPPED, *([State.RUNNING] if job.interrupted else [])]
        return self._begin(job, person, states, State.RUNNING, lambda run: run.run(), {})

    def stop(self, job: Job) -> None:
        """Has it stop after the batch at hand."""
        work = self._alive.get(job.id)
        if work is not None:
            work.stop.set()

    def leave(self, job: Job) -> bool:
        """Ends it as it is: what was done stays."""
        if job.alive:
            return False
        with self._database.writing() as connection:
            if not bulk_jobs.move(connection, job.id, [State.STOPPED, State.RUNNING], State.DONE, journal.now()):
                return False
            if job.row.group is not None:
                groups.close(connection, job.row.group, journal.now())
        return True

    def discard(self, job: Job) -> bool:
        """Forgets it before anything was done."""
        if job.alive or job.state not in CHANGEABLE:
            return False
        with self._database.writing() as connection:
            bulk_jobs.drop(connection, job.id)
        return True

    def touches(self, job: Job) -> list[Touch]:
        """What taking it back would touch."""
        if job.row.group is None:
            return []
        return self._catalogue.life.preview_undo(Target(group=job.row.group))

    def take_back(self, job: Job, person: Person, otherwise: Answer | None) -> bool:
        """Takes its changes back; False where it is not at rest, or they are busy.

        Raises RecordRefused where parts were touched since, and it is not said what becomes of these.
        """
        group, states = job.row.group, [State.STOPPED, State.DONE, *([job.state] if job.interrupted else [])]
        if group is None:
            return False
        if otherwise is None and any(touch.question is not None for touch in self.touches(job)):
            raise RecordRefused("Some parts were changed since.", "Say what becomes of them.")
        return self._begin(job, person, states, State.UNDOING, lambda run: run.take_back(group, otherwise), {"done": 0})

    def merge(
        self,
        job: Job,
        person: Person,
        winner: str,
        losers: Mapping[str, Collection[str]],
        versions: Mapping[str, int],
        why: str,
    ) -> Tally | None:
        """Merges duplicates into one of them, as one group; None where the job is past that.

        `losers` has, by IRI, the keys of the fields whose values are taken over.
        """
        why, time = why.strip()[:LONGEST], journal.now()
        more = {"operation": Operation(Doing.MERGE).written(), "why": why}
        with self._database.writing() as connection:
            if not bulk_jobs.move(connection, job.id, CHANGEABLE, State.RUNNING, time, self._owner, **more):
                return None
            group = groups.begin(connection, Doing.MERGE, Doing.MERGE, f"merge {job.id}", time)
            bulk_jobs.move(connection, job.id, [State.RUNNING], State.RUNNING, time, self._owner, group_id=group)
        tally = merged(self._catalogue, group, winner, losers, versions, person.name, why)
        with self._database.writing() as connection:
            bulk_jobs.advance(connection, job.id, self._owner, job.row.total, tally=tally.written())
            groups.close(connection, group, journal.now())
            bulk_jobs.move(connection, job.id, [State.RUNNING], State.DONE, journal.now())
        return tally

    def deciding(self, job: Job, operation: Operation, person: Person) -> Deciding:
        """What decides on the records of a job, to show what it would make of some of them."""
        worker = Worker(self._owner, person, self._permissions)
        return Running(self._catalogue, job, operation, worker, lambda: False).deciding()

    def may(self, person: Person, doing: Doing) -> bool:
        """Whether somebody may do it anywhere."""
        return all(self._permissions.anywhere(person, act) for act in acts_of(doing))

    def busy(self, person: Person) -> bool:
        """Whether something is being done for somebody."""
        return any(work.account == person.id for work in list(self._alive.values()))

    def settle(self) -> None:
        """Waits until nothing is being done."""
        while futures := [work.future for work in list(self._alive.values()) if work.future is not None]:
            for future in futures:
                future.result()

    def close(self) -> None:
        """Stops what is being done, between two batches; it can be finished another time."""
        for work in list(self._alive.values()):
            work.stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _begin(
        self,
        job: Job,
        person: Person,
        states: Collection[State],
        state: State,
        do: Callable[[Running], None],
        more: dict[str, Any],
    ) -> bool:
        with self._beginning:
            if self.busy(person) or job.id in self._alive:
                return False
            with self._database.writing() as connection:
                if not bulk_jobs.move(connection, job.id, states, state, journal.now(), self._owner, **more):
                    return False
                row = bulk_jobs.find(connection, job.id)
            assert row is not None
            work = _Work(job.id, person.id, Event())
            self._alive[job.id] = work
        work.future = self._pool.submit(self._work, work, as_job(row, (job.id,)), person, do, job.state)
        return True

    def _work(self, work: _Work, job: Job, person: Person, do: Callable[[Running], None], before: State) -> None:
        worker = Worker(self._owner, person, self._permissions)
        try:
            with suppress(Ended):
                assert job.operation is not None
                do(Running(self._catalogue, job, job.operation, worker, work.stop.is_set))
        except RecordRefused as error:  # nothing was written: a question came up meanwhile
            _log.warning("Work %s on many records was refused: %s", job.id, error)
            with self._database.writing() as connection:
                bulk_jobs.move(connection, job.id, BUSY, before, journal.now())
        except (KhizanaError, OSError) as error:
            _log.error("Work %s on many records was interrupted: %s", job.id, error)
        finally:
            self._alive.pop(job.id, None)
