"""What administrators do: people, and institutions."""

from __future__ import annotations

import re

import pytest

from catalogue.accounts import Given
from tests.api.staffing import PASSWORD, account, people_of, signed_in

PEOPLE = "/account/people"


@pytest.fixture
def chief(staffed):
    return signed_in(staffed, "administrator", name="chief")


@pytest.fixture
def shared_by_two(staffed):
    institutions = people_of(staffed).institutions
    for key in ("walters", "museum"):
        if institutions.find(key) is None:
            institutions.add(key, key.title())
    return institutions


@pytest.mark.parametrize("path", [PEOPLE, f"{PEOPLE}/new", "/account/institutions"])
@pytest.mark.parametrize("language", ["en", "ar", "fa", "tr"])
def test_every_page_is_there_in_every_language(chief, shared_by_two, path, language):
    answer = chief.get(f"{path}?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize("role", ["reader", "cataloguer", "publisher"])
def test_only_administrators_get_there(staffed, role):
    client = signed_in(staffed, role)
    assert client.get(PEOPLE).status_code == 403
    assert client.post(f"{PEOPLE}/new", data={"name": "x", "roles-": "administrator"}).status_code == 403


def test_somebody_new_gets_a_password_for_once(staffed, chief):
    answer = chief.post(
        f"{PEOPLE}/new", data={"name": "Amina", "email": "a@b.example", "roles-": ["cataloguer", "reader"]}
    )
    once = re.search(r">([a-z2-9]{4}(?:-[a-z2-9]{4}){3})<", answer.text)
    assert once
    made = people_of(staffed).accounts.named("amina")
    assert made.must_change
    assert made.roles == {Given("cataloguer"), Given("reader")}
    assert people_of(staffed).with_password("amina", once[1]) is not None
    assert "amina" in chief.get(PEOPLE).text


@pytest.mark.parametrize("name", ["", "two words", "-x", "chief", "x" * 65])
def test_a_name_that_will_not_do_is_refused_at_its_field(chief, name):
    answer = chief.post(f"{PEOPLE}/new", data={"name": name, "roles-": "reader"})
    assert answer.status_code == (422 if name != "x" * 65 else 200)
    if answer.status_code == 422:
        assert 'href="#name"' in answer.text


def test_roles_are_given_and_taken_at_once(staffed, chief, shared_by_two):
    worker = signed_in(staffed, "reader", name="worker")
    number = account(staffed, "reader", name="worker").id
    page = f"{PEOPLE}/{number}"
    assert 'value="reader" checked' in chief.get(page).text
    chief.post(page, data={"deed": "roles", "roles-walters": ["publisher", "unheard-of"]})
    assert people_of(staffed).accounts.by_id(number).roles == {Given("publisher", "walters")}
    assert "Walters" in worker.get("/account").text


def test_the_last_administrator_stays(staffed, chief):
    number = account(staffed, "administrator", name="chief").id
    for other in people_of(staffed).accounts.all():
        if other.id != number and Given("administrator") in other.roles:
            people_of(staffed).accounts.give(other.id, [])
    answer = chief.post(f"{PEOPLE}/{number}", data={"deed": "disable"})
    assert answer.status_code == 422
    assert "Nobody would be left" in answer.text
    assert chief.post(f"{PEOPLE}/{number}", data={"deed": "roles"}).status_code == 422
    assert chief.get(PEOPLE).status_code == 200


def test_a_reset_ends_sessions_and_codes(staffed, chief):
    worker = signed_in(staffed, "reader", name="forgetful")
    people = people_of(staffed)
    number = account(staffed, "reader", name="forgetful").id
    people.accounts.change(number, second_factor="A" * 32)
    answer = chief.post(f"{PEOPLE}/{number}", data={"deed": "reset"})
    assert re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", answer.text)
    assert worker.get("/account").status_code == 303
    assert people.accounts.by_id(number).second_factor is None
    assert people.with_password("forgetful", PASSWORD) is None


def test_an_account_is_disabled_and_let_in_again(staffed, chief):
    worker = signed_in(staffed, "reader", name="away")
    number = account(staffed, "reader", name="away").id
    assert chief.post(f"{PEOPLE}/{number}", data={"deed": "disable"}).status_code == 303
    assert worker.get("/account").status_code == 303
    assert "disabled" in chief.get(f"{PEOPLE}/{number}").text
    chief.post(f"{PEOPLE}/{number}", data={"deed": "enable"})
    assert people_of(staffed).with_password("away", PASSWORD) is not None


def test_sessions_and_tokens_of_others_are_ended(staffed, chief):
    worker = signed_in(staffed, "reader", name="stolen")
    number = account(staffed, "reader", name="stolen").id
    secret = people_of(staffed).tokens.make(number)
    chief.post(f"{PEOPLE}/{number}", data={"deed": "sessions"})
    assert worker.get("/account").status_code == 303
    chief.post(f"{PEOPLE}/{number}", data={"deed": "tokens"})
    assert people_of(staffed).tokens.find(secret) is None


def test_whoever_administers_one_institution_reaches_no_further(staffed, shared_by_two):
    people = people_of(staffed)
    local = signed_in(staffed, "administrator", "walters", name="local")
    everywhere = account(staffed, "publisher", name="everywhere").id
    elsewhere = account(staffed, "publisher", "museum", name="elsewhere").id
    for number in (everywhere, elsewhere):
        for deed in ("reset", "roles", "disable", "profile", "sessions", "tokens"):
            assert local.post(f"{PEOPLE}/{number}", data={"deed": deed}).status_code == 403
        assert "you cannot change it" in local.get(f"{PEOPLE}/{number}").text
    asked = {"name": "sneaky", "roles-": "administrator", "roles-museum": "publisher", "roles-walters": "reader"}
    assert local.post(f"{PEOPLE}/new", data=asked).status_code == 200
    assert people.accounts.named("sneaky").roles == {Given("reader", "walters")}
    number = people.accounts.named("sneaky").id
    local.post(f"{PEOPLE}/{number}", data={"deed": "roles", "roles-": "administrator", "roles-walters": "cataloguer"})
    assert people.accounts.by_id(number).roles == {Given("cataloguer", "walters")}
    own = people.accounts.named("local").id
    local.post(f"{PEOPLE}/{own}", data={"deed": "roles", "roles-": "administrator", "roles-walters": "administrator"})
    assert people.accounts.by_id(own).roles == {Given("administrator", "walters")}
    assert local.post("/account/institutions", data={"key": "new", "title": "New"}).status_code == 403
    assert local.post("/account/institutions/rename", data={"key": "museum", "title": "x"}).status_code == 403
    assert local.post("/account/institutions/rename", data={"key": "walters", "title": "W"}).status_code == 303


@pytest.mark.parametrize(("deed", "status"), [("", 400), ("nonsense", 400)])
def test_a_deed_that_there_is_not_does_nothing(staffed, chief, deed, status):
    number = account(staffed, "reader").id
    assert chief.post(f"{PEOPLE}/{number}", data={"deed": deed}).status_code == status
    assert chief.get(f"{PEOPLE}/999999").status_code == 404


def test_institutions_are_added_and_renamed(staffed, chief):
    add = {"key": "louvre", "title": "Le Louvre"}
    assert chief.post("/account/institutions", data=add).status_code == 303
    again = chief.post("/account/institutions", data=add)
    assert again.status_code == 422
    assert 'value="Le Louvre"' in again.text
    chief.post("/account/institutions/rename", data={"key": "louvre", "title": "Musée du Louvre"})
    assert people_of(staffed).institutions.titles()["louvre"] == "Musée du Louvre"
    assert chief.post("/account/institutions/rename", data={"key": "louvre", "title": " "}).status_code == 422


@pytest.mark.parametrize(
    ("key", "title"), [("", "x"), ("Upper", "x"), ("a b", "x"), ("-x", "x"), ("x" * 33, "x"), ("ok", "")]
)
def test_an_institution_that_will_not_do_is_refused(chief, key, title):
    assert chief.post("/account/institutions", data={"key": key, "title": title}).status_code == 422
