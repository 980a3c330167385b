"""One side of the house: the triple store and the search index that follow one log together.

Their owner holds the lock of the stores (`stores.py`). Threads of the owning process take turns.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Protocol

from catalogue.errors import SearchIndexDamaged
from catalogue.faults import point
from catalogue.labels import name_parts
from catalogue.namespaces import LABEL
from catalogue.projections.documents import Snapshot, Stated, document, targets, tree_of
from catalogue.projections.search import Document, SearchIndex
from catalogue.projections.sorting import LANGUAGES
from catalogue.projections.triple_store import TripleStore
from catalogue.publication import Entry, Summary
from catalogue.rdf import Triple, Triples
from catalogue.record import Record, view
from catalogue.shapes import Schema

MANY = 2_000  # entries behind, and a quarter of all: then building anew is faster
STEP = 500
Progress = Callable[[int, int], None]


class Log(Protocol):
    """A log that can be followed; positions are the numbers of its entries."""

    def position(self) -> int:
        """The number of the last entry; 0 for an empty log."""

    def counts(self) -> Mapping[str, int]:
        """How many records there are now, by slug."""

    def entries(self, after: int, limit: int = STEP) -> Sequence[Entry]:
        """The entries that follow a position."""

    def current(self, iris: Sequence[str] | None = None) -> Iterator[Stated]:
        """Every record as it is now, or those of these IRIs."""

    def summaries(self, iris: Iterable[str]) -> Mapping[str, Summary]:
        """What those of these IRIs that are records are called."""


class Side:
    """A store and an index that follow a log; what they are called is the name of their folder."""

    def __init__(self, folder: Path, schema: Schema, log: Log, base: str, search: SearchIndex | None = None) -> None:
        self.store = TripleStore(folder)
        self.search = search or open_index(folder, schema.languages)
        self._folder = folder
        self._schema = schema
        self._log = log
        self._base = base
        self._turn = RLock()

    def follow(self, progress: Progress | None = None) -> bool:
        """Takes what the log has since; whether there was anything."""
        with self._turn:
            last = self._log.position()
            if not self._unusable(last) and self.store.position() >= last and self.search.position() >= last:
                return False
            if self._unusable(last) or self._far_behind(last) or not self._followed(last, progress):
                self.rebuild(progress)
            return True

    def rebuild(self, progress: Progress | None = None) -> int:
        """Builds store and index anew from the log; how many records they hold."""
        with self._turn:
            position = self._log.position()
            total = sum(self._log.counts().values())
            counted = _counting(self._log.current(), total, progress)
            self.store.load((record.triples for record in counted), position)
            point("rebuild.between")
            self.search.bulk(self._documents(self._log.current()), position)
            return total

    def keep_to_shapes(self, progress: Progress | None = None) -> None:
        """Builds everything anew if it was built by other shapes."""
        file = self._folder.with_name(f"{self._folder.name}.shapes")
        if not file.exists() or file.read_text("ascii") != self._schema.fingerprint:
            self.rebuild(progress)
            file.write_text(self._schema.fingerprint, "ascii")

    def disagreement(self) -> str:
        """What the store lacks of its log, or that it has too much; empty where the two agree."""
        with self._turn:
            expected = 0
            for record in self._log.current():
                expected += len(record.triples)
                if not self.store.holds(record.triples):
                    return f"The {self._folder.name} store lacks triples of {record.iri}."
            found = self.store.size()
        return "" if found == expected else f"The {self._folder.name} store has {found} triples instead of {expected}."

    def close(self) -> None:
        """Lets go of store and index."""
        with self._turn:
            self.search.close()
            self.store.close()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else of this process follows or rebuilds meanwhile."""
        with self._turn:
            yield

    def pointing_to(self, iris: Sequence[str]) -> Iterable[str]:
        """The IRIs of records that point to one of these."""
        raise NotImplementedError

    def _unusable(self, last: int) -> bool:
        """Whether the stores are empty, half loaded, or ahead of a log that was restored from a backup."""
        held = self.store.position()
        return held > last or self.search.position() > last or (held in (-1, 0) and last > 0)

    def _far_behind(self, last: int) -> bool:
        behind = last - min(self.store.position(), self.search.position())
        return behind > max(MANY, sum(self._log.counts().values()) // 4)

    def _followed(self, last: int, progress: Progress | None) -> bool:
        """Whether the log could be followed to a position: what was erased cannot be taken out by a difference."""
        return self._follow_store(last, progress) and self._follow_search(last)

    def _follow_store(self, last: int, progress: Progress | None) -> bool:
        first = position = self.store.position()
        while position < last:
            entries = self._log.entries(position, STEP)
            if any(e.erased for e in entries):
                return False
            if len(entries) > 20 and all(not e.before and e.after for e in entries):
                self.store.add((e.after for e in entries if e.after is not None), entries[-1].sequence)
            else:
                for entry in entries:
                    self.store.apply(entry.before or frozenset(), entry.after or frozenset(), entry.sequence)
            position = entries[-1].sequence
            if progress is not None:
                progress(position - first, last - first)
        return True

    def _follow_search(self, last: int) -> bool:
        position = self.search.position()
        while position < last:
            entries = self._log.entries(position, STEP)
            if any(e.erased for e in entries):
                return False
            latest = {e.iri: e for e in entries}
            alive = [_snapshot(e, e.after) for e in latest.values() if e.after is not None]
            gone = [e.iri for e in latest.values() if e.after is None]
            position = entries[-1].sequence
            naming = self._named_anew(entries, latest)
            self.search.apply(self._documents([*alive, *naming]), gone, position)
        return True

    def _named_anew(self, entries: Sequence[Entry], latest: Mapping[str, Entry]) -> list[Stated]:
        """The records that are found by the names of records which these entries changed."""
        changed = list({e.iri for e in entries if e.before is not None and e.after is not None and self._renamed(e)})
        around = [iri for iri in self.pointing_to(changed) if iri not in latest]
        return [r for start in range(0, len(around), STEP) for r in self._log.current(around[start : start + STEP])]

    def _renamed(self, entry: Entry) -> bool:
        """Whether what a record is called has changed."""
        return self._names(entry, entry.before) != self._names(entry, entry.after)

    def _names(self, entry: Entry, state: Triples | None) -> set[Triple]:
        held = Record(entry.iri, entry.path, self._base + entry.path, state or frozenset())
        root = view(held, self._schema.by_slug[entry.slug]).root
        return {t for part in name_parts(root) for t in part.triples()} | {t for t in held.triples if t[1] == LABEL}

    def _documents(self, records: Iterable[Stated]) -> Iterator[Document]:
        for batch in _batches(records):
            trees = [tree_of(record, self._schema, self._base) for record in batch]
            wanted = {t for tree in trees for t in targets(tree)} | {r.iri for r in batch}
            summaries = self._log.summaries(wanted)
            yield from (document(r, t, summaries) for r, t in zip(batch, trees, strict=True))


def open_index(folder: Path, languages: Iterable[str]) -> SearchIndex:
    """The search index beside a store; one that cannot be read, or orders by other languages, is begun anew, and
    filled by following the log.
    """
    folder = folder.with_name(f"{folder.name}-search")
    ordered = tuple(dict.fromkeys([*LANGUAGES, *languages]))
    try:
        return SearchIndex(folder, ordered)
    except SearchIndexDamaged:
        shutil.rmtree(folder, ignore_errors=True)
        return SearchIndex(folder, ordered)


def _snapshot(entry: Entry, after: Triples) -> Snapshot:
    return Snapshot(entry.iri, entry.path, entry.slug, datetime.fromisoformat(entry.time), after)


def _batches(records: Iterable[Stated]) -> Iterator[Sequence[Stated]]:
    batch: list[Stated] = []
    for record in records:
        batch.append(record)
        if len(batch) == STEP:
            yield batch
            batch = []
    if batch:
        yield batch


def _counting(records: Iterable[Stated], total: int, progress: Progress | None) -> Iterator[Stated]:
    for number, record in enumerate(records, 1):
        yield record
        if progress is not None and number % STEP == 0:
            progress(number, total)
