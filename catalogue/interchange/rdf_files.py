"""RDF files in: Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD; plain or gzipped, or a folder.

N-Triples and N-Quads are parsed block by block; the other syntaxes need the document as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from catalogue.errors import KhizanaError, UnreadableRdf
from catalogue.interchange import documents, linked_art
from catalogue.interchange.documents import Caps
from catalogue.interchange.encodings import refuse_doctype
from catalogue.interchange.graphs import read_graph
from catalogue.interchange.incoming import Incoming, Level, Note, Origin, Refused
from catalogue.rdf import SYNTAXES, Triple, parse
from catalogue.shapes import Schema

_FURTHER = {".xml": "rdfxml", ".owl": "rdfxml", ".ntriples": "ntriples", ".nquads": "nquads"}
_SYNTAX = {**{s.suffix: s.name for s in SYNTAXES if s.name != "jsonld"}, **_FURTHER}
_BY_LINE = frozenset({"ntriples", "nquads"})
_TERM = rb'(?:<[^>]*>|_:\S+|"(?:[^"\\\n]|\\.)*"(?:@\S+|\^\^<[^>]*>)?)'
_NAMED_GRAPH = {
    "nquads": re.compile(rb"^[^\S\n]*" + rb"[^\S\n]+".join([_TERM] * 4) + rb"[^\S\n]*\.", re.MULTILINE),
    "trig": re.compile(rb"\{"),
}
SUFFIXES = (*_SYNTAX, *linked_art.SUFFIXES)


def read_rdf(
    path: Path, schema: Schema, base: str, caps: Caps | None = None, key: str = ""
) -> Iterator[Incoming | Refused]:
    """The records of a file or folder, and what was refused; raises UnreadableFile if there is none."""
    caps = caps or Caps()
    for file in documents.documents(path, SUFFIXES):
        if documents.suffix(file) in linked_art.SUFFIXES:
            yield from linked_art.read_linked_art(file, schema, base, caps, key)
        else:
            name = file.name if path.is_file() else str(file.relative_to(path))
            yield from _File(file, Origin(name), caps).records(schema, base, key)


class _File:
    """One file that is not JSON; notices whether it has named graphs."""

    def __init__(self, path: Path, origin: Origin, caps: Caps) -> None:
        self.path = path
        self.origin = origin
        self.caps = caps
        self.syntax = _SYNTAX[documents.suffix(path)]
        self.has_graphs = False

    def records(self, schema: Schema, base: str, key: str = "") -> Iterator[Incoming | Refused]:
        """The records of the file; one Refused if it cannot be read."""
        try:
            found = read_graph(self._triples(), self.origin, schema, base, key=key)
            yield from self._with_note(found)
        except KhizanaError as error:
            note = Note(Level.REFUSED, self.origin, error.message, error.remedy)
            yield Refused(self.origin, (note,), "")

    def _triples(self) -> Iterator[Triple]:
        if self.syntax in _BY_LINE:
            for first, block in documents.blocks(self.path, self.caps):
                self._look_for_graphs(block)
                yield from _parsed_lines(block, self.syntax, first)
            return
        content = documents.whole(self.path, self.caps)
        self._look_for_graphs(content)
        if self.syntax == "rdfxml":
            refuse_doctype(content, self.path.name)
        yield from parse(content, self.syntax)

    def _look_for_graphs(self, content: bytes) -> None:
        pattern = _NAMED_GRAPH.get(self.syntax)
        if pattern is not None and not self.has_graphs:
            self.has_graphs = pattern.search(content[: 1 << 16]) is not None

    def _with_note(self, found: Iterator[Incoming | Refused]) -> Iterator[Incoming | Refused]:
        for number, one in enumerate(found):
            if number == 0 and self.has_graphs:
                reason = "Named graphs were read as one; their names are not kept."
                yield replace(one, notes=(*one.notes, Note(Level.INFO, self.origin, reason)))
            else:
                yield one


def _parsed_lines(block: bytes, syntax: str, first: int) -> list[Triple]:
    """The triples of a block of lines; raises UnreadableRdf with the line's number in the file."""
    try:
        return parse(block, syntax)
    except UnreadableRdf as error:
        for number, line in enumerate(block.split(b"\n"), first):
            _parse_line(line, syntax, number)
        raise error from None


def _parse_line(line: bytes, syntax: str, number: int) -> None:
    try:
        parse(line, syntax)
    except UnreadableRdf as error:
        message = re.sub(r"\bline 1\b", f"line {number}", error.message)
        raise UnreadableRdf(message, error.remedy) from None
