"""Those who work in a house, and what they do there: all of it is theirs, and none of it the public's."""

from __future__ import annotations

import itertools

from starlette.applications import Starlette

from api.staff import COOKIE
from catalogue import journal
from catalogue.accounts import Given
from catalogue.accounts.people import People
from catalogue.bulk import Bulk, Doing, Operation
from catalogue.database import unsaved
from catalogue.database.unsaved import UnsavedEdit
from catalogue.editing.compete import ALTERNATIVE
from catalogue.life import Target
from catalogue.numbers import Numbers
from catalogue.reports import Reports, ReportState
from catalogue.reviewing import Reviewing
from tests.api.editing.browsing import open_form
from tests.api.staffing import people_of, signed_in
from tests.catalogue.making import BASE, foreign, link, named, text
from tests.leaks.planted import STAFF_NOTE, House

CHIEF = "chief"


def employ(house: House, app: Starlette) -> None:
    """Gives the house people, and has them work: what they leave unsaved, ask, answer, change at once, and undo."""
    people = people_of(app)
    _people(house, people)
    _records(house)
    _papers(house, people)
    _opinions(house, app)
    _many(house, people)
    _every_type(house)


def _people(house: House, people: People) -> None:
    place = house.secret("the key of an institution")
    people.institutions.add(place, house.secret("the title of an institution"))
    profile = {
        "full_name": house.secret("the full name of somebody"),
        "email": f"{house.secret('the address of somebody')}@example.org",
    }
    password = f"{house.secret('a password')} green lanterns"
    name = house.secret("the name of somebody")
    one = people.add(name, [Given("cataloguer", place)], password)
    people.accounts.change(one.id, **profile)
    away = people.add(house.secret("the name of somebody disabled"), [Given("reader")], password)
    people.disable(away.id)
    people.accounts.add(house.secret("the name of somebody without a password"), [Given("reader")], password=None)
    house.secrets["a session"] = people.sessions.begin(one.id, house.secret("a browser"))
    house.secrets["a token"] = people.tokens.make(one.id, house.secret("the title of a token"))
    kept = people.accounts.by_id(one.id).password
    assert kept is not None
    house.secrets["the hash of a password"] = kept.rpartition("$")[2]


def _records(house: House) -> None:
    """A record of an institution, half public; one that was restored."""
    catalogue, place = house.catalogue, house.secret("the key of an institution")
    who = house.secret("the name of somebody")
    note = {"staff_note": [text(house.secret("a staff note of an institution"))]}
    shown = named(house.schema, "object", "s1", "Openword basin", **note)
    draft = named(house.schema, "object", "s2", house.secret("the title of a draft of an institution"))
    for record in (shown, draft):
        catalogue.saver.save(record, "object", who=who, why=house.secret("a reason"), institution=place)
    house.hidden_paths.append(draft.path)
    again = named(house.schema, "object", "s2", house.secret("the title of a draft that was restored"))
    catalogue.saver.save(again, "object", who=who)
    first = catalogue.history.versions(draft.iri)[-1]
    catalogue.life.restore(draft.iri, first.id, who=who, why=house.secret("why something was restored"))
    catalogue.publish([shown.iri], who=who, why=house.secret("why something was published"))


def _papers(house: House, people: People) -> None:
    """Unsaved edits, reviews, answers to reports, numbers."""
    catalogue, who = house.catalogue, house.secret("the name of somebody")
    account = people.accounts.find(who)
    assert account is not None
    with catalogue.database.writing() as connection:
        for path in ("/object/o1", "/object/s1", "/object/new"):
            inputs = (("title/new-1/content/new-1", house.secret("an unsaved edit")),)
            unsaved.keep(connection, account.id, UnsavedEdit(path, None, journal.now(), inputs))
    reviewing, draft = Reviewing(catalogue.database), f"{BASE}/object/s2"
    reviewing.ask(draft, who, house.secret("what a review asks"))
    reviewing.decide(draft, house.secret("who reviewed"), approve=False, answer=house.secret("what a review answers"))
    reviewing.ask(f"{BASE}/object/o4", who, house.secret("what a review of a public record asks"))
    Reports(catalogue.database).handle(1, ReportState.HANDLED, who, house.secret("a note on a report"))
    numbers = Numbers(catalogue.database, house.schema)
    pattern = f"{house.secret('a pattern of numbers')}.{{number}}"
    place = house.secret("the key of an institution")
    numbers.add(house.secret("the title of a scheme"), numbers.addresses()[0], pattern, place)


def _opinions(house: House, app: Starlette) -> None:
    """A differing opinion about a field for staff, given by the form, of a record that is published then."""
    for term in (STAFF_NOTE, ALTERNATIVE):
        record = foreign(house.schema, "concept", term[1:-1], {"name": [text(house.secret("a term of staff"))]})
        house.catalogue.save(record, "concept", who=CHIEF)
    client = signed_in(app, "administrator", name=CHIEF)
    house.secrets["a session of the chief"] = client.cookies[COOKIE]
    sheet = open_form(client, "/edit/object/s1").press("_differ", "staff_note")
    added = next(name for name, said in sheet.pairs if name.startswith("attribution/") and "/content/" in name)
    sheet.write(added, house.secret("a differing opinion of staff"))
    sheet.write("_why", house.secret("why somebody differs"))
    assert sheet.press().status == 200
    assert not house.catalogue.publish([f"{BASE}/object/s1"]).blocked


def _many(house: House, people: People) -> None:
    """A text replaced in many records at once, and that taken back; and another piece of work that only waits."""
    chief = people.accounts.find(CHIEF)
    assert chief is not None
    bulk, person = Bulk(house.catalogue, people.permissions), chief.person()
    iris = [f"{BASE}/object/{number}" for number in ("o1", "s1")]
    for kept in (False, True):
        put = house.secret("a text of many records") if kept else house.secret("a text that was taken back")
        operation = Operation(Doing.TEXT, "object.title.content", find="word", put=f"word {put}")
        job = bulk.find(bulk.choose(person, iris))
        assert job is not None
        assert bulk.prepare(job, operation, person, house.secret("why many were changed"))
        bulk.settle()
        job = bulk.find(job.id)
        assert job is not None
        assert bulk.start(job, person)
        bulk.settle()
        job = bulk.find(job.id)
        assert job is not None
        assert job.row.group is not None
        if not kept:
            house.catalogue.life.undo(Target(group=job.row.group), who=CHIEF, why=house.secret("why it was undone"))
    waits = bulk.find(bulk.choose(person, iris))
    assert waits is not None
    add = Operation(Doing.TEXT, "object.title.content", find="word", put=house.secret("a text that waits"))
    assert bulk.prepare(waits, add, person, "")
    bulk.settle()
    bulk.close()


def _every_type(house: House) -> None:
    """Of every record type a draft, and some that ended: deleted, merged, erased, or undone; public before and not."""
    schema, life, who = house.schema, house.catalogue.life, house.secret("who")
    slugs = [kind.slug for kind in schema.record_types if any(one.names for one in kind.fields)]
    for slug, (name, said) in itertools.product(slugs, _of_every_type(house).items()):
        house.catalogue.save(named(schema, slug, f"every-{name}", said), slug, who=who)
        (house.hidden_paths if name == "draft" else house.ended_paths).append(f"/{slug}/every-{name}")
    every = {name: [f"{BASE}/{slug}/every-{name}" for slug in slugs] for name in _of_every_type(house)}
    blocked = house.catalogue.publish(every["shown"], who=who).blocked
    assert len(blocked) < len(slugs) / 2  # some need more than a name
    with house.catalogue.following_once():
        life.delete(every["deleted"], who=who, why=house.secret("why every type was deleted"))
        life.delete(every["shown"], who=who)
        for loser, winner in zip(every["merged"][::7], every["draft"][::7], strict=True):
            life.merge(loser, winner, who=who)
        for iri in every["undone"][::7]:
            life.undo(Target(change=house.catalogue.history.versions(iri)[0].change), who=who)
    life.erase(every["erased"], who=who, reason=house.secret("why every type was erased"))
    making = [{"carried_out_by": [link("person", "every-draft")]}]
    house.catalogue.save(named(schema, "object", "s3", "Openword tray", production=making), "object")
    house.catalogue.publish([f"{BASE}/object/s3"])


def _of_every_type(house: House) -> dict[str, str]:
    names = ("draft", "deleted", "merged", "erased", "undone")
    return {name: house.secret(f"the name of every type, {name}") for name in names} | {
        "shown": house.once("the name of every type, shown and deleted")
    }
