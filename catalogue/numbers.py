"""Numbers that the catalogue gives out: accession numbers, loan numbers. Each once, and never again.

A scheme fills one field of one institution's records by a pattern such as `{year}.{number:3}`: `{number}` counts, with
so many digits at least; it begins anew for each year, month or lot that the pattern names. `{lot}` is the number of a
lot that came in at one time, which whoever catalogues it says, or a new one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from catalogue import database as db
from catalogue.database import numbers
from catalogue.database.numbers import SchemeRow
from catalogue.errors import SchemeRefused
from catalogue.shapes import Schema

LONGEST = 80
"""Characters of a pattern."""
_PLACE = re.compile(r"\{(year|month|lot|number)(?::([1-9]))?\}")
_LETTERS = re.compile(r"[\w .,/()§№-]*")


@dataclass(frozen=True)
class Pattern:
    """A pattern, read: letters and places in turn."""

    text: str

    @property
    def has_lot(self) -> bool:
        """Whether it names a lot."""
        return "{lot" in self.text

    def filled(self, on: date, lot: int, number: int) -> str:
        """A number of this pattern."""
        values = {"year": on.year, "month": on.month, "lot": lot, "number": number}
        digits = {"year": 4, "month": 2}
        return _PLACE.sub(lambda m: f"{values[m[1]]:0{int(m[2] or digits.get(m[1], 1))}d}", self.text)

    def period(self, on: date, lot: int = 0) -> str:
        """What the count begins anew for; empty where it never does."""
        named = {place[1] for place in _PLACE.finditer(self.text)}
        parts = {"year": f"{on.year:04d}", "month": f"{on.month:02d}", "lot": f"lot {lot}"}
        return " ".join(part for name, part in parts.items() if name in named)

    @property
    def example(self) -> str:
        """The first number of this year."""
        return self.filled(today(), 1, 1)


@dataclass(frozen=True)
class NumberScheme:
    """A scheme: what it is called, whose it is, which field it fills, by which pattern."""

    id: int
    title: str
    address: str
    institution: str
    pattern: Pattern


class Numbers:
    """The schemes of one catalogue."""

    def __init__(self, database: db.Database, schema: Schema) -> None:
        self._database = database
        self._schema = schema

    def addresses(self) -> list[str]:
        """The fields that a scheme can fill: those whose values are one record's alone."""
        types = self._schema.record_types
        return [f"{one.slug}.{field.key}" for one in types for field in one.fields if field.unique]

    def every(self) -> list[NumberScheme]:
        """All schemes, by institution and title."""
        with self._database.reading() as connection:
            return [_read(row) for row in numbers.every(connection)]

    def find(self, id_: int) -> NumberScheme | None:
        """A scheme by its id."""
        with self._database.reading() as connection:
            row = numbers.find(connection, id_)
        return _read(row) if row is not None else None

    def for_field(self, address: str, institution: str) -> list[NumberScheme]:
        """The schemes that may fill a field of an institution's record: its own, and the catalogue's."""
        return [one for one in self.every() if one.address == address and one.institution in ("", institution)]

    def add(self, title: str, address: str, pattern: str, institution: str = "") -> int:
        """Makes a scheme; its id. Raises SchemeRefused."""
        if address not in self.addresses():
            raise SchemeRefused(f"“{address}” is no field with values of its own.", "Choose another field.", "address")
        read = read_pattern(pattern)
        with self._database.writing() as connection:
            return numbers.add(connection, _titled(title), address, institution, read.text)

    def change(self, id_: int, title: str, pattern: str) -> None:
        """Gives a scheme another title and pattern; raises SchemeRefused."""
        read = read_pattern(pattern)
        with self._database.writing() as connection:
            numbers.change(connection, id_, _titled(title), read.text)

    def remove(self, id_: int) -> None:
        """Takes a scheme away; what it gave out is not given again."""
        with self._database.writing() as connection:
            numbers.remove(connection, id_)

    def preview(self, id_: int, on: date | None = None, lot: int | None = None) -> str:
        """The number that would be given next; nothing is taken. Raises SchemeRefused for an unknown scheme."""
        with self._database.reading() as connection:
            return _next(connection, _scheme(connection, id_), on or today(), lot)[0]

    def taking(self, id_: int, on: date | None = None, lot: int | None = None) -> Callable[[db.Connection], str]:
        """What takes the next number when it is called with the transaction that saves the record.

        The transaction must hold the write lock. If it is rolled back, the number was not given.
        """
        return lambda connection: mint(connection, id_, on, lot)


def mint(connection: db.Connection, id_: int, on: date | None = None, lot: int | None = None) -> str:
    """Takes the next number of a scheme within a transaction that holds the write lock; raises SchemeRefused.

    Without a `lot`, where the pattern has one, a new lot begins.
    """
    scheme = _scheme(connection, id_)
    value, period, number = _next(connection, scheme, on or today(), lot)
    numbers.count_to(connection, id_, period, number)
    numbers.remember(connection, [(scheme.address, value)])
    return value


def read_pattern(text: str) -> Pattern:
    """A pattern; raises SchemeRefused for one by which nobody can count."""
    said = text.strip()
    if len(said) > LONGEST:
        raise SchemeRefused(f"The pattern is longer than {LONGEST} characters.", "Shorten it.", "pattern")
    places = [m[1] for m in _PLACE.finditer(said)]
    if places.count("number") != 1 or len(set(places)) != len(places):
        wanted = "{number} must stand in it once, and {year}, {month} and {lot} once at most."
        raise SchemeRefused(f"“{said}” cannot count.", wanted, "pattern")
    if not _LETTERS.fullmatch(_PLACE.sub("", said)):
        remedy = "Beside {year}, {month}, {lot} and {number:3} it may have letters, digits, spaces and . , / ( ) -"
        raise SchemeRefused(f"“{said}” has signs that a number may not have.", remedy, "pattern")
    if "month" in places and "year" not in places:
        raise SchemeRefused(f"“{said}” would give the same numbers each year.", "Add {year}.", "pattern")
    if re.search(r"\}\{(?!number)|\}\{number(?!:)", said):
        raise SchemeRefused(f"“{said}” could give one number twice.", "Put a sign between two places.", "pattern")
    return Pattern(said)


def today() -> date:
    """The day where the catalogue runs."""
    return datetime.now(UTC).astimezone().date()


def new_lot(periods: Sequence[str], year: str) -> int:
    """The number of the lot after the last one of a year (or, without a year in the pattern, of all)."""
    lots = [int(p.rpartition("lot ")[2]) for p in periods if "lot " in p and (not year or p.startswith(year))]
    return max(lots, default=0) + 1


def _next(connection: db.Connection, scheme: NumberScheme, on: date, lot: int | None) -> tuple[str, str, int]:
    """The first number after the last that nobody has or had, with its period and count."""
    pattern = scheme.pattern
    if pattern.has_lot and lot is None:
        year = f"{on.year:04d}" if "{year" in pattern.text else ""
        lot = new_lot(numbers.periods(connection, scheme.id), year)
    period = pattern.period(on, lot or 0)
    number = numbers.last(connection, scheme.id, period) + 1
    while numbers.is_used(connection, scheme.address, value := pattern.filled(on, lot or 0, number)):
        number += 1
    return value, period, number


def _scheme(connection: db.Connection, id_: int) -> NumberScheme:
    row = numbers.find(connection, id_)
    if row is None:
        raise SchemeRefused("There is no such scheme of numbers.", "Somebody may have removed it.", "scheme")
    return _read(row)


def _read(row: SchemeRow) -> NumberScheme:
    return NumberScheme(row.id, row.title, row.address, row.institution, Pattern(row.pattern))


def _titled(title: str) -> str:
    said = " ".join(title.split())
    if not 0 < len(said) <= LONGEST:
        raise SchemeRefused("A scheme needs a title.", f"Give it one of at most {LONGEST} characters.", "title")
    return said
