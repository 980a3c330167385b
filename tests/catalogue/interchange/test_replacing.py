"""What becomes of a record when a representation of it is put in its place: what it cannot carry stays."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace as with_

import pytest

from catalogue.interchange.graphs import read_graph
from catalogue.interchange.incoming import Incoming, Origin
from catalogue.interchange.linked_art import read_document
from catalogue.interchange.replacing import Replaced, replace
from catalogue.interchange.representing import carried, document, hidden_writes, statements
from catalogue.namespaces import CRM, LABEL, prefixes
from catalogue.rdf import Triple, iri, lines, literal, parse, turtle
from catalogue.record import Record, view
from catalogue.shapes import Schema
from tests.catalogue.making import BASE, crm, link, make, text

HERE = Origin("here")
SEALED = "a key"
HEIGHT, WIDTH = "aat:300055644", "aat:300055647"
CM = "<http://vocab.getty.edu/aat/300379098>"


def dimension(value: str, **more):
    return {"value": [literal(value, "decimal")], "unit": [CM], **more}


@pytest.fixture
def held(schema: Schema) -> Record:
    """A jug with what JSON carries, and with what it does not."""
    return make(
        schema,
        "object",
        "jug",
        {
            "title": [text("A jug", **{"@id": "t1"}), text("Ein Krug", **{"@id": "t2"})],
            "height": [dimension("10", **{"@id": "h"})],
            "production": [
                {
                    "@id": "made",
                    "carried_out_by": [link("person", "p1")],
                    "timespan": [
                        {"@id": "when", "normalised": [literal("1600~")], "begin_of_the_begin": [_day("1600-01-01")]}
                    ],
                }
            ],
            "material": [link("concept", "clay")],
            "storage_location": [link("place", "cellar")],
            "staff_note": [text("under the stairs", **{"@id": "note"})],
            "attribution": [
                {
                    "@id": "said",
                    "assigned_property": [iri(CRM + "P108i_was_produced_by")],
                    "assigned_making": [{"@id": "other", "carried_out_by": [link("person", "p2")]}],
                }
            ],
        },
    )


def _day(day: str) -> str:
    return literal(f"{day}T00:00:00Z", "dateTime")


def shown(schema: Schema, held: Record):
    return json.loads(json.dumps(document(held, schema.by_slug["object"], schema, lambda _: {})))


def put_json(schema: Schema, held: Record, told) -> Replaced:
    found = list(read_document(deepcopy(told), HERE, schema, BASE, SEALED))
    assert len(found) == 1
    assert isinstance(found[0], Incoming), found[0].notes
    record_type = schema.by_slug["object"]
    return replace(held, carried(held, record_type, schema, BASE, as_json=True, staff=True), found[0].triples)


def put_rdf(schema: Schema, held: Record, said: str, *, staff: bool = True) -> Replaced:
    found = list(read_graph(parse(said.encode(), "turtle", base=held.iri), HERE, schema, BASE, key=SEALED))
    assert len(found) == 1
    assert isinstance(found[0], Incoming), found[0].notes
    record_type = schema.by_slug["object"]
    return replace(held, carried(held, record_type, schema, BASE, as_json=False, staff=staff), found[0].triples)


def changed(held: Record, put: Replaced) -> tuple[set[Triple], set[Triple]]:
    return set(held.triples - put.triples), set(put.triples - held.triples)


def test_what_json_shows_is_neither_for_staff_nor_a_competing_statement(schema, held):
    told = json.dumps(shown(schema, held))
    assert "A jug" in told
    assert [word for word in ("stairs", "cellar", "attributed_by", "p2", "1600~") if word in told] == []


def test_json_put_back_unchanged_changes_nothing(schema, held):
    assert put_json(schema, held, shown(schema, held)) == Replaced(held.triples)


def test_turtle_put_back_unchanged_changes_nothing(schema, held):
    for staff in (True, False):
        said = turtle(statements(held, schema.by_slug["object"], staff=staff), prefixes())
        assert ("stairs" in said) is staff
        assert put_rdf(schema, held, said, staff=staff) == Replaced(held.triples)


def test_a_changed_value_is_one_change(schema, held):
    told = shown(schema, held)
    told["dimension"][0]["value"] = 11
    h, value = f"<{held.iri}#h>", crm("P90_has_value")
    ten, eleven = literal("10", "decimal"), literal("11", "decimal")
    assert changed(held, put_json(schema, held, told)) == ({(h, value, ten)}, {(h, value, eleven)})


def test_what_json_has_no_word_for_stays_with_the_part_that_it_tells_of(schema, held):
    told = shown(schema, held)
    told["produced_by"]["timespan"]["begin_of_the_begin"] = "1601-01-01T00:00:00Z"
    removed, added = changed(held, put_json(schema, held, told))
    begin = crm("P82a_begin_of_the_begin")
    assert {t[1] for t in removed | added} == {begin}
    assert {t[0] for t in removed | added} == {f"<{held.iri}#when>"}


def test_of_two_parts_the_one_that_is_like_it_is_changed(schema, held):
    told = shown(schema, held)
    names = told["identified_by"]
    names.reverse()
    next(one for one in names if one["content"] == "A jug")["content"] = "The jug"
    removed, added = changed(held, put_json(schema, held, told))
    assert {t[0] for t in removed | added} == {f"<{held.iri}#t1>"}


def test_parts_that_were_all_changed_are_known_by_what_they_have_in_common(schema):
    languages = {"en": "A jug", "de": "Ein Krug", "fr": "Une cruche"}
    titles = [text(said, language=[link("concept", tag)], **{"@id": f"in-{tag}"}) for tag, said in languages.items()]
    held = make(schema, "object", "jug", {"title": titles})
    told = shown(schema, held)
    told["identified_by"] = [{**one, "content": one["content"].upper()} for one in reversed(told["identified_by"])]
    put = put_json(schema, held, told)
    for tag, said in languages.items():
        content = (f"<{held.iri}#in-{tag}>", crm("P190_has_symbolic_content"))
        assert (*content, literal(said)) in held.triples - put.triples
        assert (*content, literal(said.upper())) in put.triples


def test_a_part_that_is_left_out_goes_with_all_that_it_says(schema, held):
    told = shown(schema, held)
    del told["produced_by"]
    put = put_json(schema, held, told)
    gone = {t[0] for t in held.triples - put.triples}
    assert gone == {f"<{held.iri}>", f"<{held.iri}#made>", f"<{held.iri}#when>"}
    assert not put.triples - held.triples
    assert "1600~" not in lines(put.triples)


def test_staff_fields_and_competing_statements_stay_whatever_is_left_out(schema, held):
    told = {key: shown(schema, held)[key] for key in ("@context", "id", "type", "identified_by")}
    put = put_json(schema, held, told)
    said = lines(put.triples)
    assert all(word in said for word in ("stairs", "cellar", "#said>", "#other>", "p2"))
    assert all(word not in said for word in ("#h>", "#made>", "clay"))
    assert put.stayed == ()


def test_a_part_that_holds_a_staff_field_stays_although_it_is_left_out(schema, held):
    found = {"@id": "found", "place": [link("place", "hill")], "exact_geometry": [literal("POINT(1 2)")]}
    record = make(schema, "object", "jug", {"title": [text("A jug")], "discovery": [found]})
    told = shown(schema, record)
    put = put_json(schema, record, {key: told[key] for key in ("@context", "id", "type", "identified_by")})
    assert put.triples == record.triples
    assert put.stayed == (f"<{record.iri}#found>",)


def test_what_is_sent_twice_is_there_once(schema, held):
    told = shown(schema, held)
    told["referred_to_by"] = [
        {"type": "LinguisticObject", "content": "new", "classified_as": [{"id": "https://x.example/t", "type": "Type"}]}
    ]
    once = put_json(schema, held, told)
    assert once.triples > held.triples
    assert put_json(schema, with_(held, triples=once.triples), told) == once


def test_a_competing_statement_that_is_sent_again_is_not_doubled(schema, held):
    full = carried(held, schema.by_slug["object"], schema, BASE, as_json=True, staff=True)
    assert full.known > full.shown
    told = shown(schema, held)
    made = {"type": "Production", "carried_out_by": [{"id": f"{BASE}/person/p2", "type": "Person"}]}
    told["attributed_by"] = [{"type": "AttributeAssignment", "assigned_property": "produced_by", "assigned": [made]}]
    assert put_json(schema, held, told).triples == held.triples
    told["attributed_by"][0]["assigned"][0]["carried_out_by"][0]["id"] = f"{BASE}/person/p3"
    put = put_json(schema, held, told)
    assert put.triples > held.triples
    assert "p3" in lines(put.triples)


def test_parts_that_read_alike_are_neither_lost_nor_changed(schema):
    """JSON cannot tell them apart: one in two, the other without a word for what differs."""
    twins = [dimension("5", **{"@id": "a"}), dimension("5", **{"@id": "b"})]
    held = make(schema, "object", "jug", {"title": [text("A jug")], "height": twins})
    told = shown(schema, held)
    assert put_json(schema, held, told) == Replaced(held.triples)
    told["_label"] = "Another"
    assert {t[1] for t in put_json(schema, held, told).triples - held.triples} == {LABEL}


def test_a_label_made_for_reading_is_not_stored_and_one_that_is_stored_is_replaced(schema, held):
    told = shown(schema, held)
    assert told["_label"] == "A jug"
    told["identified_by"] = [{**one, "content": "Jar"} for one in told["identified_by"][:1]]
    assert LABEL not in lines(put_json(schema, held, told).triples)
    told["_label"] = "Jar"
    assert LABEL not in lines(put_json(schema, held, told).triples)
    labelled = with_(held, triples=held.triples | {(f"<{held.iri}>", LABEL, literal("Old"))})
    told = shown(schema, labelled) | {"_label": "New"}
    found = [t[2] for t in put_json(schema, labelled, told).triples if t[1] == LABEL]
    assert found == [literal("New")]


def test_turtle_replaces_all_that_its_sender_sees(schema, held):
    root = f"<{held.iri}>"
    kept = [t for t in held.triples if t[0] == root and t[1].endswith("type>")]
    bare = lines(kept) + f"{root} {crm('P1_is_identified_by')} _:b .\n"
    bare += f'_:b {crm("P190_has_symbolic_content")} "A jug" .\n'
    bare += f"_:b <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> {crm('E33_E41_Linguistic_Appellation')} .\n"
    seen = lines(put_rdf(schema, held, bare).triples)
    assert [word for word in ("stairs", "cellar", "#said>", "#h>", "clay") if word in seen] == []
    unseen = lines(put_rdf(schema, held, bare, staff=False).triples)
    assert [word for word in ("#h>", "clay") if word in unseen] == []
    assert all(word in unseen for word in ("stairs", "cellar", "#said>"))


def test_a_blank_node_finds_the_part_that_it_is(schema, held):
    """Turtle of one's own making: the parts have no names."""
    said = lines(held.triples).replace(f"<{held.iri}#h>", "_:h").replace(f"<{held.iri}#t1>", "_:t")
    assert put_rdf(schema, held, said) == Replaced(held.triples)
    assert len(put_rdf(schema, held, said.replace('"10"', '"12"')).triples ^ held.triples) == 2


def test_a_part_of_which_a_staff_field_speaks_too_is_not_emptied(schema, held):
    """Its place among the public values goes, what it says does not."""
    more = (f"<{held.iri}#other>", crm("P9_consists_of"), f"<{held.iri}#made>")
    shared = with_(held, triples=held.triples | {more})
    told = shown(schema, shared)
    del told["produced_by"]
    put = put_json(schema, shared, told)
    assert changed(shared, put) == ({(f"<{held.iri}>", crm("P108i_was_produced_by"), f"<{held.iri}#made>")}, set())


def test_what_would_be_written_into_fields_that_one_does_not_see_is_told(schema, held):
    record_type = schema.by_slug["object"]
    assert not hidden_writes(held, held, record_type)
    assert hidden_writes(held, None, record_type)
    note = view(held, record_type).root.all("staff_note")[0].triple
    assert note in hidden_writes(held, with_(held, triples=held.triples - {note}), record_type)


def test_a_knot_of_parts_comes_back_as_it_was(schema, held):
    knot = (f"<{held.iri}#other>", crm("P9_consists_of"), f"<{held.iri}#made>")
    back = (f"<{held.iri}#made>", crm("P9_consists_of"), f"<{held.iri}#other>")
    tied = with_(held, triples=held.triples | {knot, back})
    assert put_json(schema, tied, shown(schema, tied)).triples == tied.triples
