"""Mapping files: what they may say, and how they are refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalogue import interchange
from catalogue.errors import MappingError
from catalogue.interchange.mapping import read_mapping, shipped_mappings
from catalogue.interchange.mapping_conversions import READINGS
from catalogue.interchange.mapping_elements import ELEMENTS
from catalogue.interchange.mapping_paths import FILTERS
from catalogue.interchange.mapping_rules import PART_WORDS
from catalogue.interchange.mapping_values import VALUE_WORDS
from tests.catalogue.interchange.mapping_trial import PLAIN, mapped, name, schema, tree, tried


def refusal(tmp_path, text):
    with pytest.raises(MappingError) as refused:
        mapped(tmp_path, text)
    return str(refused.value)


def test_a_mapping_is_read_into_rules(tmp_path):
    mapping = mapped(tmp_path, PLAIN)
    (record,) = mapping.records
    assert (mapping.name, mapping.language) == ("trial", "en")
    assert (record.record_type.slug, record.key.text, record.id.text) == ("object", "No", "test-{No}")


@pytest.mark.parametrize("name", shipped_mappings())
def test_every_shipped_mapping_agrees_with_the_shapes(name):
    assert read_mapping(name, schema()).name == name


def test_the_example_of_the_readme_is_a_mapping(tmp_path):
    readme = Path(interchange.__file__).parent / "README-mappings.md"
    (example,) = re.findall(r"```toml\n(.*?)```", readme.read_text("utf-8"), re.DOTALL)
    row = {"No": "5/1970", "Title": "إبريق", "Kind": "EWERS", "H": "30.4", "Maker": "Musli", "Role": "painter"}
    person, made = tried(tmp_path, example, {**row, "Date": "Jumada I 956 AH"})
    assert name(person) == "Musli"
    (span,) = tree(made)["production"][0]["timespan"]
    assert span["begin_of_the_begin"] == ["1549-06-07T00:00:00Z"]
    assert made.key.startswith("museum-5-1970")


def test_every_word_of_the_language_is_in_the_readme():
    readme = (Path(interchange.__file__).parent / "README-mappings.md").read_text("utf-8")
    words = {*VALUE_WORDS, *PART_WORDS, *READINGS, *ELEMENTS, *filter(None, FILTERS)}
    assert [word for word in words if f"`{word}" not in readme and f"|{word}" not in readme] == []


def test_a_mapping_that_is_not_there_is_answered_with_those_that_ship():
    with pytest.raises(MappingError, match="walters"):
        read_mapping("waltrs", schema())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("titel = 1", "“titel” is no word here. Did you mean “title”?"),
        ("= 3", "trial.toml is no TOML"),
        ("language = 3", "“language” must be text in quotes, not a number"),
        ("record = []", "it makes no record"),
        ("record = 7", "[record[1]]: this must be a table"),
        ("[record]", "[record[1]]: “type” is missing"),
        ('[record]\ntype = "objekt"', "“objekt” is no record type. Did you mean “object”?"),
        ('[record]\ntype = "object"\nid = "x"\nkey = "No"', "this record has no fields"),
        ("lists = 3", "“lists” must be a table, not a number"),
        ("[lists]\na = [1]", "[lists]: “a” must be text in quotes, or a list"),
    ],
)
def test_a_word_that_is_wrong_is_named_with_its_table_and_what_is_allowed(tmp_path, wrong, said):
    assert said in refusal(tmp_path, wrong)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('titel = "Title"', "[record[1].fields]: “titel” is no field of Object. Did you mean “title”?"),
        ("title = 3", "a rule must be a column's name in quotes"),
        ("title = { content = { colum = 1 } }", "“colum” is no word here. Did you mean “column”?"),
        ("title = { contents = 'x' }", "[record[1].fields.title]: “contents” is no field of title"),
        ("title = { column = 'A', text = 'b' }", "this rule has both column and text"),
        ("title = { content = { read = 'text' } }", "this rule has no source"),
        ("production = { column = 'A' }", "production has no text of its own"),
        ("type = 'Kind'", "type points to a record, and a cell is only text"),
        ("type = { record = 'kind' }", "there is no [shared.kind]"),
        ("type = { column = 'A', terms = 'kinds' }", "there is no [terms.kinds]"),
        ("type = { term = 'ab:c' }", "“ab:c” is no address"),
        ("type = { term = 'https://x.example/a b' }", "is not an IRI"),
        ("number_of_parts = { column = 'A', read = 'begin' }", "cannot be read as “begin”. Allowed: integer"),
        ("number_of_parts = { column = 'A', language = 'en' }", "holds no text with a language"),
        ("title = { column = 'A', language = 'xx' }", "“xx” is no language that this mapping knows"),
        ("title = { column = 'A', pattern = '(' }", "“pattern” is no regular expression"),
        ("title = { column = 'A', when = 3 }", "a condition must be a table"),
        ("title = { column = 'A', when = 'often' }", "no condition “often”"),
        ("title = { column = 'A', when = { column = 'B' } }", "this condition tests nothing"),
        ("title = { column = 'A', when = { column = 'B', in = 'c' } }", "no list “c”"),
        ("title = { column = 'A', when = { column = 'B', empty = 1 } }", "must be true or false"),
        ("title = { text = '{A|shout}' }", "no filter “shout”"),
        ("height = { for-each = { column = 'A', read = 'runes' }, value = '.v' }", "nothing is read as “runes”"),
        ("height = { for-each = { read = 'list' }, value = '.v' }", "“column” is missing"),
        ("height = { of-class = 'crm:E1_CRM_Entity', value = 'A' }", "is no class of height"),
    ],
)
def test_a_rule_that_is_wrong_is_named_with_its_field_and_what_is_allowed(tmp_path, rule, said):
    assert said in refusal(tmp_path, PLAIN.replace('title = "Title"', rule))


def test_a_rule_names_the_shared_records_that_its_field_cannot_point_to(tmp_path):
    text = PLAIN.replace('title = "Title"', "type = { record = 'where' }")
    text += """
    [shared.where]
    type = "place"
    id = "p-{A}"
    fields.name = "A"
    """
    assert "type cannot point to a place. It points to: concept." in refusal(tmp_path, text)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("otherwise = 'guess'", "“guess” is no way out. Allowed: keep, warn, ignore, refuse, make"),
        ("otherwise = 'make'", "needs make = the name of a [shared.…] record"),
        ("make = 'x'", "needs make = the name of a [shared.…] record"),
        ("values = { A = 3 }", "[terms.kinds.values]: “A” must be text in quotes"),
    ],
)
def test_a_translation_table_that_is_wrong_is_refused(tmp_path, terms, said):
    assert said in refusal(tmp_path, f"{PLAIN}\n    [terms.kinds]\n    {terms}\n")


def test_a_companion_lies_beside_the_table_and_nowhere_else(tmp_path):
    text = f'{PLAIN}\n    [companions.makers]\n    file = "../makers.csv"\n    key = "id"\n    by = "No"\n'
    assert "“../makers.csv” must lie beside the table" in refusal(tmp_path, text)


def test_a_field_that_keeps_what_cannot_be_read_must_hold_text(tmp_path):
    text = PLAIN.replace('key = "No"', 'key = "No"\n    unread = "gallery"')
    assert "“gallery” can keep no text" in refusal(tmp_path, text)


def test_an_inverse_field_cannot_be_written(tmp_path):
    inverse = [f.key for t in schema().record_types for f in t.fields if f.inverse]
    for key in inverse:
        assert "is no field of" in refusal(tmp_path, PLAIN.replace("title", key))
