"""What becomes, or became, of each of many records: counted, and listed where something is in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from catalogue.validation import Finding

LISTED = 500
SHOWN = 50


class Fate(StrEnum):
    """What becomes of a record."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    OTHER = "other"
    """It is of another type."""


class Why(StrEnum):
    """Why a record is left as it is."""

    GONE = "gone"
    NOT_ALLOWED = "not-allowed"
    NO_ROOM = "no-room"
    UNCLEAR = "unclear"
    WRONG = "wrong"
    FINDING = "finding"
    CLAIM = "claim"
    FALLEN = "fallen"
    HIDDEN = "hidden"
    CHANGED = "changed"
    NO_REVIEW = "no-review"


@dataclass(frozen=True)
class Reason:
    """Why a record is left as it is. `said` is the key of a field, or words; `shape`, `component` are of a finding.

    No value of the record is kept here.
    """

    why: Why
    said: str = ""
    shape: str = ""
    component: str = ""

    @classmethod
    def of(cls, finding: Finding) -> Reason:
        """What validation found."""
        return cls(Why.FINDING, shape=finding.shape, component=finding.component)

    def finding(self) -> Finding:
        """As a finding again, without place and value."""
        return Finding("", "", self.shape, self.component, "Violation", None)


@dataclass(frozen=True)
class Left:
    """A record that is left as it is, and why."""

    iri: str
    path: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Tally:
    """How many met which fate; the first that change; those left, up to a number; texts that name what is not public
    (path, name).
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    named: tuple[tuple[str, str], ...] = ()

    def count(self, fate: Fate) -> int:
        """How many met a fate."""
        return self.counts.get(fate.value, 0)

    def with_(self, fate: Fate, iris: Iterable[str]) -> Tally:
        """With more records of a fate other than refused."""
        more = list(iris)
        shown = (*self.shown, *more)[:SHOWN] if fate is Fate.CHANGED else self.shown
        return replace(self, counts={**self.counts, fate.value: self.count(fate) + len(more)}, shown=shown)

    def with_left(self, left: Iterable[Left]) -> Tally:
        """With more that are refused."""
        more = list(left)
        counts = {**self.counts, Fate.REFUSED.value: self.count(Fate.REFUSED) + len(more)}
        return replace(self, counts=counts, left=(*self.left, *more)[:LISTED])

    def with_named(self, named: Iterable[tuple[str, str]]) -> Tally:
        """With more texts that name what is not public."""
        return replace(self, named=(*self.named, *named)[:LISTED])

    def written(self) -> dict[str, Any]:
        """As JSON has it."""
        left = [[one.iri, one.path, [[r.why, r.said, r.shape, r.component] for r in one.reasons]] for one in self.left]
        return {"counts": dict(self.counts), "shown": self.shown, "left": left, "named": self.named}


def read_tally(said: Mapping[str, Any]) -> Tally:
    """The tally again."""
    left = tuple(Left(iri, path, tuple(Reason(Why(r[0]), *r[1:]) for r in why)) for iri, path, why in said["left"])
    named = tuple((path, name) for path, name in said["named"])
    return Tally(said["counts"], tuple(said["shown"]), left, named)
