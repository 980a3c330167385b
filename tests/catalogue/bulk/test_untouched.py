"""Whatever an operation does not name keeps its very triples: for records of every type, grown from their shapes."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catalogue.bulk import Doing, Operation, Place
from catalogue.bulk.applying import applied
from catalogue.bulk.operation import FIRST
from catalogue.editing.dates import COMPUTED
from catalogue.editing.edits import reached
from catalogue.rdf import Term, Triple, is_literal
from catalogue.record import Part, Record, view
from catalogue.shape_files import read_schema
from catalogue.shapes import Field, Kind, RecordType
from tests.catalogue.editing.growing import grown

TYPES = {t.slug: t for t in read_schema().record_types}
DOINGS = (Doing.REMOVE, Doing.REPLACE, Doing.TEXT, Doing.ADD)


def places(part: Part, steps: tuple[Field, ...] = ()) -> dict[tuple[Field, ...], set[Term]]:
    """The fields in which something stands, each with the subjects of the parts that have it."""
    found: dict[tuple[Field, ...], set[Term]] = {}
    for key, values in part.values.items():
        here = (*steps, part.shape.by_key[key])
        found.setdefault(here, set()).add(part.subject)
        for value in values:
            if value.part is not None:
                for below, subjects in places(value.part, here).items():
                    found.setdefault(below, set()).update(subjects)
    return found


def text_for(one: Field) -> str:
    if one.kind is not Kind.LITERAL:
        return "https://khizana.example/concept/anything"
    datatype = (one.datatype or "").rpartition("#")[2]
    known = {"date": "1970-11-14", "dateTime": "1970", "boolean": "true", "anyURI": "https://example.org/a"}
    numbers = ("decimal", "integer", "double", "nonNegativeInteger")
    return "7" if datatype in numbers else known.get(datatype, "zzz")


def operation(doing: Doing, one: Field) -> Operation:
    inputs = [(FIRST, text_for(one))]
    if one.datatype is not None and one.datatype.endswith("langString"):
        inputs.append((f"{FIRST}@language", "en"))
    return Operation(doing, inputs=tuple(inputs), find="e", put="ö", case=False)


def about(record: Record) -> dict[Term, list[Triple]]:
    found: dict[Term, list[Triple]] = {}
    for triple in record.triples:
        found.setdefault(triple[0], []).append(triple)
    return found


@pytest.mark.parametrize("slug", TYPES)
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), doing=st.sampled_from(DOINGS))
def test_what_is_not_named_is_not_touched(slug, seed, doing):
    record_type: RecordType = TYPES[slug]
    record = grown(seed, record_type, 60)
    found = places(view(record, record_type).root)
    fit = [
        one
        for one in found
        if doing in Place(record_type, one).doings and (doing, one[-1].kind) != (Doing.ADD, Kind.PART)
    ]
    assume(fit)
    steps = Random(seed).choice(sorted(fit, key=lambda one: [step.iri for step in one]))
    last, holders = steps[-1], found[steps]
    done = applied(record, Place(record_type, steps), operation(doing, last)).record
    assume(done is not None)
    assert done is not None
    gone, come = record.triples - done.triples, done.triples - record.triples
    before, after = about(record), about(done)
    vanished = before.keys() - after.keys()
    root = f"<{record.iri}>"
    above = {subject for depth in range(1, len(steps) + 1) for subject in found[steps[:depth]]} - {root}
    values = {t[2] for t in gone if t[0] in holders and t[1] == last.path}
    below = reached(above | values, before, {root})
    assert all(s in below or {t[2] for t in before[s]} <= vanished for s in vanished), steps
    for s, p, o in gone:
        assert (s in holders and p == last.path) or vanished & {s, o} or p in COMPUTED, (steps, (s, p, o))
    own = {last.path} | ({step.path for step in steps} if doing is Doing.ADD else set())
    for s, p, o in come:
        assert p in own or p in COMPUTED or (doing is Doing.ADD and s not in before), (steps, (s, p, o))
        assert doing is not Doing.REMOVE or p in COMPUTED
        assert doing is not Doing.TEXT or p in COMPUTED or is_literal(o)
    if doing is Doing.ADD:
        assert all(p in COMPUTED for _, p, _ in gone)
