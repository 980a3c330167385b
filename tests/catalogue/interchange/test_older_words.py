"""Linked Art as it was written before 1.0."""

from __future__ import annotations

import json

import pytest

from catalogue.interchange.incoming import Level
from catalogue.interchange.linked_art import read_linked_art
from catalogue.interchange.older_words import renewed
from catalogue.interchange.vocabulary import linked_art
from catalogue.namespaces import CRM, LABEL, TYPE
from tests.catalogue.interchange.linked_art_schemas import examples
from tests.catalogue.making import BASE

IRI = "https://m.example/1"
OLD = {
    "@context": "https://linked.art/ns/context/1/full.jsonld",
    "id": IRI,
    "type": "ManMadeObject",
    "label": "Ewer",
    "identified_by": [{"type": "Name", "value": "The Blacas Ewer"}],
    "current_keeper": [{"id": "https://m.example/g", "type": "Group", "label": "Museum"}],
    "dimension": [{"type": "Dimension", "value": 30.4}],
}


@pytest.fixture
def read(schema, tmp_path):
    def read(document):
        path = tmp_path / "document.json"
        path.write_text(json.dumps(document))
        return list(read_linked_art(path, schema, BASE))

    return read


def test_an_older_document_is_read_in_todays_words(read):
    (one,) = read(OLD)
    said = {(p, o) for s, p, o in one.triples if s == f"<{IRI}>"}
    assert (TYPE, f"<{CRM}E22_Human-Made_Object>") in said
    assert (LABEL, '"Ewer"') in said
    assert (f"<{CRM}P50_has_current_keeper>", "<https://m.example/g>") in said
    assert '"The Blacas Ewer"' in {o for _, p, o in one.triples if p == f"<{CRM}P190_has_symbolic_content>"}
    assert [hint.labels for hint in one.hints] == [((None, "Museum"),)]


def test_the_report_names_what_was_renamed(read):
    (one,) = read(OLD)
    told = {(n.value, n.reason) for n in one.notes}
    renamed = {
        "https://linked.art/ns/context/1/full.jsonld": "https://linked.art/ns/v1/linked-art.json",
        "ManMadeObject": "HumanMadeObject",
        "label": "_label",
        "value": "content",
        "current_keeper": "current_custodian",
    }
    assert told == {(old, f"An older name was read as {new}.") for old, new in renamed.items()}
    assert {n.level for n in one.notes} == {Level.INFO}


def test_a_number_is_still_a_value(read):
    (one,) = read(OLD)
    assert [o for _, p, o in one.triples if p == f"<{CRM}P90_has_value>"]


def test_what_a_document_defines_itself_is_not_renamed(read):
    own = {"label": "https://m.example/label"}
    document = {**OLD, "@context": ["https://linked.art/ns/v1/linked-art.json", own], "type": "HumanMadeObject"}
    (one,) = read({k: document[k] for k in ("@context", "id", "type", "label")})
    assert (f"<{IRI}>", "<https://m.example/label>", '"Ewer"') in one.triples


def test_todays_documents_stay_as_they_are(shared):
    for document in examples(shared):
        assert renewed(document) == (document, {}), document["id"]


def test_two_words_that_became_one_are_both_kept():
    names = {"type": "Place", "identified_by": [{"type": "Name"}], "place_identified_by": {"type": "Identifier"}}
    found, _ = renewed(names)
    assert found["identified_by"] == [{"type": "Name"}, {"type": "Identifier"}]


def test_every_new_word_is_a_word():
    found, older = renewed({"type": ["ManMadeFeature", "Image", "LegalBody", "Collection", "PlaceName"]})
    assert set(found["type"]) <= set(linked_art().words)
    assert len(older) == 5
