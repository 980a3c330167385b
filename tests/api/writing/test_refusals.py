"""What is refused, and what is said of it: to nobody, to whoever may not, to whoever sends what is no record."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from catalogue.accounts import Act
from catalogue.errors import ChangedMeanwhile
from catalogue.rdf import lines, parse
from tests.api.collection import BASE
from tests.api.staffing import signed_in, with_token
from tests.api.writing.sending import CRM, JSON, PATCH, TURTLE, bowl, etag, state, turtle, versions, working

OWNER = {"id": f"{BASE}/concept/leaf", "type": "Type"}


def test_nobody_learns_what_there_is(app):
    anybody = TestClient(app, follow_redirects=False)
    asked = [("PUT", "/object/{}"), ("PATCH", "/object/{}"), ("DELETE", "/object/{}")]
    for method, path in asked:
        found = [anybody.request(method, path.format(name)) for name in ("lamp", "draft", "nothing")]
        assert {one.status_code for one in found} == {401}
        assert len({(one.content, tuple(one.headers.items())) for one in found}) == 1
        assert "access-control-allow-origin" not in found[0].headers
        assert found[0].headers["www-authenticate"].startswith("Bearer")


def test_whoever_may_not_write_learns_no_more(app):
    reader, scoped = with_token(app, "reader"), with_token(app, "registrar", scopes=(Act.READ,))
    for one in (reader, scoped):
        found = [one.put(path, json=bowl(path)) for path in ("/object/lamp", "/object/draft", "/object/nothing")]
        assert {answer.status_code for answer in found} == {403}
        assert len({answer.content for answer in found}) == 1


def test_a_session_needs_the_mark_of_a_form(app):
    browser = signed_in(app, "registrar")
    body = bowl("/object/by-session")
    assert browser.put("/object/by-session", json=body, headers={"X-CSRF-Token": ""}).status_code == 403
    assert browser.put("/object/by-session", json=body).status_code == 201


def test_a_record_is_not_written_over_unseen(app, program):
    path = "/object/leaf-10"
    assert program.put(path, json=bowl(path)).status_code == 428
    assert program.put(path, json=bowl(path), headers={"If-None-Match": "*"}).status_code == 412
    assert program.put("/object/new-10", json=bowl("/object/new-10"), headers={"If-Match": "*"}).status_code == 412
    weak = f"W/{etag(app, program, path)}"
    assert program.put(path, json=bowl(path), headers={"If-Match": weak}).status_code == 412
    assert versions(app, path) == 1
    several = f'"other", {etag(app, program, path)}'
    assert program.put(path, json=bowl(path), headers={"If-Match": several}).status_code == 200


def test_an_old_etag_brings_the_difference(app, program):
    path = "/object/leaf-11"
    old = etag(app, program, path)
    program.put(path, json=bowl(path, title="Another leaf"), headers={"If-Match": old})
    told = program.put(path, json=bowl(path), headers={"If-Match": old, "Accept-Language": "en"}).json()
    assert told["status"] == 412
    assert told["etag"] == etag(app, program, path).strip('"')
    [title] = [one for one in told["difference"] if one["path"] == "title.content"]
    assert (title["field"], title["removed"]) == ("Title › Name", ["Leaf 11 of a Qur’an"])
    assert title["added"] == ["Another leaf"]
    unknown = program.put(path, json=bowl(path), headers={"If-Match": '"0"'}).json()
    assert (unknown["status"], "difference" in unknown) == (412, False)
    blind = with_token(app, "registrar", scopes=(Act.EDIT,))
    assert "etag" not in blind.put(path, json=bowl(path), headers={"If-Match": old}).json()


def test_whoever_is_overtaken_at_the_lock_learns_the_difference(app, program, monkeypatch):
    path, uploads = "/object/leaf-12", app.state.uploads
    old, save = etag(app, program, path), uploads.save

    def overtaken(*arguments, **more):
        monkeypatch.setattr(uploads, "save", save)
        assert program.put(path, json=bowl(path, title="First"), headers={"If-Match": old}).status_code == 200
        return save(*arguments, **more)

    monkeypatch.setattr(uploads, "save", overtaken)
    answer = program.put(path, json=bowl(path, title="Second"), headers={"If-Match": old})
    assert answer.status_code == 409
    assert any(one["added"] == ["First"] for one in answer.json()["difference"])
    assert "Second" not in lines(state(app, path))


def test_two_who_create_the_same_are_told_apart(app, program, monkeypatch):
    def taken(*_arguments, **_more):
        raise ChangedMeanwhile("There is one.", "", None)

    monkeypatch.setattr(app.state.uploads, "save", taken)
    assert program.put("/object/raced", json=bowl("/object/raced")).status_code == 409


def findings(told) -> list[tuple[str, str, str]]:
    blocking = (one for one in told["findings"] if one["severity"] == "Violation")
    return [(one["field"], one["path"], one["value"]) for one in blocking]


def test_what_the_shapes_refuse_is_told_by_field(app, program):
    answer = program.put("/object/wrong", json=bowl("/object/wrong", current_owner=[OWNER]))
    told = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert findings(told) == [("Owner", "current_owner", OWNER["id"])]
    assert "Owner" in told["findings"][0]["message"]
    assert app.state.uploads.target("/object/wrong").held is None


@pytest.mark.parametrize(
    ("accept", "syntax"),
    [("text/turtle", "turtle"), ("application/n-triples", "ntriples"), ("application/ld+json", "jsonld")],
)
def test_what_the_shapes_refuse_is_told_as_an_rdf_report_too(program, accept, syntax):
    body = bowl("/object/wrong", current_owner=[OWNER])
    answer = program.put("/object/wrong", json=body, headers={"Accept": accept})
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith(accept)
    said = parse(answer.content, syntax)
    sh = "<http://www.w3.org/ns/shacl#"
    told = {(p.removeprefix(sh), o) for _, p, o in said}
    assert ("conforms>", '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>') in told
    assert ("resultPath>", f"<{CRM}P52_has_current_owner>") in told
    assert ("value>", f"<{OWNER['id']}>") in told
    assert sum(o == f"{sh}ValidationReport>" for _, _, o in said) == 1


LEAF = f"{BASE}/object/leaf-13"
UNREADABLE = {
    "no JSON": (JSON, '{\n "id": ', "line 2"),
    "no Turtle": (TURTLE, "<a> a\n\n", "line 3"),
    "no N-Triples": ({"Content-Type": "application/n-triples"}, "<a> <b> .\n", "line 1"),
    "no UTF-8": (JSON, b'{"id": "\xff"}', "UTF-8"),
    "a patch that is no JSON": (PATCH, "[", "line 1"),
    "a language that is none": (TURTLE, turtle("<>", f'; <{CRM}P3_has_note> "x"@toolonglanguage'), "line 1"),
}
WRONG = {
    "about another": (JSON, json.dumps(bowl("/object/leaf-14")), "leaf-14"),
    "of another type": (JSON, json.dumps(bowl("/object/leaf-13") | {"type": "Person"}), "person"),
    "two records": (TURTLE, turtle() + turtle(f"<{BASE}/object/other>"), "2 records"),
    "two records, one within the other": (
        JSON, json.dumps(bowl("/object/leaf-13", made_of=[{"id": f"{BASE}/concept/mud", "type": "Material",
              "identified_by": [{"type": "Name", "content": "Mud"}]}])), "2 records"
    ),
    "a blank root": (TURTLE, turtle("[]"), "IRI"),
    "a JSON root without an id": (JSON, json.dumps(bowl(None)), "id"),
    "nothing": (TURTLE, "", "no record"),
    "a foreign subject": (TURTLE, turtle() + ' <https://else.example/> <https://else.example/p> "x" .', "class"),
    "parts of another record": (
        TURTLE, turtle() + f' <{BASE}/object/leaf-14#a> <https://else.example/p> "x" .', "parts"
    ),
    "a context from elsewhere": (JSON, json.dumps(bowl("/object/leaf-13") | {"@context": "file:///x"}), "context"),
    "a patch that is none": (PATCH, '{"op": "add"}', "list"),
    "a patch of what is not there": (PATCH, '[{"op": "remove", "path": "/nothing"}]', "Operation 1"),
    "a patch whose test fails": (PATCH, '[{"op": "test", "path": "/type", "value": "x"}]', "Operation 1"),
    "a patch that makes it another": (PATCH, '[{"op": "replace", "path": "/id", "value": "https://x.test/"}]', "x.t"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "body", "word", "status"),
    [(*one, 400) for one in UNREADABLE.values()] + [(*one, 422) for one in WRONG.values()],
    ids=[*UNREADABLE, *WRONG],
)
def test_what_is_no_such_record_is_refused_in_words_and_changes_nothing(app, program, kind, body, word, status):
    path = "/object/leaf-13"
    before = app.state.catalogue.history.changes().total
    method = "PATCH" if kind is PATCH else "PUT"
    headers = {**kind, "If-Match": etag(app, program, path)}
    answer = program.request(method, path, content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert word in answer.json()["detail"]
    assert app.state.catalogue.history.changes().total == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/rdf+xml"},
        {"Content-Type": 'application/ld+json;profile="https://else.example/"'},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {"Content-Type": ""},
    ],
)
def test_what_is_of_another_kind_is_not_read(program, headers):
    answer = program.post("/object", content=b"{}", headers=headers)
    assert answer.status_code == 415
    assert "text/turtle" in answer.headers["accept"]


def test_what_is_too_large_is_not_read(app, program):
    most = app.state.settings.record_body
    body = b" " * most
    assert program.post("/object", content=body, headers=JSON).status_code == 400
    assert program.post("/object", content=body + b" ", headers=JSON).status_code == 413
    pieces = (b" " * (1 << 20) for _ in range((most >> 20) + 1))
    assert program.post("/object", content=pieces, headers=JSON).status_code == 413


def test_only_the_record_itself_is_written(program):
    for suffix in (".json", ".ttl", ".nt"):
        answer = program.put(f"/object/lamp{suffix}", json=bowl("/object/lamp"))
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_the_methods_of_an_address_are_told_and_other_sites_may_only_read(app):
    anybody = TestClient(app)
    for path, allowed in (
        ("/object/lamp", "GET, HEAD, OPTIONS, PUT, PATCH, DELETE"),
        ("/object/lamp.ttl", "GET, HEAD, OPTIONS"),
        ("/object", "GET, HEAD, OPTIONS, POST"),
    ):
        answer = anybody.options(path)
        assert (answer.status_code, answer.headers["allow"]) == (204, allowed)
        assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "POST" in anybody.options("/sparql").headers["access-control-allow-methods"]
    assert anybody.post("/object/lamp").status_code == 405
    assert anybody.post("/nothing").status_code == 405


def test_who_may_not_see_staff_fields_neither_sees_nor_writes_nor_loses_them(app, program):
    path = "/object/leaf-15"
    blind = with_token(app, "registrar", scopes=(Act.EDIT,))
    full = working(app, program, path, "application/n-triples").body.decode()
    note = f"<{BASE}{path}#note>"
    types = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    staff = (
        f"<{BASE}{path}> <{CRM}P67i_is_referred_to_by> {note} .\n{note} <{types}> <{CRM}E33_Linguistic_Object> .\n"
        f"{note} <{CRM}P2_has_type> <https://w3id.org/khizana/vocabulary/statement-types/staff-note> .\n"
        f'{note} <{CRM}P190_has_symbolic_content> "behind the door" .\n'
    )
    lines_ = {"Content-Type": "application/n-triples"}
    tag = etag(app, program, path)
    refused = blind.put(path, content=full + staff, headers={**lines_, "If-Match": tag})
    assert refused.status_code == 403
    saved = program.put(path, content=full + staff, headers={**lines_, "If-Match": tag})
    assert saved.status_code == 200, saved.text
    put = blind.put(path, content=full, headers={**lines_, "If-Match": saved.headers["etag"]})
    assert (put.status_code, put.json()["changed"]) == (200, False)
    assert "behind the door" in lines(state(app, path))
    assert "behind the door" not in json.dumps(json.loads(working(app, program, path).body))
