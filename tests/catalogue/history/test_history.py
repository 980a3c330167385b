"""Versions, changes and differences, as they are read backwards from the journal."""

from __future__ import annotations

import pytest

from catalogue.errors import UnknownRecord
from catalogue.history import Chosen, lines, targets
from catalogue.rdf import text_of
from tests.catalogue.life.conftest import Room
from tests.catalogue.making import BASE, named, text, with_triples

O1 = f"{BASE}/object/o1"


@pytest.fixture
def room(catalogue):
    room = Room(catalogue)
    for number in ("p1", "p2"):
        room.save("person", number, number)
    room.save("concept", "clay", "clay")
    room.jug()
    return room


def told(room, before, after):
    """Each line as: the keys that lead there, what was said before, what after."""
    found = lines(room.catalogue.history.differences(O1, before, after))
    return [
        ("›".join(f.key for f in one.steps), *(sorted(_said(v) for v in side) for side in (one.removed, one.added)))
        for one in found
    ]


def _said(value) -> str:
    content = value.part.first("content") if value.part is not None else None
    return text_of(content or value.term).rsplit("/", 1)[-1]


def ids(room) -> list[int]:
    return [v.id for v in reversed(room.catalogue.history.versions(O1))]


def test_versions_tell_who_when_why_and_in_which_order(room):
    room.catalogue.save(named(room.schema, "object", "o1", "Ewer"), "object", who="Omar", why="renamed")
    last, first = room.catalogue.history.versions(O1)
    assert (last.number, last.who, last.why, last.kind, last.deleted) == (2, "Omar", "renamed", "save", False)
    assert (first.number, first.who) == (1, "Nadia")
    assert first.time < last.time
    assert room.catalogue.history.version(O1, 2) == last
    with pytest.raises(UnknownRecord):
        room.catalogue.history.version(O1, 3)


def test_a_text_changed_inside_a_part_is_one_line(room):
    room.jug(note="second")
    assert told(room, *ids(room)) == [("note›content", ["first"], ["second"])]


def test_a_reference_changed_deep_inside_is_one_line(room):
    room.jug(by="p2")
    assert told(room, *ids(room)) == [("production›carried_out_by", ["p1"], ["p2"])]
    assert targets(lines(room.catalogue.history.differences(O1, *ids(room)))) == {
        f"{BASE}/person/p1",
        f"{BASE}/person/p2",
    }


def test_a_part_that_came_or_went_is_one_value(room):
    room.jug(other_title=[text("Cup", **{"@id": "cup"})])
    first, last = ids(room)
    assert told(room, first, last) == [("other_title", [], ["Cup"])]
    assert told(room, last, first) == [("other_title", ["Cup"], [])]


def test_everything_came_with_the_first_version_and_went_with_a_deletion(room):
    keys = ["title", "note", "production", "material"]
    assert [key for key, *_ in told(room, None, ids(room)[0])] == keys
    room.delete("/object/o1")
    first, last = ids(room)
    assert [(key, after) for key, _, after in told(room, first, last)] == [(key, []) for key in keys]


def test_statements_that_no_field_claims_are_told_too(room):
    record = named(room.schema, "object", "o1", "Jug")
    odd = (f"<{O1}>", "<urn:x:odd>", '"strange"')
    room.catalogue.save(record, "object", who="Nadia")
    room.catalogue.save(with_triples(record, odd), "object", who="Nadia")
    _, before, after = ids(room)
    (line,) = lines(room.catalogue.history.differences(O1, before, after))
    assert (line.steps, line.loose_added, line.loose_removed) == ((), (odd,), ())


def test_nothing_changed_is_nothing_told(room):
    first = ids(room)[0]
    assert told(room, first, first) == []
    assert not room.catalogue.history.differences(O1, first, first)


def test_changes_are_listed_newest_first_by_pages_and_by_what_is_asked(room):
    room.catalogue.save(named(room.schema, "object", "o1", "Ewer"), "object", who="Omar")
    history = room.catalogue.history
    first = history.changes(size=2)
    assert first.total == 5
    assert [line.id for line in first.items] == [5, 4]
    assert [line.id for line in history.changes(page=3, size=2).items] == [1]
    assert [line.id for line in history.changes(Chosen(who="Omar")).items] == [5]
    assert history.changes(Chosen(kind="import")).total == 0
    record = history.identity(O1)
    assert [line.id for line in history.changes(Chosen(record_id=record.id)).items] == [5, 4]
    assert history.changes(Chosen(since="2999")).total == 0


def test_a_change_tells_what_it_wrote_and_what_was_there_before(room):
    room.delete("/object/o1", "/concept/clay")
    line = room.catalogue.history.changes().items[0]
    assert (line.kind, line.records) == ("delete", 2)
    wrote = room.catalogue.history.wrote(line.id)
    assert wrote.total == 2
    found = {w.record.path: w for w in wrote.items}
    assert found["/object/o1"].earlier == ids(room)[0]
    assert found["/object/o1"].record.version is None


def test_a_group_tells_of_each_record_once(room, bring):
    bring(named(room.schema, "object", "i1", "a"), named(room.schema, "object", "i2", "b"))
    line = room.catalogue.history.changes().items[0]
    group = room.catalogue.history.group(line.group)
    assert (group.kind, group.closed is not None, group.undid) == ("import", True, "")
    page = room.catalogue.history.wrote_in_group(line.group, page=1, size=1)
    assert (page.total, len(page.items)) == (2, 1)
    undone = room.undo(group=line.group)
    assert room.catalogue.history.group(undone.group).undid == f"group {line.group}"


def test_what_never_was_is_unknown(room):
    with pytest.raises(UnknownRecord):
        room.catalogue.history.versions(f"{BASE}/object/nothing")
    assert room.catalogue.history.change(999) is None
    assert room.catalogue.history.group(999) is None
