"""Importing: what records refer to, what they are part of, and what only one of them may have."""

from __future__ import annotations

import pytest

from catalogue import journal
from catalogue.interchange.incoming import Hint
from catalogue.namespaces import CRM
from catalogue.publication import PublicRecord
from catalogue.rdf import literal
from tests.catalogue.asking import at, count, held, notes, numbered, parts, state
from tests.catalogue.making import BASE, crm, foreign, incoming, link, named, source, text, with_triples

AAT = "http://vocab.getty.edu/aat/300011914"


# What records refer to.


def test_a_stub_is_made_of_a_hint_and_filled_by_a_later_document(catalogue, schema, bring):
    record = named(schema, "object", "o1", "A", material=[f"<{AAT}>"])
    hint = Hint(AAT, f"{CRM}E57_Material", (("en", "parchment"),), ("300011914",))
    report = catalogue.import_records([incoming(schema, record, hints=(hint,))], source())
    assert dict(report.stubs) == {"concept": 1}
    assert held(catalogue, AAT).stub
    assert {literal("parchment"), literal("300011914"), crm("E57_Material")} <= {t[2] for t in state(catalogue, AAT)}
    document = foreign(schema, "concept", AAT, {"name": [text("parchment (material)")]})
    report = bring(document, name="the thesaurus")
    assert (report.refused, dict(report.updated)) == (0, {"concept": 1})
    assert not held(catalogue, AAT).stub
    assert state(catalogue, AAT) == document.triples


def test_a_hint_never_touches_what_is_held(catalogue, schema, bring):
    concept = foreign(schema, "concept", AAT, {"name": [text("vellum")]})
    bring(concept)
    hint = Hint(AAT, f"{CRM}E57_Material", ((None, "SOMETHING ELSE"),))
    record = named(schema, "object", "o1", "A", material=[f"<{AAT}>"])
    report = catalogue.import_records([incoming(schema, record, hints=(hint,))], source("other", "other"))
    assert report.stubs == {}
    assert state(catalogue, AAT) == concept.triples


def test_a_stub_of_the_wrong_kind_becomes_what_its_document_says(catalogue, schema, bring):
    """Who made it was taken for a person; it turns out to be a workshop."""
    maker = "https://viaf.example/7"
    bring(named(schema, "object", "o1", "A", production=[{"carried_out_by": [f"<{maker}>"]}]))
    stub = held(catalogue, maker)
    other = "group" if stub.slug == "person" else "person"
    report = bring(foreign(schema, other, maker, {"name": [text("A workshop")]}), name="viaf")
    assert report.refused == 0
    found = held(catalogue, maker)
    assert (found.slug, found.path, found.stub) == (other, stub.path.replace(stub.slug, other), False)
    assert not [f for f in catalogue.validate() if f.blocks_saving]
    catalogue.publish_all()
    assert isinstance(catalogue.public_log.by_path(found.path), PublicRecord)


def test_a_stub_of_the_wrong_kind_that_is_public_is_not_turned_over_in_silence(catalogue, schema, bring):
    maker = "https://viaf.example/7"
    record = named(schema, "object", "o1", "A", production=[{"carried_out_by": [f"<{maker}>"]}])
    hint = Hint(maker, f"{CRM}E21_Person", (("en", "A workshop"),))
    catalogue.import_records([incoming(schema, record, hints=(hint,))], source())
    catalogue.publish_all()
    report = bring(foreign(schema, "group", maker, {"name": [text("A workshop")]}), name="viaf")
    assert report.refused == 1
    assert "/person/" in notes(report)
    assert held(catalogue, maker).slug == "person"


def test_a_reference_to_nothing_is_told_and_made_a_draft_without_a_name(catalogue, schema, bring):
    report = bring(named(schema, "object", "o1", "A", production=[{"carried_out_by": [link("person", "p9")]}]))
    assert dict(report.stubs) == {"person": 1}
    assert "Nothing is known of what it refers to" in notes(report)
    assert held(catalogue, at("person", "p9")).stub
    assert {b.path for b in catalogue.publish_all().blocked} == {"/person/p9"}


def test_what_comes_later_in_the_source_is_no_stub(catalogue, schema, bring):
    loans = [named(schema, "object", f"o{n}", "A", part_of=[link("object", "whole")]) for n in range(150)]
    report = bring(*loans, named(schema, "object", "whole", "The whole"))
    assert report.stubs == {}
    assert dict(report.created) == {"object": 151}


def test_an_address_of_ours_where_nothing_can_be_is_told(catalogue, schema, bring):
    report = bring(named(schema, "object", "o1", "A", material=[f"<{BASE}/nonsense/x!>"]))
    assert "at which there can be no record" in notes(report)
    assert count(catalogue, "record") <= 1


@pytest.mark.parametrize("far", [1, 150])
def test_a_reference_to_a_refused_record_is_a_reference_to_nothing(catalogue, schema, bring, far):
    """The refused record is not there; what pointed to it gets a stub and says so."""
    bad = with_triples(
        named(schema, "object", "bad", "B"), (link("object", "bad"), crm("P45_consists_of"), literal("clay"))
    )
    others = [named(schema, "object", f"x{n}", "X") for n in range(far - 1)]
    report = bring(named(schema, "object", "o1", "A", part_of=[link("object", "bad")]), *others, bad)
    assert (report.refused, report.created["object"]) == (1, far)
    assert held(catalogue, at("object", "bad")).stub
    assert not [f for f in catalogue.validate() if f.blocks_saving]


def test_a_chain_of_references_to_a_refused_record_is_cut_at_one_link(catalogue, schema, bring):
    bad = with_triples(
        named(schema, "object", "cc", "C"), (link("object", "cc"), crm("P45_consists_of"), literal("clay"))
    )
    a = named(schema, "object", "aa", "A", part_of=[link("object", "bb")])
    b = named(schema, "object", "bb", "B", part_of=[link("object", "cc")])
    report = bring(a, b, bad)
    assert report.created["object"] == 2
    assert not held(catalogue, at("object", "bb")).stub
    assert held(catalogue, at("object", "cc")).stub


# Circles.


def edges(catalogue):
    with catalogue.database.reading() as connection:
        states = list(journal.heads(connection))
    return {
        (h.path[8:], t[2][1:-1].rsplit("/", 1)[1]) for h, s in states for t in s if t[1] == crm("P46i_forms_part_of")
    }


def leads_round(found):
    up = dict(found)
    for start in up:
        here, seen = start, set()
        while here in up and here not in seen:
            seen.add(here)
            here = up[here]
        if here in seen:
            return True
    return False


@pytest.mark.parametrize("between", [0, 150])
def test_nothing_is_part_of_itself_however_far_round(catalogue, schema, bring, between):
    a, b, c = parts(schema, ("aa", "bb"), ("bb", "cc"), ("cc", "aa"))
    report = bring(a, b, *parts(schema, *((f"x{n}", None) for n in range(between))), c)
    assert report.complete
    assert not leads_round(edges(catalogue))
    assert len(edges(catalogue)) == 2
    assert notes(report).count("It would become part of itself") == 1


def test_a_circle_with_what_is_held_is_found(catalogue, schema, bring):
    bring(*parts(schema, ("aa", "bb"), ("bb", None)))
    report = bring(*parts(schema, ("bb", "aa")))
    assert edges(catalogue) == {("aa", "bb")}
    assert "It would become part of itself" in notes(report)


def test_whole_and_part_may_change_places(catalogue, schema, bring):
    bring(*parts(schema, ("aa", "bb"), ("bb", None)))
    for order in (("aa", None), ("bb", "aa")), (("bb", None), ("aa", "bb")), (("bb", "aa"), ("aa", None)):
        report = bring(*parts(schema, *order))
        assert "part of itself" not in notes(report)
        assert edges(catalogue) == {(c, w) for c, w in order if w}


def test_a_thing_that_is_part_of_itself_is_not(catalogue, schema, bring):
    report = bring(*parts(schema, ("aa", "aa")))
    assert edges(catalogue) == set()
    assert report.complete


def test_a_circle_left_out_is_not_made_again_by_the_same_import(catalogue, schema, bring):
    records = parts(schema, ("aa", "bb"), ("bb", "aa"))
    bring(*records)
    before = edges(catalogue)
    report = bring(*records)
    assert edges(catalogue) == before
    assert report.unchanged == 2


# Values that only one record may have.


@pytest.mark.parametrize("between", [0, 150])
def test_a_unique_value_has_one_owner(catalogue, schema, bring, between):
    others = [named(schema, "object", f"x{n}", "X") for n in range(between)]
    report = bring(numbered(schema, "aa", "W.1"), *others, numbered(schema, "bb", "W.1"))
    assert report.refused == 1
    assert f"This value belongs to another record: {at('object', 'aa')}." in notes(report)
    assert held(catalogue, at("object", "bb")) is None


def test_a_value_let_go_can_be_taken(catalogue, schema, bring):
    bring(numbered(schema, "aa", "W.1"))
    bring(numbered(schema, "aa", "W.2"))
    assert bring(numbered(schema, "bb", "W.1")).complete
    assert bring(numbered(schema, "cc", "W.2")).refused == 1


@pytest.mark.parametrize("order", [("aa", "bb"), ("bb", "aa")])
def test_two_records_may_exchange_their_values(catalogue, schema, bring, order):
    bring(numbered(schema, "aa", "W.1"), numbered(schema, "bb", "W.2"))
    changed = {"aa": numbered(schema, "aa", "W.2"), "bb": numbered(schema, "bb", "W.1")}
    assert bring(*(changed[o] for o in order)).complete
    assert bring(numbered(schema, "cc", "W.1")).refused == 1


def test_a_refused_record_keeps_no_value(catalogue, schema, bring):
    bad = with_triples(numbered(schema, "aa", "W.1"), (link("object", "aa"), crm("P45_consists_of"), literal("clay")))
    report = bring(bad, numbered(schema, "bb", "W.1"))
    assert report.created["object"] == 1
    assert held(catalogue, at("object", "bb"))


def test_a_value_is_unique_within_its_field_only(catalogue, schema, bring):
    bring(numbered(schema, "aa", "W.1"))
    other = named(schema, "object", "bb", "bb", former_number=[text("W.1")])
    assert bring(other, named(schema, "loan", "l1", "L", number=[text("W.1")])).complete


def test_what_is_saved_by_hand_keeps_its_value_too(catalogue, schema, bring):
    catalogue.save(numbered(schema, "aa", "W.1"), "object")
    assert bring(numbered(schema, "bb", "W.1")).refused == 1
    bring(numbered(schema, "cc", "W.3"))
    with pytest.raises(Exception, match="belongs to another record"):
        catalogue.save(numbered(schema, "dd", "W.3"), "object")


def test_nothing_saved_by_hand_is_part_of_itself(catalogue, schema, bring):
    a, b = parts(schema, ("aa", "bb"), ("bb", None))
    bring(a, b)
    with pytest.raises(Exception, match="part of itself"):
        catalogue.save(parts(schema, ("bb", "aa"))[0], "object")


def test_stubs_are_known_as_such_to_the_record_table(catalogue, schema, bring):
    bring(named(schema, "object", "o1", "A", material=[f"<{AAT}>"]))
    with catalogue.database.reading() as connection:
        assert [h.iri for h in journal.all_held(connection, stub=True)] == [AAT]
