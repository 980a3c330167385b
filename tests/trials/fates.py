"""What became of the objects that were made to be ended, and whether journal, public side and stores agree on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalogue.accounts import read_permissions
from catalogue.bulk import Bulk
from catalogue.catalogue import Catalogue
from catalogue.life import Answer, Target
from catalogue.publication import Gone, Moved, PublicRecord
from catalogue.rdf import Triples
from tests import sample
from tests.trials.hands import WHO, mortal
from tests.trials.labour import EDITED, address

ALIVE = "alive"


@dataclass
class Fates:
    """Which fates each object may have; more than one only while a step was under way when its process died."""

    may: dict[int, set[str]] = field(default_factory=dict)
    into: dict[int, int] = field(default_factory=dict)

    def read(self, told: str) -> None:
        """Takes what a child said."""
        for line in told.splitlines():
            match line.split():
                case ["made", number]:
                    self.may[int(number)] = {ALIVE}
                case ["begin" | "done" as when, "deleted" | "merged" | "erased" as deed, number, other]:
                    self.may[int(number)] = {deed} if when == "done" else self.may[int(number)] | {deed}
                    self.into[int(number)] = int(other)

    def compare(self, catalogue: Catalogue) -> None:
        """Raises AssertionError where one has another fate, or half of one."""
        working = {record.path for record in catalogue.working.current()}
        for number, fates in self.may.items():
            found = catalogue.history.identity(mortal(number))
            fate = ALIVE if found.version is not None else found.status
            assert fate in fates, f"{found.path}: {fate} instead of {fates}"
            self.may[number] = {fate}
            assert (found.path in working) is (fate == ALIVE), f"{found.path}, {fate}, in the journal as a log"
            self._compare_public(catalogue, number, found.path, fate)
            states = [catalogue.history.state(version.id) for version in catalogue.history.versions(found.iri)]
            assert (states[-1] is None) is (fate == "erased"), f"{found.path}, {fate}: its first state"

    def _compare_public(self, catalogue: Catalogue, number: int, path: str, fate: str) -> None:
        shown = catalogue.public_log.by_path(path)
        if fate == ALIVE:
            assert shown is None or isinstance(shown, PublicRecord), f"{path} lives and is {shown} in public"
        elif fate == "merged" and isinstance(shown, Moved):
            assert shown.to == mortal(self.into[number]).removeprefix(sample.BASE)
        else:
            assert shown is None or isinstance(shown, Gone), f"{path} was {fate} and is {shown} in public"


def taken_back(catalogue: Catalogue, first: dict[int, Triples], settled: set[int]) -> None:
    """Takes back what was changed of many and not taken back yet, wherever it stopped; then all is as it was."""
    bulk = Bulk(catalogue, read_permissions())
    for job in bulk.of(WHO):
        if job.id not in settled and job.row.group is not None:
            catalogue.life.undo(Target(group=job.row.group), who=WHO.name, otherwise=Answer.REVERT)
        settled.add(job.id)
    bulk.close()
    assert catalogue.open_imports() == []
    assert states(catalogue) == first


def states(catalogue: Catalogue) -> dict[int, Triples]:
    """The edited objects as they are."""
    history = catalogue.history
    found = {number: history.identity(address(number)) for number in range(EDITED)}
    return {number: history.state(one.version or 0) or frozenset() for number, one in found.items()}
