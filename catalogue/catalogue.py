"""One catalogue: the one write path (save, import, publish, withdraw) and what is read from it.

Every change goes into the journal first; that is the acknowledgement. The stores follow, here where no
server runs, else in the server.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TextIO

from catalogue import database as db
from catalogue import journal, publication
from catalogue.collector import spared
from catalogue.database import groups, histories
from catalogue.database.groups import Open
from catalogue.database.migrations import forget_copies
from catalogue.database.verifying import Verified, verify_chain
from catalogue.dumps import Dump, Dumps
from catalogue.errors import JournalBroken, ShapeError
from catalogue.files.holding import Files
from catalogue.history import History, PublicHistory
from catalogue.history.history import end_of
from catalogue.interchange.importing import Importer, Source
from catalogue.interchange.incoming import Incoming, Refused
from catalogue.interchange.report import ImportReport, Reporter
from catalogue.journal import Change, Held
from catalogue.life import Life, Writing
from catalogue.making import whole
from catalogue.publishing import BATCH, Published
from catalogue.rdf import Triples, lines
from catalogue.record import Record
from catalogue.saving import Saver
from catalogue.settings import FILE, Settings, check_base, read_settings, write_settings
from catalogue.shape_files import read_schema
from catalogue.shapes import Schema
from catalogue.stored import Stored
from catalogue.validation import Finding
from catalogue.vocabularies import pack_files, pack_records

MANY = 200  # references that are asked for at once; of more, reading every state is faster
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Verdict:
    """What `verify` found in journal and public log, and whether the store could be compared with them."""

    journal: Verified
    public_entries: int
    store_checked: bool
    public_records: int
    files: int = 0


class Catalogue(Stored):
    """A catalogue in a folder, opened with its settings."""

    def __init__(self, settings: Settings, schema: Schema | None = None) -> None:
        super().__init__(settings, schema or read_schema(further=[*map(Path, settings.shapes), *settings.labels]))
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
    def naming_key(self) -> str:
        """The secret under which imports name parts; empty in a catalogue that was made before there was one."""
        with self.database.reading() as connection:
            return db.setting(connection, db.NAMING_KEY) or ""

    @cached_property
    def saver(self) -> Saver:
        """What saves records by hand."""
        return Saver(self.database, self.schema, lambda: self.validator, self.base)

    @cached_property
    def history(self) -> History:
        """Versions, changes and differences, for staff."""
        return History(self.database, self.schema, self.base)

    @cached_property
    def public_history(self) -> PublicHistory:
        """What was public once and may still be shown, for anybody."""
        return PublicHistory(self.database, self.public_log, self.schema, self.base)

    @cached_property
    def life(self) -> Life:
        """What restores, undoes, deletes, merges and erases records."""
        writing = Writing(self.schema, self.base, lambda: self.validator, lambda: self.publisher)
        return Life(self.database, writing, self.follow, self._narrow, self._wipe)

    @cached_property
    def files(self) -> Files:
        """The files of this catalogue."""
        return Files(self.database, self.settings.files, self.base, self.settings.file_size)

    @cached_property
    def dumps(self) -> Dumps:
        """The dumps of what is public."""
        return Dumps(self.settings, self.schema, self.public_log)

    def dump(self, folder: Path | None = None, progress: Progress | None = None) -> Dump:
        """Writes all that is public into files, in the folder that is served or in another one."""
        self.publisher.keep_to_shapes()
        dumps = self.dumps if folder is None else Dumps(self.settings, self.schema, self.public_log, folder)
        return dumps.make(progress)

    def load_packs(self) -> ImportReport:
        """Loads the packs that ship, with the labels of further languages, and publishes what is new in them."""
        files = [*pack_files(), *self.settings.labels]
        source = Source("vocabularies", "Vocabulary packs", f"packs-{datetime.now(UTC).isoformat()}")
        records = list(pack_records(files, self.schema, self.base))
        with self.following_once():
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
        report = importer.run(items, progress)
        if not dry_run and (report.created or report.updated or report.stubs):
            with spared():
                self.follow()
        return report

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
            result = self.publisher.publish(ready, progress, who=person())
            self.follow()
        return result

    def publish(self, iris: Iterable[str], who: str | None = None, why: str = "") -> Published:
        """Publishes these records."""
        with self.database.reading() as connection:
            wanted = list(journal.find(connection, iris).values())
        result = self.publisher.publish(wanted, who=who or person(), why=why)
        self.follow()
        return result

    def withdraw(self, iris: Iterable[str], reason: str | None = None, who: str | None = None) -> int:
        """Takes these records out of the public side; how many entries that made. The public is told a reason given."""
        with self.database.reading() as connection:
            wanted = list(journal.find(connection, iris).values())
        written = self.publisher.withdraw(wanted, reason=reason, who=who or person())
        self.follow()
        return written

    def open_imports(self) -> list[Open]:
        """The imports that were begun and not ended; their records are not publishable."""
        with self.database.reading() as connection:
            return groups.unfinished(connection)

    def export(
        self, out: TextIO, *, public: bool = False, as_of: date | None = None, progress: Progress | None = None
    ) -> int:
        """Writes every record's triples, sorted, as N-Triples (which is N-Quads of the default graph); how many.

        With `as_of` those that it had at the end of that day, UTC; what was erased since is absent.
        """
        held: list[str] = []
        for number, state in enumerate(self._states(public) if as_of is None else self._states_at(as_of, public), 1):
            held += lines(state).splitlines(keepends=True)
            if progress is not None and number % 500 == 0:
                progress(number, 0)
        held.sort()
        out.writelines(held)
        return len(held)

    def verify(self, head: str | None = None) -> Verdict:
        """Checks journal, public log, files and, where they can be had, the stores; raises JournalBroken."""
        with self.database.reading() as connection:
            checked = verify_chain(connection, head)
        entries = self.public_log.verify()
        records, store_checked = self.compare_stores()
        return Verdict(checked, entries, store_checked, records, self._verify_files())

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

    def _states_at(self, day: date, public: bool) -> Iterator[Triples]:
        if public:
            return self.public_log.states_at(end_of(day))
        with self.database.reading() as connection:
            return iter(list(histories.heads_at(connection, end_of(day))))

    def _narrow(self, iris: Collection[str]) -> tuple[int, Collection[str]] | None:
        """Who may refer to these, by the working store where this process owns it."""
        owned = self.owned
        if owned is None or len(iris) > MANY:
            return None
        with self.database.reading() as connection:
            position = journal.last_change(connection)
        return position, owned.working.references_to(*iris).keys()

    def _wipe(self) -> None:
        """After something was erased: files that are not listed any more go, dumps that have it, and copies that were
        made before a migration; the stores are built anew.
        """
        self.files.sweep()
        self.dumps.forget()
        forget_copies(self.settings.journal)
        self.rebuild()

    def _verify_files(self) -> int:
        """The number of files; raises JournalBroken for the first that is missing or was changed."""
        count, damaged = self.files.damaged()
        for one in damaged:
            said = f"The file {one.name} ({one.digest[:12]}…) is missing, or is not what was kept."
            raise JournalBroken(said, f"Put it back from a backup: {self.files.path(one)}")
        return count


def person() -> str:
    """Who is at the command line."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
