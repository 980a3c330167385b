"""Deleted, merged, restored: who else refers to it, what the public sees, what may come back."""

from __future__ import annotations

import pytest

from catalogue.errors import ChangedMeanwhile, RecordRefused, UnknownRecord
from catalogue.life import References
from catalogue.publication import Gone, Moved, PublicRecord
from tests.catalogue.making import BASE, link, named, text

CLAY, P1, P2, O1 = (f"{BASE}/{path}" for path in ("concept/clay", "person/p1", "person/p2", "object/o1"))


def test_what_others_refer_to_is_not_deleted(room):
    with pytest.raises(RecordRefused, match="/object/o1"):
        room.delete("/concept/clay")
    assert room.head("/concept/clay") is not None
    leaving = room.catalogue.life.preview_leaving([CLAY])
    assert [(r.record.path, [f.key for f in r.through[0]]) for r in leaving.referring] == [("/object/o1", ["material"])]


def test_references_are_dropped_with_the_parts_that_held_nothing_else(room):
    room.delete("/person/p1", references=References(drop=True))
    assert "/person/p1" not in room.said("/object/o1")
    assert "#making" not in room.said("/object/o1")
    assert '"first"' in room.said("/object/o1")
    room.verify()


def test_references_are_moved_to_another_record(room):
    change = room.delete("/person/p1", references=References(move={P1: P2}))
    assert "/person/p2" in room.said("/object/o1")
    assert len(change.versions) == 2


def test_those_that_refer_to_each_other_go_together(room):
    room.delete("/concept/clay", "/object/o1")
    assert room.head("/concept/clay") is None
    assert room.head("/object/o1") is None


def test_a_reference_to_a_part_of_a_record_that_is_dropped_with_an_index_is_found_too(room):
    life = room.catalogue.life
    before = room.last()
    life.narrow = lambda iris: (before, ())  # an index that knows of nothing
    room.save("object", "o2", "Bowl", material=[link("concept", "clay")])
    with pytest.raises(RecordRefused, match="/object/o2"):
        room.delete("/concept/clay")


def test_a_deleted_record_is_not_saved_published_or_imported_again(room, bring):
    change = room.catalogue.history.versions(O1)[0]
    room.delete("/object/o1")
    with pytest.raises(RecordRefused, match="not used again"):
        room.jug()
    record = named(room.schema, "object", "o1", "Jug")
    with pytest.raises(ChangedMeanwhile) as raised:
        room.catalogue.saver.save(record, "object", who="Nadia", expecting=change.id)
    assert raised.value.version is None
    assert room.catalogue.publish([O1]).asked == 0
    report = bring(record)
    assert (report.refused, report.created) == (1, {})
    with pytest.raises(UnknownRecord):
        room.delete("/object/o1")


def test_an_import_that_points_to_what_was_deleted_or_merged_is_led_on(room, bring):
    room.save("concept", "loam", "loam")
    room.catalogue.life.merge(f"{BASE}/concept/loam", CLAY, who="Nadia")
    room.delete("/person/p2")
    production = {"carried_out_by": [link("person", "p2")]}
    found = named(room.schema, "object", "o9", "Tile", material=[link("concept", "loam")], production=[production])
    report = bring(found)
    assert (report.created, report.stubs) == ({"object": 1}, {})
    assert "/concept/clay" in room.said("/object/o9")
    assert "/person/p2" not in room.said("/object/o9")
    assert sum(report.reasons.values()) >= 2


def test_the_public_sees_that_it_is_gone_and_no_more_unless_allowed(room):
    room.publish("/concept/clay", "/person/p1", "/person/p2", "/object/o1")
    room.delete("/object/o1", why="thrown away", public_reason="Returned to its owner.", show_last=True)
    gone = room.public("/object/o1")
    assert isinstance(gone, Gone)
    assert gone.reason == "Returned to its owner."
    last = room.catalogue.public_history.last(gone)
    assert isinstance(last, PublicRecord)
    assert '"Jug"' in " ".join(t[2] for t in last.triples)
    room.delete("/person/p2")
    assert (room.public("/person/p2").reason, room.public("/person/p2").entry) == (None, None)
    room.verify()


def test_what_was_deleted_is_not_in_the_last_state_of_another(room):
    room.publish("/concept/clay", "/person/p1", "/object/o1")
    room.delete("/object/o1", show_last=True)
    room.delete("/person/p1")
    last = room.catalogue.public_history.last(room.public("/object/o1"))
    assert "/person/p1" not in " ".join(t[2] for t in last.triples)


def test_a_neighbour_is_public_without_what_was_deleted(room):
    room.publish("/concept/clay", "/person/p1", "/object/o1")
    room.delete("/person/p1", references=References(drop=True))
    assert "/person/p1" not in " ".join(t[2] for t in room.public("/object/o1").triples)


def test_a_unique_value_is_free_again(room):
    room.save("object", "o2", "Bowl", accession_number=[text("1887.1")])
    change = room.delete("/object/o2").id
    room.save("object", "o3", "Bowl", accession_number=[text("1887.1")])
    assert "belongs to another" in room.undo(change).left[0].reason


def test_an_older_version_is_restored(room):
    first = room.catalogue.history.versions(O1)[0]
    before = room.state("/object/o1")
    room.jug(title="Ewer", note="second")
    now = room.head("/object/o1")
    life = room.catalogue.life
    with pytest.raises(ChangedMeanwhile):
        life.restore(O1, first.id, who="Nadia", expecting=first.id)
    assert life.restore(O1, first.id, who="Nadia", expecting=now) is not None
    assert room.state("/object/o1") == before
    assert life.restore(O1, first.id, who="Nadia") is None
    assert [v.kind for v in room.catalogue.history.versions(O1)] == ["restore", "save", "save"]


def test_a_deleted_record_is_restored_from_any_of_its_versions_but_the_last(room):
    first = room.catalogue.history.versions(O1)[0]
    room.delete("/object/o1")
    life = room.catalogue.life
    with pytest.raises(RecordRefused, match="no such version"):
        life.restore(O1, room.catalogue.history.versions(O1)[0].id, who="Nadia")
    life.restore(O1, first.id, who="Nadia")
    assert '"Jug"' in room.said("/object/o1")
    room.verify()


def test_a_version_that_is_not_valid_now_is_not_restored(room):
    first = room.catalogue.history.versions(O1)[0]
    room.catalogue.life.merge(P1, P2, who="Nadia")
    with pytest.raises(RecordRefused, match="cannot be restored"):
        room.catalogue.life.restore(O1, first.id, who="Nadia")


def test_references_to_a_duplicate_follow_and_its_address_leads_on(room):
    room.publish("/concept/clay", "/person/p1", "/person/p2", "/object/o1")
    room.catalogue.life.merge(P1, P2, who="Nadia", why="the same man")
    assert "/person/p2" in room.said("/object/o1")
    assert room.head("/person/p1") is None
    assert room.public("/person/p1") == Moved(P1, "/person/p2", P2)
    room.verify()


def test_a_chain_of_merges_ends_at_the_last_and_leads_nowhere_that_is_not_public(room):
    room.save("person", "p3", "Third")
    room.publish("/person/p1", "/person/p2", "/person/p3")
    room.catalogue.life.merge(P1, P2, who="Nadia")
    room.catalogue.life.merge(P2, f"{BASE}/person/p3", who="Nadia")
    assert room.public("/person/p1") == Moved(P1, "/person/p3", f"{BASE}/person/p3")
    room.catalogue.withdraw([f"{BASE}/person/p3"])
    assert isinstance(room.public("/person/p1"), Gone)
    room.verify()


def test_the_winner_takes_over_what_it_is_told_to(room):
    room.save("object", "o2", "Bowl", note=[text("better", **{"@id": "note"})], other_title=[text("Cup")])
    room.catalogue.life.merge(f"{BASE}/object/o2", O1, who="Nadia", take=["note"])
    said = room.said("/object/o1")
    assert '"better"' in said
    assert '"first"' in said
    assert '"Cup"' not in said
    room.save("object", "o3", "Vase")
    with pytest.raises(RecordRefused, match="no field"):
        room.catalogue.life.merge(f"{BASE}/object/o3", O1, who="Nadia", take=["nothing"])


def test_a_field_of_one_value_takes_the_losers(room):
    making = [{"@id": "making", "carried_out_by": [link("person", "p2")]}]
    room.save("object", "o2", "Bowl", production=making)
    room.catalogue.life.merge(f"{BASE}/object/o2", O1, who="Nadia", take=["production"])
    assert "/person/p2" in room.said("/object/o1")
    assert "/person/p1" not in room.said("/object/o1")


def test_records_of_two_types_are_not_merged(room):
    with pytest.raises(RecordRefused, match="one type"):
        room.catalogue.life.merge(P1, CLAY, who="Nadia")


def test_a_merge_is_undone(room):
    before = room.all()
    change = room.catalogue.life.merge(P1, P2, who="Nadia", take=["name"])
    room.undo(change.id)
    assert room.all() == before
    assert room.catalogue.history.at_path("/person/p1").moved_to == ""
