"""Importing: nothing is doubled, nothing of a curator's is lost, and whatever was not done is said."""

from __future__ import annotations

import hashlib

import pytest

from catalogue import journal
from catalogue.interchange.decision import Deciding
from catalogue.interchange.incoming import Hint, Level, Note, Origin, Refused
from catalogue.namespaces import CRM
from catalogue.publication import PublicRecord
from catalogue.rdf import literal, parse
from catalogue.record import Record
from tests.catalogue.making import (
    BASE,
    aat,
    crm,
    foreign,
    incoming,
    link,
    make,
    named,
    source,
    text,
    with_triples,
)

AAT = "http://vocab.getty.edu/aat/300011914"


def held(catalogue, iri):
    with catalogue.database.reading() as connection:
        return journal.find(connection, [iri]).get(iri)


def state(catalogue, iri):
    with catalogue.database.reading() as connection:
        return journal.state(connection, iri)[1]


def count(catalogue, table):
    with catalogue.database.reading() as connection:
        return connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()


def contents(catalogue):
    """Every row of the database, as a hash."""
    with catalogue.database.reading() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        rows = [connection.exec_driver_sql(f"SELECT * FROM {t}").all() for t in tables.scalars().all()]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def at(slug, number):
    return f"{BASE}/{slug}/{number}"


def edit(catalogue, record, old, new):
    """A curator writes one text for another."""
    triples = frozenset((s, p, literal(new) if o == literal(old) else o) for s, p, o in record.triples)
    catalogue.save(Record(record.iri, record.path, record.local, triples), record.path.split("/")[1])


def notes(report):
    return (report.folder / "report.txt").read_text("utf-8") if report.folder else ""


# The same again, and what changed since.


def test_new_records_come_in_as_drafts(catalogue, schema, bring):
    report = bring(named(schema, "object", "o1", "A"), named(schema, "person", "p1", "B"))
    assert (report.read, dict(report.created), report.complete) == (2, {"object": 1, "person": 1}, True)
    assert state(catalogue, at("object", "o1")) == named(schema, "object", "o1", "A").triples
    assert held(catalogue, at("object", "o1")).status == "draft"
    assert catalogue.public_log.position() == 0
    assert catalogue.open_imports() == []


def test_the_same_again_adds_nothing(catalogue, schema, bring):
    records = [named(schema, "object", f"o{n}", "A") for n in range(3)]
    bring(*records)
    report = bring(*records)
    assert (report.unchanged, report.created, report.updated) == (3, {}, {})
    assert count(catalogue, "version") == 3
    assert count(catalogue, "change") == 1


def test_what_the_source_changed_is_changed(catalogue, schema, bring):
    bring(named(schema, "object", "o1", "Before"))
    report = bring(named(schema, "object", "o1", "After", material=[aat(1)]))
    assert dict(report.updated) == {"object": 1}
    assert literal("After") in {t[2] for t in state(catalogue, at("object", "o1"))}


def test_a_curators_edit_outlives_the_same_import(catalogue, schema, bring):
    record = named(schema, "object", "o1", "As imported")
    bring(record)
    edit(catalogue, record, "As imported", "As corrected")
    report = bring(record)
    assert report.unchanged == 1
    assert literal("As corrected") in {t[2] for t in state(catalogue, at("object", "o1"))}


def test_edit_and_news_are_joined_and_the_next_import_knows_both(catalogue, schema, bring):
    record = named(schema, "object", "o1", "As imported")
    bring(record)
    edit(catalogue, record, "As imported", "As corrected")
    news = named(schema, "object", "o1", "As imported", number_of_parts=[literal("2", "integer")])
    assert dict(bring(news).updated) == {"object": 1}
    assert bring(news).unchanged == 1
    assert bring(record).updated
    objects = {t[2] for t in state(catalogue, at("object", "o1"))}
    assert literal("As corrected") in objects
    assert literal("2", "integer") not in objects


def test_a_conflict_is_reported_and_the_curator_kept(catalogue, schema, bring):
    record = named(schema, "object", "o1", "As imported")
    bring(record)
    edit(catalogue, record, "As imported", "As corrected")
    report = bring(named(schema, "object", "o1", "From the source"))
    assert literal("As corrected") in {t[2] for t in state(catalogue, at("object", "o1"))}
    assert "Source and curator both changed this value" in notes(report)
    assert report.warnings >= 1


def test_a_record_of_another_source_is_refused_unless_it_says_the_same(catalogue, schema, bring):
    record = named(schema, "object", "o1", "A")
    bring(record)
    assert bring(record, name="other").unchanged == 1
    report = bring(named(schema, "object", "o1", "B"), name="other")
    assert (report.refused, report.complete) == (1, False)
    assert "did not come from this source" in notes(report)
    assert state(catalogue, at("object", "o1")) == record.triples


def test_a_record_that_was_made_by_hand_is_not_overwritten(catalogue, schema, bring):
    catalogue.save(named(schema, "object", "o1", "By hand"), "object")
    assert bring(named(schema, "object", "o1", "From a file")).refused == 1
    assert literal("By hand") in {t[2] for t in state(catalogue, at("object", "o1"))}


# Identity.


@pytest.mark.parametrize("between", [0, 150])
def test_two_rows_with_one_identity_are_not_one(catalogue, schema, bring, between):
    others = [named(schema, "object", f"x{n}", "X") for n in range(between)]
    twice = incoming(schema, named(schema, "object", "o1", "Second"), "row 2")
    first = incoming(schema, named(schema, "object", "o1", "First"), "row 1")
    items = [first, *(incoming(schema, o) for o in others), twice]
    report = catalogue.import_records(items, source())
    assert report.refused == 1
    assert "row 2" in notes(report)
    assert "same identity as made.nt, row 1" in notes(report)
    assert literal("First") in {t[2] for t in state(catalogue, at("object", "o1"))}


def test_a_record_that_waits_for_the_end_is_not_its_own_double(catalogue, schema, bring):
    report = bring(named(schema, "object", "o1", "A", production=[{"carried_out_by": [link("person", "nobody")]}]))
    assert (report.refused, report.read) == (0, 1)
    assert notes(report).count("Nothing is known of what it refers to") == 1


def test_notes_of_a_record_that_waits_are_told_once(catalogue, schema):
    record = named(schema, "object", "o1", "A", material=[f"<{AAT}>"])
    note = Note(Level.WARNING, Origin("f", "row 1"), "Kept as written.")
    report = catalogue.import_records([incoming(schema, record, notes=(note,))], source())
    assert notes(report).count("Kept as written.") == 1
    assert report.reasons["Kept as written."] == 1


def test_an_address_keeps_its_kind(catalogue, schema, bring):
    bring(named(schema, "object", "o1", "A thing"))
    person = make(schema, "person", "zz", {"name": [text("A person")]}, iri=at("object", "o1"))
    report = bring(person)
    assert report.refused == 1
    assert held(catalogue, at("object", "o1")).slug == "object"
    assert literal("A thing") in {t[2] for t in state(catalogue, at("object", "o1"))}


def test_a_path_belongs_to_one_record(catalogue, schema, bring):
    bring(named(schema, "object", "o1", "A thing"))
    squatter = make(schema, "object", "o1", {"title": [text("B")]}, iri="https://elsewhere.example/1")
    astray = make(schema, "object", "o2", {"title": [text("B")]}, iri="https://elsewhere.example/2")
    strange = [named(schema, "object", number, "C") for number in ("A1", "x", "a_b", "a/b", "-ab", "a" * 65)]
    report = bring(squatter, astray, *strange)
    assert report.refused == 8
    assert "/object/o1 is the place of another record" in notes(report)
    assert count(catalogue, "record") == 1


# Refusals.


def test_a_bad_row_stays_out_and_the_rest_comes_in(catalogue, schema):
    bad = with_triples(
        named(schema, "object", "bad", "B"), (link("object", "bad"), crm("P45_consists_of"), literal("clay"))
    )
    items = [incoming(schema, named(schema, "object", "o1", "A")), incoming(schema, bad, "row 7", raw='{"the": "row"}')]
    report = catalogue.import_records(items, source())
    assert (report.refused, dict(report.created)) == (1, {"object": 1})
    assert held(catalogue, at("object", "bad")) is None
    assert report.refused_file.read_text("utf-8") == '{"the": "row"}\n'
    assert 'refused: made.nt, row 7 [Material] “"clay"”' in notes(report)


def test_what_a_reader_refused_is_kept_aside(catalogue, schema):
    why = Note(Level.REFUSED, Origin("f.csv", "row 2"), "It has no number.", "Give it one.", "number", "x" * 500)
    report = catalogue.import_records([Refused(why.origin, (why,), "a,b,c\n")], source())
    assert report.refused_file.read_text("utf-8") == "a,b,c\n"
    line = notes(report)
    assert line.startswith("refused: f.csv, row 2 [number] “xxx")
    assert "It has no number. Give it one." in line
    assert len(line) < 300


def test_a_refused_file_in_triples_can_be_read_again(catalogue, schema):
    bad = with_triples(
        named(schema, "object", "bad", "B"), (link("object", "bad"), crm("P45_consists_of"), literal("clay"))
    )
    report = catalogue.import_records([incoming(schema, bad)], source())
    assert frozenset(parse(report.refused_file.read_bytes(), "ntriples")) == bad.triples


def test_a_gap_is_told_and_lets_the_record_in(catalogue, schema, bring):
    report = bring(make(schema, "object", "o1", {}))
    assert (report.refused, report.incomplete) == (0, 1)
    assert "warning: made.nt, /object/o1 [Title]: Title: a value is missing" in notes(report)


# What records refer to.


def test_a_stub_is_made_of_a_hint_and_filled_by_a_later_document(catalogue, schema, bring):
    record = named(schema, "object", "o1", "A", material=[f"<{AAT}>"])
    hint = Hint(AAT, f"{CRM}E57_Material", (("en", "parchment"),), ("300011914",))
    report = catalogue.import_records([incoming(schema, record, hints=(hint,))], source())
    assert dict(report.stubs) == {"concept": 1}
    assert held(catalogue, AAT).stub
    assert {literal("parchment"), literal("300011914"), crm("E57_Material")} <= {t[2] for t in state(catalogue, AAT)}
    document = foreign(schema, "concept", AAT, {"name": [text("parchment (material)")]})
    report = bring(document, name="the thesaurus")
    assert (report.refused, dict(report.updated)) == (0, {"concept": 1})
    assert not held(catalogue, AAT).stub
    assert state(catalogue, AAT) == document.triples


def test_a_hint_never_touches_what_is_held(catalogue, schema, bring):
    concept = foreign(schema, "concept", AAT, {"name": [text("vellum")]})
    bring(concept)
    hint = Hint(AAT, f"{CRM}E57_Material", ((None, "SOMETHING ELSE"),))
    record = named(schema, "object", "o1", "A", material=[f"<{AAT}>"])
    report = catalogue.import_records([incoming(schema, record, hints=(hint,))], source("other", "other"))
    assert report.stubs == {}
    assert state(catalogue, AAT) == concept.triples


def test_a_stub_of_the_wrong_kind_becomes_what_its_document_says(catalogue, schema, bring):
    """Who made it was taken for a person; it turns out to be a workshop."""
    maker = "https://viaf.example/7"
    bring(named(schema, "object", "o1", "A", production=[{"carried_out_by": [f"<{maker}>"]}]))
    stub = held(catalogue, maker)
    other = "group" if stub.slug == "person" else "person"
    report = bring(foreign(schema, other, maker, {"name": [text("A workshop")]}), name="viaf")
    assert report.refused == 0
    found = held(catalogue, maker)
    assert (found.slug, found.path, found.stub) == (other, stub.path.replace(stub.slug, other), False)
    assert not [f for f in catalogue.validate() if f.blocks_saving]
    catalogue.publish_all()
    assert isinstance(catalogue.public_log.by_path(found.path), PublicRecord)


def test_a_stub_of_the_wrong_kind_that_is_public_is_not_turned_over_in_silence(catalogue, schema, bring):
    maker = "https://viaf.example/7"
    record = named(schema, "object", "o1", "A", production=[{"carried_out_by": [f"<{maker}>"]}])
    hint = Hint(maker, f"{CRM}E21_Person", (("en", "A workshop"),))
    catalogue.import_records([incoming(schema, record, hints=(hint,))], source())
    catalogue.publish_all()
    report = bring(foreign(schema, "group", maker, {"name": [text("A workshop")]}), name="viaf")
    assert report.refused == 1
    assert "/person/" in notes(report)
    assert held(catalogue, maker).slug == "person"


def test_a_reference_to_nothing_is_told_and_made_a_draft_without_a_name(catalogue, schema, bring):
    report = bring(named(schema, "object", "o1", "A", production=[{"carried_out_by": [link("person", "p9")]}]))
    assert dict(report.stubs) == {"person": 1}
    assert "Nothing is known of what it refers to" in notes(report)
    assert held(catalogue, at("person", "p9")).stub
    assert {b.path for b in catalogue.publish_all().blocked} == {"/person/p9"}


def test_what_comes_later_in_the_source_is_no_stub(catalogue, schema, bring):
    loans = [named(schema, "object", f"o{n}", "A", part_of=[link("object", "whole")]) for n in range(150)]
    report = bring(*loans, named(schema, "object", "whole", "The whole"))
    assert report.stubs == {}
    assert dict(report.created) == {"object": 151}


def test_an_address_of_ours_where_nothing_can_be_is_told(catalogue, schema, bring):
    report = bring(named(schema, "object", "o1", "A", material=[f"<{BASE}/nonsense/x!>"]))
    assert "at which there can be no record" in notes(report)
    assert count(catalogue, "record") <= 1


@pytest.mark.parametrize("far", [1, 150])
def test_a_reference_to_a_refused_record_is_a_reference_to_nothing(catalogue, schema, bring, far):
    """The refused record is not there; what pointed to it gets a stub and says so."""
    bad = with_triples(
        named(schema, "object", "bad", "B"), (link("object", "bad"), crm("P45_consists_of"), literal("clay"))
    )
    others = [named(schema, "object", f"x{n}", "X") for n in range(far - 1)]
    report = bring(named(schema, "object", "o1", "A", part_of=[link("object", "bad")]), *others, bad)
    assert (report.refused, report.created["object"]) == (1, far)
    assert held(catalogue, at("object", "bad")).stub
    assert not [f for f in catalogue.validate() if f.blocks_saving]


def test_a_chain_of_references_to_a_refused_record_is_cut_at_one_link(catalogue, schema, bring):
    bad = with_triples(
        named(schema, "object", "cc", "C"), (link("object", "cc"), crm("P45_consists_of"), literal("clay"))
    )
    a = named(schema, "object", "aa", "A", part_of=[link("object", "bb")])
    b = named(schema, "object", "bb", "B", part_of=[link("object", "cc")])
    report = bring(a, b, bad)
    assert report.created["object"] == 2
    assert not held(catalogue, at("object", "bb")).stub
    assert held(catalogue, at("object", "cc")).stub


# Circles.


def parts(schema, *pairs):
    return [
        named(schema, "object", child, child, part_of=[link("object", whole)] if whole else [])
        for child, whole in pairs
    ]


def edges(catalogue):
    with catalogue.database.reading() as connection:
        states = list(journal.heads(connection))
    return {
        (h.path[8:], t[2][1:-1].rsplit("/", 1)[1]) for h, s in states for t in s if t[1] == crm("P46i_forms_part_of")
    }


def leads_round(found):
    up = dict(found)
    for start in up:
        here, seen = start, set()
        while here in up and here not in seen:
            seen.add(here)
            here = up[here]
        if here in seen:
            return True
    return False


@pytest.mark.parametrize("between", [0, 150])
def test_nothing_is_part_of_itself_however_far_round(catalogue, schema, bring, between):
    a, b, c = parts(schema, ("aa", "bb"), ("bb", "cc"), ("cc", "aa"))
    report = bring(a, b, *parts(schema, *((f"x{n}", None) for n in range(between))), c)
    assert report.complete
    assert not leads_round(edges(catalogue))
    assert len(edges(catalogue)) == 2
    assert notes(report).count("It would become part of itself") == 1


def test_a_circle_with_what_is_held_is_found(catalogue, schema, bring):
    bring(*parts(schema, ("aa", "bb"), ("bb", None)))
    report = bring(*parts(schema, ("bb", "aa")))
    assert edges(catalogue) == {("aa", "bb")}
    assert "It would become part of itself" in notes(report)


def test_whole_and_part_may_change_places(catalogue, schema, bring):
    bring(*parts(schema, ("aa", "bb"), ("bb", None)))
    for order in (("aa", None), ("bb", "aa")), (("bb", None), ("aa", "bb")), (("bb", "aa"), ("aa", None)):
        report = bring(*parts(schema, *order))
        assert "part of itself" not in notes(report)
        assert edges(catalogue) == {(c, w) for c, w in order if w}


def test_a_thing_that_is_part_of_itself_is_not(catalogue, schema, bring):
    report = bring(*parts(schema, ("aa", "aa")))
    assert edges(catalogue) == set()
    assert report.complete


def test_a_circle_left_out_is_not_made_again_by_the_same_import(catalogue, schema, bring):
    records = parts(schema, ("aa", "bb"), ("bb", "aa"))
    bring(*records)
    before = edges(catalogue)
    report = bring(*records)
    assert edges(catalogue) == before
    assert report.unchanged == 2


# Values that only one record may have.


def numbered(schema, number, *accession):
    return named(schema, "object", number, number, accession_number=[text(a) for a in accession])


@pytest.mark.parametrize("between", [0, 150])
def test_a_unique_value_has_one_owner(catalogue, schema, bring, between):
    others = [named(schema, "object", f"x{n}", "X") for n in range(between)]
    report = bring(numbered(schema, "aa", "W.1"), *others, numbered(schema, "bb", "W.1"))
    assert report.refused == 1
    assert f"This value belongs to another record: {at('object', 'aa')}." in notes(report)
    assert held(catalogue, at("object", "bb")) is None


def test_a_value_let_go_can_be_taken(catalogue, schema, bring):
    bring(numbered(schema, "aa", "W.1"))
    bring(numbered(schema, "aa", "W.2"))
    assert bring(numbered(schema, "bb", "W.1")).complete
    assert bring(numbered(schema, "cc", "W.2")).refused == 1


@pytest.mark.parametrize("order", [("aa", "bb"), ("bb", "aa")])
def test_two_records_may_exchange_their_values(catalogue, schema, bring, order):
    bring(numbered(schema, "aa", "W.1"), numbered(schema, "bb", "W.2"))
    changed = {"aa": numbered(schema, "aa", "W.2"), "bb": numbered(schema, "bb", "W.1")}
    assert bring(*(changed[o] for o in order)).complete
    assert bring(numbered(schema, "cc", "W.1")).refused == 1


def test_a_refused_record_keeps_no_value(catalogue, schema, bring):
    bad = with_triples(numbered(schema, "aa", "W.1"), (link("object", "aa"), crm("P45_consists_of"), literal("clay")))
    report = bring(bad, numbered(schema, "bb", "W.1"))
    assert report.created["object"] == 1
    assert held(catalogue, at("object", "bb"))


def test_a_value_is_unique_within_its_field_only(catalogue, schema, bring):
    bring(numbered(schema, "aa", "W.1"))
    other = named(schema, "object", "bb", "bb", former_number=[text("W.1")])
    assert bring(other, named(schema, "loan", "l1", "L", number=[text("W.1")])).complete


def test_what_is_saved_by_hand_keeps_its_value_too(catalogue, schema, bring):
    catalogue.save(numbered(schema, "aa", "W.1"), "object")
    assert bring(numbered(schema, "bb", "W.1")).refused == 1
    bring(numbered(schema, "cc", "W.3"))
    with pytest.raises(Exception, match="belongs to another record"):
        catalogue.save(numbered(schema, "dd", "W.3"), "object")


def test_nothing_saved_by_hand_is_part_of_itself(catalogue, schema, bring):
    a, b = parts(schema, ("aa", "bb"), ("bb", None))
    bring(a, b)
    with pytest.raises(Exception, match="part of itself"):
        catalogue.save(parts(schema, ("bb", "aa"))[0], "object")


# Interruptions and others at work.


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


def test_stubs_are_known_as_such_to_the_record_table(catalogue, schema, bring):
    bring(named(schema, "object", "o1", "A", material=[f"<{AAT}>"]))
    with catalogue.database.reading() as connection:
        assert [h.iri for h in journal.all_held(connection, stub=True)] == [AAT]
