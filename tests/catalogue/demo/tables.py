"""The demo's tables as the importer reads them: records, and records as plain values."""

from __future__ import annotations

from functools import cache

from catalogue.demo import deliveries
from catalogue.interchange.documents import Caps
from catalogue.interchange.incoming import Incoming
from catalogue.interchange.mapping import read_mapping
from catalogue.interchange.rdf_files import read_rdf
from catalogue.interchange.table_records import records_of
from catalogue.interchange.tables import rows
from catalogue.vocabularies import pack_files, pack_records
from tests.catalogue.interchange.mapping_trial import BASE, schema, tree

ENGLISH = "http://vocab.getty.edu/aat/300388277"


@cache
def made():
    """Every record of the demo's tables, and every row that was refused."""
    return [one for delivery in deliveries() for file in delivery.files for one in _read(file, delivery.mapping)]


def _read(file, mapping):
    if mapping is None:
        return read_rdf(file, schema(), BASE, Caps())
    chosen = read_mapping(mapping, schema())
    return records_of(rows(file, chosen.table), chosen, schema(), BASE)


@cache
def by_path():
    return {one.path: one for one in made() if isinstance(one, Incoming)}


def of_type(slug):
    """The records of one type."""
    return [one for one in by_path().values() if one.record_type.slug == slug]


def said(path):
    """What one record says."""
    return tree(by_path()[path])


def chain(work):
    """The provenance events whose names begin with that of a work's chain, in order."""
    found = [one for one in of_type("provenance") if one.key.rsplit("-", 1)[0] == work]
    return [tree(one) for one in sorted(found, key=lambda one: int(one.key.rsplit("-", 1)[1]))]


@cache
def words():
    """Every text of the demo, folded for a search."""
    return "\n".join(t[2] for one in made() for t in one.triples).casefold()


@cache
def _terms():
    return {one.iri: _english(one) for one in pack_records(pack_files(), schema(), BASE)}


def _english(one):
    names = tree(one)["name"]
    return next((n["content"][0] for n in names if n.get("language") == [ENGLISH]), "")


def label(iri):
    """The English name of a term, or the path of a record."""
    return _terms().get(iri) or iri.removeprefix(BASE)


def labels(iris):
    return {label(iri) for iri in iris}


def texts(parts):
    """The texts of names, statements, numbers or inscriptions."""
    return [part["content"][0] for part in parts]
