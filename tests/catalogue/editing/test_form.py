"""What a form shows: names, widgets, and what is still wanted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalogue.editing.building import fill, form_of, with_row
from catalogue.editing.copying import blank
from catalogue.editing.form import Input, Look, Widget
from catalogue.editing.widgets import fragment_row, value_row, widget_of
from catalogue.namespaces import XSD
from catalogue.rdf import literal
from tests.catalogue.editing.growing import FRAGMENTS
from tests.catalogue.editing.sending import date_of
from tests.catalogue.making import BASE, aat, make, text, with_triples


def test_no_two_rows_have_one_name():
    names = [fragment_row(fragment) for fragment in FRAGMENTS] + [value_row(literal(f)) for f in FRAGMENTS]
    assert len(set(names)) == len(names)
    assert not [n for n in names if n.startswith("new-") or "/" in n or "@" in n or not n]
    assert fragment_row("k3m9x0q2ab") == "k3m9x0q2ab"


def test_names_are_paths_and_addresses_are_of_the_schema(form, schema):
    field = form.fields["production/made/timespan"]
    assert (field.address, field.field.key) == ("object.production.timespan", "timespan")
    assert all(one.address in schema.addresses for one in form.fields.values())
    assert form.parts[""].shape is form.record_type
    assert form.parts["height/h"].shape.iri.endswith("dimension")


@pytest.mark.parametrize(("datatype", "widget"), [
    ("string", Widget.LINE), ("decimal", Widget.NUMBER), ("integer", Widget.NUMBER), ("boolean", Widget.YES_NO),
    ("date", Widget.DAY), ("dateTime", Widget.MOMENT), ("anyURI", Widget.LINK), ("duration", Widget.LINE),
])  # fmt: skip
def test_a_datatype_decides_the_widget(schema, datatype, widget):
    one = next(a.field for a in schema.addresses.values() if a.field.datatype == f"{XSD}string" and not a.field.editor)
    assert widget_of(replace(one, datatype=XSD + datatype), None, frozenset()) is widget


def test_other_widgets_follow_kind_editor_and_viewer(form, schema):
    fields = {a.text: a.field for a in schema.addresses.values()}

    def widget(address, term=None, choices=frozenset()):
        return widget_of(fields[address], term, choices)

    assert widget("object.material") is Widget.REFERENCE
    assert widget("object.height.unit", choices=frozenset({fields["object.height.unit"].vocabulary})) is Widget.CHOICE
    assert widget("object.production") is Widget.PART
    assert widget("object.production.timespan") is Widget.DATE
    assert widget("object.attribution.documented_in") is Widget.LINK
    assert {widget(a) for a, f in fields.items() if f.editor == "TextAreaEditor"} == {Widget.LONG}
    assert widget("object.title.content", literal("two\nlines")) is Widget.LONG
    assert {widget(a) for a, f in fields.items() if f.inverse} <= {Widget.KEPT}
    assert {widget(a) for a, f in fields.items() if f.editor == "FileEditor"} <= {Widget.FILE}


def test_what_is_wanted_and_what_may_be_added(schema, form):
    record_type = schema.by_slug["object"]
    empty = form_of(blank(record_type, "/object/x", BASE), record_type)
    assert empty.fields["title"].wanted == 1
    assert form.fields["title"].wanted == 0
    assert fill(empty, [("title/new-1/content/new-1", "Ewer")]).fields["title"].wanted == 0
    assert not form.fields["production"].may_add
    assert form.fields["material"].may_add
    assert form.fields["title/one/content"].live == 1
    cleared = fill(form, [(form.fields["title/one/content"].rows[0].name, "")])
    assert cleared.fields["title/one/content"].wanted == 1


def test_what_is_for_staff_is_marked_with_all_in_it(schema):
    record_type = schema.by_slug["object"]
    full: dict[str, list[dict[str, str]]] = {f.key: [{}] for f in record_type.fields if f.staff and f.part is not None}
    form = form_of(make(schema, "object", "x", full), record_type)
    staff = [one for one in form.fields.values() if one.field.staff]
    assert staff
    assert all(one.staff for held in staff for one in form.fields.values() if one.name.startswith(held.name))
    assert not form.fields["title"].staff


def test_what_no_field_claims_is_counted(schema, ewer):
    odd = (f"<{ewer.local}#h>", "<urn:odd>", literal("x")), ("<urn:loose>", "<urn:odd>", literal("x"))
    form = form_of(with_triples(ewer, *odd), schema.by_slug["object"])
    assert (form.parts["height/h"].kept, form.root.kept, form.loose) == (1, 0, 1)


def test_a_row_more_stands_at_any_depth_and_opens_what_one_fills_in_first(form):
    more = with_row(form, "production/made/part", row="new-a")
    more = with_row(more, "production/made/part/new-a/timespan", row="new-b")
    assert date_of(more, "production/made/part/new-a/timespan/new-b").text.text == ""
    assert more.rows["production/made/part/new-a/carried_out_by/new-1"].widget is Widget.REFERENCE
    with pytest.raises(KeyError):
        with_row(form, "production/made/nothing")


def test_two_rows_more_have_two_names(form):
    twice = with_row(with_row(form, "material"), "material")
    assert len([r for r in twice.fields["material"].rows if r.new]) == 2


def test_a_list_to_choose_from_is_for_small_vocabularies(schema, ewer):
    record_type = schema.by_slug["object"]
    unit = record_type.field("height").part.field("unit")
    form = form_of(ewer, record_type, look=Look(choices=frozenset({unit.vocabulary})))
    assert form.fields["height/h/unit"].rows[0].widget is Widget.CHOICE
    assert fill(form, form.inputs()).fields["height/h/unit"].rows[0].widget is Widget.CHOICE


@pytest.mark.parametrize(("text_", "was", "changed"), [
    ("a\r\nb", "a\nb", False), ("a\nb", "a\r\nb", False), ("a\ufffd", "a\0", False),
    ("a ", "a", True), ("", None, False),
])  # fmt: skip
def test_line_ends_are_no_change(text_, was, changed):
    assert Input("x", text_, was).changed is changed


def test_a_vocabulary_term_has_its_form_under_its_own_address(schema):
    record = make(
        schema, "concept", "abc", {"name": [text("x", **{"@id": "n"})]}, iri="http://vocab.getty.edu/aat/300055644"
    )
    form = form_of(record, schema.by_slug["concept"])
    assert form.fields["name"].rows[0].name == "name/n"
    assert {s for s, _, _ in form.record.triples} >= {aat(300055644)}
