import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.projections.asking import read_question
from catalogue.projections.folding import Folding
from catalogue.projections.marking import PASSAGE, Marker
from catalogue.projections.variants import Variants

FOLDING, VARIANTS = Folding(), Variants()


def marker(question):
    return Marker(read_question(question, FOLDING, VARIANTS), FOLDING, VARIANTS)


def marked(question, text):
    return [segment.text for segment in marker(question).mark(text) if segment.matched]


@pytest.mark.parametrize(
    ("question", "text", "matched"),
    [
        ("iznik", "An İznik lamp", ["İznik"]),
        ("lamp", "Lamps and lamp-stands", ["Lamps", "lamp"]),
        ("shuja", "signed Shujāʿ ibn Manʿa", ["Shujāʿ"]),
        ("mana", "signed Shujāʿ ibn Manʿa, Mosul", ["Manʿa"]),
        ("كتاب", "هذا الـكِتَابٌ وكِتَابٌ", ["الـكِتَابٌ"]),
        ("كتاب", "«کِتَاب» را", ["کِتَاب"]),
        ("شاهنامه", "از شاه\u200cنامه است", ["شاه\u200cنامه"]),
        ("نامه", "از شاه\u200cنامه است", ["شاه\u200cنامه"]),
        ("shahnameh", "the Shah-nameh (folio)", ["Shah-nameh"]),
        ("Mosul", "al-Mawsili of Mosul", ["Mawsili", "Mosul"]),
        ("al-Mawsili", "al-Mawsili wrote al-Kitab", ["al-Mawsili"]),
        ("1970.301.2", "Met 1970.301.2, page 2", ["1970.301.2"]),
        ("w569.4a", "(W.569.4A)", ["W.569.4A"]),
        ("946", "dated ٩٤٦ AH", ["٩٤٦"]),
        ("allah", "الله", []),
        ("الله", "بسم ﷲ", ["ﷲ"]),
        ('"lamp of glass"', "a lamp, of glass", ["lamp", "of", "glass"]),
        ("e", "Cafe\u0301 e\u0301", ["e\u0301"]),
    ],
)
def test_what_was_asked_is_marked_as_it_was_written(question, text, matched):
    assert marked(question, text) == matched


def test_a_passage_of_a_long_text_holds_what_was_asked():
    text = "vellum " * 400 + "then a lamp beside an ewer " + "vellum " * 400
    passage = marker("ewer lamp").passage(["short lamp", text])
    assert [segment.text for segment in passage if segment.matched] == ["lamp", "ewer"]
    whole = "".join(segment.text for segment in passage)
    assert len(whole) <= PASSAGE
    assert whole in text


def test_texts_without_what_was_asked_have_no_passage():
    assert marker("lamp").passage(["an ewer", ""]) is None


ANYTHING = st.text() | st.text(alphabet="abم'-‌ \u0301\u064b.1ﷲ½\u2026«", max_size=40)


@given(ANYTHING, ANYTHING)
def test_the_segments_of_a_text_join_to_that_text(question, text):
    assert "".join(segment.text for segment in marker(question).mark(text)) == text


@given(ANYTHING)
def test_every_word_of_a_text_can_be_marked_in_it(text):
    found = FOLDING.fold(text).split()
    if found:
        assert any(segment.matched for segment in marker(f'"{found[0]}"').mark(text))


@given(ANYTHING, st.lists(ANYTHING, max_size=4))
def test_a_passage_is_a_piece_of_a_text(question, texts):
    passage = marker(question).passage(texts)
    if passage is not None:
        assert any("".join(segment.text for segment in passage) in text for text in texts)
        assert any(segment.matched for segment in passage)
