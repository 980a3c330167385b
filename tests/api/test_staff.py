"""Doors for staff: who is let in, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from api.app import create_app
from api.staff import COOKIE, StaffRoute, allow
from catalogue.accounts import Act
from tests.api.staffing import account, csrf, fast, people_of, signed_in, token, with_token


def read(request: Request) -> Response:
    return PlainTextResponse(request.state.person.name)


async def edit(request: Request) -> Response:
    return PlainTextResponse(f"{request.state.person.name} {request.state.form.get('a', '')}")


def publish(request: Request) -> Response:
    allow(request, Act.PUBLISH, institution=request.path_params["place"])
    return PlainTextResponse("done")


@pytest.fixture(scope="module")
def staffed(collection):
    app = create_app(fast(collection.settings), collection)
    doors = [
        StaffRoute("/edit/try", read, act=Act.READ),
        StaffRoute("/edit/try/{slug}", edit, act=Act.EDIT, methods=("GET", "POST", "PUT")),
        StaffRoute("/edit/tries/{place}", publish, act=Act.PUBLISH, methods=("POST",)),
        StaffRoute("/edit/small", edit, act=Act.READ, methods=("POST",), largest=50),
        StaffRoute("/{slug}/{id}", edit, act=Act.EDIT, methods=("PUT",)),
    ]
    app.router.routes[:0] = doors
    return app


def test_a_browser_that_nobody_has_signed_in_to_is_asked_to(staffed):
    answer = TestClient(staffed, follow_redirects=False).get("/edit/try?a=b&c", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/account/sign-in?next=%2Fedit%2Ftry%3Fa%3Db%26c"


def test_a_program_without_a_token_is_told_that_it_needs_one(staffed):
    answer = TestClient(staffed).get("/edit/try")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    posted = TestClient(staffed).post("/edit/try/object", headers={"Accept": "text/html"})
    assert posted.status_code == 401


def test_a_part_of_a_page_sends_its_whole_page_to_the_sign_in(staffed):
    headers = {"HX-Request": "true", "HX-Current-URL": "https://khizana.example/edit/object/new?a=1"}
    answer = TestClient(staffed).get("/edit/try", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/account/sign-in?next=%2Fedit%2Fobject%2Fnew%3Fa%3D1"


def test_whoever_is_signed_in_is_known(staffed):
    answer = signed_in(staffed, "reader").get("/edit/try")
    assert (answer.status_code, answer.text) == (200, "reader")


def test_a_token_is_its_users(staffed):
    assert with_token(staffed, "cataloguer").get("/edit/try").text == "cataloguer"


def test_nothing_for_staff_is_kept_or_read_by_other_sites(staffed):
    clients = (signed_in(staffed, "registrar"), signed_in(staffed, "reader"), TestClient(staffed))
    for client in clients:
        for answer in (client.get("/edit/try"), client.get("/edit/try/object"), client.put("/object/lamp")):
            assert answer.headers["cache-control"] == "private, no-store"
            assert "access-control-allow-origin" not in answer.headers


def test_a_role_that_does_not_reach_so_far_is_told_which_does(staffed):
    answer = signed_in(staffed, "reader").get("/edit/try/object")
    assert answer.status_code == 403
    assert "Cataloguer, Conservator, Registrar, Publisher, Administrator" in answer.text
    said = signed_in(staffed, "reader").get("/edit/try/object?lang=ar").text
    assert "مفهرس" in said
    assert 'dir="rtl"' in said


def test_a_kind_of_record_that_there_is_not_is_nothing(staffed):
    assert signed_in(staffed, "registrar").get("/edit/try/unheard-of").status_code == 404


def test_a_form_needs_its_mark(staffed):
    client = signed_in(staffed, "cataloguer")
    assert client.post("/edit/try/object", data={"a": "1"}).text == "cataloguer 1"
    without = {"X-CSRF-Token": ""}
    assert client.post("/edit/try/object", data={"a": "1"}, headers=without).status_code == 403
    in_field = {"a": "1", "csrf": csrf(client)}
    assert client.post("/edit/try/object", data=in_field, headers=without).text == "cataloguer 1"
    as_parts = client.post("/edit/try/object", data=in_field, files={"f": b"x"}, headers=without)
    assert as_parts.text == "cataloguer 1"


def test_the_mark_of_another_session_is_none(staffed):
    client, other = signed_in(staffed, "cataloguer"), signed_in(staffed, "cataloguer")
    foreign = {"X-CSRF-Token": csrf(other)}
    assert client.post("/edit/try/object", headers=foreign).status_code == 403
    assert client.post("/edit/try/object", headers={b"X-CSRF-Token": "é".encode()}).status_code == 403


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_a_form_of_another_site_is_refused_even_with_the_mark(staffed, said, status):
    assert signed_in(staffed, "cataloguer").post("/edit/try/object", headers=said).status_code == status


def test_a_program_needs_no_mark(staffed):
    client = with_token(staffed, "cataloguer")
    assert client.post("/edit/try/object", data={"a": "1"}).text == "cataloguer 1"
    assert client.put("/object/lamp", content=b"{}").status_code == 200


def test_a_token_beside_a_session_is_what_counts(staffed):
    client = signed_in(staffed, "administrator")
    client.headers["Authorization"] = f"Bearer {token(staffed, 'reader')}"
    assert client.get("/edit/try").text == "reader"
    client.headers["Authorization"] = "Bearer khz_nonsense"
    answer = client.get("/edit/try")
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_scopes_confine_a_token(staffed):
    client = with_token(staffed, "administrator", scopes=(Act.READ,))
    assert client.get("/edit/try").status_code == 200
    answer = client.get("/edit/try/object", headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert "“edit”" in answer.json()["detail"]


def test_a_role_counts_at_its_institution_only(staffed):
    client = signed_in(staffed, "publisher", "walters")
    assert client.post("/edit/tries/walters").status_code == 200
    assert client.post("/edit/tries/louvre").status_code == 403
    assert signed_in(staffed, "publisher").post("/edit/tries/louvre").status_code == 200


@pytest.mark.parametrize("sent", [b"a=" + b"x" * 60, iter([b"a=" + b"x" * 30, b"x" * 30])])
def test_what_is_too_large_is_not_read(staffed, sent):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert signed_in(staffed, "reader").post("/edit/small", content=sent, headers=headers).status_code == 413


def test_whoever_was_disabled_is_nobody(staffed):
    client, bearer = signed_in(staffed, "reader", name="leaver"), token(staffed, "reader")
    people = people_of(staffed)
    assert client.get("/edit/try").status_code == 200
    people.disable(account(staffed, "reader", name="leaver").id)
    assert client.get("/edit/try").status_code == 303
    people.accounts.change(account(staffed, "reader").id, disabled=True)
    assert TestClient(staffed, headers={"Authorization": f"Bearer {bearer}"}).get("/edit/try").status_code == 401
    people.accounts.change(account(staffed, "reader").id, disabled=False)


@pytest.mark.parametrize("cookie", ["", "nonsense", "ü", "x" * 5000])
def test_a_forged_cookie_is_nobodys(staffed, cookie):
    headers = {b"Cookie": f"{COOKIE}={cookie}".encode()}
    assert TestClient(staffed).get("/edit/try", headers=headers).status_code == 401


@pytest.mark.parametrize("after", [timedelta(days=91), timedelta(days=4000)])
def test_an_expired_token_is_nobodys(staffed, after, monkeypatch):
    client = with_token(staffed, "reader")
    tokens = people_of(staffed).tokens
    monkeypatch.setattr(tokens, "_now", lambda now=tokens._now: now() + after)
    assert client.get("/edit/try").status_code == 401


def test_a_password_for_once_opens_nothing_but_the_page_for_a_new_one(staffed):
    client = signed_in(staffed, "reader", name="newcomer")
    people = people_of(staffed)
    people.accounts.change(account(staffed, "reader", name="newcomer").id, must_change=True)
    answer = client.get("/edit/try")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/password")


def test_the_language_of_an_account_is_that_of_its_pages(staffed):
    client = signed_in(staffed, "reader", name="okur")
    people_of(staffed).accounts.change(account(staffed, "reader", name="okur").id, language="tr")
    assert 'lang="tr"' in client.get("/edit/try/object").text
    assert 'lang="fa"' in client.get("/edit/try/object?lang=fa").text
