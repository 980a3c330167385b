"""Store → form → submit unchanged → store: no triple is lost, none is added."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.editing.building import fill, form_of
from catalogue.editing.edits import apply
from catalogue.editing.submission import submit
from catalogue.record import Record
from catalogue.shape_files import read_schema
from catalogue.shapes import RecordType
from catalogue.vocabularies import pack_files, pack_records
from tests.catalogue.demo.tables import of_type
from tests.catalogue.editing.growing import as_a_browser, grown
from tests.shapes import filling
from tests.shapes.test_fixtures import FILES, read

TYPES = {t.slug: t for t in read_schema().record_types}


def unchanged(record: Record, record_type: RecordType, chance: Random | None = None) -> None:
    form = form_of(record, record_type, 1)
    inputs = form.inputs()
    assert len({name for name, _ in inputs}) == len(inputs)
    if chance is not None:
        chance.shuffle(inputs)
    for sent in (inputs, as_a_browser(inputs)):
        done = submit(form, sent)
        assert done.faults == ()
        assert not done.edits
        assert apply(record, done.edits).triples == record.triples
    assert dict(fill(form, inputs).inputs()) == dict(inputs)


@pytest.mark.parametrize("slug", TYPES)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), size=st.sampled_from((10, 40, 120)))
def test_a_form_sent_back_unchanged_changes_nothing(slug, seed, size):
    record_type = TYPES[slug]
    unchanged(grown(seed, record_type, size), record_type, Random(seed))


@pytest.mark.parametrize("slug", TYPES)
def test_nor_does_the_form_of_a_record_that_has_everything(slug, schema):
    record_type = schema.by_slug[slug]
    unchanged(filling.record(record_type, "full", filling.filled(schema, record_type)), record_type)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_nor_does_the_form_of_a_fixture(file, schema):
    record, _, _ = read(file)
    unchanged(record, schema.by_slug[file.parent.name])


@pytest.mark.parametrize("slug", TYPES)
def test_nor_does_the_form_of_a_record_of_the_demo(slug):
    for one in of_type(slug):
        unchanged(Record(one.iri, one.path, one.local, one.triples), one.record_type)


def test_the_form_of_a_term_of_a_vocabulary_changes_nothing(schema):
    terms = list(pack_records(pack_files(), schema, filling.BASE))
    for one in terms[:: len(terms) // 40]:
        unchanged(Record(one.iri, one.path, one.local, one.triples), one.record_type)
