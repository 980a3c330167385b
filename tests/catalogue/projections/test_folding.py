import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.projections.folding import Folding

FOLDING = Folding()
fold = FOLDING.fold


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("\ufedb\ufe98\ufe8e\ufe8f", "كتاب"),  # presentation forms
        ("\ufdf2", "الله"),  # the ligature Allah
        ("\ufefb", "لا"),  # lam-alef
        ("كـتـاب", "كتاب"),  # tatweel
        ("كِتَابٌ", "كتاب"),  # vowel signs
        ("هٰذا", "هذا"),  # superscript alef
        ("أحمد", "احمد"),
        ("إسلام", "اسلام"),
        ("آدم", "ادم"),
        ("ٱلله", "الله"),
        ("موسى", "موسي"),
        ("فارسی", "فارسي"),
        ("رئيس", "رييس"),
        ("کتاب", "كتاب"),  # keheh
        ("مدرسة", "مدرسه"),
        ("خانۀ", "خانه"),
        ("مؤمن", "مومن"),
        ("سماء", "سما"),
        ("\u202bكتاب\u202c", "كتاب"),  # bidi controls
        ("کتاب\u200dخانه", "كتابخانه"),
        ("soft\u00adware", "software"),
        ("٩٤٦", "946"),
        ("۹۴۶", "946"),
        ("Shujāʿ", "Shuja'"),
        ("Manʻa", "Mana"),
        ("Qur’an", "quran"),
        ("İznik", "Iznik"),
        ("ıznik", "IZNIK"),
        ("Şahnâme", "sahname"),
        ("Ṭahmāsp", "Tahmasp"),
        ("Straße", "STRASSE"),
        ("ﬁne", "fine"),
        ("½", "1/2"),
        ("3½", "3 1/2"),
    ],
)
def test_two_spellings_fold_to_one(written, other):
    assert fold(written) == fold(other) != ""


def test_persian_letters_that_arabic_lacks_stay_themselves():
    assert fold("پ چ ژ گ") == "پ چ ژ گ"


def test_vowel_signs_of_other_scripts_are_letters_and_stay():
    assert fold("हिन्दी") == "हिन्दी"
    assert fold("が") != fold("か")


def test_signs_part_words():
    assert fold("W.569.4A; brass/silver…gold\x00end") == "w 569 4a brass silver gold end"


def test_a_zero_width_non_joiner_is_read_both_joined_and_split():
    assert FOLDING.spellings("شاه\u200cنامه") == [fold("شاهنامه"), fold("شاه نامه")]


def test_an_apostrophe_is_read_both_joined_and_split():
    assert FOLDING.spellings("the emperor's carpet") == ["the emperors carpet", "emperor s"]


def test_a_hyphenated_word_is_read_both_split_and_joined():
    assert FOLDING.spellings("Shah-nameh, 946-947") == ["shah nameh 946 947", "shahnameh"]


def test_text_without_words_has_no_spelling():
    assert FOLDING.spellings("—!?\x00 '-'") == []


def test_folding_any_single_character_twice_changes_nothing_more():
    unsettled = [
        code for code in range(0x20000) if FOLDING.joined(FOLDING.joined(chr(code))) != FOLDING.joined(chr(code))
    ]
    assert unsettled == []


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_folding_is_blind_to_what_stands_beside(left, right):
    assert FOLDING.joined(left) + FOLDING.joined(right) == FOLDING.joined(left + right)


@given(st.text())
def test_composed_and_decomposed_text_fold_to_one(text):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert sorted(fold(composed)) == sorted(fold(decomposed))
