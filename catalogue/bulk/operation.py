"""What is to be done to many records at once, as a value that can be kept and done again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from catalogue.editing.building import form_of
from catalogue.editing.copying import blank
from catalogue.editing.form import CLASS, NEW, Form, FormField, Look
from catalogue.editing.reading import Fault
from catalogue.editing.submission import submit
from catalogue.rdf import Term
from catalogue.shapes import Field, Kind, RecordType, Schema, Shape

FIRST = f"/{NEW}1"
"""What the inputs of a new value begin with, after the name of its field."""
Inputs = tuple[tuple[str, str], ...]


class Doing(StrEnum):
    """What is done: to a field, or to how records stand."""

    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"
    TEXT = "text"
    KIND = "kind"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    ASK = "ask"
    APPROVE = "approve"
    MERGE = "merge"


TO_FIELDS = frozenset({Doing.ADD, Doing.REMOVE, Doing.REPLACE, Doing.TEXT, Doing.KIND})
PUBLISHING = frozenset({Doing.PUBLISH, Doing.APPROVE, Doing.WITHDRAW})


class Unfit(StrEnum):
    """Why an operation cannot be: there is no such field, it is not for that, or something is left out."""

    FIELD = "field"
    DOING = "doing"
    NEW = "new"
    FIND = "find"
    KIND = "kind"
    RECORD_TYPE = "record-type"


@dataclass(frozen=True)
class Operation:
    """What to do. A field is named by its address; `inputs` are those of new values, as a form has them, after the name
    of their field ("/new-1", "/new-1@language", "/new-1/content/new-1"). `old` is the value that goes, empty for any.
    In texts `find` gives way to `put`. `chosen` is the class that a part, or the record itself, is to have.
    """

    doing: Doing
    address: str = ""
    old: Term = ""
    inputs: Inputs = ()
    find: str = ""
    put: str = ""
    case: bool = True
    chosen: str = ""

    def written(self) -> str:
        """The operation as text."""
        return json.dumps(asdict(self), ensure_ascii=False)


def read_operation(text: str) -> Operation:
    """The operation again."""
    said = json.loads(text)
    inputs = tuple((str(name), str(value)) for name, value in said.pop("inputs"))
    return Operation(Doing(said.pop("doing")), inputs=inputs, **said)


@dataclass(frozen=True)
class Place:
    """Where an operation works: the steps from the record; none for the record itself."""

    record_type: RecordType
    steps: tuple[Field, ...] = field(default=())

    @property
    def shape(self) -> Shape | None:
        """The shape of what stands there; None for a plain value."""
        return self.steps[-1].part if self.steps else self.record_type

    @property
    def doings(self) -> tuple[Doing, ...]:
        """What can be done there."""
        kinds = (Doing.KIND,) if self.shape is not None and len(self.shape.classes) > 1 else ()
        if not self.steps:
            return kinds
        one = self.steps[-1]
        if one.kind is Kind.PART:
            return (Doing.ADD, Doing.REMOVE, *kinds)
        plain = (Doing.ADD, Doing.REPLACE, Doing.REMOVE)
        return (*plain, Doing.TEXT) if one.kind is Kind.LITERAL else plain


def place_of(schema: Schema, address: str) -> Place | None:
    """The place of an address; None for none, and for what is only derived from other records."""
    found = schema.addresses.get(address)
    if found is not None:
        return None if any(step.inverse for step in found.steps) else Place(found.record_type, found.steps)
    record_type = schema.by_slug.get(address)
    return Place(record_type) if record_type is not None else None


def value_form(
    place: Place,
    base: str,
    inputs: Inputs = (),
    look: Look = Look(),  # noqa: B008  frozen
) -> tuple[Form, FormField]:
    """A form in which a new value of a place is filled in, and its field there."""
    record = blank(place.record_type, f"/{place.record_type.slug}/new", base)
    name, marks = "", dict[str, str]()
    for step in place.steps:
        name = (f"{name}/{step.key}" if name else step.key) + FIRST
        marks |= {name: ""} if step.part is None else {name + CLASS: step.part.classes[0]}
    own = name.removesuffix(FIRST)
    sent = marks | {own + suffix: text for suffix, text in inputs}
    form = form_of(record, place.record_type, None, sent.items(), look)
    return form, form.fields[own]


def unfit(operation: Operation, schema: Schema, base: str) -> tuple[Unfit | Fault, ...]:
    """Why an operation cannot be done to any record; faults name the inputs of `value_form`."""
    if operation.doing not in TO_FIELDS:
        return ()
    place = place_of(schema, operation.address)
    if place is None or (not place.steps and operation.doing is not Doing.KIND):
        return (Unfit.FIELD,)
    if operation.doing is Doing.KIND:
        return _unfit_kind(operation, place)
    if operation.doing not in place.doings:
        return (Unfit.DOING,)
    if operation.doing is Doing.TEXT:
        return () if operation.find else (Unfit.FIND,)
    return () if operation.doing is Doing.REMOVE else _unfit_value(operation, place, base)


def _unfit_kind(operation: Operation, place: Place) -> tuple[Unfit, ...]:
    if place.shape is None:
        return (Unfit.DOING,)
    if operation.chosen in place.shape.classes:
        return ()
    return (Unfit.KIND,) if place.steps else (Unfit.RECORD_TYPE,)


def _unfit_value(operation: Operation, place: Place, base: str) -> tuple[Unfit | Fault, ...]:
    form, one = value_form(place, base, operation.inputs)
    done = submit(form, form.inputs())
    if done.faults:
        return done.faults
    return () if done.edits and one.live else (Unfit.NEW,)
