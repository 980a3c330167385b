"""Dates as written, and years beside them → the members of a time-span (`catalogue.calendars` reads them)."""

from __future__ import annotations

from functools import lru_cache

from catalogue.calendars import read_date
from catalogue.interchange.mapping_remarks import Found, remark

_REMEMBERED = 20_000


@lru_cache(_REMEMBERED)
def date_elements(text: str, language: str, years: tuple[str, ...]) -> Found:
    """One element with ".begin", ".begin_by", ".end_from", ".end" (moments) and ".edtf", or none without a date.

    `years` are the texts of the first and last year that the source gives beside the date.
    """
    first, last = (_whole(years[n]) if len(years) > n else None for n in (0, 1))
    read = read_date(text, language, None if first is None and last is None else (first, last))
    members = {
        "begin": read.begin,
        "begin_by": read.begin_latest,
        "end_from": read.end_earliest,
        "end": read.end,
        "edtf": read.edtf,
    }
    known = {key: value for key, value in members.items() if value is not None}
    elements = (known,) if known or text else ()
    return Found(elements, tuple(remark(note) for note in read.notes))


def _whole(text: str) -> int | None:
    return int(text) if text.lstrip("-").isdecimal() else None
