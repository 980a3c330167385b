"""Promises that every page keeps, whatever it is about."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from api.languages import LANGUAGES

PATHS = (
    "/",
    "/object",
    "/object/lamp",
    "/concept/paper",
    "/search?q=leaf",
    "/search?q=zzz",
    "/activity",
    "/activity/object?page=2",
    "/nothing-here",
)


class Elements(HTMLParser):
    """The elements of a page; complains of what was not closed."""

    VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

    def __init__(self) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.all.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.all.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"{tag} closes what was not open: {self.getpos()}"


def elements(page: str) -> Elements:
    parsed = Elements()
    parsed.feed(page)
    assert parsed.open == []
    return parsed


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_well_formed_and_says_its_language_and_direction(client, path, language):
    page = client.get(path, headers={"Accept-Language": language.code}).text
    parsed = elements(page)
    html = next(attributes for tag, attributes in parsed.all if tag == "html")
    assert (html["lang"], html["dir"]) == (language.code, language.direction)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_one_heading_one_main_and_a_way_to_skip_to_it(client, path):
    parsed = elements(client.get(path).text)
    tags = [tag for tag, _ in parsed.all]
    assert tags.count("h1") == tags.count("main") == 1
    assert any(a.get("class") == "skip" and a.get("href") == "#content" for _, a in parsed.all)


@pytest.mark.parametrize("path", PATHS)
def test_no_identifier_stands_twice_on_a_page(client, path):
    found = [str(a["id"]) for _, a in elements(client.get(path).text).all if "id" in a]
    assert sorted(found) == sorted(set(found))


@pytest.mark.parametrize("path", PATHS)
def test_nothing_on_a_page_is_inline_or_comes_from_elsewhere(client, path):
    page = client.get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\">)", page)
    assert "<style" not in page
    for tag, attributes in elements(page).all:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        if attributes.get("type") == "application/ld+json":
            continue  # data, which no browser runs
        if tag in {"script", "img"} or (tag == "link" and attributes.get("rel") == "stylesheet"):
            assert (attributes.get("src") or attributes.get("href") or "").startswith("/static/")


@pytest.mark.parametrize("path", PATHS)
def test_every_field_to_write_in_has_a_name(client, path):
    for tag, attributes in elements(client.get(path).text).all:
        if tag == "input" and attributes.get("type") != "hidden":
            assert attributes.get("aria-label")


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_every_record_type_has_a_list_also_an_empty_one(empty_app, language):
    client = TestClient(empty_app, headers={"Accept": "text/html"})
    for kind in empty_app.state.schema.record_types:
        answer = client.get(f"/{kind.slug}?lang={language.code}")
        assert answer.status_code == 200
        assert kind.plurals[language.code] in answer.text


def test_an_empty_catalogue_says_what_to_do(empty_app):
    client = TestClient(empty_app, headers={"Accept": "text/html"})
    page = client.get("/").text
    assert "Nothing has been published yet." in page
    assert "khizana publish" in page
