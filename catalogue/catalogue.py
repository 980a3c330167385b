"""One catalogue: the one write path (save, import, publish, withdraw) and what is read from it.

Every change goes into the journal first; that is the acknowledgement. The stores follow, here where no
server runs, else in the server.
"""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TextIO

from catalogue import database as db
from catalogue import journal, publication
from catalogue.collector import spared
from catalogue.database import groups, requests
from catalogue.database.groups import Open
from catalogue.errors import CatalogueBusy, JournalBroken, ShapeError
from catalogue.interchange.importing import Importer, Source
from catalogue.interchange.incoming import Incoming, Refused
from catalogue.interchange.report import ImportReport, Reporter
from catalogue.journal import Change, Held, Verified
from catalogue.making import whole
from catalogue.projections.public_side import PublicSide, open_search
from catalogue.projections.public_store import count, missing
from catalogue.projections.search import SearchIndex
from catalogue.publication import PublicLog
from catalogue.publishing import BATCH, Published, Publisher
from catalogue.rdf import Triples, lines
from catalogue.record import Record
from catalogue.saving import Saver
from catalogue.settings import FILE, Settings, check_base, read_settings, write_settings
from catalogue.shape_files import read_schema
from catalogue.shapes import Schema
from catalogue.validation import Finding, Validator
from catalogue.vocabularies import pack_files, pack_records

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Verdict:
    """What `verify` found in journal and public log, and whether the store could be compared with them."""

    journal: Verified
    public_entries: int
    store_checked: bool
    public_records: int


class Catalogue:
    """A catalogue in a folder, opened with its settings."""

    def __init__(self, settings: Settings, schema: Schema | None = None) -> None:
        self.settings = settings
        self.schema = schema or read_schema(further=[*map(Path, settings.shapes), *settings.labels])
        self.database = db.Database(settings.journal)
        self.base = settings.base
        self.public_log = PublicLog(self.database)
        self._refuse_unknown_types()

    @classmethod
    def open(cls, folder: Path, schema: Schema | None = None) -> Catalogue:
        """The catalogue in a folder; raises NotACatalogue where there is none."""
        return cls(read_settings(folder), schema)

    @classmethod
    def create(cls, folder: Path, base: str, bare: bool = False, schema: Schema | None = None) -> Catalogue:
        """Makes a new catalogue, loads the vocabulary packs and publishes them, unless it is to be bare.

        Raises SettingsError for a base that cannot begin an address, or a folder that is not free.
        """
        check_base(base)
        with whole(folder) as filling:
            db.Database(filling / "journal.sqlite", create=True).close()
            write_settings(filling, base)
            with cls.open(filling, schema).closing() as made:
                if not bare:
                    made.load_packs()
        return cls.open(folder, made.schema)

    @cached_property
    def validator(self) -> Validator:
        """The shapes, compiled when first needed."""
        return Validator(self.schema)

    @cached_property
    def naming_key(self) -> str:
        """The secret under which imports name parts; empty in a catalogue that was made before there was one."""
        with self.database.reading() as connection:
            return db.setting(connection, db.NAMING_KEY) or ""

    @cached_property
    def public_search(self) -> SearchIndex:
        """The public search index, for reading."""
        return open_search(self.settings.stores, self.schema.languages)

    @cached_property
    def publisher(self) -> Publisher:
        """What publishes the records of this catalogue."""
        return Publisher(self.database, self.schema, self.validator, self.base)

    @cached_property
    def saver(self) -> Saver:
        """What saves records by hand."""
        return Saver(self.database, self.schema, lambda: self.validator, self.base)

    def load_packs(self) -> ImportReport:
        """Loads the packs that ship, with the labels of further languages, and publishes what is new in them."""
        files = [*pack_files(), *self.settings.labels]
        source = Source("vocabularies", "Vocabulary packs", f"packs-{datetime.now(UTC).isoformat()}")
        records = list(pack_records(files, self.schema, self.base))
        report = self.import_records(records, source)
        self.publish_all(among=frozenset(one.iri for one in records))
        return report

    def save(self, record: Record, slug: str, *, why: str = "", who: str | None = None) -> Change | None:
        """Saves one record after validation; None where nothing changed. Raises RecordRefused."""
        return self.saver.save(record, slug, who=who or person(), why=why)

    def import_records(
        self,
        items: Iterable[Incoming | Refused],
        source: Source,
        *,
        dry_run: bool = False,
        who: str | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> ImportReport:
        """Imports what a reader yields; never publishes. What was refused lies in the report's folder."""
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        folder = None if dry_run else self.settings.imports / stamp
        reporter = Reporter(source.title, folder, source.suffix)
        importer = Importer(self.database, self.schema, self.validator, self.base, source, reporter, who or person())
        return importer.run(items, progress)

    def validate(self, progress: Progress | None = None) -> Iterator[Finding]:
        """What the shapes say of every record as it is now."""
        with self.database.reading() as connection:
            held = journal.all_held(connection)
            for start in range(0, len(held), BATCH):
                batch = held[start : start + BATCH]
                states = journal.states(connection, [h.version for h in batch])
                records = [self.record(h, states[h.version]) for h in batch]
                yield from self.saver.findings(connection, records, {h.iri: h.slug for h in batch})
                if progress is not None:
                    progress(min(start + BATCH, len(held)), len(held))

    def publish_all(self, progress: Progress | None = None, among: Container[str] | None = None) -> Published:
        """Publishes every record that differs from its public state; only those `among` some, if they are given.

        Left out are those of unfinished imports, and those withdrawn: these come back only when asked for by name.
        """
        with self.database.reading() as connection:
            versions = publication.published_versions(connection)
            waiting = groups.unfinished_versions(connection)
            held = [h for h in journal.all_held(connection) if among is None or h.iri in among]
        wanted = [h for h in held if versions.get(h.id) != h.version]
        ready = [h for h in wanted if h.version not in waiting and h.status not in publication.GONE]
        with spared():
            result = self.publisher.publish(ready, progress)
            self.follow()
        return result

    def publish(self, iris: Iterable[str]) -> Published:
        """Publishes these records."""
        with self.database.reading() as connection:
            wanted = list(journal.find(connection, iris).values())
        result = self.publisher.publish(wanted)
        self.follow()
        return result

    def withdraw(self, iris: Iterable[str]) -> int:
        """Takes these records out of the public side; how many entries that made."""
        with self.database.reading() as connection:
            wanted = list(journal.find(connection, iris).values())
        written = self.publisher.withdraw(wanted)
        self.follow()
        return written

    def open_imports(self) -> list[Open]:
        """The imports that were begun and not ended; their records are not publishable."""
        with self.database.reading() as connection:
            return groups.unfinished(connection)

    def export(self, out: TextIO, *, public: bool = False, progress: Progress | None = None) -> int:
        """Writes every record's triples, sorted, as N-Triples (which is N-Quads of the default graph); how many."""
        held: list[str] = []
        for number, state in enumerate(self._states(public), 1):
            held += lines(state).splitlines(keepends=True)
            if progress is not None and number % 500 == 0:
                progress(number, 0)
        held.sort()
        out.writelines(held)
        return len(held)

    def verify(self, head: str | None = None) -> Verdict:
        """Checks journal, public log and, where they can be had, the stores; raises JournalBroken."""
        with self.database.reading() as connection:
            checked = journal.verify(connection, head)
        entries = self.public_log.verify()
        records, store_checked = self._verify_store()
        return Verdict(checked, entries, store_checked, records)

    def rebuild(self, progress: Progress | None = None) -> bool:
        """Builds the stores anew; False where a server owns them and was asked to do it."""
        try:
            with self.own_public_side() as side, spared():
                side.rebuild(progress)
                side.checkpoint()
            return True
        except CatalogueBusy:
            with self.database.writing() as connection:
                requests.ask(connection, "rebuild", journal.now())
            return False

    def follow(self) -> bool:
        """Brings the stores up to the log; False where a server owns them and does it itself."""
        try:
            with self.own_public_side() as side:
                side.follow()
            return True
        except CatalogueBusy:
            return False

    def own_public_side(self) -> PublicSide:
        """The stores, for writing; raises CatalogueBusy where another process has them.

        If the shapes changed, everything public is projected anew before anybody sees it.
        """
        side = PublicSide(self.settings.stores, self.schema, self.public_log, self.base, self.public_search)
        try:
            self.publisher.keep_to_shapes()
            side.keep_to_shapes()
        except BaseException:
            side.close()
            raise
        return side

    def requests(self) -> list[int]:
        """The ids of rebuilds that were asked for and not done."""
        with self.database.reading() as connection:
            return requests.pending(connection)

    def fulfilled(self, ids: Iterable[int]) -> None:
        """Says that these requests were carried out."""
        with self.database.writing() as connection:
            requests.fulfil(connection, list(ids), journal.now())

    def record(self, held: Held, triples: Triples) -> Record:
        """A held record with a state."""
        return Record(held.iri, held.path, self.base + held.path, triples)

    def close(self) -> None:
        """Lets go of every file."""
        self.database.close()

    @contextmanager
    def closing(self) -> Iterator[Catalogue]:
        """The catalogue, closed at the end."""
        try:
            yield self
        finally:
            self.close()

    def _refuse_unknown_types(self) -> None:
        with self.database.reading() as connection:
            unknown = journal.slugs(connection) - set(self.schema.by_slug)
        if unknown:
            self.close()
            said = f"This catalogue holds records of a type that no shape file describes: {', '.join(sorted(unknown))}."
            raise ShapeError(said, f"Name its shape file under “shapes” in {self.settings.data / FILE}.")

    def _states(self, public: bool) -> Iterator[Triples]:
        if public:
            self.publisher.keep_to_shapes()
            yield from (record.triples for record in self.public_log.current())
            return
        with self.database.reading() as connection:
            yield from (state for _, state in journal.heads(connection))

    def _verify_store(self) -> tuple[int, bool]:
        """Compares the store with the log by a checkpoint; the number of records, and whether it could be done."""
        try:
            with self.own_public_side() as side:
                side.follow()
                folder, _ = side.checkpoint()
                copy = folder.with_name("verify")
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(folder, copy)
        except CatalogueBusy:
            return sum(self.public_log.counts().values()), False
        try:
            return self._compare(copy), True
        finally:
            shutil.rmtree(copy, ignore_errors=True)

    def _compare(self, checkpoint: Path) -> int:
        states = [(r.iri, r.triples) for r in self.public_log.current()]
        lacking = next(missing(checkpoint, states), None)
        if lacking is not None:
            raise JournalBroken(f"The public store lacks triples of {lacking}.", "Run: khizana rebuild")
        expected, found = sum(len(s) for _, s in states), count(checkpoint)
        if expected != found:
            raise JournalBroken(f"The public store has {found} triples instead of {expected}.", "Run: khizana rebuild")
        return len(states)


def person() -> str:
    """Who is at the command line."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
