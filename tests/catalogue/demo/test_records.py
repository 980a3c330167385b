"""The tables of the demo collection."""

from __future__ import annotations

import pytest

from catalogue.interchange.incoming import Incoming
from catalogue.record import Record, references, view
from catalogue.validation import Validator
from catalogue.vocabularies import pack_files, pack_records
from tests.catalogue.demo.tables import chain, made, said
from tests.catalogue.interchange.mapping_trial import BASE, name, schema, tree

PROBABLY, POSSIBLY = "http://vocab.getty.edu/aat/300435721", "http://vocab.getty.edu/aat/300435722"
ALTERNATIVE = "https://w3id.org/khizana/vocabulary/statement-standing/alternative"


def test_every_row_of_the_demo_becomes_a_record_without_a_remark():
    assert all(isinstance(one, Incoming) for one in made())
    assert [note for one in made() for note in one.notes] == []
    assert len({one.iri for one in made()}) == len(made())


def test_there_are_objects_with_their_makers_places_and_owners():
    counts = {slug: sum(one.record_type.slug == slug for one in made()) for slug in schema().by_slug}
    assert counts["object"] > 28
    assert all(counts[slug] > 40 for slug in ("person", "group", "place", "provenance"))


def test_everything_that_the_demo_refers_to_is_in_it_or_in_a_vocabulary():
    known = {one.iri for one in made()} | {one.iri for one in pack_records(pack_files(), schema(), BASE)}
    for one in made():
        seen = view(Record(one.iri, one.path, one.local, one.triples), one.record_type)
        inner = {f"<{one.local}#"}
        targets = {t[1:-1] for steps, t in references(seen.root) if steps[-1].refers_to}
        assert {t for t in targets - known if f"<{t}".split("#")[0] + "#" not in inner} == set(), one.path


def test_the_shapes_find_nothing_wrong_and_nothing_missing():
    classes = {one.iri: one.record_type.record_class for one in made()}
    classes |= {p.iri: p.record_type.record_class for p in pack_records(pack_files(), schema(), BASE)}
    records = [Record(one.iri, one.path, one.local, one.triples) for one in made()]
    found = Validator(schema()).check(records, classes)
    assert [f for f in found if f.blocks_saving or f.missing] == []


@pytest.mark.parametrize("slug", ["object", "place", "group", "person"])
def test_well_known_names_stand_in_four_languages(slug):
    languages = {"388277", "387843", "388296", "389470"}
    naming = {"object": "title"}.get(slug, "name")
    told = [tree(one).get(naming, []) for one in made() if one.record_type.slug == slug]
    spoken = [{n["language"][0][-6:] for n in names} for names in told]
    assert any(languages <= one for one in spoken)


def test_every_statement_on_an_object_has_its_source():
    for one in made():
        if one.record_type.slug == "object":
            texts = tree(one)
            for key in ("note", "description", "condition_statement", "inscription_statement", "provenance_statement"):
                assert all(part.get("source") for part in texts.get(key, [])), (one.path, key)


def test_every_provenance_event_has_its_source():
    events = [tree(one) for one in made() if one.record_type.slug == "provenance"]
    assert all(event["citation"] and event["as_written"][0]["source"] for event in events)


@pytest.mark.parametrize(
    ("work", "begin", "end"),
    [
        ("ardabil-carpet", "1539-05-29", "1540-05-17"),
        ("blacas-ewer", "1232-04-30", "1232-05-29"),
        ("iznik-lamp-signed-musli", "1549-06-07", "1549-07-06"),
        ("bobrinsky-bucket", "1163-12-07", "1164-01-05"),
        ("mihrab-madrasa-imami", "1354-02-03", "1355-01-23"),
        ("bahram-gur-slays-a-dragon", "1341-02-26", "1341-03-27"),
    ],
)
def test_hijri_dates_stay_as_written_beside_their_bounds(work, begin, end):
    (span,) = said(f"/object/{work}")["production"][0]["timespan"]
    assert "AH" in span["as_written"][0]["content"][0]
    assert span["begin_of_the_begin"] == [f"{begin}T00:00:00Z"]
    assert span["end_of_the_end"] == [f"{end}T23:59:59Z"]


def test_sources_that_differ_stand_side_by_side_and_none_is_preferred():
    (carpet, basin) = said("/object/emperors-carpet"), said("/object/baptistere-de-saint-louis")
    knots = {claim["assigned_dimension"][0]["value"][0] for claim in carpet["attribution"]}
    sizes = {claim["assigned_dimension"][0]["value"][0] for claim in basin["attribution"]}
    assert (knots, sizes) == ({"5425", "5230"}, {"50.2", "22.2", "50", "23.2"})
    claims = carpet["attribution"] + basin["attribution"] + basin["production"][0]["attribution"]
    assert all(claim["status"] == [ALTERNATIVE] and claim["source"] for claim in claims)
    assert "height" not in basin


def test_likely_and_question_marks_of_a_published_chain_are_kept():
    chained = chain("bier")
    assert [event.get("certainty") for event in chained] == [None, [PROBABLY], None, None, None, [POSSIBLY], None]
    assert chained[2]["acquisition"][0]["certainty"] == [PROBABLY]
    assert chained[4]["lot_number"][0]["content"] == ["432"]


def test_a_gap_is_an_owner_who_leaves_and_another_whose_source_is_unknown():
    leaving, arriving = chain("canteen")[1:3]
    assert "to" not in leaving["acquisition"][0]
    assert "from" not in arriving["acquisition"][0]
    assert leaving["timespan"][0]["end_of_the_end"] == ["1845-12-31T23:59:59Z"]
    assert arriving["timespan"][0]["end_of_the_end"] == ["1934-12-31T23:59:59Z"]


def test_what_could_not_be_confirmed_is_not_in_the_demo():
    panel, facade = said("/object/ghazni-marble-panel"), said("/object/mshatta-facade")
    assert "accession_number" not in panel
    assert not {"height", "width", "length", "dimension"} & set(panel)
    assert panel["current_custodian"] == [f"{BASE}/group/embassy-of-afghanistan"]
    assert "accession_number" not in facade
    assert not any("National Museum of Afghanistan" in name(one) for one in made() if one.record_type.slug == "group")


def test_jerusalem_is_in_no_state():
    assert "part_of" not in said("/place/jerusalem")


def test_the_parts_of_a_classical_name_are_told_apart():
    (name_,) = [n for n in said("/person/shuja-ibn-mana")["name"] if n.get("part")]
    parts = {part["type"][0].rsplit("/", 1)[1]: part["content"][0] for part in name_["part"]}
    assert parts == {"ism": "Shuja‘", "nasab": "ibn Man‘a", "nisba": "al-Mawsili"}
