"""New records: empty, after the likeness of another, or with what the last one had."""

from __future__ import annotations

import pytest

from catalogue.editing.building import form_of
from catalogue.editing.copying import blank, carry_forward
from catalogue.editing.edits import apply
from catalogue.editing.submission import submit
from catalogue.rdf import literal
from catalogue.shape_files import read_schema
from catalogue.validation import MISSING
from tests.catalogue.editing.sending import objects
from tests.catalogue.making import BASE, aat, crm, link, make, text
from tests.shapes import filling

TYPES = {t.slug: t for t in read_schema().record_types}


@pytest.mark.parametrize("slug", TYPES)
def test_an_empty_record_lacks_values_and_is_not_wrong(slug, schema, validator):
    found = validator.check([blank(schema.by_slug[slug], f"/{slug}/new", BASE)], filling.classes(schema))
    assert {f.component for f in found if f.severity == "Violation"} <= MISSING


@pytest.mark.parametrize("slug", TYPES)
def test_a_new_record_opens_what_one_fills_in_first(slug, schema):
    record_type = schema.by_slug[slug]
    form = form_of(blank(record_type, f"/{slug}/new", BASE), record_type)
    open_ = {one.field.key for one in form.root.fields if one.rows}
    assert {f.key for f in record_type.fields if f.minimum or f.unique} <= open_
    assert len(form.inputs()) < 60
    assert not submit(form, form.inputs()).edits


def test_a_record_with_a_foreign_address_can_be_new(schema):
    record = blank(schema.by_slug["concept"], "/concept/abc", BASE, "http://vocab.getty.edu/aat/1")
    assert (record.iri, record.local) == ("http://vocab.getty.edu/aat/1", f"{BASE}/concept/abc")
    assert {s for s, _, _ in record.triples} == {aat(1)}


def test_the_next_record_begins_with_what_the_last_one_had(schema, ewer):
    record_type = schema.by_slug["object"]
    new = form_of(blank(record_type, "/object/next", BASE), record_type)
    carried = carry_forward(new, form_of(ewer, record_type), ["material", "height", "title"])
    assert not carried.stray
    done = submit(carried, carried.inputs())
    after = apply(new.record, done.edits)
    assert done.faults == ()
    assert objects(after, "", crm("P45_consists_of")) == {aat(300010900)}
    assert literal("31.5", "decimal") in {o for _, _, o in after.triples}
    assert not [t for t in after.triples if ewer.local + "#" in "".join(t)]
    assert not objects(after, "", crm("P108i_was_produced_by")), "only what was asked for"


def test_a_value_that_must_be_its_own_is_not_carried(schema):
    record_type = schema.by_slug["object"]
    last = make(schema, "object", "a", {"accession_number": [text("2024.1")], "material": [link("concept", "a")]})
    new = form_of(blank(record_type, "/object/next", BASE), record_type)
    carried = carry_forward(new, form_of(last, record_type), [f.key for f in record_type.fields])
    assert "2024.1" not in dict(carried.inputs()).values()
    assert f"{BASE}/concept/a" in dict(carried.inputs()).values()
