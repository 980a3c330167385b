"""The pages of vocabularies: all schemes, one scheme with its hierarchy, a term with its uses."""

from __future__ import annotations

import json
import re

import pytest
from starlette.testclient import TestClient

from api import vocabularies
from api.app import create_app
from api.languages import LANGUAGES
from catalogue.publication import Summary
from catalogue.rdf import parse
from catalogue.schemes import Scheme, hierarchy
from tests.api.joint_work import BASE, ELSEWHERE, SCHEME, SKOS, first

MATERIALS = "/vocabulary/materials"
PAPER, JAPANESE, GLASS = (f"{BASE}/concept/{name}" for name in ("paper", "japanese", "glass"))


@pytest.fixture(scope="module")
def reader(joint):
    with TestClient(create_app(joint.settings, joint), headers={"Accept": "text/html"}) as client:
        yield client


def page(reader, path: str, language: str = "en") -> str:
    reader.cookies.clear()
    answer = reader.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_schemes_are_listed_in_the_readers_language_with_the_number_of_public_terms(reader, joint, language):
    label = joint_scheme_label(language.code)
    said = page(reader, "/vocabulary", language.code)
    assert re.search(rf'<a href="{MATERIALS}"><bdi[^>]*>{label}</bdi>(?:(?!</li>).)*class="count">[3٣۳]<', said)
    assert f'lang="{language.code}"' in said


def joint_scheme_label(language: str) -> str:
    return {"en": "Materials", "ar": "المواد", "fa": "مواد", "tr": "Malzemeler"}[language]


def test_a_scheme_of_others_is_called_by_the_end_of_its_address_and_has_a_page(reader):
    path = first(r'<a href="(/vocabulary/[a-z0-9]+)"><bdi[^>]*>Colours<', page(reader, "/vocabulary"), 1)
    said = page(reader, path)
    assert '<a href="/concept/blue">' in said
    assert ELSEWHERE in said


def test_a_scheme_shows_its_hierarchy_and_every_name(reader):
    said = page(reader, MATERIALS, "ar")
    assert re.search(r'<a href="/concept/paper"><bdi[^>]*lang="ar">ورق</bdi></a>', said)
    for name in ("paper", "کاغذ", "kâğıt"):
        assert name in said
    below = said[said.index('href="/concept/paper"') :]
    assert re.match(r"(?:(?!</li>).)*<ul>\s*<li>(?:(?!</li>).)*/concept/japanese", below, re.DOTALL)
    assert "object" in said, "where its terms are chosen"


def test_a_term_leads_to_its_scheme_and_shows_what_uses_it_and_what_is_narrower(reader):
    said = page(reader, "/concept/paper")
    assert f'<a href="{MATERIALS}"><bdi lang="en">Materials</bdi></a>' in said
    assert "http://vocab.getty.edu/aat/300014109" in said
    narrower = said[said.index("Narrower terms") :]
    assert "/concept/japanese" in narrower
    used = page(reader, "/concept/japanese")
    assert "Broader term" in used
    assert re.search(r'Objects of this material <span class="count">2</span>', used)


def test_a_scheme_is_skos_as_turtle_and_as_triples(reader):
    answer = reader.get(MATERIALS + ".ttl")
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    triples = set(parse(answer.content, "turtle"))
    assert triples == set(parse(reader.get(MATERIALS + ".nt").content, "ntriples"))
    broader, matched = f"<{SKOS}broader>", f"<{SKOS}exactMatch>"
    assert (f"<{JAPANESE}>", broader, f"<{PAPER}>") in triples
    assert (f"<{PAPER}>", matched, "<http://vocab.getty.edu/aat/300014109>") in triples
    assert {s for s, p, _ in triples if p == f"<{SKOS}topConceptOf>"} == {f"<{PAPER}>", f"<{GLASS}>"}
    assert (f"<{PAPER}>", f"<{SKOS}prefLabel>", '"ورق"@ar') in triples


def test_a_scheme_is_json(reader):
    answer = reader.get(MATERIALS, headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/ld+json"
    told = json.loads(answer.text)
    assert told["id"] == SCHEME
    assert [top["id"] for top in told["hasTopConcept"]] == [GLASS, PAPER]
    assert told["hasTopConcept"][1]["narrower"][0]["prefLabel"] == {"en": "Japanese paper"}


def test_a_scheme_with_no_public_term_is_not_there(reader):
    assert "Hidden" not in page(reader, "/vocabulary")
    nothing = reader.get("/vocabulary/nothing")
    assert nothing.status_code == 404
    assert reader.get("/vocabulary/loss-statuses").content == nothing.content


def test_a_form_nobody_has_is_refused(reader):
    assert reader.get(MATERIALS, headers={"Accept": "image/png"}).status_code == 406


def test_a_client_that_has_it_already_gets_304(reader):
    for path in ("/vocabulary", MATERIALS, MATERIALS + ".ttl"):
        first = reader.get(path)
        assert reader.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_a_long_scheme_is_paged_and_a_term_stays_with_what_is_narrower(reader, monkeypatch):
    monkeypatch.setattr(vocabularies, "PAGE", 2)
    first, second = page(reader, f"{MATERIALS}?page=1"), page(reader, f"{MATERIALS}?page=2")
    assert reader.get(f"{MATERIALS}?page=3").status_code == 404
    assert "/concept/glass" in first
    assert "/concept/paper" not in first
    assert "/concept/paper" in second
    assert "/concept/japanese" in second


def test_before_the_stores_are_ready_a_vocabulary_says_when_to_come_again(joint):
    answer = TestClient(create_app(joint.settings, joint)).get("/vocabulary")
    assert answer.status_code == 503
    assert "retry-after" in answer.headers


def test_a_circle_of_terms_is_whole_in_json():
    public = {one: Summary(one, f"/{one[-1]}", "concept", {"en": one[-1]}, "") for one in ("t:a", "t:b")}
    tops = hierarchy(public, [("t:a", "t:b"), ("t:b", "t:a")], {one: one for one in public})
    told = json.loads(vocabularies._json(Scheme("t:scheme", "/vocabulary/s", {}), tops, public, []))
    [top] = told["hasTopConcept"]
    assert [one["id"] for one in top["narrower"]] == ["t:b"]
    assert top["narrower"][0]["narrower"] == [{"id": "t:a"}]
