"""Two states of a record, compared by field: a tree, and the same as lines that can be put in words.

A part is the same part where it has the same subject, whatever was changed in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalogue.rdf import Term, Triple, is_iri
from catalogue.record import Part, Record, Value, view
from catalogue.shapes import Field, RecordType


@dataclass(frozen=True)
class PartDifference:
    """A part that is there before and after, and what changed in it; `unclaimed` are statements of no field."""

    before: Part
    after: Part
    differences: tuple[Difference, ...]
    unclaimed_removed: tuple[Triple, ...] = ()
    unclaimed_added: tuple[Triple, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.differences or self.unclaimed_removed or self.unclaimed_added)


@dataclass(frozen=True)
class Difference:
    """What changed in the values of one field; `changed` are parts that stayed and changed within."""

    field: Field
    removed: tuple[Value, ...]
    added: tuple[Value, ...]
    changed: tuple[PartDifference, ...]


@dataclass(frozen=True)
class Line:
    """One change: the fields that lead to it, the values before and after.

    Without values the statements are of no field: they are in `loose_removed` and `loose_added`.
    """

    steps: tuple[Field, ...]
    removed: tuple[Value, ...] = ()
    added: tuple[Value, ...] = ()
    loose_removed: tuple[Triple, ...] = ()
    loose_added: tuple[Triple, ...] = ()


def differences(before: Record, after: Record, record_type: RecordType) -> PartDifference:
    """What changed from one state of a record to another; either may be empty."""
    one, other = view(before, record_type), view(after, record_type)
    found = _part(one.root, other.root, ())
    loose_removed, loose_added = _apart(one.loose, other.loose)
    return PartDifference(
        one.root,
        other.root,
        found.differences,
        (*found.unclaimed_removed, *loose_removed),
        (*found.unclaimed_added, *loose_added),
    )


def lines(found: PartDifference, above: tuple[Field, ...] = ()) -> Iterator[Line]:
    """The same as a list, in the order of the fields."""
    for one in found.differences:
        here = (*above, one.field)
        if one.removed or one.added:
            yield Line(here, one.removed, one.added)
        for inner in one.changed:
            yield from lines(inner, here)
    if found.unclaimed_removed or found.unclaimed_added:
        yield Line(above, loose_removed=found.unclaimed_removed, loose_added=found.unclaimed_added)


def targets(told: Iterable[Line]) -> set[str]:
    """The IRIs that lines speak of: what their words need labels of."""
    return {iri for line in told for value in (*line.removed, *line.added) for iri in _iris(value)}


def _part(before: Part, after: Part, above: tuple[Term, ...]) -> PartDifference:
    found = []
    for one in after.shape.fields:
        difference = _field(one, before.all(one.key), after.all(one.key), (*above, after.subject))
        if difference.removed or difference.added or difference.changed:
            found.append(difference)
    loose = _apart((*before.fixed, *before.unclaimed), (*after.fixed, *after.unclaimed))
    removed, added = loose if before.values or before.fixed or before.unclaimed else ((), tuple(after.unclaimed))
    if not (after.values or after.fixed or after.unclaimed):
        removed, added = tuple(before.unclaimed), ()
    return PartDifference(before, after, tuple(found), removed, added)


def _field(one: Field, before: Sequence[Value], after: Sequence[Value], above: tuple[Term, ...]) -> Difference:
    earlier, later = {v.term: v for v in before}, {v.term: v for v in after}
    removed = tuple(v for term, v in earlier.items() if term not in later)
    added = tuple(v for term, v in later.items() if term not in earlier)
    changed = []
    for term, value in later.items():
        old = earlier.get(term)
        if old is None or term in above:
            continue
        if old.part is not None and value.part is not None:
            if inner := _part(old.part, value.part, above):
                changed.append(inner)
        elif (old.part is None) != (value.part is None):
            removed, added = (*removed, old), (*added, value)
    return Difference(one, removed, added, tuple(changed))


def _apart(before: Sequence[Triple], after: Sequence[Triple]) -> tuple[tuple[Triple, ...], tuple[Triple, ...]]:
    return tuple(sorted(set(before) - set(after))), tuple(sorted(set(after) - set(before)))


def _iris(value: Value) -> Iterator[str]:
    if value.part is None:
        if is_iri(value.term):
            yield value.term[1:-1]
        return
    for values in value.part.values.values():
        for inner in values:
            yield from _iris(inner)
