"""Each field, at each place where it stands, takes what fits and refuses what does not."""

from __future__ import annotations

import pytest

from catalogue.record import view
from catalogue.shape_files import read_schema
from tests.shapes.filling import faults, filled, record

TYPES = read_schema().record_types


@pytest.mark.parametrize("record_type", TYPES, ids=lambda t: t.slug)
def test_a_record_in_which_every_field_is_filled_has_no_fault_and_no_gap(record_type, schema, validator, known):
    full = record(record_type, "full", filled(schema, record_type))
    assert [validator.reason(f) for f in validator.check([full], known)] == []


@pytest.mark.parametrize("record_type", TYPES, ids=lambda t: t.slug)
def test_every_statement_of_a_filled_record_is_claimed_by_a_field(record_type, schema):
    full = record(record_type, "full", filled(schema, record_type))
    seen = view(full, record_type)
    assert seen.loose == ()
    assert list(_unclaimed(seen.root)) == []
    assert {f.key for f in record_type.fields if not f.inverse} == set(seen.root.values)


def _unclaimed(part):
    yield from part.unclaimed
    for values in part.values.values():
        for value in values:
            if value.part is not None:
                yield from _unclaimed(value.part)


@pytest.mark.trial
def test_every_field_refuses_every_wrong_value_at_every_address(schema, validator, known):
    """Also proves that each SPARQL target fires: the engine passes silently over one that does not."""
    wrong = {fault.record.iri: fault for fault in faults(schema)}
    assert len(wrong) > 2000
    found = validator.check([fault.record for fault in wrong.values()], known)
    named = {(f.record, f.shape) for f in found if f.component in wrong[f.record].components}
    missed = [f"{f.address}: {f.name}" for f in wrong.values() if (f.record.iri, f.field) not in named]
    assert missed == []
