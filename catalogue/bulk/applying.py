"""One operation on one record, through the form that a person would fill in: all else keeps its very triples."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from catalogue.bulk.operation import FIRST, Doing, Operation, Place
from catalogue.bulk.outcomes import Reason, Why
from catalogue.editing.building import form_of
from catalogue.editing.edits import Edit, Edits, Notation, apply, no_notation
from catalogue.editing.form import CLASS, LANGUAGE, REMOVE, Form, FormPart, Row, Widget
from catalogue.editing.reading import read_value
from catalogue.editing.submission import submit
from catalogue.rdf import Term, Triple, is_literal
from catalogue.record import Record
from catalogue.shapes import Field, Kind

Sent = list[tuple[str, str]]


@dataclass(frozen=True)
class Applied:
    """The record with the operation done; None where nothing changes, or where `reasons` say why it cannot be."""

    record: Record | None
    reasons: tuple[Reason, ...] = ()


def applied(record: Record, place: Place, operation: Operation, notation: Notation = no_notation) -> Applied:
    """Does the operation to a record as it is now."""
    if operation.old and not any(triple[2] == operation.old for triple in record.triples):
        return Applied(None)
    form = form_of(record, place.record_type)
    work = _Work(form, place, record.local.removesuffix(record.path))
    sent = work.sent(operation)
    if isinstance(sent, Why):
        return Applied(None, (Reason(sent),))
    if not sent:
        return Applied(None)
    done = submit(form, sent)
    if done.faults:
        return Applied(None, (Reason(Why.WRONG, done.faults[0].kind.value),))
    changed = apply(record, done.edits, notation)
    fresh = _without_doubles(record, changed, done.edits)
    changed = apply(record, fresh, notation) if fresh is not done.edits else changed
    return Applied(None if changed.triples == record.triples else changed)


class _Work:
    """What is sent for the form of one record."""

    def __init__(self, form: Form, place: Place, base: str) -> None:
        self._form = form
        self._steps = place.steps
        self._base = base
        self._pointed = Counter[Term | None](t[2] for t in form.record.triples)

    def sent(self, operation: Operation) -> Sent | Why:
        """What is sent; nothing where there is nothing to do."""
        if operation.doing is Doing.ADD:
            return self._adding(operation)
        if operation.doing is Doing.REMOVE:
            return [(row.removal, "1") for row in self._gone(self._meant(operation.old))]
        if operation.doing is Doing.REPLACE:
            return self._replacing(operation)
        if operation.doing is Doing.TEXT:
            return self._in_texts(operation)
        parts = [self._form.root] if not self._steps else self._parts(len(self._steps))
        return [(part.name + CLASS, operation.chosen) for part in parts if part.choice is not None]

    def _parts(self, depth: int) -> list[FormPart]:
        """The parts that the first steps lead to, each once."""
        parts = {"": self._form.root}
        for step in self._steps[:depth]:
            rows = (row for part in parts.values() for row in part.rows() if row.field is step and row.term is not None)
            found = (self._part(row) for row in rows)
            parts = {part.name: part for part in found if part is not None}
        return list(parts.values())

    def _part(self, row: Row) -> FormPart | None:
        if row.elsewhere is None:
            return row.part
        there = self._form.parts.get(row.elsewhere)
        return there if there is not None and there.shape is row.field.part else None

    def _rows(self) -> list[Row]:
        """The values that are there."""
        last = self._steps[-1]
        parts = self._parts(len(self._steps) - 1)
        return [row for part in parts for row in part.rows() if row.field is last and row.term is not None]

    def _meant(self, old: Term) -> list[Row]:
        return [row for row in self._rows() if not old or row.term == old]

    def _adding(self, operation: Operation) -> Sent | Why:
        last = self._steps[-1]
        wanted = _by_row(operation.inputs)
        if last.kind is not Kind.PART:
            there = {row.term for row in self._rows()}
            wanted = {row: said for row, said in wanted.items() if self._term(last, row, said) not in there}
        if not wanted:
            return []
        for depth in range(len(self._steps) - 1, -1, -1):
            roomy = [part for part in self._parts(depth) if _room(part, self._steps[depth], len(wanted))]
            if len(roomy) > 1:
                return Why.UNCLEAR
            if roomy:
                name = _below(roomy[0].name, self._steps[depth:])
                return [(name + suffix, text) for said in wanted.values() for suffix, text in said]
        return Why.NO_ROOM

    def _term(self, one: Field, row: str, said: Sent) -> Term:
        texts = dict(said)
        return read_value(one, texts.get(row, ""), texts.get(row + LANGUAGE, ""), self._base)

    def _replacing(self, operation: Operation) -> Sent | Why:
        rows = self._meant(operation.old)
        if any(row.widget is Widget.KEPT for row in rows):
            return Why.WRONG
        first, said = next(iter(_by_row(operation.inputs).items()))
        new = self._term(self._steps[-1], first, said)
        own = [(name.removeprefix(first), text) for name, text in said]
        sent: Sent = []
        for part in self._parts(len(self._steps) - 1):
            mine = [row for row in part.rows() if row in rows]
            kept = next((row for row in mine if row.term == new), None) or next(iter(mine), None)
            for row in mine:
                if row is not kept:
                    sent.append((row.removal, "1"))
                elif row.term != new:
                    sent += [(row.name + suffix, text) for suffix, text in own]
        return sent

    def _in_texts(self, operation: Operation) -> Sent:
        pattern = re.compile(re.escape(operation.find), 0 if operation.case else re.IGNORECASE)
        sent: Sent = []
        emptied: list[Row] = []
        for row in self._rows():
            if row.term is None or not is_literal(row.term) or not row.inputs:
                continue
            text = pattern.sub(lambda _: operation.put, row.text)
            if not text.strip():
                emptied.append(row)
            elif text != row.text:
                sent.append((row.name, text))
        return sent + [(row.removal, "1") for row in self._gone(emptied)]

    def _gone(self, rows: Iterable[Row]) -> list[Row]:
        """What goes with these: a part goes with the last value of a field that it must have, unless it says more than
        a form shows.
        """
        gone = {row.name: row for row in rows}
        ahead = list(gone)
        while ahead:
            name = _above(ahead.pop())
            part = self._form.parts.get(name)
            if part is None or not name or name in gone or not self._goes(part, gone):
                continue
            gone = {n: row for n, row in gone.items() if not n.startswith(f"{name}/")}
            gone[name] = self._form.rows[name]
            ahead.append(name)
        return list(gone.values())

    def _goes(self, part: FormPart, gone: Mapping[str, Row]) -> bool:
        """Whether a part goes with these; one that several fields share stays, as does what no form shows."""
        term = self._form.rows[part.name].term
        return not part.kept and self._pointed[term] == 1 and _lost(part, gone)


def _by_row(inputs: Iterable[tuple[str, str]]) -> dict[str, Sent]:
    """The inputs of several new values, by the row of each, without those in which nothing stands."""
    found: dict[str, Sent] = {}
    for name, text in inputs:
        row = "/" + re.split(r"[/@]", name[1:], maxsplit=1)[0]
        found.setdefault(row, []).append((name, text))
    return {row: said for row, said in found.items() if _filled(row, said)}


def _filled(row: str, said: Sent) -> bool:
    given = dict(said)
    return row + REMOVE not in given and any(text.strip() and "@" not in name for name, text in said)


def _below(name: str, steps: Collection[Field]) -> str:
    """The name of the last field, in new parts below a part."""
    keys = [step.key for step in steps]
    return "/".join([*([name] if name else []), (FIRST + "/").join(keys)])


def _above(name: str) -> str:
    """The name of the part in which a row stands."""
    return name.rpartition("/")[0].rpartition("/")[0]


def _room(part: FormPart, one: Field, more: int) -> bool:
    there = sum(1 for row in part.rows() if row.field is one and row.term is not None)
    return one.maximum is None or there + more <= one.maximum


def _lost(part: FormPart, gone: Mapping[str, Row]) -> bool:
    """Whether a part loses the last value of a field that it must have."""
    rows = [row for row in part.rows() if row.term is not None]
    needed = {row.field for row in rows if row.name in gone and row.field.minimum and row.field.severity == "Violation"}
    return any(all(row.name in gone for row in rows if row.field is one) for one in needed)


def _without_doubles(record: Record, changed: Record, edits: Edits) -> Edits:
    """The edits without new parts that say what a part beside them says already."""
    before, after = _about(record.triples), _about(changed.triples)
    kept = tuple(one for one in edits.edits if not _double(one, before, after))
    if len(kept) == len(edits.edits):
        return edits
    said = {t[0] for one in kept for t in one.brought} | {t[0] for t in record.triples}
    return replace(edits, edits=kept, dated=tuple(one for one in edits.dated if one.subject in said))


def _double(edit: Edit, before: Mapping[Term, list[Triple]], after: Mapping[Term, list[Triple]]) -> bool:
    if edit.old is not None or edit.new is None or not edit.brought:
        return False
    mine = _content(edit.new, after, ())
    beside = (o for _, p, o in before.get(edit.subject, ()) if p == edit.path)
    return any(_content(term, before, ()) == mine for term in beside if term in before)


def _about(triples: Iterable[Triple]) -> dict[Term, list[Triple]]:
    found: dict[Term, list[Triple]] = {}
    for triple in triples:
        found.setdefault(triple[0], []).append(triple)
    return found


def _content(subject: Term, about: Mapping[Term, list[Triple]], above: tuple[Term, ...]) -> frozenset[object]:
    """What a part says, whatever it is called."""
    return frozenset(_pairs(subject, about, (*above, subject)))


def _pairs(subject: Term, about: Mapping[Term, list[Triple]], above: tuple[Term, ...]) -> Iterator[object]:
    for _, predicate, object_ in about.get(subject, ()):
        below = object_ in about and object_ not in above
        yield predicate, _content(object_, about, above) if below else object_
