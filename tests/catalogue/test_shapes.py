"""Shape files: what is refused at the door, and whether what they say is really asked."""

from __future__ import annotations

import re
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

from catalogue.assembly import assemble
from catalogue.errors import ShapeError
from catalogue.namespaces import KHZ, SHAPE, SHAPES, TYPE
from catalogue.rdf import is_iri, lines, literal
from catalogue.record import Record, view
from catalogue.shape_files import read_schema
from catalogue.shapes import Kind, Schema
from tests.catalogue.making import BASE, LOAN, crm, link, named, text, with_triples

PREFIXES = """
@prefix aat: <http://vocab.getty.edu/aat/> . @prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> .
@prefix khz: <https://w3id.org/khizana/terms/> . @prefix s: <https://w3id.org/khizana/shapes/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
THING = """
s:thing a sh:NodeShape ; sh:targetClass khz:Thing ; khz:slug "thing" ; khz:crmClass crm:E22_Human-Made_Object ;
  sh:name "Thing"@en ; sh:order 1 ; sh:property s:thing.name , s:thing.note , s:thing.secret .
s:thing.name a sh:PropertyShape ; sh:path crm:P1_is_identified_by ; khz:key "name" ; khz:part s:text ; khz:names true ;
  sh:order 1 .
s:thing.note a sh:PropertyShape ; sh:path crm:P67i_is_referred_to_by ; khz:key "note" ; khz:part s:text ; sh:order 2 ;
  sh:qualifiedValueShape [ sh:property [ sh:path crm:P2_has_type ; sh:hasValue aat:1 ] ] .
s:thing.secret a sh:PropertyShape ; sh:path crm:P67i_is_referred_to_by ; khz:key "secret" ; khz:part s:text ;
  sh:order 3 ; khz:audience khz:Staff ;
  sh:qualifiedValueShape [ sh:property [ sh:path crm:P2_has_type ; sh:hasValue aat:2 ] ] .
s:text a sh:NodeShape ; khz:crmClass crm:E33_Linguistic_Object ; sh:name "Text"@en ; sh:property s:text.content .
s:text.content a sh:PropertyShape ; sh:path crm:P190_has_symbolic_content ; khz:key "content" ; sh:datatype xsd:string ;
  sh:minCount 1 .
"""


def read(folder: Path, said: str = THING, **more: str) -> Schema:
    for name, content in {"thing": said, **more}.items():
        (folder / f"{name}.ttl").write_text(PREFIXES + content, "utf-8")
    return read_schema(folder)


def test_one_file_is_a_record_type(tmp_path):
    schema = read(tmp_path)
    [thing] = schema.record_types
    assert (thing.slug, thing.record_class) == ("thing", KHZ + "Thing")
    assert [f.key for f in thing.fields] == ["name", "note", "secret"]
    assert [f.staff for f in thing.fields] == [False, False, True]
    assert thing.field("name").part is thing.field("note").part


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("khz:slug", "khz:slug 'other' ; khz:slug", "s/thing> says <.*slug> more than once"),
        ('khz:slug "thing"', 'khz:slug "Thing!"', "s/thing> has the slug “Thing!”"),
        ("sh:targetClass khz:Thing ;", "", "s/thing> has a slug but no sh:targetClass"),
        ("khz:crmClass crm:E22_Human-Made_Object ;", "", "s/thing> has no khz:crmClass"),
        ('khz:key "note"', 'khz:key "Note 1"', "s/thing.note> has the khz:key “Note 1”"),
        ('khz:key "note"', 'khz:key "name"', "s/thing> has two fields with one khz:key"),
        ('khz:key "note"', 'khz:key "note" , "n"', "s/thing.note> says <.*key> more than once"),
        ("khz:part s:text ; khz:names", "khz:part s:txt ; khz:names", "s/thing.name> has the part <.*s/txt>, which no"),
        (
            "khz:part s:text ; khz:names",
            'khz:part "s:text" ; khz:names',
            's/thing.name> has the part "s:text", which no',
        ),
        ("s:thing.note , s:", "s:thing.nose , s:", "s/thing> lists <.*s/thing.nose>, which no file describes"),
        (
            "sh:path crm:P1_is_identified_by",
            "sh:path [ sh:zeroOrMorePath crm:P1 ]",
            "s/thing.name> has no sh:path that is",
        ),
        ("sh:path crm:P1_is_identified_by", "sh:path crm:P1 , crm:P2", "s/thing.name> says <.*path> more than once"),
        ("khz:audience khz:Staff", "khz:audience khz:staff", "s/thing.secret> has the khz:audience <.*/staff>"),
        ("khz:audience khz:Staff", 'khz:audience "Staff"', 's/thing.secret> has the khz:audience "Staff"'),
        ('"Text"@en', '"Text"@en ; khz:audience khz:Staff', "s/text> has a khz:audience, but is no field"),
        ("aat:1", "aat:2", "s/thing.(note|secret)> has the same path and test as"),
        ("sh:hasValue aat:1 ]", "sh:hasValue 'one' ]", "s/thing.note> tests something else than"),
        (
            "crm:P2_has_type ; sh:hasValue aat:1",
            "crm:P3_has_note ; sh:hasValue aat:1",
            "s/thing.note> tests something else",
        ),
        (
            "sh:qualifiedValueShape [ sh:property [ sh:path crm:P2_has_type ; sh:hasValue aat:1 ] ]",
            "sh:order 2",
            "s/thing.note> would show to everybody",
        ),
        (
            "khz:part s:text ; khz:names true",
            "khz:refersTo khz:Thong",
            "s/thing.name> refers to <.*Thong>, which is the class of",
        ),
        ("sh:minCount 1", 'sh:minCount "one"', 's/text.content> says <.*minCount> "one", which is no number'),
        ("sh:order 1 ; sh:property", 'sh:order "first" ; sh:property', 's/thing> says <.*order> "first", which is no'),
        ("sh:property s:text.content", "sh:property s:text.content , s:text.inner", "s/text> contains itself"),
        (
            "sh:property s:text.content",
            'sh:property [ sh:path crm:P3_has_note ; khz:key "x" ]',
            "has a field without an IRI",
        ),
        ('khz:slug "thing"', 'khz:slug "thing" ; khz:theme s:x', "s/thing> stands under <.*/x>, which no file"),
        ('khz:slug "thing"', 'khz:slug "thing" ; khz:theme s:a , s:b', "s/thing> says <.*theme> more than once"),
        ("sh:order 1", "sh:order", "does not parse: .*line"),
    ],
)
def test_a_file_that_says_something_unusable_is_refused_by_file_and_shape(tmp_path, old, new, said):
    inner = 's:text.inner a sh:PropertyShape ; sh:path crm:P148_has_component ; khz:key "inner" ; khz:part s:text .'
    assert old in THING
    with pytest.raises(
        ShapeError, match="thing.ttl.*" + said.replace("s/", "khizana/shapes/").replace(".*khizana/shapes/", ".*s/")
    ):
        read(tmp_path, THING.replace(old, new, 1) + inner)


def test_two_types_with_one_slug_or_class_are_refused_with_both_files(tmp_path):
    for slug, class_ in (("thing", "Other"), ("other", "Thing")):
        other = THING.split("s:thing.name a", maxsplit=1)[0].replace("s:thing ", "s:other ")
        other = other.replace('"thing"', f'"{slug}"').replace("khz:Thing", f"khz:{class_}")
        with pytest.raises(ShapeError, match=r"(other.ttl.*in thing.ttl|thing.ttl.*in other.ttl)"):
            read(tmp_path, other=other)


def test_two_files_cannot_say_two_things_of_one_field(tmp_path):
    with pytest.raises(ShapeError, match=r"thing.note> says <.*path> more than once"):
        read(tmp_path, other="s:thing.note sh:path crm:P3_has_note .")


def test_every_field_of_the_shapes_that_ship_stands_in_a_shape(schema):
    held = {a.field.iri for a in schema.addresses.values()}
    said = {
        m
        for f in SHAPES.rglob("*.ttl")
        for m in re.findall(r"^s:(\S+) a sh:PropertyShape.*\n?.*khz:key", f.read_text("utf-8"), re.MULTILINE)
    }
    assert {SHAPE + s for s in said} <= held


# What is expanded is asked: each target parses, and fires.


def targets(schema):
    graph = rdflib.Graph().parse(data=schema.expanded, format="nt")
    return sorted({str(one) for one in graph.objects(None, rdflib.SH.select)})


@pytest.mark.trial
def test_every_target_parses_and_names_full_iris_only(schema):
    found = targets(schema)
    assert len(found) > 50
    for select in found:
        prepareQuery(select)
        assert not re.search(r"(?<![<\w:/])\b\w+:\w", re.sub(r"<[^>]*>", "", select))


def on_shared_paths(schema):
    """Every address whose last step shares its path, with the shape that it stands in."""
    for address in schema.addresses.values():
        *above, one = address.steps
        shape = above[-1].part if above else address.record_type
        if not one.inverse and len(shape.by_path[one.path]) > 1:
            yield address, shape


def record_at(address, number, value):
    """A record that has just this value, at this address."""
    tree = {address.steps[-1].key: [value]}
    for step in reversed(address.steps[:-1]):
        tree = {step.key: [tree]}
    local = f"{BASE}/{address.record_type.slug}/r{number}"
    return Record(local, local.removeprefix(BASE), local, assemble(address.record_type, local, local, tree))


def flaw(part):
    """Content of a part that is wrong, and the shape that should say so."""
    for one in part.fields:
        if one.inverse or len(part.by_path[one.path]) > 1:
            continue
        if one.minimum and one.severity == "Violation":
            return {}, one.iri
        if one.kind is Kind.REFERENCE or one.kind is Kind.LINK:
            return {one.key: [literal("no record")]}, one.iri
        if one.kind is Kind.LITERAL and one.datatype and not one.datatype.endswith("#string"):
            return {one.key: [literal("no value")]}, one.iri
    for one in part.fields:
        if one.part is not None and not one.inverse and len(part.by_path[one.path]) == 1:
            content, shape = flaw(one.part)
            return {one.key: [content]}, shape
    raise AssertionError(f"{part.iri}: nothing to get wrong")


def test_the_content_of_every_part_on_a_shared_path_is_asked(schema, validator):
    wrong = {}
    for number, (address, _) in enumerate(on_shared_paths(schema)):
        if address.field.part is not None:
            content, shape = flaw(address.field.part)
            wrong[address.text] = record_at(address, number, content), shape
    assert len(wrong) > 100
    found = {(f.record, f.shape) for f in validator.check([r for r, _ in wrong.values()], {})}
    assert [text for text, (record, shape) in wrong.items() if (record.iri, shape) not in found] == []


def test_a_part_that_no_field_claims_is_a_warning_on_every_shared_path(schema, validator):
    strange = {}
    for number, (address, shape) in enumerate(on_shared_paths(schema)):
        if all(f.tests for f in shape.by_path[address.field.path]):
            record = record_at(address, number, {"@id": "strange"})
            odd = f"<{record.local}#strange>"
            kept = frozenset(t for t in record.triples if t[0] != odd)
            strange[address.text] = Record(record.iri, record.path, record.local, kept | {(odd, TYPE, crm("E5_Event"))})
    found = {
        f.record
        for f in validator.check(strange.values(), {})
        if f.shape.endswith(".unclaimed") and f.severity == "Warning"
    }
    assert [text for text, record in strange.items() if record.iri not in found] == []


def test_a_reference_on_a_shared_path_is_asked_too(schema, validator):
    statement = {"assigned_property": [crm("P52_has_current_owner")], "assigned": [link("sample", "e1")]}
    record = named(schema, "object", "o1", "A", attribution=[statement])
    wrong = validator.check([record], {f"{BASE}/sample/e1": KHZ + "Sample"})
    right = validator.check([record], {f"{BASE}/sample/e1": KHZ + "Person"})
    assert [f for f in wrong if f.shape == SHAPE + "attribution.assigned"]
    assert not [f for f in right if f.shape == SHAPE + "attribution.assigned"]


def test_what_is_said_of_another_record_is_not_asked_of_it(schema, validator):
    """An accord is a text, as a statement is: named in a view on its fellow, it is still no statement."""
    view_on = {"assigned_property": [crm("P67i_is_referred_to_by")], "assigned": [link("accord", "a2")]}
    other = named(schema, "accord", "a2", "B")
    found = validator.check([named(schema, "accord", "a1", "A", attribution=[view_on]), other], {})
    assert [f for f in found if f.record == other.iri] == validator.check([other], {})


def test_a_wrong_reference_to_a_record_of_the_batch_is_found_with_the_one_that_refers(schema, validator):
    statement = {"assigned_property": [crm("P52_has_current_owner")], "assigned": [link("sample", "s2")]}
    records = [named(schema, "sample", "s1", "A", attribution=[statement]), named(schema, "sample", "s2", "B")]
    found = [f for f in validator.check(records, {}) if f.shape == SHAPE + "attribution.assigned"]
    assert {f.record for f in found} == {f"{BASE}/sample/s1"}


def test_a_more_specific_sibling_and_a_staff_sibling_take_their_values_away(schema, validator):
    """A value is counted for the field that claims it, and for no other."""
    record = named(schema, "loan", "l1", "A", other_title=[text("B"), text("C")])
    stripped = frozenset(t for t in record.triples if t[2] != "<http://vocab.getty.edu/aat/300404670>")
    untitled = Record(record.iri, record.path, record.local, stripped)
    assert not view(untitled, schema.by_slug["loan"]).root.all("title")
    assert [f.shape for f in validator.check([untitled], {}) if f.missing] == [
        SHAPE + "loan.lender",
        SHAPE + "loan.title",
    ]
    assert [f.shape for f in validator.check([record], {}) if f.missing] == [SHAPE + "loan.lender"]


def test_a_literal_where_a_part_belongs_is_a_warning(schema, validator):
    record = named(schema, "object", "o1", "A")
    record = with_triples(record, (f"<{record.iri}>", crm("P1_is_identified_by"), literal("just a text")))
    assert [f.severity for f in validator.check([record], {}) if f.shape.endswith("P1_is_identified_by.unclaimed")] == [
        "Warning"
    ]


# Another engine agrees.


def by_pyshacl(schema, records, classes):
    """Focus, shape and component of what pySHACL says of owned subjects."""
    owners = {s for r in records for s, _, _ in r.triples if r.owns(s)}
    stubs = {(f"<{iri}>", TYPE, f"<{class_}>") for iri, class_ in {**schema.fixed_classes, **classes}.items()}
    known = {(s, p, o) for s, p, o in stubs if s not in owners}
    data = rdflib.Graph().parse(data=lines({t for r in records for t in r.triples} | known), format="nt")
    shapes = rdflib.Graph().parse(data=schema.expansions["loan"], format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=True, allow_warnings=True)
    for result in report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult):
        focus = report.value(result, rdflib.SH.focusNode).n3()
        severity = str(report.value(result, rdflib.SH.resultSeverity)).rsplit("#")[-1]
        component = str(report.value(result, rdflib.SH.sourceConstraintComponent)).rsplit("#")[-1]
        if focus in owners:
            yield focus, severity, component


@pytest.mark.trial
def test_pyshacl_says_the_same_of_the_expanded_shapes(schema, validator):
    classes = {f"{BASE}/group/g1": KHZ + "Group", f"{BASE}/object/o1": KHZ + "Object"}
    lender, item = [link("group", "g1")], {"object": [link("object", "o1")]}
    records = [
        named(schema, "loan", "right", "A", lender=lender, item=[item], note=[text("n")], staff_note=[text("s")]),
        named(schema, "loan", "lacking", "A", note=[{}], number=[{}], item=[{}]),
        named(schema, "loan", "wrong", "A", lender=[link("object", "o1")], agreed_on=[literal("soon")]),
        named(schema, "loan", "many", "A", lender=lender * 1 + [link("person", "p1")], agreement=[literal("x")]),
        named(schema, "loan", "odd", "A", insured_value=[{"value": [literal("x")], "currency": lender}]),
    ]
    ours = {(f.focus, f.severity, f.component) for f in validator.check(records, classes)}
    assert set(by_pyshacl(schema, records, classes)) == ours
    assert len(ours) > 10


def test_the_expansion_is_the_same_at_every_reading(schema):
    again = read_schema(SHAPES, further=[LOAN])
    count = {slug: text.count("\n") for slug, text in schema.expansions.items()}
    assert count == {slug: text.count("\n") for slug, text in again.expansions.items()}
    assert all(is_iri(line.split()[0]) or line.startswith("_:") for line in again.expanded.splitlines())
