"""The search index: finds records by words, numbers and links, and counts them.

It follows a log: the position it has reached lies in the index itself, in a document of the same
commit, so records and position never disagree. One process writes; any number of threads search,
and see only what is committed.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import tantivy
from tantivy import Occur, Query

from catalogue.errors import CatalogueBusy, SearchIndexDamaged
from catalogue.projections.asking import Question, Word, read_question
from catalogue.projections.folding import VERSION, Folding
from catalogue.projections.marking import Marker, Segment
from catalogue.projections.sorting import DEPTH, LANGUAGES, Order, nearest, ranks
from catalogue.projections.variants import Variants

Link = tuple[str, str]
"""An address (slug and field keys, with dots) and the IRI it points to."""

_Found = Sequence[tuple[float, tantivy.DocAddress]]
Sort = Literal["relevance", "label", "updated"]


@dataclass(frozen=True)
class Document:
    """What is searched of one record; `updated` is in seconds since 1970."""

    iri: str
    path: str
    slug: str
    labels: Mapping[str, str]
    texts: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    updated: int = 0


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
    """A search index in a folder, opened or made. Raises SearchIndexDamaged for a folder that
    holds anything else; `rebuild` the owner then does by removing it and calling `bulk`.
    """

    def __init__(self, folder: Path) -> None:
        self._folding, self._variants = Folding(), Variants()
        self._orders = {language: Order(language) for language in LANGUAGES}
        self._folder, self._lock = folder, Lock()
        self._writer: tantivy.IndexWriter | None = None
        self._schema = _schema()
        self._index = _opened(folder, self._schema)
        self._position = _read_position(self._index.searcher(), self._schema, folder)

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
    ) -> Page:
        """Records that meet every word, filter and link. No text is too strange to be asked.

        Ties are broken by path, so pages never overlap; text without words sorts by label.
        """
        question = read_question(text, self._folding, self._variants)
        with _readable(self._folder):
            searcher = self._index.searcher()
            query = self._filtered(self._asked(question, searcher), slug, links)
            if limit <= 0 or offset < 0:
                return Page(_total(searcher.search(query, 1)), (), question.cut)
            if sort == "relevance" and question.words:
                total, found = _ranked(searcher, query, offset, limit)
            else:
                order = _NEWEST if sort == "updated" else _listed(language)
                fields = (*_ranks(order), f"sort_{order}")
                total, found = self._ordered(searcher, query, fields, offset, limit)
            marker = Marker(question, self._folding, self._variants)
            hits = tuple(_hit(searcher, *each, marker, language) for each in found)
        return Page(total, hits, question.cut)

    def list(self, slug: str, offset: int = 0, limit: int = 20, language: str = "en") -> Page:
        """The records of a type in the order of their labels."""
        return self.search("", slug, offset=offset, limit=limit, language=language, sort="label")

    def incoming(self, target: str, addresses: Iterable[str]) -> dict[str, int]:
        """How many records point to an IRI from each of these addresses."""
        with _readable(self._folder):
            searcher = self._index.searcher()
            return {
                address: _total(searcher.search(self._linked((address, target)), 1))
                for address in addresses
            }

    def facets(
        self,
        addresses: Iterable[str],
        text: str = "",
        slug: str | None = None,
        links: Sequence[Link] = (),
        limit: int = 20,
    ) -> dict[str, tuple[tuple[str, int], ...]]:
        """For each address the targets that the found records point to, with how many do; most
        first, then by IRI. The address `slug` counts record types.
        """
        question = read_question(text, self._folding, self._variants)
        known = [address for address in addresses if _ADDRESS.fullmatch(address)]
        asked = {address: _counting(address, limit) for address in known}
        with _readable(self._folder):
            searcher = self._index.searcher()
            query = self._filtered(self._asked(question, searcher), slug, links)
            counted = searcher.aggregate(query, asked) if asked else {}
        return {address: _counts(counted[address], limit) for address in known}

    @contextmanager
    def _writing(self, heap: int, threads: int) -> Iterator[tantivy.IndexWriter]:
        with self._lock:
            if self._writer is None:
                self._writer = _writer(self._index, heap, threads)
            try:
                yield self._writer
            except BaseException:
                self._writer.rollback()
                raise

    def _commit(self, writer: tantivy.IndexWriter, position: int) -> None:
        held = tantivy.Document()
        held.add_text("iri", _POSITION)
        held.add_bytes("stored", json.dumps({"position": position, "folding": VERSION}).encode())
        writer.delete_documents_by_term("iri", _POSITION)
        writer.add_document(held)
        writer.commit()
        self._index.reload()
        self._position = position

    def _written(self, document: Document) -> tantivy.Document:
        written = tantivy.Document()
        written.add_text("iri", document.iri)
        written.add_text("slug", document.slug)
        tie = int.from_bytes(blake2b(document.path.encode(), digest_size=7).digest())
        written.add_integer("tie", tie)
        written.add_float("nudge", tie * _NUDGE)
        keys: set[str | None] = set()
        for label in dict.fromkeys(document.labels.values()):
            self._add(written, ("label", "text"), label, keys)
        for text in (*document.texts, *document.identifiers):
            self._add(written, ("text",), text, keys)
        written.add_text("loose", " ".join(filter(None, keys)))
        for identifier in document.identifiers:
            written.add_text("identifier", self._folding.fold(identifier).replace(" ", "")[:60])
        self._add_order(written, document)
        written.add_json("link", _by_address(document.links))
        written.add_bytes("stored", _stored(document))
        return written

    def _add(
        self, written: tantivy.Document, fields: tuple[str, ...], text: str, keys: set[str | None]
    ) -> None:
        spellings = self._folding.spellings(text)
        for field in fields:
            for spelling in spellings:
                written.add_text(field, spelling)
        if spellings:
            keys.update(map(self._variants.__getitem__, spellings[0].split()))

    def _add_order(self, written: tantivy.Document, document: Document) -> None:
        for language, order in self._orders.items():
            key = order.key(nearest(document.labels, language)[1])
            for field, rank in zip(_ranks(language), ranks(key), strict=True):
                written.add_integer(field, rank)
            written.add_text(f"sort_{language}", f"{key}\0{document.path}")
        written.add_integer(_ranks(_NEWEST)[0], -document.updated)
        written.add_text(f"sort_{_NEWEST}", document.path)

    def _asked(self, question: Question, searcher: tantivy.Searcher) -> Query:
        if question.blank:
            return _recorded(self._schema)
        if not question.words:
            return Query.empty_query()
        asked = [
            (Occur.Should if word.optional else Occur.Must, self._met(word, searcher))
            for word in question.words
        ]
        together = Query.boolean_query(asked)
        if question.identifier is None:
            return together
        return _any([together, *self._numbered(question.identifier, begins=True)])

    def _met(self, word: Word, searcher: tantivy.Searcher) -> Query:
        options: list[Query] = []
        for spelling in word.spellings:
            for field, weight in (("label", 4.0), ("text", 1.0)):
                options.append(Query.boost_query(self._spelled(field, spelling), weight))
                if word.begins and not (word.identifier and len(spelling) > 1):
                    begun = self._begun(field, spelling, searcher)
                    options.append(Query.const_score_query(begun, 0.1 * weight))
        if word.keys:
            alike = [(Occur.Must, self._term("loose", key)) for key in word.keys]
            options.append(Query.const_score_query(Query.boolean_query(alike), 0.001))
        if word.identifier is not None:
            options.extend(self._numbered(word.identifier, begins=word.begins))
        return _any(options)

    def _spelled(self, field: str, spelling: Sequence[str]) -> Query:
        if len(spelling) == 1:
            return self._term(field, spelling[0])
        return Query.phrase_query(self._schema, field, list(spelling))

    def _begun(self, field: str, spelling: Sequence[str], searcher: tantivy.Searcher) -> Query:
        """The phrase, its last word only begun: in order if few words begin so, else anywhere."""
        *head, last = spelling
        begun = Query.regex_query(self._schema, field, f"{last}.*")
        if not head:
            return begun
        if len(searcher.terms_with_prefix(field, last)) <= _EXPANSIONS:
            return Query.regex_phrase_query(self._schema, field, [*head, f"{last}.*"])
        return Query.boolean_query([(Occur.Must, self._spelled(field, head)), (Occur.Must, begun)])

    def _numbered(self, identifier: str, *, begins: bool) -> tuple[Query, ...]:
        exact = Query.const_score_query(self._term("identifier", identifier), 50.0)
        if not begins:
            return (exact,)
        begun = Query.regex_query(self._schema, "identifier", f"{identifier}.*")
        return exact, Query.const_score_query(begun, 5.0)

    def _filtered(self, query: Query, slug: str | None, links: Sequence[Link]) -> Query:
        filters = [self._linked(link) for link in links]
        if slug is not None:
            filters.append(self._term("slug", slug))
        if not filters:
            return query
        unscored = [(Occur.Must, Query.const_score_query(each, 0.0)) for each in filters]
        return Query.boolean_query([(Occur.Must, query), *unscored])

    def _ordered(
        self,
        searcher: tantivy.Searcher,
        query: Query,
        fields: Sequence[str],
        offset: int,
        limit: int,
    ) -> tuple[int, _Found]:
        """One page in the order of the first field, equals by the next, and so on.

        Ordering by text costs tantivy a look into its dictionary for every record before the page;
        so numbers come first, and only records of equal numbers are ordered by text.
        """
        field, *rest = fields
        ordered = searcher.search(
            query, limit, order_by_field=field, order=tantivy.Order.Asc, offset=offset
        )
        if not rest:
            return _total(ordered), [(0.0, address) for _, address in ordered.hits]
        found: deque[tuple[float, tantivy.DocAddress]] = deque()
        values = [value for value, _ in ordered.hits]
        for value in dict.fromkeys(values):
            alone = [ordered.hits[values.index(value)][1]] if values.count(value) == 1 else []
            if alone and value not in {values[0], values[-1]}:
                found.append((0.0, alone[0]))
                continue
            equal = Query.term_query(self._schema, field, value)
            within = Query.boolean_query([(Occur.Must, query), (Occur.Must, equal)])
            skipped = 0 if found else offset - self._below(searcher, query, field, value)
            found += self._ordered(searcher, within, rest, skipped, limit - len(found))[1]
        return _total(ordered), found

    def _below(self, searcher: tantivy.Searcher, query: Query, field: str, value: int) -> int:
        """How many of the records asked for have less in a field of numbers."""
        less = Query.range_query(
            self._schema,
            field,
            tantivy.FieldType.Integer,
            upper_bound=value,
            include_upper=False,
        )
        both = Query.boolean_query([(Occur.Must, query), (Occur.Must, less)])
        return _total(searcher.search(both, 1))

    def _linked(self, link: Link) -> Query:
        address, target = link
        if not _ADDRESS.fullmatch(address):
            return Query.empty_query()
        return self._term(_json_path(address), target)

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self._schema, field, value)


_NEWEST = "newest"
_POSITION = "urn:khizana:position"
_NUDGE = 0.001 / 2**56
"""Scores are multiplied by log2(2 + up to 0.001), so that hardly two are equal; see `_ranked`."""

_EXPANSIONS = 500
_MOST_TARGETS = 60_000
_ADDRESS = re.compile(r"[A-Za-z0-9_.-]+")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("iri", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("slug", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("label", tokenizer_name="folded")
    builder.add_text_field("text", tokenizer_name="folded")
    builder.add_text_field("loose", tokenizer_name="folded", index_option="basic")
    builder.add_text_field("identifier", tokenizer_name="raw", index_option="basic")
    builder.add_json_field("link", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("tie", fast=True)
    builder.add_float_field("nudge", fast=True)
    for order in (*LANGUAGES, _NEWEST):
        for field in _ranks(order):
            builder.add_integer_field(field, indexed=True, fast=True)
        builder.add_text_field(
            f"sort_{order}", tokenizer_name="raw", index_option="basic", fast=True
        )
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


def _opened(folder: Path, schema: tantivy.Schema) -> tantivy.Index:
    folder.mkdir(parents=True, exist_ok=True)
    foreign = not (folder / "meta.json").exists() and any(
        not file.name.startswith(".") for file in folder.iterdir()
    )
    if foreign:
        raise _damaged(folder, "it has no meta.json")
    with _readable(folder):
        index = tantivy.Index(schema, path=str(folder))
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("folded", spaces)
        index.config_reader("manual")
        return index


def _read_position(searcher: tantivy.Searcher, schema: tantivy.Schema, folder: Path) -> int:
    if not searcher.num_docs:
        return 0
    with _readable(folder):
        found = searcher.search(Query.term_query(schema, "iri", _POSITION), 1).hits
        if not found:
            raise _damaged(folder, "it does not say which state it holds")
        held = json.loads(_bytes(searcher, found[0][1]))
        version, position = int(held["folding"]), int(held["position"])
    if version != VERSION:
        raise _damaged(folder, f"its words are folded by version {version}, ours is {VERSION}")
    return position


def _damaged(folder: Path, reason: str) -> SearchIndexDamaged:
    return SearchIndexDamaged(
        f"{folder} holds no search index that can be read: {reason}.",
        "Remove the folder and run `khizana rebuild`; nothing but the index is lost.",
    )


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """Questions are made so that tantivy takes them: what it refuses is a file it cannot read.

    It refuses with ValueError, and some damage makes it panic.
    """
    try:
        yield
    except (ValueError, OSError) as error:
        raise _damaged(folder, str(error)) from error
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise _damaged(folder, str(error)) from error


def _writer(index: tantivy.Index, heap: int, threads: int) -> tantivy.IndexWriter:
    try:
        return index.writer(heap_size=heap, num_threads=threads)
    except ValueError as error:
        if "lock" in str(error).lower():
            raise CatalogueBusy(
                "Another process is writing to the search index.", "Stop it, or wait for it."
            ) from error
        raise SearchIndexDamaged(
            f"The search index cannot be written: {error}.", "Run `khizana rebuild`."
        ) from error


def _ranked(
    searcher: tantivy.Searcher, query: Query, offset: int, limit: int
) -> tuple[int, _Found]:
    """The best from `offset` on. Records that score alike are nudged apart by a number made of
    their path; the few that still do not differ are ordered by that number itself.
    """
    wanted = read = offset + limit
    while True:
        read = 2 * read
        result = searcher.search(query, read, weight_by_field="nudge")
        found = result.hits
        if len(found) < read or found[-1][0] < found[wanted - 1][0]:
            break
    page = found[offset:wanted]
    if not page:
        return _total(result), []
    high, low = page[0][0], page[-1][0]
    before = sum(score > high for score, _ in found[:offset])
    rivals = [hit for hit in found if low <= hit[0] <= high]
    ties = searcher.fast_field_values("tie", [address for _, address in rivals])
    ordered = sorted(zip(rivals, ties, strict=True), key=lambda each: (-each[0][0], each[1] or 0))
    return _total(result), [hit for hit, _ in ordered[offset - before : wanted - before]]


def _total(result: tantivy.SearchResult) -> int:
    return int(result.count)  # type: ignore[attr-defined]  # left out of tantivy's own types


def _hit(
    searcher: tantivy.Searcher,
    score: float,
    address: tantivy.DocAddress,
    marker: Marker,
    language: str,
) -> Hit:
    held = json.loads(_bytes(searcher, address))
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


def _bytes(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> bytes:
    return bytes(searcher.doc(address)["stored"][0])


def _stored(document: Document) -> bytes:
    held = {
        "iri": document.iri,
        "path": document.path,
        "slug": document.slug,
        "labels": dict(document.labels),
        "texts": [*document.texts, *document.identifiers],
    }
    return json.dumps(held).encode()


def _by_address(links: Iterable[Link]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for address, target in links:
        found.setdefault(address, {})[target] = None
    return {address: list(targets) for address, targets in found.items()}


def _any(options: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, option) for option in options])


def _recorded(schema: tantivy.Schema) -> Query:
    position = Query.term_query(schema, "iri", _POSITION)
    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, position)])


def _listed(language: str) -> str:
    base = language.partition("-")[0]
    return base if base in LANGUAGES else LANGUAGES[0]


def _ranks(order: str) -> tuple[str, ...]:
    depth = 1 if order == _NEWEST else DEPTH
    return tuple(f"rank{level}_{order}" for level in range(depth))


def _json_path(address: str) -> str:
    return "link." + address.replace(".", "\\.")


def _counting(address: str, limit: int) -> dict[str, Any]:
    field = "slug" if address == "slug" else _json_path(address)
    return {"terms": {"field": field, "size": max(limit, 1), "segment_size": _MOST_TARGETS}}


def _counts(counted: Mapping[str, Any], limit: int) -> tuple[tuple[str, int], ...]:
    buckets = [(str(b["key"]), int(b["doc_count"])) for b in counted["buckets"]]
    return tuple(sorted(buckets, key=lambda bucket: (-bucket[1], bucket[0])))[:limit]
