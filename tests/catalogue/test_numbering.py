"""A number is given while a record is saved: once, and to nobody else."""

from __future__ import annotations

import pytest

from catalogue.errors import RecordRefused, SchemeRefused
from catalogue.numbering import marked
from catalogue.numbers import Numbers
from catalogue.rdf import literal
from tests.catalogue.asking import at, state
from tests.catalogue.making import named, text


@pytest.fixture
def scheme(lending):
    return Numbers(lending.database, lending.schema).add("Main", "object.accession_number", "T.{number:3}")


def save(catalogue, number, scheme, **more):
    marks, at_ = marked({"accession": scheme})
    tree = {"accession_number": [text(at_["accession"])], **more}
    record = named(catalogue.schema, "object", number, "Ewer", **tree)
    return catalogue.saver.save(record, "object", who="nadia", completing=marks.complete)


def test_each_record_gets_the_next_number(lending, scheme):
    for number in ("n1", "n2"):
        save(lending, number, scheme)
    assert literal("T.001") in {t[2] for t in state(lending, at("object", "n1"))}
    assert literal("T.002") in {t[2] for t in state(lending, at("object", "n2"))}
    assert "to be given" not in str(state(lending, at("object", "n1")))


def test_a_record_that_is_refused_takes_no_number(lending, scheme):
    with pytest.raises(RecordRefused):
        save(lending, "n1", scheme, number_of_parts=[literal("many")])
    save(lending, "n2", scheme)
    assert literal("T.001") in {t[2] for t in state(lending, at("object", "n2"))}


def test_a_scheme_that_is_gone_is_told_and_nothing_is_saved(lending, scheme):
    Numbers(lending.database, lending.schema).remove(scheme)
    with pytest.raises(SchemeRefused):
        save(lending, "n1", scheme)
    with lending.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM record WHERE path = '/object/n1'").scalar() == 0
