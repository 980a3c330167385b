"""Dates: the rows that one sees of a time-span, and what is computed of its text.

What is computed follows the text: it is made anew when text, language or calendar change, and never otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from catalogue.calendars import WrittenDate, read_date
from catalogue.editing.form import DateRows, FormField, FormPart, Row, filled
from catalogue.namespaces import CRM, HAS_TYPE, KHZ
from catalogue.rdf import Term, Triple, Triples, literal, text_of
from catalogue.record import claimed_by
from catalogue.shapes import Field, Kind, Shape

_TEXT, _CONTENT, SPOKEN = (
    f"<{CRM}{name}>" for name in ("P1_is_identified_by", "P190_has_symbolic_content", "P72_has_language")
)
EDTF = f"<{KHZ}edtf>"
BEGIN, BEGIN_BY = f"<{CRM}P82a_begin_of_the_begin>", f"<{CRM}P81a_end_of_the_begin>"
END_FROM, END = f"<{CRM}P81b_begin_of_the_end>", f"<{CRM}P82b_end_of_the_end>"
COMPUTED = (EDTF, BEGIN, BEGIN_BY, END_FROM, END)
LAST_MOMENTS = frozenset({BEGIN_BY, END})


class DateFields(NamedTuple):
    """The fields of a shape in which a date is written."""

    text: Field | None
    calendar: Field | None


@lru_cache(maxsize=64)
def date_fields(shape: Shape) -> DateFields:
    """Where the text and the calendar of a date stand in a shape."""
    text = next((f for f in shape.by_path.get(_TEXT, ()) if f.part is not None), None)
    calendar = next((f for f in shape.by_path.get(HAS_TYPE, ()) if f.kind is Kind.REFERENCE), None)
    return DateFields(text, calendar)


def date_rows(part: FormPart) -> DateRows | None:
    """The rows of a date; None for a part that has no place for a text."""
    text, calendar = date_fields(part.shape)
    if text is None:
        return None
    holder = next((row for row in part.field(text.key).rows if row.part is not None), None)
    if holder is None or holder.part is None:
        return None
    content = _first(_at(holder.part, _CONTENT))
    if content is None:
        return None
    language = _first(_at(holder.part, SPOKEN))
    when = _first(part.field(calendar.key)) if calendar is not None else None
    shown = {row.name for row in (content, language, when) if row is not None}
    computed = {one.field.key: one.rows[0].text for one in part.fields if one.field.path in COMPUTED and one.rows}
    return DateRows(content, language, when, computed, _without(part, shown, holder))


def written(text: str, language: str = "", calendar: str = "") -> WrittenDate:
    """What a date as written means; `language` is a tag, `calendar` the sign of one (AH, SH), where they are known.

    The sign is added where the text alone is not understood.
    """
    if not text:
        return WrittenDate()
    read = read_date(text, language or "en")
    if read.edtf is None and calendar:
        again = read_date(f"{text} {calendar}", language or "en")
        return again if again.edtf is not None else read
    return read


def computed(read: WrittenDate) -> Mapping[Term, Term]:
    """What was computed of a date: predicate → literal."""
    bounds = (read.begin, read.begin_latest, read.end_earliest, read.end)
    found = {p: literal(moment, "dateTime") for p, moment in zip(COMPUTED[1:], bounds, strict=True) if moment}
    return {EDTF: literal(read.edtf), **found} if read.edtf else found


def remade(
    subject: Term,
    shape: Shape,
    before: Triples,
    state: set[Triple],
    given: set[tuple[Term, Term]],
    notation: Callable[[str], str],
) -> None:
    """Makes what is computed of a date anew in a state; what was `given` with the text (subject, path) is left.

    A text that is not understood takes away only what was computed of the one before.
    """
    was = computed(_said(subject, shape, before, notation))
    now = computed(_said(subject, shape, state, notation))
    understood = EDTF in now
    for path in COMPUTED:
        if (subject, path) in given:
            continue
        held = {t for t in state if t[0] == subject and t[1] == path}
        state -= held if understood else {t for t in held if t[2] == was.get(path)}
        if path in now:
            state.add((subject, path, now[path]))


def _said(subject: Term, shape: Shape, state: Collection[Triple], notation: Callable[[str], str]) -> WrittenDate:
    """The date that a state gives in words."""
    own = sorted(t for t in state if t[0] == subject)
    named = [sorted(f for f in state if f[0] == t[2]) for t in own if t[1] == _TEXT]
    text = date_fields(shape).text
    holder = next((facts for facts in named if claimed_by(shape, _TEXT, facts) is text), [])
    content, language = (next((t[2] for t in holder if t[1] == path), "") for path in (_CONTENT, SPOKEN))
    calendar = next((t[2] for t in own if t[1] == HAS_TYPE), "")
    tag, sign = (notation(term[1:-1]) if term else "" for term in (language, calendar))
    return written(text_of(content).strip(), tag, sign)


def _at(part: FormPart, path: Term) -> FormField | None:
    return next((one for one in part.fields if one.field.path == path), None)


def _first(one: FormField | None) -> Row | None:
    return one.rows[0] if one is not None and one.rows else None


def _without(part: FormPart, shown: set[str], holder: Row) -> FormPart:
    """The part without the rows that are shown already, nor the text's where nothing is left of it."""
    fields = []
    for one in part.fields:
        rows = []
        for row in one.rows:
            if row is holder and row.part is not None:
                inner = _without(row.part, shown, holder)
                if any(not r.new or filled(r) for r in inner.rows()):
                    rows.append(replace(row, part=inner))
            elif row.name not in shown:
                rows.append(row)
        fields.append(replace(one, rows=tuple(rows)))
    return replace(part, fields=tuple(fields))
