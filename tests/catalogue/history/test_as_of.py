"""The catalogue as it was at the end of a day, in full and in public."""

from __future__ import annotations

import io
from datetime import date

import pytest

from catalogue import journal
from catalogue.publication import writing
from tests.catalogue.life.conftest import Room
from tests.catalogue.making import BASE


@pytest.fixture
def years(catalogue, monkeypatch):
    """A bowl, renamed, published, withdrawn and deleted, each on a day of its own."""
    room = Room(catalogue)
    for day, act in enumerate(
        (
            lambda: room.save("object", "b1", "Bowl"),
            lambda: room.publish("/object/b1"),
            lambda: room.save("object", "b1", "Cup"),
            lambda: room.publish("/object/b1"),
            lambda: catalogue.withdraw([f"{BASE}/object/b1"]),
            lambda: room.delete("/object/b1"),
        ),
        1,
    ):
        time = f"2024-03-{day:02}T23:59:59.999999Z"
        monkeypatch.setattr(journal, "now", lambda time=time: time)
        monkeypatch.setattr(writing, "now", lambda time=time: time)
        act()
    return catalogue


def said(catalogue, day: date, public: bool) -> str:
    out = io.StringIO()
    count = catalogue.export(out, public=public, as_of=day)
    assert out.getvalue().count("\n") == count
    return next((title for title in ("Bowl", "Cup") if title in out.getvalue()), "")


def test_the_state_at_the_end_of_a_day_is_written_out(years):
    found = [said(years, date(2024, 3, day), public=False) for day in range(1, 7)]
    assert found == ["Bowl", "Bowl", "Cup", "Cup", "Cup", ""]
    assert said(years, date(2024, 2, 29), public=False) == ""


def test_so_is_what_was_public(years):
    found = [said(years, date(2024, 3, day), public=True) for day in range(1, 7)]
    assert found == ["", "Bowl", "Bowl", "Cup", "", ""]


def test_what_was_erased_since_is_in_neither(years):
    years.life.erase([f"{BASE}/object/b1"], who="Nadia", reason="asked")
    for public in (False, True):
        assert said(years, date(2024, 3, 4), public=public) == ""


def test_the_present_is_the_same_as_today(catalogue):
    room = Room(catalogue)
    room.save("object", "b1", "Bowl")
    out = io.StringIO()
    catalogue.export(out, as_of=date(2999, 12, 31))
    assert out.getvalue() == room.all()
