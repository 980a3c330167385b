"""Replacing what a representation can carry, and nothing else: new = (held − what it carries) ∪ what it says now.

Staff fields, competing statements and what the form of an upload has no words for stay as they are; with a part that
an upload leaves out goes what hangs on it, unless that is a staff field or a competing statement: then the part stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.interchange.counterparts import Counterparts, Side, renamed
from catalogue.namespaces import LABEL
from catalogue.rdf import Term, Triple, Triples
from catalogue.record import Record


@dataclass(frozen=True)
class Carried:
    """What a representation carries of a held record, under the names that its parts have there.

    `shown` is what whoever uploads has been shown, and so replaces; `known` also what it has words for; `guarded` are
    the statements that nothing but an upload that shows them takes away; `named` says that it names the parts.
    """

    shown: Triples
    known: Triples
    guarded: Triples = frozenset()
    named: bool = False


@dataclass(frozen=True)
class Replaced:
    """The new state, and the parts that stayed although the upload left them out."""

    triples: Triples
    stayed: tuple[Term, ...] = ()


def replace(held: Record, carried: Carried, incoming: Triples) -> Replaced:
    """What becomes of a held record when a representation of it is uploaded."""
    root = f"<{held.iri}>"
    new, shown, known = (Side(triples, root) for triples in (incoming, carried.shown, carried.known))
    found = Counterparts(new, shown, known, carried.named)
    names = found.names | _fresh(new.parts - found.names.keys(), held)
    said = _kept_labels(renamed(incoming, names), held, carried) | found.twins
    about = Side(held.triples, root)
    spoken_of = {o for _, _, o in said if o in about.parts} - {s for s, _, _ in said}
    said |= shown.within(spoken_of)
    said -= (carried.shown | carried.known) - held.triples
    left = held.triples - _replaced(carried, said, held)
    return _settled(about, said | left, carried, frozenset(s for s, _, _ in said))


def _fresh(subjects: Iterable[Term], held: Record) -> dict[Term, Term]:
    """Names for new parts: those they came with, unless the record has or had such a part."""
    taken = {t[0] for t in held.triples}
    found: dict[Term, Term] = {}
    for subject in sorted(subjects):
        name, number = subject, 1
        while name in taken or name in found:
            number += 1
            name = f"{subject[:-1]}-{number}>"
        taken.add(name)
        found[subject] = name
    return found


def _replaced(carried: Carried, said: set[Triple], held: Record) -> Triples:
    """What the upload takes away; a label (rdfs:label) only where it brings another."""
    if carried.named:
        return carried.shown
    labelled = {s for s, p, _ in said if p == LABEL}
    labels = {t for t in held.triples if t[1] == LABEL and t[0] in labelled}
    return frozenset(t for t in carried.shown if t[1] != LABEL) | labels


def _kept_labels(said: set[Triple], held: Record, carried: Carried) -> set[Triple]:
    """Without a label of the record that was only made for reading: one of its names, or what it had been shown."""
    if carried.named:
        return said
    texts = {o for _, p, o in said if p != LABEL and o[0] == '"'}
    root = f"<{held.iri}>"
    made = {t for t in said if t[0] == root and t[1] == LABEL and t[2] in texts} - held.triples
    return said - made


def _settled(held: Side, new: set[Triple], carried: Carried, spoken_of: frozenset[Term]) -> Replaced:
    """The state in which nothing hangs in the air: parts that had to stay are whole, parts that went are gone."""
    stayed: set[Term] = set()
    while True:
        reached = _reached(new, held.root)
        guarding = {t[0] for t in carried.guarded & new}
        short = {
            one
            for one in (held.parts & (reached | guarding)) - spoken_of - stayed
            if one not in reached or any((one, p, o) not in new for p, o in held.about[one])
        }
        if not short:
            break
        cut_off = short - reached
        above = _above(held, cut_off)
        short |= above - spoken_of
        stayed |= short
        new = new | {(s, p, o) for s in short for p, o in held.about[s]}
        new |= {(s, p, o) for s in (*above, held.root) for p, o in held.about[s] if o in cut_off | above}
    loose = held.parts - _reached(held.within([held.root]), held.root)
    reached = _reached(new, held.root) | loose | {held.root}
    kept = frozenset(t for t in new if t[0] in reached or t[0] not in held.parts)
    return Replaced(kept, tuple(sorted(stayed)))


def _reached(triples: Iterable[Triple], root: Term) -> set[Term]:
    """What one comes to from a record."""
    below: dict[Term, list[Term]] = {}
    for subject, _, object_ in triples:
        below.setdefault(subject, []).append(object_)
    found, waiting = set[Term](), [root]
    while waiting:
        for one in below.get(waiting.pop(), ()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found


def _above(held: Side, parts: Iterable[Term]) -> set[Term]:
    """The parts that these are in, up to the record."""
    above: dict[Term, list[Term]] = {}
    for subject, pairs in held.about.items():
        for _, object_ in pairs:
            above.setdefault(object_, []).append(subject)
    found, waiting = set[Term](), list(parts)
    while waiting:
        for one in above.get(waiting.pop(), ()):
            if one in held.parts and one not in found:
                found.add(one)
                waiting.append(one)
    return found
