"""The page of a record, and the same record for programs."""

from __future__ import annotations

import json
import re

import pytest

from catalogue.rdf import lines
from tests.api.collection import BASE, DRAFT, ELSEWHERE, ELSEWHERE_PATH, WITHDRAWN

LAMP = "/object/lamp"
NOTHING = "/object/no-such-thing"


def test_the_title_stands_in_the_readers_language_and_in_every_other_it_has(client):
    page = client.get(LAMP, headers={"Accept-Language": "tr"}).text
    assert re.search(r'<h1><bdi dir="auto" lang="tr">Kubbetü’s-Sahre kandili</bdi></h1>', page)
    for language, text in (("ar", "مصباح من قبة الصخرة"), ("fa", "چراغ قبة‌الصخره")):
        assert f'<li><bdi dir="auto" lang="{language}">{text}</bdi> ' in page


def test_other_names_are_fields_and_those_of_the_title_are_not_repeated(client):
    page = client.get(LAMP).text
    assert "The Musli lamp" in page
    assert page.count("<h1>") == 1
    body = page[page.index("record-body") :]
    assert "مصباح من قبة الصخرة" not in body


def test_references_are_links_with_the_label_and_its_language(client):
    page = client.get(LAMP, headers={"Accept-Language": "ar"}).text
    assert '<a href="/concept/mosque-lamp"><bdi lang="ar">مشكاة</bdi></a>' in page


def test_a_date_is_shown_as_written_and_as_computed(client):
    page = client.get(LAMP).text
    assert "Jumada I 956" in page
    assert "7 June 1549 – 6 July 1549" in page


def test_what_we_compute_has_the_digits_of_the_language_and_what_was_written_keeps_its_own(client):
    page = client.get(LAMP, headers={"Accept-Language": "fa"}).text
    assert "۳۸٫۵" in page
    assert "Jumada I 956" in page
    assert "1887,0516.1" in page
    assert "(١٥٤٩)" in page


def test_a_competing_statement_stands_beside_the_field_it_concerns(client):
    page = client.get(LAMP).text
    field = page[page.index('id="production"') : page.index('id="group-physical"')]
    assert "What others say" in field
    assert "1520–1530" in field
    assert '<a href="/person/curator">' in field
    assert "alternative" in field
    assert 'id="attribution"' not in page


def test_text_is_escaped_wherever_it_comes_from(client):
    assert "Inscribed &lt;b&gt;in naskh&lt;/b&gt;." in client.get(LAMP).text
    hostile = next(p for p in _paths(client, "/concept") if "hostile" in p)
    assert "<script>alert" not in client.get(hostile).text
    assert "<script>alert" not in client.get("/search?q=<script>alert(1)</script>").text


def test_only_web_and_mail_addresses_become_links(client):
    page = client.get(LAMP).text
    assert 'href="https://www.britishmuseum.org/collection/object/W_1887-0516-1"' in page
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_without_a_photograph_a_tile_of_its_own_stands_in_and_says_so(client):
    one, other = client.get(LAMP).text, client.get("/object/leaf-01").text
    tile = re.compile(r'<svg viewBox="0 0 240 240".*?</svg>', re.DOTALL)
    assert "No photograph" in one
    assert len(tile.findall(one)) == 1
    assert tile.findall(one) == tile.findall(client.get(LAMP).text)
    assert tile.findall(one) != tile.findall(other)


def test_records_that_point_here_are_listed_by_the_name_of_the_link_with_their_number(client):
    page = client.get("/concept/paper").text
    assert re.search(r'Objects of this material <span class="count">60</span>', page)
    assert page.count('href="/object/leaf-') == 10
    assert "Show all 60" in page


def test_a_long_list_of_links_is_paged(client):
    first = client.get("/concept/paper?links=object.material").text
    second = client.get("/concept/paper?links=object.material&page=2").text
    assert first.count('href="/object/leaf-') == 50
    assert second.count('href="/object/leaf-') == 10
    following = "/concept/paper?links=object.material&amp;page=2#links-object-material"
    assert f'rel="next" href="{following}"' in first
    assert client.get("/concept/paper?links=object.material&page=3").status_code == 404


def test_a_maker_finds_works_through_the_making(client):
    page = client.get("/person/musli").text
    assert "Works made" in page
    assert f'href="{LAMP}"' in page


def test_the_permanent_address_the_citation_and_the_documents_are_on_the_page(client):
    page = client.get(LAMP).text
    assert f'<link rel="canonical" href="{BASE}{LAMP}">' in page
    assert "@misc{object-lamp," in page
    assert 'rel="describedby"' in page
    for suffix in (".json", ".ttl", ".nt"):
        assert f'href="{LAMP}{suffix}"' in page


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/json", "application/ld+json;profile="),
        ("application/ld+json, text/html;q=0.5", "application/ld+json;profile="),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
    ],
)
def test_the_accept_header_chooses_the_form(program, accept, content_type):
    answer = program.get(LAMP, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(content_type)
    assert "Accept" in answer.headers["vary"]


def test_a_form_nobody_has_is_refused_with_advice(program):
    answer = program.get(LAMP, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert ".ttl" in answer.text


def test_the_suffix_beats_the_accept_header(program, collection):
    answer = program.get(LAMP + ".nt", headers={"Accept": "text/html"})
    assert answer.text == lines(collection.public_log.by_path(LAMP).triples)


def test_linked_art_says_what_the_record_is(program):
    answer = program.get(LAMP + ".json")
    document = json.loads(answer.text)
    assert document["id"] == BASE + LAMP
    assert document["type"] == "HumanMadeObject"
    assert answer.headers["content-type"] == 'application/ld+json;profile="https://linked.art/ns/v1/linked-art.json"'


def test_the_forms_name_each_other(program):
    links = program.get(LAMP, headers={"Accept": "text/turtle"}).headers["link"]
    assert f'<{LAMP}.json>; rel="alternate"' in links
    assert f'<{BASE}{LAMP}>; rel="canonical"' in links


def test_a_record_known_elsewhere_has_its_page_here(program):
    answer = program.get(ELSEWHERE_PATH, headers={"Accept": "text/html"})
    assert f'<link rel="canonical" href="{ELSEWHERE}">' in answer.text
    assert "<https://vocabulary.example/%D9%88" in answer.headers["link"]


@pytest.mark.parametrize("path", [LAMP, LAMP + ".ttl", "/object", "/", "/search?q=lamp"])
def test_a_client_that_has_it_already_gets_304(program, path):
    first = program.get(path, headers={"Accept": "text/html"})
    tag = first.headers["etag"].removeprefix("W/")
    again = {"Accept": "text/html", "If-None-Match": f'W/{tag}, "other"'}
    assert program.get(path, headers=again).status_code == 304
    assert program.get(path, headers=again | {"If-None-Match": '"other"'}).status_code == 200


def test_every_form_has_an_etag_of_its_own(program):
    accepts = ("text/html", "text/turtle", "application/n-triples", "application/ld+json")
    tags = {program.get(LAMP, headers={"Accept": one}).headers["etag"] for one in accepts}
    tags |= {program.get(LAMP + "?lang=ar", headers={"Accept": "text/html"}).headers["etag"]}
    assert len(tags) == 5


def test_head_says_what_get_says_without_saying_it(program):
    get, head = program.get(LAMP), program.head(LAMP)
    assert head.headers["etag"] == get.headers["etag"]
    assert head.headers["last-modified"] == get.headers["last-modified"]
    assert head.content == b""


def test_options_tells_what_may_be_done_from_anywhere(program):
    answer = program.options(LAMP, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"}
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("suffix", ["", ".json", ".ttl", ".nt"])
def test_what_was_never_published_is_byte_for_byte_what_never_was(client, suffix):
    draft, nothing = client.get(DRAFT + suffix), client.get(NOTHING + suffix)
    assert draft.status_code == nothing.status_code == 404
    assert draft.content == nothing.content
    assert draft.headers == nothing.headers


def test_what_was_withdrawn_is_gone_and_says_nothing_of_itself(client):
    answer = client.get(WITHDRAWN)
    assert answer.status_code == 410
    assert "Withdrawn thing" not in answer.text
    assert client.get(WITHDRAWN + ".ttl").status_code == 410


def test_a_list_is_paged_sorted_and_counted(client):
    first = client.get("/object").text
    assert "1–50 of 61" in first
    assert re.search(r'rel="next" href="/object\?page=2"', first)
    names = re.findall(r'<li><a href="/object/[^"]*"><bdi[^>]*>([^<]*)', first)
    assert names == sorted(names)
    assert "51–61 of 61" in client.get("/object?page=2").text


@pytest.mark.parametrize(
    "path",
    ["/object?page=3", "/object?page=0", "/object?page=x", "/nonsense", "/object/lamp/x", "/LAMP"],
)
def test_there_is_nothing_beyond_a_list_or_outside_the_house(client, path):
    assert client.get(path).status_code == 404


def test_a_list_with_a_slash_is_the_list(program):
    assert program.get("/object/").headers["location"] == "/object"


def _paths(client, path: str) -> list[str]:
    return re.findall(r'<li><a href="(/[^"]+)">', client.get(path).text)
