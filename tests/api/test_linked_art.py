"""A record as a Linked Art client meets it: its document with links, and the endpoints of the standard."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.assembly import assemble
from catalogue.interchange.linked_art_profile import profile
from catalogue.record import Record
from tests.api.collection import BASE, name
from tests.catalogue.interchange.linked_art_schemas import schemas
from tests.standing import bare

CONTEXT = "https://linked.art/ns/v1/linked-art.json"
SHOW, DRAFT = "/exhibition/treasures", "/exhibition/planned"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A program's view of a catalogue with an exhibition, another that is a draft, and an id that two types share."""
    made = bare(tmp_path_factory.mktemp("site") / "c")

    def save(path):
        slug = path.split("/")[1]
        tree = {"name": [name("Treasures")]}
        triples = assemble(made.schema.by_slug[slug], BASE + path, BASE + path, tree)
        made.save(Record(BASE + path, path, BASE + path, triples), slug)

    for path in (SHOW, "/project/twice", "/gathering/twice", "/event/own", "/exhibition/own"):
        save(path)
    published = made.publish_all()
    assert not published.blocked
    save(DRAFT)
    with made.closing():
        yield TestClient(create_app(made.settings, made), follow_redirects=False)


@pytest.mark.parametrize("suffix", ["", ".json", ".ttl"])
def test_a_record_is_reached_under_the_endpoint_of_its_class(site, suffix):
    answer = site.get("/event/treasures" + suffix, headers={"Accept": "application/ld+json"})
    assert (answer.status_code, answer.headers["location"]) == (308, SHOW + suffix)


def test_what_is_asked_goes_with_it(site):
    assert site.get("/event/treasures?version=1").headers["location"] == SHOW + "?version=1"


def test_a_record_that_has_the_address_itself_is_shown(site):
    assert site.get("/event/own.json").json()["id"] == BASE + "/event/own"


@pytest.mark.parametrize("path", ["/object/treasures", "/provenance/treasures", "/gathering/treasures"])
def test_no_other_endpoint_leads_there(site, path):
    assert site.get(path).status_code == 404


def test_an_id_of_two_types_leads_nowhere(site):
    assert site.get("/event/twice").status_code == 404


def test_a_draft_is_not_told_of(site):
    draft, nothing = site.get("/event/planned"), site.get("/event/nothing-at-all")
    assert draft.status_code == 404
    assert draft.content == nothing.content


def test_all_endpoints_of_the_standard_are_there(site):
    endpoints = [name for name in profile().records if name != "abstract"]
    assert len(endpoints) == 11
    assert {site.get("/" + one).status_code for one in endpoints} == {200}


def test_a_document_links_to_its_forms_and_its_list(site):
    links = site.get(SHOW + ".json").json()["_links"]
    here = BASE + SHOW
    assert links["self"]["href"] == here + ".json"
    assert [one["href"] for one in links["alternate"]] == [here, here + ".ttl", here + ".nt"]
    assert links["collection"] == {"href": BASE + "/exhibition"}
    assert "curies" not in links  # nothing is found


def test_a_document_links_to_the_searches_that_find_something(program):
    links = program.get("/group/museum.json").json()["_links"]
    assert [one["name"] for one in links["curies"]] == ["la"]
    searches = {key: one["href"] for key, one in links.items() if key.startswith("la:")}
    assert "la:objectOwnedByAgent" in searches or "la:objectCurrentlyOwnedByAgent" in searches
    for href in searches.values():
        assert program.get(href.removeprefix(BASE)).json()["partOf"]["totalItems"] > 0


def test_an_earlier_version_links_to_itself_and_to_no_search(program):
    links = program.get("/group/museum.json?version=1").json()["_links"]
    assert links["self"]["href"] == BASE + "/group/museum.json?version=1"
    assert not [key for key in links if ":" in key]


def test_the_served_documents_are_valid_without_their_links(program, shared):
    check = schemas(shared / "data/linked-art/schema-1.0")
    for path in ("/object/lamp", "/person/musli", "/group/museum", "/concept/cm", "/object/leaf-00"):
        document = program.get(path, headers={"Accept": "application/ld+json"}).json()
        del document["_links"]
        assert document["@context"] == CONTEXT
        assert check.takes(document), path


def test_an_address_keeps_apart_what_was_negotiated(program):
    page = program.get("/object/lamp", headers={"Accept": "text/html"})
    document = program.get("/object/lamp", headers={"Accept": "application/ld+json"})
    assert page.headers["content-type"].startswith("text/html")
    assert document.headers["content-type"] == f'application/ld+json;profile="{CONTEXT}"'
    assert program.get("/object/lamp", headers={"Accept": "text/html"}).content == page.content
