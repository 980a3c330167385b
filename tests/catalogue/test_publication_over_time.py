"""Publication while time passes and others work: clocks, unfinished imports, names, other shapes."""

from __future__ import annotations

import io

import pytest

from catalogue import publication, publishing
from catalogue.catalogue import Catalogue
from catalogue.namespaces import SHAPES, SKOS, TYPE
from catalogue.publication import Gone
from catalogue.rdf import literal
from catalogue.record import Record
from catalogue.shape_files import read_schema
from tests.catalogue.asking import at
from tests.catalogue.lending import LENDER, public, said
from tests.catalogue.making import AUDIENCE, LOAN, STAFF, crm, incoming, link, make, named, source, text, with_triples


@pytest.fixture(autouse=True)
def no_stores(monkeypatch):
    """What the stores make of the log is asked elsewhere."""
    monkeypatch.setattr(Catalogue, "follow", lambda _: True)


# Time, and others who write at the same moment.


def test_public_time_never_goes_back(lending, monkeypatch):
    for year, slug, number in (("2030", "group", "g1"), ("2020", "object", "o1"), ("2031", "loan", "l1")):
        monkeypatch.setattr(publication.writing, "now", lambda year=year: f"{year}-01-01T00:00:00.000000Z")
        lending.publish([at(slug, number)])
    times = [e.time[:4] for e in lending.public_log.entries(0)]
    assert times == sorted(times)
    assert times[:2] == ["2030", "2030"]


def interrupt(monkeypatch, act):
    """Does something between what a publication decides and what it writes."""
    decide = publishing.Publisher._neighbours

    def wrapped(self, connection, work):
        found = decide(self, connection, work)
        monkeypatch.setattr(publishing.Publisher, "_neighbours", decide)
        act()
        return found

    monkeypatch.setattr(publishing.Publisher, "_neighbours", wrapped)


def test_a_change_while_publishing_is_published_as_it_is_then(lending, schema, monkeypatch):
    interrupt(monkeypatch, lambda: lending.save(named(schema, "object", "o1", "Newer"), "object"))
    lending.publish([at("object", "o1")])
    assert "Newer" in said(lending, "object", "o1")


def test_a_flaw_saved_while_publishing_is_not_published(lending, schema, monkeypatch):
    interrupt(monkeypatch, lambda: lending.save(make(schema, "object", "o1", {}), "object"))
    assert [b.path for b in lending.publish([at("object", "o1")]).blocked] == ["/object/o1"]
    assert public(lending, "object", "o1") is None


def test_what_is_withdrawn_while_another_is_published_is_not_pointed_to(lending, monkeypatch):
    lending.publish([at("group", "g1"), at("object", "o1")])
    interrupt(monkeypatch, lambda: lending.withdraw([at("object", "o1")]))
    lending.publish([at("loan", "l1")])
    assert at("object", "o1") not in said(lending, "loan", "l1")
    assert "framed" not in said(lending, "loan", "l1")


# Unfinished imports.


def test_records_of_an_unfinished_import_are_not_published(catalogue, schema):
    def items():
        for number in range(150):
            yield incoming(schema, named(schema, "object", f"o{number}", "A"))
        raise InterruptedError

    with pytest.raises(InterruptedError):
        catalogue.import_records(items(), source())
    assert [o.title for o in catalogue.open_imports()] == ["made (first)"]
    assert catalogue.publish_all().asked == 0
    done = catalogue.publish([at("object", "o1")])
    assert done.written == 0
    assert ["import" in b.reason for b in done.blocked] == [True]
    assert catalogue.public_log.position() == 0


def test_a_published_record_that_an_unfinished_import_changed_stays_as_it_was(catalogue, schema, bring):
    bring(named(schema, "object", "o1", "Before"))
    catalogue.publish_all()

    def items():
        yield incoming(schema, named(schema, "object", "o1", "After"))
        for number in range(100, 250):
            yield incoming(schema, named(schema, "object", f"o{number}", "A"))
        raise InterruptedError

    with pytest.raises(InterruptedError):
        catalogue.import_records(items(), source())
    catalogue.publish_all()
    assert "Before" in said(catalogue, "object", "o1")


# Names.


def test_a_summary_names_a_record_in_the_languages_of_its_names(catalogue, schema, bring):
    languages = {
        tag: make(schema, "concept", f"lang-{tag}", {"name": [text(tag)], "notation": [literal(tag)]})
        for tag in ("ar", "en")
    }
    titles = [
        text("كتاب", language=[f"<{languages['ar'].iri}>"]),
        text("A book", language=[f"<{languages['en'].iri}>"]),
    ]
    bring(*languages.values(), make(schema, "object", "o1", {"title": titles}))
    catalogue.publish_all()
    [summary] = catalogue.public_log.summaries([at("object", "o1")]).values()
    assert summary.labels == {"ar": "كتاب", "en": "A book"}


def test_a_summary_says_nothing_that_a_draft_says(catalogue, schema, bring):
    def language(notation):
        return make(schema, "concept", "lang-ar", {"name": [text("Arabic")], "notation": [literal(notation)]})

    title = [text("كتاب", language=[link("concept", "lang-ar")])]
    bring(language("ar"), make(schema, "object", "o1", {"title": title}))
    catalogue.publish([at("concept", "lang-ar")])
    catalogue.save(language("secret"), "concept")
    catalogue.publish([at("object", "o1")])
    [summary] = catalogue.public_log.summaries([at("object", "o1")]).values()
    assert summary.labels == {"ar": "كتاب"}


def test_a_summary_names_what_is_public_only(catalogue, schema, bring):
    hidden = (f"<{at('object', 'o1')}#h>", AUDIENCE, STAFF)
    titles = [text("Public"), text("SECRET", **{"@id": "h"})]
    bring(with_triples(make(schema, "object", "o1", {"title": titles}), hidden))
    catalogue.publish_all()
    [summary] = catalogue.public_log.summaries([at("object", "o1")]).values()
    assert summary.labels == {"": "Public"}
    assert summary.crm_class.endswith("E22_Human-Made_Object")


def test_notations_of_a_concept_are_in_its_summary(catalogue, schema, bring):
    bring(make(schema, "concept", "c1", {"name": [text("A")], "notation": [literal("N1")]}))
    catalogue.publish_all()
    [summary] = catalogue.public_log.summaries([at("concept", "c1")]).values()
    assert summary.notations == ("N1",)
    assert SKOS in said(catalogue, "concept", "c1")


def test_the_log_verifies_and_finds_what_was_altered(lending):
    lending.publish_all()
    assert lending.public_log.verify() == 3
    with lending.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE publication SET state = (SELECT state FROM publication WHERE sequence = 1) WHERE sequence = 2"
        )
    with pytest.raises(Exception, match="Entry 2 of the public log is not what was published"):
        lending.public_log.verify()


def test_entries_tell_before_and_after(lending, schema):
    lending.publish([at("object", "o1")])
    lending.save(named(schema, "object", "o1", "After"), "object")
    lending.publish([at("object", "o1")])
    lending.withdraw([at("object", "o1")])
    made, changed, gone = lending.public_log.entries(0)
    assert (made.before, made.after) == (None, changed.before)
    assert changed.after == gone.before
    assert gone.after is None
    assert [e.sequence for e in lending.public_log.entries(1, limit=1)] == [2]


def test_types_that_a_shape_fixes_are_public(lending):
    lending.publish([at("object", "o1")])
    record = Record(at("object", "o1"), "/object/o1", at("object", "o1"), public(lending, "object", "o1").triples)
    assert (f"<{record.iri}>", TYPE, crm("E22_Human-Made_Object")) in record.triples


# Other shapes than before.


def test_what_becomes_a_staff_field_is_public_no_more(lending, schema, folder, tmp_path, monkeypatch):
    """The shape file changed; nothing is served before everything public has been seen by it."""
    monkeypatch.undo()
    item = {"object": [link("object", "o1")], "remark": [literal("SECRET now")]}
    lending.save(named(schema, "loan", "l1", "A loan", lender=LENDER, item=[item], note=[text("plain")]), "loan")
    lending.publish_all()
    assert "SECRET now" in said(lending, "loan", "l1")
    assert lending.public_search.search("secret now").total == 1
    lending.close()
    changed = tmp_path / "loan.ttl"
    remark = 'khz:key "remark" ;'
    changed.write_text(LOAN.read_text("utf-8").replace(remark, f"{remark} khz:audience khz:Staff ;"), "utf-8")
    with Catalogue.open(folder, read_schema(SHAPES, further=[changed])).closing() as again:
        with again.own_stores() as stores:
            assert stores.public.store.position() == again.public_log.position()
        assert "SECRET now" not in said(again, "loan", "l1")
        assert "plain" in said(again, "loan", "l1")
        assert again.public_search.search("secret now").total == 0
        assert again.verify().store_checked


def test_what_cannot_stand_by_new_shapes_is_withdrawn(lending, folder, tmp_path):
    lending.publish_all()
    lending.close()
    changed = tmp_path / "loan.ttl"
    said_ = LOAN.read_text("utf-8").replace(
        'sh:minCount 1 ; sh:maxCount 1 ;\n  sh:name "Lender"',
        'khz:audience khz:Staff ; sh:minCount 1 ;\n  sh:name "Lender"',
    )
    assert "khz:audience khz:Staff ; sh:minCount 1" in said_
    changed.write_text(said_, "utf-8")
    with Catalogue.open(folder, read_schema(SHAPES, further=[changed])).closing() as again:
        out = io.StringIO()
        again.export(out, public=True)
        assert "/loan/l1" not in out.getvalue()
        assert isinstance(public(again, "loan", "l1"), Gone)
        assert at("object", "o1") in out.getvalue()
