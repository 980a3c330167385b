"""Phrases of a date: ranges, alternatives, open ends, and the same date in two calendars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from catalogue.calendars.days import NoSuchDay
from catalogue.calendars.points import Point, Unread, filled, julian_shift, read_point, span
from catalogue.calendars.spans import OPEN, Span, between, days, overlap, years

TOLERANCE = 2
"""Days by which an observed Hijri month may differ from the table."""


@dataclass(frozen=True)
class Phrase:
    """What a phrase says. `choice`: its spans exclude each other. `lasting`: from one to the other."""

    spans: tuple[Span, ...]
    choice: bool = False
    lasting: bool = False
    notes: tuple[str, ...] = ()
    given: str | None = None  # the EDTF that the phrase is, if it is


_DOUBT = re.compile(r"\s*\(?\s*\?\s*\)?$")
_ASIDE = re.compile(r"^(.*\S) *\(([^()?]+)\)$")
_OR = re.compile(r",? +or +(?!later|earlier|before|after)|(?<=\d{3}), +(?=\d{3})|(?<=\?\)) +(?=\S)")
_FROM_TO = re.compile(r"^from +(.+?) +(?:to|until|till) +(.+)$")
_BETWEEN = re.compile(r"^(?:some ?time +)?between +(.+?) +and +(.+)$")
_AFTER = re.compile(
    r"^(?:after|since|from|not before|no earlier than) +(.+)$|^(.+?),? +(?:or later|and later|or after|onwards?)$"
)
_BEFORE = re.compile(r"^(?:before|by|until|till|not after|no later than) +(.+)$|^(.+?),? +(?:or earlier|or before)$")
_LED = re.compile(r"^(ah|sh) ([^/]+?) */ *(?:ad)? *(.+)$")
_UNNAMED = re.compile(r"^(\d{1,4}) */ *(\d{3,4}(?:-\d{2,4})?)$")
_PART = re.compile(r"\b(?:early|mid|late|half|quarter|third)\b")
_NUMERIC = re.compile(r"^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$")


def read_phrase(text: str, *, bare: bool = True) -> Phrase:
    """Reads a phrase in the words of `words.plain`; raises Unread or NoSuchDay.

    `bare` allows years and centuries without an era, as of the common era.
    """
    alternatives = [part for part in _OR.split(text) if part]
    if len(alternatives) == 1:
        return _one(text, bare=bare)
    ending = _ending(alternatives[-1])
    read = [_one(_completed(part, ending), bare=bare) for part in alternatives]
    spans = tuple(each for phrase in read for each in phrase.spans)
    return Phrase(spans, choice=True, notes=tuple(n for phrase in read for n in phrase.notes))


def _ending(phrase: str) -> str:
    """The unit and era at the end of a phrase: `century bc`."""
    found = re.search(r"(?: (?:century|millennium))?(?: (?:bc|ad))?$", _DOUBT.sub("", phrase))
    return found[0] if found else ""


def _completed(part: str, ending: str) -> str:
    """An alternative with the unit that only the last one names: 11th or 12th century."""
    lacks = re.search(r"\d(?:st|nd|rd|th)$", part) is not None
    return part + ending if lacks else part


def _one(text: str, *, bare: bool) -> Phrase:
    text = text.strip(" ,.")
    doubt = _DOUBT.search(text)
    if doubt is not None:
        return _doubted(_one(text[: doubt.start()], bare=bare))
    if text.startswith("? "):
        return _doubted(_one(text[2:], bare=bare))
    aside = _ASIDE.match(text)
    if aside is not None:
        return _with_aside(aside[1], aside[2], bare=bare)
    for reader in (_numeric, _lasting, _open, _paired):
        found = reader(text, bare)
        if found is not None:
            return found
    return Phrase((_range(text, bare=bare),))


def _doubted(phrase: Phrase) -> Phrase:
    return replace(phrase, spans=tuple(each.marked(uncertain=True) for each in phrase.spans))


def _with_aside(text: str, aside: str, *, bare: bool) -> Phrase:
    """`1246-1247 (ah 644)` names a date twice; `mid 15th century (before 1463)` narrows it."""
    if re.search(r"\b(?:ah|sh|rumi)\b", aside):
        return _pair(_range(aside, bare=bare), _range(text, bare=bare), exact=True)
    if re.search(r"\b(?:ah|sh|rumi)\b", text):
        return _pair(_range(text, bare=bare), _range(aside, bare=bare), exact=True)
    one, limits = _one(text, bare=bare), _one(aside, bare=bare)
    if len(one.spans) != 1 or len(limits.spans) != 1 or not overlap(one.spans[0], limits.spans[0]):
        raise Unread
    return replace(one, spans=(_narrowed(one.spans[0], limits.spans[0]),))


def _narrowed(one: Span, other: Span) -> Span:
    """What both spans hold; each side as the narrower one writes it."""
    begin_by = other if (other.begin or -(10**9)) > (one.begin or -(10**9)) else one
    end_by = other if (other.end or 10**9) < (one.end or 10**9) else one
    return replace(one, begin=begin_by.begin, first=begin_by.first, end=end_by.end, last=end_by.last)


def _numeric(text: str, bare: bool) -> Phrase | None:
    """12.3.1815 is of March; with strokes or hyphens it may be of December."""
    found = _NUMERIC.match(text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), found[4]
    if found[2] != "." and first <= 12 and second <= 12 and first != second:
        raise Unread(f"It may be of month {first} or {second}.")
    day, month = (second, first) if found[2] != "." and second > 12 else (first, second)
    if month > 12:
        raise NoSuchDay(f"{text} names no month of the year.")
    return Phrase((_range(f"{day} gm{month} {year}", bare=bare),))


def _lasting(text: str, bare: bool) -> Phrase | None:
    lasting, within = _FROM_TO.match(text), _BETWEEN.match(text)
    found = lasting or within
    if found is None:
        return None
    left, right = filled(read_point(found[1]), read_point(found[2]))
    begin, end = _alone(left, bare=bare), _alone(right, bare=bare)
    within_both = _ordered(begin, end)
    return Phrase((within_both,) if lasting is None else (begin, end), lasting=lasting is not None)


def _open(text: str, bare: bool) -> Phrase | None:
    after, before = _AFTER.match(text), _BEFORE.match(text)
    if after is not None:
        one = _range(after[1] or after[2], bare=bare)
        return Phrase((replace(one, end=None, last=OPEN),))
    if before is not None:
        one = _range(before[1] or before[2], bare=bare)
        return Phrase((replace(one, begin=None, first=OPEN),))
    return None


def _paired(text: str, bare: bool) -> Phrase | None:
    """`935 ah/ad 1529`, `892 ah/ad 1486-900 ah/ad 1494-1495`, `7192 am/ad 1684`."""
    led, unnamed = _LED.match(text), _UNNAMED.match(text)
    if led is not None:
        return _pair_of(led[2], led[1], led[3], bare=bare)
    if unnamed is not None:
        return _agreeing(unnamed[1], unnamed[2])
    found = re.split(r" *\b(ah|sh|am|rumi) */ *(?:ad)? *", text)
    if len(found) == 3:
        return _pair_of(found[0], found[1], found[2], bare=bare)
    if len(found) != 5:
        return None
    for left, right in _halves(found[2]):
        try:
            one = _pair_of(found[0], found[1], left, bare=bare)
            other = _pair_of(right, found[3], found[4], bare=bare)
        except (Unread, NoSuchDay):
            continue
        if not one.notes and not other.notes:
            return Phrase((between(one.spans[0], other.spans[0]),))
    raise Unread


def _agreeing(elsewhere: str, common: str) -> Phrase | None:
    """755/1354-55 is Hijri and common era, because the two agree; 1246/1247 is two years."""
    pair = _pair_of(elsewhere, "ah", common, bare=True)
    return None if pair.notes else pair


def _pair_of(elsewhere: str, era: str, common: str, *, bare: bool) -> Phrase:
    approximate = elsewhere.startswith("ca ")
    century = " century" if "century" in elsewhere and re.search(r"(?:st|nd|rd|th)$", common) else ""
    ce = _range(common + century, bare=bare).marked(approximate=approximate)
    if era == "am":
        return _world(elsewhere, ce)
    exact = "century" not in elsewhere or _PART.search(elsewhere) is not None
    return _pair(_range(f"{elsewhere} {era}", bare=bare), ce, exact=exact)


def _pair(elsewhere: Span, ce: Span, *, exact: bool) -> Phrase:
    """One date in two calendars: what both hold; if they do not agree, one or the other."""
    shift = julian_shift(ce.begin) if ce.begin is not None else 0
    if not overlap(elsewhere, ce, TOLERANCE + shift):
        given = f"{elsewhere.edtf} and {ce.edtf}"
        notes = (f"The two calendars do not agree: they give {given}.",)
        return Phrase((elsewhere, ce), choice=True, notes=notes)
    if not exact:
        return Phrase((ce,))
    if not overlap(replace(elsewhere, approximate=False), replace(ce, approximate=False)):
        return Phrase((elsewhere,))
    both = _narrowed(ce, elsewhere)
    if both.begin is None or both.end is None or both == ce:
        return Phrase((both,))
    stretch = days(both.begin, both.end)
    if not elsewhere.exact:
        stretch = replace(stretch, first=stretch.first[:4], last=stretch.last[:4])
    return Phrase((replace(both, first=stretch.first, last=stretch.last),))


def _world(text: str, ce: Span) -> Phrase:
    """Byzantine years of the world, from 1 September 5509 BC: read only to confirm the other."""
    year = read_point(text).number or 0
    if not overlap(years(year - 5509, year - 5508), ce):
        return Phrase((ce,), notes=(f"{year} AM is not the year given beside it.",))
    return Phrase((ce,))


def _halves(text: str) -> Iterator[tuple[str, str]]:
    for hyphen in re.finditer("-", text):
        left, right = text[: hyphen.start()].strip(), text[hyphen.end() :].strip()
        if left and right:
            yield left, right


def _range(text: str, *, bare: bool) -> Span:
    """A point, or two with a hyphen between."""
    failed: Exception | None = None
    for left, right in ((text, ""), *_halves(text)):
        try:
            one = read_point(left)
            if not right:
                return _alone(one, bare=bare)
            begin, end = filled(one, read_point(right))
            return _ordered(_alone(begin, bare=bare), _alone(end, bare=bare), one)
        except (Unread, NoSuchDay) as error:
            if failed is None or str(error):
                failed = error
    raise failed or Unread


def _alone(point: Point, *, bare: bool) -> Span:
    hijri = point.calendar in {"h", "s"}
    number = point.number or 0
    early = number <= 15 if point.unit == 100 else number < 1500
    if not bare and point.era is None and not hijri and early:
        raise Unread("The calendar of the year or century is not named.")
    return span(point)


def _ordered(one: Span, other: Span, left: Point | None = None) -> Span:
    if one.begin is None or other.end is None or one.begin > other.end:
        raise Unread("It ends before it begins.")
    return between(one, other.marked(approximate=left is not None and left.approximate))
