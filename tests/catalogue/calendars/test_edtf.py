import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.calendars import read_date

GIVEN = {
    "1964": ("1964-01-01", None, None, "1964-12-31"),
    "1964-02": ("1964-02-01", None, None, "1964-02-29"),
    "1964-12": ("1964-12-01", None, None, "1964-12-31"),
    "1964-02-29": ("1964-02-29", None, None, "1964-02-29"),
    "1964-02-29T10:00:00Z": ("1964-02-29", None, None, "1964-02-29"),
    "-0424": ("-0424-01-01", None, None, "-0424-12-31"),
    "0000": ("0000-01-01", None, None, "0000-12-31"),
    "Y-12000": ("-12000-01-01", None, None, "-12000-12-31"),
    "1525~": ("1515-01-01", None, None, "1535-12-31"),
    "1525?": ("1525-01-01", None, None, "1525-12-31"),
    "1525%": ("1515-01-01", None, None, "1535-12-31"),
    "155X": ("1550-01-01", None, None, "1559-12-31"),
    "15XX": ("1500-01-01", None, None, "1599-12-31"),
    "-01XX": ("-0199-01-01", None, None, "-0100-12-31"),
    "1985-04-XX": ("1985-04-01", None, None, "1985-04-30"),
    "1985-XX-XX": ("1985-01-01", None, None, "1985-12-31"),
    "1985-21": ("1985-01-01", None, None, "1985-12-31"),
    "1539-05-19/1540-05-07": ("1539-05-19", "1539-05-19", "1540-05-07", "1540-05-07"),
    "1522~/1540~": ("1512-01-01", "1532-12-31", "1530-01-01", "1550-12-31"),
    "1522/1540": ("1522-01-01", "1522-12-31", "1540-01-01", "1540-12-31"),
    "../1503": (None, None, "1503-01-01", "1503-12-31"),
    "/1503": (None, None, "1503-01-01", "1503-12-31"),
    "1934/..": ("1934-01-01", "1934-12-31", None, None),
    "[1600,1603]": ("1600-01-01", None, None, "1603-12-31"),
    "{1600,1603}": ("1600-01-01", None, None, "1603-12-31"),
    "[..1984]": (None, None, None, "1984-12-31"),
    "[1667,1668-12,1670..1672]": ("1667-01-01", None, None, "1672-12-31"),
    "0967-12-07/0968-11-24": ("0967-12-07", "0967-12-07", "0968-11-24", "0968-11-24"),
}


def bounds(written):
    times = (written.begin, written.begin_latest, written.end_earliest, written.end)
    return tuple(time and time.partition("T")[0] for time in times)


@pytest.mark.parametrize("text", GIVEN)
def test_edtf_is_kept_and_bounded(text):
    read = read_date(text)
    assert (read.edtf, read.notes) == (text, ())
    assert bounds(read) == GIVEN[text]


@pytest.mark.parametrize("text", ["1985-02-30", "1985-04-31", "1540/1539", "Y-99999999", "-0000"])
def test_edtf_of_no_day_gets_a_note_and_no_bounds(text):
    read = read_date(text)
    assert read.edtf is None
    assert bounds(read) == (None,) * 4
    assert len(read.notes) == 1


def test_a_hyphen_and_two_digits_mean_a_month_only_where_they_cannot_mean_a_range():
    assert read_date("1985-04").edtf == "1985-04"
    assert read_date("1801-10").edtf == "1801/1810"
    assert read_date("1801-10", years=(1801, 1810)).edtf == "1801/1810"
    assert read_date("1801-10", years=(1801, 1801)).edtf == "1801-10"
    assert read_date("1815-21").edtf == "1815/1821"


@given(st.text(alphabet="0123456789-XY?~%/.[]{},: ", max_size=24))
def test_any_text_of_edtf_signs_may_be_read(text):
    read = read_date(text)
    assert read.edtf is not None or read.notes or not text.strip()


@pytest.mark.parametrize("text", [text for text in GIVEN if not re.match(r"/|.*[~%]|1985-21", text)])
def test_bounds_agree_with_another_library(text):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it does not load without a warning
        outside = pytest.importorskip("edtf").parse_edtf(text)
    ours = (GIVEN[text][0], GIVEN[text][3])
    for day, theirs in zip(ours, (outside.lower_strict(), outside.upper_strict()), strict=True):
        if day is not None:
            year, month, number = day.rsplit("-", 2)
            assert tuple(theirs)[:3] == (int(year), int(month), int(number))
