"""One point in time as museums write it: `late 5th century BC`, `1860s`, `5 Shawwal 976`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from catalogue.calendars.days import (
    FIRST_GREGORIAN,
    Calendar,
    NoSuchDay,
    common,
    date_of,
    gregorian,
    islamic,
    julian,
    persian,
)
from catalogue.calendars.spans import EARLIEST, Span, days, edtf_year, years

LATEST = 2_200
"""The last year that a phrase may name; a later one is a slip."""


class Unread(Exception):
    """A phrase that is not understood; may say why."""


@dataclass(frozen=True)
class Point:
    """What the words of a point say; None for what they leave unsaid."""

    number: int | None = None
    digits: int = 0
    other: int | None = None  # 1200/1199
    ordinal: bool = False
    decade: bool = False
    unit: int | None = None  # years: 100, 1000
    era: str | None = None  # bc ad ah sh rumi am
    part: tuple[int, int] | None = None  # hundredths of the unit
    kind: str | None = None  # half, third, quarter
    month: int | None = None
    calendar: str | None = None  # of the month: g, h, s
    day: int | None = None
    season: int | None = None
    approximate: bool = False
    uncertain: bool = False


_WORD = re.compile(r"\d+(?:st|nd|rd|th)|\d+s(?![a-z])|\d+/\d+|\d+|[ghs]m\d+|[a-z]+|\S")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)|last")
_KINDS: Mapping[str, int] = MappingProxyType({"half": 2, "third": 3, "quarter": 4})
_MEANINGS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "part": {"early": (0, 34), "mid": (25, 75), "late": (66, 100)},
        "unit": {"century": 100, "millennium": 1000},
        "era": {era: era for era in ("bc", "ad", "ah", "sh", "rumi", "am")},
        "season": {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24},
        "approximate": {"ca": True, "~": True},
        "uncertain": {"?": True},
    }
)
_MARGINS: Mapping[int, int] = MappingProxyType({1: 10, 10: 10, 100: 25, 1000: 100})
"""Years by which `ca.` may be meant wider than its unit: our rule, see the README."""


def read_point(phrase: str) -> Point:
    """Takes the words apart; raises Unread if one of them is unknown or comes twice."""
    words = _WORD.findall(phrase.replace("mid-", "mid ").rstrip("."))
    point, numbers, taken = Point(), list[str](), set[int]()
    for place, word in enumerate(words):
        if word in _KINDS:
            which = _ordinal_of(words, place)
            taken.add(which)
            part = _fraction(words[which], _KINDS[word])
            point = replace(point, kind=word, part=part)
    for place, word in enumerate(words):
        if place in taken or word in _KINDS:
            continue
        if word[0].isdigit():
            numbers.append(word)
        else:
            point = _said(point, word)
    return _numbered(point, numbers)


def _ordinal_of(words: list[str], place: int) -> int:
    """Where the ordinal of a half, third or quarter stands: before it; in Arabic, after it."""
    before = place - 1 if place and _ORDINAL.fullmatch(words[place - 1]) else place + 1
    if before >= len(words) or not _ORDINAL.fullmatch(words[before]):
        raise Unread
    return before


def _said(point: Point, word: str) -> Point:
    for field, meanings in _MEANINGS.items():
        if word in meanings and getattr(point, field) in {None, False, meanings[word]}:
            return replace(point, **{field: meanings[word]})
    if word[1:2] == "m" and word[2:].isdigit() and point.month is None:
        return replace(point, calendar=word[0], month=int(word[2:]))
    if word == ",":
        return point
    raise Unread


def _fraction(ordinal: str, of: int) -> tuple[int, int]:
    which = of if ordinal == "last" else int(re.sub(r"\D", "", ordinal) or 0)
    if not 1 <= which <= of:
        raise Unread
    return 100 * (which - 1) // of, 100 * which // of


def _numbered(point: Point, numbers: list[str]) -> Point:
    if len(numbers) > (2 if point.month else 1):
        raise Unread
    if point.month and len(numbers) == 2:
        day, year = (int(re.sub(r"\D.*", "", number)) for number in numbers)
        if day > 31 >= year:
            day, year = year, day
        return replace(point, day=day, number=year)
    for number in numbers:
        first, _, other = number.partition("/")
        value = int(re.sub(r"\D", "", first))
        if point.month and value <= 31 and not point.era:
            return replace(point, day=value)
        return replace(
            point,
            number=value,
            digits=len(first),
            other=_completed(value, other) if other else None,
            ordinal=number[-1].isalpha() and not number.endswith("s"),
            decade=number.endswith("s"),
        )
    return point


def _completed(year: int, shortened: str) -> int:
    """The second year of 1351/50 or 1845-46 in full."""
    missing = len(str(year)) - len(shortened)
    return int(str(year)[: max(missing, 0)] + shortened)


def filled(left: Point, right: Point) -> tuple[Point, Point]:
    """Two ends of a range, each with what only the other says."""
    descending = (left.number or 0) > (right.number or 0)
    if right.era is None and left.era is not None and (left.era != "bc" or descending):
        right = replace(right, era=left.era)
    if left.era is None:
        left = replace(left, era=right.era)
    if left.number is None and left.day is None and left.part and right.number is not None:
        left = replace(left, number=right.number, ordinal=right.ordinal, decade=right.decade)
    if left.month is None and right.day is not None and (left.number or 99) <= 31:
        left = replace(left, day=left.number, number=None, ordinal=False)
        left = replace(left, month=right.month, calendar=right.calendar)
    if left.number is None and left.month is not None:
        left = replace(left, number=right.number)
    if _lone_part(left, right):
        part = _fraction(str(left.number), _KINDS[right.kind or ""])
        left = replace(left, part=part, kind=right.kind, number=right.number)
    if left.unit is None and left.ordinal:
        left = replace(left, unit=right.unit)
    if right.number is not None and left.number is not None and _shortened(left, right):
        right = replace(right, number=_completed(left.number, str(right.number).zfill(right.digits)))
    return left, right


def _lone_part(left: Point, right: Point) -> bool:
    """2nd-3rd quarter 19th century, but not 18th-1st half 19th century."""
    lone = left.ordinal and left.unit is None and left.part is None
    return lone and right.kind is not None and (left.number or 0) <= _KINDS[right.kind]


def _shortened(left: Point, right: Point) -> bool:
    whole = left.unit is right.unit is left.month is right.month is None
    low, high = left.number or 0, right.number or 0
    return whole and left.era != "bc" and low > 99 >= high > low % 10**right.digits


def span(point: Point) -> Span:
    """The days of a point; raises Unread, or NoSuchDay."""
    for reason in _stretch(point):
        raise Unread(reason)
    if point.number is None:
        raise Unread
    return _span(point).marked(approximate=point.approximate, uncertain=point.uncertain)


def _stretch(point: Point) -> Iterator[str]:
    """What does not go together."""
    if point.number == 0:
        yield "There is no year 0."
    if point.ordinal and point.unit is None and point.month is None:
        yield "An ordinal needs its century or millennium."
    if point.unit is not None and (point.month or point.decade or not point.ordinal):
        yield "A century needs its ordinal."
    if point.era == "am":
        yield "Years of the world are read only beside a year of the common era."
    if point.other is not None and (point.unit or point.month):
        yield "Two years are given for one."


def _span(point: Point) -> Span:
    if point.month is not None:
        return _of_month(point, point.month)
    first, last, unit = _years(point)
    if point.part is not None and unit > 1:
        first, last = _narrowed(first, last, point.part)
    if point.era in {"ah", "sh", "rumi"}:
        return _elsewhere(point, first, last, unit)
    if not EARLIEST <= first <= last <= LATEST:
        raise NoSuchDay(f"Years are computed from {1 - EARLIEST} BC to {LATEST}.")
    if point.season is not None:
        begun = f"{edtf_year(first)}-{point.season}"
        return replace(years(first, last), first=begun, last=begun)
    return years(first, last, margin=_MARGINS[unit], exact=unit <= 10 and point.part is None)


def _years(point: Point) -> tuple[int, int, int]:
    """First and last year of a point in its calendar, the common era astronomical; and its unit."""
    number = point.number or 0
    unit = 10 if point.decade else point.unit or 1
    if unit == 10:
        if number % 100 == 0 or number % 10:
            raise Unread(f"{number}s may be a century or a decade.")
        first, last = number, number + 9
    else:
        first, last = (number - 1) * unit + 1, number * unit
    if point.other is not None:
        first, last = sorted((first, point.other))
    if point.era == "bc":
        return 1 - last, 1 - first, unit
    return first, last, unit


def _narrowed(first: int, last: int, part: tuple[int, int]) -> tuple[int, int]:
    length, (low, high) = last - first + 1, part
    return first + length * low // 100, first + max(length * high // 100, 1) - 1


def _elsewhere(point: Point, first: int, last: int, unit: int) -> Span:
    """Years of another calendar: to the day if single, to the year if of a century."""
    if point.season is not None:
        raise Unread("A season is read with a year of the common era.")
    begin, end = _first_day(point.era, first), _first_day(point.era, last + 1) - 1
    if unit == 1:
        return replace(days(begin, end), margin=10)
    first_year, last_year = date_of(begin)[0], date_of(end)[0]
    coarse = years(first_year, last_year, margin=_MARGINS[unit])
    return replace(coarse, begin=begin, end=end)


def _first_day(era: str | None, year: int) -> int:
    if era == "ah":
        return islamic(year, 1, 1)
    if era == "sh":
        return persian(year, 1, 1)
    if not 1256 <= year <= 1333:
        raise NoSuchDay(f"Rumi years are computed from 1256 to 1332, not {year}.")
    return julian(year + 584, 3, 1)


def _of_month(point: Point, month: int) -> Span:
    calendar = _calendar(point)
    year = 1 - (point.number or 0) if point.era == "bc" else point.number or 0
    if not EARLIEST <= year <= LATEST:
        raise NoSuchDay(f"Years are computed from {1 - EARLIEST} BC to {LATEST}.")
    if point.day is not None:
        day = calendar(year, month, point.day)
        return days(day, day)
    begin = calendar(year, month, 1)
    after = (year + 1, 1) if month == 12 else (year, month + 1)
    end = calendar(*after, 1) - 1
    if point.calendar == "g" and begin >= FIRST_GREGORIAN:
        written = f"{edtf_year(year)}-{month:02d}"
        return replace(days(begin, end), first=written, last=written)
    return days(begin, end)


def _calendar(point: Point) -> Calendar:
    """The calendar of a month; a Hijri month needs no era, any other not that of another."""
    eras = {"g": (common, {None, "ad", "bc"}), "h": (islamic, {None, "ah"}),
            "s": (persian, {None, "sh"})}  # fmt: skip
    calendar, allowed = eras[point.calendar or "g"]
    if point.era not in allowed:
        raise Unread("A month is given in one calendar, its year in another.")
    return calendar


def julian_shift(day: int) -> int:
    """Days between the two ways of counting the same date at that time."""
    year, month, _ = date_of(day)
    return abs(julian(year, month, 1) - gregorian(year, month, 1)) if day < FIRST_GREGORIAN else 0
