"""shapes/meta.ttl lets our shape files pass, and refuses each bad one for its reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from rdflib import SH, Graph, Literal

from tests.shapes.meta import refusals, refusals_of_many, shape_files

BAD = sorted((Path(__file__).parent / "fixtures" / "meta").glob("*.ttl"))
LOAN = Path(__file__).parents[1] / "catalogue" / "fixtures" / "loan.ttl"


@pytest.mark.trial
def test_the_shapes_that_ship_pass():
    assert refusals_of_many(*shape_files()) == []


def test_every_description_stands_once_in_each_of_the_four_languages():
    said: dict[str, Counter[str | None]] = {}
    for file in shape_files():
        for shape, text in Graph().parse(file).subject_objects(SH.description):
            assert isinstance(text, Literal)
            assert str(text).strip()
            said.setdefault(str(shape), Counter())[text.language] += 1
    assert len(said) > 400
    assert {shape: dict(n) for shape, n in said.items() if n != Counter(("en", "ar", "fa", "tr"))} == {}


@pytest.mark.parametrize("file", BAD, ids=lambda f: f.stem)
def test_a_bad_shape_file_is_refused_for_its_reason_alone(file):
    reason = next(line for line in file.read_text("utf-8").splitlines() if line.startswith("# refused: "))
    expected = reason.removeprefix("# refused: ")
    said = refusals(file)
    assert refusals_of_many(file) == said
    if expected == "nothing":
        assert said == []
    else:
        assert said
        assert [message for message in said if expected not in message] == []
