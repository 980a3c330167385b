"""What lies under a catalogue: its database, its logs, and the stores that follow them.

Whoever needs the stores takes them for a moment; while a server runs they are the server's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property

from catalogue import database as db
from catalogue import journal
from catalogue.collector import spared
from catalogue.database import requests
from catalogue.errors import CatalogueBusy, JournalBroken
from catalogue.projections import public_side, working_side
from catalogue.projections.search import SearchIndex
from catalogue.projections.side import open_index
from catalogue.projections.stores import Stores
from catalogue.publication import PublicLog
from catalogue.publishing import Publisher
from catalogue.rdf import Triple
from catalogue.settings import Settings
from catalogue.shapes import Schema
from catalogue.validation import Validator
from catalogue.working import WorkingLog

Progress = Callable[[int, int], None]


class Stored:
    """A catalogue's logs, and its stores as far as nobody else has them."""

    def __init__(self, settings: Settings, schema: Schema) -> None:
        self.settings = settings
        self.schema = schema
        self.database = db.Database(settings.journal)
        self.base = settings.base
        self.public_log = PublicLog(self.database)
        self.working = WorkingLog(self.database, self.schema, self.base)
        self._owned: Stores | None = None
        self._waiting = False

    @cached_property
    def validator(self) -> Validator:
        """The shapes, compiled when first needed."""
        return Validator(self.schema)

    @cached_property
    def public_search(self) -> SearchIndex:
        """The public search index, for reading."""
        return open_index(self.settings.stores / public_side.NAME, self.schema.languages)

    @cached_property
    def working_search(self) -> SearchIndex:
        """The search index of all live records, for reading by staff."""
        return open_index(self.settings.stores / working_side.NAME, self.schema.languages)

    @cached_property
    def publisher(self) -> Publisher:
        """What publishes the records of this catalogue."""
        return Publisher(self.database, self.schema, self.validator, self.base)

    def rebuild(self, progress: Progress | None = None) -> bool:
        """Builds the stores anew; False where a server owns them and was asked to do it."""
        asked = self.requests()
        try:
            with self.own_stores() as stores, spared():
                stores.rebuild(progress)
                stores.public.checkpoint()
            self.fulfilled(asked)
            return True
        except CatalogueBusy:
            with self.database.writing() as connection:
                requests.ask(connection, "rebuild", journal.now())
            return False

    def follow(self) -> bool:
        """Brings the stores up to the log; False where a server owns them and does it itself, or they are to wait."""
        if self._waiting:
            return False
        if self.requests():
            return self.rebuild()
        try:
            with self.own_stores() as stores:
                stores.follow()
            return True
        except CatalogueBusy:
            return False

    @contextmanager
    def following_once(self) -> Iterator[None]:
        """Meanwhile the stores wait, and follow at the end: for several changes at which nobody looks in between."""
        within, self._waiting = self._waiting, True
        try:
            yield
        finally:
            self._waiting = within
        with spared():
            self.follow()

    def own_stores(self) -> Stores:
        """The stores, for writing; raises CatalogueBusy where another process has them.

        If the shapes changed, everything is projected anew before anybody sees it.
        """
        logs, indexes = (self.public_log, self.working), (self.public_search, self.working_search)
        stores = Stores(self.settings.stores, self.schema, self.base, logs, indexes)
        try:
            self.publisher.keep_to_shapes()
            stores.keep_to_shapes()
        except BaseException:
            stores.close()
            raise
        self._owned = stores
        return stores

    @property
    def owned(self) -> Stores | None:
        """The stores, while this process has them."""
        return self._owned if self._owned is not None and not self._owned.closed else None

    def references_to(self, *iris: str) -> dict[str, tuple[Triple, ...]]:
        """IRI of each live record → its triples that point to one of these, which are not asked themselves.

        Nothing that was saved before is missed, also within a transaction that writes: where this process owns the
        stores it follows the journal to its end first, elsewhere it reads every head. Parts are asked for by their own
        IRIs.
        """
        if (owned := self.owned) is not None:
            return owned.working.references_to(*iris)
        terms, found = {f"<{one}>" for one in iris}, {}
        for record in self.working.current():
            said = tuple(sorted(t for t in record.triples if t[2] in terms))
            if said and record.iri not in iris:
                found[record.iri] = said
        return found

    def requests(self) -> list[int]:
        """The ids of rebuilds that were asked for and not done."""
        with self.database.reading() as connection:
            return requests.pending(connection)

    def fulfilled(self, ids: Iterable[int]) -> None:
        """Says that these requests were carried out."""
        with self.database.writing() as connection:
            requests.fulfil(connection, list(ids), journal.now())

    def compare_stores(self) -> tuple[int, bool]:
        """Compares the stores with their logs; the number of public records, and whether it could be done."""
        total = sum(self.public_log.counts().values())
        try:
            with self.own_stores() as stores:
                stores.follow()
                said = stores.disagreement()
        except CatalogueBusy:
            return total, False
        if said:
            raise JournalBroken(said, "Run: khizana rebuild")
        return total, True
