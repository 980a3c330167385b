import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.calendars.days import (
    FIRST_GREGORIAN,
    NoSuchDay,
    common,
    date_of,
    gregorian,
    islamic,
    julian,
    persian,
)

DAYS = st.integers(-(10**9), 10**9)
HIJRI_LEAP_YEARS = [2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29]


@given(DAYS)
def test_every_day_has_one_date_and_every_date_its_day(day):
    assert gregorian(*date_of(day)) == day


@given(DAYS)
def test_days_follow_one_another(day):
    assert date_of(day) < date_of(day + 1)


def test_the_calendars_meet_where_history_says():
    assert julian(1582, 10, 4) + 1 == gregorian(1582, 10, 15) == FIRST_GREGORIAN
    assert common(1582, 10, 4) + 1 == common(1582, 10, 15)
    assert islamic(1, 1, 1) == julian(622, 7, 16)
    assert date_of(islamic(1445, 1, 1)) == (2023, 7, 19)
    assert date_of(persian(1309, 8, 12)) == (1930, 11, 3)
    assert date_of(persian(1403, 12, 30)) == (2025, 3, 20)


def test_the_tabular_hijri_year_has_its_eleven_leap_years():
    lengths = [islamic(year + 1, 1, 1) - islamic(year, 1, 1) for year in range(1, 31)]
    assert [year for year, days in enumerate(lengths, 1) if days == 355] == HIJRI_LEAP_YEARS


@pytest.mark.parametrize("calendar", [gregorian, julian, islamic])
@given(year=st.integers(-3000, 3000))
def test_months_of_a_year_lie_end_to_end(calendar, year):
    assert_end_to_end(calendar, year)


@given(year=st.integers(1, 3000))
def test_months_of_a_solar_year_lie_end_to_end(year):
    assert_end_to_end(persian, year)


def assert_end_to_end(calendar, year):
    day = calendar(year, 1, 1)
    for month in range(1, 13):
        for number in range(1, 32):
            try:
                assert calendar(year, month, number) == day
            except NoSuchDay:
                assert number >= 29
                break
            day += 1
    assert calendar(year + 1, 1, 1) == day


@pytest.mark.parametrize(
    ("calendar", "date"),
    [
        (gregorian, (1900, 2, 29)),
        (gregorian, (1920, 13, 1)),
        (gregorian, (1920, 1, 0)),
        (julian, (1901, 2, 29)),
        (islamic, (629, 7, 31)),
        (islamic, (1, 12, 30)),
        (persian, (1310, 12, 30)),
        (persian, (1309, 7, 31)),
        (persian, (0, 1, 1)),
        (persian, (4000, 1, 1)),
    ],
)
def test_a_day_that_a_calendar_does_not_have_is_refused(calendar, date):
    with pytest.raises(NoSuchDay):
        calendar(*date)


@pytest.mark.parametrize("year", [1, 300, 700, 1100, 1242, 1300, 1358, 1404, 1500])
def test_solar_years_begin_as_another_library_computes(year):
    outside = pytest.importorskip("convertdate.persian")
    assert date_of(persian(year, 1, 1)) == outside.to_gregorian(year, 1, 1)
