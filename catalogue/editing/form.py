"""A form as a value: parts, fields, rows and inputs, each named by its path from the root.

`title/k3m9/content/~5d41402abc4b` is the value with that hash in the field `content` of the part `#k3m9` in the field
`title`; `title/new-1/content/new-1` is one that is not stored yet. What belongs to a row beside its value has a word
after an @: `…@language`, `…@class`, `…@remove`. Names are unique, and the same state always gives the same names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from catalogue.rdf import Term
from catalogue.record import Part, Record, RecordView
from catalogue.shapes import Field, RecordType, Shape

LANGUAGE, CLASS, REMOVE = "@language", "@class", "@remove"
NEW = "new-"


class Widget(Enum):
    """What a row is filled in with."""

    LINE = "line"
    LONG = "long"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    YES_NO = "yes-no"
    REFERENCE = "reference"
    CHOICE = "choice"
    LINK = "link"
    FILE = "file"
    DATE = "date"
    PART = "part"
    KEPT = "kept"
    """Something that a form can show and remove, and not change."""


@dataclass(frozen=True, slots=True)
class Input:
    """One name and text that a browser sends; `was` is what is stored, None where nothing is yet."""

    name: str
    text: str
    was: str | None = None

    @property
    def changed(self) -> bool:
        """Whether it says something else than what is stored, line ends apart."""
        return plain(self.text) != plain(self.was or "")


@dataclass(frozen=True, slots=True)
class DateRows:
    """What one sees of a date at once: rows of its part, which `details` shows without them.

    `computed` is what the catalogue made of the text: normalised form and bounds, by key of their field.
    """

    text: Row
    language: Row | None
    calendar: Row | None
    computed: Mapping[str, str]
    details: FormPart


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a field: its inputs (the value first), and the term that is stored, None for a new row.

    A part that stands in several fields is edited in the first; in the others `elsewhere` is the name of that row.
    """

    name: str
    field: Field
    widget: Widget
    term: Term | None
    inputs: tuple[Input, ...] = ()
    part: FormPart | None = None
    date: DateRows | None = None
    elsewhere: str | None = None
    removed: bool = False

    @property
    def new(self) -> bool:
        """Whether nothing is stored yet."""
        return self.term is None

    @property
    def removal(self) -> str:
        """The name whose presence, with any text, removes the row."""
        return self.name + REMOVE

    @property
    def text(self) -> str:
        """What stands in its first input."""
        return self.inputs[0].text if self.inputs else ""

    def input(self, word: str = "") -> Input | None:
        """The input of the row with that word (LANGUAGE, CLASS); without one the value itself."""
        return next((i for i in self.inputs if i.name == self.name + word), None)

    def all_inputs(self) -> Iterator[Input]:
        """Every input, with those in it, in the order in which a form shows them."""
        yield from self.inputs
        if self.part is not None:
            yield from self.part.inputs()
        if self.removed:
            yield Input(self.removal, "1")


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a part: `address` is where it stands in the schema ("object.production.timespan").

    `competing` are statements about this field: rows of the field of statements, shown here and only here.
    """

    field: Field
    name: str
    address: str
    staff: bool
    rows: tuple[Row, ...]
    competing: tuple[Row, ...] = ()

    @property
    def live(self) -> int:
        """How many rows it has that are not removed; a new one counts once something stands in it."""
        return sum(1 for r in self.rows if not r.removed and (r.term is not None or filled(r)) and not emptied(r))

    @property
    def may_add(self) -> bool:
        """Whether a further row may be added."""
        open_ = sum(1 for r in self.rows if not r.removed)
        return not self.field.inverse and (self.field.maximum is None or open_ < self.field.maximum)

    @property
    def wanted(self) -> int:
        """How many rows are still missing for publishing."""
        return max(0, self.field.minimum - self.live) if self.field.severity == "Violation" else 0


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part as its shape sees it; `name` is that of its row, "" for the record itself.

    `kept` counts the statements that no field claims: they stay as they are.
    """

    name: str
    shape: Shape
    address: str
    held: Part | None
    chosen: str
    fields: tuple[FormField, ...]
    kept: int = 0
    choice: Input | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes to choose from; one where there is nothing to choose."""
        return self.shape.classes

    def inputs(self) -> Iterator[Input]:
        """Every input of the part, in order."""
        if self.choice is not None:
            yield self.choice
        for one in self.fields:
            for row in (*one.rows, *one.competing):
                yield from row.all_inputs()

    def rows(self) -> Iterator[Row]:
        """The rows of its fields, statements included, not those within."""
        for one in self.fields:
            yield from one.rows
            yield from one.competing

    def field(self, key: str) -> FormField:
        """The field of that key; raises KeyError."""
        for one in self.fields:
            if one.field.key == key:
                return one
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Look:
    """How a form is looked at: with the fields for `staff` or without; `choices` are the vocabularies (IRIs) that are
    small enough to choose from a list.
    """

    staff: bool = True
    choices: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Form:
    """A record as a form; `version` is the one that it was made from, None for a new record.

    `loose` counts statements about parts that nothing leads to; `stray` are names that were sent and fit nowhere.
    """

    tree: RecordView
    version: int | None
    root: FormPart
    look: Look = Look()
    stray: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()

    @property
    def record(self) -> Record:
        """The record that it was made from."""
        return self.tree.record

    @property
    def record_type(self) -> RecordType:
        """Its record type."""
        return self.tree.record_type

    @property
    def loose(self) -> int:
        """How many statements are about parts that nothing leads to; they stay as they are."""
        return len(self.tree.loose)

    def inputs(self) -> list[tuple[str, str]]:
        """Exactly what a browser sends for the form as it is."""
        return [(i.name, i.text) for i in self.root.inputs()]

    def changes(self) -> list[tuple[str, str]]:
        """The inputs that differ from what is stored: enough to fill the form again, as an unsaved edit."""
        return [(i.name, i.text) for i in self.root.inputs() if i.was is None or i.changed]

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """Every row by name."""
        return {row.name: row for row in _rows(self.root)}

    @cached_property
    def parts(self) -> Mapping[str, FormPart]:
        """Every part by name; the root is ""."""
        found = {row.name: row.part for row in self.rows.values() if row.part is not None}
        return {"": self.root, **found}

    @cached_property
    def fields(self) -> Mapping[str, FormField]:
        """Every field by name."""
        return {one.name: one for part in self.parts.values() for one in part.fields}


def _rows(part: FormPart) -> Iterator[Row]:
    for row in part.rows():
        yield row
        if row.part is not None:
            yield from _rows(row.part)


def filled(row: Row) -> bool:
    """Whether something stands in a row that is not stored yet."""
    if row.removed:
        return False
    if row.part is not None:
        return any(filled(inner) for inner in row.part.rows())
    return bool(row.inputs and row.inputs[0].text.strip())


def emptied(row: Row) -> bool:
    """Whether the text of a stored value was taken out of its input."""
    return bool(row.inputs) and not row.inputs[0].text.strip() and row.inputs[0].changed


def plain(text: str) -> str:
    """A text with the line ends and characters that browsers make of it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
