"""A record and its tree: nothing is lost on the way there, nothing added on the way back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.assembly import assemble
from catalogue.namespaces import TYPE
from catalogue.public_view import ASSIGNED, ASSIGNED_PROPERTY, ATTRIBUTED
from catalogue.rdf import literal
from catalogue.record import Part, Record, fragment_name, references, view
from catalogue.shapes import Kind
from tests.catalogue.making import BASE, aat, crm, link, make, named, text, with_triples

LOCAL = f"{BASE}/object/o1"
ROOT = f"<{LOCAL}>"
PARTS = [f"<{LOCAL}#{n}>" for n in "abcde"]
STAFF_NOTE = "<https://w3id.org/khizana/vocabulary/statement-types/staff-note>"


@st.composite
def wild_records(draw, schema):
    """Triples at random over a root and five parts: cycles, shared parts, competing statements, unknown words."""
    paths = sorted({a.field.path for a in schema.addresses.values() if a.record_type.slug == "object"})
    classes = sorted({f"<{c}>" for t in schema.addresses.values() if t.field.part for c in t.field.part.classes})
    subjects = st.sampled_from([ROOT, *PARTS])
    types = st.tuples(subjects, st.just(TYPE), st.sampled_from(classes))
    kinds = st.tuples(
        subjects, st.just(crm("P2_has_type")), st.sampled_from([aat(300404670), aat(300435416), STAFF_NOTE])
    )
    assigned = st.tuples(subjects, st.just(ASSIGNED_PROPERTY), st.sampled_from(paths))
    hung = st.tuples(subjects, st.sampled_from([ATTRIBUTED, ASSIGNED]), st.sampled_from(PARTS))
    objects = st.sampled_from([ROOT, *PARTS, link("person", "p1"), literal("x"), literal("1", "decimal")])
    others = st.tuples(subjects, st.sampled_from([*paths, "<urn:x:unknown>"]), objects)
    triples = draw(st.frozensets(types | kinds | assigned | hung | others, max_size=40))
    return Record(LOCAL, "/object/o1", LOCAL, triples)


@settings(max_examples=200)
@given(st.data())
def test_a_tree_says_every_triple_of_its_record(schema, data):
    record = data.draw(wild_records(schema))
    tree = view(record, schema.by_slug["object"])
    assert tree.triples() == record.triples
    assert set(tree.root.triples()).isdisjoint(tree.loose)


@given(st.data())
def test_a_value_is_unclaimed_only_where_no_field_would_have_it(schema, data):
    tree = view(data.draw(wild_records(schema)), schema.by_slug["object"])
    facts = {t: {x[1:] for x in tree.record.triples if x[0] == t} for t in [ROOT, *PARTS]}
    for part in parts_of(tree.root):
        for _, predicate, value in part.unclaimed:
            fields = part.shape.by_path.get(predicate, ())
            assert not any(f.tests <= facts.get(value, set()) for f in fields)


def test_a_part_that_two_fields_share_is_seen_in_both(schema):
    in_1525 = {"normalised": [literal("1525")]}
    making = {"timespan": [in_1525], "part": [{"timespan": [in_1525]}]}
    record = named(schema, "object", "o1", "A", production=[making])
    production = part_at(view(record, schema.by_slug["object"]).root, "production")
    for part in (production, part_at(production, "part")):
        assert part_at(part, "timespan").first("normalised") == literal("1525")


def test_a_title_that_a_competing_statement_shares_stays_the_title(schema):
    record = named(schema, "object", "o1", "A")
    title = next(t[2] for t in record.triples if t[1] == crm("P1_is_identified_by"))
    statement = [
        (ROOT, ATTRIBUTED, PARTS[0]),
        (PARTS[0], TYPE, crm("E13_Attribute_Assignment")),
        (PARTS[0], ASSIGNED, title),
    ]
    root = view(with_triples(record, *statement), schema.by_slug["object"]).root
    assert part_at(root, "title").first("content") == literal("A")


def test_a_tangle_of_parts_is_walked_in_a_bounded_time(schema):
    names = [f"<{LOCAL}#{n}>" for n in range(60)]
    tangle = {
        (a, p, b)
        for a in names
        for b in names
        for p in (crm("P9_consists_of"), crm("P4_has_time-span"), crm("P108i_was_produced_by"))
    }
    types = {(n, TYPE, c) for n in names for c in (crm("E12_Production"), crm("E52_Time-Span"))}
    record = Record(
        LOCAL, "/object/o1", LOCAL, frozenset(tangle | types | {(ROOT, crm("P108i_was_produced_by"), names[0])})
    )
    tree = view(record, schema.by_slug["object"])
    assert tree.triples() == record.triples
    assert sum(1 for _ in parts_of(tree.root)) < 2_000


def part_at(part: Part, key: str) -> Part:
    """The one part that a field holds."""
    [value] = part.all(key)
    assert value.part is not None
    return value.part


def parts_of(part: Part):
    yield part
    for values in part.values.values():
        for value in values:
            if value.part is not None:
                yield from parts_of(value.part)


def leaf(one, depth):
    """Values for a field: terms for a leaf, trees for a part."""
    if one.part is not None:
        return trees(one.part, depth - 1)
    if one.kind is Kind.LITERAL:
        return st.sampled_from([literal("a"), literal("ب"), literal('"\\\n')])
    return st.sampled_from([link("person", "p1"), link("place", "p2"), "<https://elsewhere.example/x>"])


def trees(shape, depth=2):
    """Trees of a shape as a form would send them, a few fields at a time."""
    apart = [f for f in shape.fields if not f.inverse and (f.part is None or depth > 0)]
    fields = [f for f in apart if f.part is not None or not any(g.path == f.path for g in apart if g is not f)]
    one = st.sampled_from(fields)
    filled = one.flatmap(lambda f: st.tuples(st.just(f.key), st.lists(leaf(f, depth), min_size=1, max_size=2)))
    return st.lists(filled, min_size=1, max_size=4).map(dict)


@settings(max_examples=50)
@given(st.data())
def test_what_a_tree_says_is_what_its_view_shows(schema, data):
    record_type = data.draw(st.sampled_from(schema.record_types))
    tree = data.draw(trees(record_type))
    triples = assemble(record_type, LOCAL, LOCAL, tree)
    seen = view(Record(LOCAL, "/object/o1", LOCAL, triples), record_type)
    assert not seen.loose
    assert not list(unclaimed(seen.root))
    for key, values in tree.items():
        terms = {v for v in values if isinstance(v, str)}
        assert terms <= {v.term for v in seen.root.all(key)}
    assert assemble(record_type, LOCAL, LOCAL, tree_of(seen.root)) == triples


def unclaimed(part):
    return (t for p in parts_of(part) for t in p.unclaimed)


def tree_of(part):
    return {
        key: [v.term if v.part is None else tree_of(v.part) | {"@id": v.term[1:-1].split("#")[1]} for v in values]
        for key, values in part.values.items()
    }


def test_fragments_are_named_by_predicate_and_content_whatever_the_order(schema):
    one = named(schema, "object", "o1", "A", dimension=[{"value": [literal("1", "decimal")], "note": [literal("n")]}])
    other = named(
        schema, "object", "o1", "A", dimension=[{"note": [literal("n")], "value": [literal("1.0", "decimal")]}]
    )
    assert one.triples == other.triples
    names = {t[0].split("#")[1] for t in one.triples if "#" in t[0]}
    assert {n.rsplit("-", 1)[0] for n in names} == {"P1_is_identified_by>"[:-1], "P43_has_dimension"}
    assert fragment_name(crm("P1"), {("a", "b"): None, ("c", "d"): None}) == fragment_name(
        crm("P1"), {("c", "d"): None, ("a", "b"): None}
    )


def test_equal_parts_are_one_part(schema):
    record = make(schema, "object", "o1", {"title": [text("A"), text("A")]})
    assert len([t for t in record.triples if t[1] == crm("P1_is_identified_by")]) == 1


def test_parts_of_one_field_with_other_content_have_other_names(schema):
    record = make(schema, "object", "o1", {"title": [text("A"), text("B")], "other_title": [text("A")]})
    assert len({t[2] for t in record.triples if t[1] == crm("P1_is_identified_by")}) == 3


def test_a_given_name_is_kept(schema):
    record = make(schema, "object", "o1", {"title": [text("A", **{"@id": "title"})]})
    assert (f"<{LOCAL}#title>", crm("P190_has_symbolic_content"), literal("A")) in record.triples


def test_a_record_with_an_address_of_others_has_its_parts_under_ours(schema):
    record = make(schema, "concept", "c1", {"name": [text("oil")]}, iri="http://vocab.getty.edu/aat/1")
    assert {t[0] for t in record.triples if t[0] != "<http://vocab.getty.edu/aat/1>"} == {
        s for s in {t[0] for t in record.triples} if s.startswith(f"<{BASE}/concept/c1#")
    }
    assert all(record.owns(t[0]) for t in record.triples)


@pytest.mark.parametrize("tree", [{"titel": []}, {"title": [{"text": [literal("x")]}]}, {"type": [{"content": []}]}])
def test_an_unknown_field_is_refused(schema, tree):
    if tree == {"titel": []}:
        tree = {"titel": [literal("x")]}
    with pytest.raises(KeyError):
        make(schema, "object", "o1", tree)


def test_a_record_owns_itself_and_its_fragments_only():
    record = Record(LOCAL, "/object/o1", LOCAL, frozenset())
    assert record.owns(ROOT)
    assert record.owns(f"<{LOCAL}#a>")
    for other in (f"<{LOCAL}0>", f"<{LOCAL}0#a>", f"<{LOCAL}/a>", "_:b", f"<{BASE}/object/o2#a>"):
        assert not record.owns(other)


def test_the_most_specific_match_wins_and_a_staff_field_wins_over_all(schema):
    note = (f"<{LOCAL}#n>", crm("P2_has_type"), STAFF_NOTE)
    record = make(schema, "object", "o1", {"note": [text("both", **{"@id": "n"})], "title": [text("A")]}, note)
    tree = view(record, schema.by_slug["object"])
    assert [v.term for v in tree.root.all("staff_note")] == [f"<{LOCAL}#n>"]
    assert not tree.root.all("note")
    assert not tree.root.all("other_title")
    assert len(tree.root.all("title")) == 1


def test_a_part_that_no_field_claims_stays_in_the_record(schema):
    strange = [(ROOT, crm("P1_is_identified_by"), PARTS[0]), (PARTS[0], TYPE, crm("E22_Human-Made_Object"))]
    record = with_triples(named(schema, "object", "o1", "A"), *strange)
    tree = view(record, schema.by_slug["object"])
    assert strange[0] in tree.root.unclaimed
    assert strange[1] in tree.loose
    assert tree.triples() == record.triples


def test_references_say_through_which_fields_they_lead(schema):
    record = named(
        schema, "object", "o1", "A",
        production=[{"carried_out_by": [link("person", "p1")]}],
        see_also=["<https://elsewhere.example/x>"],
    )  # fmt: skip
    found = {".".join(f.key for f in steps): t for steps, t in references(view(record, schema.by_slug["object"]).root)}
    assert found == {
        "production.carried_out_by": link("person", "p1"),
        "see_also": "<https://elsewhere.example/x>",
    }
