import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.projections.folding import Folding
from catalogue.projections.variants import Variants, variant

FOLDING = Folding()


@pytest.mark.parametrize(
    "spellings",
    [
        "Mosul Mawsili Mosuli Mausili Mawṣilī",
        "Shahnama Shahnameh Shahname Šāhnāma Şehname",
        "Imamzada Emamzadeh Imāmzāda",
        "Firdausi Firdawsi Ferdowsi",
        "Kairouan Qairawan Qayrawan",
        "Tahmasp Tahmasb",
        "Gayumars Kayumars Kayumarth",
        "Qur'an Koran Quran",
        "Muhammad Mohammed Mohammad",
        "Husayn Hussein Hosein Hüseyin",
        "Sulayman Suleiman Süleyman Soliman",
        "Mahmud Mahmoud",
        "Dawud Daoud Davud Dawood",
        "Mevlana Mawlana",
        "Isfahan Esfahan",
        "Rashid Rasheed",
        "Khalil Halil",
        "Qajar Kadjar",
        "Reza Riza",
        "Omar Umar",
        "ibn b",
        "الموصلي موصلي والموصلي",
        "گلستان كلستان",
        "پارس بارس",
    ],
)
def test_spellings_of_one_name_share_a_key(spellings):
    keys = {variant(FOLDING.fold(name)) for name in spellings.split()}
    assert len(keys) == 1
    assert keys != {None}


@pytest.mark.parametrize(
    "different",
    [
        "Mosul missal",
        "Mosul Musli",
        "Babur paper",
        "pen pin",
        "gold cold",
        "bowl bell",
        "silver shiver",
        "leaf loaf",
        "Selim Soliman",
        "Yamani Amani",
        "كتاب كاتب",
    ],
)
def test_different_words_do_not_share_a_key(different):
    first, second = map(variant, FOLDING.fold(different).split())
    assert first != second


def test_numbers_and_other_scripts_have_no_key():
    assert [variant(word) for word in ("946", "4a", "हिन्दी", "")] == [None] * 4


@given(st.text(max_size=50))
def test_any_word_may_be_asked_for_its_key(word):
    assert Variants()[word] == variant(word)
