"""The life of a record after it was made: restored, undone, deleted, merged, erased."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from catalogue import database as db
from catalogue import journal
from catalogue.database import histories, lives
from catalogue.database.histories import Identity
from catalogue.errors import ChangedMeanwhile, RecordRefused, UnknownRecord
from catalogue.faults import point
from catalogue.history.history import History, as_record
from catalogue.journal import Change
from catalogue.life.effects import Answer
from catalogue.life.erasing import Erased, erase_within
from catalogue.life.merging import taken_over
from catalogue.life.references import Narrow, Referring, dropped, moved, referring, through
from catalogue.life.undo_plan import Plan, Target, Touch
from catalogue.life.undoing import Answers, Progress, Undoing, Undone
from catalogue.life.writing import MERGED, Told, Wanted, Writing, refuse
from catalogue.record import Record
from catalogue.shapes import Field


@dataclass(frozen=True)
class Leaving:
    """What deleting or merging away would touch: who refers to it, and whether anybody sees it now."""

    records: tuple[Identity, ...]
    referring: tuple[Referring, ...]
    public: bool


@dataclass(frozen=True)
class References:
    """What becomes of the pointers to what is deleted: dropped, or led to another record, by IRI; else it stays."""

    drop: bool = False
    move: Mapping[str, str] | None = None


class Life:
    """Ends records and brings them back; `narrow` says which records may refer to others, where an index knows."""

    def __init__(
        self,
        database: db.Database,
        writing: Writing,
        follow: Callable[[], object],
        narrow: Narrow | None = None,
        rebuild: Callable[[], object] | None = None,
    ) -> None:
        self.narrow = narrow
        self._database = database
        self._writing = writing
        self._follow = follow
        self._rebuild = rebuild or follow
        self._history = History(database, writing.schema, writing.base)

    def restore(
        self, iri: str, version: int, *, who: str, why: str = "", expecting: int | None = None
    ) -> Change | None:
        """Makes an older version (by its id) the state of the record again, deleted or not; None where it is so.

        Raises ChangedMeanwhile where the head is not the one expected, RecordRefused where the state is not valid now.
        """
        with self._database.writing() as connection:
            found = self._known(connection, [iri])[0]
            if expecting is not None and found.version != expecting:
                said = f"{found.path} has been changed by somebody else since you opened it."
                raise ChangedMeanwhile(said, "Compare the two, and restore again.", found.version)
            wanted = self._older(connection, found, version)
            head = histories.states(connection, [found.version or 0]).get(found.version or 0)
            if head == wanted.record.triples:
                return None
            refuse(self._writing.refusals(connection, [wanted]), "This version cannot be restored.")
            change = self._writing.write(connection, [wanted], Told(who, why, "restore"))
            point("restore.committing")
        point("restore.committed")
        return change

    def preview_undo(self, target: Target) -> list[Touch]:
        """What taking a change or group back would touch, and what would be asked."""
        with self._database.reading() as connection:
            plan = Plan(connection, self._writing.schema, self._writing.base, target)
            return plan.with_referring(connection, plan.touches(connection), self.narrow)

    def undo(
        self,
        target: Target,
        *,
        who: str,
        why: str = "",
        answers: Mapping[str, Answer] | None = None,
        otherwise: Answer | None = None,
        title: str = "",
        progress: Progress | None = None,
    ) -> Undone:
        """Takes a change or group back; `answers` by IRI, `otherwise` for all questions that have none.

        Raises RecordRefused while a question has no answer, before anything is written.
        """
        undoing = Undoing(self._database, self._writing, target, Answers(answers or {}, otherwise), self.narrow)
        done = undoing.run(who, why, title or why or target.fingerprint, progress)
        self._follow()
        return done

    def preview_leaving(self, iris: Sequence[str]) -> Leaving:
        """Who refers to these records beside themselves, through which fields, and whether one of them is public."""
        with self._database.reading() as connection:
            records = self._known(connection, iris)
            found = [r for r in referring(connection, set(iris), self.narrow) if r.record.iri not in iris]
            public = bool(lives.public_entries(connection, [r.id for r in records]))
            told = [replace(r, through=self._through(connection, r)) for r in found]
        return Leaving(tuple(records), tuple(told), public)

    def delete(
        self,
        iris: Sequence[str],
        *,
        who: str,
        why: str = "",
        references: References | None = None,
        public_reason: str | None = None,
        show_last: bool = False,
        expecting: Mapping[str, int] | None = None,
    ) -> Change:
        """Deletes records in one change. Refused while others refer to them, unless it is said what becomes of that.

        `public_reason` and `show_last` are what the public may see of them; without these, that they are gone.
        """
        choice = references or References()
        with self._database.writing() as connection:
            records = self._alive(connection, iris, expecting or {})
            led = self._led(connection, records, choice)
            wanted = [*(Wanted(self._writing.as_wanted(r)) for r in records), *led]
            refuse(self._writing.refusals(connection, wanted), "These cannot be deleted.")
            told = Told(who, why, "delete")
            change = self._writing.write(connection, wanted, told, reason=public_reason, show_last=show_last)
            point("delete.committing")
        point("delete.committed")
        self._follow()
        return change

    def merge(
        self,
        loser: str,
        winner: str,
        *,
        who: str,
        why: str = "",
        take: Collection[str] = (),
        expecting: Mapping[str, int] | None = None,
        group: int | None = None,
    ) -> Change:
        """Merges a duplicate into another record of its type: references follow, its address leads on.

        `take` are keys of fields whose values the winner takes over, `group` the changes to which this one belongs.
        """
        with self._database.writing() as connection:
            going, staying = self._alive(connection, [loser, winner], expecting or {})
            if going.id == staying.id or going.slug != staying.slug:
                said = f"{going.path} cannot be merged into {staying.path}."
                raise RecordRefused(said, "Choose two records of one type.")
            changed = self._merged(connection, going, staying, take)
            ending = Wanted(self._writing.as_wanted(going), ending=MERGED, moved_to=staying.path)
            refuse(self._writing.refusals(connection, [ending, *changed]), "These cannot be merged.")
            change = self._writing.write(connection, [ending, *changed], Told(who, why, "merge", group))
            point("merge.committing")
        point("merge.committed")
        self._follow()
        return change

    def erase(
        self,
        iris: Sequence[str] = (),
        *,
        who: str,
        reason: str,
        drop: bool = False,
        person: str = "",
        changes: Collection[int] = (),
    ) -> Erased:
        """Erases records for ever, with all their versions; and who and why of changes, by number or by a name.

        What was merged into one of them goes with it. Whoever refers to the records must drop that: refused without
        `drop`. The stores are asked to be built anew.
        """
        with self._database.writing() as connection:
            records = self._with_merged(connection, self._known(connection, iris))
            alive = [r for r in records if r.version is not None]
            led = self._led(connection, alive, References(drop=drop))
            told = Told("" if person == who else who, reason, "erase")
            done = erase_within(connection, self._writing, records, led, told, person=person, changes=changes)
        point("erase.committed")
        self._database.compact()
        self._rebuild()
        return done

    def _with_merged(self, connection: db.Connection, records: list[Identity]) -> list[Identity]:
        """The records, and all that were merged into them, or into those."""
        paths = {one.path for one in records}
        moved = {iri: to for iri, (_, to) in journal.gone(connection).items() if to}
        found: list[str] = []
        while fresh := [iri for iri, to in moved.items() if to in paths and iri not in found]:
            found += fresh
            paths |= {one.path for one in self._known(connection, fresh)}
        return [*records, *(one for one in self._known(connection, found) if one not in records)]

    def _merged(
        self, connection: db.Connection, going: Identity, staying: Identity, take: Collection[str]
    ) -> list[Wanted]:
        """The winner with what it takes over, and all that pointed to the loser, as far as they change."""
        led = self._led(connection, [going], References(move={going.iri: staying.iri}))
        now = self._now(connection, staying)
        mine = next((w.record for w in led if w.record.iri == staying.iri), now)
        kind = self._writing.schema.by_slug[staying.slug]
        try:
            state = taken_over(mine, self._now(connection, going), kind, take)
        except KeyError as error:
            raise RecordRefused(f"There is no field {error}.", "Name fields by their keys.") from None
        others = [w for w in led if w.record.iri != staying.iri]
        return others if state == now.triples else [Wanted(replace(mine, triples=state)), *others]

    def _known(self, connection: db.Connection, iris: Sequence[str]) -> list[Identity]:
        """These records, alive or not, in their order; raises UnknownRecord."""
        found = {r.iri: r for r in histories.identities(connection, iris=iris).values()}
        for iri in iris:
            if iri not in found:
                raise UnknownRecord(f"There is no record {iri}.")
        return [found[iri] for iri in dict.fromkeys(iris)]

    def _alive(self, connection: db.Connection, iris: Sequence[str], expecting: Mapping[str, int]) -> list[Identity]:
        found = self._known(connection, iris)
        for one in found:
            if one.version is None:
                raise UnknownRecord(f"There is no record {one.iri} any more.")
            if expecting.get(one.iri, one.version) != one.version:
                said = f"{one.path} has been changed by somebody else since you opened it."
                raise ChangedMeanwhile(said, "Look at what changed first.", one.version)
        return found

    def _led(self, connection: db.Connection, records: Sequence[Identity], choice: References) -> list[Wanted]:
        """The records that lose or change their pointers to these; refused where it is not said how."""
        iris = {r.iri for r in records}
        found = [r for r in referring(connection, iris, self.narrow) if r.record.iri not in iris]
        into = {old: new for old, new in (choice.move or {}).items() if old in iris and new not in iris}
        if into:
            self._alive(connection, list(into.values()), {})
        stuck = [r for r in found if not choice.drop and not r.targets <= into.keys()]
        if stuck:
            paths = ", ".join(r.record.path for r in stuck[:5])
            said = f"{len(stuck)} records still refer to what is to go: {paths}."
            raise RecordRefused(said, "Drop these references, or move them to another record.", tuple(stuck))
        return [self._leading(connection, r, into) for r in found]

    def _leading(self, connection: db.Connection, one: Referring, into: Mapping[str, str]) -> Wanted:
        record = self._now(connection, one.record)
        led = replace(record, triples=moved(record, into))
        left = dropped(led, self._writing.schema.by_slug[one.record.slug], one.targets - into.keys())
        return Wanted(replace(led, triples=left), one.record.stub)

    def _now(self, connection: db.Connection, one: Identity) -> Record:
        state = histories.states(connection, [one.version or 0]).get(one.version or 0, frozenset())
        return as_record(one, state, self._writing.schema, self._writing.base)

    def _older(self, connection: db.Connection, found: Identity, version: int) -> Wanted:
        held = next((v for v in histories.versions(connection, found.id) if v.id == version), None)
        state = histories.states(connection, [version]).get(version)
        if held is None or not state:
            said = f"{found.path} has no such version to be restored."
            raise RecordRefused(said, "Choose one that is neither a deletion nor erased.")
        return Wanted(as_record(found, state, self._writing.schema, self._writing.base), held.stub)

    def _through(self, connection: db.Connection, one: Referring) -> tuple[tuple[Field, ...], ...]:
        kind = self._writing.schema.by_slug[one.record.slug]
        return through(self._now(connection, one.record), kind, one.targets)
