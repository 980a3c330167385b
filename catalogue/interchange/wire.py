"""Incoming records as lines of JSON: how a confined reader sends them to the process that imports.

Only text crosses: what comes back is parsed and checked here, so a reader that a hostile file took over can
say wrong things but cannot run anything. Triples are canonical N-Triples and are read by the strict pattern
of `rdf.read_lines`.
"""

from __future__ import annotations

import json
from typing import Any

from catalogue.errors import UnreadableFile
from catalogue.interchange.incoming import Hint, Incoming, Level, Note, Origin, Refused
from catalogue.rdf import lines, read_lines
from catalogue.shapes import Schema


def written(item: Incoming | Refused) -> str:
    """One item as a line of JSON, without its newline."""
    notes = [_note(n) for n in item.notes]
    origin = [item.origin.file, item.origin.place]
    if isinstance(item, Refused):
        return json.dumps({"o": origin, "n": notes, "raw": item.raw}, ensure_ascii=True)
    hints = [[h.iri, h.crm_class, h.labels, h.notations, h.classified] for h in item.hints]
    said = {
        "o": origin, "n": notes, "raw": item.raw, "type": item.record_type.slug, "iri": item.iri,
        "path": item.path, "local": item.local, "h": hints, "key": item.key, "t": lines(item.triples),
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=True)


def read(line: str, schema: Schema) -> Incoming | Refused:
    """The item of a line; raises UnreadableFile for anything that `written` does not write."""
    try:
        said: dict[str, Any] = json.loads(line)
        origin = Origin(*said["o"])
        notes = tuple(_read_note(n) for n in said["n"])
        if "type" not in said:
            return Refused(origin, notes, said["raw"])
        hints = tuple(
            Hint(iri, crm_class, tuple((tag, text) for tag, text in labels), tuple(notations), tuple(classified))
            for iri, crm_class, labels, notations, classified in said["h"]
        )
        return Incoming(
            origin, schema.by_slug[said["type"]], said["iri"], said["path"], said["local"],
            read_lines(said["t"]), hints, notes, said["key"], said["raw"],
        )  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(f"The reader of this file answered with something unusable ({error}).") from None


def _note(note: Note) -> list[Any]:
    return [note.level.value, note.origin.file, note.origin.place, note.reason, note.remedy, note.field, note.value]


def _read_note(said: list[Any]) -> Note:
    level, file, place, reason, remedy, field, value = said
    return Note(Level(level), Origin(file, place), reason, remedy, field, value)
