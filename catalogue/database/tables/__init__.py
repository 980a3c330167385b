"""The tables of a catalogue's database: the collection, the people, the work in hand."""

from catalogue.database.tables import people, work
from catalogue.database.tables.collection import (
    change,
    group,
    hierarchy,
    imported,
    meta,
    pointer,
    public_file,
    public_record,
    publication,
    record,
    request,
    unique_value,
    version,
)
from catalogue.database.tables.metadata import METADATA

__all__ = [
    "METADATA",
    "change",
    "group",
    "hierarchy",
    "imported",
    "meta",
    "people",
    "pointer",
    "public_file",
    "public_record",
    "publication",
    "record",
    "request",
    "unique_value",
    "version",
    "work",
]
