"""Records found by what they are called, as somebody types; and only among some."""

from __future__ import annotations

import pytest

from catalogue.projections.search_queries import Among


@pytest.fixture
def called(index, record):
    """Asks an index of these records by name."""

    def filled(*records):
        index.bulk(records, 1)
        return lambda text, **more: [hit.iri.rpartition("/")[2] for hit in index.named(text, **more)]

    return filled


def test_a_label_that_begins_so_comes_first_in_the_order_of_labels(called, record):
    ask = called(
        record("a", "Antique brass"), record("b", "Brass wire"), record("c", "Brass"), record("d", "Bronze"),
        record("e", "A brass ewer"),
    )  # fmt: skip
    assert ask("brass") == ask("bra") == ["c", "e", "b", "a"]  # an article does not count
    assert ask("br") == ["c", "e", "b", "d", "a"]
    assert ask("br", limit=2) == ["c", "e"]


def test_every_name_counts_and_no_other_text(called, record):
    ask = called(
        record("a", "Brass", "an alloy of copper", names=("Brass", "Latten")), record("b", "Ewer", "made of latten")
    )
    assert ask("latt") == ["a"]
    assert ask("copper") == []


def test_a_name_is_found_in_any_language_and_spelling(called, record):
    labels = {"en": "al-Mawsili", "ar": "الموصلي", "tr": "Musullu"}
    ask = called(record("a", labels, "x", names=tuple(labels.values())), record("b", "Cup", "of Musullu"))
    assert ask("الموصلى") == ask("musull") == ask("mosuli") == ["a"]


def test_a_number_is_a_name(called, record):
    ask = called(record("a", "Ewer", identifiers=("W.569.4A",)), record("b", "Bowl", identifiers=("W.570",)))
    assert ask("W 569") == ["a"]


def test_a_name_is_asked_of_types_and_links(called, record):
    ask = called(
        record("a", "Brass", slug="concept", links=(("concept.scheme", "materials"),)),
        record("b", "Brass", slug="concept", links=(("concept.scheme", "sounds"),)), record("c", "Brass"),
    )  # fmt: skip
    assert sorted(ask("bra", slugs=["concept"])) == ["a", "b"]
    assert ask("bra", slugs=["concept"], links=[("concept.scheme", "materials")]) == ["a"]
    assert sorted(ask("brass", slugs=["concept", "object"])) == ["a", "b", "c"]


def test_without_words_the_names_are_listed(called, record):
    ask = called(record("b", "Bowl"), record("a", "Ale"), record("c", "Cup"))
    assert ask("") == ["a", "b", "c"]
    assert ask("  ", limit=1) == ["a"]
    assert ask("…") == []


@pytest.mark.parametrize("text", ["(", "[a", "a.*", "\\", "a|b", '"', "…!", "\0", "x" * 3_000, "كتاب(", "+"])
def test_whatever_is_typed_is_answered(called, record, text):
    assert isinstance(called(record("a", "Ale"))(text), list)


@pytest.mark.parametrize("sort", ["relevance", "label", "updated"])
def test_only_some_records_may_be_meant_or_all_but_some(index, record, sort):
    index.bulk([record(n, f"Ewer {n}", updated=i) for i, n in enumerate("abcd")], 1)
    some = [record("a").iri, record("c").iri, "urn:none"]

    def ask(inside):
        page = index.search("ewer", among=Among(some, inside), sort=sort, limit=1 if sort == "label" else 9)
        return page.total, sorted(hit.path[-1] for hit in page.hits)

    assert ask(inside=True) == (2, ["a"] if sort == "label" else ["a", "c"])
    assert ask(inside=False) == (2, ["b"] if sort == "label" else ["b", "d"])
    assert index.search("", among=Among([])).total == 0
    assert index.facets(["slug"], among=Among(some)) == {"slug": (("object", 2),)}


def test_links_of_records_that_are_gone_count_no_more(index, record):
    owned = [record(f"b{n}", links=(("object.owner", "p"),)) for n in range(50)]
    index.bulk([record("a", links=(("object.maker", "p"),)), *owned], 1)
    index.apply([record("c", links=(("object.maker", "pq"),))], [record("b1").iri], 2)
    assert index.incoming("p", ["object.maker", "object.owner"]) == {"object.maker": 1, "object.owner": 49}
    assert index.incoming("nobody", ["object.maker"]) == {"object.maker": 0}
