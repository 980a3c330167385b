"""Terms, records that rows share, and what lies beside a table."""

from __future__ import annotations

import json

import pytest

from catalogue.interchange.incoming import Level, Refused
from tests.catalogue.interchange.mapping_trial import BASE, MAKER, MAKERS, PLAIN, fields, name, tree, tried

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
