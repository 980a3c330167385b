"""Importing again: the source is followed, the curator is kept, and where both spoke it is said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalogue.interchange.merging import aligned, merge
from catalogue.rdf import literal
from catalogue.record import Record, view
from tests.catalogue.making import BASE, aat, crm, link, named, text, with_triples

A, B, C, D = (("<urn:s>", "<urn:p>", literal(x)) for x in "abcd")
OTHER = ("<urn:s>", "<urn:q>", literal("other"))

some = st.frozensets(
    st.tuples(
        st.sampled_from(["<urn:s>", "<urn:t>"]), st.sampled_from(["<urn:p>", "<urn:q>"]), st.sampled_from("1234")
    ),
    max_size=5,
)


@given(some, some)
def test_without_edits_the_source_is_followed(base, incoming):
    assert merge(base, base, incoming).triples == incoming


@given(some, some)
def test_without_news_the_edits_are_kept(base, current):
    merged = merge(base, current, base)
    assert (merged.triples, merged.conflicts) == (current, ())


@given(some, some)
def test_where_both_say_the_same_there_is_no_conflict(base, new):
    merged = merge(base, new, new)
    assert (merged.triples, merged.conflicts) == (new, ())


def test_edits_and_news_in_different_places_are_both_kept():
    merged = merge(frozenset({A, OTHER}), frozenset({B, OTHER}), frozenset({A}))
    assert (merged.triples, merged.conflicts) == (frozenset({B}), ())


def test_where_both_changed_a_value_the_curators_is_kept_and_it_is_said():
    merged = merge(frozenset({A}), frozenset({B}), frozenset({C}))
    assert (merged.triples, merged.conflicts) == (frozenset({B}), (("<urn:s>", "<urn:p>"),))


def test_both_may_add_values_of_their_own():
    merged = merge(frozenset({A}), frozenset({A, B}), frozenset({A, C}))
    assert (merged.triples, merged.conflicts) == (frozenset({A, B, C}), ())


def test_what_the_curator_took_out_stays_out():
    merged = merge(frozenset({A, B}), frozenset({A}), frozenset({A, B, C}))
    assert merged.triples == frozenset({A, C})


# Parts.


def obj(schema, said="A", **tree):
    return named(schema, "object", "o1", said, **tree)


def again(schema, base, current, new):
    """What comes of importing `new` where `base` was imported and `current` is held."""
    coming = aligned(new, base, schema.by_slug["object"])
    return merge(base.triples, current.triples, coming)


def edited(record, old, new):
    """The record as a curator leaves it who writes one text for another, fragment names as they were."""
    triples = frozenset((s, p, literal(new) if o == literal(old) else o) for s, p, o in record.triples)
    return Record(record.iri, record.path, record.local, triples)


def shown(schema, triples):
    record = Record(f"{BASE}/object/o1", "/object/o1", f"{BASE}/object/o1", triples)
    return view(record, schema.by_slug["object"])


def texts(schema, triples, key):
    return sorted(v.part.first("content") for v in shown(schema, triples).root.all(key) if v.part)


def test_a_part_keeps_its_name_when_its_content_changes(schema):
    base, new = (
        obj(schema, height=[{"value": [literal("1", "decimal")]}]),
        obj(schema, height=[{"value": [literal("2", "decimal")]}]),
    )
    merged = again(schema, base, base, new)
    [before] = [t[2] for t in base.triples if t[1] == crm("P43_has_dimension")]
    assert [t[2] for t in merged.triples if t[1] == crm("P43_has_dimension")] == [before]
    assert (before, crm("P90_has_value"), literal("2", "decimal")) in merged.triples


def test_a_part_within_a_part_keeps_both_names(schema):
    def made(year):
        return obj(schema, production=[{"timespan": [{"normalised": [literal(year)]}], "technique": [aat(1)]}])

    merged = again(schema, made("1525"), made("1525"), made("1530"))
    assert {t[0] for t in merged.triples} == {t[0] for t in made("1525").triples}


def test_the_curators_title_stays_when_the_source_changes_something_else(schema):
    base, new = obj(schema, "As imported"), obj(schema, "As imported", material=[aat(1)])
    merged = again(schema, base, edited(base, "As imported", "As corrected"), new)
    assert texts(schema, merged.triples, "title") == [literal("As corrected")]
    assert shown(schema, merged.triples).root.first("material") == aat(1)
    assert merged.conflicts == ()


def test_the_curators_title_stays_when_the_source_changes_it_too(schema):
    base, new = obj(schema, "As imported"), obj(schema, "From the source")
    merged = again(schema, base, edited(base, "As imported", "As corrected"), new)
    assert texts(schema, merged.triples, "title") == [literal("As corrected")]
    assert len(merged.conflicts) == 1
    assert not shown(schema, merged.triples).loose


def test_an_edited_part_stays_whole_when_the_source_drops_it(schema):
    """Two notes became two others: which is which nobody can say. What the curator wrote stays reachable."""
    base = obj(schema, note=[text("one"), text("two")])
    new = obj(schema, note=[text("three"), text("four")])
    merged = again(schema, base, edited(base, "one", "ONE"), new)
    assert texts(schema, merged.triples, "note") == sorted(map(literal, ["ONE", "three", "four"]))
    assert not shown(schema, merged.triples).loose
    assert merged.conflicts


def test_an_edit_deep_in_a_part_keeps_all_that_leads_to_it(schema):
    making = {"timespan": [{"as_written": [text("about 1525")]}]}
    base = obj(schema, production=[making])
    merged = again(schema, base, edited(base, "about 1525", "c. 1525"), obj(schema))
    [production] = shown(schema, merged.triples).root.all("production")
    [written] = production.part.all("timespan")[0].part.all("as_written")
    assert written.part.first("content") == literal("c. 1525")
    assert not shown(schema, merged.triples).loose


def test_an_unedited_part_that_the_source_drops_goes_whole(schema):
    base = obj(schema, production=[{"timespan": [{"as_written": [text("about 1525")]}]}], note=[text("one")])
    merged = again(schema, base, edited(base, "one", "ONE"), obj(schema, note=[text("one")]))
    assert not shown(schema, merged.triples).root.all("production")
    assert texts(schema, merged.triples, "note") == [literal("ONE")]
    assert not shown(schema, merged.triples).loose


def test_a_part_that_the_curator_took_out_does_not_come_back_in_pieces(schema):
    base = obj(schema, note=[text("one")])
    kept = frozenset(t for t in base.triples if "P67i" not in " ".join(t))
    current = Record(base.iri, base.path, base.local, kept)
    merged = again(schema, base, current, obj(schema, note=[text("one", language=[aat(1)])]))
    assert merged.triples == kept
    assert merged.conflicts


def test_what_the_curator_added_stays(schema):
    base = obj(schema)
    current = with_triples(base, *obj(schema, note=[text("mine")]).triples)
    merged = again(schema, base, current, obj(schema, note=[text("theirs")]))
    assert texts(schema, merged.triples, "note") == sorted(map(literal, ["mine", "theirs"]))


def test_equal_documents_are_aligned_to_themselves(schema):
    record = obj(schema, production=[{"carried_out_by": [link("person", "p1")]}], note=[text("n")])
    assert aligned(record, record, schema.by_slug["object"]) == record.triples


def test_alignment_never_makes_two_parts_one(schema):
    for old, new in ((["a"], ["b", "c"]), (["a", "b"], ["b", "c"]), (["a", "b"], ["c"]), ([], ["a", "b"])):
        base, coming = obj(schema, note=map(text, old)), obj(schema, note=list(map(text, new)))
        found = aligned(coming, obj(schema, note=list(map(text, old))), schema.by_slug["object"])
        assert texts(schema, found, "note") == sorted(map(literal, new)), (old, new, base)
