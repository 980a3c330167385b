"""Questions that a visitor asks who has guessed a secret: the answer must be that to any other word."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator
from urllib.parse import quote

from catalogue.accounts.throttle import Throttle
from tests.catalogue.files.samples import PNG
from tests.catalogue.making import BASE
from tests.leaks.visiting import LANGUAGES, SUFFIXES, Answer, Question, Visit, ask
from tests.leaks.visiting import get as _get
from tests.leaks.visiting import told as _told


def ask_search(visit: Visit, word: str) -> Iterator[Answer]:
    for language in LANGUAGES:
        yield "search", _get(visit, f"/search?q={quote(word)}&lang={language}", Accept="text/html")
    yield "search within", _get(visit, f"/search?q=openword+{quote(word)}", Accept="text/html")
    index = visit.house.catalogue.public_search
    yield "total", _told(index.search(word).total)
    yield "begun", _told(index.search(word[:-1]).total)
    yield "facets", _told(index.facets(["slug"], word))


def ask_sparql(visit: Visit, word: str) -> Iterator[Answer]:
    json_ = "application/sparql-results+json"
    for query in (
        f'ASK {{ ?s ?p ?o FILTER(CONTAINS(CONCAT(STR(?s), STR(?p), STR(?o)), "{word}")) }}',
        f'SELECT (COUNT(*) AS ?n) {{ ?s ?p "{word}" }}',
    ):
        yield "ask", _get(visit, f"/sparql?query={quote(query)}", Accept=json_)


def ask_links(visit: Visit, word: str) -> Iterator[Answer]:
    """What points to an address that holds the word."""
    index = visit.house.catalogue.public_search
    for slug, addresses in visit.pointing.items():
        yield "incoming", json.dumps(index.incoming(f"{BASE}/{slug}/{word}", addresses)).encode()


def ask_relations(visit: Visit, word: str) -> Iterator[Answer]:
    """What stands in a relation to a record of that name; the answer repeats what was asked about."""
    for slug, name in itertools.product(("person", "group", "place"), ("objectProducedByAgent", "personActiveAtPlace")):
        heard = visit.hear("GET", f"/relation/{name}?id={BASE}/{slug}/{word}", {})
        yield name, _told(heard.status) + heard.content.replace(word.encode(), b"")
    yield "relation", _get(visit, f"/relation/{word}?id={BASE}/object/o1")


def ask_pages(visit: Visit, word: str) -> Iterator[Answer]:
    for slug, suffix in itertools.product(("person", "loan"), SUFFIXES):
        yield "page", _get(visit, f"/{slug}/{word}{suffix}", Accept="text/html")
    yield "conditional", _get(visit, f"/person/{word}", **{"If-None-Match": "*"})
    yield "opened", _get(visit, f"/object/o1?links={word}", Accept="text/html")


def ask_versions(visit: Visit, word: str) -> Iterator[Answer]:
    for slug, suffix in itertools.product(("person", "loan"), SUFFIXES):
        yield "version", _get(visit, f"/{slug}/{word}{suffix}?version=1", Accept="text/html")
    time = {"Accept-Datetime": "Mon, 01 Jan 2001 00:00:00 GMT"}
    yield "time", _get(visit, f"/person/{word}", **time)
    yield "list", _get(visit, f"/person/{word}/versions", Accept="text/html")


def ask_files(visit: Visit, word: str) -> Iterator[Answer]:
    """A file with the word as its name, and one with the word as its content."""
    digest = visit.house.files[0].removeprefix(BASE).split("/")[2]
    guessed = hashlib.sha256(PNG + word.encode()).hexdigest()
    for path in (f"/file/{digest}/{word}.png", f"/file/{guessed}/openword.png", f"/file/{guessed}/{word}.png"):
        yield "file", _get(visit, path, Accept="image/png")


def ask_reports(visit: Visit, word: str) -> Iterator[Answer]:
    for slug in ("person", "loan"):
        yield "report", _get(visit, f"/{slug}/{word}/report", Accept="text/html")
        yield "sent", ask(visit, "POST", f"/{slug}/{word}/report", {"Accept": "text/html"}, data={"text": "x"})


def ask_entrances(visit: Visit, word: str) -> Iterator[Answer]:
    """Whoever is not known learns nothing of what there is."""
    for path in (f"/edit/person/{word}", f"/edit/{word}", f"/edit/search?q={word}", f"/account/sign-in?next=/{word}"):
        for accept in ("text/html", "application/json"):
            yield "entrance", _get(visit, path, Accept=accept)


def ask_vocabularies(visit: Visit, word: str) -> Iterator[Answer]:
    """A scheme by a word, and one of the words's own address."""
    schemes = visit.client.app.state.schemes  # type: ignore[attr-defined]
    for path in (f"/vocabulary/{word}", schemes.scheme(f"https://terms.example/{word}").path):
        for suffix in SUFFIXES:
            yield "scheme", _get(visit, path + suffix, Accept="text/html")


def ask_to_sign_in(visit: Visit, word: str) -> Iterator[Answer]:
    """The word as a name, as a password, as a code, as the mark of a letter, as a token and as a session."""
    people = visit.client.app.state.people  # type: ignore[attr-defined]
    people.throttle = Throttle()  # or whoever asks last would only hear that they ask too often
    page = {"Accept": "text/html"}
    for name, password in ((word, "seven green lanterns"), ("nobody", word)):
        said = {"name": name, "password": password, "next": "/edit"}
        yield "signed in", ask(visit, "POST", "/account/sign-in", page, data=said)
    yield "code", ask(visit, "POST", "/account/code", page, data={"code": word})
    yield "letter", ask(visit, "POST", "/account/forgotten", page, data={"name": word})
    for mark in (word, f"1.2999-01-01T00:00:00.{word}", f"{word}.2999.x"):
        yield "new password", _get(visit, f"/account/new-password?mark={mark}", Accept="text/html")
        said = {"mark": mark, "password": "seven green lanterns", "again": "seven green lanterns"}
        yield "another password", ask(visit, "POST", "/account/new-password", page, data=said)
    yield "identity", _get(visit, f"/account/identity?next=/{word}", Accept="text/html")
    yield "back", _get(visit, f"/account/identity/back?code={word}&state={word}", Accept="text/html")
    for headers in ({"Authorization": f"Bearer {word}"}, {"Cookie": f"khizana={word}"}):
        yield "known", _get(visit, "/edit/search", Accept="application/json", **headers)
        yield "public", _get(visit, "/object/o1", Accept="text/html", **headers)


def ask_to_write(visit: Visit, word: str) -> Iterator[Answer]:
    """A record of that name, made, changed or ended by nobody; a list of that institution."""
    for method in ("PUT", "PATCH", "DELETE", "POST", "OPTIONS"):
        for accept in ("application/json", "text/html"):
            headers = {"Accept": accept, "Content-Type": "application/ld+json", "If-Match": "*"}
            yield method, ask(visit, method, f"/person/{word}?institution={word}", headers, content="{}")


QUESTIONS: dict[str, Question] = {
    q.__name__: q
    for q in (
        ask_search,
        ask_sparql,
        ask_links,
        ask_relations,
        ask_pages,
        ask_versions,
        ask_files,
        ask_reports,
        ask_vocabularies,
        ask_entrances,
        ask_to_sign_in,
        ask_to_write,
    )
}
