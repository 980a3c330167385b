"""Work on many records: looked at, done as one group, stopped, finished, taken back."""

from __future__ import annotations

from threading import Event

import pytest

from catalogue import journal
from catalogue.accounts import Act, Given, Person
from catalogue.bulk import Bulk, Doing, Fate, Operation, State, Why, running
from catalogue.bulk.deciding import Deciding
from catalogue.bulk.running import Running
from catalogue.database import groups
from catalogue.errors import JournalUnwritable, RecordRefused
from catalogue.life import Answer
from catalogue.rdf import literal
from tests.catalogue.bulk.conftest import PAINTER, REGISTRAR, Shop, adding, concept, removing, replacing
from tests.catalogue.making import BASE, named, text

TO_BRASS = replacing("object.material", f"{BASE}/concept/brass", concept("clay"))


def fates(tally) -> list[int]:
    return [tally.count(fate) for fate in Fate]


def whys(tally) -> list[str]:
    return [one.why for left in tally.left for one in left.reasons]


def test_many_are_changed_and_taken_back_and_the_journal_is_longer(shop):
    iris = shop.bowls(7)
    before, last = shop.all(), shop.last()
    job = shop.do(TO_BRASS, iris)
    assert (job.state, fates(job.checked), fates(job.tally)) == (State.DONE, [7, 0, 0, 0], [7, 0, 0, 0])
    assert all("concept/brass" in str(state) for state in shop.states(iris))
    change = shop.catalogue.history.change(shop.last())
    assert (change.kind, change.why, change.who, change.records, change.group) == (
        "bulk", "clean up", "Nadia", 7, job.row.group,
    )  # fmt: skip
    assert shop.bulk.take_back(job, REGISTRAR, None)
    assert shop.settled(job).state is State.UNDONE
    assert shop.all() == before
    assert shop.last() == last + 2
    shop.verify()


@pytest.mark.trial
def test_a_thousand_records_are_changed_and_taken_back(shop):
    clay = [concept("clay")]
    records = [named(shop.schema, "object", f"b{n}", f"Bowl {n}", material=clay) for n in range(1_000)]
    with shop.catalogue.database.writing() as connection:
        savings = [journal.Saving(one, "object") for one in records]
        journal.append(connection, savings, who="Nadia", why="", kind="save")
    before, last = shop.all(), shop.last()
    job = shop.do(TO_BRASS, [one.iri for one in records])
    assert fates(job.tally) == [1_000, 0, 0, 0]
    assert shop.last() == last + 10
    assert shop.bulk.take_back(job, REGISTRAR, None)
    assert shop.settled(job).state is State.UNDONE
    assert shop.all() == before
    assert shop.last() > last + 10


def test_each_record_meets_its_own_fate(shop):
    iris = shop.bowls(2)
    shop.save("object", "brazen", "Ewer", material=[concept("brass")])
    job = shop.do(TO_BRASS, [*iris, f"{BASE}/object/brazen", f"{BASE}/person/p1", f"{BASE}/object/nothing"])
    assert fates(job.tally) == [2, 1, 1, 1]
    assert whys(job.tally) == [Why.GONE]
    assert job.checked == job.tally


def test_what_the_shapes_refuse_is_left_out_and_listed(shop):
    iris = shop.bowls(3)
    before = shop.states(iris)
    job = shop.do(adding("object.material", f"{BASE}/person/p1"), iris)
    assert fates(job.tally) == [0, 0, 3, 0]
    assert set(whys(job.tally)) == {Why.FINDING}
    assert job.tally.left[0].reasons[0].shape.endswith("object.material")
    assert shop.states(iris) == before


def test_a_number_that_must_be_its_own_is_given_to_nobody_twice(shop):
    shop.save("object", "first", "Ewer", accession_number=[text("1")])
    iris = shop.bowls(1)
    job = shop.do(adding("object.accession_number.content", "1"), iris)
    assert (fates(job.tally), whys(job.tally)) == ([0, 0, 1, 0], [Why.CLAIM])


def test_permission_is_asked_for_every_record(shop):
    (ours,) = shop.bowls(1)
    theirs = named(shop.schema, "object", "w1", "Bowl of Walters", material=[concept("clay")])
    shop.catalogue.saver.save(theirs, "object", who="Reza", institution="walters")
    job = shop.do(TO_BRASS, [ours, theirs.iri], PAINTER)
    assert (fates(job.tally), [left.iri for left in job.tally.left]) == ([1, 0, 1, 0], [ours])
    assert whys(job.tally) == [Why.NOT_ALLOWED]
    assert concept("clay") in str(shop.states([ours]))


def test_the_type_of_a_record_decides_too(shop):
    iris = shop.bowls(1)
    others = [one for one in shop.schema.record_types if not shop.permissions.reaches("conservator", Act.BULK, one)]
    kind = next(one for one in others if one.slug != "object")
    shop.save(kind.slug, "x1", "Something")
    key = next(one.key for one in kind.fields if one.names)
    mender = Person(3, "Leyla", "", "en", frozenset({Given("conservator")}))
    done = shop.do(adding(f"{kind.slug}.{key}.content", "Another name"), [f"{BASE}/{kind.slug}/x1", *iris], mender)
    assert (fates(done.tally), whys(done.tally)) == ([0, 0, 1, 1], [Why.NOT_ALLOWED])


def test_what_somebody_saved_after_the_preview_is_kept(shop):
    iris = shop.bowls(2)
    job = shop.ready(TO_BRASS, iris)
    shop.save("object", "b0", "Renamed", material=[concept("clay"), concept("fritware")])
    assert shop.bulk.start(job, REGISTRAR)
    assert fates(shop.settled(job).tally) == [2, 0, 0, 0]
    said = shop.said("/object/b0")
    assert '"Renamed"' in said
    assert concept("fritware") in said
    assert concept("brass") in said
    assert concept("clay") not in said


def test_what_changes_between_reading_and_writing_is_decided_anew(shop, monkeypatch):
    iris = shop.bowls(1)
    job = shop.ready(TO_BRASS, iris)
    real, once = Deciding.decide, list[bool]()

    def meddling(self, connection, some):
        made = real(self, connection, some)
        if not once:
            once.append(True)
            shop.save("object", "b0", "Meddled", material=[concept("clay")])
        return made

    monkeypatch.setattr(Deciding, "decide", meddling)
    assert shop.bulk.start(job, REGISTRAR)
    shop.settled(job)
    assert '"Meddled"' in shop.said("/object/b0")
    assert concept("brass") in shop.said("/object/b0")


def interrupt(monkeypatch, after: int) -> None:
    """The process ends after so many batches of two."""
    monkeypatch.setattr(running, "BATCH", 2)
    real, count = Running._take, iter(range(100))

    def dying(self, *args):
        if next(count) == after:
            raise JournalUnwritable("The light went out.")
        return real(self, *args)

    monkeypatch.setattr(Running, "_take", dying)


def test_an_interrupted_one_is_not_publishable_until_it_is_finished(shop, monkeypatch):
    iris = shop.bowls(5)
    with monkeypatch.context() as patched:
        interrupt(patched, after=1)
        job = shop.do(TO_BRASS, iris)
    later = Shop(shop.catalogue)  # after a restart
    job = later.job(job.id)
    assert (job.interrupted, job.open, job.row.done, job.state) == (True, True, 2, State.RUNNING)
    assert [one.id for one in later.bulk.left_open()] == [job.id]
    blocked = shop.catalogue.publish(iris).blocked
    assert sorted(one.iri for one in blocked) == iris[:2]
    assert shop.public("/object/b0") is None
    monkeypatch.setattr(running, "BATCH", 2)
    assert later.bulk.start(job, REGISTRAR)
    job = later.settled(job)
    assert (job.state, fates(job.tally), later.bulk.left_open()) == (State.DONE, [5, 0, 0, 0], [])
    assert not shop.catalogue.publish(iris).blocked
    assert shop.bulk.take_back(job, REGISTRAR, Answer.REVERT)
    later.bulk.close()


def test_an_interrupted_one_is_taken_back(shop, monkeypatch):
    iris = shop.bowls(5)
    before = shop.all()
    with monkeypatch.context() as patched:
        interrupt(patched, after=2)
        job = shop.do(TO_BRASS, iris)
    assert shop.bulk.take_back(job, REGISTRAR, None)
    assert shop.settled(job).state is State.UNDONE
    assert shop.all() == before
    with shop.catalogue.database.reading() as connection:
        assert groups.unfinished(connection) == []


def test_an_interrupted_one_is_left_as_it_is(shop, monkeypatch):
    iris = shop.bowls(3)
    with monkeypatch.context() as patched:
        interrupt(patched, after=1)
        job = shop.do(TO_BRASS, iris)
    assert shop.bulk.leave(job)
    assert shop.job(job.id).state is State.DONE
    assert not shop.catalogue.publish(iris).blocked


@pytest.fixture
def slow(monkeypatch):
    """Work that waits after each batch until it may go on."""
    monkeypatch.setattr(running, "BATCH", 2)
    real, began, go = Running._take, Event(), Event()

    def waiting(self, *args):
        done = real(self, *args)
        began.set()
        assert go.wait(20)
        return done

    monkeypatch.setattr(Running, "_take", waiting)
    yield began, go
    go.set()


def test_it_stops_between_two_batches_and_goes_on_later(shop, slow):
    began, go = slow
    iris = shop.bowls(6)
    job = shop.ready(TO_BRASS, iris)
    assert shop.bulk.start(job, REGISTRAR)
    assert began.wait(20)
    assert shop.job(job.id).alive
    shop.bulk.stop(job)
    go.set()
    job = shop.settled(job)
    assert (job.state, job.row.done, job.open) == (State.STOPPED, 2, True)
    assert shop.bulk.start(job, REGISTRAR)
    assert fates(shop.settled(job).tally) == [6, 0, 0, 0]


def test_two_never_run_at_once(shop, slow):
    began, go = slow
    iris = shop.bowls(2)
    first, second = shop.ready(TO_BRASS, iris), shop.ready(removing("object.credit_line"), iris)
    theirs = shop.ready(removing("object.credit_line"), iris, PAINTER)
    assert shop.bulk.start(first, REGISTRAR)
    assert began.wait(20)
    assert not shop.bulk.start(first, REGISTRAR)
    assert not shop.bulk.start(second, REGISTRAR), "one of a person at a time"
    assert shop.bulk.start(theirs, PAINTER), "it waits for its turn"
    assert shop.job(theirs.id).row.done == 0
    go.set()
    assert shop.settled(first).state is State.DONE
    assert not shop.bulk.start(first, REGISTRAR), "what is done is done"


def test_a_process_that_lost_its_work_writes_no_more(shop, slow):
    began, go = slow
    iris = shop.bowls(6)
    job = shop.ready(TO_BRASS, iris)
    assert shop.bulk.start(job, REGISTRAR)
    assert began.wait(20)
    other = Bulk(shop.catalogue, shop.permissions)
    seen = other.find(job.id)
    assert seen is not None
    assert seen.interrupted
    assert other.leave(seen)
    go.set()
    job = shop.settled(job)
    assert (job.state, fates(job.tally)) == (State.DONE, [2, 0, 0, 0])
    assert sum("concept/brass" in str(state) for state in shop.states(iris)) == 2
    other.close()


def test_a_process_whose_work_another_finishes_writes_no_more(shop, slow):
    began, go = slow
    iris = shop.bowls(6)
    job = shop.ready(TO_BRASS, iris)
    assert shop.bulk.start(job, REGISTRAR)
    assert began.wait(20)
    other = Bulk(shop.catalogue, shop.permissions)
    seen = other.find(job.id)
    assert seen is not None
    last = shop.last()
    assert other.start(seen, REGISTRAR)
    shop.bulk.stop(job)  # it has one batch in hand, and must not end what is the other's
    go.set()
    shop.bulk.settle()
    other.settle()
    assert fates(shop.job(job.id).tally) == [6, 0, 0, 0]
    assert (shop.job(job.id).state, shop.last()) == (State.DONE, last + 2)
    other.close()


def test_parts_touched_since_are_asked_about(shop):
    iris = shop.bowls(2)
    job = shop.do(replacing("object.credit_line.content", "Gift of the family"), iris)
    fragment = next(t[0] for t in shop.states(iris)[0] if t[2] == literal("Gift of the family"))
    shop.save("object", "b0", "Bowl 0", credit_line=[text("Bequest", **{"@id": fragment.rpartition("#")[2][:-1]})])
    with pytest.raises(RecordRefused):
        shop.bulk.take_back(job, REGISTRAR, None)
    assert shop.bulk.take_back(job, REGISTRAR, Answer.KEEP)
    assert shop.settled(job).state is State.UNDONE
    assert "Bequest" in shop.said("/object/b0")
    assert "Gift of a friend" in shop.said("/object/b1")


def test_nothing_and_too_much_cannot_be_chosen(shop, monkeypatch):
    with pytest.raises(RecordRefused):
        shop.bulk.choose(REGISTRAR, [])
    monkeypatch.setattr("catalogue.bulk.bulk.MOST", 2)
    with pytest.raises(RecordRefused):
        shop.bulk.choose(REGISTRAR, ["a:1", "a:2", "a:3"])


def test_what_is_erased_is_forgotten_here_too(shop):
    iris = shop.bowls(2)
    job = shop.do(TO_BRASS, iris)
    shop.catalogue.life.erase([iris[0]], who="Nadia", reason="asked for")
    assert shop.bulk.find(job.id) is None


def test_nothing_of_it_is_public_before_it_is_published(shop):
    iris = shop.bowls(1)
    assert not shop.catalogue.publish([*iris, f"{BASE}/concept/clay", f"{BASE}/concept/brass"]).blocked
    seen = shop.public("/object/b0").triples
    shop.do(TO_BRASS, iris)
    assert shop.public("/object/b0").triples == seen
    with shop.catalogue.database.reading() as connection:
        assert journal.find(connection, iris)[iris[0]].status == "changed"
    done = shop.do(Operation(Doing.PUBLISH), iris)
    assert fates(done.tally) == [1, 0, 0, 0]
    assert concept("brass") in str(shop.public("/object/b0").triples)
