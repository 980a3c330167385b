"""Right to left: what runs the other way stands apart, so that no number, folio or range is turned around."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.shape_files import read_schema
from tests.api.speaking import every_fixture, filled
from tests.api.visible import Said, visible

LATIN = re.compile(r"[A-Za-z]")
RANGE = re.compile(r"[0-9٠-٩۰-۹]\S*\s?[-–/.:]\s?\S*[0-9٠-٩۰-۹]")
OF_OURS = re.compile(
    r"JSON-LD|Turtle|N-Triples|Linked Art|SPARQL|BibTeX|Khizana|ISIL|ROR|DOI|Object ID|\u2066[^\u2069]*\u2069"
)
APART = frozenset({"pre", "code", "textarea"})


pytestmark = pytest.mark.trial


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Every page of a record that is not a term, by path, in the languages written from the right."""
    folder = tmp_path_factory.mktemp("directions")
    made, _ = filled(folder, every_fixture(folder, read_schema()))
    with made.closing(), TestClient(create_app(made.settings, made), headers={"Accept": "text/html"}) as client:
        paths = [one.path for one in made.public_log.current() if "/pass-" in one.path]
        yield {(path, code): client.get(f"{path}?lang={code}").text for path in paths for code in ("ar", "fa")}


def apart(said: Said) -> bool:
    """Whether a text has a direction of its own."""
    inner = [one for one in said.within if one.tag not in {"html", "body"}]
    return any(one.tag == "bdi" or one.tag in APART or "dir" in one.attributes for one in inner)


def loose(page: str) -> list[str]:
    """Texts of data on a page that could be turned around by what stands beside them."""
    found = (one for one in visible(page) if not one.attribute and not one.inside("title"))
    return [
        one.text
        for one in found
        if not apart(one)
        and not one.inside(".range", ".tongues")
        and (LATIN.search(OF_OURS.sub("", one.text)) or RANGE.search(one.text))
    ]


def test_no_text_of_a_record_is_without_a_direction_of_its_own(pages):
    assert len(pages) > 100
    assert {where: said for where, page in pages.items() if (said := loose(page))} == {}


def test_numbers_and_addresses_of_records_are_isolated(pages):
    said = [one for page in pages.values() for one in visible(page) if not one.attribute]
    numbers = [one for one in said if one.inside(".number")]
    assert len(numbers) > 20
    assert {one.within[-1].tag for one in numbers} == {"bdi"}
    addresses = [one for one in said if one.inside(".iri")]
    assert len(addresses) == len(pages)
    assert all(any(e.attributes.get("dir") == "ltr" for e in one.within) for one in addresses)


def test_a_computed_interval_runs_as_the_page_does(pages):
    intervals = re.findall(r'<span class="computed"[^>]*><bdi dir="(\w+)">[^<]*–', "".join(pages.values()))
    assert set(intervals) == {"rtl"}


@pytest.mark.parametrize("planted", ["<p>f. 22v</p>", "<dd>1970.301.2</dd>", "<span>١٥٣٩–١٥٤٠</span>"])
def test_the_rule_sees_a_loose_text(pages, planted):
    page = pages["/object/pass-ewer", "ar"]
    assert loose(page.replace("</main>", planted + "</main>"))
