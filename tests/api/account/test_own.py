"""One's own account: profile, password, sessions, second factor, tokens."""

from __future__ import annotations

import re

import pyotp
import pytest
from starlette.testclient import TestClient

from api.staff import COOKIE
from catalogue.accounts import Act
from tests.api.staffing import PASSWORD, account, csrf, people_of, signed_in, with_token

NEW = "eleven quiet rivers"
PAGES = ("/account", "/account/password", "/account/second-factor", "/account/permissions")


@pytest.fixture
def me(staffed, request):
    """Somebody of their own for each test."""
    return signed_in(staffed, "cataloguer", name=f"me-{abs(hash(request.node.name)) % 10**8}")


def mine(staffed, client):
    known = people_of(staffed).by_session(client.cookies[COOKIE])
    assert known is not None
    return people_of(staffed).accounts.by_id(known.person.id)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "ar", "fa", "tr"])
def test_every_page_is_there_in_every_language(staffed, path, language):
    answer = signed_in(staffed, "cataloguer").get(f"{path}?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert "staff-bar" in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_no_token_opens_these_pages(staffed, path):
    """Or whoever has stolen one could make another."""
    assert with_token(staffed, "administrator").get(path).status_code == 403


def test_whoever_has_no_role_still_has_an_account(staffed):
    client = signed_in(staffed, "", name="newest")
    answer = client.get("/account")
    assert "You have no role yet." in answer.text
    assert client.get("/account/permissions").status_code == 403
    assert client.post("/account/sign-out").status_code == 303


def test_the_profile_is_kept(staffed, me):
    data = {"full_name": "Amina <b>H</b>", "language": "fa", "email": ""}
    answer = me.post("/account/profile", data=data)
    assert answer.headers["location"] == "/account?done=profile"
    assert (mine(staffed, me).full_name, mine(staffed, me).language) == ("Amina <b>H</b>", "fa")
    page = me.get("/account?done=profile").text
    assert "Amina &lt;b&gt;H&lt;/b&gt;" in page
    assert 'lang="fa"' in page


def test_another_address_needs_the_password(staffed, me):
    data = {"full_name": "A", "email": "a@museum.example"}
    refused = me.post("/account/profile", data=data)
    assert refused.status_code == 422
    assert 'href="#current"' in refused.text
    assert 'id="current"' in refused.text
    assert mine(staffed, me).email == ""
    assert me.post("/account/profile", data=data | {"current": PASSWORD}).status_code == 303
    assert mine(staffed, me).email == "a@museum.example"


@pytest.mark.parametrize("address", ["x", "x@y", "a b@c.de", "@c.de"])
def test_what_is_no_address_is_refused(me, address):
    answer = me.post("/account/profile", data={"email": address, "current": PASSWORD})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_a_new_password_signs_out_everywhere_else(staffed, me):
    name = mine(staffed, me).name
    other = signed_in(staffed, "cataloguer", name=name)
    before = me.cookies[COOKIE]
    answer = me.post("/account/password", data={"current": PASSWORD, "password": NEW, "again": NEW})
    assert answer.headers["location"] == "/account?done=password"
    assert other.get("/account").status_code == 303
    replayed = TestClient(staffed, cookies={COOKIE: before}, follow_redirects=False)
    assert replayed.get("/account").status_code == 401
    assert people_of(staffed).with_password(name, NEW) is not None
    assert people_of(staffed).with_password(name, PASSWORD) is None


@pytest.mark.parametrize(
    ("current", "password", "again", "field"),
    [
        ("wrong", NEW, NEW, "current"),
        (PASSWORD, "short", "short", "password"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "password"),
        (PASSWORD, PASSWORD, PASSWORD, "password"),
        (PASSWORD, NEW, "other", "again"),
        (PASSWORD, "x" + "yz1234" * 400, "", "password"),
    ],
)
def test_a_password_that_will_not_do_is_refused_at_its_field(staffed, me, current, password, again, field):
    answer = me.post("/account/password", data={"current": current, "password": password, "again": again})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-fault"' in answer.text
    assert people_of(staffed).with_password(mine(staffed, me).name, PASSWORD) is not None
    for said in (current, password, again):
        assert not said or f'value="{said}"' not in answer.text


def test_a_password_for_once_is_changed_before_anything_else(staffed, visitor):
    made, once = people_of(staffed).invite("brand-new", [])
    sent = {"name": "brand-new", "password": once, "next": "/account"}
    assert visitor.post("/account/sign-in", data=sent).status_code == 303
    assert visitor.get("/account").headers["location"] == "/account/password"
    client = signed_in(staffed, "", name="brand-new")
    assert client.post("/account/profile", data={"full_name": "x"}).headers["location"] == "/account/password"
    client.post("/account/password", data={"current": once, "password": NEW, "again": NEW})
    assert not people_of(staffed).accounts.by_id(made.id).must_change


def test_one_sees_and_ends_ones_own_sessions_only(staffed, me):
    name = mine(staffed, me).name
    other, stranger = signed_in(staffed, "cataloguer", name=name), signed_in(staffed, "reader")
    known = people_of(staffed).sessions
    strangers, others = known.find(stranger.cookies[COOKIE]), known.find(other.cookies[COOKIE])
    assert strangers is not None
    assert others is not None
    page = me.get("/account").text
    assert others.key in page
    assert strangers.key not in page
    assert other.cookies[COOKIE] not in page
    me.post("/account/sessions", data={"session": strangers.key})
    assert stranger.get("/account").status_code == 200
    me.post("/account/sessions", data={"session": others.key})
    assert other.get("/account").status_code == 303
    third = signed_in(staffed, "cataloguer", name=name)
    me.post("/account/sessions")
    assert third.get("/account").status_code == 303
    assert me.get("/account").status_code == 200


def test_a_second_factor_is_begun_and_ended(staffed, me):
    page = me.get("/account/second-factor").text
    found = re.search(r'name="secret" value="([A-Z2-7]{32})"', page)
    assert found
    assert "<svg" in page
    secret, code = found[1], pyotp.TOTP(found[1]).now()
    refused = me.post("/account/second-factor", data={"secret": secret, "code": "12", "current": PASSWORD})
    assert refused.status_code == 422
    assert secret in refused.text, "the picture that was scanned stays"
    assert me.post("/account/second-factor", data={"secret": secret, "code": code}).status_code == 422
    assert mine(staffed, me).second_factor is None
    begun = me.post("/account/second-factor", data={"secret": secret, "code": code, "current": PASSWORD})
    assert len(re.findall(r"<li>[a-z2-9]{8}-[a-z2-9]{8}</li>", begun.text)) == 10
    assert mine(staffed, me).second_factor == secret
    assert "10 recovery codes" in me.get("/account").text
    assert me.post("/account/second-factor/end", data={"current": "wrong"}).status_code == 422
    assert me.post("/account/second-factor/end", data={"current": PASSWORD}).status_code == 303
    assert mine(staffed, me).second_factor is None


def test_a_token_is_told_once_and_revoked(staffed, me):
    answer = me.post("/account/tokens", data={"title": "Nightly", "days": "7", "scope": ["read"]})
    found = re.search(r"khz_[\w-]{43}", answer.text)
    assert found
    assert answer.headers["cache-control"] == "private, no-store"
    people = people_of(staffed)
    held = people.tokens.find(found[0])
    assert held is not None
    assert held.scopes == frozenset({"read"})
    assert held.account == mine(staffed, me).id
    page = me.get("/account").text
    assert "Nightly" in page
    assert found[0] not in page
    stranger = signed_in(staffed, "administrator")
    stranger.post("/account/tokens/revoke", data={"token": held.id})
    assert people.tokens.find(found[0]) is not None, "a token is revoked by whoever has it"
    me.post("/account/tokens/revoke", data={"token": held.id})
    assert people.tokens.find(found[0]) is None


def test_a_token_lasts_ninety_days_and_never_for_ever(staffed, me):
    for days, most in (("", 90), ("x", 90), ("999999", 3650), ("-1", 90)):
        me.post("/account/tokens", data={"days": days})
        newest = people_of(staffed).tokens.of(mine(staffed, me).id)[0]
        assert int(newest.expires[:4]) <= int(newest.created[:4]) + most // 365 + 1


def test_every_form_of_a_page_carries_the_mark(staffed, me):
    for path in PAGES:
        page = me.get(path).text
        assert page.count('method="post"') == page.count(f'name="csrf" value="{csrf(me)}"'), path


def test_the_permissions_page_is_the_table(staffed, me):
    page = me.get("/account/permissions").text
    table = people_of(staffed).permissions
    assert page.count('class="allowed"') == sum(
        bool(themes) for acts in table.table.values() for themes in acts.values()
    )
    assert page.count("<tr>") == len(Act) + 1
    assert account(staffed, "cataloguer").roles
