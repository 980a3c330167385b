"""Before a publication: what the public will see, what stays inside, what is in the way."""

from __future__ import annotations

import pytest

from catalogue import journal
from catalogue.catalogue import Catalogue
from catalogue.preflight import preflight
from tests.catalogue.asking import at
from tests.catalogue.making import link, named, text, without


@pytest.fixture(autouse=True)
def no_stores(monkeypatch):
    monkeypatch.setattr(Catalogue, "follow", lambda _: True)


def look(catalogue, *records):
    with catalogue.database.reading() as connection:
        held = list(journal.find(connection, (at(*one.split("/")) for one in records)).values())
    found = preflight(catalogue.database, catalogue.publisher, catalogue.schema, catalogue.base, held)
    return found[0] if len(found) == 1 else {one.held.path: one for one in found}


def said(record):
    return "\n".join(" ".join(t) for t in record.triples)


def test_staff_fields_stay_inside(lending, schema):
    lending.save(named(schema, "object", "o1", "A picture", staff_note=[text("in the safe")]), "object")
    one = look(lending, "object/o1")
    assert "in the safe" in said(one.working)
    assert "A picture" in said(one.public)
    assert "in the safe" not in said(one.public)
    assert one.published is None
    assert one.blocked is None


def test_what_it_keeps_silent_about_is_listed(lending, schema):
    lending.save(named(schema, "object", "o1", "A picture", current_owner=[link("group", "g1")]), "object")
    one = look(lending, "object/o1")
    assert one.silent == ("/group/g1",)
    assert "/group/g1" not in said(one.public)
    together = look(lending, "object/o1", "group/g1")
    assert together["/object/o1"].silent == ()


def test_a_text_that_names_what_is_not_public_is_told(lending, schema):
    note = {"credit_line": [text("Given by A MUSEUM, with thanks")], "current_owner": [link("group", "g1")]}
    lending.save(named(schema, "object", "o1", "A picture", **note), "object")
    (found,) = look(lending, "object/o1").named
    assert (found.path, found.name, found.text) == ("/group/g1", "A museum", "Given by A MUSEUM, with thanks")
    lending.publish([at("group", "g1")])
    assert look(lending, "object/o1").named == ()


def test_what_cannot_be_published_says_why(lending, schema):
    lending.save(without(named(schema, "object", "o9", "x"), "o9#"), "object")
    one = look(lending, "object/o9")
    assert one.public is None
    assert one.blocked is not None
    assert one.blocked.findings


def test_the_state_that_is_public_now_stands_beside(lending, schema):
    lending.publish_all()
    lending.save(named(schema, "object", "o1", "Another"), "object")
    one = look(lending, "object/o1")
    assert "A picture" in said(one.published)
    assert "Another" in said(one.public)
    assert "Another" not in said(one.published)
    with lending.database.reading() as connection:
        assert journal.state(connection, at("object", "o1"))[0].status == "changed", "a rehearsal changes nothing"
