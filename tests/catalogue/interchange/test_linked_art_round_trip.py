"""The standard's own examples, each imported into an empty catalogue, come out again as they went in."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from catalogue.catalogue import Catalogue
from catalogue.interchange.contexts import inlined
from catalogue.interchange.incoming import Hint
from catalogue.interchange.linked_art import read_linked_art
from catalogue.interchange.linked_art_json import to_json
from catalogue.interchange.report import ImportReport
from catalogue.namespaces import KHZ, TYPE
from catalogue.rdf import Triple, parse
from catalogue.working import WorkingLog
from tests.catalogue.interchange.comparing import said, shape_of, sorted_json
from tests.catalogue.interchange.linked_art_schemas import example_files, schemas
from tests.catalogue.making import source

OURS = sorted((Path(__file__).parent / "linked_art").glob("*.json"))
ANOTHER_GRAPH = {
    "model_actor-03.json": "the parts of a name have addresses of their own and say nothing; the schemas refuse that",
    "model_provenance_auctions-06.json": "what a provenance event is part of is said to be one as well",
    "model_vocab_required-03.json": "a name has an address of its own and says nothing; the schemas refuse that",
}
ANOTHER_DOCUMENT = ANOTHER_GRAPH | {
    "api_1.0_shared_digital-01.json": "it has no _label, which the schemas require; we compute one",
    "api_1.0_shared_name-01.json": "it has no _label, and a language with a notation in one place only",
    "model_concept-03.json": "it says of a type that it is equivalent to itself; that is a record of its own",
    "model_provenance_acquisition-06.json": "a currency has a notation in one place only",
    "model_provenance_promises-02.json": "a type is classified in one place only",
}
EVERY = 40  # of the examples are tried always, all of them in trials


@dataclass(frozen=True)
class Trip:
    """An example, what came out again, the graphs of both, and what the import told."""

    source: dict[str, Any]
    document: dict[str, Any] | None
    graphs: tuple[str, str]
    report: ImportReport


@pytest.fixture
def trip(blank, tmp_path, schema, validator):
    """Takes an example into an empty catalogue and out again."""

    def trip(path) -> Trip:
        folder = shutil.copytree(blank, tmp_path / path.stem)
        with Catalogue.open(folder, schema).closing() as catalogue:
            catalogue.validator = validator
            base = catalogue.settings.base
            report = catalogue.import_records(read_linked_art(path, schema, base), source(path.name))
            log = WorkingLog(catalogue.database, schema, base)
            read = json.loads(path.read_text("utf-8"))
            (record,) = log.current([read["id"]])
            document = to_json(record.triples, record.iri, schema, log.summaries)
            whole = parse(json.dumps(inlined(read)).encode(), "jsonld")
            graphs = shape_of(whole, base), shape_of(held(log, base), base)
        shutil.rmtree(folder)
        return Trip(read, document, graphs, report)

    return trip


def held(log, base) -> set[Triple]:
    """All that a catalogue says, of the things that are merely referred to as their documents said it."""
    found: set[Triple] = set()
    for one in log.current():
        if one.stub:
            about = log.summaries([one.iri])[one.iri]
            labels = tuple((language or None, text) for language, text in about.labels.items())
            found |= said(Hint(one.iri, about.crm_class, labels, about.notations, about.classified))
        else:
            found |= {t for t in one.triples if not (t[1] == TYPE and t[2].startswith(f"<{KHZ}"))}
    return found


def unlike(trips):
    """Which examples did not come out with their graph, and which not with their document."""
    graphs = {name for name, one in trips.items() if one.graphs[0] != one.graphs[1]}
    documents = {name for name, one in trips.items() if sorted_json(one.source) != sorted_json(one.document)}
    return graphs, documents


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_a_document_of_ours_comes_out_as_it_went_in(trip, path):
    found = trip(path)
    assert found.graphs[0] == found.graphs[1]
    assert sorted_json(found.source) == sorted_json(found.document)


def test_some_examples_come_out_as_they_went_in(shared, trip):
    trips = {path.name: trip(path) for path in example_files(shared)[::EVERY]}
    graphs, documents = unlike(trips)
    assert graphs == ANOTHER_GRAPH.keys() & trips.keys()
    assert documents == ANOTHER_DOCUMENT.keys() & trips.keys()


@pytest.mark.trial
def test_all_examples_come_out_as_they_went_in(shared, trip):
    trips = {path.name: trip(path) for path in example_files(shared)}
    graphs, documents = unlike(trips)
    assert graphs == ANOTHER_GRAPH.keys()
    assert documents == ANOTHER_DOCUMENT.keys()
    assert not any(one.report.refused for one in trips.values())


def test_what_the_schemas_refuse_is_accepted_and_told(shared, trip):
    """A place without an address is no reference; it stays where it is, and the report says so."""
    path = next(p for p in example_files(shared) if p.name == "api_1.0_endpoint_group-01.json")
    one = trip(path)
    assert not schemas(shared / "data/linked-art/schema-1.0").takes(one.source)
    assert (one.report.refused, one.report.incomplete) == (0, 1)
    assert any("no record of the right kind" in reason for reason in one.report.reasons)
    assert sorted_json(one.document) == sorted_json(one.source)
