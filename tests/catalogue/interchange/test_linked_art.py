"""Linked Art JSON into records."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
from pyld import jsonld

from catalogue.interchange.contexts import inlined, shipped
from catalogue.interchange.incoming import Incoming, Level, Refused
from catalogue.interchange.linked_art import read_linked_art
from catalogue.namespaces import LABEL
from catalogue.rdf import parse
from catalogue.record import Record, view
from tests.catalogue.interchange.comparing import everything, shape_of
from tests.catalogue.making import BASE

OURS = sorted((Path(__file__).parent / "linked_art").glob("*.json"))


@pytest.fixture
def read(schema, tmp_path):
    """Reads a document, or the bytes of a file."""

    def read(content, name="document.json"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return list(read_linked_art(path, schema, BASE))

    return read


@pytest.fixture
def reason(read):
    """Why a document is refused, in one text."""

    def reason(content, name="document.json"):
        found = read(content, name)[0]
        assert isinstance(found, Refused)
        return " ".join(f"{n.reason} {n.remedy}" for n in found.notes)

    return reason


def examples(shared):
    return sorted((shared / "data/linked-art/examples").glob("*.json"))


def same_graph(path, schema):
    """Whether records and hints of a document say what the document says; None where it is refused."""
    found = list(read_linked_art(path, schema, BASE))
    records = [one for one in found if isinstance(one, Incoming)]
    if len(records) < len(found):
        return None
    original = parse(json.dumps(inlined(json.loads(path.read_text("utf-8")))).encode(), "jsonld")
    return shape_of(everything(records), BASE) == shape_of(original, BASE)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_records_and_hints_together_say_what_the_document_says(path, schema):
    assert same_graph(path, schema)


def test_the_standards_own_examples_lose_nothing(shared, schema):
    found = {path.name: same_graph(path, schema) for path in examples(shared)}
    assert [name for name, same in found.items() if same is False] == []
    assert sum(same is True for same in found.values()) > 90


def test_no_example_of_the_standard_is_refused(shared, schema):
    found = [one for path in examples(shared) for one in read_linked_art(path, schema, BASE)]
    assert [one.notes for one in found if isinstance(one, Refused)] == []


def test_texts_images_files_and_exhibitions_of_the_standard_are_understood(shared, schema):
    """Each becomes a record of its own type, and no statement of it is left over but the label."""
    found = [one for path in examples(shared) for one in read_linked_art(path, schema, BASE)]
    records = [one for one in found if isinstance(one, Incoming)]
    understood = {"text": 9, "visual": 3, "digital": 1, "exhibition": 2}
    counted = Counter(one.record_type.slug for one in records)
    assert {slug: counted[slug] for slug in understood} == understood
    for one in records:
        if one.record_type.slug in understood:
            tree = view(Record(one.iri, one.path, one.local, one.triples), one.record_type)
            assert {p for _, p, _ in tree.root.unclaimed} <= {LABEL}, one.iri


def test_the_part_of_the_context_that_a_document_uses_means_what_the_whole_means(shared):
    for path in examples(shared)[::3]:
        document = json.loads(path.read_text("utf-8"))
        whole = {**document, "@context": dict(shipped())}
        expected = jsonld.to_rdf(whole, {"format": "application/n-quads"})
        ours = parse(json.dumps(inlined(document)).encode(), "jsonld")
        assert shape_of(ours, BASE) == shape_of(parse(expected.encode(), "nquads"), BASE)


def test_nothing_of_our_own_documents_is_noted_as_lost(schema):
    notes = [n for p in OURS for one in read_linked_art(p, schema, BASE) for n in one.notes]
    assert notes == []


def test_a_record_of_somebody_else_keeps_its_iri_and_gets_a_local_path(read):
    (one,) = read({"id": "https://museum.example/1", "type": "Person", "_label": "Somebody"})
    assert one.iri == "https://museum.example/1"
    assert one.path == "/person/qg4ldd7hx3uu4ysc"
    assert one.local == f"{BASE}/person/qg4ldd7hx3uu4ysc"


def test_a_document_of_ours_keeps_its_path(read):
    (one,) = read({"id": f"{BASE}/object/k3m9", "type": "HumanMadeObject", "_label": "Ewer"})
    assert (one.path, one.record_type.slug) == ("/object/k3m9", "object")


def test_a_document_that_says_only_what_a_hint_says_is_still_a_record(read):
    (one,) = read(
        {
            "id": "https://museum.example/1",
            "type": "Type",
            "_label": "a",
            "classified_as": [{"id": "https://museum.example/1"}],
        }
    )
    assert one.iri == "https://museum.example/1"


def test_what_is_said_of_things_referred_to_is_a_hint_and_no_triple(read):
    place = {"id": "http://vocab.getty.edu/tgn/1", "type": "Place", "_label": "Mosul"}
    document = {"id": "https://m.example/1", "type": "Person", "residence": [place]}
    (one,) = read(document)
    assert [(h.iri, h.labels) for h in one.hints] == [(place["id"], ((None, "Mosul"),))]
    assert not [t for t in one.triples if t[0] == f"<{place['id']}>"]


def test_an_embedded_thing_with_an_iri_that_is_described_is_a_record_of_its_own(read):
    owner = {
        "id": "https://m.example/2",
        "type": "Group",
        "_label": "Museum",
        "identified_by": [{"type": "Name", "content": "The Museum"}],
    }
    found = read({"id": "https://m.example/1", "type": "HumanMadeObject", "current_owner": [owner]})
    assert {one.iri for one in found} == {"https://m.example/1", "https://m.example/2"}


def test_an_embedded_thing_with_an_iri_that_is_no_record_is_a_part_equivalent_to_it(read):
    name = {"id": "https://m.example/name", "type": "Name", "content": "A name"}
    (one,) = read({"id": "https://m.example/1", "type": "Person", "identified_by": [name]})
    (part,) = {s for s, _, o in one.triples if o == '"A name"'}
    assert part.startswith(f"<{one.local}#P1_is_identified_by-")
    assert (part, "<https://linked.art/ns/terms/equivalent>", "<https://m.example/name>") in one.triples


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ({"part_of": [{"id": "https://m.example/2"}]}, "removed_by[0].part_of"),
        ({"colour": "red"}, "removed_by[0].colour"),
        ({"timespan": "yesterday"}, "removed_by[0].timespan"),
        ({"carried_out_by": [{"id": "no address", "type": "Person"}]}, "removed_by[0].carried_out_by[0].id"),
        ({"assigned_property": "nothing"}, "removed_by[0].assigned_property"),
        ({"_label": {"@value": "x", "@language": "en_GB"}}, "removed_by[0]._label"),
        ({"classified_as": [{"type": "Sort"}]}, "removed_by[0].classified_as[0].type"),
    ],
)
def test_what_json_ld_would_drop_in_silence_is_told(read, field, place):
    inner = {"type": "Encounter", **field}
    (one,) = read({"id": "https://m.example/1", "type": "HumanMadeObject", "removed_by": [inner]})
    (note,) = one.notes
    assert (note.level, note.field) == (Level.WARNING, place)


def test_an_address_that_the_parser_cannot_read_is_told(read):
    group = {"id": "https://m.example/100%", "type": "Group"}
    (one,) = read({"id": "https://m.example/1", "type": "Person", "member_of": [group]})
    assert [n.value for n in one.notes] == ['"https://m.example/100%"']


@pytest.mark.parametrize(
    "context",
    [
        "https://evil.example/context.json",
        "file:///etc/passwd",
        "../context.json",
        ["https://linked.art/ns/v1/linked-art.json", "https://evil.example/context.json"],
        {"@import": "https://evil.example/context.json"},
        {"x": {"@id": "https://x.example/", "@context": "https://evil.example/context.json"}},
        {"@propagate": False, "x": {"@id": "https://x.example/", "@context": [{"@import": "file:///x"}]}},
    ],
    ids=str,
)
def test_a_context_outside_the_table_is_refused_by_name(reason, context):
    told = reason({"@context": context, "id": "https://m.example/1", "type": "Person"})
    assert "never fetched" in told
    assert any(name in told for name in ("evil.example", "file:///", "../context.json"))


def test_a_context_outside_the_table_is_refused_however_deep_it_stands(reason):
    inner = {"@context": "https://evil.example/", "type": "Name", "content": "x"}
    document = {"id": "https://m.example/1", "type": "Person", "identified_by": [inner]}
    assert "evil.example" in reason(document)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"type": "Person"}, "no id"),
        ({"id": "person/1", "type": "Person"}, "not an IRI"),
        ({"id": "https://m.example/100%", "type": "Person", "_label": "x"}, "percent encoding"),
        ({"id": "https://m.example/1", "type": "Hat", "_label": []}, "Nothing could be read"),
        ({"id": "https://m.example/1", "type": "Hat"}, "no class “Hat”"),
        (b'[7, {"@context": {}}]', "not a JSON object"),
        (b'{"id": "https://m.example/1",\n "type": }', "line 2, column 10"),
        (b'{"id": "https://m.example/1", "value": NaN}', "NaN"),
        (b"[" * 100_000, "nested"),
        ('{"id": "https://m.example/1", "type": "Person", "_label": "é"}'.encode("latin-1"), "byte 59"),
        ('{"id": "https://m.example/1"}'.encode("utf-16"), "UTF-16"),
        ('{"id": "https://m.example/1"}'.encode("utf-16-le"), "UTF-16"),
        (b'{"id": "https://m.example/1", "type": "Person", "_label": "\\ud800"}', "surrogate"),
        (b"", "line 1, column 1"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place(reason, content, words):
    assert words in reason(content)


def test_a_document_nested_too_deep_is_refused(reason):
    document: dict[str, object] = {"id": "https://m.example/1", "type": "Name"}
    for _ in range(150):
        document = {"id": "https://m.example/1", "type": "Name", "part": [document]}
    assert "nested more than" in reason(document)


def test_json_lines_are_read_each_for_itself(read):
    lines = [
        {"id": "https://m.example/1", "type": "Person", "_label": "One"},
        {"id": "https://m.example/2", "type": "Person", "_label": "Two"},
    ]
    content = b"\n".join([json.dumps(lines[0]).encode(), b"{oops", b"", json.dumps(lines[1]).encode()])
    found = read(gzip.compress(content), "people.jsonl.gz")
    assert [type(one) for one in found] == [Incoming, Refused, Incoming]
    assert [one.origin.place for one in found] == ["line 1", "line 2", "line 4"]
    assert found[1].raw == "{oops"


def test_links_for_browsing_are_no_loss(read):
    document = {"id": "https://m.example/1", "type": "Person", "_label": "x", "_links": {"self": {}}}
    assert read(document)[0].notes == ()


def test_a_folder_is_read_file_by_file(read, schema, tmp_path):
    (tmp_path / "in").mkdir()
    for number in (2, 1):
        document = {"id": f"https://m.example/{number}", "type": "Person", "_label": "x"}
        (tmp_path / "in" / f"{number}.json").write_text(json.dumps(document))
    found = list(read_linked_art(tmp_path / "in", schema, BASE))
    assert [one.origin.file for one in found] == ["1.json", "2.json"]


def test_a_document_read_twice_gives_the_same_record(schema):
    for path in OURS:
        first, second = (list(read_linked_art(path, schema, BASE)) for _ in range(2))
        assert first == second


def test_numbers_take_the_datatype_of_their_field(schema):
    path = next(p for p in OURS if p.stem == "ewer")
    (one,) = read_linked_art(path, schema, BASE)
    assert isinstance(one, Incoming)
    values = {o for _, p, o in one.triples if p.endswith("P90_has_value>")}
    assert values == {f'"{n}"^^<http://www.w3.org/2001/XMLSchema#decimal>' for n in ("30.4", "21")}
