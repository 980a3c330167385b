"""What validation found stands at the row or field that it is about."""

from __future__ import annotations

from catalogue.editing.building import form_of
from catalogue.editing.placing import Weight, place, weight
from catalogue.rdf import literal
from catalogue.record import Record
from catalogue.validation import Finding
from tests.catalogue.making import crm, make, text
from tests.shapes.filling import classes


def placed(schema, validator, record: Record) -> dict[str, set[Weight]]:
    findings = validator.check([record], classes(schema))
    form = form_of(record, schema.by_slug[record.path.split("/")[1]])
    found = place(findings, form)
    assert sorted(map(repr, findings)) == sorted(repr(f) for held in found.values() for f in held), "none is dropped"
    return {name: {weight(f) for f in held} for name, held in found.items()}


def test_each_finding_has_its_place(schema, validator):
    bad = {"@id": "h", "value": [literal("tall")], "unit": []}
    record = make(
        schema,
        "object",
        "x",
        {"height": [bad], "production": [{"@id": "made", "timespan": [{"@id": "when", "hijri": [literal("946")]}]}]},
    )
    form = form_of(record, schema.by_slug["object"])
    found = placed(schema, validator, record)
    assert found["title"] == {Weight.BLOCKS_PUBLISHING}
    assert found[form.fields["height/h/value"].rows[0].name] == {Weight.BLOCKS_SAVING}
    assert found["height/h/unit"] == {Weight.GAP}, "a constraint on a path stands at the field of that path"
    assert found[form.fields["production/made/timespan/when/hijri"].rows[0].name] == {Weight.BLOCKS_SAVING}
    assert found["material"] == {Weight.GAP}
    assert found["current_custodian"] == {Weight.QUESTION}


def test_what_has_no_place_is_about_the_record(schema, validator):
    record = make(schema, "object", "x", {"title": [text("x")]}, ("<urn:other>", crm("P3_has_note"), literal("x")))
    found = placed(schema, validator, record)
    assert Weight.BLOCKS_SAVING in found[""]


def test_a_finding_about_a_part_that_is_not_in_the_form_is_about_the_record(schema, ewer):
    form = form_of(ewer, schema.by_slug["object"])
    finding = Finding(ewer.iri, "<urn:gone>", "https://w3id.org/khizana/shapes/name.content", "X", "Info", None)
    assert list(place([finding], form)) == [""]
