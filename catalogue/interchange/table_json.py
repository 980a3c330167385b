"""JSON lines → rows: one object a line, its members are the cells (nested ones included)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from catalogue.errors import UnreadableFile
from catalogue.interchange.incoming import Origin
from catalogue.interchange.table_bytes import Limits, lines
from catalogue.interchange.table_rows import Row, Table, unreadable
from catalogue.interchange.table_text import decoded


def json_rows(path: Path, table: Table, limits: Limits) -> Iterator[Row]:
    """The rows of a file of JSON lines; a line that is no JSON object comes as unreadable.

    Raises UnreadableFile for one big JSON array, which cannot be read row by row.
    """
    decoder = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_constant)
    for line, written in decoded(lines(path, limits), path.name, table.encoding):
        text = written.strip()
        if not text:
            continue
        if line.number == 1 and text[0] == "[":
            raise UnreadableFile(
                f"{path.name} is one JSON array; a table needs one object a line (JSON lines).",
                f"Convert it, for example: jq -c '.[]' {path.name} > {path.stem}.jsonl",
            )
        origin = Origin(path.name, f"line {line.number}")
        try:
            found = decoder.decode(text)
        except (ValueError, RecursionError) as error:
            yield unreadable(origin, f"it is not JSON: {_said(error)}", text)
            continue
        if not isinstance(found, dict):
            yield unreadable(origin, "it is JSON, but no object ({…})", text)
        elif "\\u" in text and not _encodable(found):
            yield unreadable(origin, "it has half a character, such as \\ud800", text)
        else:
            yield Row(origin, found)


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"two members are called “{next(n for n in names if names.count(n) > 1)}”")
    return found


def _constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")


def _encodable(found: dict[str, object]) -> bool:
    try:
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _said(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, column {error.colno}"
    return str(error)
