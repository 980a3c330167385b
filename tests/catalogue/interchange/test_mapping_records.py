"""Rows and a mapping make records: columns, parts, elements, conditions."""

from __future__ import annotations

import pytest

from tests.catalogue.interchange.mapping_trial import BASE, PLAIN, fields, name, tree, tried

EN = "http://vocab.getty.edu/aat/300388277"
AR = "http://vocab.getty.edu/aat/300387843"


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
    [record.fields.height]
    for-each = { column = "Size", pattern = 'H (?P<value>\\S+) (?P<unit>\\w+)' }
    value = ".value"
    note = ".unit"
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


def test_a_text_is_split_at_several_separators(tmp_path):
    text = fields('title = "Title"\n    object_name = { column = "Kind", split = [",", " and "], language = "none" }')
    (made,) = tried(tmp_path, text, {"No": "1", "Title": "A", "Kind": "bowls, cups and lids"})
    assert sorted(one["content"][0] for one in tree(made)["object_name"]) == ["bowls", "cups", "lids"]


def test_a_record_can_be_of_another_class_of_its_type_and_a_part_can_be_named(tmp_path):
    text = """
    [record]
    type = "concept"
    of-class = "crm:E57_Material"
    key = "No"
    id = "m-{No}"
    fields.name = { content = "Name", named = "name-{No}" }
    """
    (made,) = tried(tmp_path, text, {"No": "1", "Name": "brass"})
    subjects = {s for s, _, _ in made.triples}
    assert subjects == {f"<{made.iri}>", f"<{made.iri}#name-1>"}
    assert any(o.endswith("E57_Material>") for _, _, o in made.triples)
    assert not any(o.endswith("E55_Type>") for _, _, o in made.triples)
