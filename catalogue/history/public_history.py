"""What was public once, as it may still be shown: through the sieve of today."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from catalogue import database as db
from catalogue import journal, publication
from catalogue.addresses import ours
from catalogue.public_view import public_view
from catalogue.publication import Gone, PublicLog, PublicRecord, PublicVersion, etag_of
from catalogue.rdf import Term
from catalogue.record import Record, view
from catalogue.shapes import Schema


class PublicHistory:
    """The public versions of records, for anybody."""

    def __init__(self, database: db.Database, log: PublicLog, schema: Schema, base: str) -> None:
        self._database = database
        self._log = log
        self._schema = schema
        self._base = base
        self._ours = ours(base)

    def versions(self, path: str) -> list[PublicVersion]:
        """The public versions of the record at a path, the oldest first; none where it is not public now."""
        return self._log.versions(path)

    def version(self, version: PublicVersion) -> PublicRecord | None:
        """A version as it may be shown now; None where nothing of it may."""
        return self._sieved(version.sequence)

    def last(self, gone: Gone) -> PublicRecord | None:
        """The last public state of a deleted record, where its deleter allowed that."""
        return self._sieved(gone.entry) if gone.entry is not None else None

    def _sieved(self, sequence: int) -> PublicRecord | None:
        found = self._log.at(sequence)
        if found is None or found.slug not in self._schema.by_slug:
            return None
        record = Record(found.iri, found.path, self._base + found.path, found.triples)
        tree = view(record, self._schema.by_slug[found.slug])
        with self._database.reading() as connection:
            targets = {o[1:-1] for _, _, o in found.triples if o[0] == "<"}
            known = journal.known_among(connection, targets)
            public = publication.public_among(connection, known)

        def visible(term: Term) -> bool:
            iri = term[1:-1]
            return iri in public or iri == found.iri or not (iri in known or self._ours(iri))

        seen = public_view(tree, visible)
        if seen.hidden or seen.fallen:
            return None
        return replace(found, triples=seen.triples, etag=etag_of(seen.triples))


def nearest(versions: list[PublicVersion], moment: datetime) -> PublicVersion:
    """The version that was public at a moment; the first where there was none yet."""
    return next((v for v in reversed(versions) if v.time.replace(microsecond=0) <= moment), versions[0])
