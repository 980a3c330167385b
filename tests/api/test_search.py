"""The search page."""

from __future__ import annotations

import re


def test_what_was_searched_for_is_marked(client):
    page = client.get("/search?q=lamp").text
    assert "<mark>Lamp</mark> from the Dome of the Rock" in page


def test_chips_count_the_kinds_and_one_narrows_to_its_own(client):
    page = client.get("/search?q=leaf").text
    assert re.search(r'href="/search\?q=leaf&amp;type=object">Objects <span[^>]*>60<', page)
    narrowed = client.get("/search?q=leaf&type=concept").text
    assert "1–1 of 1" in narrowed
    assert 'href="/search?q=leaf" aria-current="true">Terms' in narrowed


def test_results_are_paged_and_the_question_goes_along(client):
    page = client.get("/search?q=leaf&type=object").text
    assert "1–25 of 60" in page
    assert 'href="/search?q=leaf&amp;type=object&amp;page=2"' in page
    assert "51–60 of 60" in client.get("/search?q=leaf&type=object&page=3").text


def test_without_a_question_everything_is_listed_by_name(client):
    assert "of 76" in client.get("/search").text


def test_an_empty_answer_repeats_the_question_and_offers_to_drop_the_filter(client):
    page = client.get("/search?q=nowhere&type=object").text
    assert "Nothing found for “<bdi>nowhere</bdi>” among Objects." in page
    assert 'href="/search?q=nowhere"' in page


def test_an_empty_answer_names_the_words_that_find_something_alone(client):
    page = client.get("/search?q=lamp+nowhere").text
    assert re.search(r'href="/search\?q=lamp"><bdi>lamp</bdi> <span[^>]*>\d', page)
    assert 'href="/search?q=nowhere"' not in page


def test_drafts_and_what_was_withdrawn_are_not_found(client):
    assert "Secret draft" not in client.get("/search?q=secret").text
    assert "Withdrawn thing" not in client.get("/search?q=withdrawn").text


def test_any_question_gets_an_answer(client):
    for question in ("%22", "(", "a:b", "*", "%00", "x" * 5000, "%F0%9F%98%80", "AND OR NOT"):
        assert client.get(f"/search?q={question}").status_code == 200


def test_an_unknown_filter_or_order_is_no_filter_and_no_order(client):
    assert "60 of" not in client.get("/search?q=leaf&type=nonsense&sort=nonsense").text
    assert client.get("/search?q=leaf&type=nonsense&sort=nonsense").status_code == 200
