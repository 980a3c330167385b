"""Earlier public versions: by number, by time, as a list; and what is left of what was deleted."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue import journal
from catalogue.life import References
from catalogue.publication import writing
from tests.catalogue.making import BASE, link, named
from tests.standing import bare

JUG = "/object/jug"
RDF = ("text/turtle", "application/n-triples", "application/ld+json")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A jug that was called Ewer, then Pitcher, then Jug, a year each; made by somebody."""
    folder = tmp_path_factory.mktemp("versions") / "c"
    with pytest.MonkeyPatch.context() as patched, bare(folder, BASE).closing() as catalogue:
        for year, title in enumerate(("Ewer", "Pitcher", "Jug"), 2021):
            _at(patched, f"{year}-05-01T10:00:00.250000Z")
            production = [{"@id": "m", "carried_out_by": [link("person", "p1")]}] if title != "Jug" else []
            for slug, number, said, more in (
                ("person", "p1", "Hidden hand", {}),
                ("object", "jug", title, {"production": production}),
                ("object", "other", f"Other {title}", {}),
            ):
                catalogue.save(named(catalogue.schema, slug, number, said, **more), slug, who="Nadia")
            catalogue.publish_all()
        _at(patched, "2024-01-01T00:00:00.000000Z")
        yield catalogue


def _at(patched, time: str) -> None:
    patched.setattr(journal, "now", lambda: time)
    patched.setattr(writing, "now", lambda: time)


@pytest.fixture
def visitor(house):
    return TestClient(create_app(house.settings, house), follow_redirects=False, headers={"Accept-Language": "en"})


def page(visitor, address, **headers):
    return visitor.get(address, headers={"Accept": "text/html", **headers})


def test_an_old_version_is_shown_and_says_so(visitor):
    answer = page(visitor, f"{JUG}?version=1")
    assert "<h1><bdi" in answer.text
    assert "Ewer" in answer.text
    assert "This is an old version: version 1, public from 1 May 2021 to 1 May 2022." in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    assert answer.headers["x-robots-tag"] == "noindex"
    assert f'href="{JUG}">See the present version' in answer.text


def test_the_present_page_has_no_banner_and_leads_to_the_versions(visitor):
    answer = page(visitor, JUG)
    assert "Jug" in answer.text
    assert 'class="past"' not in answer.text
    assert f'href="{JUG}/versions"' in answer.text
    assert "noindex" not in answer.text


@pytest.mark.parametrize("language", ["en", "ar", "fa", "tr"])
def test_versions_are_told_of_in_every_language(visitor, language):
    old = page(visitor, f"{JUG}?version=1&lang={language}").text
    many = page(visitor, f"{JUG}/versions?lang={language}").text
    assert ("old version" in old) == (language == "en")
    assert ("Public versions" in many) == (language == "en")
    assert many.count("?version=") >= 3


@pytest.mark.parametrize("accept", RDF)
def test_an_old_version_is_there_for_programs(visitor, accept):
    answer = visitor.get(f"{JUG}?version=2", headers={"Accept": accept})
    assert "Pitcher" in answer.text
    assert answer.headers["memento-datetime"] == "Sun, 01 May 2022 10:00:00 GMT"
    assert answer.headers["content-location"].endswith("?version=2")


def test_a_suffix_and_a_version_go_together(visitor):
    assert "Ewer" in visitor.get(f"{JUG}.nt?version=1").text


def test_a_memento_names_its_neighbours(visitor):
    links = visitor.get(f"{JUG}?version=2").headers["link"]
    for relation, number in (("first memento", 1), ("prev memento", 1), ("next memento", 3), ("last memento", 3)):
        assert f'<{JUG}?version={number}>; rel="{relation}"; datetime=' in links
    assert f'<{JUG}>; rel="original timegate"' in links
    assert f'<{JUG}/versions>; rel="timemap"; type="application/link-format"' in links


def test_the_record_itself_names_its_timegate_and_timemap(visitor):
    links = visitor.get(JUG).headers["link"]
    assert f'<{JUG}>; rel="original timegate"' in links
    assert 'rel="timemap"' in links


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("Mon, 01 Jan 2001 00:00:00 GMT", 1),
        ("Sat, 01 May 2021 10:00:00 GMT", 1),
        ("Sun, 01 May 2022 09:59:59 GMT", 1),
        ("Sun, 01 May 2022 10:00:00 GMT", 2),
        ("Fri, 01 Jan 2044 00:00:00 GMT", 3),
    ],
)
def test_a_time_leads_to_what_was_public_then(visitor, asked, number):
    answer = visitor.get(JUG, headers={"Accept-Datetime": asked})
    assert answer.status_code == 302
    assert answer.headers["location"] == f"{JUG}?version={number}"
    assert "Accept-Datetime" in answer.headers["vary"]
    assert "memento-datetime" not in answer.headers


def test_a_time_with_a_suffix_keeps_it(visitor):
    answer = visitor.get(f"{JUG}.ttl?lang=ar", headers={"Accept-Datetime": "Mon, 01 Jan 2001 00:00:00 GMT"})
    assert answer.headers["location"] == f"{JUG}.ttl?version=1&lang=ar"


def test_a_time_that_is_none_is_refused(visitor):
    assert visitor.get(JUG, headers={"Accept-Datetime": "yesterday"}).status_code == 400


def test_the_timemap_lists_every_version(visitor):
    answer = visitor.get(f"{JUG}/versions")
    assert answer.headers["content-type"] == "application/link-format"
    assert re.findall(r'rel="([^"]*memento)"', answer.text) == ["first memento", "memento", "last memento"]
    assert 'from="Sat, 01 May 2021 10:00:00 GMT"' in answer.text


@pytest.mark.parametrize("number", ["0", "4", "x", "-1", "01", "9" * 30, ""])
def test_a_version_that_never_was_is_not_found(visitor, number):
    assert visitor.get(f"{JUG}?version={number}").status_code == 404


@pytest.mark.parametrize("address", ["/object/nothing?version=1", "/object/nothing/versions"])
def test_what_never_was_has_no_versions(visitor, address):
    assert visitor.get(address).status_code == 404


def test_what_was_withdrawn_has_none_also_after_it_is_public_again(house, visitor):
    house.withdraw([f"{BASE}/object/other"])
    for address in ("/object/other", "/object/other?version=1", "/object/other/versions"):
        answer = page(visitor, address)
        assert answer.status_code == 410
        assert "Ewer" not in answer.text
    time = {"Accept-Datetime": "Sat, 01 May 2021 10:00:00 GMT"}
    assert visitor.get("/object/other", headers=time).status_code == 410
    house.publish([f"{BASE}/object/other"])
    assert page(visitor, "/object/other?version=1").status_code == 410
    assert page(visitor, "/object/other?version=4").status_code == 200
    assert visitor.get("/object/other/versions").text.count("memento") == 1


def test_an_old_version_does_not_name_what_was_withdrawn_since(house, visitor):
    assert "Hidden hand" in page(visitor, f"{JUG}?version=1").text
    house.withdraw([f"{BASE}/person/p1"])
    for accept in ("text/html", *RDF):
        said = visitor.get(f"{JUG}?version=1", headers={"Accept": accept}).text
        assert "/person/p1" not in said
        assert "Hidden hand" not in said


def test_a_deleted_record_shows_its_last_state_and_the_reason_where_that_is_allowed(house, visitor):
    life = house.life
    life.delete([f"{BASE}{JUG}"], who="Nadia", public_reason="Given back.", show_last=True)
    answer = page(visitor, JUG)
    assert answer.status_code == 410
    assert "This record was deleted." in answer.text
    assert "Given back." in answer.text
    assert ">Jug<" in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    for accept in RDF:
        told = visitor.get(JUG, headers={"Accept": accept})
        assert told.status_code == 410
        assert "Jug" in told.text
    assert page(visitor, f"{JUG}?version=1").status_code == 410
    assert "Ewer" not in page(visitor, f"{JUG}?version=1").text


def test_a_merged_record_leads_on_and_says_by_what_it_was_replaced(house, visitor):
    for number in ("m1", "m2", "m3"):
        house.save(named(house.schema, "object", number, number), "object", who="Nadia")
    house.publish([f"{BASE}/object/m1", f"{BASE}/object/m2"])
    house.life.merge(f"{BASE}/object/m1", f"{BASE}/object/m2", who="Nadia")
    answer = visitor.get("/object/m1.ttl")
    assert (answer.status_code, answer.headers["location"]) == (301, "/object/m2.ttl")
    assert "dcterms:isReplacedBy" in answer.text
    assert "/object/m2" in visitor.get("/object/m1", headers={"Accept": "application/ld+json"}).text
    assert visitor.get("/object/m1?version=1").headers["location"] == "/object/m2"
    assert visitor.get("/object/m1/versions").headers["location"] == "/object/m2/versions"
    house.life.merge(f"{BASE}/object/m2", f"{BASE}/object/m3", who="Nadia")
    assert visitor.get("/object/m1").status_code == 410
    assert "m3" not in visitor.get("/object/m1", headers={"Accept": "text/turtle"}).text


def test_what_was_deleted_without_more_says_only_that_it_is_gone(house, visitor):
    house.save(named(house.schema, "object", "quiet", "Quiet"), "object", who="Nadia")
    house.publish([f"{BASE}/object/quiet"])
    house.life.delete([f"{BASE}/object/quiet"], who="Nadia", why="secret reason", references=References(drop=True))
    answer = page(visitor, "/object/quiet")
    assert answer.status_code == 410
    assert "Quiet" not in answer.text
    assert "secret reason" not in answer.text
