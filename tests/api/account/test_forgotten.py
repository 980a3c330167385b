"""A new password by mail."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from api.account import forgotten
from api.app import create_app
from catalogue.accounts.digests import utc
from catalogue.accounts.throttle import Throttle
from tests.api import letters
from tests.api.staffing import PASSWORD, account, fast, people_of, signed_in

NEW = "eleven quiet rivers"


@pytest.fixture(scope="module")
def built_with_mail(house):
    with letters.running() as (port, found):
        settings = replace(
            fast(house.settings),
            mail_host="127.0.0.1",
            mail_port=port,
            mail_sender="k@m.example",
            mail_encryption="none",
            mail_site="https://collection.example.org/",
        )
        yield create_app(settings, house), found


@pytest.fixture
def post(built_with_mail):
    """An application, a browser, and the letters that were sent."""
    app, found = built_with_mail
    found.clear()
    people_of(app).throttle = Throttle()
    made = account(app, "reader", name="zeynep")
    people_of(app).accounts.change(made.id, email="z@m.example", disabled=False)
    people_of(app).set_password(made.id, PASSWORD)
    return app, TestClient(app, headers={"Accept": "text/html"}, follow_redirects=False), found


def ask(client, name="zeynep", **headers):
    return client.post("/account/forgotten", data={"name": name}, headers=headers)


def mark_in(letter) -> str:
    found = re.search(r"https://collection\.example\.org/account/new-password\?mark=(\S+)", letter.get_content())
    assert found, letter.get_content()
    return found[1]


def choose(client, mark, password=NEW):
    return client.post("/account/new-password", data={"mark": mark, "password": password, "again": password})


def test_it_is_not_there_without_mail(visitor):
    for path in ("/account/forgotten", "/account/new-password?mark=1.2.3"):
        assert visitor.get(path).status_code == 404
    assert ask(visitor).status_code == 404
    assert choose(visitor, "1.2.3").status_code == 404
    assert "/account/forgotten" not in visitor.get("/account/sign-in").text


def test_a_letter_leads_to_a_new_password_once(post):
    app, client, found = post
    browser = signed_in(app, "reader", name="zeynep")
    ask(client, Host="evil.example")
    assert len(found) == 1
    mark = mark_in(found[0])
    assert client.get("/account/new-password", params={"mark": mark}).status_code == 200
    assert choose(client, mark, "short").status_code == 422
    assert choose(client, mark).headers["location"] == "/account/sign-in"
    assert people_of(app).with_password("zeynep", NEW) is not None
    assert browser.get("/account").status_code == 303, "every session ends"
    assert choose(client, mark, "another good password").status_code == 410
    assert client.get("/account/new-password", params={"mark": mark}).status_code == 410


def test_what_is_said_is_the_same_for_a_name_that_there_is_not(post):
    _, client, found = post
    known, unknown = ask(client), ask(client, "nobody")
    assert known.text == unknown.text
    assert len(found) == 1


def test_whoever_is_disabled_or_has_no_address_gets_no_letter(post):
    app, client, found = post
    number = people_of(app).accounts.named("zeynep").id
    people_of(app).accounts.change(number, email="")
    ask(client)
    people_of(app).accounts.change(number, email="z@m.example", disabled=True)
    ask(client)
    assert found == []


@pytest.mark.parametrize("mark", ["", "1", "1.2.3", "x.y.z", "9" * 30 + ".2.3", "1.2999-01-01T00:00:00Z.00"])
def test_a_forged_mark_is_none(post, mark):
    _, client, _ = post
    assert choose(client, mark).status_code == 410


def test_a_letter_holds_for_an_hour_only(post, monkeypatch):
    _, client, found = post
    ask(client)
    monkeypatch.setattr(forgotten, "utc", lambda: utc() + timedelta(minutes=61))
    assert choose(client, mark_in(found[0])).status_code == 410


def test_nobody_is_flooded_with_letters(post):
    _, client, found = post
    statuses = [ask(client).status_code for _ in range(20)]
    assert 429 in statuses
    assert len(found) < 8


def test_no_other_site_asks_for_a_letter(post):
    _, client, found = post
    assert ask(client, Origin="https://evil.example").status_code == 403
    assert found == []
