"""Competing statements in a form: each stands beside the field that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from catalogue.editing.form import FormField, FormPart, Row
from catalogue.namespaces import TYPE
from catalogue.public_view import ASSIGNED, ASSIGNED_PROPERTY, ATTRIBUTED
from catalogue.rdf import Term, Triple
from catalogue.record import Part, claimed_by
from catalogue.shapes import Field, Kind, Shape


def concerned(shape: Shape, statement: Part | None) -> Field | None:
    """The field of a shape that a statement is about; None where it names none, or one that is not there."""
    if statement is None:
        return None
    said = list(statement.triples())
    own = {p: o for s, p, o in said if s == statement.subject}
    path = own.get(ASSIGNED_PROPERTY)
    if path is None:
        return None
    return _about(shape, path, [t for t in said if t[0] == own.get(ASSIGNED)])


def place_statements(shape: Shape, fields: Sequence[FormField]) -> tuple[FormField, ...]:
    """The fields of a part, each with the statements about it; a statement about none stays where it was."""
    found: dict[str, list[Row]] = {}
    kept: dict[str, tuple[Row, ...]] = {}
    for one in fields:
        if one.field.path == ATTRIBUTED and one.rows:
            left: list[Row] = []
            for row in one.rows:
                field = _concerned(shape, row)
                (left if field is None else found.setdefault(field.key, [])).append(row)
            kept[one.name] = tuple(left)
    if not found:
        return tuple(fields)
    return tuple(
        replace(one, rows=kept.get(one.name, one.rows), competing=tuple(found.get(one.field.key, ()))) for one in fields
    )


def assigning(statement: Shape, one: Field) -> Field | None:
    """The field of a statement's shape in which a value of another field can stand; None for what cannot compete."""
    if one.kind is Kind.PART and one.part is not None:
        facts = [("", *pair) for pair in {*one.required, (TYPE, f"<{one.part.classes[0]}>")}]
        found = claimed_by(statement, ASSIGNED, facts)
        return found if found is not None and found.part is not None else None
    if one.kind is not Kind.REFERENCE:
        return None
    candidates = statement.by_path.get(ASSIGNED, ())
    return next((f for f in candidates if f.kind is Kind.REFERENCE and set(one.refers_to) & set(f.refers_to)), None)


def _concerned(shape: Shape, row: Row) -> Field | None:
    if row.part is None:
        return None
    if row.part.held is not None:
        return concerned(shape, row.part.held)
    path = next((f"<{r.text}>" for r in _on(row.part, ASSIGNED_PROPERTY) if r.text), None)
    if path is None:
        return None
    facts = [("", *pair) for said in _on(row.part, ASSIGNED) if said.part is not None for pair in _says(said.part)]
    return _about(shape, path, facts)


def _about(shape: Shape, path: Term, facts: Iterable[Triple]) -> Field | None:
    said = list(facts)
    claimed = claimed_by(shape, path, said)
    return claimed or (next(iter(shape.by_path.get(path, ())), None) if not said else None)


def _on(part: FormPart, path: Term) -> list[Row]:
    return [row for one in part.fields if one.field.path == path for row in one.rows]


def _says(part: FormPart) -> Iterable[tuple[Term, Term]]:
    """What a new part will say of itself, as far as fields may ask."""
    yield TYPE, f"<{part.chosen}>"
    for one in part.fields:
        if one.field.kind is Kind.REFERENCE:
            for row in one.rows:
                if row.text:
                    yield one.field.path, f"<{row.text}>"
