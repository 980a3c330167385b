"""Signing in and out."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from starlette.testclient import TestClient

from api.staff import COOKIE
from catalogue.accounts.digests import utc
from tests.api.staffing import PASSWORD, account, people_of, signed_in

SIGN_IN = "/account/sign-in"


def attempt(client, name, password=PASSWORD, back="/account", **headers):
    return client.post(SIGN_IN, data={"name": name, "password": password, "next": back}, headers=headers)


def test_name_and_password_let_one_in(staffed, visitor):
    account(staffed, "reader")
    answer = attempt(visitor, " Reader ", back="/account/permissions?a=b")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/permissions?a=b")
    assert visitor.get("/account").status_code == 200
    cookies = answer.headers.get_list("set-cookie")
    assert all("HttpOnly" in one and "SameSite=lax" in one for one in cookies)
    assert not any("Secure" in one for one in cookies)


def test_over_https_the_cookies_are_for_https_only(staffed):
    account(staffed, "reader")
    client = TestClient(staffed, base_url="https://testserver", follow_redirects=False)
    assert all("Secure" in one for one in attempt(client, "reader").headers.get_list("set-cookie"))


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil.example", "x", "", "/a\nb", "/ü"])
def test_the_way_back_never_leads_elsewhere(staffed, visitor, back):
    account(staffed, "reader")
    assert attempt(visitor, "reader", back=back).headers["location"] == "/edit"


@pytest.mark.parametrize(
    ("name", "password"), [("reader", "wrong horse"), ("nobody", PASSWORD), ("", ""), ("reader", "")]
)
def test_a_wrong_name_is_answered_like_a_wrong_password(staffed, visitor, name, password):
    account(staffed, "reader")
    answer = attempt(visitor, name, password)
    assert answer.status_code == 422
    assert "Name and password do not belong together." in answer.text
    assert COOKIE not in answer.headers.get("set-cookie", "")
    assert password not in answer.text or not password


def test_whoever_is_disabled_is_not_let_in(staffed, visitor):
    people_of(staffed).disable(account(staffed, "reader", name="gone").id)
    assert attempt(visitor, "gone").status_code == 422


def test_a_session_that_somebody_else_chose_is_worth_nothing(staffed, visitor):
    """Session fixation: the cookie from before is never the one from after."""
    account(staffed, "reader")
    visitor.cookies.set(COOKIE, "chosen-by-somebody-else")
    assert attempt(visitor, "reader").status_code == 303
    after = visitor.cookies.get(COOKIE, domain="testserver.local")
    assert after
    assert after != "chosen-by-somebody-else"
    other = TestClient(staffed, follow_redirects=False, cookies={COOKIE: "chosen-by-somebody-else"})
    assert other.get("/account").status_code == 401


def test_signing_in_again_ends_the_session_of_before(staffed):
    client = signed_in(staffed, "reader")
    before = client.cookies[COOKIE]
    answer = attempt(client, "reader")
    assert answer.status_code == 303
    assert people_of(staffed).sessions.find(before) is None


def test_signing_out_ends_the_session_for_good(staffed):
    client = signed_in(staffed, "reader")
    secret = client.cookies[COOKIE]
    assert client.get("/account/sign-out").status_code == 404
    assert client.post("/account/sign-out", headers={"X-CSRF-Token": ""}).status_code == 403
    assert client.get("/account").status_code == 200
    assert client.post("/account/sign-out").headers["location"] == "/"
    replayed = TestClient(staffed, follow_redirects=False, cookies={COOKIE: secret})
    assert replayed.get("/account").status_code == 401


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_no_other_site_signs_anybody_in(staffed, visitor, headers):
    account(staffed, "reader")
    assert attempt(visitor, "reader", **headers).status_code == 403


@pytest.mark.parametrize(("idle", "age", "holds"), [(11, 11, True), (13, 13, False)])
def test_a_session_ends_when_nobody_uses_it(staffed, idle, age, holds, monkeypatch):
    client = signed_in(staffed, "reader")
    sessions = people_of(staffed).sessions
    monkeypatch.setattr(sessions, "_now", lambda: utc() + timedelta(hours=idle))
    assert (client.get("/account").status_code == 200) is holds


def test_a_session_ends_after_two_weeks_however_busy_it_is(staffed, monkeypatch):
    client = signed_in(staffed, "reader")
    sessions = people_of(staffed).sessions
    for hours in range(0, 14 * 24, 10):
        monkeypatch.setattr(sessions, "_now", lambda hours=hours: utc() + timedelta(hours=hours))
        assert client.get("/account").status_code == 200, hours
    monkeypatch.setattr(sessions, "_now", lambda: utc() + timedelta(hours=14 * 24 + 1))
    assert client.get("/account").status_code == 303


def test_ten_thousand_attempts_neither_slow_the_house_nor_keep_the_owner_out(staffed, visitor, monkeypatch):
    account(staffed, "registrar")
    people = people_of(staffed)
    known = TestClient(staffed, follow_redirects=False)
    assert attempt(known, "registrar").status_code == 303
    known.cookies.delete(COOKIE)
    heard = []
    monkeypatch.setattr(people, "with_password", lambda *_: heard.append(1))
    statuses = [attempt(visitor, "registrar", f"guess {number}").status_code for number in range(300)]
    began = time.monotonic()
    wait = [people.throttle.begin(*_tried(number)) for number in range(9_700)]
    assert time.monotonic() - began < 5
    assert statuses.count(429) > 290
    assert len(heard) < 10
    assert sum(one == 0 for one in wait) < 50
    monkeypatch.undo()
    refused = attempt(visitor, "registrar")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) <= 300
    elsewhere = ("192.0.2.7", 5000)
    assert attempt(TestClient(staffed, follow_redirects=False, client=elsewhere), "registrar").status_code == 429
    own = TestClient(staffed, follow_redirects=False, cookies=dict(known.cookies), client=elsewhere)
    assert attempt(own, "registrar").status_code == 303
    now = people.throttle._now
    monkeypatch.setattr(people.throttle, "_now", lambda: now() + 301)
    assert attempt(visitor, "registrar").status_code == 303


def _tried(number):
    from catalogue.accounts.throttle import ADDRESS, NAME

    return (NAME, " registrar"), (ADDRESS, f"192.0.2.{number % 5}")


def test_one_place_cannot_try_many_names(staffed, visitor):
    statuses = [attempt(visitor, f"name{number}").status_code for number in range(40)]
    assert statuses[:30] == [422] * 30
    assert 429 in statuses[30:]


def test_an_account_with_codes_asks_for_one(staffed, visitor):
    people = people_of(staffed)
    made = account(staffed, "reader", name="careful")
    secret = pyotp.random_base32()
    codes = people.second.enrol(made.id, secret, pyotp.TOTP(secret).now())
    assert codes
    answer = attempt(visitor, "careful", back="/account/permissions")
    assert urlsplit(answer.headers["location"]).path == "/account/code"
    assert parse_qs(urlsplit(answer.headers["location"]).query) == {"next": ["/account/permissions"]}
    half = visitor.cookies.get(COOKIE, domain="testserver.local")
    assert visitor.get("/account").status_code == 303, "half in is not in"
    assert visitor.get("/account/code").status_code == 200
    wrong = visitor.post("/account/code", data={"code": "000000"})
    assert wrong.status_code == 422
    replayed = visitor.post("/account/code", data={"code": pyotp.TOTP(secret).now()})
    assert replayed.status_code == 422, "the code was used to enrol"
    right = visitor.post("/account/code", data={"code": codes[0], "next": "/account/permissions"})
    assert (right.status_code, right.headers["location"]) == (303, "/account/permissions")
    assert visitor.cookies.get(COOKIE, domain="testserver.local") != half
    assert visitor.get("/account").status_code == 200
    assert people.sessions.find(half) is None
    again = TestClient(staffed, follow_redirects=False)
    attempt(again, "careful")
    assert again.post("/account/code", data={"code": codes[0]}).status_code == 422, "it counts once"


def test_codes_cannot_be_tried_for_long(staffed, visitor):
    made = account(staffed, "reader", name="tried")
    secret = pyotp.random_base32()
    people_of(staffed).second.enrol(made.id, secret, pyotp.TOTP(secret).now())
    attempt(visitor, "tried")
    statuses = [visitor.post("/account/code", data={"code": f"{number:06}"}).status_code for number in range(20)]
    assert 429 in statuses


def test_the_page_for_the_code_needs_the_password_first(visitor):
    assert visitor.get("/account/code").headers["location"].startswith(SIGN_IN)
    assert visitor.post("/account/code", data={"code": "123456"}).headers["location"].startswith(SIGN_IN)


def test_whoever_is_signed_in_needs_no_sign_in_page(staffed):
    assert signed_in(staffed, "reader").get(f"{SIGN_IN}?next=/account").headers["location"] == "/account"


def test_signing_in_brings_the_language_of_the_account(staffed, visitor):
    people_of(staffed).accounts.change(account(staffed, "reader", name="nuha").id, language="ar")
    attempt(visitor, "nuha")
    assert 'dir="rtl"' in visitor.get("/account").text
    assert 'dir="rtl"' in visitor.get("/").text


def test_nobody_can_stuff_the_door(staffed, visitor, monkeypatch):
    """Where too many passwords wait to be checked, the next is told to come back."""
    monkeypatch.setattr(staffed.state.slowly, "_running", 10_000)
    assert attempt(visitor, "reader").status_code == 503


def test_a_password_of_other_parameters_is_hashed_anew(staffed, visitor):
    made = account(staffed, "reader", name="early")
    people = people_of(staffed)
    people.accounts.change(made.id, password=made.password and _stronger().hash(PASSWORD))
    assert attempt(visitor, "early").status_code == 303
    assert "$m=8,t=1,p=1$" in str(people.accounts.named("early").password)


def _stronger():
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)


@pytest.mark.parametrize("language", ["en", "ar", "fa", "tr"])
def test_the_page_is_there_in_every_language(visitor, language):
    page = visitor.get(f"{SIGN_IN}?lang={language}")
    assert f'lang="{language}"' in page.text
    assert page.headers["cache-control"] == "private, no-store"
    assert "access-control-allow-origin" not in page.headers
