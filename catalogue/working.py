"""Reading the journal as a log: the records as they are for staff, drafts included, and what became of each.

What nobody outside may know comes from here; the public reads `publication`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue import database as db
from catalogue import journal
from catalogue.bounded import Bounded
from catalogue.cards import Card, card_of, glimpse
from catalogue.database import heads
from catalogue.database.heads import Wanted
from catalogue.journal import Held
from catalogue.labels import languages_used, notation_in
from catalogue.projections.search_queries import Among
from catalogue.publication import Entry, Summary, etag_of
from catalogue.rdf import Triples
from catalogue.record import Record, RecordView
from catalogue.shapes import Schema

CARDS = 20_000
STATES = 1_000  # read last: whoever follows asks next what these records are called


@dataclass(frozen=True)
class Standing:
    """How a live record stands: its status, whose it is, who changed it last ("" once erased) and when."""

    iri: str
    path: str
    slug: str
    version: int
    status: str
    institution: str
    stub: bool
    updated: datetime
    who: str


@dataclass(frozen=True)
class WorkingRecord(Standing):
    """A live record with its state."""

    triples: Triples

    @property
    def etag(self) -> str:
        """The SHA-256 of its sorted N-Triples, as of public records."""
        return etag_of(self.triples)


@dataclass(frozen=True)
class Merged:
    """A record that was merged into another: the local path of that one."""

    to: str


@dataclass(frozen=True)
class _Kept:
    """A card, and the tags of the languages of which it was made."""

    card: Card
    tags: dict[str, str]


class WorkingLog:
    """The journal as a log: its entries are versions, its position is the number of the last."""

    def __init__(self, database: db.Database, schema: Schema, base: str) -> None:
        self._database = database
        self._schema = schema
        self._base = base
        self._cards = Bounded[int, _Kept](CARDS)
        self._notations = Bounded[int, str](CARDS)
        self._states = Bounded[int, Triples](STATES)

    def position(self) -> int:
        """The number of the last version; 0 in an empty journal."""
        with self._database.reading() as connection:
            return heads.last_version(connection)

    def counts(self) -> dict[str, int]:
        """How many live records each slug has."""
        with self._database.reading() as connection:
            return heads.counts(connection)

    def entries(self, after: int, limit: int = 500) -> list[Entry]:
        """The versions that follow a position, with states before and after."""
        with self._database.reading() as connection:
            return [_entry(row) for row in heads.versions_after(connection, after, limit)]

    def current(self, iris: Sequence[str] | None = None) -> Iterator[WorkingRecord]:
        """Every live record (or those of these IRIs), in the order in which they came."""
        with self._database.reading() as connection:
            for row in heads.current(connection, iris):
                if row.state is not None:
                    record = _working(row)
                    self._states.put(record.version, record.triples)
                    yield record

    def by_path(self, path: str) -> WorkingRecord | Merged | None:
        """The live record at a path, or where it was merged into; None for a deleted one and for none."""
        with self._database.reading() as connection:
            row = heads.at_path(connection, path)
        if row is None:
            return None
        if row.moved_to:
            return Merged(row.moved_to)
        return _working(row) if row.version is not None and row.state is not None else None

    def standing(self, iris: Iterable[str]) -> dict[str, Standing]:
        """How those of these IRIs stand that are live records."""
        with self._database.reading() as connection:
            return {row.iri: Standing(*_place(row)) for row in heads.standing(connection, list(dict.fromkeys(iris)))}

    def matching(self, wanted: Wanted) -> Among:
        """The live records that are wanted, as searches of the working index take them.

        Status and institution change without a new version, so they are asked of the journal and not of the index.
        """
        with self._database.reading() as connection:
            return Among(*heads.matching(connection, wanted))

    def owners(self, subjects: Iterable[str]) -> dict[str, str]:
        """Subject → IRI of the live record that owns it: the record itself, or one of its parts."""
        wanted = set(subjects)
        places = {s: s.removeprefix(self._base).partition("#")[0] for s in wanted if "#" in s}
        with self._database.reading() as connection:
            found = heads.at_places(connection, wanted, set(places.values()))
        live, at = {row.iri for row in found}, {row.path: row.iri for row in found}
        owners = {s: s if s in live else at.get(places.get(s, "")) for s in wanted}
        return {subject: owner for subject, owner in owners.items() if owner is not None}

    def summaries(self, iris: Iterable[str]) -> dict[str, Summary]:
        """What those of these IRIs that are live records are called, from their heads."""
        return {iri: card.summary for iri, card in self.cards(iris).items()}

    def cards(self, iris: Iterable[str]) -> dict[str, Card]:
        """What a list or a picker shows of those of these IRIs that are live records."""
        with self._database.reading() as connection:
            held = journal.find(connection, iris)
            kept = {h.iri: k for h in held.values() if (k := self._cards.get(h.version)) is not None}
            tags = self._tags(connection, {one for k in kept.values() for one in k.tags})
            true = {iri for iri, k in kept.items() if all(tags[one] == tag for one, tag in k.tags.items())}
            fresh = [h for h in held.values() if h.iri not in true]
            trees = self._trees(connection, fresh)
            used = {one for tree in trees.values() for one in languages_used(tree)}
            tags |= self._tags(connection, used - tags.keys())
        for one in fresh:
            if one.iri in trees:
                kept[one.iri] = self._keep(one, trees[one.iri], tags)
        return {iri: k.card for iri, k in kept.items()}

    def _keep(self, held: Held, tree: RecordView, tags: dict[str, str]) -> _Kept:
        kept = _Kept(card_of(tree, held.slug, tags), {one: tags[one] for one in languages_used(tree)})
        self._cards.put(held.version, kept)
        return kept

    def _trees(self, connection: db.Connection, held: Sequence[Held]) -> dict[str, RecordView]:
        """As much of these records as a card is made of."""
        states = {h.version: state for h in held if (state := self._states.get(h.version)) is not None}
        states |= journal.states(connection, (h.version for h in held if h.version not in states))
        return {
            h.iri: glimpse(Record(h.iri, h.path, self._base + h.path, states[h.version]), self._schema.by_slug[h.slug])
            for h in held
            if h.version in states
        }

    def _tags(self, connection: db.Connection, languages: Iterable[str]) -> dict[str, str]:
        """The tags of language concepts, from their notations; empty for what has none."""
        found = dict.fromkeys(languages, "")
        held = journal.find(connection, found).values()
        unknown = [h for h in held if self._notations.get(h.version) is None]
        states = journal.states(connection, (h.version for h in unknown))
        for one in unknown:
            self._notations.put(one.version, notation_in(states.get(one.version, frozenset()), one.iri))
        return found | {h.iri: self._notations.get(h.version) or "" for h in held}


def _entry(row: heads.Row) -> Entry:
    """A version as an entry; a version that says nothing is a deletion."""
    before = db.unpacked(row.earlier_state) if row.earlier_state is not None and not row.earlier_deleted else None
    after = db.unpacked(row.state) if row.state is not None and not row.deleted else None
    began = row.earlier_id is None or row.earlier_deleted
    kind = "Delete" if row.deleted else "Create" if began else "Update"
    erased = (after is None and not row.deleted) or (before is None and not began)
    return Entry(row.id, kind, row.iri, row.path, row.slug, row.time, before, after, erased)


def _working(row: heads.Row) -> WorkingRecord:
    return WorkingRecord(*_place(row), db.unpacked(row.state))


def _place(row: heads.Row) -> tuple[str, str, str, int, str, str, bool, datetime, str]:
    time = datetime.fromisoformat(row.time)
    return row.iri, row.path, row.slug, row.version, row.status, row.institution, row.stub, time, row.who or ""
