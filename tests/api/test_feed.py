"""The activity feed: what IIIF Change Discovery 1.0 asks for, what may be kept, and the page for people."""

from __future__ import annotations

import json
import re

import pytest
from starlette.testclient import TestClient

from api import feed
from api.app import create_app
from api.languages import LANGUAGES
from catalogue.publication import Feed, Stretch
from tests.api.collection import BASE, DRAFT, ELSEWHERE, ELSEWHERE_PATH, WITHDRAWN
from tests.api.harvesting import FOR_EVER, Mirror
from tests.standing import filled

PROFILE = 'application/ld+json;profile="http://iiif.io/api/discovery/1/context.json"'
IIIF = "http://iiif.io/api/discovery/1/context.json"
LEAF, OTHER = f"{BASE}/object/leaf-00", f"{BASE}/object/leaf-01"


@pytest.fixture(scope="module")
def merged(tmp_path_factory):
    """The collection, one leaf of it merged into another."""
    with filled(tmp_path_factory.mktemp("merged") / "c").closing() as made:
        made.life.merge(LEAF, OTHER, who="Nadia", why="the same leaf")
        yield TestClient(create_app(made.settings, made), follow_redirects=False)


@pytest.fixture
def threes(monkeypatch):
    """Pages of three activities."""
    monkeypatch.setattr(feed, "SIZE", 3)


def about(client, path: str):
    return [one for one in Mirror(client).activities("/activity") if one["object"]["id"] == BASE + path]


def test_the_collection_leads_to_its_first_and_last_page(program, threes):
    told = program.get("/activity").json()
    total = told["totalItems"]
    assert next(iter(told)) == "@context"
    assert told["@context"][-1] == IIIF
    assert (told["id"], told["type"]) == (f"{BASE}/activity", "OrderedCollection")
    assert told["first"] == {"id": f"{BASE}/activity/page/1", "type": "OrderedCollectionPage"}
    assert told["last"] == {"id": f"{BASE}/activity/page/{-(-total // 3)}", "type": "OrderedCollectionPage"}
    assert told["seeAlso"] == [{"id": f"{BASE}/.well-known/void", "type": "Dataset", "format": "text/turtle"}]
    assert program.get("/activity/object").json()["partOf"] == [{"id": told["id"], "type": "OrderedCollection"}]
    assert len(Mirror(program).activities("/activity")) == total > 70


def test_a_page_tells_what_was_created_and_where_its_documents_are(program):
    found = next(one for one in Mirror(program).activities("/activity") if one["object"]["id"].endswith("/lamp"))
    address = f"{BASE}/object/lamp"
    assert found["type"] == "Create"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", found["endTime"])
    assert found["object"]["id"] == address
    assert found["object"]["type"] == "HumanMadeObject" == program.get("/object/lamp.json").json()["type"]
    assert [one["id"] for one in found["object"]["seeAlso"]] == [address + end for end in (".json", ".ttl", ".nt")]
    for one in found["object"]["seeAlso"]:
        answer = program.get(one["id"].removeprefix(BASE))
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(one["format"])


def test_a_record_of_somebody_elses_address_is_fetched_from_ours(program):
    [found] = about(program, ELSEWHERE_PATH)
    assert found["object"]["canonical"] == ELSEWHERE
    assert "canonical" not in about(program, "/object/lamp")[0]["object"]


def test_what_is_gone_leaves_its_address(program):
    made, gone = about(program, WITHDRAWN)
    assert (made["type"], gone["type"]) == ("Create", "Delete")
    assert gone["object"] == {"id": BASE + WITHDRAWN, "type": "HumanMadeObject"}
    assert about(program, DRAFT) == []


def test_what_was_merged_moved(merged):
    moved = about(merged, "/object/leaf-00")[-1]
    assert (moved["type"], moved["object"]) == ("Move", {"id": LEAF, "type": "HumanMadeObject"})
    assert (moved["target"]["id"], moved["target"]["type"]) == (OTHER, "HumanMadeObject")
    assert [one["id"] for one in moved["target"]["seeAlso"]] == [OTHER + end for end in (".json", ".ttl", ".nt")]
    assert merged.get("/object/leaf-00").headers["location"] == "/object/leaf-01"


def test_no_person_and_no_reason_is_told(merged):
    told = "".join(json.dumps(one) for one in Mirror(merged).activities("/activity"))
    assert not any(word in told for word in ("Nadia", "same leaf", "actor", "summary", "Secret", "Lamp"))


def test_a_page_that_another_follows_may_be_kept_for_ever_and_the_last_not(program, threes):
    total = program.get("/activity").json()["totalItems"]
    last = -(-total // 3)
    for number in (1, 2, last - 1):
        answer = program.get(f"/activity/page/{number}")
        assert answer.headers["cache-control"] == FOR_EVER
        assert len(answer.json()["orderedItems"]) == 3
        assert "vary" not in answer.headers or answer.headers["vary"] == "Accept-Encoding"
        assert "set-cookie" not in program.get(f"/activity/page/{number}?lang=ar").headers
    assert program.get(f"/activity/page/{last}").headers["cache-control"] == "no-cache"
    assert program.get("/activity").headers["cache-control"] == "no-cache"
    assert program.get("/activity").headers["vary"].startswith("Accept")


def test_a_full_page_is_open_until_another_follows(program, monkeypatch):
    """Or it would be kept without its way on."""
    total = program.get("/activity").json()["totalItems"]
    monkeypatch.setattr(feed, "SIZE", total)
    answer = program.get("/activity/page/1")
    assert len(answer.json()["orderedItems"]) == total
    assert answer.headers["cache-control"] == "no-cache"
    assert "next" not in answer.json()


@pytest.mark.parametrize("path", ["/activity", "/activity/page/1", "/activity/object", "/activity/object/page/1"])
def test_a_document_is_asked_for_again_by_its_etag(program, path):
    answer = program.get(path)
    assert answer.headers["content-type"] == PROFILE
    assert answer.headers["access-control-allow-origin"] == "*"
    again = program.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]
    assert again.headers["cache-control"] == answer.headers["cache-control"]
    head = program.head(path)
    assert (head.status_code, head.headers["etag"]) == (200, answer.headers["etag"])
    assert program.options(path).status_code == 204


@pytest.mark.parametrize(
    "accept", ["application/ld+json", "application/json", PROFILE, "*/*", "text/turtle", "application/*", ""]
)
def test_programs_get_the_document_whatever_they_ask_for(program, accept):
    for path in ("/activity", "/activity/person", "/activity/page/1"):
        assert program.get(path, headers={"Accept": accept}).headers["content-type"] == PROFILE


def test_a_page_is_the_same_for_everybody(client, program):
    assert client.get("/activity/page/1").content == program.get("/activity/page/1").content


@pytest.mark.parametrize(
    "path",
    [
        "/activity/page/0", "/activity/page/9", "/activity/page/01", "/activity/page/-1", "/activity/page/one",
        "/activity/page/99999999999999999999", "/activity/page/999999999999", "/activity/page", "/activity/nothing",
        "/activity/nothing/page/1", "/activity/person/page/2", "/activity/page/١", "/activity/page/1.json",
    ],
)  # fmt: skip
def test_a_page_that_is_not_there_says_so_as_json(program, path):
    answer = program.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["status"] == 404
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_type_of_which_nothing_was_public_has_a_page_of_nothing(program):
    told = program.get("/activity/treatment").json()
    assert told["totalItems"] == 0
    assert program.get("/activity/treatment/page/1").json()["orderedItems"] == []


def test_each_type_has_a_list_of_its_own(merged, threes):
    Mirror(merged).check_types([one.slug for one in merged.app.state.schema.record_types])


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_people_get_a_page_of_the_latest_changes(merged, language):
    headers = {"Accept": "text/html", "Accept-Language": language.code}
    page = merged.get("/activity", headers=headers)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f'lang="{language.code}" dir="{language.direction}"' in page.text
    lines = re.findall(r"<li><a href=\"(/\w+/[\w-]+)\">.*?</li>", page.text, re.DOTALL)
    assert len(lines) == 50
    assert lines[0] == "/object/leaf-00"
    assert 'href="/activity/page/1"' in page.text
    assert 'href="/activity?page=2"' in page.text
    assert len(set(re.findall(r"<time datetime=\"(.*?)\">", page.text))) >= 3
    assert "Secret draft" not in page.text
    assert "Withdrawn thing" not in page.text


def test_the_page_for_people_says_what_happened(merged):
    page = merged.get("/activity", headers={"Accept": "text/html", "Accept-Language": "en"}).text
    first, second, third = re.findall(r"<li><a href=\"/object/.*?</li>", page, re.DOTALL)[:3]
    assert "Merged into" in first
    assert 'href="/object/leaf-01"' in first
    assert "Leaf 01" in first
    assert ("No longer public" in second, "/object/withdrawn" in second) == (True, True)
    assert "Published" in third
    people = merged.get("/activity/person", headers={"Accept": "text/html", "Accept-Language": "en"}).text
    assert "Musli" in people
    assert "Leaf" not in people
    assert merged.get("/activity?page=99", headers={"Accept": "text/html"}).status_code == 404


def test_the_front_page_leads_to_the_feed(client):
    page = client.get("/")
    assert '<link rel="alternate" type="application/ld+json;profile=' in page.text
    assert '<a href="/activity">' in page.text
    assert '</activity>; rel="alternate"; type="application/ld+json"' in page.headers["link"]


def test_a_catalogue_of_which_nothing_was_ever_public_has_an_empty_feed(empty_app):
    client = TestClient(empty_app)
    assert Mirror(client).activities("/activity") == []
    assert client.get("/activity", headers={"Accept": "text/html"}).status_code == 200


def test_a_million_pages_are_numbered_by_the_total(program, monkeypatch):
    monkeypatch.setattr(Feed, "total", lambda *_: 100_000_001)
    monkeypatch.setattr(Feed, "stretch", lambda _, start, size, slug: Stretch((), start, 100_000_001))
    assert program.get("/activity").json()["last"]["id"].endswith("/page/1000001")
    page = program.get("/activity/page/1000000").json()
    assert (page["startIndex"], page["next"]["id"]) == (99_999_900, f"{BASE}/activity/page/1000001")
