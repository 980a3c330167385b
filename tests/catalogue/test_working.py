"""The journal as a log: what staff see of records, and what became of each."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from catalogue import database as db
from catalogue import journal
from catalogue.database.heads import Wanted
from catalogue.journal import Saving
from catalogue.projections.search_queries import Among
from catalogue.publication import etag_of
from catalogue.rdf import literal
from catalogue.record import Record
from catalogue.working import Merged, WorkingRecord
from tests.catalogue.making import BASE, crm, foreign, link, named, text


@pytest.fixture(autouse=True)
def own_hand(catalogue, monkeypatch):
    """No stores are needed."""
    monkeypatch.setattr(type(catalogue), "follow", lambda _: True)


def append(catalogue, path, triples=frozenset()):
    """Writes a state, or that there is none any more."""
    with catalogue.database.writing() as connection:
        held = Record(BASE + path, path, BASE + path, triples)
        journal.append(connection, [Saving(held, path.split("/")[1])], who="zaynab", why="", kind="delete")


def test_every_version_is_an_entry_with_the_states_around_it(catalogue, schema):
    first, second = named(schema, "object", "o1", "A jug"), named(schema, "object", "o1", "A vase")
    catalogue.save(first, "object")
    catalogue.save(named(schema, "person", "p1", "Zaynab"), "person")
    catalogue.save(second, "object")
    append(catalogue, "/object/o1")
    append(catalogue, "/object/o1", first.triples)
    told = [(e.sequence, e.kind, e.path, e.before, e.after, e.erased) for e in catalogue.working.entries(0)]
    person = named(schema, "person", "p1", "Zaynab").triples
    assert told == [
        (1, "Create", "/object/o1", None, first.triples, False),
        (2, "Create", "/person/p1", None, person, False),
        (3, "Update", "/object/o1", first.triples, second.triples, False),
        (4, "Delete", "/object/o1", second.triples, None, False),
        (5, "Create", "/object/o1", None, first.triples, False),
    ]
    assert catalogue.working.position() == 5
    assert [e.sequence for e in catalogue.working.entries(2, 2)] == [3, 4]


def test_what_an_erased_version_changed_cannot_be_told(catalogue, schema):
    for name in ("A jug", "A vase"):
        catalogue.save(named(schema, "object", "o1", name), "object")
    append(catalogue, "/object/o1")
    with catalogue.database.writing() as connection:
        connection.execute(sa.update(db.version).where(db.version.c.id < 3).values(state=None, salt=None))
    assert [(e.kind, e.after, e.erased) for e in catalogue.working.entries(0)] == [
        ("Create", None, True), ("Update", None, True), ("Delete", None, True),
    ]  # fmt: skip


def test_a_record_is_found_by_its_path_with_how_it_stands(catalogue, schema):
    jug = named(schema, "object", "o1", "A jug")
    catalogue.save(jug, "object", who="zaynab")
    found = catalogue.working.by_path("/object/o1")
    assert isinstance(found, WorkingRecord)
    assert (found.iri, found.slug, found.version, found.status) == (jug.iri, "object", 1, "draft")
    assert (found.institution, found.stub, found.who, found.triples) == ("", False, "zaynab", jug.triples)
    assert found.etag == etag_of(jug.triples)
    assert catalogue.working.standing([jug.iri, "urn:none"])[jug.iri].updated == found.updated
    assert catalogue.working.by_path("/object/none") is None


def test_a_deleted_record_is_no_more_and_a_merged_one_is_elsewhere(catalogue, schema):
    for number in ("o1", "o2"):
        catalogue.save(named(schema, "object", number, "A jug"), "object")
    append(catalogue, "/object/o1")
    append(catalogue, "/object/o2")
    with catalogue.database.writing() as connection:
        connection.execute(sa.update(db.record).where(db.record.c.path == "/object/o2").values(moved_to="/object/o3"))
    assert catalogue.working.by_path("/object/o1") is None
    assert catalogue.working.by_path("/object/o2") == Merged("/object/o3")
    assert catalogue.working.counts() == {}
    assert list(catalogue.working.current()) == []
    assert catalogue.working.summaries([f"{BASE}/object/o1"]) == {}


def test_a_summary_is_of_the_head_and_in_the_language_that_its_concept_names_now(catalogue, schema):
    language = named(schema, "concept", "ar", "Arabic", notation=[literal("ar")])
    catalogue.save(language, "concept")
    title = [text("إبريق", language=[link("concept", "ar")])]
    catalogue.save(named(schema, "object", "o1", "x", title=title), "object")
    jug = f"{BASE}/object/o1"
    for _ in range(2):
        assert catalogue.working.summaries([jug])[jug].labels == {"ar": "إبريق"}
    catalogue.save(named(schema, "concept", "ar", "Arabic", notation=[literal("arb")]), "concept")
    assert catalogue.working.summaries([jug])[jug].labels == {"arb": "إبريق"}
    catalogue.save(named(schema, "object", "o1", "A jug"), "object")
    assert catalogue.working.summaries([jug])[jug].labels == {"": "A jug"}


def test_a_card_says_dates_what_it_stands_under_and_its_vocabulary(catalogue, schema):
    scheme = "<https://vocabulary.example/materials>"
    catalogue.save(named(schema, "concept", "metal", "metal"), "concept")
    brass = named(schema, "concept", "brass", "brass", broader=[link("concept", "metal")], scheme=[scheme])
    catalogue.save(brass, "concept")
    lived = {
        key: [{"timespan": [{bound: [literal(day, "dateTime")]}]}]
        for key, bound, day in (
            ("birth", "begin_of_the_begin", "1160-01-01T00:00:00Z"),
            ("death", "end_of_the_end", "1232-12-31T23:59:59Z"),
        )
    }
    catalogue.save(named(schema, "person", "p1", "Zaynab", **lived), "person")
    found = catalogue.working.cards([brass.iri, f"{BASE}/person/p1"])
    assert found[brass.iri].above == (f"{BASE}/concept/metal",)
    assert found[brass.iri].schemes == (scheme[1:-1],)
    assert [found[f"{BASE}/person/p1"].begin[:4], found[f"{BASE}/person/p1"].end[:4]] == ["1160", "1232"]


def test_a_part_belongs_to_the_record_on_whose_path_it_hangs(catalogue, schema):
    catalogue.save(named(schema, "object", "o1", "A jug"), "object")
    elsewhere = foreign(schema, "concept", "http://vocab.getty.edu/aat/1", {"name": [text("brass")]})
    catalogue.save(elsewhere, "concept")
    subjects = [f"{BASE}/object/o1", f"{BASE}/object/o1#a", f"{elsewhere.local}#b", elsewhere.iri, "urn:x", "urn:x#y"]
    assert catalogue.working.owners(subjects) == {
        f"{BASE}/object/o1": f"{BASE}/object/o1",
        f"{BASE}/object/o1#a": f"{BASE}/object/o1",
        f"{elsewhere.local}#b": elsewhere.iri,
        elsewhere.iri: elsewhere.iri,
    }


def test_records_are_wanted_by_status_by_stub_by_institution_and_by_who_changed_them(catalogue, schema):
    for number, who in (("o1", "zaynab"), ("o2", "maryam"), ("o3", "maryam"), ("o4", "maryam"), ("o5", "maryam")):
        catalogue.save(named(schema, "object", number, "A jug"), "object", who=who)
    catalogue.save(named(schema, "object", "o2", "A vase"), "object", who="zaynab")
    catalogue.saver.save(named(schema, "object", "o6", "A bowl"), "object", who="maryam", institution="walters")
    catalogue.publish([f"{BASE}/object/o1"])

    def wanted(**more):
        found = catalogue.working.matching(Wanted(**more))
        names = {iri.rpartition("/")[2] for iri in found.iris}
        return names if found.inside else {f"o{n}" for n in range(1, 7)} - names

    assert wanted(status="published") == {"o1"}
    assert wanted(status="draft") == {"o2", "o3", "o4", "o5", "o6"}
    assert wanted(who="zaynab") == {"o1", "o2"}
    assert wanted(who="zaynab", status="draft") == {"o2"}
    assert wanted(institutions=["walters"]) == {"o6"}
    assert wanted(institutions=[""]) == {"o1", "o2", "o3", "o4", "o5"}
    assert wanted(institutions=[]) == wanted(stub=True) == set()
    assert not catalogue.working.matching(Wanted(status="draft")).inside
    append(catalogue, "/person/p1", named(schema, "person", "p1", "Zaynab").triples)
    with catalogue.database.writing() as connection:
        connection.execute(sa.update(db.record).where(db.record.c.path == "/person/p1").values(stub=True))
    assert catalogue.working.matching(Wanted(stub=True)) == Among([f"{BASE}/person/p1"])


def test_references_are_found_without_stores_too(catalogue, schema):
    jug = named(schema, "object", "o1", "A jug", production=[{"carried_out_by": [link("person", "p1")]}])
    note = (f"<{BASE}/person/p1>", crm("P67i_is_referred_to_by"), link("person", "p1"))
    catalogue.save(named(schema, "person", "p1", "Zaynab", note), "person")
    catalogue.save(jug, "object")
    found = catalogue.references_to(f"{BASE}/person/p1")
    assert list(found) == [jug.iri]
    assert [t[2] for t in found[jug.iri]] == [link("person", "p1")]
