"""What is given to an import → incoming records: which reader a file needs, and by what the import is known again.

Tables need a mapping; Linked Art JSON-LD and the RDF syntaxes need none. A folder means the files in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from catalogue.errors import ImportRefused, KhizanaError
from catalogue.interchange import linked_art, tables
from catalogue.interchange.documents import Caps, documents, refuse_doctype, suffix, whole
from catalogue.interchange.graphs import read_graph
from catalogue.interchange.importing import Source
from catalogue.interchange.incoming import Incoming, Level, Note, Origin, Refused
from catalogue.interchange.mapping import Mapping, read_mapping
from catalogue.interchange.table_companions import read_companions
from catalogue.interchange.table_records import records_of
from catalogue.interchange.untrusted import Task, read_confined
from catalogue.rdf import SYNTAXES, parse
from catalogue.settings import Settings
from catalogue.shapes import Schema

_GRAPHS = {s.suffix: s.name for s in SYNTAXES if s.name != "jsonld"} | {".xml": "rdfxml", ".owl": "rdfxml"}
_CHUNK = 1 << 20


def open_sources(
    paths: Sequence[Path], mapping: str | None, schema: Schema, settings: Settings
) -> tuple[Iterator[Incoming | Refused], Source]:
    """The records of files and folders, read by a confined child, and the name of this import.

    Raises ImportRefused for a path that is not there, or a table without a mapping; MappingError.
    """
    absent = [path for path in paths if not path.exists()]
    if absent:
        raise ImportRefused(f"There is no file or folder {absent[0]}.", "Look at the path.")
    chosen = read_mapping(mapping, schema) if mapping is not None else None
    if chosen is None:
        _refuse_tables(paths)
    name = chosen.name if chosen is not None else paths[0].name
    title = f"{', '.join(path.name for path in paths)}{f' by {chosen.name}' if chosen else ''}"
    source = Source(name, title, _fingerprint(paths, mapping), ".jsonl" if chosen is not None else ".nt")
    if mapping is not None and Path(mapping).exists():
        mapping = str(Path(mapping).resolve())
    task = Task(
        tuple(str(path.resolve()) for path in paths),
        mapping,
        settings.base,
        settings.import_line,
        settings.import_expansion,
        tuple(str(Path(file).resolve()) for file in settings.shapes),
    )
    return read_confined(task, settings.import_memory, schema), source


def read_here(task: Task, schema: Schema) -> Iterator[Incoming | Refused]:
    """The records of files and folders, read in this very process."""
    mapping = read_mapping(task.mapping, schema) if task.mapping is not None else None
    for path in map(Path, task.paths):
        if mapping is not None:
            yield from _table(path, mapping, schema, task)
        else:
            yield from _documents(path, schema, task)


def _table(path: Path, mapping: Mapping, schema: Schema, task: Task) -> Iterator[Incoming | Refused]:
    limits = tables.Limits(line=task.line)
    for file in documents(path, tables.SUFFIXES):
        beside = read_companions(mapping, file.parent, tables.rows)
        yield from records_of(tables.rows(file, mapping.table, limits), mapping, schema, task.base, beside)


def _documents(path: Path, schema: Schema, task: Task) -> Iterator[Incoming | Refused]:
    caps = Caps(line=task.line, expanded=task.expanded)
    for file in documents(path, (*linked_art.SUFFIXES, *_GRAPHS)):
        if suffix(file) in linked_art.SUFFIXES:
            yield from linked_art.read_linked_art(file, schema, task.base, caps)
        else:
            yield from _graph(file, schema, task.base, caps)


def _graph(file: Path, schema: Schema, base: str, caps: Caps) -> Iterator[Incoming | Refused]:
    origin = Origin(file.name)
    try:
        content, syntax = whole(file, caps), _GRAPHS[suffix(file)]
        if syntax == "rdfxml":
            refuse_doctype(content, file.name)
        found = parse(content, syntax, base=f"{base}/")
    except KhizanaError as error:
        yield Refused(origin, (Note(Level.REFUSED, origin, error.message, error.remedy),), "")
        return
    yield from read_graph(found, origin, schema, base)


def _refuse_tables(paths: Iterable[Path]) -> None:
    needing = {".csv", ".tsv", ".txt", ".xlsx"}
    for path in paths:
        if path.is_file() and suffix(path) in needing:
            raise ImportRefused(
                f"{path.name} is a table, and nothing says what its columns mean.",
                "Add --mapping with the name or file of a mapping.",
            )


def _fingerprint(paths: Sequence[Path], mapping: str | None) -> str:
    """The SHA-256 of everything given: an import of the same goes on where an earlier one stopped."""
    told = hashlib.sha256()
    given = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    if mapping is not None and Path(mapping).is_file():
        given.append(Path(mapping))
    for file in given:
        if file.is_file():
            told.update(f"{file.name}\n{file.stat().st_size}\n".encode())
            with file.open("rb") as content:
                while piece := content.read(_CHUNK):
                    told.update(piece)
    told.update((mapping or "").encode())
    return told.hexdigest()
