"""What a change did to a record, and the record without it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from catalogue.rdf import Term, Triple, Triples

Place = tuple[Term, ...]
"""A part by its subject, or a predicate of the record itself: (root, predicate)."""


class Answer(StrEnum):
    """What becomes of a part that was touched since: it stays as it is now, goes back all the same; or the whole record
    is left alone.
    """

    KEEP = "keep"
    REVERT = "revert"
    SKIP = "skip"


@dataclass(frozen=True)
class Effect:
    """The statements that a change added, and those that it took away."""

    added: Triples = frozenset()
    removed: Triples = frozenset()


@dataclass(frozen=True)
class Places:
    """Where the statements of a record stand."""

    iri: str
    local: str

    def of(self, triple: Triple) -> Place:
        """The part that a statement belongs to; a part of the record begins with the pointer to it."""
        subject, predicate, object_ = triple
        if subject != f"<{self.iri}>":
            return (subject,)
        return (object_,) if self.own(object_) else (subject, predicate)

    def own(self, term: Term) -> bool:
        """Whether a term is a part of the record."""
        return term.startswith(f"<{self.local}#")


@dataclass(frozen=True)
class Undone:
    """A state without a change; `clashes` are the places that were touched since, `skipped` says that it was left."""

    state: Triples
    clashes: frozenset[Place]


def effect(steps: Iterable[tuple[Triples, Triples]]) -> Effect:
    """What some steps did together, each from a state to a state, whatever others did between them."""
    added: Triples = frozenset()
    removed: Triples = frozenset()
    for before, after in steps:
        plus, minus = after - before, before - after
        added, removed = (added - minus) | (plus - removed), (removed - plus) | (minus - added)
    return Effect(added, removed)


def without(
    places: Places, before: Triples, current: Triples, mine: Effect, later: Effect, answer: Answer | None
) -> Undone:
    """The current state without my effect: (current − added) ∪ removed, by units that hang together.

    `before` is the state that my first step found. Units that were touched since follow the answer; without
    one they stay.
    """
    state, clashes = current, set[Place]()
    for unit in _units(places, mine):
        added = {t for t in mine.added if places.of(t) in unit}
        removed = {t for t in mine.removed if places.of(t) in unit}
        if not added & current and removed <= current:
            continue
        if not _clash(places, unit, removed, later):
            state = (state - added) | removed
            continue
        clashes |= unit
        if answer is Answer.REVERT:
            kept = frozenset(t for t in state if places.of(t) not in unit)
            state = kept | {t for t in before if places.of(t) in unit}
    if answer is Answer.SKIP and clashes:
        state = current
    return Undone(_reached(places, state, current), frozenset(clashes))


def _clash(places: Places, unit: Collection[Place], removed: Collection[Triple], later: Effect) -> bool:
    """Whether a later change touched the unit; values that were only added beside each other do not clash."""
    since = [t for t in later.added | later.removed if places.of(t) in unit]
    plain = all(len(place) == 2 for place in unit)
    return bool(since) and not (plain and not removed and not any(t in later.removed for t in since))


def _units(places: Places, mine: Effect) -> Iterator[frozenset[Place]]:
    """The places of an effect, those together that its own statements link."""
    above: dict[Place, Place] = {}

    def top(place: Place) -> Place:
        while above.setdefault(place, place) != place:
            place = above[place]
        return place

    for triple in sorted(mine.added | mine.removed):
        place = top(places.of(triple))
        if places.own(triple[2]):
            above[top((triple[2],))] = place
    units: dict[Place, set[Place]] = {}
    for place in list(above):
        units.setdefault(top(place), set()).add(place)
    return map(frozenset, units.values())


def _reached(places: Places, state: Triples, current: Triples) -> Triples:
    """The state without parts that nothing points to any more, though something did."""
    held = {o for _, _, o in current}
    while True:
        there = {o for _, _, o in state}
        loose = {t for t in state if places.own(t[0]) and t[0] not in there and t[0] in held}
        if not loose:
            return state
        state -= loose
