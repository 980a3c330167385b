"""The public side: by whatever way it came to where the log is, it is the same."""

from __future__ import annotations

import os
from contextlib import contextmanager

import pyoxigraph as ox
import pytest

from catalogue.catalogue import Catalogue
from catalogue.errors import CatalogueBusy
from catalogue.projections.public_side import PublicSide, checkpoints
from catalogue.projections.stores import Stores
from catalogue.rdf import literal
from catalogue.record import Record
from tests.catalogue.making import BASE, crm, link, named, text

MAKER = [link("person", "p1")]


@pytest.fixture(autouse=True)
def own_hand(monkeypatch):
    """The tests follow the log themselves."""
    monkeypatch.setattr(Catalogue, "follow", lambda _: True)


@pytest.fixture
def working(catalogue, schema, bring):
    """A maker and a work of hers, public."""
    work = named(schema, "object", "o1", "A jug", production=[{"carried_out_by": MAKER}])
    bring(
        named(schema, "person", "p1", "Zaynab"),
        work,
        named(schema, "object", "o2", "A bowl", staff_note=[text("hush")]),
    )
    catalogue.publish_all()
    return catalogue


@contextmanager
def side(catalogue, folder=None):
    stores = catalogue.settings.stores if folder is None else catalogue.settings.stores.with_name(folder)
    with Stores(stores, catalogue.schema, catalogue.base, (catalogue.public_log, catalogue.working)) as held:
        yield held.public


def told(held: PublicSide):
    """All that a visitor could be told: triples, and what each word finds."""
    triples = {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in held.store._store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    }
    words = ("", "jug", "bowl", "Zaynab", "Maryam", "vase", "hush", "A")
    found = {w: sorted((h.path, h.label) for h in held.search.search(w, limit=100).hits) for w in words}
    links = held.search.incoming(f"{BASE}/person/p1", ["object.production.carried_out_by"])
    return triples, found, links, held.store.position(), held.search.position()


def change(catalogue, schema, what):
    """Things that happen to a public collection."""
    work = {"production": [{"carried_out_by": MAKER}]}
    acts = {
        "a maker gets another name": lambda: catalogue.save(named(schema, "person", "p1", "Maryam"), "person"),
        "a work gets another name": lambda: catalogue.save(named(schema, "object", "o1", "A vase", **work), "object"),
        "a maker is withdrawn": lambda: catalogue.withdraw([f"{BASE}/person/p1"]),
        "a maker is published again": lambda: catalogue.publish([f"{BASE}/person/p1"]),
        "a work is withdrawn": lambda: catalogue.withdraw([f"{BASE}/object/o1"]),
        "a work comes": lambda: catalogue.save(named(schema, "object", "o3", "A vase", **work), "object"),
    }
    acts[what]()
    catalogue.publish_all()


STORY = [
    "a maker gets another name", "a work comes", "a maker is withdrawn", "a work gets another name",
    "a maker is published again", "a work is withdrawn",
]  # fmt: skip


def test_following_step_by_step_ends_where_building_anew_ends(working, schema):
    with side(working) as held:
        for what in STORY:
            held.follow()
            change(working, schema, what)
            held.follow()
            with side(working, "anew") as anew:
                anew.rebuild()
                assert told(held) == told(anew), what


def test_following_all_at_once_ends_there_too(working, schema):
    with side(working) as held:
        held.follow()
        for what in STORY:
            change(working, schema, what)
        held.follow()
        with side(working, "anew") as anew:
            anew.rebuild()
            assert told(held) == told(anew)


def test_a_name_that_is_no_longer_public_finds_nothing(working, schema):
    """Not the one who had it, and none of those that point to her, however many."""
    works = [named(schema, "object", f"w{n}", "A work", production=[{"carried_out_by": MAKER}]) for n in range(30)]
    for work in works:
        working.save(work, "object")
    working.publish_all()
    with side(working) as held:
        held.follow()
        assert held.search.search("Zaynab").total == 32
        change(working, schema, "a maker gets another name")
        held.follow()
        assert held.search.search("Zaynab").total == 0
        assert held.search.search("Maryam").total == 32


def test_a_change_that_renames_nobody_reads_no_neighbours(working, schema, monkeypatch):
    with side(working) as held:
        held.follow()
        monkeypatch.setattr(working.public_log, "pointing_to", lambda iris, *_: pytest.fail("read") if iris else [])
        born = named(schema, "person", "p1", "Zaynab", note=[text("A potter.")])
        working.save(born, "person")
        working.publish_all()
        held.follow()


def test_following_when_there_is_nothing_to_follow_does_nothing(working):
    with side(working) as held:
        assert held.follow()
        assert not held.follow()


@pytest.mark.parametrize("ahead", ["store", "search"])
def test_stores_that_are_ahead_of_their_log_are_built_anew(working, ahead):
    """The journal was restored from a backup: what the stores know since then never was."""
    with side(working) as held:
        held.follow()
        last = held.store.position()
        later = frozenset({("<urn:later>", "<urn:p>", literal("SECRET"))})
        held.store.apply(frozenset(), later, 99 if ahead == "store" else last)
        held.search.apply([], [], 99 if ahead == "search" else last)
        assert held.follow()
        assert held.store.position() == working.public_log.position()
        assert "SECRET" not in str(told(held))


def test_a_broken_load_is_begun_anew(working):
    with side(working) as held:
        with pytest.raises(InterruptedError):
            held.store.load(_breaking(), 3)
        held.follow()
        assert held.store.position() == 3
        assert held.store.size() == sum(len(r.triples) for r in working.public_log.current())


def _breaking():
    yield frozenset({("<urn:half>", "<urn:p>", literal("x"))})
    raise InterruptedError


def test_a_damaged_search_index_is_begun_anew(working):
    with side(working) as held:
        held.follow()
    folder = working.settings.stores / "public-search"
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")
    with side(working) as held:
        held.follow()
        assert held.search.search("jug").total == 1


def test_one_process_owns_the_stores_at_a_time(working):
    with side(working), pytest.raises(CatalogueBusy, match="Another process owns the stores"), side(working):
        pass
    with side(working):
        pass


def test_the_lock_says_who_has_it(working):
    with side(working):
        assert (working.settings.stores / "stores.lock").read_text().strip() == str(os.getpid())


def test_a_checkpoint_is_of_the_log_as_it_was_and_two_are_kept(working, schema):
    with side(working) as held:
        held.follow()
        seen = []
        for what in STORY[:4]:
            change(working, schema, what)
            held.follow()
            folder, generation = held.checkpoint()
            assert generation == working.public_log.position()
            assert held.checkpoint() == (folder, generation)
            seen.append(folder)
        kept = sorted(p.name for p in checkpoints(working.settings.stores).iterdir())
        assert kept == sorted(p.name for p in seen[-2:])


def test_what_is_withdrawn_is_in_no_later_checkpoint(working, schema):
    with side(working) as held:
        held.follow()
        change(working, schema, "a maker is withdrawn")
        held.follow()
        folder, _ = held.checkpoint()
        copy = ox.Store.read_only(str(folder))
        assert "Zaynab" not in str(list(copy))
        assert f"{BASE}/person/p1" not in str(list(copy))
        del copy


def test_what_is_for_staff_is_not_searched_nor_stored(working):
    with side(working) as held:
        held.follow()
        assert "hush" not in str(told(held)[0])
        assert held.search.search("hush").total == 0


def test_searching_goes_on_after_the_stores_were_let_go(working):
    with working.own_stores() as held:
        held.follow()
    assert working.public_search.search("jug").total == 1
    assert working.public_search.list("object").total == 2


def test_a_record_is_searched_by_number_and_by_what_it_refers_to(catalogue, schema, bring):
    number = {"accession_number": [text("W.659")], "production": [{"carried_out_by": MAKER}]}
    bring(named(schema, "person", "p1", "Zaynab"), named(schema, "object", "o1", "A jug", **number))
    catalogue.publish_all()
    with side(catalogue) as held:
        held.follow()
        found = {w: [h.path for h in held.search.search(w).hits] for w in ("W.659", "w659", "zaynab jug")}
        assert found == {"W.659": ["/object/o1"], "w659": ["/object/o1"], "zaynab jug": ["/object/o1"]}


def test_verify_compares_store_and_log(working):
    with working.own_stores() as stores:
        held = stores.public
        held.follow()
    assert working.verify().store_checked
    with working.own_stores() as stores:
        held = stores.public
        state = frozenset({(link("object", "o1"), crm("P3_has_note"), literal("smuggled in"))})
        held.store.apply(frozenset(), state, held.store.position())
    with pytest.raises(Exception, match=r"triples instead of .*rebuild"):
        working.verify()
    assert working.rebuild()
    assert working.verify().public_records == 3


def test_verify_finds_what_the_store_lacks(working):
    with working.own_stores() as stores:
        held = stores.public
        held.follow()
        jug = next(r for r in working.public_log.current() if r.path == "/object/o1")
        lacking = frozenset(list(jug.triples)[:1])
        held.store.apply(lacking, frozenset({("<urn:x>", "<urn:p>", literal("x"))}), held.store.position())
    with pytest.raises(Exception, match=r"lacks triples of .*/object/o1"):
        working.verify()
    assert Record(jug.iri, jug.path, jug.iri, jug.triples).owns(link("object", "o1"))
