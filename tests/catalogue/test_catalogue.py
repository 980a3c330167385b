"""The catalogue as a whole: made, opened, verified, rebuilt, exported and brought back."""

from __future__ import annotations

import io
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.assembly import assemble
from catalogue.catalogue import Catalogue
from catalogue.demo import make_demo
from catalogue.errors import JournalBroken, KhizanaError, NotACatalogue, SettingsError
from catalogue.interchange.importing import Source
from catalogue.interchange.rdf_files import read_rdf
from catalogue.namespaces import KHZ, SHAPES
from catalogue.rdf import literal, parse
from catalogue.record import Record
from catalogue.settings import read_settings, write_settings
from catalogue.shape_files import read_schema
from tests.catalogue.making import BASE, aat, crm, foreign, link, make, named, source, text, with_triples
from tests.catalogue.test_record import trees


def exported(catalogue, **more):
    out = io.StringIO()
    catalogue.export(out, **more)
    return out.getvalue()


def counted(catalogue, table):
    with catalogue.database.reading() as connection:
        return connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()


# Making and opening.


def test_a_new_catalogue_is_empty_and_whole(catalogue, folder):
    assert (folder / "khizana.toml").read_text("utf-8").count(BASE) == 1
    assert catalogue.verify().journal.changes == 0
    assert exported(catalogue) == ""


@pytest.mark.trial
def test_a_new_catalogue_has_its_vocabularies_public_and_needs_them_once(tmp_path, schema, validator):
    with Catalogue.create(tmp_path / "c", BASE, schema=schema).closing() as made:
        made.validator = validator
        assert made.public_log.counts()["concept"] > 50
        assert not [f for f in made.validate() if f.severity == "Violation"]
        assert made.public_search.list("concept").total == made.public_log.counts()["concept"]
        versions, position = counted(made, "version"), made.public_log.position()
        assert made.load_packs().complete
        assert (counted(made, "version"), made.public_log.position()) == (versions, position)


def test_a_folder_holds_one_catalogue(catalogue, folder):
    with pytest.raises(SettingsError, match="already holds a catalogue"):
        Catalogue.create(folder, BASE)


@pytest.mark.parametrize("base", ["khizana", "ftp://x.org", "https://x.org/a b", "https://x.org/#", 'https://x"', ""])
def test_a_base_that_begins_no_address_is_refused_and_nothing_is_made(tmp_path, base):
    with pytest.raises(SettingsError, match="cannot begin the addresses"):
        Catalogue.create(tmp_path / "c", base, bare=True)
    assert not list(tmp_path.rglob("*.*"))


def test_a_base_loses_the_slash_at_its_end(tmp_path):
    with Catalogue.create(tmp_path / "c", BASE + "/", bare=True).closing() as made:
        assert made.base == BASE


def test_a_folder_without_a_catalogue_is_said_to_be_none(tmp_path):
    with pytest.raises(NotACatalogue, match="khizana init"):
        Catalogue.open(tmp_path)
    write_settings(tmp_path, BASE)
    with pytest.raises(NotACatalogue, match="holds no catalogue"):
        Catalogue.open(tmp_path)


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("base = ", "is not readable"),
        ('title = "x"\ncolour = "red"', "there is no setting “colour”"),
        ('query_seconds = "soon"', "“query_seconds” is not usable"),
        ('hosts = "one"', "“hosts” is not usable"),
        ('base = "nowhere"', "cannot begin"),
    ],
)
def test_settings_that_say_something_impossible_are_refused(tmp_path, said, complaint):
    (tmp_path / "khizana.toml").write_text(said, "utf-8")
    with pytest.raises(SettingsError, match=complaint):
        read_settings(tmp_path)


def test_the_environment_goes_before_the_file(tmp_path):
    write_settings(tmp_path, BASE)
    found = read_settings(
        tmp_path, {"KHIZANA_HOSTS": "a.org,b.org", "KHIZANA_QUERY_SECONDS": "5", "KHIZANA_OTHER": "x"}
    )
    assert (found.hosts, found.query_seconds) == (("a.org", "b.org"), 5.0)


def test_records_of_a_type_whose_shape_is_gone_are_named_and_not_an_accident(catalogue, schema, folder):
    catalogue.save(named(schema, "loan", "l1", "A loan", lender=[]), "loan")
    with pytest.raises(KhizanaError, match="loan"), Catalogue.open(folder, read_schema(SHAPES)).closing() as other:
        other.publish_all()


# Out and in again.


def brought(tmp_path, schema, said, name="export.nt"):
    """Another catalogue that knows just what an export says."""
    (tmp_path / name).write_text(said, "utf-8")
    with Catalogue.create(tmp_path / "other", BASE, bare=True, schema=schema).closing() as other:
        items = read_rdf(tmp_path / name, schema, BASE)
        report = other.import_records(items, Source("export", "export", name))
        return report, exported(other)


def filled(catalogue, schema, bring):
    maker = named(schema, "person", "p1", "Zaynab bint Aḥmad")
    concept = foreign(schema, "concept", aat(300015050)[1:-1], {"name": [text("oil")]})
    work = named(
        schema, "object", "o1", "جرة", material=[aat(300015050)], staff_note=[text("SECRET")],
        accession_number=[text("W.1")], dimension=[{"value": [literal("12.50", "decimal")]}],
        production=[{"carried_out_by": [link("person", "p1")], "timespan": [{"normalised": [literal("1525~")]}]}],
    )  # fmt: skip
    kept = with_triples(work, (link("object", "o1"), "<urn:x:unknown>", literal('odd \\ " \n \x01 text')))
    loan = named(
        schema, "loan", "l1", "A loan", lender=[link("group", "g1")], item=[{"object": [link("object", "o1")]}]
    )
    bring(maker, concept, kept, loan, named(schema, "group", "g1", "A museum"))


def test_an_export_is_every_record_sorted_and_parses(catalogue, schema, bring):
    filled(catalogue, schema, bring)
    said = exported(catalogue)
    assert said.splitlines() == sorted(said.splitlines())
    triples = parse(said.encode(), "nquads")
    assert len(triples) == said.count("\n") == len(set(triples))
    assert "SECRET" in said


def test_a_public_export_is_what_is_public(catalogue, schema, bring):
    filled(catalogue, schema, bring)
    catalogue.publish([f"{BASE}/person/p1", f"{BASE}/object/o1"])
    said = exported(catalogue, public=True)
    assert "Zaynab" in said
    for secret in ("SECRET", "urn:x:unknown", "A loan", "A museum", aat(300015050)):
        assert secret not in said


def test_an_export_brought_into_an_empty_catalogue_is_the_same_export(catalogue, schema, bring, tmp_path):
    filled(catalogue, schema, bring)
    said = exported(catalogue)
    report, again = brought(tmp_path, schema, said)
    assert report.complete
    assert report.stubs == {}
    assert again == said


def test_a_public_export_comes_back_without_loss(catalogue, schema, bring, tmp_path):
    filled(catalogue, schema, bring)
    catalogue.publish_all()
    said = exported(catalogue, public=True)
    report, again = brought(tmp_path, schema, said)
    assert report.complete
    assert set(said.splitlines()) <= set(again.splitlines())


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_in_an_export_comes_back_as_it_was(schema, validator, tmp_path_factory, data):
    """Records at random: those that may be saved, out, in, and out again."""
    records = []
    for number in range(data.draw(st.integers(1, 4))):
        record_type = data.draw(st.sampled_from(schema.record_types))
        local = f"{BASE}/{record_type.slug}/r{number}x"
        triples = assemble(record_type, local, local, data.draw(trees(record_type)))
        records.append(Record(local, local.removeprefix(BASE), local, triples))
    kinds = {f"{BASE}/person/p1": KHZ + "Person", f"{BASE}/place/p2": KHZ + "Place"}
    bad = {f.record for f in validator.check(records, kinds) if f.blocks_saving}
    said = "".join(sorted(f"{s} {p} {o} .\n" for r in records if r.iri not in bad for s, p, o in r.triples))
    report, again = brought(tmp_path_factory.mktemp("trip"), schema, said)
    assert report.refused == 0
    assert set(said.splitlines()) <= set(again.splitlines())
    news = set(again.splitlines()) - set(said.splitlines())
    assert all(any(f"/{slug}/" in line.split()[0] for slug in report.stubs) for line in news)


# Upkeep.


def test_what_is_published_can_be_found_at_once(catalogue, schema):
    catalogue.save(named(schema, "object", "o1", "A jug"), "object")
    catalogue.publish_all()
    assert [h.path for h in catalogue.public_search.search("jug").hits] == ["/object/o1"]
    catalogue.withdraw([f"{BASE}/object/o1"])
    assert catalogue.public_search.search("jug").total == 0


def test_publishing_goes_on_where_a_server_owns_the_stores(catalogue, schema):
    catalogue.save(named(schema, "object", "o1", "A jug"), "object")
    with catalogue.own_stores():
        assert catalogue.publish_all().written == 1
        assert not catalogue.follow()
        assert not catalogue.rebuild()
        assert len(catalogue.requests()) == 1
    catalogue.fulfilled(catalogue.requests())
    assert catalogue.requests() == []
    assert catalogue.follow()


def test_verify_reports_on_all_three(catalogue, schema):
    catalogue.save(named(schema, "object", "o1", "A jug"), "object")
    catalogue.publish_all()
    verdict = catalogue.verify()
    assert (verdict.journal.changes, verdict.public_entries, verdict.public_records) == (2, 1, 1)
    assert verdict.store_checked
    with pytest.raises(JournalBroken):
        catalogue.verify("00" * 32)


def test_stores_that_are_gone_are_built_anew(catalogue, schema):
    catalogue.save(named(schema, "object", "o1", "A jug"), "object")
    catalogue.publish_all()
    catalogue.close()
    shutil.rmtree(catalogue.settings.stores)
    with Catalogue.open(catalogue.settings.data, schema).closing() as again:
        assert again.verify().public_records == 1
        assert again.public_search.search("jug").total == 1


def test_validate_goes_through_every_record(catalogue, schema, bring):
    bring(*(make(schema, "object", f"o{n}", {}) for n in range(120)))
    steps = []
    missing = [f for f in catalogue.validate(lambda *step: steps.append(step)) if f.missing]
    assert len(missing) == 120
    assert steps[-1] == (120, 120)


def test_a_change_says_who_and_why(catalogue, schema):
    change = catalogue.save(named(schema, "object", "o1", "A"), "object", who="Ada", why="acquired")
    with catalogue.database.reading() as connection:
        row = connection.exec_driver_sql("SELECT who, why, kind FROM change").first()
    assert tuple(row) == ("Ada", "acquired", "save")
    assert len(change.hash) == 64


def test_a_folder_of_records_is_one_import(catalogue, schema, tmp_path):
    """A further record type needs no line of code to be imported."""
    record = named(schema, "loan", "l1", "A loan", lender=[link("group", "g1")])
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.nt").write_text("".join(f"{s} {p} {o} .\n" for s, p, o in record.triples), "utf-8")
    (tmp_path / "in" / "b.ttl").write_text(f"<{BASE}/group/g1> a <{KHZ}Group>, {crm('E74_Group')} .", "utf-8")
    report = catalogue.import_records(read_rdf(tmp_path / "in", schema, BASE), source())
    assert dict(report.created) == {"loan": 1, "group": 1}
    assert report.refused == 0


@pytest.mark.trial
def test_the_demo_comes_out_and_in_again_as_it_was(tmp_path):
    make_demo(tmp_path / "demo")
    with Catalogue.open(tmp_path / "demo").closing() as demo:
        said = exported(demo)
        report, again = brought(tmp_path, demo.schema, said)
    assert (report.refused, report.stubs) == (0, {})
    assert again == said
