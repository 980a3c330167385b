"""The working side: by whatever way it came to where the journal is, it is the same; and it is for staff alone."""

from __future__ import annotations

from contextlib import contextmanager

import pyoxigraph as ox
import pytest
import sqlalchemy as sa

from catalogue import database as db
from catalogue import journal
from catalogue.catalogue import Catalogue
from catalogue.journal import Saving
from catalogue.projections import side as sides
from catalogue.projections.public_side import checkpoints
from catalogue.projections.stores import Stores
from catalogue.projections.working_side import WorkingSide
from catalogue.rdf import literal
from catalogue.record import Record
from tests.catalogue.making import BASE, link, named, text

MAKER = [link("person", "p1")]
WORK = {"production": [{"carried_out_by": MAKER}]}


@pytest.fixture(autouse=True)
def own_hand(monkeypatch):
    """The tests follow the journal themselves."""
    monkeypatch.setattr(Catalogue, "follow", lambda _: True)


@pytest.fixture
def working(catalogue, schema, bring):
    """A maker and a work of hers, never published."""
    bring(
        named(schema, "person", "p1", "Zaynab"),
        named(schema, "object", "o1", "A jug", **WORK),
        named(schema, "object", "o2", "A bowl", staff_note=[text("hush")]),
    )
    return catalogue


@contextmanager
def side(catalogue, folder=None):
    stores = catalogue.settings.stores if folder is None else catalogue.settings.stores.with_name(folder)
    with Stores(stores, catalogue.schema, catalogue.base, (catalogue.public_log, catalogue.working)) as held:
        yield held.working


def told(held: WorkingSide):
    """All that staff could be told: triples, and what each word finds."""
    triples = {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in held.store._store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    }
    words = ("", "jug", "bowl", "Zaynab", "Maryam", "vase", "hush", "A")
    found = {w: sorted((h.path, h.label) for h in held.search.search(w, limit=100).hits) for w in words}
    picked = {w: sorted(h.path for h in held.search.named(w)) for w in words}
    links = held.search.incoming(f"{BASE}/person/p1", ["object.production.carried_out_by"])
    return triples, found, picked, links, held.store.position(), held.search.position()


def append(catalogue, *records):
    with catalogue.database.writing() as connection:
        savings = [Saving(r, r.path.split("/")[1]) for r in records]
        journal.append(connection, savings, who="zaynab", why="", kind="test")


def gone(path):
    return Record(BASE + path, path, BASE + path, frozenset())


def happen(catalogue, schema, what):
    """Things that happen to working records."""
    acts = {
        "a maker gets another name": lambda: append(catalogue, named(schema, "person", "p1", "Maryam")),
        "a work comes": lambda: append(catalogue, named(schema, "object", "o3", "A vase", **WORK)),
        "a work is deleted": lambda: append(catalogue, gone("/object/o1")),
        "many things at once": lambda: append(
            catalogue, gone("/object/o2"), named(schema, "object", "o3", "A jug", **WORK), gone("/person/p1")
        ),
        "a deleted work comes back": lambda: append(catalogue, named(schema, "object", "o1", "A jug", **WORK)),
        "something is published": lambda: catalogue.publish([f"{BASE}/object/o3"]),
    }
    acts[what]()


STORY = [
    "a maker gets another name", "a work comes", "something is published", "a work is deleted", "many things at once",
    "a deleted work comes back",
]  # fmt: skip


def test_following_step_by_step_ends_where_building_anew_ends(working, schema):
    with side(working) as held:
        for what in STORY:
            held.follow()
            happen(working, schema, what)
            held.follow()
            with side(working, "anew") as anew:
                anew.rebuild()
                assert told(held) == told(anew), what
            assert held.disagreement() == ""


def test_following_all_at_once_ends_there_too(working, schema):
    with side(working) as held:
        held.follow()
        for what in STORY:
            happen(working, schema, what)
        held.follow()
        with side(working, "anew") as anew:
            anew.rebuild()
            assert told(held) == told(anew)


def test_drafts_and_what_is_for_staff_are_found_by_staff_alone(working):
    with Stores(
        working.settings.stores, working.schema, BASE, (working.public_log, working.working)
    ) as held:
        held.follow()
        assert [h.path for h in held.working.search.search("hush").hits] == ["/object/o2"]
        assert held.public.search.search("").total == 0
        folder, _ = held.public.checkpoint()
        assert len(ox.Store.read_only(str(folder))) == 0


def test_nothing_of_it_lies_where_the_public_asks(working):
    with side(working) as held:
        held.follow()
    stores = working.settings.stores
    public = (checkpoints(stores), stores / "public", stores / "public-search")
    said = b"".join(f.read_bytes() for folder in public for f in folder.rglob("*") if f.is_file())
    assert b"hush" not in said
    assert b"Zaynab" not in said


def test_what_is_erased_is_gone_from_store_and_index(working):
    with side(working) as held:
        held.follow()
        append(working, gone("/object/o2"))
        with working.database.writing() as connection:
            of_bowl = sa.select(db.record.c.id).where(db.record.c.path == "/object/o2")
            where = db.version.c.record_id.in_(of_bowl)
            connection.execute(sa.update(db.version).where(where).values(state=None, salt=None))
        held.follow()
        assert "hush" not in str(told(held)[0])
        assert held.search.search("bowl").total == 0
        assert held.disagreement() == ""
        assert not held.follow()


def test_new_records_are_loaded_fast(working, schema, monkeypatch):
    with side(working) as held:
        held.follow()
        append(working, *(named(schema, "object", f"n{n}", "A tile") for n in range(30)))
        monkeypatch.setattr(held.store, "apply", lambda *_: pytest.fail("one by one"))
        held.follow()
        assert held.search.search("tile").total == 30


def test_far_behind_it_is_built_anew(working, schema, monkeypatch):
    monkeypatch.setattr(sides, "MANY", 3)
    with side(working) as held:
        held.follow()
        append(working, *(named(schema, "object", f"n{n}", "A tile") for n in range(30)))
        monkeypatch.setattr(held.store, "add", lambda *_: pytest.fail("followed"))
        held.follow()
        assert held.disagreement() == ""


def test_who_refers_to_a_record_is_known_at_once_and_exactly(working, schema):
    maker = f"{BASE}/person/p1"
    with side(working) as held:
        assert list(held.references_to(maker)) == [f"{BASE}/object/o1"]
        append(working, named(schema, "object", "o3", "A vase", **WORK))
        unclaimed = (f"<{BASE}/object/o2>", "<urn:whatever>", f"<{maker}>")
        append(working, named(schema, "object", "o2", "A bowl", unclaimed))
        found = held.references_to(maker)
        assert set(found) == {f"{BASE}/object/o{n}" for n in (1, 2, 3)}
        assert found[f"{BASE}/object/o2"] == (unclaimed,)
        append(working, gone("/object/o1"), gone("/object/o3"))
        assert list(held.references_to(maker)) == [f"{BASE}/object/o2"]
        assert held.references_to(maker, f"{BASE}/object/o2") == {}


def test_both_ways_of_asking_who_refers_agree(working, schema):
    append(working, named(schema, "object", "o3", "A vase", **WORK))
    expected = working.references_to(f"{BASE}/person/p1")
    with working.own_stores():
        assert working.references_to(f"{BASE}/person/p1") == expected
        with working.database.writing() as connection:  # within a change that is being made
            assert connection is not None
            assert working.references_to(f"{BASE}/person/p1") == expected
    assert set(expected) == {f"{BASE}/object/o1", f"{BASE}/object/o3"}


def test_stores_that_are_ahead_of_a_restored_journal_are_built_anew(working):
    with side(working) as held:
        held.follow()
        later = frozenset({("<urn:later>", "<urn:p>", literal("SECRET"))})
        held.store.apply(frozenset(), later, 99)
        assert held.follow()
        assert held.store.position() == working.working.position()
        assert "SECRET" not in str(told(held))


def test_a_catalogue_without_working_stores_gets_them(working):
    import shutil

    with working.own_stores() as held:
        held.follow()
    for name in ("working", "working-search"):
        shutil.rmtree(working.settings.stores / name)
    (working.settings.stores / "working.shapes").unlink()
    with Catalogue.open(working.settings.data, working.schema).closing() as again, again.own_stores() as held:
        assert held.working.search.search("").total == 3
        assert held.disagreement() == ""


def test_verify_compares_the_working_store_with_the_journal(working):
    with working.own_stores() as stores:
        stores.follow()
    assert working.verify().store_checked
    with working.own_stores() as stores:
        smuggled = frozenset({(link("object", "o1"), "<urn:p>", literal("smuggled in"))})
        stores.working.store.apply(frozenset(), smuggled, stores.working.store.position())
    with pytest.raises(Exception, match=r"working store has .* triples instead of .*rebuild"):
        working.verify()
    assert working.rebuild()
    assert working.verify().store_checked
