"""Linked Art JSON in: a document, a folder of them, or JSON lines; plain or gzipped.

The parser is the engine's own; what it would lose in silence is found beforehand (see `losses`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from catalogue.errors import KhizanaError, UnreadableFile
from catalogue.interchange import documents
from catalogue.interchange.contexts import LINKED_ART, inlined
from catalogue.interchange.documents import Caps
from catalogue.interchange.graphs import read_graph
from catalogue.interchange.incoming import Incoming, Level, Note, Origin, Refused
from catalogue.interchange.losses import Look, Loss, own_words
from catalogue.interchange.older_words import renewed
from catalogue.interchange.vocabulary import linked_art
from catalogue.rdf import Triple, iri, parse
from catalogue.shapes import Schema

LINES = (".jsonl", ".ndjson", ".jsonlines")
SUFFIXES = (".json", ".jsonld", *LINES)
_DEEPEST = 100  # levels of JSON within JSON
Read = Callable[[Any, Origin], Iterator[Incoming | Refused]]
_RAW = 1 << 20  # characters of a refused document that are kept


def read_linked_art(
    path: Path, schema: Schema, base: str, caps: Caps | None = None, key: str = ""
) -> Iterator[Incoming | Refused]:
    """The records of a file or folder, and what was refused; raises UnreadableFile if there is none."""
    caps = caps or Caps()
    read = partial(read_document, schema=schema, base=base, key=key)
    for file in documents.documents(path, SUFFIXES):
        name = file.name if path.is_file() else str(file.relative_to(path))
        try:
            if documents.suffix(file) in LINES:
                yield from _lines(file, name, caps, read)
            else:
                yield from _texts(documents.whole(file, caps), Origin(name), read)
        except KhizanaError as error:
            yield _refused(Origin(name), error, "")


def _lines(file: Path, name: str, caps: Caps, read: Read) -> Iterator[Incoming | Refused]:
    for line in documents.lines(file, caps):
        origin = Origin(name, f"line {line.number}")
        if line.problem is not None:
            yield _refused(origin, line.problem, "")
        elif line.content.strip():
            yield from _texts(line.content, origin, read)


def _texts(content: bytes, origin: Origin, read: Read) -> Iterator[Incoming | Refused]:
    """The documents of a JSON text: the one that it is, or those of an array."""
    try:
        held = read_json(content, origin)
    except KhizanaError as error:
        yield _refused(origin, error, content.decode("utf-8", "replace"))
        return
    if isinstance(held, list) and not any(isinstance(one, dict) and "@context" in one for one in held):
        held = {"@graph": held}  # expanded or flattened JSON-LD: one document
    if not isinstance(held, list):
        yield from read(held, origin)
        return
    for n, one in enumerate(held, 1):
        place = f"{origin.place}, document {n}" if origin.place else f"document {n}"
        yield from read(one, Origin(origin.file, place))


def read_document(
    document: Any, origin: Origin, schema: Schema, base: str, key: str = ""
) -> Iterator[Incoming | Refused]:
    """The records of one Linked Art document, as `json.loads` gave it: itself, and those embedded in it."""
    raw = ""
    notes: tuple[Note, ...] = ()
    try:
        nodes = _nodes(document)
        raw = json.dumps(document, ensure_ascii=False)
        if not own_words(document["@context"]):
            document, older = renewed(document)
            nodes = _nodes(document)
            notes = tuple(_renamed(origin, old, new) for old, new in older.items())
        tops = [] if "@graph" in document else [_id(document)]
        notes += tuple(_note(origin, loss) for loss in _losses(nodes, document["@context"]))
        triples = parse(json.dumps(inlined(document)).encode(), "jsonld")
        _refuse_unread(tops, triples)
    except KhizanaError as error:
        yield _refused(origin, error, raw, notes)
        return
    for found in read_graph(triples, origin, schema, base, tops=tops, key=key):
        told = notes if isinstance(found, Refused) or not tops or found.iri in tops else ()
        one = replace(found, notes=(*found.notes, *told), raw=raw)
        yield one if isinstance(one, Refused) else replace(one, whole=True)
        notes = notes[len(told) :]


def _nodes(document: Any) -> list[dict[str, Any]]:
    """The nodes that a document is about, made ready: links for browsing are off, a context is there."""
    if not isinstance(document, dict):
        raise UnreadableFile("This is not a JSON object.", "A Linked Art document is an object with id and type.")
    if _depth(document) > _DEEPEST:
        raise UnreadableFile(f"This document is nested more than {_DEEPEST} levels deep.", "Look at how it was made.")
    document.pop("_links", None)
    document.setdefault("@context", LINKED_ART)
    held = document.get("@graph")
    nodes = held if isinstance(held, list) else [document]
    if not all(isinstance(node, dict) for node in nodes):
        raise UnreadableFile("The @graph of this document holds what is no object.", "Leave it out.")
    return nodes


def _id(node: dict[str, Any]) -> str:
    found = node.get("id", node.get("@id"))
    if not isinstance(found, str) or found.startswith("_:"):
        raise UnreadableFile("The document has no id.", "Give it the address (IRI) of what it is about, as id.")
    return iri(found)[1:-1]


def _depth(document: Any) -> int:
    layer, depth = [document], 0
    while layer and depth <= _DEEPEST:
        depth += 1
        layer = [
            inner
            for one in layer
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
    return depth


def _losses(nodes: list[dict[str, Any]], context: object) -> list[Loss]:
    look = Look(own_words(context))
    for node in nodes:
        look.node(node, linked_art(), "")
    return look.losses


def _refuse_unread(tops: list[str], triples: list[Triple]) -> None:
    subjects = {s for s, _, _ in triples}
    for top in tops:
        if f"<{top}>" not in subjects:
            raise UnreadableFile(
                f"Nothing could be read of {top}.",
                "See that its id is a proper address, and its type a Linked Art class.",
            )


def _renamed(origin: Origin, old: str, new: str) -> Note:
    return Note(Level.INFO, origin, f"An older name was read as {new}.", value=old)


def _note(origin: Origin, loss: Loss) -> Note:
    return Note(
        Level.WARNING,
        origin,
        f"This was left out: {loss.reason}.",
        "Correct it in the document and import that again, or add the value by hand.",
        field=loss.place,
        value=loss.value,
    )


def read_json(content: bytes, origin: Origin) -> Any:
    """What a JSON text holds; raises UnreadableFile with line and column."""
    try:
        return json.loads(content, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnreadableFile(f"{origin} is not JSON at {where}: {error.msg}.", "Correct it there.") from None
    except RecursionError:
        raise UnreadableFile(f"{origin} is nested too deeply.", "Look at how it was made.") from None
    except ValueError as error:
        raise UnreadableFile(f"{origin} is not JSON: {error}.", "Correct it there.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


def _refused(origin: Origin, error: KhizanaError, raw: str, further: tuple[Note, ...] = ()) -> Refused:
    note = Note(Level.REFUSED, origin, error.message, error.remedy)
    return Refused(origin, (note, *further), raw[:_RAW])
