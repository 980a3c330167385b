import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.projections.sorting import LANGUAGES, Order, nearest, ranks

LISTS = {
    "en": 'Álbum|The Ardabil Carpet|al-Baghdadi|"Bier"|El Greco|Leaf 2|Leaf 10',
    "tr": "Cami|Çini|Halı|Ilgaz|İznik|Ok|Örtü|Sini|Şahname|Ulu|Ünye",
    "fa": "بازو|پارس|تاج|جام|چراغ|زر|ژاله|کتاب|گلستان|لوح|نامه|ورق|هنر|یزد",
    "ar": "إبريق|الباب|كتاب|لوح|نور|هلال|ورق|يد",
}


@pytest.mark.parametrize("language", LISTS)
def test_labels_are_listed_as_readers_of_the_language_expect(language):
    ordered = LISTS[language].split("|")
    shuffled = random.Random(7).sample(ordered, len(ordered))
    assert sorted(shuffled, key=Order(language).key) == ordered


def test_a_label_without_letters_comes_last():
    assert Order("en").key("—") > Order("en").key("zzz")
    assert Order("fa").key("") > Order("fa").key("یزد")


def test_the_label_nearest_to_the_reader_is_shown():
    labels = {"en": "Ewer", "ar": "إبريق", "de": "Kanne"}
    assert nearest(labels, "ar") == ("ar", "إبريق")
    assert nearest(labels, "ar-Latn") == ("ar", "إبريق")
    assert nearest(labels, "fa") == ("en", "Ewer")
    assert nearest({"de": "Kanne", "": "Krug"}, "fa") == ("", "Krug")
    assert nearest({}, "fa") == ("", "")


@given(st.text(), st.text(), st.sampled_from(LANGUAGES))
def test_ranks_follow_the_order_of_keys(one, other, language):
    first, second = sorted((Order(language).key(one), Order(language).key(other)))
    assert ranks(first) <= ranks(second)
