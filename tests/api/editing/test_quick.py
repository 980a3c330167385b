"""A record made in passing, and words in a picker from which nothing was chosen."""

from __future__ import annotations

import pytest

from catalogue import journal
from tests.api.collection import BASE
from tests.api.editing.browsing import open_form
from tests.api.staffing import csrf, signed_in

PERSON, CONCEPT = "/edit/person/new/quick", "/edit/concept/new/quick"
SHAPE = "https://w3id.org/khizana/vocabulary/materials"


def state(app, path):
    with app.state.catalogue.database.reading() as connection:
        return journal.state(connection, BASE + path)[1]


def test_a_name_is_enough_for_a_draft(desk, cataloguer):
    answer = cataloguer.post(PERSON, data={"name": "  Zaynab\u00a0of   the street "})
    assert answer.status_code == 201
    made = answer.json()
    assert made["label"] == "Zaynab of the street"
    assert made["iri"] == BASE + made["path"]
    assert '"Zaynab of the street"' in {o for _, _, o in state(desk, made["path"])}
    with desk.state.catalogue.database.reading() as connection:
        held = journal.find(connection, [made["iri"]])[made["iri"]]
    assert held.status == "draft"
    assert open_form(cataloguer, f"/edit{made['path']}").press().status == 200


def test_a_term_is_made_in_the_vocabulary_of_the_field(desk, publisher):
    made = publisher.post(CONCEPT, data={"name": "tombac", "vocabulary": SHAPE}).json()
    assert f"<{SHAPE}>" in {o for _, _, o in state(desk, made["path"])}


@pytest.mark.parametrize("name", ["", "   ", "n" * 501])
def test_without_a_name_nothing_is_made(cataloguer, name):
    answer = cataloguer.post(PERSON, data={"name": name})
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "500" in answer.json()["title"]


def test_a_vocabulary_that_is_no_address_is_refused(publisher):
    assert publisher.post(CONCEPT, data={"name": "tombac", "vocabulary": "no iri"}).status_code == 422


def test_who_may_not_make_such_records_makes_none(desk):
    assert signed_in(desk, "reader").post(PERSON, data={"name": "X"}).status_code == 403
    forged = signed_in(desk, "cataloguer").post(PERSON, data={"name": "X"}, headers={"X-CSRF-Token": ""})
    assert forged.status_code == 403


def sought(sheet, name, words):
    """Writes words into the picker of a field, as a browser without scripts does."""
    row = next(n for n in sheet.names(f"{name}/") if n.endswith("@find"))
    return sheet.write(row, words)


def test_the_only_record_of_that_name_is_taken(desk, cataloguer):
    made = cataloguer.post(PERSON, data={"name": "Maryam the only one"}).json()
    desk.state.catalogue.follow()
    sheet = open_form(cataloguer, "/edit/object/new").write("title/new-1/content/new-1", "Jug")
    sheet = sought(sheet.press("_add", "current_owner"), "current_owner", "maryam THE only one").press()
    assert sheet.status == 200, sheet.text
    assert made["iri"] in {text for _, text in sheet.pairs}


def test_of_several_one_is_chosen_on_the_page_that_comes_back(desk, cataloguer):
    for _ in range(2):
        made = cataloguer.post(PERSON, data={"name": "Fatima twice"}).json()
    desk.state.catalogue.follow()
    sheet = open_form(cataloguer, "/edit/object/new").write("title/new-1/content/new-1", "Cup")
    sheet = sought(sheet.press("_add", "current_owner"), "current_owner", "Fatima twice").press()
    assert sheet.status == 422
    assert sheet.text.count('type="radio"') == 2
    name = next(n for n in sheet.names("current_owner/") if n.endswith("@find")).removesuffix("@find")
    sheet.pairs.append((f"{name}@take", made["iri"]))
    sheet = sheet.press()
    assert sheet.status == 200
    assert made["iri"] in {text for _, text in sheet.pairs}


def test_what_is_called_like_nothing_is_said_so(cataloguer):
    sheet = open_form(cataloguer, "/edit/object/new").write("title/new-1/content/new-1", "Pot")
    sheet = sought(sheet.press("_add", "current_owner"), "current_owner", "xyzzyx").press()
    assert sheet.status == 422
    assert "There is nothing called “xyzzyx” to choose" in sheet.text


def test_a_form_is_kept_while_one_makes_the_record_that_is_wanting(desk, cataloguer):
    sheet = open_form(cataloguer, "/edit/object/new").write("title/new-1/content/new-1", "Half a lamp")
    answer = cataloguer.post(
        "/edit/object/new", data={**dict(sheet.pairs), "csrf": csrf(cataloguer), "_make": "person"}
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/edit/person/new"
    kept = open_form(cataloguer, "/edit/object/new")
    assert kept.value("title/new-1/content/new-1") == "Half a lamp"
    kept.press(value="discard")
