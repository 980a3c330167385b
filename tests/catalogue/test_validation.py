"""Validation: what keeps a record from being saved, what from being published, and what is only told."""

from __future__ import annotations

import pytest

from catalogue.namespaces import KHZ, SHAPE, TYPE
from catalogue.rdf import literal
from catalogue.record import Record
from catalogue.validation import Finding
from tests.catalogue.making import BASE, aat, crm, link, make, named, text, with_triples, without

GROUP = {f"{BASE}/group/g1": KHZ + "Group"}
LENDER = [link("group", "g1")]


def shapes(findings, severity="Violation"):
    return [f.shape.removeprefix(SHAPE) for f in findings if f.severity == severity]


def test_a_good_record_has_no_violation(schema, validator):
    record = named(schema, "loan", "l1", "A loan", lender=LENDER, note=[text("n")])
    assert shapes(validator.check([record], GROUP)) == []


def test_a_missing_value_blocks_publishing_only(schema, validator):
    [finding] = [f for f in validator.check([make(schema, "object", "o1", {})], {}) if f.severity == "Violation"]
    assert finding.shape == SHAPE + "object.title"
    assert (finding.missing, finding.blocks_saving) == (True, False)


def test_a_missing_value_inside_a_part_is_missing_there(schema, validator):
    record = named(schema, "object", "o1", "A", description=[{}])
    [finding] = [f for f in validator.check([record], {}) if f.severity == "Violation"]
    assert finding.shape == SHAPE + "statement.content"
    assert finding.missing
    assert finding.focus.startswith(f"<{BASE}/object/o1#")


@pytest.mark.parametrize(
    ("tree", "shape"),
    [
        ({"number_of_parts": [literal("several")]}, "object.number_of_parts"),
        ({"number_of_parts": [literal("1", "integer"), literal("2", "integer")]}, "object.number_of_parts"),
        ({"production": [{}, {"technique": [aat(1)]}]}, "object.production"),
        ({"material": [literal("clay")]}, "object.material"),
        ({"see_also": [literal("www.example.org")]}, "object.see_also"),
        ({"height": [{"value": [literal("tall", "decimal")]}]}, "dimension.value"),
        ({"production": [{"timespan": [{"hijri": [literal("1446 AH")]}]}]}, "timespan.hijri"),
    ],
)
def test_a_wrong_value_blocks_saving(schema, validator, tree, shape):
    record = named(schema, "object", "o1", "A", **tree)
    found = [f for f in validator.check([record], {aat(1)[1:-1]: KHZ + "Concept"}) if f.severity == "Violation"]
    assert {f.shape for f in found} == {SHAPE + shape}
    assert all(f.blocks_saving for f in found)


def test_a_gap_is_a_warning_and_a_question_an_info(schema, validator):
    findings = validator.check([named(schema, "object", "o1", "A")], {})
    assert "object.dated" in shapes(findings, "Warning")
    assert shapes(findings, "Info") == ["object.holder_recorded"]
    assert not any(f.missing or f.blocks_saving for f in findings)


def test_a_reference_is_right_by_what_it_refers_to(schema, validator):
    record = named(schema, "loan", "l1", "A", lender=LENDER)
    assert shapes(validator.check([record], GROUP)) == []
    assert shapes(validator.check([record], {f"{BASE}/group/g1": KHZ + "Object"})) == ["loan.lender"]
    assert shapes(validator.check([record], {})) == ["loan.lender"]


def test_records_checked_together_know_each_other(schema, validator):
    lender = named(schema, "group", "g1", "A museum")
    assert shapes(validator.check([named(schema, "loan", "l1", "A", lender=LENDER), lender], {})) == []


def test_nothing_is_said_of_what_a_record_refers_to(schema, validator):
    """The stub of a lender has no name, which is its own business."""
    findings = validator.check([named(schema, "loan", "l1", "A", lender=LENDER)], GROUP)
    assert {f.record for f in findings} == {f"{BASE}/loan/l1"}


def test_what_is_checked_together_is_told_apart(schema, validator):
    records = [make(schema, "object", f"o{n}", {} if n % 2 else {"title": [text("A")]}) for n in range(20)]
    lacking = [f.record for f in validator.check(records, {}) if f.missing]
    assert lacking == sorted(f"{BASE}/object/o{n}" for n in range(1, 20, 2))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((link("object", "o2"), crm("P3_has_note"), literal("x")), "no part of this record"),
        ((f"<{BASE}/object/o10#a>", crm("P3_has_note"), literal("x")), "no part of this record"),
        (("_:b", crm("P3_has_note"), literal("x")), "no part of this record"),
        ((link("object", "o1"), crm("P3_has_note"), "_:b"), "blank node"),
        ((link("object", "o1"), TYPE, f"<{KHZ}Person>"), "one record class"),
    ],
)
def test_a_record_says_nothing_of_others_has_no_blank_nodes_and_one_class(schema, validator, more, said):
    record = with_triples(named(schema, "object", "o1", "A"), more)
    [finding] = [f for f in validator.check([record], {}) if f.severity == "Violation"]
    assert finding.blocks_saving
    assert finding.record == record.iri
    assert said in validator.reason(finding)


def test_a_record_without_its_class_is_not_passed_over(schema, validator):
    record = without(named(schema, "object", "o1", "A"), KHZ)
    assert any(f.blocks_saving for f in validator.check([record], {}))
    elsewhere = Record(record.iri, "/nonsense/o1", f"{BASE}/nonsense/o1", record.triples)
    assert any(f.blocks_saving for f in validator.check([elsewhere], {}))


def test_a_class_of_its_type_must_stand_at_the_root(schema, validator):
    record = without(named(schema, "object", "o1", "A"), "E22_Human-Made_Object")
    assert any(f.focus == link("object", "o1") and f.severity == "Violation" for f in validator.check([record], {}))


def test_every_constraint_that_can_fail_has_words(schema, validator):
    """A general word for its kind, or a message of its own."""
    sh = "<http://www.w3.org/ns/shacl#"
    said = {tuple(line.split()[:2]) for line in schema.expanded.splitlines() if line.split()[1].startswith(sh)}
    no_constraint = {
        "property", "target", "targetClass", "path", "severity", "select", "flags", "deactivated",
        "qualifiedValueShape",
    }  # fmt: skip
    asked = {(s[1:-1], p[len(sh) : -1]) for s, p in said if s.startswith("<")}
    silent = {s for s, p in asked if p == "deactivated"}
    for shape, name in asked:
        if name not in no_constraint and shape not in silent:
            finding = Finding("r", "f", shape, f"{name[0].upper()}{name[1:]}ConstraintComponent", "Violation", None)
            assert "does not fit" not in validator.reason(finding), (shape, name)


@pytest.mark.parametrize("language", ["en", "ar", "fa", "tr"])
def test_labels_and_messages_are_said_in_four_languages(schema, validator, language):
    by_shape = {f.shape: f for f in validator.check([named(schema, "object", "o1", "A")], {})}
    dated = by_shape[SHAPE + "object.dated"]
    assert validator.label(dated, language) == schema.labels[dated.shape][language]
    assert schema.messages[dated.shape][language] in validator.reason(dated, language)


def test_an_unknown_language_falls_back_to_english(schema, validator):
    [finding] = [f for f in validator.check([make(schema, "object", "o1", {})], {}) if f.missing]
    assert validator.reason(finding, "de") == "Title: a value is missing"


def test_findings_come_in_the_same_order_every_time(schema, validator):
    records = [make(schema, "object", f"o{n}", {"material": [literal("x")]}) for n in range(5)]
    assert validator.check(records, {}) == validator.check(records[::-1], {})
