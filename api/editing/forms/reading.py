"""A form as a reader of one language sees it: labels, names of what is referred to, what is wrong where.

Templates walk the form itself (`catalogue.editing.form`) and ask this for words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from api.labels import Label
from api.presenter import Presenter
from api.shown import Shown
from catalogue.calendars import WrittenDate
from catalogue.editing.compete import Statement, can_compete, read_statement
from catalogue.editing.copying import naming
from catalogue.editing.dates import written
from catalogue.editing.form import Form, FormField, FormPart, Input, Row, Widget
from catalogue.editing.opening import LINES
from catalogue.ontology import labels_of_terms
from catalogue.rdf import is_iri, is_literal
from catalogue.shapes import Schema, label_in


@dataclass(frozen=True)
class Problem:
    """Something to look at; `level` is error (it cannot be saved so), missing (nor published), warning or info.

    `place` is the name of the row or field; `where` says it in words, from the outside in.
    """

    place: str
    level: str
    text: str
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A group of fields under one heading: those that are open, and those that may be added."""

    anchor: str
    heading: str
    part: FormPart
    fields: tuple[FormField, ...]
    addable: tuple[FormField, ...]
    errors: int
    missing: int


@dataclass(frozen=True)
class Option:
    """A value to choose."""

    value: str
    label: str


class Reading:
    """A form read in one language; `problems` are by the name of the row or field.

    `making` has the slugs of the record types of which its reader may make new records.
    """

    def __init__(
        self,
        form: Form,
        schema: Schema,
        presenter: Presenter,
        problems: Sequence[Problem] = (),
        options: Mapping[str, Sequence[Option]] | None = None,
        sought: Mapping[str, str] | None = None,
        candidates: Mapping[str, Sequence[Option]] | None = None,
        making: Collection[str] = (),
    ) -> None:
        self.form = form
        self._making = making
        self._schema = schema
        self._presenter = presenter
        self._options, self._sought, self._candidates = options or {}, sought or {}, candidates or {}
        self.problems = tuple(Problem(p.place, p.level, p.text, self.where(p.place)) for p in problems)
        self._numbers: Mapping[str, Sequence[Option]] = {}
        self._numbered: Mapping[str, str] = {}
        self._at: dict[str, list[Problem]] = {}
        for one in self.problems:
            self._at.setdefault(one.place, []).append(one)

    def offering(self, numbers: Mapping[str, Sequence[Option]], chosen: Mapping[str, str]) -> Reading:
        """The same with the schemes that may give a field its number, and those that were chosen, by name of field."""
        self._numbers, self._numbered = numbers, chosen
        return self

    def numbers(self, one: FormField) -> Sequence[Option]:
        """The schemes that may give a field its number, each with the one that it would give next."""
        return self._numbers.get(one.name, ())

    def numbered(self, one: FormField) -> str:
        """The scheme that was chosen."""
        return self._numbered.get(one.name, "")

    @staticmethod
    def id(name: str) -> str:
        """An id for the row or field of a name: letters and digits only."""
        return "f" + hashlib.blake2b(name.encode(), digest_size=6).hexdigest()

    def label(self, one: FormField) -> str:
        """What a field is called."""
        return label_in(one.field.labels, self._presenter.language)

    def help(self, one: FormField) -> str:
        """What a field is for; empty where its shape says nothing."""
        return label_in(one.field.help, self._presenter.language)

    def kind(self, iri: str) -> str:
        """What a class is called."""
        return label_in(labels_of_terms().get(iri, {}), self._presenter.language) or iri.rsplit("/", 1)[-1]

    def at(self, name: str) -> Sequence[Problem]:
        """What is wrong at a row or field."""
        return self._at.get(name, ())

    def wrong(self, name: str) -> bool:
        """Whether a row keeps the record from being saved."""
        return any(one.level == "error" for one in self.at(name))

    def elsewhere(self) -> Sequence[Problem]:
        """What is wrong with the record as a whole."""
        known = {"", *self.form.rows, *self.form.fields}
        return [one for one in self.problems if not one.place or one.place not in known]

    def value(self, row: Row) -> Shown | None:
        """What a row says, as pages show it: the name of a record, a literal that cannot be changed."""
        term = row.term
        if row.widget in (Widget.REFERENCE, Widget.LINK) and row.text:
            term = f"<{row.text}>"
        if term is None:
            return None
        return self._presenter.term(term) if is_iri(term) or is_literal(term) else None

    def options(self, row: Row) -> Sequence[Option]:
        """What there is to choose from in a row, by name in the reader's language."""
        return self._options.get(row.field.vocabulary or "", ())

    def droppable(self, one: FormField, row: Row) -> bool:
        """Whether a row is removed by a button; a single line or list is emptied instead."""
        single = one.field.maximum == 1 and row.widget not in (Widget.PART, Widget.DATE, Widget.REFERENCE, Widget.KEPT)
        return not one.field.inverse and not single

    def label_of(self, row: Row) -> str:
        """What the field of a row is called."""
        return label_in(row.field.labels, self._presenter.language)

    def line(self, part: FormPart) -> bool:
        """Whether a part stands on one line: a text, a number, a measure."""
        return part.shape.viewer in LINES

    def open(self, part: FormPart) -> tuple[FormField, ...]:
        """The fields of a part that are shown: those with a row, or with something to say."""
        return tuple(one for one in part.fields if one.rows or one.competing or self.at(one.name))

    def addable(self, part: FormPart) -> tuple[FormField, ...]:
        """The fields of a part that have nothing yet."""
        return tuple(one for one in part.fields if not (one.rows or one.competing or self.at(one.name)) and one.may_add)

    def disputable(self, one: FormField) -> bool:
        """Whether a differing opinion on a field can be put beside it."""
        above = self.form.parts.get(one.name.rpartition("/")[0])
        return above is not None and any(r.term for r in one.rows) and can_compete(above.shape, one.field)

    def statement(self, row: Row) -> Statement | None:
        """A statement that competes with a field: what it says, who, when, on what evidence."""
        return read_statement(row)

    @staticmethod
    def competing(one: FormField) -> frozenset[str]:
        """The names of the rows that compete with a field."""
        return frozenset(row.name for row in one.competing)

    def unshown(self, row: Row) -> tuple[Input, ...]:
        """The inputs of a statement that say what it is about: they are sent along, and not shown."""
        found = read_statement(row)
        if found is None or row.part is None:
            return ()
        shown = {one.name for one in (*found.says, *found.circumstances)}
        hidden = [i for one in row.part.fields if one.name not in shown for r in one.rows for i in r.all_inputs()]
        return (*([row.part.choice] if row.part.choice is not None else []), *hidden)

    def beside(self, row: Row) -> tuple[FormField, ...]:
        """The fields of a date that have nothing yet, but those that its own line has."""
        if row.date is None:
            return ()
        told = [one.name for one in (row.date.text, row.date.calendar) if one is not None]
        addable = self.addable(row.date.details)
        return tuple(one for one in addable if not any(name.startswith(f"{one.name}/") for name in told))

    def computed(self, row: Row) -> str:
        """What the catalogue made of a date, in words."""
        if row.date is None or row.part is None:
            return ""
        if row.part.held is not None and not any(one.changed for one in row.date.text.inputs):
            return self._presenter.interval(row.part.held)
        return understood(written(row.date.text.text), self._presenter)

    def sections(self) -> list[Section]:
        """The fields of the record by group, groups in their order; what has no group comes last."""
        root = self.form.root
        order = {iri: (group.order, iri) for iri, group in self._schema.groups.items()}
        held = {one.field.group or "" for one in root.fields}
        return [self._section(root, iri) for iri in sorted(held, key=lambda g: order.get(g, (float("inf"), g)))]

    def _section(self, root: FormPart, iri: str) -> Section:
        group = self._schema.groups.get(iri)
        heading = label_in(group.labels, self._presenter.language) if group is not None else ""
        fields = tuple(one for one in self.open(root) if (one.field.group or "") == iri)
        addable = tuple(one for one in self.addable(root) if (one.field.group or "") == iri)
        within = [p for p in self.problems if _top(p.place) in {one.name for one in (*fields, *addable)}]
        errors, missing = (sum(p.level == level for p in within) for level in ("error", "missing"))
        anchor = "section-" + (iri.rsplit(".", 1)[-1] or "further")
        return Section(anchor, heading, root, fields, addable, errors, missing)

    def where(self, place: str) -> tuple[str, ...]:
        """The labels of the fields that lead to a place."""
        steps = place.split("/")
        found = (self.form.fields.get("/".join(steps[:end])) for end in range(1, len(steps) + 1, 2))
        return tuple(self.label(one) for one in found if one is not None)

    def sought(self, row: Row) -> str:
        """The words that were written into the picker of a row, and from which nothing was chosen."""
        return self._sought.get(row.name, "")

    def found(self, row: Row) -> Sequence[Option]:
        """What there is for these words."""
        return self._candidates.get(row.name, ())

    def makers(self, row: Row) -> Sequence[tuple[str, str]]:
        """Of which record types a new record may be made for a row: slug and name."""
        types = [self._schema.by_class.get(one) for one in row.field.refers_to]
        able = [one for one in types if one is not None and one.slug in self._making and naming(one) is not None]
        return [(one.slug, label_in(one.labels, self._presenter.language)) for one in able]

    def title(self) -> Label:
        """What the record is called so far, as the form says."""
        for one in self.form.root.fields:
            for row in one.rows if one.field.names else ():
                text = _first_text(row)
                if text and not row.removed:
                    return Label(text)
        return Label("")


def understood(date: WrittenDate, presenter: Presenter) -> str:
    """What was understood of a date as written, in words; empty for no date."""
    if date.edtf is None:
        return ""
    interval = presenter.between(date.begin or "", date.end or "")
    return f"{interval} ({date.edtf})" if interval != date.edtf else interval


def _first_text(row: Row) -> str:
    if row.part is None:
        return row.text
    return next((inner.text for inner in row.part.rows() if inner.widget in (Widget.LINE, Widget.LONG)), "")


def _top(place: str) -> str:
    return place.split("/", 1)[0]
