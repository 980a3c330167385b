"""From draft to publication: a review is asked for, approved, or sent back with a comment."""

from __future__ import annotations

import pytest

from catalogue.errors import ChangedMeanwhile, RecordRefused, UnknownRecord
from catalogue.reviewing import LONGEST, Reviewing
from tests.catalogue.asking import at
from tests.catalogue.making import named


@pytest.fixture
def reviewing(lending):
    return Reviewing(lending.database)


PICTURE = at("object", "o1")


def test_who_asks_is_told_what_was_decided(reviewing):
    reviewing.ask(PICTURE, "nadia", "Is the date right?")
    (waiting,) = reviewing.waiting()
    assert (waiting.path, waiting.asked_by, waiting.request, waiting.waiting) == (
        "/object/o1", "nadia", "Is the date right?", True,
    )  # fmt: skip
    reviewing.decide(PICTURE, "omar", approve=False, answer="No: it is a copy.")
    assert reviewing.waiting() == []
    (decided,) = reviewing.decided_for("nadia", "2000")
    assert (decided.decision, decided.decided_by, decided.answer) == ("returned", "omar", "No: it is a copy.")
    assert reviewing.decided_for("omar", "2000") == []


def test_a_second_request_takes_the_place_of_the_first(reviewing):
    reviewing.ask(PICTURE, "nadia", "first")
    reviewing.ask(PICTURE, "leila", "second")
    assert [(one.asked_by, one.decision) for one in reviewing.of(PICTURE)] == [("leila", ""), ("nadia", "recalled")]
    reviewing.recall(PICTURE, "leila")
    assert reviewing.waiting() == []


def test_what_was_changed_since_the_reviewer_looked_is_not_approved(lending, schema, reviewing):
    reviewing.ask(PICTURE, "nadia")
    seen = reviewing.waiting()[0].version
    lending.save(named(schema, "object", "o1", "Another"), "object")
    with pytest.raises(ChangedMeanwhile) as raised:
        reviewing.decide(PICTURE, "omar", approve=True, version=seen)
    assert raised.value.version is not None
    assert raised.value.version > seen
    assert reviewing.decide(PICTURE, "omar", approve=True, version=raised.value.version).decision == "approved"


def test_sending_back_needs_a_comment_and_nothing_is_decided_twice(reviewing):
    reviewing.ask(PICTURE, "nadia")
    with pytest.raises(RecordRefused, match="comment"):
        reviewing.decide(PICTURE, "omar", approve=False, answer="  ")
    reviewing.decide(PICTURE, "omar", approve=True)
    with pytest.raises(RecordRefused, match="already"):
        reviewing.decide(PICTURE, "leila", approve=True)


def test_what_is_published_as_it_is_needs_no_review(lending, reviewing):
    lending.publish_all()
    with pytest.raises(RecordRefused, match="published as it is"):
        reviewing.ask(PICTURE, "nadia")


def test_nothing_that_is_not_there_is_reviewed_and_no_book_is_written(reviewing):
    with pytest.raises(UnknownRecord):
        reviewing.ask(at("object", "never"), "nadia")
    with pytest.raises(RecordRefused, match="Shorten"):
        reviewing.ask(PICTURE, "nadia", "x" * (LONGEST + 1))
