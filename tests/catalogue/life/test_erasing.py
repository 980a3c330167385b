"""Erased: gone from every table and every file, and the chain still holds."""

from __future__ import annotations

import sqlite3
import zlib

import pytest

from catalogue.errors import RecordRefused
from catalogue.publication import Gone
from tests.catalogue.making import BASE, named, text

O1, P1 = f"{BASE}/object/o1", f"{BASE}/person/p1"


@pytest.fixture
def erased(room):
    """A jug that was public, edited, pointed out by a visitor, and erased."""
    room.jug(title="Secretword", note="hiddenword", accession_number=[text("numberword")])
    room.publish("/concept/clay", "/person/p1", "/object/o1")
    room.jug(title="Secretword again")
    with sqlite3.connect(room.catalogue.settings.journal) as raw:
        raw.execute("INSERT INTO report (id, path, time, kind, text, name, address, spam, note) "
                    "VALUES (1, '/object/o1', 't', 'claim', 'reportword', '', '', 0, '')")  # fmt: skip
        raw.execute("INSERT INTO unsaved VALUES (1, '/object/o1', 1, ?, 't')", (zlib.compress(b"formword"),))
        raw.execute("INSERT INTO unsaved VALUES (1, '/object/o10', 1, ?, 't')", (zlib.compress(b"other"),))
    raw.close()
    room.blobs = _blobs(room)
    room.catalogue.life.erase([O1], who="Nadia", reason="asked for by its owner")
    return room


def _blobs(room) -> list[bytes]:
    """All that is compressed of the jug, as it lies in the file."""
    with sqlite3.connect(room.catalogue.settings.journal) as raw:
        states = "SELECT state FROM version JOIN record r ON r.id = record_id WHERE r.iri = ?"
        forms = "SELECT form FROM unsaved WHERE place = '/object/o1'"
        found = [row[0] for row in raw.execute(f"{states} UNION {forms}", (O1,))]
    raw.close()
    return [blob[2:60] for blob in found if blob]


def test_the_journal_says_erased_and_not_broken(erased):
    found = erased.catalogue.verify().journal
    assert found.erased == 4
    kinds = [(v.kind, v.erased) for v in erased.catalogue.history.versions(O1)]
    assert kinds[0] == ("erase", True)
    assert erased.catalogue.history.state(erased.catalogue.history.versions(O1)[-1].id) is None
    assert erased.catalogue.history.changes().items[0].why == "asked for by its owner"


def test_nothing_of_it_is_left_in_any_file(erased):
    words = [b"Secretword", b"hiddenword", b"numberword", b"reportword", b"formword", *erased.blobs]
    assert len(erased.blobs) >= 4
    files = [p for p in erased.catalogue.settings.data.rglob("*") if p.is_file()]
    found = [(p.name, word) for p in files for word in words if word.lower() in p.read_bytes().lower()]
    assert found == []


def test_the_words_were_there_before(room):
    room.jug(title="Secretword")
    room.publish("/concept/clay", "/person/p1", "/object/o1")
    files = [p for p in room.catalogue.settings.data.rglob("*") if p.is_file()]
    blobs = _blobs(room)
    assert blobs
    for word in (b"Secretword", *blobs):
        assert any(word in p.read_bytes() for p in files)


def test_the_public_sees_that_it_is_gone_and_nothing_else(erased):
    gone = erased.public("/object/o1")
    assert isinstance(gone, Gone)
    assert (gone.reason, gone.entry) == (None, None)
    assert erased.catalogue.public_log.versions("/object/o1") == []
    assert all(e.after is None for e in erased.catalogue.public_log.entries(0, 100) if e.iri == O1)


def test_unsaved_edits_of_others_stay(erased):
    with sqlite3.connect(erased.catalogue.settings.journal) as raw:
        assert raw.execute("SELECT place FROM unsaved").fetchall() == [("/object/o10",)]
        assert raw.execute("SELECT count(*) FROM unique_value").fetchone() == (0,)
        assert raw.execute("SELECT count(*) FROM report").fetchone() == (0,)
    raw.close()


def test_it_cannot_be_made_again_restored_or_brought_back(erased):
    with pytest.raises(RecordRefused, match="not used again"):
        erased.jug()
    first = erased.catalogue.history.versions(O1)[-1]
    with pytest.raises(RecordRefused):
        erased.catalogue.life.restore(O1, first.id, who="Nadia")
    assert erased.preview(erased.last())["/object/o1"].obstacle == "erased"
    assert erased.undo(first.change).left[0].reason == "It was erased since."


def test_what_others_refer_to_is_erased_only_with_their_references(room):
    with pytest.raises(RecordRefused, match="/object/o1"):
        room.catalogue.life.erase([P1], who="Nadia", reason="asked")
    assert room.head("/person/p1") is not None
    room.catalogue.life.erase([P1], who="Nadia", reason="asked", drop=True)
    assert "/person/p1" not in room.said("/object/o1")
    room.verify()


def test_what_was_deleted_before_can_be_erased(room):
    room.delete("/object/o1")
    assert room.catalogue.life.erase([O1], who="Nadia", reason="asked").versions == 3
    room.verify()


def test_names_of_persons_are_erased_from_changes_and_the_chain_holds(room):
    room.catalogue.save(room_record(room), "object", who="Omar", why="for Nadia")
    done = room.catalogue.life.erase(who="admin", reason="asked", person="Nadia")
    assert done.reasons == 5
    lines = room.catalogue.history.changes().items
    assert {(line.who, line.why) for line in lines[1:]} == {("", "")}
    assert (lines[0].who, lines[0].why) == ("admin", "asked")
    room.verify()


def room_record(room):
    return named(room.schema, "object", "o7", "Tile")


def test_chosen_changes_lose_their_reasons_alone(room):
    done = room.catalogue.life.erase(who="admin", reason="asked", changes=[2])
    assert done.reasons == 1
    assert [line.id for line in room.catalogue.history.changes().items if not line.who] == [2]
    room.verify()


def test_what_was_merged_into_it_goes_with_it(room):
    for number, name in (("p7", "Mergedword"), ("p8", "Otherword"), ("p9", "Shuja")):
        room.save("person", number, name)
    room.catalogue.life.merge(f"{BASE}/person/p7", f"{BASE}/person/p8", who="Nadia")
    room.catalogue.life.merge(f"{BASE}/person/p8", f"{BASE}/person/p9", who="Nadia")
    room.catalogue.life.erase([f"{BASE}/person/p9"], who="Nadia", reason="asked for by the family")
    files = [p for p in room.catalogue.settings.data.rglob("*") if p.is_file()]
    assert [p.name for p in files if b"mergedword" in p.read_bytes().lower()] == []
    assert all(v.erased for v in room.catalogue.history.versions(f"{BASE}/person/p7"))
    room.catalogue.verify()
