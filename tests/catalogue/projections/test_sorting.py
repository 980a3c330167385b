import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.labels import nearest
from catalogue.projections.sorting import LANGUAGES, Order, ranks

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


@pytest.mark.parametrize(
    ("language", "ordered"), [("fa", "2|گلدان|یزد|Ewer|—"), ("ar", "2|إبريق|يد|Ewer|—"), ("tr", "2|Ewer|يد")]
)
def test_a_language_lists_names_in_its_own_script_first(language, ordered):
    wanted = ordered.split("|")
    shuffled = random.Random(3).sample(wanted, len(wanted))
    assert sorted(shuffled, key=Order(language).key) == wanted


def test_a_label_without_letters_comes_last():
    assert Order("en").key("—") > Order("en").key("zzz")
    assert Order("fa").key("") > Order("fa").key("یزد")


def test_the_label_nearest_to_the_reader_is_shown():
    labels = {"en": "Ewer", "ar": "إبريق", "de": "Kanne"}
    assert nearest(labels, "ar") == ("ar", "إبريق")
    assert nearest(labels, "ar-Latn") == ("ar", "إبريق")
    assert nearest(labels, "fa") == ("en", "Ewer")
    assert nearest({"de": "Kanne", "": "Krug"}, "fa") == ("", "Krug")
    assert nearest({"ar-latn": "ibriq", "en": "Ewer"}, "ar") == ("ar-latn", "ibriq")
    assert nearest({"tr": "", "de": "Kanne"}, "tr") == ("de", "Kanne")
    assert nearest({}, "fa") == ("", "")


@given(st.text(), st.text(), st.sampled_from(LANGUAGES))
def test_ranks_follow_the_order_of_keys(one, other, language):
    first, second = sorted((Order(language).key(one), Order(language).key(other)))
    assert ranks(first) <= ranks(second)
