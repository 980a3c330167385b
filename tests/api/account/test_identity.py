"""Signing in by a service of the institution."""

from __future__ import annotations

import base64
import time
from dataclasses import replace

import pytest
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from api.account.openid import IdentityRefused, check_address, open_id
from api.app import create_app
from api.staff import COOKIE
from catalogue.accounts import Given
from catalogue.accounts.throttle import Throttle
from catalogue.errors import SettingsError
from tests.api.account.issuer import CLIENT, SECRET, running
from tests.api.staffing import fast, people_of

GO, BACK = "/account/identity", "/account/identity/back"


@pytest.fixture(scope="module")
def apps(house):
    """One service for all tests, and applications that trust it: one takes strangers in, one does not."""
    with running() as issuer:
        settings = replace(
            fast(house.settings),
            oidc_issuer=issuer.address,
            oidc_client_id=CLIENT,
            oidc_client_secret=SECRET,
            oidc_name="Museum",
        )
        yield issuer, create_app(settings, house), create_app(replace(settings, oidc_create=True), house)


@pytest.fixture
def issuer(apps):
    """The service, honest again."""
    found = apps[0]
    found.claims, found.signing, found.algorithm, found.issuer = {"sub": "u1"}, None, "RS256", ""
    for app in apps[1:]:
        app.state.identities._kept.clear()
        people_of(app).throttle = Throttle()
    return found


@pytest.fixture
def strict(apps, issuer):
    return apps[1]


@pytest.fixture
def open_(apps, issuer):
    return apps[2]


def browser(app):
    return TestClient(app, headers={"Accept": "text/html"}, follow_redirects=False)


def arrive(client, issuer, back="/account", **changed):
    """Goes to the service and comes back."""
    gone = client.get(GO, params={"next": back})
    return client.get(BACK, params=issuer.come_back(gone.headers["location"]) | changed)


def test_the_service_is_offered_where_there_is_one(strict, visitor):
    assert "Sign in with Museum" in browser(strict).get("/account/sign-in").text
    assert "/account/identity" not in visitor.get("/account/sign-in").text
    assert visitor.get(GO).status_code == visitor.get(BACK).status_code == 404


def test_a_stranger_becomes_a_reader_where_the_settings_say_so(open_, issuer):
    issuer.claims = {"sub": "u2", "preferred_username": "leyla", "name": "Leyla A", "email": "l@m.example"}
    client = browser(open_)
    answer = arrive(client, issuer, "/account/permissions")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/permissions")
    assert client.get("/account").status_code == 200
    made = people_of(open_).accounts.named("leyla")
    assert (set(made.roles), made.password, made.full_name) == ({Given("reader")}, None, "Leyla A")
    assert made.email == "", "the service has not verified it"
    assert issuer.forms[-1]["redirect_uri"] == f"http://testserver{BACK}"
    assert base64.b64decode(issuer.basic.split()[1]).decode() == f"{CLIENT}:a%20secret%20of%20two"
    issuer.claims = {"sub": "u2", "preferred_username": "renamed"}
    assert arrive(browser(open_), issuer).status_code == 303
    assert people_of(open_).accounts.find("renamed") is None, "the subject is who it is"


def test_a_name_that_is_taken_becomes_one_like_it(open_, issuer):
    people_of(open_).accounts.add("omar", [])
    issuer.claims = {"sub": "u3", "preferred_username": "omar"}
    assert arrive(browser(open_), issuer).status_code == 303
    assert people_of(open_).accounts.named("omar-2").subject == f"{issuer.address} u3"


def test_a_stranger_stays_outside_where_they_do_not(strict, issuer):
    issuer.claims = {"sub": "stranger", "email": "s@m.example", "email_verified": True}
    client = browser(strict)
    answer = arrive(client, issuer)
    assert answer.status_code == 403
    assert COOKIE not in client.cookies


def test_an_account_is_linked_by_an_address_that_was_verified(strict, issuer):
    made = people_of(strict).accounts.add("selin", [Given("publisher")], email="Selin@m.example")
    issuer.claims = {"sub": "u4", "email": "selin@m.example"}
    assert arrive(browser(strict), issuer).status_code == 403
    issuer.claims |= {"email_verified": True}
    assert arrive(browser(strict), issuer).status_code == 303
    assert people_of(strict).accounts.by_id(made.id).subject == f"{issuer.address} u4"
    issuer.claims = {"sub": "another", "email": "selin@m.example", "email_verified": True}
    assert arrive(browser(strict), issuer).status_code == 403, "it belongs to somebody already"


def test_whoever_is_disabled_is_not_let_in(strict, issuer):
    made = people_of(strict).accounts.add("left", [Given("reader")], subject=f"{issuer.address} u5")
    people_of(strict).accounts.disable(made.id)
    issuer.claims = {"sub": "u5"}
    assert arrive(browser(strict), issuer).status_code == 403


LIES = {
    "another issuer": {"iss": "https://evil.example"},
    "another client": {"aud": "somebody-else"},
    "another party": {"aud": [CLIENT, "b"], "azp": "b"},
    "of long ago": {"exp": int(time.time()) - 3600},
    "without an end": {"exp": None},
    "another nonce": {"nonce": "replayed"},
    "no nonce": {"nonce": None},
    "nobody": {"sub": None},
    "an empty subject": {"sub": ""},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_token_that_lies_is_not_believed(open_, issuer, lie):
    issuer.claims |= lie
    client = browser(open_)
    assert arrive(client, issuer).status_code == 503
    assert COOKIE not in client.cookies


def test_a_token_of_another_key_is_not_believed(open_, issuer):
    issuer.signing = RSAKey.generate_key(2048, {"kid": "one"})
    assert arrive(browser(open_), issuer).status_code == 503


def test_a_service_that_calls_itself_something_else_is_not_asked(open_, issuer):
    issuer.issuer = "https://evil.example"
    assert browser(open_).get(GO).status_code == 503


@pytest.mark.parametrize("changed", [{"state": "other"}, {"code": ""}])
def test_what_comes_back_must_be_what_was_sent(open_, issuer, changed):
    assert arrive(browser(open_), issuer, **changed).headers["location"] == "/account/sign-in"


def test_a_way_back_that_another_browser_began_is_none(open_, issuer):
    """Nobody is signed in as somebody else by following an address."""
    gone = browser(open_).get(GO)
    victim = browser(open_)
    answer = victim.get(BACK, params=issuer.come_back(gone.headers["location"]))
    assert answer.headers["location"] == "/account/sign-in"
    assert COOKIE not in victim.cookies


def test_the_way_back_is_gone_once(open_, issuer):
    client = browser(open_)
    gone = client.get(GO)
    params = issuer.come_back(gone.headers["location"])
    assert client.get(BACK, params=params).headers["location"] == "/edit"
    assert client.get(BACK, params=params).headers["location"] == "/account/sign-in"


def test_a_forged_cookie_is_nothing(open_, issuer):
    client = browser(open_)
    headers = {"Cookie": "khizana-identity=00.s=a&n=b&v=c&next=/"}
    assert client.get(BACK, params={"state": "a", "code": "x"}, headers=headers).headers["location"].endswith("sign-in")


def test_an_account_with_codes_still_owes_one(strict, issuer):
    made = people_of(strict).accounts.add("double", [Given("reader")], subject=f"{issuer.address} u6")
    people_of(strict).accounts.change(made.id, second_factor="A" * 32)
    issuer.claims = {"sub": "u6"}
    assert arrive(browser(strict), issuer).headers["location"].startswith("/account/code")


@pytest.mark.parametrize("address", ["http://idp.example", "ftp://idp.example", "file:///etc/passwd", "https://", "x"])
def test_only_https_is_asked(house, address):
    with pytest.raises(IdentityRefused):
        check_address(address)
    with pytest.raises(SettingsError):
        open_id(replace(house.settings, oidc_issuer=address, oidc_client_id="a"))


def test_a_service_without_a_client_is_a_fault_of_the_settings(house):
    with pytest.raises(SettingsError):
        open_id(replace(house.settings, oidc_issuer="https://idp.example"))
