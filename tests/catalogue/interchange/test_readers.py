"""Children that wait for bodies: kept for one person, gone with another's turn, replaced when they break."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from catalogue.confinement import Confinement
from catalogue.interchange.bodies import UNREADABLE, read_body
from catalogue.interchange.incoming import Incoming, Level, Note, Origin, Refused
from catalogue.interchange.readers import CHILDREN, Readers
from catalogue.interchange.untrusted import Reading
from tests.catalogue.interchange import readers as bad
from tests.catalogue.making import BASE

BODY = Path("body")


@pytest.fixture
def readers(schema):
    made = Readers(schema, limits=Confinement(), patience=2)
    yield made
    made.close()


def telling(*_, **__):
    """A reader whose one refusal tells which process it runs in."""
    yield Refused(Origin("body"), (Note(Level.REFUSED, Origin("body"), str(os.getpid())),), "")


def process(readers: Readers, person: str) -> str:
    [told] = readers.read(person, Reading(telling, BODY))
    return told.notes[0].reason


def test_a_child_is_kept_for_one_person_and_no_other(readers):
    mine = process(readers, "ada")
    assert mine != str(os.getpid())
    assert process(readers, "ada") == mine
    others = [process(readers, f"other {n}") for n in range(CHILDREN)]
    assert mine not in others
    again = process(readers, "ada")
    assert again not in (mine, *others)


def test_a_body_that_breaks_its_child_is_refused_and_the_next_is_read(readers):
    for reader in (bad.breaks_down, bad.eats_memory, bad.never_ends):
        [refused] = readers.read("ada", Reading(reader, BODY))
        assert isinstance(refused, Refused)
    said = f"<{BASE}/object/jug> a <http://www.cidoc-crm.org/cidoc-crm/E22_Human-Made_Object> ."
    options = {"base": BASE, "syntax": "turtle", "about": f"{BASE}/object/jug", "key": ""}
    [one] = readers.read("ada", Reading(read_body, BODY, {**options, "content": said.encode()}))
    assert isinstance(one, Incoming)
    [none] = readers.read("ada", Reading(read_body, BODY, {**options, "content": b"<"}))
    assert none.origin == UNREADABLE


def test_a_patch_that_grows_without_end_ends_its_child_alone(readers):
    """Each operation doubles the document."""
    patch = "[" + ",".join(['{"op": "copy", "from": "/a", "path": "/a/-"}'] * 60) + "]"
    options = {
        "base": BASE,
        "syntax": "patch",
        "about": f"{BASE}/object/jug",
        "key": "",
        "document": {"a": ["x" * 999]},
    }
    [refused] = readers.read("ada", Reading(read_body, BODY, {**options, "content": patch.encode()}))
    assert "MiB of memory" in refused.notes[0].reason or "for 2 seconds" in refused.notes[0].reason
    assert process(readers, "ada")
