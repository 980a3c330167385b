"""How many records stand, changed together: published, withdrawn, given to review, approved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from catalogue import journal
from catalogue.bulk.deciding import May
from catalogue.bulk.operation import Doing
from catalogue.bulk.outcomes import Fate, Left, Reason, Tally, Why
from catalogue.catalogue import Catalogue
from catalogue.database import reviews
from catalogue.database.bulk_jobs import Chosen
from catalogue.errors import ChangedMeanwhile, RecordRefused
from catalogue.journal import Held
from catalogue.preflight import preflight
from catalogue.publishing import Blocked
from catalogue.reviewing import Reviewing

Progress = Callable[[int], None]
_PUBLIC = ("published", "changed")
_SEEN = frozenset({Doing.PUBLISH, Doing.APPROVE})
"""Nothing leaves that nobody has looked at."""


@dataclass
class Sorted:
    """Records by what becomes of them."""

    wanted: list[Held] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def told(self) -> Tally:
        """As a tally."""
        tally = Tally().with_(Fate.CHANGED, (held.iri for held in self.wanted))
        return tally.with_(Fate.UNCHANGED, self.unchanged).with_left(self.left)


class Standings:
    """Changes how records of one catalogue stand, on behalf of somebody who `may`."""

    def __init__(self, catalogue: Catalogue, doing: Doing, may: May) -> None:
        self._catalogue = catalogue
        self._doing = doing
        self._may = may

    def check(self, chosen: Chosen, progress: Progress) -> tuple[Tally, Chosen]:
        """What would become of these records, and the versions of which that was said."""
        found = self._sorted(chosen, seen=False)
        versions = {held.iri: held.version for held in found.wanted}
        tally = found.told()
        if self._doing in (Doing.PUBLISH, Doing.APPROVE) and found.wanted:
            catalogue = self._catalogue
            args = catalogue.database, catalogue.publisher, catalogue.schema, catalogue.base
            done = preflight(*args, found.wanted)
            self._leave(found, {one.held.iri: one.blocked for one in done if one.blocked is not None})
            named = [(one.held.path, said.name) for one in done for said in one.named]
            tally = found.told().with_named(named)
        progress(len(chosen))
        return tally, tuple((iri, versions.get(iri, 0)) for iri, _ in chosen)

    def run(self, chosen: Chosen, who: str, why: str, progress: Progress) -> Tally:
        """Does it to those records that are still at the version that was looked at."""
        found = self._sorted(chosen, seen=True)
        if self._doing is Doing.ASK:
            self._each(found, progress, lambda held: self._reviewing.ask(held.iri, who, why))
        elif self._doing is Doing.WITHDRAW:
            if found.wanted:
                self._catalogue.withdraw([held.iri for held in found.wanted], why or None, who)
        else:
            self._publish(found, who, why, progress)
        progress(len(chosen))
        return found.told()

    @property
    def _reviewing(self) -> Reviewing:
        return Reviewing(self._catalogue.database)

    def _publish(self, found: Sorted, who: str, why: str, progress: Progress) -> None:
        publisher = self._catalogue.publisher
        _, blocked = publisher.rehearse(found.wanted)
        self._leave(found, blocked)
        if self._doing is Doing.APPROVE:
            self._each(found, progress, lambda held: self._approve(held, who, why))
        if found.wanted:
            done = publisher.publish(found.wanted, lambda number, _: progress(number), who=who, why=why)
            self._leave(found, {one.iri: one for one in done.blocked})
        self._catalogue.follow()

    def _approve(self, held: Held, who: str, why: str) -> None:
        self._reviewing.decide(held.iri, who, approve=True, answer=why, version=held.version)

    def _each(self, found: Sorted, progress: Progress, do: Callable[[Held], object]) -> None:
        for number, held in enumerate(list(found.wanted), 1):
            try:
                do(held)
            except (RecordRefused, ChangedMeanwhile) as error:
                found.wanted.remove(held)
                why = Why.CHANGED if isinstance(error, ChangedMeanwhile) else Why.NO_REVIEW
                found.left.append(Left(held.iri, held.path, (Reason(why),)))
            if number % 20 == 0:
                progress(number)

    def _leave(self, found: Sorted, blocked: Mapping[str, Blocked]) -> None:
        stopped = [held for held in found.wanted if held.iri in blocked]
        found.left += [Left(held.iri, held.path, _reasons(blocked[held.iri])) for held in stopped]
        found.wanted = [held for held in found.wanted if held.iri not in blocked]

    def _sorted(self, chosen: Chosen, *, seen: bool) -> Sorted:
        """Records by whether there is anything to do, and whether it may be done."""
        with self._catalogue.database.reading() as connection:
            held = journal.find(connection, (iri for iri, _ in chosen))
            waiting = {one.record_id for one in reviews.waiting(connection)} if self._doing is Doing.APPROVE else set()
        found, base = Sorted(), self._catalogue.base
        for iri, version in chosen:
            one = held.get(iri)
            if one is None:
                found.left.append(Left(iri, iri.removeprefix(base), (Reason(Why.GONE),)))
            elif not self._may(self._catalogue.schema.by_slug[one.slug], one.institution):
                found.left.append(Left(iri, one.path, (Reason(Why.NOT_ALLOWED),)))
            elif self._idle(one, one.id in waiting):
                found.unchanged.append(iri)
            elif seen and self._overtaken(one, version):
                found.left.append(Left(iri, one.path, (Reason(Why.CHANGED),)))
            else:
                found.wanted.append(one)
        return found

    def _overtaken(self, held: Held, version: int) -> bool:
        """Whether a record is not as it was when it was looked at; a version of 0 had nothing to be done."""
        return not version or (self._doing in _SEEN and version != held.version)

    def _idle(self, held: Held, waits: bool) -> bool:
        """Whether there is nothing to do."""
        if self._doing is Doing.WITHDRAW:
            return held.status not in _PUBLIC
        if self._doing is Doing.APPROVE:
            return not waits
        return held.status == "published"


def _reasons(blocked: Blocked) -> tuple[Reason, ...]:
    """Why a record cannot be published."""
    found = [Reason.of(one) for one in blocked.findings]
    found += [Reason(Why.FALLEN, key) for key in blocked.fallen]
    found += [Reason(Why.HIDDEN)] if blocked.reason else []
    return tuple(dict.fromkeys(found))
