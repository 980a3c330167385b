"""Graphs into records: what is one, what is part of one, what is hearsay."""

from __future__ import annotations

import io

import pytest

from catalogue.catalogue import Catalogue
from catalogue.interchange.graphs import read_graph
from catalogue.interchange.incoming import Incoming, Level, Origin, Refused
from catalogue.interchange.rdf_files import read_rdf
from catalogue.interchange.stubs import path_of
from catalogue.namespaces import KHZ, LA, TYPE
from catalogue.rdf import literal, parse
from tests.catalogue.making import BASE, crm, link, make, named, source, text

PREFIXES = f"""
@base <{BASE}/> .
@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> .
@prefix khz: <{KHZ}> .
@prefix la: <{LA}> .
@prefix aat: <http://vocab.getty.edu/aat/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <https://m.example/> .
"""


@pytest.fixture
def read(schema):
    """What a graph in Turtle gives."""

    def read(turtle):
        triples = parse((PREFIXES + turtle).encode(), "turtle")
        return list(read_graph(triples, Origin("graph.ttl"), schema, BASE))

    return read


def iris(found):
    return {one.iri for one in found if isinstance(one, Incoming)}


def reasons(found):
    return [note.reason for one in found if isinstance(one, Refused) for note in one.notes]


def test_a_described_thing_is_a_record_and_one_that_is_mentioned_is_a_hint(read):
    (one,) = read(
        'ex:a a crm:E21_Person ; crm:P107i_is_current_or_former_member_of ex:b .ex:b a crm:E74_Group ; rdfs:label "B" .'
    )
    assert one.iri == "https://m.example/a"
    assert [(h.iri, h.crm_class) for h in one.hints] == [("https://m.example/b", crm("E74_Group")[1:-1])]


def test_a_mentioned_thing_that_nobody_refers_to_is_a_record(read):
    assert iris(read('ex:b a crm:E74_Group ; rdfs:label "B" .')) == {"https://m.example/b"}


def test_a_mentioned_thing_with_a_record_class_of_ours_is_a_record(read):
    found = read("ex:a a crm:E21_Person ; crm:P107i_is_current_or_former_member_of ex:b . ex:b a khz:Group .")
    assert iris(found) == {"https://m.example/a", "https://m.example/b"}


def test_what_classifies_a_mentioned_thing_is_hinted_at_too(read):
    (one,) = read(
        "ex:a a crm:E21_Person ; crm:P2_has_type ex:b . ex:b a crm:E55_Type ; crm:P2_has_type ex:c ."
        'ex:c a crm:E55_Type ; rdfs:label "Sort" .'
    )
    assert [h.iri for h in one.hints] == ["https://m.example/b", "https://m.example/c"]


def test_a_shape_that_requires_a_value_is_chosen_by_it(read):
    kinds = "ex:a a crm:E7_Activity ; crm:P2_has_type aat:300055863 . ex:b a crm:E7_Activity ; rdfs:label 'x' ."
    assert {one.iri[-1]: one.record_type.slug for one in read(kinds)} == {"a": "provenance", "b": "event"}


def test_older_class_names_are_read_as_todays_and_noted(read):
    (one,) = read('ex:a a crm:E22_Man-Made_Object ; rdfs:label "Ewer" .')
    assert one.record_type.slug == "object"
    assert (f"<{one.iri}>", TYPE, crm("E22_Human-Made_Object")) in one.triples
    assert [(n.level, n.value) for n in one.notes] == [(Level.INFO, crm("E22_Man-Made_Object")[1:-1])]


def test_older_namespaces_are_read_as_todays(read):
    (one,) = read('ex:a a <http://erlangen-crm.org/current/E21_Person> ; rdfs:label "x" .')
    assert (f"<{one.iri}>", TYPE, crm("E21_Person")) in one.triples


def test_what_no_field_claims_stays_in_the_record(read):
    (one,) = read('ex:a a crm:E21_Person ; <https://x.example/colour> "red" .')
    assert (f"<{one.iri}>", "<https://x.example/colour>", '"red"') in one.triples


def test_a_part_without_class_and_one_with_an_iri_of_its_own_belong_to_the_record(read):
    (one,) = read(
        'ex:a a crm:E21_Person ; crm:P67i_is_referred_to_by ex:n . ex:n crm:P190_has_symbolic_content "x" ;'
        " crm:P72_has_language ex:l . ex:l a crm:E56_Language ."
    )
    parts = {s for s, _, _ in one.triples if s.startswith(f"<{one.local}#P67i_is_referred_to_by-")}
    (part,) = parts
    assert (part, f"<{LA}equivalent>", "<https://m.example/n>") in one.triples
    assert (f"<{one.iri}>", crm("P67i_is_referred_to_by"), part) in one.triples


def test_parts_of_our_records_keep_their_fragments(read):
    (one,) = read(
        """<object/k3m9> a khz:Object, crm:E22_Human-Made_Object ; crm:P108i_was_produced_by <object/k3m9#made> .
        <object/k3m9#made> a crm:E12_Production . <object/k3m9#loose> rdfs:label 'x' ."""
    )
    parts = [f"<{BASE}/object/k3m9{part}>" for part in ("", "#made", "#loose")]
    assert {s for s, _, _ in one.triples} == set(parts)


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ("<object/k3m9#made> a crm:E12_Production .", "parts of one of our records"),
        ('<object/k3m9> crm:P3_has_note "x" .', "not said to be a record"),
        ('<about> a crm:E22_Human-Made_Object ; rdfs:label "x" .', "not said to be a record"),
        ('<person/k3m9> a khz:Object ; rdfs:label "x" .', "stands under /person/"),
        ("ex:a a khz:Object, khz:Person .", "several types: object, person"),
        ('[] a crm:E21_Person ; rdfs:label "x" .', "without an IRI"),
        ('ex:a a <http://xmlns.com/foaf/0.1/Person> ; rdfs:label "x" .', "No record type takes a <http://xmlns"),
        ('ex:a rdfs:label "x" .', "no class"),
    ],
)
def test_what_belongs_to_no_record_is_refused_with_a_reason_and_its_triples(read, turtle, words):
    found = read(turtle)
    (reason,) = reasons(found)
    assert words in reason
    assert found[0].raw.count(" .\n") == len(parse((PREFIXES + turtle).encode(), "turtle"))


def test_no_statement_disappears(read):
    turtle = """
        ex:a a crm:E21_Person ; crm:P2_has_type ex:t .
        ex:a crm:P1_is_identified_by [ a crm:E41_Appellation ; rdfs:label "A" ] .
        ex:t a crm:E55_Type ; rdfs:label "t" ; crm:P2_has_type ex:u . ex:u rdfs:label "u" .
        ex:x rdfs:label "nobody" ; crm:P2_has_type ex:y . ex:y rdfs:label "nothing" .
        [] rdfs:comment "nameless" ; rdfs:seeAlso [ rdfs:label "in" ] .
        _:r rdfs:seeAlso _:s . _:s rdfs:seeAlso _:r .
    """
    found = read(turtle)
    told = "".join(str(one.hints) + str(one.triples) if isinstance(one, Incoming) else one.raw for one in found)
    for word in ("A", "t", "u", "nobody", "nothing", "nameless", "in"):
        assert f'"{word}"' in told or f"'{word}'" in told
    assert sum(isinstance(one, Refused) for one in found) == 3


def test_a_part_shared_by_two_records_becomes_a_part_of_each(read):
    found = read(
        'ex:a a crm:E21_Person ; rdfs:seeAlso _:n . ex:b a crm:E21_Person ; rdfs:seeAlso _:n . _:n rdfs:label "x" .'
    )
    assert all(any(o == '"x"' for _, _, o in one.triples) for one in found)
    assert len(found) == 2


def test_parts_too_deep_are_refused(read):
    chain = " ".join(f"_:n{n} rdfs:seeAlso _:n{n + 1} ." for n in range(100))
    assert "more than 64 deep" in reasons(read(f"ex:a a crm:E21_Person ; rdfs:seeAlso _:n0 . {chain}"))[0]


def test_a_thing_that_is_part_of_itself_is_noted(read):
    found = read(
        'ex:a a crm:E53_Place ; crm:P89_falls_within ex:b ; rdfs:comment "x" .'
        'ex:b a crm:E53_Place ; crm:P89_falls_within ex:c ; rdfs:comment "x" .'
        'ex:c a crm:E53_Place ; crm:P89_falls_within ex:a ; rdfs:comment "x" .'
        'ex:d a crm:E53_Place ; crm:P89_falls_within ex:a ; rdfs:comment "x" .'
    )
    noted = {one.iri[-1]: [n.value for n in one.notes] for one in found}
    around = ["https://m.example/a, https://m.example/b, https://m.example/c"]
    assert noted == {"a": around, "b": around, "c": around, "d": []}


def test_an_export_imported_into_an_empty_catalogue_is_the_same_export(catalogue, bring, schema, tmp_path):
    brass = "https://m.example/brass"
    number = path_of(brass, "concept", BASE).rsplit("/", 1)[1]
    key = next(f.key for f in schema.by_slug["concept"].fields if f.names)
    unclaimed = (f"<{brass}>", "<https://x.example/weight>", literal("1.50", "double"))
    concept = make(schema, "concept", number, {key: [text("brass")]}, unclaimed, iri=brass)
    made_of = (link("object", "k3m9"), crm("P45_consists_of"), f"<{brass}>")
    older = (link("object", "k3m9"), TYPE, crm("E22_Man-Made_Object"))
    assert bring(concept, named(schema, "object", "k3m9", "Ewer", made_of, older)).refused == 0
    file = tmp_path / "export.nq"
    file.write_text(exported(catalogue), "utf-8")
    with Catalogue.create(tmp_path / "second", BASE, bare=True, schema=schema).closing() as second:
        report = second.import_records(read_rdf(file, schema, BASE), source("again"))
        assert (report.refused, exported(second)) == (0, exported(catalogue))


def exported(catalogue):
    out = io.StringIO()
    catalogue.export(out)
    return out.getvalue()
