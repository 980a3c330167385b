"""Texts of cells become numbers, dates, links and points, or stay as written."""

from __future__ import annotations

import pytest

from tests.catalogue.interchange.mapping_trial import fields, tree, tried


def test_a_value_that_cannot_be_read_is_kept_as_written_and_told_of(tmp_path):
    text = fields('title = "No"\n    number_of_parts = "Parts"')
    text = text.replace('key = "No"', 'key = "No"\n    unread = "note"')
    (made,) = tried(tmp_path, text, {"No": "1", "Parts": "a pair"})
    assert tree(made)["note"] == [{"content": ["Parts: a pair"]}]
    (told,) = made.notes
    assert (told.field, told.value, told.reason) == ("object.number_of_parts", "a pair", "It is no number.")


def test_a_value_that_stands_in_the_record_anyway_is_not_kept_twice(tmp_path):
    text = fields('title = "No"\n    number_of_parts = "Parts"\n    dimensions_statement = "Parts"')
    text = text.replace('key = "No"', 'key = "No"\n    unread = "note"')
    (made,) = tried(tmp_path, text, {"No": "1", "Parts": "a pair"})
    assert "note" not in tree(made)
    assert len(made.notes) == 1


YEARS = fields(
    """title = "No"
    [record.fields.production.timespan]
    as_written = { column = "Date", language = "none" }
    begin_of_the_begin = { for-each = { column = ["From", "To"], read = "years" }, column = ".begin" }
    end_of_the_end = { for-each = { column = ["From", "To"], read = "years" }, column = ".end" }
    """
)


@pytest.mark.parametrize(
    ("first", "last", "begin", "end"),
    [
        (1601, 1700, "1601-01-01T00:00:00Z", "1700-12-31T23:59:59Z"),
        ("-425", "-401", "-0424-01-01T00:00:00Z", "-0400-12-31T23:59:59Z"),
        ("-1", "1", "0000-01-01T00:00:00Z", "0001-12-31T23:59:59Z"),
        ("۹۴۶", "٩٤٧", "0946-01-01T00:00:00Z", "0947-12-31T23:59:59Z"),
    ],
)
def test_years_become_the_bounds_of_a_time(tmp_path, first, last, begin, end):
    (made,) = tried(tmp_path, YEARS, {"No": "1", "Date": "?", "From": first, "To": last})
    (span,) = tree(made)["production"][0]["timespan"]
    assert (span["begin_of_the_begin"], span["end_of_the_end"]) == ([begin], [end])


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (1725, 1299, "The first year comes after the last."),
        (0, 100, "Only one of the two years is given."),
        (1821, 18343, "It is no year in which a collection's history can lie."),
        ("1500?", 1510, "It is no number."),
    ],
)
def test_impossible_years_leave_the_date_as_written(tmp_path, first, last, reason):
    (made,) = tried(tmp_path, YEARS, {"No": "1", "Date": "c. 1500", "From": first, "To": last})
    (span,) = tree(made)["production"][0]["timespan"]
    assert span == {"as_written": [{"content": ["c. 1500"]}]}
    assert [note.reason for note in made.notes] == [reason]


def test_two_zeros_mean_that_no_year_is_known(tmp_path):
    (made,) = tried(tmp_path, YEARS, {"No": "1", "From": 0, "To": 0})
    assert "production" not in tree(made)
    assert not made.notes


@pytest.mark.parametrize("day", ["1939-02-30", "1939-13-01", "0000-00-00"])
def test_a_day_that_never_was_is_told_of(tmp_path, day):
    text = YEARS.replace(
        '{ for-each = { column = ["From", "To"], read = "years" }, column = ".begin" }',
        '{ column = "Day", read = "begin" }',
    )
    (made,) = tried(tmp_path, text, {"No": "1", "Day": day})
    assert [note.reason for note in made.notes] == ["There is no such day."]


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("http://static.example/a b.jpg", "http://static.example/a%20b.jpg"),
        ("https://museum.example/قطعة", "https://museum.example/قطعة"),
        ("mailto:registrar@museum.example", "mailto:registrar@museum.example"),
    ],
)
def test_a_link_is_taken_with_its_illegal_characters_escaped(tmp_path, link, found):
    (made,) = tried(tmp_path, fields('title = "No"\n    see_also = "Link"'), {"No": "1", "Link": link})
    assert tree(made)["see_also"] == [found]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "www.museum.example", "file:///etc/passwd", "http://"])
def test_what_is_no_web_address_is_told_of(tmp_path, link):
    (made,) = tried(tmp_path, fields('title = "No"\n    see_also = "Link"'), {"No": "1", "Link": link})
    assert "see_also" not in tree(made)
    assert made.notes[0].reason == "It is no web address."


@pytest.mark.parametrize(
    ("pair", "found"), [("43.13 36.34", "POINT(43.13 36.34)"), ("-98.0, 0", "POINT(-98 0)"), ("36 436", None)]
)
def test_coordinates_become_a_point_if_they_are_on_earth(tmp_path, pair, found):
    text = """
    [record]
    type = "place"
    key = "No"
    id = "p-{No}"
    fields.name = "No"
    fields.geometry = { column = "At", read = "point" }
    """
    (made,) = tried(tmp_path, text, {"No": "1", "At": pair})
    assert tree(made).get("geometry") == ([found] if found else None)
    assert bool(made.notes) is (found is None)


@pytest.mark.parametrize(
    ("number", "reason"),
    [("12.5", "It is no whole number."), ("1,250", "It is no number."), ("1e99", "hold"), ("NaN", "hold")],
)
def test_numbers_that_are_none_are_told_of(tmp_path, number, reason):
    (made,) = tried(tmp_path, fields('title = "No"\n    number_of_parts = "N"'), {"No": "1", "N": number})
    assert reason in made.notes[0].reason
