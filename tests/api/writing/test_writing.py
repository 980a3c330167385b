"""Records written by program: created, replaced, changed, deleted; what comes back, and what stays."""

from __future__ import annotations

import json

import pytest
from starlette.exceptions import HTTPException

from catalogue.rdf import lines, parse
from tests.api.collection import BASE, ELSEWHERE, ELSEWHERE_PATH
from tests.api.staffing import with_token
from tests.api.writing.sending import JSON, PATCH, TURTLE, bowl, etag, state, turtle, versions, working


def test_a_record_is_created_where_it_is_put_and_nobody_outside_sees_it(app, program):
    answer = program.put("/object/bowl", json=bowl("/object/bowl"), headers={"X-Change-Reason": "Zugang, neu"})
    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == "/object/bowl"
    assert answer.headers["etag"] == f'"{told["etag"]}"' == etag(app, program, "/object/bowl")
    assert answer.headers["cache-control"] == "private, no-store"
    assert "access-control-allow-origin" not in answer.headers
    assert (told["iri"], told["path"], told["changed"]) == (f"{BASE}/object/bowl", "/object/bowl", True)
    assert program.get("/object/bowl").status_code == 404
    version = app.state.catalogue.history.versions(told["iri"])[0]
    assert (version.who, version.why, version.kind) == ("registrar", "Zugang, neu", "save")


def test_the_same_twice_makes_one_version(app, program):
    body = bowl("/object/twice", title="Twice")
    first = program.put("/object/twice", json=body)
    again = program.put("/object/twice", json=body, headers={"If-Match": first.headers["etag"]})
    assert (again.status_code, again.json()["changed"]) == (200, False)
    assert again.headers["etag"] == first.headers["etag"]
    assert again.json()["warnings"] == first.json()["warnings"]
    assert versions(app, "/object/twice") == 1
    unheard = program.put("/object/twice", json=body)
    assert (unheard.status_code, unheard.headers["etag"]) == (200, first.headers["etag"])
    assert program.put("/object/twice", json=body, headers={"If-None-Match": "*"}).status_code == 412
    changed = program.put("/object/twice", json=bowl("/object/twice"), headers={"If-Match": first.headers["etag"]})
    for condition in ({}, {"If-Match": first.headers["etag"]}):
        retried = program.put("/object/twice", json=bowl("/object/twice"), headers=condition)
        assert (retried.status_code, retried.headers["etag"]) == (200, changed.headers["etag"])
    assert program.put("/object/twice", json=body, headers={"If-Match": first.headers["etag"]}).status_code == 412
    assert versions(app, "/object/twice") == 2


def test_warnings_come_with_the_answer_in_the_language_of_the_request(program):
    body = bowl("/object/warned")
    told = program.put("/object/warned", json=body, headers={"Accept-Language": "tr"}).json()["warnings"]
    assert {"Warning"} <= {one["severity"] for one in told}
    assert any("Tarih" in one["field"] for one in told)


def test_what_is_referred_to_and_not_known_becomes_a_stub_in_the_same_change(app, program):
    clay = {"id": "https://terms.example/clay", "type": "Material", "_label": "Clay"}
    told = program.put("/object/clay", json=bowl("/object/clay", made_of=[clay])).json()
    [stub] = told["stubs"]
    assert stub.startswith("/concept/")
    held = app.state.uploads.target(stub).held
    assert held.stub
    assert "Clay" in lines(state(app, stub))
    history = app.state.catalogue.history
    assert history.versions(held.iri)[0].change == history.versions(told["iri"])[0].change
    renamed = bowl("/object/clay", made_of=[{**clay, "_label": "Mud"}])
    program.put("/object/clay", json=renamed, headers={"If-Match": f'"{told["etag"]}"'})
    assert "Mud" not in lines(state(app, stub))


def test_a_new_record_gets_an_address_of_its_own(app, program):
    for body, kind in (
        (json.dumps(bowl(None)), JSON),
        (turtle(), TURTLE),
    ):
        answer = program.post("/object", content=body, headers=kind)
        path = answer.headers["location"]
        assert answer.status_code == 201
        assert path.startswith("/object/")
        assert len(path.removeprefix("/object/")) >= 10
        assert state(app, path)
    assert program.get(path).status_code == 404


def test_a_record_with_somebody_elses_address_lies_at_the_hash_of_it(app, program):
    told = {**bowl(None), "id": "https://museum.example/things/7"}
    answer = program.post("/object", json=told)
    path = answer.headers["location"]
    assert answer.json()["iri"] == told["id"]
    again = program.put(path, json=told, headers={"If-Match": answer.headers["etag"]})
    assert (again.status_code, again.json()["changed"]) == (200, False)
    assert program.post("/object", json=told).status_code == 409


@pytest.mark.parametrize("accept", ["application/ld+json", "text/turtle", "application/n-triples"])
@pytest.mark.parametrize("path", ["/object/lamp", "/person/musli", "/concept/leaf", "/object/leaf-07", ELSEWHERE_PATH])
def test_what_is_fetched_and_put_back_changes_nothing(app, program, path, accept):
    found = working(app, program, path, accept)
    before = versions(app, path)
    headers = {"If-Match": found.headers["etag"], "Content-Type": found.headers["content-type"]}
    answer = program.put(path, content=found.body, headers=headers)
    assert (answer.status_code, answer.json()["changed"], answer.json()["stubs"]) == (200, False, [])
    assert answer.headers["etag"] == found.headers["etag"]
    assert versions(app, path) == before


def test_linked_art_leaves_what_it_does_not_show(app, program):
    told = json.loads(working(app, program, "/object/lamp").body)
    assert "attributed_by" not in told
    told["identified_by"] = [one for one in told["identified_by"] if one["type"] == "Name"]
    answer = program.put("/object/lamp", json=told, headers={"If-Match": etag(app, program, "/object/lamp")})
    assert answer.json()["changed"]
    said = lines(state(app, "/object/lamp"))
    assert "1887,0516.1" not in said
    assert "P140i_was_attributed_by" in said


def test_a_patch_changes_what_it_names(app, program):
    before = state(app, "/object/leaf-01")
    told = json.loads(working(app, program, "/object/leaf-01").body)
    assert told["identified_by"][0]["content"].startswith("Leaf 01")
    patch = [
        {"op": "test", "path": "/identified_by/0/content", "value": told["identified_by"][0]["content"]},
        {"op": "replace", "path": "/identified_by/0/content", "value": "The first leaf"},
    ]
    headers = {**PATCH, "If-Match": etag(app, program, "/object/leaf-01")}
    answer = program.patch("/object/leaf-01", content=json.dumps(patch), headers=headers)
    assert (answer.status_code, answer.headers["etag"]) == (200, etag(app, program, "/object/leaf-01"))
    assert len(before ^ state(app, "/object/leaf-01")) == 2


def test_a_record_is_deleted_with_its_reason_and_never_comes_again(app, program):
    path = "/object/leaf-02"
    tag, iri = etag(app, program, path), BASE + path
    answer = program.delete(f"{path}?reason=a+double&public_reason=Counted+twice", headers={"If-Match": tag})
    assert (answer.status_code, answer.content) == (204, b"")
    assert app.state.catalogue.history.versions(iri)[0].why == "a double"
    gone = program.get(path)
    assert gone.status_code == 410
    assert "Counted twice" in gone.text
    for again in (
        program.put(path, json=bowl(path)),
        program.delete(path, headers={"If-Match": tag}),
        program.patch(path, content="[]", headers={**PATCH, "If-Match": tag}),
    ):
        assert again.status_code == 410
    assert working_status(app, program, path) == 410


def working_status(app, program, path: str) -> int:
    try:
        return int(working(app, program, path).status_code)
    except HTTPException as error:
        return error.status_code


def test_a_record_to_which_others_refer_is_not_deleted(app, program):
    answer = program.delete("/person/musli", headers={"If-Match": etag(app, program, "/person/musli")})
    assert answer.status_code == 409
    assert answer.json()["referring"] == [{"iri": f"{BASE}/object/lamp", "path": "/object/lamp"}]
    assert state(app, "/person/musli")


def test_a_new_record_belongs_to_its_makers_institution(app, program):
    for key in ("north", "south"):
        app.state.people.institutions.add(key, key.title())
    here, other = with_token(app, "cataloguer", "north"), with_token(app, "cataloguer", "south")
    assert here.put("/object/ours", json=bowl("/object/ours")).status_code == 201
    assert app.state.uploads.target("/object/ours").held.institution == "north"
    tag = etag(app, program, "/object/ours")
    assert other.put("/object/ours", json=bowl("/object/ours"), headers={"If-Match": tag}).status_code == 403
    asked = [other.patch(path, content="[]", headers=PATCH) for path in ("/object/ours", "/object/nothing")]
    assert [one.status_code for one in asked] == [404, 404]
    assert asked[0].content == asked[1].content
    assert program.put("/object/north?institution=north", json=bowl("/object/north")).status_code == 201
    assert app.state.uploads.target("/object/north").held.institution == "north"
    assert here.post("/object?institution=south", json=bowl(None)).status_code == 403
    assert program.post("/object?institution=nowhere", json=bowl(None)).status_code == 400


def test_the_working_document_is_everything_and_for_staff(app, program):
    said = working(app, program, "/object/lamp", "application/n-triples")
    assert frozenset(parse(said.body, "ntriples")) == state(app, "/object/lamp")
    again = working(app, program, "/object/lamp", "text/turtle", **{"if-none-match": said.headers["etag"]})
    assert (again.status_code, again.body) == (304, b"")
    assert working_status(app, program, "/object/nothing") == 404
    app.state.people.institutions.add("west", "West")
    assert working_status(app, with_token(app, "reader", "west"), "/object/lamp") == 404


def test_elsewhere_is_kept_under_its_own_address(app):
    assert app.state.uploads.target(ELSEWHERE_PATH).record.iri == ELSEWHERE
