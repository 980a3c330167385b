"""A record in a batch is found as valid as it is alone, whatever the others of the batch say."""

from __future__ import annotations

import pytest

from catalogue.namespaces import CRM, KHZ, TYPE
from catalogue.rdf import iri
from catalogue.record import Record
from catalogue.validation import Validator
from catalogue.vocabularies import pack_files, pack_records
from tests.catalogue.making import named

BASE = "https://khizana.example"
MEMBER = "<https://linked.art/ns/terms/member_of>"
CARRIES = f"<{CRM}P128_carries>"
SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
A, B = f"<{BASE}/object/a>", f"<{BASE}/object/b>"
X = f"<{BASE}/object/b#x>"
SET, INSCRIPTION = iri(KHZ + "Set"), iri(CRM + "E34_Inscription")


def more(record, *triples):
    return Record(record.iri, record.path, record.local, record.triples | set(triples))


@pytest.fixture(scope="module")
def validator(schema):
    return Validator(schema)


@pytest.mark.parametrize(
    ("of_a", "of_b"),
    [
        ([(A, MEMBER, B)], []),
        ([(A, MEMBER, B)], [(B, TYPE, X), (X, SUBCLASS, SET)]),
        ([(A, MEMBER, B)], [(B, TYPE, SET)]),
        ([(A, MEMBER, X)], [(X, TYPE, SET)]),
        ([(A, CARRIES, B)], [(B, TYPE, INSCRIPTION)]),
        ([(A, CARRIES, X)], [(X, TYPE, INSCRIPTION)]),
        ([(A, CARRIES, X), (X, TYPE, INSCRIPTION)], []),
        ([(A, CARRIES, A)], [(B, CARRIES, B)]),
    ],
    ids=["plain", "subclass", "class", "fragment", "shared path", "fragment on a shared path", "foreign", "itself"],
)
def test_what_others_say_decides_nothing(schema, validator, of_a, of_b):
    a = more(named(schema, "object", "a", "A"), *of_a)
    b = more(named(schema, "object", "b", "B"), *of_b)
    classes = {one.iri: KHZ + "Object" for one in (a, b)}
    together = validator.check([a, b], classes)
    assert {f.record: f for f in together}.keys() <= {a.iri, b.iri}
    for one in (a, b):
        assert [f for f in together if f.record == one.iri] == validator.check([one], classes)


def test_a_wrong_reference_is_found_whatever_its_target_says_of_itself(schema, validator):
    a = more(named(schema, "object", "a", "A"), (A, MEMBER, B))
    b = more(named(schema, "object", "b", "B"), (B, TYPE, X), (X, SUBCLASS, SET))
    found = [f for f in validator.check([a, b], {}) if f.blocks_saving and f.record == a.iri]
    assert [f.value for f in found] == [B]


def test_a_term_that_shapes_name_may_stand_in_the_batch(schema, validator):
    """Names are told apart by terms that are records, too, and may come with those whose names they are of."""
    packs = list(pack_records(pack_files(), schema, BASE))
    records = [Record(one.iri, one.path, one.local, one.triples) for one in packs]
    assert {record.iri for record in records} & set(schema.fixed_classes)
    assert [f for f in validator.check(records, {}) if f.blocks_saving or f.missing] == []
