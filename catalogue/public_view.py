"""The public view of a record: what is left when everything that is not public is absent.

A fixpoint: staff fields, statements that no field claims, pointers to what is not public and hidden
fragments go; then every part that this left below its minimum goes too, until nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from catalogue.namespaces import CRM, KHZ
from catalogue.rdf import Term, Triple, Triples, is_iri, parts
from catalogue.record import Part, RecordView, Value, claimed_by
from catalogue.shapes import Field, Kind, Shape

AUDIENCE = f"<{KHZ}audience>"
STAFF = f"<{KHZ}Staff>"
EMBARGO = f"<{KHZ}embargoedUntil>"
ASSIGNED_PROPERTY = f"<{CRM}P177_assigned_property_of_type>"
ASSIGNED = f"<{CRM}P141_assigned>"
ATTRIBUTED = f"<{CRM}P140i_was_attributed_by>"
Visible = Callable[[Term], bool]


@dataclass(frozen=True)
class PublicView:
    """What may leave: the triples, and which pointers were shown and which suppressed.

    `fallen` names the keys of the root that this left below their minimum: such a record cannot be
    published. `pointers` are (predicate, target IRI, shown).
    """

    triples: Triples
    pointers: tuple[tuple[str, str, bool], ...]
    fallen: tuple[str, ...]
    withheld: tuple[str, ...]


@dataclass
class _Sieve:
    visible: Visible
    at: datetime
    kept: set[Triple] = field(default_factory=set)
    pointers: dict[tuple[str, str], bool] = field(default_factory=dict)
    withheld: dict[str, None] = field(default_factory=dict)


def public_view(tree: RecordView, visible: Visible, at: datetime | None = None) -> PublicView:
    """The public view; `visible` tells of an IRI term whether a public pointer to it may exist."""
    sieve = _Sieve(visible, at or datetime.now(UTC))
    root = tree.root
    kept, fallen = _part(root, sieve, root=True)
    found = set(kept or ())
    local = f"<{tree.record.local}#"
    _drop_dangling(found, local)
    pointers = tuple((p[1:-1], t, shown) for (p, t), shown in sorted(sieve.pointers.items()))
    return PublicView(frozenset(found), pointers, tuple(fallen), tuple(sieve.withheld))


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
    if one.staff or (one.path == ATTRIBUTED and _staff_statement(value, shape)):
        sieve.withheld[one.iri] = None
        return None
    if value.part is not None:
        inner, _ = _part(value.part, sieve)
        if inner is None:
            sieve.withheld[one.iri] = None
            return None
        return inner | {value.triple}
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
    for _, predicate, object_ in part.unclaimed:
        if predicate == AUDIENCE and object_ == STAFF:
            return True
        if predicate == EMBARGO and at.strftime("%Y-%m-%dT%H:%M:%SZ") < parts(object_).text:
            return True
    return False


def _staff_statement(value: Value, shape: Shape) -> bool:
    """Whether a competing statement concerns a staff field, or none at all."""
    statement = value.part
    if statement is None:
        return True
    facts = {p: o for s, p, o in statement.triples() if s == statement.subject}
    path, assigned = facts.get(ASSIGNED_PROPERTY), facts.get(ASSIGNED)
    if path is None:
        return True
    said = [t for t in statement.triples() if t[0] == assigned]
    claim = claimed_by(shape, path, said)
    candidates = shape.by_path.get(path, ()) if claim is None and not said else (claim,) if claim else ()
    return not candidates or any(c.staff for c in candidates)
