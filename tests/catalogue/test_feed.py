"""The feed as the database has it: numbers without gaps, and nothing that a later change rewrites."""

from __future__ import annotations

import pytest

from catalogue.catalogue import Catalogue
from catalogue.errors import JournalBroken
from catalogue.keeping import back_up, restore
from catalogue.publication import Feed
from tests.catalogue.asking import at
from tests.catalogue.database.older import make_format_1
from tests.catalogue.making import link, named


@pytest.fixture
def still(monkeypatch):
    """What the stores make of the log is asked elsewhere."""
    monkeypatch.setattr(Catalogue, "follow", lambda _: True)


def told(catalogue, slug=""):
    return Feed(catalogue.database).stretch(0, 1_000, slug).activities


def kinds(catalogue, slug=""):
    return [(one.kind, one.object.path) for one in told(catalogue, slug)]


def merge(catalogue, loser, winner):
    catalogue.life.merge(at("person", loser), at("person", winner), who="Nadia")


@pytest.fixture
def people(catalogue, schema):
    """Two potters, and a jug by the first."""
    for number in ("p1", "p2"):
        catalogue.save(named(schema, "person", number, number), "person", who="Nadia")
    making = [{"carried_out_by": [link("person", "p1")]}]
    catalogue.save(named(schema, "object", "o1", "Jug", production=making), "object", who="Nadia")
    return catalogue


def test_neighbours_that_a_publication_changes_are_in_it(lending, still):
    lending.publish([at("group", "g1"), at("loan", "l1")])
    lending.publish([at("object", "o1")])
    lending.withdraw([at("object", "o1")])
    assert kinds(lending, "loan") == [("Create", "/loan/l1"), ("Update", "/loan/l1"), ("Update", "/loan/l1")]
    assert kinds(lending, "object") == [("Create", "/object/o1"), ("Delete", "/object/o1")]
    assert len(kinds(lending)) == 6


def test_stretches_follow_each_other_from_either_end(people, still):
    people.publish_all()
    people.withdraw([at("object", "o1")])
    feed = Feed(people.database)
    whole = told(people)
    assert [feed.total(slug) for slug in ("", "person", "object", "place")] == [4, 2, 2, 0]
    assert feed.stretch(1, 2).activities == whole[1:3]
    assert (feed.stretch(1, 2).start, feed.stretch(1, 2).total) == (1, 4)
    assert feed.latest(0, 3).activities == whole[:0:-1]
    assert feed.latest(3, 3).activities == whole[:1]
    assert feed.latest(9, 3).activities == ()


def test_a_merge_into_what_is_public_is_a_move(people, still):
    people.publish_all()
    merge(people, "p1", "p2")
    moved = told(people, "person")[-1]
    assert (moved.kind, moved.object.path) == ("Move", "/person/p1")
    assert moved.target is not None
    assert (moved.target.path, moved.target.iri) == ("/person/p2", at("person", "p2"))


def test_a_merge_into_what_is_not_public_tells_nothing_of_it(people, still):
    people.publish([at("person", "p1")])
    merge(people, "p1", "p2")
    assert kinds(people) == [("Create", "/person/p1"), ("Delete", "/person/p1")]
    people.publish([at("person", "p2")])
    assert told(people)[1].target is None


def test_a_merge_into_what_was_withdrawn_is_an_end(people, still):
    people.publish_all()
    people.withdraw([at("person", "p2")])
    merge(people, "p1", "p2")
    assert [(one.kind, one.target) for one in told(people, "person")][-2:] == [("Delete", None), ("Delete", None)]


def test_what_falls_with_the_merged_did_not_move(lending, schema, still):
    """The loan, as it was published, has no lender any more."""
    lending.save(named(schema, "group", "g2", "Another museum"), "group", who="Nadia")
    lending.publish_all()
    lending.life.merge(at("group", "g1"), at("group", "g2"), who="Nadia")
    assert kinds(lending)[-2:] == [("Move", "/group/g1"), ("Delete", "/loan/l1")]


def test_a_merge_of_what_was_never_public_is_not_in_it(people, still):
    people.publish([at("person", "p2")])
    merge(people, "p1", "p2")
    assert kinds(people) == [("Create", "/person/p2")]


def test_a_chain_of_merges_is_told_as_it_happened(people, schema, still):
    people.save(named(schema, "person", "p3", "p3"), "person", who="Nadia")
    people.publish_all()
    before = told(people)
    merge(people, "p1", "p2")
    first = told(people)
    merge(people, "p2", "p3")
    assert told(people)[: len(first)] == first
    assert first[: len(before)] == before
    targets = [(one.object.path, one.target.path) for one in told(people) if one.target]
    assert targets == [("/person/p1", "/person/p2"), ("/person/p2", "/person/p3")]


def test_what_ends_the_winner_leaves_the_move_as_it_was(people, still):
    people.publish_all()
    merge(people, "p1", "p2")
    before = told(people)
    people.withdraw([at("person", "p2")])
    assert told(people)[: len(before)] == before
    people.publish([at("person", "p2")])
    assert told(people)[: len(before)] == before
    assert kinds(people, "person")[-2:] == [("Delete", "/person/p2"), ("Create", "/person/p2")]


def test_a_class_is_that_of_the_entry(catalogue, schema, still):
    """An event that turns out to have been a period was told as what it was held to be."""
    first = next(t for t in schema.record_types if len(t.classes) > 1)
    record = named(schema, first.slug, "e1", "A year")
    catalogue.save(record, first.slug, who="Nadia")
    catalogue.publish_all()
    old, new = first.classes[:2]
    other = frozenset((s, p, f"<{new}>" if o == f"<{old}>" else o) for s, p, o in record.triples)
    catalogue.save(type(record)(record.iri, record.path, record.local, other), first.slug, who="Nadia")
    catalogue.publish_all()
    catalogue.withdraw([record.iri])
    assert [one.object.crm_class for one in told(catalogue)] == [old, new, new]


def test_an_erasure_leaves_what_the_feed_told(people, still, monkeypatch):
    monkeypatch.setattr(Catalogue, "rebuild", lambda *_: None)
    people.publish_all()
    merge(people, "p1", "p2")
    before = told(people)
    people.life.erase([at("person", "p2")], who="Nadia", reason="asked for by the family", drop=True)
    assert told(people)[: len(before)] == before
    assert kinds(people)[len(before) :] == [("Delete", "/person/p2")]
    people.public_log.verify()


@pytest.mark.trial
def test_a_catalogue_that_was_built_anew_or_restored_has_the_same_feed(people, tmp_path, schema):
    people.publish_all()
    merge(people, "p1", "p2")
    before = told(people)
    people.rebuild()
    assert told(people) == before
    back_up(people.settings, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "again", schema=schema)
    with Catalogue.open(tmp_path / "again", schema).closing() as again:
        assert told(again) == before
        again.verify()


def test_a_lost_place_is_found_by_verifying(people, still):
    people.publish_all()
    with people.database.writing() as connection:
        connection.exec_driver_sql("UPDATE publication SET type_sequence = 7 WHERE slug = 'person' AND sequence > 1")
    with pytest.raises(JournalBroken, match="lost its place"):
        people.public_log.verify()


def test_two_entries_never_have_one_place(people, still):
    people.publish_all()
    with pytest.raises(Exception, match="UNIQUE"), people.database.writing() as connection:
        connection.exec_driver_sql("UPDATE publication SET type_sequence = 1 WHERE slug = 'person'")


def test_numbers_and_totals_are_looked_up(people, still):
    """By an index or by the key, whatever the size of the log."""
    people.publish_all()
    questions = (
        "SELECT max(sequence) FROM publication",
        "SELECT max(type_sequence) FROM publication WHERE slug = 'person'",
        "SELECT kind FROM publication WHERE sequence > 5 AND sequence <= 9 ORDER BY sequence",
        "SELECT kind FROM publication WHERE slug = '' AND type_sequence BETWEEN 5 AND 9 ORDER BY type_sequence",
    )
    with people.database.reading() as connection:
        for question in questions:
            plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}"))
            assert plan.startswith("SEARCH"), (question, plan)
            assert "TEMP B-TREE" not in plan, question


def test_an_older_log_is_numbered_by_the_migration(people, schema, still):
    people.publish_all()
    people.withdraw([at("object", "o1")])
    before, folder = told(people), people.settings.data
    people.close()
    make_format_1(folder / "journal.sqlite")
    with Catalogue.open(folder, schema).closing() as again:
        assert told(again) == before
        assert again.public_log.verify() == len(before)
        again.publish([at("object", "o1")])
        assert kinds(again, "object")[-1] == ("Create", "/object/o1")
        with again.database.reading() as connection:
            indexes = connection.exec_driver_sql("PRAGMA index_list(publication)")
            assert "publication_type" in {row[1] for row in indexes}
