"""Numbers and dates as each language writes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.languages import BY_CODE
from api.numerals import Numerals

ENGLISH = Numerals(BY_CODE["en"])


@pytest.mark.parametrize(
    ("code", "written"),
    [("en", "15,252.5"), ("ar", "١٥٬٢٥٢٫٥"), ("fa", "۱۵٬۲۵۲٫۵"), ("tr", "15.252,5")],
)
def test_a_number_has_the_digits_and_signs_of_the_language(code, written):
    assert Numerals(BY_CODE[code]).number("15252.5") == written


@pytest.mark.parametrize("text", ["about 12", "INF", "NaN", "1e400", ""])
def test_what_is_no_number_to_write_stays_as_it_is(text):
    assert ENGLISH.number(text) == text


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("en", "7 June 1549"),
        ("ar", "٧ يونيو ١٥٤٩"),
        ("fa", "۷ ژوئن ۱۵۴۹"),
        ("tr", "7 Haziran 1549"),
    ],
)
def test_a_stored_day_is_written_in_words(code, written):
    assert Numerals(BY_CODE[code]).stored_day("1549-06-07T00:00:00Z") == written


def test_a_moment_is_a_day_in_utc():
    assert ENGLISH.day(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "23 November 2026"


def test_a_day_beyond_what_calendars_hold_is_written_as_stored():
    assert ENGLISH.stored_day("-0479-01-01T00:00:00Z") == "-0479-01-01"
