"""Hierarchies of terms, and what schemes are called."""

from __future__ import annotations

from itertools import pairwise

import pytest

from catalogue.schemes import Node, Schemes, hierarchy


def drawn(nodes: tuple[Node, ...]) -> str:
    return " ".join(one.iri + (f"({drawn(one.narrower)})" if one.narrower else "") for one in nodes)


@pytest.mark.parametrize(
    ("broader", "expected"),
    [
        ([], "a b c d"),
        ([("b", "a"), ("c", "b")], "a(b(c)) d"),
        ([("a", "d"), ("b", "d")], "c d(a b)"),
        ([("c", "a"), ("c", "b")], "a(c) b(c) d"),
        ([("a", "elsewhere")], "a b c d"),
        ([("a", "a")], "a b c d"),
        ([("a", "b"), ("b", "a")], "c d a(b)"),
        ([("a", "b"), ("a", "b")], "b(a) c d"),
    ],
)
def test_terms_stand_below_what_is_broader(broader, expected):
    assert drawn(hierarchy("abcd", broader, {one: one for one in "abcd"})) == expected


def test_the_order_is_that_of_the_reader():
    rank = {"a": "2", "b": "1", "c": "0"}
    assert drawn(hierarchy("abc", [("a", "c"), ("b", "c")], rank)) == "c(b a)"


def test_a_node_counts_all_that_is_below_it():
    [top] = hierarchy("abc", [("b", "a"), ("c", "b")], {one: one for one in "abc"})
    assert top.size == 3


@pytest.mark.parametrize(
    ("address", "path", "label"),
    [
        ("https://w3id.org/khizana/vocabulary/materials", "/vocabulary/materials", "Materials"),
        ("https://terms.example/lists#Colours", None, "Colours"),
        ("https://terms.example/lists/", None, "lists"),
        ("https://w3id.org/khizana/vocabulary/materials/../x", None, "x"),
        ("https://ours.example/vocabulary/own", "/vocabulary/own", "own"),
    ],
)
def test_a_scheme_has_a_path_and_a_name(address, path, label):
    found = Schemes("https://ours.example").scheme(address)
    assert found.labels.get("en", found.labels.get("")) == label
    if path:
        assert found.path == path
    else:
        assert found.path.startswith("/vocabulary/")
        assert found.path.count("/") == 2


def test_a_chain_without_end_is_drawn_in_pieces_and_loses_no_term():
    terms = [f"t{number:04d}" for number in range(1_100)]
    tops = hierarchy(terms, [(below, above) for above, below in pairwise(terms)], {one: one for one in terms})
    assert len(tops) > 1
    assert {node.iri for top in tops for node in top.all()} == set(terms)


def test_terms_under_two_broader_ones_each_do_not_multiply():
    ranks = [(f"a{n:02d}", f"b{n:02d}") for n in range(40)]
    broader = [(one, two) for above, below in pairwise(ranks) for one in below for two in above]
    terms = [one for pair in ranks for one in pair]
    tops = hierarchy(terms, broader, {one: one for one in terms})
    assert sum(top.size for top in tops) <= len(terms) + len(broader)
    said = {(narrow, node.iri) for top in tops for node in top.all() for narrow in _narrower(node)}
    assert said == set(broader)


def _narrower(node):
    return {*(one.iri for one in node.narrower), *node.elsewhere}


def test_a_circle_loses_no_link():
    [top] = hierarchy("ab", [("a", "b"), ("b", "a")], {one: one for one in "ab"})
    assert {(narrow, node.iri) for node in top.all() for narrow in _narrower(node)} == {("a", "b"), ("b", "a")}
