"""Every record of the demo and of the packs, fetched as a program fetches it and put back as it is, stays as it was."""

from __future__ import annotations

import json

import pytest

from catalogue.interchange.graphs import read_graph
from catalogue.interchange.incoming import Incoming, Origin, Refused
from catalogue.interchange.linked_art import read_document
from catalogue.interchange.replacing import Replaced, replace
from catalogue.interchange.representing import carried, document, statements
from catalogue.namespaces import prefixes
from catalogue.rdf import lines, parse, turtle
from catalogue.record import Record
from catalogue.vocabularies import pack_files, pack_records
from tests.catalogue.demo.tables import made
from tests.catalogue.making import BASE

HERE = Origin("here")


@pytest.fixture(scope="module")
def records(schema) -> list[Incoming]:
    packs = list(pack_records(pack_files(), schema, BASE))
    return [*(one for one in made() if isinstance(one, Incoming)), *packs]


def _record(one: Incoming) -> Record:
    return Record(one.iri, one.path, one.local, one.triples)


def _put(schema, one: Incoming, found: list[Incoming | Refused], *, as_json: bool, staff: bool = True) -> Replaced:
    assert len(found) == 1
    assert isinstance(found[0], Incoming), found[0].notes
    assert not found[0].notes
    base = one.local.removesuffix(one.path)
    forms = carried(_record(one), one.record_type, schema, base, as_json=as_json, staff=staff)
    return replace(_record(one), forms, found[0].triples)


@pytest.mark.trial
def test_as_linked_art(schema, records):
    for one in records:
        base = one.local.removesuffix(one.path)
        told = json.loads(json.dumps(document(_record(one), one.record_type, schema, lambda _: {})))
        found = list(read_document(told, HERE, schema, base, "a key"))
        assert _put(schema, one, found, as_json=True) == Replaced(one.triples), one.iri


@pytest.mark.trial
@pytest.mark.parametrize("staff", [True, False])
def test_as_rdf(schema, records, staff):
    for number, one in enumerate(records):
        base = one.local.removesuffix(one.path)
        said = statements(_record(one), one.record_type, staff=staff)
        text = lines(said) if number % 5 else turtle(said, prefixes())
        found = list(read_graph(parse(text.encode(), "turtle"), HERE, schema, base, key="a key"))
        assert _put(schema, one, found, as_json=False, staff=staff) == Replaced(one.triples), one.iri
