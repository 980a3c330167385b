"""The triple store: what the log says and nothing else, however often it is told."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings

from catalogue.projections.triple_store import TripleStore
from catalogue.rdf import literal
from tests.catalogue.test_rdf import graphs

A, B, C = (("<urn:s>", "<urn:p>", literal(x)) for x in "abc")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = TripleStore(tmp_path_factory.mktemp("store"))
    yield made
    made.close()


@pytest.fixture
def empty(store):
    store.load([], 0)
    return store


def held(store):
    return {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in store._store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    }


def copied(checkpoint):
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in ox.Store.read_only(str(checkpoint))}


def test_a_new_store_is_at_the_beginning(empty):
    assert (empty.position(), empty.size()) == (0, 0)


def test_a_difference_and_its_position_go_in_together(empty):
    empty.apply(frozenset(), frozenset({A, B}), 7)
    empty.apply(frozenset({A, B}), frozenset({B, C}), 8)
    assert (held(empty), empty.position()) == ({B, C}, 8)
    empty.apply(frozenset({B, C}), frozenset(), 9)
    assert (held(empty), empty.position()) == (set(), 9)


def test_it_knows_what_points_to_an_iri(empty):
    pointing = ("<urn:s>", "<urn:p>", "<urn:o>"), ("<urn:s#part>", "<urn:q>", "<urn:o>")
    empty.load([frozenset({A, *pointing, ("<urn:o>", "<urn:p>", "<urn:s>")})], 1)
    assert sorted(empty.pointing_to(["urn:o", "urn:nothing"])) == sorted(pointing)


def test_an_entry_told_twice_is_as_if_told_once(empty):
    for _ in range(2):
        empty.apply(frozenset({A}), frozenset({B}), 3)
    assert (held(empty), empty.position()) == ({B}, 3)


def test_new_states_told_twice_are_as_if_told_once(empty):
    for _ in range(2):
        empty.add([frozenset({A}), frozenset({B, C})], 5)
    assert (held(empty), empty.position()) == ({A, B, C}, 5)


def test_a_load_forgets_what_was_there(empty):
    empty.apply(frozenset(), frozenset({A}), 1)
    empty.load([frozenset({B})], 2)
    assert (held(empty), empty.position()) == ({B}, 2)


def test_a_load_that_breaks_off_says_so(empty):
    def states():
        yield frozenset({A})
        raise InterruptedError

    with pytest.raises(InterruptedError):
        empty.load(states(), 9)
    assert empty.position() == -1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graphs, graphs)
def test_whatever_is_told_is_held_as_it_was_told(store, before, after):
    """By differences and by loads alike: no text is so strange that an update would break or lose it."""
    store.load([before], 1)
    assert held(store) == before
    store.apply(before, after, 2)
    assert held(store) == after
    assert store.holds(after)
    assert store.size() == len(after)


def test_a_checkpoint_holds_the_triples_and_no_word_of_the_position(empty, tmp_path):
    empty.load([frozenset({A, B})], 41)
    empty.checkpoint(tmp_path / "c1")
    copy = ox.Store.read_only(str(tmp_path / "c1"))
    assert {(str(q.subject), str(q.predicate), str(q.object)) for q in copy} == {A, B}
    assert list(copy.named_graphs()) == []
    assert not copy.query("ASK { GRAPH ?g { ?s ?p ?o } }")
    assert not copy.query("ASK FROM <urn:khizana:position> { ?s ?p ?o }")
    del copy
    assert empty.position() == 41


def test_a_checkpoint_stays_as_it_was(empty, tmp_path):
    empty.load([frozenset({A})], 1)
    empty.checkpoint(tmp_path / "c1")
    empty.apply(frozenset({A}), frozenset({B}), 2)
    assert copied(tmp_path / "c1") == {A}


def test_a_checkpoint_takes_the_place_of_an_unfinished_one(empty, tmp_path):
    (tmp_path / "c1.new").mkdir()
    (tmp_path / "c1.new" / "rubbish").write_text("x")
    empty.load([frozenset({A})], 1)
    empty.checkpoint(tmp_path / "c1")
    assert copied(tmp_path / "c1") == {A}
    assert not (tmp_path / "c1.new").exists()


def test_position_and_triples_outlive_the_process_that_wrote_them(tmp_path):
    store = TripleStore(tmp_path / "s")
    store.apply(frozenset(), frozenset({A}), 3)
    store.close()
    again = TripleStore(tmp_path / "s")
    assert (held(again), again.position()) == ({A}, 3)
    again.close()
