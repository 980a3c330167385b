"""Files read in a confined child."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.confinement import Confinement
from catalogue.errors import UnreadableFile
from catalogue.interchange import wire
from catalogue.interchange.incoming import Incoming, Level, Note, Origin, Refused
from catalogue.interchange.rdf_files import read_rdf
from catalogue.interchange.untrusted import Reading, read_untrusted
from tests.catalogue.interchange import readers
from tests.catalogue.making import BASE, named

FOLDER = Path(__file__).parent / "linked_art"


def test_a_child_gives_what_the_reader_gives(schema):
    here = list(read_rdf(FOLDER, schema, BASE))
    there = list(read_untrusted([Reading(read_rdf, FOLDER, {"base": BASE})], schema))
    assert there == here
    types = {id(one.record_type) for one in there if isinstance(one, Incoming)}
    assert types <= {id(one) for one in schema.record_types}


@pytest.mark.parametrize(
    ("reader", "words", "value"),
    [
        (readers.runs_into_an_error, "bad.nt is no good", None),
        (readers.breaks_down, "MiB of memory", ""),
        (readers.raises, "broke down", "what now"),
        (readers.eats_memory, "more than 1,024 MiB of memory", "MemoryError"),
        (readers.never_ends, "for 2 seconds", ""),
        (readers.sends_nonsense, "broke down", ""),
    ],
)
def test_what_breaks_a_child_is_refused_and_the_next_file_is_read(schema, reader, words, value):
    bad = Reading(reader, Path("bad.nt"))
    good = Reading(read_rdf, FOLDER / "ewer.json", {"base": BASE})
    refused, record = read_untrusted([bad, good], schema, Confinement(), patience=2)
    assert isinstance(refused, Refused)
    assert words in refused.notes[0].reason
    assert (value or "") in (refused.notes[0].value or "")
    assert isinstance(record, Incoming)


def test_a_reading_that_is_given_up_leaves_no_child(schema):
    items = read_untrusted([Reading(read_rdf, FOLDER, {"base": BASE})] * 3, schema)
    assert isinstance(next(items), Incoming)
    items.close()  # type: ignore[attr-defined]


def test_what_goes_over_the_wire_comes_back_the_same(schema):
    record = named(schema, "object", "k3m9", "“İbrik”\n\ud83c\udfdb")
    origin = Origin("a.nt", "line 3")
    note = Note(Level.WARNING, origin, "reason", "remedy", "field", "value")
    one = Incoming(
        origin,
        schema.by_slug["object"],
        record.iri,
        record.path,
        record.local,
        record.triples,
        (),
        (note,),
        "key",
        "raw",
    )
    items: list[Incoming | Refused] = [one, Refused(origin, (note,), "raw")]
    assert wire.decoded(wire.encoded(items), schema) == items


def frame(head: bytes, texts: bytes = b"", more: int = 0) -> bytes:
    return (len(head) + more).to_bytes(8, "big") + head + texts


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff" * 16,
        frame(b"{"),
        frame(b"[1]"),
        frame(b"[]", b"more than it says"),
        frame(b"[]", more=9),
        frame(b'[{"origin": {}, "sizes": [0, 0]}]'),
        frame(b'[{"origin": ["x", ""], "notes": [], "sizes": [0]}]'),
        frame(b'[{"origin": ["x", ""], "notes": [], "sizes": [9, 0]}]', b"short"),
        frame(b'[{"origin": ["x", ""], "notes": [], "sizes": [-1, 1]}]'),
        frame(b'[{"origin": ["x", ""], "notes": [], "sizes": [0, 1]}]', b"\xff"),
        frame(b'[{"origin": ["x", ""], "notes": [["loud", ["x", ""], "", ""]], "sizes": [0, 0]}]'),
        frame(b'[{"origin": ["x", ""], "notes": [], "slug": "nothing", "sizes": [0, 0]}]'),
    ],
)
def test_nonsense_on_the_wire_is_an_error_of_ours(schema, content):
    with pytest.raises(UnreadableFile):
        wire.decoded(content, schema)
