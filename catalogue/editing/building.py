"""A record, and what was sent for it, → its form.

The form of a record alone is the one with nothing sent. A name that was sent for a row that is not there makes a new
row if it says so; what fits nowhere is reported, never dropped in silence.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from catalogue.editing.dates import date_rows
from catalogue.editing.form import CLASS, NEW, REMOVE, DateRows, Form, FormField, FormPart, Input, Look, Row, Widget
from catalogue.editing.opening import opened
from catalogue.editing.statements import place_statements
from catalogue.editing.widgets import inputs_of, row_name, widget_of
from catalogue.namespaces import TYPE
from catalogue.rdf import Term
from catalogue.record import Part, Record, RecordView, Value, view
from catalogue.shapes import Field, RecordType, Shape

Sent = Iterable[tuple[str, str]]
_OPENED = f"{NEW}1"


def form_of(
    record: Record,
    record_type: RecordType,
    version: int | None = None,
    sent: Sent = (),
    look: Look = Look(),  # noqa: B008  frozen
) -> Form:
    """The form of a record, filled with what was sent for it."""
    tree = view(record, record_type)
    given: dict[str, str] = {}
    twice: dict[str, None] = {}
    for name, text in sent:
        if given.setdefault(name, text) != text:
            twice[name] = None
    builder = _Builder(tree, given, look)
    root = builder.part("", record_type, tree.root, record_type.slug, staff=False)
    form = Form(tree, version, root, look, (), tuple(twice))
    return replace(form, stray=tuple(_stray(form, given))) if given else form


def fill(form: Form, sent: Sent) -> Form:
    """The form of the same record and version, filled with what was sent."""
    return form_of(form.record, form.record_type, form.version, sent, form.look)


def with_row(form: Form, field: str, class_: str = "", *, row: str = "") -> Form:
    """The form with an empty row more in the field of that name, as yet without a value; raises KeyError.

    `row` is the last step of its name; without one it is made up.
    """
    one = form.fields[field]
    name = f"{field}/{row or NEW + secrets.token_hex(3)}"
    part = one.field.part
    mark = (name, "") if part is None else (name + CLASS, class_ or part.classes[0])
    return fill(form, [*form.inputs(), mark])


class _Builder:
    """One building of one form."""

    def __init__(self, tree: RecordView, sent: Mapping[str, str], look: Look) -> None:
        self._local = tree.record.local
        self._sent = sent
        self._look = look
        self._at: dict[Term, str] = {}
        self._secret = frozenset() if look.staff else frozenset(_staff_parts(tree.root))
        self._new = _new_rows(sent)

    def part(self, name: str, shape: Shape, held: Part | None, address: str, *, staff: bool) -> FormPart:
        """The part at a name; `staff` says that a field above it is for staff."""
        if held is not None:
            self._at.setdefault(held.subject, name)
        open_ = opened(shape, fresh=held is None or not held.values)
        prefix = f"{name}/" if name else ""
        fields = []
        for one in shape.fields:
            if not one.inverse and (self._look.staff or not one.staff):
                for_staff = staff or one.staff
                rows = self._rows(prefix + one.key, one, held, f"{address}.{one.key}", for_staff, one.key in open_)
                fields.append(FormField(one, prefix + one.key, f"{address}.{one.key}", for_staff, rows))
        choice = self._class(name, shape, held)
        chosen = choice.text if choice is not None else shape.classes[0]
        kept = len(held.unclaimed) if held is not None else 0
        return FormPart(name, shape, address, held, chosen, place_statements(shape, fields), kept, choice)

    def _class(self, name: str, shape: Shape, held: Part | None) -> Input | None:
        """The choice of a class; of a new part, its mark also where there is nothing to choose."""
        if held is None:
            return Input(name + CLASS, self._sent.get(name + CLASS, shape.classes[0]))
        if len(shape.classes) == 1:
            return None
        was = _class_in(held)
        return Input(name + CLASS, self._sent.get(name + CLASS, was), was)

    def _rows(
        self, name: str, one: Field, held: Part | None, address: str, staff: bool, open_: bool
    ) -> tuple[Row, ...]:
        values = held.all(one.key) if held is not None else ()
        rows = [self._row(name, one, v, address, staff) for v in values if v.term not in self._secret]
        rows += [self._new_row(row, one, address, staff) for row in self._new.get(name, ())]
        if open_ and not rows and not values:
            rows.append(self._new_row(f"{name}/{_OPENED}", one, address, staff))
        return tuple(rows)

    def _row(self, field: str, one: Field, value: Value, address: str, staff: bool) -> Row:
        term = value.term
        name = f"{field}/{row_name(term, self._local)}"
        removed = bool(self._sent.get(name + REMOVE))
        widget = widget_of(one, term, self._look.choices)
        if one.part is None:
            inputs = () if widget is Widget.KEPT else inputs_of(name, one, term, self._sent)
            return Row(name, one, widget, term, inputs, removed=removed)
        if term in self._at:
            return Row(name, one, widget, term, elsewhere=self._at[term], removed=removed)
        if value.part is None:
            return Row(name, one, Widget.KEPT, term, removed=removed)
        part = self.part(name, one.part, value.part, address, staff=staff)
        return Row(name, one, widget, term, (), part, self._date(widget, part), removed=removed)

    def _new_row(self, name: str, one: Field, address: str, staff: bool) -> Row:
        widget = widget_of(one, None, self._look.choices)
        removed = bool(self._sent.get(name + REMOVE))
        if one.part is None:
            return Row(name, one, widget, None, inputs_of(name, one, None, self._sent), removed=removed)
        part = self.part(name, one.part, None, address, staff=staff)
        return Row(name, one, widget, None, (), part, self._date(widget, part), removed=removed)

    def _date(self, widget: Widget, part: FormPart) -> DateRows | None:
        return date_rows(part) if widget is Widget.DATE else None


def _new_rows(sent: Mapping[str, str]) -> Mapping[str, list[str]]:
    """The names of new rows by that of their field, as names that were sent tell them."""
    found: dict[str, dict[str, None]] = {}
    for name in sent:
        if f"/{NEW}" in name:
            steps = name.partition("@")[0].split("/")
            for at in range(1, len(steps), 2):
                if steps[at].startswith(NEW):
                    found.setdefault("/".join(steps[:at]), {})["/".join(steps[: at + 1])] = None
    return {field: list(rows) for field, rows in found.items()}


def _stray(form: Form, sent: Mapping[str, str]) -> Iterator[str]:
    """The names of rows that were sent, and that the form does not have."""
    known = {i.name for i in form.root.inputs()} | {row.removal for row in form.rows.values()}
    keys = {one.key for one in form.record_type.fields}
    for name in sent:
        path = name.partition("@")[0]
        if "/" in path and path.partition("/")[0] in keys and name not in known:
            yield name


def _class_in(held: Part) -> str:
    """The class that a part says it has, of those that its shape knows; none if it says none."""
    said = {o for _, p, o in held.fixed if p == TYPE}
    return next((c for c in held.shape.classes if f"<{c}>" in said), "")


def _staff_parts(part: Part) -> Iterator[Term]:
    """Whatever a staff field points to: another field does not show it either."""
    for key, values in part.values.items():
        for value in values:
            if part.shape.by_key[key].staff:
                yield value.term
            elif value.part is not None:
                yield from _staff_parts(value.part)
