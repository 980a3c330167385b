"""No secret leaves by any door: not in words, not in addresses, not in the way a question is answered."""

from __future__ import annotations

import logging
import re
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress

import pytest

from catalogue import journal
from catalogue.catalogue import Catalogue
from catalogue.interchange.incoming import Incoming
from catalogue.interchange.rdf_files import read_rdf
from catalogue.interchange.sources import open_sources
from catalogue.public_view import public_view
from catalogue.publication import Gone
from catalogue.rdf import lines
from catalogue.record import view
from tests.catalogue.making import BASE, link, named
from tests.leaks.doors import DOORS, KEPT, REMEMBERING
from tests.leaks.planted import LOUD
from tests.leaks.questions import QUESTIONS
from tests.leaks.visiting import ABSENT, Visit, told_of

HASHED = {"a password", "a session", "a session of the chief", "a token", "a refused row"}
ERASED = {"the name of every type, erased"}


def test_the_secrets_are_in_the_house(visit):
    """Or the tests below would find nothing because there is nothing."""
    said = "".join(_rows(visit.house.catalogue.settings.journal))
    said += str([file.read_bytes() for file in visit.house.catalogue.settings.files.rglob("*") if file.is_file()])
    said += "".join(f.read_text("utf-8") for f in visit.house.catalogue.settings.imports.rglob("*") if f.is_file())
    absent = {what for what, word in visit.house.secrets.items() if word not in said}
    assert absent == {"a source", "a fingerprint", "of an unfinished import", *HASHED} & absent | ERASED
    assert len(visit.house.secrets) > 90
    log = visit.house.catalogue.public_log
    assert [log.by_path(path) for path in visit.house.hidden_paths] == [None] * len(visit.house.hidden_paths)
    assert all(isinstance(log.by_path(path), Gone) for path in visit.house.gone_paths)


def _rows(journal_file) -> Iterator[str]:
    """Every row of every table, states and forms unpacked."""
    database = sqlite3.connect(journal_file)
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for row in (row for name in tables for row in database.execute(f'SELECT * FROM "{name}"')):
        yield str(row)
        for value in row:
            if isinstance(value, bytes):
                with suppress(zlib.error):
                    yield zlib.decompress(value).decode()
    database.close()


def test_the_front_page_of_the_house_tells_its_stories(visit):
    """Or the doors below would say nothing of them."""
    page = visit.client.get("/", headers={"Accept": "text/html"}).text
    for told in ('class="chain"', 'id="cooperation"', "/grant/m1", "/accord/a1"):
        assert told in page


@pytest.mark.parametrize("door", DOORS)
def test_no_secret_leaves_by(visit, door):
    assert told_of(visit.house.secrets, visit.by(door, DOORS)) == []


@pytest.mark.parametrize("door", [d for d in DOORS if d not in REMEMBERING])
def test_nothing_that_was_public_once_leaves_by(visit, door):
    former = {what: word for what, word in visit.house.former.items() if (door, what) not in KEPT}
    assert told_of(former, visit.by(door, DOORS)) == []


@pytest.mark.parametrize(
    "door", [d for d in DOORS if d not in ("entrances", "errors", "writing", "closed", "endings", "assets")]
)
def test_what_is_public_does_leave_by(visit, door):
    said = b"".join(said for _, said in visit.by(door, DOORS)).lower()
    assert any(word.encode() in said for word in LOUD)


@pytest.mark.parametrize("door", [d for d in DOORS if d not in ("files_of_stores", "search_words")])
def test_a_secret_changes_nothing_that_is_said_by(visit, other, door):
    """The same house with other secrets says the same, to the byte: no hash, no count, no order tells of them."""
    one, two = visit.by(door, DOORS), other.by(door, DOORS)
    assert [where for where, _ in one] == [where for where, _ in two]
    assert [where for (where, a), (_, b) in zip(one, two, strict=True) if a != b] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_secret_that_was_guessed_is_answered_like_any_word(visit, question):
    expected = _answers(visit, question, ABSENT)
    for what, word in visit.house.secrets.items():
        if word.startswith("zq"):
            assert _answers(visit, question, word) == expected, what


def _answers(visit: Visit, question: str, word: str) -> list[bytes]:
    """What a question is answered, without the word, which pages repeat, and the hash of such a page."""
    said = (said.replace(word.encode(), b"*") for _, said in QUESTIONS[question](visit, word))
    return [re.sub(rb"'etag', '[^']*'", b"", one) for one in said]


def test_staff_find_what_is_secret_and_the_public_nowhere_that_it_could_ask(visit):
    """The working side knows the secrets: only then does it mean something that no door tells them."""
    house = visit.house
    stores = house.catalogue.settings.stores
    assert house.catalogue.working.position() > 0
    deadline = time.monotonic() + 10
    while house.catalogue.working_search.position() < house.catalogue.working.position():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    known = [word for word in house.secrets.values() if house.catalogue.working_search.search(word).total]
    assert len(known) > len(house.secrets) / 4
    for door in ("checkpoint", "files_of_stores", "search_documents", "search_words"):
        said = b"".join(said for _, said in DOORS[door](visit)).lower()
        assert [word for word in known if word.encode() in said] == [], door
    for path in (p for name in ("working", "working-search") for p in (stores / name).rglob("*") if p.is_file()):
        assert visit.client.get(f"/static/{path.name}").status_code == 404
        assert visit.client.get(f"/{path.relative_to(house.catalogue.settings.data)}").status_code == 404


@pytest.mark.parametrize("suffix", ["", ".json", ".ttl", ".nt"])
def test_a_record_that_was_never_published_is_like_nothing(visit, suffix):
    for path in visit.house.hidden_paths:
        slug, number = path.strip("/").split("/")
        nothing = visit.hear("GET", f"/{slug}/{'x' * len(number)}{suffix}", {"Accept": "*/*"})
        hidden = visit.hear("GET", path + suffix, {"Accept": "*/*"})
        assert hidden.status == nothing.status == 404
        assert hidden.content == nothing.content
        assert hidden.headers == nothing.headers


def test_what_was_withdrawn_says_only_that_it_is_gone(visit):
    for path in visit.house.gone_paths:
        answer = visit.client.get(path, headers={"Accept": "application/json"})
        assert answer.status_code == 410
        assert "etag" not in answer.headers
        assert "last-modified" not in answer.headers


def test_no_secret_is_logged(visit, caplog):
    with caplog.at_level(logging.DEBUG):
        for door in ("pages", "searches", "errors"):
            list(DOORS[door](visit))
        visit.house.catalogue.verify()
    said = caplog.text.lower()
    assert [what for what, word in visit.house.secrets.items() if word in said] == []


def test_the_name_of_a_part_tells_nothing_of_what_is_hidden_in_it(tmp_path, schema):
    """Whoever guesses what is hidden must not see, by making the name again, that the guess was right."""
    item = {"object": [link("object", "o1")], "courier": [link("person", "p1")]}
    guess = named(schema, "loan", "l1", "A loan", item=[item])
    file = tmp_path / "loan.nt"
    file.write_text(re.sub(f"<{guess.local}#([^>]*)>", r"_:\1", lines(guess.triples)), "utf-8")
    seen = []
    for folder in ("one", "two"):
        with Catalogue.create(tmp_path / folder, BASE, bare=True, schema=schema).closing() as catalogue:
            items, source = open_sources([file], None, schema, catalogue.settings, catalogue.naming_key)
            assert catalogue.import_records(items, source).created == {"loan": 1}
            with catalogue.database.reading() as reading:
                held = catalogue.record(*journal.state(reading, guess.iri))
            found = public_view(view(held, schema.by_slug["loan"]), lambda _: True)
            seen.append({t[0] for t in found.triples} - {f"<{guess.iri}>"})
    guessed = {t[0] for t in guess.triples}
    read = {t[0] for one in read_rdf(file, schema, BASE) if isinstance(one, Incoming) for t in one.triples}
    assert all(seen)
    assert not seen[0] & seen[1]
    assert not (seen[0] | seen[1]) & (guessed | read)
