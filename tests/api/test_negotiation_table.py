"""Which form of a record a client gets: one table, and each record type is asked by all of it."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.negotiation import HTML, JSON, NTRIPLES, RECORD_FORMS, TURTLE, wanted
from catalogue.publication import PublicRecord
from catalogue.rdf import lines, parse
from tests.api.every_type import every_type, path
from tests.standing import schema

LINKED_ART = "https://linked.art/ns/v1/linked-art.json"
OTHER = "https://profiles.example/other"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

TABLE = [
    # nothing in particular
    (None, HTML),
    ("", HTML),
    ("*/*", HTML),
    ("*/*;q=0.1", HTML),
    (BROWSER, HTML),
    # one form, by each of its names
    ("text/html", HTML),
    ("application/xhtml+xml", HTML),
    ("application/ld+json", JSON),
    ("application/json", JSON),
    ("text/turtle", TURTLE),
    ("application/x-turtle", TURTLE),
    ("application/n-triples", NTRIPLES),
    ("TEXT/Turtle", TURTLE),
    ("text/turtle; charset=utf-8", TURTLE),
    # families
    ("text/*", HTML),
    ("application/*", JSON),  # XHTML is none of what we send
    ("text/*, text/html;q=0", TURTLE),
    # the profile of Linked Art, however it is written
    (f'application/ld+json;profile="{LINKED_ART}"', JSON),
    (f'application/ld+json; profile="{LINKED_ART}"', JSON),
    (f"application/ld+json;profile={LINKED_ART}", JSON),
    (f'application/ld+json;PROFILE="{LINKED_ART}"', JSON),
    (f'application/ld+json;profile="{OTHER} {LINKED_ART}"', JSON),
    (f'application/ld+json;q=0.5;profile="{LINKED_ART}", text/turtle;q=0.4', JSON),
    (f'application/ld+json;profile="{LINKED_ART}";q=0.4, text/turtle;q=0.5', TURTLE),
    # a profile that is not ours is a wish
    (f'application/ld+json;profile="{OTHER}"', JSON),
    (f'application/ld+json;profile="{OTHER}", */*;q=0.1', JSON),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded", text/html;q=0.9', JSON),
    (f'application/ld+json;profile="{OTHER}", application/ld+json;q=0.2, text/turtle;q=0.5', TURTLE),
    (f'application/ld+json;profile="{OTHER}";q=0, text/turtle', TURTLE),
    # ours is more specific than the type alone, which is more than the family, which is more than anything
    (f'application/ld+json;q=0.1, application/ld+json;profile="{LINKED_ART}", application/json;q=0, text/turtle', JSON),
    (f'application/ld+json, application/ld+json;profile="{LINKED_ART}";q=0.1, application/json;q=0, text/html;q=0.5',
     HTML),
    ("text/*;q=0.3, text/html;q=0.1, text/turtle;q=0.2", TURTLE),
    ("*/*, text/html;q=0.1", JSON),
    ("*/*, text/html;q=0", JSON),
    # weights
    ("text/html;q=0.5, application/ld+json", JSON),
    ("text/html;q=0.5, text/turtle;q=0.7, application/ld+json;q=0.6", TURTLE),
    ("text/html;q=0.500, application/ld+json;q=0.501", JSON),
    ("text/turtle, application/n-triples", TURTLE),
    ("application/n-triples, text/turtle", TURTLE),  # among equals ours decides
    ("text/turtle;q=9", TURTLE),
    ("text/turtle;q=nonsense", TURTLE),
    # commas and semicolons within quotes are no ends
    ('application/ld+json;profile="a,b;c", text/turtle;q=0.1;x="y;q=1, text/html"', JSON),
    ('text/turtle;x="\\"," ', TURTLE),
    ('text/turtle;x="never closed', TURTLE),
    # what we have not
    ("image/png", None),
    ("application/rdf+xml", None),
    ("text/html;q=0", None),
    ("text/html;q=0.0", None),
    ("*/*;q=0", None),
    ("nonsense", None),
    (",,;;", None),
    ("image/png, text/turtle;q=0.1", TURTLE),
]  # fmt: skip
ASKED = [None, "*/*", "text/html", "application/ld+json", "application/json", "text/turtle", "application/n-triples",
         f'application/ld+json;profile="{LINKED_ART}"', f'application/ld+json;profile="{OTHER}"',
         "text/html;q=0.4, text/turtle;q=0.5", "image/png"]  # fmt: skip
SLUGS = [one.slug for one in schema().record_types]


@pytest.fixture(scope="module")
def program():
    made = every_type()
    return TestClient(create_app(made.settings, made), follow_redirects=False)


def named(form) -> str:
    return form.name if form is not None else "none"


@pytest.mark.parametrize(("accept", "form"), TABLE, ids=lambda one: repr(one) if isinstance(one, str) else None)
def test_the_table(accept, form):
    assert named(wanted(accept, RECORD_FORMS)) == named(form)


def test_an_endless_header_is_read_so_far_and_no_further():
    assert wanted("a/b," * 1_000 + "text/turtle", RECORD_FORMS) is None
    assert wanted('"' * 100_000, RECORD_FORMS) is None


@pytest.mark.parametrize("slug", SLUGS)
def test_each_record_type_answers_by_the_table(program, slug):
    expected = {accept: wanted(accept, RECORD_FORMS) for accept in ASKED}
    for accept, form in expected.items():
        answer = _get(program, path(slug), accept)
        if form is None:
            assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (406, "*")
            continue
        _is_in_form(answer, form, slug)
        assert "Accept" in answer.headers["vary"].split(", ")
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("slug", SLUGS)
def test_a_suffix_beats_whatever_is_accepted(program, slug):
    for form in (one for one in RECORD_FORMS if one.suffix):
        bodies = set()
        for accept in ASKED:
            answer = _get(program, path(slug) + form.suffix, accept)
            _is_in_form(answer, form, slug)
            bodies.add(answer.content)
        assert len(bodies) == 1
        assert answer.headers["content-location"] == path(slug) + form.suffix
        asked_for = _get(program, path(slug), form.bare)
        assert asked_for.content in bodies
        assert asked_for.headers["content-location"] == path(slug) + form.suffix


def _get(program: TestClient, where: str, accept: str | None):
    request = program.build_request("GET", where)
    request.headers.pop("accept", None)
    if accept is not None:
        request.headers["accept"] = accept
    return program.send(request, follow_redirects=False)


def _is_in_form(answer, form, slug: str) -> None:
    """The type that is named, and a body that is of it."""
    made = every_type()
    record = made.public_log.by_path(path(slug))
    assert isinstance(record, PublicRecord)
    assert (answer.status_code, answer.headers["content-type"]) == (200, form.content_type)
    if form is HTML:
        assert answer.text.startswith("<!doctype html>")
    elif form is JSON:
        told = json.loads(answer.text)
        assert (told["@context"], told["id"]) == (LINKED_ART, record.iri)
    else:
        assert lines(parse(answer.content, form.name)) == lines(record.triples)
