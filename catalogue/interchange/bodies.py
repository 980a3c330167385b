"""One record as a program sends it: Linked Art JSON, Turtle, N-Triples, or a JSON Patch of the first.

Runs in a confined child. `about` is the IRI that the body is about where it does not say so itself: what `<>` means in
Turtle, and, where the record is yet to be named, the id of a JSON document that has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalogue.errors import KhizanaError, UnreadableFile, UnreadableRdf
from catalogue.interchange.encodings import utf8
from catalogue.interchange.graphs import read_graph
from catalogue.interchange.incoming import Incoming, Level, Note, Origin, Refused
from catalogue.interchange.linked_art import read_document, read_json
from catalogue.interchange.patching import patched
from catalogue.rdf import parse
from catalogue.shapes import Schema

BODY = Origin("The body")
UNREADABLE = Origin("The body", "as it is written")
JSON, PATCH = "json", "patch"


def read_body(
    path: Path,  # noqa: ARG001  # what every reader is given; the content comes with the request
    schema: Schema,
    base: str,
    *,
    content: bytes,
    syntax: str,
    about: str,
    key: str,
    document: dict[str, Any] | None = None,
    naming: bool = False,
) -> Iterator[Incoming | Refused]:
    """The records of a body; what cannot be read at all is refused with the origin UNREADABLE.

    `document` is what a patch is applied to; `naming` says that the record gets its name here.
    """
    try:
        text = utf8(content, BODY.file)
        if syntax not in (JSON, PATCH):
            triples = parse(text, syntax, base=about)
            yield from read_graph(triples, BODY, schema, base, tops=[about], key=key)
            return
        held = read_json(text, BODY)
    except (UnreadableFile, UnreadableRdf) as error:
        yield _refused(UNREADABLE, error)
        return
    try:
        held = patched(document, held) if syntax == PATCH else held
    except KhizanaError as error:
        yield _refused(BODY, error)
        return
    if naming and isinstance(held, dict) and "@id" not in held:
        held.setdefault("id", about)
    yield from read_document(held, BODY, schema, base, key)


def _refused(origin: Origin, error: KhizanaError) -> Refused:
    return Refused(origin, (Note(Level.REFUSED, origin, error.message, error.remedy),), "")
