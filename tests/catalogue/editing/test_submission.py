"""What a form changes, and that it changes nothing else."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catalogue.editing.building import fill, form_of, with_row
from catalogue.editing.copying import blank, carry_forward
from catalogue.editing.edits import apply
from catalogue.editing.form import REMOVE, Look, Widget
from catalogue.editing.reading import LONGEST, MOST, FaultKind
from catalogue.editing.submission import submit
from catalogue.namespaces import TYPE, XSD
from catalogue.rdf import literal
from catalogue.record import view
from catalogue.shape_files import read_schema
from tests.catalogue.editing.growing import grown
from tests.catalogue.editing.sending import difference, edited, named, objects, saved
from tests.catalogue.making import aat, crm, make, text, with_triples
from tests.shapes import filling

TYPES = {t.slug: t for t in read_schema().record_types}
CONTENT, VALUE, LANGUAGE = crm("P190_has_symbolic_content"), crm("P90_has_value"), crm("P72_has_language")
MATERIAL, IDENTIFIED, DIMENSION = crm("P45_consists_of"), crm("P1_is_identified_by"), crm("P43_has_dimension")


@pytest.mark.parametrize("slug", TYPES)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_one_input_changes_one_triple(slug, seed):
    record_type, chance = TYPES[slug], Random(seed)
    record = grown(seed, record_type)
    form = form_of(record, record_type)
    dates = tuple(name + "/" for name, row in form.rows.items() if row.date is not None)
    rows = [r for r in form.rows.values() if not r.new and r.inputs and not r.name.startswith(dates or "/")]
    assume(rows)
    row = chance.choice(rows)
    new = "7" if row.field.kind.value == "literal" else "https://example.org/other"
    assume(row.field.datatype in (None, XSD + "string", XSD + "decimal", XSD + "integer") and row.text != new)
    gone, came = difference(record, saved(form, {row.name: new}))
    assert [t[1] for t in came] == [row.field.path]
    if not (row.term or "").startswith(f"<{record.local}#"):  # a reference to a part takes that along
        assert [t[1:] for t in gone] == [(row.field.path, row.term)]


@pytest.mark.parametrize("slug", TYPES)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_removed_row_is_no_longer_pointed_to(slug, seed):
    record_type = TYPES[slug]
    record = grown(seed, record_type)
    form = form_of(record, record_type)
    rows = [row for row in form.rows.values() if not row.new]
    assume(rows)
    row = Random(seed).choice(rows)
    above = form.parts[row.name.rpartition("/")[0].rpartition("/")[0]].held
    assert above is not None
    done = edited(form, {row.removal: "1"})
    gone, came = difference(record, apply(record, done.edits))
    assert (above.subject, row.field.path, row.term) in gone
    assert {s for s, _, _ in came} <= {d.subject for d in done.edits.dated}
    left = record.triples - gone
    vanished = {s for s, _, _ in gone} - {s for s, _, _ in left}
    assert not vanished & {o for _, _, o in left}, "what is pointed to stays"


@pytest.mark.parametrize("slug", TYPES)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_row_added_and_taken_away_is_as_if_it_had_never_been(slug, seed):
    record_type = TYPES[slug]
    form = form_of(grown(seed, record_type), record_type)
    field = Random(seed).choice(sorted(form.fields))
    more = with_row(form, field, row="new-x")
    assert not submit(form, more.inputs()).edits, "an empty row is nothing"
    name = f"{field}/new-x"
    assert more.rows[name].new
    taken = submit(form, [*more.inputs(), (name + REMOVE, "1")])
    assert (taken.faults, taken.edits.edits) == ((), ())


@pytest.mark.parametrize("slug", TYPES)
def test_everything_filled_in_by_hand_is_what_the_shapes_mean(slug, schema):
    """The form of a full record, sent for a new one, makes an equal record."""
    record_type = schema.by_slug[slug]
    full = filling.record(record_type, "full", filling.filled(schema, record_type))
    empty = form_of(blank(record_type, full.path, filling.BASE), record_type)
    keys = [one.key for one in record_type.fields]
    given = carry_forward(empty, form_of(full, record_type), keys)
    done = submit(empty, given.inputs())
    assert done.faults == ()
    made = apply(empty.record, done.edits)
    unique = {one.key for one in record_type.fields if one.unique}
    assert _shape(made, record_type, unique) == _shape(full, record_type, unique)


def _shape(record, record_type, without):
    """A record without the names of its parts, and without what was computed."""

    def said(part):
        inner = sorted(
            (key, repr(said(v.part)) if v.part is not None else v.term)
            for key, values in part.values.items()
            for v in values
            if key not in without and part.shape.viewer != "DateViewer"
        )
        return sorted((p, o) for _, p, o in part.fixed), inner

    return said(view(record, record_type).root)


def test_a_changed_text_keeps_all_else(form, ewer):
    gone, came = difference(ewer, saved(form, {named(form, "title/one/content"): "Ewer with a spout"}))
    assert [t[2] for t in gone] == [literal("Ewer")]
    assert [t[2] for t in came] == [literal("Ewer with a spout")]


def test_what_was_not_sent_is_not_touched(form, ewer):
    assert not submit(form, []).edits
    half = form.inputs()[::2]
    assert apply(ewer, submit(form, half).edits).triples == ewer.triples


def test_an_emptied_value_goes(form, ewer):
    gone, came = difference(ewer, saved(form, {named(form, "height/h/unit"): " "}))
    assert ([t[2] for t in gone], came) == ([aat(300379098)], frozenset())


def test_a_part_goes_with_its_last_value(form, ewer):
    after = saved(form, {named(form, "height/h/unit"): "", named(form, "height/h/value"): ""})
    assert not objects(after, "h", TYPE)
    assert not objects(after, "", DIMENSION)


def test_a_part_with_something_unseen_in_it_stays(schema, ewer):
    odd = (f"<{ewer.local}#h>", "<https://example.org/odd>", literal("x"))
    form = form_of(with_triples(ewer, odd), schema.by_slug["object"])
    after = saved(form, {named(form, "height/h/unit"): "", named(form, "height/h/value"): ""})
    assert odd in after.triples
    assert objects(after, "", DIMENSION)


def test_a_removed_part_takes_along_what_only_it_leads_to(form, ewer):
    gone, came = difference(ewer, saved(form, {f"production/made{REMOVE}": "1"}))
    assert came == frozenset()
    assert {t[0].partition("#")[2] for t in gone} == {"", "made>", "when>", "said>"}


def test_a_shared_part_stays_where_else_it_stands(schema, ewer):
    other = (f"<{ewer.iri}>", "<https://example.org/odd>", f"<{ewer.local}#when>")
    form = form_of(with_triples(ewer, other), schema.by_slug["object"])
    after = saved(form, {f"production/made{REMOVE}": "1"})
    assert other in after.triples
    assert objects(after, "when", IDENTIFIED)
    assert not objects(after, "made", TYPE)


def test_a_part_in_two_fields_is_edited_in_one(schema, ewer):
    when = f"<{ewer.local}#when>"
    statement = {"@id": "e", "assigned_property": [crm("P4_has_time-span")], "assigned_timespan": [when]}
    other = make(schema, "object", "ewer", {"production": [{"@id": "made", "attribution": [statement]}]})
    form = form_of(with_triples(ewer, *other.triples), schema.by_slug["object"])
    first, second = sorted((r for r in form.rows.values() if r.term == when), key=lambda r: r.part is None)
    assert first.part is not None
    assert (second.part, second.elsewhere) == (None, first.name)
    assert not [n for n, _ in form.inputs() if n.startswith(second.name)]
    gone, _ = difference(form.record, saved(form, {second.removal: "1"}))
    assert {t[2] for t in gone} == {when}, "only the pointer goes"


def test_a_new_part_says_what_its_field_requires(schema, form, ewer):
    sent = {
        "width/new-1@class": schema.by_slug["object"].field("width").part.classes[0],
        "width/new-1/value/new-1": "12",
    }
    gone, came = difference(ewer, saved(form, sent))
    assert gone == frozenset()
    part = next(t[2] for t in came if t[1] == DIMENSION)
    assert {(p, o) for s, p, o in came if s == part} == {
        *schema.by_slug["object"].field("width").required,
        (TYPE, crm("E54_Dimension")),
        (VALUE, literal("12", "decimal")),
    }
    assert len(part.partition("#")[2]) == 11


@pytest.mark.parametrize("written", ["12.5", "12,5", "١٢٫٥", "۱۲٫۵", "۱۲.۵", " 12.50 "])
def test_a_number_may_be_written_in_the_digits_of_three_scripts(form, written):
    after = saved(form, {named(form, "height/h/value"): written})
    assert objects(after, "h", VALUE) == {literal("12.5", "decimal")}


@pytest.mark.parametrize("written", ["1970-11-14", "١٩٧٠-١١-١٤", "۱۹۷۰-۱۱-۱۴"])
def test_a_day_may_be_written_in_them_too(schema, written):
    record = make(schema, "loss", "x", {"reported_on": [literal("1969-01-01", "date")]})
    form = form_of(record, schema.by_slug["loss"])
    after = saved(form, {named(form, "reported_on"): written})
    assert objects(after, "", schema.by_slug["loss"].field("reported_on").path) == {literal("1970-11-14", "date")}


def test_a_number_that_is_none_is_a_fault_and_so_is_every_other(form):
    done = edited(form, {named(form, "height/h/value"): "tall", "material/new-1": "not an address"})
    assert {(f.name, f.kind) for f in done.faults} == {
        (named(form, "height/h/value"), FaultKind.NUMBER),
        ("material/new-1", FaultKind.IRI),
    }
    assert dict(done.form.inputs())["material/new-1"] == "not an address", "what was written is shown again"


def test_a_reference_may_be_a_path(form):
    after = saved(form, {"material/new-1": "/concept/k3m9"})
    assert f"<{form.record.local.removesuffix(form.record.path)}/concept/k3m9>" in objects(after, "", MATERIAL)


def test_a_language_that_is_none_is_a_fault(schema):
    one = next(
        a
        for a in schema.addresses.values()
        if len(a.steps) == 1 and a.field.datatype is None and a.field.kind.value == "literal"
    )
    record = make(schema, one.record_type.slug, "x", {one.field.key: [literal("text", language="en")]})
    form = form_of(record, one.record_type)
    row = form.fields[one.field.key].rows[0]
    done = edited(form, {f"{row.name}@language": "in English"})
    assert [(f.name, f.kind) for f in done.faults] == [(f"{row.name}@language", FaultKind.LANGUAGE)]
    after = saved(form, {f"{row.name}@language": "ar"})
    assert objects(after, "", one.field.path) == {literal("text", language="ar")}


def test_a_class_that_the_shape_does_not_know_is_a_fault(schema):
    several = next(t for t in schema.record_types if len(t.classes) > 1)
    form = form_of(make(schema, several.slug, "x", {}), several)
    assert [f.kind for f in edited(form, {"@class": "https://example.org/none"}).faults] == [FaultKind.CLASS]
    after = saved(form, {"@class": several.classes[1]})
    assert objects(after, "", TYPE) == {f"<{several.classes[1]}>", f"<{several.record_class}>"}


def test_names_that_fit_nowhere_are_told(form):
    done = submit(
        form, [*form.inputs(), ("title/unknown/content/new-1", "x"), ("csrf", "x"), ("title/one/none/new-1", "y")]
    )
    assert sorted((f.name, f.kind) for f in done.faults) == [
        ("title/one/none/new-1", FaultKind.STRAY),
        ("title/unknown/content/new-1", FaultKind.STRAY),
    ]


def test_a_name_sent_twice_with_two_texts_is_a_fault(form):
    name = named(form, "title/one/content")
    assert [f.kind for f in submit(form, [(name, "a"), (name, "b")]).faults] == [FaultKind.TWICE]
    assert submit(form, [(name, "a"), (name, "a")]).faults == ()


def test_texts_and_forms_are_bounded(form):
    name = named(form, "title/one/content")
    assert edited(form, {name: "x" * LONGEST}).faults == ()
    long = edited(form, {name: "x" * (LONGEST + 1)})
    assert [(f.name, f.kind, bool(long.edits)) for f in long.faults] == [(name, FaultKind.TOO_LONG, False)]
    many = submit(form, [(f"title/new-{n}/content/new-1", "x") for n in range(MOST + 1)])
    assert [f.kind for f in many.faults] == [FaultKind.TOO_MANY]


def test_an_unsaved_edit_is_what_differs_and_fills_the_form_again(form):
    sent = {**dict(form.inputs()), named(form, "title/one/content"): "Jug", "material/new-1": "/concept/blue"}
    shown = fill(form, sent.items())
    assert dict(fill(form, shown.changes()).inputs()) == dict(shown.inputs())
    assert len(shown.changes()) < len(shown.inputs())


def test_whoever_may_not_see_what_is_for_staff_can_neither_read_nor_write_it(schema, ewer):
    record_type = schema.by_slug["object"]
    key = next(f.key for f in record_type.fields if f.staff and f.kind.value == "reference")
    form = form_of(make(schema, "object", "x", {key: [aat(300010900)]}), record_type, look=Look(staff=False))
    assert key not in form.fields
    assert [f.kind for f in submit(form, [(f"{key}/new-1", "/concept/x")]).faults] == [FaultKind.STRAY]
    assert not any(one.staff for one in form.fields.values())


def test_a_value_that_is_no_value_of_its_field_is_kept_and_can_go(schema):
    note = (f"<{filling.BASE}/object/x>", schema.by_slug["object"].field("production").path, literal("a note"))
    record = make(schema, "object", "x", {"title": [text("x")]}, note)
    form = form_of(record, schema.by_slug["object"])
    row = next(r for r in form.rows.values() if r.term == literal("a note"))
    assert row.widget is Widget.KEPT
    gone, _ = difference(record, saved(form, {row.removal: "1"}))
    assert len(gone) == 1
