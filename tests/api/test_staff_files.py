"""Staff put files in, by a form or by a script; see who uses them; take out what nobody does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.catalogue import Catalogue
from catalogue.rdf import iri
from tests.api.staffing import csrf, fast, signed_in, with_token
from tests.catalogue.files.samples import JPEG, PNG
from tests.catalogue.making import BASE, make, named, text
from tests.standing import bare

LIMIT = 3 << 20


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    made = bare(tmp_path_factory.mktemp("house") / "c", BASE)
    settings = replace(fast(made.settings), file_size=LIMIT)
    with Catalogue(settings, made.schema).closing() as house:
        yield house


@pytest.fixture(scope="module")
def app(made):
    return create_app(made.settings, made)


@pytest.fixture
def house(made):
    """The catalogue, with no file in it."""
    with made.database.writing() as connection:
        for table in ("file", "file_use"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    return made


@pytest.fixture
def staff(app, house):
    return signed_in(app, "cataloguer")


def show(house, address, number="o1"):
    image = {"file": [{"access_point": [iri(address)]}]}
    house.save(make(house.schema, "object", number, {"title": [text("Lamp")], "image": [image]}), "object", who="Nadia")


def send(staff, content=PNG, name="lamp.png", **headers):
    return staff.post(f"/edit/files?name={name}", content=content, headers=headers)


def test_a_script_sends_the_content_and_is_told_the_address(house, staff):
    answer = send(staff)
    assert answer.status_code == 201
    (one,) = [listed.file for listed in house.files.listed()[0]]
    assert one.who == "cataloguer"
    assert answer.json() == {
        "address": house.files.address(one), "href": f"/edit/file/{one.digest}/lamp.png", "digest": one.digest,
        "name": "lamp.png", "media_type": "image/png", "size": len(PNG),
    }  # fmt: skip
    seen = staff.get(answer.json()["href"])
    assert (seen.status_code, seen.content) == (200, PNG)
    assert seen.headers["cache-control"] == "private, no-store"
    assert "access-control-allow-origin" not in seen.headers


def test_a_form_sends_several_and_leads_to_the_list(house, staff):
    files = [("file", ("a.png", PNG)), ("file", ("b.jpg", JPEG))]
    headers = {"X-CSRF-Token": ""}
    answer = staff.post("/edit/files", files=files, data={"csrf": csrf(staff)}, headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/edit/files?done=added")
    assert {one.file.name for one in house.files.listed()[0]} == {"a.png", "b.jpg"}
    page = staff.get(answer.headers["location"]).text
    assert "a.png" in page
    assert 'role="status"' in page


def test_a_form_of_a_script_is_answered_with_json(house, staff):
    answer = staff.post("/edit/files", files={"file": ("a.png", PNG)}, headers={"Accept": "application/json"})
    assert answer.status_code == 201
    assert answer.json()["name"] == "a.png"


@pytest.mark.parametrize(
    ("content", "name", "status", "reason"),
    [
        (PNG, "lamp.svg", 415, "kind"),
        (PNG, "", 415, "kind"),
        (b"<script>", "lamp.png", 415, "content"),
        (b"", "lamp.png", 415, "content"),
    ],
)
def test_what_is_refused_says_why_and_leaves_nothing(house, staff, content, name, status, reason):
    answer = send(staff, content, name)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert answer.headers["content-type"] == "application/problem+json"
    page = staff.post("/edit/files", files={"file": (name or "x", content)})
    assert page.status_code == status
    assert 'id="faults"' in page.text
    assert house.files.listed()[1] == 0
    assert not list((house.settings.files / ".unfinished").iterdir())


@pytest.mark.parametrize("said", [True, False], ids=["with its length", "without"])
def test_what_is_too_large_is_refused_before_it_is_whole(house, staff, said):
    large = PNG + b"\0" * LIMIT

    def pieces():
        for start in range(0, len(large), 1 << 16):
            yield large[start : start + (1 << 16)]

    answer = send(staff, large if said else pieces())
    assert answer.status_code == 413
    assert not list((house.settings.files / ".unfinished").iterdir())
    assert staff.post("/edit/files", files={"file": ("a.png", PNG + b"\0" * (LIMIT + (2 << 20)))}).status_code == 413
    assert house.files.listed()[1] == 0


def test_a_full_disk_is_said(house, staff, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 0}))
    assert send(staff).status_code == 507


def test_a_form_without_a_file_is_shown_again(house, staff):
    answer = staff.post("/edit/files", files={"file": ("", b"")}, data={"csrf": csrf(staff)})
    assert answer.status_code == 422


def test_the_list_says_who_uses_a_file_and_offers_to_remove_what_nobody_does(house, staff):
    used, unused = (send(staff, *one).json() for one in ((PNG, "used.png"), (JPEG, "unused.jpg")))
    show(house, used["address"])
    page = staff.get("/edit/files").text
    assert 'href="/edit/object/o1"' in page
    assert f'action="/edit/files/{unused["digest"]}/remove"' in page
    assert f'action="/edit/files/{used["digest"]}/remove"' not in page
    assert "used.png" not in staff.get("/edit/files?unused=1").text
    assert staff.post(f"/edit/files/{unused['digest']}/remove").status_code == 303
    assert staff.get(unused["href"]).status_code == 404
    assert staff.post(f"/edit/files/{used['digest']}/remove").status_code == 409
    assert staff.post(f"/edit/files/{'0' * 64}/remove").status_code == 404


def test_only_who_may_erase_removes_what_history_shows(app, house, staff):
    held = send(staff).json()
    show(house, held["address"], "o5")
    house.save(named(house.schema, "object", "o5", "Lamp"), "object", who="Nadia")
    assert staff.post(f"/edit/files/{held['digest']}/remove").status_code == 409
    assert "/remove" not in staff.get("/edit/files").text
    chief = signed_in(app, "administrator")
    assert "/remove" in chief.get("/edit/files").text
    assert chief.post(f"/edit/files/{held['digest']}/remove").status_code == 303


def test_readers_look_and_do_not_touch(app, house, staff):
    held = send(staff).json()
    reader = signed_in(app, "reader")
    assert reader.get(held["href"]).content == PNG
    assert 'type="file"' not in reader.get("/edit/files").text
    assert send(reader).status_code == 403
    assert reader.post(f"/edit/files/{held['digest']}/remove").status_code == 403


def test_an_institution_sees_what_its_records_use_and_what_it_added(app, house, staff):
    ours, theirs, loose = (
        send(staff, PNG + one, f"{one.decode()}.png").json() for one in (b"ours", b"theirs", b"loose")
    )
    show(house, ours["address"], "i1")
    image = {"file": [{"access_point": [iri(one["address"])]} for one in (ours, theirs)]}
    record = make(house.schema, "object", "i2", {"title": [text("Theirs")], "image": [image]})
    house.saver.save(record, "object", who="Nadia", institution="walters")
    guest = signed_in(app, "cataloguer", "louvre")
    own = send(guest, JPEG, "own.jpg").json()
    page = guest.get("/edit/files").text
    assert [name for name in ("ours", "theirs", "loose", "own") if f">{name}." in page] == ["ours", "own"]
    assert "/object/i2" not in page
    assert [guest.get(one["href"]).status_code for one in (ours, theirs, loose, own)] == [200, 404, 404, 200]
    assert guest.post(f"/edit/files/{loose['digest']}/remove").status_code == 404
    assert signed_in(app, "cataloguer", "walters").get(theirs["href"]).status_code == 200


def test_nobody_from_outside_gets_a_file_of_staff(app, house, staff):
    held = send(staff).json()
    visitor = TestClient(app, follow_redirects=False)
    assert visitor.get(held["href"]).status_code == 401
    assert visitor.get(held["address"].removeprefix(BASE)).status_code == 404
    assert send(visitor).status_code == 401


def test_a_page_of_somebody_else_puts_nothing_in(house, staff):
    assert send(staff, **{"X-CSRF-Token": ""}).status_code == 403
    assert send(staff, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert house.files.listed()[1] == 0


def test_a_program_puts_files_in_with_its_token(app, house):
    assert send(with_token(app, "cataloguer")).status_code == 201


@pytest.mark.parametrize("language", ["en", "ar", "fa", "tr"])
def test_the_page_is_in_four_languages(house, staff, language):
    send(staff)
    page = staff.get(f"/edit/files?lang={language}")
    assert page.status_code == 200
    assert ("Add files" in page.text) == (language == "en")
