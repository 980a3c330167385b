"""Working records as staff find them."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.assembly import Tree
from tests.api.collection import BASE, DRAFT, at, name
from tests.api.staffing import fast, people_of, signed_in
from tests.catalogue.making import make
from tests.standing import filled


@pytest.fixture(scope="module")
def staffed(tmp_path_factory):
    """The small collection, with a record of an institution and one that somebody of ours changed."""
    made = filled(tmp_path_factory.mktemp("finding") / "c")
    bowl = make(made.schema, "object", "bowl", {"title": [name("Bowl of Walters", "en")]})
    made.saver.save(bowl, "object", who="cataloguer", institution="walters")
    changed: Tree = {"title": [name("Leaf changed", "en")], "type": [at("/concept/leaf")]}
    leaf = make(made.schema, "object", "leaf-00", changed)
    made.saver.save(leaf, "object", who="cataloguer")
    made.follow()
    app = create_app(fast(made.settings), made)
    people_of(app).institutions.add("walters", "The Walters Art Museum")
    with made.closing():
        yield app


@pytest.fixture(scope="module")
def client(staffed):
    return signed_in(staffed, "cataloguer")


def rows(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/edit([^"]*)"', page)


def test_a_draft_is_found_and_says_how_it_stands(client):
    page = client.get("/edit/search?q=secret").text
    assert rows(page) == [DRAFT]
    assert '<span class="status status-draft">draft</span>' in page
    assert re.search(r"<bdi>[^<]+</bdi> <time", page)


def test_withdrawn_and_changed_records_are_found_by_their_status(client):
    assert rows(client.get("/edit/search?status=withdrawn").text) == ["/object/withdrawn"]
    assert rows(client.get("/edit/search?status=changed").text) == ["/object/leaf-00"]
    assert rows(client.get("/edit/search?status=draft").text) == ["/object/bowl", "/object/draft"]
    published = client.get("/edit/search?status=published&q=leaf&type=object").text
    assert "of 59" in published
    assert "/object/leaf-00" not in rows(published)


def test_one_finds_what_one_changed_oneself_and_what_belongs_to_an_institution(client):
    assert sorted(rows(client.get("/edit/search?mine=1").text)) == ["/object/bowl", "/object/leaf-00"]
    page = client.get("/edit/search?institution=walters").text
    assert rows(page) == ["/object/bowl"]
    assert "The Walters Art Museum" in page


def test_a_list_is_of_one_type_and_offers_a_new_record(client):
    page = client.get("/edit/object").text
    assert "of 64" in page
    assert all(one.startswith("/object/") for one in rows(page))
    assert 'href="/edit/object/new"' in page
    assert "/edit/object/new" not in client.get("/edit/search").text.split("<main")[1]


def test_a_reader_may_look_and_no_more(staffed):
    page = signed_in(staffed, "reader").get("/edit/object").text.split("<main")[1]
    assert rows(page)
    assert "/edit/object/new" not in page
    assert 'name="iri"' not in page
    assert 'name="bulk"' not in page


def test_chips_count_the_kinds_among_what_was_asked(client):
    page = client.get("/edit/search?mine=1").text
    assert re.search(r'href="/edit/search\?type=object&amp;mine=1"><bdi>Objects</bdi> <span[^>]*>2<', page)


def test_facets_narrow_a_list_down_and_are_taken_off_again(client):
    page = client.get("/edit/object?status=published").text
    link = re.search(r'href="(/edit/object\?[^"]*link=object.material[^"]*)"><bdi>paper</bdi> <span[^>]*>59<', page)
    assert link
    narrowed = client.get(link[1].replace("&amp;", "&")).text
    assert "of 59" in narrowed
    assert re.search(r'href="/edit/object\?status=published" aria-current="true"><bdi>paper', narrowed)


def test_pages_go_on_with_everything_that_was_asked(client):
    address = "/edit/search?q=leaf&type=object&status=published&link=object.type%7C" + f"{BASE}/concept/leaf"
    page = client.get(address).text
    following = re.search(r'rel="next" href="([^"]*)"', page)
    assert following
    assert rows(client.get(following[1].replace("&amp;", "&")).text)
    assert client.get(address + "&page=9").status_code == 404


def test_the_last_changed_come_first_if_one_likes(client):
    assert rows(client.get("/edit/object?sort=updated").text)[:2] == ["/object/leaf-00", "/object/bowl"]


def test_records_are_chosen_for_work_on_many_one_by_one_or_all_that_were_found(client):
    page = client.get("/edit/search?q=secret&status=draft").text
    form = page.split('<form action="/edit/bulk" method="post"')[1].split("</form>")[0]
    assert f'name="iri" value="{BASE}{DRAFT}"' in form
    assert 'name="query" value="q=secret&amp;status=draft"' in form
    assert re.search(r'name="csrf" value="[0-9a-f]{64}"', form)
    assert 'name="all"' in form


def test_nothing_found_says_so_and_offers_to_drop_the_filters(client):
    page = client.get("/edit/search?q=secret&status=published").text
    assert "Nothing found for “<bdi>secret</bdi>”." in page
    assert 'href="/edit/search?q=secret"' in page


def test_nobody_else_sees_any_of_it(staffed):
    visitor = TestClient(staffed, follow_redirects=False)
    for path in ("/edit/search?q=secret", "/edit/object", "/edit/pick?field=object.type&q=l"):
        answer = visitor.get(path)
        assert answer.status_code in (303, 401)
        assert "Secret" not in answer.text
        assert answer.headers["cache-control"] == "private, no-store"


def test_staff_of_one_institution_see_its_records_and_those_of_the_catalogue_alone(staffed):
    walters, other = signed_in(staffed, "reader", "walters"), signed_in(staffed, "reader", "elsewhere")
    assert rows(walters.get("/edit/search?q=bowl").text) == ["/object/bowl"]
    assert rows(other.get("/edit/search?q=bowl").text) == []
    assert rows(other.get("/edit/search?q=bowl&institution=walters").text) == []
    assert "Objects" not in other.get("/edit/search?q=bowl").text.split("<main")[1]
    assert rows(other.get("/edit/search?q=secret").text) == [DRAFT]


def test_a_list_of_what_there_is_not_is_nothing(client):
    assert client.get("/edit/nonsense").status_code == 404
    for nonsense in ("status=x", "type=x", "link=x%7Cy", "link=", "sort=x", "mine=2", "q=%00(", "institution=%27"):
        assert client.get(f"/edit/search?{nonsense}").status_code == 200


@pytest.mark.parametrize("language", ["ar", "fa", "tr"])
def test_lists_speak_the_language_of_the_reader(client, language):
    page = client.get(f"/edit/object?status=draft&lang={language}").text
    assert rows(page)
    assert "Last change" not in page
