"""Edits made from one version, put into a later one: neither of two people loses anything.

What only one side touched is merged without asking. Where both touched one value, or a field that takes one, somebody
has to say whose it shall be; until then there is nothing to save.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from catalogue.editing.edits import Edit, Edits, Notation, apply, no_notation, reached
from catalogue.editing.form import CLASS, Form
from catalogue.namespaces import TYPE
from catalogue.rdf import Term, Triple
from catalogue.record import Part, Record, view


class Clash(Enum):
    """What the two sides did."""

    CHANGED = "both changed it"
    ADDED = "both filled a field that takes one value"
    REMOVED_THERE = "they removed what you changed"
    CHANGED_THERE = "they changed what you removed"


class Choice(Enum):
    """Whose it shall be."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True)
class Conflict:
    """One place where both sides did something else: the value before, theirs now, and mine (None for none)."""

    name: str
    field: str
    clash: Clash
    base: Term | None
    theirs: tuple[Term, ...]
    mine: Term | None


@dataclass(frozen=True)
class Merged:
    """The record with both sides' edits; None as long as conflicts are left. `beside` says that the others did edit."""

    record: Record | None
    conflicts: tuple[Conflict, ...]
    beside: bool


def merge(
    form: Form,
    edits: Edits,
    head: Record,
    choices: Mapping[str, Choice] | None = None,
    notation: Notation = no_notation,
) -> Merged:
    """Puts edits that were made in a form into the record as it is now; `choices` settle conflicts by name."""
    if head.triples == form.record.triples:
        return Merged(apply(head, edits, notation), (), beside=False)
    sides = _Sides(form, head)
    kept: list[Edit] = []
    left: dict[str, Conflict] = {}
    state = set(head.triples)
    for edit in edits.edits:
        conflict = sides.conflict(edit)
        choice = choices.get(conflict.name) if conflict is not None and choices is not None else None
        if conflict is None:
            kept.append(edit)
        elif choice is None:
            left.setdefault(conflict.name, conflict)
        elif choice is Choice.MINE:
            sides.give_way(edit, conflict, state)
            kept.append(edit)
    if left:
        return Merged(None, tuple(left.values()), beside=True)
    mine = replace(head, triples=frozenset(state))
    return Merged(apply(mine, replace(edits, edits=tuple(kept)), notation), (), beside=True)


class _Sides:
    """The record as it was when the form was made, and as it is now."""

    def __init__(self, form: Form, head: Record) -> None:
        self._form = form
        self._base = {part.held.subject: part.held for part in form.parts.values() if part.held is not None}
        self._head = _parts(view(head, form.record_type).root)
        self._were = _about(form.record)
        self._are = _about(head)

    def conflict(self, edit: Edit) -> Conflict | None:
        """Where an edit meets one of theirs; None where it does not."""
        if edit.subject not in self._are:
            row = self._gone(edit)
            above = row.rpartition("/")[0]
            return Conflict(row, above, Clash.REMOVED_THERE, self._form.rows[row].term, (), edit.new)
        base = self._base[edit.subject]
        before, now = self._values(base, edit), self._values(self._head.get((edit.subject, base.shape.iri)), edit)
        theirs = tuple(term for term in now if term not in before)
        clash = self._clash(edit, now, theirs)
        return None if clash is None else Conflict(edit.name, edit.field, clash, edit.old, theirs, edit.new)

    def _clash(self, edit: Edit, now: tuple[Term, ...], theirs: tuple[Term, ...]) -> Clash | None:
        if edit.old is None:
            return Clash.ADDED if edit.single and theirs and edit.new not in now else None
        if edit.old in now:
            within = edit.new is None and self._below(edit.old, self._were) != self._below(edit.old, self._are)
            return Clash.CHANGED_THERE if within else None
        if edit.new is None:
            return Clash.CHANGED_THERE if theirs else None
        return Clash.CHANGED if edit.new not in now else None

    def give_way(self, edit: Edit, conflict: Conflict, state: set[Triple]) -> None:
        """Prepares their state for an edit of mine that is to hold.

        Of several values of theirs none is known to be the one that stands for mine, so all stay.
        """
        if conflict.clash is Clash.REMOVED_THERE:
            row = self._form.rows[conflict.name]
            assert row.term is not None
            state |= {t for t in self._below(row.term, self._were) if t[0] not in self._are}
            state |= {t for t in self._form.record.triples if t[2] == row.term and t[0] in self._are}
        elif (edit.subject, edit.path, edit.old) not in state and (edit.single or len(conflict.theirs) == 1):
            state -= {(edit.subject, edit.path, term) for term in conflict.theirs}

    def _gone(self, edit: Edit) -> str:
        """The name of the outermost row that they removed above an edit."""
        steps = edit.name.partition("@")[0].split("/")
        names = ["/".join(steps[:at]) for at in range(2, len(steps) + 1, 2)]
        return next(name for name in names if self._form.rows[name].term not in self._are)

    def _values(self, part: Part | None, edit: Edit) -> tuple[Term, ...]:
        """The values beside which an edit stands; all on its path where its part is no longer seen as it was."""
        if part is None:
            return tuple(o for _, p, o in self._are[edit.subject] if p == edit.path)
        if edit.name.endswith(CLASS):
            return tuple(o for _, p, o in part.fixed if p == TYPE and (p, o) in part.shape.class_pairs)
        return tuple(value.term for value in part.all(edit.field.rsplit("/", 1)[-1]))

    def _below(self, term: Term, about: Mapping[Term, list[Triple]]) -> set[Triple]:
        subjects = reached([term], about, {f"<{self._form.record.iri}>"})
        return {triple for subject in subjects for triple in about[subject]}


def _parts(part: Part) -> dict[tuple[Term, str], Part]:
    """Parts by subject and shape."""
    found: dict[tuple[Term, str], Part] = {}
    ahead = [part]
    while ahead:
        one = ahead.pop()
        found[one.subject, one.shape.iri] = one
        ahead += [v.part for values in one.values.values() for v in values if v.part is not None]
    return found


def _about(record: Record) -> dict[Term, list[Triple]]:
    found: dict[Term, list[Triple]] = {}
    for triple in record.triples:
        found.setdefault(triple[0], []).append(triple)
    return found
