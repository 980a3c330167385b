"""No word of ours is left in English: in a made-up language, everything of ours stands between brackets.

Messages, labels of shapes and labels of vocabularies are put in brackets; whatever a page then says without them must
be data of a record, or one of the few things that have no translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from babel.core import Locale
from starlette.requests import Request
from starlette.testclient import TestClient

from api.app import create_app
from api.errors import explain
from catalogue.rdf import is_literal, parse, parts
from catalogue.shape_files import read_schema
from catalogue.vocabularies import pack_files
from tests.api.speaking import every_fixture, filled, write_language
from tests.api.visible import Said, visible

CODE = "eo"  # CLDR knows its dates and digits, and no word of it is an English one of ours
OPEN, CLOSE = "⟦", "⟧"
HARMLESS = re.compile(
    r"https?://\S+|\b[a-z]+/[a-z0-9.+-]+\b"  # addresses; media types
    r"|\b(?:JSON-LD|Linked Art|Turtle|N-Triples|BibTeX|SPARQL|SKOS|Khizana)\b"
)
DOWNLOADS = frozenset({"json", "xml", "csv", "tsv", "turtle", "ntriples", "rdfxml"})
LETTER = re.compile(r"[^\W\d_]")
NOT_OURS = {
    "pre": "examples of commands, the BibTeX entry",
    "textarea": "a query",
    ".tongues": "each language is named in itself",
    ".asked": "titles of queries, told by their own files in any language, and shown with it",
    "table": "what a query found: names of variables, values",
    ".ask-error": "the words of the query engine, marked as English",
    ".iri": "the record's own address",
    ".away": "the address of another site",
    ".names": "what a record is called in other languages",
    ".term-others": "what a term is called in other languages",
    ".tongue": "the code of a language; its name is CLDR's",
}
QUERY = "SELECT * { ?s ?p ?o } LIMIT 3"
PAGES = (
    *("/", "/search", "/search?q=qalam&type=object", "/search?q=carpet", "/search?q=zzz", "/search?q=zzz&type=object"),
    *("/search?q=carpet+zzz", "/search?sort=label&q=a&type=object", "/search?type=concept&page=2", "/concept?page=3"),
    *("/sparql", f"/sparql?query={QUERY}", "/sparql?query=SELECT", "/sparql?query=ASK+{}"),
    *("/sparql?query=ASK+{+?s+<x:x>+?o+}", "/sparql?query=SELECT+*+{+?s+<x:x>+?o+}", "/nothing-here", "/object?page=x"),
    *("/vocabulary", "/vocabulary/materials", "/vocabulary/nothing", "/activity", "/activity/object"),
)


def say(text: str) -> str:
    return f"{OPEN}{text}{CLOSE}"


@pytest.fixture(scope="module")
def speaking(tmp_path_factory):
    """A catalogue of every fixture, that also speaks the made-up language; and what its records say themselves."""
    folder = tmp_path_factory.mktemp("speaking")
    language = write_language(folder / CODE, say)
    source = every_fixture(folder, read_schema())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KHIZANA_LANGUAGES", str(language))
        made, _ = filled(folder, source)
    texts = {parts(o).text for _, _, o in parse(source.read_bytes(), "ntriples") if is_literal(o)}
    texts |= {
        parts(o).text for file in pack_files() for _, _, o in parse(file.read_bytes(), "turtle") if o.endswith('"')
    }
    with made.closing():
        yield made, frozenset(texts)


@pytest.fixture(scope="module")
def app(speaking):
    return create_app(speaking[0].settings, speaking[0])


@pytest.fixture(scope="module")
def client(app):
    with TestClient(app, headers={"Accept": "text/html", "Accept-Language": CODE}) as client:
        yield client


@pytest.fixture(scope="module")
def unmarked(speaking, app):
    """Tells what of a page is neither marked nor data nor harmless."""
    made, texts = speaking
    locale = Locale.parse(app.state.languages[CODE].locale)
    months = "|".join(locale.months["format"]["wide"].values())
    day = re.compile(rf"\d+-(?:{months})-\d+")
    spoken = frozenset(locale.languages.values())

    def ours(said: Said, left: str, searching: bool) -> bool:
        if said.inside(*NOT_OURS) and (not said.attribute or said.text in spoken or said.inside("pre")):
            return False
        for piece in left.split(" · "):
            bare = day.sub("", HARMLESS.sub("", piece)).strip(" .:")
            if not LETTER.search(bare) or piece in texts or bare in texts or bare in DOWNLOADS:
                continue
            if searching and (said.inside(".passage") or (said.inside("bdi") and any(piece in one for one in texts))):
                continue
            return True
        return False

    def unmarked(page: str, searching: bool = False) -> list[str]:
        told = _outside(visible(page))
        return [f"{said.attribute or 'text'}: {said.text}" for said, left in told if ours(said, left, searching)]

    assert made.schema.languages.count(CODE) == 1
    return unmarked


def _outside(said: Iterable[Said]) -> Iterator[tuple[Said, str]]:
    """Each text with what of it stands outside brackets; they may open in one element and close in another."""
    deep = 0
    for one in said:
        left, depth = [], 0 if one.attribute else deep
        for character in one.text:
            depth += (character == OPEN) - (character == CLOSE)
            left.append(character if depth == 0 and character != CLOSE else "")
        deep = deep if one.attribute else depth
        yield one, "".join(left)


@pytest.mark.parametrize("path", PAGES)
def test_no_word_of_a_page_is_untranslated(client, unmarked, path):
    page = client.get(path).text
    assert f'<html lang="{CODE}"' in page
    typed = re.compile(r"^text: (?:carpet zzz|zzz|qalam|carpet|a)(?: · |$)")
    found = [typed.sub("", one) for one in unmarked(page, searching="search" in path)]
    assert [one for one in found if LETTER.search(re.sub(rf"{OPEN}.*{CLOSE}|Khizana", "", one))] == []


def test_no_word_of_any_record_of_any_type_is_untranslated(client, unmarked, speaking):
    made, _ = speaking
    paths = [one.path for one in made.public_log.current() if one.slug != "concept"]
    assert {path.split("/")[1] for path in paths} | {"concept"} == set(made.schema.by_slug)
    ends = {f"text: {path.rsplit('/', 1)[1]}" for path in paths}  # what a record without a name is called
    found: dict[str, list[str]] = {}
    for path in paths:
        own = path.rsplit("/", 1)[1]
        said = [one for one in unmarked(client.get(path).text) if one not in ends and own not in one]
        found |= {path: said} if said else {}
    assert found == {}


def test_no_word_of_any_list_is_untranslated(client, unmarked, speaking):
    lists = [f"/{slug}" for slug in speaking[0].schema.by_slug]
    assert {path: said for path in lists if (said := unmarked(client.get(path).text))} == {}


def test_a_term_and_its_scheme_are_told_in_the_language(client, unmarked, speaking):
    made, _ = speaking
    terms = [one for one in made.public_log.current() if one.slug == "concept"][:: len(made.schema.by_slug)]
    assert len(terms) > 50
    for term in terms:
        page = client.get(term.path).text
        assert re.search(rf"<h1><bdi[^>]*>{OPEN}", page), term.path
        ours = [one for one in unmarked(page) if one not in _said_of(term.triples)]
        assert ours == [], term.path


def _said_of(triples) -> set[str]:
    """What a term says of itself in any language: its names in the others are shown beside, notes as they are."""
    texts = {parts(o).text for _, _, o in triples if is_literal(o)}
    return {f"text: {one}" for one in texts}


@pytest.mark.parametrize("status", [400, 404, 405, 406, 410, 429, 500, 503])
def test_every_explanation_of_an_error_is_told_in_the_language(app, unmarked, status):
    headers = [(b"accept", b"text/html"), (b"accept-language", CODE.encode())]
    scope = {"type": "http", "app": app, "method": "GET", "path": "/", "query_string": b"", "headers": headers}
    page = bytes(explain(Request(scope), status).body).decode()
    assert OPEN in page
    assert unmarked(page) == []


def test_a_record_that_was_withdrawn_is_told_of_in_the_language(client, unmarked, speaking):
    made, _ = speaking
    made.withdraw([f"{made.base}/object/pass-canteen"])
    answer = client.get("/object/pass-canteen")
    assert answer.status_code == 410
    assert unmarked(answer.text) == []


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Left in English</p>",
        '<a href="/" title="Left in English">⟦x⟧</a>',
        '<input aria-label="Left in English">',
        '<img alt="Left in English">',
        "<dt>⟦Half⟧ left</dt>",
        "<figcaption><bdi>Left in English</bdi></figcaption>",
    ],
)
def test_the_rule_sees_an_untranslated_word(client, unmarked, planted):
    page = client.get("/object/pass-ewer").text
    assert unmarked(page.replace("</main>", planted + "</main>")) != []


def test_the_rule_sees_a_message_that_the_language_lacks(client, unmarked):
    page = client.get("/object/pass-ewer").text
    for message in (say("Permanent address"), say("Cite this record")):
        assert unmarked(page.replace(message, message.strip(OPEN + CLOSE))) != []
