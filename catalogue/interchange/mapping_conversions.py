"""The text of a cell → a literal or link of a field, or the reason why it cannot be one.

A reading is called by the word that a mapping writes after `read =`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from catalogue.errors import BadTerm
from catalogue.namespaces import XSD
from catalogue.rdf import Term, iri, literal
from catalogue.shapes import Field, Kind

Reading = Callable[[str, str | None], Term]
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")
_COMMA = re.compile(r"-?\d+,(\d{1,2}|\d{4,})")  # three digits might be thousands
_ILLEGAL = re.compile(r'[\x00-\x20<>"{}|^`\\\x7f]')
_DAY = re.compile(r"-?\d{4,}-\d\d-\d\d")
_MOMENT = re.compile(r"(-?\d{4,}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?")
LATEST_YEAR = 2100
EARLIEST_YEAR = -4_000_000


class Unread(ValueError):
    """A text that cannot be read as it should; `reason` says why, `remedy` what to do."""

    def __init__(self, reason: str, remedy: str = "Correct it in the source.") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


def _text(text: str, language: str | None) -> Term:
    return literal(text, language=language)


def _integer(text: str, _: str | None) -> Term:
    found = _number(text)
    if found != found.to_integral_value():
        raise Unread("it is no whole number")
    return literal(str(int(found)), "integer")


def _decimal(text: str, _: str | None) -> Term:
    return literal(format(_number(text), "f"), "decimal")


def _double(text: str, _: str | None) -> Term:
    return literal(str(_number(text)), "double")


def _number(text: str) -> Decimal:
    plain = text.translate(_DIGITS).replace("\u2212", "-").replace("\u00a0", "")
    if _COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        raise Unread("it is no number", "Write it with digits and a full stop: 12.5.") from None
    if not found.is_finite() or abs(found) > Decimal("1e18"):
        raise Unread("it is no number that a catalogue can hold")
    return found


_TRUTHS = {
    **dict.fromkeys(("true", "yes", "y", "1", "x", "نعم", "بله", "evet"), "true"),
    **dict.fromkeys(("false", "no", "n", "0", "لا", "خیر", "hayır"), "false"),
}


def _point(text: str, _: str | None) -> Term:
    """Longitude and latitude in degrees, as WKT has them (OGC 06-103r4)."""
    pair = text.replace(",", " ").split()
    if len(pair) != 2:
        raise Unread("it is no pair of longitude and latitude", "Write both: 43.13 36.34.")
    longitude, latitude = (_number(one) for one in pair)
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise Unread("no such place on earth", "Write longitude, then latitude, in degrees.")
    return literal(f"POINT({longitude.normalize():f} {latitude.normalize():f})")


def _boolean(text: str, _: str | None) -> Term:
    found = _TRUTHS.get(text.casefold())
    if found is None:
        raise Unread("it is neither yes nor no", "Write yes or no.")
    return literal(found, "boolean")


def year(text: str) -> int:
    """A year as historians count (no year 0; −425 is 425 BC) → as XSD counts (−424)."""
    found = _number(text)
    if found == 0:
        raise Unread("there was no year 0", "Write −1 for 1 BC, 1 for AD 1, nothing if unknown.")
    if found != found.to_integral_value() or not EARLIEST_YEAR <= found <= LATEST_YEAR:
        raise Unread("it is no year in which a collection's history can lie")
    return int(found) if found > 0 else int(found) + 1


def year_text(year_: int) -> str:
    """A year as XSD writes it: four digits at least."""
    return f"-{-year_:04d}" if year_ < 0 else f"{year_:04d}"


def _begin(text: str, _: str | None) -> Term:
    day = text if _DAY.fullmatch(text) else f"{year_text(year(text))}-01-01"
    return _moment_of(f"{day}T00:00:00Z")


def _end(text: str, _: str | None) -> Term:
    day = text if _DAY.fullmatch(text) else f"{year_text(year(text))}-12-31"
    return _moment_of(f"{day}T23:59:59Z")


def _moment(text: str, _: str | None) -> Term:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise Unread("it is no date and time", "Write 2014-04-25T13:19:25, or read = “begin”.")
    day, time, zone = match.groups()
    return _moment_of(f"{day}T{time}{':00' if time.count(':') == 1 else ''}{zone or 'Z'}")


def _moment_of(written: str) -> Term:
    found = literal(written, "dateTime")
    if not _possible(found):
        raise Unread("there is no such day")
    return found


def _day(text: str, _: str | None) -> Term:
    found = literal(text, "date")
    if not _DAY.fullmatch(text) or not _possible(found):
        raise Unread("there is no such day", "Write year-month-day: 1939-05-19.")
    return found


def _possible(term: Term) -> bool:
    """Whether a day of the calendar is meant (proleptic Gregorian)."""
    match = re.match(r'"(-?\d+)-(\d\d)-(\d\d)', term)
    if match is None:
        return False
    year_, month, day = (int(piece) for piece in match.groups())
    leap = year_ % 4 == 0 and (year_ % 100 != 0 or year_ % 400 == 0)
    lengths = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= lengths[month - 1]


def _year(text: str, _: str | None) -> Term:
    return literal(year_text(year(text)), "gYear")


def address(text: str) -> str:
    """A web or mail address with its illegal characters escaped; raises Unread for another."""
    if not re.match(r"(https?://[^/\s]|mailto:\S+@)", text, re.IGNORECASE):
        raise Unread("it is no web address", "Write the whole address: https://….")
    escaped = _ILLEGAL.sub(lambda m: "".join(f"%{b:02X}" for b in m.group().encode()), text)
    try:
        iri(escaped)
    except BadTerm as error:
        raise Unread(error.message.rstrip(".")) from None
    return escaped


def _link(text: str, _: str | None) -> Term:
    return iri(address(text))


def _link_text(text: str, _: str | None) -> Term:
    return literal(address(text), "anyURI")


READINGS: Mapping[str, Reading] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "double": _double,
    "boolean": _boolean,
    "point": _point,
    "year": _year,
    "day": _day,
    "moment": _moment,
    "begin": _begin,
    "end": _end,
    "link": _link,
    "link-text": _link_text,
}
_BY_DATATYPE = {
    "string": ("text", "point"),
    "integer": ("integer",),
    "nonNegativeInteger": ("integer",),
    "decimal": ("decimal",),
    "double": ("double",),
    "boolean": ("boolean",),
    "gYear": ("year",),
    "date": ("day",),
    "dateTime": ("moment", "begin", "end"),
    "anyURI": ("link-text",),
}


def readings_for(one: Field) -> tuple[str, ...]:
    """The readings that a field can take, its default first."""
    if one.kind is Kind.LINK:
        return ("link",)
    if one.kind is not Kind.LITERAL or one.datatype is None:
        return ("text",)
    return _BY_DATATYPE.get(one.datatype.removeprefix(XSD), ("text",))


def default_reading(one: Field) -> str:
    """How a field reads what a mapping gives it without a `read`."""
    return readings_for(one)[0]
