"""Dates: one text, and all that follows from it."""

from __future__ import annotations

import pytest

from catalogue.editing.building import form_of
from catalogue.editing.copying import blank
from catalogue.editing.dates import BEGIN, COMPUTED, EDTF, END, written
from catalogue.editing.form import Widget
from catalogue.namespaces import KHZ, TYPE
from catalogue.rdf import iri, literal, text_of
from catalogue.record import Record
from tests.catalogue.editing.sending import date_of, difference, named, objects, saved
from tests.catalogue.making import BASE, aat, crm, make, text, with_triples

DATE, TEXT = "production/made/timespan/when", "production/made/timespan/when/as_written/said/content"
HIJRI = "https://w3id.org/khizana/vocabulary/calendars/hijri"
NOTATIONS = {HIJRI: "AH", "http://vocab.getty.edu/aat/300387843": "ar"}


def notation(address: str) -> str:
    return NOTATIONS.get(address, "")


def bounds(record: Record, part: str = "when") -> list[str]:
    return [text_of(o) for path in COMPUTED for o in sorted(objects(record, part, path))]


@pytest.fixture
def dated(schema, ewer):
    """The form of a record whose date was computed."""
    when = f"<{ewer.local}#when>"
    more = {
        (when, EDTF, literal("1550")),
        (when, BEGIN, literal("1550-01-01T00:00:00Z", "dateTime")),
        (when, END, literal("1550-12-31T23:59:59Z", "dateTime")),
    }
    return form_of(with_triples(ewer, *more), schema.by_slug["object"])


def test_a_date_is_seen_at_once(dated):
    row = dated.rows[DATE]
    assert row.widget is Widget.DATE
    assert row.date.text.text == "1550"
    assert (row.date.language.text, row.date.calendar.text) == ("", "")
    assert (row.date.language.new, row.date.calendar.new) == (True, True)
    assert row.date.computed == {
        "normalised": "1550",
        "begin_of_the_begin": "1550-01-01T00:00:00Z",
        "end_of_the_end": "1550-12-31T23:59:59Z",
    }
    shown = {r.name for f in row.date.details.fields for r in f.rows}
    assert not shown & {row.date.text.name, f"{DATE}/as_written/said"}
    assert {n.rsplit("/", 2)[1] for n in shown} == {"normalised", "begin_of_the_begin", "end_of_the_end"}


def test_what_is_computed_follows_the_text(dated):
    after = saved(dated, {named(dated, TEXT): "1601-1605"})
    assert bounds(after) == ["1601/1605", "1601-01-01T00:00:00Z", "1605-12-31T23:59:59Z"]


def test_the_calendar_decides_what_a_year_is(dated):
    after = saved(dated, {f"{DATE}/calendar/new-1": HIJRI, named(dated, TEXT): "Rajab 629"}, notation=notation)
    assert bounds(after)[0].startswith("1232-04")
    assert objects(after, "when", crm("P2_has_type")) == {iri(HIJRI)}
    assert written("٩٥٠", "ar").edtf is None
    assert (written("٩٥٠", "ar", "AH").edtf or "").startswith("154")


def test_another_edit_leaves_what_was_computed_as_it_is(schema, dated):
    odd = with_triples(dated.record, (f"<{dated.record.local}#when>", EDTF, literal("1549~")))
    form = form_of(odd, schema.by_slug["object"])
    _, came = difference(odd, saved(form, {"production/made/timespan/when/hijri/new-1": "0957"}))
    assert {t[1] for t in came} == {f"<{KHZ}hijri>"}


def test_a_bound_given_with_the_text_stands(dated):
    end = named(dated, f"{DATE}/end_of_the_end")
    after = saved(dated, {named(dated, TEXT): "1601", end: "1610"})
    assert bounds(after) == ["1601", "1601-01-01T00:00:00Z", "1610-12-31T23:59:59Z"]


def test_a_text_that_is_not_understood_takes_away_only_what_was_computed(schema, dated):
    after = saved(dated, {named(dated, TEXT): "in the days of the sultan"})
    assert bounds(after) == []
    by_hand = {t for t in dated.record.triples if t[1] not in (BEGIN, EDTF)}
    by_hand.add((f"<{dated.record.local}#when>", BEGIN, literal("1520-01-01T00:00:00Z", "dateTime")))
    form = form_of(
        Record(dated.record.iri, dated.record.path, dated.record.local, frozenset(by_hand)), dated.record_type
    )
    assert bounds(saved(form, {named(form, TEXT): "in the days of the sultan"})) == ["1520-01-01T00:00:00Z"]


def test_a_date_whose_text_is_emptied_goes(dated):
    after = saved(dated, {named(dated, TEXT): ""})
    assert not objects(after, "when", TYPE)
    assert not objects(after, "said", TYPE)
    assert not objects(after, "made", crm("P4_has_time-span"))


def test_a_date_with_a_second_text_keeps_it(schema, ewer):
    more = make(schema, "object", "ewer", {"production": [{"@id": "made", "timespan": [
        {"@id": "when", "as_written": [text("957 AH", **{"@id": "a"}), text("1550", **{"@id": "b"})]}]}]})  # fmt: skip
    form = form_of(more, schema.by_slug["object"])
    date = date_of(form, DATE)
    assert date.text.text == "957 AH"
    second = date.details.field("as_written").rows
    assert [r.part.field("content").rows[0].text for r in second if r.part] == ["1550"]
    after = saved(form, {date.text.name: "958 AH"})
    assert {text_of(o) for o in objects(after, "b", crm("P190_has_symbolic_content"))} == {"1550"}
    assert bounds(after)[0] == written("958 AH").edtf


def test_bounds_without_a_text_are_kept_and_may_be_given_one(schema):
    begin = (f"<{BASE}/object/x#when>", BEGIN, literal("-0424-01-01T00:00:00Z", "dateTime"))
    record = make(schema, "object", "x", {"production": [{"@id": "made", "timespan": [{"@id": "when"}]}]}, begin)
    form = form_of(record, schema.by_slug["object"])
    assert date_of(form, DATE).text.new
    after = saved(form, {date_of(form, DATE).text.name: "before the flood of the great canal"})
    assert begin in after.triples


def test_a_new_date_is_computed_as_it_is_made(schema):
    record_type = schema.by_slug["object"]
    form = form_of(blank(record_type, "/object/x", BASE), record_type)
    name = "production/new-1/timespan/new-1/as_written/new-1/content/new-1"
    assert date_of(form, "production/new-1/timespan/new-1").text.name == name
    after = saved(form, {name: "ca. 1550"})
    part = next(o for _, p, o in after.triples if p == crm("P4_has_time-span"))[1:-1].partition("#")[2]
    assert bounds(after, part)[0] == "1550~"


def test_a_bound_may_be_written_as_a_year_or_a_day(dated):
    begin = named(dated, f"{DATE}/begin_of_the_begin")
    assert bounds(saved(dated, {begin: "١٥٤٩"}))[1] == "1549-01-01T00:00:00Z"
    assert bounds(saved(dated, {begin: "-425"}))[1] == "-0424-01-01T00:00:00Z"
    assert bounds(saved(dated, {named(dated, f"{DATE}/end_of_the_end"): "1551-05-07"}))[2] == "1551-05-07T23:59:59Z"


def test_the_language_of_the_text_is_a_term(dated):
    after = saved(
        dated, {f"{DATE}/as_written/said/language/new-1": "http://vocab.getty.edu/aat/300387843"}, notation=notation
    )
    assert objects(after, "said", crm("P72_has_language")) == {aat(300387843)}
