"""History, changes, undo, delete and merge, as somebody does them in a browser."""

from __future__ import annotations

import re

import pytest

from tests.api.collection import BASE
from tests.api.staffing import signed_in
from tests.catalogue.making import link, named, text


@pytest.fixture
def catalogue(desk):
    return desk.state.catalogue


@pytest.fixture
def jar(catalogue, request):
    """The path of a jar of its own, saved twice."""
    number = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower())[-40:].strip("-")
    for note in ("first note", "second note"):
        said = {"note": [text(note, **{"@id": "n"})]}
        catalogue.save(named(catalogue.schema, "object", number, "Jar", **said), "object", who="Nadia", why=note)
    return f"/object/{number}"


@pytest.fixture
def registrar(desk):
    return signed_in(desk, "registrar")


def state(catalogue, path):
    history = catalogue.history
    found = history.at_path(path)
    return " ".join(" ".join(t) for t in sorted(history.record(found.iri, found.version).triples))


def head(catalogue, path):
    return catalogue.history.at_path(path).version


@pytest.mark.parametrize("language", ["en", "ar", "fa", "tr"])
def test_versions_are_listed_and_the_last_change_is_told_in_words(cataloguer, jar, language):
    page = cataloguer.get(f"/edit{jar}/history?lang={language}")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "private, no-store"
    assert "<del>" in page.text
    assert "first note" in page.text
    assert "second note" in page.text
    assert ("What restoring" in page.text) is False


def test_any_two_versions_are_compared(cataloguer, jar):
    page = cataloguer.get(f"/edit{jar}/history?from=2&to=1").text
    changes = page[page.index('id="difference"') :]
    assert changes.index("second note") < changes.index("first note")
    assert "Nothing differs." in cataloguer.get(f"/edit{jar}/history?from=1&to=1").text


def test_an_older_version_is_restored_after_a_look(cataloguer, catalogue, jar):
    page = cataloguer.get(f"/edit{jar}/history?restore=1").text
    assert "What restoring version 1 would change" in page
    sent = {"version": "1", "expecting": str(head(catalogue, jar)), "why": "it was right"}
    answer = cataloguer.post(f"/edit{jar}/history", data=sent)
    assert answer.status_code == 303
    assert "first note" in state(catalogue, jar)
    assert catalogue.history.versions(BASE + jar)[0].who == "cataloguer"
    assert cataloguer.post(f"/edit{jar}/history", data=sent).status_code == 409


def test_what_never_was_has_no_history(cataloguer):
    assert cataloguer.get("/edit/object/nothing/history").status_code == 404
    assert cataloguer.get("/edit/changes/999999").status_code == 404
    assert cataloguer.get("/edit/changes/x").status_code == 404
    assert cataloguer.get("/edit/groups/999999").status_code == 404


def test_changes_are_listed_and_narrowed_down(cataloguer, catalogue, jar):
    page = cataloguer.get("/edit/changes?who=Nadia").text
    assert "second note" in page
    assert "second note" not in cataloguer.get("/edit/changes?who=nobody").text
    assert "second note" not in cataloguer.get("/edit/changes?kind=import").text
    assert cataloguer.get("/edit/changes?page=9999").status_code == 404
    assert catalogue


def test_a_change_is_taken_back_after_a_preview(registrar, catalogue, jar):
    address = f"/edit/changes/{catalogue.history.versions(BASE + jar)[0].change}"
    assert "second note" in registrar.get(address).text
    preview = registrar.post(address, data={"_do": "preview"})
    assert "What taking it back would do" in preview.text
    assert "second note" in state(catalogue, jar)
    answer = registrar.post(address, data={"_do": "undo", "why": "wrong"})
    assert answer.status_code == 303
    assert "first note" in state(catalogue, jar)
    assert "It was taken back." in registrar.get(answer.headers["location"]).text
    assert "Taken back on" in registrar.get(address).text


def test_a_question_has_to_be_answered(registrar, catalogue, jar):
    change = catalogue.history.versions(BASE + jar)[0].change
    third = {"note": [text("third note", **{"@id": "n"})]}
    catalogue.save(named(catalogue.schema, "object", jar.split("/")[2], "Jar", **third), "object", who="Nadia")
    address = f"/edit/changes/{change}"
    preview = registrar.post(address, data={"_do": "preview"}).text
    assert "The same part was changed again since." in preview
    assert f'name="answer:{BASE}{jar}"' in preview
    refused = registrar.post(address, data={"_do": "undo"})
    assert refused.status_code == 422
    assert "third note" in state(catalogue, jar)
    assert registrar.post(address, data={"_do": "undo", f"answer:{BASE}{jar}": "revert"}).status_code == 303
    assert "first note" in state(catalogue, jar)


def test_a_cataloguer_takes_back_their_own_saves_only(cataloguer, catalogue, jar):
    change = catalogue.history.versions(BASE + jar)[0].change
    address = f"/edit/changes/{change}"
    assert "Take it back" not in cataloguer.get(address).text
    assert cataloguer.post(address, data={"_do": "undo"}).status_code == 403
    own = named(catalogue.schema, "object", jar.split("/")[2], "Jar of mine")
    change = catalogue.save(own, "object", who="cataloguer").id
    assert cataloguer.post(f"/edit/changes/{change}", data={"_do": "undo"}).status_code == 303


def test_a_record_is_deleted_once_it_is_said_what_becomes_of_references(registrar, catalogue, jar):
    lid = {"related": [link("object", jar.split("/")[2])]}
    number = jar.split("/")[2][:30] + "-lid"
    catalogue.save(named(catalogue.schema, "object", number, "Lid of the jar", **lid), "object", who="Nadia")
    page = registrar.get(f"/edit{jar}/delete").text
    assert "Lid of the jar" in page
    sent = {"version": str(head(catalogue, jar)), "_do": "delete", "why": "broken"}
    assert registrar.post(f"/edit{jar}/delete", data=sent).status_code == 422
    answer = registrar.post(f"/edit{jar}/delete", data={**sent, "references": "drop"})
    assert answer.status_code == 303
    after = registrar.get(answer.headers["location"])
    assert "This record is no more." in after.text
    assert "Restore" in after.text
    assert jar.encode() not in state(catalogue, f"/object/{number}").encode()


def test_a_duplicate_is_merged(registrar, catalogue, jar):
    number = jar.split("/")[2][:30] + "-two"
    catalogue.save(named(catalogue.schema, "object", number, "Jar, twice"), "object", who="Nadia")
    sent = {"version": str(head(catalogue, f"/object/{number}")), "_do": "merge", "into": BASE + jar, "take": ["title"]}
    answer = registrar.post(f"/edit/object/{number}/delete", data=sent)
    assert answer.status_code == 303
    assert "Jar, twice" in state(catalogue, jar)
    assert jar in registrar.get(answer.headers["location"]).text


@pytest.mark.parametrize("into", ["/object/nothing", "https://elsewhere.example/x", "", "/concept/cm"])
def test_a_record_is_not_merged_into_what_cannot_be(registrar, catalogue, jar, into):
    sent = {"version": str(head(catalogue, jar)), "_do": "merge", "into": into}
    assert registrar.post(f"/edit{jar}/delete", data=sent).status_code == 422
    assert head(catalogue, jar) is not None


def test_a_cataloguer_does_not_delete(cataloguer, catalogue, jar):
    assert cataloguer.get(f"/edit{jar}/delete").status_code == 403
    sent = {"version": str(head(catalogue, jar)), "_do": "delete"}
    assert cataloguer.post(f"/edit{jar}/delete", data=sent).status_code == 403
