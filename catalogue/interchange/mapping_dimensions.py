"""Dimensions as written → elements with kind, value and unit (`interchange.dimensions` reads them)."""

from __future__ import annotations

from functools import lru_cache

from catalogue.interchange.dimensions import Measure, read_dimensions
from catalogue.interchange.mapping_remarks import Found, remark

_REMEMBERED = 20_000


@lru_cache(_REMEMBERED)
def dimension_elements(text: str) -> Found:
    """An element for each measure: ".kind", ".value", ".unit" (cm, in, kg …), ".note".

    A measure of unknown kind has no ".kind"; ".note" is what was measured, and "approximately".
    """
    if not text:
        return Found()
    read = read_dimensions(text)
    return Found(tuple(_members(one) for one in read.measures), tuple(remark(note) for note in read.notes))


def _members(one: Measure) -> dict[str, str]:
    note = ", ".join(filter(None, (one.part, "approximately" if one.approximate else "")))
    members = {"kind": one.kind or "", "value": format(one.value, "f"), "unit": one.unit, "note": note}
    return {key: value for key, value in members.items() if value}
