"""Rows and a mapping make records: values, parts, conditions, terms, shared records."""

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
from tests.catalogue.interchange.mapping_trial import BASE, PLAIN, mapped, name, schema, tree, tried

EN = "http://vocab.getty.edu/aat/300388277"
AR = "http://vocab.getty.edu/aat/300387843"


def fields(rules):
    """The plain mapping with these rules instead of its own."""
    return PLAIN.replace('title = "Title"', rules)


def test_a_row_becomes_a_record_with_the_id_of_the_template(tmp_path):
    (made,) = tried(tmp_path, PLAIN, {"No": "7", "Title": " Ewer "})
    assert (made.iri, made.path, made.key) == (f"{BASE}/object/test-7", "/object/test-7", "test-7")
    assert made.record_type.slug == "object"
    assert tree(made) == {"title": [{"content": ["Ewer"], "language": [EN]}]}


def test_the_first_column_that_is_not_empty_stands_in(tmp_path):
    text = fields('title = { column = ["Title", "Name"], empty = ["untitled"] }')
    made = tried(tmp_path, text, {"No": "1", "Title": "Untitled", "Name": "bowls"}, {"No": "2", "Title": "A"})
    assert [name(one) for one in made] == ["bowls", "A"]


def test_a_default_is_used_where_a_row_says_nothing(tmp_path):
    text = fields('title = { column = "Title", default = "No title" }')
    assert name(tried(tmp_path, text, {"No": "1", "Title": ""})[0]) == "No title"


def test_a_part_of_constants_alone_is_not_made(tmp_path):
    text = fields(f'title = "Title"\n    note = {{ content = "Note", type = {{ term = "{EN}" }} }}')
    assert "note" not in tree(tried(tmp_path, text, {"No": "1", "Title": "A", "Note": " "})[0])


def test_a_text_is_split_into_a_part_each(tmp_path):
    text = fields('title = "Title"\n    object_name = { column = "Kind", split = ";", language = "none" }')
    (made,) = tried(tmp_path, text, {"No": "1", "Title": "A", "Kind": "bowls; vases;; bowls"})
    assert sorted(one["content"][0] for one in tree(made)["object_name"]) == ["bowls", "vases"]


def test_a_pattern_takes_its_named_group(tmp_path):
    text = fields(r"""title = { column = "Title", pattern = '^"(?P<value>.*)"$' }""")
    assert name(tried(tmp_path, text, {"No": "1", "Title": '"A Mother\'s Sorrow"'})[0]) == "A Mother's Sorrow"


def test_named_groups_of_a_pattern_become_elements(tmp_path):
    text = fields(
        """title = "Title"
    height = { for-each = { column = "Size", pattern = 'H (?P<value>\\S+) (?P<unit>\\w+)' }, value = ".value", note = ".unit" }
    """
    )
    (made,) = tried(tmp_path, text, {"No": "1", "Title": "A", "Size": "H 30,4 cm; H ١٢ in"})
    assert {(h["value"][0], h["note"][0]) for h in tree(made)["height"]} == {("30.4", "cm"), ("12", "in")}


def test_nested_cells_of_json_are_reached_with_dots_and_for_each(tmp_path):
    text = fields(
        """title = "Names.Title"
    [record.fields.other_title]
    for-each = "Names.Others"
    content = ".text"
    language = { column = ".lang" }
    """
    )
    names = {"Title": "Ewer", "Others": [{"text": "إبريق", "lang": "ar"}, {"text": "İbrik", "lang": "tlh"}, {}]}
    (made,) = tried(tmp_path, text, {"No": 1, "Names": names})
    assert name(made) == "Ewer"
    assert {"content": ["إبريق"], "language": [AR]} in tree(made)["other_title"]
    assert {"content": ["İbrik"]} in tree(made)["other_title"]
    assert [note.value for note in made.notes] == ["tlh"]


def test_a_column_whose_name_holds_a_dot_is_found(tmp_path):
    text = fields('title = "Title (abbr.)"')
    assert name(tried(tmp_path, text, {"No": "1", "Title (abbr.)": "Ewer"})[0]) == "Ewer"


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ('{ column = "A", is = ["x", "Y"] }', "xy"),
        ('{ column = "A", in = "some" }', "z"),
        ('{ column = "A", matches = "^[yz]$" }', "yz"),
        ('{ column = "A", empty = true }', "-"),
        ('{ none = { column = "A", is = "x" } }', "yz-"),
        ('{ any = [{ column = "A", is = "x" }, { column = "A", is = "z" }] }', "xz"),
        ('[{ column = "A", empty = false }, { column = "A", matches = "[xy]" }]', "xy"),
        ('"is-x"', "x"),
        ('{ none = ["is-x", "is-z"] }', "y-"),
        ('{ column = ["A", "B"], is = "b" }', "-"),
    ],
)
def test_a_condition_says_for_which_rows_a_rule_holds(tmp_path, condition, kept):
    text = fields(f'title = "No"\n    note = {{ column = "No", when = {condition} }}')
    text += """
    [lists]
    some = ["Z"]
    [conditions]
    is-x = { column = "A", is = "x" }
    is-z = { column = "A", in = "some" }
    """
    rows = [{"No": f"r{a}", "A": a.strip("-"), "B": "b"} for a in "xyz-"]
    made = tried(tmp_path, text.replace("{No}", "{No|slug}"), *rows)
    assert "".join(tree(one)["title"][0]["content"][0][1] for one in made if "note" in tree(one)) == kept


TERMS = """
    [terms.kinds]
    otherwise = "{}"
    values = {{ Bowls = "aat:300203596" }}
    """
KINDS = fields('title = "Title"\n    type = { column = "Kind", terms = "kinds" }').replace(
    'key = "No"', 'key = "No"\n    unread = "note"'
)


def test_a_term_is_translated_whatever_its_case_and_told_of_as_a_hint(tmp_path):
    (made,) = tried(tmp_path, KINDS + TERMS.format("refuse"), {"No": "1", "Title": "A", "Kind": "bowls"})
    assert tree(made)["type"] == ["http://vocab.getty.edu/aat/300203596"]
    (hint,) = made.hints
    assert (hint.iri, hint.labels) == ("http://vocab.getty.edu/aat/300203596", (("en", "bowls"),))


@pytest.mark.parametrize(("otherwise", "note"), [("keep", ["Kind: vases"]), ("warn", [])])
def test_an_unknown_term_is_kept_as_written_or_only_told_of(tmp_path, otherwise, note):
    (made,) = tried(tmp_path, KINDS + TERMS.format(otherwise), {"No": "1", "Title": "A", "Kind": "vases"})
    assert "type" not in tree(made)
    assert [one["content"][0] for one in tree(made).get("note", [])] == note
    (told,) = made.notes
    assert (told.level, told.field, told.value) == (Level.WARNING, "object.type", "vases")
    assert told.remedy == "Add it to [terms.kinds.values]."


def test_an_unknown_term_can_be_passed_over_in_silence(tmp_path):
    (made,) = tried(tmp_path, KINDS + TERMS.format("ignore"), {"No": "1", "Title": "A", "Kind": "vases"})
    assert set(tree(made)) == {"title"}
    assert not made.notes


def test_a_text_is_split_at_several_separators(tmp_path):
    text = fields('title = "Title"\n    object_name = { column = "Kind", split = [",", " and "], language = "none" }')
    (made,) = tried(tmp_path, text, {"No": "1", "Title": "A", "Kind": "bowls, cups and lids"})
    assert sorted(one["content"][0] for one in tree(made)["object_name"]) == ["bowls", "cups", "lids"]


def test_an_unknown_term_can_refuse_the_row_and_what_it_alone_brought(tmp_path):
    gallery = 'gallery = { record = "room" }\n    type = {'
    text = KINDS.replace("type = {", gallery) + TERMS.format("refuse")
    text += '[shared.room]\n    type = "place"\n    id = "room-{Room}"\n    fields.name = "Room"\n'
    rows = [{"No": "1", "Kind": "vases", "Room": "a1"}, {"No": "2", "Title": "B", "Room": "a1"}]
    refused, room, made = tried(tmp_path, text, *rows)
    assert isinstance(refused, Refused)
    assert json.loads(refused.raw) == rows[0]
    assert (room.path, room.origin.place) == ("/place/room-a1", "line 3")
    assert tree(made)["gallery"] == [room.iri]


def test_an_unknown_term_can_be_made_into_a_record_once(tmp_path):
    text = KINDS + TERMS.format("make").replace('"make"', '"make"\n    make = "kind"')
    text += '[shared.kind]\n    type = "concept"\n    id = "kind-{.|slug}"\n    fields.name = "."\n'
    rows = [{"No": str(n), "Title": "A", "Kind": kind} for n, kind in enumerate(["Vases", "bowls", "Vases"])]
    concept, first, second, third = tried(tmp_path, text, *rows)
    assert (concept.path, name(concept)) == ("/concept/kind-vases", "Vases")
    assert tree(first)["type"] == tree(third)["type"] == [concept.iri]
    assert tree(second)["type"] == ["http://vocab.getty.edu/aat/300203596"]


MAKERS = fields(
    """title = "Title"
    [[record.fields.production.part]]
    for-each = "Makers"
    carried_out_by = { record = "maker" }
    """
)
MAKER = """
    [shared.maker]
    type = "person"
    id = "maker-{.id}"
    [shared.maker.fields]
    name = ".name"
    residence = { record = "town", when = { column = ".town", empty = false } }
    [shared.town]
    type = "place"
    id = "town-{.town|slug}"
    fields.name = { column = ".town", language = "none" }
    """


def test_a_shared_record_comes_once_before_the_first_row_that_has_it(tmp_path):
    musli = {"id": 1, "name": "Musli", "town": "Iznik"}
    rows = [{"No": n, "Title": "Lamp", "Makers": [musli]} for n in (1, 2)]
    made = tried(tmp_path, MAKERS + MAKER, *rows)
    assert [one.path for one in made] == [
        "/place/town-iznik", "/person/maker-1", "/object/test-1", "/object/test-2",
    ]  # fmt: skip
    assert tree(made[1])["residence"] == [made[0].iri]
    assert tree(made[3])["production"][0]["part"] == [{"carried_out_by": [made[1].iri]}]


def test_rows_that_disagree_about_a_shared_record_are_told_of_once(tmp_path):
    rows = [{"No": n, "Makers": [{"id": 1, "name": who}]} for n, who in enumerate(["A", "B", "B"])]
    maker, *objects = tried(tmp_path, MAKERS + MAKER, *rows)
    assert name(maker) == "A"
    (told,) = [note for one in objects for note in one.notes]
    assert told.reason == "Rows disagree about a record that they share; the first row counts."
    assert (told.origin.place, told.field, told.value) == ("line 3", "person/maker-1", "B")


def test_a_shared_record_without_an_id_is_not_referred_to(tmp_path):
    (made,) = tried(tmp_path, MAKERS + MAKER, {"No": 1, "Title": "A", "Makers": [{"name": "A"}]})
    assert "production" not in tree(made)
    assert not made.notes


def test_a_shared_record_whose_id_cannot_be_one_is_told_of(tmp_path):
    (made,) = tried(tmp_path, MAKERS + MAKER, {"No": 1, "Title": "A", "Makers": [{"id": "Ä/1"}]})
    assert "production" not in tree(made)
    assert "{…|slug}" in made.notes[0].remedy


def test_a_cell_can_point_to_a_record_by_path_prefix_or_address(tmp_path):
    text = fields('title = "No"\n    type = { for-each = "Kinds", refer = "{.}" }')
    kinds = ["concept/tiles", "aat:300010678", "https://x.example/1", "https://x.example/<1>"]
    (made,) = tried(tmp_path, text, {"No": 1, "Kinds": kinds})
    assert set(tree(made)["type"]) == {
        f"{BASE}/concept/tiles", "http://vocab.getty.edu/aat/300010678", "https://x.example/1",
    }  # fmt: skip
    assert [note.value for note in made.notes] == ["https://x.example/<1>"]


def test_a_companion_table_lends_its_columns_by_key(tmp_path):
    text = fields('title = ["Title", "names.name"]'.replace("[", "{ column = [").replace("]", "] }"))
    text += '[companions.names]\n    file = "names.csv"\n    key = "id"\n    by = "Maker"\n'
    rows = [{"No": "1", "Maker": "9"}, {"No": "2", "Maker": "8"}]
    lent = tried(tmp_path, text, *rows, companions={"names": {"9": [{"id": "9", "name": "Musli"}]}})
    assert name(lent[0]) == "Musli"
    assert "title" not in tree(lent[1])


def test_a_companion_table_that_is_missing_is_told_of_once(tmp_path):
    text = PLAIN + '[companions.names]\n    file = "names.csv"\n    key = "id"\n    by = "Maker"\n'
    made = tried(tmp_path, text, {"No": "1", "Title": "A"}, {"No": "2", "Title": "B"})
    (told,) = [note for one in made for note in one.notes]
    assert told.remedy == "Put names.csv beside trial.csv."


def test_a_value_that_cannot_be_read_is_kept_as_written_and_told_of(tmp_path):
    text = fields('title = "No"\n    number_of_parts = "Parts"')
    text = text.replace('key = "No"', 'key = "No"\n    unread = "note"')
    (made,) = tried(tmp_path, text, {"No": "1", "Parts": "a pair"})
    assert tree(made)["note"] == [{"content": ["Parts: a pair"]}]
    (told,) = made.notes
    assert (told.field, told.value, told.reason) == ("object.number_of_parts", "a pair", "It is no number.")


def test_a_value_that_stands_in_the_record_anyway_is_not_kept_twice(tmp_path):
    text = fields('title = "No"\n    number_of_parts = "Parts"\n    dimensions_statement = "Parts"')
    text = text.replace('key = "No"', 'key = "No"\n    unread = "note"')
    (made,) = tried(tmp_path, text, {"No": "1", "Parts": "a pair"})
    assert "note" not in tree(made)
    assert len(made.notes) == 1


YEARS = fields(
    """title = "No"
    [record.fields.production.timespan]
    as_written = { column = "Date", language = "none" }
    begin_of_the_begin = { for-each = { column = ["From", "To"], read = "years" }, column = ".begin" }
    end_of_the_end = { for-each = { column = ["From", "To"], read = "years" }, column = ".end" }
    """
)


@pytest.mark.parametrize(
    ("first", "last", "begin", "end"),
    [
        (1601, 1700, "1601-01-01T00:00:00Z", "1700-12-31T23:59:59Z"),
        ("-425", "-401", "-0424-01-01T00:00:00Z", "-0400-12-31T23:59:59Z"),
        ("-1", "1", "0000-01-01T00:00:00Z", "0001-12-31T23:59:59Z"),
        ("۹۴۶", "٩٤٧", "0946-01-01T00:00:00Z", "0947-12-31T23:59:59Z"),
    ],
)
def test_years_become_the_bounds_of_a_time(tmp_path, first, last, begin, end):
    (made,) = tried(tmp_path, YEARS, {"No": "1", "Date": "?", "From": first, "To": last})
    (span,) = tree(made)["production"][0]["timespan"]
    assert (span["begin_of_the_begin"], span["end_of_the_end"]) == ([begin], [end])


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (1725, 1299, "The first year comes after the last."),
        (0, 100, "Only one of the two years is given."),
        (1821, 18343, "It is no year in which a collection's history can lie."),
        ("1500?", 1510, "It is no number."),
    ],
)
def test_impossible_years_leave_the_date_as_written(tmp_path, first, last, reason):
    (made,) = tried(tmp_path, YEARS, {"No": "1", "Date": "c. 1500", "From": first, "To": last})
    (span,) = tree(made)["production"][0]["timespan"]
    assert span == {"as_written": [{"content": ["c. 1500"]}]}
    assert [note.reason for note in made.notes] == [reason]


def test_two_zeros_mean_that_no_year_is_known(tmp_path):
    (made,) = tried(tmp_path, YEARS, {"No": "1", "From": 0, "To": 0})
    assert "production" not in tree(made)
    assert not made.notes


@pytest.mark.parametrize("day", ["1939-02-30", "1939-13-01", "0000-00-00"])
def test_a_day_that_never_was_is_told_of(tmp_path, day):
    text = YEARS.replace('{ for-each = { column = ["From", "To"], read = "years" }, column = ".begin" }', '{ column = "Day", read = "begin" }')
    (made,) = tried(tmp_path, text, {"No": "1", "Day": day})
    assert [note.reason for note in made.notes] == ["There is no such day."]


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("http://static.example/a b.jpg", "http://static.example/a%20b.jpg"),
        ("https://museum.example/قطعة", "https://museum.example/قطعة"),
        ("mailto:registrar@museum.example", "mailto:registrar@museum.example"),
    ],
)
def test_a_link_is_taken_with_its_illegal_characters_escaped(tmp_path, link, found):
    (made,) = tried(tmp_path, fields('title = "No"\n    see_also = "Link"'), {"No": "1", "Link": link})
    assert tree(made)["see_also"] == [found]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "www.museum.example", "file:///etc/passwd", "http://"])
def test_what_is_no_web_address_is_told_of(tmp_path, link):
    (made,) = tried(tmp_path, fields('title = "No"\n    see_also = "Link"'), {"No": "1", "Link": link})
    assert "see_also" not in tree(made)
    assert made.notes[0].reason == "It is no web address."


@pytest.mark.parametrize(
    ("pair", "found"), [("43.13 36.34", "POINT(43.13 36.34)"), ("-98.0, 0", "POINT(-98 0)"), ("36 436", None)]
)
def test_coordinates_become_a_point_if_they_are_on_earth(tmp_path, pair, found):
    text = """
    [record]
    type = "place"
    key = "No"
    id = "p-{No}"
    fields.name = "No"
    fields.geometry = { column = "At", read = "point" }
    """
    (made,) = tried(tmp_path, text, {"No": "1", "At": pair})
    assert tree(made).get("geometry") == ([found] if found else None)
    assert bool(made.notes) is (found is None)


@pytest.mark.parametrize(
    ("number", "reason"), [("12.5", "It is no whole number."), ("1,250", "It is no number."), ("1e99", "hold"), ("NaN", "hold")]
)
def test_numbers_that_are_none_are_told_of(tmp_path, number, reason):
    (made,) = tried(tmp_path, fields('title = "No"\n    number_of_parts = "N"'), {"No": "1", "N": number})
    assert reason in made.notes[0].reason


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
    person, group, neither = records_of(rows, mapping, schema(), BASE)
    assert (person.record_type.slug, group.record_type.slug) == ("person", "group")
    assert neither.notes[0].reason == "No [[record]] of the mapping takes this row."


@given(st.lists(st.dictionaries(st.sampled_from(["No", "Title", "Parts", "Makers"]), st.text() | st.integers() | st.none(), min_size=1), max_size=6))
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
