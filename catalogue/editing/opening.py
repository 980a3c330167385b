"""Which fields stand open with an empty row before anything is in them.

A form opens what its shape wants: a minimum, or a further constraint that something be there; beside a text, its
language. A new part also opens its first few plain fields, a new record what must be its own; a new part of one line
only its value, and what is chosen once: a language, a unit.
"""

from __future__ import annotations

from functools import lru_cache

from catalogue.editing.dates import SPOKEN, date_fields
from catalogue.editing.widgets import DATE_VIEWER
from catalogue.shapes import Field, Kind, RecordType, Shape

LINES = frozenset({"TextViewer", "MeasureViewer", "IdentifierViewer"})
"""Viewers of parts that stand on one line."""
_FIRST = 6


@lru_cache(maxsize=1_024)
def opened(shape: Shape, *, fresh: bool) -> frozenset[str]:
    """The keys of the fields to open; `fresh` says that nothing has been filled in yet."""
    own = [one for one in shape.fields if not one.inverse]
    plain = [one for one in own if _plain(one)]
    usual = _usual(plain) if shape.viewer in LINES else own
    found = {one.key for one in own if one.minimum or _spoken(shape, one)}
    found |= {one.key for one in usual if _expected(shape, one)}
    if shape.viewer == DATE_VIEWER:
        return frozenset(found | {one.key for one in date_fields(shape) if one is not None})
    if fresh and isinstance(shape, RecordType):
        found |= {one.key for one in own if one.unique}
    elif fresh:
        found |= {one.key for one in (usual if shape.viewer in LINES else plain[:_FIRST])}
    return frozenset(found)


def _expected(shape: Shape, one: Field) -> bool:
    """Whether the shape expects a value on the field's path, and no field with tests shares it."""
    return one.path in shape.expected and shape.by_path[one.path][-1] is one


def _spoken(shape: Shape, one: Field) -> bool:
    """Whether a field of a part holds the language of its text."""
    return one.path == SPOKEN and not isinstance(shape, RecordType)


def _usual(plain: list[Field]) -> list[Field]:
    """Of the plain fields of one line, the first, and those that are chosen once from a vocabulary."""
    return [one for at, one in enumerate(plain) if at == 0 or (one.maximum == 1 and one.vocabulary)]


def _plain(one: Field) -> bool:
    """Whether a field is filled in at one stroke: no part, or a date."""
    if one.staff or one.tests:
        return False
    return one.kind is not Kind.PART or (one.part is not None and one.part.viewer == DATE_VIEWER)
