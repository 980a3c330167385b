"""Tables of any kind → rows: CSV, TSV, XLSX and JSON lines, plain or gzipped.

`rows` is a plain generator without state, so that it can run in a confined child and send its rows
back as JSON. A line that cannot become a row is not lost: it comes as a row whose cells are
`UNREADABLE` (why) and `AS_FOUND` (the text), and is refused where records are made.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from catalogue.errors import UnreadableFile
from catalogue.interchange.table_bytes import Limits, bare_name, first_bytes
from catalogue.interchange.table_delimited import delimited_rows
from catalogue.interchange.table_json import json_rows
from catalogue.interchange.table_rows import AS_FOUND, UNREADABLE, Row, Table
from catalogue.interchange.table_sheets import sheet_rows

__all__ = ["AS_FOUND", "SUFFIXES", "UNREADABLE", "Limits", "Row", "Table", "rows"]

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".jsonl", ".ndjson", ".json")
_JSON = (".jsonl", ".ndjson", ".json")
_DELIMITED = (".csv", ".tsv")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"


def rows(path: Path, table: Table | None = None, limits: Limits | None = None) -> Iterator[Row]:
    """The rows of a table file, one at a time; its first bytes and its name say what it is.

    Raises UnreadableFile, which says where the reading stopped and what to do.
    """
    table, limits = table or Table(), limits or Limits()
    start = first_bytes(path)
    suffix = Path(bare_name(path)).suffix.lower()
    if start.startswith(_OLD_EXCEL):
        raise UnreadableFile(f"{path.name} is an old Excel workbook (.xls).", "Save it as .xlsx or “CSV UTF-8”.")
    if start.startswith(_ZIP):
        return sheet_rows(path, table, limits)
    if suffix in _JSON or (suffix not in _DELIMITED and _looks_like_json(start)):
        return json_rows(path, table, limits)
    if suffix == ".xlsx":
        raise UnreadableFile(f"{path.name} is no Excel workbook, whatever its name says.", "Save it again as .xlsx.")
    if suffix in ("", ".txt", *_DELIMITED):
        return delimited_rows(path, table, limits, tab=suffix == ".tsv")
    raise UnreadableFile(
        f"{path.name} is no table that can be read here.",
        f"Use one of {', '.join(SUFFIXES)}, plain or with .gz.",
    )


def _looks_like_json(start: bytes) -> bool:
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
