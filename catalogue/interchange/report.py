"""The report of an import: counts, and every remark in plain words, written as they come.

The folder of one import holds `report.txt` (a remark a line) and, where something was refused, a file of
the refused rows that can be mended and imported again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from catalogue.interchange.incoming import Level, Note, Refused

SHOWN = 20


@dataclass
class ImportReport:
    """What an import did. `examples` holds the first remarks of each reason; the folder has them all."""

    title: str
    dry_run: bool = False
    read: int = 0
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    stubs: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    incomplete: int = 0
    warnings: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Note] = field(default_factory=dict)
    folder: Path | None = None
    refused_file: Path | None = None

    @property
    def complete(self) -> bool:
        """Whether everything that was read is in the catalogue."""
        return not self.refused


class Reporter:
    """Writes a report as an import goes on."""

    def __init__(self, title: str, folder: Path | None, suffix: str = ".jsonl") -> None:
        self.report = ImportReport(title, dry_run=folder is None, folder=folder)
        self._suffix = suffix
        self._text: TextIO | None = None
        self._aside: TextIO | None = None

    def note(self, notes: Iterable[Note]) -> None:
        """Counts and writes remarks."""
        for one in notes:
            self.report.reasons[one.reason] += 1
            self.report.examples.setdefault(one.reason, one)
            self.report.warnings += one.level is Level.WARNING
            self._line(in_words(one))

    def refuse(self, refused: Refused) -> None:
        """Counts a refusal and keeps the row aside."""
        self.report.refused += 1
        self.note(refused.notes)
        if self.report.folder is not None:
            if self._aside is None:
                self.report.refused_file = self.report.folder / f"refused{self._suffix}"
                self._aside = self._open(self.report.refused_file)
            self._aside.write(refused.raw.rstrip("\n") + "\n")

    def close(self) -> ImportReport:
        """Ends the files and gives the report."""
        for file in (self._text, self._aside):
            if file is not None:
                file.close()
        return self.report

    def _line(self, text: str) -> None:
        if self.report.folder is not None:
            if self._text is None:
                self._text = self._open(self.report.folder / "report.txt")
            self._text.write(text + "\n")

    def _open(self, file: Path) -> TextIO:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.open("a", encoding="utf-8")


def in_words(note: Note) -> str:
    """A remark as one line: level, file, place, field, value, reason, remedy."""
    about = f" [{note.field}]" if note.field else ""
    value = f" “{_short(note.value)}”" if note.value is not None else ""
    return f"{note.level.value}: {note.origin}{about}{value}: {note.reason} {note.remedy}".rstrip()


def _short(text: str) -> str:
    single = " ".join(text.split())
    return single if len(single) <= 120 else single[:117] + "…"
