"""One operation on one record: what it does not name keeps its very triples."""

from __future__ import annotations

import pytest

from catalogue.bulk import Doing, Operation, Unfit, Why, place_of, unfit
from catalogue.bulk.applying import Applied, applied
from catalogue.bulk.operation import FIRST, read_operation
from catalogue.namespaces import TYPE
from catalogue.rdf import Triple, literal
from tests.catalogue.bulk.conftest import adding, concept, removing, replacing
from tests.catalogue.making import BASE, crm, link, named, text, with_triples


@pytest.fixture
def jug(schema):
    """A jug about which much is said, some of it by no field."""
    made = named(
        schema, "object", "o1", "Jug",
        material=[concept("clay"), concept("brass")],
        credit_line=[text("Gift of a friend", **{"@id": "credit"})],
        note=[text("first", **{"@id": "note"})],
        production=[{"@id": "making", "carried_out_by": [link("person", "p1")],
                     "timespan": [{"@id": "span", "as_written": [text("about 1230", **{"@id": "said"})]}]}],
    )  # fmt: skip
    loose = (f"<{BASE}/object/o1#loose>", crm("P3_has_note"), literal("nobody asks"))
    return with_triples(made, loose, (f"<{BASE}/object/o1>", "<https://example.org/p>", literal("of no field")))


@pytest.fixture
def do(schema):
    def do(record, operation) -> Applied:
        assert unfit(operation, schema, BASE) == ()
        place = place_of(schema, operation.address)
        assert place is not None
        return applied(record, place, read_operation(operation.written()))

    return do


def changed(record, done: Applied) -> tuple[set[Triple], set[Triple]]:
    """What went and what came."""
    assert done.record is not None
    return set(record.triples - done.record.triples), set(done.record.triples - record.triples)


def iri(term: str) -> str:
    return term[1:-1]


def test_a_reference_is_added_once(jug, do):
    done = do(jug, adding("object.material", iri(concept("fritware"))))
    root = f"<{jug.iri}>"
    assert changed(jug, done) == (set(), {(root, crm("P45_consists_of"), concept("fritware"))})
    assert do(done.record, adding("object.material", iri(concept("fritware")))) == Applied(None)


def test_one_value_gives_way_to_another_and_to_one_that_is_there(jug, do):
    root, path = f"<{jug.iri}>", crm("P45_consists_of")
    done = do(jug, replacing("object.material", iri(concept("fritware")), concept("clay")))
    assert changed(jug, done) == ({(root, path, concept("clay"))}, {(root, path, concept("fritware"))})
    done = do(jug, replacing("object.material", iri(concept("brass")), concept("clay")))
    assert changed(jug, done) == ({(root, path, concept("clay"))}, set())
    done = do(jug, replacing("object.material", iri(concept("fritware"))))
    gone, come = changed(jug, done)
    assert (len(gone), come) == (2, {(root, path, concept("fritware"))})


def test_a_value_that_is_not_there_changes_nothing(jug, do):
    assert do(jug, removing("object.material", concept("bowl"))) == Applied(None)
    assert do(jug, replacing("object.material", iri(concept("clay")), concept("bowl"))) == Applied(None)


def test_a_part_goes_with_the_last_value_that_it_must_have(jug, do):
    done = do(jug, removing("object.credit_line.content"))
    gone, come = changed(jug, done)
    assert come == set()
    assert {t[0] for t in gone} == {f"<{jug.iri}>", f"<{jug.iri}#credit>"}
    assert not any("credit" in " ".join(t) for t in done.record.triples)


def test_a_part_that_holds_something_unseen_stays(jug, do):
    kept = with_triples(jug, (f"<{jug.iri}#credit>", "<https://example.org/p>", literal("seen by nobody")))
    done = do(kept, removing("object.credit_line.content"))
    assert len(changed(kept, done)[0]) == 1


def test_a_value_in_a_part_that_is_not_there_makes_the_part(schema, do):
    plain = named(schema, "object", "o2", "Bowl")
    done = do(plain, adding("object.production.carried_out_by", f"{BASE}/person/p2"))
    gone, come = changed(plain, done)
    assert gone == set()
    assert {t[1] for t in come} >= {crm("P108i_was_produced_by"), crm("P14_carried_out_by")}
    assert do(done.record, adding("object.production.carried_out_by", f"{BASE}/person/p2")) == Applied(None)


def test_a_second_name_gets_a_part_of_its_own_and_no_double(jug, do):
    done = do(jug, adding("object.title.content", "Ewer"))
    gone, come = changed(jug, done)
    assert gone == set()
    assert (jug.iri in " ".join(" ".join(t) for t in come), len({t[0] for t in come})) == (True, 2)
    assert do(done.record, adding("object.title.content", "Ewer")) == Applied(None)


def test_a_whole_part_is_added_and_never_doubled(jug, do):
    inputs = ((f"{FIRST}/content{FIRST}", "Ewer"), (f"{FIRST}/language{FIRST}", iri(concept("en"))))
    operation = Operation(Doing.ADD, "object.other_title", inputs=inputs)
    done = do(jug, operation)
    assert concept("en") in {t[2] for t in changed(jug, done)[1]}
    assert do(done.record, operation) == Applied(None)


def test_a_date_is_computed_anew(jug, do):
    done = do(jug, replacing("object.production.timespan.as_written.content", "1300"))
    gone, come = changed(jug, done)
    assert {t[0] for t in gone | come} == {f"<{jug.iri}#said>", f"<{jug.iri}#span>"}
    assert any("1300-01-01" in t[2] for t in come)


def test_where_several_parts_could_take_a_value_nobody_guesses(jug, do):
    twice = do(jug, adding("object.title.content", "Ewer")).record
    done = do(twice, adding("object.title.type", iri(concept("bowl"))))
    assert ([one.why for one in done.reasons], done.record) == ([Why.UNCLEAR], None)
    assert do(jug, adding("object.title.type", iri(concept("bowl")))).record is not None


def test_a_field_of_one_value_has_no_room(jug, do):
    one = do(jug, adding("object.number_of_parts", "٣")).record
    assert one is not None
    assert do(one, adding("object.number_of_parts", "3")) == Applied(None)
    done = do(one, adding("object.number_of_parts", "4"))
    assert ([one.why for one in done.reasons], done.record) == ([Why.NO_ROOM], None)


@pytest.mark.parametrize(("case", "found"), [(True, False), (False, True)])
def test_words_are_found_in_texts(jug, do, case, found):
    operation = Operation(Doing.TEXT, "object.credit_line.content", find="gift OF", put="Given\\1 by", case=case)
    done = do(jug, operation)
    assert (done.record is not None) == found
    if found:
        assert {t[2] for t in changed(jug, done)[1]} == {literal("Given\\1 by a friend")}


def test_a_text_of_which_nothing_is_left_goes_with_its_part(jug, do):
    done = do(jug, Operation(Doing.TEXT, "object.note.content", find="first"))
    assert "note" not in {t[0].rpartition("#")[2] for t in done.record.triples}


def test_a_record_gets_another_class_of_its_type(schema, do):
    kind = next(one for one in schema.record_types if len(one.classes) > 1)
    first, second = kind.classes[:2]
    one = named(schema, kind.slug, "x1", "Something")
    done = do(one, Operation(Doing.KIND, kind.slug, chosen=second))
    assert changed(one, done)[0] == {(f"<{one.iri}>", TYPE, f"<{first}>")}
    assert changed(one, done)[1] == {(f"<{one.iri}>", TYPE, f"<{second}>")}


def test_what_cannot_be_is_said_before_anything_is_done(schema):
    def why(operation):
        return unfit(operation, schema, BASE)

    assert why(adding("object.nonsense", "x")) == (Unfit.FIELD,)
    assert why(Operation(Doing.ADD, "object.material")) == (Unfit.NEW,)
    assert why(Operation(Doing.TEXT, "object.material", find="x")) == (Unfit.DOING,)
    assert why(Operation(Doing.TEXT, "object.note.content")) == (Unfit.FIND,)
    assert why(Operation(Doing.KIND, "object", chosen="https://example.org/Loan")) == (Unfit.RECORD_TYPE,)
    assert [one.kind.value for one in why(adding("object.height.value", "tall"))] == ["number"]
