"""A row of a table, and how a table file is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.interchange.incoming import Origin

UNREADABLE = "(unreadable)"
AS_FOUND = "(as found)"

Cells = Mapping[str, object]


@dataclass(frozen=True)
class Row:
    """One row: where it stood, and its cells by column; cells hold what JSON can hold."""

    origin: Origin
    cells: Cells


@dataclass(frozen=True)
class Table:
    """How a table file is written, where that cannot be seen: encoding, separator, sheet."""

    encoding: str = "utf-8"
    delimiter: str | None = None
    sheet: str | None = None


def unreadable(origin: Origin, reason: str, text: str) -> Row:
    """The row that stands for a line which is none; it is refused later, and its text kept."""
    return Row(origin, {UNREADABLE: reason, AS_FOUND: text})
