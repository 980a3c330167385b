"""Work on many records, at the door: chosen in a list, looked at, done, taken back; without a script."""

from __future__ import annotations

import html
import re

import pytest

from api.app import create_app
from catalogue import journal
from catalogue.bulk import State
from catalogue.database import bulk_jobs
from tests.api.collection import BASE, at, name
from tests.api.staffing import csrf, fast, people_of, signed_in
from tests.catalogue.making import make
from tests.standing import filled

LEAVES = [f"{BASE}/object/leaf-{number:02}" for number in range(3)]
VALUE = "material/new-1"


@pytest.fixture
def staffed(tmp_path):
    made = filled(tmp_path / "c")
    bowl = make(
        made.schema, "object", "bowl", {"title": [name("Bowl of Walters", "en")], "material": [at("/concept/paper")]}
    )
    made.saver.save(bowl, "object", who="somebody", institution="walters")
    made.follow()
    app = create_app(fast(made.settings), made)
    people_of(app).institutions.add("walters", "The Walters Art Museum")
    with made.closing():
        yield app
        app.state.bulk.close()


@pytest.fixture
def client(staffed):
    return signed_in(staffed, "cataloguer")


def chosen(client, *iris: str, **more: str) -> str:
    """Begins work; the address of its page."""
    answer = client.post("/edit/bulk", data={"iri": list(iris), "csrf": csrf(client), **more})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def sent(client, page: str, **more: str):
    return client.post(page, data={"csrf": csrf(client), **more})


def prepared(client, page: str, **more: str) -> str:
    """As far as the preview; the page."""
    answer = sent(client, page, _do="prepare", **more)
    assert answer.status_code == 303, words(answer.text)
    client.app.state.bulk.settle()
    return words(client.get(page).text)


def to_fritware(client, page: str) -> str:
    said = {"_address": "object.material", "_doing": "replace", "_old": at("/concept/paper"), "_why": "tidy"}
    return prepared(client, page, **said, **{VALUE: f"{BASE}/concept/fritware"})


def ran(client, page: str, do: str = "run", **more: str) -> str:
    answer = sent(client, page, _do=do, **more)
    assert answer.status_code == 303, words(answer.text)
    client.app.state.bulk.settle()
    return words(client.get(page).text)


def words(page: str) -> str:
    """The words of a page."""
    body = page.split("<main", 1)[-1]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def said(app, iri: str) -> str:
    with app.state.catalogue.database.reading() as connection:
        return " ".join(" ".join(t) for t in journal.state(connection, iri)[1])


def test_records_ticked_in_a_list_are_changed_and_taken_back(staffed, client):
    page = chosen(client, *LEAVES)
    shown = to_fritware(client, page)
    assert "Preview: nothing is changed yet" in shown
    assert "to be changed 3" in shown
    assert "Before: paper After: fritware" in shown
    assert "Leaf 00 of a Qur’an" in shown
    assert "concept/paper" in said(staffed, LEAVES[0])
    done = ran(client, page)
    assert "changed 3" in done
    assert all("concept/fritware" in said(staffed, iri) for iri in LEAVES)
    assert "paper" not in said(staffed, LEAVES[0])
    back = ran(client, page, "undo")
    assert "taken back" in back
    assert all("concept/paper" in said(staffed, iri) for iri in LEAVES)
    assert "Take it back" not in back


def test_all_that_was_found_is_worked_on_and_not_only_one_page(client):
    page = chosen(client, all="1", query="q=leaf&type=object&link=object.material%7C" + f"{BASE}/concept/paper")
    assert "60 records" in words(client.get(page).text)
    assert "to be changed 60" in to_fritware(client, page)


def test_only_what_may_be_read_and_is_there_is_taken(staffed):
    elsewhere = signed_in(staffed, "cataloguer", "walters")
    made = staffed.state.catalogue
    theirs = make(made.schema, "object", "theirs", {"title": [name("Of a third", "en")]})
    made.saver.save(theirs, "object", who="somebody", institution="louvre")
    page = chosen(elsewhere, f"{BASE}/object/bowl", f"{BASE}/object/nothing", theirs.iri, "urn:x:y")
    assert "1 record" in words(elsewhere.get(page).text)
    assert elsewhere.post("/edit/bulk", data={"iri": "urn:x:y", "csrf": csrf(elsewhere)}).status_code == 422


def test_a_record_of_another_institution_is_left_out(staffed):
    elsewhere = signed_in(staffed, "cataloguer", "walters")
    page = chosen(signed_in(staffed, "cataloguer"), f"{BASE}/object/bowl")
    assert elsewhere.get(page).status_code == 404
    both = chosen(elsewhere, f"{BASE}/object/bowl", LEAVES[0])
    shown = to_fritware(elsewhere, both)
    assert "to be changed 1" in shown
    assert "left out 1" in shown
    assert "Your roles do not reach this record." in shown
    assert "changed 1" in ran(elsewhere, both)
    assert "concept/paper" in said(staffed, LEAVES[0])


def test_a_field_is_found_step_by_step_without_a_script(client):
    page = chosen(client, *LEAVES)
    first = client.get(page).text
    assert '<option value="object.production">' in first
    inner = client.get(f"{page}?address=object.production").text
    assert '<option value="object.production.carried_out_by">' in inner
    assert "doing=add" in inner
    leaf = client.get(f"{page}?address=object.production.timespan.as_written.content&doing=add").text
    assert 'name="production/new-1/timespan/new-1/as_written/new-1/content/new-1"' in leaf
    values = words(client.get(f"{page}?address=object.material&doing=remove").text)
    assert "paper (3)" in values


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"_address": "object.material", "_doing": "add"}, "Fill in the new value."),
        ({"_address": "object.note.content", "_doing": "text"}, "Write what is to be found."),
        ({"_address": "object.nonsense", "_doing": "add"}, "Choose a field first."),
        (
            {"_address": "object.number_of_parts", "_doing": "add", "number_of_parts/new-1": "many"},
            "is no whole number",
        ),
        ({"_address": "object.material", "_doing": "add", f"{VALUE}@find": "zzz"}, "There is nothing called “zzz”"),
        ({"_address": "object.material", "_doing": "remove", "_old": "<urn:x:y>"}, "Fill in the new value."),
    ],
)
def test_what_cannot_be_is_said_on_the_same_page(client, more, why):
    page = chosen(client, *LEAVES)
    answer = sent(client, page, _do="prepare", **more)
    assert answer.status_code == 422
    assert why in words(answer.text)


def test_a_name_written_without_a_script_is_found(client):
    page = chosen(client, *LEAVES)
    more = {"_address": "object.material", "_doing": "add", f"{VALUE}@find": "fritware"}
    assert "to be changed 3" in prepared(client, page, **more)


def test_a_further_row_of_the_new_value_is_drawn(client):
    page = chosen(client, *LEAVES)
    more = {"_address": "object.material", "_doing": "add", VALUE: f"{BASE}/concept/fritware", "_add": "material"}
    answer = sent(client, page, **more)
    assert answer.status_code == 200
    assert len(set(re.findall(r'name="(material/new-[^@"]+)"', answer.text))) == 2


def test_many_are_published_and_withdrawn_together(staffed):
    client = signed_in(staffed, "publisher")
    page = chosen(client, f"{BASE}/object/bowl", *LEAVES)
    shown = prepared(client, page, _doing="publish")
    assert "to be published 1" in shown
    assert "nothing to do 3" in shown
    assert client.get("/object/bowl").status_code == 404
    assert "published 1" in ran(client, page)
    assert client.get("/object/bowl").status_code == 200
    page = chosen(client, f"{BASE}/object/bowl")
    prepared(client, page, _doing="withdraw", _why="asked for")
    assert "withdrawn 1" in ran(client, page)
    assert client.get("/object/bowl").status_code == 410


def test_what_was_saved_since_the_preview_is_not_published(staffed):
    client = signed_in(staffed, "publisher")
    page = chosen(client, f"{BASE}/object/bowl")
    prepared(client, page, _doing="publish")
    made = staffed.state.catalogue
    secret = make(made.schema, "object", "bowl", {"title": [name("Nobody looked at this", "en")]})
    made.saver.save(secret, "object", who="somebody")
    assert "It was changed since you looked." in ran(client, page)
    assert client.get("/object/bowl").status_code == 404


def test_reviews_of_many_are_asked_for_and_approved(staffed, client):
    page = chosen(client, f"{BASE}/object/bowl", LEAVES[0])
    prepared(client, page, _doing="ask", _why="please")
    assert "given to review 1" in ran(client, page)
    publisher = signed_in(staffed, "publisher")
    page = chosen(publisher, f"{BASE}/object/bowl", LEAVES[0])
    assert "nothing to do 1" in prepared(publisher, page, _doing="approve")
    assert "published 1" in ran(publisher, page)
    assert client.get("/object/bowl").status_code == 200


def test_who_may_not_publish_may_not_publish_many(client):
    page = chosen(client, *LEAVES)
    assert 'value="publish"' not in client.get(page).text
    assert sent(client, page, _do="prepare", _doing="publish").status_code == 403


def test_nobody_sees_the_work_of_others_until_it_waits_for_a_decision(staffed, client):
    page = chosen(client, *LEAVES)
    registrar = signed_in(staffed, "registrar")
    assert registrar.get(page).status_code == 404
    assert signed_in(staffed, "reader").get(page).status_code == 403
    assert client.get("/edit/bulk/99999999999999999999").status_code == 404
    to_fritware(client, page)
    ran(client, page)
    assert registrar.get(page).status_code == 200
    assert signed_in(staffed, "cataloguer", name="another").get(page).status_code == 404
    assert signed_in(staffed, "registrar", "walters").get(page).status_code == 404


def test_interrupted_work_is_shown_and_finished(staffed, client):
    page = chosen(client, *LEAVES)
    to_fritware(client, page)
    number = int(page.rpartition("/")[2])
    with staffed.state.catalogue.database.writing() as connection:  # as a process leaves it that was ended
        assert bulk_jobs.move(connection, number, [State.READY], State.RUNNING, journal.now(), "somebody else")
    assert "interrupted" in words(client.get("/edit/bulk").text)
    shown = words(client.get(page).text)
    assert "0 of 3 are done" in shown
    assert "Finish it" in shown
    assert "changed 3" in ran(client, page)


def test_duplicates_are_merged_and_the_address_leads_on(staffed):
    client = signed_in(staffed, "publisher")
    page = chosen(client, *LEAVES[:3])
    assert f'href="{page}/merge"' in client.get(page).text
    beside = client.get(f"{page}/merge")
    assert beside.status_code == 200
    data = {
        "csrf": csrf(client), "winner": LEAVES[0], "take": [f"{LEAVES[1]} title"],
        **dict(re.findall(r'name="(version [^"]+)" value="(\d+)"', beside.text)),
    }  # fmt: skip
    assert client.post(f"{page}/merge", data={"csrf": csrf(client)}).status_code == 422
    preview = client.post(f"{page}/merge", data={**data, "_do": "preview"})
    assert "Leaf 01 of a Qur’an" in words(preview.text).split("What would follow")[1]
    done = client.post(f"{page}/merge", data={**data, "_do": "merge", "_why": "the same"})
    assert done.status_code == 303
    assert "merged 2" in words(client.get(page).text)
    assert client.get("/object/leaf-01").headers["location"].endswith("/object/leaf-00")
    assert "Leaf 01" in said(staffed, LEAVES[0])
    assert "taken back" in ran(client, page, "undo")
    assert "Leaf 01" not in said(staffed, LEAVES[0])
    assert "Leaf 01" in said(staffed, LEAVES[1])


def test_one_record_changed_since_the_page_is_not_merged(staffed):
    client = signed_in(staffed, "publisher")
    page = chosen(client, *LEAVES[:2])
    versions = dict(re.findall(r'name="(version [^"]+)" value="(\d+)"', client.get(f"{page}/merge").text))
    made = staffed.state.catalogue
    made.saver.save(make(made.schema, "object", "leaf-01", {"title": [name("New", "en")]}), "object", who="x")
    client.post(f"{page}/merge", data={"csrf": csrf(client), "winner": LEAVES[0], "_do": "merge", **versions})
    assert "It was changed since you looked." in words(client.get(page).text)
    assert '"New"' in said(staffed, LEAVES[1])


def test_a_cataloguer_merges_nothing(client):
    page = chosen(client, *LEAVES[:2])
    assert "/merge" not in client.get(page).text
    assert client.get(f"{page}/merge").status_code == 403


def test_the_work_is_forgotten_when_it_is_given_up(client):
    page = chosen(client, *LEAVES)
    assert sent(client, page, _do="discard").headers["location"] == "/edit/bulk"
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("language", ["ar", "fa", "tr"])
def test_every_page_speaks_the_readers_language(client, language):
    page = chosen(client, *LEAVES)
    headers = {"Accept-Language": language}
    direction = "rtl" if language in ("ar", "fa") else "ltr"
    for path in ("/edit/bulk", page, f"{page}?address=object.material&doing=replace"):
        shown = client.get(path, headers=headers).text
        assert f'lang="{language}" dir="{direction}"' in shown
        assert "Work on many" not in words(shown)
