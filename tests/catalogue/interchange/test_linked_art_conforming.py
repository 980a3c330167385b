"""What is served as Linked Art is what Linked Art 1.0 knows, and says all that the record says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pytest

from catalogue.interchange.incoming import Incoming
from catalogue.interchange.linked_art_conforming import conformed, conforming
from catalogue.interchange.linked_art_json import to_json
from catalogue.interchange.linked_art_profile import profile
from catalogue.interchange.losses import Look
from catalogue.interchange.mapping import read_mapping
from catalogue.interchange.table_companions import read_companions
from catalogue.interchange.table_records import records_of
from catalogue.interchange.tables import rows
from catalogue.interchange.vocabulary import linked_art
from catalogue.namespaces import AAT, CRM
from catalogue.public_view import public_view
from catalogue.record import Record, view
from catalogue.summaries import summary_of
from catalogue.vocabularies import pack_files, pack_records
from tests.catalogue.demo.tables import made
from tests.catalogue.interchange.comparing import Told, sorted_json
from tests.catalogue.interchange.linked_art_schemas import FIXTURES, examples, fixture, schemas
from tests.shapes.filling import BASE, classes, filled, record
from tests.standing import schema as ours

SCHEMA = ours()
ONCE = {"part_of", "held_or_supported_by"}  # of these the schemas allow one, the context many
TYPES = SCHEMA.record_types


@dataclass(frozen=True)
class _Classes:
    """Describes what filled records refer to: everything has a notation and a type."""

    known: Mapping[str, str]

    def __call__(self, iris: Iterable[str]) -> dict[str, Told]:
        return {i: Told({"en": "A name"}, self._class(i), ("n",), (AAT + "1",)) for i in iris if i in self.known}

    def _class(self, iri: str) -> str:
        return SCHEMA.by_class[self.known[iri]].classes[0]


def public(one: Record, record_type):
    return public_view(view(one, record_type), lambda _: True).triples


def values(node, found=None):
    """Every address and every text of a document, but names of classes and what is said of what is referred to."""
    found = set() if found is None else found
    if isinstance(node, dict) and "id" in node and "@context" not in node:
        found.add(node["id"])
    elif isinstance(node, dict):
        for key, held in node.items():
            if key not in ("type", "assigned_property", "_label"):
                values(held, found)
    elif isinstance(node, list):
        for one in node:
            values(one, found)
    else:
        found.add(str(node))
    return found


def told(triples, iri, describe):
    """The document, after seeing that it says all that the record says, in words that have a meaning there."""
    document = conforming(triples, iri, SCHEMA, describe)
    assert values(to_json(triples, iri, SCHEMA, describe)) <= values(document), iri
    look = Look()
    look.node({k: v for k, v in document.items() if k != "@context"}, linked_art(), "")
    assert look.losses == [], iri
    assert list(irregular(document)) == [], iri
    return document


def irregular(node):
    """Nodes of several classes, and what may repeat and is no array."""
    words = linked_art().words
    if isinstance(node, dict) and "@value" not in node:
        if not isinstance(node.get("type", ""), str):
            yield node
        for key, held in node.items():
            if key in words and words[key].repeats and not isinstance(held, list) and key not in ONCE:
                yield key
            yield from irregular(held)
    elif isinstance(node, list):
        for one in node:
            yield from irregular(one)


@pytest.fixture(scope="module")
def known():
    return _Classes(classes(SCHEMA))


@pytest.fixture(scope="module")
def check(shared):
    return schemas(shared / "data/linked-art/schema-1.0")


@pytest.mark.parametrize("record_type", TYPES, ids=lambda one: one.slug)
def test_a_record_in_which_every_field_is_filled_is_valid(check, known, record_type):
    one = record(record_type, "full", filled(SCHEMA, record_type))
    document = told(public(one, record_type), one.iri, known)
    if document["type"] not in {c for kind in profile().records.values() if not kind.own for c in kind.types}:
        return  # an abstract work, which the standard's umbrella schema forgot
    assert check.takes(document)


@pytest.mark.parametrize("record_type", TYPES, ids=lambda one: one.slug)
def test_nothing_of_a_filled_record_is_lost(known, record_type):
    one = record(record_type, "full", filled(SCHEMA, record_type))
    assert told(public(one, record_type), one.iri, known)["_label"]


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_fixture_is_valid(check, known, file):
    one, record_type = fixture(file, SCHEMA)
    assert check.takes(told(public(one, record_type), one.iri, known))


@pytest.mark.trial
def test_all_of_the_demo_is_valid(check):
    records = [one for one in made() if isinstance(one, Incoming)]
    assert invalid(check, [*records, *pack_records(pack_files(), SCHEMA, BASE)]) == []


@pytest.mark.trial
def test_all_of_the_walters_is_valid(check, shared):
    folder, mapping = shared / "data/walters", read_mapping("walters", SCHEMA)
    companions = read_companions(mapping, folder, rows)
    records = records_of(rows(folder / "objects.jsonl.gz"), mapping, SCHEMA, BASE, companions)
    kept = [one for one in records if isinstance(one, Incoming)]
    assert invalid(check, [*pack_records(pack_files(), SCHEMA, BASE), *kept]) == []


def invalid(check, records):
    """The records whose documents the schemas refuse."""
    known = {one.iri: summary_of(_tree(one), one.record_type.slug, {}) for one in records}

    def describe(iris):
        return {iri: known[iri] for iri in iris if iri in known}

    documents = ((one.iri, told(public(_record(one), one.record_type), one.iri, describe)) for one in records)
    return [iri for iri, document in documents if not check.takes(document)]


def _record(one):
    return Record(one.iri, one.path, one.local, one.triples)


def _tree(one):
    return view(_record(one), one.record_type)


def test_what_the_schemas_take_already_stays_as_it_is(check, shared):
    for document in examples(shared):
        if check.takes(document):
            assert sorted_json(conformed(document)) == sorted_json(document), document["id"]


def test_what_is_referred_to_shows_no_more_than_class_and_label():
    language = {"id": AAT + "en", "type": "Language", "_label": "English", "notation": "en"}
    city = {"id": AAT + "city", "type": "Type", "_label": "city"}
    place = {"id": "https://m.example/p", "type": "Place", "_label": "Mosul", "classified_as": [city]}
    name = {"type": "Name", "content": "Ewer", "language": [language]}
    found = conformed(document("HumanMadeObject", identified_by=[name], current_location=place))
    assert found["identified_by"][0]["language"] == [{k: language[k] for k in ("id", "type", "_label")}]
    assert found["current_location"] == {k: place[k] for k in ("id", "type", "_label")}


def document(type_, **said):
    return {"@context": "https://linked.art/ns/v1/linked-art.json", "id": "https://m.example/1", "type": type_, **said}


def test_what_has_no_key_is_asserted_by_its_property():
    thing = {"id": "https://m.example/o", "type": "HumanMadeObject", "_label": "Ewer"}
    found = conformed(document("Activity", _label="x", involved=[thing]))
    assert found["attributed_by"] == [
        {"type": "AttributeAssignment", "assigned": [thing], "assigned_property": "involved"}
    ]
    assert "involved" not in found


def test_a_property_whose_word_means_another_thing_in_an_assertion_is_named_in_full():
    part = {"type": "HumanMadeObject", "_label": "Lid"}
    found = conformed(document("HumanMadeObject", _label="x", part=[part]))
    look = Look()
    look.node(found["attributed_by"][0], linked_art(), "")
    assert look.losses == []
    assert found["attributed_by"][0]["assigned_property"] == CRM + "P46_is_composed_of"


def test_who_says_a_statement_asserts_it():
    who = {"id": "https://m.example/g", "type": "Group", "_label": "The Louvre"}
    statement = {"type": "LinguisticObject", "content": "It was bought."}
    said = {**statement, "created_by": {"type": "Creation", "carried_out_by": [who]}}
    found = conformed(document("Activity", _label="x", referred_to_by=[said]))
    (assertion,) = found["attributed_by"]
    assert assertion["carried_out_by"] == [who]
    assert assertion["assigned"] == [statement]
    assert assertion["assigned_property"] == "referred_to_by"


def test_an_inscription_is_a_statement_that_says_so():
    inscription = {"type": "Inscription", "content": "Made by Musli"}
    found = conformed(document("HumanMadeObject", _label="x", carries=[inscription]))
    (statement,) = found["referred_to_by"]
    assert (statement["type"], statement["content"]) == ("LinguisticObject", "Made by Musli")
    assert [one["id"] for one in statement["classified_as"]] == [AAT + "300028702"]


def test_a_right_in_a_picture_is_one_in_its_file():
    right = {"type": "Right", "_label": "CC0"}
    file = {"type": "DigitalObject", "access_point": [{"id": "https://m.example/1.jpg", "type": "DigitalObject"}]}
    picture = {"type": "VisualItem", "subject_to": [right], "digitally_shown_by": [file]}
    found = conformed(document("HumanMadeObject", _label="x", representation=[picture]))
    assert found["representation"] == [{"type": "VisualItem", "digitally_shown_by": [{**file, "subject_to": [right]}]}]


def test_of_what_may_stand_once_the_second_is_asserted():
    wholes = [{"id": f"https://m.example/{n}", "type": "HumanMadeObject", "_label": str(n)} for n in (2, 3)]
    found = conformed(document("HumanMadeObject", _label="x", part_of=wholes))
    assert found["part_of"] == wholes[0]
    assert found["attributed_by"][0]["assigned"] == [wholes[1]]


def test_a_notation_is_an_identifier():
    found = conformed(document("Language", _label="English", notation="en"))
    assert found["identified_by"] == [{"type": "Identifier", "content": "en"}]


@pytest.mark.parametrize(
    ("class_", "by"),
    [("ConditionAssessment", "Activity"), ("Modification", "Activity"), ("Site", "HumanMadeObject"), ("Set", "Set")],
)
def test_a_record_goes_by_a_class_that_has_an_endpoint(class_, by):
    assert profile().root_class(class_) == by


def test_every_key_of_the_table_is_a_word_of_the_context_in_its_kind():
    every = [*profile().records.values(), *profile().parts.values()]
    unknown = {
        (kind.name, key)
        for kind in every
        for type_ in kind.types
        for key in kind.keys
        if key not in linked_art().typed([type_]).words
    }
    assert unknown == set()


def test_only_there_do_schemas_and_context_disagree_on_what_repeats():
    kinds = [*profile().records.values(), *profile().parts.values()]
    every = [(linked_art().typed([t]).words[k], r) for one in kinds for t in one.types for k, r in one.keys.items()]
    assert {word.name for word, range_ in every if range_.once and word.repeats} == ONCE


def test_the_same_record_gives_the_same_document(known):
    record_type = TYPES[0]
    one = record(record_type, "full", filled(SCHEMA, record_type))
    first, second = (conforming(public(one, record_type), one.iri, SCHEMA, known) for _ in range(2))
    assert first == second
