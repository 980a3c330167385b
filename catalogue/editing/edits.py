"""Edits, and a state with edits applied: what nobody touched keeps its very triples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from catalogue.editing.dates import remade
from catalogue.namespaces import TYPE
from catalogue.rdf import Term, Triple, Triples
from catalogue.record import Record
from catalogue.shapes import Shape

Notation = Callable[[str], str]
"""The IRI of a term of a vocabulary → its notation: the tag of a language, the sign of a calendar; else empty."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One value put in the place of another, added (no `old`) or taken away (no `new`).

    `name` is its row, `field` its field. `brought` is what a new part says; `single` that the field takes one value.
    """

    name: str
    field: str
    subject: Term
    path: Term
    single: bool
    old: Term | None
    new: Term | None
    brought: Triples = frozenset()


@dataclass(frozen=True, slots=True)
class Dated:
    """A time-span whose text was edited, so that what is computed of it is made anew."""

    subject: Term
    shape: Shape


@dataclass(frozen=True)
class Edits:
    """All that one submission changes."""

    edits: tuple[Edit, ...] = ()
    dated: tuple[Dated, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.edits)


def no_notation(_iri: str) -> str:
    """No term has a notation."""
    return ""


def apply(record: Record, edits: Edits, notation: Notation = no_notation) -> Record:
    """The record with the edits in it; what they orphan goes, what they do not name stays."""
    state = set(record.triples)
    for edit in edits.edits:
        if edit.old is not None:
            state.discard((edit.subject, edit.path, edit.old))
    for edit in edits.edits:
        if edit.new is not None:
            state.add((edit.subject, edit.path, edit.new))
            state |= edit.brought
    given = {(edit.subject, edit.path) for edit in edits.edits}
    for dated in edits.dated:
        remade(dated.subject, dated.shape, record.triples, state, given, notation)
        _drop_hollow(dated.subject, state)
    gone = [edit.old for edit in edits.edits if edit.old is not None and edit.old != edit.new]
    return replace(record, triples=frozenset(pruned(state, gone, f"<{record.iri}>")))


def _drop_hollow(subject: Term, state: set[Triple]) -> None:
    """Takes out a part that says no more than its class, and what points to it."""
    if all(t[1] == TYPE for t in state if t[0] == subject):
        state -= {t for t in state if subject in (t[0], t[2])}


def pruned(state: set[Triple], gone: Iterable[Term], root: Term) -> set[Triple]:
    """A state without the parts under `gone` to which nothing else in the record leads any more."""
    about: dict[Term, list[Triple]] = {}
    for triple in state:
        about.setdefault(triple[0], []).append(triple)
    below = reached((term for term in gone if term in about and term != root), about, {root})
    if not below:
        return state
    outside = [t[2] for subject, said in about.items() if subject not in below for t in said if t[2] in below]
    kept = reached(outside, about, {root})
    lost = below - kept
    return {t for t in state if t[0] not in lost}


def reached(start: Iterable[Term], about: Mapping[Term, list[Triple]], stop: set[Term]) -> set[Term]:
    """The subjects of a state to which a start leads."""
    found: set[Term] = set()
    ahead = list(start)
    while ahead:
        term = ahead.pop()
        if term not in found and term not in stop and term in about:
            found.add(term)
            ahead.extend(t[2] for t in about[term])
    return found
