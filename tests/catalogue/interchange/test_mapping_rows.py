"""Which rows become records, which are refused, and that the same rows always do the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.errors import MappingError
from catalogue.interchange.incoming import Incoming, Level, Origin, Refused
from catalogue.interchange.mapping_paths import ID, slug
from catalogue.interchange.table_records import records_of
from catalogue.interchange.tables import Row
from tests.catalogue.interchange.mapping_trial import BASE, MAKER, MAKERS, PLAIN, mapped, schema, tried


def test_a_row_without_identity_is_refused_and_can_be_mended(tmp_path):
    cells = {"No": " ", "Title": "Ewer"}
    (refused,) = tried(tmp_path, PLAIN, cells)
    assert isinstance(refused, Refused)
    (note,) = refused.notes
    assert (note.level, note.field, note.reason) == (Level.REFUSED, "No", "The row has no identity.")
    mended = {**json.loads(refused.raw), "No": "3"}
    assert isinstance(tried(tmp_path, PLAIN, mended)[0], Incoming)


def test_the_second_row_of_one_identity_is_refused_with_the_place_of_the_first(tmp_path):
    first, second, third = tried(tmp_path, PLAIN, {"No": "1"}, {"No": "1"}, {"No": "2"})
    assert isinstance(first, Incoming)
    assert isinstance(third, Incoming)
    assert "Compare it with line 2." in second.notes[0].remedy


def test_an_identity_that_no_id_can_be_made_of_is_refused(tmp_path):
    (refused,) = tried(tmp_path, PLAIN, {"No": "1970.301"})
    assert "{…|slug}" in refused.notes[0].remedy
    (made,) = tried(tmp_path, PLAIN.replace("{No}", "{No|slug}"), {"No": "1970.301"})
    assert ID.fullmatch(made.key)


def test_a_line_that_could_not_be_read_is_refused_with_its_text(tmp_path):
    cells = {"(unreadable)": "it is not JSON", "(as found)": "{…"}
    (refused,) = tried(tmp_path, PLAIN, cells)
    assert refused.notes[0].value == "{…"
    assert json.loads(refused.raw) == cells


def test_a_table_that_the_mapping_knows_nothing_of_is_refused_at_once(tmp_path):
    with pytest.raises(MappingError) as refused:
        tried(tmp_path, PLAIN, {"Nummer": "1", "Titel": "Kanne"})
    assert "The table has: Nummer, Titel. The mapping reads: No, Title." in refused.value.remedy


def test_rows_of_several_files_go_to_the_record_of_their_file_or_condition(tmp_path):
    text = """
    [[record]]
    file = "people.csv"
    type = "person"
    key = "No"
    id = "p-{No}"
    when = { column = "Kind", is = "person" }
    fields.name = "Name"
    [[record]]
    file = "people.csv"
    type = "group"
    key = "No"
    id = "p-{No}"
    when = { column = "Kind", is = "group" }
    fields.name = "Name"
    """
    mapping = mapped(tmp_path, text)
    cells = [{"No": str(n), "Name": "A", "Kind": kind} for n, kind in enumerate(["person", "group", "thing"])]
    rows = [Row(Origin("people.csv", f"line {n}"), one) for n, one in enumerate(cells)]
    *made, neither = records_of(rows, mapping, schema(), BASE)
    assert [one.record_type.slug for one in made if isinstance(one, Incoming)] == ["person", "group"]
    assert neither.notes[0].reason == "No [[record]] of the mapping takes this row."


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["No", "Title", "Parts", "Makers"]), st.text() | st.integers() | st.none(), min_size=1
        ),
        max_size=6,
    )
)
def test_the_same_rows_always_make_the_same_records(tmp_path_factory, cells):
    text = MAKERS.replace("{No}", "{No|slug}").replace('key = "No"', 'key = "No"\n    unread = "note"')
    text = text.replace('title = "Title"', 'title = "Title"\n    number_of_parts = "Parts"') + MAKER
    folder = tmp_path_factory.mktemp("same")
    try:
        once, again = tried(folder, text, *cells), tried(folder, text, *cells)
    except MappingError:
        return
    assert [(type(a), a.notes) for a in once] == [(type(b), b.notes) for b in again]
    assert [a.triples for a in once if isinstance(a, Incoming)] == [b.triples for b in again if isinstance(b, Incoming)]
    assert sum(isinstance(a, Refused) or a.record_type.slug == "object" for a in once) == len(cells)


@given(st.text("aB -é١", max_size=5), st.text("aB -é١", max_size=5))
def test_slugs_are_ids_and_differ_where_texts_differ_in_more_than_case_and_space(one, other):
    first, second = slug(one), slug(other)
    assert ID.fullmatch(f"a-{first}")
    if first == second:
        assert " ".join(one.casefold().split()) == " ".join(other.casefold().split())
