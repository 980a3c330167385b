"""Pages that are kept are never stale."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.assembly import assemble
from catalogue.catalogue import Catalogue
from catalogue.rdf import iri
from catalogue.record import Record
from tests.api.collection import BASE, name
from tests.standing import bare

LEAF, WORKSHOP = "/object/leaf", "/group/workshop"


@pytest.fixture(scope="module")
def young(tmp_path_factory):
    made = bare(tmp_path_factory.mktemp("young") / "c")
    with made.closing():
        yield made


@pytest.fixture(scope="module")
def visitor(young):
    return TestClient(create_app(young.settings, young), headers={"Accept": "text/html"})


def publish(catalogue: Catalogue, path: str, tree: dict[str, object]) -> None:
    slug = path.split("/")[1]
    shape = catalogue.schema.by_slug[slug]
    triples = assemble(shape, BASE + path, BASE + path, tree)  # type: ignore[arg-type]
    catalogue.save(Record(BASE + path, path, BASE + path, triples), slug)
    catalogue.publish([BASE + path])


def test_a_page_shows_what_was_published_last_of_its_record_and_of_what_it_names(young, visitor):
    publish(young, WORKSHOP, {"name": [name("Workshop of Tabriz")]})
    leaf = {"title": [name("Leaf")], "current_owner": [iri(BASE + WORKSHOP)]}
    publish(young, LEAF, leaf)
    assert "Workshop of Tabriz" in visitor.get(LEAF).text
    assert f'href="{LEAF}"' in visitor.get(WORKSHOP).text
    first = visitor.get(LEAF).headers["etag"]
    publish(young, WORKSHOP, {"name": [name("Royal workshop")]})
    answer = visitor.get(LEAF, headers={"If-None-Match": first})
    assert "Royal workshop" in answer.text
    publish(young, LEAF, {**leaf, "title": [name("Leaf of the Shahnama")]})
    assert "Leaf of the Shahnama" in visitor.get(LEAF).text
    assert "Leaf of the Shahnama" in visitor.get(WORKSHOP).text


def test_what_is_withdrawn_is_nowhere_from_then_on(young, visitor):
    assert "Leaf of the <mark>Shahnama</mark>" in visitor.get("/search?q=shahnama").text
    young.withdraw([BASE + LEAF])
    assert visitor.get(LEAF).status_code == 410
    for path in ("/", "/object", WORKSHOP, "/search?q=shahnama", LEAF, LEAF + ".ttl"):
        assert "Leaf of the" not in visitor.get(path).text
