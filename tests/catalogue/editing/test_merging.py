"""Two people edit one record: neither loses anything."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.editing.building import form_of
from catalogue.editing.edits import apply
from catalogue.editing.form import REMOVE, Form
from catalogue.editing.merging import Choice, Clash, Merged, merge
from catalogue.editing.submission import submit
from catalogue.rdf import literal
from catalogue.record import Record
from catalogue.shape_files import read_schema
from tests.catalogue.editing.growing import grown
from tests.catalogue.editing.sending import difference, edited, named, objects, saved
from tests.catalogue.editing.test_dates import TEXT, bounds
from tests.catalogue.making import crm

CONTENT, VALUE, MATERIAL = crm("P190_has_symbolic_content"), crm("P90_has_value"), crm("P45_consists_of")
TITLE, HEIGHT, UNIT = "title/one/content", "height/h/value", "height/h/unit"
TYPES = {t.slug: t for t in read_schema().record_types}


def both(form: Form, theirs: dict[str, str], mine: dict[str, str], **choices: Choice) -> Merged:
    done = edited(form, mine)
    assert done.faults == ()
    return merge(form, done.edits, saved(form, theirs), {name.replace("__", "/"): c for name, c in choices.items()})


def whole(merged: Merged) -> Record:
    assert merged.record is not None
    return merged.record


def test_what_only_one_side_touched_is_merged(form):
    merged = both(
        form,
        {named(form, HEIGHT): "40", "material/new-1": "/concept/a"},
        {named(form, TITLE): "Jug", "material/new-2": "/concept/b"},
    )
    assert (merged.conflicts, merged.beside) == ((), True)
    assert objects(whole(merged), "h", VALUE) == {literal("40", "decimal")}
    assert objects(whole(merged), "one", CONTENT) == {literal("Jug")}
    assert len(objects(whole(merged), "", MATERIAL)) == 3


def test_without_others_there_is_nothing_to_merge(form, ewer):
    done = edited(form, {named(form, TITLE): "Jug"})
    merged = merge(form, done.edits, ewer)
    assert (merged.record, merged.beside) == (apply(ewer, done.edits), False)


def test_the_same_change_twice_is_none_to_ask_about(form):
    merged = both(form, {named(form, TITLE): "Jug"}, {named(form, TITLE): "Jug"})
    assert merged.conflicts == ()


def test_a_value_changed_by_both_is_a_conflict(form):
    name = named(form, TITLE)
    merged = both(form, {name: "Jar"}, {name: "Jug", named(form, HEIGHT): "40"})
    assert merged.record is None
    (conflict,) = merged.conflicts
    assert (conflict.name, conflict.field, conflict.clash) == (name, TITLE, Clash.CHANGED)
    assert (conflict.base, conflict.theirs, conflict.mine) == (literal("Ewer"), (literal("Jar"),), literal("Jug"))


@pytest.mark.parametrize(("choice", "said"), [(Choice.MINE, "Jug"), (Choice.THEIRS, "Jar")])
def test_a_conflict_is_settled_by_a_choice(form, choice, said):
    name = named(form, TITLE)
    done = edited(form, {name: "Jug", named(form, HEIGHT): "40"})
    merged = merge(form, done.edits, saved(form, {name: "Jar"}), {name: choice})
    assert objects(whole(merged), "one", CONTENT) == {literal(said)}
    assert objects(whole(merged), "h", VALUE) == {literal("40", "decimal")}


def test_a_field_for_one_value_filled_by_both_is_a_conflict(form):
    row = "current_custodian/new-1" if form.fields["current_custodian"].field.maximum == 1 else f"{UNIT}/new-1"
    emptied = form_of(saved(form, {named(form, UNIT): ""}), form.record_type)
    name = row if row.startswith("current") else f"{UNIT}/new-1"
    merged = both(emptied, {name: "/concept/a"}, {name: "/concept/b"})
    (conflict,) = merged.conflicts
    assert conflict.clash is Clash.ADDED
    assert (conflict.base, len(conflict.theirs)) == (None, 1)
    done = edited(emptied, {name: "/concept/b"})
    settled = merge(emptied, done.edits, saved(emptied, {name: "/concept/a"}), {name: Choice.MINE})
    said = {o for _, p, o in whole(settled).triples if o.startswith("<https://khizana.example/concept/")}
    assert {o.rpartition("/")[2] for o in said} == {"b>"}


@pytest.mark.parametrize("choice", [None, *Choice])
def test_an_edit_in_a_part_that_they_removed_is_a_conflict(form, ewer, choice):
    there = saved(form, {f"production/made{REMOVE}": "1"})
    done = edited(form, {named(form, TEXT): "1600"})
    merged = merge(form, done.edits, there, {} if choice is None else {"production/made": choice})
    if choice is None:
        assert [(c.name, c.field, c.clash) for c in merged.conflicts] == [
            ("production/made", "production", Clash.REMOVED_THERE)
        ]
    elif choice is Choice.MINE:
        assert whole(merged).triples == apply(ewer, done.edits).triples
    else:
        assert whole(merged).triples == there.triples


@pytest.mark.parametrize("choice", [None, *Choice])
def test_a_part_that_they_edited_is_not_removed_unasked(form, choice):
    there = saved(form, {named(form, TEXT): "1600"})
    name = "production/made"
    done = edited(form, {name + REMOVE: "1"})
    merged = merge(form, done.edits, there, {} if choice is None else {name: choice})
    if choice is None:
        assert [(c.name, c.clash) for c in merged.conflicts] == [(name, Clash.CHANGED_THERE)]
    else:
        assert bool(objects(whole(merged), "made", crm("P4_has_time-span"))) is (choice is Choice.THEIRS)


def test_a_value_that_they_changed_is_not_removed_unasked(form):
    name = named(form, UNIT)
    merged = both(form, {name: "/concept/a"}, {name: ""})
    assert [c.clash for c in merged.conflicts] == [Clash.CHANGED_THERE]


def test_of_several_values_of_theirs_none_is_taken_for_the_one_that_i_changed(form):
    name = named(form, "material")
    done = edited(form, {name: "/concept/mine"})
    there = saved(form, {name: "/concept/a", "material/new-1": "/concept/b"})
    merged = merge(form, done.edits, there, {name: Choice.MINE})
    assert {o.rpartition("/")[2] for o in objects(whole(merged), "", MATERIAL)} == {"mine>", "a>", "b>"}
    there = saved(form, {name: "/concept/a"})
    merged = merge(form, done.edits, there, {name: Choice.MINE})
    assert {o.rpartition("/")[2] for o in objects(whole(merged), "", MATERIAL)} == {"mine>"}


def test_what_both_removed_is_gone(form):
    merged = both(form, {f"production/made{REMOVE}": "1"}, {f"production/made{REMOVE}": "1"})
    assert merged.conflicts == ()
    assert not objects(whole(merged), "made", crm("P4_has_time-span"))


def test_a_date_is_computed_of_what_both_sides_said(form):
    merged = both(form, {"production/made/timespan/when/hijri/new-1": "0957"}, {named(form, TEXT): "1600"})
    assert bounds(whole(merged))[0] == "1600"
    assert objects(whole(merged), "when", "<https://w3id.org/khizana/terms/hijri>")


@pytest.mark.parametrize("slug", TYPES)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_nothing_is_lost_without_being_asked(slug, seed):
    """Each side edits at random; without a conflict both sides' differences are in what comes of it."""
    record_type, chance = TYPES[slug], Random(seed)
    record = grown(seed, record_type)
    form = form_of(record, record_type)

    def at_random() -> dict[str, str]:
        rows = [r for r in form.rows.values() if not r.new and (r.inputs or r.part is not None)]
        picked = chance.sample(rows, min(len(rows), 3))
        given = {r.name: "7" if r.field.kind.value == "literal" else "urn:x:y" for r in picked if r.inputs}
        return {**given, **{r.removal: "1" for r in picked[1:] if r.part is not None and chance.random() < 0.5}}

    theirs, mine = submit(form, at_random().items()), submit(form, at_random().items())
    head = apply(record, theirs.edits)
    merged = merge(form, mine.edits, head)
    if merged.record is None:
        assert merged.conflicts
        return
    gone, came = difference(record, apply(record, mine.edits))
    their_gone, their_came = difference(record, head)
    computed = {
        t
        for d in (*mine.edits.dated, *theirs.edits.dated)
        for t in came | their_came | gone | their_gone
        if t[0] == d.subject
    }
    assert came - computed <= merged.record.triples
    assert not (gone - their_came - computed) & merged.record.triples
    assert their_came - gone - computed - merged.record.triples == frozenset()
    lost = record.triples - gone - their_gone - computed - merged.record.triples
    left = {term for s, _, o in merged.record.triples for term in (s, o)}
    assert not {s for s, _, _ in lost} & left, "a part goes where both sides together removed all that led to it"
