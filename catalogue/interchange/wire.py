"""Records on the wire from a confined child: JSON and text, which can say nothing but values.

A child that a hostile file has taken over must not be able to run anything here, as pickled
objects could.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from catalogue.errors import UnreadableFile
from catalogue.interchange.incoming import Hint, Incoming, Level, Note, Origin, Refused
from catalogue.rdf import read_lines
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
    """Some items as one frame: the length of the head, the head as JSON, then each item's triples and row as text."""
    heads, bodies = [], []
    for one in items:
        triples = [] if isinstance(one, Refused) else [f"{s} {p} {o} .\n" for s, p, o in one.triples]
        texts = ["".join(triples).encode("utf-8", "replace"), one.raw.encode("utf-8", "replace")]
        heads.append(_encoded(one) | {"sizes": [len(text) for text in texts]})
        bodies += texts
    head = json.dumps(heads, ensure_ascii=False).encode("utf-8", "replace")
    return b"".join([_LENGTH.pack(len(head)), head, *bodies])


def decoded(content: bytes, schema: Schema) -> list[Item]:
    """The items of a frame; raises UnreadableFile for anything else."""
    try:
        return list(_items(content, schema))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, struct.error) as error:
        raise UnreadableFile(f"What the reader of the file sent back makes no sense: {error}.") from None


def _items(content: bytes, schema: Schema) -> Iterator[Item]:
    at = _LENGTH.size + _LENGTH.unpack_from(content)[0]
    for told in json.loads(content[_LENGTH.size : at]):
        texts = []
        for size in told["sizes"]:
            if size < 0:
                raise ValueError("a text of negative length")
            texts.append(content[at : at + size].decode())
            at += size
        triples, raw = texts
        yield _decoded(told, triples, raw, schema)
    if at != len(content):
        raise ValueError("its texts are not as long as it says")


def _encoded(one: Item) -> dict[str, Any]:
    told = {"origin": _origin(one.origin), "notes": [_note(n) for n in one.notes]}
    if isinstance(one, Refused):
        return told
    return told | {
        "slug": one.record_type.slug,
        "iri": one.iri,
        "path": one.path,
        "local": one.local,
        "key": one.key,
        "whole": one.whole,
        "hints": [[h.iri, h.crm_class, h.labels, h.notations, h.classified] for h in one.hints],
    }


def _origin(one: Origin) -> list[str]:
    return [one.file, one.place]


def _note(one: Note) -> list[object]:
    return [one.level.value, _origin(one.origin), one.reason, one.remedy, one.field, one.value]


def _decoded(told: dict[str, Any], triples: str, raw: str, schema: Schema) -> Item:
    origin = Origin(*map(str, told["origin"]))
    notes = tuple(_read_note(*n) for n in told["notes"])
    if "slug" not in told:
        return Refused(origin, notes, raw)
    return Incoming(
        origin=origin,
        record_type=schema.by_slug[told["slug"]],
        iri=str(told["iri"]),
        path=str(told["path"]),
        local=str(told["local"]),
        triples=read_lines(triples),
        hints=tuple(_read_hint(*h) for h in told["hints"]),
        notes=notes,
        key=str(told["key"]),
        raw=raw,
        whole=bool(told["whole"]),
    )


def _read_note(level: str, origin: Sequence[str], reason: str, remedy: str, *about: str | None) -> Note:
    return Note(Level(level), Origin(*origin), str(reason), str(remedy), *about)


def _read_hint(
    iri: str,
    crm_class: str | None,
    labels: Sequence[tuple[str | None, str]],
    notations: Sequence[str],
    classified: Sequence[str],
) -> Hint:
    said = tuple((language, str(text)) for language, text in labels)
    return Hint(str(iri), crm_class, said, tuple(map(str, notations)), tuple(map(str, classified)))
