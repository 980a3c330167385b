import gzip
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.interchange.dimensions import read_dimensions

HEIGHT, WIDTH, DEPTH, DIAMETER, LENGTH = "height", "width", "depth", "diameter", "length"

READ = {
    "H: 15 3/16 x W: 10 1/16 in. (38.5 x 25.5 cm)": [(HEIGHT, "38.5", None), (WIDTH, "25.5", None)],
    "Diam: 1 13/16 in. (4.6 cm)": [(DIAMETER, "4.6", None)],
    "2 7/8 x 2 3/4 x 3/16 in. (7.35 x 6.95 x 0.5 cm)": [
        (None, "7.35", None),
        (None, "6.95", None),
        (None, "0.5", None),
    ],
    "H: 3/8 x W: 1/2 (0.99 x 1.33 x 0.04 cm); Ring inner Diam: 1/2 in. (1.3 cm)": [
        (HEIGHT, "0.99", None),
        (WIDTH, "1.33", None),
        (None, "0.04", None),
        (DIAMETER, "1.3", "Ring inner"),
    ],
    "Painted surface H: 22 1/2 x W: 18 x D excluding cradle: 1/4 in. (57.2 x 45.7 x 0.7 cm)": [
        (HEIGHT, "57.2", "Painted surface"),
        (WIDTH, "45.7", "Painted surface"),
        (DEPTH, "0.7", "Painted surface excluding cradle"),
    ],
    "H excluding frame: 4 1/8 x W: 3 1/2 in. (10.48 x 8.89 cm)": [
        (HEIGHT, "10.48", "excluding frame"),
        (WIDTH, "8.89", "excluding frame"),
    ],
    "H: 16 5/16 x Diam at mouth: 15 7/16 in. (41.5 x 39.2 cm)": [
        (HEIGHT, "41.5", None),
        (DIAMETER, "39.2", "at mouth"),
    ],
    "7/8 x 7/16 x 7/16 in. (2.2 x 1.1 x 1.2 cm) (h. x w. x diam.)": [
        (HEIGHT, "2.2", None),
        (WIDTH, "1.1", None),
        (DIAMETER, "1.2", None),
    ],
    "10 5/16 in. (26.2 cm) (w.)": [(WIDTH, "26.2", None)],
    "folio: 12 1/8 x 8 9/16 in. (30.8 x 21.8 cm)": [
        (None, "30.8", "folio"),
        (None, "21.8", "folio"),
    ],
    "Sheet: H: 9 5/8 x W: 7 3/8 in. (24.5 x 18.8 cm)": [
        (HEIGHT, "24.5", "Sheet"),
        (WIDTH, "18.8", "Sheet"),
    ],
    "L of chatelaine: 4 15/16 in. (12.5 cm)": [(LENGTH, "12.5", "chatelaine")],
    "W in broken state: 2 9/16 in. (6.5 cm)": [(WIDTH, "6.5", "in broken state")],
    "width at nakago-ana 2 1/2 in. (6.4 cm)": [(WIDTH, "6.4", "at nakago-ana")],
    "Panel 1: 32 5/16 x 38 3/16 in. (82.07 x 97 cm)": [
        (None, "82.07", "Panel 1"),
        (None, "97", "Panel 1"),
    ],
    "Page 1229 H: 12 1/4 x W: 7 9/16 in. (31.1 x 19.2 cm)": [
        (HEIGHT, "31.1", "Page 1229"),
        (WIDTH, "19.2", "Page 1229"),
    ],
    "H: 1/2 x W: 1/2 D: 1/8 in. (1.3 x 1.2 x 0.2 cm)": [
        (HEIGHT, "1.3", None),
        (WIDTH, "1.2", None),
        (DEPTH, "0.2", None),
    ],
    "H:: 48 7/16 × L: 63 3/8 in. (123.03 × 160.97 cm)": [
        (HEIGHT, "123.03", None),
        (LENGTH, "160.97", None),
    ],
    "H: 5 1/2 x Diam: 10 13/16 in. (13.9 x 27.5 cm) with handles": [
        (HEIGHT, "13.9", "with handles"),
        (DIAMETER, "27.5", "with handles"),
    ],
    "H: 14.7 x W: 20,9 cm": [(HEIGHT, "14.7", None), (WIDTH, "20.9", None)],
    "H 708, W 93, D 303 cm": [(HEIGHT, "708", None), (WIDTH, "93", None), (DEPTH, "303", None)],
    "": [],
}


@pytest.mark.parametrize("text", READ)
def test_centimetres_are_read_with_what_they_measure(text):
    read = read_dimensions(text)
    assert read.notes == ()
    assert [(m.kind, str(m.value), m.part) for m in read.measures] == READ[text]
    assert {m.unit for m in read.measures} <= {"cm"}


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("H: 8 3/16 in.", HEIGHT, "8.1875", "in"),
        ("15/16 in", None, "0.9375", "in"),
        ("Weight: 65.3 kg", "weight", "65.3", "kg"),
        ("65.3 kg", "weight", "65.3", "kg"),
        ("1.5 lb. (0.68 kg)", "weight", "0.68", "kg"),
        ("35 m long", LENGTH, "35", "m"),
        ("12 mm", None, "12", "mm"),
        ("Circumference: 33 1/2 in. (85 cm)", "circumference", "85", "cm"),
        ("Thickness: 3 mm", "thickness", "3", "mm"),
    ],
)
def test_a_single_number_keeps_its_unit(text, kind, value, unit):
    (measure,) = read_dimensions(text).measures
    assert (measure.kind, measure.value, measure.unit) == (kind, Decimal(value), unit)


@pytest.mark.parametrize("text", ["13 in. (33.02 cm) (diam.) approx.", "Approx. H: 2 in. (5.1 cm)", "c. 24.5 cm"])
def test_an_approximate_measure_is_marked(text):
    assert [measure.approximate for measure in read_dimensions(text).measures] == [True]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("big", "no number"),
        ("H: 12", "no unit"),
        ("H: x in.", "no number"),
        ("H: 1/0 in.", "divides by nothing"),
        ("H: 1 x W: 2 x D: 3 in. (2.5 x 5.1 cm)", "fewer metric numbers"),
        ("43 5/8 x D: 4 1/2 in. (74.93 x 110.81 x 11.43 cm)", "do not agree"),
        ("12 cubits", "no unit"),
    ],
)
def test_what_cannot_be_read_gets_a_note_and_no_measure(text, reason):
    read = read_dimensions(text)
    assert read.measures == ()
    assert reason in read.notes[0]


def test_inches_that_contradict_the_centimetres_are_noted():
    read = read_dimensions("H:  5/8 in. (24.5 cm)")
    assert [measure.value for measure in read.measures] == [Decimal("24.5")]
    assert "do not agree" in read.notes[0]


def test_one_unread_statement_does_not_lose_the_others():
    read = read_dimensions("H: 1 in. (2.5 cm)\r\nabout as big as a hand; Diam: 2 in. (5.1 cm)")
    assert [measure.kind for measure in read.measures] == [HEIGHT, DIAMETER]
    assert len(read.notes) == 1


@given(st.text() | st.text(alphabet="HWD: x×0123456789/.,incm()[]; \n", max_size=60))
def test_any_text_is_read_or_noted(text):
    read = read_dimensions(text)
    assert read.measures or read.notes or not text.strip("; \r\n.,\t\v\f\x1c\x1d\x1e\x1f\x85")
    assert all(measure.value.is_finite() for measure in read.measures)


def test_almost_all_dimensions_of_a_museum_are_read(shared):
    with gzip.open(shared / "data/walters/objects.jsonl.gz", "rt") as lines:
        texts = {json.loads(line)["Dimensions"] for line in lines} - {None}
    read = [read_dimensions(text) for text in texts]
    whole = [each for each in read if each.measures and not each.notes]
    share = len(whole) / len(texts)
    print(f"{share:.2%} of {len(texts)} texts")  # noqa: T201 — the figure is what we want
    assert share > 0.99
