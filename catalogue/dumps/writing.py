"""Public records → the files of a dump, record by record, in memory that does not grow with the collection."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from catalogue.dumps.dump import JSON_LINES, NQUADS
from catalogue.interchange.linked_art_conforming import conforming
from catalogue.publication import PublicLog, PublicRecord, Summary
from catalogue.rdf import lines
from catalogue.shapes import Schema

_STEP = 200  # records between two words of progress
_REMEMBERED = 50_000
_LEVEL = 6
Progress = Callable[[int, int], None]
Sums = dict[str, tuple[int, str]]


@dataclass(frozen=True)
class Counted:
    """How much was written."""

    records: int
    statements: int


def write(log: PublicLog, schema: Schema, folder: Path, name: str, progress: Progress | None) -> tuple[Counted, Sums]:
    """Writes every public record into both files; what was written, and the size and SHA-256 of each file."""
    total = sum(log.counts().values())
    known = _Known(log)
    records = statements = 0
    with ExitStack() as opened:
        quads = opened.enter_context(_packed(folder / (name + NQUADS.suffix)))
        documents = opened.enter_context(_packed(folder / (name + JSON_LINES.suffix)))
        for record in log.current():
            quads(lines(record.triples))  # N-Triples are N-Quads of the default graph
            documents(_document(record, schema, known))
            records += 1
            statements += len(record.triples)
            if progress is not None and records % _STEP == 0:
                progress(records, total)
    files = {form.suffix: folder / (name + form.suffix) for form in (NQUADS, JSON_LINES)}
    return Counted(records, statements), {suffix: _sum(path) for suffix, path in files.items()}


def _document(record: PublicRecord, schema: Schema, known: _Known) -> str:
    told = conforming(record.triples, record.iri, schema, known)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


class _Known:
    """Tells of records that others refer to, and remembers the last of them: most are named many times."""

    def __init__(self, log: PublicLog) -> None:
        self._log = log
        self._held: dict[str, Summary | None] = {}

    def __call__(self, iris: Iterable[str]) -> Mapping[str, Summary]:
        """What is known of these."""
        wanted = list(iris)
        if len(self._held) > _REMEMBERED:
            self._held.clear()
        missing = [one for one in wanted if one not in self._held]
        if missing:
            found = self._log.summaries(missing)
            self._held.update((one, found.get(one)) for one in missing)
        told = ((one, self._held[one]) for one in wanted)
        return {one: summary for one, summary in told if summary is not None}


@contextmanager
def _packed(file: Path) -> Iterator[Callable[[str], object]]:
    """Writes text to a gzip file that is on the disk at the end; the same text makes the same bytes."""
    with file.open("xb") as raw:
        with gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed:
            yield lambda text: packed.write(text.encode())
        raw.flush()
        os.fsync(raw.fileno())


def _sum(file: Path) -> tuple[int, str]:
    with file.open("rb") as raw:
        return file.stat().st_size, file_digest(raw, "sha256").hexdigest()
