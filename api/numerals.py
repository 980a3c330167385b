"""Numbers and dates as a language writes them. For what we compute and count; stored text is never
touched.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from babel.core import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from api.languages import Language

_DAY = re.compile(r"(?P<year>-?\d{4,})-(?P<month>\d\d)-(?P<day>\d\d)")
_DIGITS = {"arab": "٠١٢٣٤٥٦٧٨٩", "arabext": "۰۱۲۳۴۵۶۷۸۹"}


class Numerals:
    """How one language writes numbers and days."""

    def __init__(self, language: Language) -> None:
        self.locale = Locale.parse(language.locale)
        digits = _DIGITS.get(self.locale.default_numbering_system, "0123456789")
        self._digits = str.maketrans("0123456789", digits)

    def number(self, value: float | str | Decimal) -> str:
        """A number with the language's digits and separators; text that is no number comes back as
        it is.
        """
        try:
            exact = Decimal(str(value))
        except InvalidOperation:
            return str(value)
        if not exact.is_finite() or abs(exact.adjusted()) > 30:
            return str(value)
        places = min(max(0, -int(exact.as_tuple().exponent)), 20)
        pattern = "#,##0." + "#" * places if places else "#,##0"
        written = format_decimal(exact, pattern, self.locale, numbering_system="default")
        return str(written).translate(self._digits)

    def plain(self, value: int | str) -> str:
        """Digits of the language without grouping, for years and page numbers."""
        return str(value).translate(self._digits)

    def day(self, value: datetime | date) -> str:
        """A day in words (Gregorian); moments are taken in UTC."""
        local = value.astimezone(UTC).date() if isinstance(value, datetime) else value
        return str(format_date(local, "long", self.locale)).translate(self._digits)

    def moment(self, stored: str) -> str:
        """A time as the database has it, to the minute, in UTC."""
        time = datetime.fromisoformat(stored).astimezone(UTC)
        return f"{format_datetime(time, 'd MMM y, HH:mm', locale=self.locale)} UTC".translate(self._digits)

    def stored_day(self, text: str) -> str:
        """The day of an xsd:date or xsd:dateTime (year 0 = 1 BCE); without the day where only the
        year is sure.
        """
        match = _DAY.match(text)
        if match is None:
            return text
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
        if not 1 <= year <= 9999:
            return self.plain(text[: match.end()])
        return self.day(date(year, month, day))


def year_of(text: str) -> int | None:
    """The astronomical year (0 = 1 BCE) of an xsd:date or xsd:dateTime."""
    match = _DAY.match(text)
    return int(match["year"]) if match else None


def whole_years(begin: str, end: str) -> bool:
    """Whether two days span whole years exactly, so that the years say it all."""
    return "-01-01" in begin[4:11] and "-12-31" in end[4:11]
