"""Importing: nothing is doubled, nothing of a curator's is lost, and whatever was not done is said."""

from __future__ import annotations

import pytest

from catalogue.interchange.incoming import Level, Note, Origin, Refused
from catalogue.rdf import literal, parse
from tests.catalogue.asking import at, count, edit, held, notes, state
from tests.catalogue.making import aat, crm, incoming, link, make, named, source, text, with_triples

AAT = "http://vocab.getty.edu/aat/300011914"


# The same again, and what changed since.


def test_new_records_come_in_as_drafts(catalogue, schema, bring):
    report = bring(named(schema, "object", "o1", "A"), named(schema, "person", "p1", "B"))
    assert (report.read, dict(report.created), report.complete) == (2, {"object": 1, "person": 1}, True)
    assert state(catalogue, at("object", "o1")) == named(schema, "object", "o1", "A").triples
    assert held(catalogue, at("object", "o1")).status == "draft"
    assert catalogue.public_log.position() == 0
    assert catalogue.open_imports() == []


def test_the_same_again_adds_nothing(catalogue, schema, bring):
    records = [named(schema, "object", f"o{n}", "A") for n in range(3)]
    bring(*records)
    report = bring(*records)
    assert (report.unchanged, report.created, report.updated) == (3, {}, {})
    assert count(catalogue, "version") == 3
    assert count(catalogue, "change") == 1


def test_what_the_source_changed_is_changed(catalogue, schema, bring):
    bring(named(schema, "object", "o1", "Before"))
    report = bring(named(schema, "object", "o1", "After", material=[aat(1)]))
    assert dict(report.updated) == {"object": 1}
    assert literal("After") in {t[2] for t in state(catalogue, at("object", "o1"))}


def test_a_curators_edit_outlives_the_same_import(catalogue, schema, bring):
    record = named(schema, "object", "o1", "As imported")
    bring(record)
    edit(catalogue, record, "As imported", "As corrected")
    report = bring(record)
    assert report.unchanged == 1
    assert literal("As corrected") in {t[2] for t in state(catalogue, at("object", "o1"))}


def test_edit_and_news_are_joined_and_the_next_import_knows_both(catalogue, schema, bring):
    record = named(schema, "object", "o1", "As imported")
    bring(record)
    edit(catalogue, record, "As imported", "As corrected")
    news = named(schema, "object", "o1", "As imported", number_of_parts=[literal("2", "integer")])
    assert dict(bring(news).updated) == {"object": 1}
    assert bring(news).unchanged == 1
    assert bring(record).updated
    objects = {t[2] for t in state(catalogue, at("object", "o1"))}
    assert literal("As corrected") in objects
    assert literal("2", "integer") not in objects


def test_a_conflict_is_reported_and_the_curator_kept(catalogue, schema, bring):
    record = named(schema, "object", "o1", "As imported")
    bring(record)
    edit(catalogue, record, "As imported", "As corrected")
    report = bring(named(schema, "object", "o1", "From the source"))
    assert literal("As corrected") in {t[2] for t in state(catalogue, at("object", "o1"))}
    assert "Source and curator both changed this value" in notes(report)
    assert report.warnings >= 1


def test_a_record_of_another_source_is_refused_unless_it_says_the_same(catalogue, schema, bring):
    record = named(schema, "object", "o1", "A")
    bring(record)
    assert bring(record, name="other").unchanged == 1
    report = bring(named(schema, "object", "o1", "B"), name="other")
    assert (report.refused, report.complete) == (1, False)
    assert "did not come from this source" in notes(report)
    assert state(catalogue, at("object", "o1")) == record.triples


def test_a_record_that_was_made_by_hand_is_not_overwritten(catalogue, schema, bring):
    catalogue.save(named(schema, "object", "o1", "By hand"), "object")
    assert bring(named(schema, "object", "o1", "From a file")).refused == 1
    assert literal("By hand") in {t[2] for t in state(catalogue, at("object", "o1"))}


# Identity.


@pytest.mark.parametrize("between", [0, 150])
def test_two_rows_with_one_identity_are_not_one(catalogue, schema, bring, between):
    others = [named(schema, "object", f"x{n}", "X") for n in range(between)]
    twice = incoming(schema, named(schema, "object", "o1", "Second"), "row 2")
    first = incoming(schema, named(schema, "object", "o1", "First"), "row 1")
    items = [first, *(incoming(schema, o) for o in others), twice]
    report = catalogue.import_records(items, source())
    assert report.refused == 1
    assert "row 2" in notes(report)
    assert "same identity as made.nt, row 1" in notes(report)
    assert literal("First") in {t[2] for t in state(catalogue, at("object", "o1"))}


def test_a_record_that_waits_for_the_end_is_not_its_own_double(catalogue, schema, bring):
    report = bring(named(schema, "object", "o1", "A", production=[{"carried_out_by": [link("person", "nobody")]}]))
    assert (report.refused, report.read) == (0, 1)
    assert notes(report).count("Nothing is known of what it refers to") == 1


def test_notes_of_a_record_that_waits_are_told_once(catalogue, schema):
    record = named(schema, "object", "o1", "A", material=[f"<{AAT}>"])
    note = Note(Level.WARNING, Origin("f", "row 1"), "Kept as written.")
    report = catalogue.import_records([incoming(schema, record, notes=(note,))], source())
    assert notes(report).count("Kept as written.") == 1
    assert report.reasons["Kept as written."] == 1


def test_an_address_keeps_its_kind(catalogue, schema, bring):
    bring(named(schema, "object", "o1", "A thing"))
    person = make(schema, "person", "zz", {"name": [text("A person")]}, iri=at("object", "o1"))
    report = bring(person)
    assert report.refused == 1
    assert held(catalogue, at("object", "o1")).slug == "object"
    assert literal("A thing") in {t[2] for t in state(catalogue, at("object", "o1"))}


def test_a_path_belongs_to_one_record(catalogue, schema, bring):
    bring(named(schema, "object", "o1", "A thing"))
    squatter = make(schema, "object", "o1", {"title": [text("B")]}, iri="https://elsewhere.example/1")
    astray = make(schema, "object", "o2", {"title": [text("B")]}, iri="https://elsewhere.example/2")
    strange = [named(schema, "object", number, "C") for number in ("A1", "x", "a_b", "a/b", "-ab", "a" * 65)]
    report = bring(squatter, astray, *strange)
    assert report.refused == 8
    assert "/object/o1 is the place of another record" in notes(report)
    assert count(catalogue, "record") == 1


# Refusals.


def test_a_bad_row_stays_out_and_the_rest_comes_in(catalogue, schema):
    bad = with_triples(
        named(schema, "object", "bad", "B"), (link("object", "bad"), crm("P45_consists_of"), literal("clay"))
    )
    items = [incoming(schema, named(schema, "object", "o1", "A")), incoming(schema, bad, "row 7", raw='{"the": "row"}')]
    report = catalogue.import_records(items, source())
    assert (report.refused, dict(report.created)) == (1, {"object": 1})
    assert held(catalogue, at("object", "bad")) is None
    assert report.refused_file.read_text("utf-8") == '{"the": "row"}\n'
    assert 'refused: made.nt, row 7 [Material] “"clay"”' in notes(report)


def test_what_a_reader_refused_is_kept_aside(catalogue, schema):
    why = Note(Level.REFUSED, Origin("f.csv", "row 2"), "It has no number.", "Give it one.", "number", "x" * 500)
    report = catalogue.import_records([Refused(why.origin, (why,), "a,b,c\n")], source())
    assert report.refused_file.read_text("utf-8") == "a,b,c\n"
    line = notes(report)
    assert line.startswith("refused: f.csv, row 2 [number] “xxx")
    assert "It has no number. Give it one." in line
    assert len(line) < 300


def test_a_refused_file_in_triples_can_be_read_again(catalogue, schema):
    bad = with_triples(
        named(schema, "object", "bad", "B"), (link("object", "bad"), crm("P45_consists_of"), literal("clay"))
    )
    report = catalogue.import_records([incoming(schema, bad)], source())
    assert frozenset(parse(report.refused_file.read_bytes(), "ntriples")) == bad.triples


def test_a_gap_is_told_and_lets_the_record_in(catalogue, schema, bring):
    report = bring(make(schema, "object", "o1", {}))
    assert (report.refused, report.incomplete) == (0, 1)
    assert "warning: made.nt, /object/o1 [Title]: Title: a value is missing" in notes(report)
