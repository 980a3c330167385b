"""Named relations over HTTP: pages as Linked Art has them, explanations, and the links of documents."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

import api.relations
import catalogue.relations.asking
from api.app import create_app
from catalogue.relations.table import relations
from tests.api.collection import BASE, DRAFT, ELSEWHERE, ELSEWHERE_PATH, WITHDRAWN
from tests.catalogue.making import link, named
from tests.standing import filled

LEAF, MUSLI, MUSEUM = (f"{BASE}/{path}" for path in ("concept/leaf", "person/musli", "group/museum"))
LAMP = f"{BASE}/object/lamp"


def address(name: str, iri: str, page: object = None) -> str:
    return f"/relation/{name}?id={quote(iri, safe='')}" + ("" if page is None else f"&page={page}")


@pytest.fixture
def few(monkeypatch):
    """Twenty-five on a page."""
    monkeypatch.setattr(api.relations, "SIZE", 25)
    monkeypatch.setattr(catalogue.relations.asking, "SIZE", 25)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A server of the collection that has its stores."""
    with filled(tmp_path_factory.mktemp("running") / "c").closing() as made:
        with TestClient(create_app(made.settings, made)) as client:
            yield client


def test_a_page_is_what_linked_art_says_it_is(program):
    answer = program.get(address("objectProducedByAgent", MUSLI))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == 'application/ld+json;profile="https://linked.art/ns/v1/search.json"'
    assert answer.headers["access-control-allow-origin"] == "*"
    whole = BASE + address("objectProducedByAgent", MUSLI)
    first = {"id": f"{whole}&page=1", "type": "OrderedCollectionPage"}
    assert answer.json() == {
        "@context": "https://linked.art/ns/v1/search.json",
        **first,
        "partOf": {
            "id": whole,
            "type": "OrderedCollection",
            "label": {"en": ["Musli: objectProducedByAgent"], "ar": ["مصلي: objectProducedByAgent"]},
            "first": first,
            "last": first,
            "totalItems": 1,
        },
        "startIndex": 0,
        "orderedItems": [{"id": LAMP, "type": "HumanMadeObject"}],
    }


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("objectOwnedByAgent", MUSEUM),
        ("objectMadeOfMaterial", f"{BASE}/concept/fritware"),
        ("objectClassifiedAsConcept", f"{BASE}/concept/mosque-lamp"),
    ],
)
def test_the_lamp_is_found_by_what_is_said_of_it(program, name, given):
    assert program.get(address(name, given)).json()["orderedItems"] == [{"id": LAMP, "type": "HumanMadeObject"}]


def test_pages_follow_each_other_and_cover_everything_once(program, few):
    asked, seen, before = address("objectClassifiedAsConcept", LEAF), [], None
    for number in (1, 2, 3):
        told = program.get(asked).json()
        assert told["id"] == BASE + address("objectClassifiedAsConcept", LEAF, number)
        assert (told["partOf"]["totalItems"], told["startIndex"]) == (60, (number - 1) * 25)
        assert told["partOf"]["last"]["id"].endswith("&page=3")
        assert told.get("prev", {}).get("id") == before
        before = told["id"]
        seen += [one["id"] for one in told["orderedItems"]]
        if number < 3:
            asked = told["next"]["id"].removeprefix(BASE)
    assert "next" not in told
    assert sorted(seen) == [f"{BASE}/object/leaf-{n:02}" for n in range(60)]


@pytest.mark.parametrize("page", ["4", "999999999"])
def test_there_is_nothing_beyond_the_end(program, few, page):
    answer = program.get(address("objectClassifiedAsConcept", LEAF, page))
    assert problem(answer) == 404


@pytest.mark.parametrize("page", ["0", "-1", "1.5", "x", "", "٣", "1234567890", "1" * 5_000])
def test_a_page_that_is_no_number_cannot_be_read(program, page):
    assert problem(program.get(address("objectClassifiedAsConcept", LEAF, quote(page)))) == 400


@pytest.mark.parametrize("name", ["objectEatenByAgent", "objectproducedbyagent", "objectProducedByAgent.json"])
def test_a_relation_that_linked_art_does_not_know_is_not_here(program, name):
    assert problem(program.get(address(name, LEAF))) == 404


@pytest.mark.parametrize("query", ["", "?page=1", "?id=", "?id=&page=2"])
def test_without_a_record_nothing_can_be_asked(program, query):
    assert problem(program.get(f"/relation/objectProducedByAgent{query}")) == 400


def problem(answer) -> int:
    """The status of what is explained as JSON, whoever asks."""
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"]
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.status_code


def test_an_explanation_is_in_the_language_of_the_reader_and_json_for_browsers_too(client):
    said = {
        client.get("/relation/none?id=x", headers={"Accept-Language": one}).json()["detail"]
        for one in ("en", "ar", "fa", "tr")
    }
    assert len(said) == 4


def test_what_is_not_public_is_like_what_never_was(program):
    def told(path: str) -> str:
        iri = BASE + path
        return program.get(address("objectPartOfObject", iri)).text.replace(quote(iri, safe=""), "…")

    never = told("/object/never")
    assert json.loads(never)["partOf"]["totalItems"] == 0
    assert json.loads(never)["orderedItems"] == []
    assert told(DRAFT) == told(WITHDRAWN) == never


@pytest.mark.parametrize("iri", ["%00", "x y", "<>", "urn:x", "javascript:alert(1)", "🏺", "'\" OR 1=1", "x" * 9_000])
def test_no_address_is_too_strange_to_be_asked_about(program, iri):
    answer = program.get(address("entityMemberOfSet", iri))
    assert answer.status_code == 200
    assert answer.json()["partOf"]["totalItems"] == 0
    assert program.get(answer.json()["id"].removeprefix(BASE)).content == answer.content


def test_a_record_is_known_by_its_own_address_and_by_the_one_here(program):
    by_iri = program.get(address("conceptBroaderConcept", ELSEWHERE)).json()
    by_path = program.get(address("conceptBroaderConcept", BASE + ELSEWHERE_PATH)).json()
    assert by_iri["partOf"]["label"] == by_path["partOf"]["label"] == {"fa": ["کاشی: conceptBroaderConcept"]}


def test_who_has_a_page_is_not_sent_it_again(program):
    first = program.get(address("objectClassifiedAsConcept", LEAF))
    again = program.get(address("objectClassifiedAsConcept", LEAF), headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = program.head(address("objectClassifiedAsConcept", LEAF))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]
    options = program.options(address("objectClassifiedAsConcept", LEAF))
    assert options.status_code == 204
    assert "GET" in options.headers["access-control-allow-methods"]


def test_items_have_the_type_of_their_documents(program):
    told = program.get(address("objectProducedByAgent", MUSLI)).json()["orderedItems"]
    for item in told:
        document = program.get(item["id"].removeprefix(BASE) + ".json").json()
        assert (document["id"], document["type"]) == (item["id"], item["type"])


def test_what_leads_through_other_records_answers_while_the_server_runs(tmp_path):
    with filled(tmp_path / "c").closing() as made:
        place = named(made.schema, "place", "jerusalem", "Jerusalem")
        activity = {"carried_out_by": [link("person", "musli")], "place": [link("place", "jerusalem")]}
        for record, slug in ((place, "place"), (named(made.schema, "event", "e1", "Repair", **activity), "event")):
            made.save(record, slug)
        made.publish_all()
        asked = address("personActiveAtPlace", place.iri)
        app = create_app(made.settings, made)
        assert TestClient(app).get(asked).status_code == 503
        with TestClient(app) as client:
            assert client.get(asked).json()["orderedItems"] == [{"id": MUSLI, "type": "Person"}]


def test_the_links_of_a_document_lead_to_pages_that_are_not_empty(running):
    state = running.app.state
    for path in ("/person/musli", "/concept/leaf", "/concept/paper", "/group/museum", "/object/lamp"):
        public = state.log.by_path(path)
        links = api.relations.links_for(running.app, public)
        for name in relations():
            total = running.get(address(name, public.iri)).json()["partOf"]["totalItems"]
            assert (name in links) is (total > 0), (path, name)
        for href in links.values():
            assert running.get(href.removeprefix(BASE)).json()["orderedItems"]
    assert set(api.relations.links_for(running.app, state.log.by_path("/person/musli"))) == {"objectProducedByAgent"}
