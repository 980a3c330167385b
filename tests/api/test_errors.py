"""Errors at the door."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.errors import CatalogueBusy


def test_people_get_a_page_that_helps(client):
    answer = client.get("/nothing", headers={"Accept-Language": "fa"})
    assert answer.status_code == 404
    assert "اینجا چیزی نیست" in answer.text
    assert 'action="/search"' in answer.text


@pytest.mark.parametrize("accept", ["application/json", "application/ld+json"])
def test_programs_get_a_problem_they_can_read(program, accept):
    answer = program.get("/object/nothing", headers={"Accept": accept})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404
    assert answer.json()["title"] == "There is nothing here"


def test_everybody_else_gets_plain_words(program):
    answer = program.get("/object/nothing")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith("404 There is nothing here\n")


def test_a_way_that_is_closed_says_which_are_open(program):
    answer = program.post("/object/lamp")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


def test_no_answer_to_an_error_is_kept(program):
    assert program.get("/object/nothing").headers["cache-control"] == "no-store"


def test_a_fault_of_ours_tells_nothing_of_itself_and_keeps_its_headers(collection):
    def broken(_request: Request) -> None:
        raise RuntimeError("the secret inside")

    app = create_app(collection.settings, collection)
    app.router.routes.insert(0, Route("/broken", broken))
    client = TestClient(app, raise_server_exceptions=False, headers={"Accept": "text/html"})
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_an_error_of_the_house_that_a_visitor_can_mend_is_said(collection):
    def busy(_request: Request) -> None:
        raise CatalogueBusy("Another process holds it.", "Wait for it.")

    app = create_app(collection.settings, collection)
    app.router.routes.insert(0, Route("/busy", busy))
    answer = TestClient(app).get("/busy")
    assert answer.status_code == 503
    assert "Another process holds it. Wait for it." in answer.text
