"""The projections of the public log together: store, search index, checkpoints; and who may write them.

One process owns them at a time, by a lock on a file. The serving process owns them while it runs; a
command takes them for a moment where nothing serves.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self, TextIO

from catalogue.errors import CatalogueBusy, SearchIndexDamaged
from catalogue.faults import point
from catalogue.labels import name_parts
from catalogue.namespaces import LABEL
from catalogue.projections.documents import document, targets, tree_of
from catalogue.projections.public_store import PublicStore
from catalogue.projections.search import Document, SearchIndex
from catalogue.projections.sorting import LANGUAGES
from catalogue.publication import Entry, PublicLog, PublicRecord
from catalogue.rdf import Triple, Triples
from catalogue.record import Record, view
from catalogue.shapes import Schema

MANY = 2_000  # entries behind, and a quarter of all: then building anew is faster
STEP = 500
KEPT_CHECKPOINTS = 2
Progress = Callable[[int, int], None]


class PublicSide:
    """The owner of the public stores; raises CatalogueBusy where another process is."""

    def __init__(
        self, folder: Path, schema: Schema, log: PublicLog, base: str, search: SearchIndex | None = None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(folder / "stores.lock")
        self._folder = folder
        self._schema = schema
        self._log = log
        self._base = base
        self.store = PublicStore(folder / "public")
        self.search = search or open_search(folder, schema.languages)
        self._checkpoint: tuple[Path, int] | None = None

    def follow(self, progress: Progress | None = None) -> bool:
        """Takes what the log has since; whether there was anything."""
        last = self._log.position()
        if self._unusable(last):
            self.rebuild(progress)
            return True
        if self.store.position() >= last and self.search.position() >= last:
            return False
        behind = last - min(self.store.position(), self.search.position())
        if behind > max(MANY, sum(self._log.counts().values()) // 4):
            self.rebuild(progress)
            return True
        self._follow_store(last, progress)
        self._follow_search(last)
        return True

    def _unusable(self, last: int) -> bool:
        """Whether the stores are empty, half loaded, or ahead of a log that was restored from a backup."""
        held = self.store.position()
        return held > last or self.search.position() > last or (held in (-1, 0) and last > 0)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Builds store and index anew from the log; how many records they hold."""
        position, self._checkpoint = self._log.position(), None
        total = sum(self._log.counts().values())
        counted = _counting(self._log.current(), total, progress)
        self.store.load((record.triples for record in counted), position)
        point("rebuild.between")
        self.search.bulk(self._documents(self._log.current()), position)
        return total

    def keep_to_shapes(self) -> None:
        """Builds everything anew if it was built by other shapes."""
        file = self._folder / "shapes"
        if not file.exists() or file.read_text("ascii") != self._schema.fingerprint:
            self.rebuild()
            file.write_text(self._schema.fingerprint, "ascii")

    def checkpoint(self) -> tuple[Path, int]:
        """A fresh read-only copy of the store for queries, and its generation (the position in the log)."""
        generation = self.store.position()
        if self._checkpoint is None or self._checkpoint[1] != generation:
            folder = checkpoints(self._folder) / f"{generation:012d}-{os.urandom(4).hex()}"
            self.store.checkpoint(folder)
            self._checkpoint = folder, generation
            self._forget(folder)
        return self._checkpoint

    def close(self) -> None:
        """Lets go of stores and lock."""
        self.search.close()
        self.store.close()
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _follow_store(self, last: int, progress: Progress | None) -> None:
        first = position = self.store.position()
        while position < last:
            entries = self._log.entries(position, STEP)
            if len(entries) > 20 and all(e.before is None and e.after is not None for e in entries):
                self.store.add((e.after for e in entries if e.after is not None), entries[-1].sequence)
            else:
                for entry in entries:
                    self.store.apply(entry.before or frozenset(), entry.after or frozenset(), entry.sequence)
            position = entries[-1].sequence
            if progress is not None:
                progress(position - first, last - first)

    def _follow_search(self, last: int) -> None:
        position = self.search.position()
        while position < last:
            entries = self._log.entries(position, STEP)
            latest = {e.iri: e for e in entries}
            alive = [_record(e) for e in latest.values() if e.after is not None]
            gone = [e.iri for e in latest.values() if e.after is None]
            position = entries[-1].sequence
            naming = self._named_anew(entries, latest)
            self.search.apply(self._documents([*alive, *naming]), gone, position)

    def _named_anew(self, entries: Sequence[Entry], latest: Mapping[str, Entry]) -> list[PublicRecord]:
        """The public records that are found by the names of records which these entries changed."""
        changed = list({e.iri for e in entries if e.before is not None and e.after is not None and self._renamed(e)})
        around = [iri for iri in self._log.pointing_to(changed) if iri not in latest]
        return [r for start in range(0, len(around), STEP) for r in self._log.current(around[start : start + STEP])]

    def _renamed(self, entry: Entry) -> bool:
        """Whether what a record is called has changed."""
        return self._names(entry, entry.before) != self._names(entry, entry.after)

    def _names(self, entry: Entry, state: Triples | None) -> set[Triple]:
        held = Record(entry.iri, entry.path, self._base + entry.path, state or frozenset())
        root = view(held, self._schema.by_slug[entry.slug]).root
        return {t for part in name_parts(root) for t in part.triples()} | {t for t in held.triples if t[1] == LABEL}

    def _documents(self, records: Iterable[PublicRecord]) -> Iterator[Document]:
        for batch in _batches(records):
            trees = [tree_of(record, self._schema, self._base) for record in batch]
            wanted = {t for tree in trees for t in targets(tree)} | {r.iri for r in batch}
            summaries = self._log.summaries(wanted)
            yield from (document(r, t, summaries) for r, t in zip(batch, trees, strict=True))

    def _forget(self, newest: Path) -> None:
        held = sorted((p for p in newest.parent.iterdir() if p != newest), key=lambda p: p.stat().st_mtime)
        for old in held[: -KEPT_CHECKPOINTS + 1]:
            shutil.rmtree(old, ignore_errors=True)


def checkpoints(stores: Path) -> Path:
    """The folder of the checkpoints."""
    return stores / "checkpoints"


def open_search(stores: Path, languages: Iterable[str]) -> SearchIndex:
    """The public search index; one that cannot be read, or orders by other languages, is begun anew, and filled by
    following the log.
    """
    folder = stores / "public-search"
    ordered = tuple(dict.fromkeys([*LANGUAGES, *languages]))
    try:
        return SearchIndex(folder, ordered)
    except SearchIndexDamaged:
        shutil.rmtree(folder, ignore_errors=True)
        return SearchIndex(folder, ordered)


def _locked(file: Path) -> TextIO:
    held = file.open("a+", encoding="utf-8")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        raise CatalogueBusy("Another process owns the stores of this catalogue.", "It will follow by itself.") from None
    held.truncate(0)
    held.write(f"{os.getpid()}\n")
    held.flush()
    return held


def _record(entry: Entry) -> PublicRecord:
    time = datetime.fromisoformat(entry.time)
    return PublicRecord(entry.iri, entry.path, entry.slug, entry.sequence, "", time, time, entry.after or frozenset())


def _batches(records: Iterable[PublicRecord]) -> Iterator[Sequence[PublicRecord]]:
    batch: list[PublicRecord] = []
    for record in records:
        batch.append(record)
        if len(batch) == STEP:
            yield batch
            batch = []
    if batch:
        yield batch


def _counting(records: Iterable[PublicRecord], total: int, progress: Progress | None) -> Iterator[PublicRecord]:
    for number, record in enumerate(records, 1):
        yield record
        if progress is not None and number % STEP == 0:
            progress(number, total)
