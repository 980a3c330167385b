"""Two institutions share a catalogue: who works in one neither reads nor changes what is the other’s, by no door."""

from __future__ import annotations

import re
import shutil

import pytest

from api.app import create_app
from catalogue.catalogue import Catalogue
from catalogue.life import Target
from tests.api.collection import BASE
from tests.api.staffing import account, fast, people_of, signed_in, with_token
from tests.api.writing.sending import JSON, PATCH, bowl
from tests.catalogue.files.samples import PNG
from tests.catalogue.making import link, named, text
from tests.standing import bare

OURS, THEIRS = "ours", "theirs"
SECRET = "zqsecret"
THEIR_RECORDS = {"s1": "Their bowl", "s2": "Their plate", "s3": "Their tray"}
ROLES = ("reader", "cataloguer", "conservator", "registrar", "publisher", "administrator")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Each has bowls; theirs are drafts full of secrets, one of ours refers to one of theirs, one of theirs to ours."""
    made = bare(tmp_path_factory.mktemp("shared") / "c")
    with made.closing():
        people = people_of(create_app(fast(made.settings), made))
        for key in (OURS, THEIRS):
            people.institutions.add(key, key.title())
        save(made, named(made.schema, "object", "o1", "Our bowl"), OURS)
        save(made, named(made.schema, "object", "o3", "Our third bowl"), OURS)
        for number, title in THEIR_RECORDS.items():
            note, to = [text(f"{SECRET} note")], [link("object", "o1")] if number == "s2" else []
            one = named(made.schema, "object", number, f"{title} {SECRET}", staff_note=note, related=to)
            save(made, one, THEIRS)
        save(made, named(made.schema, "person", "p1", f"Their potter {SECRET}"), THEIRS)
        ours = {"related": [link("object", "s1")], "production": [{"carried_out_by": [link("person", "p1")]}]}
        save(made, named(made.schema, "object", "o2", "Our bowl, again", **ours), OURS)
    return made


@pytest.fixture
def house(template, tmp_path):
    """The application of a copy, which a test may change."""
    shutil.copytree(template.settings.data, tmp_path / "c")
    with Catalogue.open(tmp_path / "c", template.schema).closing() as made:
        app = create_app(fast(made.settings), made)
        account(app, "registrar", THEIRS, "keeper")
        yield app
        app.state.uploads.close()


def save(catalogue, record, institution, who="keeper"):
    slug = record.path.split("/")[1]
    return catalogue.saver.save(
        record, slug, who=who, why=f"{SECRET} why" if institution == THEIRS else "", institution=institution
    )


def states(app):
    log = app.state.catalogue.history
    return {number: log.state(log.at_path(f"/object/{number}").version or 0) for number in THEIR_RECORDS}


def version(app, number):
    return app.state.catalogue.history.at_path(f"/object/{number}").version


PAGES = ("", "/view", "/publish", "/history", "/delete")


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_a_record_of_theirs_is_opened(house, role):
    client = signed_in(house, role, OURS)
    for page in PAGES:
        for accept in ("text/html", "application/ld+json", "text/turtle"):
            answer = client.get(f"/edit/object/s1{page}", headers={"Accept": accept})
            assert answer.status_code in (403, 404), page
            assert SECRET not in answer.text


FORMS = {
    "": {"_do": "save", "_version": "1"},
    "/unsaved": {"title/new-1/content/new-1": "x"},
    "/publish": {"_do": "publish"},
    "/history": {"version": "1"},
    "/delete": {"_do": "delete", "references": "drop"},
}
DEEDS = {"/publish": ("ask", "recall", "return", "approve", "publish", "withdraw"), "/delete": ("delete", "merge")}


@pytest.mark.parametrize("role", ROLES)
def test_no_form_about_a_record_of_theirs_is_taken(house, role):
    client, before = signed_in(house, role, OURS), states(house)
    for page, said in FORMS.items():
        for deed in DEEDS.get(page, ("save",)):
            more = {"_do": deed, "version": str(version(house, "s1")), "expecting": str(version(house, "s1"))}
            answer = client.post(f"/edit/object/s1{page}", data=said | more)
            assert answer.status_code == 403, (page, deed)
            assert SECRET not in answer.text
    assert states(house) == before


@pytest.mark.parametrize("role", ROLES)
def test_no_program_writes_a_record_of_theirs(house, role):
    program, before = with_token(house, role, OURS), states(house)
    for headers in ({"If-Match": "*"}, {"If-None-Match": "*"}, {}):
        answers = [
            program.put("/object/s1", json=bowl("/object/s1"), headers=JSON | headers),
            program.patch("/object/s1", content="[]", headers=PATCH | headers),
            program.delete("/object/s1", headers=headers),
        ]
        assert {one.status_code for one in answers} <= {403, 404}
        assert SECRET not in "".join(one.text for one in answers)
    assert program.put("/object/mine?institution=theirs", json=bowl("/object/mine"), headers=JSON).status_code == 403
    assert program.post("/object?institution=theirs", json=bowl(None), headers=JSON).status_code == 403
    assert states(house) == before


def test_a_program_never_gives_a_record_of_ours_to_others(house):
    program = with_token(house, "registrar", OURS)
    answer = program.put("/object/o1?institution=theirs", json=bowl("/object/o1"), headers=JSON | {"If-Match": "*"})
    assert answer.status_code in (200, 403)
    assert house.state.catalogue.history.at_path("/object/o1").institution == OURS


@pytest.mark.parametrize("way", ["from", "after"])
def test_a_new_record_is_no_copy_of_theirs(house, way):
    """The form of a new record takes over what a record says that is named in the address."""
    client = signed_in(house, "cataloguer", OURS)
    page = client.get(f"/edit/object/new?{way}=/object/s1&carry=staff_note&carry=title").text
    assert SECRET not in page
    assert "Our bowl" in client.get(f"/edit/object/new?{way}=/object/o1&carry=title").text


@pytest.mark.parametrize("page", ["", "/view", "/publish", "/history"])
def test_what_refers_to_theirs_does_not_name_it(house, page):
    """By its name; and whoever writes the address of a record into a form does not learn what it is called."""
    client = signed_in(house, "registrar", OURS)
    answer = client.get(f"/edit/object/o2{page}")
    assert answer.status_code == 200
    assert SECRET not in answer.text
    assert SECRET in signed_in(house, "registrar", name="all").get(f"/edit/object/o2{page}").text


def test_a_document_does_not_name_what_is_theirs(house):
    answers = [with_token(house, "registrar", where).get("/edit/object/o2") for where in (OURS, "")]
    assert [SECRET in one.text for one in answers] == [False, True]


def test_what_is_theirs_is_public_under_its_public_name(house):
    """What everybody may read, they may read here too."""
    catalogue = house.state.catalogue
    save(catalogue, named(catalogue.schema, "object", "s1", "Their bowl, shown"), THEIRS)
    catalogue.publish([f"{BASE}/object/s1"])
    save(catalogue, named(catalogue.schema, "object", "s1", f"Their bowl {SECRET}"), THEIRS)
    page = signed_in(house, "registrar", OURS).get("/edit/object/o2/view").text
    assert "Their bowl, shown" in page
    assert SECRET not in page


def test_deleting_names_nobody_of_theirs_and_changes_nothing_of_theirs(house):
    client, before = signed_in(house, "registrar", OURS), states(house)
    page = client.get("/edit/object/o1/delete").text
    assert SECRET not in page
    assert "/object/s2" not in page
    at = {"version": str(version(house, "o1"))}
    for more in ({}, {"references": "drop"}, {"move": "/object/o3"}, {"_do": "merge", "into": "/object/o3"}):
        answer = client.post("/edit/object/o1/delete", data={"_do": "delete"} | at | more)
        assert answer.status_code in (403, 422)
        assert SECRET not in answer.text
        assert "/object/s2" not in answer.text
    assert states(house) == before
    assert version(house, "o1") is not None


def test_nothing_of_ours_is_merged_into_theirs(house):
    client, before = signed_in(house, "registrar", OURS), states(house)
    for more in ({"_do": "merge", "into": "/object/s3"}, {"_do": "delete", "move": "/object/s3"}):
        said = {"version": str(version(house, "o3"))} | more
        assert client.post("/edit/object/o3/delete", data=said).status_code == 403
    assert states(house) == before
    assert version(house, "o3") is not None


def test_changes_of_theirs_are_not_listed_and_not_opened(house):
    client = signed_in(house, "registrar", OURS)
    listed = client.get("/edit/changes").text
    ours = {int(number) for number in re.findall(r'href="/edit/changes/(\d+)"', listed)}
    history = house.state.catalogue.history
    theirs = {v.change for number in THEIR_RECORDS for v in history.versions(f"{BASE}/object/{number}")}
    assert ours
    assert not ours & theirs
    for number in theirs:
        assert client.get(f"/edit/changes/{number}").status_code == 404
        assert client.post(f"/edit/changes/{number}", data={"_do": "undo"}).status_code == 404
    everywhere = signed_in(house, "registrar", name="all").get("/edit/changes").text
    assert theirs < {int(number) for number in re.findall(r'href="/edit/changes/(\d+)"', everywhere)}


def test_a_change_of_both_shows_ours_and_is_not_taken_back_by_one(house):
    life, before = house.state.catalogue.life, states(house)
    change = life.delete([f"{BASE}/object/o3", f"{BASE}/object/s3"], who="keeper", why="both").id
    client = signed_in(house, "registrar", OURS)
    page = client.get(f"/edit/changes/{change}").text
    assert "Our third bowl" in page
    assert SECRET not in page
    assert client.post(f"/edit/changes/{change}", data={"_do": "undo"}).status_code == 403
    life.undo(Target(change=change), who="keeper")
    assert states(house) == before


@pytest.mark.parametrize("answer", ["answer:{iri}", "otherwise"])
def test_undoing_what_made_a_record_takes_nothing_out_of_theirs(house, answer):
    """Theirs refers to it by now: it would lose that statement."""
    before = states(house)
    made = house.state.catalogue.history.versions(f"{BASE}/object/o1")[-1].change
    client = signed_in(house, "registrar", OURS)
    page = client.post(f"/edit/changes/{made}", data={"_do": "preview"}).text
    assert "/object/s2" not in page
    said = {"_do": "undo", answer.format(iri=f"{BASE}/object/o1"): "revert"}
    assert client.post(f"/edit/changes/{made}", data=said).status_code == 403
    assert states(house) == before
    assert version(house, "o1") is not None
    assert signed_in(house, "registrar", name="all").post(f"/edit/changes/{made}", data=said).status_code == 303


def test_terms_and_pickers_offer_nothing_of_theirs(house):
    catalogue = house.state.catalogue
    field = next(
        a for a in house.state.schema.addresses.values()
        if a.field.vocabulary and len(a.steps) == 1 and a.record_type.slug == "object"
    )  # fmt: skip
    scheme = {"scheme": [f"<{field.field.vocabulary}>"]}
    save(catalogue, named(catalogue.schema, "concept", "t1", f"Term {SECRET}", **scheme), THEIRS)
    save(catalogue, named(catalogue.schema, "concept", "t2", "Term of ours", **scheme), OURS)
    with catalogue.own_stores() as stores:
        stores.follow()
        for path in (f"/edit/terms?vocabulary={field.field.vocabulary}", f"/edit/pick?field={field.text}&q=Term"):
            for where, seen in ((OURS, False), ("", True)):
                house.state.choices._kept.clear()
                answer = signed_in(house, "registrar", where).get(path)
                assert answer.status_code == 200
                assert "Term of ours" in answer.text
                assert (SECRET in answer.text) is seen, (path, where)


def test_lists_and_searches_name_nothing_of_theirs(house):
    with house.state.catalogue.own_stores() as stores:
        stores.follow()
        client = signed_in(house, "administrator", OURS)
        paths = ("/edit", "/edit/search", "/edit/object", "/edit/search?q=Their", "/edit/object?institution=theirs")
        for path in (*paths, "/edit/inbox", "/edit/files", "/edit/bulk", "/edit/numbers"):
            page = client.get(path)
            assert page.status_code == 200
            assert SECRET not in page.text, path


def test_a_file_of_their_history_stays_theirs(house):
    """Who may erase here may not take away what a record of theirs once showed."""
    files = house.state.catalogue.files
    with files.store.incoming(1 << 20) as incoming:
        incoming.write(PNG + b"ours and theirs")
        held = files.add(incoming, "bowl.png", "administrator-ours")
    catalogue = house.state.catalogue
    image = {"image": [{"file": [{"access_point": [f"<{files.address(held)}>"]}]}]}
    save(catalogue, named(catalogue.schema, "object", "s3", "Their tray", **image), THEIRS)
    save(catalogue, named(catalogue.schema, "object", "s3", "Their tray, without"), THEIRS)
    client = signed_in(house, "administrator", OURS)
    assert client.get("/edit/files").text.count("bowl.png") > 0
    assert client.post(f"/edit/files/{held.digest}/remove").status_code == 409
    assert files.find(held.digest) is not None
    assert signed_in(house, "administrator", name="all").post(f"/edit/files/{held.digest}/remove").status_code == 303


@pytest.mark.parametrize("deed", ["roles", "profile", "disable", "reset", "sessions", "tokens"])
def test_an_administrator_here_changes_no_account_of_theirs(house, deed):
    keeper = people_of(house).accounts.find("keeper")
    assert keeper is not None
    client = signed_in(house, "administrator", OURS)
    answer = client.post(f"/account/people/{keeper.id}", data={"deed": deed, "email": "x@example.org"})
    assert answer.status_code == 403
    assert people_of(house).accounts.find("keeper") == keeper
