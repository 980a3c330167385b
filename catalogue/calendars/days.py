"""Days of the calendars in use, counted as Julian Day Numbers: integers, one a day, no gaps.

Every calendar reads (year, month, day) into a day number; only the proleptic Gregorian calendar,
which XSD and EDTF are defined in, is written. Years are astronomical: 0 is 1 BC.
"""

from __future__ import annotations

from collections.abc import Callable

from catalogue.errors import KhizanaError


class NoSuchDay(KhizanaError):
    """A month or day that its calendar does not have."""


Calendar = Callable[[int, int, int], int]
"""Reads year, month, day into a day number; raises NoSuchDay."""

FIRST_GREGORIAN = 2299161
"""15 October 1582, the day after 4 October of the Julian calendar."""


def gregorian(year: int, month: int, day: int) -> int:
    """The proleptic Gregorian calendar."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    _check("Gregorian", month, day, _length(month, leap=leap))
    past, shifted = _march(year, month)
    return day + shifted + 365 * past + past // 4 - past // 100 + past // 400 - 32045


def julian(year: int, month: int, day: int) -> int:
    """The Julian calendar, in which museums give CE dates before 15 October 1582."""
    _check("Julian", month, day, _length(month, leap=year % 4 == 0))
    past, shifted = _march(year, month)
    return day + shifted + 365 * past + past // 4 - 32083


def common(year: int, month: int, day: int) -> int:
    """Julian before 15 October 1582, Gregorian from then on: the usual way to write CE dates."""
    return gregorian(year, month, day) if (year, month, day) >= (1582, 10, 15) else julian(year, month, day)


def islamic(year: int, month: int, day: int) -> int:
    """The tabular Hijri calendar, civil epoch (16 July 622), leap years 2, 5, 7, 10, 13, 16 ….

    What was observed may differ by a day or two.
    """
    leap = (11 * year + 14) % 30 < 11
    _check("Hijri", month, day, 29 + month % 2 if month < 12 else 29 + leap)
    return day + 29 * (month - 1) + month // 2 + 354 * (year - 1) + (3 + 11 * year) // 30 + 1948439


def persian(year: int, month: int, day: int) -> int:
    """The solar Hijri calendar of Iran and Afghanistan (Borkowski 1996), years 1 to 3177."""
    start = _nowruz(year)
    leap = _nowruz(year + 1) - start == 366
    _check("solar Hijri", month, day, 31 if month < 7 else 30 if month < 12 else 29 + leap)
    return start + 31 * (month - 1) - max(0, month - 7) + day - 1


def date_of(number: int) -> tuple[int, int, int]:
    """Year, month and day in the proleptic Gregorian calendar."""
    shifted = number + 1401 + (4 * number + 274277) // 146097 * 3 // 4 - 38
    quarter = 4 * shifted + 3
    hour = 5 * (quarter % 1461 // 4) + 2
    month = (hour // 153 + 2) % 12 + 1
    return quarter // 1461 - 4716 + (14 - month) // 12, month, hour % 153 // 5 + 1


def _check(calendar: str, month: int, day: int, length: int) -> None:
    if not 1 <= month <= 12:
        raise NoSuchDay(f"The {calendar} calendar has no month {month}.")
    if not 1 <= day <= length:
        raise NoSuchDay(f"Month {month} of that {calendar} year has {length} days, not {day}.")


def _length(month: int, *, leap: bool) -> int:
    if month == 2:
        return 28 + leap
    return 30 if month in {4, 6, 9, 11} else 31


def _march(year: int, month: int) -> tuple[int, int]:
    """Years and days past, counted from a 1 March, so that the leap day comes last."""
    late = (14 - month) // 12
    return year + 4800 - late, (153 * (month + 12 * late - 3) + 2) // 5


_BREAKS = (-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210,
           1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178)  # fmt: skip
"""Years at which the 33-year rhythm of solar leap years starts anew."""


def _nowruz(year: int) -> int:
    """The first day of a solar year."""
    if not 1 <= year < _BREAKS[-1]:
        raise NoSuchDay(f"Solar Hijri years are computed from 1 to {_BREAKS[-1] - 1}, not {year}.")
    leaps, before = -14, _BREAKS[0]
    for limit in _BREAKS[1:]:
        jump = limit - before
        if year < limit:
            break
        leaps += jump // 33 * 8 + jump % 33 // 4
        before = limit
    past = year - before
    leaps += past // 33 * 8 + (past % 33 + 3) // 4
    if jump % 33 == 4 and jump - past == 4:
        leaps += 1
    ce = year + 621
    gregorian_leaps = ce // 4 - (ce // 100 + 1) * 3 // 4 - 150
    return gregorian(ce, 3, 20) + leaps - gregorian_leaps
