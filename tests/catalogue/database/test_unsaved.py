"""What is written in a form and not saved is kept for whoever wrote it, and for nobody else."""

from __future__ import annotations

from catalogue.database import unsaved
from catalogue.database.unsaved import UnsavedEdit

ODD = "\u200fقلم\u200f \u0000 \ud800 𝄞"


def edit(place="/object/o1", *, version=7, saved="2026-11-23T10:00:00.000000Z", text="Ewer"):
    return UnsavedEdit(place, version, saved, (("title/new-1@class", "x"), ("title/new-1/content/new-1", text)))


def test_an_edit_is_there_again_word_for_word(lending):
    with lending.database.writing() as connection:
        unsaved.keep(connection, 1, edit(text=ODD))
    with lending.database.reading() as connection:
        assert unsaved.find(connection, 1, "/object/o1") == edit(text=ODD)


def test_nobody_else_sees_it_but_that_somebody_is_writing(lending):
    with lending.database.writing() as connection:
        unsaved.keep(connection, 1, edit())
        assert unsaved.find(connection, 2, "/object/o1") is None
        assert unsaved.of(connection, 2, 10) == []
        assert unsaved.others(connection, 2, "/object/o1") == [edit().saved]
        assert unsaved.others(connection, 1, "/object/o1") == []


def test_a_later_one_takes_the_place_of_the_earlier_and_the_newest_come_first(lending):
    with lending.database.writing() as connection:
        unsaved.keep(connection, 1, edit())
        unsaved.keep(connection, 1, edit(text="Jug", saved="2026-11-23T11:00:00.000000Z"))
        unsaved.keep(connection, 1, edit("/person/new", version=None, saved="2026-11-23T12:00:00.000000Z"))
        assert [(one.place, one.version) for one in unsaved.of(connection, 1, 10)] == [
            ("/person/new", None), ("/object/o1", 7),
        ]  # fmt: skip
        assert len(unsaved.of(connection, 1, 1)) == 1


def test_a_saved_one_is_forgotten(lending):
    with lending.database.writing() as connection:
        unsaved.keep(connection, 1, edit())
        unsaved.drop(connection, 1, "/object/o1")
        assert unsaved.find(connection, 1, "/object/o1") is None
