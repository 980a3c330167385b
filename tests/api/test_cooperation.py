"""Which pieces of a broken chain the front page shows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from api.cooperation import chains
from catalogue.publication import Summary
from catalogue.rdf import iri
from catalogue.shape_files import read_schema

BASE = "https://khizana.example/accord"
PRESENTER: Any = SimpleNamespace(language="en", label=lambda one: one.path)
PUBLIC = {f"{BASE}/{n}": Summary(f"{BASE}/{n}", f"/{n}", "accord", {}, "") for n in "abcdefghijklmnop"}


def shown(*pieces):
    rows = [{str(place): iri(f"{BASE}/{one}") for place, one in enumerate(piece)} for piece in pieces]
    return ["".join(step.href.strip("/") for step in piece) for piece in chains(rows, PRESENTER, PUBLIC, read_schema())]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["abcd", "efg"], ["abcd", "efg"]),
        (["abcd", "dfg", "efg"], ["abcd", "efg"]),
        (["ab", "efg"], ["efg"]),
        (["abz", "bcd"], ["bcd"]),
        (["abc", "def", "ghi", "jkl", "mno"], ["abc", "def", "ghi", "jkl"]),
        ([], []),
    ],
    ids=["both", "no record twice", "too short", "not public", "four at most", "nothing"],
)
def test_of_a_broken_chain_pieces_are_shown(pieces, expected):
    assert shown(*pieces) == expected
