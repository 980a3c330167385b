"""What tests ask a catalogue, and small things that they make again and again."""

from __future__ import annotations

import hashlib

from catalogue import journal
from catalogue.rdf import literal
from catalogue.record import Record
from tests.catalogue.making import BASE, link, named, text

AAT = "http://vocab.getty.edu/aat/300011914"


def held(catalogue, iri):
    with catalogue.database.reading() as connection:
        return journal.find(connection, [iri]).get(iri)


def state(catalogue, iri):
    with catalogue.database.reading() as connection:
        return journal.state(connection, iri)[1]


def count(catalogue, table):
    with catalogue.database.reading() as connection:
        return connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()


def contents(catalogue):
    """Every row of the database, as a hash."""
    with catalogue.database.reading() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        rows = [connection.exec_driver_sql(f"SELECT * FROM {t}").all() for t in tables.scalars().all()]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def at(slug, number):
    return f"{BASE}/{slug}/{number}"


def edit(catalogue, record, old, new):
    """A curator writes one text for another."""
    triples = frozenset((s, p, literal(new) if o == literal(old) else o) for s, p, o in record.triples)
    catalogue.save(Record(record.iri, record.path, record.local, triples), record.path.split("/")[1])


def notes(report):
    return (report.folder / "report.txt").read_text("utf-8") if report.folder else ""


def parts(schema, *pairs):
    return [
        named(schema, "object", child, child, part_of=[link("object", whole)] if whole else [])
        for child, whole in pairs
    ]


def numbered(schema, number, *accession):
    return named(schema, "object", number, number, accession_number=[text(a) for a in accession])
