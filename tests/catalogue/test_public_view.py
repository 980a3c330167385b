"""The public view: a secret is absent. What cannot stand without it goes too, and what cannot go is not published."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.namespaces import KHZ, TYPE
from catalogue.public_view import ASSIGNED, ASSIGNED_PROPERTY, ATTRIBUTED, public_view
from catalogue.rdf import literal
from catalogue.record import view
from tests.catalogue.making import AUDIENCE, BASE, EMBARGO, STAFF, aat, crm, link, named, text, with_triples
from tests.catalogue.test_record import STAFF_NOTE, wild_records

ROOT = f"<{BASE}/loan/l1>"
LENDER = [link("group", "g1")]
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def seen(schema, record, visible=lambda _: True, at=AT):
    return public_view(view(record, schema.by_slug[record.path.split("/")[1]]), visible, at)


def all_but(*hidden):
    return lambda term: term not in hidden


def said(view):
    return " ".join(" ".join(t) for t in view.triples)


def loan(schema, *more, **tree):
    return named(schema, "loan", "l1", "A loan", *more, lender=LENDER, **tree)


def part(name):
    return f"<{BASE}/loan/l1#{name}>"


def test_what_is_public_leaves_whole(schema):
    record = loan(schema, note=[text("n")], item=[{"object": [link("object", "o1")], "remark": [literal("r")]}])
    found = seen(schema, record)
    assert found.triples == record.triples
    assert (found.fallen, found.withheld) == ((), ())


@pytest.mark.parametrize(
    "tree",
    [
        {"staff_note": [text("SECRET")]},
        {"insured_value": [{"note": [literal("SECRET")], "value": [literal("1", "decimal")]}]},
        {"item": [{"object": [link("object", "o1")], "courier": [link("person", "SECRET")]}]},
    ],
)
def test_staff_fields_are_absent(schema, tree):
    found = seen(schema, loan(schema, **tree))
    assert "SECRET" not in said(found)
    assert "A loan" in said(found)
    assert len(found.withheld) == 1


def test_a_staff_field_inside_a_part_leaves_the_rest_of_the_part(schema):
    item = {"object": [link("object", "o1")], "courier": [link("person", "p1")], "remark": [literal("by road")]}
    found = seen(schema, loan(schema, item=[item]))
    assert "by road" in said(found)
    assert "person/p1" not in said(found)


@pytest.mark.parametrize(
    "more",
    [
        [(ROOT, "<urn:x:unknown>", literal("SECRET"))],
        [(ROOT, crm("P3_has_note"), literal("SECRET"))],
        [(part("a"), crm("P3_has_note"), literal("SECRET"))],
        [(ROOT, crm("P1_is_identified_by"), literal("SECRET"))],
        [
            (ROOT, crm("P1_is_identified_by"), part("a")),
            (part("a"), crm("P190_has_symbolic_content"), literal("SECRET")),
        ],
        [(ROOT, TYPE, "<urn:x:SECRET>")],
    ],
)
def test_what_no_field_claims_is_absent(schema, more):
    found = seen(schema, loan(schema, *more))
    assert "SECRET" not in said(found)
    assert found.triples == loan(schema).triples


HIDING = {
    "an audience of staff": (AUDIENCE, STAFF),
    "a misspelt audience": (AUDIENCE, f"<{KHZ}staff>"),
    "an audience that is a text": (AUDIENCE, literal("Staff")),
    "an embargo to come": (EMBARGO, literal("2027-01-01T00:00:00Z", "dateTime")),
    "an embargo until tomorrow": (EMBARGO, literal("2026-11-24", "date")),
    "an embargo in another zone": (EMBARGO, literal("2026-11-23T10:00:00-05:00", "dateTime")),
    "an embargo in five digits": (EMBARGO, literal("12026-01-01T00:00:00Z", "dateTime")),
    "an embargo in plain words": (EMBARGO, literal("1 January 2030")),
    "an embargo of nothing": (EMBARGO, literal("")),
    "an embargo that is an address": (EMBARGO, "<urn:x:never>"),
    "an embargo over and one to come": (EMBARGO, literal("2020-01-01", "date")),
}
OPEN = {
    "an audience of everybody": (AUDIENCE, f"<{KHZ}Public>"),
    "an embargo long over": (EMBARGO, literal("2020-01-01T00:00:00Z", "dateTime")),
    "an embargo until today": (EMBARGO, literal("2026-11-23", "date")),
    "an embargo until noon": (EMBARGO, literal("2026-11-23T12:00:00Z", "dateTime")),
    "an embargo over in its zone": (EMBARGO, literal("2026-11-23T14:00:00+05:00", "dateTime")),
}


@pytest.mark.parametrize("what", HIDING)
@pytest.mark.parametrize("where", ["n", "i"])
def test_a_part_is_hidden_by(schema, what, where):
    more = [(part(where), *HIDING[what])]
    if "and one to come" in what:
        more.append((part(where), EMBARGO, literal("2030-01-01", "date")))
    tree = {
        "note": [text("SECRET" if where == "n" else "open", **{"@id": "n"})],
        "item": [
            {"@id": "i", "object": [link("object", "o1")], "remark": [literal("SECRET" if where == "i" else "open")]}
        ],
    }
    found = seen(schema, loan(schema, *more, **tree))
    assert "SECRET" not in said(found)
    assert "open" in said(found)
    assert not any(part(where) in t for t in found.triples)


@pytest.mark.parametrize("what", OPEN)
def test_a_part_is_shown_in_spite_of(schema, what):
    found = seen(schema, loan(schema, (part("n"), *OPEN[what]), note=[text("open", **{"@id": "n"})]))
    assert "open" in said(found)
    assert KHZ + "audience" not in said(found)
    assert KHZ + "embargoedUntil" not in said(found)


@pytest.mark.parametrize("what", HIDING)
def test_a_record_cannot_be_published_that_is_hidden_whole_by(schema, what):
    more = [(ROOT, *HIDING[what])]
    if "and one to come" in what:
        more.append((ROOT, EMBARGO, literal("2030-01-01", "date")))
    found = seen(schema, loan(schema, *more))
    assert found.triples == frozenset()
    assert found.hidden


def test_a_part_within_a_hidden_part_is_hidden(schema):
    statement = {
        "@id": "a", "assigned_property": [crm("P67i_is_referred_to_by")],
        "assigned_statement": [text("SECRET", type=[aat(300027200)])],
    }  # fmt: skip
    found = seen(schema, loan(schema, (part("a"), AUDIENCE, STAFF), attribution=[statement]))
    assert "SECRET" not in said(found)


def test_pointers_to_what_is_not_visible_are_absent_but_remembered(schema):
    record = loan(schema, borrower=[link("group", "g2"), link("group", "g3")])
    found = seen(schema, record, all_but(link("group", "g2")))
    assert link("group", "g2") not in said(found)
    assert (crm("P29_custody_received_by")[1:-1], f"{BASE}/group/g2", False) in found.pointers
    assert (crm("P29_custody_received_by")[1:-1], f"{BASE}/group/g3", True) in found.pointers


def test_an_outside_link_that_is_not_visible_is_absent(schema):
    found = seen(schema, loan(schema, agreement=[link("object", "hidden")]), all_but(link("object", "hidden")))
    assert "hidden" not in said(found)


def test_a_part_that_falls_below_its_minimum_goes_whole(schema):
    item = {"object": [link("object", "o1")], "remark": [literal("SECRET")]}
    found = seen(schema, loan(schema, item=[item]), all_but(link("object", "o1")))
    assert "SECRET" not in said(found)
    assert crm("P9_consists_of") not in said(found)
    assert found.fallen == ()


def test_a_part_above_its_minimum_stays_with_what_is_left(schema):
    item = {"object": [link("object", "o1"), link("object", "o2")], "remark": [literal("two things")]}
    found = seen(schema, loan(schema, item=[item]), all_but(link("object", "o1")))
    assert "two things" in said(found)
    assert link("object", "o1") not in said(found)


def test_a_part_of_which_nothing_is_left_goes(schema):
    record = named(schema, "object", "o1", "A", production=[{"part": [{"carried_out_by": [link("person", "p1")]}]}])
    found = seen(schema, record, all_but(link("person", "p1")))
    assert crm("P108i_was_produced_by") not in said(found)
    assert crm("P9_consists_of") not in said(found)


def test_a_root_that_falls_below_its_minimum_is_said_to_fall(schema):
    assert seen(schema, loan(schema), all_but(LENDER[0])).fallen == ("lender",)


def test_a_record_whose_only_title_is_hidden_falls(schema):
    hidden = (part("t"), AUDIENCE, STAFF)
    record = with_triples(
        named(schema, "loan", "l1", "unused", title=[text("SECRET", **{"@id": "t"})], lender=LENDER), hidden
    )
    found = seen(schema, record)
    assert found.fallen == ("title",)


def test_what_was_missing_before_is_not_said_to_fall(schema):
    record = named(schema, "loan", "l1", "A")
    assert seen(schema, record).fallen == ()


# Parts that are pointed to twice, pointers that lead nowhere, rings.


def test_a_part_that_two_public_fields_share_stays_in_both(schema):
    when = {"normalised": [literal("1525")]}
    record = named(schema, "object", "o1", "A", production=[{"timespan": [when], "part": [{"timespan": [when]}]}])
    assert seen(schema, record).triples == record.triples


def test_a_part_that_a_staff_field_claims_is_for_staff_wherever_else_it_is_pointed_to(schema):
    shared = (part("i"), crm("P67i_is_referred_to_by"), part("s"))
    statement = {"@id": "a", "assigned_property": [crm("P67i_is_referred_to_by")], "assigned_statement": []}
    more = [shared, (part("a"), ASSIGNED, part("s")), (ROOT, crm("P148_has_component"), part("s"))]
    found = seen(schema, loan(schema, *more, staff_note=[text("SECRET", **{"@id": "s"})], attribution=[statement]))
    assert "SECRET" not in said(found)
    public = {
        "production": [{"statement": [text("SECRET", **{"@id": "s"})]}],
        "staff_note": [text("SECRET", **{"@id": "s"})],
    }
    found = seen(schema, named(schema, "object", "o1", "A", **public))
    assert "SECRET" not in said(found)


def test_pointers_to_parts_that_are_not_there_are_absent(schema):
    found = seen(schema, loan(schema, (ROOT, crm("P9_consists_of"), part("gone"))))
    assert part("gone") not in said(found)
    assert found.triples == loan(schema).triples


def test_a_required_pointer_to_a_part_that_is_not_there_does_not_count(schema):
    item = {"@id": "i", "remark": [literal("SECRET")]}
    more = (part("i"), crm("P30_transferred_custody_of"), part("gone"))
    assert "SECRET" not in said(seen(schema, loan(schema, more, item=[item])))


def test_a_hidden_part_is_pointed_to_by_nobody_however_many_share_it(schema):
    """So many that not every one of them shows it."""
    makings = [{"role": [aat(n)], "timespan": []} for n in range(1_100)]
    record = named(schema, "object", "o1", "A", production=[{"part": makings}])
    hidden = f"<{record.local}#hidden>"
    parts = [t[2] for t in record.triples if t[1] == crm("P9_consists_of")]
    shared = [(part, crm("P4_has_time-span"), hidden) for part in parts]
    more = [
        (hidden, TYPE, crm("E52_Time-Span")),
        (hidden, AUDIENCE, STAFF),
        (hidden, f"<{KHZ}edtf>", literal("SECRET")),
    ]
    found = seen(schema, with_triples(record, *shared, *more))
    assert hidden not in said(found)
    assert len([t for t in found.triples if t[1] == crm("P9_consists_of")]) == 1_100


def test_parts_in_a_ring_that_nothing_reaches_are_absent(schema):
    ring = [(part("a"), crm("P9_consists_of"), part("b")), (part("b"), crm("P9_consists_of"), part("a"))]
    ring += [(part(n), TYPE, crm("E10_Transfer_of_Custody")) for n in "ab"]
    assert seen(schema, loan(schema, *ring)).triples == loan(schema).triples


# Competing statements take the audience of the field that they are about.


def competing(schema, path, *, text_types=(), reference=None, literal_=None):
    more = [
        (ROOT, ATTRIBUTED, part("a")),
        (part("a"), TYPE, crm("E13_Attribute_Assignment")),
        (part("a"), ASSIGNED_PROPERTY, path),
        (part("a"), crm("P14_carried_out_by"), link("person", "SECRET")),
    ]
    for number, types in enumerate(text_types):
        value = part(f"v{number}")
        more += [(part("a"), ASSIGNED, value), (value, TYPE, crm("E33_Linguistic_Object"))]
        more += [(value, crm("P2_has_type"), t) for t in types]
        more += [(value, crm("P190_has_symbolic_content"), literal("SECRET"))]
    if reference:
        more += [(part("a"), ASSIGNED, reference)]
    if literal_:
        more += [(part("a"), ASSIGNED, literal_)]
    return loan(schema, *more)


NOTE = aat(300027200)
ABOUT_STAFF: dict[str, dict[str, Any]] = {
    "a staff note": {"path": crm("P67i_is_referred_to_by"), "text_types": [[STAFF_NOTE]]},
    "a note and a staff note": {"path": crm("P67i_is_referred_to_by"), "text_types": [[NOTE], [STAFF_NOTE]]},
    "a staff note and a note": {"path": crm("P67i_is_referred_to_by"), "text_types": [[STAFF_NOTE], [NOTE]]},
    "a note that is a staff note too": {"path": crm("P67i_is_referred_to_by"), "text_types": [[NOTE, STAFF_NOTE]]},
    "a text of no known kind": {"path": crm("P67i_is_referred_to_by"), "text_types": [[aat(1)]]},
    "an unknown property": {"path": "<urn:x:unknown>", "text_types": [[NOTE]]},
    "a property of a part": {"path": crm("P30_transferred_custody_of"), "reference": link("object", "o1")},
    "an insured value": {"path": crm("P43_has_dimension"), "reference": link("object", "o1")},
    "nothing": {"path": crm("P67i_is_referred_to_by")},
    "a text where a part belongs": {"path": crm("P67i_is_referred_to_by"), "literal_": literal("SECRET")},
    "a property that is a text": {"path": literal("P67i"), "text_types": [[NOTE]]},
}


@pytest.mark.parametrize("what", ABOUT_STAFF)
def test_a_competing_statement_is_for_staff_if_it_is_about(schema, what):
    found = seen(schema, competing(schema, **ABOUT_STAFF[what]))
    assert "SECRET" not in said(found)
    assert ATTRIBUTED not in said(found)


@pytest.mark.parametrize(
    "about",
    [
        {"path": crm("P67i_is_referred_to_by"), "text_types": [[NOTE]]},
        {"path": crm("P28_custody_surrendered_by"), "reference": link("group", "g2")},
    ],
)
def test_a_competing_statement_about_a_public_field_is_public(schema, about):
    record = competing(schema, **about)
    assert seen(schema, record).triples == record.triples


def test_a_competing_statement_about_two_fields_is_for_staff_if_one_of_them_is(schema):
    for path in (crm("P43_has_dimension"), crm("P9i_forms_part_of")):
        both = with_triples(
            competing(schema, crm("P28_custody_surrendered_by"), reference=link("group", "g2")),
            (part("a"), ASSIGNED_PROPERTY, path),
        )
        shown = ATTRIBUTED in said(seen(schema, both))
        assert shown == (path == crm("P9i_forms_part_of"))


def test_a_competing_statement_shows_no_hidden_target(schema):
    record = competing(schema, crm("P28_custody_surrendered_by"), reference=link("group", "g2"))
    found = seen(schema, record, all_but(link("group", "g2")))
    assert link("group", "g2") not in said(found)


def test_a_statement_about_a_statement_is_for_staff(schema):
    record = with_triples(
        competing(schema, crm("P28_custody_surrendered_by"), reference=link("group", "g2")),
        (part("a"), ATTRIBUTED, part("b")), (part("b"), TYPE, crm("E13_Attribute_Assignment")),
        (part("b"), crm("P3_has_note"), literal("SECRET-B")),
    )  # fmt: skip
    assert "SECRET-B" not in said(seen(schema, record))


# At random.


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_leaves_is_the_records_own_and_hangs_together(schema, data):
    record = data.draw(wild_records(schema))
    hidden = data.draw(st.sampled_from([(), (link("person", "p1"),)]))
    found = seen(schema, record, all_but(*hidden))
    assert found.triples <= record.triples
    assert not any(t[2] in hidden for t in found.triples)
    own = {f"<{record.iri}#{n}>" for n in "abcde"}
    there = {t[0] for t in found.triples}
    assert {t[2] for t in found.triples} & own <= there
    assert there <= own | {f"<{record.iri}>"}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_public_view_of_a_public_view_is_itself(schema, data):
    record = data.draw(wild_records(schema))
    once = seen(schema, record, all_but(link("person", "p1")))
    if not once.fallen:
        again = with_triples(record).__class__(record.iri, record.path, record.local, once.triples)
        assert seen(schema, again, all_but(link("person", "p1"))).triples == once.triples


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_hides_less_never_shows_less(schema, data):
    record = data.draw(wild_records(schema))
    assert seen(schema, record, all_but(link("person", "p1"))).triples <= seen(schema, record).triples
