"""RDF files into records, good ones and bad ones."""

from __future__ import annotations

import gzip

import pytest

from catalogue.errors import UnreadableFile
from catalogue.interchange.documents import Caps
from catalogue.interchange.incoming import Incoming, Refused
from catalogue.interchange.rdf_files import read_rdf
from catalogue.rdf import parse, rdfxml, turtle
from tests.catalogue.making import BASE

TYPED = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.cidoc-crm.org/cidoc-crm/E21_Person>"
LABELLED = '<http://www.w3.org/2000/01/rdf-schema#label> "Şücâ"'
NT = f"<https://m.example/1> {TYPED} .\n<https://m.example/1> {LABELLED} .\n"
XML = '<?xml version="1.0"{}?>\n{}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'


@pytest.fixture
def read(schema, tmp_path):
    def read(content, name, caps=None):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(read_rdf(path, schema, BASE, caps))

    return read


@pytest.fixture
def reason(read):
    def reason(content, name, caps=None):
        (found,) = read(content, name, caps)
        assert isinstance(found, Refused)
        return found.notes[0].reason

    return reason


def syntaxes():
    triples = parse(NT.encode(), "ntriples")
    graph = NT.replace(" .\n", " <https://m.example/g> .\n")
    jsonld = '[{"@id": "https://m.example/1", "@type": "http://www.cidoc-crm.org/cidoc-crm/E21_Person", '
    jsonld += '"http://www.w3.org/2000/01/rdf-schema#label": "Şücâ"}]'
    return {
        "a.nt": NT,
        "a.ttl": turtle(triples, {}),
        "a.trig": f"<https://m.example/g> {{ {NT} }}",
        "a.nq": graph,
        "a.rdf": rdfxml(triples),
        "a.xml": rdfxml(triples),
        "a.jsonld": jsonld,
        "a.json": jsonld,
    }


@pytest.mark.parametrize("name", syntaxes())
def test_every_syntax_gives_the_same_record_plain_and_packed(read, name):
    (expected,) = read(NT, "plain.nt")
    content = syntaxes()[name]
    packed = gzip.compress(content if isinstance(content, bytes) else content.encode())
    for found in (*read(content, name), *read(packed, f"{name}.gz")):
        assert (found.iri, found.triples) == (expected.iri, expected.triples)


@pytest.mark.parametrize("name", ["a.trig", "a.nq"])
def test_it_is_told_that_names_of_graphs_are_not_kept(read, name):
    assert "Named graphs" in read(syntaxes()[name], name)[0].notes[0].reason
    assert not read(NT, "plain.nq")[0].notes


def test_a_folder_is_read_in_order_and_other_files_are_left_alone(read, schema, tmp_path):
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    (folder / "below" / "a.nt").write_text(NT, "utf-8")
    (folder / "README.md").write_text("about")
    (folder / "b.ttl").write_text(NT.replace("/1>", "/2>"), "utf-8")
    found = list(read_rdf(folder, schema, BASE))
    assert [one.origin.file for one in found] == ["b.ttl", "below/a.nt"]


def test_a_folder_or_path_without_anything_to_read_is_an_error(schema, tmp_path):
    for path in (tmp_path, tmp_path / "absent"):
        with pytest.raises(UnreadableFile):
            list(read_rdf(path, schema, BASE))


def test_a_bad_file_does_not_stop_the_others(schema, tmp_path):
    (tmp_path / "a.nt").write_text("nonsense")
    (tmp_path / "b.nt").write_text(NT, "utf-8")
    assert [type(one) for one in read_rdf(tmp_path, schema, BASE)] == [Refused, Incoming]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (NT + "nonsense\n", "a.nt", "line 3, column 1"),
        (NT * 40_000 + "nonsense\n", "a.nt", "line 80001, column 1"),
        ("\n<https://m.example/1> a ", "a.ttl", "line 2"),
        ('<x> <https://m.example/p> "y" .', "a.ttl", "line 1"),
        ('<?xml version="1.0"?>\n<rdf:RDF>', "a.rdf", "not readable rdfxml"),
        (XML.format("", '<!DOCTYPE r [<!ENTITY a "b">]>\n'), "a.rdf", "line 2 has a DOCTYPE"),
        (XML.format("", "<!-- x --><!doctype r>"), "a.rdf", "line 2 has a DOCTYPE"),
        (XML.format("", "") + '<!DOCTYPE r [<!ENTITY a "b">]>', "a.rdf", "DOCTYPE"),
        (XML.format(' encoding="ISO-8859-1"', ""), "a.rdf", "byte 30 that it is in ISO-8859-1"),
        (XML.format(' encoding="UTF-7"', ""), "a.rdf", "in UTF-7"),
        (XML.format("", "").encode("utf-16"), "a.rdf", "byte 0 (line 1): it begins with the mark of UTF-16"),
        (NT.encode("iso8859-9"), "a.nt", "byte 190 (line 2): the byte 0xde"),
        (NT.encode("iso8859-9"), "a.ttl", "byte 190 (line 2): the byte 0xde"),
        (NT.encode("utf-16-le"), "a.nt", "UTF-16"),
        (gzip.compress(NT.encode())[:-12], "a.nt.gz", "damaged or ends too early"),
        (b"\x1f\x8bnot gzip", "a.nt.gz", "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 60 else "",
)
def test_what_cannot_be_read_is_refused_with_the_place(reason, content, name, words):
    assert words in reason(content, name)


SMALL = Caps(line=1 << 16, document=1 << 20, expanded=1 << 22, ratio=50, spared=1 << 18)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<" * (1 << 17), "a.nt", "line 1 is longer than 65,536 bytes"),
        (NT.encode() + b"<" * (5 << 20), "a.nt", "line 3 is longer"),
        (b" " * (1 << 21), "a.ttl", "larger than the 1,048,576 bytes"),
        (b"{" * (1 << 17), "a.jsonl", "line 1 is longer than 65,536 bytes"),
        (gzip.compress(b"\n" * (1 << 22)), "a.nt.gz", "unpacks to more than 262,144 bytes"),
        (gzip.compress(b" " * (1 << 22)), "a.ttl.gz", "unpacks to more than 262,144 bytes"),
        (gzip.compress(b"\n" * (1 << 22)), "a.jsonl.gz", "unpacks to more than 262,144 bytes"),
        (b"\n" * (1 << 23), "a.nt", "unpacks to more than 4,194,304 bytes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_grows_without_end_is_refused_before_it_has(reason, content, name, words):
    assert words in reason(content, name, SMALL)


def test_a_line_too_long_among_json_lines_is_passed_over(read):
    person = '{"id": "https://m.example/%d", "type": "Person", "_label": "x"}\n'
    content = person % 1 + "x" * (5 << 16) + "\n" + person % 2
    found = read(content, "a.jsonl", SMALL)
    assert [type(one) for one in found] == [Incoming, Refused, Incoming]
    assert found[2].origin.place == "line 3"


def test_a_byte_order_mark_is_no_part_of_the_text(read):
    assert len(read(b"\xef\xbb\xbf" + NT.encode(), "a.nt")) == 1
