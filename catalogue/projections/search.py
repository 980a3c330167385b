"""The search index: finds records by words, numbers and links, and counts them.

It follows a log: the position it has reached lies in the index itself, in a document of the same
commit, so records and position never disagree. One process writes; any number of threads search,
and see only what is committed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Literal

import tantivy

from catalogue import faults
from catalogue.labels import nearest
from catalogue.projections.asking import read_question
from catalogue.projections.folding import Folding
from catalogue.projections.marking import Marker, Segment
from catalogue.projections.search_folder import (
    NEWEST,
    POSITION,
    held_position,
    opened,
    orders,
    read_position,
    readable,
    schema,
    stored,
    writer,
)
from catalogue.projections.search_paging import NUDGE, ordered, ranked, total
from catalogue.projections.search_picking import Picked, Picking, picked
from catalogue.projections.search_queries import Among, Link, Queries, countable, counting, counts, origin
from catalogue.projections.sorting import LANGUAGES, Order, ranks
from catalogue.projections.variants import Variants

Sort = Literal["relevance", "label", "updated"]


@dataclass(frozen=True)
class Document:
    """What is searched of one record; `names` are the texts that name it, `updated` is in milliseconds since 1970."""

    iri: str
    path: str
    slug: str
    labels: Mapping[str, str]
    texts: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    updated: int = 0
    names: tuple[str, ...] = ()
    crm_class: str = ""


@dataclass(frozen=True)
class Hit:
    """A record found. `title` is its label in segments, `highlight` a passage of its texts."""

    iri: str
    path: str
    slug: str
    label: str
    language: str
    title: tuple[Segment, ...]
    highlight: tuple[Segment, ...] | None
    score: float


@dataclass(frozen=True)
class Page:
    """`total` is exact; `cut` says that the question was too long and only its start was asked."""

    total: int
    hits: tuple[Hit, ...]
    cut: bool = False


class SearchIndex:
    """A search index in a folder, opened or made, whose lists are ordered in these languages.

    Raises SearchIndexDamaged if the folder holds anything else, and whenever damage is met later.
    """

    def __init__(self, folder: Path, languages: Sequence[str] = LANGUAGES) -> None:
        self._folding, self._variants = Folding(), Variants()
        self._orders = {language: Order(language) for language in languages}
        self._fields = orders(languages)
        self._folder, self._lock = folder, Lock()
        self._writer: tantivy.IndexWriter | None = None
        self._schema = schema(self._fields)
        self._queries = Queries(self._schema)
        self._index = opened(folder, self._schema)
        self._position = read_position(self._index.searcher(), self._schema, folder)

    def position(self) -> int:
        """How far in its log the index has come; 0 when new."""
        return self._position

    def apply(self, documents: Iterable[Document], deleted: Iterable[str], position: int) -> None:
        """Replaces and removes records by IRI, in one commit; may be repeated without harm."""
        with self._writing(heap=15_000_000, threads=1) as writer:
            for iri in deleted:
                writer.delete_documents_by_term("iri", iri)
            for document in documents:
                writer.delete_documents_by_term("iri", document.iri)
                writer.add_document(self._written(document))
            self._commit(writer, position)

    def bulk(self, documents: Iterable[Document], position: int) -> None:
        """Replaces all that the index holds, in one commit; each IRI may come once only."""
        self.close()
        with self._writing(heap=200_000_000, threads=2) as writer:
            writer.delete_all_documents()
            for document in documents:
                writer.add_document(self._written(document))
            self._commit(writer, position)
        self.close()

    def close(self) -> None:
        """Waits for merges and lets another process write; the index can be used again."""
        with self._lock:
            if self._writer is not None:
                self._writer.wait_merging_threads()
                self._writer = None
                self._index.reload()

    def search(
        self,
        text: str,
        slug: str | None = None,
        links: Sequence[Link] = (),
        offset: int = 0,
        limit: int = 20,
        language: str = "en",
        sort: Sort = "relevance",
        among: Among | None = None,
    ) -> Page:
        """Records that meet every word, filter and link. No text is too strange to be asked.

        Ties are broken by path, so pages never overlap; text without words sorts by label.
        """
        question = read_question(text, self._folding, self._variants)
        with readable(self._folder):
            searcher = self._index.searcher()
            query = self._queries.filtered(self._queries.asked(question, searcher), _only(slug), links, among)
            if limit <= 0 or offset < 0 or offset + limit > _FAR:
                known = total(searcher.search(query, 1))
                limit = min(limit, known - offset)
                if limit <= 0 or offset < 0:
                    return Page(known, (), question.cut)
            if sort == "relevance" and question.words:
                count, found = ranked(searcher, query, offset, limit)
            else:
                order = self._fields[NEWEST if sort == "updated" else self._listed(language)]
                if among is not None and sort != "updated" and offset + limit <= _FAR:
                    order = order[-1:]  # one question instead of many, as each is about many records
                count, found = ordered(searcher, self._schema, query, order, offset, limit)
            marker = Marker(question, self._folding, self._variants)
            hits = tuple(_hit(searcher, *each, marker, language) for each in found)
        return Page(count, hits, question.cut)

    def list(self, slug: str, offset: int = 0, limit: int = 20, language: str = "en") -> Page:
        """The records of a type in the order of their labels."""
        return self.search("", slug, offset=offset, limit=limit, language=language, sort="label")

    def named(
        self, text: str, slugs: Sequence[str] = (), links: Sequence[Link] = (), limit: int = 10, language: str = "en"
    ) -> tuple[Hit, ...]:
        """Records by what they are called, as somebody types: those whose label begins so, in order, then those of
        which any name or number meets the words, unmarked. Without words, all in the order of their labels.
        """
        question, listed = read_question(text, self._folding, self._variants), self._listed(language)
        with readable(self._folder):
            searcher, fields = self._index.searcher(), self._fields[listed][-1:]
            if question.words:
                key = self._orders[listed].key(text)
                first = self._queries.filtered(self._queries.beginning(fields[-1], key), slugs, links)
                meant = self._queries.filtered(self._queries.asked(question, searcher, names=True), slugs, links)
                found = [*ordered(searcher, self._schema, first, fields, 0, limit)[1]]
                if len(found) < limit:
                    found += ranked(searcher, meant, 0, limit)[1]
            else:
                every = self._queries.filtered(self._queries.asked(question, searcher), slugs, links)
                found = [*ordered(searcher, self._schema, every, fields, 0, limit)[1]]
            marker = Marker(read_question("", self._folding, self._variants), self._folding, self._variants)
            hits = {hit.iri: hit for each in found for hit in (_hit(searcher, *each, marker, language),)}
        return tuple(hits.values())[:limit]

    def incoming(self, target: str, addresses: Iterable[str]) -> dict[str, int]:
        """How many records point to an IRI from each of these addresses."""
        found = dict.fromkeys(addresses, 0)
        begin = origin(target)
        with readable(self._folder):
            searcher = self._index.searcher()
            for term, _ in searcher.terms_with_prefix("origin", begin):  # counts removed records too
                address = term.removeprefix(begin)
                if address in found:
                    found[address] = total(searcher.search(self._queries.linked((address, target)), 1))
        return found

    def pick(self, picking: Picking, offset: int = 0, limit: int = 100) -> Picked:
        """Records that meet one of several conditions, each once, in an order that stays."""
        with readable(self._folder):
            return picked(self._index.searcher(), self._queries, picking, offset, limit)

    def facets(
        self,
        addresses: Iterable[str],
        text: str = "",
        slug: str | None = None,
        links: Sequence[Link] = (),
        limit: int = 20,
        among: Among | None = None,
    ) -> dict[str, tuple[tuple[str, int], ...]]:
        """For each address the targets that the found records point to, with how many do; most
        first, then by IRI. The address `slug` counts record types.
        """
        question = read_question(text, self._folding, self._variants)
        known = [address for address in addresses if countable(address)]
        asked = {address: counting(address, limit) for address in known}
        with readable(self._folder):
            searcher = self._index.searcher()
            query = self._queries.filtered(self._queries.asked(question, searcher), _only(slug), links, among)
            counted = searcher.aggregate(query, asked) if asked else {}
        return {address: counts(counted[address], limit) for address in known}

    @contextmanager
    def _writing(self, heap: int, threads: int) -> Iterator[tantivy.IndexWriter]:
        with self._lock:
            if self._writer is None:
                self._writer = writer(self._index, heap, threads)
            try:
                yield self._writer
            except BaseException:
                self._writer.rollback()
                raise

    def _commit(self, writer: tantivy.IndexWriter, position: int) -> None:
        writer.delete_documents_by_term("iri", POSITION)
        writer.add_document(held_position(position))
        faults.point("search.before")
        writer.commit()
        faults.point("search.after")
        self._index.reload()
        self._position = position

    def _written(self, document: Document) -> tantivy.Document:
        written = tantivy.Document()
        written.add_text("iri", document.iri)
        written.add_text("slug", document.slug)
        written.add_text("class", document.crm_class)
        tie = int.from_bytes(blake2b(document.path.encode(), digest_size=7).digest())
        written.add_integer("tie", tie)
        written.add_float("nudge", tie * NUDGE)
        keys: set[str | None] = set()
        labels = dict.fromkeys(document.labels.values())
        for label in labels:
            self._add(written, ("label", "text", "name"), label, keys)
        for name in document.names:
            if name not in labels:
                self._add(written, ("name",), name, keys)
        written.add_text("alike", " ".join(filter(None, keys)))
        for text in (*document.texts, *document.identifiers):
            self._add(written, ("text",), text, keys)
        written.add_text("loose", " ".join(filter(None, keys)))
        for identifier in document.identifiers:
            written.add_text("identifier", self._folding.fold(identifier).replace(" ", "")[:60])
        self._add_order(written, document)
        written.add_json("link", _by_address(document.links))
        for address, target in document.links:
            written.add_text("origin", origin(target, address))
        written.add_bytes("stored", _stored(document))
        return written

    def _add(self, written: tantivy.Document, fields: tuple[str, ...], text: str, keys: set[str | None]) -> None:
        spellings = self._folding.spellings(text)
        for field in fields:
            for spelling in spellings:
                written.add_text(field, spelling)
        if spellings:
            keys.update(map(self._variants.__getitem__, spellings[0].split()))

    def _listed(self, language: str) -> str:
        base = language.partition("-")[0]
        return base if base in self._orders else next(iter(self._orders))

    def _add_order(self, written: tantivy.Document, document: Document) -> None:
        for language, order in self._orders.items():
            key = order.key(nearest(document.labels, language)[1])
            *fields, last = self._fields[language]
            for field, rank in zip(fields, ranks(key), strict=True):
                written.add_integer(field, rank)
            written.add_text(last, f"{key}\0{document.path}")
        first, last = self._fields[NEWEST]
        written.add_integer(first, -document.updated)
        written.add_text(last, document.path)


def _only(slug: str | None) -> Sequence[str]:
    return () if slug is None else (slug,)


_FAR = 1_000
"""Records to read from which it pays to count first how many there are."""


def _hit(searcher: tantivy.Searcher, score: float, address: tantivy.DocAddress, marker: Marker, language: str) -> Hit:
    held = json.loads(stored(searcher, address))
    spoken, label = nearest(held["labels"], language)
    label = label or held["path"]
    return Hit(
        iri=held["iri"],
        path=held["path"],
        slug=held["slug"],
        label=label,
        language=spoken,
        title=marker.mark(label),
        highlight=marker.passage(held["texts"]),
        score=score,
    )


def _stored(document: Document) -> bytes:
    held = {
        "iri": document.iri,
        "path": document.path,
        "slug": document.slug,
        "class": document.crm_class,
        "labels": dict(document.labels),
        "texts": [*document.texts, *document.identifiers],
    }
    return json.dumps(held).encode()


def _by_address(links: Iterable[Link]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for address, target in links:
        found.setdefault(address, {})[target] = None
    return {address: list(targets) for address, targets in found.items()}
