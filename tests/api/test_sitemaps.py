"""What crawlers are told: where everything is, and what is none of theirs."""

from __future__ import annotations

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.publication import stretches
from tests.api.collection import BASE, DRAFT, WITHDRAWN
from tests.standing import filled

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with filled(tmp_path_factory.mktemp("mapped") / "c").closing() as made:
        yield made


@pytest.fixture
def program(house):
    return TestClient(create_app(house.settings, house), follow_redirects=False)


def read(answer) -> list[tuple[str, str]]:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    root = ET.fromstring(answer.content)
    return [(one.findtext("s:loc", "", NAMES), one.findtext("s:lastmod", "", NAMES)) for one in root]


def mapped(program: TestClient) -> dict[str, str]:
    found: list[tuple[str, str]] = []
    for place, _ in read(program.get("/sitemap.xml")):
        found += read(program.get(place.removeprefix(BASE)))
    assert len(found) == len({place for place, _ in found})
    return dict(found)


@pytest.mark.parametrize("length", [7, 10_000])
def test_every_public_record_is_in_one_sitemap_with_the_time_of_its_last_change(house, program, monkeypatch, length):
    monkeypatch.setattr(stretches, "LENGTH", length)
    expected = {BASE + one.path: f"{one.updated:%Y-%m-%dT%H:%M:%SZ}" for one in house.public_log.current()}
    assert mapped(program) == expected
    assert BASE + DRAFT not in expected
    assert BASE + WITHDRAWN not in expected
    for place, _ in read(program.get("/sitemap.xml")):
        assert len(read(program.get(place.removeprefix(BASE)))) <= length


def test_what_the_list_of_sitemaps_says_of_their_time_is_that_of_the_last_in_them(program):
    for place, time in read(program.get("/sitemap.xml")):
        assert time == max(when for _, when in read(program.get(place.removeprefix(BASE))))


def test_what_changes_leaves_the_others_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setattr(stretches, "LENGTH", 10)
    with filled(tmp_path / "c").closing() as made:
        held = stretches.Stretches(made.database)
        before = {(one.slug, one.number): held.read(one.slug, one.number) for one in held.all()}
        made.withdraw([f"{BASE}/object/leaf-07"])
        after = {(one.slug, one.number): held.read(one.slug, one.number) for one in held.all()}
    differing = {place for place in before if before[place] != after.get(place, [])}
    assert len(differing) == 1
    assert after.keys() <= before.keys()


@pytest.mark.parametrize(
    "path",
    ["/sitemap/object/2.xml", "/sitemap/object/0.xml", "/sitemap/object/x.xml", "/sitemap/object/01.xml",
     "/sitemap/nothing/1.xml", "/sitemap/object/1", "/sitemap/object/9999999999999999999999.xml",
     "/sitemap/object/١.xml"],
)  # fmt: skip
def test_there_are_no_others(program, path):
    assert program.get(path).status_code == 404


def test_robots_may_read_records_and_not_what_has_no_end_or_is_for_staff(program):
    told = program.get("/robots.txt")
    assert told.headers["content-type"] == "text/plain; charset=utf-8"
    rules = RobotFileParser()
    rules.parse(told.text.splitlines())
    assert rules.site_maps() == [f"{BASE}/sitemap.xml"]
    for path in ("/", "/object", "/object/lamp", "/object/lamp.json", "/sitemap.xml", "/.well-known/void", "/activity"):
        assert rules.can_fetch("Any", BASE + path), path
    for path in ("/search?q=a&type=object", "/sparql", "/sparql?query=x", "/edit", "/edit/object/lamp", "/account"):
        assert not rules.can_fetch("Any", BASE + path), path
    for ending in (r"/\*/report\$", r"/\*\?links="):
        assert re.search(rf"^Disallow: {ending}$", told.text, re.MULTILINE)
