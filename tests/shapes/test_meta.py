"""shapes/meta.ttl lets our shape files pass, and refuses each bad one for its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shapes.meta import refusals, refusals_of_many, shape_files

BAD = sorted((Path(__file__).parent / "fixtures" / "meta").glob("*.ttl"))
LOAN = Path(__file__).parents[1] / "catalogue" / "fixtures" / "loan.ttl"


@pytest.mark.slow
def test_the_shapes_that_ship_pass():
    assert refusals_of_many(*shape_files()) == []


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
