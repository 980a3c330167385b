"""Records in the making: what one row has given so far, and what could not be read in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalogue.interchange.incoming import Hint, Incoming, Level, Note, Origin
from catalogue.interchange.mapping_conversions import Unread
from catalogue.interchange.table_rows import Cells


class RowRefused(Exception):
    """The row cannot become a record; `note` says why."""

    def __init__(self, note: Note) -> None:
        super().__init__(note.reason)
        self.note = note


@dataclass
class RowWork:
    """One row in hand: the elements read out of it, and the shared records that it is the first to bring."""

    origin: Origin
    cells: Cells
    raw: str
    made: list[Incoming] = field(default_factory=list)
    elements: dict[int, Sequence[object]] = field(default_factory=dict)
    claimed: list[tuple[tuple[str, ...], str]] = field(default_factory=list)


@dataclass
class Making:
    """One record in the making.

    `kept` are (column, text) of what could not be read, for the field that keeps such.
    """

    work: RowWork
    notes: list[Note] = field(default_factory=list)
    hints: dict[str, Hint] = field(default_factory=dict)
    kept: list[tuple[str, str]] = field(default_factory=list)
    keeps: bool = False

    def warn(self, at: str, text: str, reason: str, remedy: str) -> None:
        """Notes that a value was not taken as it stands."""
        if not any(note.reason == reason and note.value == text for note in self.notes):
            self.notes.append(Note(Level.WARNING, self.work.origin, reason, remedy, at, text))

    def unread(self, at: str, column: str, text: str, error: Unread, *, stands: bool) -> None:
        """Notes an unreadable value and keeps it as written, unless it stands elsewhere anyway."""
        reason = error.reason if error.reason.endswith(".") else f"{_capital(error.reason)}."
        self.warn(at, text, reason, error.remedy)
        if not stands and self.keeps and (column, text) not in self.kept:
            self.kept.append((column, text))

    def hint(self, iri: str, text: str, language: str | None) -> None:
        """Says what the row calls a term that it refers to."""
        if iri not in self.hints:
            self.hints[iri] = Hint(iri, labels=((language, text),))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
