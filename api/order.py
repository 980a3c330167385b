"""The order of values that their field leaves open: by the number that they bear, else by when they began."""

from __future__ import annotations

from api.numerals import year_of
from catalogue.namespaces import CRM, KHZ
from catalogue.rdf import Term, text_of
from catalogue.record import Part, Value

Place = tuple[int, float, str]

_SEQUENCE = f"<{KHZ}sequence>"
_SPAN = f"<{CRM}P4_has_time-span>"
_BOUNDS = (f"<{CRM}P82a_begin_of_the_begin>", f"<{CRM}P82b_end_of_the_end>")
_LAST: Place = (2, 0, "")


def place(value: Value) -> Place:
    """Where a value stands among its fellows: numbered ones first, then dated ones; all others keep their order."""
    part = value.part
    if part is None:
        return _LAST
    numbers = [_number(one.term) for one in _on(part, _SEQUENCE)]
    if numbers:
        return 0, min(numbers), ""
    spans = [one.part for one in _on(part, _SPAN) if one.part is not None] or [part]
    days = [text_of(one.term) for span in spans for path in _BOUNDS for one in _on(span, path)]
    return min(((1, year, day) for day in days if (year := year_of(day)) is not None), default=_LAST)


def _on(part: Part, path: Term) -> list[Value]:
    return [value for field in part.shape.by_path.get(path, ()) for value in part.all(field.key)]


def _number(term: Term) -> float:
    try:
        return float(text_of(term))
    except ValueError:
        return float("inf")
