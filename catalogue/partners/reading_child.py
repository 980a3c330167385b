"""The confined child's side of `reading`: a partner's document → N-Triples, or the reason why not."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from typing import IO, Any, cast

from catalogue.errors import KhizanaError, UnreadableFile
from catalogue.interchange import wire
from catalogue.interchange.contexts import LINKED_ART, inlined
from catalogue.interchange.encodings import refuse_doctype, utf8
from catalogue.rdf import Triple, parse

NAME = "The document"
JSON = frozenset({"application/json", "application/ld+json"})
SYNTAXES = {"text/turtle": "turtle", "application/n-triples": "ntriples", "application/rdf+xml": "rdfxml"}
_DEEPEST = 100


def main(arguments: Sequence[str]) -> None:  # noqa: ARG001  # what every confined child is called with
    """Reads documents from standard input until it closes: their head as a line of JSON, then their bytes."""
    with socket.socket(fileno=0) as channel:
        to = cast("IO[bytes]", channel.makefile("wb"))
        from_ = cast("IO[bytes]", channel.makefile("rb"))
        while (asked := wire.receive(from_)) is not None:
            head, _, content = asked.partition(b"\n")
            told = json.loads(head)
            try:
                wire.send(to, b"+" + read(content, told["media_type"], told["base"]).encode("utf-8", "replace"))
            except KhizanaError as error:
                wire.send(to, b"-" + str(error).encode("utf-8", "replace"))


def read(content: bytes, media_type: str, base: str) -> str:
    """The triples of a document, a line each; blank nodes are numbered as they come. Raises what says why not."""
    media = media_type.partition(";")[0].strip().lower()
    content = utf8(content, NAME)
    if media in JSON:
        triples = parse(_with_contexts(content), "jsonld", base=base)
    else:
        if media == "application/rdf+xml":
            refuse_doctype(content, NAME)
        triples = parse(content, SYNTAXES.get(media, "turtle"), base=base)
    if not triples:
        raise UnreadableFile("Nothing could be read of this document.", "See what it is.")
    return _lines(triples)


def _with_contexts(content: bytes) -> bytes:
    """The JSON with the contexts of our table in the place of their names; raises for any other."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise UnreadableFile("This document is not JSON.", "Tell the partner.") from None
    _refuse_deep(document)
    for node in document if isinstance(document, list) else [document]:
        if isinstance(node, dict):
            node.pop("_links", None)
            if not {"@id", "@type", "@graph"} & node.keys():
                node.setdefault("@context", LINKED_ART)
    return json.dumps(inlined(document)).encode()


def _refuse_deep(document: Any) -> None:
    layer = [document]
    for _ in range(_DEEPEST):
        layer = [
            inner
            for one in layer
            for inner in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
            if isinstance(inner, dict | list)
        ]
        if not layer:
            return
    raise UnreadableFile(f"This document is nested more than {_DEEPEST} levels deep.", "Tell the partner.")


def _lines(triples: Sequence[Triple]) -> str:
    names: dict[str, str] = {}

    def named(term: str) -> str:
        return names.setdefault(term, f"_:b{len(names)}") if term[:2] == "_:" else term

    return "".join(f"{named(s)} {p} {named(o)} .\n" for s, p, o in triples)
