"""What is given to an import → incoming records: which reader a file needs, and by what the import is known again.

Tables need a mapping; Linked Art JSON-LD and the RDF syntaxes need none. A folder means the files in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from catalogue.confinement import Confinement
from catalogue.errors import ImportRefused
from catalogue.interchange import tables
from catalogue.interchange.documents import Caps, documents, suffix
from catalogue.interchange.importing import Source
from catalogue.interchange.incoming import Incoming, Refused
from catalogue.interchange.mapping import read_mapping
from catalogue.interchange.rdf_files import read_rdf
from catalogue.interchange.table_companions import read_companions
from catalogue.interchange.table_records import records_of
from catalogue.interchange.untrusted import Reading, read_untrusted
from catalogue.settings import Settings
from catalogue.shapes import Schema

_CHUNK = 1 << 20


def open_sources(
    paths: Sequence[Path], mapping: str | None, schema: Schema, settings: Settings, key: str = ""
) -> tuple[Iterator[Incoming | Refused], Source]:
    """The records of files and folders, read by a confined child, and the name of this import.

    `key` seals the names of parts (`record.sealed`): `Catalogue.naming_key`.
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
    limits = Confinement(memory_bytes=settings.import_memory)
    return read_untrusted(_readings(paths, mapping, settings, key), schema, limits), source


def _readings(paths: Sequence[Path], mapping: str | None, settings: Settings, key: str) -> Iterator[Reading]:
    if mapping is not None and Path(mapping).exists():
        mapping = str(Path(mapping).resolve())
    for path in (path.resolve() for path in paths):
        if mapping is None:
            caps = Caps(line=settings.import_line, expanded=settings.import_expansion)
            yield Reading(read_rdf, path, {"base": settings.base, "caps": caps, "key": key})
        else:
            for file in documents(path, tables.SUFFIXES):
                options = {"mapping": mapping, "base": settings.base, "line": settings.import_line, "key": key}
                yield Reading(read_table, file, options)


def read_table(
    path: Path, schema: Schema, mapping: str, base: str, line: int, key: str = ""
) -> Iterator[Incoming | Refused]:
    """The records of one table; `mapping` is a name or file, `line` the longest line in bytes."""
    chosen = read_mapping(mapping, schema)
    beside = read_companions(chosen, path.parent, tables.rows)
    found = tables.rows(path, chosen.table, tables.Limits(line=line))
    return records_of(found, chosen, schema, base, beside, key)


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
