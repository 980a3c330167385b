"""CSV and TSV → rows (RFC 4180, with the separator read from the first line)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from catalogue.errors import UnreadableFile
from catalogue.interchange.incoming import Origin
from catalogue.interchange.table_bytes import Limits, lines
from catalogue.interchange.table_rows import Row, Table, unreadable
from catalogue.interchange.table_text import decoded

_SEPARATORS = ",;\t|"


def delimited_rows(path: Path, table: Table, limits: Limits, *, tab: bool) -> Iterator[Row]:
    """The rows under the header line.

    One with more cells than the table has columns, or with a broken quote, comes as unreadable.
    """
    reader = _Reader(path, table, limits, tab)
    header = column_names(reader.header(), path.name, "line 1", limits)
    for place, cells, problem, text in reader.rows():
        origin = Origin(path.name, place)
        surplus = any(cell.strip() for cell in cells[len(header) :])
        if problem or surplus:
            counted = f"it has {len(cells)} cells, but the table has {len(header)} columns"
            yield unreadable(origin, problem or counted, text)
        elif any(cell.strip() for cell in cells):
            named = zip(header, cells, strict=False)
            yield Row(origin, {name: cell for name, cell in named if name})


def column_names(cells: Sequence[str], name: str, place: str, limits: Limits) -> list[str]:
    """The trimmed names of the columns; raises UnreadableFile for doubles or too many."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    double = next((n for i, n in enumerate(names) if n and n in names[:i]), None)
    if double is not None:
        raise UnreadableFile(f"{name}, {place}: two columns are called “{double}”.", "Rename one of them.")
    if len(names) > limits.columns:
        raise UnreadableFile(f"{name}, {place}: {len(names):,} columns are too many.", "See what separates cells.")
    return names


class _Reader:
    """The cells of a delimited file, with the lines that each row was made of."""

    def __init__(self, path: Path, table: Table, limits: Limits, tab: bool) -> None:
        self._name = path.name
        self._lines = decoded(lines(path, limits), path.name, table.encoding)
        self._taken: list[str] = []
        self._number = 0
        self._first = next((text for _, text in self._lines if text.strip()), "")
        separator = table.delimiter or ("\t" if tab else likely_separator(self._first))
        self._cells = csv.reader(self._texts(), delimiter=separator, strict=True)

    def header(self) -> list[str]:
        """The cells of the first line that is not blank."""
        try:
            return next(self._cells)
        except csv.Error as error:
            raise UnreadableFile(
                f"{self._name}, line 1: {_in_plain_words(error)}.", "Correct the header line."
            ) from None

    def rows(self) -> Iterator[tuple[str, list[str], str, str]]:
        """Place, cells, what is wrong with them, and the text that they were read from."""
        while True:
            self._taken = []
            cells, problem = list[str](), ""
            try:
                cells = next(self._cells)
            except StopIteration:
                return
            except csv.Error as error:
                problem = _in_plain_words(error)
            begun = self._number - max(len(self._taken) - 1, 0)
            yield f"line {begun}", cells, problem, "\n".join(self._taken)

    def _texts(self) -> Iterator[str]:
        yield self._first + "\n"
        for line, text in self._lines:
            self._number = line.number
            self._taken.append(text)
            yield text + "\n"


def likely_separator(line: str) -> str:
    """The separator that a header line uses most, outside quotes; a comma if there is none."""
    bare = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=bare.count)


def _in_plain_words(error: csv.Error) -> str:
    said = str(error)
    if "unexpected end" in said or "field larger" in said:
        return "a quotation mark opens a cell here and is never closed"
    if "expected after" in said:
        return "a quotation mark stands in the middle of a quoted cell; write it twice"
    return said
