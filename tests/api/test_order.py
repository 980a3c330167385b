"""Values stand in the order that they tell: numbered, dated, as they come."""

from __future__ import annotations

import pytest

from api.order import place
from catalogue.assembly import assemble
from catalogue.rdf import literal, parts
from catalogue.record import Record, view
from catalogue.shape_files import read_schema

BASE = "https://khizana.example"
CLAIM = read_schema().by_slug["claim"]
TREATMENT = read_schema().by_slug["treatment"]


def ordered(record_type, key, saying, contents):
    """The remarks of a record's parts, in the order in which they are shown."""
    iri = f"{BASE}/{record_type.slug}/x"
    made = [{**content, saying: [{"content": [literal(name)]}]} for name, content in contents.items()]
    record = Record(iri, f"/{record_type.slug}/x", iri, assemble(record_type, iri, iri, {key: made}))
    found = sorted(view(record, record_type).root.all(key), key=place)
    return [_words(one.part.all(saying)[0].part) for one in found if one.part is not None]


def _words(statement):
    return parts(statement.first("content")).text


def begun(day):
    return {"timespan": [{"begin_of_the_begin": [literal(f"{day}T00:00:00Z", "dateTime")]}]}


def ended(day):
    return {"timespan": [{"end_of_the_end": [literal(f"{day}T23:59:59Z", "dateTime")]}]}


def numbered(number):
    return {"position": [literal(number, "integer")]}


@pytest.mark.parametrize("turned", [False, True])
def test_stages_stand_in_the_order_of_time(turned):
    stages = {"later": begun("2017-12-01"), "none": {}, "first": ended("-0012-12-31"), "second": begun("0012-01-01")}
    given = dict(reversed(stages.items())) if turned else stages
    assert ordered(CLAIM, "stage_event", "statement", given) == ["first", "second", "later", "none"]


def test_steps_stand_in_the_order_of_their_numbers():
    steps = {"ten": numbered("10"), "two": numbered("2"), "one": numbered("1"), "undated": {}}
    assert ordered(TREATMENT, "step", "description", steps) == ["one", "two", "ten", "undated"]
