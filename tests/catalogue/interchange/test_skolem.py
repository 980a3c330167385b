"""Names for parts that came without one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.interchange.components import components
from catalogue.interchange.knots import TangledParts
from catalogue.interchange.skolem import name_parts
from tests.catalogue.making import BASE, crm

LOCAL = f"{BASE}/object/k3m9"
ROOT = f"<{LOCAL}>"
PREDICATES = (crm("P1_is_identified_by"), crm("P43_has_dimension"), crm("P9_consists_of"))


def named(triples):
    """The graph with its nameless nodes named."""
    said: dict[str, list[tuple[str, str]]] = {}
    for s, p, o in triples:
        said.setdefault(s, []).append((p, o))
    nameless = {term for s, _, o in triples for term in (s, o) if term.startswith("_:")}
    content = {node: said.pop(node, []) for node in nameless}
    names = name_parts(said, content, LOCAL)
    return frozenset((names.get(s, s), p, names.get(o, o)) for s, p, o in triples)


nodes = st.integers(0, 5)
objects = st.one_of(nodes.map("_:b{}".format), st.sampled_from(['"a"', '"b"', ROOT]))
edges = st.tuples(nodes.map("_:b{}".format), st.sampled_from(PREDICATES), objects)
entries = st.tuples(st.just(ROOT), st.sampled_from(PREDICATES), nodes.map("_:b{}".format))
graphs = st.tuples(st.lists(edges, max_size=10), st.lists(entries, min_size=1, max_size=4))


@given(graphs, st.randoms(use_true_random=False))
def test_names_do_not_depend_on_what_nodes_are_called_or_in_which_order_they_come(graph, chance):
    triples = [*graph[0], *graph[1]]
    called = [f"_:x{n}" for n in range(6)]
    chance.shuffle(called)
    other = {f"_:b{n}": name for n, name in enumerate(called)}
    again = [(other.get(s, s), p, other.get(o, o)) for s, p, o in triples]
    chance.shuffle(again)
    assert named(triples) == named(again)


@given(graphs)
def test_every_nameless_node_gets_a_fragment_that_tells_its_predicate(graph):
    found = named([*graph[0], *graph[1]])
    terms = {term for triple in found for term in (triple[0], triple[2])}
    assert not [term for term in terms if term.startswith("_:")]
    assert all(o.startswith((f"<{LOCAL}#P", '"', ROOT, f"<{LOCAL}#part")) for _, _, o in found)


def test_equal_content_under_one_parent_is_one_part():
    name, content = PREDICATES[0], crm("P190_has_symbolic_content")
    found = named([(ROOT, name, "_:a"), (ROOT, name, "_:b"), ("_:a", content, '"x"'), ("_:b", content, '"x"')])
    assert len(found) == 2


def test_equal_content_under_two_parents_is_two_parts():
    part, span = crm("P9_consists_of"), crm("P4_has_time-span")
    title, custody = ("_:a", crm("P24_transferred"), '"x"'), ("_:b", crm("P30_transferred"), '"x"')
    spans = [(n, crm("P82a_begin_of_the_begin"), '"1931"') for n in ("_:s", "_:t")]
    whole = [(ROOT, part, "_:a"), (ROOT, part, "_:b"), title, custody]
    found = named([*whole, ("_:a", span, "_:s"), ("_:b", span, "_:t"), *spans])
    assert len({o for _, p, o in found if p == span}) == 2
    assert len(found) == 8


def test_what_one_part_says_does_not_change_the_name_of_another():
    name, content = PREDICATES[0], crm("P190_has_symbolic_content")
    before = named([(ROOT, name, "_:a"), ("_:a", content, '"x"')])
    after = named([(ROOT, name, "_:a"), ("_:a", content, '"x"'), (ROOT, name, "_:b"), ("_:b", content, '"y"')])
    assert before < after


def test_nodes_that_point_to_each_other_stay_two():
    knows = crm("P69_has_association_with")
    found = named([(ROOT, knows, "_:a"), (ROOT, knows, "_:b"), ("_:a", knows, "_:b"), ("_:b", knows, "_:a")])
    assert len(found) == 4


def test_a_ring_seen_from_one_of_its_nodes_keeps_its_length():
    knows = crm("P69_has_association_with")
    ring = [(f"_:{n}", knows, f"_:{(n + 1) % 7}") for n in range(7)]
    assert len(named([(ROOT, knows, "_:0"), *ring])) == 8


def test_two_rings_of_different_lengths_stay_two():
    knows = crm("P69_has_association_with")
    rings = [(f"_:{size}{n}", knows, f"_:{size}{(n + 1) % size}") for size in (2, 3) for n in range(size)]
    assert len(named([(ROOT, knows, "_:20"), (ROOT, knows, "_:30"), *rings])) == 7


def test_a_long_chain_is_no_danger():
    part = crm("P9_consists_of")
    chain = [(f"_:{n}", part, f"_:{n + 1}") for n in range(20_000)]
    assert len(named([(ROOT, part, "_:0"), *chain])) == 20_001


def test_nodes_too_much_alike_are_refused_not_confused():
    knows = crm("P69_has_association_with")
    everyone = [(f"_:{a}", knows, f"_:{b}") for a in range(9) for b in range(9) if a != b]
    with pytest.raises(TangledParts):
        named([*everyone, *((ROOT, knows, f"_:{a}") for a in range(9))])


def test_a_component_comes_after_those_that_it_leads_to():
    leads = {"a": "b", "b": "cd", "c": "b", "d": ""}
    assert [set(c) for c in components("a", leads.__getitem__)] == [{"d"}, {"b", "c"}, {"a"}]


def test_components_of_a_long_ring_are_one():
    size = 30_000
    order = list(range(size))
    random.Random(1).shuffle(order)
    found = list(components(map(str, order), lambda n: [str((int(n) + 1) % size)]))
    assert [len(c) for c in found] == [size]
