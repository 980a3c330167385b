"""A theme's sentence, filled with what its query found."""

from __future__ import annotations

import pytest

from api.languages import LANGUAGES, Language
from api.messages import translations
from api.numerals import Numerals
from api.presenter import Presenter
from api.shown import Shown
from api.stories import NAMED, story
from catalogue.rdf import literal


def told(language: Language, count: int, sentence: str = "With {name}.") -> str:
    presenter = Presenter(language, Numerals(language), translations(language), {})
    rows = [{"name": literal(f"n{number}")} for number in range(count)]
    return "".join(piece.text if isinstance(piece, Shown) else piece for piece in story(sentence, rows, presenter, {}))


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
@pytest.mark.parametrize("count", range(1, NAMED + 3))
def test_however_many_there_are_they_are_listed_as_the_language_does(language, count):
    said = told(language, count)
    assert [f"n{number}" in said for number in range(NAMED + 2)] == [
        number < min(count, NAMED) for number in range(NAMED + 2)
    ]
    assert ("…" in said) == (count > NAMED)


def test_of_many_the_first_are_named_and_none_is_said_to_be_the_last():
    english = next(one for one in LANGUAGES if one.code == "en")
    assert told(english, 3) == "With n0, n1 and n2."
    assert told(english, 6) == "With n0, n1, n2, n3, …."
    arabic = next(one for one in LANGUAGES if one.code == "ar")
    assert told(arabic, 3, "{name}") == "n0 وn1 وn2"


def test_what_nothing_was_found_for_is_left_out_where_it_may_be():
    english = next(one for one in LANGUAGES if one.code == "en")
    assert told(english, 1, "With {name}[, in {place}].") == "With n0."
    assert told(english, 1, "With {name}, in {place}.") == ""
