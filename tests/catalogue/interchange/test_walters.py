"""The Walters Art Museum's data through the shipped mapping."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from catalogue.interchange.incoming import Incoming
from catalogue.interchange.mapping import read_mapping
from catalogue.interchange.table_companions import read_companions
from catalogue.interchange.table_records import records_of
from catalogue.interchange.tables import rows
from tests.catalogue.interchange.mapping_trial import BASE, name, schema, tree, tried_with

MAPPED = {"Place of Origin", "Place Depicted", "Place of Discovery", "Place of Binding", "Place Mentioned"}
NOBODY = {"anonymous", "unidentified", "cut off"}


@pytest.fixture(scope="module")
def walters(shared):
    """The folder of the Walters' data."""
    return shared / "data" / "walters"


@cache
def imported(folder):
    """The source's rows, and what the mapping makes of them; of most objects without their triples."""
    mapping = read_mapping("walters", schema())
    source = list(rows(folder / "objects.jsonl.gz"))
    kept = {row.origin.place for n, row in enumerate(source) if n < 400 or peculiar(row.cells)}
    companions = read_companions(mapping, folder, rows)
    made = []
    for one in records_of(source, mapping, schema(), BASE, companions):
        light = isinstance(one, Incoming) and one.record_type.slug == "object" and one.origin.place not in kept
        made.append(replace(one, triples=places_of(one), raw="") if light else one)
    return source, made, companions


def peculiar(row):
    """Whether a test looks at this row's record more closely."""
    return not row["Title"] or [c["ConcatDisplayName"][:11] for c in row["Creators"]] == ["Copy after "]


def places_of(one):
    """Only where a record says that its object is."""
    return frozenset(t for t in one.triples if t[1].endswith("P55_has_current_location>"))


@cache
def by_path(folder):
    return {one.path: one for one in imported(folder)[1]}


def of_type(folder, slug):
    return [one for one in imported(folder)[1] if one.record_type.slug == slug]


@pytest.mark.trial
def test_every_object_becomes_one_record_and_none_is_refused(walters):
    source, made, _ = imported(walters)
    assert all(isinstance(one, Incoming) for one in made)
    assert len({one.iri for one in made}) == len(made)
    numbers = {f"walters-{row.cells['ObjectID']}" for row in source}
    assert {one.key for one in of_type(walters, "object")} == numbers


@pytest.mark.trial
def test_every_maker_becomes_one_person_or_one_group(walters):
    source, _, companions = imported(walters)
    creators = {c["CreatorID"]: c["ConcatDisplayName"] for row in source for c in row.cells["Creators"] or []}
    named = {i: companions["creators"].get(str(i), [{"name": shown}])[0]["name"] for i, shown in creators.items()}
    known = {i for i, called in named.items() if not any(word in called.casefold() for word in NOBODY)}
    made = [one for one in of_type(walters, "person") + of_type(walters, "group") if "creator" in one.key]
    assert Counter(one.key for one in made) == Counter(f"walters-creator-{i}" for i in known)


@pytest.mark.trial
def test_every_place_of_the_source_becomes_one_place(walters):
    source, _, _ = imported(walters)
    places = {g["GeographyID"] for row in source for g in row.cells["Geographies"] or [] if g["GeoType"] in MAPPED}
    made = [one.key for one in of_type(walters, "place") if "gallery" not in one.key]
    assert Counter(made) == Counter(f"walters-place-{i}" for i in places)


@pytest.mark.trial
def test_places_have_the_coordinates_that_the_source_writes_and_no_zeros(walters):
    found = by_path(walters)
    assert tree(found["/place/walters-place-1507667"])["geometry"] == ["POINT(53 32)"]
    assert "geometry" not in tree(found["/place/walters-place-1441123"])


@pytest.mark.trial
@pytest.mark.parametrize(
    ("maker", "slug"),
    [
        ("Riza 'Abbasi", "person"),
        ("Egyptian", "group"),
        ("Sèvres Porcelain Manufactory", "group"),
        ("Hododa Company", "group"),
        ("Master of the Vitae Imperatorum", "person"),
        ("Attavante Attavanti", "person"),
    ],
)
def test_makers_are_persons_unless_their_name_is_of_a_people_or_a_firm(walters, maker, slug):
    (found,) = [one for kind in ("person", "group") for one in of_type(walters, kind) if name(one) == maker]
    assert found.record_type.slug == slug


@pytest.mark.trial
def test_an_object_says_what_its_row_says(walters):
    (_, said) = ("", tree(by_path(walters)["/object/walters-2"]))
    assert [title["content"] for title in said["title"]] == [["Leaf from Qur'an"]]
    assert said["accession_number"][0]["content"] == ["W.569.4A"]
    assert said["height"][0]["value"] == ["38.5"]
    assert said["width"][0]["value"] == ["25.5"]
    assert said["height"][0]["unit"] == ["http://vocab.getty.edu/aat/300379098"]
    assert said["credit_line"][0]["content"] == ["Acquired by Henry Walters"]
    assert said["provenance_statement"][0]["content"][0].startswith("Henry Walters, Baltimore [date and mode")
    (span,) = said["production"][0]["timespan"]
    assert span["as_written"][0]["content"] == ["11th century AH/AD 17th century"]
    assert (span["begin_of_the_begin"], span["end_of_the_end"]) == (["1601-01-01T00:00:00Z"], ["1700-12-31T23:59:59Z"])
    assert "gallery" not in said
    picture = said["primary_image"][0]["file"][0]["access_point"]
    assert picture == ["http://static.thewalters.org/images/CPS_W.569.4a_Fp_DD.jpg"]
    assert said["web_page"][0]["file"][0]["access_point"] == ["http://art.thewalters.org/detail/2"]


@pytest.mark.trial
def test_a_doubt_in_a_makers_name_is_kept_as_written_and_as_certainty(walters):
    said = tree(by_path(walters)["/object/walters-7"])
    (making,) = said["production"]
    texts = {text for one in making["statement"] for text in one["content"]}
    assert texts == {"Artist: Etruscan (?)", "Artist: Italic (?)"}
    assert all(part["certainty"] == ["http://vocab.getty.edu/aat/300435722"] for part in making["part"])


@pytest.mark.trial
def test_an_object_without_a_title_is_called_by_its_name(walters):
    source, _, _ = imported(walters)
    (row,) = [row for row in source if not row.cells["Title"]]
    said = by_path(walters)[f"/object/walters-{row.cells['ObjectID']}"]
    assert name(said) == row.cells["ObjectName"]


@pytest.mark.trial
def test_an_object_is_in_a_gallery_only_if_it_is_on_view(walters):
    source, _, _ = imported(walters)
    for row in source:
        place = row.cells["MuseumLocation"]["DisplayCurrentLocation"]
        away = place.casefold() == "not on view" or place == "Out On Exhibition Loan"
        made = by_path(walters)[f"/object/walters-{row.cells['ObjectID']}"]
        assert bool(places_of(made)) is not away


@pytest.mark.trial
def test_copies_after_somebody_are_not_said_to_be_by_him(walters):
    source, _, _ = imported(walters)
    copies = [row for row in source if row.cells["Title"] and peculiar(row.cells)]
    for row in copies:
        (part,) = tree(by_path(walters)[f"/object/walters-{row.cells['ObjectID']}"])["production"][0]["part"]
        assert "influenced_by" in part
        assert "carried_out_by" not in part
    assert copies


def shared_terms(row):
    """The names by which a row calls the places, makers and terms that it shares with others."""
    texts = [g["GeographyTerm"] for g in row["Geographies"] or []]
    texts += [c["ConcatDisplayName"] for c in row["Creators"] or []]
    columns = ("Culture", "Period", "Style", "Dynasty", "Reign", "ObjectName", "Keywords")
    return texts + [piece.strip() for column in columns for piece in (row[column] or "").split(";")]


@pytest.mark.trial
def test_no_note_is_a_lie(walters):
    source, made, _ = imported(walters)
    cells = {row.origin.place: row.cells for row in source}
    for one in made:
        for note in one.notes:
            row = cells[note.origin.place]
            if note.reason.startswith("Rows disagree"):
                assert note.value.split("; ")[0] in shared_terms(row), note
            elif note.field.startswith("object.production.timespan"):
                assert note.value == row["DateText"].strip(), note
            else:
                assert note.value == row["Dimensions"].strip(), note


@pytest.mark.trial
def test_years_that_end_before_they_begin_are_told_of_in_just_those_rows(walters):
    source, made, _ = imported(walters)
    wrong = {r.origin.place for r in source if r.cells["DateBeginYear"] > r.cells["DateEndYear"]}
    told = {n.origin.place for one in made for n in one.notes if "end before they begin" in n.reason}
    assert told == wrong


@pytest.mark.trial
def test_what_rows_say_twice_is_the_same_on_a_second_reading(walters):
    mapping = read_mapping("walters", schema())
    source, made, companions = imported(walters)
    held = {one.iri: one.triples for one in made}
    for one in records_of(source[:400], mapping, schema(), BASE, companions):
        assert isinstance(one, Incoming)
        assert held[one.iri] == one.triples


OBJECT = {
    "ObjectID": 1, "ObjectNumber": "54.1", "Title": "Cup", "ObjectName": "cups", "Creators": [], "Geographies": [],
    "DateText": "", "DateBeginYear": 0, "DateEndYear": 0, "MuseumLocation": {"DisplayCurrentLocation": "Not on View"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("Riza (?)", {"carried_out_by", "certainty", "role"}),
        ("Attributed to Riza", {"carried_out_by", "qualifier", "role"}),
        ("Workshop of Riza", {"carried_out_by", "qualifier", "role"}),
        ("After Riza", {"influenced_by", "qualifier", "role"}),
        ("Style of Riza (?)", {"influenced_by", "qualifier", "role", "certainty"}),
        ("Riza", {"carried_out_by", "role"}),
    ],
)
def test_what_stands_before_a_makers_name_decides_how_he_is_named(shown, expected):
    maker = {"ConcatDisplayName": shown, "CreatorID": 7, "Role": "Artist"}
    made = tried_with("walters", {**OBJECT, "Creators": [maker]}, companions={"creators": {"7": [{"name": "Riza"}]}})
    (making,) = tree(made[-1])["production"]
    assert set(making["part"][0]) == expected
    assert ("statement" in making) is (shown != "Riza")


def test_formerly_attributed_to_is_a_statement_that_no_longer_stands():
    maker = {"ConcatDisplayName": "Formerly attributed to Riza", "CreatorID": 7, "Role": "Artist"}
    made = tried_with("walters", {**OBJECT, "Creators": [maker]}, companions={"creators": {"7": [{"name": "Riza"}]}})
    (making,) = tree(made[-1])["production"]
    assert "part" not in making
    (claim,) = making["attribution"]
    assert claim["assigned"] == [f"{BASE}/person/walters-creator-7"]
    assert claim["status"] == ["http://vocab.getty.edu/aat/300404908"]


def test_an_anonymous_maker_is_told_of_and_makes_no_person():
    maker = {"ConcatDisplayName": "Anonymous", "CreatorID": 17248, "Role": "Artist"}
    made = tried_with("walters", {**OBJECT, "Creators": [maker]})
    assert [one.record_type.slug for one in made] == ["group", "object"]
    assert tree(made[-1])["production"][0]["statement"][0]["content"] == ["Artist: Anonymous"]
