"""XLSX → rows, read as a stream (ECMA-376). The only user of openpyxl.

A workbook is a zip of XML: its parts are unpacked once beforehand, counted and searched for a
DOCTYPE, because neither a zip's directory nor an XML parser can be trusted to stop a bomb.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from catalogue.errors import UnreadableFile
from catalogue.interchange.incoming import Origin
from catalogue.interchange.table_bytes import Limits
from catalogue.interchange.table_delimited import column_names
from catalogue.interchange.table_rows import Row, Table, unreadable

_PIECE = 1 << 20
_DOCTYPES = tuple("<!DOCTYPE".encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be"))


def sheet_rows(path: Path, table: Table, limits: Limits) -> Iterator[Row]:
    """The rows under the first filled row of a sheet.

    Dates come as ISO text, formulas as last computed. Raises UnreadableFile for a workbook that
    unfolds too far, is broken, or has several filled sheets and the mapping names none.
    """
    _refuse_bombs(path, limits)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # noqa: BLE001  # openpyxl raises many kinds for a broken workbook
        raise _broken(path, error) from None
    try:
        yield from _rows(path, book, table, limits)
    finally:
        book.close()


def _rows(path: Path, book: Any, table: Table, limits: Limits) -> Iterator[Row]:
    sheet = _chosen(path, book, table)
    filled = _filled(path, sheet)
    number, first = next(filled, (0, ()))
    header = ["" if cell is None else str(cell) for cell in first]
    names = column_names(header, path.name, f"row {number}", limits)
    for number, cells in filled:
        origin = Origin(path.name, f"sheet {sheet.title}, row {number}")
        if any(cell is not None for cell in cells[len(names) :]):
            text = "\t".join("" if cell is None else str(cell) for cell in cells)
            yield unreadable(origin, f"it has cells beside the {len(names)} named columns", text)
        else:
            named = zip(names, cells, strict=False)
            yield Row(origin, {name: cell for name, cell in named if name})


def _filled(path: Path, sheet: Any) -> Iterator[tuple[int, tuple[object, ...]]]:
    sheet.reset_dimensions()  # what the sheet says of its own size is not to be trusted
    stream: Iterable[tuple[object, ...]] = sheet.iter_rows(values_only=True)
    try:
        for number, cells in enumerate(stream, start=1):
            if any(cell is not None and cell != "" for cell in cells):
                yield number, tuple(_plain(cell) for cell in cells)
    except UnreadableFile:
        raise
    except Exception as error:  # noqa: BLE001  # a broken sheet shows itself while it is read
        raise _broken(path, error) from None


def _chosen(path: Path, book: Any, table: Table) -> Any:
    sheets = list(book.worksheets)
    if table.sheet is not None:
        found = next((s for s in sheets if s.title == table.sheet), None)
        if found is None:
            names = ", ".join(s.title for s in sheets)
            raise UnreadableFile(f"{path.name} has no sheet “{table.sheet}”.", f"It has: {names}.")
        return found
    filled = [s for s in sheets if next(_filled(path, s), None) is not None]
    if len(filled) == 1:
        return filled[0]
    names = ", ".join(s.title for s in filled) or "none"
    raise UnreadableFile(
        f"{path.name} has {len(filled)} filled sheets ({names}); which one is the table?",
        'Name it in the mapping: [table] sheet = "…".',
    )


def _plain(cell: object) -> object:
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if cell is None or isinstance(cell, bool | int | float):
        return cell
    return str(cell) or None


def _refuse_bombs(path: Path, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked, packed = 0, path.stat().st_size
            for part in archive.infolist():
                with archive.open(part) as stream:
                    before = b""
                    while piece := stream.read(_PIECE):
                        unpacked += len(piece)
                        limits.refuse_growth(path.name, packed, unpacked)
                        _refuse_doctype(path, part.filename, before[-32:] + piece)
                        before = piece
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _broken(path, error) from None


def _refuse_doctype(path: Path, part: str, piece: bytes) -> None:
    if part.endswith((".xml", ".rels", ".vml")) and any(mark in piece for mark in _DOCTYPES):
        raise UnreadableFile(
            f"{path.name}: its part {part} declares a DOCTYPE, which no workbook needs.",
            "Save it again from Excel or LibreOffice.",
        )


def _broken(path: Path, error: Exception) -> UnreadableFile:
    return UnreadableFile(
        f"{path.name} is a damaged or unusual workbook: {str(error) or type(error).__name__}.",
        "Open it in Excel or LibreOffice and save it again as .xlsx or as “CSV UTF-8”.",
    )
