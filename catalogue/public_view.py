"""The public view of a record: what is left when everything that is not public is absent.

A fixpoint: staff fields, statements that no field claims, pointers to what is not public and hidden
fragments go; then every part that this left below its minimum goes too, until nothing changes.
Where it is not certain that something may be shown, it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from catalogue.namespaces import CRM, KHZ
from catalogue.rdf import Term, Triple, Triples, is_iri, is_literal, parts
from catalogue.record import Part, RecordView, Value, claimed_by
from catalogue.shapes import Field, Kind, Shape

AUDIENCE = f"<{KHZ}audience>"
PUBLIC = f"<{KHZ}Public>"
EMBARGO = f"<{KHZ}embargoedUntil>"
ASSIGNED_PROPERTY = f"<{CRM}P177_assigned_property_of_type>"
ASSIGNED = f"<{CRM}P141_assigned>"
ATTRIBUTED = f"<{CRM}P140i_was_attributed_by>"
Visible = Callable[[Term], bool]


@dataclass(frozen=True)
class PublicView:
    """What may leave: the triples, and which pointers were shown and which suppressed.

    `hidden` says that the whole record is for staff or under embargo; `fallen` names the keys of the root
    that this left below their minimum: neither can be published. `pointers` are (predicate, target IRI, shown).
    """

    triples: Triples
    pointers: tuple[tuple[str, str, bool], ...]
    fallen: tuple[str, ...]
    withheld: tuple[str, ...]
    hidden: bool = False


@dataclass
class _Sieve:
    visible: Visible
    at: datetime
    local: str
    there: frozenset[Term]
    staff: frozenset[Term]
    pointers: dict[tuple[str, str], bool] = field(default_factory=dict)
    withheld: dict[str, None] = field(default_factory=dict)


def public_view(tree: RecordView, visible: Visible, at: datetime | None = None) -> PublicView:
    """The public view; `visible` tells of an IRI term whether a public pointer to it may exist."""
    local = f"<{tree.record.local}#"
    there = frozenset(s for s, _, _ in tree.record.triples)
    staff = frozenset(_staff_parts(tree.root))
    sieve = _Sieve(visible, at or datetime.now(UTC), local, there, staff)
    kept, fallen = _part(tree.root, sieve, root=True)
    found = set(kept or ())
    _drop_dangling(found, local)
    pointers = tuple((p[1:-1], t, shown) for (p, t), shown in sorted(sieve.pointers.items()))
    return PublicView(frozenset(found), pointers, tuple(fallen), tuple(sieve.withheld), kept is None)


def _staff_parts(part: Part) -> Iterator[Term]:
    """Whatever a staff field claims: it is for staff also where another field points to it."""
    for key, values in part.values.items():
        one = part.shape.by_key[key]
        for value in values:
            if _is_staff(one, value, part.shape):
                yield value.term
            elif value.part is not None:
                yield from _staff_parts(value.part)


def _drop_dangling(found: set[Triple], local: str) -> None:
    """Takes out pointers to fragments that are not there, and fragments that nothing reaches any more."""
    while True:
        there = {s for s, _, _ in found}
        reached = {o for _, _, o in found}
        gone = {t for t in found if t[2].startswith(local) and t[2] not in there}
        gone |= {t for t in found if t[0].startswith(local) and t[0] not in reached}
        if not gone:
            return
        found -= gone


def _part(part: Part, sieve: _Sieve, root: bool = False) -> tuple[set[Triple] | None, list[str]]:
    """The public triples of a part (None if it goes), and the keys that fell below their minimum."""
    if _hidden(part, sieve.at):
        return None, []
    kept: set[Triple] = set(part.fixed)
    fallen: list[str] = []
    survivors = 0
    for key, values in part.values.items():
        one = part.shape.by_key[key]
        left = [v for v in (_value(one, value, part.shape, sieve) for value in values) if v is not None]
        survivors += len(left)
        kept.update(*left)
        if one.severity == "Violation" and len(left) < min(one.minimum, len(values)):
            fallen.append(key)
    if not root and (fallen or (part.values and not survivors)):
        return None, fallen
    return kept, fallen


def _value(one: Field, value: Value, shape: Shape, sieve: _Sieve) -> set[Triple] | None:
    own = value.term.startswith(sieve.local)
    if _is_staff(one, value, shape) or (own and value.term in sieve.staff):
        sieve.withheld[one.iri] = None
        return None
    if value.part is not None:
        inner, _ = _part(value.part, sieve)
        if inner is None:
            sieve.withheld[one.iri] = None
            return None
        return inner | {value.triple}
    if own:  # a part above, or nothing
        return {value.triple} if one.kind is Kind.PART and value.term in sieve.there else None
    if is_iri(value.term) and one.kind is not Kind.LITERAL:
        return _pointer(value.triple, sieve)
    return {value.triple}


def _pointer(triple: Triple, sieve: _Sieve) -> set[Triple] | None:
    _, predicate, target = triple
    shown = sieve.visible(target)
    key = (predicate, target[1:-1])
    sieve.pointers[key] = sieve.pointers.get(key, False) or shown
    return {triple} if shown else None


def _hidden(part: Part, at: datetime) -> bool:
    """Whether a part is set to staff or embargoed; an audience or a date that is not understood hides it too."""
    said = [*part.unclaimed, *(value.triple for values in part.values.values() for value in values)]
    audiences = {o for _, p, o in said if p == AUDIENCE}
    return not audiences <= {PUBLIC} or any(not _over(o, at) for _, p, o in said if p == EMBARGO)


def _over(until: Term, at: datetime) -> bool:
    """Whether an embargo (a date, or a moment) is over; a day begins at midnight UTC."""
    try:
        end = datetime.fromisoformat(parts(until).text if is_literal(until) else "")
    except ValueError:
        return False
    return (end if end.tzinfo else end.replace(tzinfo=UTC)) <= at


def _is_staff(one: Field, value: Value, shape: Shape) -> bool:
    return one.staff or (one.path == ATTRIBUTED and _about_staff(value, shape))


def _about_staff(value: Value, shape: Shape) -> bool:
    """Whether a competing statement concerns a staff field, or none at all."""
    if value.part is None:
        return True
    said = list(value.part.triples())
    own = [(p, o) for s, p, o in said if s == value.part.subject]
    paths = [o for p, o in own if p == ASSIGNED_PROPERTY]
    assigned = [o for p, o in own if p == ASSIGNED] or [""]
    return not paths or not all(
        _is_public(shape, p, a, [t for t in said if t[0] == a]) for p in paths for a in assigned
    )


def _is_public(shape: Shape, path: Term, assigned: Term, facts: list[Triple]) -> bool:
    """Whether a value of a path would be public here; nothing but a part or a pointer can compete."""
    if is_literal(assigned):
        return False
    claim = claimed_by(shape, path, facts)
    candidates = [claim] if facts and claim is not None else [] if facts else list(shape.by_path.get(path, ()))
    return bool(candidates) and not any(c.staff for c in candidates)
