"""The folder of a search index: its fields, its opening, and what tells that it is damaged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import tantivy
from tantivy import Query

from catalogue.errors import CatalogueBusy, SearchIndexDamaged
from catalogue.projections.folding import VERSION
from catalogue.projections.sorting import DEPTH

NEWEST = "newest"
Orders = Mapping[str, tuple[str, ...]]

POSITION = "urn:khizana:position"
"""Stands as IRI of the document that says how far in its log the index has come."""


def orders(languages: Iterable[str]) -> Orders:
    """Fields that order records, by language: numbers first, then text that ends in the path."""
    found = {
        language: (*(f"rank{n}_{language}" for n in range(DEPTH)), f"sort_{language}")
        for language in languages
    }
    return MappingProxyType({NEWEST: (f"rank_{NEWEST}", f"sort_{NEWEST}"), **found})


def schema(orders: Orders) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("iri", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("slug", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("class", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("label", tokenizer_name="folded")
    builder.add_text_field("text", tokenizer_name="folded")
    builder.add_text_field("loose", tokenizer_name="folded", index_option="basic")
    builder.add_text_field("identifier", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("name", tokenizer_name="folded")
    builder.add_text_field("alike", tokenizer_name="folded", index_option="basic")
    builder.add_text_field("origin", tokenizer_name="raw", index_option="basic")
    builder.add_json_field("link", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("tie", fast=True)
    builder.add_float_field("nudge", fast=True)
    for *fields, last in orders.values():
        for field in fields:
            builder.add_integer_field(field, indexed=True, fast=True)
        builder.add_text_field(last, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


def opened(folder: Path, schema: tantivy.Schema) -> tantivy.Index:
    folder.mkdir(parents=True, exist_ok=True)
    foreign = not (folder / "meta.json").exists() and any(
        not file.name.startswith(".") for file in folder.iterdir()
    )
    if foreign:
        raise _damaged(folder, "it has no meta.json")
    with readable(folder):
        index = tantivy.Index(schema, path=str(folder))
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("folded", spaces)
        index.config_reader("manual")
        return index


def read_position(searcher: tantivy.Searcher, schema: tantivy.Schema, folder: Path) -> int:
    if not searcher.num_docs:
        return 0
    with readable(folder):
        found = searcher.search(Query.term_query(schema, "iri", POSITION), 1).hits
        if not found:
            raise _damaged(folder, "it does not say which state it holds")
        held = json.loads(stored(searcher, found[0][1]))
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
def readable(folder: Path) -> Iterator[None]:
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


def writer(index: tantivy.Index, heap: int, threads: int) -> tantivy.IndexWriter:
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


def stored(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> bytes:
    return bytes(searcher.doc(address)["stored"][0])


def held_position(position: int) -> tantivy.Document:
    """The document that `read_position` reads."""
    held = tantivy.Document()
    held.add_text("iri", POSITION)
    held.add_bytes("stored", json.dumps({"position": position, "folding": VERSION}).encode())
    return held
