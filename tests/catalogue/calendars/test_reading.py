import gzip
import json
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.calendars import read_date, year_bounds

VECTORS = {
    "357 AH": "0967-12-12/0968-11-29",
    "Muharram 559": "1163-12-07/1164-01-05",
    "AH 564": "1168-10-12/1169-10-01",
    "Rajab 629 AH": "1232-04-30/1232-05-29",
    "Sha'ban 663": "1265-05-26/1265-06-23",
    "Ramadan 741 AH": "1341-02-26/1341-03-27",
    "A.H. 755": "1354-02-03/1355-01-23",
    "946 AH": "1539-05-29/1540-05-17",
    "Jumada I 956": "1549-06-07/1549-07-06",
    "1009 AH": "1600-07-13/1601-07-01",
    "1012 AH": "1603-06-11/1604-05-29",
    "AH 1119": "1707-04-04/1708-03-22",
}

PHRASES = {
    "1690": "1690",
    "946": "0946",
    "1690-1699": "1690/1699",
    "1690–99": "1690/1699",
    "1845-46": "1845/1846",
    "1660-1": "1660/1661",
    "ca. 1800": "1800~",
    "c.1524-25": "1524~/1525~",
    "1775-ca. 1800": "1775~/1800~",
    "1800 (?)": "1800?",
    "ca. 1540-1545?": "1540%/1545%",
    "possibly 14th century": "1301?/1400?",
    "19th century": "1801/1900",
    "4th-5th century": "0301/0500",
    "18th - 19th centuries": "1701/1900",
    "late19th century": "1867/1900",
    "early 3rd-early 1st century BC": "-0299/-0066",
    "late 5th century BC": "-0433/-0400",
    "mid-13th century": "1226/1275",
    "early-mid 15th century": "1401/1475",
    "late 18th early 19th century": "1767/1834",
    "1st half 16th century": "1501/1550",
    "first half of the 16th century": "1501/1550",
    "third quarter 16th century": "1551/1575",
    "last quarter 15th century": "1476/1500",
    "2nd-3rd quarter 19th century": "1826/1875",
    "18th-1st half 19th century": "1701/1850",
    "2nd half 18th-1st quarter 19th century": "1751/1825",
    "1st third 14th century": "1301/1333",
    "2nd half 4th millennium BC": "-3499/-3000",
    "25th-10th millenium BC": "Y-24999/-9000",
    "332-30 BC": "-0331/-0029",
    "2100 BC -1900 BC": "-2099/-1899",
    "ca. 664 BC-404 BCE": "-0663~/-0403~",
    "100 BC-AD 400": "-0099/0400",
    "500 BCE-500 CE": "-0499/0500",
    "6th century BC- AD 2nd century": "-0599/0200",
    "1st-2nd century AD": "0001/0200",
    "AD late 1st-early 2nd century": "0067/0134",
    "50 BC-AD 2nd century": "-0049/0200",
    "1203-1200/1199 BC": "-1202/-1198",
    "1520s": "1520/1529",
    "ca. 1770's": "1770~/1779~",
    "1830s-1840s": "1830/1849",
    "late 1820s": "1826/1829",
    "1845-early 20th century": "1845/1934",
    "after 1650": "1650/..",
    "1535 or later": "1535/..",
    "Before 1878": "../1878",
    "19th century or earlier": "../1900",
    "between 1918 and 1922": "1918/1922",
    "from 1934 until October 1957": "1934/1957-10",
    "1858 or 1859": "[1858,1859]",
    "1696, 1756, or 1816": "[1696,1756,1816]",
    "11th or 12th century": "[1001..1100,1101..1200]",
    "1835 (?) 1847 (?)": "[1835?,1847?]",
    "ca. 1340 BC or early 20th century": "[-1339~,1901..1934]",
    "mid 15th century (before 1463)": "1426/1463",
    "March 1815": "1815-03",
    "March 12, 1815": "1815-03-12",
    "12.3.1815": "1815-03-12",
    "13/12/1815": "1815-12-13",
    "6-8 January 1938": "1938-01-06/1938-01-08",
    "January-March 1938": "1938-01/1938-03",
    "5 March 1232": "1232-03-12",  # Julian as written, Gregorian as computed
    "December 1551-January 1552": "1551-12-11/1552-02-10",
    "spring 1815": "1815-21",
    "11th century AH/AD 17th century": "1601/1700",
    "10th century AH/AD 16th": "1501/1600",
    "early 10th century AH/AD 16th century": "1501/1528",
    "935 AH/AD 1529": "1529-01-01/1529-09-14",
    "1098 AH/AD1687": "1687-01-01/1687-11-06",
    "946 AH / 1539-40": "1539-05-29/1540-05-17",
    "755/1354-55": "1354-02-03/1355-01-23",
    "1246-1247 (AH 644)": "1246-05-26/1247-05-14",
    "892 AH/AD 1486-900 AH/AD 1494-1495": "1487-01-06/1495-09-29",
    "22 Rabi' II 889 AH/AD 1484": "1484-05-28",
    "Rajab 621 AH/AD 1224": "1224-07-26/1224-08-24",
    "7192 AM/AD 1684": "1684",
    "12 Aban 1309": "1930-11-03",
    "1309 SH": "1930-03-21/1931-03-21",
    "1325 Rumi": "1909-03-14/1910-03-13",
}

OTHER_LANGUAGES = {
    ("ar", "رجب ٦٢٩ هـ"): "1232-04-30/1232-05-29",
    ("ar", "القرن السادس عشر الميلادي"): "1501/1600",
    ("ar", "النصف الأول من القرن السادس عشر الميلادي"): "1501/1550",
    ("ar", "حوالي ١٨٠٠ م"): "1800~",
    ("ar", "القرن الخامس ق.م"): "-0499/-0400",
    ("fa", "۱۲ آبان ۱۳۰۹"): "1930-11-03",
    ("fa", "۱۳۰۹ ش"): "1930-03-21/1931-03-21",
    ("fa", "قرن شانزدهم میلادی"): "1501/1600",
    ("fa", "۱۸۵۰"): "1850",
    ("tr", "16. yüzyılın ikinci yarısı"): "1551/1600",
    ("tr", "MÖ 5. yüzyıl"): "-0499/-0400",
    ("tr", "15 Ağustos 1900"): "1900-08-15",
    ("tr", "1550 civarı"): "1550~",
}


@pytest.mark.parametrize("text", VECTORS)
def test_hijri_dates_have_the_interval_of_the_tables(text):
    read = read_date(text)
    first, last = VECTORS[text].split("/")
    assert (read.edtf, read.notes) == (VECTORS[text], ())
    assert (read.begin, read.end) == (f"{first}T00:00:00Z", f"{last}T23:59:59Z")


@pytest.mark.parametrize("text", PHRASES)
def test_a_museum_phrase_is_read(text):
    read = read_date(text)
    assert (read.edtf, read.notes) == (PHRASES[text], ())
    assert read.as_written == text


@pytest.mark.parametrize(("language", "text"), OTHER_LANGUAGES)
def test_a_phrase_of_another_language_is_read(language, text):
    assert read_date(text, language).edtf == OTHER_LANGUAGES[language, text]


@pytest.mark.parametrize("text", ["n.d.", "N. D.", "undated", "", "  "])
def test_a_text_that_says_it_has_no_date_is_understood(text):
    read = read_date(text)
    assert (read.edtf, read.begin, read.end, read.notes) == (None, None, None, ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31 February 1920", "29 days"),
        ("13th month", "not understood"),
        ("29 February 1900", "28 days"),
        ("31 Rajab 629 AH", "30 days"),
        ("1.13.1815", "no date"),
        ("3/12/1815", "month 3 or 12"),
        ("1500-1400", "ends before"),
        ("1400 BC-1500 BC", "ends before"),
        ("1800s", "century or a decade"),
        ("0 AD", "no year 0"),
        ("18th", "century or millennium"),
        ("7192 AM", "beside a year"),
        ("March 629 AH", "one calendar"),
        ("100000000 BC", "computed from"),
        ("modern", "not understood"),
        ("the day before yesterday", "not understood"),
        ("x" * 10_000, "not understood"),
        ("(" * 499, "not understood"),
    ],
)
def test_what_cannot_be_read_gets_a_note_and_no_bounds(text, reason):
    read = read_date(text)
    assert (read.edtf, read.begin, read.end) == (None, None, None)
    assert len(read.notes) == 1
    assert reason in read.notes[0]


@pytest.mark.parametrize("text", ["۱۳۰۹", "قرن دهم", "۹۴۶"])
def test_in_persian_a_year_or_century_that_may_be_hijri_is_not_guessed(text):
    read = read_date(text, "fa")
    assert read.edtf is None
    assert "calendar" in read.notes[0]


def test_calendars_that_do_not_agree_are_both_kept_with_a_note():
    read = read_date("1121 AH/AD 1717")
    assert read.edtf == "[1709-03-13..1710-03-01,1717]"
    assert (read.begin, read.end) == ("1709-03-13T00:00:00Z", "1717-12-31T23:59:59Z")
    assert "do not agree" in read.notes[0]


def test_calendars_that_miss_each_other_by_the_julian_days_only_agree():
    assert read_date("119 AH/AD 737").notes == ()
    assert read_date("1119 AH/AD 1709").notes != ()


def test_several_dates_are_bounded_together_with_a_note():
    read = read_date("Porcelain: 1675-1725; Mounts: 1884")
    assert read.edtf == "{1675..1725,1884}"
    assert (read.begin, read.end) == ("1675-01-01T00:00:00Z", "1884-12-31T23:59:59Z")
    assert "several dates" in read.notes[0]


def test_a_part_that_is_not_understood_is_named():
    read = read_date("Scarab: 1504-1388 BC; Ring: Modern")
    assert read.edtf == "-1503/-1387"
    assert "Ring: Modern" in read.notes[0]


def test_later_additions_are_set_aside_with_a_note():
    read = read_date("1580-1620, with later additions")
    assert read.edtf == "1580/1620"
    assert "with later additions" in read.notes[0]


def test_from_and_to_say_when_something_began_and_ended():
    read = read_date("from 1934 to 1957")
    assert (read.begin, read.begin_latest) == ("1934-01-01T00:00:00Z", "1934-12-31T23:59:59Z")
    assert (read.end_earliest, read.end) == ("1957-01-01T00:00:00Z", "1957-12-31T23:59:59Z")


def test_the_sources_years_bound_what_the_text_leaves_open():
    assert read_date("modern", years=(1850, 1900)).begin == "1850-01-01T00:00:00Z"
    assert read_date("n.d.", years=(-600, 100)).begin == "-0599-01-01T00:00:00Z"
    assert read_date("n.d.", years=(0, 0)).begin is None
    assert read_date("before 1866", years=(1834, 1866)).begin == "1834-01-01T00:00:00Z"
    assert read_date("after 1882", years=(1882, 1882)).end is None
    circa = read_date("ca. 1800", years=(1788, 1812))
    assert (circa.begin, circa.end) == ("1788-01-01T00:00:00Z", "1812-12-31T23:59:59Z")


@pytest.mark.parametrize(
    ("text", "years", "said"),
    [
        ("mid 4th century BC", (-3750, -3250), "outside"),
        ("1793-1852", (1736, 1787), "outside"),
        ("1456", (1444, 1468), "differ"),
        ("745-715 BC", (-745, 720), "differ"),
        ("ca. 550-520 BC", (-500, -520), "end before"),
    ],
)
def test_the_sources_years_that_contradict_its_text_are_noted(text, years, said):
    read = read_date(text, years=years)
    assert read.edtf is not None
    assert said in read.notes[0]


def test_years_of_museums_have_no_zero():
    bounds = year_bounds(-425, -401)
    assert (bounds.begin, bounds.end) == ("-0424-01-01T00:00:00Z", "-0400-12-31T23:59:59Z")
    assert year_bounds(1, 100).begin == "0001-01-01T00:00:00Z"
    assert year_bounds(-100, 0).end == "0000-12-31T23:59:59Z"
    assert year_bounds(-99999, None).begin == "-99998-01-01T00:00:00Z"
    assert year_bounds(None, None) == year_bounds(10**12, None) == year_bounds(1900, 1800)


def ordinal(time):
    date = time.partition("T")[0]
    year, month, day = date.rsplit("-", 2)
    return int(year), int(month), int(day)


ANY_TEXT = st.text(max_size=60) | st.lists(
    st.sampled_from([*PHRASES, *VECTORS, "-", " or ", "; ", "AH", "BC", "early", "?", "/", "1st", "century", "31"]),
    max_size=4,
).map(" ".join)
ANY_YEARS = st.none() | st.tuples(*[st.none() | st.integers(-(10**6), 3000)] * 2)


SEASON = re.compile(r"\d{4}-2[1-4]")  # EDTF's spring of 1920, which a museum writes for the years 1920 to 1921


@given(ANY_TEXT, st.sampled_from(["en", "ar", "fa", "tr"]), ANY_YEARS)
def test_bounds_are_in_order_and_nothing_is_unread_in_silence(text, language, years):
    read = read_date(text, language, years)
    times = [t for t in (read.begin, read.begin_latest, read.end) if t]
    assert times == sorted(times, key=ordinal)
    times = [t for t in (read.begin, read.end_earliest, read.end) if t]
    assert times == sorted(times, key=ordinal)
    assert read.as_written == text
    if read.edtf is not None and read.edtf != text.strip() and not SEASON.search(read.edtf):
        assert read_date(read.edtf).edtf == read.edtf


def test_almost_all_phrases_of_a_museum_are_read(shared):
    with gzip.open(shared / "data/walters/objects.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    phrases = Counter(row["DateText"] for row in rows if row["DateText"])
    read = {text: read_date(text) for text in phrases}
    understood = [text for text, date in read.items() if date.edtf or not date.notes]
    share = len(understood) / len(phrases)
    print(f"{share:.2%} of {len(phrases)} phrases")  # noqa: T201 — the figure is what we want
    assert share > 0.99
