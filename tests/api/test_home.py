"""The front page carries what the catalogue is for: themes with their stories, the chain, our cooperation."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.languages import LANGUAGES
from catalogue.rdf import literal
from catalogue.shape_files import read_schema
from tests.api.joint_work import BASE, CHAIN, HOME, first, save
from tests.catalogue.making import link, named

THEMES = tuple(theme.key for theme in read_schema().themes)
STORIES = {
    "legacy": ("/object/bowl", "2"),
    "techniques": ("/technique/washing", "/object/bowl"),
    "laws": ("/law/old", "1874"),
    "accords": ("/accord/pact", "/provenance/return", "/object/bowl"),
    "gatherings": ("/gathering/workshop", "/place/kuwait", "/technique/washing"),
    "technology": ("/examination/spectrum", "/object/bowl"),
    "projects": ("/project/survey", "/group/museum"),
    "grants": ("/concept/dinar", "/grant/award", "90,000", "/gathering/workshop"),
    "protection": ("/loss/theft", "2011", "/object/leaf-1"),
    "union": ("/object/codex", "/group/library", "/group/museum"),
}


@pytest.fixture(scope="module")
def visitor(joint):
    """Somebody who reads the front page while the application runs."""
    settings = replace(joint.settings, home_group=BASE + HOME)
    with TestClient(create_app(settings, joint), headers={"Accept": "text/html", "Accept-Language": "en"}) as client:
        yield client


def section(page: str, anchor: str) -> str:
    """From the element of an id to the end of its section; empty if it is not there."""
    _, _, rest = page.partition(f' id="{anchor}"')
    return rest.partition("</section>")[0]


def story(page: str, theme: str) -> str:
    return first(r'<p class="story.*?</p>', section(page, f"theme-{theme}"))


def until(client, text: str, there: bool = True) -> str:
    """The front page once a text is on it (or is not): the stores follow the log within a moment."""
    for _ in range(100):
        page = client.get("/").text
        if (text in page) == there:
            return page
        time.sleep(0.1)
    raise AssertionError(f"{text} is {'not ' if there else ''}on the front page")


def test_every_theme_has_a_story_in_this_collection():
    assert set(STORIES) == set(THEMES)


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_tells_a_story_that_leads_to_the_records_it_names(visitor, theme):
    told = story(visitor.get("/").text, theme)
    assert [one for one in STORIES[theme] if one not in told] == []


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_themes_speak_every_language(visitor, joint, language):
    page = visitor.get(f"/?lang={language.code}").text
    visitor.cookies.clear()
    for theme in joint.schema.themes:
        told = section(page, f"theme-{theme.key}")
        assert theme.labels[language.code] in told
        assert theme.description[language.code] in told
        assert theme.stories[language.code].split("{")[0].strip() in told


def test_a_theme_counts_what_is_public_of_its_types_and_links_to_their_lists(visitor, joint):
    page, counts = visitor.get("/").text, joint.public_log.counts()
    for theme in joint.schema.themes:
        slugs = [one.slug for one in joint.schema.record_types if one.theme == theme.iri]
        told = section(page, f"theme-{theme.key}")
        assert f'<span class="theme-count">{sum(counts.get(slug, 0) for slug in slugs)}</span>' in told
        for slug in slugs:
            assert (f'href="/{slug}"' in told) == (slug in counts)


def test_the_query_of_a_theme_is_filled_in_and_answers(visitor):
    page = visitor.get("/").text
    for theme in THEMES:
        address = first(r'href="(/sparql\?[^"]+)"', section(page, f"theme-{theme}"), 1)
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert "<tbody>" in answer.text
        assert parse_qs(urlsplit(address).query)["query"][0].startswith("# ")


def test_a_list_of_values_is_joined_as_the_language_does(visitor):
    assert "</a> and <a" in story(visitor.get("/").text, "union")


def test_the_chain_leads_from_page_to_page(visitor):
    chain = first(r'<ol class="chain">.*?</ol>', visitor.get("/").text)
    assert tuple(re.findall(r'href="([^"]+)"', chain)) == CHAIN
    assert "hold parts of it" not in visitor.get("/").text
    for here, there in pairwise(CHAIN):
        assert f'href="{there}"' in visitor.get(here).text, f"{here} does not lead to {there}"


def test_our_cooperation_lists_what_the_institution_takes_part_in(visitor):
    told = visitor.get("/").text.partition('id="cooperation"')[2].partition('id="recent"')[0]
    for path in ("/accord/pact", "/project/survey", "/grant/award", "/gathering/workshop"):
        assert f'href="{path}"' in told
    assert "/object/bowl" not in told
    assert '<span class="theme-count">4</span>' in told
    assert "/sparql?" in told


@pytest.mark.parametrize("group", ["", f"{BASE}/group/nobody", "https://elsewhere.example/group"])
def test_without_a_public_group_there_is_no_cooperation(joint, group):
    app = create_app(replace(joint.settings, home_group=group), joint)
    assert "Our cooperation" not in TestClient(app, headers={"Accept": "text/html"}).get("/").text


def test_while_no_query_is_answered_the_page_is_there_without_stories(joint):
    page = TestClient(create_app(joint.settings, joint), headers={"Accept": "text/html"}).get("/").text
    assert "There is no story to tell" in story(page, "grants")
    assert 'class="chain"' not in page


def test_a_theme_without_records_says_so(client):
    told = section(client.get("/").text, "theme-accords")
    assert "Nothing of this has been published yet." in told
    assert "story" not in told


def test_every_type_stands_under_its_theme_in_the_navigation_of_every_page(client, collection):
    for path in ("/", "/object", "/object/lamp", "/search?q=leaf"):
        menu = first(r'<details class="menu">.*?</details>', client.get(path).text)
        assert [t.slug for t in collection.schema.record_types if f'href="/{t.slug}"' not in menu] == []


def test_the_story_is_that_of_the_moment(visitor, joint):
    schema = joint.schema
    money = {"value": [literal("120000", "decimal")], "currency": [link("concept", "dinar")]}
    day = [literal("2021-05-06", "date")]
    save(joint, named(schema, "grant", "larger", "A larger grant", awarded_amount=[money], awarded_on=day))
    assert "/grant/larger" in story(until(visitor, "120,000"), "grants")
    joint.withdraw([f"{BASE}/grant/larger"])
    page = visitor.get("/").text
    assert "A larger grant" not in page, "what was withdrawn is named no more, even before the stores have followed"
    assert "/grant/award" in story(until(visitor, "90,000"), "grants")


def test_where_the_chain_is_broken_its_longest_part_is_shown(visitor, joint):
    joint.withdraw([f"{BASE}/accord/pact"])
    page = until(visitor, 'class="chain-kind">Accord<', there=False)
    for _ in range(100):
        if 'class="chain"' in page:
            break
        time.sleep(0.1)
        page = visitor.get("/").text
    chain = first(r'<ol class="chain">.*?</ol>', page)
    assert tuple(re.findall(r'href="([^"]+)"', chain)) == CHAIN[2:]
    assert "So far these records hold parts of it:" in page
