"""Stretches of days, as a text gives them and as EDTF writes them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalogue.calendars.days import date_of, gregorian

OPEN = ".."
EARLIEST = -9_999_999
"""The first astronomical year that is computed; what lies before stays as written."""


@dataclass(frozen=True)
class Span:
    """The days within which something lies; None where a side is open.

    `first` and `last` are its first and last unit (year, month or day) in EDTF. `margin` is how many
    years wider than its word an approximate span is taken. `years` are the first and last year that
    were written as years, for comparison with years from elsewhere.
    """

    begin: int | None
    end: int | None
    first: str
    last: str
    approximate: bool = False
    uncertain: bool = False
    margin: int = 0
    exact: bool = False

    @property
    def edtf(self) -> str:
        """EDTF level 1."""
        mark = {(True, True): "%", (True, False): "~", (False, True): "?"}.get((self.approximate, self.uncertain), "")
        sides = [side if side == OPEN else side + mark for side in (self.first, self.last)]
        return sides[0] if self.first == self.last else "/".join(sides)

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """First and last day, widened by the margin if approximate."""
        margin = self.margin if self.approximate else 0
        return _moved(self.begin, -margin), _moved(self.end, margin)

    def marked(self, *, approximate: bool = False, uncertain: bool = False) -> Span:
        """The same, with doubts added."""
        return replace(
            self,
            approximate=self.approximate or approximate,
            uncertain=self.uncertain or uncertain,
        )


def _moved(day: int | None, years: int) -> int | None:
    if day is None or not years:
        return day
    year, month, dom = date_of(day)
    return gregorian(year + years, month, min(dom, 28) if month == 2 else dom)


def years(first: int, last: int, *, margin: int = 10, exact: bool = False) -> Span:
    """Whole astronomical years."""
    begin, end = gregorian(first, 1, 1), gregorian(last, 12, 31)
    return Span(begin, end, edtf_year(first), edtf_year(last), margin=margin, exact=exact)


def days(begin: int, end: int) -> Span:
    """A stretch of days."""
    return Span(begin, end, edtf_day(begin), edtf_day(end), margin=1, exact=True)


def between(one: Span, other: Span) -> Span:
    """From the beginning of one to the end of the other."""
    return Span(
        one.begin,
        other.end,
        one.first,
        other.last,
        approximate=one.approximate or other.approximate,
        uncertain=one.uncertain or other.uncertain,
        margin=max(one.margin, other.margin),
        exact=one.exact and other.exact,
    )


def overlap(one: Span, other: Span, tolerance: int = 0) -> bool:
    """Whether two spans share a day, or miss each other by no more than `tolerance` days."""
    (a, b), (c, d) = one.bounds, other.bounds
    return (a is None or d is None or a <= d + tolerance) and (c is None or b is None or c <= b + tolerance)


def edtf_year(year: int) -> str:
    """A year in EDTF: four digits, `-0424` for 425 BC, `Y-12000` beyond."""
    if abs(year) > 9999:
        return f"Y{year}"
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


def edtf_day(number: int) -> str:
    """A day in EDTF; only its year if that is beyond four digits."""
    year, month, day = date_of(number)
    return edtf_year(year) if abs(year) > 9999 else f"{edtf_year(year)}-{month:02d}-{day:02d}"


def xsd(number: int, *, last: bool = False) -> str:
    """A day as xsd:dateTime in UTC: its first second, or its last."""
    year, month, day = date_of(number)
    time = "23:59:59" if last else "00:00:00"
    return f"{'-' if year < 0 else ''}{abs(year):04d}-{month:02d}-{day:02d}T{time}Z"
