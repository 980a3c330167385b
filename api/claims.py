"""Competing statements: what somebody holds to be true, put beside the field that it concerns.

A statement names a property (P177) and what it says of it (P141); it belongs to the field of that
path whose test the value passes. One that concerns no field of the shape stays where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from catalogue.editing.statements import concerned
from catalogue.public_view import ASSIGNED, ASSIGNED_PROPERTY, ATTRIBUTED
from catalogue.record import Part, Value
from catalogue.shapes import Field


@dataclass(frozen=True)
class Sorted:
    """The statements about a part by key of the field they concern, and the part without them."""

    by_field: Mapping[str, tuple[Part, ...]]
    part: Part


def sort_out(part: Part) -> Sorted:
    """Takes the competing statements out of a part and tells which field each concerns."""
    fields = part.shape.by_path.get(ATTRIBUTED, ())
    if not any(part.all(one.key) for one in fields):
        return Sorted({}, part)
    found: dict[str, list[Part]] = {}
    left = dict(part.values)
    for one in fields:
        kept: list[Value] = []
        for value in part.all(one.key):
            about = concerned(part.shape, value.part)
            if about is None or value.part is None:
                kept.append(value)
            else:
                found.setdefault(about.key, []).append(value.part)
        left[one.key] = tuple(kept)
    return Sorted({key: tuple(parts) for key, parts in found.items()}, replace(part, values=left))


def said_in(statement: Part) -> tuple[Field, ...]:
    """The fields of a statement that hold what it says."""
    return statement.shape.by_path.get(ASSIGNED, ())


def circumstances(statement: Part) -> tuple[Field, ...]:
    """The fields of a statement that tell who says it, when and why."""
    return tuple(one for one in statement.shape.fields if one.path not in (ASSIGNED, ASSIGNED_PROPERTY))
