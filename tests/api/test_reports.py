"""A visitor tells what they know; nobody floods us, and nothing tells what is not public."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.reports import allowance
from catalogue.reports import LONGEST, ReportKind, Reports, ReportState
from tests.api.staffing import fast, signed_in
from tests.catalogue.making import BASE, named
from tests.standing import bare

PATH = "/object/o1/report"
SAID = {"kind": "claim", "text": "It was my grandmother’s.", "name": "Mina", "address": "mina@mail.example"}
ALL = {"": ["object"], "walters": ["object"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A catalogue with a public record, a draft, one that was withdrawn, and one of another institution."""
    made = bare(tmp_path_factory.mktemp("house") / "c", BASE)
    with made.closing():
        for number in ("o1", "o2", "o3"):
            made.save(named(made.schema, "object", number, f"Lamp {number}"), "object", who="Nadia")
        made.publish([f"{BASE}/object/o1", f"{BASE}/object/o3"])
        made.withdraw([f"{BASE}/object/o3"])
        theirs = named(made.schema, "object", "o9", "Walters lamp")
        made.saver.save(theirs, "object", who="Nadia", institution="walters")
        yield made


@pytest.fixture(scope="module")
def doors(made):
    return create_app(fast(made.settings), made)


@pytest.fixture
def house(made):
    """The catalogue, with no report in it."""
    with made.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM report")
    return made


@pytest.fixture
def app(doors, house):
    doors.state.reporting = allowance()
    return doors


@pytest.fixture
def visitor(app):
    return TestClient(app, headers={"Accept": "text/html", "Accept-Language": "en"}, follow_redirects=False)


def received(house, state=ReportState.OPEN):
    return Reports(house.database).listed(state, ALL)[0]


def test_every_public_page_leads_to_the_form(visitor):
    assert f'href="{PATH}"' in visitor.get("/object/o1").text
    page = visitor.get(PATH)
    assert page.status_code == 200
    assert "Lamp o1" in page.text


def test_a_report_reaches_the_house_and_the_visitor_is_thanked(house, visitor):
    answer = visitor.post(PATH, data=SAID)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?sent=1")
    assert 'role="status"' in visitor.get(answer.headers["location"]).text
    (one,) = received(house)
    assert (one.path, one.kind, one.text, one.name, one.address) == ("/object/o1", *SAID.values())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"text": " "}, "text"), ({"text": "x" * (LONGEST + 1)}, "text"), ({"address": "nobody"}, "address"),
     ({"name": "x" * 201}, "name")],
)  # fmt: skip
def test_what_cannot_be_taken_is_shown_again_with_what_was_written(house, visitor, wrong, field):
    answer = visitor.post(PATH, data=SAID | wrong)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Mina" in answer.text or field == "name"
    assert received(house) == []


def test_what_fills_in_the_trap_is_thanked_and_forgotten(house, visitor):
    assert visitor.post(PATH, data=SAID | {"website": "https://spam.example"}).status_code == 303
    assert received(house) == []


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}]
)
def test_a_page_of_somebody_else_cannot_send_it(house, visitor, headers):
    assert visitor.post(PATH, data=SAID, headers=headers).status_code == 403
    assert received(house) == []


def test_who_reports_too_often_has_to_wait_and_keeps_the_text(house, app, visitor):
    for _ in range(8):
        assert visitor.post(PATH, data=SAID).status_code == 303
    answer = visitor.post(PATH, data=SAID)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "grandmother" in answer.text
    other = TestClient(app, client=("2001:db8::1", 1), follow_redirects=False)
    assert other.post(PATH, data=SAID).status_code == 303
    assert len(received(house)) == 9


def test_all_visitors_together_are_bounded(house, visitor, monkeypatch):
    monkeypatch.setattr("catalogue.reports.HOURLY", 1)
    assert visitor.post(PATH, data=SAID).status_code == 303
    assert visitor.post(PATH, data=SAID).status_code == 429


def test_a_form_that_is_too_large_is_not_read(visitor):
    assert visitor.post(PATH, data=SAID | {"text": "x" * 300_000}).status_code == 413


@pytest.mark.parametrize("accept", ["text/html", "application/json", "*/*"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_draft_cannot_be_reported_on_any_more_than_nothing_can(house, visitor, accept, method):
    def ask(how, number):
        data = SAID if how == "POST" else None
        return visitor.request(how, f"/object/{number}/report", data=data, headers={"Accept": accept})

    hidden, nothing, plain = ask(method, "o2"), ask(method, "xx"), ask("GET", "xx")
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.content == nothing.content == plain.content
    assert hidden.headers.items() == nothing.headers.items() == plain.headers.items()
    assert received(house) == []


def test_what_was_withdrawn_is_gone_here_too(house, visitor):
    assert (
        visitor.get("/object/o3/report").status_code == visitor.post("/object/o3/report", data=SAID).status_code == 410
    )
    assert received(house) == []


@pytest.mark.parametrize("language", ["en", "ar", "fa", "tr"])
def test_the_form_is_in_four_languages(visitor, language):
    page = visitor.get(f"{PATH}?lang={language}").text
    assert f'lang="{language}"' in page
    assert ("Report information" in page) == (language == "en")


def test_the_inbox_shows_reports_and_takes_notes(house, app):
    reports = Reports(house.database)
    number = reports.add("/object/o1", ReportKind.CLAIM, "<b>Mine</b>", "Mina", "mina@mail.example")
    staff = signed_in(app, "registrar")
    page = staff.get("/edit/inbox").text
    assert "&lt;b&gt;Mine&lt;/b&gt;" in page
    assert 'href="/edit/object/o1"' in page
    answer = staff.post(f"/edit/inbox/{number}", data={"state": "handled", "note": "Written to her", "back": "open"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/edit/inbox?state=open&done=handled")
    (one,) = received(house, ReportState.HANDLED)
    assert (one.handled_by, one.note) == ("registrar", "Written to her")
    assert "Written to her" in staff.get("/edit/inbox?state=handled").text
    staff.post(f"/edit/inbox/{number}", data={"state": "spam"})
    assert [row.id for row in received(house, ReportState.SPAM)] == [number]
    staff.post(f"/edit/inbox/{number}", data={"state": "open"})
    assert [row.id for row in received(house)] == [number]


@pytest.mark.parametrize("state", ["open", "handled", "spam"])
@pytest.mark.parametrize("language", ["en", "ar", "fa", "tr"])
def test_the_inbox_is_in_four_languages_empty_or_not(house, app, state, language):
    staff = signed_in(app, "registrar")
    assert staff.get(f"/edit/inbox?state={state}&lang={language}").status_code == 200
    reports = Reports(house.database)
    reports.handle(reports.add("/object/o1", ReportKind.CLAIM, "Mine"), ReportState(state), "registrar")
    assert "Mine" in staff.get(f"/edit/inbox?state={state}&lang={language}").text


def test_who_may_not_answer_sees_no_inbox(app):
    assert signed_in(app, "cataloguer").get("/edit/inbox").status_code == 403
    assert TestClient(app, follow_redirects=False).get("/edit/inbox").status_code == 401


def test_an_institution_answers_for_its_own_records(house, app):
    reports = Reports(house.database)
    other, own = (reports.add(path, ReportKind.CLAIM, f"about {path}") for path in ("/object/o1", "/object/o9"))
    staff = signed_in(app, "registrar", "walters")
    page = staff.get("/edit/inbox").text
    assert "about /object/o9" in page
    assert "about /object/o1" not in page
    assert staff.post(f"/edit/inbox/{other}", data={"state": "spam"}).status_code == 403
    assert staff.post(f"/edit/inbox/{own}", data={"state": "spam"}).status_code == 303


@pytest.mark.parametrize(("number", "said", "status"), [("7777", {"state": "open"}, 404), ("x", {"state": "open"}, 404),
                                                        ("1", {"state": "eaten"}, 400), ("1", {}, 400)])  # fmt: skip
def test_what_cannot_be_done_in_the_inbox_is_refused(house, app, number, said, status):
    one = Reports(house.database).add("/object/o1", ReportKind.CLAIM, "Mine")
    number = number.replace("1", str(one))
    assert signed_in(app, "registrar").post(f"/edit/inbox/{number}", data=said).status_code == status


def test_a_forged_answer_is_refused(house, app):
    number = Reports(house.database).add("/object/o1", ReportKind.CLAIM, "Mine")
    staff = signed_in(app, "registrar")
    answer = staff.post(f"/edit/inbox/{number}", data={"state": "spam"}, headers={"X-CSRF-Token": ""})
    assert answer.status_code == 403
    assert len(received(house)) == 1


def test_the_proxy_that_is_trusted_names_the_visitor(house):
    app = create_app(replace(house.settings, trusted_proxies=("192.0.2.1",)), house)
    proxy = TestClient(app, client=("192.0.2.1", 1), follow_redirects=False)
    for number in range(12):
        forwarded = {"X-Forwarded-For": f"203.0.113.{number}"}
        assert proxy.post(PATH, data=SAID, headers=forwarded).status_code == 303
