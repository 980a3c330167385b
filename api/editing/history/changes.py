"""What differs between two states of a record, in words: for publishing and for the history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from api.editing.forms.opened import summaries_of
from api.presenter import Presenter, presenter_for
from api.shown import Shown
from catalogue.history.differences import Line, differences, lines, targets
from catalogue.record import Record, Value
from catalogue.shapes import Field, RecordType, label_in


@dataclass(frozen=True)
class Told:
    """One change: the labels that lead to it, what was there before, what is there after.

    `loose` counts statements of no field, of which no more is said than how many went and came.
    """

    where: tuple[str, ...]
    before: tuple[Shown, ...]
    after: tuple[Shown, ...]
    staff: bool
    loose: tuple[int, int] = (0, 0)


def told(request: Request, before: Record, after: Record, record_type: RecordType) -> list[Told]:
    """What changed from one state to another, in the language of the reader, in the order of the fields."""
    found = list(lines(differences(before, after, record_type)))
    presenter = presenter_for(request, summaries_of(request, targets(found)))
    return [_told(one, presenter) for one in found]


def empty(record: Record) -> Record:
    """The record before anything was said of it."""
    return Record(record.iri, record.path, record.local, frozenset())


def _told(one: Line, presenter: Presenter) -> Told:
    where = tuple(label_in(step.labels, presenter.language) for step in one.steps)
    before, after = (_values(one.steps, some, presenter) for some in (one.removed, one.added))
    staff = any(step.staff for step in one.steps)
    return Told(where, before, after, staff, (len(one.loose_removed), len(one.loose_added)))


def _values(steps: Sequence[Field], values: Iterable[Value], presenter: Presenter) -> tuple[Shown, ...]:
    return tuple(presenter.value(steps[-1], value) for value in values) if steps else ()
