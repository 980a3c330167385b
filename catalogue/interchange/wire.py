"""Records on the wire from a confined child: JSON, which can say nothing but values.

A child that a hostile file has taken over must not be able to run anything here, as pickled
objects could.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Protocol

from catalogue.errors import UnreadableFile
from catalogue.interchange.incoming import Hint, Incoming, Level, Note, Origin, Refused
from catalogue.rdf import lines, read_lines
from catalogue.shapes import Schema

LONGEST = 1 << 30  # bytes of one frame
_LENGTH = struct.Struct("!Q")
Item = Incoming | Refused


class Channel(Protocol):
    """One direction of a socket, as `socket.makefile` gives it."""

    def read(self, size: int, /) -> bytes | None: ...
    def write(self, content: bytes, /) -> int | None: ...
    def flush(self) -> None: ...


def send(channel: Channel, content: bytes) -> None:
    """Sends one frame."""
    channel.write(_LENGTH.pack(len(content)) + content)
    channel.flush()


def receive(channel: Channel) -> bytes | None:
    """The next frame; None at the end. Raises UnreadableFile for one that is cut short or too long."""
    head = channel.read(_LENGTH.size)
    if not head:
        return None
    size = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else LONGEST + 1
    content = channel.read(size) if size <= LONGEST else None
    if content is None or len(content) < size:
        raise UnreadableFile("What the reader of the file sent back was cut short.")
    return content


def encoded(items: Sequence[Item]) -> bytes:
    """Some items as one frame."""
    return json.dumps([_encoded(one) for one in items], ensure_ascii=False).encode("utf-8", "replace")


def decoded(content: bytes, schema: Schema) -> list[Item]:
    """The items of a frame; raises UnreadableFile for anything else."""
    try:
        return [_decoded(one, schema) for one in json.loads(content)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableFile(f"What the reader of the file sent back makes no sense: {error}.") from None


def _encoded(one: Item) -> dict[str, Any]:
    told = {"origin": asdict(one.origin), "notes": [_note(n) for n in one.notes], "raw": one.raw}
    if isinstance(one, Refused):
        return told
    return told | {
        "slug": one.record_type.slug,
        "iri": one.iri,
        "path": one.path,
        "local": one.local,
        "key": one.key,
        "triples": lines(one.triples),
        "hints": [asdict(h) for h in one.hints],
    }


def _note(one: Note) -> dict[str, Any]:
    return {**asdict(one), "level": one.level.value}


def _decoded(told: dict[str, Any], schema: Schema) -> Item:
    origin = Origin(**told["origin"])
    notes = tuple(_read_note(n) for n in told["notes"])
    if "slug" not in told:
        return Refused(origin, notes, str(told["raw"]))
    return Incoming(
        origin=origin,
        record_type=schema.by_slug[told["slug"]],
        iri=str(told["iri"]),
        path=str(told["path"]),
        local=str(told["local"]),
        triples=read_lines(told["triples"]),
        hints=tuple(_read_hint(h) for h in told["hints"]),
        notes=notes,
        key=str(told["key"]),
        raw=str(told["raw"]),
    )


def _read_note(told: dict[str, Any]) -> Note:
    return Note(**{**told, "level": Level(told["level"]), "origin": Origin(**told["origin"])})


def _read_hint(told: dict[str, Any]) -> Hint:
    labels = tuple((language, str(text)) for language, text in told["labels"])
    return Hint(
        str(told["iri"]),
        told["crm_class"],
        labels,
        tuple(map(str, told["notations"])),
        tuple(map(str, told["classified"])),
    )
