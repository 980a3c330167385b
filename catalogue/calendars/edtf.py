"""Reads EDTF (ISO 8601-2:2019, https://www.loc.gov/standards/datetime/): levels 0 and 1, sets, and
doubt anywhere in a date.

The library of that name is slow (up to 60 ms a date), takes an unknown end for one of ten years and
an interval that ends before it begins for good, and does not load where warnings are errors.
"""

from __future__ import annotations

import re
from dataclasses import replace

from catalogue.calendars.days import NoSuchDay, gregorian
from catalogue.calendars.spans import EARLIEST, OPEN, Span

_DATE = re.compile(
    r"(?P<sign>-?)(?P<year>\d{4}|\d{3}X|\d\dXX|\dXXX)"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?"
    r"(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d(?::\d\d)?)?)?"
)
_LONG = re.compile(r"Y(-?\d{5,12})")
_DOUBT = re.compile(r"[?~%]")
_SEASONS = range(21, 42)


def read_interval(text: str) -> tuple[Span, Span] | None:
    """Both sides of `A/B`; an unknown or open side has no days. None for anything else."""
    sides = text.split("/")
    if len(sides) != 2 or not any(side not in {"", OPEN} for side in sides):
        return None
    one, other = (_side(side) for side in sides)
    if one is None or other is None:
        return None
    if one.begin is not None and other.end is not None and one.begin > other.end:
        raise NoSuchDay(f"{text} ends before it begins.")
    return one, other


def read_set(text: str) -> tuple[Span, ...] | None:
    """The members of `[…]` (one of them) or `{…}` (all of them). None for anything else."""
    if len(text) < 3 or text[0] + text[-1] not in {"[]", "{}"}:
        return None
    members = [_member(member.strip()) for member in text[1:-1].split(",")]
    found = tuple(member for member in members if member is not None)
    return found if len(found) == len(members) else None


def read_date(text: str) -> Span | None:
    """One date. None if it is not EDTF; raises NoSuchDay for a day that no month has."""
    plain = _DOUBT.sub("", text)
    doubts = set(_DOUBT.findall(text))
    long = _LONG.fullmatch(plain)
    matched = _DATE.fullmatch(plain)
    if long is not None:
        year = int(long[1])
        if not EARLIEST <= year <= -EARLIEST:
            raise NoSuchDay(f"Years are computed from {1 - EARLIEST} BC.")
        span = _of(gregorian(year, 1, 1), gregorian(year, 12, 31), plain)
    elif matched is not None and plain != "-0000":
        read = _read(matched, plain)
        if read is None:
            return None
        span = read
    else:
        return None
    return replace(
        span,
        approximate=bool(doubts & {"~", "%"}),
        uncertain=bool(doubts & {"?", "%"}),
    )


def _side(text: str) -> Span | None:
    if text in {"", OPEN}:
        return Span(None, None, text, text)
    return read_date(text)


def _member(text: str) -> Span | None:
    first, dots, last = text.partition("..")
    if not dots:
        return read_date(text)
    one, other = _side(first or OPEN), _side(last or OPEN)
    if one is None or other is None or (one.begin is None and other.end is None):
        return None
    return Span(one.begin, other.end, one.first, other.last)


def _read(matched: re.Match[str], text: str) -> Span | None:
    digits, sign = matched["year"], -1 if matched["sign"] else 1
    low, high = int(digits.replace("X", "0")), int(digits.replace("X", "9"))
    first, last = (low, high) if sign > 0 else (-high, -low)
    month, day = matched["month"], matched["day"]
    if month is None or month == "XX":
        return _of(gregorian(first, 1, 1), gregorian(last, 12, 31), text)
    if int(month) in _SEASONS and day is None:
        return _of(gregorian(first, 1, 1), gregorian(last, 12, 31), text)
    if day is None and not 1 <= int(month) <= 12:
        return None
    if day is None or day == "XX":
        return _of(gregorian(first, int(month), 1), _last_of_month(last, int(month)), text)
    return _of(gregorian(first, int(month), int(day)), gregorian(last, int(month), int(day)), text)


def _last_of_month(year: int, month: int) -> int:
    if month == 12:
        return gregorian(year, 12, 31)
    return gregorian(year, month + 1, 1) - 1


def _of(begin: int, end: int, text: str) -> Span:
    return Span(begin, end, text, text, margin=10, exact=True)


def one_of(spans: tuple[Span, ...]) -> str:
    """EDTF for one of several dates."""
    return f"[{_members(spans)}]"


def all_of(spans: tuple[Span, ...]) -> str:
    """EDTF for all of several dates."""
    return f"{{{_members(spans)}}}"


def _members(spans: tuple[Span, ...]) -> str:
    return ",".join(span.edtf.replace("/", "..").replace("....", "..") for span in spans)
