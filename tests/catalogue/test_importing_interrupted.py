"""Importing that breaks off, is overtaken by others, or is only tried."""

from __future__ import annotations

import pytest

from catalogue.interchange.decision import Deciding
from catalogue.rdf import literal
from tests.catalogue.asking import at, contents, count, edit, numbered, parts, state
from tests.catalogue.making import incoming, link, make, named, source

AAT = "http://vocab.getty.edu/aat/300011914"


def breaking(items, after):
    for number, item in enumerate(items):
        if number == after:
            raise InterruptedError
        yield item


@pytest.mark.parametrize("after", [0, 50, 100, 199, 250])
def test_an_interrupted_import_is_taken_up_and_ends_as_if_it_had_not_been(catalogue, schema, after):
    records = [
        named(schema, "object", f"o{n}", "A", part_of=[link("object", "whole")] if n % 7 == 0 else [])
        for n in range(240)
    ]
    records += [named(schema, "object", "whole", "The whole"), named(schema, "object", "last", "Last")]
    items = [incoming(schema, r) for r in records]
    if after < len(items):
        with pytest.raises(InterruptedError):
            catalogue.import_records(breaking(items, after), source())
        assert len(catalogue.open_imports()) == 1
    report = catalogue.import_records(items, source())
    assert report.complete
    assert report.stubs == {}
    assert catalogue.open_imports() == []
    for record in records:
        assert state(catalogue, record.iri) == record.triples
    assert count(catalogue, "version") == len(records)
    assert count(catalogue, "change_group") == 1


def test_a_curators_edit_between_interruption_and_resumption_stays(catalogue, schema):
    records = [named(schema, "object", f"o{n}", "As imported") for n in range(150)]
    items = [incoming(schema, r) for r in records]
    with pytest.raises(InterruptedError):
        catalogue.import_records(breaking(items, 120), source())
    edit(catalogue, records[0], "As imported", "As corrected")
    catalogue.import_records(items, source())
    assert literal("As corrected") in {t[2] for t in state(catalogue, at("object", "o0"))}


def test_another_import_does_not_take_up_the_interrupted_one(catalogue, schema):
    items = [incoming(schema, named(schema, "object", f"o{n}", "A")) for n in range(150)]
    with pytest.raises(InterruptedError):
        catalogue.import_records(breaking(items, 120), source())
    catalogue.import_records([incoming(schema, named(schema, "object", "zz", "Z"))], source("second"))
    assert len(catalogue.open_imports()) == 1


def test_a_report_is_whole_after_an_interruption(catalogue, schema):
    items = [incoming(schema, make(schema, "object", f"o{n}", {})) for n in range(150)]
    with pytest.raises(InterruptedError):
        catalogue.import_records(breaking(items, 120), source())
    [folder] = catalogue.settings.imports.iterdir()
    assert (folder / "report.txt").read_text("utf-8").count("Title: a value is missing") == 100


def interrupt(monkeypatch, act):
    """Does something between the decision on a batch and its writing."""
    decide = Deciding.decide

    def wrapped(self, *batch):
        made = decide(self, *batch)
        monkeypatch.setattr(Deciding, "decide", decide)
        act()
        return made

    monkeypatch.setattr(Deciding, "decide", wrapped)


def test_an_edit_that_is_saved_while_importing_is_not_lost(catalogue, schema, bring, monkeypatch):
    record = named(schema, "object", "o1", "As imported")
    bring(record)
    interrupt(monkeypatch, lambda: edit(catalogue, record, "As imported", "As corrected"))
    bring(named(schema, "object", "o1", "As imported", number_of_parts=[literal("2", "integer")]))
    objects = {t[2] for t in state(catalogue, at("object", "o1"))}
    assert {literal("As corrected"), literal("2", "integer")} <= objects


def test_a_record_that_is_made_while_importing_is_no_stub(catalogue, schema, bring, monkeypatch):
    made = named(schema, "person", "p1", "By hand")
    interrupt(monkeypatch, lambda: catalogue.save(made, "person"))
    bring(named(schema, "object", "o1", "A", production=[{"carried_out_by": [link("person", "p1")]}]))
    assert state(catalogue, at("person", "p1")) == made.triples


# Trying out.


def test_a_dry_run_writes_nothing_at_all(catalogue, schema, bring, folder):
    bring(numbered(schema, "aa", "W.1"))
    before, files = contents(catalogue), sorted(p.name for p in folder.rglob("*"))
    records = [
        numbered(schema, "aa", "W.9"), numbered(schema, "bb", "W.1"), make(schema, "object", "cc", {}),
        named(schema, "object", "dd", "D", material=[f"<{AAT}>"]), *parts(schema, ("ee", "ff"), ("ff", "ee")),
    ]  # fmt: skip
    report = bring(*records, dry_run=True)
    assert contents(catalogue) == before
    assert sorted(p.name for p in folder.rglob("*") if not p.name.endswith(("-wal", "-shm"))) == [
        f for f in files if not f.endswith(("-wal", "-shm"))
    ]
    assert (report.dry_run, report.folder) == (True, None)


def test_a_dry_run_says_what_would_be(catalogue, schema, bring):
    bring(numbered(schema, "aa", "W.1"))
    records = [numbered(schema, "aa", "W.9"), numbered(schema, "bb", "W.9"), make(schema, "object", "cc", {})]
    tried, done = bring(*records, dry_run=True), bring(*records)
    for what in ("read", "created", "updated", "unchanged", "refused", "incomplete", "warnings", "reasons"):
        assert getattr(tried, what) == getattr(done, what), what
