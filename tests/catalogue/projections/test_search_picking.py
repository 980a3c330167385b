"""Records picked by one of several conditions: each once, totals exact, pages that fit together."""

from __future__ import annotations

import pytest

from catalogue.projections.search import Document, SearchIndex
from catalogue.projections.search_picking import Picking

OIL, INK = "https://x.org/oil", "https://x.org/ink"


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """250 records: even ones of oil, every third by oil too, every fifth of another class."""
    made = SearchIndex(tmp_path_factory.mktemp("index"))
    made.bulk([document(number) for number in range(250)], 1)
    return made


def document(number: int) -> Document:
    links = [("object.material", OIL)] * (number % 2 == 0) + [("object.part.material", OIL)] * (number % 3 == 0)
    crm_class = "https://c.org/Site" if number % 5 == 0 else "https://c.org/Object"
    iri = f"https://x.org/object/{number}"
    return Document(iri, f"/object/{number}", "object", {"en": "x"}, links=tuple(links), crm_class=crm_class)


BOTH = (("object.material", OIL), ("object.part.material", OIL))
CLASSES = ("https://c.org/Object", "https://c.org/Site")


def expected(test) -> set[str]:
    return {f"https://x.org/object/{number}" for number in range(250) if test(number)}


def found(index: SearchIndex, picking: Picking, size: int) -> tuple[int, list[str]]:
    total = index.pick(picking, limit=0).total
    pages = [index.pick(picking, at, size) for at in range(0, total, size)]
    assert {page.total for page in pages} <= {total}
    return total, [iri for page in pages for iri, _ in page.records]


@pytest.mark.parametrize("size", [1, 7, 100, 1_000])
def test_pages_cover_everything_once(index, size):
    total, records = found(index, Picking(BOTH, (), CLASSES), size)
    assert len(records) == total
    assert set(records) == expected(lambda n: n % 2 == 0 or n % 3 == 0)


def test_pages_keep_their_order_when_the_index_changes(tmp_path):
    index = SearchIndex(tmp_path / "index")
    index.bulk([document(number) for number in range(60)], 1)
    before = found(index, Picking(BOTH, (), CLASSES), 7)[1]
    for position, number in enumerate((4, 30, 58), 2):
        index.apply([document(number)], [], position)
    assert found(index, Picking(BOTH, (), CLASSES), 7)[1] == before
    index.apply([], ["https://x.org/object/4"], 9)
    assert found(index, Picking(BOTH, (), CLASSES), 7)[1] == [one for one in before if not one.endswith("/4")]


def test_only_some_classes_count(index):
    total, records = found(index, Picking(BOTH[:1], (), CLASSES[1:]), 50)
    assert set(records) == expected(lambda n: n % 10 == 0)
    assert total == 25


def test_what_stands_besides_counts_whatever_its_class(index):
    _, records = found(index, Picking(BOTH[:1], (), CLASSES[1:], BOTH[1:]), 50)
    assert set(records) == expected(lambda n: n % 10 == 0 or n % 3 == 0)


def test_records_are_picked_by_iri_too_and_only_if_they_are_there(index):
    iris = ("https://x.org/object/1", "https://x.org/object/2", "https://x.org/object/none")
    total, records = found(index, Picking(BOTH[:1], iris, CLASSES), 1_000)
    assert "https://x.org/object/1" in records
    assert total == 126


def test_a_page_says_of_what_class_each_record_is(index):
    page = index.pick(Picking((), ("https://x.org/object/5", "https://x.org/object/6"), CLASSES))
    assert set(page.records) == {
        ("https://x.org/object/5", "https://c.org/Site"),
        ("https://x.org/object/6", "https://c.org/Object"),
    }


@pytest.mark.parametrize(
    "picking", [Picking((), (), CLASSES), Picking((("object.material", INK),), (), CLASSES), Picking(BOTH, (), ())]
)
def test_where_nothing_is_asked_for_nothing_is_found(index, picking):
    assert index.pick(picking).total == 0
    assert index.pick(picking).records == ()


@pytest.mark.parametrize("offset", [167, 10_000, 99_999_999_900])
def test_beyond_the_end_there_is_nothing(index, offset):
    page = index.pick(Picking(BOTH, (), CLASSES), offset)
    assert (page.total, page.records) == (167, ())
