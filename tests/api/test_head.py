"""What the head of a record's page tells machines."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.schema_org import TABLE, SchemaOrg
from catalogue.rdf import literal
from tests.api.collection import BASE, at, dated, name
from tests.api.every_type import every_type, path
from tests.api.test_answers import publish
from tests.standing import bare, schema

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
LINKED_ART = 'application/ld+json;profile="https://linked.art/ns/v1/linked-art.json"'
HOSTILE = "Bowl </script><script>alert(1)</script><!-- & \u2028\" 'x'"


class Heads(HTMLParser):
    """The links, meta elements and data of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []
        self.meta: list[tuple[str, str]] = []
        self.scripts: list[dict[str, str | None]] = []
        self.data = ""
        self.within = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "link":
            self.links.append(said)
        if tag == "meta" and "content" in said:
            self.meta.append((said.get("name") or said.get("property") or "", said["content"] or ""))
        if tag == "script":
            self.scripts.append(said)
            self.within = said.get("type") == "application/ld+json"

    def handle_endtag(self, tag):
        self.within = self.within and tag != "script"

    def handle_data(self, data):
        self.data += data if self.within else ""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with bare(tmp_path_factory.mktemp("heads") / "c").closing() as made:
        publish(made, "/concept/clay", {"name": [name("clay")]})
        publish(made, "/place/tabriz", {"name": [name("Tabriz")]})
        life = {"birth": [{"timespan": [dated("1500-01-01", "1502-12-31")], "place": [at("/place/tabriz")]}]}
        publish(made, "/person/musli", {"name": [name("Musli")], **life})
        publish(made, "/object/set", {"title": [name("A set of bowls")]})
        bowl = {
            "title": [name(HOSTILE)],
            "accession_number": [{"content": [literal("1887.5")]}],
            "description": [{"content": [literal("Of clay, </script> " + "painted " * 60)]}],
            "production": [{"carried_out_by": [at("/person/musli")], "timespan": [dated("1549-01-01", "1550-12-31")]}],
            "material": [at("/concept/clay")],
            "part_of": [at("/object/set")],
        }
        publish(made, "/object/bowl", bowl)
        yield made


@pytest.fixture(scope="module")
def client(house):
    settings = replace(house.settings, title="Treasury", licence=CC0, publisher="A museum")
    return TestClient(create_app(settings, house), headers={"Accept": "text/html", "Accept-Language": "en"})


def heads(client, where: str) -> Heads:
    answer = client.get(where)
    assert answer.status_code == 200
    return Heads(answer.text)


def test_search_engines_are_told_what_it_is(client):
    told = json.loads(heads(client, "/object/bowl").data)
    person = {"@type": "Person", "@id": f"{BASE}/person/musli", "name": "Musli", "url": f"{BASE}/person/musli"}
    expected = {
        "@context": "https://schema.org", "@type": "VisualArtwork", "@id": f"{BASE}/object/bowl",
        "url": f"{BASE}/object/bowl", "name": HOSTILE, "creator": person, "dateCreated": "1549/1550",
        "identifier": "1887.5", "sdLicense": CC0, "sdPublisher": {"@type": "Organization", "name": "A museum"},
    }  # fmt: skip
    assert {key: told.get(key) for key in expected} == expected
    assert told["material"]["name"] == "clay"
    assert told["isPartOf"]["@id"] == f"{BASE}/object/set"
    assert told["isPartOf"]["@type"] == "VisualArtwork"
    assert told["description"].startswith("Of clay, </script> painted")


def test_a_person_is_a_person_with_a_life(client):
    told = json.loads(heads(client, "/person/musli").data)
    assert (told["@type"], told["birthDate"], told["birthPlace"]["name"]) == ("Person", "1500/1502", "Tabriz")


def test_no_text_breaks_out_of_the_head(client):
    page = client.get("/object/bowl").text
    found = Heads(page)
    assert [one for one in found.scripts if not one.get("src")] == [{"type": "application/ld+json"}]
    assert "alert(1)</script>" not in page.lower()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert "\u2028" not in data


def test_programs_that_collect_references_are_told_as_much(client):
    meta = heads(client, "/object/bowl").meta
    core = [(name.removeprefix("DC."), value) for name, value in meta if name.startswith("DC.")]
    assert core == [
        ("title", HOSTILE), ("identifier", f"{BASE}/object/bowl"), ("type", "Object"), ("creator", "Musli"),
        ("date", "1549/1550"), ("publisher", "A museum"), ("rights", CC0),
    ]  # fmt: skip


def test_whoever_shares_a_link_sees_a_title_and_a_short_description(client):
    meta = dict(heads(client, "/object/bowl").meta)
    assert (meta["og:title"], meta["og:site_name"]) == (HOSTILE, "Treasury")
    assert meta["og:url"] == f"{BASE}/object/bowl"
    assert meta["og:description"] == meta["description"]
    assert meta["description"].startswith("Of clay, </script> painted painted")
    assert meta["description"].endswith("painted …")
    assert len(meta["description"]) <= 302


def test_what_has_no_description_is_told_by_its_facts(client):
    assert dict(heads(client, "/concept/clay").meta)["description"] == "Term · Treasury"


@pytest.mark.parametrize("slug", [one.slug for one in schema().record_types])
def test_each_page_has_one_description_in_linked_art_and_says_so_twice(slug):
    made = every_type()
    client = TestClient(create_app(made.settings, made), headers={"Accept": "text/html"})
    for query in ("", "?lang=fa", "?version=1"):
        answer = client.get(path(slug) + query)
        found = Heads(answer.text)
        (link,) = [one for one in found.links if one.get("rel") == "describedby"]
        end = query if "version" in query else ""
        assert (link["href"], link["type"]) == (f"{path(slug)}.json{end}", LINKED_ART)
        said = LINKED_ART.replace('"', "'")
        assert answer.headers["link"].count('rel="describedby"') == 1
        assert f'<{link["href"]}>; rel="describedby"; type="{said}"' in answer.headers["link"]
        described = client.get(str(link["href"]))
        assert described.headers["content-type"] == LINKED_ART
        assert bool(found.data) is ("version" not in query)
        if found.data:
            assert json.loads(found.data)["@id"] == described.json()["id"]


def test_the_table_knows_every_class_of_the_shapes_and_each_of_its_paths_leads_somewhere():
    words = SchemaOrg(schema(), BASE)
    classes = {one for kind in schema().record_types for one in kind.classes}
    assert [one for one in sorted(classes) if words.type_of(one) == "Thing"] == []
    assert words.type_of("https://example.org/Other") == "Thing"
    led = {one.name for plan in words._plans.values() for one in plan}
    named = set(re.findall(r"^(\w+) = \{ as", TABLE.read_text("utf-8"), re.MULTILINE))
    assert named == led
