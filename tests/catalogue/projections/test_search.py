import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.projections.search import SearchIndex


def test_a_record_is_found_by_any_word_of_its_labels_texts_and_identifiers(find, record):
    ask = find(record("a", {"en": "Ewer", "ar": "إبريق"}, "brass inlaid", identifiers=("54.9",)))
    assert ask("ewer") == ask("ابريق") == ask("brass") == ask("54.9") == ["a"]
    assert ask("silver") == []


def test_all_words_must_be_met(find, record):
    ask = find(record("a", "Brass ewer"), record("b", "Brass lamp"))
    assert ask("brass ewer") == ["a"]
    assert sorted(ask("brass")) == ["a", "b"]
    assert ask("brass ewer lamp") == []


def test_the_last_word_may_be_only_begun(find, record):
    ask = find(record("a", "Ardabil carpet"))
    assert ask("carp") == ask("ardabil c") == ["a"]
    assert ask("ard carpet") == []
    assert ask('"carp"') == []


def test_a_word_in_full_ranks_above_one_that_begins_so(find, record):
    ask = find(record("a", "Lampas"), record("b", "", "a lamp of glass"), record("c", "Lamprey"))
    assert ask("lamp")[0] == "b"


def test_a_label_ranks_above_a_text(find, record):
    ask = find(record("a", "Tile", "beside an ewer"), record("b", "Ewer", "beside a tile"))
    assert ask("ewer") == ["b", "a"]


def test_a_quoted_phrase_is_met_in_its_order_only(find, record):
    ask = find(record("a", "Gift of the shah"), record("b", "Shah of the gift"))
    assert ask('"gift of the shah"') == ask("“gift of the shah”") == ["a"]
    assert sorted(ask("gift of the shah")) == ["a", "b"]
    assert ask('"shah gift"') == []


@pytest.mark.parametrize(
    ("label", "question"),
    [
        ("کتاب", "كتاب"),
        ("كتاب", "کتاب"),
        ("شاه\u200cنامه", "شاهنامه"),
        ("شاه\u200cنامه", "شاه نامه"),
        ("شاهنامه", "شاه\u200cنامه"),
        ("شاه نامه", "شاه\u200cنامه"),
        ("İznik", "Iznik"),
        ("iznik", "İZNİK"),
        ("کاشی ۹۴۶", "٩٤٦"),
        ("946 AH", "۹۴۶"),
        ("قرآن", "قران"),
        ("بسم ﷲ", "الله"),
        ("مدرسة", "مدرسه"),
        ("Qur'an", "Quran"),
        ("Qurʼān", "Qur`an"),
        ("nasta'liq", "nastaliq"),
        ("Shah-nameh", "shahnameh"),
        ("shahnameh", "Shah-nameh"),
        ("The emperor's carpet", "emperor carpet"),
        ("Musée d’Art", "musee art"),
        ("Shujāʿ ibn Manʿa", "shuja mana"),
    ],
)
def test_a_word_is_found_in_its_other_spellings(find, label, question, record):
    ask = find(record("a", label), record("b", "something else"))
    assert ask(question) == ["a"]


@pytest.mark.parametrize(
    ("label", "question"),
    [
        ("al-Mawsili", "Mosul"),
        ("Mosuli", "al-Mawsili"),
        ("al-Mausili", "el-Mosuli"),
        ("Shahnama", "Shahnameh"),
        ("Tahmasp", "Tahmasb"),
        ("Imamzada Yahya", "Emamzadeh Yahya"),
        ("Ferdowsi", "Firdausi"),
        ("Kairouan", "al-Qayrawan"),
        ("Shuja b. Mana", "Shuja ibn Mana"),
        ("الموصلي", "موصلي"),
        ("گلستان", "كلستان"),
    ],
)
def test_a_name_is_found_in_other_transliterations_below_its_own_spelling(find, label, question, record):
    ask = find(record("a", label), record("b", question), record("c", "other"))
    assert ask(question) == ["b", "a"]


def test_an_article_alone_is_not_required_beside_other_words(find, record):
    ask = find(record("a", "Baghdadi"), record("b", "al-Baghdadi"))
    assert ask("al baghdadi") == ["b", "a"]
    assert ask("al") == ["b"]


IDENTIFIERS = ("1970.301.2", "W.569.4A", "54.975", "I. 2862", "1866,1229.61", "f. 22v", "OA 4068")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *((number, number) for number in IDENTIFIERS),
        ("1970 301 2", "1970.301.2"),
        ("1970.301", "1970.301.2"),
        ("1970.30", "1970.301.2"),
        ("w.569.4a", "W.569.4A"),
        ("W 569 4A", "W.569.4A"),
        ("W569.4A", "W.569.4A"),
        ("w.569", "W.569.4A"),
        ("54975", "54.975"),
        ("54 . 975", "54.975"),
        ("٥٤٫٩٧٥", "54.975"),
        ("I.2862", "I. 2862"),
        ("i2862", "I. 2862"),
        ("1866, 1229.61", "1866,1229.61"),
        ("1866,1229", "1866,1229.61"),
        ("f.22v", "f. 22v"),
        ("F 22 V", "f. 22v"),
        ("oa4068", "OA 4068"),
        ('"1970.301.2"', "1970.301.2"),
    ],
)
def test_a_number_is_found_however_it_is_spaced_and_when_only_begun(find, typed, meant, record):
    records = [record(str(n), "", identifiers=(each,)) for n, each in enumerate(IDENTIFIERS)]
    ask = find(*records, record("other", "page 2 of 1970, 301 pages", identifiers=("2.301",)))
    assert ask(typed)[0] == str(IDENTIFIERS.index(meant))


def test_a_number_beside_words_is_found(find, record):
    ask = find(
        record("a", "Blacas ewer", identifiers=("1866,1229.61",)),
        record("b", "Blacas ewer", identifiers=("1866,1229.62",)),
    )
    assert ask("blacas 1866,1229.61") == ask("1866,1229.61 ewer") == ["a"]


def test_nothing_typed_lists_all_and_signs_only_find_nothing(find, index, record):
    ask = find(record("a", "Ewer"), record("b", "Lamp"))
    assert ask("") == ask(" \n") == ["a", "b"]
    assert ask("?!") == ask('""') == ask("\x00") == ask("💎") == []


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000_000,
        "word " * 2_000_000,
        "-" * 10_000_000,
        " " * 10_000_000,
        'AND OR NOT label:ewer^9 (a [b TO c] {d* "e',
        "*:*",
        "\x00\x01\ufffe\ud800",
        ".*",
        "a\\.*|[",
        '"' * 999,
        "'" * 999,
        "a-" * 500,
        "1." * 500,
        "\u0301" * 500,
        "ﷺ" * 500,
    ],
)
def test_hostile_text_is_only_text(find, text, record):
    ask = find(record("a", "Ewer"))
    assert ask(text) == []


def test_a_question_that_is_too_long_is_cut_and_says_so(index, record):
    index.bulk([record("a", "ewer")], 1)
    assert index.search("ewer " * 300).cut
    assert index.search("ewer " * 300).total == 1
    assert not index.search("ewer ewer").cut


@settings(max_examples=200, deadline=None)
@given(text=st.text(), sort=st.sampled_from(["relevance", "label", "updated"]))
def test_any_text_may_be_asked(asked_index, text, sort):
    page = asked_index.search(text, slug="object", links=[("object.x", "y")], sort=sort)
    assert page.total == len(page.hits) == 0


@pytest.fixture(scope="module")
def asked_index(tmp_path_factory, record):
    index = SearchIndex(tmp_path_factory.mktemp("asked"))
    index.bulk([record(str(n), "ewer", "a b c ابج 123", identifiers=("1.2",)) for n in range(9)], 1)
    return index


def test_a_prefix_after_an_article_still_answers_when_very_many_words_begin_so(find, record):
    endings = [f"{a}{b}" for a in "abcdefghijklmnopqrstuvwxyz" for b in "abcdefghijklmnopqrstuvwxyz"]
    ask = find(*(record(ending, f"al-m{ending}") for ending in endings))
    assert len(ask("al-m", limit=1000)) == 676
    assert sorted(ask("al-mq", limit=1000)) == [ending for ending in endings if ending[0] == "q"]


def test_records_are_filtered_by_type_and_by_link(find, index, record):
    made = "object.production.carried_out_by"
    ask = find(
        record("a", "Ewer", links=((made, "p1"), ("object.place", "x"))),
        record("b", "Ewer", links=((made, "p2"),)),
        record("p1", "Ewer maker", slug="person"),
    )
    assert sorted(ask("ewer", slug="object")) == ["a", "b"]
    assert ask("ewer", slug="person") == ["p1"]
    assert ask("", links=[(made, "p1")]) == ["a"]
    assert ask("ewer", links=[(made, "p1"), ("object.place", "y")]) == []
    assert ask("", links=[("object.place", "p1")]) == []
    assert ask("", links=[('bad"address', "p1")]) == []
    assert ask("", slug="nothing") == []


def test_incoming_links_are_counted_by_address(index, record):
    index.bulk(
        [
            record("a", links=(("object.maker", "p"), ("object.owner", "p"), ("object.owner", "p"))),
            record("b", links=(("object.maker", "p"), ("object.owner", "q"))),
        ],
        1,
    )
    counted = index.incoming("p", ["object.maker", "object.owner", "object.place", "a b"])
    assert counted == {"object.maker": 2, "object.owner": 1, "object.place": 0, "a b": 0}


def test_facets_count_what_was_found(index, record):
    index.bulk(
        [record(str(n), "ewer" if n < 6 else "lamp", links=(("object.type", f"t{n % 2}"),)) for n in range(10)]
        + [record("p", "ewer", slug="person")],
        1,
    )
    assert index.facets(["object.type", "slug"], "ewer") == {
        "object.type": (("t0", 3), ("t1", 3)),
        "slug": (("object", 6), ("person", 1)),
    }
    assert index.facets(["object.type"], slug="object", limit=1) == {"object.type": (("t0", 5),)}
    assert index.facets(["object.none"], "ewer") == {"object.none": ()}
    assert index.facets([], "ewer") == {}


def test_totals_are_exact_and_pages_cover_all_without_overlap(index, record):
    index.bulk([record(f"{n:04d}", "Ewer", "of brass" * (n % 3)) for n in range(1000)], 1)
    for n in range(0, 1000, 7):
        index.apply([record(f"{n:04d}", "Ewer", "of brass" * (n % 3))], [], 2)
    for sort in ("relevance", "label", "updated"):
        paths = []
        for offset in range(0, 1000, 30):
            page = index.search("ewer", offset=offset, limit=30, sort=sort)
            assert page.total == 1000
            paths += [hit.path for hit in page.hits]
        assert len(set(paths)) == len(paths) == 1000
        assert index.search("ewer", offset=1000, sort=sort).hits == ()


def test_equal_records_keep_their_order_when_others_change(index, record):
    index.bulk([record(f"{n:03d}", "Ewer") for n in range(50)], 1)
    before = [hit.path for hit in index.search("ewer", limit=50).hits]
    index.apply([record(f"{n:03d}", "Ewer") for n in range(0, 50, 3)], [], 2)
    assert [hit.path for hit in index.search("ewer", limit=50).hits] == before


def test_records_are_listed_by_label_in_the_language_asked_for(find, record):
    ask = find(
        record("a", {"en": "The lamp", "fa": "پیه\u200cسوز"}),
        record("b", {"en": "An ewer", "fa": "تنگ"}),
        record("c", {"en": "Leaf 10"}),
        record("d", {"en": "Leaf 9"}),
    )
    assert ask("", sort="label") == ["b", "a", "d", "c"]
    assert ask("", sort="label", language="fa") == ["a", "b", "d", "c"]
    assert ask("l", sort="label", language="de-CH") == ["a", "d", "c"]


def test_a_list_holds_one_type_in_order(index, record):
    index.bulk([record("b", "B"), record("a", "A"), record("p", "C", slug="person")], 1)
    page = index.list("object", offset=1, limit=1)
    assert (page.total, [hit.label for hit in page.hits]) == (2, ["B"])


def test_newest_records_come_first_when_sorted_by_time(find, record):
    ask = find(record("a", "x", updated=10), record("b", "x", updated=30), record("c", "x"))
    assert ask("x", sort="updated") == ["b", "a", "c"]


def test_counting_needs_no_hits(index, record):
    index.bulk([record("a", "Ewer")], 1)
    assert index.search("ewer", limit=0).total == 1


def test_a_hit_shows_label_language_and_passage_as_written(index, record):
    index.bulk([record("a", {"ar": "إبريق"}, "Signed by Shujāʿ <b>", slug="object")], 1)
    hit = index.search("ابريق shuja", language="en").hits[0]
    assert (hit.label, hit.language, hit.slug) == ("إبريق", "ar", "object")
    assert hit.title == (("إبريق", True),)
    assert hit.highlight == (("Signed by ", False), ("Shujāʿ", True), (" <b>", False))


def test_a_record_without_label_shows_its_path(index, record):
    index.bulk([record("a", {}, "ewer")], 1)
    assert index.search("ewer").hits[0].label == "/object/a"


@pytest.mark.parametrize("sort", ["relevance", "label", "updated"])
def test_a_page_far_beyond_the_end_is_empty_and_costs_nothing(index, record, sort):
    index.bulk([record("a", "Ewer")], 1)
    page = index.search("ewer", offset=10**40, sort=sort)
    assert (page.total, page.hits) == (1, ())
    assert len(index.search("ewer", limit=10**40, sort=sort).hits) == 1
