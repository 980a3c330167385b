"""Records into Linked Art JSON."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
from referencing import Registry, Resource

from catalogue.interchange.incoming import Refused
from catalogue.interchange.linked_art import read_linked_art
from catalogue.interchange.linked_art_json import to_json
from catalogue.namespaces import CRM, LABEL, RDF, TYPE, XSD
from catalogue.rdf import literal
from tests.catalogue.interchange.comparing import Told, describing, sorted_json, told
from tests.catalogue.making import BASE, named

OURS = sorted((Path(__file__).parent / "linked_art").glob("*.json"))
IRI = "https://m.example/1"
P1, P190 = f"<{CRM}P1_is_identified_by>", f"<{CRM}P190_has_symbolic_content>"
NAME = f"<{CRM}E33_E41_Linguistic_Appellation>"

NOT_THE_SAME = {
    "api_1.0_shared_digital-01.json": "it has no _label; we compute one",
    "api_1.0_shared_name-01.json": "no _label, and a language with a notation in one place only",
    "model_concept-03.json": "its class is described within it, so that is a record of its own",
    "model_provenance_acquisition-06.json": "a currency has a notation in one place only",
    "model_provenance_promises-02.json": "a type is classified in one place only",
}


def examples(shared):
    return sorted((shared / "data/linked-art/examples").glob("*.json"))


def written(path, schema):
    """A document and what we make of it; None where it is refused."""
    source = json.loads(path.read_text("utf-8"))
    for one in read_linked_art(path, schema, BASE):
        if not isinstance(one, Refused) and one.iri == source["id"]:
            return source, to_json(one.triples, one.iri, schema, describing(told(one.hints)))
    return None


def plain(schema, *triples, known=()):
    """The document of a person of whom these predicates and objects are said."""
    held = frozenset(
        {(f"<{IRI}>", TYPE, f"<{CRM}E21_Person>")} | {t if len(t) == 3 else (f"<{IRI}>", *t) for t in triples}
    )
    return to_json(held, IRI, schema, describing(dict(known)))


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_what_comes_out_is_what_went_in(path, schema):
    source, ours = written(path, schema)
    assert sorted_json(ours) == sorted_json(source)


def test_the_standards_own_examples_come_out_as_they_went_in(shared, schema):
    pairs = {path.name: written(path, schema) for path in examples(shared)}
    same = {n: sorted_json(p[0]) == sorted_json(p[1]) for n, p in pairs.items() if p is not None}
    assert {name for name, equal in same.items() if not equal} == set(NOT_THE_SAME) & set(same)
    assert sum(same.values()) > 90


def test_what_the_standards_schemas_took_they_take_from_us(shared, schema):
    check = validator(shared / "data/linked-art/schema-1.0")
    both = [pair for path in examples(shared) if (pair := written(path, schema))]
    assert [p[0]["id"] for p in both if check.is_valid(p[0]) and not check.is_valid(p[1])] == []
    assert sum(check.is_valid(ours) for _, ours in both) > 50


def validator(folder):
    """The umbrella schema, with the others at the addresses that it names."""
    at = "https://linked.art/api/1.0/schema/"
    registry: Registry = Registry()
    for file in folder.glob("*.json"):
        held = {**json.loads(file.read_text("utf-8")), "$id": at + file.name}
        registry = registry.with_resource(at + file.name, Resource.from_contents(held))
    return jsonschema.Draft202012Validator({"$ref": at + "linked_art.json"}, registry=registry)


def test_a_reference_shows_class_label_classification_and_notation(schema):
    known = {
        "https://m.example/en": Told(
            {"en": "English", "ar": "الإنجليزية"},
            f"{CRM}E56_Language",
            ("en",),
            ("https://m.example/sort",),
        ),
        "https://m.example/sort": Told({"": "Sort"}, f"{CRM}E55_Type"),
    }
    document = plain(schema, (f"<{CRM}P2_has_type>", "<https://m.example/en>"), known=known.items())
    assert document["classified_as"] == [
        {
            "id": "https://m.example/en",
            "type": "Language",
            "_label": "English",
            "classified_as": [{"id": "https://m.example/sort", "type": "Type", "_label": "Sort"}],
            "notation": "en",
        }
    ]


def test_a_reference_of_which_nothing_is_known_has_the_class_that_its_predicate_leads_to(schema):
    document = plain(
        schema,
        (f"<{CRM}P74_has_current_or_former_residence>", "<https://m.example/p>"),
        ("<https://linked.art/ns/terms/equivalent>", "<http://vocab.getty.edu/ulan/1>"),
    )
    assert document["residence"] == [{"id": "https://m.example/p", "type": "Place"}]
    assert document["equivalent"] == [{"id": "http://vocab.getty.edu/ulan/1", "type": "Person"}]


def test_terms_of_ours_are_left_to_the_rdf_formats(schema):
    document = plain(
        schema,
        (TYPE, "<https://w3id.org/khizana/terms/Person>"),
        ("<https://w3id.org/khizana/terms/importance>", '"high"'),
    )
    assert document == {
        "@context": "https://linked.art/ns/v1/linked-art.json",
        "id": IRI,
        "type": "Person",
    }


def test_a_label_is_computed_where_none_is_written(schema):
    record = named(schema, "object", "k3m9", "Ewer")
    document = to_json(record.triples, record.iri, schema, describing({}))
    assert document["_label"] == "Ewer"
    assert list(document)[:4] == ["@context", "id", "type", "_label"]
    assert document["identified_by"][0]["content"] == "Ewer"
    assert "id" not in document["identified_by"][0]


def test_of_labels_in_several_languages_the_english_one_is_shown_as_plain_text(schema):
    labels = [(LABEL, literal("Ewer", language="en")), (LABEL, literal("İbrik", language="tr"))]
    assert plain(schema, *labels)["_label"] == "Ewer"


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (literal("30", "decimal"), 30),
        (literal("8.80", "decimal"), 8.8),
        (literal("8", "integer"), 8),
        (literal("1.5E0", "double"), 1.5),
        (literal("true", "boolean"), True),
        (literal("INF", "double"), {"@value": "INF", "@type": XSD + "double"}),
        (
            literal("0.1234567890123456789", "decimal"),
            {"@value": "0.1234567890123456789", "@type": XSD + "decimal"},
        ),
        (literal("12 cm"), "12 cm"),
        (literal("zwölf", language="de"), {"@value": "zwölf", "@language": "de"}),
        (literal("1931-05-04", "date"), {"@value": "1931-05-04", "@type": XSD + "date"}),
    ],
)
def test_a_literal_is_a_json_number_where_that_loses_nothing(schema, term, value):
    found = plain(schema, (f"<{CRM}P90_has_value>", term))["value"]
    assert found == value


def test_a_date_that_is_no_date_time_keeps_its_datatype(schema):
    predicate = f"<{CRM}P82a_begin_of_the_begin>"
    assert plain(schema, (predicate, '"629"'))["begin_of_the_begin"] == {"@value": "629"}


def test_two_values_of_what_the_context_does_not_repeat_are_an_array(schema):
    note = f"<{CRM}P3_has_note>"
    assert sorted(plain(schema, (note, '"a"'), (note, '"b"'))["note"]) == ["a", "b"]
    assert plain(schema, (note, '"a"'))["note"] == "a"


def test_parts_that_lead_back_to_themselves_end_somewhere(schema):
    a, b = f"<{IRI}#a>", f"<{IRI}#b>"
    part = f"<{CRM}P106_is_composed_of>"
    document = plain(schema, (P1, a), (a, TYPE, NAME), (b, TYPE, NAME), (a, part, b), (b, part, a))
    inner = document["identified_by"][0]["part"][0]["part"]
    assert inner == [{"id": f"{IRI}#a", "type": "Name"}]


def test_a_part_that_lies_too_deep_is_referred_to(schema):
    parts = [f"<{IRI}#p{n}>" for n in range(2000)]
    chain = [(a, f"<{CRM}P106_is_composed_of>", b) for a, b in pairwise(parts)]
    document = plain(schema, (P1, parts[0]), *chain, *((p, TYPE, NAME) for p in parts))
    assert len(json.dumps(document)) < 10_000


def test_parts_that_are_pointed_to_from_everywhere_do_not_grow_without_end(schema):
    part, layers = f"<{CRM}P106_is_composed_of>", [[f"<{IRI}#{n}{x}>" for x in "ab"] for n in range(30)]
    edges = [(a, part, b) for x, y in pairwise(layers) for a in x for b in y]
    types = [(p, TYPE, NAME) for layer in layers for p in layer]
    document = plain(schema, (P1, layers[0][0]), *edges, *types)
    assert len(json.dumps(document)) < 100_000


def test_a_part_of_a_class_that_linked_art_does_not_have_is_left_out(schema):
    part = f"<{IRI}#a>"
    document = plain(schema, (P1, part), (part, TYPE, f"<{RDF}Statement>"), (part, P190, '"x"'))
    assert "identified_by" not in document


def test_the_same_record_gives_the_same_text(schema):
    for path in OURS:
        first, second = (json.dumps(written(path, schema)) for _ in range(2))
        assert first == second
