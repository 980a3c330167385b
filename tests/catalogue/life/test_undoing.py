"""Undo: (current − added) ∪ removed, with a question where a later change touched the same part."""

from __future__ import annotations

import pytest

from catalogue import journal
from catalogue.database import groups
from catalogue.errors import ImportRefused, JournalUnwritable, KhizanaError, RecordRefused
from catalogue.interchange.importing import CHANGE
from catalogue.life import Answer, Doubt, Obstacle, Outcome, undoing
from catalogue.rdf import literal
from tests.catalogue.making import BASE, incoming, link, named, source, text, with_triples


def test_a_save_is_taken_back_and_later_edits_of_other_parts_stay(room):
    change = room.jug(note="second")
    room.jug(note="second", title="Ewer")
    done = room.undo(change)
    assert (done.changed, done.left) == (1, ())
    assert '"first"' in room.said("/object/o1")
    assert '"Ewer"' in room.said("/object/o1")
    assert '"second"' not in room.said("/object/o1")
    room.verify()


def test_the_same_part_edited_since_is_asked_about(room):
    change = room.jug(note="second")
    room.jug(note="third")
    asked = room.preview(change)["/object/o1"]
    assert asked.question.doubts == (Doubt.TOUCHED,)
    before = room.state("/object/o1")
    with pytest.raises(RecordRefused, match="decision"):
        room.undo(change)
    assert room.state("/object/o1") == before


@pytest.mark.parametrize(
    ("answer", "note", "maker"),
    [(Answer.KEEP, "third", "p1"), (Answer.REVERT, "first", "p1"), (Answer.SKIP, "third", "p2")],
)
def test_keep_leaves_the_part_revert_takes_it_back_skip_leaves_the_record(room, answer, note, maker):
    change = room.jug(note="second", by="p2")
    room.jug(note="third", by="p2")
    room.undo(change, answers={BASE + "/object/o1": answer})
    assert f'"{note}"' in room.said("/object/o1")
    assert f"/person/{maker}>" in room.said("/object/o1")
    assert '"second"' not in room.said("/object/o1")


def test_a_part_that_was_added_goes_with_all_that_it_holds_also_what_was_added_to_it_since(room):
    inner = {"@id": "role", "carried_out_by": [link("person", "p1")]}
    room.save("object", "o2", "Bowl")
    before = room.state("/object/o2")
    added = room.save("object", "o2", "Bowl", production=[{"@id": "making", "part": [inner]}])
    more = {"@id": "second", "carried_out_by": [link("person", "p2")]}
    room.save("object", "o2", "Bowl", production=[{"@id": "making", "part": [inner, more]}])
    assert room.preview(added)["/object/o2"].question.doubts == (Doubt.TOUCHED,)
    room.undo(added, otherwise=Answer.REVERT)
    assert room.state("/object/o2") == before


def test_values_added_beside_each_other_are_no_conflict(room):
    room.save("concept", "oil", "oil")
    room.save("concept", "wax", "wax")
    clay, oil, wax = (link("concept", n) for n in ("clay", "oil", "wax"))
    room.save("object", "o2", "Bowl", material=[clay])
    added = room.save("object", "o2", "Bowl", material=[clay, oil])
    room.save("object", "o2", "Bowl", material=[clay, oil, wax])
    assert room.preview(added)["/object/o2"].question is None
    room.undo(added)
    assert {t[2] for t in room.state("/object/o2") if "P45" in t[1]} == {clay, wax}


def test_a_value_replaced_and_replaced_again_is_asked_about(room):
    room.save("concept", "oil", "oil")
    room.save("concept", "wax", "wax")
    clay, oil, wax = (link("concept", n) for n in ("clay", "oil", "wax"))
    room.save("object", "o2", "Bowl", material=[clay])
    change = room.save("object", "o2", "Bowl", material=[oil])
    room.save("object", "o2", "Bowl", material=[wax])
    assert room.preview(change)["/object/o2"].question is not None
    room.undo(change, otherwise=Answer.REVERT)
    assert {t[2] for t in room.state("/object/o2") if "P45" in t[1]} == {clay}


def test_what_a_change_made_is_deleted_again_and_may_come_again(room):
    change = room.save("object", "o2", "Bowl")
    assert room.preview(change)["/object/o2"].outcome is Outcome.DELETE
    assert room.undo(change).deleted == 1
    assert room.head("/object/o2") is None
    room.save("object", "o2", "Bowl again")
    room.verify()


def test_what_was_made_and_edited_published_or_referred_to_since_is_asked_about(room):
    made = {number: room.save("object", number, number) for number in ("o2", "o3", "o4")}
    room.save("object", "o2", "edited")
    room.publish("/object/o3")
    room.save("object", "o5", "Lid", related=[link("object", "o4")])
    doubts = {n: room.preview(change)[f"/object/{n}"].question.doubts for n, change in made.items()}
    assert doubts == {"o2": (Doubt.EDITED,), "o3": (Doubt.PUBLISHED,), "o4": (Doubt.REFERRED,)}
    room.undo(made["o4"], otherwise=Answer.REVERT)
    assert "/object/o4" not in room.said("/object/o5")
    room.undo(made["o3"], otherwise=Answer.KEEP)
    assert room.head("/object/o3") is not None
    room.undo(made["o3"], otherwise=Answer.REVERT)
    with pytest.raises(RecordRefused, match="not used again"):
        room.save("object", "o3", "again")
    room.verify()


def test_an_undo_can_be_undone(room):
    before = room.all()
    change = room.jug(note="second")
    after = room.all()
    group = room.undo(change).group
    assert room.all() == before
    again = room.undo(group=group).group
    assert room.all() == after
    room.undo(group=again)
    assert room.all() == before
    assert [g.closed is not None for g in room.catalogue.history.undone_by(change=change)] == [True]
    room.verify()


def test_a_deletion_is_undone_as_a_draft(room):
    room.publish("/concept/clay", "/person/p1", "/object/o1")
    before = room.all()
    change = room.delete("/object/o1", public_reason="sold", show_last=True).id
    assert room.undo(change).revived == 1
    assert room.all() == before
    found = room.catalogue.history.at_path("/object/o1")
    assert found.status == "draft"
    gone = room.public("/object/o1")
    assert (gone.reason, gone.entry) == (None, None)
    room.publish("/object/o1")
    assert room.public("/object/o1").triples
    room.verify()


def test_what_was_deleted_since_stays_deleted_and_is_told(room):
    change = room.jug(note="second")
    room.delete("/object/o1")
    assert room.preview(change)["/object/o1"].obstacle is Obstacle.DELETED
    done = room.undo(change)
    assert [(one.record.path, one.reason) for one in done.left] == [("/object/o1", "It was deleted since.")]


def test_a_state_that_is_no_longer_valid_is_left_and_told(room):
    room.save("object", "o2", "Bowl", accession_number=[text("1887.1")])
    change = room.save("object", "o2", "Bowl", accession_number=[text("1887.2")])
    room.save("object", "o3", "Other", accession_number=[text("1887.1")])
    done = room.undo(change)
    assert done.changed == 0
    assert "belongs to another record" in done.left[0].reason


def test_a_thousand_records_edited_in_bulk_and_undone_leave_the_state_as_it_was(empty, bring):
    room, count = empty, 1_000
    bring(*(named(room.schema, "object", f"b{n:04}", f"Bowl {n}") for n in range(count)))
    before, changes = room.all(), room.last()
    group = _in_bulk(room, count)
    assert room.all() != before
    done = room.undo(group=group, title="Bulk edit taken back")
    assert (done.changed, done.left) == (count, ())
    assert room.all() == before
    assert room.last() > changes + 2 * (count // CHANGE) - 1
    assert {c.records for c in room.catalogue.history.changes().items if c.kind == "undo"} == {undoing.CHANGE}
    room.verify()


def _in_bulk(room, count: int) -> int:
    """Adds a number of parts to every record, as a bulk edit would."""
    with room.catalogue.database.writing() as connection:
        group = groups.begin(connection, "bulk", "Count them", "bulk 1", journal.now())
        held = list(journal.heads(connection))
        assert len(held) == count
        for start in range(0, count, CHANGE):
            records = [room.catalogue.record(*one) for one in held[start : start + CHANGE]]
            parts = "<http://www.cidoc-crm.org/cidoc-crm/P57_has_number_of_parts>"
            savings = [
                journal.Saving(with_triples(r, (f"<{r.iri}>", parts, literal("2", "integer"))), "object")
                for r in records
            ]
            journal.append(connection, savings, who="Nadia", why="bulk", kind="bulk", group_id=group)
        groups.close(connection, group, journal.now())
    return group


def test_an_import_is_undone_and_the_next_one_from_there_starts_from_what_was_before(room, bring):
    made = [named(room.schema, "object", n, n, note=[text("from the source", **{"@id": "n"})]) for n in ("i1", "i2")]
    bring(*made)
    room.save("object", "i1", "i1", note=[text("from the source", **{"@id": "n"})], other_title=[text("by hand")])
    before = room.all()
    changed = [named(room.schema, "object", n, n, note=[text("worse", **{"@id": "n"})]) for n in ("i1", "i2", "i3")]
    report = bring(*changed)
    assert (report.updated, report.created) == ({"object": 2}, {"object": 1})
    group = room.catalogue.history.changes().items[0].group
    done = room.undo(group=group)
    assert (done.changed, done.deleted, done.left) == (2, 1, ())
    assert room.all() == before
    better = [named(room.schema, "object", n, n, note=[text("better", **{"@id": "n"})]) for n in ("i1", "i2", "i3")]
    report = bring(*better)
    assert (report.updated, report.created, report.refused) == ({"object": 2}, {"object": 1}, 0)
    assert '"better"' in room.said("/object/i1")
    assert '"by hand"' in room.said("/object/i1")
    room.verify()


def test_records_that_refer_to_each_other_go_together(room, bring):
    bring(named(room.schema, "object", "i1", "a", related=[link("object", "i2")]),
          named(room.schema, "object", "i2", "b", related=[link("object", "i1")]))  # fmt: skip
    group = room.catalogue.history.changes().items[0].group
    done = room.undo(group=group)
    assert (done.deleted, done.left) == (2, ())


def test_what_stays_keeps_what_it_refers_to(room, bring):
    bring(named(room.schema, "concept", "c9", "glaze"),
          named(room.schema, "object", "i1", "a", material=[link("concept", "c9")]))  # fmt: skip
    group = room.catalogue.history.changes().items[0].group
    room.save("object", "i1", "edited", material=[link("concept", "c9")])
    done = room.undo(group=group, answers={BASE + "/object/i1": Answer.KEEP})
    assert done.deleted == 0
    assert {one.record.path for one in done.left} == {"/object/i1", "/concept/c9"}


def test_an_import_that_never_ended_is_ended_by_undoing_it(room, schema):
    records = [incoming(schema, named(schema, "object", f"u{n:03}", "U"), f"row {n}") for n in range(150)]

    def breaking():
        yield from records
        raise KhizanaError("stop")

    with pytest.raises(KhizanaError, match="stop"):
        room.catalogue.import_records(breaking(), source("f1"))
    before = room.catalogue.open_imports()
    assert room.undo(group=before[0].id).deleted > 0
    assert room.catalogue.open_imports() == []
    assert room.head("/object/u000") is None
    report = room.catalogue.import_records(records, source("f1"))
    assert report.created == {"object": 150}


def test_an_import_that_is_undone_while_it_runs_stops(room, schema):
    def items():
        for n in range(300):
            if n == 250:
                room.undo(group=room.catalogue.open_imports()[0].id)
            yield incoming(schema, named(schema, "object", f"u{n:03}", "U"), f"row {n}")

    with pytest.raises(ImportRefused):
        room.catalogue.import_records(items(), source("f1"))
    assert room.head("/object/u000") is None
    assert room.head("/object/u299") is None


def test_an_undo_that_stopped_is_taken_up_again(room, monkeypatch, bring):
    bring(*(named(room.schema, "object", f"b{n}", f"Bowl {n}") for n in range(10)))
    group = room.catalogue.history.changes().items[0].group
    monkeypatch.setattr(undoing, "CHANGE", 4)
    reached = []

    def full(name: str) -> None:
        reached.append(name)
        if reached.count("undo.committing") == 2:
            raise JournalUnwritable("no room")

    with monkeypatch.context() as patched:
        patched.setattr(undoing, "point", full)
        with pytest.raises(JournalUnwritable):
            room.undo(group=group)
    assert len(room.catalogue.open_imports()) == 1
    assert room.undo(group=group).deleted == 6
    assert room.catalogue.open_imports() == []
    assert len(room.catalogue.history.undone_by(group=group)) == 1
    room.verify()
