"""Importing again: a three-way merge of what was imported last, what curators made of it, and what comes now.

The curator's edits stay. Where source and curator changed the same value, the curator's is kept and
the conflict is reported.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.rdf import Term, Triple, Triples
from catalogue.record import Part, Record, Value, view
from catalogue.shapes import RecordType


@dataclass(frozen=True)
class Merged:
    """The merged state, and the (subject, predicate) pairs where the curator's value was kept."""

    triples: Triples
    conflicts: tuple[tuple[Term, Term], ...]


def merge(base: Triples, current: Triples, incoming: Triples) -> Merged:
    """(current − what the source dropped) ∪ what the source added, but for what the curator changed too.

    A part that the curator edited stays whole, with all that leads to it; one taken out stays out.
    """
    dropped, added = base - incoming, incoming - base
    if current == base:
        return Merged(incoming, ())
    replaced = _places(base - current) & _places(dropped)
    mine = {t for t in current - base if (t[0], t[1]) in replaced}
    theirs = {t for t in added if (t[0], t[1]) in replaced}
    clashing = _places(frozenset(mine ^ theirs))
    saved = _edited_parts(base, current, incoming)
    gone = _subjects(base) - _subjects(current)
    unwanted = {t for t in added if (t[0], t[1]) in clashing or t[0] in gone or t[2] in gone}
    clashing |= _places(frozenset(t for t in unwanted if t[0] in gone)) | _places(saved & dropped)
    merged = (current - dropped) | (added - unwanted) | saved
    return Merged(_without_orphans(merged, added, incoming), tuple(sorted(clashing)))


def _edited_parts(base: Triples, current: Triples, incoming: Triples) -> Triples:
    """Whatever belongs to parts that the curator edited and the source dropped: from the record down to their ends."""
    edits, left = _subjects(base ^ current), _subjects(incoming)
    above = (_subjects(base) & _subjects(current) & edits) - left
    pointers: set[Triple] = set()
    waiting = set(above)
    while waiting:
        pointing = {t for t in current if t[2] in waiting}
        pointers |= pointing
        waiting = {t[0] for t in pointing} - left - above
        above |= waiting
    found, waiting = set(above), set(above)
    while waiting:
        waiting = {t[2] for t in current if t[0] in waiting} & _subjects(current) - left - found
        found |= waiting
    return frozenset(pointers | {t for t in current if t[0] in found})


def _without_orphans(merged: Triples, added: Triples, incoming: Triples) -> Triples:
    """The state without new parts whose place in the record is gone."""
    placed = {o for _, _, o in incoming}
    while True:
        reached = {o for _, _, o in merged}
        orphans = {t for t in merged & added if t[0] in placed and t[0] not in reached}
        if not orphans:
            return merged
        merged -= orphans


def aligned(incoming: Record, earlier: Record, record_type: RecordType) -> Triples:
    """The incoming triples with the fragment names of an earlier state, part by part.

    Parts match by equal content (they have equal names), then where one is left on both sides of a field.
    """
    if incoming.triples == earlier.triples:
        return incoming.triples
    names: dict[Term, Term] = {}
    _match(view(incoming, record_type).root, view(earlier, record_type).root, names)
    taken = {t[0] for t in earlier.triples} - set(names.values())
    clashes = {n for n in {t[0] for t in incoming.triples} if n in set(names.values()) and names.get(n, n) == n}
    usable = {old: new for old, new in names.items() if new not in clashes and old not in taken}
    return frozenset(_renamed(t, usable) for t in incoming.triples)


def _match(new: Part, old: Part, names: dict[Term, Term]) -> None:
    for key, values in new.values.items():
        mine = [v for v in values if v.part is not None]
        theirs = [v for v in old.all(key) if v.part is not None]
        held = {v.term for v in theirs}
        left = [v for v in mine if v.term not in held]
        open_ = [v for v in theirs if v.term not in {m.term for m in mine}]
        pairs = [(m, t) for m in mine for t in theirs if m.term == t.term]
        if len(left) == 1 and len(open_) == 1:
            names[left[0].term] = open_[0].term
            pairs.append((left[0], open_[0]))
        for one, other in pairs:
            _descend(one, other, names)


def _descend(one: Value, other: Value, names: dict[Term, Term]) -> None:
    if one.part is not None and other.part is not None:
        _match(one.part, other.part, names)


def _renamed(triple: Triple, names: dict[Term, Term]) -> Triple:
    subject, predicate, object_ = triple
    return names.get(subject, subject), predicate, names.get(object_, object_)


def _subjects(triples: Triples) -> set[Term]:
    return {s for s, _, _ in triples}


def _places(triples: Triples) -> set[tuple[Term, Term]]:
    return {(s, p) for s, p, _ in triples}
