"""Competing statements: added, preferred, obsolete, and nothing is lost by it."""

from __future__ import annotations

import pyoxigraph
import pytest

from catalogue.editing.building import form_of
from catalogue.editing.compete import (
    ALTERNATIVE,
    OBSOLETE,
    PREFERRED,
    can_compete,
    prefer,
    rank,
    read_statement,
    with_statement,
)
from catalogue.editing.edits import apply
from catalogue.editing.submission import submit
from catalogue.namespaces import HAS_TYPE
from catalogue.public_view import ASSIGNED, ASSIGNED_PROPERTY, ATTRIBUTED
from catalogue.rdf import lines, literal
from catalogue.record import Record, view
from catalogue.sparql.examples import example
from tests.catalogue.editing.sending import difference, objects
from tests.catalogue.making import BASE, aat, crm, make, text

HEIGHT, MAKER = crm("P43_has_dimension"), crm("P14_carried_out_by")


def of(part: str) -> str:
    return f"<{BASE}/object/x#{part}>"


@pytest.fixture
def disputed(schema) -> Record:
    """An object whose height two sources give, and whose maker."""
    other = {"@id": "other", "value": [literal("32", "decimal")], "type": [aat(300055644)]}
    return make(schema, "object", "x", {
        "title": [text("Ewer", **{"@id": "one"})],
        "height": [{"@id": "h", "value": [literal("31.5", "decimal")]}],
        "production": [{"@id": "made", "carried_out_by": [f"<{BASE}/person/a>"], "attribution": [
            {"@id": "maker", "assigned_property": [MAKER], "assigned": [f"<{BASE}/person/b>"]}]}],
        "attribution": [
            {"@id": "e", "assigned_property": [HEIGHT], "assigned_dimension": [other], "status": [ALTERNATIVE]}],
    })  # fmt: skip


def test_a_statement_stands_beside_its_field_and_nowhere_else(schema, disputed):
    form = form_of(disputed, schema.by_slug["object"])
    (row,) = form.fields["height"].competing
    assert row.name == "attribution/e"
    assert not form.fields["attribution"].rows
    said = read_statement(row)
    assert said is not None
    assert said.standing == ALTERNATIVE
    assert [f.field.key for f in said.says] == ["assigned_dimension"]
    assert {"carried_out_by", "timespan", "source", "status"} <= {f.field.key for f in said.circumstances}
    (row,) = form.fields["production/made/carried_out_by"].competing
    assert row.name == "production/made/attribution/maker"


def test_the_preferred_value_is_the_plain_one_and_the_earlier_is_kept(schema, disputed):
    record_type = schema.by_slug["object"]
    after = prefer(disputed, record_type, of("e"), [of("h")])
    assert objects(after, "", HEIGHT) == {of("other")}
    assert objects(after, "e", HAS_TYPE) == {PREFERRED}
    (earlier,) = objects(after, "", ATTRIBUTED) - {of("e")}
    name = earlier[1:-1].partition("#")[2]
    assert objects(after, name, ASSIGNED) == {of("h")}
    assert objects(after, name, ASSIGNED_PROPERTY) == {HEIGHT}
    assert objects(after, name, HAS_TYPE) == {ALTERNATIVE}
    gone, _ = difference(disputed, after)
    assert gone == {(f"<{BASE}/object/x>", HEIGHT, of("h")), (of("e"), HAS_TYPE, ALTERNATIVE)}
    form = form_of(after, record_type)
    assert {r.term for r in form.fields["height"].rows} == {of("other")}
    assert {r.name for r in form.fields["height"].competing} == {"attribution/e", f"attribution/{name}"}


def test_to_and_fro_makes_no_third_statement(schema, disputed):
    record_type = schema.by_slug["object"]
    once = prefer(disputed, record_type, of("e"), [of("h")])
    (earlier,) = objects(once, "", ATTRIBUTED) - {of("e")}
    back = prefer(once, record_type, earlier, [of("other")])
    assert objects(back, "", HEIGHT) == {of("h")}
    assert len(objects(back, "", ATTRIBUTED)) == 2
    assert objects(back, "e", HAS_TYPE) == {ALTERNATIVE}


def test_a_reference_competes_within_the_part_that_holds_it(schema, disputed):
    record_type = schema.by_slug["object"]
    after = prefer(disputed, record_type, of("maker"), [f"<{BASE}/person/a>"])
    assert objects(after, "made", MAKER) == {f"<{BASE}/person/b>"}
    assert len(objects(after, "made", ATTRIBUTED)) == 2


def test_in_a_field_of_several_values_none_steps_back_unasked(schema, disputed):
    several = schema.by_slug["object"].field("production").part.field("carried_out_by").maximum != 1
    after = prefer(disputed, schema.by_slug["object"], of("maker"))
    assert objects(after, "made", MAKER) == ({f"<{BASE}/person/a>"} if several else set()) | {f"<{BASE}/person/b>"}


def test_a_statement_becomes_obsolete_and_says_what_it_said(schema, disputed):
    after = rank(disputed, schema.by_slug["object"], of("e"), OBSOLETE)
    gone, came = difference(disputed, after)
    assert gone == {(of("e"), HAS_TYPE, ALTERNATIVE)}
    assert came == {(of("e"), HAS_TYPE, OBSOLETE)}


def test_what_is_no_statement_is_told(schema, disputed):
    for term in (of("h"), of("none")):
        with pytest.raises(KeyError):
            rank(disputed, schema.by_slug["object"], term, OBSOLETE)
        with pytest.raises(KeyError):
            prefer(disputed, schema.by_slug["object"], term)


@pytest.mark.parametrize(("field", "inner", "value"), [
    ("height", "assigned_dimension/new-1/value/new-1", "33"),
    ("title", "assigned_name/new-1/content/new-1", "Jug"),
    ("material", "assigned/new-1", "/concept/brass"),
    ("production/made/timespan", "assigned_timespan/new-1/as_written/new-1/content/new-1", "1601"),
])  # fmt: skip
def test_a_differing_opinion_is_written_beside_its_field(schema, disputed, field, inner, value):
    record_type = schema.by_slug["object"]
    form = with_statement(form_of(disputed, record_type), field, row="new-x")
    row = next(r for r in form.fields[field].competing if r.new)
    assert not submit(form, form.inputs()).edits, "as long as nothing is said, nothing is stored"
    done = submit(form, {**dict(form.inputs()), f"{row.name}/{inner}": value}.items())
    assert done.faults == ()
    after = apply(disputed, done.edits)
    gone, came = difference(disputed, after)
    assert gone == frozenset()
    statement = next(o for _, p, o in came if p == ATTRIBUTED)
    again = form_of(after, record_type)
    assert statement in {r.term for r in again.fields[field].competing}
    assert (statement, HAS_TYPE, ALTERNATIVE) in came
    assert prefer(after, record_type, statement).triples >= after.triples - {(statement, HAS_TYPE, ALTERNATIVE)} - {
        (v.triple) for p in _parts(view(after, record_type).root) for v in p.all(field.rpartition("/")[2])
    }


def _parts(part):
    yield part
    for values in part.values.values():
        for value in values:
            if value.part is not None:
                yield from _parts(value.part)


def test_what_can_compete_is_a_part_or_a_reference_where_statements_hang(schema):
    record_type = schema.by_slug["object"]
    assert can_compete(record_type, record_type.field("height"))
    assert can_compete(record_type, record_type.field("material"))
    assert not can_compete(record_type, record_type.field("number_of_parts"))
    dimension = record_type.field("height").part
    assert not can_compete(dimension, dimension.field("unit"))


BELIEVED = example("believed-in-1985")


def test_it_can_be_asked_what_was_believed_in_1985(schema, disputed):
    """Three opinions, the last of which is preferred today."""
    record_type, record = schema.by_slug["object"], disputed
    for year, who in (("1936", "a"), ("1984", "c"), ("1999", "d")):
        form = with_statement(form_of(record, record_type), "production/made/carried_out_by", row="new-x")
        name = "production/made/attribution/new-x"
        given = {
            f"{name}/assigned/new-1": f"/person/{who}",
            f"{name}/timespan/new-1/as_written/new-1/content/new-1": year,
        }
        record = apply(record, submit(form, {**dict(form.inputs()), **given}.items()).edits)
    last = next(s for s, p, o in record.triples if p == ASSIGNED and o == f"<{BASE}/person/d>")
    record = prefer(record, record_type, last, [f"<{BASE}/person/a>"])
    store = pyoxigraph.Store()
    store.load(lines(record.triples).encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    found = store.query(BELIEVED)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    assert [str(row["maker"]) for row in found] == [f"<{BASE}/person/{who}>" for who in ("c", "a")]
    assert objects(record, "made", MAKER) == {f"<{BASE}/person/d>"}
