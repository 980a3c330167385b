"""Schemes of numbers are set up by those who may, for their institution; a form asks what comes next."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.numbers import Numbers, today
from tests.api.staffing import fast, people_of, signed_in
from tests.catalogue.making import BASE
from tests.standing import bare

PATH = "/edit/numbers"
SAID = {"title": "Accessions", "address": "object.accession_number", "institution": "", "pattern": "{year}.{number:3}"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    made = bare(tmp_path_factory.mktemp("house") / "c", BASE)
    with made.closing():
        yield made


@pytest.fixture(scope="module")
def app(made):
    app = create_app(fast(made.settings), made)
    people_of(app).institutions.add("walters", "The Walters")
    return app


@pytest.fixture
def numbers(made):
    """The schemes, of which there are none yet."""
    with made.database.writing() as connection:
        for table in ("number_scheme", "number_given", "number_used"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    return Numbers(made.database, made.schema)


@pytest.fixture
def staff(app, numbers):
    return signed_in(app, "registrar")


def test_a_scheme_is_made_changed_and_removed(numbers, staff):
    assert staff.post(PATH, data=SAID).status_code == 303
    (one,) = numbers.every()
    assert (one.title, one.address, one.institution, one.pattern.text) == tuple(SAID.values())
    page = staff.get(PATH).text
    assert f"{today().year}.001" in page
    assert "Object: Accession number" in page
    changed = {"title": "Gifts", "pattern": "G{number}"}
    assert staff.post(f"{PATH}/{one.id}", data=changed).status_code == 303
    assert "G1" in staff.get(PATH).text
    assert staff.post(f"{PATH}/{one.id}", data={"remove": "1"}).status_code == 303
    assert numbers.every() == []


@pytest.mark.parametrize(
    ("wrong", "field"), [({"title": ""}, "title"), ({"pattern": "{year}"}, "pattern"), ({"address": "x.y"}, "address")]
)
def test_what_is_wrong_is_shown_at_its_field(numbers, staff, wrong, field):
    answer = staff.post(PATH, data=SAID | wrong)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-fault"' in answer.text
    assert numbers.every() == []


def test_a_change_that_is_wrong_is_shown_at_its_scheme(numbers, staff):
    made = numbers.add("Accessions", "object.accession_number", "{number}")
    answer = staff.post(f"{PATH}/{made}", data={"title": "Accessions", "pattern": "none"})
    assert answer.status_code == 422
    assert f'href="#pattern-{made}"' in answer.text


def test_an_institution_has_schemes_of_its_own(app, numbers):
    ours = numbers.add("Ours", "object.accession_number", "{number}")
    theirs = signed_in(app, "registrar", "walters")
    assert theirs.post(PATH, data=SAID).status_code == 403
    assert theirs.post(PATH, data=SAID | {"institution": "walters"}).status_code == 303
    assert theirs.post(f"{PATH}/{ours}", data={"remove": "1"}).status_code == 403
    page = theirs.get(PATH).text
    assert "The Walters" in page
    assert f'action="{PATH}/{ours}"' not in page


def test_a_form_asks_what_comes_next(app, numbers):
    numbers.add("Accessions", "object.accession_number", "A{number}")
    numbers.add("Theirs", "object.accession_number", "W{lot}.{number}", "walters")
    cataloguer = signed_in(app, "cataloguer")

    def offered(institution):
        query = f"field=object.accession_number&institution={institution}"
        return [
            (one["title"], one["next"], one["lot"])
            for one in cataloguer.get(f"{PATH}/offered?{query}").json()["schemes"]
        ]

    assert offered("") == [("Accessions", "A1", False)]
    assert offered("walters") == [("Accessions", "A1", False), ("Theirs", "W1.1", True)]
    assert cataloguer.get(f"{PATH}/offered").json() == {"schemes": []}
    guest = signed_in(app, "cataloguer", "louvre")
    query = "field=object.accession_number&institution=walters"
    assert [one["title"] for one in guest.get(f"{PATH}/offered?{query}").json()["schemes"]] == ["Accessions"]


def test_who_may_not_sees_no_schemes(app, numbers):
    assert signed_in(app, "cataloguer").get(PATH).status_code == 403
    assert TestClient(app, follow_redirects=False).get(PATH).status_code == 401
    assert TestClient(app, follow_redirects=False).get(f"{PATH}/offered").status_code == 401


@pytest.mark.parametrize("number", ["7777", "x", "-1"])
def test_a_scheme_that_is_not_there_is_not_found(numbers, staff, number):
    assert staff.post(f"{PATH}/{number}", data=SAID).status_code == 404


@pytest.mark.parametrize("language", ["en", "ar", "fa", "tr"])
def test_the_page_is_in_four_languages(numbers, staff, language):
    numbers.add("Accessions", "object.accession_number", "{number}")
    page = staff.get(f"{PATH}?lang={language}")
    assert page.status_code == 200
    assert ("Another scheme" in page.text) == (language == "en")
