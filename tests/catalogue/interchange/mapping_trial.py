"""A mapping written in a test, tried on rows written in a test."""

from __future__ import annotations

from functools import cache
from textwrap import dedent

from catalogue.interchange.incoming import Incoming, Origin
from catalogue.interchange.mapping import read_mapping
from catalogue.interchange.table_records import records_of
from catalogue.interchange.tables import Row
from catalogue.labels import name_parts
from catalogue.rdf import text_of
from catalogue.record import Record, view
from catalogue.shape_files import read_schema

BASE = "https://museum.example"
PLAIN = """
    language = "en"
    [record]
    type = "object"
    key = "No"
    id = "test-{No}"
    [record.fields]
    title = "Title"
"""


@cache
def schema():
    return read_schema()


def mapped(tmp_path, text):
    """The mapping of a TOML text."""
    file = tmp_path / "trial.toml"
    file.write_text(dedent(text), "utf-8")
    return read_mapping(str(file), schema())


def tried(tmp_path, text, *cells, companions=None):
    """What the mapping makes of rows with these cells."""
    mapping = mapped(tmp_path, text)
    rows = [Row(Origin("trial.csv", f"line {n}"), one) for n, one in enumerate(cells, start=2)]
    return list(records_of(rows, mapping, schema(), BASE, companions))


def tree(incoming):
    """An incoming record as plain values: field keys, texts, and nested parts."""
    assert isinstance(incoming, Incoming), incoming
    record = Record(incoming.iri, incoming.path, incoming.local, incoming.triples)
    seen = view(record, incoming.record_type)
    assert not seen.loose
    return _plain(seen.root)


def _plain(part):
    assert not part.unclaimed
    return {
        key: [_plain(v.part) if v.part is not None else text_of(v.term) for v in values]
        for key, values in part.values.items()
    }


def name(incoming):
    """The first name of an incoming record."""
    record = Record(incoming.iri, incoming.path, incoming.local, incoming.triples)
    (first, *_) = name_parts(view(record, incoming.record_type).root)
    return text_of(first.first("content") or "")


def tried_with(mapping_name, *cells, companions=None):
    """What a shipped mapping makes of rows with these cells."""
    mapping = read_mapping(mapping_name, schema())
    rows = [Row(Origin("trial.jsonl", f"line {n}"), one) for n, one in enumerate(cells, start=1)]
    beside = {one: {} for one in mapping.companions} | (companions or {})
    return list(records_of(rows, mapping, schema(), BASE, beside))


def fields(rules):
    """The plain mapping with these rules instead of its own."""
    return PLAIN.replace('title = "Title"', rules)


MAKERS = fields(
    """title = "Title"
    [[record.fields.production.part]]
    for-each = "Makers"
    carried_out_by = { record = "maker" }
    """
)
MAKER = """
    [shared.maker]
    type = "person"
    id = "maker-{.id}"
    [shared.maker.fields]
    name = ".name"
    residence = { record = "town", when = { column = ".town", empty = false } }
    [shared.town]
    type = "place"
    id = "town-{.town|slug}"
    fields.name = { column = ".town", language = "none" }
    """
