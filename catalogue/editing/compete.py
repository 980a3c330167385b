"""Competing statements: a differing opinion is added, preferred or marked obsolete, and nothing is lost by it.

A statement (E13) hangs on the part that it is about by P140i, names the property (P177) and what it says of it (P141).
The value that a record gives plainly is the preferred one; each earlier one stays as a statement of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from catalogue.editing.building import fill
from catalogue.editing.form import CLASS, NEW, Form, FormField, Row
from catalogue.editing.statements import assigning, concerned
from catalogue.editing.submission import Mint, new_fragment
from catalogue.namespaces import AAT, HAS_TYPE, TYPE
from catalogue.public_view import ASSIGNED, ASSIGNED_PROPERTY, ATTRIBUTED
from catalogue.rdf import Term, Triple
from catalogue.record import Part, Record, view
from catalogue.shapes import Field, Kind, RecordType, Shape

_STANDING = "https://w3id.org/khizana/vocabulary/statement-standing"
PREFERRED, ALTERNATIVE = f"<{_STANDING}/preferred>", f"<{_STANDING}/alternative>"
OBSOLETE = f"<{AAT}300404908>"
_RANKED = frozenset({PREFERRED, ALTERNATIVE, OBSOLETE})


@dataclass(frozen=True)
class Statement:
    """A statement as a form shows it: its row, its standing, what it says, and who, when and on what evidence."""

    row: Row
    standing: Term | None
    says: tuple[FormField, ...]
    circumstances: tuple[FormField, ...]


def read_statement(row: Row) -> Statement | None:
    """The statement in a row of a field's `competing`; None for a row without its part."""
    if row.part is None:
        return None
    says = tuple(f for f in row.part.fields if f.field.path == ASSIGNED and f.rows)
    others = tuple(f for f in row.part.fields if f.field.path not in (ASSIGNED, ASSIGNED_PROPERTY))
    held = row.part.held
    said = {o for s, p, o in held.triples() if s == held.subject and p == HAS_TYPE} if held is not None else set()
    return Statement(row, next(iter(sorted(said)), None), says, others)


def can_compete(shape: Shape, one: Field) -> bool:
    """Whether a differing opinion on a field can be put beside it: a part or a reference, where statements hang."""
    return any(f.part is not None and assigning(f.part, one) is not None for f in shape.by_path.get(ATTRIBUTED, ()))


def with_statement(form: Form, field: str, *, row: str = "") -> Form:
    """The form with an empty statement about the field of that name; raises KeyError where none can be.

    It is not stored unless it is given a value or circumstances.
    """
    one = form.fields[field]
    above = field.rpartition("/")[0]
    hung, inner = _hung(form.parts[above].shape, one.field)
    name = f"{above}/{hung.key}" if above else hung.key
    name += f"/{row or NEW + new_fragment()[:6]}"
    given = [(name + CLASS, hung.part.classes[0] if hung.part is not None else "")]
    for each in hung.part.fields if hung.part is not None else ():
        if each.path == ASSIGNED_PROPERTY:
            given.append((f"{name}/{each.key}/{NEW}1", one.field.path[1:-1]))
        elif each.path == HAS_TYPE:
            given.append((f"{name}/{each.key}/{NEW}1", ALTERNATIVE[1:-1]))
    said = f"{name}/{inner.key}/{NEW}1"
    given += (
        [(said, "")] if inner.part is None else [(said + CLASS, inner.part.classes[0]), *_tests(said, one.field, inner)]
    )
    return fill(form, [*form.inputs(), *given])


def prefer(
    record: Record,
    record_type: RecordType,
    statement: Term,
    instead_of: Collection[Term] | None = None,
    *,
    mint: Mint = new_fragment,
) -> Record:
    """What the statement says becomes the plain value of its field, and the earlier value a statement beside it.

    In a field that takes several values, those named in `instead_of` step back, by default none. Raises KeyError for
    what is no statement about a field of the record, or says nothing.
    """
    found = _find(record, record_type, statement)
    field, part = found.field, found.part
    said = sorted(o for _, p, o in found.own if p == ASSIGNED)
    if not said:
        raise KeyError(statement)
    plain = [v.term for v in part.all(field.key)]
    if instead_of is None:
        instead_of = plain if field.maximum == 1 else ()
    state = set(record.triples)
    for term in plain:
        if term in instead_of and term not in said:
            state.discard((part.subject, field.path, term))
            _step_back(found, term, state, record, mint)
    state |= {(part.subject, field.path, term) for term in said}
    _rank(statement, PREFERRED, state)
    return replace(record, triples=frozenset(state))


def rank(record: Record, record_type: RecordType, statement: Term, standing: Term) -> Record:
    """The record with another standing of a statement, such as OBSOLETE; raises KeyError for what is none."""
    _find(record, record_type, statement)
    state = set(record.triples)
    _rank(statement, standing, state)
    return replace(record, triples=frozenset(state))


@dataclass(frozen=True)
class _Found:
    """A statement: the part it hangs on, the field it is about, the pointer to it, and what it says of itself."""

    part: Part
    field: Field
    pointer: Triple
    own: tuple[Triple, ...]
    beside: tuple[Term, ...]


def _find(record: Record, record_type: RecordType, statement: Term) -> _Found:
    ahead = [view(record, record_type).root]
    seen: set[Term] = set()
    while ahead:
        part = ahead.pop()
        if part.subject in seen:
            continue
        seen.add(part.subject)
        for key, values in part.values.items():
            for value in values:
                if value.part is None:
                    continue
                ahead.append(value.part)
                if value.term == statement and part.shape.by_key[key].path == ATTRIBUTED:
                    field = concerned(part.shape, value.part)
                    if field is not None:
                        own = tuple(t for t in record.triples if t[0] == statement)
                        return _Found(part, field, value.triple, own, tuple(v.term for v in values))
    raise KeyError(statement)


def _step_back(found: _Found, term: Term, state: set[Triple], record: Record, mint: Mint) -> None:
    """Makes an alternative of a value that was the plain one; of its statement, where it has one already."""
    path = found.field.path
    for other in found.beside:
        if {(other, ASSIGNED, term), (other, ASSIGNED_PROPERTY, path)} <= state:
            _rank(other, ALTERNATIVE, state)
            return
    made = f"<{record.local}#{mint()}>"
    classes = {(made, p, o) for _, p, o in found.own if p == TYPE}
    state |= {(found.pointer[0], ATTRIBUTED, made), (made, ASSIGNED_PROPERTY, path), (made, ASSIGNED, term)}
    state |= {*classes, (made, HAS_TYPE, ALTERNATIVE)}


def _rank(statement: Term, standing: Term, state: set[Triple]) -> None:
    """Sets the standing; a further word such as “probably” stays."""
    state -= {(statement, HAS_TYPE, other) for other in _RANKED}
    state.add((statement, HAS_TYPE, standing))


def _hung(shape: Shape, one: Field) -> tuple[Field, Field]:
    """The field in which statements about another hang, and that in which such a statement has its value."""
    for hung in shape.by_path.get(ATTRIBUTED, ()):
        inner = assigning(hung.part, one) if hung.part is not None else None
        if inner is not None:
            return hung, inner
    raise KeyError(one.key)


def _tests(name: str, one: Field, inner: Field) -> list[tuple[str, str]]:
    """What the value must say of itself to be one of that field, as far as its own field does not say it."""
    if inner.part is None:
        return []
    wanted = sorted(o for p, o in one.required - inner.required if p == HAS_TYPE)
    typed = next((f for f in inner.part.by_path.get(HAS_TYPE, ()) if f.kind is Kind.REFERENCE), None)
    return [] if typed is None else [(f"{name}/{typed.key}/{NEW}{n}", o[1:-1]) for n, o in enumerate(wanted, 1)]
